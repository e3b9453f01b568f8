//! A scope to read must not be enough to change something.

use std::borrow::Cow;

use crate::rule::ScopeVerb;
use crate::rule::prelude::*;
use crate::rules::support::{and_more, shown};

/// An option.
const ASKING: RuleOption<&[&str]> = RuleOption {
    name: "asking",
    summary: "last segments of paths whose POST only asks, besides those that are known",
    default: &[],
};

/// The rule.
pub static RULE: Rule = Rule {
    id: "scope-read-guards-write",
    category: Category::Scopes,
    severity: Severity::Warn,
    summary: "a scope to read must not be enough to change something",
    why: "A client that was given a token to look can change and delete. The name of the scope promises the opposite of what the operation does, and users who consented to reading were deceived.",
    when_off: "Teach the rule your words with `policy.scopes`, or exempt operations that only look in spite of their method with `policy.exempt` and a reason.",
    references: &[Reference {
        title: "RFC 9700, section 2.3",
        url: "https://www.rfc-editor.org/rfc/rfc9700#section-2.3",
    }],
    options: &[ASKING.meta()],
    check: Check::Api(check),
    ..Rule::BASE
};

fn check(cx: &mut Context<'_>, api: &Api<'_>) {
    let asking = cx.option(&ASKING);
    // What inherits a list of the root is of one cause.
    let mut inheriting: Vec<Guarded<'_, '_>> = Vec::new();
    let writes: Vec<_> = api.path_operations().filter(|o| o.is_write() && !cx.is_exempt(o)).collect();
    for operation in writes {
        let asks = operation.segments().next_back().is_some_and(|s| asking.iter().any(|w| s.eq_ignore_ascii_case(w)));
        let Some(guarded) = read_scope(cx, api, operation).filter(|_| !asks) else { continue };
        if operation.own_security.is_some() {
            report(cx, api, &guarded, 0);
        } else {
            inheriting.push(guarded);
        }
    }
    let (few, more) = shown(&inheriting);
    for guarded in few {
        report(cx, api, guarded, more);
    }
}

/// A write that a scope to read opens.
struct Guarded<'o, 'a> {
    operation: &'o Operation<'a>,
    scope: Cow<'a, str>,
    at: Cursor<'a>,
}

/// The scope to read that is enough for an operation.
fn read_scope<'o, 'a>(cx: &Context<'_>, api: &'o Api<'a>, operation: &'o Operation<'a>) -> Option<Guarded<'o, 'a>> {
    api.security_of(operation)?.alternatives.iter().find_map(|alternative| {
        let scopes: Vec<_> = alternative.requirements.iter().flat_map(|r| &r.scopes).collect();
        let reads = scopes.iter().all(|(scope, _)| cx.policy.scopes.verb(scope) == Some(ScopeVerb::Read));
        let (scope, at) = scopes.first().filter(|_| reads)?;
        Some(Guarded { operation, scope: scope.clone(), at: *at })
    })
}

fn report(cx: &mut Context<'_>, api: &Api<'_>, guarded: &Guarded<'_, '_>, more: usize) {
    let Guarded { operation, scope, at } = guarded;
    let own = operation.own_security.is_some();
    let declared = || api.schemes.iter().flat_map(|s| &s.flows).flat_map(|f| &f.scopes);
    let writing = declared().find(|s| may_replace(cx, scope, s.name));
    let message =
        message!("`{}` requires only the read scope `{}`{}", operation.title(), scope, and_more(more, "operation"));
    let finding = if own { cx.value(*at, message) } else { cx.operation(operation, message) };
    if own {
        finding.label("read scope").also(operation.entry.name_location(), "changes something");
    } else {
        finding.label("changes something").also(at.location(), "inherits the read scope");
    }
    match writing {
        // The scope for it is there, and was not asked for.
        Some(writing) => finding
            .severity(Severity::Error)
            .also(writing.at.name_location(), "a write scope is declared here")
            .help(message!("require `{}`", writing.name)),
        None => finding.help("declare a write scope, and require it here"),
    };
}

/// True where a declared scope names changing the same thing.
fn may_replace(cx: &Context<'_>, read: &str, declared: &str) -> bool {
    let nouns = |scope: &str| -> Vec<String> {
        let words = scope.split(|c: char| !c.is_alphanumeric()).filter(|w| !w.is_empty()).map(str::to_lowercase);
        words.filter(|w| !cx.policy.scopes.read.contains(w) && !cx.policy.scopes.write.contains(w)).collect()
    };
    cx.policy.scopes.verb(declared) == Some(ScopeVerb::Write) && nouns(read) == nouns(declared)
}
