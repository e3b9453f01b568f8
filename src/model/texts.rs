//! What texts hold that rules look for: found for all of them in one pass over each file, so that a rule asks few texts.

use std::sync::LazyLock;

use aho_corasick::{AhoCorasick, MatchKind};

use super::Api;
use super::credentials::{CREDENTIAL_FORMS, PEM, WEB_TOKEN};
use crate::source::FileId;
use crate::text::Sorting;
use crate::tree::{Cursor, NodeId, Shape, Tree};

/// What a text holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub enum Sign {
    /// A URL with its host.
    Address = 1,
    /// A name in a cluster of Kubernetes.
    Cluster = 2,
    /// What well-known credentials begin with: `credentials.rs`.
    Credential = 4,
    /// What Markdown and HTML make links and elements of.
    Markup = 8,
}

/// Escapes may hide a sign: such a text is asked for each.
const HIDDEN: u8 = 16;

/// What separates the scheme of a URL from its host.
pub const ADDRESS: &str = "://";
/// The zone of names in a cluster of Kubernetes.
pub const CLUSTER: &str = ".cluster.local";

/// What a file is searched for, all words at once.
struct Signs {
    automaton: AhoCorasick,
    /// The sign that each word is of.
    signs: Vec<u8>,
}

static SIGNS: LazyLock<Option<Signs>> = LazyLock::new(|| {
    let fixed = [
        (ADDRESS, Sign::Address),
        (CLUSTER, Sign::Cluster),
        (PEM, Sign::Credential),
        (WEB_TOKEN, Sign::Credential),
        ("javascript:", Sign::Markup),
    ];
    let forms = CREDENTIAL_FORMS.iter().map(|form| (form.prefix, Sign::Credential));
    let (words, signs): (Vec<&str>, Vec<u8>) =
        fixed.into_iter().chain(forms).map(|(word, sign)| (word, sign as u8)).unzip();
    let automaton = AhoCorasick::builder().match_kind(MatchKind::LeftmostFirst).build(words).ok()?;
    Some(Signs { automaton, signs })
});

/// The texts with signs of the files of a document, in their order.
pub(super) type Texts = Vec<(FileId, NodeId, u8)>;

/// Finds them in some files.
pub(super) fn texts<'t>(trees: impl Iterator<Item = &'t Tree>) -> Texts {
    let mut found = Vec::new();
    for tree in trees {
        let bytes = tree.source().text().as_bytes();
        let mut places: Vec<(usize, u8)> = Vec::new();
        if let Some(Signs { automaton, signs }) = &*SIGNS {
            places.extend(automaton.find_iter(bytes).map(|m| (m.start(), signs[m.pattern().as_usize()])));
        }
        // What is shorter would make the automaton stop at much that it is not.
        places.extend(memchr::memchr_iter(b'<', bytes).map(|at| (at, Sign::Markup as u8)));
        places.extend(memchr::memmem::find_iter(bytes, "](").map(|at| (at, Sign::Markup as u8)));
        let hides = |at: &usize| matches!(bytes.get(at + 1), Some(b'/' | b'u' | b'U' | b'x' | b'\n' | b'\r'));
        places.extend(memchr::memchr_iter(b'\\', bytes).filter(hides).map(|at| (at, HIDDEN)));
        places.order();
        for (at, sign) in places {
            let Some(text) = tree.text_at(at as u32) else { continue };
            match found.last_mut() {
                Some((file, last, signs)) if (*file, *last) == (tree.file(), text) => *signs |= sign,
                _ => found.push((tree.file(), text, sign)),
            }
        }
    }
    found
}

impl<'a> Api<'a> {
    /// The texts of the files that count for this document which hold one of the signs, or may.
    pub fn texts_with(&self, signs: &[Sign]) -> impl Iterator<Item = Cursor<'a>> {
        let wanted = signs.iter().fold(HIDDEN, |all, sign| all | *sign as u8);
        let texts = self.texts.get_or_init(|| texts(self.workspace.trees_of(self.entry)));
        let workspace = self.workspace;
        let with = texts.iter().filter(move |(.., signs)| signs & wanted != 0);
        with.map(move |(file, node, _)| workspace.tree(*file).at(*node)).filter(|at| at.shape() == Shape::Str)
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::source::Source;
    use crate::tree::Limits;

    fn found(name: &str, text: &str) -> Vec<(String, u8)> {
        let tree = Tree::parse(Arc::new(Source::new(name, text)), Limits::default());
        texts(std::iter::once(&tree)).into_iter().map(|(_, node, signs)| (tree.at(node).pointer(), signs)).collect()
    }

    #[test]
    fn signs_are_found_in_texts_and_not_in_keys_and_comments() {
        let text = "a: http://x/y # ://\n'://': b\nc: >\n  see [x](y)\n  and <b>\nd: [ghp_1, x, {e: '://'}]\n";
        let markup = Sign::Markup as u8;
        let address = Sign::Address as u8;
        let wanted = [("/a", address), ("/c", markup), ("/d/0", Sign::Credential as u8), ("/d/2/e", address)];
        assert_eq!(found("x.yaml", text), wanted.map(|(at, signs)| (at.to_owned(), signs)));
    }

    #[test]
    fn what_escapes_may_hide_is_asked() {
        assert_eq!(found("x.json", r#"{"a": "http:\/\/x", "b": "\u003cb", "c": "\n"}"#).len(), 2);
        assert_eq!(found("x.yaml", "a: \"ht\\\n  tp\\x3a//x\"\n").len(), 1);
    }
}
