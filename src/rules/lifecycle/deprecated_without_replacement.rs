//! What is deprecated should say what to use instead.

use crate::model::lifecycle;
use crate::rule::prelude::*;
use crate::rules::support::{and_more, shown};

/// The rule.
pub static RULE: Rule = Rule {
    id: "deprecated-without-replacement",
    category: Category::Lifecycle,
    severity: Severity::Warn,
    summary: "what is deprecated should say what to use instead",
    why: "Anyone who has to leave an operation wants to know where to go: without a word on what takes its place, each client's team asks, or stays.",
    when_off: "Disable it if things are removed without a replacement.",
    references: &[Reference {
        title: "RFC 9745, The Deprecation HTTP Response Header Field",
        url: "https://www.rfc-editor.org/rfc/rfc9745",
    }],
    check: Check::Api(check),
    ..Rule::BASE
};

fn check(cx: &mut Context<'_>, api: &Api<'_>) {
    let gone = api.operations.iter().filter(|o| lifecycle::is_deprecated(o.node) && !cx.is_exempt(o));
    let silent: Vec<_> = gone.filter(|o| !lifecycle::names_a_replacement(api, o)).collect();
    let (few, more) = shown(&silent);
    for operation in few {
        let message =
            message!("`{}` is deprecated without a replacement{}", operation.title(), and_more(more, "operation"));
        cx.operation(operation, message)
            .label("replacement is not named")
            .help("name it with `x-replaced-by`, a `rel=successor-version` link, or in the description");
    }
}
