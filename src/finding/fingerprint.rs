//! What makes a finding the same one in another run: baselines, new findings and machines that join runs go by it.

use super::{Finding, Part};
use crate::digest::sha256;

impl Finding {
    /// 128 bits of SHA-256 in hexadecimal, over the rule, the document, the symbolic path and the names that the message
    /// holds. It has no line numbers, no numbers of list items and no wording, so that it stays where lines move, items
    /// shift and messages are put better. `document` is the name of the file, or what the file is told to be.
    #[must_use]
    pub fn fingerprint(&self, document: &str) -> String {
        let mut text = String::with_capacity(128);
        let mut add = |part: &str| {
            // The length keeps `a`, `bc` and `ab`, `c` apart.
            text.push_str(&part.len().to_string());
            text.push(':');
            text.push_str(part);
        };
        add(self.rule.as_str());
        add(document);
        let number = |segment: &str| !segment.is_empty() && segment.bytes().all(|b| b.is_ascii_digit());
        for segment in self.pointer.split('/') {
            add(if number(segment) { "*" } else { segment });
        }
        for (part, name) in self.message.parts() {
            if part == Part::Name {
                add(name);
            }
        }
        sha256(&text)[..16].iter().map(|byte| format!("{byte:02x}")).collect()
    }
}
