//! Administration must not be open to everybody.

use crate::model::Method;
use crate::rule::prelude::*;
use crate::rules::support::{is_login, is_open};

/// The rule.
pub static RULE: Rule = Rule {
    id: "admin-path-public",
    category: Category::Exposure,
    severity: Severity::Warn,
    summary: "administrative operations must not be public",
    why: "Administration, metrics and debugging that anyone can reach are the first things that scanners look for: they reveal internals, and often let them be changed.",
    when_off: "Disable it if these paths are reachable internally only.",
    references: &[
        Reference {
            title: "OWASP API5:2023 Broken Function Level Authorization",
            url: "https://owasp.org/API-Security/editions/2023/en/0xa5-broken-function-level-authorization/",
        },
        Reference {
            title: "OWASP API8:2023 Security Misconfiguration",
            url: "https://owasp.org/API-Security/editions/2023/en/0xa8-security-misconfiguration/",
        },
    ],
    check: Check::Operation(check),
    ..Rule::BASE
};

fn check(cx: &mut Context<'_>, api: &Api<'_>, operation: &Operation<'_>) {
    const SEGMENTS: [&str; 11] = [
        "admin",
        "administration",
        "internal",
        "debug",
        "actuator",
        "metrics",
        "heapdump",
        "threaddump",
        "phpinfo",
        "_admin",
        "console",
    ];
    // The state of a service is asked for by probes.
    let probe = operation.segments().next_back().is_some_and(|s| {
        matches!(s, "health" | "healthz" | "info" | "ping" | "live" | "ready" | "liveness" | "readiness")
    });
    // Figures of the business are metrics too; those of the service stand at the top.
    let top = operation.segments().find(|s| crate::model::segment_version(s).is_none());
    let concerned = |s: &&str| {
        let plain = s.to_ascii_lowercase();
        SEGMENTS.contains(&plain.as_str()) && (plain != "metrics" || top == Some(*s))
    };
    let segment = operation.segments().find(concerned);
    let probe = probe || is_login(operation) || operation.method == Method::Options;
    let (Some(segment), false, OperationKind::Path) = (segment, probe, operation.place) else { return };
    if is_open(api, operation) {
        cx.operation(operation, message!("administrative operation `{}` is public", operation.title()))
            .label(message!("`{}` without credentials", segment))
            .help("require credentials, or expose it internally only");
    }
}
