//! Taking what a configuration says, once it is known to be well-formed.

use globset::GlobMatcher;

use super::{Config, ConfigReader, Layer, Override, RuleSetting, texts_of};
use crate::declared;
use crate::diff::Profile;
use crate::finding::{Severity, message};
use crate::model::{Credential, Strength, VersionLocation};
use crate::rule::{Category, Exemption, Files, OptionDefault, OptionValue, ScopeVocabulary};
use crate::rules;
use crate::ruleset::suppress::{
    Conditions, Named, OperationConditions, OperationPattern, Origin, Selector, Suppression, WaiverField, path_glob,
};
use crate::spec::join_path;
use crate::text::Day;
use crate::tree::{Cursor, Limits, Shape as Node};

impl ConfigReader<'_> {
    /// Takes what is known to be well-formed.
    pub(super) fn take(&mut self, root: Cursor<'_>, config: &mut Config) {
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
            self.policy(policy, config);
        }
        for entry in root.get_str("ignore").into_iter().flat_map(Cursor::items) {
            let files = entry.get_str("file").map(|f| self.globs(Some(f), &name));
            let patterns = entry.get_str("operations").into_iter().flat_map(texts_of);
            let operations = OperationConditions {
                patterns: patterns.filter_map(|p| OperationPattern::parse(&p.text()).ok()).collect(),
                tags: entry.get_str("tags").into_iter().flat_map(texts_of).map(|t| t.text().into_owned()).collect(),
                internal: entry.get_str("x-internal").is_some_and(Cursor::is_true),
            };
            let at = entry.get_str("at").map(|a| a.text().into_owned()).unwrap_or_default();
            let selector = Selector::Where(Box::new(Conditions { files, at, operations }));
            config.suppressions.push(suppression(entry, "rule", Origin::Entry, selector));
        }
        if let Some(level) = root.get_str("fail-on").and_then(|level| texts_of(level).into_iter().next()) {
            config.fail_on = Some(level.text().into_owned());
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

    pub(super) fn globs(&mut self, at: Option<Cursor<'_>>, config: &str) -> Files {
        let items: Vec<Cursor<'_>> = at.into_iter().flat_map(texts_of).collect();
        let patterns: Vec<String> = items.iter().map(|i| i.text().into_owned()).collect();
        let (files, wrong) = Files::new(&patterns, config, self.here);
        for (n, why) in wrong {
            let item = items[n];
            self.say(item, item.location(), message!("`{}` is no glob: {}", item.text(), why), None);
        }
        files
    }

    /// Globs of paths or of names.
    fn path_globs(&mut self, at: Option<Cursor<'_>>) -> Vec<GlobMatcher> {
        let mut globs = Vec::new();
        for glob in at.into_iter().flat_map(texts_of) {
            match path_glob(&glob.text()) {
                Ok(built) => globs.push(built),
                Err(why) => {
                    self.say(glob, glob.location(), message!("`{}` is no glob: {}", glob.text(), why), None);
                }
            }
        }
        globs
    }

    pub(super) fn policy(&mut self, at: Cursor<'_>, config: &mut Config) {
        let words = |at: Option<Cursor<'_>>| {
            at.into_iter().flat_map(texts_of).map(|t| t.text().into_owned()).collect::<Vec<_>>()
        };
        let policy = &mut config.policy;
        if let Some(versions) = at.get_str("versions") {
            let place = |word: &String| match word.as_str() {
                "header" => VersionLocation::Header,
                "query" => VersionLocation::Query,
                "media-type" => VersionLocation::MediaType,
                _ => VersionLocation::Server,
            };
            policy.versioning.places = words(versions.get_str("where")).iter().map(place).collect();
            policy.versioning.parameter = versions.get_str("parameter").map(|p| p.text().into_owned());
            policy.versioning.info_format = words(versions.get_str("info"));
            policy.versioning.preview_days =
                versions.get_str("preview-days").and_then(Cursor::integer).and_then(|n| u32::try_from(n).ok());
        }
        for item in at.get_str("exempt").into_iter().flat_map(Cursor::items) {
            let paths = self.path_globs(item.get_str("paths"));
            let exemption = Exemption {
                rules: words(item.get_str("rules")),
                paths,
                tags: words(item.get_str("tags")),
                operations: words(item.get_str("operations")),
            };
            let paths = words(item.get_str("paths"));
            let ids = exemption.operations.iter().map(|id| OperationPattern::id(id));
            let patterns = paths.iter().filter_map(|p| OperationPattern::path(p).ok()).chain(ids).collect();
            let operations = OperationConditions { patterns, tags: exemption.tags.clone(), internal: false };
            let conditions = Conditions { files: None, at: String::new(), operations };
            let selector = Selector::Where(Box::new(conditions));
            config.exemptions.push((exemption, suppression(item, "rules", Origin::Exemption, selector)));
        }
        if let Some(waivers) = at.get_str("waivers") {
            let demand = |word: &String| WaiverField::ALL.into_iter().find(|(_, known)| known == word).map(|(d, _)| d);
            let number = |key: &str| waivers.get_str(key).and_then(Cursor::integer);
            let all = &mut config.waivers;
            all.require.extend(words(waivers.get_str("require")).iter().filter_map(demand));
            all.max_days = number("max-days").and_then(|n| u32::try_from(n).ok()).or(all.max_days);
            all.max_count = number("max-count").and_then(|n| usize::try_from(n).ok()).or(all.max_count);
            all.never.extend(words(waivers.get_str("never")));
            all.no_inline |= waivers.get_str("inline").and_then(Cursor::bool) == Some(false);
        }
        config.policy.extensions.extend(self.path_globs(at.get_str("extensions")));
        if let Some(profile) = at.get_str("profile").and_then(|at| Profile::from_word(&at.text())) {
            config.policy.profile = profile;
        }
        let policy = &mut config.policy;
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

/// What a suppression of the configuration gives; the category `auth` where an exemption names no rules.
fn suppression(entry: Cursor<'_>, rules: &str, origin: Origin, selector: Selector) -> Suppression {
    let text = |key: &str| entry.get_str(key).map(|v| v.text().trim().to_owned()).filter(|t| !t.is_empty());
    let named = |at: Cursor<'_>| Named { name: at.text().into_owned(), location: at.location() };
    let mut rules: Vec<Named> = entry.get_str(rules).into_iter().flat_map(texts_of).map(named).collect();
    if rules.is_empty() {
        rules.push(Named { name: Category::Auth.word().to_owned(), location: entry.first_line() });
    }
    Suppression {
        rules,
        selector,
        reason: text("reason").unwrap_or_default(),
        owner: text("owner"),
        ticket: text("ticket"),
        expires: entry.get_str("expires").and_then(|e| Day::parse(&e.text())),
        origin,
        location: entry.location(),
        pointer: entry.pointer(),
    }
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

pub(super) fn option_value(at: Cursor<'_>, default: OptionDefault) -> Option<OptionValue> {
    match default {
        OptionDefault::Count(_) => at.integer().and_then(|n| u64::try_from(n).ok()).map(OptionValue::Count),
        OptionDefault::Bool(_) => at.bool().map(OptionValue::Bool),
        OptionDefault::Text(_) => at.str().map(|t| OptionValue::Text(t.into_owned())),
        OptionDefault::List(_) => (at.is_seq() && at.items().all(|i| i.shape() == Node::Str))
            .then(|| OptionValue::List(at.items().map(|i| i.text().into_owned()).collect())),
    }
}
