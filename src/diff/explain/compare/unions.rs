//! `oneOf`, `anyOf` and discriminators.

use crate::diff::catalogue::{ChangeId, MessagePart, SchemaChange};
use crate::finding::{Message, message};
use std::collections::{BTreeMap, VecDeque};

use crate::diff::schema::{UnionKind, component};

use super::*;

/// Characters of a branch's name that are shown.
const NAME: usize = 60;

impl<'a> Walk<'a> {
    pub(super) fn unions(&mut self, g: &mut Gather<'a>) {
        let (b, r) = (g.base.clone(), g.revision.clone());
        for kind in [UnionKind::OneOf, UnionKind::AnyOf, UnionKind::Subtypes] {
            let of = |f: &Facts<'a>| f.unions.iter().filter(|u| u.kind == kind).cloned().collect::<Vec<_>>();
            let (x, y) = (of(&b), of(&r));
            for n in 0..x.len().max(y.len()) {
                match (x.get(n), y.get(n)) {
                    (Some(u), Some(v)) => self.matched(g, kind, u, v),
                    // A choice among subtypes comes and goes with its discriminator.
                    (None, Some(_)) | (Some(_), None) if kind == UnionKind::Subtypes => {}
                    (None, Some(v)) => self.union_added(g, kind, v),
                    (Some(u), None) => {
                        let message = message!("{}: `{}` was removed", g.subject, keyword(kind));
                        let at = self.places(g.pair).1;
                        let change = removed(kind);
                        let effect = Effect::Changes;
                        g.add(change, effect, Some(u.at), at, vec![Point::Union, Point::Whole], message);
                    }
                    (None, None) => {}
                }
            }
        }
        self.discriminators(g);
    }

    fn union_added(&mut self, g: &mut Gather<'a>, kind: UnionKind, v: &Union<'a>) {
        let base = self.pairs[g.pair].base;
        let home = v.branches.iter().position(|branch| {
            self.engine.graph.unchanged(base, branch.set) || {
                let mode = self.pairs[g.pair].mode;
                base != Graph::ALL
                    && matches!(self.engine.within(base, branch.set, mode), crate::diff::schema::Answer::Yes)
            }
        });
        let at = self.places(g.pair).0;
        let wrapped = home.is_some()
            && kind == UnionKind::OneOf
            && matches!(
                g.place,
                MessagePart::RequestBody
                    | MessagePart::ResponseBody
                    | MessagePart::RequestProperty
                    | MessagePart::ResponseProperty
            );
        let change = if wrapped { SchemaChange::WrappedInOneOf } else { added(kind) };
        let message = if wrapped {
            message!("{}: now one of {} branches of `oneOf`", g.subject, v.branches.len())
        } else {
            message!("{}: `{}` of {} branches was added", g.subject, keyword(kind), v.branches.len())
        };
        // What it said before may be said by the branches now.
        g.found.retain(|c| !wrapped || c.effect != Effect::Widens);
        let points = vec![Point::Union, Point::Whole, Point::Keyword(words::TYPE)];
        g.add(change, Effect::Changes, at, Some(v.at), points, message);
    }

    /// Branches that belong together: unchanged, of the same name, with the same constant, at the same place.
    fn matched(&mut self, g: &mut Gather<'a>, kind: UnionKind, u: &Union<'a>, v: &Union<'a>) {
        let mut partner: Vec<Option<usize>> = vec![None; u.branches.len()];
        let mut taken: Vec<bool> = vec![false; v.branches.len()];
        let same = |walk: &Self, x: SetId, y: SetId| walk.engine.graph.unchanged(x, y);
        // By hash first, so that many unchanged branches cost little.
        let mut by_hash: std::collections::HashMap<u64, Vec<usize>> = std::collections::HashMap::new();
        for (j, branch) in v.branches.iter().enumerate() {
            by_hash.entry(self.engine.graph.same().hash(Side::Revision, branch.at)).or_default().push(j);
        }
        for (i, branch) in u.branches.iter().enumerate() {
            let hash = self.engine.graph.same().hash(Side::Base, branch.at);
            let found = by_hash.get(&hash).into_iter().flatten().copied().find(|&j| {
                !taken[j] && (same(self, branch.set, v.branches[j].set) || branch.name == v.branches[j].name)
            });
            if let Some(j) = found {
                partner[i] = Some(j);
                taken[j] = true;
            }
        }
        let mut by_name: std::collections::HashMap<String, VecDeque<usize>> = std::collections::HashMap::new();
        let key = |walk: &mut Self, branch: &crate::diff::schema::Branch<'a>| -> Option<String> {
            branch.name.clone().or_else(|| walk.engine.likeness(branch.set))
        };
        for (j, branch) in v.branches.iter().enumerate().filter(|(j, _)| !taken[*j]) {
            if let Some(key) = key(self, branch) {
                by_name.entry(key).or_default().push_back(j);
            }
        }
        for (i, branch) in u.branches.iter().enumerate() {
            if partner[i].is_some() {
                continue;
            }
            let found = key(self, branch).and_then(|k| by_name.get_mut(&k)?.pop_front());
            if let Some(j) = found {
                partner[i] = Some(j);
                taken[j] = true;
            }
        }
        // What is left: by containment among a few, then, where nothing tells them apart, by place.
        let left: Vec<usize> = (0..u.branches.len()).filter(|i| partner[*i].is_none()).collect();
        let free = |taken: &[bool]| (0..taken.len()).filter(|j| !taken[*j]).collect::<Vec<_>>();
        if left.len() <= 16 && free(&taken).len() <= 16 {
            let mode = self.pairs[g.pair].mode;
            for &i in &left {
                for j in free(&taken) {
                    let (x, y) = (u.branches[i].set, v.branches[j].set);
                    let yes = |a: crate::diff::schema::Answer| matches!(a, crate::diff::schema::Answer::Yes);
                    if yes(self.engine.within(x, y, mode)) || yes(self.engine.within(y, x, mode)) {
                        partner[i] = Some(j);
                        taken[j] = true;
                        break;
                    }
                }
            }
        }
        for i in left {
            let unnamed = u.branches[i].name.is_none();
            if partner[i].is_none() && unnamed && i < v.branches.len() && !taken[i] && v.branches[i].name.is_none() {
                let mode = self.pairs[g.pair].mode;
                if !self.engine.disjoint_sets(u.branches[i].set, v.branches[i].set, mode) {
                    partner[i] = Some(i);
                    taken[i] = true;
                }
            }
        }
        let (base, revision) = (self.pairs[g.pair].base, self.pairs[g.pair].revision);
        for (i, branch) in u.branches.iter().enumerate() {
            match partner[i] {
                Some(j) => {
                    let other = v.branches[j].set;
                    if self.engine.graph.unchanged(branch.set, other) {
                        continue;
                    }
                    let x = self.engine.graph.branch(base, u.atom, branch.set);
                    let y = self.engine.graph.branch(revision, v.atom, other);
                    self.inside(g.pair, Step::Same, x, y, g.place);
                }
                None => {
                    let what = self.branch_words(branch);
                    let message = if kind == UnionKind::Subtypes {
                        message!("{}: subtype {} was removed", g.subject, what)
                    } else {
                        message!("{}: {} was removed from `{}`", g.subject, what, keyword(kind))
                    };
                    let points = vec![Point::Union, Point::Whole];
                    let part = self.engine.graph.branch(base, u.atom, branch.set);
                    g.add(removed(kind), Effect::Narrows, Some(branch.at), Some(v.at), points, message).part =
                        Some(part);
                }
            }
        }
        for (_, branch) in v.branches.iter().enumerate().filter(|(j, _)| !taken[*j]) {
            let what = self.branch_words(branch);
            let message = if kind == UnionKind::Subtypes {
                message!("{}: subtype {} was added", g.subject, what)
            } else {
                message!("{}: {} was added to `{}`", g.subject, what, keyword(kind))
            };
            let points = vec![Point::Union, Point::Whole];
            let part = self.engine.graph.branch(revision, v.atom, branch.set);
            g.add(added(kind), Effect::Widens, Some(u.at), Some(branch.at), points, message).part = Some(part);
        }
    }

    /// A branch by its name, or by the only value that is in it.
    fn branch_words(&mut self, branch: &crate::diff::schema::Branch<'a>) -> Message {
        if let Some(name) = &branch.name {
            return message!("`{}`", cut(name, NAME));
        }
        let facts = self.engine.graph.facts(branch.set);
        match facts.values.as_ref().map(|(values, _)| values.as_slice()) {
            Some([only]) => message!("branch `{}`", cut(&only.to_string(), NAME)),
            _ => "a branch".into(),
        }
    }

    fn discriminators(&mut self, g: &mut Gather<'a>) {
        let of = |walk: &Self, set: SetId| {
            let objects = walk.engine.graph.objects(set);
            // 2.0 writes the property's name alone.
            let is_one = |d: &Cursor<'a>| d.str().is_some() || d.get(words::PROPERTY_NAME).is_some();
            objects.into_iter().find_map(|(_, at)| at.get(words::DISCRIMINATOR).filter(is_one))
        };
        let (base, revision) = (self.pairs[g.pair].base, self.pairs[g.pair].revision);
        let (x, y) = (of(self, base), of(self, revision));
        // The same stands beside each branch of a union.
        if let (Some(x), Some(y)) = (x, y)
            && self.engine.graph.same().equal(x, y)
        {
            return;
        }
        let read = |at: Option<Cursor<'a>>| at.and_then(crate::diff::schema::Discriminator::read);
        let (x, y) = (read(x), read(y));
        let subject = g.subject.clone();
        let risky = Effect::Note(Compatibility::Risky);
        match (x, y) {
            (None, Some(y)) => {
                let message = message!("{}: discriminator `{}` was added", subject, y.property);
                g.add(SchemaChange::DiscriminatorAdded, risky, None, Some(y.at), Vec::new(), message);
            }
            (Some(x), None) => {
                let message = message!("{}: discriminator `{}` was removed", subject, x.property);
                g.add(SchemaChange::DiscriminatorRemoved, risky, Some(x.at), None, Vec::new(), message);
            }
            (Some(x), Some(y)) if x.property != y.property => {
                let message = message!("{}: discriminator `{}` -> `{}`", subject, x.property, y.property);
                let change = SchemaChange::DiscriminatorPropertyNameChanged;
                g.add(change, risky, Some(x.at), Some(y.at), Vec::new(), message);
            }
            (Some(x), Some(y)) => {
                let known = Choices::of(self, Side::Base, &x, &g.base);
                let others = Choices::of(self, Side::Revision, &y, &g.revision);
                for value in x.mapping.keys() {
                    let (Some(was), is) = (known.get(value), others.get(value)) else { continue };
                    match is {
                        None => self.mapping(g, [x.at, y.at], &x.property, value, was.at, true),
                        Some(is) => self.remapped(g, &x.property, value, was, is),
                    }
                }
                for value in y.mapping.keys() {
                    match (known.get(value), others.get(value)) {
                        (None, Some(is)) => self.mapping(g, [x.at, y.at], &x.property, value, is.at, false),
                        (Some(was), Some(is)) if !x.mapping.contains_key(value) => {
                            self.remapped(g, &x.property, value, was, is);
                        }
                        _ => {}
                    }
                }
                self.default_mapping(g, x.at, y.at);
            }
            (None, None) => {}
        }
    }

    /// A value of the discriminator that leads to another schema now, or to the same under another name.
    fn remapped(&mut self, g: &mut Gather<'a>, property: &str, value: &str, was: &Choice<'a>, is: &Choice<'a>) {
        if self.leads_to_the_same(g.pair, was, is) {
            return;
        }
        let message = message!("{}: discriminator value `{}`: `{}` -> `{}`", g.subject, value, was.text, is.text);
        let id = ChangeId::of(g.place, SchemaChange::DiscriminatorMappingChanged);
        let mut change = Fact::new(id, Some(was.at), Some(is.at), message).compatibility(Compatibility::Risky);
        if let Some(witness) = self.choice_witness(g.pair, property, value) {
            change.compatibility = Compatibility::Breaking;
            change.witness = Some(witness);
        }
        self.note(g.pair, change);
    }

    fn leads_to_the_same(&mut self, pair: usize, was: &Choice<'a>, is: &Choice<'a>) -> bool {
        // What the schema of that name became is told where it stands.
        if was.text == is.text {
            return true;
        }
        // Another name is told: generated clients call their types after it.
        let (Some(x), Some(y)) = (was.schema, is.schema) else { return false };
        if !component(&was.text).eq_ignore_ascii_case(component(&is.text)) {
            return false;
        }
        let mode = self.pairs[pair].mode;
        let graph = &mut self.engine.graph;
        let (x, y) = (graph.schema(Side::Base, x), graph.schema(Side::Revision, y));
        let yes = |a: crate::diff::schema::Answer| matches!(a, crate::diff::schema::Answer::Yes);
        graph.unchanged(x, y) || (yes(self.engine.within(x, y, mode)) && yes(self.engine.within(y, x, mode)))
    }

    /// A message with a value of the discriminator that one version accepts and the other, which must, does not.
    fn choice_witness(&mut self, pair: usize, property: &str, value: &str) -> Option<crate::diff::Witness> {
        let (left, right, mode) = {
            let p = &self.pairs[pair];
            (p.left(), p.right(), p.mode)
        };
        let facts = self.engine.graph.facts(left);
        let chosen = facts.unions.iter().find_map(|union| {
            let graph = &self.engine.graph;
            let is_chosen = |set: SetId| graph.tags(set).iter().any(|t| t.values.iter().any(|v| v == value));
            let branch = union.branches.iter().find(|b| is_chosen(b.set))?;
            Some((union.atom, branch.set))
        })?;
        let set = self.engine.graph.branch(left, chosen.0, chosen.1);
        let crate::diff::schema::Answer::No(found) = self.engine.within(set, right, mode) else { return None };
        let of_value = found.get(property).and_then(serde_json::Value::as_str) == Some(value);
        if of_value { self.confirmed(pair, &found) } else { None }
    }

    /// What is meant where the property is missing or has no known value (OpenAPI 3.2.0, Discriminator Object).
    fn default_mapping(&mut self, g: &mut Gather<'a>, x: Cursor<'a>, y: Cursor<'a>) {
        let of = |walk: &Self, side: Side, at: Cursor<'a>| {
            let at = at.get(words::DEFAULT_MAPPING)?;
            Some(Choice { text: at.text(), schema: walk.engine.graph.workspace(side).target(at), at })
        };
        let (was, is) = (of(self, Side::Base, x), of(self, Side::Revision, y));
        let same = match (&was, &is) {
            (None, None) => true,
            (Some(was), Some(is)) => self.leads_to_the_same(g.pair, was, is),
            _ => false,
        };
        if !same {
            let shown = |c: &Option<Choice<'a>>| c.as_ref().map_or(Message::from("none"), |c| message!("`{}`", c.text));
            let message = message!("{}: `defaultMapping` {} -> {}", g.subject, shown(&was), shown(&is));
            let (was, is) = (was.map_or(x, |c| c.at), is.map_or(y, |c| c.at));
            let change = SchemaChange::DiscriminatorMappingChanged;
            g.add(change, Effect::Note(Compatibility::Risky), Some(was), Some(is), Vec::new(), message);
        }
    }

    /// A value that a mapping lost or gained.
    fn mapping(
        &mut self,
        g: &mut Gather<'a>,
        at: [Cursor<'a>; 2],
        property: &str,
        value: &str,
        entry: Cursor<'a>,
        gone: bool,
    ) {
        let sent = self.pairs[g.pair].sent_by_client;
        let (change, what) = if gone {
            (SchemaChange::DiscriminatorMappingDeleted, "removed from")
        } else {
            (SchemaChange::DiscriminatorMappingAdded, "added to")
        };
        let message = message!("{}: `{}` was {} the discriminator mapping", g.subject, value, what);
        let (base, revision) = if gone { (Some(entry), Some(at[1])) } else { (Some(at[0]), Some(entry)) };
        let mut change = Fact::new(ChangeId::of(g.place, change), base, revision, message);
        if gone == sent {
            match self.mapping_witness(g.pair, property, value) {
                Some(witness) => {
                    change.compatibility = Compatibility::Breaking;
                    change.witness = Some(witness);
                }
                None => change.compatibility = Compatibility::Risky,
            }
        }
        self.note(g.pair, change);
    }
}

/// What a value of a discriminator leads to.
struct Choice<'a> {
    /// As it is written, or the name of the schema.
    text: Cow<'a, str>,
    schema: Option<Cursor<'a>>,
    at: Cursor<'a>,
}

/// What the values of a discriminator lead to: by the mapping, and by the names of schemas, which are understood without
/// one (OpenAPI 3.0.4, Discriminator Object).
struct Choices<'a>(BTreeMap<Cow<'a, str>, Choice<'a>>);

impl<'a> Choices<'a> {
    fn of(
        walk: &Walk<'a>,
        side: Side,
        discriminator: &crate::diff::schema::Discriminator<'a>,
        facts: &Facts<'a>,
    ) -> Self {
        let workspace = walk.engine.graph.workspace(side);
        let mut choices = BTreeMap::new();
        for branch in facts.unions.iter().flat_map(|u| &u.branches) {
            if let Some(name) = branch.name.clone().filter(|name| !name.is_empty()) {
                let schema = Some(workspace.resolve(branch.at));
                let choice = Choice { text: Cow::Owned(name.clone()), schema, at: branch.at };
                choices.insert(Cow::Owned(name), choice);
            }
        }
        for (value, (target, at)) in &discriminator.mapping {
            let schema = workspace.target(*at).map(|target| workspace.resolve(target));
            choices.insert(value.clone(), Choice { text: target.clone(), schema, at: *at });
        }
        Self(choices)
    }

    fn get(&self, value: &str) -> Option<&Choice<'a>> {
        self.0.get(value)
    }
}

/// The keyword of a union.
fn keyword(kind: UnionKind) -> &'static str {
    match kind {
        UnionKind::OneOf => "oneOf",
        UnionKind::AnyOf => "anyOf",
        UnionKind::Subtypes => "discriminator",
    }
}

/// What is said of a branch or a union that is added. A subtype is one of several, too.
fn added(kind: UnionKind) -> SchemaChange {
    if kind == UnionKind::AnyOf { SchemaChange::AnyOfAdded } else { SchemaChange::OneOfAdded }
}

fn removed(kind: UnionKind) -> SchemaChange {
    if kind == UnionKind::AnyOf { SchemaChange::AnyOfRemoved } else { SchemaChange::OneOfRemoved }
}
