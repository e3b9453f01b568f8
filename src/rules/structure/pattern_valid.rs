//! The patterns of schemas compile.

use regress::Regex;

use crate::rule::prelude::*;

/// The rule.
pub static RULE: Rule = Rule {
    id: "pattern-valid",
    category: Category::Structure,
    severity: Severity::Warn,
    summary: "a `pattern` should be a valid regular expression of ECMA-262",
    why: "A pattern that does not compile makes validators refuse the schema, or skip the check that it was written for; generated clients do not compile. Inline flags such as `(?i)` and possessive quantifiers belong to other dialects.",
    when_off: "Disable it if every consumer uses the same other dialect of regular expressions.",
    references: &[Reference {
        title: "JSON Schema 2020-12 validation, section 6.3.3 (pattern)",
        url: "https://json-schema.org/draft/2020-12/json-schema-validation#section-6.3.3",
    }],
    asks: &[words::PATTERN, words::PATTERN_PROPERTIES],
    check: Check::Node(&[Kind::Schema, Kind::Items, Kind::Parameter, Kind::Header], check),
    ..Rule::BASE
};

/// Longer patterns are generated, and compiled by their generator.
const LONGEST: usize = 4000;
/// Patterns with more groups may be nested deeper than a compiler goes.
const GROUPS: usize = 100;

fn check(cx: &mut Context<'_>, at: Cursor<'_>) {
    let pattern = at.get(words::PATTERN).filter(|p| p.str().is_some());
    let names = at.get(words::PATTERN_PROPERTIES).into_iter().flat_map(Cursor::entries);
    let keys = names.map(|entry| (entry.value, entry.value.name_location(), entry.name().to_owned()));
    let value = pattern.map(|p| (p, p.location(), p.text().into_owned()));
    for (node, location, text) in value
        .into_iter()
        .chain(keys)
        .filter(|(_, _, text)| text.len() <= LONGEST && text.matches('(').count() <= GROUPS)
    {
        // With `u` some patterns are refused that are understood without it, and the other way around.
        let Err(why) = Regex::with_flags(&text, "u") else { continue };
        if Regex::new(&text).is_ok() {
            continue;
        }
        let message = message!("`{}` is not a valid regular expression: {}", text, Message::foreign(&why.text));
        cx.at(node, location, message).label("does not compile");
    }
}
