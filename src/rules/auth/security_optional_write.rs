//! Credentials must not be optional on an operation that changes something.

use crate::rule::prelude::*;
use crate::rules::support::{and_more, governed, security_lists};

/// The rule.
pub static RULE: Rule = Rule {
    id: "security-optional-write",
    category: Category::Auth,
    severity: Severity::Warn,
    summary: "credentials must not be optional on an operation that changes something",
    why: "An empty requirement beside a real one makes the real one optional: requests without a token are accepted too. That can be intended for a read, hardly ever for a write.",
    when_off: "Exempt single operations with `policy.exempt` and a reason.",
    references: &[Reference {
        title: "OpenAPI 3.1.1, Security Requirement Object",
        url: "https://spec.openapis.org/oas/v3.1.1.html#security-requirement-object",
    }],
    check: Check::Api(check),
    ..Rule::BASE
};

fn check(cx: &mut Context<'_>, api: &Api<'_>) {
    for (owner, security) in security_lists(api) {
        let Some(empty) = security.alternatives.iter().find(|a| a.is_anonymous()) else { continue };
        let Some(real) = security.alternatives.iter().find(|a| !a.is_anonymous()) else { continue };
        let writes: Vec<&Operation<'_>> = governed(api, owner).filter(|o| o.is_write() && !cx.is_exempt(o)).collect();
        let Some(first) = writes.first() else { continue };
        let more = and_more(writes.len() - 1, "operation");
        let finding = cx.value(empty.at, message!("credentials of `{}` are optional{}", first.title(), more));
        finding.label("anonymous requests are accepted").also(real.at.location(), "not enforced");
        if owner.is_none() {
            finding.also(first.entry.name_location(), "inherits both alternatives");
        }
        finding.help("remove `{}`, or move it to the reads that are meant to be public");
    }
}
