//! Secrets should not be answered.

use crate::model::Direction;
use crate::rule::prelude::*;
use crate::rules::support::{and_more, is_login, is_of, plain_name, response_roots, shown, walk_schemas, words_in};

/// The rule.
pub static RULE: Rule = Rule {
    id: "secret-in-response",
    category: Category::Input,
    severity: Severity::Warn,
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
    check: Check::Api(check),
    ..Rule::BASE
};

fn check(cx: &mut Context<'_>, api: &Api<'_>) {
    // What is made is often told once, when it is made; where tokens are given out, that is the purpose.
    const HANDS_OUT: [&str; 3] = ["creds", "credentials", "generate"];
    let hands_out = |o: &&Operation<'_>| {
        // What has no such word is not taken apart.
        let may_have = |s: &str| ["cred", "gene"].iter().any(|part| plain_name(s).contains(part));
        let has = |s: &str| may_have(s) && words_in(s).iter().any(|w| HANDS_OUT.contains(&w.as_str()));
        is_login(o) || o.segments().any(has)
    };
    let answers = api.path_operations().filter(|o| o.method.text() != "POST" && !cx.is_exempt(o) && !hands_out(o));
    let roots: Vec<_> = answers.flat_map(|o| response_roots(api, o)).collect();
    let mut found = Vec::new();
    walk_schemas(api, &roots, Direction::Response, &mut |part| {
        let secret = is_of(part.schema, "string") && part.name.is_some_and(names_a_secret);
        let hidden = [part.written, part.schema].iter().any(|s| s.get(words::WRITE_ONLY).is_some_and(Cursor::is_true));
        if secret && !hidden && !is_harmless(part.written) && !is_harmless(part.schema) {
            found.push(part);
        }
    });
    let (few, more) = shown(&found);
    for part in few {
        let name = part.name.unwrap_or_default();
        let help = if api.version == Version::V2_0 { "remove it" } else { "mark it `writeOnly: true`, or remove it" };
        cx.key(part.written, message!("`{}` is returned in a response{}", name, and_more(more, "property")))
            .label("a secret in a response")
            .help(help);
    }
}

/// True for the names that people give to secrets: `password`, `db_password`, `clientSecret`, `SecretID`.
fn names_a_secret(name: &str) -> bool {
    const ENDINGS: [&str; 15] = [
        "password",
        "passwd",
        "passphrase",
        "passwordhash",
        "privatekey",
        "secretkey",
        "secretaccesskey",
        "accesssecret",
        "clientsecret",
        "apisecret",
        "apikey",
        "apitoken",
        "accesstoken",
        "refreshtoken",
        "secretid",
    ];
    // `hasPassword`, `public_api_key` and `masked_password` hold none.
    const OTHERS: [&str; 16] = [
        "has",
        "is",
        "needs",
        "require",
        "requires",
        "required",
        "reset",
        "forgot",
        "change",
        "public",
        "publishable",
        "masked",
        "redacted",
        "encrypted",
        "last",
        "allow",
    ];
    let plain = plain_name(name);
    let named = ["secret", "accesskey"].contains(&plain.as_str()) || ENDINGS.iter().any(|e| plain.ends_with(e));
    named && !words_in(name).iter().any(|w| OTHERS.contains(&w.as_str()))
}

/// True for a text that is no secret by what it says of itself: the name of one, one that is masked, or one that is told
/// only when it is made.
fn is_harmless(schema: Cursor<'_>) -> bool {
    const SIGNS: [&str; 18] = [
        "name of the",
        "id of the",
        "identifier of",
        "name or id",
        "mask",
        "redact",
        "obfuscat",
        "encrypted",
        "last four",
        "last 4",
        "only returned",
        "only shown",
        "only displayed",
        "only visible",
        "only available",
        "only include",
        "only present",
        "placeholder",
    ];
    let told = schema.get_text(words::DESCRIPTION).unwrap_or_default().to_lowercase();
    let shown =
        [words::EXAMPLE, words::DEFAULT].iter().filter_map(|k| schema.get(*k)).any(|v| v.text().contains("***"));
    shown || schema.get(words::ENUM).is_some() || SIGNS.iter().any(|sign| told.contains(sign))
}
