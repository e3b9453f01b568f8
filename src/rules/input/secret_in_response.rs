//! Secrets should not be answered.

use crate::model::Direction;
use crate::rule::prelude::*;
use crate::rules::support::{and_more, is_of, plain_name, response_roots, shown, walk_schemas};

/// The rule.
pub static RULE: Rule = Rule {
    id: "secret-in-response",
    category: Category::Input,
    severity: Severity::Warn,
    versions: (Version::V3_0, Version::V3_2),
    summary: "secrets should not be returned",
    why: "A password or private key in a response is stored by caches, logs and browsers. Clients that need it have it already; others should not see it.",
    when_off: "Disable it for APIs whose purpose is to hand out secrets.",
    references: &[
        Reference {
            title: "OWASP API3:2023 Broken Object Property Level Authorization",
            url: "https://owasp.org/API-Security/editions/2023/en/0xa3-broken-object-property-level-authorization/",
        },
        Reference {
            title: "CWE-200, Exposure of Sensitive Information",
            url: "https://cwe.mitre.org/data/definitions/200.html",
        },
    ],
    examples: examples!("input", "secret-in-response"),
    check: Check::Api(check),
    ..Rule::BASE
};

fn check(cx: &mut Context<'_>, api: &Api<'_>) {
    const NAMES: [&str; 9] = [
        "password",
        "passwd",
        "privatekey",
        "secretkey",
        "passphrase",
        "secret",
        "userpassword",
        "passwordhash",
        "hashedpassword",
    ];
    // What is made is often told once, when it is made.
    let answers = api.path_operations().filter(|o| o.method.text() != "POST" && !cx.is_exempt(o));
    let roots: Vec<_> = answers.flat_map(|o| response_roots(api, o)).collect();
    let mut found = Vec::new();
    walk_schemas(api, &roots, Direction::Response, |part| {
        let secret = part.name.is_some_and(|n| NAMES.contains(&plain_name(n).as_str()));
        let hidden = [part.written, part.schema].iter().any(|s| s.get(words::WRITE_ONLY).is_some_and(Cursor::is_true));
        if secret && !hidden && is_of(part.schema, "string") {
            found.push(part);
        }
    });
    let (few, more) = shown(&found);
    for part in few {
        let name = part.name.unwrap_or_default();
        cx.key(part.written, message!("`{}` is returned in a response{}", name, and_more(more, "property")))
            .label("a secret in a response")
            .help("mark it `writeOnly: true`, or remove it");
    }
}
