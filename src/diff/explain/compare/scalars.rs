//! Values that are listed, bounds, counts and patterns.

use super::*;
use crate::diff::catalogue::{ChangeId, MessagePart, SchemaChange};
use crate::finding::message;

pub(super) fn values(g: &mut Gather<'_>) {
    let (b, r) = (g.base.clone(), g.revision.clone());
    // What a discriminator says is told beside its union.
    if b.tagged || r.tagged {
        return;
    }
    let is_const = |at: Cursor<'_>| at.key() == Some(words::CONST);
    let subject = g.subject.clone();
    match (&b.values, &r.values) {
        (None, Some((list, at))) if is_const(*at) => {
            let value = list.first().map(short).unwrap_or_default();
            let message = message!("{}: const {} was added", subject, value);
            g.keyword(SchemaChange::ConstAdded, Effect::Narrows, None, Some(*at), words::ENUM, message);
        }
        (None, Some((list, at))) => {
            let shown = crate::finding::list(&list.iter().map(short).collect::<Vec<_>>());
            let message = message!("{}: enum {} was added", subject, shown);
            g.keyword(SchemaChange::BecameEnum, Effect::Narrows, None, Some(*at), words::ENUM, message);
        }
        (Some((list, at)), None) if is_const(*at) => {
            let value = list.first().map(short).unwrap_or_default();
            let message = message!("{}: const {} was removed", subject, value);
            g.keyword(SchemaChange::ConstRemoved, Effect::Widens, Some(*at), r.type_at, words::ENUM, message);
        }
        (Some((_, at)), None) => {
            let message = message!("{}: enum was removed", subject);
            g.keyword(SchemaChange::EnumRemoved, Effect::Widens, Some(*at), r.type_at, words::ENUM, message).bound();
        }
        (Some((x, at_x)), Some((y, at_y))) => {
            let gone: Vec<String> = x.iter().filter(|v| !r.lists(v)).map(short).collect();
            let new: Vec<String> = y.iter().filter(|v| !b.lists(v)).map(short).collect();
            if gone.is_empty() && new.is_empty() {
                return;
            }
            if is_const(*at_x) && is_const(*at_y) {
                let message = message!("{}: const {} -> {}", subject, gone.join(", "), new.join(", "));
                g.keyword(SchemaChange::ConstChanged, Effect::Changes, Some(*at_x), Some(*at_y), words::ENUM, message);
                return;
            }
            if !gone.is_empty() {
                let (noun, verb) = if gone.len() == 1 { ("value", "was") } else { ("values", "were") };
                let message = message!("{}: enum {} {} {} removed", subject, noun, list(&gone), verb);
                let first = x.iter().position(|v| !r.lists(v)).and_then(|n| at_x.item(n as u32));
                g.keyword(
                    SchemaChange::EnumValueRemoved,
                    Effect::Narrows,
                    first.or(Some(*at_x)),
                    Some(*at_y),
                    words::ENUM,
                    message,
                );
                if g.place == MessagePart::ResponseBody {
                    let last = g.found.len() - 1;
                    g.found[last].id = ChangeId::RESPONSE_MEDIATYPE_ENUM_VALUE_REMOVED;
                }
            }
            if !new.is_empty() {
                let (noun, verb) = if new.len() == 1 { ("value", "was") } else { ("values", "were") };
                let message = message!("{}: enum {} {} {} added", subject, noun, list(&new), verb);
                let first = y.iter().position(|v| !b.lists(v)).and_then(|n| at_y.item(n as u32));
                g.keyword(
                    SchemaChange::EnumValueAdded,
                    Effect::Widens,
                    Some(*at_x),
                    first.or(Some(*at_y)),
                    words::ENUM,
                    message,
                );
            }
        }
        (None, None) => {}
    }
}

/// The four ends that bounds have, as [`Facts::ends`] lists them.
const ENDS: [(Moves, &str, bool); 4] = [
    (
        [SchemaChange::MinSet, SchemaChange::MinUnset, SchemaChange::MinIncreased, SchemaChange::MinDecreased],
        "minimum",
        false,
    ),
    (
        [
            SchemaChange::ExclusiveMinSet,
            SchemaChange::ExclusiveMinUnset,
            SchemaChange::ExclusiveMinIncreased,
            SchemaChange::ExclusiveMinDecreased,
        ],
        "exclusiveMinimum",
        false,
    ),
    (
        [SchemaChange::MaxSet, SchemaChange::MaxUnset, SchemaChange::MaxIncreased, SchemaChange::MaxDecreased],
        "maximum",
        true,
    ),
    (
        [
            SchemaChange::ExclusiveMaxSet,
            SchemaChange::ExclusiveMaxUnset,
            SchemaChange::ExclusiveMaxIncreased,
            SchemaChange::ExclusiveMaxDecreased,
        ],
        "exclusiveMaximum",
        true,
    ),
];

/// What can happen to a bound.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Move {
    Set,
    Unset,
    Increased,
    Decreased,
}

/// The changes of a bound, in the order of [`Move`].
type Moves = [SchemaChange; 4];

pub(super) fn bounds(g: &mut Gather<'_>) {
    let (b, r) = (g.base.clone(), g.revision.clone());
    for side in [0, 2] {
        let differ = |n: usize| b.ends[n].map(|e| e.0) != r.ends[n].map(|e| e.0);
        let key = if side == 2 { words::MAXIMUM } else { words::MINIMUM };
        let upper = side == 2;
        // A bound that only became exclusive, or no longer is, is one change.
        let swapped = match (b.ends[side], b.ends[side + 1], r.ends[side], r.ends[side + 1]) {
            (Some(x), None, None, Some(y)) => Some((x, y, side + 1)),
            (None, Some(x), Some(y), None) => Some((x, y, side)),
            _ => None,
        };
        if let Some((x, y, n)) = swapped {
            let (moves, ..) = ENDS[n];
            let now_exclusive = n == side + 1;
            let tighter = if x.0 == y.0 { now_exclusive } else { (y.0 < x.0) == upper };
            let effect = if tighter { Effect::Narrows } else { Effect::Widens };
            let verb = match (x.0 == y.0, y.0 > x.0) {
                (true, _) => Move::Set,
                (_, true) => Move::Increased,
                (_, false) => Move::Decreased,
            };
            let kind = |e: bool| if e { " (exclusive)" } else { "" };
            let word = if upper { "maximum" } else { "minimum" };
            let (was, is) = (kind(!now_exclusive), kind(now_exclusive));
            let message = message!("{}: {} {}{} -> {}{}", g.subject, word, x.0.to_string(), was, y.0.to_string(), is);
            g.keyword(moves[verb as usize], effect, Some(x.1), Some(y.1), key, message);
            continue;
        }
        for n in [side, side + 1] {
            if !differ(n) {
                continue;
            }
            let (moves, name, _) = ENDS[n];
            let (verb, effect, message) = match (b.ends[n], r.ends[n]) {
                (None, Some(y)) => {
                    (Move::Set, Effect::Narrows, message!("{}: `{}` {} was added", g.subject, name, y.0.to_string()))
                }
                (Some(x), None) => {
                    (Move::Unset, Effect::Widens, message!("{}: `{}` {} was removed", g.subject, name, x.0.to_string()))
                }
                (Some(x), Some(y)) => {
                    let higher = y.0 > x.0;
                    let effect = if higher == upper { Effect::Widens } else { Effect::Narrows };
                    let message = message!("{}: {} {} -> {}", g.subject, name, x.0.to_string(), y.0.to_string());
                    (if higher { Move::Increased } else { Move::Decreased }, effect, message)
                }
                (None, None) => continue,
            };
            let (x, y) = (b.ends[n].map(|e| e.1), r.ends[n].map(|e| e.1));
            g.keyword(moves[verb as usize], effect, x, y, key, message).weakens = upper && verb == Move::Unset;
        }
    }
    let multiples = |f: &Facts<'_>| f.multiples.iter().map(|(m, _)| m.to_bits()).collect::<BTreeSet<_>>();
    if multiples(&b) != multiples(&r) {
        let at = |f: &Facts<'_>| f.multiples.first().map(|(m, _)| *m);
        let (x, y) = (b.multiples.first().map(|(_, at)| *at), r.multiples.first().map(|(_, at)| *at));
        let (change, effect, message) = match (at(&b), at(&r)) {
            (None, Some(m)) => (
                SchemaChange::MultipleOfSet,
                Effect::Narrows,
                message!("{}: `multipleOf` {} was added", g.subject, number(m)),
            ),
            (Some(m), None) => (
                SchemaChange::MultipleOfUnset,
                Effect::Widens,
                message!("{}: `multipleOf` {} was removed", g.subject, number(m)),
            ),
            (Some(m), Some(n)) => (
                SchemaChange::MultipleOfChanged,
                Effect::Changes,
                message!("{}: multipleOf {} -> {}", g.subject, number(m), number(n)),
            ),
            (None, None) => return,
        };
        g.keyword(change, effect, x, y, words::MULTIPLE_OF, message);
    }
}

pub(super) fn counts(g: &mut Gather<'_>) {
    let (b, r) = (g.base.clone(), g.revision.clone());
    let table = [
        (
            [
                SchemaChange::MinLengthSet,
                SchemaChange::MinLengthUnset,
                SchemaChange::MinLengthIncreased,
                SchemaChange::MinLengthDecreased,
            ],
            "minLength",
            false,
            b.min_length,
            r.min_length,
            words::MIN_LENGTH,
        ),
        (
            [
                SchemaChange::MaxLengthSet,
                SchemaChange::MaxLengthUnset,
                SchemaChange::MaxLengthIncreased,
                SchemaChange::MaxLengthDecreased,
            ],
            "maxLength",
            true,
            b.max_length,
            r.max_length,
            words::MAX_LENGTH,
        ),
        (
            [
                SchemaChange::MinItemsSet,
                SchemaChange::MinItemsUnset,
                SchemaChange::MinItemsIncreased,
                SchemaChange::MinItemsDecreased,
            ],
            "minItems",
            false,
            b.min_items,
            r.min_items,
            words::MIN_ITEMS,
        ),
        (
            [
                SchemaChange::MaxItemsSet,
                SchemaChange::MaxItemsUnset,
                SchemaChange::MaxItemsIncreased,
                SchemaChange::MaxItemsDecreased,
            ],
            "maxItems",
            true,
            b.max_items,
            r.max_items,
            words::MAX_ITEMS,
        ),
        (
            [
                SchemaChange::MinPropertiesSet,
                SchemaChange::MinPropertiesUnset,
                SchemaChange::MinPropertiesIncreased,
                SchemaChange::MinPropertiesDecreased,
            ],
            "minProperties",
            false,
            b.min_properties,
            r.min_properties,
            words::MIN_PROPERTIES,
        ),
        (
            [
                SchemaChange::MaxPropertiesSet,
                SchemaChange::MaxPropertiesUnset,
                SchemaChange::MaxPropertiesIncreased,
                SchemaChange::MaxPropertiesDecreased,
            ],
            "maxProperties",
            true,
            b.max_properties,
            r.max_properties,
            words::MAX_PROPERTIES,
        ),
    ];
    for (moves, name, upper, x, y, key) in table {
        if x.map(|x| x.0) == y.map(|y| y.0) {
            continue;
        }
        let response = g.place.is_response();
        let (verb, effect, message) = match (x, y) {
            // Zero is what no bound means.
            (None, Some((n, _))) if upper => {
                (Move::Set, Effect::Narrows, message!("{}: `{}` {} was added", g.subject, name, n))
            }
            (None, Some((n, _))) => (
                if key == words::MIN_ITEMS && !response { Move::Set } else { Move::Increased },
                Effect::Narrows,
                message!("{}: `{}` {} was added", g.subject, name, n),
            ),
            (Some((n, _)), None) => (
                if upper || (key == words::MIN_ITEMS && response) { Move::Unset } else { Move::Decreased },
                Effect::Widens,
                message!("{}: `{}` {} was removed", g.subject, name, n),
            ),
            (Some((m, _)), Some((n, _))) => {
                let higher = n > m;
                let effect = if higher == upper { Effect::Widens } else { Effect::Narrows };
                (
                    if higher { Move::Increased } else { Move::Decreased },
                    effect,
                    message!("{}: {} {} -> {}", g.subject, name, m, n),
                )
            }
            (None, None) => continue,
        };
        g.keyword(moves[verb as usize], effect, x.map(|x| x.1), y.map(|y| y.1), key, message).weakens =
            upper && verb == Move::Unset;
    }
}

pub(super) fn patterns(ready: &Patterns, g: &mut Gather<'_>) {
    let (b, r) = (g.base.clone(), g.revision.clone());
    let gone: Vec<_> = b.patterns.iter().filter(|(p, _)| !r.patterns.iter().any(|(q, _)| p == q)).collect();
    let new: Vec<_> = r.patterns.iter().filter(|(p, _)| !b.patterns.iter().any(|(q, _)| p == q)).collect();
    for n in 0..gone.len().max(new.len()) {
        let show = |p: &str| cut(p, 80);
        match (gone.get(n), new.get(n)) {
            (None, Some((p, at))) => {
                let message = message!("{}: pattern `{}` was added", g.subject, show(p));
                g.keyword(SchemaChange::PatternAdded, Effect::Narrows, None, Some(*at), words::PATTERN, message);
            }
            (Some((p, at)), None) => {
                let message = message!("{}: pattern `{}` was removed", g.subject, show(p));
                g.keyword(SchemaChange::PatternRemoved, Effect::Widens, Some(*at), None, words::PATTERN, message)
                    .bound();
            }
            (Some((p, x)), Some((q, y))) => {
                let message = message!("{}: pattern `{}` -> `{}`", g.subject, show(p), show(q));
                let wider = match (ready.automaton(p), ready.automaton(q)) {
                    (Some(a), Some(b)) => matches!(search(&[a], &[b], 0, None), Spelled::Nothing),
                    _ => false,
                };
                if wider && !g.place.is_response() {
                    g.keyword(
                        SchemaChange::PatternGeneralized,
                        Effect::Widens,
                        Some(*x),
                        Some(*y),
                        words::PATTERN,
                        message,
                    );
                } else {
                    g.keyword(
                        SchemaChange::PatternChanged,
                        Effect::Changes,
                        Some(*x),
                        Some(*y),
                        words::PATTERN,
                        message,
                    );
                }
            }
            (None, None) => {}
        }
    }
}
