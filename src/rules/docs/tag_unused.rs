//! A tag should be used.

use crate::rule::prelude::*;
use crate::rules::support::declared_tags;

/// The rule.
pub static RULE: Rule = Rule {
    id: "tag-unused",
    category: Category::Docs,
    severity: Severity::Info,
    enabled: Enabled::No,
    summary: "a tag should be used",
    why: "A tag that no operation has is unused tag in the documentation, and often a typo's other half.",
    when_off: "It is off by default: parents of nested tags and shared lists are not used directly.",
    repair: "`--fix --unsafe-fixes` removes it.",
    references: &[Reference {
        title: "OpenAPI 3.1.1, Tag Object",
        url: "https://spec.openapis.org/oas/v3.1.1.html#tag-object",
    }],
    check: Check::Api(check),
    ..Rule::BASE
};

fn check(cx: &mut Context<'_>, api: &Api<'_>) {
    let used: std::collections::BTreeSet<String> =
        api.operations.iter().flat_map(|o| o.tags()).map(|t| t.into_owned()).collect();
    let parents: std::collections::BTreeSet<String> = api
        .root
        .get(words::TAGS)
        .into_iter()
        .flat_map(Cursor::items)
        .filter_map(|t| t.get_str("parent").map(|p| p.text().into_owned()))
        .collect();
    for (name, at) in declared_tags(api) {
        if !used.contains(&name) && !parents.contains(&name) {
            let finding = cx.value(at, message!("tag `{}` is not used by any operation", name));
            finding.label("unused tag").help("remove it");
            // `x-tagGroups` would go on to name it.
            if api.root.get_str("x-tagGroups").is_none() {
                finding.drop_fix(at.parent().filter(|p| p.is_map()).unwrap_or(at).dropped());
            }
        }
    }
}
