//! Reading `apivet.yaml`.

use std::sync::Arc;

use super::Setting;
use super::packs;
use super::table::{CONFIG, Field, Shape};
use crate::declared;
use crate::diagnostic::{Diagnostic, Severity, nearest};
use crate::model::lifecycle::day_of;
use crate::model::{Credential, Strength, VersionPlace};
use crate::rule::Files;
use crate::rule::{Category, Exemption, OptionDefault, OptionValue, Options, Policy, ScopeVocabulary};
use crate::rules;
use crate::source::{FileId, Source};
use crate::spec::{Loader, join_path, normalize_path};
use crate::tree::{Cursor, Limits, Shape as Node, Tree};

/// What a configuration says of a rule or category.
#[derive(Clone, Debug, Default)]
pub struct RuleSetting {
    /// Switched on or off.
    pub on: Option<bool>,
    /// The severity.
    pub severity: Option<Severity>,
    /// Options.
    pub options: Options,
}

impl RuleSetting {
    pub(super) fn apply(&self, setting: &mut Setting) {
        if let Some(on) = self.on {
            setting.on = on;
        }
        if self.severity.is_some() {
            setting.severity = self.severity;
        }
        setting.options.extend(self.options.iter().map(|(k, v)| (k.clone(), v.clone())));
    }
}

/// Rules set by one pack or file.
#[derive(Clone, Debug, Default)]
pub struct Layer {
    /// The pack's or file's name.
    pub origin: String,
    /// Switches all rules on or off first.
    pub all: Option<bool>,
    /// Rules and categories.
    pub rules: Vec<(String, RuleSetting)>,
}

/// Severities for some files.
#[derive(Clone, Debug)]
pub struct Override {
    /// Which files.
    pub files: Files,
    /// Rules and categories.
    pub rules: Vec<(String, RuleSetting)>,
}

/// Findings that the configuration hides.
#[derive(Clone, Debug)]
pub struct IgnoreEntry {
    /// Rule ids and categories.
    pub rules: Vec<String>,
    /// Which files; all where it is `None`.
    pub files: Option<Files>,
    /// A JSON pointer; empty for the whole file.
    pub at: String,
    /// Why.
    pub reason: String,
    /// The last day on which it holds, as days since 1970-01-01.
    pub expires: Option<i64>,
    /// Where the entry stands, for messages.
    pub source: Arc<Source>,
    /// The bytes of the entry.
    pub span: crate::source::Span,
}

impl IgnoreEntry {
    /// True where its last day is past; days since 1970-01-01.
    #[must_use]
    pub fn is_over(&self, today: i64) -> bool {
        self.expires.is_some_and(|last| last < today)
    }
}

/// A configuration.
#[derive(Clone, Debug, Default)]
pub struct Config {
    /// Packs and files, in the order in which they apply.
    pub layers: Vec<Layer>,
    /// By file.
    pub overrides: Vec<Override>,
    /// The policy.
    pub policy: Policy,
    /// What is hidden.
    pub ignores: Vec<IgnoreEntry>,
    /// Globs that a search in folders leaves out.
    pub exclude: Vec<Files>,
    /// The folder out of which references are not followed, joined to the configuration's.
    pub root: Option<String>,
    /// Bounds on what is read.
    pub limits: Limits,
    /// The rules that are declared here, and in the rulesets that are extended.
    pub declared: declared::Ruleset,
}

/// Why a configuration cannot be used: diagnostics with places in the files listed.
#[derive(Debug)]
pub struct ConfigError {
    /// The configuration files, by `FileId`.
    pub sources: Vec<Arc<Source>>,
    /// What is wrong.
    pub diagnostics: Vec<Diagnostic>,
}

impl Config {
    /// Adds settings that win over those that stand there.
    pub fn add_layer(&mut self, origin: String, rules: Vec<(String, RuleSetting)>) {
        self.layers.push(Layer { origin, all: None, rules });
    }

    /// Reads a configuration and those that it extends. `here` is the absolute folder that names of
    /// files are relative to.
    ///
    /// # Errors
    /// Where the text is broken, a field is unknown or has the wrong type, or a file is missing: all
    /// that is wrong, at once.
    pub fn read(source: Arc<Source>, here: &str, files: &dyn Loader) -> Result<Self, ConfigError> {
        let declared = declared::Collector::new(files, here);
        let mut reader = Reader { sources: Vec::new(), found: Vec::new(), files, visited: Vec::new(), here, declared };
        let mut config = Config::default();
        reader.file(source, &mut config);
        let Reader { mut sources, found: mut diagnostics, declared, .. } = reader;
        let loaded = declared.finish();
        for mut problem in loaded.problems {
            problem.primary.file.0 += sources.len() as u32;
            diagnostics.push(problem);
        }
        sources.extend(loaded.sources);
        config.declared = loaded.ruleset;
        if diagnostics.is_empty() { Ok(config) } else { Err(ConfigError { sources, diagnostics }) }
    }
}

struct Reader<'a> {
    sources: Vec<Arc<Source>>,
    found: Vec<Diagnostic>,
    files: &'a dyn Loader,
    visited: Vec<String>,
    here: &'a str,
    declared: declared::Collector<'a>,
}

impl Reader<'_> {
    fn file(&mut self, source: Arc<Source>, config: &mut Config) {
        self.visited.push(normalize_path(source.name()));
        let mut tree = Tree::parse(source.clone(), Limits::default());
        tree.set_file(FileId(self.sources.len() as u32));
        self.sources.push(source);
        for error in tree.errors() {
            self.say(tree.root(), tree.location(error.span), error.message.clone(), error.help.clone());
        }
        for duplicate in tree.duplicates() {
            let at = tree.at(duplicate.second);
            self.say(at, at.name_location(), format!("the key `{}` stands twice", at.key_text()), None);
        }
        let root = tree.root();
        if root.shape() == Node::Null {
            return;
        }
        if !tree.errors().is_empty() {
            return;
        }
        // What a configuration extends comes first: its rules may be set here.
        let name = tree.source().name().to_owned();
        for item in root.get_str("extends").into_iter().flat_map(texts_of) {
            self.extend(item, &name, config);
        }
        self.declared.add(tree.source().clone());
        if self.object(root, CONFIG, "the configuration") {
            self.take(root, config);
        }
    }

    fn say(
        &mut self,
        at: Cursor<'_>,
        location: crate::source::Location,
        message: String,
        help: Option<String>,
    ) -> &mut Diagnostic {
        let mut found = Diagnostic::new("config", Severity::Error, location, at.pointer(), message);
        found.help = help;
        self.found.push(found);
        let last = self.found.len() - 1;
        &mut self.found[last]
    }

    fn wrong(&mut self, at: Cursor<'_>, expected: &str) -> bool {
        let name = match at.index() {
            Some(_) => format!("an item of `{}`", at.parent().map_or("", Cursor::key_text)),
            None => format!("`{}`", at.key_text()),
        };
        let place = if at.span().is_empty() { at.name_location() } else { at.location() };
        self.say(at, place, format!("{name} must be {expected}, found {}", at.shape().words()), None);
        false
    }

    /// Checks an object against its fields; true where nothing is wrong in it.
    fn object(&mut self, at: Cursor<'_>, fields: &[Field], what: &str) -> bool {
        if !at.is_map() {
            self.say(at, at.location(), format!("{what} must be a mapping, found {}", at.shape().words()), None);
            return false;
        }
        let mut good = true;
        for entry in at.entries() {
            // For editors, and for people's own notes.
            if entry.name() == "$schema" || entry.name().starts_with("x-") {
                continue;
            }
            match fields.iter().find(|f| f.key == entry.name()) {
                Some(field) => good &= self.value(entry.value, field.shape),
                None => {
                    let mut message = format!("`{}` is not a field of {what}", entry.name());
                    let near = nearest(entry.name(), fields.iter().map(|f| f.key));
                    if let Some(near) = near {
                        message += &format!("; did you mean `{near}`?");
                    }
                    let list = fields.iter().map(|f| format!("`{}`", f.key)).collect::<Vec<_>>().join(", ");
                    self.say(
                        entry.value,
                        entry.value.name_location(),
                        message,
                        near.is_none().then(|| format!("it has {list}")),
                    );
                    good = false;
                }
            }
        }
        good
    }

    fn value(&mut self, at: Cursor<'_>, shape: Shape) -> bool {
        let all_text = |c: Cursor<'_>| c.is_seq() && c.items().all(|i| i.shape() == Node::Str);
        match shape {
            Shape::Text => at.shape() == Node::Str || self.wrong(at, "a string"),
            Shape::Day => day_of(&at.text()).is_some() || self.wrong(at, "a day (YYYY-MM-DD)"),
            Shape::Bool => at.bool().is_some() || self.wrong(at, "true or false"),
            Shape::Count => at.integer().is_some_and(|n| n >= 0) || self.wrong(at, "a whole number from 0"),
            Shape::Texts => all_text(at) || self.wrong(at, "a list of strings"),
            Shape::TextOrTexts => {
                at.shape() == Node::Str || all_text(at) || self.wrong(at, "a string or a list of strings")
            }
            Shape::Words(words) => {
                let mut good = at.shape() == Node::Str || all_text(at) || self.wrong(at, "a word or a list of words");
                for item in texts_of(at) {
                    if !words.contains(&item.text().as_ref()) {
                        good = self.unknown_word(item, words.iter().copied());
                    }
                }
                good
            }
            Shape::Object(fields) => self.object(at, fields, &format!("`{}`", at.key_text())),
            Shape::Objects(fields) => {
                if !at.is_seq() {
                    return self.wrong(at, "a list");
                }
                let what = format!("an item of `{}`", at.key_text());
                let mut good = true;
                for item in at.items() {
                    good &= self.object(item, fields, &what);
                    let required = fields.iter().any(|f| f.key == "reason");
                    if good && required && item.get_str("reason").is_none_or(|r| r.text().trim().is_empty()) {
                        self.say(
                            item,
                            item.location(),
                            format!("{what} must have a `reason`"),
                            Some("say in a few words why".to_owned()),
                        );
                        good = false;
                    }
                }
                good
            }
            Shape::RuleNames => {
                let mut good = at.shape() == Node::Str || all_text(at) || self.wrong(at, "a rule id or a list of them");
                for item in texts_of(at) {
                    good &= self.rule_name(item, &item.text(), item.location());
                }
                good
            }
            Shape::Rules | Shape::RuleSeverities => {
                if !at.is_map() {
                    return self.wrong(at, "a mapping from rules to severities");
                }
                let mut good = true;
                for entry in at.entries().filter(|e| !declared::is_declaration(e.value)) {
                    good &= self.rule_name(entry.value, entry.name(), entry.value.name_location())
                        && self.setting(entry.value, entry.name(), matches!(shape, Shape::Rules));
                }
                good
            }
            Shape::Strength => {
                let mut good = at.is_seq() || self.wrong(at, "a list of credentials, strongest first");
                for item in at.items().flat_map(|i| if i.is_seq() { i.items().collect::<Vec<_>>() } else { vec![i] }) {
                    if !Credential::ALL.iter().any(|c| c.word() == item.text()) {
                        good = self.unknown_word(item, Credential::ALL.iter().map(|c| c.word()));
                    }
                }
                good
            }
            Shape::Declared => true,
            Shape::Packs => {
                // A ruleset may stand in a list with how much of it is turned on.
                let names = |i: Cursor<'_>| {
                    i.shape() == Node::Str
                        || (i.is_seq() && i.item(0).is_some_and(|n| declared::is_ruleset_name(&n.text())))
                };
                let mut good = at.shape() == Node::Str
                    || (at.is_seq() && at.items().all(names))
                    || self.wrong(at, "a pack or a list of packs");
                for item in texts_of(at) {
                    if item.text().starts_with("apivet:") && packs::pinned(&item.text()).is_none() {
                        good = self.unknown_word(item, packs::PACKS.iter().map(|p| p.name));
                    }
                }
                good
            }
        }
    }

    fn unknown_word<'w>(&mut self, at: Cursor<'_>, words: impl Iterator<Item = &'w str> + Clone) -> bool {
        let text = at.text();
        let mut message = format!("`{text}` is not known here");
        if let Some(near) = nearest(&text, words.clone()) {
            message += &format!("; did you mean `{near}`?");
        }
        let list = words.map(|w| format!("`{w}`")).collect::<Vec<_>>().join(", ");
        self.say(at, at.location(), message, Some(format!("known are {list}")));
        false
    }

    fn rule_name(&mut self, at: Cursor<'_>, name: &str, location: crate::source::Location) -> bool {
        if rules::find(name).is_some() || Category::from_word(name).is_some() || self.declared.has(name) {
            return true;
        }
        let mut message = format!("there is no rule or category `{name}`");
        let near = nearest(name, self.declared.names()).map(str::to_owned);
        if let Some(near) = near.or_else(|| rules::near(name).map(|near| near.to_string())) {
            message += &format!("; did you mean `{near}`?");
        }
        self.say(at, location, message, Some("`apivet rules` lists them".to_owned()));
        false
    }

    /// `warn`, `off`, or a mapping with `severity` and options.
    fn setting(&mut self, at: Cursor<'_>, name: &str, with_options: bool) -> bool {
        const WORDS: [&str; 6] = ["error", "warn", "info", "hint", "on", "off"];
        match at.shape() {
            Node::Str if WORDS.contains(&at.text().as_ref()) || Severity::from_word(&at.text()).is_some() => true,
            Node::Str => self.unknown_word(at, WORDS.into_iter()),
            // Other tools write `false` for off, and YAML 1.1 reads `off` that way.
            Node::Bool => true,
            Node::Map if with_options => {
                let options = rules::find(name).map_or(&[][..], |r| r.options);
                let mut good = true;
                for entry in at.entries() {
                    if entry.name() == "severity" {
                        good &= self.setting(entry.value, name, false);
                        continue;
                    }
                    let Some(option) = options.iter().find(|o| o.name == entry.name()) else {
                        let known: Vec<&str> = options.iter().map(|o| o.name).chain(["severity"]).collect();
                        let mut message = format!("`{}` is not an option of `{name}`", entry.name());
                        if let Some(near) = nearest(entry.name(), known.iter().copied()) {
                            message += &format!("; did you mean `{near}`?");
                        }
                        let list = known.iter().map(|k| format!("`{k}`")).collect::<Vec<_>>().join(", ");
                        self.say(entry.value, entry.value.name_location(), message, Some(format!("it has {list}")));
                        good = false;
                        continue;
                    };
                    if option_value(entry.value, option.default).is_none() {
                        good = self.wrong(entry.value, option.default.words());
                    }
                }
                good
            }
            _ => self.wrong(
                at,
                if with_options { "a severity, or a mapping with `severity` and options" } else { "a severity" },
            ),
        }
    }

    /// Takes what is known to be well-formed.
    fn take(&mut self, root: Cursor<'_>, config: &mut Config) {
        let name = root.tree().source().name().to_owned();
        if let Some(rules) = root.get_str("rules") {
            config.layers.push(Layer { origin: name.clone(), all: None, rules: settings_of(rules) });
        }
        for over in root.get_str("overrides").into_iter().flat_map(Cursor::items) {
            let files = self.globs(over.get_str("files"), &name);
            let rules = over.get_str("rules").map(settings_of).unwrap_or_default();
            config.overrides.push(Override { files, rules });
        }
        if let Some(policy) = root.get_str("policy") {
            self.policy(policy, &mut config.policy);
        }
        for entry in root.get_str("ignore").into_iter().flat_map(Cursor::items) {
            let files = entry.get_str("file").map(|f| self.globs(Some(f), &name));
            config.ignores.push(IgnoreEntry {
                rules: entry.get_str("rule").into_iter().flat_map(texts_of).map(|t| t.text().into_owned()).collect(),
                files,
                at: entry.get_str("at").map(|a| a.text().into_owned()).unwrap_or_default(),
                reason: entry.get_str("reason").map(|r| r.text().into_owned()).unwrap_or_default(),
                expires: entry.get_str("expires").and_then(|e| day_of(&e.text())),
                source: root.tree().source().clone(),
                span: entry.span(),
            });
        }
        if let Some(exclude) = root.get_str("exclude") {
            let files = self.globs(Some(exclude), &name);
            config.exclude.push(files);
        }
        if let Some(folder) = root.get_str("root") {
            config.root = Some(join_path(&name, &folder.text()));
        }
        if let Some(limits) = root.get_str("limits") {
            let count = |key: &str, old: usize| {
                limits.get_str(key).and_then(Cursor::integer).map_or(old, |n| usize::try_from(n).unwrap_or(old))
            };
            config.limits = Limits {
                depth: count("depth", config.limits.depth).min(1000),
                nodes: count("nodes", config.limits.nodes),
                bytes: count("bytes", config.limits.bytes),
            };
        }
    }

    fn extend(&mut self, item: Cursor<'_>, base: &str, config: &mut Config) {
        let text = item.text();
        if let Some((pack, pin)) = packs::pinned(&text) {
            let hash = pack.hash();
            if pin.is_some_and(|pin| pin != hash) {
                let message = format!("`{}` is not the pack that was pinned", pack.name);
                let help = format!("look at what changed, then pin `{}@sha256:{hash}`", pack.name);
                self.say(item, item.location(), message, Some(help));
            }
            config.layers.push(Layer { origin: pack.name.to_owned(), all: pack.all, rules: Vec::new() });
            if !pack.text.is_empty() {
                self.file(Arc::new(Source::new(pack.name, pack.text)), config);
            }
            return;
        }
        // Rulesets are read with the rules that are declared.
        if declared::is_ruleset_name(&text) {
            return;
        }
        let path = join_path(base, &text);
        if self.visited.contains(&path) {
            self.say(item, item.location(), format!("`{text}` extends itself"), None);
            return;
        }
        match self.files.text(&path) {
            Ok(content) => self.file(Arc::new(Source::new(path, content)), config),
            Err(why) => {
                let known = packs::PACKS.iter().map(|p| format!("`{}`", p.name)).collect::<Vec<_>>().join(", ");
                self.say(
                    item,
                    item.location(),
                    format!("the configuration `{text}` cannot be read: {why}"),
                    Some(format!("name a file relative to this one, or one of {known}")),
                );
            }
        }
    }

    fn globs(&mut self, at: Option<Cursor<'_>>, config: &str) -> Files {
        let items: Vec<Cursor<'_>> = at.into_iter().flat_map(texts_of).collect();
        let patterns: Vec<String> = items.iter().map(|i| i.text().into_owned()).collect();
        let (files, wrong) = Files::new(&patterns, config, self.here);
        for (n, why) in wrong {
            let item = items[n];
            self.say(item, item.location(), format!("`{}` is no glob: {why}", item.text()), None);
        }
        files
    }

    fn policy(&mut self, at: Cursor<'_>, policy: &mut Policy) {
        let words = |at: Option<Cursor<'_>>| {
            at.into_iter().flat_map(texts_of).map(|t| t.text().into_owned()).collect::<Vec<_>>()
        };
        if let Some(versions) = at.get_str("versions") {
            let place = |word: &String| match word.as_str() {
                "header" => VersionPlace::Header,
                "query" => VersionPlace::Query,
                "media-type" => VersionPlace::MediaType,
                _ => VersionPlace::Server,
            };
            policy.versioning.places = words(versions.get_str("where")).iter().map(place).collect();
            policy.versioning.parameter = versions.get_str("parameter").map(|p| p.text().into_owned());
            policy.versioning.info_format = words(versions.get_str("info"));
            policy.versioning.preview_days =
                versions.get_str("preview-days").and_then(Cursor::integer).and_then(|n| u32::try_from(n).ok());
        }
        for item in at.get_str("exempt").into_iter().flat_map(Cursor::items) {
            let mut paths = Vec::new();
            for glob in item.get_str("paths").into_iter().flat_map(texts_of) {
                match globset::GlobBuilder::new(&escape_braces(&glob.text())).literal_separator(true).build() {
                    Ok(built) => paths.push(built.compile_matcher()),
                    Err(error) => {
                        self.say(
                            glob,
                            glob.location(),
                            format!("`{}` is no glob: {}", glob.text(), error.kind()),
                            None,
                        );
                    }
                }
            }
            policy.exempt.push(Exemption {
                rules: words(item.get_str("rules")),
                paths,
                tags: words(item.get_str("tags")),
                operations: words(item.get_str("operations")),
                reason: item.get_str("reason").map(|r| r.text().into_owned()).unwrap_or_default(),
            });
        }
        if let Some(scopes) = at.get_str("scopes") {
            // The words of a team come on top of the usual ones, and win over them.
            let own = |key: &str| words(scopes.get_str(key)).iter().map(|w| w.to_lowercase()).collect::<Vec<_>>();
            let (read, write) = (own("read"), own("write"));
            let usual = ScopeVocabulary::default();
            let join = |own: &[String], usual: Vec<String>, other: &[String]| {
                own.iter().cloned().chain(usual.into_iter().filter(|w| !other.contains(w))).collect()
            };
            policy.scopes =
                ScopeVocabulary { read: join(&read, usual.read, &write), write: join(&write, usual.write, &read) };
        }
        if let Some(strength) = at.get_str("strength") {
            let credential = |c: Cursor<'_>| Credential::ALL.into_iter().find(|x| x.word() == c.text());
            let group = |i: Cursor<'_>| {
                if i.is_seq() {
                    i.items().filter_map(credential).collect()
                } else {
                    credential(i).into_iter().collect::<Vec<_>>()
                }
            };
            policy.strength = Strength::from_strongest(&strength.items().map(group).collect::<Vec<_>>());
        }
        policy.tiers.extend(words(at.get_str("tiers")));
        policy.throttled |= at.get_str("throttled").is_some_and(Cursor::is_true);
        policy.audience |= at.get_str("audience").is_some_and(Cursor::is_true);
        policy.sandbox |= at.get_str("sandbox").is_some_and(Cursor::is_true);
        policy.exposed |= at.get_str("exposed").is_some_and(Cursor::is_true);
        if let Some(ttl) = at.get_str("max-token-ttl").and_then(Cursor::integer) {
            policy.max_token_ttl = u64::try_from(ttl).ok();
        }
        if let Some(notice) = at.get_str("deprecation") {
            policy.sunset_soon = notice.get_str("soon").and_then(Cursor::integer).and_then(|n| u32::try_from(n).ok());
            policy.notice.days = notice.get_str("days").and_then(Cursor::integer).and_then(|n| u32::try_from(n).ok());
            policy.notice.sunset_required = notice.get_str("sunset").is_some_and(Cursor::is_true);
        }
    }
}

/// `/orders/{id}` as a glob: the braces of a path template are no alternatives.
fn escape_braces(path: &str) -> String {
    path.replace('{', "[{]").replace('}', "[}]")
}

/// A text, or the texts of a list.
fn texts_of(at: Cursor<'_>) -> Vec<Cursor<'_>> {
    if at.shape() == Node::Str { vec![at] } else { at.items().filter(|i| i.shape() == Node::Str).collect() }
}

fn settings_of(at: Cursor<'_>) -> Vec<(String, RuleSetting)> {
    let settings = at.entries().filter(|e| !declared::is_declaration(e.value));
    settings.map(|e| (e.name().to_owned(), setting_of(e.value, e.name()))).collect()
}

fn setting_of(at: Cursor<'_>, name: &str) -> RuleSetting {
    let mut setting = RuleSetting::default();
    match at.shape() {
        Node::Bool => setting.on = at.bool(),
        Node::Map => {
            setting = at.get_str("severity").map(|s| setting_of(s, name)).unwrap_or_default();
            setting.on = setting.on.or(Some(true));
            let options = rules::find(name).map_or(&[][..], |r| r.options);
            for entry in at.entries() {
                let known = options.iter().find(|o| o.name == entry.name());
                if let Some(value) = known.and_then(|o| option_value(entry.value, o.default)) {
                    setting.options.insert(entry.name().to_owned(), value);
                }
            }
        }
        _ => match at.text().as_ref() {
            "off" => setting.on = Some(false),
            "on" => setting.on = Some(true),
            word => {
                setting.severity = Severity::from_word(word);
                setting.on = Some(true);
            }
        },
    }
    setting
}

fn option_value(at: Cursor<'_>, default: OptionDefault) -> Option<OptionValue> {
    match default {
        OptionDefault::Count(_) => at.integer().and_then(|n| u64::try_from(n).ok()).map(OptionValue::Count),
        OptionDefault::Bool(_) => at.bool().map(OptionValue::Bool),
        OptionDefault::Text(_) => at.str().map(|t| OptionValue::Text(t.into_owned())),
        OptionDefault::List(_) => (at.is_seq() && at.items().all(|i| i.shape() == Node::Str))
            .then(|| OptionValue::List(at.items().map(|i| i.text().into_owned()).collect())),
    }
}
