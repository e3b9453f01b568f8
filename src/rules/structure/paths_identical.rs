//! Two paths must not differ only in the names of their parameters.

use crate::rule::prelude::*;
use rustc_hash::FxHashMap;

/// The rule.
pub static RULE: Rule = Rule {
    id: "paths-identical",
    category: Category::Structure,
    severity: Severity::Error,
    summary: "two paths must not differ only in the names of their parameters",
    why: "`/orders/{id}` and `/orders/{orderId}` are one path to the specification and to servers. One of the two is never reached.",
    when_off: "Not recommended: merge the two.",
    references: &[Reference {
        title: "OpenAPI 3.1.1, Paths Object",
        url: "https://spec.openapis.org/oas/v3.1.1.html#paths-path",
    }],
    aliases: &["no-identical-paths"],
    check: Check::Api(check),
    ..Rule::BASE
};

fn check(cx: &mut Context<'_>, api: &Api<'_>) {
    let mut seen: FxHashMap<String, usize> = FxHashMap::default();
    for (n, item) in api.paths.iter().enumerate() {
        let shape = shape_of(item.path);
        match seen.get(&shape) {
            Some(&first) if api.paths[first].path != item.path => {
                let first = &api.paths[first];
                cx.key(item.entry, message!("paths `{}` and `{}` are identical", item.path, first.path))
                    .label("differs only in parameter names")
                    .also(first.entry.name_location(), "the same path")
                    .help("move the operations of both under one of them");
            }
            Some(_) => {}
            None => {
                seen.insert(shape, n);
            }
        }
    }
}

/// The path with the names of its parameters left out.
fn shape_of(path: &str) -> String {
    let mut shape = String::with_capacity(path.len());
    let mut inside = false;
    for c in path.chars() {
        match c {
            '{' => {
                inside = true;
                shape.push('{');
            }
            '}' => {
                inside = false;
                shape.push('}');
            }
            c if !inside => shape.push(c),
            _ => {}
        }
    }
    shape
}
