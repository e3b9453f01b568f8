//! Which rules run, how grave their findings are, and which findings are hidden.

mod config;
mod packs;
mod schema;
pub mod suppress;
mod table;

use crate::diff::ComparisonPolicy;
pub use crate::rule::Files;
pub use config::{Config, ConfigError, Override, RuleSetting};
pub use packs::{PACKS, Pack};
pub use schema::json_schema;

use std::collections::BTreeMap;
use std::sync::Arc;

use suppress::{Suppression, WaiverPolicy};

use crate::declared;
use crate::finding::Severity;
use crate::rule::{Category, Enabled, Options, Policy, Rule};
use crate::rules;
use crate::text::Day;

/// How a rule is set.
#[derive(Clone, Debug, Default)]
pub struct Setting {
    /// True where it runs.
    pub on: bool,
    /// A severity that wins over the rule's own and over the finding's.
    pub severity: Option<Severity>,
    /// Its options.
    pub options: Options,
    /// What set it: a pack or the configuration file.
    pub origin: String,
}

/// The rules of a run with their settings.
#[derive(Debug)]
pub struct Ruleset {
    settings: BTreeMap<&'static str, Setting>,
    overrides: Vec<Override>,
    /// The team's policy.
    pub policy: Policy,
    /// What the configuration suppresses: its entries, and its exemptions.
    pub suppressions: Vec<Arc<Suppression>>,
    /// What the policy demands of suppressions.
    pub waivers: WaiverPolicy,
    /// The rules that the configuration declares.
    pub declared: declared::DeclaredRuleset,
    /// Rules and categories from the command line: only these; all where it is empty.
    select: Vec<String>,
    deselect: Vec<String>,
}

impl Default for Ruleset {
    fn default() -> Self {
        Self::new(Config::default(), &[], &[], Day::default())
    }
}

impl Ruleset {
    /// Puts a ruleset together. `select` and `deselect` hold ids or categories; exemptions that have expired on the day
    /// `today`, exempt nothing.
    #[must_use]
    pub fn new(config: Config, select: &[String], deselect: &[String], today: Day) -> Self {
        let mut settings: BTreeMap<&'static str, Setting> = BTreeMap::new();
        for rule in rules::all() {
            let on = match rule.enabled {
                Enabled::Yes => true,
                Enabled::No => false,
                // Silent by itself where the policy says nothing.
                Enabled::ByPolicy => true,
            };
            settings.insert(rule.id, Setting { on, origin: "apivet:recommended".to_owned(), ..Setting::default() });
        }
        for layer in &config.layers {
            if let Some(on) = layer.all {
                for setting in settings.values_mut() {
                    setting.on = on;
                    setting.origin.clone_from(&layer.origin);
                }
            }
            // What names a rule wins over what names its category.
            let (categories, ids): (Vec<_>, Vec<_>) =
                layer.rules.iter().partition(|(name, _)| Category::from_word(name).is_some());
            for (name, wanted) in categories.into_iter().chain(ids) {
                for rule in rules::all().filter(|r| r.id == name || r.category.word() == name) {
                    if let Some(setting) = settings.get_mut(rule.id) {
                        wanted.apply(setting);
                        setting.origin.clone_from(&layer.origin);
                    }
                }
                // Rules about two versions are many and seldom set: only those that are named are kept.
                let whole = name == Category::Compat.word();
                for rule in rules::of_comparisons().filter(|r| whole || r.id == name) {
                    let setting = settings.entry(rule.id).or_insert_with(|| Setting { on: true, ..Setting::default() });
                    wanted.apply(setting);
                    setting.origin.clone_from(&layer.origin);
                }
            }
        }
        let mut declared = config.declared;
        // A declared rule of the same name stands in the place of apivet's own.
        for (id, setting) in &mut settings {
            setting.on &= declared.find(id).is_none();
        }
        declared.retain(|name| {
            (select.is_empty() || select.iter().any(|s| s == name)) && !deselect.iter().any(|s| s == name)
        });
        let mut policy = config.policy;
        policy.never_exempt.clone_from(&config.waivers.never);
        let holds = |s: &Suppression| config.waivers.allows(s, today) && !s.is_over(today);
        policy.exempt = config.exemptions.iter().filter(|(_, s)| holds(s)).map(|(e, _)| e.clone()).collect();
        let exemptions = config.exemptions.into_iter().map(|(_, s)| s);
        let entries = config.suppressions.into_iter();
        Self {
            settings,
            declared,
            overrides: config.overrides,
            policy,
            suppressions: entries.chain(exemptions).map(Arc::new).collect(),
            waivers: config.waivers,
            select: select.to_vec(),
            deselect: deselect.to_vec(),
        }
    }

    /// What comparisons go by on the day `today`.
    #[must_use]
    pub fn comparison(&self, today: Day) -> ComparisonPolicy {
        ComparisonPolicy {
            notice: self.policy.notice,
            strength: self.policy.strength.clone(),
            extensions: self.policy.extensions.clone(),
            profile: self.policy.profile,
            ..ComparisonPolicy::new(today)
        }
    }

    /// How a rule is set, overrides by file left aside.
    #[must_use]
    pub fn setting(&self, rule: &Rule) -> Setting {
        let mut setting = self.configured(rule);
        if !self.select.is_empty() {
            let by_id = self.select.iter().any(|name| name == rule.id);
            // Selecting a category takes its rules that are on; selecting a rule switches it on.
            setting.on = by_id || (setting.on && names(&self.select, rule));
        }
        setting.on &= !names(&self.deselect, rule);
        setting
    }

    /// How the configuration sets a rule, whatever the command line selects.
    fn configured(&self, rule: &Rule) -> Setting {
        let by_default = || Setting { on: true, origin: "apivet:recommended".to_owned(), ..Setting::default() };
        self.settings.get(rule.id).cloned().unwrap_or_else(by_default)
    }

    /// True where the command line leaves a rule in.
    #[must_use]
    pub fn is_selected(&self, rule: &Rule) -> bool {
        (self.select.is_empty() || names(&self.select, rule)) && !names(&self.deselect, rule)
    }

    /// True where the rule must run: it is on, or an override switches it on for some files.
    #[must_use]
    pub fn runs(&self, rule: &Rule) -> bool {
        let switched_on = || {
            self.overrides.iter().any(|o| {
                o.rules.iter().any(|(name, s)| (name == rule.id || name == rule.category.word()) && s.on == Some(true))
            })
        };
        self.setting(rule).on || (self.select.is_empty() && switched_on())
    }

    /// The severity of a rule's finding in a file; `None` where it is off there. `own` is the
    /// severity that the finding came with.
    #[must_use]
    pub fn severity_in(&self, rule: &Rule, file: &str, own: Severity) -> Option<Severity> {
        self.overridden(self.setting(rule), rule, file, own)
    }

    /// [`Ruleset::severity_in`], whatever the command line selects.
    #[must_use]
    pub fn configured_severity_in(&self, rule: &Rule, file: &str, own: Severity) -> Option<Severity> {
        self.overridden(self.configured(rule), rule, file, own)
    }

    fn overridden(&self, mut setting: Setting, rule: &Rule, file: &str, own: Severity) -> Option<Severity> {
        for over in self.overrides.iter().filter(|o| o.files.has(file)) {
            let (categories, ids): (Vec<_>, Vec<_>) =
                over.rules.iter().partition(|(name, _)| Category::from_word(name).is_some());
            for (_, wanted) in
                categories.into_iter().chain(ids).filter(|(name, _)| *name == rule.id || *name == rule.category.word())
            {
                wanted.apply(&mut setting);
            }
        }
        setting.on.then(|| setting.severity.unwrap_or(own))
    }
}

/// True where a list holds the rule's id or its category.
fn names(list: &[String], rule: &Rule) -> bool {
    list.iter().any(|name| name == rule.id || name == rule.category.word())
}
