//! How much a finding matters.

/// How much a finding matters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[non_exhaustive]
pub enum Severity {
    /// Must be fixed; fails a run by default.
    Error,
    /// Should be fixed.
    Warn,
    /// Worth knowing.
    Info,
    /// A suggestion.
    Hint,
}

impl Severity {
    /// All severities, highest first.
    pub const ALL: [Severity; 4] = [Severity::Error, Severity::Warn, Severity::Info, Severity::Hint];

    /// The word in configurations and reports.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Severity::Error => "error",
            Severity::Warn => "warn",
            Severity::Info => "info",
            Severity::Hint => "hint",
        }
    }

    /// The severity with this word; `warning` and `information` are understood too.
    #[must_use]
    pub fn from_word(word: &str) -> Option<Self> {
        match word {
            "error" => Some(Severity::Error),
            "warn" | "warning" => Some(Severity::Warn),
            "info" | "information" => Some(Severity::Info),
            "hint" => Some(Severity::Hint),
            _ => None,
        }
    }

    /// True where this is as high as `level`, or higher.
    #[must_use]
    pub fn is_at_least(self, level: Severity) -> bool {
        self <= level
    }
}
