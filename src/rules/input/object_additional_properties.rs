//! An object that takes any property should bound their number.

use crate::rule::prelude::*;
use crate::rules::support::{Unbounded, report_unbounded};

/// The rule.
pub static RULE: Rule = Rule {
    id: "object-additional-properties",
    category: Category::Input,
    severity: Severity::Info,
    enabled: Enabled::No,
    summary: "an object that takes any property should bound their number",
    why: "An object that takes any number of properties takes any amount of data, and names that the server may mistake for its own fields.",
    when_off: "It is off by default. Leave it off if free maps are what the API is for.",
    references: &[
        Reference {
            title: "OWASP API3:2023 Broken Object Property Level Authorization",
            url: "https://owasp.org/API-Security/editions/2023/en/0xa3-broken-object-property-level-authorization/",
        },
        Reference {
            title: "JSON Schema Validation 2020-12, section 6",
            url: "https://json-schema.org/draft/2020-12/json-schema-validation#section-6",
        },
    ],
    aliases: &["owasp:api3:2023-no-additionalProperties"],
    check: Check::Api(check),
    ..Rule::BASE
};

fn check(cx: &mut Context<'_>, api: &Api<'_>) {
    let say = Unbounded {
        many: "open objects",
        lacks: "accepts unlimited additional properties",
        label: "unlimited number of properties",
        help: "add `maxProperties`",
    };
    let open = |schema: Cursor<'_>| schema.get(words::ADDITIONAL_PROPERTIES).is_some_and(|a| a.is_map() || a.is_true());
    report_unbounded(
        cx,
        api,
        |part| !part.is_branch && open(part.schema),
        |part| {
            let names = part.schema.get(words::PROPERTY_NAMES);
            part.says(api, words::MAX_PROPERTIES) || names.is_some_and(|n| n.get(words::ENUM).is_some())
        },
        &say,
    );
}
