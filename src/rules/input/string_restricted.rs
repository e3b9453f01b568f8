//! A text that clients send should have a form.

use crate::rule::prelude::*;
use crate::rules::support::{Unbounded, is_of, report_unbounded};

/// The rule.
pub static RULE: Rule = Rule {
    id: "string-restricted",
    category: Category::Input,
    severity: Severity::Info,
    enabled: Enabled::No,
    summary: "a string that clients send should have a `format`, `pattern` or `enum`",
    why: "A restricted string can be checked before it is used: what should be a country code is then no script and no query.",
    when_off: "It is off by default: free text has no form.",
    references: &[
        Reference {
            title: "OWASP API8:2023 Security Misconfiguration",
            url: "https://owasp.org/API-Security/editions/2023/en/0xa8-security-misconfiguration/",
        },
        Reference {
            title: "JSON Schema Validation 2020-12, section 6",
            url: "https://json-schema.org/draft/2020-12/json-schema-validation#section-6",
        },
    ],
    aliases: &["owasp:api4:2023-string-restricted"],
    check: Check::Api(check),
    ..Rule::BASE
};

fn check(cx: &mut Context<'_>, api: &Api<'_>) {
    let keys = [words::FORMAT, words::PATTERN, words::ENUM, words::CONST, words::ALL_OF, words::ONE_OF, words::ANY_OF];
    let say = Unbounded {
        many: "strings",
        lacks: "has no `format`, `pattern` or `enum`",
        label: "any characters",
        help: "add a `format`, a `pattern` or an `enum`",
    };
    report_unbounded(
        cx,
        api,
        |part| is_of(part.schema, "string"),
        |part| keys.iter().any(|key| part.says(api, *key)),
        &say,
    );
}
