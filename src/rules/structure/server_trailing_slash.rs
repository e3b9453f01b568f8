//! A server URL should not end in a slash.

use crate::rule::prelude::*;

/// The rule.
pub static RULE: Rule = Rule {
    id: "server-trailing-slash",
    category: Category::Structure,
    severity: Severity::Warn,
    summary: "a server URL should not end in a slash",
    why: "Paths begin with a slash and are appended to the URL as they are: `https://api.acme.com/v1/` and `/orders` make `https://api.acme.com/v1//orders`, which many servers do not know.",
    when_off: "Disable it if your server takes two slashes for one.",
    references: &[Reference {
        title: "OpenAPI 3.1.1, Paths Object",
        url: "https://spec.openapis.org/oas/v3.1.1.html#paths-object",
    }],
    aliases: &["no-server-trailing-slash", "oas3-server-trailing-slash"],
    check: Check::Api(check),
    ..Rule::BASE
};

fn check(cx: &mut Context<'_>, api: &Api<'_>) {
    for server in api.every_server().into_iter().filter(|s| s.exact || api.version == Version::V2_0) {
        // In 2.0, `basePath: /` is how many say that there is none.
        let (at, text) = match api.root.get(words::BASE_PATH).filter(|_| !server.exact) {
            Some(base) => (base, base.text().into_owned()),
            None if server.exact => (server.at, server.url.to_string()),
            None => continue,
        };
        let is_placeholder = text.trim_end_matches('/').ends_with(':') || text == "/";
        if text.ends_with('/') && !is_placeholder && !text.contains('?') {
            let end = text.len();
            let place = if at.text() == text { at.part(end - 1..end) } else { at.location() };
            cx.at(at, place, message!("server URL `{}` ends in a slash", text))
                .label("doubled by the slash of each path")
                .help("remove the slash");
            if api.version == Version::V2_0 {
                return;
            }
        }
    }
}
