//! Properties: which are there, which must be, and what else may be.

use super::*;
use crate::diff::catalogue::{ChangeId, MessagePart, SchemaChange};
use crate::finding::{Message, message};

impl<'a> Walk<'a> {
    pub(super) fn objects(&mut self, g: &mut Gather<'a>) {
        let (b, r) = (g.base.clone(), g.revision.clone());
        let names: BTreeSet<Cow<'a, str>> = b.property_names().chain(r.property_names()).cloned().collect();
        let mut done: BTreeSet<String> = BTreeSet::new();
        for name in &names {
            match (b.declared(name), r.declared(name)) {
                // What the branches of a union describe is neither gone nor new.
                (Some(_), None) if self.in_branches(&r, name) => drop(done.insert(name.to_string())),
                (None, Some(_)) if self.in_branches(&b, name) => drop(done.insert(name.to_string())),
                (Some(at), None) => {
                    let first = g.found.len();
                    self.removed(g, name, at);
                    g.found[first..].iter_mut().for_each(|c| c.declares = true);
                    done.insert(name.to_string());
                }
                (None, Some(at)) => {
                    let first = g.found.len();
                    self.added(g, name, at);
                    g.found[first..].iter_mut().for_each(|c| c.declares = true);
                    done.insert(name.to_string());
                }
                (Some(_), Some(_)) => {
                    let (x, y) = (b.property(&mut self.engine.graph, name), r.property(&mut self.engine.graph, name));
                    self.direction(g, name, x, y);
                    let place = self.place_of(g.place.inside(), x, y);
                    self.inside(g.pair, Step::Property(name.to_string()), x, y, place);
                }
                (None, None) => {}
            }
        }
        self.required(g, &done);
        self.others(g);
        self.pattern_properties(g);
        self.name_rules(g);
        self.dependents(g);
    }

    /// True where a branch of a union describes a property.
    fn in_branches(&mut self, facts: &Facts<'a>, name: &str) -> bool {
        let branches = facts.unions.iter().flat_map(|u| &u.branches);
        branches.into_iter().any(|branch| self.engine.graph.facts(branch.set).declared(name).is_some())
    }

    /// Properties that do not travel in this direction in either version stand apart.
    fn place_of(&mut self, place: MessagePart, x: SetId, y: SetId) -> MessagePart {
        let (x, y) = (self.engine.graph.facts(x), self.engine.graph.facts(y));
        if place.is_response() {
            if x.write_only.is_some() || y.write_only.is_some() {
                MessagePart::ResponseWriteOnlyProperty
            } else {
                place
            }
        } else if y.read_only.is_some() {
            MessagePart::RequestReadOnlyProperty
        } else {
            place
        }
    }

    fn path_to(&self, g: &Gather<'a>, name: &str) -> String {
        let path = &self.pairs[g.pair].path;
        if path.is_empty() { name.to_owned() } else { format!("{path}.{name}") }
    }

    fn property_subject(&self, g: &Gather<'a>, name: &str) -> Message {
        subject(g.place.inside(), &self.path_to(g, name))
    }

    fn removed(&mut self, g: &mut Gather<'a>, name: &str, at: Cursor<'a>) {
        let (b, r) = (g.base.clone(), g.revision.clone());
        let set = b.property(&mut self.engine.graph, name);
        let facts = self.engine.graph.facts(set);
        let required = b.required.contains_key(name);
        let what = self.property_subject(g, name);
        let here = self.places(g.pair).1;
        let point = Point::Property(name.to_owned());
        if !g.place.is_response() {
            if facts.read_only.is_some() {
                return;
            }
            let effect = Effect::Narrows;
            let message = message!("{} was removed", what);
            let mut found =
                Candidate::new(g.place.inside(), SchemaChange::Removed, effect, Some(at), here, vec![point], message);
            // An open object accepts what it does not declare. A parameter is looked for by its name.
            let body = matches!(g.place.inside(), MessagePart::RequestProperty);
            let closed = self.is_closed(&r);
            found.otherwise = if body && !closed { Compatibility::Compatible } else { Compatibility::Risky };
            found.reason = Some(if closed {
                "the object has `additionalProperties: false`: requests that still send it are rejected".into()
            } else if body {
                "requests that still send it are accepted; it is ignored".into()
            } else {
                "it is now silently ignored in requests".into()
            });
            g.found.push(found);
            return;
        }
        let kind = if required { "required" } else { "optional" };
        if facts.write_only.is_some() {
            let id = if required {
                ChangeId::RESPONSE_REQUIRED_WRITE_ONLY_PROPERTY_REMOVED
            } else {
                ChangeId::RESPONSE_OPTIONAL_WRITE_ONLY_PROPERTY_REMOVED
            };
            let effect = Effect::Note(Compatibility::Compatible);
            g.found.push(Candidate::named(
                id,
                effect,
                Some(at),
                here,
                Vec::new(),
                message!("{}, which is write-only, was removed", what),
            ));
            return;
        }
        let still = r.required.contains_key(name);
        let (id, effect, points) = if required {
            let points = if still { vec![point] } else { vec![Point::Required(name.to_owned()), point] };
            (ChangeId::RESPONSE_REQUIRED_PROPERTY_REMOVED, Effect::Widens, points)
        } else {
            (ChangeId::RESPONSE_OPTIONAL_PROPERTY_REMOVED, Effect::Widens, vec![point])
        };
        let message = message!("{}, which was {}, was removed", what, kind);
        let mut found = Candidate::named(id, effect, Some(at), here, points, message).otherwise(Compatibility::Risky);
        found.reason = Some("clients that read it no longer find it".into());
        g.found.push(found);
    }

    fn added(&mut self, g: &mut Gather<'a>, name: &str, at: Cursor<'a>) {
        let (b, r) = (g.base.clone(), g.revision.clone());
        let set = r.property(&mut self.engine.graph, name);
        let facts = self.engine.graph.facts(set);
        let required = r.required.contains_key(name);
        let what = self.property_subject(g, name);
        let here = self.places(g.pair).0;
        let mut points = vec![Point::Property(name.to_owned())];
        if g.place.is_response() {
            let id = match (facts.write_only.is_some(), required) {
                (true, true) => ChangeId::RESPONSE_REQUIRED_WRITE_ONLY_PROPERTY_ADDED,
                (true, false) => ChangeId::RESPONSE_OPTIONAL_WRITE_ONLY_PROPERTY_ADDED,
                (false, true) => ChangeId::RESPONSE_REQUIRED_PROPERTY_ADDED,
                (false, false) => ChangeId::RESPONSE_OPTIONAL_PROPERTY_ADDED,
            };
            if facts.write_only.is_some() {
                points.clear();
            }
            let mut found =
                Candidate::named(id, Effect::Widens, here, Some(at), points, message!("{} was added", what));
            if self.is_closed(&b) && facts.write_only.is_none() {
                let reason = "the object had `additionalProperties: false`: strict clients reject it";
                found.reason = Some(reason.into());
            }
            g.found.push(found);
            return;
        }
        if facts.read_only.is_some() {
            return;
        }
        if !required {
            let id = ChangeId::NEW_OPTIONAL_REQUEST_PROPERTY;
            let message = message!("optional {} was added", what);
            g.found.push(Candidate::named(id, Effect::Narrows, here, Some(at), points, message));
            return;
        }
        // A name that was demanded before it was described is not new.
        if b.required.contains_key(name) {
            let id = ChangeId::NEW_OPTIONAL_REQUEST_PROPERTY;
            g.found.push(Candidate::named(
                id,
                Effect::Narrows,
                here,
                Some(at),
                points,
                message!("{} is now declared", what),
            ));
            return;
        }
        points.push(Point::Required(name.to_owned()));
        let default = self.field(set, words::DEFAULT).is_some();
        let id = match (g.place, default) {
            (MessagePart::RequestParameter, false) if self.in_header(g.pair) => {
                ChangeId::NEW_REQUIRED_REQUEST_HEADER_PROPERTY
            }
            (_, false) => ChangeId::NEW_REQUIRED_REQUEST_PROPERTY,
            (_, true) => ChangeId::NEW_REQUIRED_REQUEST_PROPERTY_WITH_DEFAULT,
        };
        let message = message!("required {} was added", what);
        g.found.push(Candidate::named(id, Effect::Narrows, here, Some(at), points, message));
    }

    /// True where an object admits no undeclared properties.
    fn is_closed(&mut self, facts: &Facts<'a>) -> bool {
        let others = facts.others(&mut self.engine.graph);
        self.engine.graph.facts(others).types.is_none()
    }

    pub(super) fn in_header(&self, pair: usize) -> bool {
        self.roots.get(self.pairs[pair].told).is_some_and(|root| root.location == "header")
    }

    fn required(&mut self, g: &mut Gather<'a>, done: &BTreeSet<String>) {
        let (b, r) = (g.base.clone(), g.revision.clone());
        for (name, at) in &r.required {
            if b.required.contains_key(name) || done.contains(name.as_ref()) {
                continue;
            }
            let what = self.property_subject(g, name);
            let set = r.property(&mut self.engine.graph, name);
            let default = self.field(set, words::DEFAULT).is_some();
            let facts = self.engine.graph.facts(set);
            let inside = g.place.inside();
            let (place, silent) = match (inside.is_response(), facts.read_only.is_some(), facts.write_only.is_some()) {
                (true, _, true) => (MessagePart::ResponseWriteOnlyProperty, true),
                (false, true, _) => (MessagePart::RequestReadOnlyProperty, true),
                _ => (inside, false),
            };
            let change = if default && place == MessagePart::RequestProperty {
                SchemaChange::BecameRequiredWithDefault
            } else {
                SchemaChange::BecameRequired
            };
            let base = b.declared(name).or_else(|| self.places(g.pair).0);
            let points = vec![Point::Required(name.to_string())];
            let effect = if silent { Effect::Note(Compatibility::Compatible) } else { Effect::Narrows };
            let mut found =
                Candidate::new(place, change, effect, base, Some(*at), points, message!("{} became required", what));
            if inside == MessagePart::RequestParameterProperty && self.in_header(g.pair) {
                found.id = ChangeId::REQUEST_HEADER_PROPERTY_BECAME_REQUIRED;
            }
            g.found.push(found);
        }
        for (name, at) in &b.required {
            if r.required.contains_key(name) || done.contains(name.as_ref()) {
                continue;
            }
            let what = self.property_subject(g, name);
            let set = b.property(&mut self.engine.graph, name);
            let facts = self.engine.graph.facts(set);
            let inside = g.place.inside();
            let (place, silent) = match (inside.is_response(), facts.read_only.is_some(), facts.write_only.is_some()) {
                (true, _, true) => (MessagePart::ResponseWriteOnlyProperty, true),
                (false, true, _) => (MessagePart::RequestReadOnlyProperty, true),
                _ => (inside, false),
            };
            let effect = if silent { Effect::Note(Compatibility::Compatible) } else { Effect::Widens };
            let revision = r.declared(name).or_else(|| self.places(g.pair).1);
            let points = vec![Point::Required(name.to_string())];
            g.found.push(Candidate::new(
                place,
                SchemaChange::BecameOptional,
                effect,
                Some(*at),
                revision,
                points,
                message!("{} became optional", what),
            ));
        }
    }

    /// Undeclared properties.
    fn others(&mut self, g: &mut Gather<'a>) {
        let (b, r) = (g.base.clone(), g.revision.clone());
        let (x, y) = (b.others(&mut self.engine.graph), r.others(&mut self.engine.graph));
        if x == y || self.engine.graph.unchanged(x, y) {
            return;
        }
        let never = |walk: &mut Self, set: SetId| walk.engine.graph.facts(set).types.is_none();
        let (open_x, open_y) = (self.engine.is_open(x), self.engine.is_open(y));
        let (closed_x, closed_y) = (never(self, x), never(self, y));
        if (open_x && open_y) || (closed_x && closed_y) {
            return;
        }
        let (change, effect, what) = match () {
            () if closed_y => {
                (SchemaChange::AdditionalPropertiesClosed, Effect::Narrows, "no longer accepts undeclared properties")
            }
            () if open_y => {
                (SchemaChange::AdditionalPropertiesOpened, Effect::Widens, "now accepts any undeclared property")
            }
            () if closed_x => {
                (SchemaChange::AdditionalPropertiesOpened, Effect::Widens, "now accepts undeclared properties")
            }
            () if open_x => {
                (SchemaChange::AdditionalPropertiesRestricted, Effect::Narrows, "now restricts undeclared properties")
            }
            () => {
                self.inside(g.pair, Step::Others, x, y, g.place.inside());
                return;
            }
        };
        let (bx, by) = (b.others_at(), r.others_at());
        let (here, there) = self.places(g.pair);
        let by_unevaluated = |at: Option<Cursor<'a>>| at.and_then(Cursor::key) == Some(words::UNEVALUATED_PROPERTIES);
        let (change, message) = match effect {
            Effect::Narrows if bx.is_none() && by_unevaluated(by) => {
                (SchemaChange::UnevaluatedPropertiesAdded, message!("{}: `unevaluatedProperties` was added", g.subject))
            }
            Effect::Widens if by.is_none() && by_unevaluated(bx) => (
                SchemaChange::UnevaluatedPropertiesRemoved,
                message!("{}: `unevaluatedProperties` was removed", g.subject),
            ),
            _ => (change, message!("{} {}", g.subject, what)),
        };
        g.add(change, effect, bx.or(here), by.or(there), vec![Point::Others], message).weakens =
            effect == Effect::Widens;
    }

    fn pattern_properties(&mut self, g: &mut Gather<'a>) {
        let (b, r) = (g.base.clone(), g.revision.clone());
        let of = |f: &Facts<'a>| f.maps.iter().flat_map(|m| m.patterns.clone()).collect::<Vec<_>>();
        let (x, y) = (of(&b), of(&r));
        for (pattern, set, at) in &x {
            match y.iter().find(|(p, ..)| p == pattern) {
                Some((_, other, _)) => {
                    self.inside(g.pair, Step::Pattern(pattern.to_string()), *set, *other, g.place.inside())
                }
                None => {
                    let message = message!("{}: `patternProperties` `{}` was removed", g.subject, pattern);
                    let points = vec![Point::Pattern(pattern.to_string())];
                    g.add(SchemaChange::PatternPropertyRemoved, Effect::Widens, Some(*at), None, points, message);
                }
            }
        }
        for (pattern, _, at) in y.iter().filter(|(p, ..)| !x.iter().any(|(q, ..)| p == q)) {
            let message = message!("{}: `patternProperties` `{}` was added", g.subject, pattern);
            let points = vec![Point::Pattern(pattern.to_string())];
            g.add(SchemaChange::PatternPropertyAdded, Effect::Narrows, None, Some(*at), points, message);
        }
    }

    fn name_rules(&mut self, g: &mut Gather<'a>) {
        let (b, r) = (g.base.clone(), g.revision.clone());
        let subject = g.subject.clone();
        let (change, effect, x, y, what) = match (b.names.first(), r.names.first()) {
            (None, Some((_, y))) => (SchemaChange::PropertyNamesAdded, Effect::Narrows, None, Some(*y), "was added"),
            (Some((_, x)), None) => (SchemaChange::PropertyNamesRemoved, Effect::Widens, Some(*x), None, "was removed"),
            (Some((s, x)), Some((t, y))) if !self.engine.graph.unchanged(*s, *t) => {
                (SchemaChange::PropertyNamesChanged, Effect::Changes, Some(*x), Some(*y), "changed")
            }
            _ => return,
        };
        g.keyword(change, effect, x, y, words::PROPERTY_NAMES, message!("{}: `propertyNames` {}", subject, what));
    }

    fn dependents(&mut self, g: &mut Gather<'a>) {
        let (b, r) = (g.base.clone(), g.revision.clone());
        let subject = g.subject.clone();
        let names: BTreeSet<&Cow<'a, str>> = b.dependent_required.keys().chain(r.dependent_required.keys()).collect();
        for name in names {
            let sorted = |list: &[Cow<'a, str>]| list.iter().map(|n| n.to_string()).collect::<BTreeSet<_>>();
            let (change, effect, x, y) = match (b.dependent_required.get(name), r.dependent_required.get(name)) {
                (None, Some((_, y))) => (SchemaChange::DependentRequiredAdded, Effect::Narrows, None, Some(*y)),
                (Some((_, x)), None) => (SchemaChange::DependentRequiredRemoved, Effect::Widens, Some(*x), None),
                (Some((s, x)), Some((t, y))) if sorted(s) != sorted(t) => {
                    let effect = if sorted(s).is_subset(&sorted(t)) {
                        Effect::Narrows
                    } else if sorted(t).is_subset(&sorted(s)) {
                        Effect::Widens
                    } else {
                        Effect::Changes
                    };
                    (SchemaChange::DependentRequiredChanged, effect, Some(*x), Some(*y))
                }
                _ => continue,
            };
            let message = message!("{}: `dependentRequired` of `{}` changed", subject, name);
            g.keyword(change, effect, x, y, words::DEPENDENT_REQUIRED, message);
        }
        let names: BTreeSet<String> =
            b.dependent_schemas.iter().chain(&r.dependent_schemas).map(|(n, ..)| n.to_string()).collect();
        for name in names {
            let of = |f: &Facts<'a>| f.dependent_schemas.iter().find(|(n, ..)| *n == name).map(|(_, s, at)| (*s, *at));
            let (change, effect, x, y) = match (of(&b), of(&r)) {
                (None, Some((_, y))) => (SchemaChange::DependentSchemaAdded, Effect::Narrows, None, Some(y)),
                (Some((_, x)), None) => (SchemaChange::DependentSchemaRemoved, Effect::Widens, Some(x), None),
                (Some((s, x)), Some((t, y))) if !self.engine.graph.unchanged(s, t) => {
                    (SchemaChange::DependentSchemaChanged, Effect::Changes, Some(x), Some(y))
                }
                _ => continue,
            };
            let message = message!("{}: `dependentSchemas` of `{}` changed", subject, name);
            g.keyword(change, effect, x, y, words::DEPENDENT_SCHEMAS, message);
        }
    }

    /// `readOnly` and `writeOnly` of a property.
    fn direction(&mut self, g: &mut Gather<'a>, name: &str, x: SetId, y: SetId) {
        let (fx, fy) = (self.engine.graph.facts(x), self.engine.graph.facts(y));
        let response = g.place.is_response();
        let required = g.revision.required.contains_key(name) && g.base.required.contains_key(name);
        let what = self.property_subject(g, name);
        for (word, was, is) in [("read-only", fx.read_only, fy.read_only), ("write-only", fx.write_only, fy.write_only)]
        {
            if was.is_some() == is.is_some() {
                continue;
            }
            let now = is.is_some();
            let id = became(response, required, word == "read-only", now);
            let message = message!("{} is {} {}", what, if now { "now" } else { "no longer" }, word);
            let (base, revision) = (was.or_else(|| g.base.declared(name)), is.or_else(|| g.revision.declared(name)));
            // What no longer travels this way is gone for who reads or sends it.
            let leaves = response == (word == "write-only");
            let point = Point::Required(name.to_owned());
            let mut found = match (leaves, now, required) {
                (true, true, true) if response => {
                    Candidate::named(id, Effect::Widens, base, revision, vec![point], message)
                }
                (true, true, _) if response => {
                    Candidate::named(id, Effect::Note(Compatibility::Risky), base, revision, Vec::new(), message)
                }
                (true, false, true) if !response => {
                    Candidate::named(id, Effect::Narrows, base, revision, vec![point], message)
                }
                _ => Candidate::named(id, Effect::Note(Compatibility::Compatible), base, revision, Vec::new(), message),
            };
            if leaves && !now {
                found.impact = Impact::Weakened;
                found.reason = Some(
                    if response {
                        "responses now contain what only requests contained"
                    } else {
                        "clients can now set what only the server could"
                    }
                    .into(),
                );
            }
            g.found.push(found);
        }
    }

    /// A field of one of the schema objects of a set.
    pub(in crate::diff::explain) fn field(&self, set: SetId, key: Key) -> Option<Cursor<'a>> {
        self.engine.graph.objects(set).into_iter().find_map(|(_, at)| at.get(key))
    }
}

/// What is said of a property that became, or no longer is, read-only or write-only.
fn became(response: bool, required: bool, read_only: bool, now: bool) -> ChangeId {
    match (response, required, read_only, now) {
        (false, true, true, true) => ChangeId::REQUEST_REQUIRED_PROPERTY_BECAME_READ_ONLY,
        (false, true, true, false) => ChangeId::REQUEST_REQUIRED_PROPERTY_BECAME_NOT_READ_ONLY,
        (false, true, false, true) => ChangeId::REQUEST_REQUIRED_PROPERTY_BECAME_WRITE_ONLY,
        (false, true, false, false) => ChangeId::REQUEST_REQUIRED_PROPERTY_BECAME_NOT_WRITE_ONLY,
        (false, false, true, true) => ChangeId::REQUEST_OPTIONAL_PROPERTY_BECAME_READ_ONLY,
        (false, false, true, false) => ChangeId::REQUEST_OPTIONAL_PROPERTY_BECAME_NOT_READ_ONLY,
        (false, false, false, true) => ChangeId::REQUEST_OPTIONAL_PROPERTY_BECAME_WRITE_ONLY,
        (false, false, false, false) => ChangeId::REQUEST_OPTIONAL_PROPERTY_BECAME_NOT_WRITE_ONLY,
        (true, true, true, true) => ChangeId::RESPONSE_REQUIRED_PROPERTY_BECAME_READ_ONLY,
        (true, true, true, false) => ChangeId::RESPONSE_REQUIRED_PROPERTY_BECAME_NOT_READ_ONLY,
        (true, true, false, true) => ChangeId::RESPONSE_REQUIRED_PROPERTY_BECAME_WRITE_ONLY,
        (true, true, false, false) => ChangeId::RESPONSE_REQUIRED_PROPERTY_BECAME_NOT_WRITE_ONLY,
        (true, false, true, true) => ChangeId::RESPONSE_OPTIONAL_PROPERTY_BECAME_READ_ONLY,
        (true, false, true, false) => ChangeId::RESPONSE_OPTIONAL_PROPERTY_BECAME_NOT_READ_ONLY,
        (true, false, false, true) => ChangeId::RESPONSE_OPTIONAL_PROPERTY_BECAME_WRITE_ONLY,
        (true, false, false, false) => ChangeId::RESPONSE_OPTIONAL_PROPERTY_BECAME_NOT_WRITE_ONLY,
    }
}
