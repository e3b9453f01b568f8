//! Regular expressions of ECMAScript, as rulesets write them.

use crate::model::compile_pattern;

/// A regular expression with its flags.
#[derive(Clone, Debug)]
pub struct CompiledPattern {
    regex: fancy_regex::Regex,
}

/// How far a search may go back before it is given up.
const BACKTRACKS: usize = 1_000_000;

impl CompiledPattern {
    /// Makes a pattern ready; `None` where it is none. Flags that do not change what matches are ignored.
    #[must_use]
    pub fn new(text: &str, flags: &str) -> Option<Self> {
        if !flags.chars().all(|c| "dgimsuvy".contains(c)) {
            return None;
        }
        compile_pattern(text, flags, BACKTRACKS).map(|regex| Self { regex })
    }

    /// Reads `/.../flags`, or a text that is the pattern itself.
    #[must_use]
    pub fn read(text: &str) -> Option<Self> {
        if let Some(rest) = text.strip_prefix('/')
            && let Some((pattern, flags)) = rest.rsplit_once('/')
            && !pattern.is_empty()
            && flags.chars().all(|c| c.is_ascii_lowercase())
        {
            return Self::new(pattern, flags);
        }
        Self::new(text, "")
    }

    /// True where it matches somewhere in the text.
    #[must_use]
    pub fn matches(&self, text: &str) -> bool {
        self.regex.is_match(text).unwrap_or(false)
    }

    /// What the groups hold of the first match, the whole first.
    #[must_use]
    pub fn captures(&self, text: &str) -> Option<Vec<Option<String>>> {
        let found = self.regex.captures(text).ok()??;
        Some((0..found.len()).map(|n| found.get(n).map(|m| m.as_str().to_owned())).collect())
    }
}
