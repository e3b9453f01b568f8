//! How a public operation asks for less than the internal one behind it.

use rustc_hash::FxHashSet;

use crate::finding::{Message, message, names};
use crate::model::{Alternative, Api, Operation, Requirement, Strength};

/// The scopes that an API knows: that it declares, or requires of some operation.
pub fn known_scopes(api: &Api<'_>) -> FxHashSet<String> {
    let declared = api.schemes.iter().flat_map(|s| &s.flows).flat_map(|flow| &flow.scopes).map(|s| s.name.to_owned());
    let lists = api.security.iter().chain(api.operations.iter().filter_map(|o| o.own_security.as_ref()));
    let required = lists.flat_map(|list| &list.alternatives).flat_map(|a| &a.requirements);
    declared.chain(required.flat_map(|r| r.scopes.iter().map(|(s, _)| s.to_string()))).collect()
}

/// What is weaker, in words; nothing where the public operation asks at least for what the internal one asks for.
pub fn weaker(
    internal: &Api<'_>,
    own: &Operation<'_>,
    public: &Api<'_>,
    operation: &Operation<'_>,
    order: &Strength,
    known: &FxHashSet<String>,
) -> Vec<Message> {
    let Some(inside) = internal.security_of(own).filter(|s| !s.is_public()) else { return Vec::new() };
    let Some(outside) = public.security_of(operation) else {
        return vec![message!("its access is not defined, but the internal one requires credentials")];
    };
    if outside.is_public() {
        return vec![message!("it is public, but the internal one requires credentials")];
    }
    let mut out = Vec::new();
    for alternative in &outside.alternatives {
        if let Some(unknown) = alternative.requirements.iter().find(|r| r.scheme.is_none()) {
            out.push(message!("`{}` is not declared: access is undecided", unknown.name));
            continue;
        }
        let asks_enough = |theirs: &&Alternative<'_>| covers(public, alternative, internal, theirs, (order, known));
        // Tokens that the inside takes, too, must be good for what it takes them for: another way in does not count.
        let alike = |theirs: &&Alternative<'_>| {
            let has = |wanted: &Requirement<'_>| {
                alternative.requirements.iter().any(|r| is_same(public, r, internal, wanted))
            };
            !theirs.requirements.is_empty() && theirs.requirements.iter().all(has)
        };
        let mut of_these = inside.alternatives.iter().filter(alike).peekable();
        let enough = if of_these.peek().is_some() {
            of_these.any(|theirs| asks_enough(&theirs))
        } else {
            inside.alternatives.iter().any(|theirs| asks_enough(&theirs))
        };
        if !enough {
            let demanded = Message::joined(inside.alternatives.iter().map(shown), " or ");
            out.push(message!("{} is enough, but the internal one requires {}", shown(alternative), demanded));
        }
    }
    out
}

/// `` `oauth` with `orders:read` and `key` ``
fn shown(alternative: &Alternative<'_>) -> Message {
    let one = |r: &Requirement<'_>| {
        let scopes = names(r.scopes.iter().map(|(s, _)| s));
        if scopes.is_empty() { Message::name(r.name) } else { message!("`{}` with {}", r.name, scopes) }
    };
    Message::joined(alternative.requirements.iter().map(one), " and ")
}

/// True where, for each scheme that `theirs` asks for, `ours` asks for one that is at least as strong: two needed
/// together are not one.
fn covers(
    public: &Api<'_>,
    ours: &Alternative<'_>,
    internal: &Api<'_>,
    theirs: &Alternative<'_>,
    judged_by: (&Strength, &FxHashSet<String>),
) -> bool {
    let mut free: Vec<&Requirement<'_>> = ours.requirements.iter().collect();
    theirs.requirements.iter().all(|wanted| {
        let found = free.iter().position(|r| is_as_strong(public, r, internal, wanted, judged_by));
        found.map(|n| free.remove(n)).is_some()
    })
}

fn is_as_strong(
    public: &Api<'_>,
    ours: &Requirement<'_>,
    internal: &Api<'_>,
    theirs: &Requirement<'_>,
    (order, known): (&Strength, &FxHashSet<String>),
) -> bool {
    let has = |r: &Requirement<'_>, scope: &str| r.scopes.iter().any(|(s, _)| s == scope);
    let same = is_same(public, ours, internal, theirs);
    // A scope that the inside does not know may be the public one for the same thing; one that it knows means something
    // else.
    let all_known = ours.scopes.iter().all(|(s, _)| has(theirs, s) || known.contains(&**s));
    let fewer = same && all_known && theirs.scopes.iter().any(|(s, _)| !has(ours, s));
    let rank = |api: &Api<'_>, r: &Requirement<'_>| {
        let scheme = r.scheme.and_then(|n| api.schemes.get(n))?;
        order.rank(scheme.credential(!r.scopes.is_empty())?)
    };
    let enough = match (rank(public, ours), rank(internal, theirs)) {
        (Some(ours), Some(theirs)) => ours >= theirs,
        // A scheme that cannot be ranked is as strong as itself.
        (None, None) => ours.name == theirs.name,
        // What the inside asks for is not known, or not ranked: anything may be less.
        (Some(_), None) | (None, Some(_)) => false,
    };
    enough && !fewer
}

/// True where two requirements ask for the same credentials, but for scopes: tokens of the same issuer, whatever the schemes
/// are called.
fn is_same(public: &Api<'_>, ours: &Requirement<'_>, internal: &Api<'_>, theirs: &Requirement<'_>) -> bool {
    let scheme = |api: &'_ Api<'_>, r: &Requirement<'_>| {
        let scheme = r.scheme.and_then(|n| api.schemes.get(n))?;
        Some((scheme.credential(false), scheme.issuers()))
    };
    match (scheme(public, ours), scheme(internal, theirs)) {
        (Some((a, x)), Some((b, y))) => {
            let unnamed = x.is_empty() && y.is_empty() && ours.name == theirs.name;
            a == b && (x.iter().any(|issuer| y.contains(issuer)) || unnamed)
        }
        _ => ours.name == theirs.name,
    }
}
