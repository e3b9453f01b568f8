//! JSON in two halves ([`crate::tree::halves`]).

use std::sync::Arc;

use super::{Expect, JsonReader, start_of};
use crate::source::Source;
use crate::tree::build::Builder;
use crate::tree::halves::{Cut, at_once};
use crate::tree::{Limits, Syntax, Tree};

/// Reads a text in two halves, the second one where a core is free or `always`. Nothing where the text must be read as a
/// whole.
pub(super) fn read(source: &Arc<Source>, limits: Limits, cut: Cut, always: bool) -> Option<Tree> {
    let text = source.text();
    let depth = cut.column / cut.step;
    let first = || {
        let builder = Builder::new(source.clone(), limits, text.len() / 24 + 8);
        let half = &text.as_bytes()[..cut.at];
        let mut reader = JsonReader { text: half, source: text, at: start_of(text), builder };
        reader.space();
        let expect = reader.values(Expect::Value);
        (reader, expect)
    };
    let second = || {
        let builder = Builder::inside(depth, source.clone(), limits, (text.len() - cut.at) / 24 + 8);
        let mut reader = JsonReader { text: text.as_bytes(), source: text, at: cut.at, builder };
        let is_whole = reader.values(Expect::Key).is_none() && reader.builder.errors.is_empty();
        is_whole.then_some(reader.builder)
    };
    let ((mut first, expect), second) = at_once(first, second, always);
    if expect != Some(Expect::Key) || !first.builder.is_inside(depth) || !first.builder.errors.is_empty() {
        return None;
    }
    match second {
        Some(second) => first.builder.join(second).then(|| first.builder.finish(Syntax::Json)),
        None => {
            first.text = text.as_bytes();
            first.rest(Expect::Key);
            Some(first.builder.finish(Syntax::Json))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tree::json::parse;
    use crate::tree::random::Random;
    use crate::tree::written::{cuts, first_difference, written};

    fn value(random: &mut Random, out: &mut String, column: usize, depth: usize) {
        const SCALARS: [&str; 9] = ["1", "-2.5e3", "true", "null", "\"\"", "\"a\"", "\"\\u00e9\\n\"", "\"x: {\"", "[]"];
        const KEYS: [&str; 7] = ["a", "b", "paths", "get", "\\u0061", "", "<<"];
        let kind = if depth == 0 { 0 } else { random.next(8) };
        if kind < 2 && column > 0 {
            out.push_str(SCALARS[random.next(SCALARS.len())]);
            return;
        }
        let is_list = kind == 2;
        let count = random.next(5);
        out.push(if is_list { '[' } else { '{' });
        for n in 0..count {
            out.push_str(if n == 0 { "\n" } else { ",\n" });
            out.push_str(&" ".repeat(column + 2));
            if !is_list {
                out.push_str(&format!("\"{}\": ", KEYS[random.next(KEYS.len())]));
            }
            value(random, out, column + 2, depth - usize::from(depth > 0));
        }
        if count > 0 {
            out.push_str(&format!("\n{}", " ".repeat(column)));
        }
        out.push(if is_list { ']' } else { '}' });
    }

    #[test]
    fn halves_are_read_as_the_whole() {
        let mut random = Random::new(20_261_128);
        let (mut joined, mut refused) = (0, 0);
        for _ in 0..3_000 {
            let mut text = String::new();
            value(&mut random, &mut text, 0, 5);
            // Some are broken.
            if random.next(3) == 0 {
                let at = random.next(text.len());
                text.remove(at);
            }
            let source = Arc::new(Source::new("x.json", &*text));
            let whole = written(&parse(source.clone(), Limits::default()));
            for cut in cuts(&text, |byte| byte == b'"') {
                let Some(halves) = read(&source, Limits::default(), cut, true).map(|tree| written(&tree)) else {
                    refused += 1;
                    continue;
                };
                joined += 1;
                assert!(halves == whole, "{text}\n{cut:?}\n{}", first_difference(&halves, &whole));
            }
        }
        assert!(joined > 3_000 && refused > 3_000, "{joined} joined, {refused} refused");
    }
}
