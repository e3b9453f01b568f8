//! A value put into a larger one that its surroundings accept.

use serde_json::Value;

use super::engine::{Engine, Mode};
use super::graph::SetId;

/// Where in a larger value.
#[derive(Clone, Debug)]
pub enum Within {
    /// A property.
    Property(String),
    /// Some property that matches a pattern.
    Pattern(String),
    /// Some property that is not declared.
    Others,
    /// An item, by its place.
    Item(usize),
}

/// The most properties that a message must have in which nothing but what is shown is in the way.
const REQUIRED: usize = 64;

/// Branches of unions that are tried.
const BRANCHES: usize = 12;

impl<'a> Engine<'a> {
    /// The same where all that surrounds the place is accepted by `other`, too; else at least with all properties that
    /// `other` requires.
    pub fn embed_alone(
        &mut self,
        set: SetId,
        other: SetId,
        place: &Within,
        value: &Value,
        mode: Mode,
    ) -> Option<Value> {
        let both = self.shared(set, other)?;
        self.embed_in(set, both, place, value, mode, 0).or_else(|| {
            let Within::Property(name) = place else { return None };
            let (ours, theirs) = (self.graph.facts(set), self.graph.facts(other));
            let mut given = vec![(name.clone(), value.clone())];
            for required in theirs.required.keys().filter(|required| ***required != **name) {
                let declared = ours.property(&mut self.graph, required);
                let demanded = theirs.property(&mut self.graph, required);
                let shared = self.graph.both(declared, demanded);
                let sample = self.sample(shared, mode).or_else(|| self.sample(declared, mode));
                given.extend(sample.map(|sample| (required.to_string(), sample)));
            }
            let built = self.object_with(&ours, &given, &[], mode)?;
            (self.accepts(set, &built, mode) == Some(true)).then_some(built)
        })
    }

    /// What is in both sets; nothing where that must have so many properties that a proof for each is too long to read.
    pub fn shared(&mut self, set: SetId, other: SetId) -> Option<SetId> {
        let both = self.graph.both(set, other);
        (self.graph.facts(both).required.len() <= REQUIRED).then_some(both)
    }

    /// The smallest value of a set that holds `value` at a place.
    pub fn embed(&mut self, set: SetId, place: &Within, value: &Value, mode: Mode) -> Option<Value> {
        self.embed_in(set, set, place, value, mode, 0)
    }

    fn embed_in(
        &mut self,
        whole: SetId,
        set: SetId,
        place: &Within,
        value: &Value,
        mode: Mode,
        depth: usize,
    ) -> Option<Value> {
        let facts = self.graph.facts(set);
        if let Some(union) = facts.unions.first().filter(|_| depth < 6) {
            return union.branches.iter().take(BRANCHES).find_map(|branch| {
                let one = self.graph.branch(set, union.atom, branch.set);
                self.embed_in(whole, one, place, value, mode, depth + 1)
            });
        }
        let built = match place {
            Within::Property(name) => self.object_with(&facts, &[(name.clone(), value.clone())], &[], mode),
            Within::Pattern(pattern) => {
                let name = self.graph.patterns().text_of(pattern)?;
                self.object_with(&facts, &[(name, value.clone())], &[], mode)
            }
            Within::Others => {
                let name = "anything".to_owned();
                self.object_with(&facts, &[(name, value.clone())], &[], mode)
            }
            Within::Item(n) => {
                let least = facts.min_items.map_or(0, |(n, _)| n) as usize;
                if least > 1_000 {
                    return None;
                }
                self.array_of(&facts, least.max(n + 1), &[(*n, value.clone())], mode)
            }
        }?;
        (self.accepts(whole, &built, mode) == Some(true)).then_some(built)
    }
}
