//! What a rule is, and what it may ask and say.

mod context;
pub mod examples;
mod files;
mod options;
mod policy;
mod scope_words;
mod timings;

pub use context::Context;
pub use files::Files;
pub use options::{OptionDefault, OptionMeta, OptionType, OptionValue, Options, RuleOption};
pub use policy::{Exemption, Policy, Versioning};
pub(crate) use scope_words::words_of;
pub use scope_words::{ScopeVerb, ScopeVocabulary};
pub use timings::{Laps, Phase, PhaseTime, Timings};

use crate::finding::Severity;
use crate::model::{Api, Operation, Scheme};
use crate::spec::{Kind, Version};
use crate::tree::{Cursor, Key};

/// The part of an API's design that a rule is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Category {
    /// Is it a valid description?
    Structure,
    /// Who may call?
    Auth,
    /// With which scopes?
    Scopes,
    /// Over which transport?
    Transport,
    /// How often may one call?
    Throttling,
    /// What may one send?
    Input,
    /// What comes back when something is wrong?
    Errors,
    /// Which version?
    Versioning,
    /// What ends, and when?
    Lifecycle,
    /// What do outsiders see?
    Exposure,
    /// What are things called?
    Naming,
    /// What are people told?
    Docs,
    /// What changed since the version before?
    Compat,
}

impl Category {
    /// All categories, in the order of the catalogue.
    pub const ALL: [Category; 13] = [
        Category::Structure,
        Category::Auth,
        Category::Scopes,
        Category::Transport,
        Category::Throttling,
        Category::Input,
        Category::Errors,
        Category::Versioning,
        Category::Lifecycle,
        Category::Exposure,
        Category::Naming,
        Category::Docs,
        Category::Compat,
    ];

    /// The word in configurations and on the command line.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Category::Structure => "structure",
            Category::Auth => "auth",
            Category::Scopes => "scopes",
            Category::Transport => "transport",
            Category::Throttling => "throttling",
            Category::Input => "input",
            Category::Errors => "errors",
            Category::Versioning => "versioning",
            Category::Lifecycle => "lifecycle",
            Category::Exposure => "exposure",
            Category::Naming => "naming",
            Category::Docs => "docs",
            Category::Compat => "compat",
        }
    }

    /// One line for the catalogue.
    #[must_use]
    pub fn summary(self) -> &'static str {
        match self {
            Category::Structure => "the document is what the OpenAPI Specification says it is",
            Category::Auth => "every operation says who may call it, and the credentials are sound",
            Category::Scopes => "tokens can do what they need and no more",
            Category::Transport => "traffic is encrypted and cross-origin access is deliberate",
            Category::Throttling => "callers are limited, and told how",
            Category::Input => "what clients send has bounds, and secrets stay secret",
            Category::Errors => "errors are documented, in one format, and reveal no internals",
            Category::Lifecycle => "what is deprecated says until when, and what takes its place",
            Category::Exposure => "nothing internal is public",
            Category::Naming => "names follow one form and say what happens",
            Category::Docs => "people can read what an operation does, safely",
            Category::Versioning => "clients can tell which version they talk to",
            Category::Compat => "a new version breaks no client and weakens no security",
        }
    }

    /// The category with this word.
    #[must_use]
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|c| c.word() == word)
    }
}

/// Whether a rule runs unless the configuration says otherwise.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Enabled {
    /// In the recommended pack.
    Yes,
    /// Only where it is switched on.
    No,
    /// Only where the policy gives it something to hold the document against.
    ByPolicy,
}

/// A standard or guide that a rule rests on.
#[derive(Clone, Copy, Debug)]
pub struct Reference {
    /// "RFC 9700, section 2.4"
    pub title: &'static str,
    /// Where to read it.
    pub url: &'static str,
}

/// How a rule looks at documents.
#[derive(Clone, Copy)]
pub enum Check {
    /// The walk over the document reports it.
    Walk,
    /// On every node of these kinds, in every file, once.
    Node(&'static [Kind], for<'a> fn(&mut Context<'a>, Cursor<'a>)),
    /// On every operation of every entry document.
    Operation(for<'a> fn(&mut Context<'_>, &Api<'a>, &Operation<'a>)),
    /// On every security scheme of every entry document.
    Scheme(for<'a> fn(&mut Context<'_>, &Api<'a>, &Scheme<'a>)),
    /// Once for every entry document.
    Api(for<'a> fn(&mut Context<'_>, &Api<'a>)),
    /// The ruleset reports it, about itself.
    Ruleset,
    /// A comparison of two versions reports it.
    Compare,
    /// A view over several documents reports it: the command of that name.
    View(&'static str),
}

/// A rule: declared once, here; everything else is derived.
pub struct Rule {
    /// Its id, in kebab case.
    pub id: &'static str,
    /// Its category.
    pub category: Category,
    /// Its severity unless the configuration or the finding says otherwise.
    pub severity: Severity,
    /// Whether it runs by default.
    pub enabled: Enabled,
    /// The versions of OpenAPI that it is about, first and last.
    pub versions: (Version, Version),
    /// One line: what it demands.
    pub summary: &'static str,
    /// Why that matters.
    pub why: &'static str,
    /// When to switch it off.
    pub when_off: &'static str,
    /// What `apivet lint --fix` does about its findings, in a sentence; empty where it does nothing.
    pub repair: &'static str,
    /// What it rests on.
    pub references: &'static [Reference],
    /// Its options.
    pub options: &'static [OptionMeta],
    /// Ids of the same check in other tools.
    pub aliases: &'static [&'static str],
    /// Rules about nodes: the fields that it asks for; nodes that have none of them are not shown to it. All nodes of its
    /// kinds are where it names none.
    pub asks: &'static [Key],
    /// What it does.
    pub check: Check,
}

impl Rule {
    /// The fields that most rules leave as they are.
    pub(crate) const BASE: Rule = Rule {
        id: "",
        category: Category::Structure,
        severity: Severity::Warn,
        enabled: Enabled::Yes,
        versions: (Version::V2_0, Version::V3_2),
        summary: "",
        why: "",
        when_off: "",
        repair: "",
        references: &[],
        options: &[],
        aliases: &[],
        asks: &[],
        check: Check::Walk,
    };

    /// Where the rule is explained on the web.
    #[must_use]
    pub fn url(&self) -> String {
        const RULES: &str = "https://github.com/apivet/apivet/blob/main/rules";
        match self.category {
            // Changes are listed in tables on one page.
            Category::Compat => format!("{RULES}/compat/README.md#{}", crate::diff::catalogue::kind_of(self.id)),
            category => format!("{RULES}/{}/{}.md", category.word(), self.id),
        }
    }

    /// True where the rule is about documents of this version.
    #[must_use]
    pub fn applies_to(&self, version: Version) -> bool {
        self.versions.0 <= version && version <= self.versions.1
    }
}

/// What every rule file begins with.
pub mod prelude {
    pub use super::{Category, Check, Context, Enabled, Reference, Rule, RuleOption};
    pub use crate::finding::Severity;
    pub(crate) use crate::finding::{Message, message, names};
    pub use crate::model::{Api, Operation, OperationKind, Scheme, SchemeType};
    pub use crate::spec::{Kind, Version};
    pub use crate::tree::{Cursor, words};
    pub use serde_json::json;
}
