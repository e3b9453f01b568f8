//! Reading one thing should not need more scopes than reading all of them.

use crate::model::Alternative;
use crate::rule::prelude::*;

/// The rule.
pub static RULE: Rule = Rule {
    id: "scope-excessive",
    category: Category::Scopes,
    severity: Severity::Info,
    summary: "reading one thing should not need more scopes than reading all of them",
    why: "If the list of a resource can be read with one scope and a single item needs two more, either the list shows too much or the item asks for too much.",
    when_off: "Switch it off where single items really hold more sensitive fields than the list.",
    references: &[Reference {
        title: "RFC 9700, section 2.3",
        url: "https://www.rfc-editor.org/rfc/rfc9700#section-2.3",
    }],
    examples: examples!("scopes", "scope-excessive"),
    check: Check::Operation(check),
    ..Rule::BASE
};

fn check(cx: &mut Context<'_>, api: &Api<'_>, operation: &Operation<'_>) {
    if operation.place != Place::Path || !operation.method.reads() || cx.is_exempt(operation) {
        return;
    }
    let Some(mine) = only_alternative(api, operation) else { return };
    let resource = resource_of(operation);
    let fewer = api
        .path_operations()
        .filter(|o| o.method.reads() && o.entry != operation.entry && resource_of(o) == resource)
        .find(|other| {
            only_alternative(api, other).is_some_and(|theirs| {
                !theirs.requirements.iter().all(|r| r.scopes.is_empty())
                    && theirs.is_within(mine)
                    && !mine.is_within(theirs)
            })
        });
    let Some(other) = fewer else { return };
    let theirs: Vec<&str> = only_alternative(api, other)
        .into_iter()
        .flat_map(|a| &a.requirements)
        .flat_map(|r| &r.scopes)
        .map(|(s, _)| s.as_ref())
        .collect();
    let extra: Vec<String> = mine
        .requirements
        .iter()
        .flat_map(|r| &r.scopes)
        .filter(|(s, _)| !theirs.contains(&s.as_ref()))
        .map(|(s, _)| format!("`{s}`"))
        .collect();
    let message =
        format!("`{}` needs {} on top of what `{}` needs", operation.title(), extra.join(", "), other.title());
    cx.operation(operation, message)
        .label("asks for more")
        .also(other.entry.name_location(), "reads the same resource with less")
        .help("require the same scopes in both, or check what the other one shows");
}

fn only_alternative<'s, 'a>(api: &'s Api<'a>, operation: &'s Operation<'a>) -> Option<&'s Alternative<'a>> {
    match &api.security_of(operation)?.alternatives[..] {
        [only] if !only.is_anonymous() => Some(only),
        _ => None,
    }
}

/// The path without a parameter at its end.
fn resource_of<'a>(operation: &Operation<'a>) -> Vec<&'a str> {
    let mut segments: Vec<&str> = operation.segments().collect();
    if segments.last().is_some_and(|s| s.starts_with('{')) {
        segments.pop();
    }
    segments
}
