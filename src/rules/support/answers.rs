//! The responses of operations.

use super::{and_more, at_paths, shown};
use crate::finding::message;
use crate::model::{Api, Operation, Response};
use crate::rule::Context;

/// True where an operation declares one of these codes, or `default`. Ranges are written as `4XX`.
pub fn declares<'a>(api: &Api<'a>, operation: &Operation<'a>, codes: &[&str]) -> bool {
    let responses = api.responses_of(operation);
    responses.iter().any(|r| r.code == "default" || codes.iter().any(|c| r.code.eq_ignore_ascii_case(c)))
}

/// The responses to what went wrong: 4xx, 5xx, and `default` where it does not stand for success too.
pub fn error_responses<'o, 'a>(
    api: &Api<'a>,
    operation: &'o Operation<'a>,
) -> impl Iterator<Item = &'o Response<'a>> + use<'o, 'a> {
    let responses = api.responses_of(operation);
    let succeeds = responses.iter().any(|r| r.code.starts_with(['2', '3']));
    responses.iter().filter(move |r| (r.code == "default" && succeeds) || r.code.starts_with(['4', '5']))
}

/// "1 operation", "3 operations"
pub fn count(n: usize, one: &str, many: &str) -> String {
    if n == 1 { format!("1 {one}") } else { format!("{n} {many}") }
}

/// Reports operations that do not declare a response: each of a few, the first of many; and where none of several
/// does, that once for the document.
pub fn absent<'a>(
    cx: &mut Context<'_>,
    api: &Api<'a>,
    all: &[&Operation<'a>],
    missing: &[&Operation<'a>],
    [one, many]: [&str; 2],
    response: &str,
) {
    if missing.len() == all.len() && all.len() > 1 {
        at_paths(cx, api, message!("none of the {} {} has a {} response", all.len(), many, response))
            .label("response is missing")
            .help("declare it once under `components.responses`, and refer to it");
        return;
    }
    let (few, more) = shown(missing);
    for operation in few {
        let more = if more == 0 {
            String::new()
        } else {
            format!("{}, of {}", and_more(more, "operation"), count(all.len(), one, many))
        };
        cx.operation(operation, message!("`{}` has no {} response{}", operation.title(), response, more))
            .label("response is missing")
            .help("declare the response, or `default`");
    }
}
