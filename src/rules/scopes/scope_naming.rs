//! The scopes of a scheme should follow one convention.

use crate::rule::prelude::*;
use std::collections::{BTreeMap, BTreeSet};

/// The rule.
pub static RULE: Rule = Rule {
    id: "scope-naming",
    category: Category::Scopes,
    severity: Severity::Warn,
    enabled: Enabled::No,
    summary: "the scopes of a scheme should follow one convention",
    why: "`orders:read` beside `read_invoices` and `Customers.Write` must be looked up each time. One convention lets people and policies guess the name, and makes typos visible.",
    when_off: "It is off by default. Leave it off if scopes come from several systems.",
    references: &[
        Reference { title: "RFC 6749, section 3.3", url: "https://www.rfc-editor.org/rfc/rfc6749#section-3.3" },
        Reference {
            title: "Zalando RESTful API Guidelines, rule 225",
            url: "https://opensource.zalando.com/restful-api-guidelines/#225",
        },
    ],
    check: Check::Scheme(check),
    ..Rule::BASE
};

fn check(cx: &mut Context<'_>, _: &Api<'_>, scheme: &Scheme<'_>) {
    let mut groups: BTreeMap<String, Vec<Cursor<'_>>> = BTreeMap::new();
    let mut seen = BTreeSet::new();
    for scope in scheme.flows.iter().flat_map(|f| &f.scopes).filter(|s| seen.insert(s.name)) {
        if let Some(form) = form_of(scope.name) {
            groups.entry(form).or_default().push(scope.at);
        }
    }
    let Some((common, places)) = groups.iter().max_by_key(|(_, places)| places.len()) else { return };
    let (common, example) = (common.clone(), places[0]);
    for (_, outliers) in groups.iter().filter(|(form, _)| **form != common) {
        for at in outliers {
            cx.key(*at, message!("scope `{}` does not follow the naming of the others", at.key_text()))
                .label("different naming")
                .also(example.name_location(), "most common naming");
        }
    }
}

/// The separators in order, and the case; `None` for a single word.
fn form_of(name: &str) -> Option<String> {
    let separators: BTreeSet<char> = name.chars().filter(|c| !c.is_alphanumeric()).collect();
    let case = if name.chars().any(char::is_uppercase) { "upper" } else { "lower" };
    // Those of OpenID Connect are named by others.
    if matches!(name, "offline_access" | "openid") {
        return None;
    }
    (!separators.is_empty()).then(|| format!("{}{case}", separators.iter().collect::<String>()))
}
