//! The fields of the configuration, once: reading, error messages and the JSON Schema come from here.

/// What may stand at a field of the configuration.
#[derive(Clone, Copy, Debug)]
pub(super) enum Shape {
    Text,
    /// A day as `YYYY-MM-DD`.
    Day,
    Texts,
    TextOrTexts,
    Bool,
    Count,
    /// One of these words, or a list of them.
    Words(&'static [&'static str]),
    Object(&'static [Field]),
    Objects(&'static [Field]),
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
pub(super) struct Field {
    pub(super) key: &'static str,
    /// True where it must be given, and not be empty.
    pub(super) required: bool,
    pub(super) shape: Shape,
    pub(super) doc: &'static str,
}

const fn field(key: &'static str, shape: Shape, doc: &'static str) -> Field {
    Field { key, required: false, shape, doc }
}

const fn required(key: &'static str, shape: Shape, doc: &'static str) -> Field {
    Field { key, required: true, shape, doc }
}

/// What a suppression can be made to give.
pub(super) const WAIVER_FIELDS: &[&str] = &["reason", "owner", "ticket", "expires"];

/// The places where versions can live.
pub(super) const VERSION_PLACES: &[&str] = &["url", "header", "query", "media-type"];

/// The fields of `apivet.yaml`.
pub(super) const CONFIG: &[Field] = &[
    field(
        "extends",
        Shape::Packs,
        "Packs (`apivet:recommended`, ...), other configuration files and rulesets (`spectral:oas`, ...) to start from, in order.",
    ),
    field(
        "rules",
        Shape::Rules,
        "Severity (`error`, `warn`, `info`, `hint`, `on`, `off`) and options of rules and categories; and rules of your own, with `given` or `on`, and `then`.",
    ),
    field(
        "overrides",
        Shape::Objects(OVERRIDE),
        "Other severities for the findings in some files, referenced ones included.",
    ),
    field("aliases", Shape::Declared, "Paths under names, for `given` of declared rules."),
    field("functions", Shape::Declared, "Functions in JavaScript, for declared rules."),
    field("functionsDir", Shape::Declared, "The folder of the functions; `functions` without it."),
    field("formats", Shape::Declared, "The kinds of documents that declared rules are for."),
    field("documentationUrl", Shape::Declared, "Where declared rules are explained."),
    field("policy", Shape::Object(POLICY), "What rules hold documents against."),
    field("ignore", Shape::Objects(IGNORE), "Findings to hide, each with a reason."),
    field("exclude", Shape::Texts, "Globs of files that a search in folders leaves out."),
    field("root", Shape::Text, "The folder, relative to this file, out of which references are not followed."),
    field("limits", Shape::Object(LIMITS), "Bounds on what is read."),
];

const OVERRIDE: &[Field] = &[
    field("files", Shape::TextOrTexts, "Globs, relative to this file."),
    field("rules", Shape::RuleSeverities, "Severities of rules and categories in these files."),
];

const POLICY: &[Field] = &[
    field("versions", Shape::Object(VERSIONS), "Where versions live."),
    field("exempt", Shape::Objects(EXEMPT), "Operations that rules leave alone."),
    field("scopes", Shape::Object(SCOPES), "Words that tell what a scope allows."),
    field(
        "strength",
        Shape::Strength,
        "Classes of credentials, strongest first: `mutual-tls`, `oauth2-scopes`, `oauth2`, `bearer`, `api-key`, `basic`, `api-key-query`.",
    ),
    field("tiers", Shape::Texts, "Names of throttling tiers."),
    field("throttled", Shape::Bool, "True where something in front of the APIs limits every call."),
    field(
        "audience",
        Shape::Bool,
        "True where APIs or their servers must say who they are for (`x-audience`, `x-internal`).",
    ),
    field("sandbox", Shape::Bool, "True where APIs must have a server to try things on."),
    field("exposed", Shape::Bool, "True where outsiders see these APIs."),
    field("max-token-ttl", Shape::Count, "The longest life of a token, in seconds."),
    field("deprecation", Shape::Object(DEPRECATION), "What must precede a removal."),
    field("waivers", Shape::Object(WAIVERS), "What suppressions must give, and where they end."),
];

const WAIVERS: &[Field] = &[
    field(
        "require",
        Shape::Words(WAIVER_FIELDS),
        "What each suppression of the configuration and of baselines must give, besides its reason.",
    ),
    field("max-days", Shape::Count, "How many days ahead a suppression may expire."),
    field("max-count", Shape::Count, "How many suppressions may be in force at once."),
    field("never", Shape::RuleNames, "Rules and categories that no suppression may touch."),
    field("inline", Shape::Bool, "False where documents may not hold suppressions."),
];

const DEPRECATION: &[Field] = &[
    field("days", Shape::Count, "Days from a deprecation to its sunset, at least."),
    field("soon", Shape::Count, "Days before a sunset from which it is reported."),
    field("sunset", Shape::Bool, "True where what is deprecated must have a sunset date (`x-sunset`)."),
];

const VERSIONS: &[Field] = &[
    field("where", Shape::Words(VERSION_PLACES), "Where a version must stand."),
    field("parameter", Shape::Text, "The name of the header or query parameter that carries it."),
    field("info", Shape::Words(&["semver", "date", "major"]), "The form of `info.version`."),
    field("preview-days", Shape::Count, "The age in days from which previews are reported."),
];

const EXEMPT: &[Field] = &[
    field("rules", Shape::RuleNames, "Rules and categories; without it, the category `auth`."),
    field("paths", Shape::TextOrTexts, "Globs of paths: `/health`, `/public/**`."),
    field("tags", Shape::TextOrTexts, "Tags of operations."),
    field("operations", Shape::TextOrTexts, "Operation ids."),
    required("reason", Shape::Text, "Why. Required."),
    field("owner", Shape::Text, "Who answers for it."),
    field("ticket", Shape::Text, "Where it is tracked."),
    field("expires", Shape::Day, "The last day on which it holds (YYYY-MM-DD)."),
];

const SCOPES: &[Field] = &[
    field("read", Shape::Texts, "Words of scopes to read, besides the usual ones."),
    field("write", Shape::Texts, "Words of scopes to change, besides the usual ones."),
];

const IGNORE: &[Field] = &[
    required("rule", Shape::RuleNames, "A rule id or category, or a list of them. Required."),
    field("file", Shape::TextOrTexts, "Globs, relative to this file; without it, every file."),
    field("at", Shape::Text, "A JSON pointer; what lies under it is suppressed too. Without it, the whole file."),
    field(
        "operations",
        Shape::Operations,
        "Operations: `POST /orders`, `/internal/**`, or an `operationId`. Findings whose cause reaches these operations and no others.",
    ),
    field("tags", Shape::TextOrTexts, "The same for operations with one of these tags."),
    field("x-internal", Shape::Bool, "True: the same for operations that are marked `x-internal`."),
    required("reason", Shape::Text, "Why. Required."),
    field("owner", Shape::Text, "Who answers for it."),
    field("ticket", Shape::Text, "Where it is tracked."),
    field("expires", Shape::Day, "The last day on which it holds (YYYY-MM-DD)."),
];

const LIMITS: &[Field] = &[
    field("depth", Shape::Count, "Nesting of lists and mappings."),
    field("nodes", Shape::Count, "Values in one file."),
    field("bytes", Shape::Count, "Bytes in one file."),
];
