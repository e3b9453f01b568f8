//! One scope should not open everything.

use crate::rule::prelude::*;
use std::collections::BTreeSet;

/// An option.
const MIN_OPERATIONS: RuleOption<u64> =
    RuleOption { name: "min-operations", summary: "Documents with fewer operations are ignored", default: 4 };

/// The rule.
pub static RULE: Rule = Rule {
    id: "scope-single-for-everything",
    category: Category::Scopes,
    severity: Severity::Warn,
    summary: "one scope should not open everything",
    why: "If every operation requires the same scope, every client holds the key to all of them: the report generator can delete customers. Least privilege needs at least a scope to read and one to change.",
    when_off: "Disable it for an API whose operations are really one thing.",
    references: &[Reference {
        title: "RFC 9700, section 2.3",
        url: "https://www.rfc-editor.org/rfc/rfc9700#section-2.3",
    }],
    options: &[MIN_OPERATIONS.meta()],
    check: Check::Api(check),
    ..Rule::BASE
};

fn check(cx: &mut Context<'_>, api: &Api<'_>) {
    let mut sets: BTreeSet<Vec<(&str, &str)>> = BTreeSet::new();
    let mut first = None;
    let (mut guarded, mut writes) = (0, 0);
    for operation in api.path_operations() {
        let Some(security) = api.security_of(operation).filter(|s| !s.is_public()) else { continue };
        for alternative in &security.alternatives {
            let mut set: Vec<(&str, &str)> = Vec::new();
            for requirement in &alternative.requirements {
                set.extend(requirement.scopes.iter().map(|(scope, _)| (requirement.name, scope.as_ref())));
                if first.is_none() {
                    first = requirement.scopes.first().map(|(scope, at)| (scope.to_string(), *at));
                }
            }
            // An operation that no scope guards is another matter.
            if set.is_empty() {
                return;
            }
            set.sort_unstable();
            sets.insert(set);
        }
        guarded += 1;
        writes += u64::from(operation.is_write());
    }
    let Some((scope, at)) = first else { return };
    if sets.len() != 1 || guarded < cx.option(&MIN_OPERATIONS) || writes == 0 {
        return;
    }
    let declared = api.schemes.iter().flat_map(|s| &s.flows).flat_map(|f| &f.scopes).find(|s| s.name == scope);
    let finding = cx
        .value(
            at,
            message!("scope `{}` allows all {} operations, {} of which change something", scope, guarded, writes),
        )
        .label("required by every operation");
    if let Some(declared) = declared {
        finding.also(declared.at.name_location(), "declared here");
    }
    finding.help("declare at least one read scope and one write scope, and require the read scope where it is enough");
}
