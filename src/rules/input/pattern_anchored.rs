//! A pattern should say what the whole text is.

use crate::model::{BACKTRACKS, compile_pattern};
use crate::rule::prelude::*;
use crate::rules::support::{SchemaPart, and_more, each_input, shown};

/// The rule.
pub static RULE: Rule = Rule {
    id: "pattern-anchored",
    category: Category::Input,
    severity: Severity::Warn,
    summary: "a pattern should say what the whole text is",
    why: "A pattern is not anchored: it matches anywhere in the string: `[a-z]+` accepts `<script>` because there is a letter in it. Only with `^` and `$` does it say what the whole text is.",
    when_off: "Disable it for patterns that look for a part on purpose.",
    repair: "`--fix --unsafe-fixes` puts it between `^` and `$`: values that were accepted are refused after that.",
    references: &[
        Reference {
            title: "JSON Schema Validation 2020-12, section 6",
            url: "https://json-schema.org/draft/2020-12/json-schema-validation#section-6",
        },
        Reference {
            title: "OpenAPI 3.1.1, Schema Object",
            url: "https://spec.openapis.org/oas/v3.1.1.html#schema-object",
        },
    ],
    check: Check::Api(check),
    ..Rule::BASE
};

fn check(cx: &mut Context<'_>, api: &Api<'_>) {
    let mut found = Vec::new();
    if !cx.workspace.trees().iter().any(|tree| tree.has_key(words::PATTERN)) {
        return;
    }
    each_input(cx, api, &mut |part| {
        let Some(pattern) = part.schema.get(words::PATTERN) else { return };
        let text = pattern.text();
        let anchors = Anchors::of(&text);
        if anchors.missing() && !looks_for_a_part(&text) && !anchors.are_enough(&text) {
            found.push((pattern, part, anchors));
        }
    });
    let (few, more) = shown(&found);
    for part in few {
        let (pattern, input, anchors) = part;
        let concerned = if more > 0 { &found[..] } else { std::slice::from_ref(part) };
        let whose = input.name.map_or(Message::default(), |n| message!(" of `{}`", n));
        let (what, label) = match (anchors.start, anchors.end) {
            (true, _) => ("is anchored at the start only", "no `$`"),
            (_, true) => ("is anchored at the end only", "no `^`"),
            _ => ("is not anchored: it matches anywhere in the string", "no `^` and no `$`"),
        };
        cx.value(*pattern, message!("pattern{} {}{}", whose, what, and_more(more, "pattern")))
            .label(label)
            .help("put it between `^` and `$`")
            .unsafe_fix(
                "put it between `^` and `$`",
                concerned
                    .iter()
                    .filter(|(p, input, a)| {
                        a.may_be_closed(&p.text()) && keeps_examples(input, &p.text(), &a.whole(&p.text()))
                    })
                    .map(|(p, _, a)| p.replaced(&json!(a.whole(&p.text())))),
            );
    }
}

/// True where the values that stand beside a pattern, and in the example of the object around it, match as before.
fn keeps_examples(input: &SchemaPart<'_>, before: &str, after: &str) -> bool {
    let (Some(before), Some(after)) = (compile_pattern(before, "", BACKTRACKS), compile_pattern(after, "", BACKTRACKS))
    else {
        return false;
    };
    let mut values: Vec<Cursor<'_>> = Vec::new();
    for schema in [input.schema, input.written] {
        let single = [words::EXAMPLE, words::DEFAULT, words::CONST].into_iter().filter_map(|key| schema.get(key));
        let listed = [words::EXAMPLES, words::ENUM].into_iter().filter_map(|key| schema.get(key));
        values.extend(single.chain(listed.flat_map(Cursor::items)));
    }
    // The schema of a parameter has its examples beside it.
    let around = input.written.parent();
    values.extend(around.and_then(|at| at.get(words::EXAMPLE)));
    let object = around.filter(|at| at.key() == Some(words::PROPERTIES)).and_then(Cursor::parent);
    let wholes = object.into_iter().flat_map(|object| {
        let listed = object.get(words::EXAMPLES).into_iter().flat_map(Cursor::items);
        object.get(words::EXAMPLE).into_iter().chain(listed)
    });
    values.extend(wholes.filter_map(|whole| whole.get_str(input.name?)));
    let texts = values.into_iter().filter_map(Cursor::str);
    texts.into_iter().all(|text| !before.is_match(&*text).unwrap_or(true) || after.is_match(&*text).unwrap_or(false))
}

/// Which ends of the text a pattern, in each of its alternatives, holds on to.
#[derive(Clone, Copy)]
struct Anchors {
    start: bool,
    end: bool,
}

impl Anchors {
    fn of(pattern: &str) -> Self {
        // `(?i)^...$`, `(^a$)|(^b$)`
        let inner = pattern.strip_prefix("(?i)").unwrap_or(pattern);
        let mut parts = Vec::new();
        let mut work = vec![inner];
        while let Some(part) = work.pop() {
            let all = alternatives(part);
            let group = part.strip_prefix("(?:").or_else(|| part.strip_prefix('(')).and_then(|p| p.strip_suffix(')'));
            match group {
                _ if all.len() > 1 => work.extend(all),
                Some(group) if closes_last(part) => work.push(group),
                _ => parts.push(part),
            }
        }
        let starts = |part: &&str| part.starts_with('^') || part.starts_with("\\A");
        let ends = |part: &&str| {
            (part.ends_with('$') && !part.ends_with("\\$")) || part.ends_with("\\z") || part.ends_with("\\Z")
        };
        let parts: Vec<&str> = parts.into_iter().map(str::trim).collect();
        Self { start: parts.iter().all(starts), end: parts.iter().all(ends) }
    }

    fn missing(self) -> bool {
        !self.start || !self.end
    }

    /// True for what means to say how a text begins or ends: `^https://`, `\.json$`.
    fn are_enough(self, pattern: &str) -> bool {
        let literal = |c: char| !matches!(c, '+' | '*' | '?' | '}' | ']' | ')' | '[' | '(' | '.' | '|' | '{');
        alternatives(pattern).iter().all(|part| {
            let mut inner = part.trim_start_matches('^').trim_end_matches('$').chars();
            if self.start {
                let last = inner.next_back().unwrap_or('.');
                // `\.` is a sign, `\d` is many.
                return if inner.next_back() == Some('\\') { !last.is_ascii_alphanumeric() } else { literal(last) };
            }
            let first = inner.next().unwrap_or('.');
            self.end
                && if first == '\\' { inner.next().is_some_and(|c| !c.is_ascii_alphanumeric()) } else { literal(first) }
        })
    }

    /// False where an end would make one sign of what is meant to begin a text: `^[a-z]`.
    fn may_be_closed(self, pattern: &str) -> bool {
        let open = |part: &&str| {
            let part = part.trim_end_matches(')');
            part.ends_with(['+', '*', '?', '}']) || !part.ends_with(']')
        };
        self.end || !self.start || alternatives(pattern).iter().all(open)
    }

    /// The pattern for the whole text. Alternatives are held together.
    fn whole(self, pattern: &str) -> String {
        match (self.start, self.end) {
            _ if alternatives(pattern).len() > 1 => format!("^(?:{pattern})$"),
            (true, _) => format!("{pattern}$"),
            (_, true) => format!("^{pattern}"),
            _ => format!("^{pattern}$"),
        }
    }
}

/// True where the group that a pattern begins with ends where the pattern does.
fn closes_last(pattern: &str) -> bool {
    let mut depth = 0_usize;
    pattern.char_indices().all(|(at, c)| {
        match c {
            '(' => depth += 1,
            ')' => depth = depth.saturating_sub(1),
            _ => {}
        }
        depth > 0 || at + 1 == pattern.len()
    })
}

/// The alternatives of a pattern: what `|` parts, outside of groups and classes.
fn alternatives(pattern: &str) -> Vec<&str> {
    let (mut depth, mut class, mut escaped, mut start) = (0_usize, false, false, 0);
    let mut parts = Vec::new();
    for (at, c) in pattern.char_indices() {
        match c {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            ']' => class = false,
            _ if class => {}
            '[' => class = true,
            '(' => depth += 1,
            ')' => depth = depth.saturating_sub(1),
            '|' if depth == 0 => {
                parts.push(&pattern[start..at]);
                start = at + 1;
            }
            _ => {}
        }
    }
    parts.push(&pattern[start..]);
    parts
}

/// True for patterns that ask for a part: anything before or after, a single class, lookaheads.
fn looks_for_a_part(pattern: &str) -> bool {
    // A text without anything that repeats or chooses is looked for in another one: `\{name\}`.
    let signs = unescaped(pattern);
    if !signs.contains(['[', '(', '.', '*', '+', '?', '|', '^', '$', '{'])
        && !pattern.contains("\\d")
        && !pattern.contains("\\w")
    {
        return true;
    }
    let class = pattern.strip_prefix('[').and_then(|p| p.strip_suffix(']'));
    class.is_some_and(|inner| !inner.contains(']'))
        || [".*", ".+"].iter().any(|any| pattern.starts_with(any) || pattern.ends_with(any))
        || pattern.starts_with("(?")
        || pattern.len() <= 3
        || matches!(pattern, "[A-Z]" | "[a-z]" | "[0-9]" | "\\S+")
}

/// A pattern without what stands behind a backslash.
fn unescaped(pattern: &str) -> String {
    let mut out = String::new();
    let mut chars = pattern.chars();
    while let Some(c) = chars.next() {
        if c == '\\' {
            chars.next();
        } else {
            out.push(c);
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn anchors_count_in_each_alternative() {
        let silent = |pattern: &str| {
            let anchors = Anchors::of(pattern);
            !anchors.missing() || anchors.are_enough(pattern)
        };
        for good in
            ["^a$", "^(a|b)$", "^a$|^b$", "(^a$|^b$)", "(?i)^a[|]b$", "^https://", "\\.json$", "^ssh-(a|b) |^x "]
        {
            assert!(silent(good), "{good}");
        }
        for bad in ["[a-z]+", "^[a-z]+", "[a-z]+$", "^a$|b", "a|b", "^\\d", "\\w$", "^(a|b)", "(^a$)b(^c$)"] {
            assert!(!silent(bad), "{bad}");
        }
        assert_eq!(Anchors::of("a|b").whole("a|b"), "^(?:a|b)$");
        assert_eq!(Anchors::of("^a+").whole("^a+"), "^a+$");
    }
}
