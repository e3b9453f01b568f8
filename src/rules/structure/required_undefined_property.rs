//! A required property should be described.

use crate::rule::prelude::*;
use std::collections::BTreeSet;

use rustc_hash::FxHashSet;

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
    examples: examples!("structure", "required-undefined-property"),
    check: Check::Node(&[Kind::Schema], check),
    ..Rule::BASE
};

fn check(cx: &mut Context<'_>, at: Cursor<'_>) {
    let Some(required) = at.get(words::REQUIRED).filter(|r| r.is_seq()) else { return };
    // Without properties of its own, a schema is a part of another one, or a condition.
    let Some(properties) = at.get(words::PROPERTIES) else { return };
    // Properties that are given by a reference are the matter of `ref-wrong-kind`.
    if properties.get(words::REF).is_some_and(|r| r.str().is_some()) {
        return;
    }
    let mut known = DescribedObjects::default();
    known.add(cx, at, 0);
    if known.open {
        return;
    }
    if required.items().all(|name| name.is_broken() || known.has(&name.text())) {
        return;
    }
    if let Some(whole) = enclosing(cx, at) {
        known.add(cx, whole, 0);
    }
    for name in required.items().filter(|n| !n.is_broken()) {
        let text = name.text();
        if known.open || known.has(&text) {
            continue;
        }
        let mut message = message!("required property `{}` is not declared", text);
        if let Some(near) = cx.near.find(&text, known.names.iter().map(String::as_str)) {
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

/// The most schemas that are looked at for one list of names: among more, any name may be described.
const MOST: usize = 2_000;

#[derive(Default)]
struct DescribedObjects {
    names: BTreeSet<String>,
    seen: FxHashSet<(crate::source::FileId, crate::tree::NodeId)>,
    /// Names by pattern.
    patterns: Vec<regex::Regex>,
    /// True where any name is described, or it cannot be found out which.
    open: bool,
}

impl DescribedObjects {
    fn has(&self, name: &str) -> bool {
        self.names.contains(name) || self.patterns.iter().any(|p| p.is_match(name))
    }

    fn add(&mut self, cx: &Context<'_>, at: Cursor<'_>, depth: usize) {
        if self.seen.len() > MOST {
            self.open = true;
        }
        if self.open || depth > 20 || !self.seen.insert((at.file(), at.id())) {
            return;
        }
        self.names.extend(at.get(words::PROPERTIES).into_iter().flat_map(Cursor::entries).map(|e| e.name().to_owned()));
        let additional = at.get(words::ADDITIONAL_PROPERTIES).is_some_and(|a| a.is_map() || a.is_true());
        self.open |= additional || at.get(words::DYNAMIC_REF).is_some();
        for pattern in at.get(words::PATTERN_PROPERTIES).into_iter().flat_map(Cursor::entries) {
            match regex::Regex::new(pattern.name()) {
                Ok(pattern) => self.patterns.push(pattern),
                Err(_) => self.open = true,
            }
        }
        if at.get(words::REF).is_some() {
            match cx.workspace.target(at) {
                Some(target) => self.add(cx, target, depth + 1),
                None => self.open = true,
            }
        }
        for key in [words::ALL_OF, words::ANY_OF, words::ONE_OF] {
            for part in at.get(key).into_iter().flat_map(Cursor::items) {
                self.add(cx, part, depth + 1);
            }
        }
        for key in [words::IF, words::THEN, words::ELSE] {
            if let Some(part) = at.get(key) {
                self.add(cx, part, depth + 1);
            }
        }
    }
}
