//! Which operations the cause of a finding reaches: where a shared schema is used, who requires a scheme, what inherits
//! from the root.

use std::sync::Arc;

use rustc_hash::{FxHashMap, FxHashSet};

use super::{Api, Operation, OperationKind};
use crate::finding::Reached;
use crate::tree::{Cursor, NodeRef, words};

impl<'a> Api<'a> {
    /// An operation as findings tell it.
    #[must_use]
    pub fn reached(&self, operation: &Operation<'a>) -> Reached {
        let title = match operation.place {
            OperationKind::Path => operation.title(),
            OperationKind::Webhook => format!("webhook {}", operation.title()),
            OperationKind::Callback => format!("callback {}", operation.title()),
        };
        Reached {
            title,
            method: operation.method.text().to_ascii_uppercase(),
            path: operation.path.to_owned(),
            id: operation.id().map(|id| id.into_owned()),
            tags: operation.tags().map(|tag| tag.into_owned()).collect(),
            internal: self.is_internal(operation),
        }
    }
}

/// Answers which operations a node reaches, going up from it: through what contains it, and through the references to
/// what contains it.
pub struct Reach<'a> {
    apis: &'a [Api<'a>],
    operations: Vec<Arc<Reached>>,
    /// The operations that begin at a node, by their numbers: one operation, all of a path item, those that require a
    /// scheme, those that inherit a list of the root.
    starts: FxHashMap<NodeRef, Vec<usize>>,
    /// The answers so far, by the node that the question came down to.
    known: FxHashMap<NodeRef, Vec<usize>>,
}

impl<'a> Reach<'a> {
    /// Prepares the question for some documents of one workspace.
    #[must_use]
    pub fn new(apis: &'a [Api<'a>]) -> Self {
        let mut reach =
            Self { apis, operations: Vec::new(), starts: FxHashMap::default(), known: FxHashMap::default() };
        for api in apis {
            let first = reach.operations.len();
            reach.operations.extend(api.operations.iter().map(|o| Arc::new(api.reached(o))));
            for (n, operation) in api.operations.iter().enumerate() {
                reach.start(operation.entry, [first + n]);
                reach.start(operation.node, [first + n]);
                let security = api.security_of(operation).filter(|_| operation.place == OperationKind::Path);
                for requirement in security.into_iter().flat_map(|s| &s.alternatives).flat_map(|a| &a.requirements) {
                    if let Some(scheme) = requirement.scheme.and_then(|s| api.schemes.get(s)) {
                        reach.start(scheme.entry, [first + n]);
                        reach.start(scheme.node, [first + n]);
                    }
                }
            }
            for item in &api.paths {
                let operations = item.operations.clone().map(|n| first + n);
                reach.start(item.entry, operations.clone());
                reach.start(item.node, operations);
            }
            let inherits = |own: &dyn Fn(&Operation<'a>) -> bool| -> Vec<usize> {
                let all = api.operations.iter().enumerate();
                all.filter(|(_, o)| o.place == OperationKind::Path && !own(o)).map(|(n, _)| first + n).collect()
            };
            if let Some(security) = &api.security {
                reach.start(security.at, inherits(&|o| o.own_security.is_some()));
            }
            if let Some(servers) = api.root.get(words::SERVERS) {
                reach.start(servers, inherits(&|o| api.own_servers(o).is_some()));
            }
        }
        reach
    }

    fn start(&mut self, at: Cursor<'_>, operations: impl IntoIterator<Item = usize>) {
        self.starts.entry((at.file(), at.id())).or_default().extend(operations);
    }

    /// The operations that a node reaches, in document order; none for what belongs to the document as a whole.
    pub fn of(&mut self, at: Cursor<'a>) -> Vec<Arc<Reached>> {
        // Up to the first node that is known as something: all questions from inside of it have one answer.
        let mut anchor = at;
        let workspace = match self.apis.first() {
            Some(api) => api.workspace,
            None => return Vec::new(),
        };
        while !self.starts.contains_key(&(anchor.file(), anchor.id())) && workspace.referrers(anchor).is_empty() {
            match anchor.parent() {
                Some(parent) => anchor = parent,
                None => return Vec::new(),
            }
        }
        let key = (anchor.file(), anchor.id());
        if !self.known.contains_key(&key) {
            let found = self.search(anchor);
            self.known.insert(key, found);
        }
        let numbers = self.known.get(&key).map_or(&[][..], Vec::as_slice);
        numbers.iter().map(|n| self.operations[*n].clone()).collect()
    }

    fn search(&self, anchor: Cursor<'a>) -> Vec<usize> {
        let Some(api) = self.apis.first() else { return Vec::new() };
        let mut found: Vec<usize> = Vec::new();
        let mut seen: FxHashSet<NodeRef> = FxHashSet::default();
        let mut waiting = vec![anchor];
        while let Some(start) = waiting.pop() {
            let mut at = Some(start);
            while let Some(node) = at {
                let key = (node.file(), node.id());
                if !seen.insert(key) {
                    break;
                }
                waiting.extend(api.workspace.referrers(node));
                if let Some(operations) = self.starts.get(&key) {
                    found.extend(operations);
                    break;
                }
                at = node.parent();
            }
        }
        found.sort_unstable();
        found.dedup();
        found
    }
}
