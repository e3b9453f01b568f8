//! An example should hold no property that nothing declares.

use rustc_hash::FxHashSet;

use crate::rule::prelude::*;
use crate::rules::support::{ExampleObjects, all_examples};
use crate::text::slip;

/// An option.
const ALL: RuleOption<bool> =
    RuleOption { name: "all", summary: "also report names that resemble no declared one", default: false };

/// The rule.
pub static RULE: Rule = Rule {
    id: "example-undeclared-property",
    category: Category::Structure,
    severity: Severity::Warn,
    summary: "the properties of an example should be declared",
    why: "A property of an example that no schema declares is a typo, or the schema lacks it. Either way clients copy a name that the server does not know.",
    when_off: "Disable it if examples show more than the schema on purpose.",
    references: &[Reference {
        title: "OpenAPI 3.1.1, Working with Examples",
        url: "https://spec.openapis.org/oas/v3.1.1.html#working-with-examples",
    }],
    options: &[ALL.meta()],
    check: Check::Api(check),
    ..Rule::BASE
};

fn check<'a>(cx: &mut Context<'a>, api: &Api<'_>) {
    let all = cx.option(&ALL);
    let mut found: Vec<(Cursor<'a>, Option<&'a str>)> = Vec::new();
    // Examples repeat what others do: once for each name of a schema.
    let mut seen = FxHashSet::default();
    let mut objects = ExampleObjects::default();
    for (at, example) in all_examples(cx, api, &[Kind::MediaType, Kind::Schema, Kind::Response]) {
        // What stands in a part of an `allOf` may show the whole.
        if cx.kind(at) == Kind::Schema && at.parent().is_some_and(Cursor::is_seq) {
            continue;
        }
        for (value, described) in objects.of(cx, example) {
            if described.lists_none()
                || described.open
                || described.takes_any
                || described.closed
                || described.has_subtypes
            {
                continue;
            }
            for entry in value.entries().filter(|e| !described.has_entry(*e)) {
                // A name that is there as well was not meant.
                let near = slip(entry.name(), described.names().filter(|n| value.get_str(n).is_none()));
                if (all || near.is_some()) && seen.insert((entry.name(), described.place())) {
                    found.push((entry.value, near));
                }
            }
        }
    }
    for (value, near) in found {
        let mut message = message!("`{}` of the example is not declared", value.key_text());
        if let Some(near) = near {
            message.push(message!("; did you mean `{}`?", near));
        }
        let finding = cx.key(value, message);
        finding.label("not under `properties`").help("correct the name, or declare the property");
        if near.is_none() {
            finding.severity(Severity::Info);
        }
    }
}
