//! Reading `apivet.yaml`.

mod check;
mod take;

use std::sync::Arc;

use super::Setting;
use super::packs;
use super::suppress::{Suppression, WaiverPolicy};
use super::table::CONFIG;
use crate::declared::{self, Sandbox};
use crate::finding::{Finding, Message, RuleId, Severity, message, names};
use crate::rule::Files;
use crate::rule::{Exemption, Options, Policy};
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

/// A configuration.
#[derive(Clone, Debug, Default)]
pub struct Config {
    /// Packs and files, in the order in which they apply.
    pub layers: Vec<Layer>,
    /// By file.
    pub overrides: Vec<Override>,
    /// The policy.
    pub policy: Policy,
    /// What operations are exempt from which rules, each also as a suppression.
    pub exemptions: Vec<(Exemption, Suppression)>,
    /// The entries of `ignore`.
    pub suppressions: Vec<Suppression>,
    /// What the policy demands of suppressions.
    pub waivers: WaiverPolicy,
    /// The only rules that run, for a command that is about some of them; all where it is empty.
    pub only: Vec<String>,
    /// The severity from which findings fail a run, or `never`.
    pub fail_on: Option<String>,
    /// Globs that a search in folders leaves out.
    pub exclude: Vec<Files>,
    /// The folder out of which references are not followed, joined to the configuration's.
    pub root: Option<String>,
    /// Bounds on what is read.
    pub limits: Limits,
    /// The rules that are declared here, and in the rulesets that are extended.
    pub declared: declared::DeclaredRuleset,
    /// All files that it rests on, functions included: names with the SHA-256 of their texts.
    pub reached: Vec<(String, String)>,
}

/// Why a configuration cannot be used: findings with places in the files listed.
#[derive(Debug)]
pub struct ConfigError {
    /// The configuration files, by `FileId`.
    pub sources: Vec<Arc<Source>>,
    /// What is wrong.
    pub findings: Vec<Finding>,
}

impl Config {
    /// Adds settings that win over those that stand there.
    pub fn add_layer(&mut self, origin: String, rules: Vec<(String, RuleSetting)>) {
        self.layers.push(Layer { origin, all: None, rules });
    }

    /// Reads a configuration and those that it extends. `here` is the absolute folder that names of
    /// files are relative to; functions of rules that it declares run in the sandbox. `packs` are names of packs that it
    /// extends besides, behind those that it names itself.
    ///
    /// # Errors
    /// Where the text is broken, a field is unknown or has the wrong type, or a file is missing: all
    /// that is wrong, at once.
    pub fn read(
        source: Arc<Source>,
        here: &str,
        files: &dyn Loader,
        sandbox: &Arc<Sandbox>,
        packs: &[String],
    ) -> Result<Self, ConfigError> {
        let declared = declared::Collector::new(files, here, sandbox);
        let mut reader = ConfigReader {
            sources: Vec::new(),
            found: Vec::new(),
            files,
            visited: Vec::new(),
            here,
            declared,
            packs: packs.iter().filter_map(|name| packs::find(name)).collect(),
        };
        let mut config = Config::default();
        reader.file(source, &mut config);
        let ConfigReader { mut sources, found: mut findings, declared, .. } = reader;
        let hashed = |(name, text): &(String, String)| (name.clone(), crate::digest::sha256_hex(text));
        config.reached = declared.reached().iter().map(hashed).collect();
        let loaded = declared.finish();
        findings.extend(loaded.problems);
        sources.extend(loaded.sources);
        config.declared = loaded.ruleset;
        if findings.is_empty() { Ok(config) } else { Err(ConfigError { sources, findings }) }
    }
}

struct ConfigReader<'a> {
    sources: Vec<Arc<Source>>,
    found: Vec<Finding>,
    files: &'a dyn Loader,
    visited: Vec<String>,
    here: &'a str,
    declared: declared::Collector<'a>,
    /// Packs that the first file extends besides.
    packs: Vec<&'static packs::Pack>,
}

impl ConfigReader<'_> {
    fn file(&mut self, source: Arc<Source>, config: &mut Config) {
        self.visited.push(normalize_path(source.name()));
        let mut tree = Tree::parse(source.clone(), Limits::default());
        tree.set_file(FileId(self.sources.len() as u32));
        self.sources.push(source);
        for error in tree.errors() {
            self.say(
                tree.root(),
                tree.location(error.span),
                Message::foreign(&error.message),
                error.help.as_deref().map(Message::foreign),
            );
        }
        for duplicate in tree.duplicates() {
            let at = tree.at(duplicate.second);
            self.say(at, at.name_location(), message!("duplicate key `{}`", at.key_text()), None);
        }
        let root = tree.root();
        let packs = std::mem::take(&mut self.packs);
        if !tree.errors().is_empty() {
            return;
        }
        // What a configuration extends comes first: its rules may be set here.
        let name = tree.source().name().to_owned();
        for item in root.get_str("extends").into_iter().flat_map(texts_of) {
            self.extend(item, &name, config);
        }
        for pack in packs {
            self.pack(pack, config);
        }
        if root.shape() == Node::Null {
            return;
        }
        self.declared.add(tree.source().clone());
        if self.object(root, CONFIG, &"the configuration".into()) {
            self.take(root, config);
        }
    }

    fn say(
        &mut self,
        at: Cursor<'_>,
        location: crate::source::Location,
        message: Message,
        help: Option<Message>,
    ) -> &mut Finding {
        let mut found = Finding::new(RuleId::of("config"), Severity::Error, location, at.pointer(), message);
        found.help = help;
        self.found.push(found);
        let last = self.found.len() - 1;
        &mut self.found[last]
    }

    fn wrong(&mut self, at: Cursor<'_>, expected: &str) -> bool {
        let name = match at.index() {
            Some(_) => message!("an item of `{}`", at.parent().map_or("", Cursor::key_text)),
            None => message!("`{}`", at.key_text()),
        };
        let place = if at.span().is_empty() { at.name_location() } else { at.location() };
        self.say(at, place, message!("{} must be {}, found {}", name, expected, at.shape().words()), None);
        false
    }

    fn pack(&mut self, pack: &'static packs::Pack, config: &mut Config) {
        config.layers.push(Layer { origin: pack.name.to_owned(), all: pack.all, rules: Vec::new() });
        if !pack.text.is_empty() {
            self.file(Arc::new(Source::new(pack.name, pack.text)), config);
        }
    }

    fn extend(&mut self, item: Cursor<'_>, base: &str, config: &mut Config) {
        let text = item.text();
        if let Some((pack, pin)) = packs::pinned(&text) {
            let hash = pack.hash();
            if pin.is_some_and(|pin| pin != hash) {
                let message = message!("`{}` is not the pack that was pinned", pack.name);
                let help = message!("look at what changed, then pin `{}@sha256:{}`", pack.name, hash);
                self.say(item, item.location(), message, Some(help));
            }
            self.pack(pack, config);
            return;
        }
        // Rulesets are read with the rules that are declared.
        if declared::is_ruleset_name(&text) {
            return;
        }
        let (text, pin) = declared::without_pin(&text);
        let path = join_path(base, text);
        if self.visited.contains(&path) {
            self.say(item, item.location(), message!("`{}` extends itself", text), None);
            return;
        }
        match self.files.text(&path) {
            Ok(content) => {
                let before = self.declared.reached().len();
                self.file(Arc::new(Source::new(path, content)), config);
                let hash = declared::pin_of(&self.declared.reached()[before..]);
                if pin.is_some_and(|pin| pin != hash) {
                    let help = message!("look at what changed, then pin `{}@sha256:{}`", text, hash);
                    let message = message!("`{}` is not the configuration that was pinned", text);
                    self.say(item, item.location(), message, Some(help));
                }
            }
            Err(why) => {
                let known = names(packs::PACKS.iter().map(|p| p.name));
                self.say(
                    item,
                    item.location(),
                    message!("the configuration `{}` cannot be read: {}", text, Message::foreign(why)),
                    Some(message!("name a file relative to this one, or one of {}", known)),
                );
            }
        }
    }
}

/// A text, or the texts of a list.
fn texts_of(at: Cursor<'_>) -> Vec<Cursor<'_>> {
    if at.shape() == Node::Str { vec![at] } else { at.items().filter(|i| i.shape() == Node::Str).collect() }
}
