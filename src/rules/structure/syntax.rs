//! The text must be readable YAML or JSON.

use crate::rule::prelude::*;

/// The rule.
pub static RULE: Rule = Rule {
    id: "syntax",
    category: Category::Structure,
    severity: Severity::Error,
    summary: "the text must be readable YAML or JSON",
    why: "What cannot be read cannot be judged. Each distinct error is shown at its location, and the rest of the document is still linted where that makes sense.",
    when_off: "Not recommended.",
    references: &[
        Reference { title: "YAML 1.2.2", url: "https://yaml.org/spec/1.2.2/" },
        Reference { title: "RFC 8259", url: "https://www.rfc-editor.org/rfc/rfc8259" },
    ],
    aliases: &["parser"],
    check: Check::Walk,
    ..Rule::BASE
};
