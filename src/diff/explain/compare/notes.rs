//! Conditions, exclusions, and what is told without changing which values are accepted.

use super::*;
use crate::diff::catalogue::{MessagePart, SchemaChange};
use crate::diff::lifecycle::sunset_date;
use crate::finding::{Message, message};

impl<'a> Walk<'a> {
    /// `if`, `then`, `else`, `not`, `unevaluated*`.
    pub(super) fn conditions(&mut self, g: &mut Gather<'a>) {
        let (base, revision) = (self.pairs[g.pair].base, self.pairs[g.pair].revision);
        let subject = g.subject.clone();
        const IF: [SchemaChange; 3] = [SchemaChange::IfAdded, SchemaChange::IfRemoved, SchemaChange::IfChanged];
        const THEN: [SchemaChange; 3] = [SchemaChange::ThenAdded, SchemaChange::ThenRemoved, SchemaChange::ThenChanged];
        const ELSE: [SchemaChange; 3] = [SchemaChange::ElseAdded, SchemaChange::ElseRemoved, SchemaChange::ElseChanged];
        const NOT: [SchemaChange; 3] = [SchemaChange::NotAdded, SchemaChange::NotRemoved, SchemaChange::NotChanged];
        for (key, part, [added, removed, changed]) in [
            (words::IF, AtomPart::If, IF),
            (words::THEN, AtomPart::If, THEN),
            (words::ELSE, AtomPart::If, ELSE),
            (words::NOT, AtomPart::Not, NOT),
        ] {
            let of = |walk: &Self, set: SetId| {
                let parts = walk.engine.graph.parts(set);
                parts.iter().map(|a| walk.engine.graph.part(*a)).filter(|a| a.part == part).find_map(|a| a.at.get(key))
            };
            let (x, y) = (of(self, base), of(self, revision));
            let name = key.known_text().unwrap_or_default();
            let (change, verb, effect) = match (x, y) {
                (None, Some(_)) => (added, "added", Effect::Narrows),
                (Some(_), None) => (removed, "removed", Effect::Widens),
                (Some(a), Some(b)) if !self.engine.graph.same().unchanged(a, b) => {
                    (changed, "changed", Effect::Changes)
                }
                _ => continue,
            };
            let message = message!("{}: `{}` was {}", subject, name, verb);
            let point = if part == AtomPart::Not { words::NOT } else { words::IF };
            g.keyword(change, effect, x, y, point, message);
        }
        for (key, added, removed) in [
            (words::UNEVALUATED_ITEMS, SchemaChange::UnevaluatedItemsAdded, SchemaChange::UnevaluatedItemsRemoved),
            (
                words::UNEVALUATED_PROPERTIES,
                SchemaChange::UnevaluatedPropertiesAdded,
                SchemaChange::UnevaluatedPropertiesRemoved,
            ),
            (words::DYNAMIC_REF, SchemaChange::ValuesNarrowed, SchemaChange::ValuesWidened),
            (words::ADDITIONAL_ITEMS, SchemaChange::ValuesNarrowed, SchemaChange::ValuesWidened),
            (words::DEPENDENCIES, SchemaChange::ValuesNarrowed, SchemaChange::ValuesWidened),
        ] {
            let (x, y) = (self.field(base, key), self.field(revision, key));
            // Where it says no more than another keyword, it is told as that.
            let is_hard = |f: &Facts<'a>| f.hard.iter().any(|(hard, _)| *hard == key);
            if key != words::UNEVALUATED_ITEMS && !is_hard(&g.base) && !is_hard(&g.revision) {
                continue;
            }
            let name = key.known_text().unwrap_or_default();
            let (change, verb, effect) = match (x, y) {
                (None, Some(_)) => (added, "added", Effect::Narrows),
                (Some(_), None) => (removed, "removed", Effect::Widens),
                _ => continue,
            };
            let message = message!("{}: `{}` was {}", subject, name, verb);
            g.keyword(change, effect, x, y, key, message).bound();
        }
    }

    /// Defaults, deprecation, content, stability.
    pub(super) fn notes(&mut self, g: &mut Gather<'a>) {
        let (base, revision) = (self.pairs[g.pair].base, self.pairs[g.pair].revision);
        let subject = g.subject.clone();
        let parameter = g.place == MessagePart::RequestParameter;
        let level = if parameter { Compatibility::Risky } else { Compatibility::Compatible };
        let (x, y) = (self.field(base, words::DEFAULT), self.field(revision, words::DEFAULT));
        let text = |at: Cursor<'_>| {
            if at.is_map() || at.is_seq() {
                Message::from("another value")
            } else {
                message!("`{}`", cut(&at.text(), 40))
            }
        };
        match (x, y) {
            (None, Some(at)) => {
                g.add(
                    SchemaChange::DefaultValueAdded,
                    Effect::Note(level),
                    None,
                    y,
                    Vec::new(),
                    message!("{}: default {} was added", subject, text(at)),
                );
            }
            (Some(at), None) => {
                g.add(
                    SchemaChange::DefaultValueRemoved,
                    Effect::Note(level),
                    x,
                    None,
                    Vec::new(),
                    message!("{}: default {} was removed", subject, text(at)),
                );
            }
            (Some(a), Some(b)) if !self.engine.graph.same().equal(a, b) => {
                let typed = |at: Cursor<'_>| {
                    message!(
                        "{} ({})",
                        text(at),
                        if at.shape() == crate::tree::Shape::Str { "a string" } else { "no string" }
                    )
                };
                let text = |at| if text(a) == text(b) { typed(at) } else { text(at) };
                g.add(
                    SchemaChange::DefaultValueChanged,
                    Effect::Note(level),
                    x,
                    y,
                    Vec::new(),
                    message!("{}: default {} -> {}", subject, text(a), text(b)),
                );
            }
            _ => {}
        }
        if !matches!(g.place, MessagePart::RequestBody | MessagePart::ResponseBody | MessagePart::RequestParameter) {
            let deprecated = |walk: &Self, set| walk.field(set, words::DEPRECATED).filter(|d| d.is_true());
            let (x, y) = (deprecated(self, base), deprecated(self, revision));
            let note = Effect::Note(Compatibility::Compatible);
            let at = |walk: &mut Self| walk.places(g.pair);
            match (x, y) {
                (None, Some(at_y)) => {
                    let holder = at_y.parent().unwrap_or(at_y);
                    let sunset = sunset_date(holder);
                    let change =
                        if sunset.is_some() { SchemaChange::DeprecatedWithSunset } else { SchemaChange::Deprecated };
                    let here = at(self).0;
                    g.add(change, note, here, y, Vec::new(), message!("{} is now deprecated", subject));
                    let risky = Effect::Note(Compatibility::Risky);
                    let demanded = self.notice.sunset_required || self.notice.days.is_some();
                    let (change, words) = match sunset {
                        None if demanded => {
                            (SchemaChange::DeprecatedSunsetMissing, "is deprecated without a sunset date")
                        }
                        Some(Err(_)) => {
                            (SchemaChange::DeprecatedSunsetInvalid, "has a sunset date that cannot be read")
                        }
                        Some(Ok(day)) if self.notice.days.is_some_and(|d| day - self.today < i64::from(d)) => (
                            SchemaChange::SunsetDateTooSmall,
                            "has less notice before its sunset date than the policy requires",
                        ),
                        _ => return self.more_notes(g),
                    };
                    g.add(change, risky, here, y, Vec::new(), message!("{} {}", subject, words));
                }
                (Some(_), None) => {
                    let there = at(self).1;
                    g.add(
                        SchemaChange::Reactivated,
                        note,
                        x,
                        there,
                        Vec::new(),
                        message!("{} is no longer deprecated", subject),
                    );
                }
                _ => {}
            }
        }
        self.more_notes(g);
    }

    /// Content, extensible lists, stability.
    fn more_notes(&mut self, g: &mut Gather<'a>) {
        let (base, revision) = (self.pairs[g.pair].base, self.pairs[g.pair].revision);
        let subject = g.subject.clone();
        for (key, change) in [
            (words::CONTENT_MEDIA_TYPE, SchemaChange::ContentMediaTypeChanged),
            (words::CONTENT_ENCODING, SchemaChange::ContentEncodingChanged),
        ] {
            let (x, y) = (self.field(base, key), self.field(revision, key));
            let said = |walk: &mut Self, set: SetId, at: Option<Cursor<'a>>| match key {
                words::CONTENT_ENCODING => walk.encoding_of(set),
                _ => at.map(|a| a.text().into_owned()),
            };
            let (was, is) = (said(self, base, x), said(self, revision, y));
            if was != is {
                let name = key.known_text().unwrap_or_default();
                let words_of =
                    |said: &Option<String>| said.as_ref().map_or(Message::from("none"), |said| message!("`{}`", said));
                let message = message!("{}: {} {} -> {}", subject, name, words_of(&was), words_of(&is));
                g.add(change, Effect::Note(Compatibility::Risky), x, y, Vec::new(), message);
            }
        }
        let (x, y) = (self.field(base, words::CONTENT_SCHEMA), self.field(revision, words::CONTENT_SCHEMA));
        let risky = Effect::Note(Compatibility::Risky);
        match (x, y) {
            (None, Some(_)) => {
                g.add(
                    SchemaChange::ContentSchemaAdded,
                    risky,
                    None,
                    y,
                    Vec::new(),
                    message!("{}: `contentSchema` was added", subject),
                );
            }
            (Some(_), None) => {
                g.add(
                    SchemaChange::ContentSchemaRemoved,
                    risky,
                    x,
                    None,
                    Vec::new(),
                    message!("{}: `contentSchema` was removed", subject),
                );
            }
            (Some(a), Some(b)) if !self.engine.graph.same().unchanged(a, b) => {
                let message = message!("{}: `contentSchema` changed", subject);
                g.add(SchemaChange::ContentSchemaChanged, risky, x, y, Vec::new(), message);
            }
            _ => {}
        }
        self.extensible(g, base, revision);
        self.stability(g, base, revision);
    }

    /// How a text is encoded: by `contentEncoding`, or by a format that stands for one.
    pub(super) fn encoding_of(&mut self, set: SetId) -> Option<String> {
        if let Some(written) = self.field(set, words::CONTENT_ENCODING) {
            return Some(written.text().to_ascii_lowercase());
        }
        let facts = self.engine.graph.facts(set);
        facts.formats.iter().find_map(|(format, _)| encoding_of_format(format)).map(str::to_owned)
    }

    fn extension(&self, set: SetId, name: &str) -> Option<Cursor<'a>> {
        self.engine.graph.objects(set).into_iter().find_map(|(_, at)| at.get_str(name))
    }

    fn extensible(&mut self, g: &mut Gather<'a>, base: SetId, revision: SetId) {
        let (x, y) = (self.extension(base, "x-extensible-enum"), self.extension(revision, "x-extensible-enum"));
        let (Some(x), Some(y)) = (x, y) else { return };
        let values = |at: Cursor<'_>| at.items().map(|i| i.text().into_owned()).collect::<BTreeSet<_>>();
        let gone: Vec<String> = values(x).difference(&values(y)).cloned().collect();
        let new: Vec<String> = values(y).difference(&values(x)).cloned().collect();
        if !new.is_empty() {
            let message = message!("{}: {} was added to `x-extensible-enum`", g.subject, list(&new));
            let note = Effect::Note(Compatibility::Compatible);
            g.add(SchemaChange::XExtensibleEnumValueAdded, note, Some(x), Some(y), Vec::new(), message);
        }
        if !gone.is_empty() {
            let message = message!("{}: {} was removed from `x-extensible-enum`", g.subject, list(&gone));
            g.add(
                SchemaChange::XExtensibleEnumValueRemoved,
                Effect::Note(Compatibility::Risky),
                Some(x),
                Some(y),
                Vec::new(),
                message,
            );
        }
    }

    fn stability(&mut self, g: &mut Gather<'a>, base: SetId, revision: SetId) {
        if matches!(g.place, MessagePart::RequestBody | MessagePart::ResponseBody | MessagePart::RequestParameter) {
            return;
        }
        let (x, y) = (self.extension(base, "x-stability-level"), self.extension(revision, "x-stability-level"));
        let rank =
            |at: Option<Cursor<'_>>| crate::diff::lifecycle::stability(at.map(|a| a.text().into_owned()).as_deref());
        let (Some(a), Some(b)) = (rank(x), rank(y)) else { return };
        if a == b || (x.is_none() && y.is_none()) {
            return;
        }
        let words_of = |at: Option<Cursor<'_>>| at.map_or("stable".to_owned(), |t| t.text().into_owned());
        let message = message!("{}: stability {} -> {}", g.subject, words_of(x), words_of(y));
        let (change, level) = if b < a {
            (SchemaChange::StabilityDecreased, Compatibility::Risky)
        } else {
            (SchemaChange::StabilityIncreased, Compatibility::Compatible)
        };
        g.add(change, Effect::Note(level), x, y, Vec::new(), message);
    }

    /// Parts that joined or left `allOf`: they account for what they bring.
    pub(super) fn conjuncts(&mut self, g: &mut Gather<'a>) {
        let (base, revision) = (self.pairs[g.pair].base, self.pairs[g.pair].revision);
        let (x, y) = (self.engine.graph.conjuncts(base), self.engine.graph.conjuncts(revision));
        if x.is_empty() && y.is_empty() {
            return;
        }
        let name = |at: &Cursor<'a>| at.get_text(words::REF).map(|t| t.into_owned());
        let same = self.engine.graph.same();
        let known = |side: Side, parts: &[Cursor<'a>]| {
            let hashes: FxHashSet<u64> = parts.iter().map(|at| same.hash(side, *at)).collect();
            let names: FxHashSet<String> = parts.iter().filter_map(name).collect();
            (hashes, names)
        };
        let (of_base, of_revision) = (known(Side::Base, &x), known(Side::Revision, &y));
        let is_in = |(hashes, names): &(FxHashSet<u64>, FxHashSet<String>), side: Side, at: &Cursor<'a>| {
            hashes.contains(&same.hash(side, *at)) || name(at).is_some_and(|name| names.contains(&name))
        };
        let gone: Vec<Cursor<'a>> = x.iter().filter(|a| !is_in(&of_revision, Side::Base, a)).copied().collect();
        let new: Vec<Cursor<'a>> = y.iter().filter(|b| !is_in(&of_base, Side::Revision, b)).copied().collect();
        // Where as many left as joined, they were rewritten, and the keywords tell it better.
        if gone.len() == new.len() && !gone.is_empty() {
            return;
        }
        for (parts, side, change, plain) in [
            (&new, Side::Revision, SchemaChange::AllOfAdded, SchemaChange::AllOfAddedAnnotationOnly),
            (&gone, Side::Base, SchemaChange::AllOfRemoved, SchemaChange::AllOfRemovedAnnotationOnly),
        ] {
            for &part in parts {
                let workspace = self.engine.graph.workspace(side);
                let target = workspace.resolve(part);
                let inside = |at: Option<Cursor<'a>>| at.is_some_and(|a| target.contains(a) || part.contains(a));
                // One more part admits less: what admits more has another cause, but for properties that it declares.
                let against = if side == Side::Revision { Effect::Widens } else { Effect::Narrows };
                let of = |c: &Candidate<'a>| {
                    (c.effect != against || c.declares)
                        && if side == Side::Revision { inside(c.revision) } else { inside(c.base) }
                };
                let mine: Vec<Candidate<'a>> = g.found.iter().filter(|c| of(c)).cloned().collect();
                let what = name(&part)
                    .map_or(Message::from("a schema"), |n| message!("`{}`", n.rsplit('/').next().unwrap_or_default()));
                let verb = if side == Side::Revision { "added to" } else { "removed from" };
                let message = message!("{}: {} was {} `allOf`", g.subject, what, verb);
                let (here, there) = self.places(g.pair);
                let (b, r) = if side == Side::Revision { (here, Some(part)) } else { (Some(part), there) };
                if mine.is_empty() {
                    let set = self.engine.graph.schema(side, part);
                    let word = if self.engine.is_open(set) { plain } else { change };
                    g.add(word, Effect::Note(Compatibility::Compatible), b, r, Vec::new(), message);
                    continue;
                }
                g.found.retain(|c| !of(c));
                let effect = if side == Side::Revision { Effect::Narrows } else { Effect::Widens };
                let mut joined = Candidate::new(g.place, change, effect, b, r, Vec::new(), message);
                joined.reason = Some(Message::joined(mine.iter().take(3).map(|c| &c.message), "; "));
                for candidate in mine {
                    if candidate.effect != against {
                        if candidate.effect != effect {
                            joined.effect = Effect::Changes;
                        }
                        joined.points.extend(candidate.points);
                    }
                    joined.otherwise = joined.otherwise.max(candidate.otherwise);
                    joined.weakens |= candidate.weakens;
                    joined.declares |= candidate.declares;
                    joined.impact = joined.impact.max(candidate.impact);
                }
                g.found.push(joined);
            }
        }
    }
}
