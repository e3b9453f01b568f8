//! An OAuth requirement should name the scopes that it needs.

use crate::rule::prelude::*;
use crate::rules::support::{and_more, requirements_by_scheme, shown};

/// The rule.
pub static RULE: Rule = Rule {
    id: "scope-empty-requirement",
    category: Category::Scopes,
    severity: Severity::Warn,
    summary: "an OAuth requirement should name the scopes that it needs",
    why: "`oauth: []` accepts any token that the server ever issued, whatever it was issued for: a token to read a profile opens the payment operation.",
    when_off: "Disable it if any token is meant to be enough; for schemes that declare no scopes the rule is silent already.",
    references: &[
        Reference {
            title: "OpenAPI 3.1.1, Security Requirement Object",
            url: "https://spec.openapis.org/oas/v3.1.1.html#security-requirement-object",
        },
        Reference {
            title: "Zalando RESTful API Guidelines, rule 105",
            url: "https://opensource.zalando.com/restful-api-guidelines/#105",
        },
    ],
    check: Check::Api(check),
    ..Rule::BASE
};

fn check(cx: &mut Context<'_>, api: &Api<'_>) {
    for (scheme, required) in api.schemes.iter().zip(requirements_by_scheme(api)) {
        let declared = scheme.flows.iter().map(|f| f.scopes.len()).max().unwrap_or(0);
        if declared == 0 || scheme.ty != SchemeType::OAuth2 {
            continue;
        }
        let empty = required.iter().filter(|(_, r)| r.scopes.is_empty());
        let places: Vec<_> = empty
            .filter(|(owner, _)| !owner.is_some_and(|o| cx.is_exempt(o)))
            .map(|(owner, r)| (*owner, r.at))
            .collect();
        let (few, more) = shown(&places);
        for (owner, at) in few {
            let whose =
                owner.map_or_else(|| Message::from("operations that inherit this"), |o| message!("`{}`", o.title()));
            let message = message!(
                "any token of `{}` is accepted by {}: no scope is required{}",
                scheme.name,
                whose,
                and_more(more, "requirement")
            );
            let finding = cx.key(*at, message).label("no scope");
            if let Some(scopes) = scheme.flows.first().and_then(|f| f.node.get(words::SCOPES)) {
                finding.also(scopes.name_location(), message!("{} scopes are declared", declared));
            }
            finding.help("list the scope that the operation needs");
        }
    }
}
