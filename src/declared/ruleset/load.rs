//! Reading rulesets: what they extend, their rules, aliases and overrides. All mistakes are told at once,
//! and one broken rule leaves the others as they are.

use std::collections::BTreeMap;
use std::sync::Arc;

use serde_json::Value;

use super::{Ask, Field, Given, OAS, Override, Rule, Ruleset, Then};
use crate::declared::facts::Subject;
use crate::declared::format;
use crate::declared::functions::{Function, NAMES};
use crate::declared::inventory::Nothing;
use crate::declared::jsonpath;
use crate::declared::script::{OWN, Script, Scripts, is_script, package};
use crate::diagnostic::{Diagnostic, Severity, nearest};
use crate::rule::Files as Globs;
use crate::source::{FileId, Location, Source};
use crate::spec::{Loader, join_path};
use crate::tree::{Cursor, Limits, Shape, Tree, words, write_json};

/// What came of reading a ruleset.
#[derive(Debug, Default)]
pub struct Loaded {
    /// The rules that could be read.
    pub ruleset: Ruleset,
    /// The files, by the `FileId` of the problems' places.
    pub sources: Vec<Arc<Source>>,
    /// What is wrong.
    pub problems: Vec<Diagnostic>,
}

/// Rulesets that come with apivet, by the names that they are extended by.
const BUILT_IN: [(&str, &str); 2] =
    [("spectral:oas", OAS), ("spectral:owasp", include_str!("../../../rules/spectral-owasp.yaml"))];

/// Packages whose rules come with apivet, for where they are not installed.
const PACKAGES: [(&str, &str); 1] = [("@stoplight/spectral-owasp-ruleset", "spectral:owasp")];

/// How deep rulesets may extend others.
const DEPTH: usize = 32;

/// Reads the ruleset of this name with all that it extends. `here` is the absolute folder that names are
/// relative to.
#[must_use]
pub fn load(name: &str, files: &dyn Loader, here: &str) -> Loaded {
    let mut reader = Reader::new(files, here);
    let parts = match reader.file(name) {
        Ok(parts) => parts,
        Err(why) => {
            let source = Arc::new(Source::new(name, ""));
            reader.sources.push(source);
            let place = Location { file: FileId(0), span: crate::source::Span::new(0, 0) };
            reader.problem(place, String::new(), format!("the ruleset cannot be read: {why}"), None);
            Parts::default()
        }
    };
    reader.finish(parts)
}

/// The rulesets that come with apivet.
#[must_use]
pub fn built_in() -> Vec<Ruleset> {
    let read = |name: &str| {
        let mut reader = Reader::new(&Nothing, "/");
        let parts = reader.built_in(name).unwrap_or_default();
        reader.finish(parts).ruleset
    };
    BUILT_IN.iter().map(|(name, _)| read(name)).collect()
}

/// Collects the rules that configurations declare and extend, one file after the other.
pub struct Collector<'l> {
    reader: Reader<'l>,
    parts: Parts,
}

impl<'l> Collector<'l> {
    /// A collector without rules. `here` is the absolute folder that names are relative to.
    #[must_use]
    pub fn new(files: &'l dyn Loader, here: &'l str) -> Self {
        let mut reader = Reader::new(files, here);
        reader.in_config = true;
        Self { reader, parts: Parts::default() }
    }

    /// Adds what a configuration declares. What else is in it is left alone, its mistakes included.
    pub fn add(&mut self, source: Arc<Source>) {
        let mut tree = Tree::parse(source, Limits::default());
        tree.set_file(FileId(self.reader.sources.len() as u32));
        self.reader.sources.push(tree.source().clone());
        self.reader.open.push(tree.source().name().to_owned());
        let mut parts = std::mem::take(&mut self.parts);
        self.reader.ruleset(tree.root(), &mut parts);
        self.parts = parts;
        self.reader.open.pop();
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
    pub fn finish(self) -> Loaded {
        self.reader.finish(self.parts)
    }
}

/// True for what configurations extend and that is no configuration: a set that comes with apivet, a package, a
/// module.
#[must_use]
pub fn is_ruleset_name(name: &str) -> bool {
    !name.starts_with("apivet:") && ![".yaml", ".yml", ".json"].iter().any(|e| name.ends_with(e))
}

/// Paths under a name, for the formats that each is for.
type Alias = Vec<(String, Vec<&'static str>)>;

/// A ruleset with what it extends.
#[derive(Clone, Default)]
struct Parts {
    rules: Vec<Rule>,
    aliases: BTreeMap<String, Alias>,
    formats: Vec<&'static str>,
    overrides: Vec<Override>,
}

struct Reader<'l> {
    files: &'l dyn Loader,
    here: &'l str,
    sources: Vec<Arc<Source>>,
    problems: Vec<Diagnostic>,
    /// The files that are being read.
    open: Vec<String>,
    /// The modules of rulesets in JavaScript, by the number of the file.
    scripts: BTreeMap<u32, Arc<Scripts>>,
    /// True while a configuration is read, which holds other things than rules.
    in_config: bool,
}

/// What turns rules on that another ruleset brings.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Mode {
    Recommended,
    All,
    Off,
}

impl<'l> Reader<'l> {
    fn new(files: &'l dyn Loader, here: &'l str) -> Self {
        let (sources, problems, open) = (Vec::new(), Vec::new(), Vec::new());
        Self { files, here, sources, problems, open, scripts: BTreeMap::new(), in_config: false }
    }

    fn finish(self, parts: Parts) -> Loaded {
        let ruleset = Ruleset { rules: parts.rules, formats: parts.formats, overrides: parts.overrides };
        Loaded { ruleset, sources: self.sources, problems: self.problems }
    }
}

impl Reader<'_> {
    fn problem(&mut self, place: Location, pointer: String, message: String, help: Option<String>) {
        let mut found = Diagnostic::new("ruleset", Severity::Error, place, pointer, message);
        found.help = help;
        self.problems.push(found);
    }

    fn wrong(&mut self, at: Cursor<'_>, message: impl Into<String>) {
        self.problem(at.location(), at.pointer(), message.into(), None);
    }

    fn wrong_with_help(&mut self, at: Cursor<'_>, message: impl Into<String>, help: String) {
        self.problem(at.location(), at.pointer(), message.into(), Some(help));
    }

    /// Reads a file: as data, or what a module exports.
    fn file(&mut self, name: &str) -> Result<Parts, String> {
        if !is_script(name) {
            return self.files.load(name).map(|tree| self.tree(tree)).map_err(|why| why.to_string());
        }
        let mut scripts = Scripts::default();
        let file = scripts.read(name, self.files).map_err(|why| why.to_string())?;
        let scripts = Arc::new(scripts);
        let text = defined(&file, &scripts)?;
        self.scripts.insert(self.sources.len() as u32, scripts);
        // Places are those of what the module exports, as JSON.
        let text = serde_json::from_str::<Value>(&text).ok().and_then(|v| serde_json::to_string_pretty(&v).ok());
        Ok(self.tree(Tree::parse(Arc::new(Source::new(file, text.unwrap_or_default())), Limits::default())))
    }

    fn tree(&mut self, mut tree: Tree) -> Parts {
        tree.set_file(FileId(self.sources.len() as u32));
        self.sources.push(tree.source().clone());
        for error in tree.errors() {
            self.problem(tree.location(error.span), String::new(), error.message.clone(), error.help.clone());
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

    fn extends(&mut self, at: Cursor<'_>, parts: &mut Parts) {
        let list: Vec<Cursor<'_>> = if at.is_seq() { at.items().collect() } else { vec![at] };
        for item in list {
            let (name, mode) = if item.is_seq() {
                let mode = match item.item(1).map(|m| m.text().into_owned()).as_deref() {
                    Some("all") => Mode::All,
                    Some("off" | "false") => Mode::Off,
                    Some("recommended" | "true") | None => Mode::Recommended,
                    Some(other) => {
                        let message = format!("`{other}` turns nothing on; there are recommended, all and off");
                        self.wrong(item, message);
                        Mode::Recommended
                    }
                };
                (item.item(0), Some(mode))
            } else {
                (Some(item), None)
            };
            // Configurations that a configuration extends are added before it.
            if self.in_config && name.is_some_and(|n| !is_ruleset_name(&n.text())) {
                continue;
            }
            let child = match name {
                Some(at) if at.shape() == Shape::Str => {
                    let in_config = std::mem::take(&mut self.in_config);
                    let child = self.extended(at);
                    self.in_config = in_config;
                    child
                }
                // A ruleset in JavaScript may hold another.
                Some(at) if at.is_map() => {
                    let mut child = Parts::default();
                    self.ruleset(at, &mut child);
                    Some(child)
                }
                _ => {
                    self.wrong(item, "`extends` names rulesets");
                    continue;
                }
            };
            let Some(mut child) = child else { continue };
            if let Some(mode) = mode {
                for rule in &mut child.rules {
                    rule.enabled = match mode {
                        Mode::All => true,
                        Mode::Off => false,
                        Mode::Recommended => rule.recommended,
                    };
                }
            }
            for rule in child.rules {
                put(&mut parts.rules, rule);
            }
            parts.aliases.extend(child.aliases);
            add_formats(&mut parts.formats, &child.formats);
            parts.overrides.extend(child.overrides);
        }
    }

    fn extended(&mut self, at: Cursor<'_>) -> Option<Parts> {
        let name = at.text().into_owned();
        if let Some(parts) = self.built_in(&name) {
            return Some(parts);
        }
        if name.starts_with("http://") || name.starts_with("https://") {
            self.wrong(at, "rulesets are not loaded from the network");
            return None;
        }
        let from = self.sources[at.file().0 as usize].name().to_owned();
        let is_file = name.starts_with(['.', '/'])
            || is_script(&name)
            || [".yaml", ".yml", ".json"].iter().any(|e| name.ends_with(e));
        let installed = if is_file { None } else { package(&from, &name, self.files) };
        if !is_file && installed.is_none() {
            let ours = PACKAGES.iter().find(|(package, _)| *package == name);
            if let Some(parts) = ours.and_then(|(_, ours)| self.built_in(ours)) {
                return Some(parts);
            }
            let names = BUILT_IN.iter().map(|(n, _)| *n);
            let help = match nearest(&name, names) {
                Some(near) => format!("did you mean `{near}`?"),
                None => "it is neither built in nor in a `node_modules` upward from here".to_owned(),
            };
            self.wrong_with_help(at, format!("the ruleset `{name}` is not known"), help);
            return None;
        }
        let file = installed.unwrap_or_else(|| join_path(&from, &name));
        if self.open.contains(&file) || self.open.len() > DEPTH {
            // A ruleset that extends itself brings nothing new.
            return None;
        }
        match self.file(&file) {
            Ok(parts) => Some(parts),
            Err(why) => {
                self.wrong(at, format!("the ruleset `{file}` cannot be read: {why}"));
                None
            }
        }
    }

    /// A ruleset that comes with apivet.
    fn built_in(&mut self, name: &str) -> Option<Parts> {
        let (_, text) = BUILT_IN.iter().find(|(known, _)| *known == name)?;
        let tree = Tree::parse(Arc::new(Source::new(format!("{name}.yaml"), *text)), Limits::default());
        Some(self.tree(tree))
    }

    /// The functions in JavaScript that a ruleset lists.
    fn scripts(&mut self, root: Cursor<'_>) -> BTreeMap<String, (String, Arc<Scripts>)> {
        let Some(list) = root.get_str("functions") else { return BTreeMap::new() };
        let folder = root.get_str("functionsDir").map_or("./functions".to_owned(), |d| d.text().into_owned());
        let from = self.sources[root.file().0 as usize].name().to_owned();
        let mut scripts = Scripts::default();
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
                Err(why) => self.wrong(named, format!("the function `{name}` cannot be read from `{file}`: {why}")),
            }
        }
        let scripts = Arc::new(scripts);
        found.into_iter().map(|(name, file)| (name, (file, scripts.clone()))).collect()
    }

    fn formats(&mut self, at: Cursor<'_>) -> Vec<&'static str> {
        let list: Vec<Cursor<'_>> = if at.is_seq() { at.items().collect() } else { vec![at] };
        let mut out = Vec::new();
        for item in list {
            match format::named(&item.text()) {
                Some(name) => out.push(name),
                None => self.wrong(item, format!("`{}` is no format that is known", item.text())),
            }
        }
        out
    }

    fn aliases(&mut self, at: Cursor<'_>, parts: &mut Parts) {
        for entry in at.entries() {
            let mut alias: Alias = Vec::new();
            let mut paths = |value: Cursor<'_>, formats: &[&'static str]| {
                let list: Vec<Cursor<'_>> = if value.is_seq() { value.items().collect() } else { vec![value] };
                alias.extend(list.iter().map(|p| (p.text().into_owned(), formats.to_vec())));
            };
            match entry.value.get_str("targets") {
                Some(targets) => {
                    for target in targets.items() {
                        let formats = target.get_str("formats").map(|f| self.formats(f)).unwrap_or_default();
                        if let Some(given) = target.get_str("given") {
                            paths(given, &formats);
                        }
                    }
                }
                None => paths(entry.value.get_str("given").unwrap_or(entry.value), &[]),
            }
            parts.aliases.insert(entry.name().to_owned(), alias);
        }
    }

    fn rules(&mut self, at: Cursor<'_>, own: &Own, parts: &mut Parts) {
        if !at.is_map() {
            if !self.in_config {
                self.wrong(at, "`rules` is a mapping of names to rules");
            }
            return;
        }
        for entry in at.entries() {
            let name = entry.name();
            let known = parts.rules.iter().position(|r| r.name == name);
            // The other names in a configuration are those of its own rules and categories.
            if self.in_config && known.is_none() && !is_declaration(entry.value) {
                continue;
            }
            if entry.value.is_map() {
                let existing = known.map(|n| parts.rules[n].clone());
                if let Some(rule) = self.rule(name, entry.value, existing, own, &parts.aliases) {
                    add_formats(&mut parts.formats, &rule.formats);
                    put(&mut parts.rules, rule);
                }
                continue;
            }
            let value = if entry.value.is_seq() { entry.value.item(0).unwrap_or(entry.value) } else { entry.value };
            let Some(n) = known else {
                // What is not there is off.
                if matches!(severity(value), Some(Setting::Off)) {
                    continue;
                }
                let names: Vec<&str> = parts.rules.iter().map(|r| r.name.as_str()).collect();
                let help = match nearest(name, names) {
                    Some(near) => format!("did you mean `{near}`?"),
                    None => "only rules that are extended can be turned on or off".to_owned(),
                };
                self.problem(
                    entry.value.name_location(),
                    entry.value.pointer(),
                    format!("there is no rule `{name}`"),
                    Some(help),
                );
                continue;
            };
            let rule = &mut parts.rules[n];
            match severity(value) {
                Some(Setting::On) => rule.enabled = true,
                Some(Setting::Off) => rule.enabled = false,
                Some(Setting::Severity(severity)) => {
                    rule.severity = severity;
                    rule.enabled = true;
                }
                None => {
                    let message =
                        format!("`{}` is no severity; there are error, warn, info, hint and off", value.text());
                    self.wrong(value, message);
                }
            }
        }
    }

    fn rule(
        &mut self,
        name: &str,
        at: Cursor<'_>,
        existing: Option<Rule>,
        own: &Own,
        aliases: &BTreeMap<String, Alias>,
    ) -> Option<Rule> {
        let before = self.problems.len();
        let mut rule = existing.unwrap_or_else(|| Rule {
            name: name.to_owned(),
            given: Vec::new(),
            on: None,
            then: Vec::new(),
            severity: Severity::Warn,
            enabled: true,
            recommended: true,
            formats: own.formats.clone(),
            resolved: true,
            message: None,
            description: None,
            url: own.url.as_ref().map(|u| format!("{u}#{name}")),
        });
        let text = |key: &str| at.get_str(key).filter(|t| t.shape() == Shape::Str).map(|t| t.text().into_owned());
        if let Some(message) = text("message") {
            rule.message = Some(message);
        }
        if let Some(description) = text("description") {
            rule.description = Some(description);
        }
        if let Some(url) = text("documentationUrl") {
            rule.url = Some(url);
        }
        if let Some(value) = at.get_str("resolved") {
            rule.resolved = value.is_true();
        }
        if let Some(value) = at.get_str("formats") {
            rule.formats = self.formats(value);
        }
        rule.enabled = true;
        if let Some(value) = at.get_str("recommended") {
            rule.recommended = value.is_true();
            rule.enabled = rule.recommended;
        }
        if let Some(value) = at.get_str("severity") {
            match severity(value) {
                Some(Setting::Severity(severity)) => rule.severity = severity,
                Some(Setting::Off) => rule.enabled = false,
                Some(Setting::On) => {}
                None => {
                    let message =
                        format!("`{}` is no severity; there are error, warn, info, hint and off", value.text());
                    self.wrong(value, message);
                }
            }
        }
        match (at.get_str("given"), at.get_str("on")) {
            (Some(given), Some(_)) => {
                self.wrong(given, "a rule looks where `given` leads, or at what `on` names: not both")
            }
            (None, Some(on)) => self.subject(on, at.get_str("where"), &mut rule),
            _ if at.get_str("where").is_some() => self.wrong(at, "`where` belongs to `on`"),
            _ => {}
        }
        match at.get_str("given") {
            Some(given) => {
                rule.on = None;
                rule.given.clear();
                let list: Vec<Cursor<'_>> = if given.is_seq() { given.items().collect() } else { vec![given] };
                for item in list {
                    self.given(item, aliases, &mut rule.given);
                }
            }
            // What is wrong with `on` was told.
            None if rule.given.is_empty() && at.get_str("on").is_none() => {
                self.problem(at.name_location(), at.pointer(), format!("the rule `{name}` has no `given`"), None);
            }
            None => {}
        }
        match at.get(words::THEN) {
            Some(then) => {
                rule.then.clear();
                let list: Vec<Cursor<'_>> = if then.is_seq() { then.items().collect() } else { vec![then] };
                for item in list {
                    rule.then.extend(self.then(item, own));
                }
            }
            None if rule.then.is_empty() => {
                self.problem(at.name_location(), at.pointer(), format!("the rule `{name}` has no `then`"), None);
            }
            None => {}
        }
        (self.problems.len() == before).then_some(rule)
    }

    /// `on`, and `where`: what of the model a rule is about.
    fn subject(&mut self, on: Cursor<'_>, condition: Option<Cursor<'_>>, rule: &mut Rule) {
        if !self.in_config {
            self.wrong(on, "`on` is for rules in apivet.yaml: rulesets for other tools have `given`");
            return;
        }
        let word = on.text();
        let Some(subject) = Subject::ALL.into_iter().find(|s| s.word() == word) else {
            let names = Subject::ALL.map(Subject::word);
            let help = match nearest(&word, names) {
                Some(near) => format!("did you mean `{near}`?"),
                None => format!("there are {}", names.join(", ")),
            };
            self.wrong_with_help(on, format!("the model has no `{word}`"), help);
            return;
        };
        let path = match condition {
            None => jsonpath::parse(&format!("$['{word}'][*]")),
            Some(condition) => jsonpath::parse(&format!("$['{word}'][?({})]", condition.text())),
        };
        match path {
            Ok(path) => {
                let text = match condition {
                    None => format!("each {word}"),
                    Some(condition) => format!("each {word} where {}", condition.text()),
                };
                rule.given = vec![Given { path, text, formats: Vec::new() }];
                rule.on = Some(subject);
            }
            Err(error) => self.wrong(condition.unwrap_or(on), format!("this condition cannot be read: {error}")),
        }
    }

    fn given(&mut self, at: Cursor<'_>, aliases: &BTreeMap<String, Alias>, out: &mut Vec<Given>) {
        let text = at.text().into_owned();
        let mut found = Vec::new();
        if let Err(name) = expand(&text, aliases, &[], 0, &mut found) {
            let help = match nearest(&name, aliases.keys().map(String::as_str)) {
                Some(near) => format!("did you mean `#{near}`?"),
                None => "aliases are declared under `aliases`".to_owned(),
            };
            self.wrong_with_help(at, format!("the alias `#{name}` is not declared"), help);
            return;
        }
        for (path, formats) in found {
            match jsonpath::parse(&path) {
                Ok(read) => out.push(Given { path: read, text: path, formats }),
                Err(error) => {
                    // Quotes come before the text of the path.
                    let quote = usize::from(at.span().len() > text.len());
                    let here = path == text && at.span().len() >= text.len() + quote;
                    let start = (error.at.min(text.len().saturating_sub(1))) + quote;
                    let place = if here { at.part(start..start + 1) } else { at.location() };
                    self.problem(place, at.pointer(), format!("this path cannot be read: {error}"), None);
                }
            }
        }
    }

    fn then(&mut self, at: Cursor<'_>, own: &Own) -> Option<Then> {
        let Some(named) = at.get_str("function").filter(|f| f.shape() == Shape::Str) else {
            self.wrong(at, "`then` needs a `function`");
            return None;
        };
        let field = match at.get_str("field").map(|f| f.text().into_owned()) {
            None => None,
            Some(field) if field == "@key" => Some(Field::Keys),
            Some(field) if field.starts_with("$.") || field.starts_with("$[") || field == "$" => {
                match jsonpath::parse(&field) {
                    Ok(path) => Some(Field::Path(path)),
                    Err(error) => {
                        self.wrong(at, format!("the field cannot be read: {error}"));
                        return None;
                    }
                }
            }
            Some(field) => Some(Field::Names(names(&field))),
        };
        let options = at.get_str("functionOptions").and_then(json);
        let name = named.text();
        let of = at.get_str("field").map_or(String::new(), |f| format!("`{}`: ", f.text()));
        let text = match &options {
            Some(options) => format!("{of}{name} {options}"),
            None => format!("{of}{name}"),
        };
        if let (true, Some(scripts)) = (name.starts_with(OWN), self.scripts.get(&at.file().0)) {
            let file = self.sources[at.file().0 as usize].name().to_owned();
            let script = Script { name: name.into_owned(), file, options, scripts: scripts.clone() };
            return Some(Then { field, text, ask: Ask::Script(Arc::new(script)) });
        }
        match Function::read(&name, options.as_ref()) {
            _ if own.scripts.contains_key(name.as_ref()) => {
                let (file, scripts) = &own.scripts[name.as_ref()];
                let script = Script { name: name.into_owned(), file: file.clone(), options, scripts: scripts.clone() };
                Some(Then { field, text, ask: Ask::Script(Arc::new(script)) })
            }
            Some(Ok(function)) => Some(Then { field, text, ask: Ask::Core(Arc::new(function)) }),
            Some(Err(why)) => {
                self.wrong(at.get_str("functionOptions").unwrap_or(named), why);
                None
            }
            None => {
                let help = match nearest(&name, Function::names()) {
                    Some(near) => format!("did you mean `{near}`?"),
                    None => format!("there are {}", NAMES.join(", ")),
                };
                self.wrong_with_help(named, format!("there is no function `{name}`"), help);
                None
            }
        }
    }

    fn overrides(&mut self, at: Cursor<'_>, own: &Own, parts: &mut Parts) {
        for item in at.items() {
            let Some(files) = item.get_str("files").filter(|f| f.is_seq() || self.in_config) else {
                self.wrong(item, "an override names its `files`");
                continue;
            };
            let files: Vec<Cursor<'_>> = if files.is_seq() { files.items().collect() } else { vec![files] };
            // The globs for whole files, and for each place in files.
            let mut by_place: BTreeMap<Option<String>, (Vec<String>, Vec<Cursor<'_>>)> = BTreeMap::new();
            for file in files {
                let text = file.text();
                let (glob, place) = match text.split_once('#') {
                    Some((glob, place)) => (glob, Some(crate::tree::decode_uri_fragment(place).into_owned())),
                    None => (text.as_ref(), None),
                };
                let plain = glob.contains('/') || self.in_config;
                let glob = if plain { glob.to_owned() } else { format!("**/{glob}") };
                let (globs, cursors) = by_place.entry(place).or_default();
                globs.push(glob);
                cursors.push(file);
            }
            let config = self.sources[at.file().0 as usize].name().to_owned();
            let mut places = Vec::new();
            for (place, (patterns, cursors)) in by_place {
                let (globs, wrong) = Globs::new(&patterns, &config, self.here);
                for (n, why) in wrong {
                    // Of a configuration's globs, its own reader tells.
                    if !self.in_config {
                        self.wrong(cursors[n], format!("this is no glob: {why}"));
                    }
                }
                places.push((place, globs));
            }
            let mut inner = Parts {
                rules: parts.rules.clone(),
                aliases: parts.aliases.clone(),
                formats: parts.formats.clone(),
                overrides: Vec::new(),
            };
            if let Some(extends) = item.get_str("extends") {
                self.extends(extends, &mut inner);
            }
            if let Some(aliases) = item.get_str("aliases") {
                self.aliases(aliases, &mut inner);
            }
            let formats = item.get_str("formats").map_or_else(|| own.formats.clone(), |f| self.formats(f));
            let context = Own { formats, url: own.url.clone(), scripts: own.scripts.clone() };
            if let Some(rules) = item.get_str("rules") {
                self.rules(rules, &context, &mut inner);
            }
            for (at, files) in places {
                parts.overrides.push(Override { files, at, rules: inner.rules.clone() });
            }
        }
    }
}

/// True for a rule with a definition of its own, not only a setting.
#[must_use]
pub fn is_declaration(at: Cursor<'_>) -> bool {
    at.is_map() && ["then", "given", "on"].iter().any(|k| at.get_str(k).is_some())
}

/// What a ruleset says for all of its own rules.
struct Own {
    formats: Vec<&'static str>,
    url: Option<String>,
    /// Functions in JavaScript by name: their files, and all modules.
    scripts: BTreeMap<String, (String, Arc<Scripts>)>,
}

/// What stands in place of a rule's definition.
enum Setting {
    On,
    Off,
    Severity(Severity),
}

fn severity(at: Cursor<'_>) -> Option<Setting> {
    Some(match at.shape() {
        Shape::Bool if at.is_true() => Setting::On,
        Shape::Bool => Setting::Off,
        Shape::Int => match at.integer()? {
            -1 => Setting::Off,
            0 => Setting::Severity(Severity::Error),
            1 => Setting::Severity(Severity::Warn),
            2 => Setting::Severity(Severity::Info),
            3 => Setting::Severity(Severity::Hint),
            _ => return None,
        },
        Shape::Str => match at.text().as_ref() {
            "off" => Setting::Off,
            "on" | "true" => Setting::On,
            "error" => Setting::Severity(Severity::Error),
            "warn" => Setting::Severity(Severity::Warn),
            "info" => Setting::Severity(Severity::Info),
            "hint" => Setting::Severity(Severity::Hint),
            _ => return None,
        },
        _ => return None,
    })
}

/// Replaces an alias at the beginning of a path by what it stands for.
fn expand(
    text: &str,
    aliases: &BTreeMap<String, Alias>,
    formats: &[&'static str],
    depth: usize,
    out: &mut Vec<(String, Vec<&'static str>)>,
) -> Result<(), String> {
    let Some(rest) = text.strip_prefix('#') else {
        out.push((text.to_owned(), formats.to_vec()));
        return Ok(());
    };
    let end = rest.find(|c: char| !c.is_alphanumeric() && !matches!(c, '_' | '-')).unwrap_or(rest.len());
    let (name, tail) = rest.split_at(end);
    let alias = aliases.get(name).filter(|_| depth < DEPTH).ok_or_else(|| name.to_owned())?;
    for (path, own) in alias {
        let formats = if own.is_empty() { formats } else { own.as_slice() };
        expand(&format!("{path}{tail}"), aliases, formats, depth + 1, out)?;
    }
    Ok(())
}

/// The names in `a.b[0]['c d']`.
fn names(field: &str) -> Vec<String> {
    let mut out = Vec::new();
    let mut name = String::new();
    let mut chars = field.chars().peekable();
    while let Some(c) = chars.next() {
        match c {
            '.' => {
                if !name.is_empty() {
                    out.push(std::mem::take(&mut name));
                }
            }
            '[' => {
                if !name.is_empty() {
                    out.push(std::mem::take(&mut name));
                }
                let inner: String = chars.by_ref().take_while(|c| *c != ']').collect();
                out.push(inner.trim_matches(['\'', '"']).to_owned());
            }
            c => name.push(c),
        }
    }
    if !name.is_empty() || out.is_empty() {
        out.push(name);
    }
    out
}

/// A value of a ruleset.
fn json(at: Cursor<'_>) -> Option<Value> {
    let mut text = Vec::new();
    write_json(&mut text, at, 1_000_000).ok()?;
    serde_json::from_slice(&text).ok()
}

/// Puts a rule in the place of one of the same name, or at the end.
fn put(rules: &mut Vec<Rule>, rule: Rule) {
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
    crate::declared::script::define(file, scripts)
}

#[cfg(not(feature = "javascript"))]
fn defined(_: &str, _: &Arc<Scripts>) -> Result<String, String> {
    Err("this apivet was built without JavaScript".to_owned())
}
