//! From 3.1 on, `nullable` has no effect.

use crate::rule::prelude::*;
use crate::tree::Shape;

/// The rule.
pub static RULE: Rule = Rule {
    id: "nullable-in-3-1",
    category: Category::Structure,
    severity: Severity::Warn,
    versions: (Version::V3_1, Version::V3_2),
    summary: "from 3.1 on, `nullable` has no effect",
    why: "3.1 took JSON Schema over and dropped `nullable`: a schema that carries it still refuses null. Clients that send or expect null are refused.",
    when_off: "Not recommended.",
    repair: "`--fix` adds null to the types; `--fix --unsafe-fixes` also to the values of an `enum`.",
    references: &[
        Reference {
            title: "OpenAPI Initiative blog, Migrating from 3.0 to 3.1.0",
            url: "https://www.openapis.org/blog/2021/02/16/migrating-from-openapi-3-0-to-3-1-0",
        },
        Reference {
            title: "JSON Schema 2020-12 Validation, section 6.1.1",
            url: "https://www.ietf.org/archive/id/draft-bhutton-json-schema-validation-01.html#section-6.1.1",
        },
    ],
    aliases: &["oas3_1-no-nullable"],
    asks: &[words::NULLABLE],
    check: Check::Node(&[Kind::Schema], check),
    ..Rule::BASE
};

fn check(cx: &mut Context<'_>, at: Cursor<'_>) {
    let Some(nullable) = at.get(words::NULLABLE) else { return };
    // A document of 3.0 that shares the file means what it says.
    let reached = cx.workspace.reached_from(at.file());
    let of_old = reached.iter().any(|entry| cx.workspace.version(*entry) < Version::V3_1);
    // What else decides which values there are would go on to refuse null.
    let decided = [words::CONST, words::ALL_OF, words::ANY_OF, words::ONE_OF].iter().any(|k| at.get(*k).is_some());
    let ty = at.get(words::TYPE).filter(|t| t.shape() == Shape::Str);
    let finding = cx.key(nullable, "`nullable` has no effect from OpenAPI 3.1 on").label("null is still rejected");
    match ty {
        Some(ty) if nullable.is_true() && ty.text() != "null" => {
            finding.help(message!("use `type: [{}, \"null\"]`", ty.text()));
            let both = ty.replaced(&json!([ty.text(), "null"]));
            // A list of values that lacks null refuses it, whatever the type.
            let lacks = at.get(words::ENUM).filter(|e| e.is_seq() && e.items().all(|i| i.shape() != Shape::Null));
            let more = lacks.map(|list| list.with_items(&[json!(null)]));
            let admits_more = more.is_some();
            let edits = [both, nullable.removed()].into_iter().chain(more);
            match () {
                () if of_old || decided => {}
                // One value more is another contract.
                () if admits_more => {
                    finding.unsafe_fix("add null to the types and to the values", edits);
                }
                () => {
                    finding.safe_fix("add null to the types", edits);
                }
            }
        }
        None if nullable.is_true() => {
            finding.help("add `{type: \"null\"}` as an alternative of `anyOf`");
        }
        _ => {
            finding.help("remove it");
            if !of_old {
                finding.safe_fix("remove `nullable`", [nullable.removed()]);
            }
        }
    }
}
