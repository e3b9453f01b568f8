//! Applying a ruleset to a document.

use std::borrow::Cow;
use std::collections::HashSet;
#[cfg(feature = "javascript")]
use std::sync::Arc;

use super::format;
use super::functions::{Said, Target};
use super::inventory::{Inventory, View};
#[cfg(feature = "javascript")]
use super::jsonpath::Edge;
use super::jsonpath::{Frame, Match, Matcher, Path};
use super::message::Found;
use super::range;
use super::ruleset::{Ask, DeclaredRule, DeclaredRuleset, Then, ThenField};
#[cfg(feature = "javascript")]
use super::script::{Call, CallTarget, Engine, FunctionCalled, Script, Scripts};
use crate::finding::{Finding, Message, RuleId, Severity, message};
use crate::rule::{Phase, Timings};
use crate::text::web_address;
use crate::tree::Cursor;

/// What a ruleset says of a document.
#[must_use]
pub fn run(ruleset: &DeclaredRuleset, inventory: &Inventory, timings: &Timings) -> Vec<Finding> {
    let root = inventory.trees()[0].root();
    let formats = format::of(root);
    let mut out = Vec::new();
    unreadable(inventory, &mut out);
    let known = &ruleset.formats;
    if !known.is_empty() && !known.iter().any(|f| formats.contains(f)) {
        let location = root.tree().location(range::spectral(root, true));
        let message = message!("the document matches none of the formats of the ruleset: {}", known.join(", "));
        out.push(Finding::new(RuleId::of("unrecognized-format"), Severity::Warn, location, String::new(), message));
    }
    out.extend(run_rules(ruleset, inventory, timings));
    out
}

/// What the rules say of a document; not what is wrong with it for all rules.
#[must_use]
pub fn run_rules(ruleset: &DeclaredRuleset, inventory: &Inventory, timings: &Timings) -> Vec<Finding> {
    let name = inventory.trees()[0].source().name();
    let rules: Vec<&DeclaredRule> = ruleset.rules_for(name).iter().filter(|r| r.on.is_none()).collect();
    let mut out = apply(&rules, inventory, &format::of(inventory.trees()[0].root()), timings);
    let places = ruleset.overrides.iter().any(|o| o.at.is_some());
    out.retain_mut(|found| {
        let Some(rule) = rules.iter().find(|r| places && found.rule == r.name.as_str()) else { return true };
        let file = found.location.source.name();
        let severity = ruleset.severity_at(rule, file, &found.pointer);
        found.severity = severity.unwrap_or(found.severity);
        severity.is_some()
    });
    out
}

/// What rules say of a document of these formats.
pub(super) fn apply(
    rules: &[&DeclaredRule],
    inventory: &Inventory,
    formats: &[&'static str],
    timings: &Timings,
) -> Vec<Finding> {
    let mut out = Vec::new();
    #[cfg(feature = "javascript")]
    let mut engines = engines(rules, inventory, formats);
    for resolved in [true, false] {
        let mut paths: Vec<Path> = Vec::new();
        let mut owners: Vec<&DeclaredRule> = Vec::new();
        for rule in rules.iter().filter(|r| r.resolved == resolved && r.applies_to(formats)) {
            for given in rule.given.iter().filter(|g| g.applies_to(formats)) {
                paths.push(given.path.clone());
                owners.push(rule);
            }
        }
        if paths.is_empty() {
            continue;
        }
        let view = inventory.view(resolved);
        let mut teller = Teller {
            view,
            seen: HashSet::new(),
            #[cfg(feature = "javascript")]
            waiting: Vec::new(),
            out: &mut out,
        };
        let matcher = Matcher::new(&paths);
        let mut laps = timings.laps(owners.len());
        matcher.walk(view, |found| {
            laps.skip();
            teller.judge(owners[found.path], paths[found.path].keys, &found);
            laps.lap(found.path);
        });
        laps.took().for_each(|(n, took)| timings.add_rule(Phase::Rulesets, &owners[n].name, took));
        #[cfg(feature = "javascript")]
        teller.call_functions(&mut engines, timings);
    }
    out
}

/// The engines of the rulesets whose functions these rules may call: they read the document while its rules are looked at.
#[cfg(feature = "javascript")]
fn engines<'a>(
    rules: &[&'a DeclaredRule],
    inventory: &'a Inventory,
    formats: &[&'static str],
) -> Vec<(&'a Arc<Scripts>, Engine<'a>)> {
    let mut engines: Vec<(&Arc<Scripts>, Engine<'_>)> = Vec::new();
    for then in rules.iter().filter(|r| r.applies_to(formats)).flat_map(|r| &r.then) {
        if let Ask::Script(script) = &then.ask
            && !engines.iter().any(|(of, _)| Arc::ptr_eq(of, &script.scripts))
        {
            let mut engine = Engine::new(&script.scripts, inventory);
            engine.prepare();
            engines.push((&script.scripts, engine));
        }
    }
    engines
}

/// What cannot be read, and references that lead nowhere.
fn unreadable(inventory: &Inventory, out: &mut Vec<Finding>) {
    for tree in inventory.trees() {
        for error in tree.errors() {
            let location = tree.location(error.span);
            out.push(Finding::new(
                RuleId::of("parser"),
                Severity::Error,
                location,
                String::new(),
                Message::foreign(&error.message),
            ));
        }
        for (key, kind) in tree.keys_of_other_types() {
            let message = message!("a mapping key must be a string, not {}: put it in quotes", kind);
            let location = tree.location(key.key_span());
            out.push(Finding::new(RuleId::of("parser"), Severity::Error, location, key.pointer(), message));
        }
        for duplicate in tree.duplicates() {
            let second = tree.at(duplicate.second);
            let location = tree.location(second.key_span());
            let message = message!("duplicate key: {}", second.key_text());
            out.push(Finding::new(RuleId::of("parser"), Severity::Error, location, second.pointer(), message));
        }
    }
    for broken in &inventory.broken {
        let found = Finding::new(
            RuleId::of("invalid-ref"),
            Severity::Error,
            broken.location.clone(),
            broken.pointer.clone(),
            Message::foreign(&broken.message),
        );
        out.push(found);
    }
}

struct Teller<'o, 'a> {
    view: View<'a>,
    seen: HashSet<(String, String, u32, String)>,
    /// The calls of functions in JavaScript, by their modules: made once all places are known, as each
    /// ruleset's functions run in another process.
    #[cfg(feature = "javascript")]
    waiting: Vec<(&'a Arc<Scripts>, WaitingCalls<'a>)>,
    out: &'o mut Vec<Finding>,
}

/// The calls that the functions of one ruleset are to answer.
#[cfg(feature = "javascript")]
#[derive(Default)]
struct WaitingCalls<'a> {
    functions: Vec<(&'a Script, &'a DeclaredRule, FunctionCalled)>,
    calls: Vec<Call>,
    /// Whose results they are.
    askers: Vec<Asker<'a>>,
}

/// Whose results those of a call are.
#[cfg(feature = "javascript")]
struct Asker<'a> {
    then: &'a Then,
    rule: &'a DeclaredRule,
    spot: Spot<'a>,
    below: Vec<String>,
}

/// Where a rule looked: a node, and where it stands, with the root of the document.
#[derive(Clone)]
struct Spot<'a> {
    root: Cursor<'a>,
    node: Cursor<'a>,
    /// The node above it, and the name of it there.
    parent: Option<(Cursor<'a>, String)>,
}

impl<'a> Spot<'a> {
    fn of(frame: &Frame<'_, 'a>) -> Self {
        let parent = frame.parent.map(|p| (p.node, frame.edge.text().into_owned()));
        Self { root: frame.root().node, node: frame.node, parent }
    }

    /// The root of the document.
    fn root(&self) -> Self {
        Self { root: self.root, node: self.root, parent: None }
    }
}

impl<'a> Teller<'_, 'a> {
    fn judge(&mut self, rule: &'a DeclaredRule, keys: bool, found: &Match<'_, '_, 'a>) {
        for then in &rule.then {
            for (target, below) in targets(self.view, found.frame, keys, then.field.as_ref()) {
                match &then.ask {
                    Ask::Core(function) => {
                        for said in function.apply(&target, self.view) {
                            self.tell(then, rule, &Spot::of(found.frame), &below, said);
                        }
                    }
                    #[cfg(feature = "javascript")]
                    Ask::Script(script) => self.wait(script, then, rule, found.frame, &target, below),
                    #[cfg(not(feature = "javascript"))]
                    Ask::Script(_) => {}
                }
            }
        }
    }

    #[cfg(feature = "javascript")]
    fn wait(
        &mut self,
        script: &'a Script,
        then: &'a Then,
        rule: &'a DeclaredRule,
        frame: &Frame<'_, 'a>,
        target: &Target<'a>,
        below: Vec<String>,
    ) {
        let known = self.waiting.iter().position(|(scripts, _)| Arc::ptr_eq(scripts, &script.scripts));
        let known = known.unwrap_or_else(|| {
            self.waiting.push((&script.scripts, WaitingCalls::default()));
            self.waiting.len() - 1
        });
        let waiting = &mut self.waiting[known].1;
        let known =
            |(s, r, _): &(&Script, &DeclaredRule, FunctionCalled)| std::ptr::eq(*s, script) && std::ptr::eq(*r, rule);
        // A rule's calls come one after the other.
        let function = waiting.functions.iter().rposition(known).unwrap_or_else(|| {
            waiting.functions.push((script, rule, called(script, rule)));
            waiting.functions.len() - 1
        });
        let mut path: Vec<serde_json::Value> = Vec::new();
        let mut at = Some(frame);
        while let Some(frame) = at {
            match frame.edge {
                Edge::Root => {}
                Edge::Name(name) => path.push(name.into()),
                Edge::Index(n) => path.push(n.into()),
            }
            at = frame.parent;
        }
        path.reverse();
        path.extend(below.iter().map(|name| name.as_str().into()));
        let target = match target {
            Target::Missing => CallTarget::Missing,
            Target::Name(name) => CallTarget::Name(name.to_string()),
            Target::Node(node) => CallTarget::Node(node.file().0, node.id().0),
        };
        let path = serde_json::Value::from(path).to_string();
        waiting.calls.push(Call { function, path, target });
        waiting.askers.push(Asker { then, rule, spot: Spot::of(frame), below });
    }

    /// Makes the calls that wait, and tells what comes of them.
    #[cfg(feature = "javascript")]
    fn call_functions(&mut self, engines: &mut Vec<(&'a Arc<Scripts>, Engine<'a>)>, timings: &Timings) {
        for (scripts, WaitingCalls { functions, calls, askers }) in std::mem::take(&mut self.waiting) {
            let known = engines.iter().position(|(of, _)| Arc::ptr_eq(of, scripts)).unwrap_or_else(|| {
                engines.push((scripts, Engine::new(scripts, self.view.inventory())));
                engines.len() - 1
            });
            let engine = &mut engines[known].1;
            let functions: Vec<FunctionCalled> = functions.into_iter().map(|(_, _, function)| function).collect();
            let answers = engine.call(&functions, &calls, self.view.is_resolved());
            for (Asker { then, rule, spot, below }, answer) in askers.into_iter().zip(answers) {
                timings.add_rule(Phase::Rulesets, &rule.name, answer.took);
                for said in answer.said {
                    self.tell(then, rule, &spot, &below, said);
                }
            }
        }
    }

    fn tell(&mut self, then: &Then, rule: &DeclaredRule, spot: &Spot<'a>, below: &[String], said: Said) {
        let place = if said.from_root {
            locate(self.view, &spot.root(), &said.below)
        } else {
            let whole: Vec<String> = below.iter().chain(&said.below).cloned().collect();
            locate(self.view, spot, &whole)
        };
        let at = place.at;
        let about = said.about_property;
        let with_property = |found: &Found<'_, '_>, error: String| match found.printed_property() {
            property if about => format!("{property}{error}"),
            _ => error,
        };
        let message = match (&rule.message, &rule.description) {
            _ if said.failed => said.message,
            (Some(template), description) => {
                let description = description.as_deref();
                let facts = rule.on.map(|_| spot.node);
                let mut found = Found { error: "".into(), description, at, missing: &place.missing, facts };
                found.error = with_property(&found, said.message).into();
                if matches!(then.ask, Ask::Script(_)) {
                    found.error = found.fill(&found.error).into();
                }
                found.fill(template).trim().to_owned()
            }
            (None, Some(description)) => description.trim().to_owned(),
            (None, None) if matches!(then.ask, Ask::Script(_)) => {
                let found = Found { error: "".into(), description: None, at, missing: &place.missing, facts: None };
                found.fill(&said.message).trim().to_owned()
            }
            (None, None) => {
                let found = Found { error: "".into(), description: None, at, missing: &place.missing, facts: None };
                with_property(&found, said.message)
            }
        };
        let pointer = at.pointer();
        if !self.seen.insert((rule.name.clone(), pointer.clone(), at.file().0, message.clone())) {
            return;
        }
        let is_own = at.file() == self.view.inventory().trees()[0].root().file();
        let location = at.tree().location(range::spectral(at, is_own));
        let mut found =
            Finding::new(RuleId::declared(&rule.name), rule.severity, location, pointer, Message::foreign(&message));
        found.url = rule.url.as_deref().and_then(web_address);
        self.out.push(found);
    }
}

/// What a function is told of the rule.
#[cfg(feature = "javascript")]
fn called(script: &Script, rule: &DeclaredRule) -> FunctionCalled {
    let (name, file, options) = (script.name.clone(), script.file.clone(), script.options.clone());
    let rule = serde_json::json!({
        "name": rule.name, "message": rule.message, "description": rule.description,
        "severity": rule.severity as u8, "documentationUrl": rule.url, "enabled": rule.enabled,
        "recommended": rule.recommended, "resolved": rule.resolved, "formats": rule.formats,
    });
    FunctionCalled { name, file, options, rule }
}

/// What a rule's field names at a node, with the way below it.
fn targets<'a>(
    view: View<'a>,
    frame: &Frame<'_, 'a>,
    keys: bool,
    field: Option<&'a ThenField>,
) -> Vec<(Target<'a>, Vec<String>)> {
    if keys {
        return vec![(Target::Name(frame.edge.text()), Vec::new())];
    }
    let node = frame.node;
    let container = node.is_map() || node.is_seq();
    match field.filter(|_| container) {
        None => vec![(Target::Node(node), Vec::new())],
        Some(ThenField::Keys) => {
            let names = view.children(node).map(|(edge, _)| edge.text());
            let all: Vec<_> = names.map(|n| (Target::Name(n.clone()), vec![n.into_owned()])).collect();
            if all.is_empty() { vec![(Target::Missing, Vec::new())] } else { all }
        }
        Some(ThenField::Names(names)) => {
            let mut at = Some(node);
            for name in names {
                at = at.and_then(|a| view.child(a, name));
            }
            // Spectral takes `$ref` for a path; where it leads nowhere, the node itself is meant.
            let is_path = at.is_none() && names.first().is_some_and(|n| n.starts_with('$'));
            let below = if is_path { Vec::new() } else { names.clone() };
            vec![(at.map_or(Target::Missing, Target::Node), below)]
        }
        Some(ThenField::Path(path)) => {
            let mut all = Vec::new();
            Matcher::new(std::slice::from_ref(path)).walk_from(view, node, |found| {
                let below: Vec<String> = found.frame.segments().into_iter().map(Cow::into_owned).collect();
                let target =
                    if path.keys { Target::Name(found.frame.edge.text()) } else { Target::Node(found.frame.node) };
                all.push((target, below));
            });
            if all.is_empty() { vec![(Target::Missing, Vec::new())] } else { all }
        }
    }
}

/// A place that a finding is about.
struct Located<'a> {
    /// The node, or the nearest above it that exists.
    at: Cursor<'a>,
    /// The names below it that do not exist.
    missing: Vec<String>,
}

/// The node below a place, or the nearest above it that exists.
fn locate<'a>(view: View<'a>, spot: &Spot<'a>, below: &[String]) -> Located<'a> {
    let parent = spot.parent.as_ref().and_then(|(node, name)| view.written_child(*node, name));
    let mut written = parent.unwrap_or(spot.node);
    let mut at = spot.node;
    for (n, name) in below.iter().enumerate() {
        match view.written_child(at, name) {
            Some(child) => {
                written = child;
                at = view.enter(child);
            }
            None => {
                // Behind a reference, what is missing is what it leads to.
                let through = written != at && written.len() == 1;
                return Located { at, missing: if through { Vec::new() } else { below[n..].to_vec() } };
            }
        }
    }
    // A reference beside which other things stand is pointed at itself.
    let beside = written.is_map() && written.len() > 1 && written.get(crate::tree::words::REF).is_some();
    Located { at: if beside { written } else { at }, missing: Vec::new() }
}
