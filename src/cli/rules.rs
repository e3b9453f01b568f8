//! `apivet rules`

mod catalogue;

use std::fmt::Write;
use std::path::Path;

use serde_json::json;

use super::args::{ListFormat, RulesArgs};
use super::explain::enabled_words;
use super::{Status, print};
use crate::declared::DeclaredRule;
use crate::rule::{Category, Check, Enabled, Rule};
use crate::rules;
use crate::ruleset::Ruleset;
use crate::session::Failure;
use crate::text::nearest;

pub(super) fn run(args: &RulesArgs) -> Result<Status, Failure> {
    if args.output.is_some() && args.format != ListFormat::Markdown {
        return Err(Failure::new("`--output` writes pages: it needs `--format markdown`"));
    }
    let mut categories = Vec::new();
    for word in &args.category {
        categories.push(Category::from_word(word).ok_or_else(|| {
            let failure = Failure::new(format!("there is no category `{word}`"));
            match nearest(word, Category::ALL.into_iter().map(Category::word)) {
                Some(near) => failure.help(format!("did you mean `{near}`?")),
                None => failure.help(format!("there are {}", Category::ALL.map(Category::word).join(", "))),
            }
        })?);
    }
    let mut listed: Vec<&Rule> =
        rules::all().filter(|r| categories.is_empty() || categories.contains(&r.category)).collect();
    // The changes that a comparison names are too many to be listed unasked.
    if categories.contains(&Category::Compat) {
        listed.extend(rules::of_comparisons());
    }
    let session = super::open_for_rules(&args.configuration)?;
    let configured = session.configuration(Path::new(""))?;
    let ruleset = &*configured.ruleset;
    // Those of the team's own stand in no category.
    let own: &[DeclaredRule] = if categories.is_empty() { &ruleset.declared.rules } else { &[] };
    match args.format {
        ListFormat::Markdown => {
            let index = format!("{}{}", catalogue::index(), own_sections(own));
            let Some(folder) = &args.output else { return print(&index) };
            let pages = std::iter::once(("README.md".to_owned(), index)).chain(catalogue::pages());
            for (name, text) in pages {
                let path = folder.join(name);
                let own = path.parent().unwrap_or(folder);
                std::fs::create_dir_all(own)
                    .map_err(|why| Failure::new(format!("cannot make the directory `{}`: {why}", own.display())))?;
                session.write(&path, text.as_bytes())?;
            }
            Ok(Status::Clean)
        }
        ListFormat::Json => {
            // Of the kinds of change, those that are known as rules.
            if categories.is_empty() {
                listed.extend(rules::of_comparisons().filter(|r| !r.aliases.is_empty()));
            }
            let all: Vec<_> = listed.iter().map(|r| json(r, ruleset)).chain(own.iter().map(own_json)).collect();
            let text = serde_json::to_string_pretty(&all).map_err(std::io::Error::from)?;
            print(&format!("{text}\n"))
        }
        ListFormat::Text => print(&table(&listed, ruleset, own)),
    }
}

/// How a rule is set: its severity, or why it does not run.
fn setting_words(rule: &Rule, ruleset: &Ruleset) -> String {
    let setting = ruleset.setting(rule);
    if !setting.on {
        return "off".to_owned();
    }
    let severity = setting.severity.unwrap_or(rule.severity).word();
    if rule.enabled == Enabled::ByPolicy { format!("{severity}*") } else { severity.to_owned() }
}

fn table(listed: &[&Rule], ruleset: &Ruleset, own: &[DeclaredRule]) -> String {
    let mut text = String::new();
    let mut category = None;
    for rule in listed {
        if category != Some(rule.category) {
            category = Some(rule.category);
            let _ = writeln!(
                text,
                "{}{}: {}",
                if text.is_empty() { "" } else { "\n" },
                rule.category.word(),
                rule.category.summary()
            );
        }
        let origin = ruleset.setting(rule).origin;
        let origin = if origin == "apivet:recommended" { String::new() } else { format!("  ({origin})") };
        let _ = writeln!(text, "  {:<6} {:<36} {}{origin}", setting_words(rule, ruleset), rule.id, rule.summary);
    }
    if !own.is_empty() {
        text.push_str("\nyours: rules that the configuration declares\n");
        for rule in own {
            let severity = if rule.enabled { rule.severity.word() } else { "off" };
            let _ = writeln!(text, "  {severity:<6} {:<36} {}", rule.name, own_summary(rule));
        }
    }
    let more = if listed.iter().any(|r| r.category == Category::Compat) {
        String::new()
    } else {
        format!(", plus {} change ids (`--category compat`)", rules::of_comparisons().count())
    };
    let _ = writeln!(
        text,
        "\n{} rules{more}; * has an effect only where `policy` asks for it; `apivet explain <rule>` tells more",
        listed.len()
    );
    text
}

fn json(rule: &Rule, ruleset: &Ruleset) -> serde_json::Value {
    let setting = ruleset.setting(rule);
    json!({
        "id": rule.id,
        "category": rule.category.word(),
        "severity": setting.severity.unwrap_or(rule.severity).word(),
        "on": setting.on,
        "default": enabled_words(rule),
        "reportedBy": match rule.check {
            Check::View(command) => command,
            Check::Compare => "diff",
            _ => "lint",
        },
        "setBy": setting.origin,
        "summary": rule.summary,
        "why": rule.why,
        "whenOff": rule.when_off,
        "repair": (!rule.repair.is_empty()).then_some(rule.repair),
        "versions": [rule.versions.0.text(), rule.versions.1.text()],
        "references": rule.references.iter().map(|r| json!({"title": r.title, "url": r.url})).collect::<Vec<_>>(),
        "options": rule.options.iter().map(|o| json!({"name": o.name, "summary": o.summary, "default": o.default.yaml()})).collect::<Vec<_>>(),
        "aliases": rule.aliases,
        "url": rule.url(),
    })
}

/// What a rule of one's own is for, in a line.
fn own_summary(rule: &DeclaredRule) -> &str {
    let text = rule.description.as_deref().or(rule.message.as_deref()).unwrap_or_default();
    text.lines().next().unwrap_or_default()
}

fn own_json(rule: &DeclaredRule) -> serde_json::Value {
    json!({
        "id": rule.name,
        "category": "yours",
        "severity": rule.severity.word(),
        "on": rule.enabled,
        "default": if rule.enabled { "on" } else { "off" },
        "reportedBy": "lint",
        "summary": own_summary(rule),
        "message": rule.message,
        "url": rule.url,
    })
}

/// The rules of one's own, for a catalogue.
fn own_sections(own: &[DeclaredRule]) -> String {
    let mut text = String::new();
    if !own.is_empty() {
        text.push_str("\n## yours\n\nRules that the configuration declares.\n\n| rule | severity | |\n|---|---|---|\n");
    }
    for rule in own {
        let severity = if rule.enabled { rule.severity.word() } else { "off" };
        let _ = writeln!(text, "| {} | {severity} | {} |", rule.name, own_summary(rule).replace('|', "\\|"));
    }
    text
}
