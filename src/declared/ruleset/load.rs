//! Reading rulesets: what they extend, their rules, aliases and overrides. All mistakes are told at once,
//! and one broken rule leaves the others as they are.

mod extends;
mod given;
mod overrides;
mod rules;
mod shape;
mod then;

use std::collections::BTreeMap;
use std::sync::Arc;

use serde_json::Value;

use self::extends::BUILT_IN;
pub use self::rules::is_declaration;
use super::{DeclaredRule, DeclaredRuleset, RulesetOverride};
use crate::declared::format;
use crate::declared::script::{Sandbox, Scripts, is_script};
use crate::digest::sha256_hex;
use crate::finding::{Finding, Message, RuleId, Severity, message};
use crate::source::{FileId, Location, Source};
use crate::spec::NoFiles;
use crate::spec::{Loader, join_path};
use crate::tree::{Cursor, Limits, Tree};

/// What came of reading a ruleset.
#[derive(Debug, Default)]
pub struct LoadedRuleset {
    /// The rules that could be read.
    pub ruleset: DeclaredRuleset,
    /// The files, by the `FileId` of the problems' places.
    pub sources: Vec<Arc<Source>>,
    /// What is wrong.
    pub problems: Vec<Finding>,
}

/// Whether rulesets in JavaScript may run to say what they hold. Their functions, once called, run in any case.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Programs {
    /// They run.
    #[default]
    Allowed,
    /// They do not: nobody named the ruleset.
    Refused,
}

/// How deep rulesets may extend others.
const DEPTH: usize = 32;

/// Reads the ruleset of this name with all that it extends. `here` is the absolute folder that names are
/// relative to.
#[must_use]
pub fn load(name: &str, files: &dyn Loader, here: &str, programs: Programs, sandbox: &Arc<Sandbox>) -> LoadedRuleset {
    let mut reader = RulesetReader::new(files, here, sandbox.clone());
    reader.programs = programs;
    let parts = match reader.file(name) {
        Ok(parts) => parts,
        Err(why) => {
            let source = Arc::new(Source::new(name, ""));
            reader.sources.push(source.clone());
            let place = Location { source, span: crate::source::Span::new(0, 0) };
            reader.problem(place, String::new(), message!("the ruleset cannot be read: {}", why), None);
            Parts::default()
        }
    };
    reader.finish(parts)
}

/// The rulesets that come with apivet.
#[must_use]
pub fn built_in() -> Vec<DeclaredRuleset> {
    let read = |name: &str| {
        let mut reader = RulesetReader::new(&NoFiles, "/", Arc::default());
        let parts = reader.built_in(name).unwrap_or_default();
        reader.finish(parts).ruleset
    };
    BUILT_IN.iter().map(|(name, _)| read(name)).collect()
}

/// Collects the rules that configurations declare and extend, one file after the other.
pub struct Collector<'l> {
    reader: RulesetReader<'l>,
    parts: Parts,
}

impl<'l> Collector<'l> {
    /// A collector without rules. `here` is the absolute folder that names are relative to.
    #[must_use]
    pub fn new(files: &'l dyn Loader, here: &'l str, sandbox: &Arc<Sandbox>) -> Self {
        let mut reader = RulesetReader::new(files, here, sandbox.clone());
        reader.in_config = true;
        Self { reader, parts: Parts::default() }
    }

    /// Adds what a configuration declares. What else is in it is left alone, its mistakes included.
    pub fn add(&mut self, source: Arc<Source>) {
        self.reader.reached.push((source.name().to_owned(), source.text().to_owned()));
        let mut tree = Tree::parse(source, Limits::default());
        tree.set_file(FileId(self.reader.sources.len() as u32));
        self.reader.sources.push(tree.source().clone());
        self.reader.open.push(tree.source().name().to_owned());
        let mut parts = std::mem::take(&mut self.parts);
        self.reader.ruleset(tree.root(), &mut parts);
        self.parts = parts;
        self.reader.open.pop();
    }

    /// The texts that were read, with their names.
    #[must_use]
    pub fn reached(&self) -> &[(String, String)] {
        &self.reader.reached
    }

    /// True where a rule of this name was declared.
    #[must_use]
    pub fn has(&self, name: &str) -> bool {
        self.parts.rules.iter().any(|r| r.name == name)
    }

    /// The names of the rules.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.parts.rules.iter().map(|r| r.name.as_str())
    }

    /// The rules, with what is wrong.
    #[must_use]
    pub fn finish(self) -> LoadedRuleset {
        self.reader.finish(self.parts)
    }
}

/// The hash that pins what is extended: of all texts that it reaches, in the order in which they are read.
#[must_use]
pub fn pin_of(reached: &[(String, String)]) -> String {
    let whole: String = reached.iter().map(|(_, text)| format!("{}\n{text}", text.len())).collect();
    sha256_hex(&whole)
}

/// A name that is extended, without the hash that pins it; and the hash.
#[must_use]
pub fn without_pin(name: &str) -> (&str, Option<&str>) {
    name.split_once("@sha256:").map_or((name, None), |(name, pin)| (name, Some(pin)))
}

/// True for what configurations extend and that is no configuration: a set that comes with apivet, a package, a
/// module.
#[must_use]
pub fn is_ruleset_name(name: &str) -> bool {
    let (name, _) = without_pin(name);
    !name.starts_with("apivet:") && ![".yaml", ".yml", ".json"].iter().any(|e| name.ends_with(e))
}

/// Paths under a name, for the formats that each is for.
type Alias = Vec<(String, Vec<&'static str>)>;

/// A ruleset with what it extends.
#[derive(Clone, Default)]
struct Parts {
    rules: Vec<DeclaredRule>,
    aliases: BTreeMap<String, Alias>,
    formats: Vec<&'static str>,
    overrides: Vec<RulesetOverride>,
    /// What the names of rules begin with that are for documents of other kinds, and are known without being here.
    elsewhere: Vec<&'static str>,
}

struct RulesetReader<'l> {
    files: &'l dyn Loader,
    here: &'l str,
    sources: Vec<Arc<Source>>,
    problems: Vec<Finding>,
    /// The files that are being read.
    open: Vec<String>,
    /// The modules of rulesets in JavaScript, by the number of the file.
    scripts: BTreeMap<u32, Arc<Scripts>>,
    /// True while a configuration is read, which holds other things than rules.
    in_config: bool,
    programs: Programs,
    /// Where functions run.
    sandbox: Arc<Sandbox>,
    /// The texts that were read so far, with their names, modules of functions included: what a pin covers.
    reached: Vec<(String, String)>,
}

impl<'l> RulesetReader<'l> {
    fn new(files: &'l dyn Loader, here: &'l str, sandbox: Arc<Sandbox>) -> Self {
        let (sources, problems, open) = (Vec::new(), Vec::new(), Vec::new());
        Self {
            files,
            here,
            sources,
            problems,
            open,
            scripts: BTreeMap::new(),
            in_config: false,
            programs: Programs::Allowed,
            sandbox,
            reached: Vec::new(),
        }
    }

    fn finish(self, parts: Parts) -> LoadedRuleset {
        let ruleset = DeclaredRuleset { rules: parts.rules, formats: parts.formats, overrides: parts.overrides };
        LoadedRuleset { ruleset, sources: self.sources, problems: self.problems }
    }
}

impl RulesetReader<'_> {
    fn problem(&mut self, place: Location, pointer: String, message: Message, help: Option<Message>) {
        let mut found = Finding::new(RuleId::of("ruleset"), Severity::Error, place, pointer, message);
        found.help = help;
        self.problems.push(found);
    }

    fn wrong(&mut self, at: Cursor<'_>, message: impl Into<Message>) {
        self.problem(at.location(), at.pointer(), message.into(), None);
    }

    fn wrong_with_help(&mut self, at: Cursor<'_>, message: impl Into<Message>, help: Message) {
        self.problem(at.location(), at.pointer(), message.into(), Some(help));
    }

    /// Reads a file: as data, or what a module exports.
    fn file(&mut self, name: &str) -> Result<Parts, String> {
        if !is_script(name) {
            return self.files.load(name).map(|tree| self.tree(tree)).map_err(|why| why.to_string());
        }
        if self.programs == Programs::Refused {
            return Err("it is a program, and the ruleset that extends it was found, not named".to_owned());
        }
        let mut scripts = Scripts { sandbox: self.sandbox.clone(), ..Scripts::default() };
        let file = scripts.read(name, self.files).map_err(|why| why.to_string())?;
        self.reach(&scripts);
        let scripts = Arc::new(scripts);
        let text = defined(&file, &scripts)?;
        self.scripts.insert(self.sources.len() as u32, scripts);
        // Places are those of what the module exports, as JSON.
        let text = serde_json::from_str::<Value>(&text).ok().and_then(|v| serde_json::to_string_pretty(&v).ok());
        Ok(self.tree(Tree::parse(Arc::new(Source::new(file, text.unwrap_or_default())), Limits::default())))
    }

    /// Notes modules as reached.
    fn reach(&mut self, scripts: &Scripts) {
        self.reached.extend(scripts.texts.iter().map(|(name, text)| (name.clone(), text.clone())));
    }

    fn tree(&mut self, mut tree: Tree) -> Parts {
        self.reached.push((tree.source().name().to_owned(), tree.source().text().to_owned()));
        tree.set_file(FileId(self.sources.len() as u32));
        self.sources.push(tree.source().clone());
        for error in tree.errors() {
            self.problem(
                tree.location(error.span),
                String::new(),
                Message::foreign(&error.message),
                error.help.as_deref().map(Message::foreign),
            );
        }
        let name = tree.source().name().to_owned();
        self.open.push(name);
        let mut parts = Parts::default();
        self.ruleset(tree.root(), &mut parts);
        self.open.pop();
        parts
    }

    fn ruleset(&mut self, root: Cursor<'_>, parts: &mut Parts) {
        let known = ["rules", "extends", "overrides"].iter().any(|k| root.get_str(k).is_some());
        if !known {
            if self.problems.is_empty() && !self.in_config {
                self.wrong(root, "a ruleset has `rules`, `extends` or `overrides`");
            }
            return;
        }
        if !self.in_config {
            self.ruleset_shape(root);
        }
        if let Some(extends) = root.get_str("extends") {
            self.extends(extends, parts);
        }
        if let Some(aliases) = root.get_str("aliases") {
            self.aliases(aliases, parts);
        }
        let own_formats = root.get_str("formats").map(|at| self.formats(at)).unwrap_or_default();
        add_formats(&mut parts.formats, &own_formats);
        let url = root.get_str("documentationUrl").and_then(Cursor::str).map(|u| u.into_owned());
        let scripts = self.scripts(root);
        let context = Own { formats: own_formats, url, scripts };
        if let Some(rules) = root.get_str("rules") {
            self.rules(rules, &context, parts);
        }
        if let Some(overrides) = root.get_str("overrides") {
            self.overrides(overrides, &context, parts);
        }
    }

    /// The functions in JavaScript that a ruleset lists.
    fn scripts(&mut self, root: Cursor<'_>) -> BTreeMap<String, (String, Arc<Scripts>)> {
        let Some(list) = root.get_str("functions") else { return BTreeMap::new() };
        let folder = root.get_str("functionsDir").map_or("./functions".to_owned(), |d| d.text().into_owned());
        let from = self.sources[root.file().0 as usize].name().to_owned();
        let mut scripts = Scripts { sandbox: self.sandbox.clone(), ..Scripts::default() };
        let mut found: Vec<(String, String)> = Vec::new();
        for item in list.items() {
            let named = if item.is_seq() { item.item(0).unwrap_or(item) } else { item };
            let name = named.text().into_owned();
            if cfg!(not(feature = "javascript")) {
                self.wrong(named, "this apivet was built without JavaScript");
                continue;
            }
            let file = join_path(&from, &format!("{folder}/{name}.js"));
            match scripts.read(file.trim_end_matches(".js"), self.files) {
                Ok(file) => found.push((name, file)),
                Err(why) => self.wrong(
                    named,
                    message!("the function `{}` cannot be read from `{}`: {}", name, file, Message::foreign(why)),
                ),
            }
        }
        self.reach(&scripts);
        let scripts = Arc::new(scripts);
        found.into_iter().map(|(name, file)| (name, (file, scripts.clone()))).collect()
    }

    fn formats(&mut self, at: Cursor<'_>) -> Vec<&'static str> {
        let list: Vec<Cursor<'_>> = if at.is_seq() { at.items().collect() } else { vec![at] };
        let mut out = Vec::new();
        for item in list {
            match format::named(&item.text()) {
                Some(name) => out.push(name),
                None => self.wrong(item, message!("`{}` is no format that is known", item.text())),
            }
        }
        out
    }
}

/// What a ruleset says for all of its own rules.
struct Own {
    formats: Vec<&'static str>,
    url: Option<String>,
    /// Functions in JavaScript by name: their files, and all modules.
    scripts: BTreeMap<String, (String, Arc<Scripts>)>,
}

/// Puts a rule in the place of one of the same name, or at the end.
fn put(rules: &mut Vec<DeclaredRule>, rule: DeclaredRule) {
    match rules.iter_mut().find(|r| r.name == rule.name) {
        Some(old) => *old = rule,
        None => rules.push(rule),
    }
}

fn add_formats(all: &mut Vec<&'static str>, more: &[&'static str]) {
    for format in more {
        if !all.contains(format) {
            all.push(format);
        }
    }
}

/// What a ruleset in JavaScript exports, as JSON.
#[cfg(feature = "javascript")]
fn defined(file: &str, scripts: &Arc<Scripts>) -> Result<String, String> {
    scripts.sandbox.define(file, scripts)
}

#[cfg(not(feature = "javascript"))]
fn defined(_: &str, _: &Arc<Scripts>) -> Result<String, String> {
    Err("this apivet was built without JavaScript".to_owned())
}
