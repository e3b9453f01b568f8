//! A response without content should not have a body.

use rustc_hash::FxHashSet;

use crate::rule::prelude::*;
use crate::rules::support::{and_more, shown};

/// The rule.
pub static RULE: Rule = Rule {
    id: "no-content-with-body",
    category: Category::Structure,
    severity: Severity::Warn,
    summary: "a response whose status has no body should describe none",
    why: "A 204, 205, 304 or 1xx response has no body: servers and proxies drop what is written, and a client that waits for the described one fails.",
    when_off: "Disable it while an API that breaks the rule is kept as it is.",
    references: &[Reference {
        title: "RFC 9110, section 15.3.5",
        url: "https://www.rfc-editor.org/rfc/rfc9110#section-15.3.5",
    }],
    check: Check::Api(check),
    ..Rule::BASE
};

fn check(cx: &mut Context<'_>, api: &Api<'_>) {
    let mut seen = FxHashSet::default();
    let responses = api.operations.iter().flat_map(|o| api.responses_of(o).iter().map(move |r| (o, r)));
    let all: Vec<_> = responses.filter(|(_, r)| has_no_body(r.code)).collect();
    let mut found = Vec::new();
    for (operation, response) in all {
        let body = response.contents.iter().find(|c| c.shape.schema().is_some_and(|s| describes(api.resolve(s))));
        if let Some(body) = body.filter(|b| seen.insert((b.at.file(), b.at.id()))) {
            found.push((operation.title(), response.code, body.at));
        }
    }
    let (few, more) = shown(&found);
    for (title, code, at) in few {
        let more = and_more(more, "response");
        cx.key(*at, message!("the {} response of `{}` has a body{}", code, title, more))
            .label("never sent")
            .help("remove the body, or use another status");
    }
}

fn has_no_body(code: &str) -> bool {
    matches!(code, "204" | "205" | "304") || (code.len() == 3 && code.starts_with('1'))
}

/// False for a schema that admits nothing but null, as some generators write "nothing".
fn describes(schema: Cursor<'_>) -> bool {
    let is_null = schema.get(words::TYPE).is_some_and(|t| t.text() == "null");
    schema.is_map() && !schema.is_empty() && !is_null
}
