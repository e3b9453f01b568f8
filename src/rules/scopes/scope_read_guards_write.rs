//! A scope to read must not be enough to change something.

use crate::rule::ScopeVerb;
use crate::rule::prelude::*;

/// The rule.
pub static RULE: Rule = Rule {
    id: "scope-read-guards-write",
    category: Category::Scopes,
    severity: Severity::Error,
    summary: "a scope to read must not be enough to change something",
    why: "A client that was given a token to look can change and delete. The name of the scope promises the opposite of what the operation does, and users who consented to reading were deceived.",
    when_off: "Teach the rule your words with `policy.scopes`, or exempt operations that only look in spite of their method with `policy.exempt` and a reason.",
    references: &[Reference {
        title: "RFC 9700, section 2.3",
        url: "https://www.rfc-editor.org/rfc/rfc9700#section-2.3",
    }],
    examples: examples!("scopes", "scope-read-guards-write"),
    check: Check::Operation(check),
    ..Rule::BASE
};

fn check(cx: &mut Context<'_>, api: &Api<'_>, operation: &Operation<'_>) {
    if operation.place != OperationKind::Path || !operation.is_write() || cx.is_exempt(operation) {
        return;
    }
    let Some(security) = api.security_of(operation) else { return };
    for alternative in &security.alternatives {
        let scopes: Vec<_> = alternative.requirements.iter().flat_map(|r| &r.scopes).collect();
        let reads =
            !scopes.is_empty() && scopes.iter().all(|(scope, _)| cx.policy.scopes.verb(scope) == Some(ScopeVerb::Read));
        let Some((scope, at)) = scopes.first().filter(|_| reads) else { continue };
        let own = operation.own_security.is_some();
        let writing =
            api.schemes.iter().flat_map(|s| &s.flows).flat_map(|f| &f.scopes).find(|s| may_replace(cx, scope, s.name));
        let message = message!("`{}` requires only the read scope `{}`", operation.title(), scope);
        let finding = if own { cx.value(*at, message) } else { cx.operation(operation, message) };
        if own {
            finding.label("read scope").also(operation.entry.name_location(), "changes something");
        } else {
            finding.label("changes something").also(at.location(), "inherits the read scope");
        }
        match writing {
            Some(writing) => finding
                .also(writing.at.name_location(), "a write scope is declared here")
                .help(message!("require `{}`", writing.name)),
            None => finding.help("declare a write scope, and require it here"),
        };
        return;
    }
}

/// True where a declared scope names changing the same thing.
fn may_replace(cx: &Context<'_>, read: &str, declared: &str) -> bool {
    let nouns = |scope: &str| -> Vec<String> {
        let words = scope.split(|c: char| !c.is_alphanumeric()).filter(|w| !w.is_empty()).map(str::to_lowercase);
        words.filter(|w| !cx.policy.scopes.read.contains(w) && !cx.policy.scopes.write.contains(w)).collect()
    };
    cx.policy.scopes.verb(declared) == Some(ScopeVerb::Write) && nouns(read) == nouns(declared)
}
