//! An `enum` should not hold a value twice.

use std::borrow::Cow;

use crate::model::first_repeated;
use crate::rule::prelude::*;
use rustc_hash::{FxBuildHasher, FxHashMap};

/// The rule.
pub static RULE: Rule = Rule {
    id: "enum-duplicate",
    category: Category::Structure,
    severity: Severity::Warn,
    summary: "an `enum` should not hold a value twice",
    why: "The second one adds nothing, and generators make two constants of one name. Often another value was meant.",
    when_off: "Not recommended.",
    repair: "`--fix` removes the duplicate.",
    references: &[Reference {
        title: "JSON Schema 2020-12 Validation, section 6.1.2",
        url: "https://www.ietf.org/archive/id/draft-bhutton-json-schema-validation-01.html#section-6.1.2",
    }],
    aliases: &["duplicated-entry-in-enum", "no-enum-type-mismatch"],
    asks: &[words::ENUM],
    check: Check::Node(&[Kind::Schema, Kind::Items, Kind::Parameter, Kind::Header, Kind::ServerVariable], check),
    ..Rule::BASE
};

fn check(cx: &mut Context<'_>, at: Cursor<'_>) {
    let Some(list) = at.get(words::ENUM) else { return };
    let containers: Vec<Cursor<'_>> = list.items().filter(|i| i.is_map() || i.is_seq()).collect();
    if let Some(second) = first_repeated(&containers) {
        cx.key(second, "duplicate `enum` value").label("the duplicate");
    }
    let mut seen: FxHashMap<(bool, Cow<'_, str>), Cursor<'_>> =
        FxHashMap::with_capacity_and_hasher(list.len(), FxBuildHasher);
    for item in list.items().filter(|i| !i.is_map() && !i.is_seq()) {
        // Numbers are equal by value: `1` and `1.0`.
        let text = match item.f64() {
            None => item.text(),
            Some(n) => match item.text().parse::<i128>() {
                Ok(whole) => Cow::Owned(whole.to_string()),
                Err(_) => Cow::Owned(n.to_string()),
            },
        };
        let key = (item.str().is_some(), text);
        if let Some(first) = seen.get(&key) {
            let first = *first;
            let finding = cx.value(item, message!("duplicate `enum` value `{}`", item.text()));
            finding.label("the duplicate").also(first.location(), "first used here");
            // `x-enum-varnames` and the like go by the places of the values.
            let beside = at.entries().any(|e| e.name().starts_with("x-") && e.value.is_seq());
            if !beside {
                finding.safe_fix("remove the duplicate", [item.removed()]);
            }
        } else {
            seen.insert(key, item);
        }
    }
}
