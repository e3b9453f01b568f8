//! An example should not show what does not travel its way.

use rustc_hash::FxHashSet;

use crate::model::Direction;
use crate::rule::prelude::*;
use crate::rules::support::{ExampleObjects, all_examples, and_more, shown};

/// An option.
const REQUESTS: RuleOption<bool> = RuleOption {
    name: "requests",
    summary: "also report read-only properties in the examples of requests, which servers ignore",
    default: false,
};

/// The rule.
pub static RULE: Rule = Rule {
    id: "example-direction",
    category: Category::Structure,
    severity: Severity::Warn,
    summary: "an example should hold only what is sent its way",
    why: "A `writeOnly` property in the example of a response tells clients to expect a password or a card number back; a `readOnly` one in the example of a request tells them to send what the server ignores or refuses.",
    when_off: "Disable it if one example serves both directions on purpose.",
    references: &[Reference {
        title: "OpenAPI 3.1.1, Schema Object (validating readOnly and writeOnly)",
        url: "https://spec.openapis.org/oas/v3.1.1.html#validating-readonly-and-writeonly",
    }],
    options: &[REQUESTS.meta()],
    check: Check::Api(check),
    ..Rule::BASE
};

fn check<'a>(cx: &mut Context<'a>, api: &Api<'_>) {
    let mut found: Vec<(Cursor<'a>, Cursor<'a>, Direction)> = Vec::new();
    let mut seen = FxHashSet::default();
    // Most documents say nothing of directions.
    if !cx.workspace.trees().iter().any(|t| t.has_key(words::READ_ONLY) || t.has_key(words::WRITE_ONLY)) {
        return;
    }
    let mut objects = ExampleObjects::default();
    for (_, example) in all_examples(cx, api, &[Kind::MediaType, Kind::Response]) {
        if example.direction == Direction::Either {
            continue;
        }
        for (value, described) in objects.of(cx, example).into_iter().filter(|(_, described)| described.directed) {
            for entry in value.entries() {
                let stays =
                    |s: &Cursor<'a>| ![*s, cx.workspace.resolve(*s)].iter().all(|s| example.direction.carries(*s));
                let schema = described.schemas_of(entry).find(stays);
                if let Some(schema) = schema.filter(|s| seen.insert((s.file(), s.id()))) {
                    found.push((entry.value, schema, example.direction));
                }
            }
        }
    }
    let requests = cx.option(&REQUESTS);
    for direction in
        [Direction::Response, Direction::Request].into_iter().filter(|d| requests || *d == Direction::Response)
    {
        let all: Vec<_> = found.iter().filter(|(.., d)| *d == direction).collect();
        let (few, more) = shown(&all);
        for (value, schema, _) in few {
            report(cx, *value, *schema, direction, more);
        }
    }
}

fn report(cx: &mut Context<'_>, value: Cursor<'_>, schema: Cursor<'_>, direction: Direction, more: usize) {
    let (is, of) = match direction {
        Direction::Request => ("read-only", "a request"),
        _ => ("write-only", "a response"),
    };
    let more = and_more(more, "property");
    let name = value.key_text();
    let finding = cx.key(value, message!("`{}` is {}, but is in the example of {}{}", name, is, of, more));
    finding
        .label(message!("not sent in {}", of))
        .also(schema.name_location(), message!("declared as {}", is))
        .help("remove it from the example");
    if direction == Direction::Request {
        finding.severity(Severity::Info);
    }
}
