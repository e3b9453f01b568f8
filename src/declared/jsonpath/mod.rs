//! JSONPath as Spectral's engine takes it: not RFC 9535, but the older dialect with filters in JavaScript.

mod expression;
mod frame;
mod matcher;
mod parse;
mod scan;
mod value;

pub use frame::{Edge, Frame};
pub use matcher::{Match, Matcher};
pub use parse::{PathError, parse};
pub(super) use value::number_text;

use std::sync::Arc;

use expression::Expression;

/// A path, read.
#[derive(Clone, Debug)]
pub struct Path {
    steps: Vec<PathStep>,
    /// True where the path ends in `~`: names are meant, not values.
    pub keys: bool,
}

impl Path {
    /// The names that lead from `@` to what the filters of the path's last step ask for.
    #[must_use]
    pub fn names_of_filters(&self) -> Vec<Vec<String>> {
        let mut names = Vec::new();
        if let Some(PathStep::Child(selectors)) = self.steps.last() {
            for selector in selectors {
                if let SegmentSelector::Filter(filter) = selector {
                    filter.expression.names_from_current(&mut names);
                }
            }
        }
        names
    }
}

/// One step of a path.
#[derive(Clone, Debug)]
enum PathStep {
    /// `..`: here or anywhere below.
    Deep,
    /// To a child that one of these selects.
    Child(Vec<SegmentSelector>),
    /// `^`: back to the parent.
    Parent,
    /// `@string()` and the like: stay, if the value is of the type.
    Type(TypeName),
}

/// What selects children.
#[derive(Clone, Debug)]
enum SegmentSelector {
    /// A property, or an item by its number.
    Name(String),
    /// All.
    Any,
    /// `[1:5:2]`
    Slice { start: Option<i64>, end: Option<i64>, step: i64 },
    /// `[?(...)]`
    Filter(Filter),
    /// `[(...)]`: the name is computed.
    Computed(Expression),
}

/// The types that can be asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum TypeName {
    Number,
    Integer,
    String,
    Boolean,
    Null,
    Array,
    Object,
    Scalar,
    NonFinite,
}

impl TypeName {
    fn from_word(word: &str) -> Option<Self> {
        Some(match word {
            "number" => Self::Number,
            "integer" => Self::Integer,
            "string" => Self::String,
            "boolean" => Self::Boolean,
            "null" => Self::Null,
            "array" => Self::Array,
            "object" => Self::Object,
            "scalar" => Self::Scalar,
            "nonFinite" => Self::NonFinite,
            _ => return None,
        })
    }
}

/// A filter.
#[derive(Clone, Debug)]
struct Filter {
    expression: Expression,
    /// The text that it was read from: filters of the same text say the same.
    text: Arc<str>,
    /// What it cannot hold without: of each group of properties, one.
    needs: Vec<Vec<Arc<str>>>,
}
