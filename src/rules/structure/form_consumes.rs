//! 2.0: a form is sent as a form.

use crate::model::{MediaRange, ParameterLocation};
use crate::rule::prelude::*;

/// The rule.
pub static RULE: Rule = Rule {
    id: "form-consumes",
    category: Category::Structure,
    severity: Severity::Error,
    versions: (Version::V2_0, Version::V2_0),
    summary: "an operation with form parameters must consume a form",
    why: "A parameter `in: formData` travels in a form. Where the operation consumes only JSON, tools send a body that the server does not read; a file needs `multipart/form-data`.",
    when_off: "Disable it if a gateway changes the media type.",
    references: &[Reference {
        title: "OpenAPI 2.0, Parameter Object",
        url: "https://spec.openapis.org/oas/v2.0.html#parameter-object",
    }],
    check: Check::Operation(check),
    ..Rule::BASE
};

fn check(cx: &mut Context<'_>, api: &Api<'_>, operation: &Operation<'_>) {
    let mut fields = operation.parameters.iter().filter(|p| p.place == ParameterLocation::FormData);
    let Some(consumes) = operation.node.get(words::CONSUMES).or_else(|| api.root.get(words::CONSUMES)) else { return };
    let ranges: Vec<MediaRange> = consumes.items().map(|m| MediaRange::parse(&m.text())).collect();
    if ranges.is_empty() || ranges.iter().any(|m| m.is_form() || m.is_any()) {
        return;
    }
    let Some(field) = fields.next() else { return };
    cx.value(field.listed, message!("`{}` has form parameters, and does not consume a form", operation.title()))
        .label("sent in a form")
        .also(consumes.name_location(), "consumed media types")
        .help("add `multipart/form-data` or `application/x-www-form-urlencoded` to `consumes`");
}
