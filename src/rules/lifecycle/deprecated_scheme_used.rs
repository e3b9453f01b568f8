//! A deprecated security scheme should not be demanded.

use crate::model::lifecycle;
use crate::rule::prelude::*;
use crate::rules::support::{count, requirements_by_scheme};

/// The rule.
pub static RULE: Rule = Rule {
    id: "deprecated-scheme-used",
    category: Category::Lifecycle,
    severity: Severity::Warn,
    versions: (Version::V3_2, Version::V3_2),
    summary: "a deprecated security scheme should not be required",
    why: "A security scheme that is deprecated will be removed, and the operations that still require it break, or become public.",
    when_off: "Disable it while clients move from one scheme to the other.",
    references: &[Reference {
        title: "OpenAPI 3.2.0, Security Scheme Object",
        url: "https://spec.openapis.org/oas/v3.2.0.html#security-scheme-object",
    }],
    check: Check::Api(check),
    ..Rule::BASE
};

fn check(cx: &mut Context<'_>, api: &Api<'_>) {
    for (scheme, required) in api.schemes.iter().zip(requirements_by_scheme(api)) {
        if !lifecycle::is_deprecated(scheme.node) {
            continue;
        }
        // As one of several ways in it is how clients move to the others.
        let only = |owner: Option<&Operation<'_>>| {
            let security = owner.and_then(|o| o.own_security.as_ref()).or(api.security.as_ref());
            security.is_none_or(|s| s.alternatives.iter().all(|a| a.requirements.iter().any(|r| r.name == scheme.name)))
        };
        let live =
            required.iter().find(|(owner, _)| owner.is_none_or(|o| !lifecycle::is_deprecated(o.node)) && only(*owner));
        if let Some((_, requirement)) = live {
            let places = count(required.len(), "requirement still uses", "requirements still use");
            cx.key(requirement.at, message!("security scheme `{}` is deprecated, but {} it", scheme.name, places))
                .label("still required")
                .also(scheme.node.get(words::DEPRECATED).unwrap_or(scheme.node).location(), "deprecated here")
                .help("require the replacement scheme");
        }
    }
}
