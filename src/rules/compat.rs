//! Rules of the category `compat`: one for each id of a change.

use std::sync::LazyLock;

use crate::diff::Compatibility;
use crate::diff::catalogue::{ChangeMeta, ID_LIST};
use crate::finding::Severity;
use crate::rule::{Category, Check, Enabled, Reference, Rule};

/// The rules of this category, in the order of the catalogue of changes. They are made when they are first asked for: as data
/// of the program, they would be a fortieth of it.
pub static RULES: LazyLock<Vec<Rule>> = LazyLock::new(|| ID_LIST.iter().map(rule_of).collect());

fn rule_of(id: &ChangeMeta) -> Rule {
    Rule {
        id: id.id,
        category: Category::Compat,
        severity: match id.worst {
            Compatibility::Breaking => Severity::Error,
            Compatibility::Undecided | Compatibility::Risky => Severity::Warn,
            Compatibility::Compatible if id.weakens => Severity::Error,
            Compatibility::Compatible => Severity::Info,
        },
        enabled: Enabled::Yes,
        summary: id.summary,
        why: WHY,
        when_off: WHEN_OFF,
        references: REFERENCES,
        check: Check::Compare,
        aliases: aliases(id.id),
        ..Rule::BASE
    }
}

/// The names that a change has where it is asked for as a rule.
fn aliases(id: &str) -> &'static [&'static str] {
    match id.as_bytes() {
        b"api-major-version-not-bumped" => &["version-bump-breaking"],
        b"api-version-decreased" => &["version-decreased"],
        b"api-version-not-bumped" => &["version-reused-with-changes"],
        b"api-removed-before-sunset" => &["removed-before-sunset"],
        b"api-removed-without-deprecation" => &["removed-without-deprecation"],
        _ => &[],
    }
}

const WHY: &str = "Clients are written against the version before. A change that takes away what they may send, or adds to \
what they may receive, breaks some of them; one that lets in who was kept out weakens the API even where no client \
notices. Each change is judged by what messages it accepts or refuses, not by its keyword: the severity above is the \
gravest that it can have, and a change without effect is reported as compatible. What is called breaking comes with \
a message that one version accepts and the other refuses.";

const WHEN_OFF: &str = "Set a severity to judge a change in your own way: `error` counts as breaking, `warn` as risky, \
`info` as compatible; `off` leaves it out. A change that weakens security stays one until an entry under `ignore` \
acknowledges it with a reason.";

const REFERENCES: &[Reference] = &[
    Reference { title: "Semantic Versioning 2.0.0", url: "https://semver.org/spec/v2.0.0.html" },
    Reference {
        title: "JSON Schema 2020-12, validation",
        url: "https://json-schema.org/draft/2020-12/json-schema-validation",
    },
];
