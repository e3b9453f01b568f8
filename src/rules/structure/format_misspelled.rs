//! A format should be written as it is known.

use std::borrow::Cow;

use rustc_hash::FxHashMap;

use crate::rule::prelude::*;
use crate::rules::support::{FORMATS_OF_ONE_TYPE, and_more, own_holders, plain_name, shown};

/// The rule.
pub static RULE: Rule = Rule {
    id: "format-misspelled",
    category: Category::Structure,
    severity: Severity::Warn,
    summary: "a format should be written as tools know it",
    why: "Tools ignore a format that they do not know: with `datetime` instead of `date-time`, generated code has a string where a time was meant, and nothing is validated.",
    when_off: "Disable it if your own tools know the format by this name.",
    references: &[Reference { title: "OpenAPI Format Registry", url: "https://spec.openapis.org/registry/format/" }],
    check: Check::Api(check),
    ..Rule::BASE
};

fn check(cx: &mut Context<'_>, api: &Api<'_>) {
    let formats =
        own_holders(cx, api, words::FORMAT, &[Kind::Schema]).into_iter().filter_map(|at| at.get(words::FORMAT));
    // A document has few formats, and many places of each.
    let mut known: FxHashMap<Cow<'_, str>, Option<&'static str>> = FxHashMap::default();
    let found: Vec<_> = formats
        .filter_map(|format| {
            let text = format.str()?;
            let meant = match known.get(&text) {
                Some(known) => *known,
                None => {
                    let meant = meant(&text);
                    known.insert(text, meant);
                    meant
                }
            };
            Some((format, meant?))
        })
        .collect();
    // A habit is said once for each of the formats.
    for (name, _) in FORMATS_OF_ONE_TYPE {
        let all: Vec<_> = found.iter().filter(|(_, meant)| *meant == name).collect();
        let (few, more) = shown(&all);
        for (format, meant) in few {
            let more = and_more(more, "place");
            cx.value(*format, message!("format `{}` is not known; did you mean `{}`?{}", format.text(), meant, more))
                .label("has no effect");
        }
    }
}

/// The format that differs only in its case and its separators.
fn meant(text: &str) -> Option<&'static str> {
    let is_known = FORMATS_OF_ONE_TYPE.iter().any(|(name, _)| *name == text);
    // Only those of about the same length can be meant.
    let near = |name: &&str| name.len().abs_diff(text.len()) <= 3 && plain_name(name) == plain_name(text);
    FORMATS_OF_ONE_TYPE.iter().map(|(name, _)| *name).find(|name| !is_known && near(name))
}
