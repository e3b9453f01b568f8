//! A path should name things, not what happens to them.

use crate::rule::prelude::*;
use crate::rules::support::{and_more, shown, words_in};

/// The rule.
pub static RULE: Rule = Rule {
    id: "path-verb",
    category: Category::Naming,
    severity: Severity::Info,
    enabled: Enabled::No,
    summary: "a path should name things, not what happens to them",
    why: "The method says what happens and the path to what: `GET /getOrders` says it twice, and `POST /deleteOrder` says two different things.",
    when_off: "It is off by default: APIs of procedures have verbs by design.",
    references: &[Reference {
        title: "Zalando RESTful API Guidelines",
        url: "https://opensource.zalando.com/restful-api-guidelines/",
    }],
    aliases: &["no-http-verbs-in-path"],
    check: Check::Api(check),
    ..Rule::BASE
};

fn check(cx: &mut Context<'_>, api: &Api<'_>) {
    const VERBS: [&str; 10] = ["get", "create", "delete", "update", "add", "remove", "insert", "fetch", "put", "post"];
    let speaking = |path: &str| {
        path.split('/').any(|s| {
            !s.contains([':', '{'])
                && words_in(s)
                    .first()
                    .is_some_and(|w| VERBS.contains(&w.as_str()) && !matches!(s, "post" | "posts" | "add" | "get"))
        })
    };
    let found: Vec<_> = api.paths.iter().filter(|p| speaking(p.path) && !cx.is_exempt_path(p.path)).collect();
    let (few, more) = shown(&found);
    for item in few {
        cx.key(item.entry, message!("path `{}` contains a verb{}", item.path, and_more(more, "path")))
            .label("verb in a path")
            .help("name the resource, and let the method express the action");
    }
}
