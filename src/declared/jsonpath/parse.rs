//! The text of a path.

use std::sync::Arc;

use super::expression::{self, Expression};
use super::scan::Scan;
use super::{Filter, Path, PathStep, SegmentSelector, TypeName};

/// What is wrong with a path.
#[derive(Clone, Debug, thiserror::Error)]
#[error("{message}")]
pub struct PathError {
    /// The byte in the path's text.
    pub at: usize,
    /// What is wrong.
    pub message: String,
}

/// Reads a path. It begins with `$`.
///
/// # Errors
/// Where the text is no path.
pub fn parse(text: &str) -> Result<Path, PathError> {
    let mut scan = Scan::new(text);
    scan.space();
    scan.expect("$")?;
    let path = steps(&mut scan)?;
    scan.space();
    if scan.peek().is_some() {
        return Err(scan.error("this cannot be read as part of a path"));
    }
    Ok(path)
}

/// Steps up to the end, or to what cannot be one.
fn steps(scan: &mut Scan<'_>) -> Result<Path, PathError> {
    let mut steps = Vec::new();
    let mut keys = false;
    while let Some(c) = scan.peek() {
        match c {
            '.' => {
                scan.next();
                if scan.take(".") {
                    if !matches!(steps.last(), Some(PathStep::Deep)) {
                        steps.push(PathStep::Deep);
                    }
                    scan.take(".");
                }
                match scan.peek() {
                    // `.[` looks as deep as `..[` does.
                    Some('[') if !matches!(steps.last(), Some(PathStep::Deep)) => steps.push(PathStep::Deep),
                    None | Some('[' | '.' | '^' | '~') => {}
                    Some('@') => match type_name(scan)? {
                        Some(kind) => steps.push(PathStep::Type(kind)),
                        None => steps.push(PathStep::Child(vec![SegmentSelector::Name(name(scan))])),
                    },
                    Some('*') => {
                        scan.next();
                        steps.push(PathStep::Child(vec![SegmentSelector::Any]));
                    }
                    Some(_) => {
                        let name = name(scan);
                        if name.is_empty() {
                            return Err(scan.error("expected a name"));
                        }
                        steps.push(PathStep::Child(vec![SegmentSelector::Name(name)]));
                    }
                }
            }
            '[' => {
                scan.next();
                let selectors = brackets(scan)?;
                match selectors {
                    Bracket::Child(selectors) => steps.push(PathStep::Child(selectors)),
                    Bracket::Type(kind) => steps.push(PathStep::Type(kind)),
                }
            }
            '^' => {
                scan.next();
                steps.push(PathStep::Parent);
            }
            '~' => {
                scan.next();
                keys = true;
                break;
            }
            '@' => match type_name(scan)? {
                Some(kind) => steps.push(PathStep::Type(kind)),
                None => return Err(scan.error("expected a type, as in `@string()`")),
            },
            _ => break,
        }
    }
    Ok(Path { steps, keys })
}

/// `@string()`; nothing is taken where it is none.
fn type_name(scan: &mut Scan<'_>) -> Result<Option<TypeName>, PathError> {
    let start = scan.at;
    scan.next();
    let word = scan.take_while(|c| c.is_alphanumeric() || matches!(c, '_' | '@'));
    if !scan.take("()") {
        scan.at = start;
        return Ok(None);
    }
    TypeName::from_word(word).map(Some).ok_or_else(|| scan.error(format!("`@{word}()` is not known")))
}

/// A name after a dot: up to what begins another step.
fn name(scan: &mut Scan<'_>) -> String {
    if scan.take("`") {
        return scan.take_while(|c| !matches!(c, '.' | '[' | '^' | '~')).to_owned();
    }
    scan.take_while(|c| !matches!(c, '.' | '[' | '^' | '~' | ']') && !c.is_control()).trim_end().to_owned()
}

/// What stands in brackets.
enum Bracket {
    Child(Vec<SegmentSelector>),
    Type(TypeName),
}

fn brackets(scan: &mut Scan<'_>) -> Result<Bracket, PathError> {
    scan.space();
    let mut out = Vec::new();
    if scan.take("?") {
        scan.space();
        let before = scan.rest();
        let filter = in_parentheses(scan)?;
        let text = &before[..before.len() - scan.rest().len()];
        out.push(match filter.only_name() {
            Some(name) => SegmentSelector::Name(name.to_owned()),
            None => {
                SegmentSelector::Filter(Filter { needs: filter.needs(), expression: filter, text: Arc::from(text) })
            }
        });
        scan.space();
        scan.expect("]")?;
        return Ok(Bracket::Child(out));
    }
    if scan.peek() == Some('(') {
        let name = in_parentheses(scan)?;
        if matches!(name, Expression::Undefined) {
            return Err(scan.error("`undefined` is no name"));
        }
        out.push(SegmentSelector::Computed(name));
        scan.space();
        scan.expect("]")?;
        return Ok(Bracket::Child(out));
    }
    if scan.peek() == Some('@')
        && let Some(kind) = type_name(scan)?
    {
        scan.space();
        scan.expect("]")?;
        return Ok(Bracket::Type(kind));
    }
    loop {
        scan.space();
        match scan.peek() {
            Some('\'' | '"') => {
                let name = scan.quoted()?;
                out.push(SegmentSelector::Name(name));
            }
            _ => {
                let text = scan.take_while(|c| !matches!(c, ',' | ']')).trim();
                out.push(match text {
                    "" => return Err(scan.error("expected a name or a number")),
                    "*" => SegmentSelector::Any,
                    text if text.contains(':') => slice(text).ok_or_else(|| scan.error("this is no slice"))?,
                    text => SegmentSelector::Name(text.to_owned()),
                });
            }
        }
        scan.space();
        if scan.take("]") {
            return Ok(Bracket::Child(out));
        }
        scan.expect(",")?;
    }
}

fn slice(text: &str) -> Option<SegmentSelector> {
    let parts: Vec<&str> = text.split(':').map(str::trim).collect();
    let number = |n: usize| match parts.get(n) {
        None | Some(&"") => Some(None),
        Some(t) => t.parse::<i64>().ok().map(Some),
    };
    if parts.len() > 3 {
        return None;
    }
    Some(SegmentSelector::Slice { start: number(0)?, end: number(1)?, step: number(2)?.unwrap_or(1) })
}

/// An expression in parentheses, or without them up to the bracket.
fn in_parentheses(scan: &mut Scan<'_>) -> Result<Expression, PathError> {
    let expression = expression::read(scan)?;
    scan.space();
    scan.take(";");
    Ok(expression)
}

/// A path inside of an expression: what follows `@` in `@.subs[?(@.val > 1)]`.
pub(super) fn bracket_filter(scan: &mut Scan<'_>) -> Result<Expression, PathError> {
    scan.expect("[?")?;
    let inner = in_parentheses(scan)?;
    scan.space();
    scan.expect("]")?;
    Ok(inner)
}
