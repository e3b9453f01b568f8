//! Expressions of filters: the part of JavaScript that is an expression without assignments.

use std::sync::Arc;

use super::PathError;
use super::parse::bracket_filter;
use super::scan::Scan;

/// An expression.
#[derive(Clone, Debug)]
pub(super) enum Expression {
    Text(Arc<str>),
    Number(f64),
    Boolean(bool),
    Null,
    Undefined,
    /// `/.../flags`
    Regex(Arc<crate::declared::pattern::CompiledPattern>),
    /// `@`
    Current,
    /// `@property`
    Property,
    /// `@path`
    Path,
    /// `@parent`
    Parent,
    /// `@parentProperty`
    ParentProperty,
    /// `@root`, `$`
    Root,
    /// `@string()`
    Type(super::TypeName),
    /// `a.b`, `a["b"]`
    Member(Arc<Expression>, Arc<Expression>),
    /// `a[?(...)]`: the children of which it holds.
    Select(Arc<Expression>, Arc<Expression>),
    /// `a.name(...)`
    Call(Arc<Expression>, Arc<str>, Vec<Expression>),
    Unary(Unary, Arc<Expression>),
    Binary(Binary, Arc<Expression>, Arc<Expression>),
    /// `a ? b : c`
    Choice(Arc<Expression>, Arc<Expression>, Arc<Expression>),
}

impl Expression {
    /// The names that lead from `@` to what the expression asks for: `security`, `0` of `@.security[0]`.
    pub(super) fn names_from_current(&self, out: &mut Vec<Vec<String>>) {
        match self {
            Self::Member(of, name) => match self.names() {
                Some(names) => out.push(names),
                None => {
                    of.names_from_current(out);
                    name.names_from_current(out);
                }
            },
            // What stands in the brackets asks each child.
            Self::Select(of, _) => of.names_from_current(out),
            Self::Call(of, _, arguments) => {
                of.names_from_current(out);
                arguments.iter().for_each(|a| a.names_from_current(out));
            }
            Self::Unary(_, of) => of.names_from_current(out),
            Self::Binary(_, a, b) => [a, b].into_iter().for_each(|e| e.names_from_current(out)),
            Self::Choice(a, b, c) => [a, b, c].into_iter().for_each(|e| e.names_from_current(out)),
            _ => {}
        }
    }

    fn names(&self) -> Option<Vec<String>> {
        match self {
            Self::Current => Some(Vec::new()),
            Self::Member(of, name) => {
                let mut names = of.names()?;
                names.push(match &**name {
                    Self::Text(name) => name.to_string(),
                    Self::Number(n) => n.to_string(),
                    _ => return None,
                });
                Some(names)
            }
            _ => None,
        }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Unary {
    Not,
    Minus,
    Plus,
    BitNot,
    Void,
    TypeOf,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Binary {
    Or,
    And,
    Coalesce,
    Equal,
    NotEqual,
    Same,
    NotSame,
    Less,
    LessEqual,
    Greater,
    GreaterEqual,
    Matches,
    In,
    Add,
    Subtract,
    Multiply,
    Divide,
    Remainder,
    BitAnd,
    BitOr,
    BitXor,
    ShiftLeft,
    ShiftRight,
}

impl Expression {
    /// What it cannot hold without: of each group of properties, one must be there. Without, it is false or throws.
    pub(super) fn needs(&self) -> Vec<Vec<Arc<str>>> {
        let is_undefined = |e: &Expression| matches!(e, Expression::Undefined | Expression::Unary(Unary::Void, _));
        let is_something =
            |e: &Expression| matches!(e, Expression::Text(_) | Expression::Number(_) | Expression::Boolean(_));
        let alone = |e: &Expression| e.read_of().map(|name| vec![name]).into_iter().collect();
        match self {
            Expression::Binary(Binary::And, a, b) => {
                let mut groups = a.needs();
                groups.extend(b.needs());
                groups
            }
            Expression::Binary(Binary::Or, a, b) => {
                let (a, b) = (a.needs(), b.needs());
                let pairs = a.iter().flat_map(|x| b.iter().map(move |y| x.iter().chain(y).cloned().collect()));
                pairs.take(MOST_GROUPS).collect()
            }
            Expression::Binary(Binary::Same | Binary::Equal, a, b) if is_something(b) => alone(a),
            Expression::Binary(Binary::NotSame, a, b) if is_undefined(b) => alone(a),
            Expression::Binary(Binary::NotEqual, a, b) if is_undefined(b) || matches!(**b, Expression::Null) => {
                alone(a)
            }
            other => alone(other),
        }
    }

    /// The property that is read first to get at a value; the value is undefined, or cannot be had, without it.
    fn read_of(&self) -> Option<Arc<str>> {
        match self {
            Expression::Member(of, name) if matches!(**of, Expression::Current) => match &**name {
                // What lists and texts have, too.
                Expression::Text(n) if matches!(&**n, "length" | "constructor") || n.parse::<u32>().is_ok() => None,
                Expression::Text(n) => Some(n.clone()),
                _ => None,
            },
            Expression::Member(of, _) | Expression::Call(of, ..) => of.read_of(),
            _ => None,
        }
    }

    /// The name of the one property that a filter selects: `@property === 'name'`.
    pub(super) fn only_name(&self) -> Option<&str> {
        match self {
            Expression::Binary(Binary::Same | Binary::Equal, a, b) => match (&**a, &**b) {
                (Expression::Property, Expression::Text(name)) if name.parse::<f64>().is_err() => Some(name),
                _ => None,
            },
            _ => None,
        }
    }
}

/// The most groups of properties that are kept of a choice.
const MOST_GROUPS: usize = 16;

/// Operators by how strongly they bind, the weakest first; longer ones before those that they begin with.
const BINARY: [&[(&str, Binary)]; 11] = [
    &[("||", Binary::Or), ("??", Binary::Coalesce)],
    &[("&&", Binary::And)],
    &[("|", Binary::BitOr)],
    &[("^", Binary::BitXor)],
    &[("&", Binary::BitAnd)],
    &[
        ("===", Binary::Same),
        ("!==", Binary::NotSame),
        ("==", Binary::Equal),
        ("!=", Binary::NotEqual),
        ("~=", Binary::Matches),
        ("=~", Binary::Matches),
    ],
    &[
        ("<=", Binary::LessEqual),
        (">=", Binary::GreaterEqual),
        ("<", Binary::Less),
        (">", Binary::Greater),
        ("in ", Binary::In),
    ],
    &[("<<", Binary::ShiftLeft), (">>", Binary::ShiftRight)],
    &[("+", Binary::Add), ("-", Binary::Subtract)],
    &[("*", Binary::Multiply), ("/", Binary::Divide), ("%", Binary::Remainder)],
    &[],
];

/// How deep expressions may be nested.
const DEPTH: u32 = 64;

/// Reads an expression up to what cannot belong to it.
pub(super) fn read(scan: &mut Scan<'_>) -> Result<Expression, PathError> {
    choice(scan, 0)
}

fn choice(scan: &mut Scan<'_>, depth: u32) -> Result<Expression, PathError> {
    if depth > DEPTH {
        return Err(scan.error("this expression is nested too deeply"));
    }
    let condition = binary(scan, 0, depth)?;
    scan.space();
    if scan.rest().starts_with("?.") || !scan.take("?") {
        return Ok(condition);
    }
    let yes = choice(scan, depth + 1)?;
    scan.space();
    scan.expect(":")?;
    let no = choice(scan, depth + 1)?;
    Ok(Expression::Choice(Arc::new(condition), Arc::new(yes), Arc::new(no)))
}

fn binary(scan: &mut Scan<'_>, level: usize, depth: u32) -> Result<Expression, PathError> {
    let Some(operators) = BINARY.get(level).filter(|o| !o.is_empty()) else { return unary(scan, depth) };
    let mut left = binary(scan, level + 1, depth)?;
    loop {
        scan.space();
        let rest = scan.rest();
        let found = operators.iter().find(|(text, _)| {
            rest.starts_with(text)
                // `|` is not the first half of `||`, `<` not of `<<`.
                && !(text.len() == 1 && matches!(*text, "|" | "&" | "<" | ">") && rest[1..].starts_with(text))
        });
        let Some((text, operator)) = found else { return Ok(left) };
        scan.take(text);
        let right = binary(scan, level + 1, depth)?;
        left = Expression::Binary(*operator, Arc::new(left), Arc::new(right));
    }
}

fn unary(scan: &mut Scan<'_>, depth: u32) -> Result<Expression, PathError> {
    if depth > DEPTH {
        return Err(scan.error("this expression is nested too deeply"));
    }
    scan.space();
    for (text, operator) in [
        ("!", Unary::Not),
        ("-", Unary::Minus),
        ("+", Unary::Plus),
        ("~", Unary::BitNot),
        ("void ", Unary::Void),
        ("typeof ", Unary::TypeOf),
    ] {
        if scan.take(text) {
            return Ok(Expression::Unary(operator, Arc::new(unary(scan, depth + 1)?)));
        }
    }
    let mut value = primary(scan, depth)?;
    loop {
        let before = scan.at;
        scan.space();
        if scan.rest().starts_with("[?") {
            let filter = bracket_filter(scan)?;
            value = Expression::Select(Arc::new(value), Arc::new(filter));
        } else if scan.take("?.") || scan.take(".") {
            if scan.rest().starts_with('[') {
                continue;
            }
            let name = scan.take_while(|c| c.is_alphanumeric() || matches!(c, '_' | '$'));
            if name.is_empty() {
                return Err(scan.error("expected a name"));
            }
            let name: Arc<str> = Arc::from(name);
            scan.space();
            if scan.take("(") {
                value = Expression::Call(Arc::new(value), name, arguments(scan, depth)?);
            } else {
                value = Expression::Member(Arc::new(value), Arc::new(Expression::Text(name)));
            }
        } else if scan.take("[") {
            let key = choice(scan, depth + 1)?;
            scan.space();
            scan.expect("]")?;
            value = Expression::Member(Arc::new(value), Arc::new(key));
        } else {
            scan.at = before;
            return Ok(value);
        }
    }
}

fn arguments(scan: &mut Scan<'_>, depth: u32) -> Result<Vec<Expression>, PathError> {
    let mut out = Vec::new();
    scan.space();
    if scan.take(")") {
        return Ok(out);
    }
    loop {
        out.push(choice(scan, depth + 1)?);
        scan.space();
        if scan.take(")") {
            return Ok(out);
        }
        scan.expect(",")?;
    }
}

fn primary(scan: &mut Scan<'_>, depth: u32) -> Result<Expression, PathError> {
    match scan.peek() {
        Some('(') => {
            scan.next();
            let inner = choice(scan, depth + 1)?;
            scan.space();
            scan.expect(")")?;
            Ok(inner)
        }
        Some('\'' | '"') => Ok(Expression::Text(Arc::from(scan.quoted()?))),
        Some('/') => regex(scan),
        Some('$') => {
            scan.next();
            Ok(Expression::Root)
        }
        Some('@') => {
            scan.next();
            let start = scan.at;
            let word = scan.take_while(|c| c.is_alphanumeric() || c == '_');
            if word.is_empty() {
                return Ok(Expression::Current);
            }
            if scan.take("()") {
                let kind = super::TypeName::from_word(word);
                return kind
                    .map(Expression::Type)
                    .ok_or_else(|| scan.error(format!("unsupported shorthand `@{word}`")));
            }
            Ok(match word {
                "property" => Expression::Property,
                "path" => Expression::Path,
                "parent" => Expression::Parent,
                "parentProperty" => Expression::ParentProperty,
                "root" => Expression::Root,
                _ => {
                    scan.at = start;
                    return Err(scan.error(format!("`@{word}` is not known")));
                }
            })
        }
        Some(c) if c.is_ascii_digit() || c == '.' => {
            let text = scan.take_while(|c| c.is_ascii_alphanumeric() || c == '.');
            text.parse().map(Expression::Number).map_err(|_| scan.error("this is no number"))
        }
        Some(c) if c.is_alphabetic() || c == '_' => {
            let start = scan.at;
            let word = scan.take_while(|c| c.is_alphanumeric() || c == '_');
            Ok(match word {
                "true" => Expression::Boolean(true),
                "false" => Expression::Boolean(false),
                "null" => Expression::Null,
                "undefined" => Expression::Undefined,
                "NaN" => Expression::Number(f64::NAN),
                "Infinity" => Expression::Number(f64::INFINITY),
                _ => {
                    scan.at = start;
                    return Err(scan.error(format!("`{word}` is not defined")));
                }
            })
        }
        _ => Err(scan.error("expected a value")),
    }
}

fn regex(scan: &mut Scan<'_>) -> Result<Expression, PathError> {
    let start = scan.at;
    scan.next();
    let mut text = String::new();
    let mut class = false;
    loop {
        match scan.next() {
            None => {
                scan.at = start;
                return Err(scan.error("this regular expression has no end"));
            }
            Some('/') if !class => break,
            Some('\\') => {
                text.push('\\');
                text.extend(scan.next());
            }
            Some(c) => {
                class = (class || c == '[') && c != ']';
                text.push(c);
            }
        }
    }
    let flags = scan.take_while(char::is_alphabetic);
    let pattern = crate::declared::pattern::CompiledPattern::new(&text, flags)
        .ok_or_else(|| PathError { at: start, message: "this is no regular expression".to_owned() })?;
    Ok(Expression::Regex(Arc::new(pattern)))
}
