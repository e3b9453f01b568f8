//! What the changes add up to: for clients, for security, and for the version number.

use super::{Change, Compatibility, Protection, Record};
use crate::model::Api;

/// A step of a version number (Semantic Versioning 2.0.0).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[allow(missing_docs)]
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

/// The verdict of a comparison.
#[derive(Clone, Debug)]
pub struct Verdict {
    /// `identical`, or the gravest of the changes.
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
}

impl Verdict {
    /// `identical`, `compatible`, `risky`, `undecided` or `breaking`.
    #[must_use]
    pub fn compatibility_word(&self) -> &'static str {
        self.compatibility.map_or("identical", Compatibility::word)
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

    /// One sentence: what is required, what is declared, whether that is enough.
    #[must_use]
    pub fn sentence(&self) -> String {
        let count = |n: usize, what: &str| format!("{n} {what} change{}", if n == 1 { "" } else { "s" });
        let cause = match self.compatibility {
            None if self.required == Bump::None => return "nothing changed".to_owned(),
            None => return "the contract is the same; only its documentation changed".to_owned(),
            Some(Compatibility::Breaking) => count(self.breaking, "breaking"),
            Some(Compatibility::Undecided) => "changes that could not be decided".to_owned(),
            Some(_) => "compatible changes".to_owned(),
        };
        let [from, to] = &self.versions;
        let declared = match (from, to) {
            (Some(a), Some(b)) if a == b => format!("`info.version` is still {a}"),
            (Some(a), Some(b)) => match self.declared {
                Bump::Unknown => format!("`info.version` went from {a} to {b}"),
                Bump::Downgrade => format!("`info.version` went back from {a} to {b}"),
                bump => format!("`info.version` went from {a} to {b}, a {} version", bump.word()),
            },
            _ => "`info.version` does not say".to_owned(),
        };
        if self.declared == Bump::Unknown {
            let verb = if self.breaking == 1 && self.compatibility == Some(Compatibility::Breaking) {
                "requires"
            } else {
                "require"
            };
            return format!(
                "{cause} {verb} a new {} version; {declared}, which does not tell how much changed",
                self.required.word()
            );
        }
        let required = match self.required {
            Bump::None => "no new version".to_owned(),
            bump => format!("a new {} version", bump.word()),
        };
        let enough = if self.sufficient { "that is enough" } else { "that is not enough" };
        format!("{cause} require {required}; {declared}: {enough}").replacen(
            "1 breaking change require",
            "1 breaking change requires",
            usize::from(self.breaking == 1),
        )
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
fn requirement(change: &Record) -> Bump {
    const EDITORIAL: [&str; 8] = [
        "api-tag-added",
        "api-tag-removed",
        "api-operation-id-added",
        "api-schema-removed",
        "api-security-component-oauth-scope-changed",
        "api-version-not-bumped",
        "api-version-decreased",
        "api-major-version-not-bumped",
    ];
    match change.compatibility {
        Compatibility::Breaking => Bump::Major,
        _ if change.without_effect => Bump::Patch,
        _ if EDITORIAL.contains(&change.id) || change.id.ends_with("-annotation-only") => Bump::Patch,
        _ => Bump::Minor,
    }
}

impl Verdict {
    /// Adds changes up. `versions` are those of the base and of the revision; `same_text` is true where
    /// both documents say the same to the byte.
    #[must_use]
    pub fn of(changes: &[Record], versions: [Option<String>; 2], same_text: bool) -> Self {
        let about_contract = |c: &&Record| !c.id.starts_with("api-version-") && c.id != "api-major-version-not-bumped";
        let compatibility = changes.iter().filter(about_contract).map(|c| c.compatibility).max();
        let none = if same_text { Bump::None } else { Bump::Patch };
        let required = changes.iter().filter(about_contract).map(requirement).max().unwrap_or(none);
        let [from, to] = &versions;
        let declared = bump(from.as_deref(), to.as_deref());
        let unstable = from.as_deref().and_then(numbers).is_some_and(|n| n[0] == 0);
        let count = |p: Protection| changes.iter().filter(|c| c.protection == p).count();
        Self {
            compatibility,
            weakened: count(Protection::Weakened) > 0,
            strengthened: count(Protection::Strengthened) > 0,
            required,
            declared,
            sufficient: is_sufficient(required, declared, unstable, compatibility.is_none()),
            breaking: changes.iter().filter(|c| c.compatibility == Compatibility::Breaking).count(),
            weakenings: count(Protection::Weakened),
            versions,
        }
    }
}

/// Whether a bump is enough. Before 1.0.0 anything may change in a minor version (Semantic Versioning
/// 2.0.0, item 4). Words alone need no new version.
fn is_sufficient(required: Bump, declared: Bump, unstable: bool, words_only: bool) -> bool {
    if words_only {
        return declared != Bump::Downgrade;
    }
    let needed = match required {
        Bump::Major if unstable => Bump::Minor,
        Bump::Minor if unstable => Bump::Patch,
        Bump::Patch => return declared != Bump::Downgrade,
        other => other,
    };
    declared >= needed
}

/// Notes what `info.version` says beside the changes.
pub(super) fn versions<'a>(changes: &mut Vec<Change<'a>>, base: &Api<'a>, revision: &Api<'a>) {
    let (Some((from, x)), Some((to, y))) = (base.info_version(), revision.info_version()) else { return };
    let declared = bump(Some(&from), Some(&to));
    let breaking = changes.iter().any(|c| c.compatibility == Compatibility::Breaking);
    let unstable = numbers(&from).is_some_and(|n| n[0] == 0);
    let change = match declared {
        Bump::Downgrade => Change::new(
            "api-version-decreased",
            Some(x),
            Some(y),
            format!("`info.version` went back from {from} to {to}"),
        ),
        Bump::None if breaking => Change::new(
            "api-version-not-bumped",
            Some(x),
            Some(y),
            format!("`info.version` is still {to}, and the contract broke"),
        ),
        Bump::None if changes.iter().any(|c| !c.without_effect) => {
            let message = format!("`info.version` is still {to}, and the contract changed");
            Change::new("api-version-not-bumped", Some(x), Some(y), message)
        }
        Bump::Patch | Bump::Minor if breaking && !(unstable && declared == Bump::Minor) => Change::new(
            "api-major-version-not-bumped",
            Some(x),
            Some(y),
            format!("`info.version` went from {from} to {to}, a {} version, and the contract broke", declared.word()),
        ),
        _ => return,
    };
    changes.push(change);
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
    }

    #[test]
    fn before_one_zero_a_minor_version_may_break() {
        assert!(is_sufficient(Bump::Major, Bump::Minor, true, false));
        assert!(!is_sufficient(Bump::Major, Bump::Minor, false, false));
        assert!(!is_sufficient(Bump::Minor, Bump::None, false, false));
        assert!(is_sufficient(Bump::Patch, Bump::None, false, false));
    }
}
