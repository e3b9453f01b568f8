//! Reading one thing should not need more scopes than reading all of them.

use std::collections::BTreeMap;

use crate::model::Alternative;
use crate::rule::prelude::*;

/// The rule.
pub static RULE: Rule = Rule {
    id: "scope-excessive",
    category: Category::Scopes,
    severity: Severity::Info,
    enabled: Enabled::No,
    summary: "reading one thing should not need more scopes than reading all of them",
    why: "If the list of a resource can be read with one scope and a single item needs two more, either the list shows too much or the item requires too much.",
    when_off: "It is off by default. Leave it off if single items really hold more sensitive fields than the list.",
    references: &[Reference {
        title: "RFC 9700, section 2.3",
        url: "https://www.rfc-editor.org/rfc/rfc9700#section-2.3",
    }],
    check: Check::Api(check),
    ..Rule::BASE
};

fn check(cx: &mut Context<'_>, api: &Api<'_>) {
    let mut resources: BTreeMap<Vec<&str>, Vec<(&Operation<'_>, &Alternative<'_>)>> = BTreeMap::new();
    for operation in api.path_operations().filter(|o| o.method.reads()) {
        if let Some(alternative) = only_alternative(api, operation) {
            resources.entry(resource_of(operation)).or_default().push((operation, alternative));
        }
    }
    for reads in resources.values() {
        for (operation, mine) in reads {
            if cx.is_exempt(operation) {
                continue;
            }
            if reads.len() < 2 {
                break;
            }
            let fewer = |(_, theirs): &&(&Operation<'_>, &Alternative<'_>)| {
                let some = theirs.requirements.iter().any(|r| !r.scopes.is_empty());
                some && !std::ptr::eq(*theirs, *mine) && theirs.is_within(mine) && !mine.is_within(theirs)
            };
            if let Some((other, theirs)) = reads.iter().find(fewer) {
                report(cx, operation, mine, other, theirs);
            }
        }
    }
}

fn report(
    cx: &mut Context<'_>,
    operation: &Operation<'_>,
    mine: &Alternative<'_>,
    other: &Operation<'_>,
    theirs: &Alternative<'_>,
) {
    let enough: Vec<&str> = theirs.requirements.iter().flat_map(|r| &r.scopes).map(|(s, _)| s.as_ref()).collect();
    let all = mine.requirements.iter().flat_map(|r| &r.scopes);
    let extra = names(all.filter(|(s, _)| !enough.contains(&s.as_ref())).map(|(s, _)| s));
    let message =
        message!("`{}` requires {} in addition to what `{}` requires", operation.title(), extra, other.title());
    cx.operation(operation, message)
        .label("requires more")
        .also(other.entry.name_location(), "reads the same resource")
        .help("require the same scopes in both, or check what the other operation returns");
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
