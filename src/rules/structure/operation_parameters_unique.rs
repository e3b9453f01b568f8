//! A parameter must not be listed twice.

use crate::rule::prelude::*;
use rustc_hash::FxHashMap;

/// The rule.
pub static RULE: Rule = Rule {
    id: "operation-parameters-unique",
    category: Category::Structure,
    severity: Severity::Error,
    summary: "a parameter must not be listed twice",
    why: "Name and place identify a parameter. Of two equal ones, tools take either, and what the other says is lost.",
    when_off: "Not recommended.",
    repair: "`--fix` removes the duplicate, where both lead to the same parameter.",
    references: &[Reference {
        title: "OpenAPI 3.1.1, Operation Object (parameters)",
        url: "https://spec.openapis.org/oas/v3.1.1.html#operation-parameters",
    }],
    aliases: &["operation-parameters"],
    asks: &[words::PARAMETERS],
    check: Check::Node(&[Kind::Operation, Kind::PathItem], check),
    ..Rule::BASE
};

fn check(cx: &mut Context<'_>, at: Cursor<'_>) {
    let Some(list) = at.get(words::PARAMETERS) else { return };
    let mut seen: FxHashMap<(String, String), Cursor<'_>> = FxHashMap::default();
    let mut bodies: Vec<Cursor<'_>> = Vec::new();
    // References go by places: those behind a parameter that is removed would mean the next ones.
    let is_pointed_at = |item: &Cursor<'_>| cx.workspace.referrers_inside(*item).next().is_some();
    let last_pointed_at = std::cell::OnceCell::new();
    for listed in list.items() {
        let parameter = cx.workspace.resolve(listed);
        let (Some(name), Some(place)) = (parameter.get_text(words::NAME), parameter.get_text(words::IN)) else {
            continue;
        };
        if place == "body" {
            bodies.push(listed);
        }
        // Names of header fields have no case (RFC 9110 section 5.1).
        let key = if place == "header" { name.to_lowercase() } else { name.to_string() };
        if let Some(first) = seen.get(&(key.clone(), place.to_string())) {
            let spot = if parameter == listed { parameter.get(words::NAME).unwrap_or(listed) } else { listed };
            let first = *first;
            let last = last_pointed_at.get_or_init(|| list.items().filter(is_pointed_at).last());
            let pointed_at = last.is_some_and(|last| last.span().start >= listed.span().start);
            let same = cx.workspace.resolve(first) == parameter && listed.len() == 1 && !pointed_at;
            let finding = cx.value(spot, message!("duplicate {} parameter `{}`", place, name));
            finding.label("the duplicate").also(first.location(), "first declared here");
            if same {
                finding.safe_fix("remove the duplicate", [listed.removed()]);
            }
        } else {
            seen.insert((key, place.into_owned()), listed);
        }
    }
    if let [first, second, ..] = bodies[..]
        && cx.workspace.resolve(first) != cx.workspace.resolve(second)
    {
        cx.value(second, "an operation can have only one body").also(first.location(), "first declared here");
    }
    // 2.0: the body is either one value or a form.
    let form = list.items().find(|p| cx.workspace.resolve(*p).get_text(words::IN).is_some_and(|i| i == "formData"));
    if let (Some(body), Some(form)) = (bodies.first().copied(), form) {
        let second = if body.span().start < form.span().start { form } else { body };
        let first = if second == form { body } else { form };
        cx.value(second, "a body parameter cannot be combined with form parameters")
            .also(first.location(), "the other parameter");
    }
}
