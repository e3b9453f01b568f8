//! `oneOf`, `anyOf` and discriminators.

use crate::diff::catalogue::{ChangeId, MessagePart, SchemaChange};
use crate::finding::{Message, message};
use std::collections::VecDeque;

use super::*;

impl<'a> Walk<'a> {
    pub(super) fn unions(&mut self, g: &mut Gather<'a>) {
        let (b, r) = (g.base.clone(), g.revision.clone());
        for exclusive in [true, false] {
            let of = |f: &Facts<'a>| f.unions.iter().filter(|u| u.exclusive == exclusive).cloned().collect::<Vec<_>>();
            let (x, y) = (of(&b), of(&r));
            for n in 0..x.len().max(y.len()) {
                match (x.get(n), y.get(n)) {
                    (Some(u), Some(v)) => self.matched(g, exclusive, u, v),
                    (None, Some(v)) => self.union_added(g, exclusive, v),
                    (Some(u), None) => {
                        let message = message!("{}: `{}` was removed", g.subject, keyword(exclusive));
                        let at = self.places(g.pair).1;
                        let change = removed(exclusive);
                        let effect = Effect::Changes;
                        g.add(change, effect, Some(u.at), at, vec![Point::Union, Point::Whole], message);
                    }
                    (None, None) => {}
                }
            }
        }
        self.discriminators(g);
    }

    fn union_added(&mut self, g: &mut Gather<'a>, exclusive: bool, v: &Union<'a>) {
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
            && exclusive
            && matches!(
                g.place,
                MessagePart::RequestBody
                    | MessagePart::ResponseBody
                    | MessagePart::RequestProperty
                    | MessagePart::ResponseProperty
            );
        let change = if wrapped { SchemaChange::WrappedInOneOf } else { added(exclusive) };
        let message = if wrapped {
            message!("{}: now one of {} branches of `oneOf`", g.subject, v.branches.len())
        } else {
            message!("{}: `{}` of {} branches was added", g.subject, keyword(exclusive), v.branches.len())
        };
        // What it said before may be said by the branches now.
        g.found.retain(|c| !wrapped || c.effect != Effect::Widens);
        let points = vec![Point::Union, Point::Whole, Point::Keyword(words::TYPE)];
        g.add(change, Effect::Changes, at, Some(v.at), points, message);
    }

    /// Branches that belong together: unchanged, of the same name, with the same constant, at the same place.
    fn matched(&mut self, g: &mut Gather<'a>, exclusive: bool, u: &Union<'a>, v: &Union<'a>) {
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
                    let what = branch_words(branch);
                    let message = message!("{}: {} was removed from `{}`", g.subject, what, keyword(exclusive));
                    let change = removed(exclusive);
                    g.add(
                        change,
                        Effect::Narrows,
                        Some(branch.at),
                        Some(v.at),
                        vec![Point::Union, Point::Whole],
                        message,
                    );
                }
            }
        }
        for (j, branch) in v.branches.iter().enumerate().filter(|(j, _)| !taken[*j]) {
            let what = branch_words(branch);
            let _ = j;
            let message = message!("{}: {} was added to `{}`", g.subject, what, keyword(exclusive));
            let change = added(exclusive);
            g.add(change, Effect::Widens, Some(u.at), Some(branch.at), vec![Point::Union, Point::Whole], message);
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
            (Some(x), Some(y)) => {
                if x.property != y.property {
                    let message = message!("{}: discriminator `{}` -> `{}`", subject, x.property, y.property);
                    g.add(
                        SchemaChange::DiscriminatorPropertyNameChanged,
                        risky,
                        Some(x.at),
                        Some(y.at),
                        Vec::new(),
                        message,
                    );
                    return;
                }
                for (value, (target, at)) in &x.mapping {
                    match y.mapping.get(value) {
                        None => self.mapping(g, &x, &y, value, *at, true),
                        Some((other, to)) if other != target => {
                            let message =
                                message!("{}: discriminator value `{}`: `{}` -> `{}`", subject, value, target, other);
                            g.add(
                                SchemaChange::DiscriminatorMappingChanged,
                                risky,
                                Some(*at),
                                Some(*to),
                                Vec::new(),
                                message,
                            );
                        }
                        Some(_) => {}
                    }
                }
                for (value, (_, at)) in y.mapping.iter().filter(|(v, _)| !x.mapping.contains_key(*v)) {
                    self.mapping(g, &x, &y, value, *at, false);
                }
            }
            (None, None) => {}
        }
    }

    /// A value that a mapping lost or gained. Names of schemas are understood without a mapping (OpenAPI
    /// 3.0, Discriminator Object).
    fn mapping(
        &mut self,
        g: &mut Gather<'a>,
        x: &crate::diff::schema::Discriminator<'a>,
        y: &crate::diff::schema::Discriminator<'a>,
        value: &str,
        at: Cursor<'a>,
        gone: bool,
    ) {
        let sent = self.pairs[g.pair].sent_by_client;
        let (change, what) = if gone {
            (SchemaChange::DiscriminatorMappingDeleted, "removed from")
        } else {
            (SchemaChange::DiscriminatorMappingAdded, "added to")
        };
        let message = message!("{}: `{}` was {} the discriminator mapping", g.subject, value, what);
        let (base, revision) = if gone { (Some(at), Some(y.at)) } else { (Some(x.at), Some(at)) };
        let mut change = Fact::new(ChangeId::of(g.place, change), base, revision, message);
        if gone == sent {
            let other = if gone { y } else { x };
            let facts = if gone { &g.revision } else { &g.base };
            let mut known: Vec<String> = other.mapping.keys().map(|k| k.to_string()).collect();
            known.extend(facts.unions.iter().flat_map(|u| &u.branches).filter_map(|b| b.name.clone()));
            if other.mapping.is_empty() && facts.unions.is_empty() {
                known.push(value.to_owned());
            }
            match self.mapping_witness(g.pair, &x.property, value, &known) {
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

/// The keyword of a union.
fn keyword(exclusive: bool) -> &'static str {
    if exclusive { "oneOf" } else { "anyOf" }
}

/// What is said of a branch or a union that is added.
fn added(exclusive: bool) -> SchemaChange {
    if exclusive { SchemaChange::OneOfAdded } else { SchemaChange::AnyOfAdded }
}

fn removed(exclusive: bool) -> SchemaChange {
    if exclusive { SchemaChange::OneOfRemoved } else { SchemaChange::AnyOfRemoved }
}

fn branch_words(branch: &crate::diff::schema::Branch<'_>) -> Message {
    branch.name.as_ref().map_or_else(|| "a branch".into(), |n| message!("`{}`", cut(n, 60)))
}
