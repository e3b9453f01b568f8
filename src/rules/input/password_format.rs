//! Passwords should be marked as such.

use crate::rule::prelude::*;
use crate::rules::support::{SchemaPart, and_more, inputs, is_of, shown, words_in};

/// The rule.
pub static RULE: Rule = Rule {
    id: "password-format",
    category: Category::Input,
    severity: Severity::Info,
    enabled: Enabled::No,
    summary: "passwords should be marked as such",
    why: "`format: password` makes tools hide what is typed and to keep it out of logs and examples.",
    when_off: "It is off by default. Leave it off if no tool shows the field to people.",
    repair: "`--fix` adds `format: password`.",
    references: &[Reference {
        title: "OpenAPI 3.1.1, Schema Object",
        url: "https://spec.openapis.org/oas/v3.1.1.html#schema-object",
    }],
    check: Check::Api(check),
    ..Rule::BASE
};

fn check(cx: &mut Context<'_>, api: &Api<'_>) {
    let mut found = Vec::new();
    for part in inputs(cx, api) {
        let words = part.name.map(words_in).unwrap_or_default();
        let secret = words.last().is_some_and(|w| matches!(w.as_str(), "password" | "passwd" | "passphrase"));
        let sealed = words.iter().any(|w| matches!(w.as_str(), "encrypted" | "hashed" | "cipher"));
        if secret && !sealed && is_of(part.schema, "string") && !part.says(api, words::FORMAT) {
            found.push(part);
        }
    }
    let (few, more) = shown(&found);
    for part in few {
        let concerned = if more > 0 { &found[..] } else { std::slice::from_ref(part) };
        cx.key(
            part.written,
            message!("`{}` is not marked as a password{}", part.name.unwrap_or_default(), and_more(more, "property")),
        )
        .label("shown in clear text by tools")
        .help("add `format: password`")
        .safe_fix("add `format: password`", concerned.iter().map(|p| with_format(p)));
    }
}

/// Nothing for a schema that is written elsewhere: others may share it.
fn with_format(part: &SchemaPart<'_>) -> Option<crate::source::Edit> {
    let own = part.schema == part.written || part.written.get(words::SCHEMA) == Some(part.schema);
    own.then(|| part.schema.with_entry("format", &json!("password"), part.schema.get(words::TYPE)))?
}
