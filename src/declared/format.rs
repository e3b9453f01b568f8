//! What kind of document something is, in the words of rulesets.

use crate::tree::{Cursor, Shape, words};

/// The formats that are known, with the other ways in which they are written.
const NAMES: [(&str, &[&str]); 20] = [
    ("oas2", &[]),
    ("oas3", &[]),
    ("oas3_0", &["oas3.0"]),
    ("oas3_1", &["oas3.1"]),
    ("oas3_2", &["oas3.2"]),
    ("aas2", &["asyncapi2", "asyncApi2"]),
    ("aas2_0", &[]),
    ("aas2_1", &[]),
    ("aas2_2", &[]),
    ("aas2_3", &[]),
    ("aas2_4", &[]),
    ("aas2_5", &[]),
    ("aas2_6", &[]),
    ("aas3", &["asyncapi3", "asyncApi3"]),
    ("aas3_0", &[]),
    ("aas3_1", &[]),
    ("arazzo1_0", &["arazzo1.0"]),
    ("json-schema", &["jsonSchema"]),
    ("json-schema-loose", &["jsonSchemaLoose"]),
    (
        "json-schema-draft",
        &[
            "json-schema-draft4",
            "json-schema-draft6",
            "json-schema-draft7",
            "json-schema-draft-2019-09",
            "json-schema-2019-09",
            "json-schema-draft-2020-12",
            "json-schema-2020-12",
            "jsonSchemaDraft4",
            "jsonSchemaDraft6",
            "jsonSchemaDraft7",
            "jsonSchemaDraft2019_09",
            "jsonSchemaDraft2020_12",
        ],
    ),
];

/// The format with this name, in its usual form; `None` where there is none.
#[must_use]
pub fn named(word: &str) -> Option<&'static str> {
    NAMES.iter().find(|(name, others)| *name == word || others.contains(&word)).map(|(name, _)| *name)
}

/// The names of all formats.
#[cfg(feature = "javascript")]
pub fn names() -> impl Iterator<Item = &'static str> {
    NAMES.iter().map(|(name, _)| *name)
}

/// The formats that a document is of.
#[must_use]
pub fn of(root: Cursor<'_>) -> Vec<&'static str> {
    let mut out = Vec::new();
    if !root.is_map() {
        return out;
    }
    let text = |key| root.get(key).map(|v| v.text().into_owned());
    if text(words::SWAGGER).is_some_and(|v| leading(&v) == Some(2)) {
        out.push("oas2");
    }
    if let Some(version) = text(words::OPENAPI)
        && leading(&version) == Some(3)
    {
        out.push("oas3");
        for (prefix, name) in [("3.0", "oas3_0"), ("3.1", "oas3_1"), ("3.2", "oas3_2")] {
            if version == prefix || version.strip_prefix(prefix).is_some_and(|r| r.starts_with('.')) {
                out.push(name);
            }
        }
    }
    if let Some(version) = root.get_str("asyncapi").map(|v| v.text().into_owned()) {
        match leading(&version) {
            Some(2) => {
                out.push("aas2");
                let minor = ["aas2_0", "aas2_1", "aas2_2", "aas2_3", "aas2_4", "aas2_5", "aas2_6"];
                let n = version.split('.').nth(1).and_then(|m| m.parse::<usize>().ok());
                out.extend(n.and_then(|n| minor.get(n)));
            }
            Some(3) => {
                out.push("aas3");
                out.extend(version.split('.').nth(1).and_then(|minor| match minor {
                    "0" => Some("aas3_0"),
                    "1" => Some("aas3_1"),
                    _ => None,
                }));
            }
            _ => {}
        }
    }
    if root.get_str("arazzo").is_some_and(|v| v.text().starts_with("1.0")) {
        out.push("arazzo1_0");
    }
    if root.get_str("$schema").is_some_and(|s| s.shape() == Shape::Str && s.text().contains("json-schema.org")) {
        out.extend(["json-schema", "json-schema-draft", "json-schema-loose"]);
    } else if ["type", "allOf", "oneOf", "anyOf", "not", "enum", "const"].iter().any(|k| root.get_str(k).is_some()) {
        out.push("json-schema-loose");
    }
    out
}

/// The number that a text begins with.
fn leading(text: &str) -> Option<u64> {
    let digits: String = text.trim_start().chars().take_while(char::is_ascii_digit).collect();
    digits.parse().ok()
}
