//! The fields of the configuration, once: reading, error messages and the JSON Schema come from here.

use crate::diff::Profile;

/// What may stand at a field of the configuration.
#[derive(Clone, Copy, Debug)]
pub(super) enum FieldShape {
    Text,
    /// A day as `YYYY-MM-DD`.
    Day,
    Texts,
    TextOrTexts,
    Bool,
    Count,
    /// One of these words, or a list of them.
    Words(&'static [&'static str]),
    Object(&'static [ConfigField]),
    Objects(&'static [ConfigField]),
    /// Rules and categories with their settings.
    Rules,
    /// The same without options.
    RuleSeverities,
    /// Rule ids and categories.
    RuleNames,
    /// Patterns of operations, or one.
    Operations,
    /// Classes of credentials, strongest first; a list inside holds equals.
    Strength,
    /// Names of packs and paths of configurations.
    Packs,
    /// What rules that are declared use; read with them.
    Declared,
}

/// A field of the configuration.
#[derive(Clone, Copy, Debug)]
pub(super) struct ConfigField {
    pub(super) key: &'static str,
    /// True where it must be given, and not be empty.
    pub(super) required: bool,
    pub(super) shape: FieldShape,
    pub(super) doc: &'static str,
}

const fn field(key: &'static str, shape: FieldShape, doc: &'static str) -> ConfigField {
    ConfigField { key, required: false, shape, doc }
}

const fn required(key: &'static str, shape: FieldShape, doc: &'static str) -> ConfigField {
    ConfigField { key, required: true, shape, doc }
}

/// What a suppression can be made to give.
pub(super) const WAIVER_FIELDS: &[&str] = &["reason", "owner", "ticket", "expires"];

/// The places where versions can live.
pub(super) const VERSION_PLACES: &[&str] = &["url", "header", "query", "media-type"];

/// The fields of `apivet.yaml`.
pub(super) const CONFIG: &[ConfigField] = &[
    field(
        "extends",
        FieldShape::Packs,
        "Packs (`apivet:recommended`, ...), other configuration files and rulesets (`spectral:oas`, ...) to start from, in order.",
    ),
    field(
        "rules",
        FieldShape::Rules,
        "Severity (`error`, `warn`, `info`, `hint`, `on`, `off`) and options of rules and categories; and rules of your own, with `given` or `on`, and `then`.",
    ),
    field(
        "overrides",
        FieldShape::Objects(OVERRIDE),
        "Other severities for the findings in some files, referenced ones included.",
    ),
    field("aliases", FieldShape::Declared, "Paths under names, for `given` of declared rules."),
    field("functions", FieldShape::Declared, "Functions in JavaScript, for declared rules."),
    field("functionsDir", FieldShape::Declared, "The directory of the functions; `functions` by default."),
    field("formats", FieldShape::Declared, "The kinds of documents that declared rules are for."),
    field("documentationUrl", FieldShape::Declared, "Where declared rules are explained."),
    field("policy", FieldShape::Object(POLICY), "What rules hold documents against."),
    field("ignore", FieldShape::Objects(IGNORE), "Findings to hide, each with a reason."),
    field(
        "fail-on",
        FieldShape::Words(&["error", "warn", "info", "hint", "never"]),
        "The severity from which findings fail a run; that of the command line wins.",
    ),
    field("exclude", FieldShape::Texts, "Globs of files that are ignored in directories."),
    field(
        "root",
        FieldShape::Text,
        "The directory, relative to this file, outside of which references are not followed.",
    ),
    field("limits", FieldShape::Object(LIMITS), "Bounds on what is read."),
];

const OVERRIDE: &[ConfigField] = &[
    field("files", FieldShape::TextOrTexts, "Globs, relative to this file."),
    field("rules", FieldShape::RuleSeverities, "Severities of rules and categories in these files."),
];

const POLICY: &[ConfigField] = &[
    field("versions", FieldShape::Object(VERSIONS), "Where versions live."),
    field("exempt", FieldShape::Objects(EXEMPT), "Operations that rules leave alone."),
    field("scopes", FieldShape::Object(SCOPES), "Words that tell what a scope allows."),
    field(
        "strength",
        FieldShape::Strength,
        "Classes of credentials, strongest first: `mutual-tls`, `oauth2-scopes`, `oauth2`, `bearer`, `api-key`, `basic`, `api-key-query`.",
    ),
    field("tiers", FieldShape::Texts, "Names of throttling tiers, the narrowest first."),
    field("throttled", FieldShape::Bool, "True where something in front of the APIs limits every call."),
    field(
        "audience",
        FieldShape::Bool,
        "True where APIs or their servers must say who they are for (`x-audience`, `x-internal`).",
    ),
    field("sandbox", FieldShape::Bool, "True where APIs must have a server to try things on."),
    field("exposed", FieldShape::Bool, "True if these APIs are public."),
    field("max-token-ttl", FieldShape::Count, "Maximum token lifetime in seconds."),
    field("deprecation", FieldShape::Object(DEPRECATION), "What must precede a removal."),
    field(
        "extensions",
        FieldShape::Texts,
        "Extensions whose changes `diff` reports, besides `x-internal`, `x-audience` and the like, as globs: `x-rate-*`.",
    ),
    field(
        "profile",
        FieldShape::Words(Profile::WORDS),
        "Whom a change can break: `wire` (the default), or `sdk`: also generated clients.",
    ),
    field("waivers", FieldShape::Object(WAIVERS), "What suppressions must give, and where they end."),
];

const WAIVERS: &[ConfigField] = &[
    field(
        "require",
        FieldShape::Words(WAIVER_FIELDS),
        "What each suppression of the configuration and of baselines must give, besides its reason.",
    ),
    field("max-days", FieldShape::Count, "How many days ahead a suppression may expire."),
    field("max-count", FieldShape::Count, "How many suppressions may be in force at once."),
    field("never", FieldShape::RuleNames, "Rules and categories that no suppression may touch."),
    field("inline", FieldShape::Bool, "False where documents may not hold suppressions."),
];

const DEPRECATION: &[ConfigField] = &[
    field("days", FieldShape::Count, "Days from a deprecation to its sunset, at least."),
    field("soon", FieldShape::Count, "Days before a sunset from which it is reported."),
    field("sunset", FieldShape::Bool, "True where what is deprecated must have a sunset date (`x-sunset`)."),
];

const VERSIONS: &[ConfigField] = &[
    field("where", FieldShape::Words(VERSION_PLACES), "Where a version must stand."),
    field("parameter", FieldShape::Text, "The name of the header or query parameter that carries it."),
    field("info", FieldShape::Words(&["semver", "date", "major"]), "The form of `info.version`."),
    field("preview-days", FieldShape::Count, "The age in days from which previews are reported."),
];

const EXEMPT: &[ConfigField] = &[
    field("rules", FieldShape::RuleNames, "Rules and categories; without it, the category `auth`."),
    field("paths", FieldShape::TextOrTexts, "Globs of paths: `/health`, `/public/**`."),
    field("tags", FieldShape::TextOrTexts, "Tags of operations."),
    field("operations", FieldShape::TextOrTexts, "Operation ids."),
    required("reason", FieldShape::Text, "Why. Required."),
    field("owner", FieldShape::Text, "Who is responsible for it."),
    field("ticket", FieldShape::Text, "Where it is tracked."),
    field("expires", FieldShape::Day, "The last day on which it holds (YYYY-MM-DD)."),
];

const SCOPES: &[ConfigField] = &[
    field("read", FieldShape::Texts, "Words of scopes to read, besides the usual ones."),
    field("write", FieldShape::Texts, "Words of scopes to change, besides the usual ones."),
];

const IGNORE: &[ConfigField] = &[
    required("rule", FieldShape::RuleNames, "A rule id or category, or a list of them. Required."),
    field("file", FieldShape::TextOrTexts, "Globs, relative to this file; without it, every file."),
    field("at", FieldShape::Text, "A JSON pointer; what lies under it is suppressed too. Without it, the whole file."),
    field(
        "operations",
        FieldShape::Operations,
        "Operations: `POST /orders`, `/internal/**`, or an `operationId`. Findings whose cause reaches these operations and no others.",
    ),
    field("tags", FieldShape::TextOrTexts, "The same for operations with one of these tags."),
    field("x-internal", FieldShape::Bool, "True: the same for operations that are marked `x-internal`."),
    required("reason", FieldShape::Text, "Why. Required."),
    field("owner", FieldShape::Text, "Who is responsible for it."),
    field("ticket", FieldShape::Text, "Where it is tracked."),
    field("expires", FieldShape::Day, "The last day on which it holds (YYYY-MM-DD)."),
];

const LIMITS: &[ConfigField] = &[
    field("depth", FieldShape::Count, "Nesting of lists and mappings."),
    field("nodes", FieldShape::Count, "Values in one file."),
    field("bytes", FieldShape::Count, "Bytes in one file."),
];
