//! Other settings for some files, or for places in them.

use std::collections::BTreeMap;

use super::{Own, Parts, RulesetReader};
use crate::declared::ruleset::RulesetOverride;
use crate::finding::message;
use crate::rule::Files as Globs;
use crate::tree::Cursor;

impl RulesetReader<'_> {
    pub(super) fn overrides(&mut self, at: Cursor<'_>, own: &Own, parts: &mut Parts) {
        if at.is_seq() && at.is_empty() && !self.in_config {
            self.wrong(at, "`overrides` is empty");
        }
        for item in at.items() {
            if !self.in_config {
                self.override_shape(item);
            }
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
                        self.wrong(cursors[n], message!("this is no glob: {}", why));
                    }
                }
                places.push((place, globs));
            }
            let mut inner = Parts {
                rules: parts.rules.clone(),
                aliases: parts.aliases.clone(),
                formats: parts.formats.clone(),
                overrides: Vec::new(),
                elsewhere: parts.elsewhere.clone(),
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
                parts.overrides.push(RulesetOverride { files, at, rules: inner.rules.clone() });
            }
        }
    }
}
