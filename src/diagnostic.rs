//! What is said about a document: findings with their places.

use std::borrow::Cow;

use crate::source::{Edit, FileId, Location};

/// How much a finding matters. The order is from grave to slight.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Severity {
    /// Must be mended; fails a run by default.
    Error,
    /// Should be mended.
    Warn,
    /// Worth knowing.
    Info,
    /// A suggestion.
    Hint,
}

impl Severity {
    /// All severities, gravest first.
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
}

/// Another place that explains a finding.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Label {
    /// Where.
    pub location: Location,
    /// What it has to do with the finding.
    pub message: String,
}

/// How far a repair goes. What goes less far is done first: what it mends may be the cause of the rest.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Reach {
    /// Nobody can mind: the description means what it meant, or what it says that it means.
    Safe,
    /// It changes what the API promises, or guesses what was meant.
    Promise,
    /// It drops what somebody wrote.
    Drop,
}

/// A repair that needs no thought: edits that keep all the rest as it is written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fix {
    /// What it does, as an order: ``add `required: true` ``.
    pub title: String,
    /// How far it goes.
    pub reach: Reach,
    /// The edits; they belong together and do not overlap.
    pub edits: Vec<Edit>,
}

impl Fix {
    /// True for a repair that is made without being asked for more than repairs.
    #[must_use]
    pub fn is_safe(&self) -> bool {
        self.reach == Reach::Safe
    }

    /// The options of `apivet lint` that make it.
    #[must_use]
    pub fn options(&self) -> &'static str {
        if self.is_safe() { "--fix" } else { "--fix --unsafe-fixes" }
    }
}

/// One finding.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Diagnostic {
    /// The id of the rule that found it.
    pub rule: Cow<'static, str>,
    /// How much it matters.
    pub severity: Severity,
    /// What is wrong: lower case, no full stop, code in backticks.
    pub message: String,
    /// Where.
    pub primary: Location,
    /// The words under the primary place.
    pub label: String,
    /// RFC 6901 pointer of the place in its file.
    pub pointer: String,
    /// Other places that explain it.
    pub labels: Vec<Label>,
    /// What to do.
    pub help: Option<String>,
    /// The repair, where there is one that needs no thought.
    pub fix: Option<Box<Fix>>,
    /// Where the rule is explained.
    pub url: Option<String>,
    /// The entry documents that reach the place, where it lies in another file than they.
    pub reached_from: Vec<FileId>,
}

impl Diagnostic {
    /// A finding of a rule at a place; `pointer` is that of the place in its file.
    #[must_use]
    pub fn new(
        rule: impl Into<Cow<'static, str>>,
        severity: Severity,
        primary: Location,
        pointer: String,
        message: impl Into<String>,
    ) -> Self {
        Self {
            rule: rule.into(),
            severity,
            message: message.into(),
            primary,
            label: String::new(),
            pointer,
            labels: Vec::new(),
            help: None,
            fix: None,
            url: None,
            reached_from: Vec::new(),
        }
    }

    /// The words under the place.
    pub fn label(&mut self, words: impl Into<String>) -> &mut Self {
        self.label = words.into();
        self
    }

    /// Another place that explains the finding.
    pub fn also(&mut self, location: Location, words: impl Into<String>) -> &mut Self {
        self.labels.push(Label { location, message: words.into() });
        self
    }

    /// What to do.
    pub fn help(&mut self, help: impl Into<String>) -> &mut Self {
        self.help = Some(help.into());
        self
    }

    /// A repair that nobody can mind. Where an edit is missing, or edits overlap, there is none.
    pub fn safe_fix(&mut self, title: impl Into<String>, edits: impl IntoIterator<Item = Option<Edit>>) -> &mut Self {
        self.set_fix(title.into(), Reach::Safe, edits)
    }

    /// A repair that changes what the API promises, or guesses what was meant; likewise.
    pub fn unsafe_fix(&mut self, title: impl Into<String>, edits: impl IntoIterator<Item = Option<Edit>>) -> &mut Self {
        self.set_fix(title.into(), Reach::Promise, edits)
    }

    /// A repair that drops what nothing uses.
    pub fn drop_fix(&mut self, edit: Option<Edit>) -> &mut Self {
        self.set_fix("remove it".to_owned(), Reach::Drop, [edit])
    }

    fn set_fix(&mut self, title: String, reach: Reach, edits: impl IntoIterator<Item = Option<Edit>>) -> &mut Self {
        let edits: Option<Vec<Edit>> = edits.into_iter().collect();
        let mut edits = edits.unwrap_or_default();
        edits.sort_by_key(|e| (e.place.file, e.place.span));
        edits.dedup();
        let apart = |pair: &[Edit]| {
            let (a, b) = (pair[0].place, pair[1].place);
            a.file != b.file || a.span.end < b.span.start || (a.span.end == b.span.start && !b.span.is_empty())
        };
        let fits = !edits.is_empty() && edits.windows(2).all(apart);
        self.fix = fits.then(|| Box::new(Fix { title, reach, edits }));
        self
    }

    /// Another severity than the rule's own.
    pub fn severity(&mut self, severity: Severity) -> &mut Self {
        self.severity = severity;
        self
    }

    /// [`Diagnostic::label`] while it is being made.
    #[must_use]
    pub fn with_words(mut self, words: impl Into<String>) -> Self {
        self.label(words);
        self
    }

    /// [`Diagnostic::also`] while it is being made.
    #[must_use]
    pub fn with_label(mut self, location: Location, words: impl Into<String>) -> Self {
        self.also(location, words);
        self
    }

    /// [`Diagnostic::help`] while it is being made.
    #[must_use]
    pub fn with_help(mut self, help: impl Into<String>) -> Self {
        self.help(help);
        self
    }
}

impl Diagnostic {
    /// A number in hexadecimal that stays the same where lines move and items of lists shift: made of the
    /// rule, the file's name, the place in the document and the message.
    #[must_use]
    pub fn fingerprint(&self, file: &str) -> String {
        let number = |segment: &str| segment.bytes().all(|b| b.is_ascii_digit());
        let place = self.pointer.split('/').map(|segment| if number(segment) { "*" } else { segment });
        let texts = [&*self.rule, file].into_iter().chain(place).chain([self.message.as_str()]);
        format!("{:016x}", crate::digest::fnv1a(texts))
    }
}

/// The candidate that `word` is most likely meant to be, if one is near enough.
///
/// Near means: the same but for case and separators, or within a third of its length by
/// Damerau-Levenshtein distance.
#[must_use]
pub fn nearest<'a>(word: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let plain = |s: &str| s.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect::<Vec<char>>();
    let wanted = plain(word);
    let mut best: Option<(usize, &str)> = None;
    for candidate in candidates {
        if candidate == word {
            continue;
        }
        let other = plain(candidate);
        let limit = wanted.len().max(other.len()) / 3;
        if wanted.len().abs_diff(other.len()) > limit {
            continue;
        }
        let distance = edit_distance(&wanted, &other);
        if distance <= limit && best.is_none_or(|(d, _)| distance < d) {
            best = Some((distance, candidate));
        }
    }
    best.map(|(_, candidate)| candidate)
}

/// The only candidate for which a word is most likely a slip of the pen: a letter too many, too few, wrong or swapped;
/// two of them in long words. Near names that are further apart may well mean something else, and so may names with
/// other numbers; where two candidates are as near, nobody knows which is meant.
#[must_use]
pub fn slip<'a>(word: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let letters = |s: &str| s.chars().flat_map(char::to_lowercase).collect::<Vec<char>>();
    let worded = |s: &str| s.chars().filter(|c| !c.is_ascii_digit()).collect::<String>();
    let wanted = letters(word);
    let mut best: Option<(usize, &str, bool)> = None;
    for candidate in candidates {
        let other = letters(candidate);
        let most = if wanted.len().min(other.len()) < 6 { 1 } else { 2 };
        if candidate == word || wanted.len().abs_diff(other.len()) > most || worded(word) == worded(candidate) {
            continue;
        }
        let distance = edit_distance(&wanted, &other);
        if distance <= most {
            best = match best {
                Some((nearer, name, alone)) if nearer <= distance => Some((nearer, name, alone && nearer < distance)),
                _ => Some((distance, candidate, true)),
            };
        }
    }
    best.filter(|(.., alone)| *alone).map(|(_, name, _)| name)
}

/// Looks near names up, up to a number of comparisons: where very many names are wrong, the last
/// ones are shown without a guess rather than at a cost that grows with the square.
#[derive(Debug)]
pub struct NearNames {
    left: usize,
}

impl Default for NearNames {
    fn default() -> Self {
        Self { left: 200_000 }
    }
}

impl NearNames {
    /// [`nearest`], as long as the comparisons last.
    pub fn find<'a>(&mut self, word: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
        if self.left == 0 {
            return None;
        }
        let mut count = 0;
        let found = nearest(word, candidates.into_iter().inspect(|_| count += 1));
        self.left = self.left.saturating_sub(count);
        found
    }
}

/// Insertions, deletions, replacements and swaps of neighbours that turn `a` into `b`.
fn edit_distance(a: &[char], b: &[char]) -> usize {
    let width = b.len() + 1;
    let mut before: Vec<usize> = vec![0; width];
    let mut last: Vec<usize> = (0..width).collect();
    for i in 1..=a.len() {
        let mut row = vec![i; width];
        for j in 1..width {
            let cost = usize::from(a[i - 1] != b[j - 1]);
            row[j] = (last[j] + 1).min(row[j - 1] + 1).min(last[j - 1] + cost);
            if i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1] {
                row[j] = row[j].min(before[j - 2] + 1);
            }
        }
        before = std::mem::replace(&mut last, row);
    }
    last[b.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slips_are_told_from_other_words() {
        for (word, meant) in [("orders:raed", "orders:read"), ("schema", "schemas"), ("ordrs", "Orders")] {
            assert_eq!(slip(word, ["users", meant, "admin"]), Some(meant));
        }
        for (word, others) in [
            ("read:pets", ["write:pets", "x"]),
            ("User groups", ["Team groups", "x"]),
            ("get", ["put", "x"]),
            ("User3", ["User1", "User2"]),
            ("mLength", ["maxLength", "minLength"]),
        ] {
            assert_eq!(slip(word, others), None, "{word}");
        }
    }

    #[test]
    fn near_names_are_found_and_far_ones_are_not() {
        let fields = ["parameters", "responses", "operationId"];
        assert_eq!(nearest("parmeters", fields), Some("parameters"));
        assert_eq!(nearest("operation_id", fields), Some("operationId"));
        assert_eq!(nearest("resposnes", fields), Some("responses"));
        assert_eq!(nearest("servers", fields), None);
        assert_eq!(nearest("x", fields), None);
    }
}
