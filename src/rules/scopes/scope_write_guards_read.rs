//! Reading should not need a scope to change.

use crate::rule::ScopeVerb;
use crate::rule::prelude::*;

/// The rule.
pub static RULE: Rule = Rule {
    id: "scope-write-guards-read",
    category: Category::Scopes,
    severity: Severity::Info,
    enabled: Enabled::No,
    summary: "reading should not need a scope to change",
    why: "A client that only wants to look must be given a token that can change. That is more than it needs, and what leaks with it is worth more.",
    when_off: "It is off by default. Leave it off if reading is as sensitive as changing.",
    references: &[Reference {
        title: "RFC 9700, section 2.3",
        url: "https://www.rfc-editor.org/rfc/rfc9700#section-2.3",
    }],
    check: Check::Operation(check),
    ..Rule::BASE
};

fn check(cx: &mut Context<'_>, api: &Api<'_>, operation: &Operation<'_>) {
    if operation.place != OperationKind::Path || !operation.is_read() || cx.is_exempt(operation) {
        return;
    }
    let Some(security) = api.security_of(operation).filter(|s| !s.is_public()) else { return };
    // One alternative with a reading scope is enough.
    let mut first = None;
    for alternative in &security.alternatives {
        let scopes: Vec<_> = alternative.requirements.iter().flat_map(|r| &r.scopes).collect();
        let only_writes = scopes.iter().all(|(scope, _)| cx.policy.scopes.verb(scope) == Some(ScopeVerb::Write));
        if scopes.is_empty() || !only_writes {
            return;
        }
        first = first.or(scopes.first().copied());
    }
    if let Some((scope, at)) = first {
        cx.value(*at, message!("`{}` requires the write scope `{}`", operation.title(), scope))
            .help("declare a read scope, and require that");
    }
}
