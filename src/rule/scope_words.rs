//! What the name of a scope says that it allows.

use crate::text::push_lower;

/// What a scope allows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ScopeVerb {
    /// To look.
    Read,
    /// To change.
    Write,
}

/// The words that tell reading and writing scopes apart.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ScopeVocabulary {
    /// Words of reading scopes, in lower case.
    pub read: Vec<String>,
    /// Words of writing scopes, in lower case.
    pub write: Vec<String>,
}

impl Default for ScopeVocabulary {
    fn default() -> Self {
        let own = |words: &[&str]| words.iter().map(|w| (*w).to_owned()).collect();
        Self {
            read: own(&["read", "view", "list", "get", "readonly", "viewer", "reader"]),
            write: own(&[
                "write", "create", "update", "delete", "manage", "admin", "modify", "edit", "writer", "editor",
            ]),
        }
    }
}

/// The words of a scope's name. The scope of a URL is its last segment
/// (`https://example.com/auth/orders.readonly`).
#[must_use]
pub(crate) fn words_of(scope: &str) -> Vec<(String, char)> {
    let is_url = scope.contains(':') && scope.contains("://");
    let name = match is_url {
        true => scope.trim_end_matches('/').rsplit('/').next().unwrap_or(scope),
        false => scope,
    };
    let mut words = vec![(String::new(), '\0')];
    let mut last_lower = false;
    for c in name.chars() {
        if matches!(c, '.' | ':' | '/' | '_' | '-' | ' ') {
            words.push((String::new(), c));
            last_lower = false;
            continue;
        }
        if c.is_uppercase() && last_lower {
            words.push((String::new(), 'A'));
        }
        last_lower = c.is_lowercase() || c.is_ascii_digit();
        if let Some((word, _)) = words.last_mut() {
            push_lower(word, c);
        }
    }
    words.retain(|(word, _)| !word.is_empty());
    words
}

impl ScopeVocabulary {
    /// What a scope allows by its first or last word; `None` where its name does not say, or says
    /// both. Then rules are silent.
    #[must_use]
    pub fn verb(&self, scope: &str) -> Option<ScopeVerb> {
        let words = words_of(scope);
        // Behind a separator of parts, `read_model` is the name of a thing and no verb.
        let parted = words.iter().any(|(_, separator)| matches!(separator, ':' | '.' | '/'));
        let joined = |n: usize| parted && words.get(n).is_some_and(|(_, s)| matches!(s, '_' | '-'));
        let (first, last) = (words.first()?, words.last()?);
        let of = |word: &str| {
            let read = self.read.iter().any(|w| w == word);
            let write = self.write.iter().any(|w| w == word);
            match (read, write) {
                (true, false) => Some(ScopeVerb::Read),
                (false, true) => Some(ScopeVerb::Write),
                _ => None,
            }
        };
        let as_first = if joined(1) { None } else { of(&first.0) };
        // `list` at the end is a verb only behind the name of several things: `orders:list`, but not
        // `price_list`.
        let noun_list = last.0 == "list"
            && words.len() > 1
            && !(matches!(last.1, ':' | '.' | '/') && words[words.len() - 2].0.ends_with('s'));
        let as_last = if noun_list || joined(words.len() - 1) { None } else { of(&last.0) };
        // `read_write` allows both.
        let verbs: Vec<ScopeVerb> = words.iter().filter_map(|(w, _)| of(w)).collect();
        if verbs.contains(&ScopeVerb::Read) && verbs.contains(&ScopeVerb::Write) {
            return None;
        }
        match (as_first, as_last) {
            (Some(a), Some(b)) if a != b => None,
            (a, b) => a.or(b),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn verbs_are_told_by_the_first_or_last_word() {
        let vocabulary = ScopeVocabulary::default();
        let verb = |s| vocabulary.verb(s);
        for read in [
            "orders:read",
            "read_orders",
            "readBookings",
            "https://x.org/auth/rooms.readonly",
            "orders:list",
            "list:orders",
            "view",
        ] {
            assert_eq!(verb(read), Some(ScopeVerb::Read), "{read}");
        }
        for write in ["orders.write", "manage-users", "adminUsers", "users/delete"] {
            assert_eq!(verb(write), Some(ScopeVerb::Write), "{write}");
        }
        for unknown in [
            "price_list",
            "read_write:orders",
            "read_model:rebuild",
            "threads",
            "readings",
            "access",
            "read_write",
            "ingest",
            "openid",
            "",
        ] {
            assert_eq!(verb(unknown), None, "{unknown}");
        }
    }
}
