//! An API should name someone who can be asked.

use crate::rule::prelude::*;

/// The rule.
pub static RULE: Rule = Rule {
    id: "info-contact",
    category: Category::Docs,
    severity: Severity::Info,
    enabled: Enabled::No,
    summary: "an API should have a contact",
    why: "When an API fails at night, or a partner has found a hole, someone has to know whom to call.",
    when_off: "It is off by default. Leave it off if a catalogue holds the owners.",
    references: &[Reference {
        title: "OpenAPI 3.1.1, Info Object",
        url: "https://spec.openapis.org/oas/v3.1.1.html#info-object",
    }],
    aliases: &["info-contact"],
    check: Check::Api(check),
    ..Rule::BASE
};

fn check(cx: &mut Context<'_>, api: &Api<'_>) {
    let Some(info) = api.root.get(words::INFO).filter(|i| i.is_map()) else { return };
    if info.get_str("contact").is_none_or(|c| c.is_empty()) {
        cx.key(info, "`info` has no `contact`")
            .label("contact is missing")
            .help("add `contact` with a name, and an email address or a URL");
    }
}
