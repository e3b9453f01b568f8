//! Credentials must not be optional on an operation that changes something.

use crate::rule::prelude::*;
use crate::rules::support::{and_more, governed, security_lists};

/// The rule.
pub static RULE: Rule = Rule {
    id: "security-optional-write",
    category: Category::Auth,
    severity: Severity::Error,
    summary: "credentials must not be optional on an operation that changes something",
    why: "An empty requirement beside a real one makes the real one optional: whoever sends no token is let in too. On a read that can be meant; on a write it opens the door.",
    when_off: "Exempt single operations with `policy.exempt` and a reason.",
    references: &[Reference {
        title: "OpenAPI 3.1.1, Security Requirement Object",
        url: "https://spec.openapis.org/oas/v3.1.1.html#security-requirement-object",
    }],
    examples: examples!("auth", "security-optional-write"),
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
        let finding = cx.value(empty.at, message!("the credentials of `{}` are optional{}", first.title(), more));
        finding.label("whoever sends nothing is let in").also(real.at.location(), "so this is not enforced");
        if owner.is_none() {
            finding.also(first.entry.name_location(), "inherits both");
        }
        finding.help("remove `{}`, or move it to the reads that are meant to be open");
    }
}
