//! What a ruleset extends: those that come with apivet, packages, files, and which of their rules are on.

use std::sync::Arc;

use super::{DEPTH, Parts, RulesetReader, add_formats, is_ruleset_name, pin_of, put, without_pin};
use crate::declared::ruleset::OAS;
use crate::declared::script::{is_script, package};
use crate::finding::message;
use crate::source::Source;
use crate::spec::join_path;
use crate::text::nearest;
use crate::tree::{Cursor, Limits, Shape, Tree};

/// Rulesets that come with apivet, by the names that they are extended by.
pub(super) const BUILT_IN: [(&str, &str); 4] = [
    ("spectral:oas", OAS),
    ("spectral:owasp", include_str!("../../../../rules/spectral-owasp.yaml")),
    // Sets for documents of other kinds: of descriptions of OpenAPI they say nothing.
    ("spectral:asyncapi", "formats: [aas2, aas3]\nrules: {}\n"),
    ("spectral:arazzo", "formats: [arazzo1_0]\nrules: {}\n"),
];

/// Sets for documents of other kinds, with what the names of their rules begin with.
const ELSEWHERE: [(&str, &str); 2] = [("spectral:asyncapi", "asyncapi-"), ("spectral:arazzo", "arazzo-")];

/// Packages whose rules come with apivet, for where they are not installed.
const PACKAGES: [(&str, &str); 1] = [("@stoplight/spectral-owasp-ruleset", "spectral:owasp")];

/// What turns rules on that another ruleset brings.
#[derive(Clone, Copy, PartialEq, Eq)]
enum ExtendMode {
    Recommended,
    All,
    Off,
}

impl RulesetReader<'_> {
    pub(super) fn extends(&mut self, at: Cursor<'_>, parts: &mut Parts) {
        let list: Vec<Cursor<'_>> = if at.is_seq() { at.items().collect() } else { vec![at] };
        for item in list {
            let (name, mode) = if item.is_seq() {
                let mode = match item.item(1).map(|m| m.text().into_owned()).as_deref() {
                    Some("all") => ExtendMode::All,
                    Some("off" | "false") => ExtendMode::Off,
                    Some("recommended" | "true") | None => ExtendMode::Recommended,
                    Some(other) => {
                        let message = message!("`{}` turns nothing on; there are recommended, all and off", other);
                        self.wrong(item, message);
                        ExtendMode::Recommended
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
                        ExtendMode::All => true,
                        ExtendMode::Off => false,
                        ExtendMode::Recommended => rule.recommended,
                    };
                }
            }
            for rule in child.rules {
                put(&mut parts.rules, rule);
            }
            parts.aliases.extend(child.aliases);
            add_formats(&mut parts.formats, &child.formats);
            parts.overrides.extend(child.overrides);
            parts.elsewhere.extend(child.elsewhere);
        }
    }

    /// Reads what is extended; where it is pinned, it must be what was pinned.
    pub(super) fn extended(&mut self, at: Cursor<'_>) -> Option<Parts> {
        let text = at.text();
        let (name, pin) = without_pin(&text);
        let before = self.reached.len();
        let parts = self.extended_by(at, name.to_owned());
        if let (Some(pin), Some(_)) = (pin, &parts) {
            let hash = pin_of(&self.reached[before..]);
            if pin != hash {
                let help = message!("look at what changed, then pin `{}@sha256:{}`", name, hash);
                self.wrong_with_help(at, message!("`{}` is not the ruleset that was pinned", name), help);
            }
        }
        parts
    }

    fn extended_by(&mut self, at: Cursor<'_>, name: String) -> Option<Parts> {
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
                Some(near) => message!("did you mean `{}`?", near),
                None => "it is neither built in nor in a `node_modules` upward from here".into(),
            };
            self.wrong_with_help(at, message!("the ruleset `{}` is not known", name), help);
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
                self.wrong(at, message!("the ruleset `{}` cannot be read: {}", file, why));
                None
            }
        }
    }

    /// A ruleset that comes with apivet.
    pub(super) fn built_in(&mut self, name: &str) -> Option<Parts> {
        let (_, text) = BUILT_IN.iter().find(|(known, _)| *known == name)?;
        let tree = Tree::parse(Arc::new(Source::new(format!("{name}.yaml"), *text)), Limits::default());
        let mut parts = self.tree(tree);
        parts.elsewhere.extend(ELSEWHERE.iter().filter(|(set, _)| *set == name).map(|(_, prefix)| *prefix));
        Some(parts)
    }
}
