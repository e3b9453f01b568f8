//! What the changes add up to: for clients, for security, and for the version number.

use super::{Compatibility, Impact};
use crate::diff::catalogue::ChangeId;
use crate::finding::{Change, Facet, Finding, Message, NodeLocation, RuleId, Severity, message};
use crate::model::Api;
use crate::text::{Sorting, counted};
use crate::tree::Cursor;

/// A step of a version number (Semantic Versioning 2.0.0).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[allow(missing_docs)]
#[non_exhaustive]
pub enum Bump {
    /// The number went back.
    Downgrade,
    None,
    Patch,
    Minor,
    Major,
    /// The texts are no semantic versions.
    Unknown,
}

impl Bump {
    /// The word in reports.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Bump::Downgrade => "downgrade",
            Bump::None => "none",
            Bump::Patch => "patch",
            Bump::Minor => "minor",
            Bump::Major => "major",
            Bump::Unknown => "unknown",
        }
    }
}

/// What waivers accepted.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Acknowledged {
    /// Number of changes that weaken security.
    pub weakenings: usize,
    /// Number of breaking changes that do not.
    pub breaking: usize,
    /// Number of all others.
    pub others: usize,
    /// The first of them, each by its id and the operation that it reaches; weakenings first.
    first: Vec<Message>,
}

/// Accepted changes that a sentence names.
const NAMED: usize = 3;

impl Acknowledged {
    fn of<'f>(findings: impl Iterator<Item = &'f Finding>) -> Self {
        let mut sum = Self::default();
        let mut names: Vec<(bool, Message)> = Vec::new();
        for finding in findings {
            let Some(change) = finding.change() else { continue };
            let place = match &*finding.operations {
                [] => Message::default(),
                [one] => message!(" in {}", one.title),
                [one, rest @ ..] => message!(" in {} and {}", one.title, counted(rest.len(), "more operation")),
            };
            names.push((change.impact != Impact::Weakened, message!("{}{}", finding.rule, place)));
            match (change.impact, change.compatibility) {
                (Impact::Weakened, _) => sum.weakenings += 1,
                (_, Compatibility::Breaking) => sum.breaking += 1,
                _ => sum.others += 1,
            }
        }
        names.order_by_key(|(mild, _)| *mild);
        sum.first = names.into_iter().take(NAMED).map(|(_, name)| name).collect();
        sum
    }

    /// Adds those of another document.
    fn join(&mut self, other: &Self) {
        self.weakenings += other.weakenings;
        self.breaking += other.breaking;
        self.others += other.others;
        let left = NAMED.saturating_sub(self.first.len());
        self.first.extend(other.first.iter().take(left).cloned());
    }

    /// How many there are.
    #[must_use]
    pub fn total(&self) -> usize {
        self.weakenings + self.breaking + self.others
    }

    /// `1 acknowledged weakening, 2 acknowledged breaking changes: endpoint-removed in GET /orders, ...`; nothing where
    /// there is none.
    #[must_use]
    pub fn words(&self) -> Option<Message> {
        let all = [
            (self.weakenings, "acknowledged weakening"),
            (self.breaking, "acknowledged breaking change"),
            (self.others, "acknowledged change"),
        ];
        let parts: Vec<String> = all.into_iter().filter(|(n, _)| *n > 0).map(|(n, what)| counted(n, what)).collect();
        let more = self.total() - self.first.len();
        let more = if more > 0 { message!(" and {} more", more) } else { Message::default() };
        (!parts.is_empty()).then(|| message!("{}: {}{}", parts.join(", "), Message::joined(&self.first, ", "), more))
    }
}

/// The verdict of a comparison: of what nothing suppresses.
#[derive(Clone, Debug)]
pub struct Verdict {
    /// The worst of the changes; none where no change is left.
    pub compatibility: Option<Compatibility>,
    /// True where something is weaker.
    pub weakened: bool,
    /// True where something is stronger.
    pub strengthened: bool,
    /// What the changes require.
    pub required: Bump,
    /// What `info.version` declares.
    pub declared: Bump,
    /// Both versions as written.
    pub versions: [Option<String>; 2],
    /// Whether the declared bump is enough.
    pub sufficient: bool,
    /// Number of breaking changes.
    pub breaking: usize,
    /// Number of changes that weaken security.
    pub weakenings: usize,
    /// What is accepted, and does not count.
    pub acknowledged: Acknowledged,
    /// Number of documents that it is of.
    pub documents: usize,
    /// Number of those whose declared bump is not enough.
    pub insufficient: usize,
    /// True where only some operations were compared.
    pub partial: bool,
}

impl Verdict {
    /// `identical`, `compatible`, `risky`, `undecided` or `breaking`. What was acknowledged is a change all the same.
    #[must_use]
    pub fn compatibility_word(&self) -> &'static str {
        match self.compatibility {
            Some(worst) => worst.word(),
            None if self.acknowledged.total() > 0 => Compatibility::Compatible.word(),
            None => "identical",
        }
    }

    /// `neutral`, `strengthened`, `weakened` or `mixed`.
    #[must_use]
    pub fn security_word(&self) -> &'static str {
        match (self.weakened, self.strengthened) {
            (true, true) => "mixed",
            (true, false) => "weakened",
            (false, true) => "strengthened",
            (false, false) => "neutral",
        }
    }

    /// What was decided, in words: `breaking`, `compatible, security weakened`.
    #[must_use]
    pub fn decision(&self) -> String {
        match (self.weakened, self.strengthened) {
            (false, false) => self.compatibility_word().to_owned(),
            _ => format!("{}, security {}", self.compatibility_word(), self.security_word()),
        }
    }

    /// The verdict in a line: the decision, then the numbers.
    #[must_use]
    pub fn line(&self) -> Message {
        if self.compatibility.is_none() && self.acknowledged.total() > 0 {
            return self.sentence();
        }
        message!("{}: {}", self.decision(), self.sentence())
    }

    /// One sentence: what is required, what is declared, whether that is enough, what was acknowledged.
    #[must_use]
    pub fn sentence(&self) -> Message {
        match (self.acknowledged.words(), self.compatibility) {
            (None, _) => self.requirement(),
            (Some(acknowledged), None) => acknowledged,
            (Some(acknowledged), Some(_)) => message!("{}; {}", self.requirement(), acknowledged),
        }
    }

    fn requirement(&self) -> Message {
        if self.documents == 0 {
            return "there was nothing to compare with".into();
        }
        match (self.compatibility, self.required) {
            (None, Bump::None) => return "nothing changed".into(),
            (None, _) if self.partial => return "nothing changed in the selected operations".into(),
            (None, _) => return "only documentation changed".into(),
            (Some(_), Bump::None | Bump::Patch) if self.sufficient => return "no new version is needed".into(),
            _ => {}
        }
        if self.documents > 1 {
            return match self.insufficient {
                0 => "the versions of all documents are enough".into(),
                1 => "1 document needs a higher `info.version`".into(),
                n => message!("{} documents need a higher `info.version`", n),
            };
        }
        let [from, to] = &self.versions;
        let lowest = from.as_deref().and_then(|from| lowest_sufficient(from, self.required));
        let needed = lowest.unwrap_or_else(|| format!("a new {} version", self.required.word()));
        let (Some(from), Some(to)) = (from, to) else {
            return message!("needs {}, `info.version` is missing", needed);
        };
        let declared = match self.declared {
            Bump::None => message!("`info.version` is still {}", to),
            Bump::Downgrade => message!("`info.version` went back from {} to {}", from, to),
            Bump::Unknown => message!("`info.version` {} -> {} does not tell", from, to),
            _ => message!("`info.version` says {}", to),
        };
        if self.sufficient && self.declared != Bump::Unknown {
            return message!("`info.version` {} -> {} is enough", from, to);
        }
        message!("needs {}, {}", needed, declared)
    }
}

/// The lowest version that a bump leads to from another; none where that is no semantic version.
fn lowest_sufficient(from: &str, required: Bump) -> Option<String> {
    let [major, minor, patch] = numbers(from)?;
    let bump = allowed_before_one(required, major == 0);
    let lowest = match bump {
        Bump::Major => [major.checked_add(1)?, 0, 0],
        Bump::Minor => [major, minor.checked_add(1)?, 0],
        _ => [major, minor, patch.checked_add(1)?],
    };
    // Written as the other one is: `v1` leads to `v2`, `1.2` to `1.3`.
    let text = from.trim();
    let sign = &text[..text.len() - text.trim_start_matches(['v', 'V']).len()];
    let parts = text.split(['-', '+']).next().unwrap_or_default().split('.').count();
    let needed = match bump {
        Bump::Major => 1,
        Bump::Minor => 2,
        _ => 3,
    };
    let lowest: Vec<String> = lowest.iter().take(parts.max(needed)).map(u64::to_string).collect();
    Some(format!("{sign}{}", lowest.join(".")))
}

/// Before 1.0.0 anything may change in a minor version (Semantic Versioning 2.0.0, item 4).
fn allowed_before_one(required: Bump, unstable: bool) -> Bump {
    match required {
        Bump::Major if unstable => Bump::Minor,
        Bump::Minor if unstable => Bump::Patch,
        other => other,
    }
}

/// The numbers of a version; up to three, missing ones are zero, a leading `v` and what follows a `-` or
/// `+` left aside.
fn numbers(text: &str) -> Option<[u64; 3]> {
    let core = text.trim().trim_start_matches(['v', 'V']).split(['-', '+']).next()?;
    let mut out = [0; 3];
    let parts: Vec<&str> = core.split('.').collect();
    if parts.len() > 3 {
        return None;
    }
    for (slot, part) in out.iter_mut().zip(&parts) {
        *slot = part.parse().ok()?;
    }
    // A day is no semantic version: 2024-01-31.
    (out[0] < 1900 || parts.len() > 1).then_some(out)
}

/// The bump between two versions.
fn bump(from: Option<&str>, to: Option<&str>) -> Bump {
    let (Some(from), Some(to)) = (from, to) else { return Bump::Unknown };
    if from.trim() == to.trim() {
        return Bump::None;
    }
    if crate::model::is_date(from.trim()) || crate::model::is_date(to.trim()) {
        return Bump::Unknown;
    }
    let (Some(a), Some(b)) = (numbers(from), numbers(to)) else { return Bump::Unknown };
    match () {
        () if b < a => Bump::Downgrade,
        () if b[0] > a[0] => Bump::Major,
        () if b[1] > a[1] => Bump::Minor,
        () if b[2] > a[2] => Bump::Patch,
        // 1.0.0-rc.1 to 1.0.0, or another build.
        () => Bump::Patch,
    }
}

/// What a change requires of the version number.
fn requirement(id: &RuleId, change: &Change) -> Bump {
    const EDITORIAL: [ChangeId; 5] = [
        ChangeId::API_TAG_ADDED,
        ChangeId::API_TAG_REMOVED,
        ChangeId::API_OPERATION_ID_ADDED,
        ChangeId::API_SCHEMA_REMOVED,
        ChangeId::API_SECURITY_COMPONENT_OAUTH_SCOPE_CHANGED,
    ];
    match change.compatibility {
        Compatibility::Breaking => Bump::Major,
        _ if change.without_effect => Bump::Patch,
        _ if EDITORIAL.iter().any(|editorial| id == editorial) || id.as_str().ends_with("-annotation-only") => {
            Bump::Patch
        }
        _ => Bump::Minor,
    }
}

impl Verdict {
    /// Adds up the changes that are left, beside those that are acknowledged. `versions` are those of the base and of
    /// the revision; `same_text` is true where both documents say the same to the byte.
    #[must_use]
    pub fn of<'f>(
        left: impl Iterator<Item = &'f Finding> + Clone,
        acknowledged: impl Iterator<Item = &'f Finding>,
        versions: [Option<String>; 2],
        same_text: bool,
    ) -> Self {
        let changes = left.filter_map(|f| Some((&f.rule, f.change()?)));
        let about_contract = |(id, _): &(&RuleId, &Change)| !is_about_version(id);
        let compatibility = changes.clone().filter(about_contract).map(|(_, c)| c.compatibility).max();
        let none = if same_text { Bump::None } else { Bump::Patch };
        let required = changes.clone().filter(about_contract).map(|(id, c)| requirement(id, c)).max().unwrap_or(none);
        let [from, to] = &versions;
        let declared = bump(from.as_deref(), to.as_deref());
        let unstable = from.as_deref().and_then(numbers).is_some_and(|n| n[0] == 0);
        let count = |impact: Impact| changes.clone().filter(|(_, c)| c.impact == impact).count();
        Self {
            compatibility,
            weakened: count(Impact::Weakened) > 0,
            strengthened: count(Impact::Strengthened) > 0,
            required,
            declared,
            sufficient: is_sufficient(required, declared, unstable, compatibility.is_none()),
            breaking: changes.clone().filter(|(_, c)| c.compatibility == Compatibility::Breaking).count(),
            weakenings: count(Impact::Weakened),
            versions,
            acknowledged: Acknowledged::of(acknowledged.filter(|f| !is_about_version(&f.rule))),
            documents: 1,
            insufficient: 0,
            partial: false,
        }
    }

    /// The verdict of several documents: the worst of theirs. That of one document is its own.
    #[must_use]
    pub fn of_documents<'v>(verdicts: impl Iterator<Item = &'v Self> + Clone) -> Self {
        let mut all = verdicts.clone();
        if let (Some(only), None) = (all.next(), all.next()) {
            return only.clone();
        }
        let short = || verdicts.clone().filter(|v| !v.sufficient);
        let mut acknowledged = Acknowledged::default();
        verdicts.clone().for_each(|v| acknowledged.join(&v.acknowledged));
        Self {
            compatibility: verdicts.clone().filter_map(|v| v.compatibility).max(),
            weakened: verdicts.clone().any(|v| v.weakened),
            strengthened: verdicts.clone().any(|v| v.strengthened),
            required: verdicts.clone().map(|v| v.required).max().unwrap_or(Bump::None),
            declared: short()
                .map(|v| v.declared)
                .min()
                .or_else(|| verdicts.clone().map(|v| v.declared).max())
                .unwrap_or(Bump::None),
            versions: [None, None],
            sufficient: short().next().is_none(),
            breaking: verdicts.clone().map(|v| v.breaking).sum(),
            weakenings: verdicts.clone().map(|v| v.weakenings).sum(),
            acknowledged,
            documents: verdicts.clone().count(),
            insufficient: short().count(),
            partial: false,
        }
    }
}

/// True for what is said only because other changes are not acknowledged: it goes when they are.
#[must_use]
pub fn follows_from_others(id: &RuleId) -> bool {
    [ChangeId::API_VERSION_NOT_BUMPED, ChangeId::API_MAJOR_VERSION_NOT_BUMPED].iter().any(|about| id == about)
}

/// True for what is said of `info.version`, which is no change of the contract.
#[must_use]
pub fn is_about_version(id: &RuleId) -> bool {
    follows_from_others(id) || *id == ChangeId::API_VERSION_DECREASED
}

/// Whether a bump is enough. Words alone need no new version.
fn is_sufficient(required: Bump, declared: Bump, unstable: bool, words_only: bool) -> bool {
    if words_only {
        return declared != Bump::Downgrade;
    }
    if required == Bump::Patch {
        return declared != Bump::Downgrade;
    }
    declared >= allowed_before_one(required, unstable)
}

/// What both documents declare as their `info.version`, and where.
#[derive(Clone, Debug, Default)]
pub struct DeclaredVersions {
    /// The texts.
    pub texts: [Option<String>; 2],
    at: Option<[NodeLocation; 2]>,
}

impl DeclaredVersions {
    pub(super) fn of(base: &Api<'_>, revision: &Api<'_>) -> Self {
        let [from, to] = [base, revision].map(Api::info_version);
        let node = |at: Cursor<'_>| NodeLocation { location: at.head(), pointer: at.pointer() };
        let at = from.as_ref().zip(to.as_ref()).map(|((_, x), (_, y))| [node(*x), node(*y)]);
        Self { texts: [from, to].map(|v| v.map(|(text, _)| text.into_owned())), at }
    }

    /// What `info.version` says beside the changes that count: those that nothing suppresses.
    #[must_use]
    pub fn finding<'f>(&self, changes: impl Iterator<Item = &'f Change> + Clone) -> Option<Finding> {
        let ([Some(from), Some(to)], Some([x, y])) = (&self.texts, &self.at) else { return None };
        let declared = bump(Some(from), Some(to));
        let breaking = changes.clone().any(|c| c.compatibility == Compatibility::Breaking);
        let unstable = numbers(from).is_some_and(|n| n[0] == 0);
        let (id, severity, message) = match declared {
            Bump::Downgrade => (
                ChangeId::API_VERSION_DECREASED,
                Severity::Error,
                message!("`info.version` went back from {} to {}", from, to),
            ),
            Bump::None if breaking => (
                ChangeId::API_VERSION_NOT_BUMPED,
                Severity::Warn,
                message!("`info.version` is still {}, but the change is breaking", to),
            ),
            Bump::None if changes.clone().any(|c| !c.without_effect) => (
                ChangeId::API_VERSION_NOT_BUMPED,
                Severity::Warn,
                message!("`info.version` is still {}, but the API changed", to),
            ),
            Bump::Patch | Bump::Minor if breaking && !(unstable && declared == Bump::Minor) => (
                ChangeId::API_MAJOR_VERSION_NOT_BUMPED,
                Severity::Error,
                message!(
                    "`info.version` {} -> {} is a {} version, but the change is breaking",
                    from,
                    to,
                    declared.word()
                ),
            ),
            _ => return None,
        };
        let mut found = Finding::new(id.rule(), severity, y.location.clone(), y.pointer.clone(), message);
        found.label("now").also(x.location.clone(), "before");
        found.facet = Facet::Change(Box::new(Change {
            compatibility: Compatibility::Compatible,
            impact: Impact::Neutral,
            reason: None,
            base: Some(x.clone()),
            revision: Some(y.clone()),
            witness: None,
            without_effect: false,
        }));
        Some(found)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bumps_follow_semantic_versioning() {
        let of = |a: &str, b: &str| bump(Some(a), Some(b));
        assert_eq!(of("1.2.3", "1.2.3"), Bump::None);
        assert_eq!(of("1.2.3", "1.2.4"), Bump::Patch);
        assert_eq!(of("1.2", "1.3.0"), Bump::Minor);
        assert_eq!(of("v1", "v2"), Bump::Major);
        assert_eq!(of("2.0.0", "1.9.9"), Bump::Downgrade);
        assert_eq!(of("2024-01-31", "2024-02-01"), Bump::Unknown);
        assert_eq!(of("1.0.0-rc.1", "1.0.0"), Bump::Patch);
        assert_eq!(of("latest", "next"), Bump::Unknown);
        // A year alone is a date; with more numbers it is a version like others.
        assert_eq!(of("2024", "2025"), Bump::Unknown);
        assert_eq!(of("2024.1", "2024.2"), Bump::Minor);
        assert_eq!(of("1899", "1900"), Bump::Unknown);
        assert_eq!(of("1.2.3.4", "1.2.3.5"), Bump::Unknown);
        assert_eq!(of("1.2.3+a", "1.2.3+b"), Bump::Patch);
        assert_eq!(of(" 1.2.3 ", "1.2.3"), Bump::None);
        assert_eq!(of("1.2.x", "1.3.0"), Bump::Unknown);
        assert_eq!(bump(None, Some("1.0.0")), Bump::Unknown);
        assert_eq!(bump(Some("1.0.0"), None), Bump::Unknown);
    }

    #[test]
    fn words_alone_need_no_new_version() {
        for declared in [Bump::None, Bump::Patch, Bump::Unknown] {
            assert!(is_sufficient(Bump::Patch, declared, false, true), "{declared:?}");
        }
        assert!(!is_sufficient(Bump::Patch, Bump::Downgrade, false, true));
        assert!(!is_sufficient(Bump::Patch, Bump::Downgrade, false, false));
        assert!(is_sufficient(Bump::Minor, Bump::Patch, true, false));
        assert!(!is_sufficient(Bump::Minor, Bump::Patch, false, false));
        assert!(is_sufficient(Bump::Minor, Bump::Major, false, false));
    }

    #[test]
    fn the_version_that_is_needed_is_written_like_the_last_one() {
        let of = |from: &str, bump: Bump| lowest_sufficient(from, bump).unwrap_or_default();
        assert_eq!(of("1.2.1", Bump::Major), "2.0.0");
        assert_eq!(of("1.2.1", Bump::Minor), "1.3.0");
        assert_eq!(of("0.2.1", Bump::Major), "0.3.0");
        assert_eq!(of("0.2.1", Bump::Minor), "0.2.2");
        assert_eq!(of("v1", Bump::Major), "v2");
        assert_eq!(of("v1", Bump::Minor), "v1.1");
        assert_eq!(of("1.2", Bump::Minor), "1.3");
        assert_eq!(of("2.0.0-rc.1", Bump::Major), "3.0.0");
        assert_eq!(of("2024-01-31", Bump::Major), "");
        assert_eq!(of("18446744073709551615.0.0", Bump::Major), "");
    }

    #[test]
    fn before_one_zero_a_minor_version_may_break() {
        assert!(is_sufficient(Bump::Major, Bump::Minor, true, false));
        assert!(!is_sufficient(Bump::Major, Bump::Minor, false, false));
        assert!(!is_sufficient(Bump::Minor, Bump::None, false, false));
        assert!(is_sufficient(Bump::Patch, Bump::None, false, false));
    }
}
