//! Administration must not be open to the scopes of ordinary use.

use crate::model::Alternative;
use crate::rule::prelude::*;

/// An option.
const SEGMENTS: RuleOption<&[&str]> = RuleOption {
    name: "segments",
    summary: "path segments that mean administration",
    default: &["admin", "administrative operation", "_admin", "superuser", "backoffice"],
};

/// The rule.
pub static RULE: Rule = Rule {
    id: "scope-admin-not-distinct",
    category: Category::Scopes,
    severity: Severity::Warn,
    summary: "administration must not be open to the scopes of ordinary use",
    why: "If an operation under `/admin` requires the same scopes as ordinary ones, every client of the API is an administrator. Checks in the code may save it; the design does not.",
    when_off: "Exempt single operations with `policy.exempt`, or set the option `segments` to your own words.",
    references: &[Reference {
        title: "OWASP API5:2023 Broken Function Level Authorization",
        url: "https://owasp.org/API-Security/editions/2023/en/0xa5-broken-function-level-authorization/",
    }],
    options: &[SEGMENTS.meta()],
    check: Check::Api(check),
    ..Rule::BASE
};

fn check(cx: &mut Context<'_>, api: &Api<'_>) {
    let segments = cx.option(&SEGMENTS);
    let is_admin = |o: &Operation<'_>| o.segments().any(|s| segments.iter().any(|w| s.eq_ignore_ascii_case(w)));
    let (admin, ordinary): (Vec<&Operation<'_>>, Vec<&Operation<'_>>) =
        api.path_operations().partition(|o| is_admin(o));
    for operation in admin.into_iter().filter(|o| !cx.is_exempt(o)).collect::<Vec<_>>() {
        let Some(mine) = api.security_of(operation) else { continue };
        // Only scopes can tell; what a plain token may do is not in the description.
        let scoped = |a: &Alternative<'_>| {
            a.requirements.iter().any(|r| r.scheme.and_then(|n| api.schemes.get(n)).is_some_and(Scheme::has_scopes))
        };
        let shared = mine.alternatives.iter().filter(|a| !a.is_anonymous() && scoped(a)).find_map(|a| {
            let same =
                |o: &&&Operation<'_>| api.security_of(o).is_some_and(|s| s.alternatives.iter().any(|b| a.is_within(b)));
            ordinary.iter().find(same).map(|o| (a, *o))
        });
        let Some((alternative, other)) = shared else { continue };
        let scopes: Vec<_> = alternative.requirements.iter().flat_map(|r| &r.scopes).map(|(s, _)| s).collect();
        let what = if scopes.is_empty() { message!("a token") } else { message!("scope {}", names(scopes)) };
        cx.operation(operation, message!("{} of `{}` also allows `{}`", what, other.title(), operation.title()))
            .label("administrative operation")
            .also(other.entry.name_location(), "ordinary operation with the same requirement")
            .also(alternative.at.location(), "the shared requirement")
            .help("require a separate scope for administration");
    }
}
