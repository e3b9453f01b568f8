//! The messages that reach each pair of schemas.

use std::cell::OnceCell;

use rustc_hash::FxHashSet;

use super::pairs::SchemaPair;

/// The messages above each pair. Pairs that lead to each other have the same: they are one component of the graph
/// (found by Tarjan's algorithm), and each component is answered once.
pub(super) struct RootReach {
    component_of: Vec<usize>,
    components: Vec<Component>,
}

/// Pairs that lead to each other.
struct Component {
    /// The messages that begin in it.
    own: Vec<usize>,
    /// The components that lead here.
    above: Vec<usize>,
    /// The numbers of the messages that lead here, in order, once they were asked for.
    roots: OnceCell<Vec<usize>>,
}

/// A pair whose parents are being visited.
struct Visit {
    pair: usize,
    /// How many of its parents were visited.
    next: usize,
}

const NONE: usize = usize::MAX;

impl RootReach {
    pub fn of(pairs: &[SchemaPair]) -> Self {
        let mut reach = Self { component_of: vec![NONE; pairs.len()], components: Vec::new() };
        let mut order = vec![NONE; pairs.len()];
        let mut lowest = vec![NONE; pairs.len()];
        let mut open: Vec<usize> = Vec::new();
        let mut count = 0;
        for start in 0..pairs.len() {
            if order[start] != NONE {
                continue;
            }
            let mut visits = vec![Visit { pair: start, next: 0 }];
            while let Some(visit) = visits.last_mut() {
                let pair = visit.pair;
                if order[pair] == NONE {
                    (order[pair], lowest[pair]) = (count, count);
                    count += 1;
                    open.push(pair);
                }
                if let Some((parent, _)) = pairs[pair].parents.get(visit.next) {
                    visit.next += 1;
                    if order[*parent] == NONE {
                        visits.push(Visit { pair: *parent, next: 0 });
                    } else if reach.component_of[*parent] == NONE {
                        lowest[pair] = lowest[pair].min(order[*parent]);
                    }
                    continue;
                }
                visits.pop();
                if let Some(below) = visits.last() {
                    lowest[below.pair] = lowest[below.pair].min(lowest[pair]);
                }
                if lowest[pair] == order[pair] {
                    let first = open.iter().rposition(|p| *p == pair).unwrap_or_default();
                    reach.close(pairs, &open.split_off(first));
                }
            }
        }
        reach
    }

    /// Adds a component, whose parents are in others that are known, or in itself.
    fn close(&mut self, pairs: &[SchemaPair], members: &[usize]) {
        let number = self.components.len();
        members.iter().for_each(|pair| self.component_of[*pair] = number);
        let mut above: Vec<usize> = members
            .iter()
            .flat_map(|pair| &pairs[*pair].parents)
            .map(|(parent, _)| self.component_of[*parent])
            .filter(|component| *component != number)
            .collect();
        above.sort_unstable();
        above.dedup();
        let own = members.iter().flat_map(|pair| pairs[*pair].roots.iter().copied()).collect();
        self.components.push(Component { own, above, roots: OnceCell::new() });
    }

    /// The messages above a pair, or that it is itself.
    pub fn roots(&self, pair: usize) -> &[usize] {
        let Some(component) = self.component_of.get(pair).and_then(|number| self.components.get(*number)) else {
            return &[];
        };
        component.roots.get_or_init(|| {
            let mut roots = component.own.clone();
            let mut seen: FxHashSet<usize> = component.above.iter().copied().collect();
            let mut next = component.above.clone();
            while let Some(number) = next.pop() {
                let above = &self.components[number];
                match above.roots.get() {
                    Some(known) => roots.extend(known),
                    None => {
                        roots.extend(&above.own);
                        next.extend(above.above.iter().filter(|number| seen.insert(**number)));
                    }
                }
            }
            roots.sort_unstable();
            roots.dedup();
            roots
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diff::catalogue::MessagePart;
    use crate::diff::explain::pairs::Step;
    use crate::diff::schema::{Graph, Mode};

    fn pair(parents: &[usize], roots: &[usize]) -> SchemaPair {
        SchemaPair {
            base: Graph::ALL,
            revision: Graph::ALL,
            mode: Mode::new(false, false),
            place: MessagePart::RequestBody,
            sent_by_client: true,
            path: String::new(),
            told: 0,
            parents: parents.iter().map(|p| (*p, Step::Same)).collect(),
            roots: roots.to_vec(),
        }
    }

    #[test]
    fn circles_share_what_leads_to_any_of_them() {
        // 0 and 1 begin messages; 2, 3 and 4 are a circle that 1 leads to; 5 lies below the circle and 0; 6 stands alone.
        let pairs = [
            pair(&[], &[10]),
            pair(&[], &[11]),
            pair(&[1, 4], &[]),
            pair(&[2], &[12]),
            pair(&[3], &[]),
            pair(&[4, 0], &[]),
            pair(&[], &[]),
        ];
        let reach = RootReach::of(&pairs);
        let roots: Vec<&[usize]> = (0..pairs.len()).map(|n| reach.roots(n)).collect();
        assert_eq!(roots, [&[10][..], &[11], &[11, 12], &[11, 12], &[11, 12], &[10, 11, 12], &[]]);
    }

    #[test]
    fn a_long_chain_needs_no_stack() {
        let pairs: Vec<SchemaPair> =
            (0..200_000).map(|n: usize| pair(&n.checked_sub(1).map_or(vec![], |p| vec![p]), &[n])).collect();
        let reach = RootReach::of(&pairs);
        assert_eq!(reach.roots(199_999).len(), 200_000);
        assert_eq!(reach.roots(0), [0]);
    }
}
