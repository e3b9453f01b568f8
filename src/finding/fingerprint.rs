//! What makes a finding the same one in another run: baselines, new findings and machines that join runs go by it.

use std::sync::Arc;

use super::{Finding, Part};
use crate::digest::sha256;

/// Where a finding stands, whatever its document is called and into whatever files it is split.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InBundle {
    /// The title of the document; the name of its file where it has none.
    pub document: Arc<str>,
    /// RFC 6901 pointer of the node in the document as one file; `None` where that is [`Finding::pointer`].
    pub pointer: Option<String>,
}

impl Finding {
    /// 128 bits of SHA-256 in hexadecimal, over the rule, the document, the symbolic path and the names that the message
    /// holds. It has no names of files, no line numbers, no numbers of list items and no wording, so that it stays where
    /// lines move, items shift, files are renamed, documents are split or bundled, and messages are put better.
    /// Documents with the same title can share one: what must tell them apart asks for the file, too.
    #[must_use]
    pub fn fingerprint(&self) -> String {
        match &self.in_bundle {
            Some(InBundle { document, pointer }) => self.hashed(document, pointer.as_deref().unwrap_or(&self.pointer)),
            None => self.hashed(self.document(), &self.pointer),
        }
    }

    /// The same for the place in the file as it is, which is called `document`: what tells findings of one run apart.
    #[must_use]
    pub fn key_in(&self, document: &str) -> String {
        self.hashed(document, &self.pointer)
    }

    fn hashed(&self, document: &str, pointer: &str) -> String {
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
        for segment in pointer.split('/') {
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
