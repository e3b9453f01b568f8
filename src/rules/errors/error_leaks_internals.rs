//! An error should not tell of the inside of the service.

use crate::model::Direction;
use crate::rule::prelude::*;
use crate::rules::support::{error_responses, plain_name, walk_schemas};

/// The rule.
pub static RULE: Rule = Rule {
    id: "error-leaks-internals",
    category: Category::Errors,
    severity: Severity::Warn,
    summary: "an error should not reveal internals of the service",
    why: "Stack traces, queries and names of classes show an attacker which library to attack and which input reached the database; no client can use them.",
    when_off: "Disable it for APIs that only developers of the service itself call.",
    references: &[
        Reference {
            title: "CWE-209, Error Message Containing Sensitive Information",
            url: "https://cwe.mitre.org/data/definitions/209.html",
        },
        Reference {
            title: "OWASP API8:2023 Security Misconfiguration",
            url: "https://owasp.org/API-Security/editions/2023/en/0xa8-security-misconfiguration/",
        },
    ],
    check: Check::Api(check),
    ..Rule::BASE
};

fn check(cx: &mut Context<'_>, api: &Api<'_>) {
    const NAMES: [&str; 14] = [
        "stacktrace",
        "stack",
        "exception",
        "exceptionclass",
        "exceptiontype",
        "sql",
        "sqlquery",
        "sqlstate",
        "innerexception",
        "debuginfo",
        "stackframes",
        "backtrace",
        "traceback",
        "exceptionmessage",
    ];
    let roots = api.path_operations().flat_map(|o| error_responses(api, o)).flat_map(|r| &r.contents);
    let roots: Vec<_> = roots.filter_map(|c| c.shape.schema()).collect();
    let mut found = Vec::new();
    walk_schemas(api, &roots, Direction::Response, &mut |part| {
        if part.name.is_some_and(|n| NAMES.contains(&plain_name(n).as_str())) {
            found.push((part.written, part.name.unwrap_or_default()));
        }
    });
    for (at, name) in found {
        cx.key(at, message!("error responses contain `{}`, which reveals internals of the service", name))
            .label("internal detail")
            .help("log it under an id, and return the id");
    }
}
