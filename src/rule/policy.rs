//! The policy of a team, as its configuration states it: what rules hold documents against.

use globset::GlobMatcher;

use super::scope_words::ScopeVocabulary;
use crate::diff::{Notice, Profile};
use crate::model::{Operation, Strength, VersionLocation};

/// Where versions live.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Versioning {
    /// The places where a version must stand; empty: no opinion.
    pub places: Vec<VersionLocation>,
    /// The name of the parameter, for header and query versions.
    pub parameter: Option<String>,
    /// The form of `info.version`: `semver`, `date`, `major` (`v2`); empty: any of them.
    pub info_format: Vec<String>,
    /// Preview versions older than this many days are reported.
    pub preview_days: Option<u32>,
}

/// Operations that rules leave alone, with the reason.
#[derive(Clone, Debug)]
pub struct Exemption {
    /// Ids or categories of rules; empty: the category `auth`.
    pub rules: Vec<String>,
    /// Paths, as globs.
    pub paths: Vec<GlobMatcher>,
    /// Tags.
    pub tags: Vec<String>,
    /// Operation ids.
    pub operations: Vec<String>,
}

/// A team's policy.
#[derive(Clone, Debug, Default)]
pub struct Policy {
    /// Where versions live.
    pub versioning: Versioning,
    /// What is left alone.
    pub exempt: Vec<Exemption>,
    /// Words that tell what a scope allows.
    pub scopes: ScopeVocabulary,
    /// How credentials rank.
    pub strength: Strength,
    /// Names of throttling tiers.
    pub tiers: Vec<String>,
    /// True where something in front of the APIs limits every call.
    pub throttled: bool,
    /// Days before a sunset from which it is reported.
    pub sunset_soon: Option<u32>,
    /// True where APIs must say who they are for.
    pub audience: bool,
    /// True where APIs must have a sandbox.
    pub sandbox: bool,
    /// True where the documents describe APIs that outsiders see.
    pub exposed: bool,
    /// True where that is certain, whatever a document says of itself: it is what is published.
    pub published: bool,
    /// The longest life of a token, in seconds.
    pub max_token_ttl: Option<u64>,
    /// What must precede a removal.
    pub notice: Notice,
    /// Names of extensions whose changes are told, besides those about exposure, as globs.
    pub extensions: Vec<GlobMatcher>,
    /// Whom a change can break.
    pub profile: Profile,
    /// Rules and categories from which nothing is exempt.
    pub never_exempt: Vec<String>,
}

impl Policy {
    /// True where the policy exempts the operation from a rule.
    #[must_use]
    pub fn exempts(&self, rule: &str, category: &str, operation: &Operation<'_>) -> bool {
        !self.protects(rule, category)
            && self.exempt.iter().any(|e| {
                e.covers(rule, category)
                    && (e.paths.iter().any(|g| g.is_match(operation.path))
                        || operation.tags().any(|t| e.tags.iter().any(|x| *x == t))
                        || operation.id().is_some_and(|id| e.operations.iter().any(|x| *x == id)))
            })
    }

    /// True where the policy exempts a whole path from a rule.
    #[must_use]
    pub fn exempts_path(&self, rule: &str, category: &str, path: &str) -> bool {
        let exempts = |e: &Exemption| e.covers(rule, category) && e.paths.iter().any(|g| g.is_match(path));
        !self.protects(rule, category) && self.exempt.iter().any(exempts)
    }
}

impl Policy {
    fn protects(&self, rule: &str, category: &str) -> bool {
        self.never_exempt.iter().any(|name| name == rule || name == category)
    }
}

impl Exemption {
    fn covers(&self, rule: &str, category: &str) -> bool {
        if self.rules.is_empty() { category == "auth" } else { self.rules.iter().any(|r| r == rule || r == category) }
    }
}
