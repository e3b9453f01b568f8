//! A required property should be described.

use crate::rule::prelude::*;
use crate::rules::support::Described;

/// The rule.
pub static RULE: Rule = Rule {
    id: "required-undefined-property",
    category: Category::Structure,
    severity: Severity::Warn,
    summary: "a required property should be described",
    why: "A name in `required` that no schema describes is nearly always a typo: the property that was meant is optional then, and an unknown one is required.",
    when_off: "Disable it if properties are required that are described nowhere on purpose.",
    references: &[Reference {
        title: "JSON Schema 2020-12 Validation, section 6.5.3",
        url: "https://www.ietf.org/archive/id/draft-bhutton-json-schema-validation-01.html#section-6.5.3",
    }],
    aliases: &["no-required-schema-properties-undefined"],
    asks: &[words::REQUIRED],
    check: Check::Node(&[Kind::Schema], check),
    ..Rule::BASE
};

fn check<'a>(cx: &mut Context<'a>, at: Cursor<'a>) {
    let Some(required) = at.get(words::REQUIRED).filter(|r| r.is_seq()) else { return };
    // Without properties of its own, a schema is a part of another one, or a condition.
    let Some(properties) = at.get(words::PROPERTIES) else { return };
    // Properties that are given by a reference are the matter of `ref-wrong-kind`.
    if properties.get(words::REF).is_some_and(|r| r.str().is_some()) {
        return;
    }
    // Most schemas describe what they require themselves.
    if required.items().all(|name| name.is_broken() || properties.get_str(&name.text()).is_some()) {
        return;
    }
    let whole = enclosing(cx, at);
    let mut known = Described::of(cx, at);
    // `additionalProperties: true` describes no name; in a part, it is the whole that counts.
    if known.open || (known.takes_any && (whole.is_some() || properties.is_empty())) {
        return;
    }
    if required.items().all(|name| name.is_broken() || known.has(&name.text())) {
        return;
    }
    if let Some(whole) = whole {
        known.add(cx, whole);
    }
    for name in required.items().filter(|n| !n.is_broken()) {
        let text = name.text();
        if known.open || known.has(&text) {
            continue;
        }
        let mut message = message!("required property `{}` is not declared", text);
        if let Some(near) = cx.near.find(&text, known.names()) {
            message.push(message!("; did you mean `{}`?", near));
        }
        cx.value(name, message)
            .label("not under `properties`")
            .also(properties.name_location(), "properties are declared here");
    }
}

/// The schema whose `allOf`, `anyOf` or `oneOf` the schema stands in: its properties count too.
fn enclosing<'a>(cx: &Context<'_>, at: Cursor<'a>) -> Option<Cursor<'a>> {
    let mut whole = None;
    let mut now = at;
    while let Some(list) = now.parent() {
        let Some(key) = list.key() else { break };
        if ![words::ALL_OF, words::ANY_OF, words::ONE_OF].contains(&key) {
            break;
        }
        now = match list.parent().filter(|p| cx.kind(*p) == Kind::Schema) {
            Some(schema) => schema,
            None => break,
        };
        whole = Some(now);
    }
    whole
}
