//! What a suppression selects.

use globset::{GlobBuilder, GlobMatcher};

use crate::finding::{Finding, Reached};
use crate::rule::Files;
use crate::source::Location;

/// The findings that a suppression is about, beside the rules that it names.
#[derive(Clone, Debug)]
pub enum Selector {
    /// Those in a value of a document.
    Inside(Location),
    /// Those that meet all conditions that are given.
    Where(Box<Conditions>),
    /// Findings that a baseline knows.
    Known(Box<KnownFinding>),
}

/// What a baseline tells of a finding.
#[derive(Clone, Debug, Default)]
pub struct KnownFinding {
    /// [`Finding::fingerprint`]
    pub fingerprint: String,
    /// The rule.
    pub rule: String,
    /// The file that the entry was written for.
    pub file: String,
    /// [`Finding::pointer`]
    pub pointer: String,
    /// The message.
    pub message: String,
    /// True where that file is not there any more: the document may be called something else now.
    pub file_is_missing: bool,
    /// How many findings it stands for.
    pub count: usize,
}

impl KnownFinding {
    /// What it is met by; a finding that it is about has one of these among [`KnownFinding::keys_of`].
    #[must_use]
    pub fn keys(&self) -> [String; 2] {
        let fingerprint = if self.file_is_missing {
            format!("moved {}", self.fingerprint)
        } else {
            format!("{} {}", self.fingerprint, self.file)
        };
        [fingerprint, in_words(&self.rule, &self.file, &self.pointer, &self.message)]
    }

    /// What a finding is known by: by its fingerprint, in its file or in one that is this one under a name of before. A
    /// part that several documents share has the fingerprints of one or the other, depending on which are judged: there,
    /// what is said in the same words of the same place is the same.
    #[must_use]
    pub fn keys_of(finding: &Finding) -> [String; 3] {
        let (fingerprint, file) = (finding.fingerprint(), finding.document());
        let words = in_words(finding.rule.as_str(), file, &finding.pointer, finding.message.as_str());
        [format!("{fingerprint} {file}"), words, format!("moved {fingerprint}")]
    }
}

fn in_words(rule: &str, file: &str, pointer: &str, message: &str) -> String {
    // A line break stands in none of the first three unless somebody wants to be confused.
    format!("{rule}\n{file}\n{pointer}\n{message}")
}

/// Conditions of an entry of the configuration.
#[derive(Clone, Debug, Default)]
pub struct Conditions {
    /// Which files; all where it is `None`.
    pub files: Option<Files>,
    /// A JSON pointer; empty for the whole file.
    pub at: String,
    /// Which operations the cause may reach; any where there is no condition.
    pub operations: OperationConditions,
}

/// Which operations a suppression is about. An operation is selected where one of the conditions holds for it.
#[derive(Clone, Debug, Default)]
pub struct OperationConditions {
    /// By method and path, path, or id.
    pub patterns: Vec<OperationPattern>,
    /// By tag.
    pub tags: Vec<String>,
    /// Those that are marked as internal.
    pub internal: bool,
}

impl OperationConditions {
    /// True where there is no condition.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.patterns.is_empty() && self.tags.is_empty() && !self.internal
    }

    /// The conditions in words, with commas between them; empty for none.
    #[must_use]
    pub fn words(&self) -> String {
        let patterns = self.patterns.iter().map(|p| p.text.clone());
        let tags = self.tags.iter().map(|tag| format!("tag {tag}"));
        let internal = self.internal.then(|| "x-internal".to_owned());
        patterns.chain(tags).chain(internal).collect::<Vec<_>>().join(", ")
    }

    /// True for an operation that is meant.
    #[must_use]
    pub fn select(&self, operation: &Reached) -> bool {
        (self.internal && operation.internal)
            || self.tags.iter().any(|tag| operation.tags.contains(tag))
            || self.patterns.iter().any(|pattern| pattern.matches(operation))
    }

    /// True where a cause reaches operations, and no other ones than are meant: what others share stays reported.
    #[must_use]
    pub fn cover(&self, operations: &[std::sync::Arc<Reached>]) -> bool {
        self.is_empty() || (!operations.is_empty() && operations.iter().all(|o| self.select(o)))
    }
}

/// `POST /orders`, `/internal/**`, or an `operationId`.
#[derive(Clone, Debug)]
pub struct OperationPattern {
    /// As it is written.
    text: String,
    /// In capitals; any where it is `None`.
    method: Option<String>,
    path: Option<GlobMatcher>,
    id: Option<String>,
}

impl OperationPattern {
    /// Reads a pattern.
    ///
    /// # Errors
    /// Where the path is no glob: why.
    pub fn parse(text: &str) -> Result<Self, String> {
        let text = text.trim();
        let (method, rest) = match text.split_once(char::is_whitespace) {
            Some((method, rest)) => (Some(method).filter(|m| *m != "*"), rest.trim()),
            None => (None, text),
        };
        let method = method.map(str::to_ascii_uppercase);
        if method.is_none() && !rest.starts_with(['/', '*']) {
            return Ok(Self::id(rest));
        }
        Ok(Self { text: text.to_owned(), method, path: Some(path_glob(rest)?), id: None })
    }

    /// The operation with an id.
    #[must_use]
    pub fn id(id: &str) -> Self {
        Self { text: id.to_owned(), method: None, path: None, id: Some(id.to_owned()) }
    }

    /// The operations of paths.
    ///
    /// # Errors
    /// Where the path is no glob: why.
    pub fn path(path: &str) -> Result<Self, String> {
        Ok(Self { text: path.to_owned(), method: None, path: Some(path_glob(path)?), id: None })
    }

    fn matches(&self, operation: &Reached) -> bool {
        self.method.as_ref().is_none_or(|m| *m == operation.method)
            && self.path.as_ref().is_none_or(|glob| glob.is_match(&operation.path))
            && self.id.as_ref().is_none_or(|id| operation.id.as_ref() == Some(id))
    }
}

/// A path template as a glob: its braces are no alternatives.
///
/// # Errors
/// Where it is no glob: why.
pub fn path_glob(path: &str) -> Result<GlobMatcher, String> {
    let escaped = path.replace('{', "[{]").replace('}', "[}]");
    let glob = GlobBuilder::new(&escaped).literal_separator(true).build();
    glob.map(|g| g.compile_matcher()).map_err(|e| e.kind().to_string())
}

impl Selector {
    /// True where a finding is selected, whatever its rule.
    pub(super) fn selects(&self, finding: &Finding) -> bool {
        match self {
            // What was removed stands in no document any more: the configuration speaks of it.
            Selector::Inside(covers) => {
                let in_revision = finding.change().is_none_or(|c| c.revision.is_some());
                in_revision && is_inside(&finding.location, covers)
            }
            Selector::Where(conditions) => {
                conditions.operations.cover(&finding.operations) && conditions.stand_at(finding)
            }
            Selector::Known(known) => known.keys().iter().any(|key| KnownFinding::keys_of(finding).contains(key)),
        }
    }
}

impl Conditions {
    /// True where a place of the finding is meant: of a change, that in the base counts as well.
    fn stand_at(&self, finding: &Finding) -> bool {
        let own = (finding.document(), finding.pointer.as_str());
        let base = finding.change().and_then(|c| c.base.as_ref());
        let base = base.map(|b| (b.location.source.document(), b.pointer.as_str()));
        std::iter::once(own).chain(base).any(|(file, pointer)| {
            let here = self.files.as_ref().is_none_or(|f| f.has(file));
            here && pointer.strip_prefix(&self.at).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
        })
    }
}

/// Files are compared by their names: one that is linted and compared is read twice.
fn is_inside(location: &Location, covers: &Location) -> bool {
    location.source.shown() == covers.source.shown()
        && covers.span.start <= location.span.start
        && location.span.start <= covers.span.end
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;

    fn operation(method: &str, path: &str) -> Arc<Reached> {
        Arc::new(Reached {
            title: format!("{method} {path}"),
            method: method.to_owned(),
            path: path.to_owned(),
            id: Some("anId".to_owned()),
            tags: vec!["billing".to_owned()],
            internal: path.starts_with("/internal"),
        })
    }

    #[test]
    fn operations_are_selected_by_method_path_and_id() {
        let matches = |pattern: &str, method: &str, path: &str| {
            OperationPattern::parse(pattern).unwrap().matches(&operation(method, path))
        };
        assert!(matches("POST /orders", "POST", "/orders"));
        assert!(matches("post /orders", "POST", "/orders"));
        assert!(!matches("POST /orders", "GET", "/orders"));
        assert!(!matches("POST /orders", "POST", "/orders/{id}"));
        assert!(matches("/orders/{id}", "PUT", "/orders/{id}"));
        assert!(matches("/internal/**", "GET", "/internal/a/b"));
        assert!(!matches("/internal/*", "GET", "/internal/a/b"));
        assert!(matches("* /orders", "GET", "/orders"));
        assert!(matches("anId", "GET", "/x"));
        assert!(!matches("another", "GET", "/x"));
        assert!(OperationPattern::parse("/a[").is_err());
    }

    #[test]
    fn what_others_share_is_not_selected() {
        let mut conditions = OperationConditions::default();
        assert!(conditions.cover(&[]));
        conditions.internal = true;
        assert!(!conditions.cover(&[]));
        assert!(conditions.cover(&[operation("GET", "/internal/a")]));
        assert!(!conditions.cover(&[operation("GET", "/internal/a"), operation("GET", "/b")]));
        conditions.tags.push("billing".to_owned());
        assert!(conditions.cover(&[operation("GET", "/internal/a"), operation("GET", "/b")]));
    }
}
