//! `apivet explain`

mod example;

use std::fmt::Write;
use std::path::Path;

use super::args::ExplainArgs;
use super::{Status, print, terminal};
use crate::declared;
use crate::rule::{Category, Enabled, Rule};
use crate::rules;
use crate::session::{Failure, Session};

pub(super) fn run(args: &ExplainArgs) -> Result<Status, Failure> {
    let session = super::open_for_rules(&args.configuration)?;
    let mut text = String::new();
    for (n, name) in args.names.iter().enumerate() {
        if n > 0 {
            text.push_str("\n\n");
        }
        if let Some(rule) = rules::find(name) {
            text.push_str(&plain(rule));
        } else if let Some(category) = Category::from_word(name) {
            let _ = writeln!(text, "{}: {}\n", category.word(), category.summary());
            for rule in rules::of(category) {
                let _ = writeln!(text, "  {:<36} {}", rule.id, rule.summary);
            }
        } else if let Some(rule) = declared(&session, name)? {
            text.push_str(&own(&rule));
        } else {
            let configured = session.configuration(Path::new("."))?;
            let own = configured.config.declared.rules.iter().map(|rule| rule.name.as_str());
            let near = rules::several_near(name, own);
            let failure = Failure::new(format!("there is no rule or category `{name}`"));
            return Err(match near.split_last() {
                Some((only, [])) => failure.help(format!("did you mean `{only}`?")),
                Some((last, first)) => failure.help(format!("did you mean `{}` or `{last}`?", first.join("`, `"))),
                None => failure.help("`apivet rules` lists them"),
            });
        }
    }
    print(&text)
}

/// A rule that the nearest configuration declares or extends, or one of a set that comes with apivet.
fn declared(session: &Session, name: &str) -> Result<Option<declared::DeclaredRule>, Failure> {
    let configured = session.configuration(Path::new("."))?;
    if let Some(rule) = configured.config.declared.find(name) {
        return Ok(Some(rule.clone()));
    }
    Ok(declared::built_in().into_iter().find_map(|set| set.find(name).cloned()))
}

fn own(rule: &declared::DeclaredRule) -> String {
    let mut text = String::new();
    let _ = writeln!(text, "{}: {}\n", rule.name, rule.description.as_deref().unwrap_or("without a description"));
    let on = if rule.enabled { "on" } else { "off" };
    let _ = writeln!(text, "a rule from {}, severity {}, {on}", rule.origin, rule.severity.word());
    if !rule.formats.is_empty() {
        let _ = writeln!(text, "for {}", rule.formats.join(", "));
    }
    let _ = writeln!(text, "\nGiven");
    for given in &rule.given {
        let _ = writeln!(text, "    {}", given.text);
    }
    let _ = writeln!(text, "Then");
    for then in &rule.then {
        let _ = writeln!(text, "    {}", then.words());
    }
    if let Some(message) = &rule.message {
        let _ = writeln!(text, "Message\n    {message}");
    }
    let _ = writeln!(
        text,
        "\nConfigure (apivet.yaml)\n    rules:\n      {}: off    # error, warn, info, hint, on or off",
        rule.name
    );
    if let Some(url) = &rule.url {
        let _ = writeln!(text, "\nReferences\n  {url}");
    }
    text
}

/// Whether a rule runs by default, in words.
pub(super) fn enabled_words(rule: &Rule) -> &'static str {
    match rule.enabled {
        Enabled::Yes => "on",
        Enabled::No => "off",
        Enabled::ByPolicy => "on where the policy asks for it",
    }
}

/// The versions that a rule is about; empty where it is about all.
pub(super) fn version_words(rule: &Rule) -> String {
    let (first, last) = rule.versions;
    match (first, last) {
        _ if rule.versions == Rule::BASE.versions => String::new(),
        _ if last == Rule::BASE.versions.1 => format!("OpenAPI {} and later", first.text()),
        _ if first == Rule::BASE.versions.0 => format!("OpenAPI up to {}", last.text()),
        _ => format!("OpenAPI {} to {}", first.text(), last.text()),
    }
}

/// A configuration that shows the rule's setting and options.
pub(super) fn configuration(rule: &Rule) -> String {
    if let Some(examples) = rule.examples().filter(|e| !e.config.is_empty()) {
        return examples.config.clone();
    }
    if rule.options.is_empty() {
        let other = if rule.enabled == Enabled::No { rule.severity.word() } else { "off" };
        return format!("rules:\n  {}: {other}    # error, warn, info, hint, on or off\n", rule.id);
    }
    let mut text = format!("rules:\n  {}:\n    severity: {}\n", rule.id, rule.severity.word());
    for option in rule.options {
        let _ = writeln!(
            text,
            "    # {} (this is the default)\n    {}: {}",
            option.summary,
            option.name,
            option.default.yaml()
        );
    }
    text
}

fn indent(text: &str) -> String {
    text.lines().fold(String::new(), |mut out, line| {
        let _ = writeln!(out, "{}", if line.is_empty() { String::new() } else { format!("    {line}") });
        out
    })
}

/// How one finding is suppressed, or one change acknowledged.
fn suppression(rule: &Rule) -> String {
    let id = rule.id;
    let comment = format!(
        "    # apivet-ignore: {id} -- the reason\n    on the line or above it; in JSON: \"x-apivet-ignore\": {{\"{id}\": \"the reason\"}}\n"
    );
    if rule.category != Category::Compat {
        return format!("Suppress one finding\n{comment}\n");
    }
    format!(
        "Acknowledge one change (apivet.yaml)\n    ignore:\n      - rule: {id}\n        operations: [\"POST /orders\"]    # or `at`, or `file`\n        reason: the reason\n        expires: 2027-06-30\n\nor in the revision, where what changed stands in it\n{comment}\n"
    )
}

fn plain(rule: &Rule) -> String {
    let mut text = String::new();
    let _ = writeln!(text, "{}: {}\n", rule.id, rule.summary);
    let versions = version_words(rule);
    let versions = if versions.is_empty() { versions } else { format!(", {versions}") };
    let _ = writeln!(
        text,
        "category {}, severity {}, {} by default{versions}\n",
        rule.category.word(),
        rule.severity.word(),
        enabled_words(rule)
    );
    let _ = writeln!(text, "Why\n{}", terminal::wrap(rule.why));
    if rule.category == Category::Compat {
        text.push_str(&example::of_change(rule));
    }
    if let Some(examples) = rule.examples() {
        let _ = writeln!(text, "Bad\n{}", indent(&examples.bad));
        let _ = writeln!(text, "Good\n{}", indent(&examples.good));
    }
    if !rule.repair.is_empty() {
        let _ = writeln!(text, "Fix\n{}", terminal::wrap(rule.repair));
    }
    let _ = writeln!(text, "Configure (apivet.yaml)\n{}", indent(&configuration(rule)));
    text.push_str(&suppression(rule));
    let _ = writeln!(text, "When to disable it\n{}", terminal::wrap(rule.when_off));
    if !rule.references.is_empty() {
        let _ = writeln!(text, "References");
        for reference in rule.references {
            let _ = writeln!(text, "  {}\n    {}", reference.title, reference.url);
        }
    }
    if !rule.aliases.is_empty() {
        let _ = writeln!(text, "\nIn other tools: {}", rule.aliases.join(", "));
    }
    text
}
