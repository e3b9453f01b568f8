//! A pattern should say what the whole text is.

use crate::rule::prelude::*;
use crate::rules::support::{and_more, inputs, shown};

/// The rule.
pub static RULE: Rule = Rule {
    id: "pattern-anchored",
    category: Category::Input,
    severity: Severity::Warn,
    summary: "a pattern should say what the whole text is",
    why: "A pattern matches anywhere in the text: `[a-z]+` accepts `<script>` because there is a letter in it. Only with `^` and `$` does it say what the whole text is.",
    when_off: "Switch it off for patterns that look for a part on purpose.",
    references: &[
        Reference {
            title: "JSON Schema Validation 2020-12, section 6",
            url: "https://json-schema.org/draft/2020-12/json-schema-validation#section-6",
        },
        Reference {
            title: "OpenAPI 3.1.1, Schema Object",
            url: "https://spec.openapis.org/oas/v3.1.1.html#schema-object",
        },
    ],
    examples: examples!("input", "pattern-anchored"),
    check: Check::Api(check),
    ..Rule::BASE
};

fn check(cx: &mut Context<'_>, api: &Api<'_>) {
    let mut found = Vec::new();
    for part in inputs(cx, api) {
        let Some(pattern) = part.schema.get(words::PATTERN) else { continue };
        let text = pattern.text();
        if !is_anchored(&text) && !looks_for_a_part(&text) {
            found.push((pattern, part.name));
        }
    }
    let (few, more) = shown(&found);
    for (pattern, name) in few {
        let whose = name.map_or(String::new(), |n| format!(" of `{n}`"));
        cx.value(*pattern, format!("the pattern{whose} matches anywhere in the text{}", and_more(more, "pattern")))
            .label("no `^` or no `$`")
            .help("put it between `^` and `$`");
    }
}

/// True where each alternative begins and ends at the ends of the text.
fn is_anchored(pattern: &str) -> bool {
    let ends = |part: &str| {
        let part = part.trim();
        (part.starts_with('^') || part.starts_with("\\A"))
            && ((part.ends_with('$') && !part.ends_with("\\$")) || part.ends_with("\\z") || part.ends_with("\\Z"))
    };
    if ends(pattern) && !pattern.contains('|') {
        return true;
    }
    // `(?i)^...$`, `(^...$)`, `^(a|b)$`
    let inner = pattern.strip_prefix("(?i)").unwrap_or(pattern);
    if ends(inner) {
        return true;
    }
    let inner = inner.strip_prefix('(').and_then(|p| p.strip_suffix(')')).unwrap_or(inner);
    inner.split('|').all(ends)
}

/// True for patterns that ask for a part: anything before or after, a single class, lookaheads.
fn looks_for_a_part(pattern: &str) -> bool {
    pattern.starts_with(".*")
        || pattern.ends_with(".*")
        || pattern.starts_with("(?")
        || pattern.len() <= 3
        || matches!(pattern, "[A-Z]" | "[a-z]" | "[0-9]" | "\\S+")
}
