//! Nodes of a document with the way that led to them.

use std::borrow::Cow;

use crate::tree::Cursor;

/// What leads from a node to its child.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Edge<'a> {
    /// Nothing: the root.
    Root,
    /// The name of a property.
    Name(&'a str),
    /// The number of an item, from 0.
    Index(u32),
}

impl<'a> Edge<'a> {
    /// The name, or the number in digits; empty for the root.
    #[must_use]
    pub fn text(self) -> Cow<'a, str> {
        match self {
            Edge::Root => Cow::Borrowed(""),
            Edge::Name(name) => Cow::Borrowed(name),
            Edge::Index(n) => Cow::Owned(n.to_string()),
        }
    }
}

/// A node with the way to it.
#[derive(Clone, Copy)]
pub struct Frame<'f, 'a> {
    /// The frame of the parent.
    pub parent: Option<&'f Frame<'f, 'a>>,
    /// The node.
    pub node: Cursor<'a>,
    /// What led to it.
    pub edge: Edge<'a>,
}

impl<'a> Frame<'_, 'a> {
    /// The frame of the root.
    #[must_use]
    pub fn root(&self) -> &Self {
        let mut at = self;
        while let Some(parent) = at.parent {
            at = parent;
        }
        at
    }

    /// The names on the way from the root.
    #[must_use]
    pub fn segments(&self) -> Vec<Cow<'a, str>> {
        let mut out = Vec::new();
        let mut at = Some(self);
        while let Some(frame) = at {
            if frame.edge != Edge::Root {
                out.push(frame.edge.text());
            }
            at = frame.parent;
        }
        out.reverse();
        out
    }
}
