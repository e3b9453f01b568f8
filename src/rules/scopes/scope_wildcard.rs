//! A scope should not stand for everything.

use crate::rule::prelude::*;
use crate::rules::support::plain_name;
use std::collections::BTreeSet;

/// The rule.
pub static RULE: Rule = Rule {
    id: "scope-wildcard",
    category: Category::Scopes,
    severity: Severity::Warn,
    summary: "a scope should not allow everything",
    why: "`*`, `all` or `full_access` is the opposite of a scope: clients request it because it always works, and every leaked token allows everything.",
    when_off: "Disable it if such a scope is never granted to clients of others.",
    references: &[Reference {
        title: "RFC 9700, section 2.3",
        url: "https://www.rfc-editor.org/rfc/rfc9700#section-2.3",
    }],
    check: Check::Scheme(check),
    ..Rule::BASE
};

fn check(cx: &mut Context<'_>, _: &Api<'_>, scheme: &Scheme<'_>) {
    let mut seen = BTreeSet::new();
    for scope in scheme.flows.iter().flat_map(|f| &f.scopes).filter(|s| seen.insert(s.name)) {
        let by_name = is_wildcard(scope.name);
        if by_name || describes_everything(&scope.at.text()) {
            let finding = cx.key(scope.at, message!("scope `{}` of `{}` allows everything", scope.name, scheme.name));
            finding.label(if by_name { "unlimited by its name" } else { "unlimited by its description" });
            finding.help("declare scopes per resource, for reading and for writing");
        }
    }
}

fn is_wildcard(name: &str) -> bool {
    let plain = plain_name(name);
    let starred = name.split([':', '.', '/', '_', '-', ' ']).any(|part| part == "*" || part == "**");
    starred || matches!(plain.as_str(), "all" | "full" | "fullaccess" | "allaccess" | "readwriteall")
}

fn describes_everything(description: &str) -> bool {
    let text = description.to_lowercase();
    let text = text.trim().trim_end_matches('.');
    if text.ends_with("access to everything") || text.ends_with("access to all resources") {
        return true;
    }
    ["full access", "unrestricted access", "complete access", "unlimited access"].iter().any(|sign| {
        match text.split_once(sign) {
            Some((_, rest)) => matches!(
                rest.trim(),
                "" | "to everything"
                    | "to all"
                    | "to the api"
                    | "to all resources"
                    | "to all data"
                    | "to the whole api"
                    | "to the account"
                    | "to your account"
            ),
            None => false,
        }
    })
}
