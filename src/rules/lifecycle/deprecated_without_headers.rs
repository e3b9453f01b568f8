//! What is deprecated should tell it in its answers.

use crate::model::lifecycle;
use crate::rule::prelude::*;
use crate::rules::support::{and_more, shown};

/// The rule.
pub static RULE: Rule = Rule {
    id: "deprecated-without-headers",
    category: Category::Lifecycle,
    severity: Severity::Info,
    enabled: Enabled::No,
    summary: "a deprecated operation should return `Deprecation` headers",
    why: "Who calls an operation seldom reads its description again. The headers `Deprecation` and `Sunset` reach the program that calls, and the logs that somebody watches.",
    when_off: "It is off by default: descriptions seldom list the headers.",
    references: &[
        Reference {
            title: "RFC 9745, The Deprecation HTTP Response Header Field",
            url: "https://www.rfc-editor.org/rfc/rfc9745",
        },
        Reference { title: "RFC 8594, The Sunset HTTP Header Field", url: "https://www.rfc-editor.org/rfc/rfc8594" },
    ],
    check: Check::Api(check),
    ..Rule::BASE
};

fn check(cx: &mut Context<'_>, api: &Api<'_>) {
    let gone = api.path_operations().filter(|o| lifecycle::is_deprecated(o.node) && !cx.is_exempt(o));
    let silent: Vec<_> = gone.filter(|o| !lifecycle::answers_with(api, o, "Deprecation")).collect();
    let (few, more) = shown(&silent);
    for operation in few {
        let message = message!(
            "`{}` is deprecated, but its responses have no `Deprecation` header{}",
            operation.title(),
            and_more(more, "operation")
        );
        cx.operation(operation, message)
            .label("header is missing")
            .help("declare the headers `Deprecation` (RFC 9745) and `Sunset` (RFC 8594)");
    }
}
