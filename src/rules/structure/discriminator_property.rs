//! The property of a discriminator should be declared, and always be there.

use crate::rule::prelude::*;
use crate::rules::support::Described;

/// The rule.
pub static RULE: Rule = Rule {
    id: "discriminator-property",
    category: Category::Structure,
    severity: Severity::Warn,
    versions: (Version::V3_0, Version::V3_2),
    summary: "the property of a discriminator should be declared",
    why: "A discriminator reads the type of an object from a property. Where no schema declares it, or it may be missing, clients cannot tell what they got.",
    when_off: "Disable it if the property is declared in schemas of other documents.",
    references: &[Reference {
        title: "OpenAPI 3.2.0, Discriminator Object",
        url: "https://spec.openapis.org/oas/v3.2.0.html#discriminator-object",
    }],
    asks: &[words::DISCRIMINATOR],
    check: Check::Node(&[Kind::Schema], check),
    ..Rule::BASE
};

fn check<'a>(cx: &mut Context<'a>, at: Cursor<'a>) {
    let Some(discriminator) = at.get(words::DISCRIMINATOR).filter(|d| d.is_map()) else { return };
    let Some(named) = discriminator.get(words::PROPERTY_NAME).filter(|n| n.str().is_some()) else { return };
    let name = named.text();
    let described = Described::of(cx, at);
    let unknown = described.open || described.takes_any || described.lists_none();
    if !unknown && !described.has(&name) {
        let mut message = message!("discriminator property `{}` is not declared", name);
        if let Some(near) = cx.near.find(&name, described.names()) {
            message.push(message!("; did you mean `{}`?", near));
        }
        cx.value(named, message).label("no schema here declares it").help("declare it in every branch, and require it");
        return;
    }
    if cx.version(at) != Version::V3_2 || discriminator.get(words::DEFAULT_MAPPING).is_some() {
        return;
    }
    // 3.2: where the property may be missing, something must say what is meant then.
    let Some(optional) = optional_in(cx, at, &name) else { return };
    cx.key(discriminator, message!("discriminator property `{}` is optional, and there is no `defaultMapping`", name))
        .severity(Severity::Error)
        .label("`defaultMapping` is missing")
        .also(optional.name_location(), "optional here")
        .help("require the property, or add `defaultMapping`");
}

/// A schema that declares the property and does not require it: the schema itself, or one of its alternatives.
fn optional_in<'a>(cx: &Context<'a>, at: Cursor<'a>, name: &str) -> Option<Cursor<'a>> {
    let branches = [words::ANY_OF, words::ONE_OF].iter().filter_map(|key| at.get(*key)).flat_map(Cursor::items);
    let all = std::iter::once(at).chain(branches.map(|b| cx.workspace.resolve(b)));
    let requires = |s: Cursor<'a>| s.get(words::REQUIRED).is_some_and(|list| list.items().any(|n| n.text() == name));
    if requires(at) {
        return None;
    }
    let plain = |s: &Cursor<'a>| s.get(words::ALL_OF).is_none();
    all.filter(plain).find_map(|s| s.get(words::PROPERTIES)?.get_str(name).filter(|_| !requires(s)))
}
