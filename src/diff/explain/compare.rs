//! The keywords of a pair of schemas, one after the other.

use std::borrow::Cow;
use std::collections::BTreeSet;
use std::rc::Rc;

use scalars::{bounds, counts, patterns, values};

use rustc_hash::FxHashSet;

use super::judge::{Candidate, Effect, subject};
use super::pairs::{Step, Walk};
use crate::diff::catalogue::{ChangeId, MessagePart, SchemaChange};
use crate::diff::schema::pattern::{Patterns, Spelled, search};
use crate::diff::schema::{AtomPart, Facts, Graph, Point, SetId, Types, Union};
use crate::diff::schema::{is_known_format, is_noted_format};
use crate::diff::words::{number, short};
use crate::diff::{Compatibility, Fact, Impact, Side};
use crate::finding::list;
use crate::finding::{Message, message};
use crate::text::cut;
use crate::tree::{Cursor, Key, words};

mod notes;
mod objects;
mod scalars;
mod unions;
mod xml;

/// Gathers the changes of a pair.
pub(super) struct Gather<'a> {
    pub pair: usize,
    pub place: MessagePart,
    /// What the pair is called.
    pub subject: Message,
    pub base: Rc<Facts<'a>>,
    pub revision: Rc<Facts<'a>>,
    pub found: Vec<Candidate<'a>>,
}

impl<'a> Gather<'a> {
    fn add(
        &mut self,
        change: SchemaChange,
        effect: Effect,
        base: Option<Cursor<'a>>,
        revision: Option<Cursor<'a>>,
        points: Vec<Point>,
        message: Message,
    ) -> &mut Candidate<'a> {
        self.found.push(Candidate::new(self.place, change, effect, base, revision, points, message));
        let last = self.found.len() - 1;
        &mut self.found[last]
    }

    /// A change of one keyword.
    fn keyword(
        &mut self,
        change: SchemaChange,
        effect: Effect,
        base: Option<Cursor<'a>>,
        revision: Option<Cursor<'a>>,
        key: Key,
        message: Message,
    ) -> &mut Candidate<'a> {
        self.add(change, effect, base, revision, vec![Point::Keyword(key)], message)
    }
}

impl<'a> Walk<'a> {
    /// Compares a pair: names what changed, looks into its parts, and judges.
    pub(super) fn compare_pair(&mut self, pair: usize) {
        self.open_single_choices(pair);
        let (base, revision, place, path) = {
            let p = &self.pairs[pair];
            (p.base, p.revision, p.place, p.path.clone())
        };
        let mut gather = Gather {
            pair,
            place,
            subject: subject(place, &path),
            base: self.engine.graph.facts(base),
            revision: self.engine.graph.facts(revision),
            found: Vec::new(),
        };
        if !self.unwrapped(&mut gather) {
            self.types(&mut gather);
            values(&mut gather);
            if place == MessagePart::RequestParameterProperty && self.in_header(pair) {
                let general = ChangeId::of(place, SchemaChange::BecameEnum);
                for candidate in gather.found.iter_mut().filter(|c| c.id == general) {
                    candidate.id = ChangeId::REQUEST_HEADER_PROPERTY_BECAME_ENUM;
                }
            }
            bounds(&mut gather);
            counts(&mut gather);
            patterns(&self.engine.graph.patterns(), &mut gather);
            self.objects(&mut gather);
            self.arrays(&mut gather);
            self.unions(&mut gather);
            self.conditions(&mut gather);
        }
        self.notes(&mut gather);
        self.xml(&mut gather);
        self.conjuncts(&mut gather);
        let silent = matches!(place, MessagePart::RequestReadOnlyProperty | MessagePart::ResponseWriteOnlyProperty);
        if silent {
            for candidate in &mut gather.found {
                candidate.effect = Effect::Note(Compatibility::Compatible);
                candidate.otherwise = Compatibility::Compatible;
                candidate.reason =
                    Some(message!("it is not part of {}s", if place.is_response() { "response" } else { "request" }));
            }
            self.judge(pair, gather.found, &[]);
            return;
        }
        let obstacles = self.obstacles(pair, &gather.found);
        self.judge(pair, gather.found, &obstacles);
    }

    /// A choice of one is none: where only one version writes it, its branch is compared.
    fn open_single_choices(&mut self, pair: usize) {
        let (mut base, mut revision) = (self.pairs[pair].base, self.pairs[pair].revision);
        let opened = |walk: &mut Self, set: SetId, other: SetId| {
            let (facts, others) = (walk.engine.graph.facts(set), walk.engine.graph.facts(other));
            let single = facts.unions.iter().find(|u| u.branches.len() == 1);
            let union = single.filter(|_| facts.unions.len() > others.unions.len())?;
            Some(walk.engine.graph.branch(set, union.atom, union.branches[0].set))
        };
        // Unions of one may lead back to each other.
        let mut seen = FxHashSet::from_iter([base]);
        while let Some(set) = opened(self, base, revision).filter(|set| seen.insert(*set)) {
            base = set;
        }
        let mut seen = FxHashSet::from_iter([revision]);
        while let Some(set) = opened(self, revision, base).filter(|set| seen.insert(*set)) {
            revision = set;
        }
        (self.pairs[pair].base, self.pairs[pair].revision) = (base, revision);
    }

    fn types(&mut self, g: &mut Gather<'a>) {
        let (b, r) = (g.base.clone(), g.revision.clone());
        let (bt, rt) = (b.types, r.types);
        let points = vec![Point::Keyword(words::TYPE), Point::Keyword(words::FORMAT)];
        let formats = |f: &Facts<'a>| f.formats.iter().map(|(t, _)| t.to_string()).collect::<BTreeSet<_>>();
        let (bf, rf) = (formats(&b), formats(&r));
        if bt == rt {
            if bf != rf {
                self.formats(g, &bf, &rf);
            }
            return;
        }
        let (bp, rp) = (bt.minus(Types::NULL), rt.minus(Types::NULL));
        let any = |t: Types| t == Types::ALL;
        if bp == rp && !bp.is_none() && !any(bt) && !any(rt) {
            nullable(g, bt.has(Types::NULL), nullable_at(&b), nullable_at(&r));
            self.null_on_the_wire(g);
            return;
        }
        let text = match () {
            () if any(bt) => message!("{}: type any -> {}", g.subject, type_words(rt)),
            () if any(rt) => message!("{}: type {} -> any", g.subject, type_words(bt)),
            () => message!("{}: type {} -> {}", g.subject, type_words(bt), type_words(rt)),
        };
        let response = g.place.is_response();
        let on_wire = self.pairs[g.pair].mode.text;
        let scalar = |t: Types| !t.meets(Types::ARRAY.or(Types::OBJECT));
        let inner = g.place == MessagePart::RequestParameterProperty;
        let read_as_text = response && g.place != MessagePart::ResponseProperty;
        let (change, effect) = match () {
            // A format that became narrower with a type that became wider is neither.
            () if rt.has(bt) && !rf.is_empty() && bf != rf => (SchemaChange::TypeChanged, Effect::Changes),
            () if rt.has(bt) => (
                if response && any(rt) { SchemaChange::TypeChanged } else { SchemaChange::TypeGeneralized },
                Effect::Widens,
            ),
            () if bt.has(rt) => (
                if response || inner { SchemaChange::TypeSpecialized } else { SchemaChange::TypeChanged },
                Effect::Narrows,
            ),
            () if on_wire && rp == Types::STRING && scalar(bp) => {
                (if inner { SchemaChange::TypeChanged } else { SchemaChange::TypeGeneralized }, Effect::Widens)
            }
            () if on_wire && bp == Types::STRING && scalar(rp) => {
                let change = match () {
                    () if read_as_text => SchemaChange::TypeCompatible,
                    () if inner => SchemaChange::TypeSpecialized,
                    () => SchemaChange::TypeChanged,
                };
                (change, Effect::Narrows)
            }
            () if on_wire && rp == Types::ARRAY && scalar(bp) => {
                let (x, y, mode) = (self.pairs[g.pair].base, self.pairs[g.pair].revision, self.pairs[g.pair].mode);
                let held = matches!(self.engine.within(x, y, mode), crate::diff::schema::Answer::Yes);
                (if held { SchemaChange::TypeGeneralized } else { SchemaChange::TypeChanged }, Effect::Changes)
            }
            () => (SchemaChange::TypeChanged, Effect::Changes),
        };
        // Properties without a type describe objects all the same: few clients sent anything else.
        let implied = any(bt) && implied_type(&b).is_some_and(|t| t == rp);
        let at = (b.type_at, r.type_at.or(b.type_at));
        if implied && response {
            g.add(SchemaChange::TypeSpecialized, Effect::Narrows, at.0, at.1, points, text);
            return;
        }
        if implied {
            let pair = g.pair;
            self.overlapping.insert(pair);
            let found =
                g.add(SchemaChange::TypeSpecialized, Effect::Note(Compatibility::Risky), at.0, at.1, points, text);
            found.reason = Some("values of other types were never excluded before".into());
            return;
        }
        // The element or list that a value became is described where the type is.
        let found = g.add(change, effect, b.type_at, r.type_at, points, text);
        found.points.extend([Point::Items, Point::Whole]);
    }

    /// How null is written in a URL or header is not defined (OpenAPI 3.1.1, Style Values): most leave the
    /// parameter out.
    fn null_on_the_wire(&mut self, g: &mut Gather<'a>) {
        let pair = g.pair;
        let widens = g.found.last().is_some_and(|last| last.effect == Effect::Widens);
        if self.pairs[pair].mode.text
            // Who may send it need not.
            && !(widens && self.pairs[pair].sent_by_client)
            && let Some(last) = g.found.last_mut()
        {
            last.effect = Effect::Note(Compatibility::Risky);
            last.otherwise = Compatibility::Risky;
            last.reason = Some("how null is written in a URL, a header or a form is not defined".into());
            self.overlapping.insert(pair);
        }
    }

    fn formats(&mut self, g: &mut Gather<'a>, bf: &BTreeSet<String>, rf: &BTreeSet<String>) {
        let (b, r) = (g.base.clone(), g.revision.clone());
        let at = |f: &Facts<'a>| f.formats.first().map(|(_, at)| *at);
        // `byte` of 3.0 is an encoding since 3.1: told as one where the other version has it (OpenAPI 3.1.0, Working with
        // Binary Data).
        let (base, revision) = (self.pairs[g.pair].base, self.pairs[g.pair].revision);
        if self.encoding_of(base) == self.encoding_of(revision) {
            let is_encoding = |f: &&String| encoding_of_format(f).is_none();
            let (x, y): (BTreeSet<&String>, BTreeSet<&String>) =
                (bf.iter().filter(is_encoding).collect(), rf.iter().filter(is_encoding).collect());
            if x == y {
                return;
            }
        }
        let words_of = |f: &BTreeSet<String>| list(&f.iter().cloned().collect::<Vec<_>>());
        let message = match (bf.is_empty(), rf.is_empty()) {
            (true, _) => message!("{}: format {} was added", g.subject, words_of(rf)),
            (_, true) => message!("{}: format {} was removed", g.subject, words_of(bf)),
            _ => message!("{}: format {} -> {}", g.subject, words_of(bf), words_of(rf)),
        };
        let (base, revision) = (at(&b).or(b.type_at), at(&r).or(r.type_at));
        if bf.contains("password") && !rf.contains("password") {
            let message = message!("{}: format `password` was removed: tools may show and log it", g.subject);
            let effect = Effect::Note(Compatibility::Compatible);
            let mut note =
                Candidate::named(ChangeId::FORMAT_PASSWORD_REMOVED, effect, base, revision, Vec::new(), message);
            note.impact = Impact::Weakened;
            g.found.push(note);
            if rf.is_empty() {
                return;
            }
        }
        let (l, h) = (width(bf), width(rf));
        let response = g.place.is_response();
        let (change, effect) = if rf.is_empty() || (l != 0 && h != 0 && l < h) {
            (
                if response && rf.is_empty() { SchemaChange::TypeChanged } else { SchemaChange::TypeGeneralized },
                Effect::Widens,
            )
        } else if bf.is_empty() || (l != 0 && h != 0 && l > h) {
            let specialized = response || g.place == MessagePart::RequestParameterProperty;
            (if specialized { SchemaChange::TypeSpecialized } else { SchemaChange::TypeChanged }, Effect::Narrows)
        } else {
            (SchemaChange::TypeChanged, Effect::Changes)
        };
        let found = g.add(change, effect, base, revision, vec![Point::Keyword(words::FORMAT)], message);
        found.weakens = rf.is_empty();
        let unregistered = |f: &&String| !is_known_format(f) && !is_noted_format(f);
        if let Some(format) = rf.iter().find(|f| unregistered(f) && !bf.contains(*f)) {
            found.otherwise = Compatibility::Risky;
            found.declares = true;
            found.reason = Some(message!("`{}` is not a registered format: few validators enforce it", format));
        }
    }

    /// `null` as a branch of a union, and unions of bare types, in the words of types. True where that
    /// says all.
    fn unwrapped(&mut self, g: &mut Gather<'a>) -> bool {
        let (base, revision) = (self.pairs[g.pair].base, self.pairs[g.pair].revision);
        let (x, y) = (self.simple_types(base), self.simple_types(revision));
        if let (Some((bt, bu)), Some((rt, ru))) = (x, y)
            && (bu || ru)
        {
            if bt == rt {
                return true;
            }
            let (here, there) = self.places(g.pair);
            let points = vec![Point::Union, Point::Whole, Point::Keyword(words::TYPE)];
            let (bp, rp) = (bt.minus(Types::NULL), rt.minus(Types::NULL));
            if bp == rp {
                nullable(g, bt.has(Types::NULL), here, there);
                self.null_on_the_wire(g);
            } else {
                let text = message!("{}: types {} -> {}", g.subject, type_words(bt), type_words(rt));
                let found: &[(SchemaChange, Effect)] = match () {
                    () if rt.has(bt) => &[(SchemaChange::ListOfTypesWidened, Effect::Widens)],
                    () if bt.has(rt) => &[(SchemaChange::ListOfTypesNarrowed, Effect::Narrows)],
                    () => &[
                        (SchemaChange::ListOfTypesNarrowed, Effect::Narrows),
                        (SchemaChange::ListOfTypesWidened, Effect::Widens),
                    ],
                };
                for (change, effect) in found {
                    g.add(*change, *effect, here, there, points.clone(), text.clone());
                }
            }
            if let Some(last) = g.found.last_mut() {
                last.points.extend(points);
            }
            return true;
        }
        let (x, y) = (self.without_null(base), self.without_null(revision));
        if x.is_none() && y.is_none() {
            return false;
        }
        let plain = |walk: &mut Self, set: SetId| {
            let facts = walk.engine.graph.facts(set);
            let null = facts.types != Types::ALL && facts.types.has(Types::NULL);
            (if null { walk.engine.graph.of_type(set, Types::ALL.minus(Types::NULL), set) } else { set }, null)
        };
        let (x, null_x) = x.map_or_else(|| plain(self, base), |set| (set, true));
        let (y, null_y) = y.map_or_else(|| plain(self, revision), |set| (set, true));
        if null_x != null_y {
            let (here, there) = self.places(g.pair);
            nullable(g, null_x, here, there);
            self.null_on_the_wire(g);
            if let Some(last) = g.found.last_mut() {
                last.points.extend([Point::Union, Point::Whole]);
            }
        }
        self.inside(g.pair, Step::Same, x, y, g.place);
        true
    }

    /// The types of a set that says nothing else, be it by `type` or by a union of bare types.
    fn simple_types(&mut self, set: SetId) -> Option<(Types, bool)> {
        let facts = self.engine.graph.facts(set);
        match facts.unions.as_slice() {
            [] => self.engine.says_types_only(set).then_some((facts.types, false)),
            [union] => {
                let rest = self.engine.graph.without(set, union.atom);
                let outer = self.engine.says_types_only(rest) || rest == Graph::ALL;
                let mut types = Types(0);
                for branch in &union.branches {
                    if !outer || !self.engine.says_types_only(branch.set) {
                        return None;
                    }
                    types = types.or(self.engine.graph.facts(branch.set).types);
                }
                Some((types.and(self.engine.graph.facts(rest).types), true))
            }
            _ => None,
        }
    }

    /// A union of something and null: the something.
    fn without_null(&mut self, set: SetId) -> Option<SetId> {
        let facts = self.engine.graph.facts(set);
        let [union] = facts.unions.as_slice() else { return None };
        if union.branches.len() != 2 {
            return None;
        }
        let is_null = |walk: &mut Self, n: usize| walk.engine.graph.facts(union.branches[n].set).types == Types::NULL;
        let other = if is_null(self, 0) {
            1
        } else if is_null(self, 1) {
            0
        } else {
            return None;
        };
        let inner = union.branches[other].set;
        // A branch that admits null itself would be two of a `oneOf`.
        if self.engine.graph.facts(inner).types.has(Types::NULL) {
            return None;
        }
        Some(self.engine.graph.branch(set, union.atom, inner))
    }

    fn arrays(&mut self, g: &mut Gather<'a>) {
        let (b, r) = (g.base.clone(), g.revision.clone());
        // The items of a parameter are written as the parameter.
        let place = if g.place == MessagePart::RequestParameter { g.place } else { g.place.inside() };
        let length = b.prefix().max(r.prefix()).min(256);
        for n in 0..length {
            let (x, y) = (b.item(&mut self.engine.graph, n), r.item(&mut self.engine.graph, n));
            let at = |f: &Facts<'a>| f.lists.iter().find_map(|l| l.prefix.get(n)).map(|(_, at)| *at);
            match (at(&b), at(&r)) {
                (None, Some(at)) => {
                    let message = message!("{}: `prefixItems` now covers item {}", g.subject, n + 1);
                    g.add(
                        SchemaChange::PrefixItemsAdded,
                        Effect::Changes,
                        None,
                        Some(at),
                        vec![Point::Item(n)],
                        message,
                    );
                }
                (Some(at), None) => {
                    let message = message!("{}: `prefixItems` no longer covers item {}", g.subject, n + 1);
                    g.add(
                        SchemaChange::PrefixItemsRemoved,
                        Effect::Changes,
                        Some(at),
                        None,
                        vec![Point::Item(n)],
                        message,
                    );
                }
                _ => self.inside(g.pair, Step::Item(n), x, y, place),
            }
        }
        let at = |f: &Facts<'a>| f.lists.iter().find_map(|l| l.items).map(|(_, at)| at);
        let (x, y) = (b.item(&mut self.engine.graph, length), r.item(&mut self.engine.graph, length));
        match (at(&b), at(&r)) {
            (Some(_), Some(_)) => self.inside(g.pair, Step::Item(length), x, y, place),
            (None, Some(at)) if !self.engine.is_open(y) => {
                let message = message!("{}: `items` was added", g.subject);
                g.add(SchemaChange::ItemsAdded, Effect::Narrows, None, Some(at), vec![Point::Items], message);
            }
            (Some(at), None) if !self.engine.is_open(x) => {
                let message = message!("{}: `items` was removed", g.subject);
                g.add(SchemaChange::ItemsRemoved, Effect::Widens, Some(at), None, vec![Point::Items], message);
            }
            _ => {}
        }
        if let (Some(at), None) | (None, Some(at)) = (b.unique, r.unique) {
            let added = b.unique.is_none();
            let (change, effect, what) = if added {
                (SchemaChange::UniqueItemsAdded, Effect::Narrows, "added")
            } else {
                (SchemaChange::UniqueItemsRemoved, Effect::Widens, "removed")
            };
            let message = message!("{}: `uniqueItems` was {}", g.subject, what);
            let (x, y) = if added { (None, Some(at)) } else { (Some(at), None) };
            g.keyword(change, effect, x, y, words::UNIQUE_ITEMS, message);
        }
        self.contains(g, &b, &r);
    }

    fn contains(&mut self, g: &mut Gather<'a>, b: &Facts<'a>, r: &Facts<'a>) {
        let subject = g.subject.clone();
        match (b.contains.first(), r.contains.first()) {
            (None, Some(c)) => {
                let message = message!("{}: `contains` was added", subject);
                g.keyword(SchemaChange::ContainsAdded, Effect::Narrows, None, Some(c.at), words::CONTAINS, message);
            }
            (Some(c), None) => {
                let message = message!("{}: `contains` was removed", subject);
                g.keyword(SchemaChange::ContainsRemoved, Effect::Widens, Some(c.at), None, words::CONTAINS, message);
            }
            (Some(x), Some(y)) => {
                if x.min != y.min {
                    let up = y.min > x.min;
                    let (change, effect) = if up {
                        (SchemaChange::MinContainsIncreased, Effect::Narrows)
                    } else {
                        (SchemaChange::MinContainsDecreased, Effect::Widens)
                    };
                    let message = message!("{}: minContains {} -> {}", subject, x.min, y.min);
                    g.keyword(change, effect, Some(x.at), Some(y.at), words::CONTAINS, message);
                }
                if x.max != y.max {
                    let up = y.max.unwrap_or(u64::MAX) > x.max.unwrap_or(u64::MAX);
                    let (change, effect) = if up {
                        (SchemaChange::MaxContainsIncreased, Effect::Widens)
                    } else {
                        (SchemaChange::MaxContainsDecreased, Effect::Narrows)
                    };
                    let words_of = |m: Option<u64>| m.map_or("unlimited".to_owned(), |n| n.to_string());
                    let message = message!("{}: maxContains {} -> {}", subject, words_of(x.max), words_of(y.max));
                    g.keyword(change, effect, Some(x.at), Some(y.at), words::CONTAINS, message);
                }
                if !self.engine.graph.unchanged(x.set, y.set) {
                    let message = message!("{}: the schema of `contains` changed", subject);
                    g.keyword(
                        SchemaChange::ContainsChanged,
                        Effect::Changes,
                        Some(x.at),
                        Some(y.at),
                        words::CONTAINS,
                        message,
                    );
                }
            }
            (None, None) => {}
        }
    }
}

/// The type that the keywords of a set without one are about, where they are about one.
fn implied_type(facts: &Facts<'_>) -> Option<Types> {
    let object = !facts.maps.is_empty() || !facts.required.is_empty();
    let array = !facts.lists.is_empty() || facts.min_items.is_some() || facts.max_items.is_some();
    let text = facts.min_length.is_some() || facts.max_length.is_some() || !facts.patterns.is_empty();
    match (object, array, text) {
        (true, false, false) => Some(Types::OBJECT),
        (false, true, false) => Some(Types::ARRAY),
        (false, false, true) => Some(Types::STRING),
        _ => None,
    }
}

/// Types in words.
fn type_words(types: Types) -> Message {
    if types == Types::ALL {
        return "any type".into();
    }
    list(&types.names().iter().map(|n| (*n).to_owned()).collect::<Vec<_>>())
}

/// Null was admitted and is not any more, or the other way round.
fn nullable<'a>(g: &mut Gather<'a>, was: bool, base: Option<Cursor<'a>>, revision: Option<Cursor<'a>>) {
    let (change, effect, what) = if was {
        (SchemaChange::BecameNotNullable, Effect::Narrows, "can no longer be null")
    } else {
        (SchemaChange::BecameNullable, Effect::Widens, "can now be null")
    };
    let message = message!("{} {}", g.subject, what);
    g.keyword(change, effect, base, revision, words::TYPE, message);
}

/// Where null is admitted or refused.
fn nullable_at<'a>(facts: &Facts<'a>) -> Option<Cursor<'a>> {
    let holder = facts.type_at?.parent();
    holder.and_then(|h| h.get(words::NULLABLE)).or(facts.type_at)
}

/// The `contentEncoding` that a format of 3.0 stands for.
fn encoding_of_format(format: &str) -> Option<&'static str> {
    match format {
        "byte" | "base64" => Some("base64"),
        "base64url" => Some("base64url"),
        _ => None,
    }
}

/// How many values a numeric format has, in order; 0 for others.
fn width(formats: &BTreeSet<String>) -> u8 {
    let Some(format) = formats.first().filter(|_| formats.len() == 1) else { return 0 };
    match format.as_str() {
        "int8" => 1,
        "int16" => 2,
        "int32" => 3,
        "int64" => 4,
        "float" => 5,
        "double" => 6,
        _ => 0,
    }
}
