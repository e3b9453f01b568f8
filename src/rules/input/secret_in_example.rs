//! Examples must not hold real credentials.

use crate::model::Sign;
use crate::model::credentials::{CREDENTIAL_FORMS, PEM, WEB_TOKEN};
use crate::rule::prelude::*;

/// The rule.
pub static RULE: Rule = Rule {
    id: "secret-in-example",
    category: Category::Input,
    severity: Severity::Error,
    summary: "examples must not hold real credentials",
    why: "What looks like a real token in an example often is one: it was copied from a terminal, and it is public from that day on.",
    when_off: "Disable it for single places with an ignore and a reason, where the secret is known to be made up.",
    references: &[Reference {
        title: "CWE-798, Use of Hard-coded Credentials",
        url: "https://cwe.mitre.org/data/definitions/798.html",
    }],
    check: Check::Api(check),
    ..Rule::BASE
};

fn check(cx: &mut Context<'_>, api: &Api<'_>) {
    for at in api.texts_with(&[Sign::Credential]) {
        let text = at.text();
        if text.len() < 16 {
            continue;
        }
        if let Some(what) = secret(&text).filter(|_| is_example(at)) {
            cx.value(at, message!("example contains what looks like {}", what))
                .label("possible secret")
                .help("revoke it if it is real, and use an obvious placeholder");
        }
    }
}

fn is_example(at: Cursor<'_>) -> bool {
    let mut up = Some(at);
    while let Some(here) = up {
        if matches!(here.key_text(), "example" | "examples" | "default" | "x-example" | "description") {
            return true;
        }
        up = here.parent();
    }
    false
}

/// What a text looks like, where it has the form of a credential and is none of the known made-up ones.
fn secret(text: &str) -> Option<&'static str> {
    let key = text.find(PEM).and_then(|n| text[n..].split_once("KEY-----"));
    if key.is_some_and(|(head, rest)| head.len() < 40 && rest.trim().len() > 60) {
        return Some("a private key");
    }
    text.split(|c: char| c.is_whitespace() || matches!(c, '"' | '\'' | '`' | ',' | ';' | '(' | ')' | '<' | '>' | '='))
        // Few words have the form of a credential: what they say is asked of those.
        .find_map(|word| kind(word).filter(|_| !is_made_up(word)))
}

/// True for a word that says that it is no secret. What stands around it may speak of "your token".
fn is_made_up(word: &str) -> bool {
    let upper = word.to_ascii_uppercase();
    [
        "EXAMPLE", "XXXX", "0000000", "REDACTED", "PLACEHOLDER", "YOUR", "...", "NOT-A-REAL", "FAKE", "DUMMY", "SAMPLE",
        "1234567890", "ABCDEF", "12345678",
    ]
    .iter()
    .any(|sign| upper.contains(sign))
        // The token that the site about the format shows.
        || word.contains("eyJzdWIiOiIxMjM0NTY3ODkwIiwi")
}

fn kind(word: &str) -> Option<&'static str> {
    // No credential is shorter.
    if word.len() < 20 {
        return None;
    }
    if let Some(form) = CREDENTIAL_FORMS.iter().find(|form| form.fits(word)) {
        return Some(form.what);
    }
    let parts: Vec<&str> = word.split('.').collect();
    if let [head, body, signature] = parts.as_slice()
        && head.starts_with(WEB_TOKEN)
        && body.starts_with(WEB_TOKEN)
        && body.len() > 20
        && signature.len() > 20
    {
        return Some("a JSON Web Token");
    }
    None
}
