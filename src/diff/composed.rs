//! APIs that are composed of several documents: an operation may move from one to another.

use std::collections::BTreeMap;

use rustc_hash::FxHashMap;

use super::Side;
use super::align::{Identity, identity};
use super::selection::Prefixes;
use crate::model::Api;
use crate::text::Sorting;

/// What a document of the base and one of the revision are compared for.
#[derive(Clone, Debug)]
pub struct Share {
    /// By side: for each operation whether it is compared here.
    pub operations: [Vec<bool>; 2],
    /// True where the documents belong together as wholes: what is no operation is compared, too.
    pub whole: bool,
    /// True where an operation stands in both.
    pub paired: bool,
    /// For each operation of the base the one of the revision that it is compared with, where they are not told by their
    /// paths.
    pub partners: Option<Vec<Option<usize>>>,
}

impl Share {
    /// Operations that somebody else has matched: by their numbers in the base, those of the revision. Only what their
    /// messages hold is compared.
    #[must_use]
    pub fn of_partners(base: &Api<'_>, revision: &Api<'_>, pairs: &[(usize, usize)]) -> Self {
        let mut partners = vec![None; base.operations.len()];
        pairs.iter().for_each(|(n, m)| partners[*n] = Some(*m));
        let selected = partners.iter().map(Option::is_some).collect();
        Self {
            operations: [selected, vec![false; revision.operations.len()]],
            whole: false,
            paired: true,
            partners: Some(partners),
        }
    }

    /// True where all operations of both documents are compared here.
    pub(super) fn is_of_all(&self) -> bool {
        self.operations.iter().flatten().all(|shared| *shared)
    }
}

/// Which documents of two composed APIs are compared, by their numbers, and for which operations: each operation in one
/// pair of documents. `alike` are the numbers of documents that have the same name in both.
#[must_use]
pub fn shares(
    bases: &[Api<'_>],
    revisions: &[Api<'_>],
    prefixes: &Prefixes,
    alike: &[(usize, usize)],
) -> BTreeMap<(usize, usize), Share> {
    let mut shares: BTreeMap<(usize, usize), Share> = BTreeMap::new();
    let new = |i: usize, j: usize| Share {
        operations: [vec![false; bases[i].operations.len()], vec![false; revisions[j].operations.len()]],
        whole: false,
        paired: false,
        partners: None,
    };
    let homes = homes(bases, revisions, prefixes, &alike.iter().copied().collect());
    let mut at_home: Vec<Vec<bool>> = revisions.iter().map(|api| vec![false; api.operations.len()]).collect();
    for (&(i, n), &(j, m)) in &homes {
        let share = shares.entry((i, j)).or_insert_with(|| new(i, j));
        share.operations[0][n] = true;
        share.operations[1][m] = true;
        share.paired = true;
        at_home[j][m] = true;
    }
    let count = |share: &Share| share.operations[0].iter().filter(|shared| **shared).count();
    // The document that one became: of the same name, else that with the most of its operations.
    let mut nearest: Vec<(usize, usize, usize)> = shares.iter().map(|((i, j), s)| (count(s), *i, *j)).collect();
    nearest.order_by_key(|(count, i, j)| (std::cmp::Reverse(*count), *i, *j));
    let nearest = || nearest.iter().map(|(_, i, j)| (*i, *j));
    let mut became: BTreeMap<usize, usize> = BTreeMap::new();
    let mut came_from: BTreeMap<usize, usize> = BTreeMap::new();
    for (i, j) in alike.iter().copied().chain(nearest()) {
        if !became.contains_key(&i) && !came_from.contains_key(&j) {
            became.insert(i, j);
            came_from.insert(j, i);
        }
    }
    for (&i, &j) in &became {
        shares.entry((i, j)).or_insert_with(|| new(i, j)).whole = true;
    }
    // What stands in one version only is told where most of its document is.
    let of_base = |i: usize| became.get(&i).copied().or_else(|| nearest().find(|near| near.0 == i).map(|near| near.1));
    let of_revision =
        |j: usize| came_from.get(&j).copied().or_else(|| nearest().find(|near| near.1 == j).map(|near| near.0));
    for (i, api) in bases.iter().enumerate() {
        for n in (0..api.operations.len()).filter(|n| !homes.contains_key(&(i, *n))) {
            let j = of_base(i).unwrap_or(0);
            shares.entry((i, j)).or_insert_with(|| new(i, j)).operations[Side::Base as usize][n] = true;
        }
    }
    for (j, of_document) in at_home.iter().enumerate() {
        for m in (0..of_document.len()).filter(|m| !of_document[*m]) {
            let i = of_revision(j).unwrap_or(0);
            shares.entry((i, j)).or_insert_with(|| new(i, j)).operations[Side::Revision as usize][m] = true;
        }
    }
    shares
}

/// An operation: the number of its document, and its own in it.
type OperationNumber = (usize, usize);

/// Where the operations of the base are in the revision: in any document, by their paths as written, then whatever the
/// parameters in them are called.
fn homes(
    bases: &[Api<'_>],
    revisions: &[Api<'_>],
    prefixes: &Prefixes,
    alike: &FxHashMap<usize, usize>,
) -> BTreeMap<OperationNumber, OperationNumber> {
    let identities = |apis: &[Api<'_>], side: Side, shape: bool| {
        let mut all: Vec<(Identity, OperationNumber)> = Vec::new();
        for (i, api) in apis.iter().enumerate() {
            let matched = |path: &str| prefixes.matched(side, path);
            all.extend(api.operations.iter().enumerate().map(|(n, o)| (identity(o, matched, shape), (i, n))));
        }
        all
    };
    let mut homes = BTreeMap::new();
    let mut taken = std::collections::BTreeSet::new();
    for shape in [false, true] {
        let mut table: FxHashMap<Identity, Vec<OperationNumber>> = FxHashMap::default();
        for (identity, number) in identities(revisions, Side::Revision, shape) {
            table.entry(identity).or_default().push(number);
        }
        for (identity, number) in identities(bases, Side::Base, shape) {
            if homes.contains_key(&number) {
                continue;
            }
            let candidates = || table.get(&identity).into_iter().flatten().filter(|home| !taken.contains(*home));
            // Several documents may have an operation of this path.
            let namesake = alike.get(&number.0);
            let found = candidates().find(|home| Some(&home.0) == namesake).or_else(|| candidates().next()).copied();
            if let Some(home) = found {
                taken.insert(home);
                homes.insert(number, home);
            }
        }
    }
    homes
}
