//! No alternative should be weaker than the others.

use crate::rule::prelude::*;
use crate::model::{Alternative, Credential};
use crate::rules::support::{governed, security_lists};

/// The rule.
pub static RULE: Rule = Rule {
    id: "security-weaker-alternative",
    category: Category::Auth,
    severity: Severity::Warn,
    summary: "no alternative should be weaker than the others",
    why: "Alternatives are an OR: the weakest one decides. A scoped token beside an API key in the query string is worth no more than the key.",
    when_off: "Switch it off where a weaker credential is kept for old clients on purpose, or exempt those operations with a reason until it is gone.",
    references: &[
        Reference { title: "OpenAPI 3.1.1, Security Requirement Object", url: "https://spec.openapis.org/oas/v3.1.1.html#security-requirement-object" },
    ],
    examples: examples!("auth", "security-weaker-alternative"),
    check: Check::Api(check),
    ..Rule::BASE
};

fn check(cx: &mut Context<'_>, api: &Api<'_>) {
    for (owner, security) in security_lists(api) {
        if governed(api, owner).all(|o| cx.is_exempt(o)) {
            continue;
        }
        let ranked: Vec<(&Alternative<'_>, Vec<Credential>, u32)> = security
            .alternatives
            .iter()
            .filter(|a| !a.is_anonymous())
            .filter_map(|a| {
                let credentials = a.credentials(&api.schemes)?;
                let rank = cx.policy.strength.of_all(&credentials)?;
                Some((a, credentials, rank))
            })
            .collect();
        let (Some(weak), Some(strong)) = (ranked.iter().min_by_key(|r| r.2), ranked.iter().max_by_key(|r| r.2)) else { continue };
        // Where one is contained in the other, `security-subset-alternative` says so.
        if weak.2 == strong.2 || weak.0.is_within(strong.0) {
            continue;
        }
        let best = |credentials: &[Credential]| credentials.iter().max_by_key(|c| cx.policy.strength.rank(**c)).map_or("", |c| c.words());
        let message = format!("{} opens the same door as {}", best(&weak.1), best(&strong.1));
        cx.value(weak.0.at, message)
            .label("the weakest alternative decides")
            .also(strong.0.at.location(), "this one is stronger and protects nothing")
            .help("drop the weaker alternative, or join both in one requirement so that both are needed");
    }
}
