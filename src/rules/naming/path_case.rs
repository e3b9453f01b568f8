//! Segments of paths should be in one case.

use crate::rule::prelude::*;
use crate::rules::support::outliers;

/// An option.
const CASE: RuleOption<&str> = RuleOption {
    name: "case",
    summary: "Case of path segments: kebab, snake, camel or pascal; empty for the most common one",
    default: "",
};

/// The rule.
pub static RULE: Rule = Rule {
    id: "path-case",
    category: Category::Naming,
    severity: Severity::Warn,
    enabled: Enabled::No,
    summary: "segments of paths should be in one case",
    why: "Paths are typed and guessed by people. Where some segments are in one case and some in another, each call needs a look at the documentation.",
    when_off: "It is off by default: which case is right is for each team to say. Without the option `case`, the one that most segments have counts.",
    references: &[
        Reference {
            title: "Zalando RESTful API Guidelines",
            url: "https://opensource.zalando.com/restful-api-guidelines/",
        },
        Reference { title: "RFC 3986, section 3.3, Path", url: "https://www.rfc-editor.org/rfc/rfc3986#section-3.3" },
    ],
    options: &[CASE.meta()],
    check: Check::Api(check),
    ..Rule::BASE
};

fn check(cx: &mut Context<'_>, api: &Api<'_>) {
    let segments = api.paths.iter().flat_map(|p| p.path.split('/').map(move |s| (p, s)));
    let plain = segments.filter(|(_, s)| !s.is_empty() && !s.contains(['{', '.', ':', '(', '*', '~']));
    let all: Vec<_> = plain.map(|(p, s)| (s, p.entry)).collect();
    let case = cx.option(&CASE);
    outliers(cx, &all, &case, "path segment", "segment");
}
