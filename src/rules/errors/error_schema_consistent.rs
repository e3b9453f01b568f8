//! Errors should have one form.

use crate::rule::prelude::*;
use std::collections::BTreeSet;

use crate::model::Response;
use crate::rules::support::{count, error_responses, property_names};
use crate::text::Sorting;

/// The rule.
pub static RULE: Rule = Rule {
    id: "error-schema-consistent",
    category: Category::Errors,
    severity: Severity::Warn,
    summary: "errors should have one form",
    why: "Clients have one piece of code for errors. Where one operation says `message` and another `error`, that code is right for half of the operations.",
    when_off: "Disable it while an API moves from one format to another.",
    references: &[Reference {
        title: "RFC 9457, Problem Details for HTTP APIs",
        url: "https://www.rfc-editor.org/rfc/rfc9457",
    }],
    check: Check::Api(check),
    ..Rule::BASE
};

fn check(cx: &mut Context<'_>, api: &Api<'_>) {
    let mut seen = rustc_hash::FxHashSet::default();
    let mut found: Vec<(BTreeSet<String>, Response<'_>)> = Vec::new();
    for response in api.path_operations().flat_map(|o| error_responses(api, o)) {
        if !seen.insert((response.node.file(), response.node.id())) {
            continue;
        }
        let schemas =
            response.contents.iter().filter(|c| c.media_type.contains("json")).filter_map(|c| c.shape.schema());
        // One answer in two media types may have two forms: clients choose.
        let schemas = schemas.take(1);
        for schema in schemas {
            let names = property_names(api, schema);
            // The errors of a token endpoint have the form that OAuth gives them (RFC 6749, section 5.2).
            if !names.is_empty() && !names.contains("error_description") {
                found.push((names, response.clone()));
            }
        }
    }
    // A form with more in it is still the same form: the plainest come first, whatever the document's order.
    found.order_by_key(|(names, _)| names.len());
    let mut forms: Vec<(BTreeSet<String>, Response<'_>, usize)> = Vec::new();
    for (names, response) in found {
        match forms.iter_mut().find(|(known, ..)| known.is_subset(&names)) {
            Some((.., count)) => *count += 1,
            None => forms.push((names, response, 1)),
        }
    }
    forms.order_by_key(|(.., count)| std::cmp::Reverse(*count));
    if let [(usual, first, many), (other, response, _), ..] = forms.as_slice() {
        let list = |all: &BTreeSet<String>| names(all.iter().take(4));
        let others = forms.len() - 2;
        let message = message!(
            "error responses have {} different schemas: {} here, {} in {}",
            forms.len(),
            list(other),
            list(usual),
            count(*many, "other response", "other responses")
        );
        let finding = cx.key(response.at, message).label("a different schema");
        finding.also(first.at.name_location(), "the most common schema");
        if others > 0 {
            finding.help(message!(
                "use one schema for all error responses; there are {}",
                count(others, "more schema", "more schemas")
            ));
        } else {
            finding.help("use one schema for all error responses");
        }
    }
}
