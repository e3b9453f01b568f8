//! An operationId should be a name.

use crate::rule::prelude::*;
use crate::rules::support::{and_more, shown};

/// The rule.
pub static RULE: Rule = Rule {
    id: "operation-id-characters",
    category: Category::Naming,
    severity: Severity::Warn,
    summary: "an `operationId` should hold no characters that names and URLs cannot have",
    why: "Generators make the name of a function of the `operationId`, and documentation a link: with spaces or `?` in it, each tool replaces them in its own way, or fails.",
    when_off: "Disable it if no code and no links are generated.",
    references: &[Reference {
        title: "OpenAPI 3.1.1, Operation Object (operationId)",
        url: "https://spec.openapis.org/oas/v3.1.1.html#operation-id",
    }],
    aliases: &["operation-operationId-valid-in-url", "operation-operationId-url-safe"],
    check: Check::Api(check),
    ..Rule::BASE
};

fn check(cx: &mut Context<'_>, api: &Api<'_>) {
    let named = api.operations.iter().filter_map(|o| o.node.get(words::OPERATION_ID));
    let found: Vec<_> = named.filter_map(|at| Some((at, unfit(&at.text())?))).collect();
    let (few, more) = shown(&found);
    for (at, wrong) in few {
        let what = if wrong.is_whitespace() { Message::from("a space") } else { message!("`{}`", wrong) };
        cx.value(*at, message!("`operationId` contains {}{}", what, and_more(more, "operation")))
            .label("becomes the name of a function and a part of a URL")
            .help("use letters, digits, `_`, `-` and `.`");
    }
}

/// A character that no name has. `/` and `#` are how some group their operations.
fn unfit(text: &str) -> Option<char> {
    text.chars().find(|c| c.is_whitespace() || c.is_control() || "?%".contains(*c))
}
