//! The messages of findings: templates with places for what was found, as rulesets write them.

use std::borrow::Cow;
use std::fmt::Write;

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

use super::jsonpath::number_text;
use crate::tree::{Cursor, Shape};

/// What a template may name.
pub struct Found<'m, 'a> {
    /// What the function says.
    pub error: Cow<'m, str>,
    /// What the rule says of itself.
    pub description: Option<&'m str>,
    /// Where the finding is.
    pub at: Cursor<'a>,
    /// The names below that place that were looked for and are not there.
    pub missing: &'m [String],
    /// What the model says of the subject, where the rule is about one: its facts can be named too.
    pub facts: Option<Cursor<'a>>,
}

impl Found<'_, '_> {
    /// A template with its places filled: `{{name}}` by what has the name, `#{{print("name")}}` by the same in
    /// words. What has no value is filled with nothing.
    #[must_use]
    pub fn fill(&self, template: &str) -> String {
        let mut out = String::new();
        let mut rest = template;
        while let Some(start) = rest.find("{{") {
            let inner = &rest[start + 2..];
            let end = inner.find(['}', '\n']).filter(|end| *end > 0 && inner[*end..].starts_with("}}"));
            let Some(end) = end else {
                out.push_str(&rest[..start + 2]);
                rest = inner;
                continue;
            };
            let before = &rest[..start];
            match before.strip_suffix('#') {
                Some(before) => {
                    out.push_str(before);
                    out.push_str(&self.printed(inner[..end].trim()));
                }
                None => {
                    out.push_str(before);
                    out.push_str(&self.named(&inner[..end]).unwrap_or_default());
                }
            }
            rest = &inner[end + 2..];
        }
        out.push_str(rest);
        out
    }

    /// The names of facts that a template asks for: what stands between braces and is no word that every rule has.
    #[must_use]
    pub fn facts_in(template: &str) -> Vec<&str> {
        let mut names = Vec::new();
        let mut rest = template;
        while let Some(start) = rest.find("{{") {
            let inner = &rest[start + 2..];
            let Some(end) = inner.find(['}', '\n']).filter(|end| inner[*end..].starts_with("}}")) else {
                rest = inner;
                continue;
            };
            let name = &inner[..end];
            let is_plain = !rest[..start].ends_with('#') && !name.is_empty();
            if is_plain && !["error", "description", "property", "path", "value"].contains(&name) {
                names.push(name);
            }
            rest = &inner[end + 2..];
        }
        names
    }

    fn named(&self, name: &str) -> Option<Cow<'_, str>> {
        Some(match name {
            "error" => Cow::Borrowed(&*self.error),
            "description" => Cow::Borrowed(self.description.unwrap_or("null")),
            "property" => Cow::Owned(self.property()),
            "path" => Cow::Owned(fragment(self.at)),
            "value" => Cow::Owned(text_of(self.at)),
            name => {
                let fact = name.split('.').try_fold(self.facts?, |at, part| at.get_str(part))?;
                Cow::Owned(text_of(fact))
            }
        })
    }

    /// `print("property")` and the like, alone or joined with `+`.
    fn printed(&self, expression: &str) -> String {
        let part = |part: &str| {
            let part = part.trim();
            let inner = part.strip_prefix("print(").and_then(|p| p.strip_suffix(')'));
            let word = inner.map(|i| i.trim().trim_matches(['"', '\'']));
            match word {
                Some("property") => self.printed_property(),
                Some("value") => shown(self.at),
                Some(word) => self.named(word).unwrap_or_default().into_owned(),
                None => match part.strip_prefix(['"', '\'']) {
                    Some(text) => text.trim_end_matches(['"', '\'']).to_owned(),
                    None => self.named(part).unwrap_or_default().into_owned(),
                },
            }
        };
        expression.split('+').map(part).collect()
    }

    /// The property, to begin a sentence with.
    #[must_use]
    pub fn printed_property(&self) -> String {
        match self.property() {
            name if name.is_empty() => "The document ".to_owned(),
            name => format!("\"{name}\" property "),
        }
    }

    /// The last name of the place, with those that are missing below it.
    fn property(&self) -> String {
        let segments = self.at.segments();
        let last = segments.last().map(Cow::as_ref);
        let Some((end, inner)) = self.missing.split_last() else { return last.unwrap_or_default().to_owned() };
        match last {
            None => dotted([end.as_str()].into_iter()),
            Some(last) => dotted([last].into_iter().chain(inner.iter().map(String::as_str)).chain([end.as_str()])),
        }
    }
}

/// `responses[429].content`
fn dotted<'n>(names: impl Iterator<Item = &'n str>) -> String {
    let mut out = String::new();
    for (n, name) in names.enumerate() {
        let _ = match name {
            "" => write!(out, "['']"),
            name if name.contains(char::is_whitespace) => write!(out, "['{name}']"),
            name if name.parse::<f64>().is_ok() => write!(out, "[{name}]"),
            name if n == 0 => write!(out, "{name}"),
            name => write!(out, ".{name}"),
        };
    }
    out
}

/// What `encodeURIComponent` escapes, without the slash.
const ESCAPED: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'_')
    .remove(b'.')
    .remove(b'!')
    .remove(b'~')
    .remove(b'*')
    .remove(b'\'')
    .remove(b'(')
    .remove(b')')
    .remove(b'/');

/// The place as a fragment of a URL: a pointer (RFC 6901, section 6), escaped as `encodeURIComponent` does.
pub(super) fn fragment(at: Cursor<'_>) -> String {
    format!("#{}", utf8_percent_encode(&at.pointer(), ESCAPED))
}

/// A value as JavaScript makes a text of it.
fn text_of(at: Cursor<'_>) -> String {
    match at.shape() {
        Shape::Map => "[object Object]".to_owned(),
        Shape::Seq => {
            let item = |i: Cursor<'_>| if i.shape() == Shape::Null { String::new() } else { text_of(i) };
            at.items().map(item).collect::<Vec<_>>().join(",")
        }
        Shape::Int | Shape::Float => at.f64().map_or_else(|| at.text().into_owned(), number_text),
        _ => at.text().into_owned(),
    }
}

/// A value in words.
fn shown(at: Cursor<'_>) -> String {
    match at.shape() {
        Shape::Str => format!("\"{}\"", at.text()),
        Shape::Map => "Object{}".to_owned(),
        Shape::Seq => "Array[]".to_owned(),
        _ => text_of(at),
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::source::Source;
    use crate::tree::{Limits, Tree};

    #[test]
    fn templates_name_the_place_and_what_is_missing() {
        let text = "paths: {'/a/{b}': {responses: {'200': {n: 1.50}}}}";
        let tree = Tree::parse(Arc::new(Source::new("a.yaml", text)), Limits::default());
        let at = tree.root().resolve_pointer("/paths/~1a~1{b}/responses").unwrap();
        let missing = ["429".to_owned(), "content".to_owned()];
        let found = Found { error: "wrong".into(), description: None, at, missing: &missing, facts: None };
        let said = found
            .fill("{{property}} {{path}} {{error}} {{ error }} {{description}} {{value}} #{{print(\"property\")}}");
        assert_eq!(
            said,
            "responses[429].content #/paths/~1a~1%7Bb%7D/responses wrong  null [object Object] \"responses[429].content\" property "
        );
        let at = tree.root().resolve_pointer("/paths/~1a~1{b}/responses/200/n").unwrap();
        assert_eq!(
            Found { error: "e".into(), description: None, at, missing: &[], facts: None }.fill("{{value}}}"),
            "1.5}"
        );
        let root = Found { error: "e".into(), description: None, at: tree.root(), missing: &missing[1..], facts: None };
        assert_eq!(root.fill("{{property}} {{path}}"), "content #");
    }
}
