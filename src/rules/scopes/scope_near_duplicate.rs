//! Two scopes should not differ in spelling only.

use crate::rule::prelude::*;
use std::collections::BTreeMap;

use crate::model::Scope;
use crate::rule::words_of;

/// The rule.
pub static RULE: Rule = Rule {
    id: "scope-near-duplicate",
    category: Category::Scopes,
    severity: Severity::Warn,
    summary: "two scopes should not differ in spelling only",
    why: "`order:read` and `orders:read` are two scopes to the server and one to people. Clients request the wrong one, and what one operation grants another refuses.",
    when_off: "Not recommended: keep one of the two, and accept the other on the server until clients have moved.",
    references: &[Reference {
        title: "RFC 6749, section 3.3",
        url: "https://www.rfc-editor.org/rfc/rfc6749#section-3.3",
    }],
    check: Check::Scheme(check),
    ..Rule::BASE
};

fn check(cx: &mut Context<'_>, _: &Api<'_>, scheme: &Scheme<'_>) {
    for flow in &scheme.flows {
        let mut seen: BTreeMap<Vec<String>, &Scope<'_>> = BTreeMap::new();
        for scope in &flow.scopes {
            let words = plain_words(scope.name);
            if words.len() < 2 {
                continue;
            }
            if let Some(first) = seen.get(&words) {
                cx.key(scope.at, message!("scopes `{}` and `{}` differ only in spelling", first.name, scope.name))
                    .label("the second scope")
                    .also(first.at.name_location(), "the first scope")
                    .help("keep one of the two");
            } else {
                seen.insert(words, scope);
            }
        }
    }
}

/// The words of a scope in order of the alphabet, singular.
fn plain_words(name: &str) -> Vec<String> {
    let mut words: Vec<String> = words_of(name).into_iter().map(|(word, _)| singular(&word)).collect();
    words.sort_unstable();
    words
}

fn singular(word: &str) -> String {
    match word {
        w if w.ends_with("ies") && w.len() > 4 => format!("{}y", &w[..w.len() - 3]),
        w if ["sses", "xes", "ches", "shes", "zes"].iter().any(|end| w.ends_with(end)) => w[..w.len() - 2].to_owned(),
        w if w.ends_with('s') && !w.ends_with("ss") && w.len() > 3 => w[..w.len() - 1].to_owned(),
        w => w.to_owned(),
    }
}
