//! Every branch of a `oneOf` should be able to match.

use crate::diff::first_contained;
use crate::rule::prelude::*;
use crate::rules::support::own_holders;
use crate::tree::Shape;

/// The rule.
pub static RULE: Rule = Rule {
    id: "oneof-branch-unreachable",
    category: Category::Structure,
    severity: Severity::Warn,
    summary: "every branch of a `oneOf` should be able to match",
    why: "A `oneOf` accepts a value that exactly one branch accepts. Where all values of one branch are values of another one too, the first can never be the only one: what it describes is refused, by validators and by generated clients that check.",
    when_off: "Disable it if `oneOf` is only read as a list of types by your tools.",
    references: &[Reference {
        title: "JSON Schema 2020-12, section 10.2.1.3",
        url: "https://json-schema.org/draft/2020-12/json-schema-core#section-10.2.1.3",
    }],
    check: Check::Api(check),
    ..Rule::BASE
};

/// More branches than these are a list of types, and comparing each with each would take long.
const MOST: usize = 24;

/// The work for one document, in steps of about a microsecond.
const STEPS: u64 = 30_000;

fn check(cx: &mut Context<'_>, api: &Api<'_>) {
    let schemas = own_holders(cx, api, words::ONE_OF, &[Kind::Schema]).into_iter();
    let unions = schemas.filter_map(|at| Some((at, at.get(words::ONE_OF)?))).filter(|(at, list)| {
        // A discriminator chooses the branch before anything is compared.
        at.get(words::DISCRIMINATOR).is_none() && (2..=MOST).contains(&list.len())
    });
    let unions: Vec<_> = unions.map(|(_, list)| list.items().collect::<Vec<_>>()).collect();
    if unions.is_empty() {
        return;
    }
    let pairs: Vec<Vec<_>> = unions.iter().map(|branches| candidates(cx, branches)).collect();
    let proven = first_contained(cx.workspace, STEPS, &pairs);
    let found: Vec<_> = pairs.iter().zip(proven).filter_map(|(pairs, n)| pairs.get(n?).copied()).collect();
    for (a, b) in found {
        let (resolved_a, resolved_b) = (cx.workspace.resolve(a), cx.workspace.resolve(b));
        let same = (resolved_a.file(), resolved_a.id()) == (resolved_b.file(), resolved_b.id());
        let number = |at: Cursor<'_>| at.index().map_or(0, |n| n + 1);
        let message = if same {
            message!("branches {} and {} of the `oneOf` are the same: neither can match", number(b), number(a))
        } else {
            message!(
                "branch {} of the `oneOf` can never match: all its values match branch {} too",
                number(a),
                number(b)
            )
        };
        cx.value(a, message)
            .label("never the only match")
            .also(b.location(), "accepts the same values")
            .help("use `anyOf`, or require in one branch what the other does not allow");
    }
}

/// Each branch with each other one that it may lie within.
fn candidates<'a>(cx: &Context<'a>, branches: &[Cursor<'a>]) -> Vec<(Cursor<'a>, Cursor<'a>)> {
    // What is not there is not known.
    let is_there = |s: Cursor<'_>| s.get(words::REF).is_none() && !s.is_broken();
    let resolved: Vec<_> = branches.iter().map(|b| cx.workspace.resolve(*b)).collect();
    let mut pairs = Vec::new();
    for (n, left) in resolved.iter().enumerate() {
        for (m, right) in resolved.iter().enumerate() {
            let may_be = n != m && is_there(*left) && is_there(*right) && can_tell(*left, *right);
            if may_be && !is_surely_outside(*left, *right) {
                pairs.push((branches[n], branches[m]));
            }
        }
    }
    pairs
}

/// True for an object that says no more than its properties, and that the other branch refuses at a glance: it may lack what
/// that requires, or a property tells the two apart by its values. Most branches are, and need no proof.
fn is_surely_outside(left: Cursor<'_>, right: Cursor<'_>) -> bool {
    let is_plain = |schema: Cursor<'_>| {
        schema.entries().all(|e| match e.key {
            words::TYPE => e.value.text() == "object",
            words::PROPERTIES | words::REQUIRED | words::ADDITIONAL_PROPERTIES => true,
            words::TITLE | words::DESCRIPTION | words::DEPRECATED | words::EXAMPLE | words::EXAMPLES => true,
            _ => e.name().starts_with("x-"),
        })
    };
    if !is_plain(left) {
        return false;
    }
    let required = |schema: Cursor<'_>, name: &str| {
        schema.get(words::REQUIRED).into_iter().flat_map(Cursor::items).any(|item| item.text() == name)
    };
    let mut wanted = right.get(words::REQUIRED).into_iter().flat_map(Cursor::items);
    wanted.any(|name| {
        let name = name.text();
        if !required(left, &name) {
            return true;
        }
        match (texts_of(left, &name), texts_of(right, &name)) {
            (Some(left), Some(right)) => left.iter().all(|a| right.iter().all(|b| a.text() != b.text())),
            _ => false,
        }
    })
}

/// The texts that a property may be, where `const` or `enum` lists them and nothing else.
fn texts_of<'a>(schema: Cursor<'a>, name: &str) -> Option<Vec<Cursor<'a>>> {
    let property = schema.get(words::PROPERTIES)?.get_str(name)?;
    let listed = property.get(words::CONST).or_else(|| property.get(words::ENUM))?;
    let all: Vec<_> = if listed.is_seq() { listed.items().collect() } else { vec![listed] };
    all.iter().all(|value| value.shape() == Shape::Str).then_some(all)
}

/// False for objects that nothing is required of: that an optional property tells no objects apart is true of most
/// descriptions, and meant otherwise.
fn can_tell(left: Cursor<'_>, right: Cursor<'_>) -> bool {
    let is_object = |s: Cursor<'_>| s.get(words::PROPERTIES).is_some() || s.get(words::ALL_OF).is_some();
    let requires = |s: Cursor<'_>| s.get(words::REQUIRED).is_some_and(|list| !list.is_empty());
    let describes =
        |s: Cursor<'_>| !s.is_map() || s.entries().any(|e| !matches!(e.key, words::TITLE | words::DESCRIPTION));
    if !describes(right) {
        return true;
    }
    !(is_object(left) || is_object(right)) || (requires(left) && requires(right))
}
