//! A pattern must not take exponential time.

use crate::rule::prelude::*;
use regex_syntax::hir::{Hir, HirKind};

/// The rule.
pub static RULE: Rule = Rule {
    id: "pattern-catastrophic",
    category: Category::Input,
    severity: Severity::Warn,
    summary: "a pattern must not take exponential time",
    why: "A repetition inside a repetition makes many engines try exponentially many matches: thirty characters from a client then stop a processor for minutes.",
    when_off: "Disable it if every engine that runs the pattern works in linear time.",
    references: &[Reference {
        title: "CWE-1333, Inefficient Regular Expression Complexity",
        url: "https://cwe.mitre.org/data/definitions/1333.html",
    }],
    asks: &[words::PATTERN],
    check: Check::Node(&[Kind::Schema], check),
    ..Rule::BASE
};

fn check(cx: &mut Context<'_>, schema: Cursor<'_>) {
    let Some(pattern) = schema.get(words::PATTERN).filter(|p| p.shape() == crate::tree::Shape::Str) else { return };
    if is_catastrophic(&pattern.text()) {
        cx.value(pattern, "pattern can take exponential time to match")
            .label("nested repetition")
            .help("make each character match in one way only");
    }
}

fn is_catastrophic(pattern: &str) -> bool {
    regex_automata::util::syntax::parse(pattern).is_ok_and(|hir| repeats_in_two_ways(&hir))
}

/// True where something that repeats without end holds, beside nothing that must be there, something that does so too.
fn repeats_in_two_ways(hir: &Hir) -> bool {
    match hir.kind() {
        HirKind::Repetition(outer) => {
            (outer.max.is_none() && is_open_inside(&outer.sub)) || repeats_in_two_ways(&outer.sub)
        }
        HirKind::Capture(group) => repeats_in_two_ways(&group.sub),
        HirKind::Concat(parts) | HirKind::Alternation(parts) => parts.iter().any(repeats_in_two_ways),
        _ => false,
    }
}

fn is_open_inside(hir: &Hir) -> bool {
    match hir.kind() {
        HirKind::Repetition(inner) => inner.max.is_none(),
        HirKind::Capture(group) => is_open_inside(&group.sub),
        HirKind::Alternation(parts) => parts.iter().any(is_open_inside),
        HirKind::Concat(parts) => {
            let open: Vec<usize> = (0..parts.len()).filter(|n| is_open_inside(&parts[*n])).collect();
            open.iter().any(|n| (0..parts.len()).all(|k| k == *n || parts[k].properties().minimum_len() == Some(0)))
        }
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::is_catastrophic;

    #[test]
    fn only_ambiguous_repetitions_are_catastrophic() {
        for pattern in ["^(a+)+$", "([a-z]+)*", "^(\\w+\\s?)*$", "(.*)*", "((ab)*[a-z]*)*"] {
            assert!(is_catastrophic(pattern), "{pattern}");
        }
        for pattern in ["^[a-z]+(-[a-z]+)*$", "^(\\.[a-z]+)*$", "^a+b+$", "(a{1,3})*", "^([a-z]{2})+$"] {
            assert!(!is_catastrophic(pattern), "{pattern}");
        }
    }
}
