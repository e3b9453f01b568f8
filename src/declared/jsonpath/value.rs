//! Values as JavaScript sees them, and what expressions make of them.

use std::borrow::Cow;

use super::TypeName;
use super::expression::{Binary, Expression, Unary};
use super::frame::{Edge, Frame};
use crate::declared::inventory::View;
use crate::declared::pattern::CompiledPattern;
use crate::tree::{Cursor, Shape};

/// A value.
#[derive(Clone, Debug)]
pub(super) enum Js<'a> {
    Undefined,
    Null,
    Boolean(bool),
    Number(f64),
    Text(Cow<'a, str>),
    Regex(&'a CompiledPattern),
    /// What made a value, by its name.
    Constructor(&'static str),
    /// A list or mapping of a document.
    Node(Cursor<'a>),
    List(Vec<Js<'a>>),
}

/// What JavaScript would throw: the filter does not hold then.
#[derive(Clone, Copy, Debug)]
pub(super) struct Thrown;

type Result<'a> = std::result::Result<Js<'a>, Thrown>;

impl<'a> Js<'a> {
    pub(super) fn of(at: Cursor<'a>) -> Self {
        match at.shape() {
            Shape::Null => Js::Null,
            Shape::Bool => Js::Boolean(at.is_true()),
            Shape::Int | Shape::Float => at.f64().map_or(Js::Undefined, Js::Number),
            Shape::Str => Js::Text(at.text()),
            Shape::Seq | Shape::Map | Shape::Alias => Js::Node(at),
        }
    }

    pub(super) fn is_true(&self) -> bool {
        match self {
            Js::Undefined | Js::Null => false,
            Js::Boolean(b) => *b,
            Js::Number(n) => *n != 0.0 && !n.is_nan(),
            Js::Text(t) => !t.is_empty(),
            Js::Regex(_) | Js::Constructor(_) | Js::Node(_) | Js::List(_) => true,
        }
    }

    fn number(&self) -> f64 {
        match self {
            Js::Null => 0.0,
            Js::Boolean(b) => f64::from(u8::from(*b)),
            Js::Number(n) => *n,
            Js::Text(t) => {
                let t = t.trim();
                if t.is_empty() { 0.0 } else { t.parse().unwrap_or(f64::NAN) }
            }
            _ => f64::NAN,
        }
    }

    /// The number as 32 bits, for operators on bits.
    fn bits(&self) -> i32 {
        let n = self.number();
        if n.is_finite() { (n.trunc() as i64) as i32 } else { 0 }
    }

    pub(super) fn text(&self) -> Cow<'a, str> {
        match self {
            Js::Undefined => "undefined".into(),
            Js::Null => "null".into(),
            Js::Boolean(b) => b.to_string().into(),
            Js::Number(n) => number_text(*n).into(),
            Js::Text(t) => t.clone(),
            Js::Regex(_) | Js::Constructor(_) | Js::Node(_) => "[object Object]".into(),
            Js::List(items) => items.iter().map(|i| i.text().into_owned()).collect::<Vec<_>>().join(",").into(),
        }
    }

    fn same(&self, other: &Js<'a>) -> bool {
        match (self, other) {
            (Js::Undefined, Js::Undefined) | (Js::Null, Js::Null) => true,
            (Js::Boolean(a), Js::Boolean(b)) => a == b,
            (Js::Number(a), Js::Number(b)) => a == b,
            (Js::Text(a), Js::Text(b)) => a == b,
            (Js::Node(a), Js::Node(b)) => a.file() == b.file() && a.id() == b.id(),
            _ => false,
        }
    }

    fn equal(&self, other: &Js<'a>) -> bool {
        match (self, other) {
            (Js::Undefined | Js::Null, Js::Undefined | Js::Null) => true,
            (Js::Undefined | Js::Null, _) | (_, Js::Undefined | Js::Null) => false,
            (Js::Number(_) | Js::Boolean(_), Js::Text(_) | Js::Number(_) | Js::Boolean(_))
            | (Js::Text(_), Js::Number(_) | Js::Boolean(_)) => self.number() == other.number(),
            _ => self.same(other),
        }
    }

    fn type_of(&self) -> &'static str {
        match self {
            Js::Undefined => "undefined",
            Js::Boolean(_) => "boolean",
            Js::Number(_) => "number",
            Js::Text(_) => "string",
            Js::Constructor(_) => "function",
            Js::Null | Js::Regex(_) | Js::Node(_) | Js::List(_) => "object",
        }
    }

    /// The name of what made it.
    fn made_by(&self) -> &'static str {
        match self {
            Js::Boolean(_) => "Boolean",
            Js::Number(_) => "Number",
            Js::Text(_) => "String",
            Js::List(_) => "Array",
            Js::Node(node) if node.is_seq() => "Array",
            Js::Regex(_) => "RegExp",
            Js::Constructor(_) => "Function",
            Js::Undefined | Js::Null | Js::Node(_) => "Object",
        }
    }
}

/// What can be called of a text: as a value, it is a function.
const METHODS: [&str; 12] = [
    "match",
    "indexOf",
    "includes",
    "startsWith",
    "endsWith",
    "toLowerCase",
    "toUpperCase",
    "trim",
    "split",
    "slice",
    "substring",
    "substr",
];

/// A number as JavaScript writes it.
pub(crate) fn number_text(n: f64) -> String {
    if n.fract() == 0.0 && n.abs() < 1e21 { format!("{n:.0}") } else { n.to_string() }
}

/// True where a value is of a type.
pub(super) fn is_of_type(at: Cursor<'_>, kind: TypeName) -> bool {
    match kind {
        TypeName::Number => matches!(at.shape(), Shape::Int | Shape::Float),
        TypeName::Integer => {
            matches!(at.shape(), Shape::Int | Shape::Float) && at.f64().is_some_and(|n| n.fract() == 0.0)
        }
        TypeName::String => at.shape() == Shape::Str,
        TypeName::Boolean => at.shape() == Shape::Bool,
        TypeName::Null => at.shape() == Shape::Null,
        TypeName::Array => at.is_seq(),
        TypeName::Object => at.is_map(),
        TypeName::Scalar => !at.is_map() && !at.is_seq(),
        TypeName::NonFinite => matches!(at.shape(), Shape::Float) && at.f64().is_some_and(|n| !n.is_finite()),
    }
}

/// What an expression is evaluated with.
pub(super) struct ValueScope<'s, 'a> {
    pub view: View<'a>,
    pub frame: &'s Frame<'s, 'a>,
}

impl<'a> ValueScope<'_, 'a> {
    pub(super) fn evaluate(&self, expression: &'a Expression) -> Result<'a> {
        Ok(match expression {
            Expression::Text(text) => Js::Text(Cow::Borrowed(text)),
            Expression::Number(n) => Js::Number(*n),
            Expression::Boolean(b) => Js::Boolean(*b),
            Expression::Null => Js::Null,
            Expression::Undefined => Js::Undefined,
            Expression::Regex(pattern) => Js::Regex(pattern),
            Expression::Current => Js::of(self.frame.node),
            Expression::Property => self.frame.edge.value(),
            Expression::Path => Js::Text(self.frame.path_text().into()),
            // The parent of the list or mapping that holds the value, as Spectral's engine has it.
            Expression::Parent => self.frame.parent.and_then(|p| p.parent).map_or(Js::Undefined, |p| Js::of(p.node)),
            Expression::ParentProperty => self.frame.parent.map_or(Js::Undefined, |p| p.edge.value()),
            Expression::Root => Js::of(self.frame.root().node),
            Expression::Type(kind) => Js::Boolean(is_of_type(self.frame.node, *kind)),
            Expression::Member(of, name) => {
                let (of, name) = (self.evaluate(of)?, self.evaluate(name)?);
                self.member(&of, &name.text())?
            }
            Expression::Select(of, filter) => {
                let Js::Node(node) = self.evaluate(of)? else { return Ok(Js::Undefined) };
                let holds = self.view.children(node).filter(|(edge, child)| {
                    let frame = Frame { parent: Some(self.frame), node: *child, edge: *edge };
                    let scope = ValueScope { view: self.view, frame: &frame };
                    scope.evaluate(filter).is_ok_and(|v| v.is_true())
                });
                let found: Vec<Js<'a>> = holds.map(|(_, child)| Js::of(child)).collect();
                if found.is_empty() { Js::Undefined } else { Js::List(found) }
            }
            Expression::Call(of, name, arguments) => {
                let of = self.evaluate(of)?;
                let arguments: Vec<Js<'a>> =
                    arguments.iter().map(|a| self.evaluate(a)).collect::<std::result::Result<_, Thrown>>()?;
                self.call(&of, name, &arguments)?
            }
            Expression::Unary(operator, of) => {
                let value = self.evaluate(of)?;
                match operator {
                    Unary::Not => Js::Boolean(!value.is_true()),
                    Unary::Minus => Js::Number(-value.number()),
                    Unary::Plus => Js::Number(value.number()),
                    Unary::BitNot => Js::Number(f64::from(!value.bits())),
                    Unary::Void => Js::Undefined,
                    Unary::TypeOf => Js::Text(value.type_of().into()),
                }
            }
            Expression::Choice(condition, yes, no) => {
                if self.evaluate(condition)?.is_true() {
                    self.evaluate(yes)?
                } else {
                    self.evaluate(no)?
                }
            }
            Expression::Binary(operator, left, right) => self.binary(*operator, left, right)?,
        })
    }

    fn binary(&self, operator: Binary, left: &'a Expression, right: &'a Expression) -> Result<'a> {
        let left = self.evaluate(left)?;
        match operator {
            Binary::Or if left.is_true() => return Ok(left),
            Binary::And if !left.is_true() => return Ok(left),
            Binary::Coalesce if !matches!(left, Js::Undefined | Js::Null) => return Ok(left),
            _ => {}
        }
        let right = self.evaluate(right)?;
        let ordered = |holds: fn(std::cmp::Ordering) -> bool| {
            let order = match (&left, &right) {
                (Js::Text(a), Js::Text(b)) => Some(a.cmp(b)),
                _ => left.number().partial_cmp(&right.number()),
            };
            Js::Boolean(order.is_some_and(holds))
        };
        let (a, b) = (|| left.number(), || right.number());
        Ok(match operator {
            Binary::Or | Binary::And | Binary::Coalesce => right,
            Binary::Equal => Js::Boolean(left.equal(&right)),
            Binary::NotEqual => Js::Boolean(!left.equal(&right)),
            Binary::Same => Js::Boolean(left.same(&right)),
            Binary::NotSame => Js::Boolean(!left.same(&right)),
            Binary::Less => ordered(std::cmp::Ordering::is_lt),
            Binary::LessEqual => ordered(std::cmp::Ordering::is_le),
            Binary::Greater => ordered(std::cmp::Ordering::is_gt),
            Binary::GreaterEqual => ordered(std::cmp::Ordering::is_ge),
            Binary::Matches => {
                let pattern = CompiledPattern::new(&right.text(), "").ok_or(Thrown)?;
                Js::Boolean(pattern.matches(&left.text()))
            }
            Binary::In => match right {
                Js::Node(node) => Js::Boolean(self.view.child(node, &left.text()).is_some()),
                _ => return Err(Thrown),
            },
            Binary::Add => match (&left, &right) {
                (Js::Text(_) | Js::Node(_) | Js::List(_), _) | (_, Js::Text(_) | Js::Node(_) | Js::List(_)) => {
                    Js::Text(format!("{}{}", left.text(), right.text()).into())
                }
                _ => Js::Number(a() + b()),
            },
            Binary::Subtract => Js::Number(a() - b()),
            Binary::Multiply => Js::Number(a() * b()),
            Binary::Divide => Js::Number(a() / b()),
            Binary::Remainder => Js::Number(a() % b()),
            Binary::BitAnd => Js::Number(f64::from(left.bits() & right.bits())),
            Binary::BitOr => Js::Number(f64::from(left.bits() | right.bits())),
            Binary::BitXor => Js::Number(f64::from(left.bits() ^ right.bits())),
            Binary::ShiftLeft => Js::Number(f64::from(left.bits().wrapping_shl(right.bits() as u32))),
            Binary::ShiftRight => Js::Number(f64::from(left.bits().wrapping_shr(right.bits() as u32))),
        })
    }

    fn member(&self, of: &Js<'a>, name: &str) -> Result<'a> {
        Ok(match of {
            Js::Undefined | Js::Null => return Err(Thrown),
            Js::Constructor(made) if name == "name" => Js::Text(Cow::Borrowed(made)),
            Js::Node(node) if name == "constructor" && self.view.child(*node, name).is_none() => {
                Js::Constructor(of.made_by())
            }
            Js::Text(_) | Js::Number(_) | Js::Boolean(_) | Js::List(_) if name == "constructor" => {
                Js::Constructor(of.made_by())
            }
            Js::Node(node) => match self.view.child(*node, name) {
                Some(child) => Js::of(child),
                None if name == "length" && node.is_seq() => Js::Number(node.len() as f64),
                None => Js::Undefined,
            },
            Js::Text(text) if name == "length" => Js::Number(text.encode_utf16().count() as f64),
            Js::Text(_) if METHODS.contains(&name) => Js::Constructor("Function"),
            Js::Text(text) => match name.parse::<usize>().ok().and_then(|n| text.chars().nth(n)) {
                Some(c) => Js::Text(c.to_string().into()),
                None => Js::Undefined,
            },
            Js::List(items) if name == "length" => Js::Number(items.len() as f64),
            Js::List(items) => name.parse::<usize>().ok().and_then(|n| items.get(n).cloned()).unwrap_or(Js::Undefined),
            _ => Js::Undefined,
        })
    }

    fn call(&self, of: &Js<'a>, name: &str, arguments: &[Js<'a>]) -> Result<'a> {
        let first = || arguments.first().cloned().unwrap_or(Js::Undefined);
        let integer = |n: usize| arguments.get(n).map(|a| a.number()).filter(|n| n.is_finite()).map(|n| n as i64);
        Ok(match (of, name) {
            (Js::Regex(pattern), "test") => Js::Boolean(pattern.matches(&first().text())),
            (Js::Text(text), "match") => {
                let found = match first() {
                    Js::Regex(pattern) => pattern.captures(text),
                    other => CompiledPattern::new(&other.text(), "").ok_or(Thrown)?.captures(text),
                };
                found.map_or(Js::Null, |groups| {
                    Js::List(groups.into_iter().map(|g| g.map_or(Js::Undefined, |t| Js::Text(t.into()))).collect())
                })
            }
            (Js::Text(text), "indexOf") => {
                let place = text.find(first().text().as_ref());
                Js::Number(place.map_or(-1.0, |n| text[..n].encode_utf16().count() as f64))
            }
            (Js::Text(text), "includes") => Js::Boolean(text.contains(first().text().as_ref())),
            (Js::Text(text), "startsWith") => Js::Boolean(text.starts_with(first().text().as_ref())),
            (Js::Text(text), "endsWith") => Js::Boolean(text.ends_with(first().text().as_ref())),
            (Js::Text(text), "toLowerCase") => Js::Text(text.to_lowercase().into()),
            (Js::Text(text), "toUpperCase") => Js::Text(text.to_uppercase().into()),
            (Js::Text(text), "trim") => Js::Text(text.trim().to_owned().into()),
            (Js::Text(text), "split") => {
                let by = first().text().into_owned();
                Js::List(text.split(by.as_str()).map(|p| Js::Text(p.to_owned().into())).collect())
            }
            (Js::Text(text), "slice" | "substring" | "substr") => {
                let length = text.chars().count() as i64;
                let place = |n: i64| if n < 0 { (length + n).max(0) } else { n.min(length) };
                let start = place(integer(0).unwrap_or(0));
                let end = place(integer(1).unwrap_or(length));
                let taken = text.chars().skip(start as usize).take((end - start).max(0) as usize);
                Js::Text(taken.collect::<String>().into())
            }
            (Js::Number(n), "toString") => Js::Text(number_text(*n).into()),
            (Js::Text(text), "toString") => Js::Text(text.clone()),
            (Js::Node(node), "includes" | "indexOf") if node.is_seq() => {
                let wanted = first();
                let place = self.view.children(*node).position(|(_, child)| Js::of(child).same(&wanted));
                if name == "includes" {
                    Js::Boolean(place.is_some())
                } else {
                    Js::Number(place.map_or(-1.0, |n| n as f64))
                }
            }
            (Js::List(items), "includes") => {
                let wanted = first();
                Js::Boolean(items.iter().any(|i| i.same(&wanted)))
            }
            (Js::Node(node), "hasOwnProperty") => Js::Boolean(self.view.child(*node, &first().text()).is_some()),
            _ => return Err(Thrown),
        })
    }
}

impl<'a> Edge<'a> {
    pub(super) fn value(self) -> Js<'a> {
        match self {
            Edge::Root => Js::Undefined,
            Edge::Name(name) => Js::Text(Cow::Borrowed(name)),
            Edge::Index(n) => Js::Number(f64::from(n)),
        }
    }
}

impl Frame<'_, '_> {
    /// `$['paths']['/pets'][0]`
    pub(super) fn path_text(&self) -> String {
        let mut parts = Vec::new();
        let mut at = Some(self);
        while let Some(frame) = at {
            match frame.edge {
                Edge::Root => {}
                Edge::Name(name) => parts.push(format!("['{name}']")),
                Edge::Index(n) => parts.push(format!("[{}]", number_text(f64::from(n)))),
            }
            at = frame.parent;
        }
        parts.push("$".to_owned());
        parts.reverse();
        parts.concat()
    }
}
