//! 3.0: `nullable` adds null to the type beside it.

use crate::rule::prelude::*;
use crate::rules::support::{and_more, own_holders, shown};
use crate::tree::Key;

/// The rule.
pub static RULE: Rule = Rule {
    id: "nullable-without-type",
    category: Category::Structure,
    severity: Severity::Warn,
    versions: (Version::V3_0, Version::V3_0),
    summary: "`nullable` should stand beside the `type` that it opens",
    why: "`nullable: true` adds null to the `type` of the same schema, and does nothing else (OpenAPI 3.0.3): beside a composition whose parts refuse null, null stays refused. Validators and generators that keep to it reject what the server sends.",
    when_off: "Disable it if all your tools take `nullable` beside a reference for what you mean.",
    references: &[Reference {
        title: "OpenAPI 3.0.4, Schema Object (nullable)",
        url: "https://spec.openapis.org/oas/v3.0.4.html#schema-nullable",
    }],
    aliases: &["nullable-type-sibling"],
    check: Check::Api(check),
    ..Rule::BASE
};

fn check(cx: &mut Context<'_>, api: &Api<'_>) {
    let schemas = own_holders(cx, api, words::NULLABLE, &[Kind::Schema])
        .into_iter()
        .filter(|at| cx.version(*at) == Version::V3_0);
    let found: Vec<_> = schemas.filter_map(|at| Some((at.get(words::NULLABLE)?, refusing(cx, at)?))).collect();
    let (few, more) = shown(&found);
    for (nullable, list) in few {
        let more = and_more(more, "place");
        let message = message!("`nullable` has no effect beside `{}`, which refuses null{}", list.key_text(), more);
        cx.key(*nullable, message)
            .label("no `type` beside it")
            .also(list.name_location(), "refuses null")
            .help("add `nullable: true` where the type is declared, or a branch that allows null");
    }
}

/// The composition that refuses null although the schema is nullable.
fn refusing<'a>(cx: &Context<'a>, at: Cursor<'a>) -> Option<Cursor<'a>> {
    if !at.get(words::NULLABLE)?.is_true() || at.get(words::TYPE).is_some() {
        return None;
    }
    let refuses = |key: Key, every: bool| {
        let parts: Vec<_> = at.get(key)?.items().map(|part| refuses_null(cx.workspace.resolve(part))).collect();
        let refused = if every { parts.iter().all(|r| *r) } else { parts.contains(&true) };
        (refused && !parts.is_empty()).then(|| at.get(key))?
    };
    refuses(words::ALL_OF, false).or_else(|| refuses(words::ONE_OF, true)).or_else(|| refuses(words::ANY_OF, true))
}

/// True where a schema has a type, and null is not added to it; what is more complicated may admit null.
fn refuses_null(schema: Cursor<'_>) -> bool {
    schema.get(words::TYPE).is_some() && !schema.get(words::NULLABLE).is_some_and(Cursor::is_true)
}
