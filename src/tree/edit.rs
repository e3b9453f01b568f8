//! Edits of documents that leave everything else as it is written: comments, quotes, order, line breaks.
//!
//! Each function gives the edit that makes a change, or `None` where the layout around the place is none that it
//! knows: nothing is guessed.

use serde_json::Value;

use super::{Cursor, NodeId, Shape, Syntax, Tree, yaml};
use crate::source::{Edit, Span};

impl<'a> Cursor<'a> {
    /// Writes another value, on one line, in the place of a scalar. Quotes stay as they are, where they can.
    #[must_use]
    pub fn replaced(self, value: &Value) -> Option<Edit> {
        let span = self.span();
        if span.is_empty() || self.place() != self.id() || self.is_fixed() || has_properties(self) {
            return None;
        }
        let old = self.tree().source().slice(span);
        // Block scalars and what spans lines would need a look at what follows.
        if self.is_map() || self.is_seq() || old.contains(['\n', '\r']) || block_header(self).is_some() {
            return None;
        }
        let text = if value.is_array() || value.is_object() {
            flow(self.tree(), value)
        } else {
            written(self.tree(), value, old)
        };
        Some(edit(self.tree(), span, text))
    }

    /// Gives the entry another key.
    #[must_use]
    pub fn renamed(self, key: &str) -> Option<Edit> {
        let span = self.key_span();
        let old = self.tree().source().slice(span);
        if span.is_empty() || self.is_fixed() || old.contains(['\n', '\r']) {
            return None;
        }
        Some(edit(self.tree(), span, written(self.tree(), &Value::from(key), old)))
    }

    /// Takes the entry or item out of its mapping or list, with its line where it has lines of its own. What is empty
    /// after that is written as `{}` or `[]`.
    #[must_use]
    pub fn removed(self) -> Option<Edit> {
        self.taken_out(false)
    }

    /// The same, and what is empty after that goes too.
    #[must_use]
    pub fn dropped(self) -> Option<Edit> {
        self.taken_out(true)
    }

    /// Takes several entries or items out of a mapping or list at once; all of it where nothing would be left.
    #[must_use]
    pub fn without(self, children: &[Cursor<'a>]) -> Option<Vec<Edit>> {
        let mut places: Vec<u32> = children.iter().map(|child| child.place().0).collect();
        places.sort_unstable();
        let goes = |child: &Cursor<'a>| places.binary_search(&child.place().0).is_ok();
        let all: Vec<Cursor<'a>> = own_children(self).collect();
        if all.iter().all(goes) {
            return Some(vec![self.dropped()?]);
        }
        if !is_flow(self) || children.len() == 1 {
            return children.iter().map(|child| child.dropped()).collect();
        }
        if self.is_fixed() || children.iter().any(|child| has_properties(*child)) {
            return None;
        }
        let text = self.tree().source().text();
        let plain = |from: u32, to: u32| {
            text.get(from as usize..to as usize).is_some_and(|gap| gap.chars().all(|c| c == ',' || c.is_whitespace()))
        };
        let mut edits = Vec::new();
        let mut n = 0;
        while n < all.len() {
            if !goes(&all[n]) {
                n += 1;
                continue;
            }
            let length = all[n..].iter().take_while(|child| goes(child)).count();
            let run = &all[n..n + length];
            let (start, end) = (whole(run[0]).start, whole(run[length - 1]).end);
            let between = run.windows(2).all(|pair| plain(whole(pair[0]).end, whole(pair[1]).start));
            let (from, to) = match all.get(n + length) {
                Some(next) => (start, whole(*next).start),
                None => (whole(all[n - 1]).end, end),
            };
            if !between || !plain(from.min(start), start) || !plain(end, to.max(end)) {
                return None;
            }
            edits.push(edit(self.tree(), Span::new(from as usize, to as usize), String::new()));
            n += length;
        }
        Some(edits)
    }

    fn taken_out(self, with_empty: bool) -> Option<Edit> {
        let parent = self.parent()?;
        if self.is_fixed() || has_properties(self) {
            return None;
        }
        let (before, after) = neighbours(self, parent);
        let text = self.tree().source().text();
        let own = whole(self);
        if is_flow(parent) {
            let span = match (before, after) {
                (_, Some(next)) => Span::new(own.start as usize, whole(next).start as usize),
                (Some(previous), None) => Span::new(whole(previous).end as usize, own.end as usize),
                (None, None) => Span::new(parent.span().start as usize + 1, parent.span().end as usize - 1),
            };
            // Beside the entry only what parts it from others: no comment, no anchor of the next one.
            let (front, back) =
                (&text[span.start as usize..own.start as usize], &text[own.end as usize..span.end as usize]);
            let plain = |gap: &str| gap.chars().all(|c| c == ',' || c.is_whitespace());
            return (plain(front) && plain(back)).then(|| edit(self.tree(), span, String::new()));
        }
        if before.is_none() && after.is_none() {
            return if with_empty { parent.dropped() } else { parent.emptied() };
        }
        let start = block_start(self)?;
        let line = line_start(text, start);
        if !text[line..start].chars().all(|c| c == ' ') {
            // The first entry behind a dash: the next one takes its place.
            let next = block_start(after.filter(|_| parent.is_map())?)?;
            let span = Span::new(start, next);
            let gap = text[own.end as usize..next].trim();
            return (gap.is_empty() && holds_no_comment(self.tree(), span))
                .then(|| edit(self.tree(), span, String::new()));
        }
        let end = lines_end(text, own);
        // What is said beside a single line stays; what stands inside of something larger goes with it.
        let value_end = written_end(text, own);
        let beside = text[value_end..end].find('#').map(|n| value_end + n);
        Some(match beside.filter(|_| !text[start..value_end].contains(['\n', '\r'])) {
            Some(comment) => edit(self.tree(), Span::new(start, comment), String::new()),
            None => edit(self.tree(), Span::new(line, end), String::new()),
        })
    }

    /// Writes `{}` or `[]` in the place of a mapping or list in block style that loses its only entry.
    fn emptied(self) -> Option<Edit> {
        let text = self.tree().source().text();
        let empty = if self.is_seq() { "[]" } else { "{}" };
        let first = block_start(own_children(self).next()?)?;
        let end = written_end(text, self.span());
        // Behind `key:` or a dash, on the same line or the next one.
        let before = text[..first].trim_end_matches([' ', '\n', '\r']);
        let span = Span::new(before.len(), end);
        let stands = before.ends_with([':', '-']) && holds_no_comment(self.tree(), span);
        stands.then(|| edit(self.tree(), span, format!(" {empty}")))
    }

    /// True where nothing may be written: in a document that could not be read in full, whose brackets may not be where
    /// they seem; and where what stands here stands for other places too, by an alias or a merge key: an edit would change
    /// them all.
    fn is_fixed(self) -> bool {
        if !self.tree().errors().is_empty() {
            return true;
        }
        let targets = self.tree().alias_targets();
        if targets.is_empty() {
            return false;
        }
        let mut up = Some(self);
        while let Some(at) = up {
            if targets.contains(&at.place().0) {
                return true;
            }
            up = at.parent();
        }
        false
    }

    /// Adds an entry to a mapping: behind the entry `after`, or at its end.
    #[must_use]
    pub fn with_entry(self, key: &str, value: &Value, after: Option<Cursor<'a>>) -> Option<Edit> {
        if !self.is_map() || self.is_fixed() {
            return None;
        }
        let tree = self.tree();
        let entry = |tight: bool| {
            let space = if tight { "" } else { " " };
            format!("{}:{space}{}", written(tree, &Value::from(key), ""), flow(tree, value))
        };
        self.with_children(after, |tight| vec![entry(tight)])
    }

    /// Adds items at the end of a list.
    #[must_use]
    pub fn with_items(self, values: &[Value]) -> Option<Edit> {
        if !self.is_seq() || values.is_empty() || self.is_fixed() {
            return None;
        }
        let tree = self.tree();
        let item = |value: &Value| match value {
            // `- name: orders` reads better than `- {name: orders}`.
            Value::Object(map) if map.len() == 1 && !is_flow(self) => {
                let (key, value) = map.iter().next().map_or(("", &Value::Null), |(k, v)| (k.as_str(), v));
                format!("- {}: {}", written(tree, &Value::from(key), ""), flow(tree, value))
            }
            _ if is_flow(self) => flow(tree, value),
            _ => format!("- {}", flow(tree, value)),
        };
        self.with_children(None, |_| values.iter().map(item).collect())
    }

    /// Adds children; `texts` is asked with `true` where no space stands after colons and commas.
    fn with_children(self, after: Option<Cursor<'a>>, texts: impl Fn(bool) -> Vec<String>) -> Option<Edit> {
        let (tree, source) = (self.tree(), self.tree().source().text());
        let at = |offset: usize, text: String| Some(edit(tree, Span::new(offset, offset), text));
        let Some(last) = after.or_else(|| own_children(self).last()) else {
            // `{}`; a mapping in block style has entries.
            let inside = is_flow(self).then(|| self.span())?;
            return Some(edit(
                tree,
                Span::new(inside.start as usize + 1, inside.end as usize - 1),
                texts(false).join(", "),
            ));
        };
        // Merged entries are written elsewhere.
        if last.parent().is_none_or(|p| p.id() != self.id()) {
            return None;
        }
        let own = whole(last);
        if is_flow(self) {
            let start = own.start as usize;
            let indent = indent_before(source, start);
            let own_line = indent.len() == start || source[..start - indent.len()].ends_with(['\n', '\r']);
            let tight = tree.syntax() == Syntax::Json
                && !last.key_span().is_empty()
                && source.as_bytes().get(last.key_span().end as usize + 1) != Some(&b' ');
            let separator = match own_line {
                true => format!(",{}{indent}", line_break(tree)),
                false if tight => ",".to_owned(),
                false => ", ".to_owned(),
            };
            let added = texts(tight && !own_line).into_iter().map(|text| separator.clone() + &text);
            return at(own.end as usize, added.collect());
        }
        // More lines behind a block scalar may be more lines of it.
        let deepest = tree.at(NodeId(tree.node(last.place()).next - 1));
        let header = block_header(deepest).unwrap_or("");
        let open = header.contains('+') || (!header.is_empty() && deepest.span().end as usize == source.len());
        if open {
            return None;
        }
        let start = block_start(own_children(self).next()?)?;
        let column = source[line_start(source, start)..start].chars().count();
        let end = lines_end(source, own);
        let (indent, line_break) = (" ".repeat(column), line_break(tree));
        if source[..end].ends_with(['\n', '\r']) {
            at(end, texts(false).into_iter().map(|text| format!("{indent}{text}{line_break}")).collect())
        } else {
            at(end, texts(false).into_iter().map(|text| format!("{line_break}{indent}{text}")).collect())
        }
    }
}

fn holds_no_comment(tree: &Tree, span: Span) -> bool {
    let next = tree.comments().partition_point(|c| c.start < span.start);
    tree.comments().get(next).is_none_or(|c| c.start >= span.end)
}

fn edit(tree: &Tree, span: Span, text: String) -> Edit {
    Edit { location: tree.location(span), text }
}

/// True for `{...}` and `[...]`. A list in block style may begin with either, as its first item.
fn is_flow(at: Cursor<'_>) -> bool {
    let start = at.span().start;
    let first = own_children(at).next();
    at.tree().source().slice(at.span()).starts_with(['{', '[']) && first.is_none_or(|c| c.name_span().start != start)
}

/// The children that are written in the value itself, merge keys among them.
fn own_children<'a>(at: Cursor<'a>) -> impl Iterator<Item = Cursor<'a>> {
    let (tree, end) = (at.tree(), at.tree().node(at.id()).next);
    let mut next = at.id().0 + 1;
    std::iter::from_fn(move || {
        let child = (next < end).then(|| tree.at(NodeId(next)))?;
        next = tree.node(NodeId(next)).next;
        Some(child)
    })
}

/// The header of a block scalar: `|`, `>+`, `|2-`; nothing for other values.
fn block_header(at: Cursor<'_>) -> Option<&str> {
    let text = at.tree().source().text();
    let start = at.span().start as usize;
    if at.shape() != Shape::Str || at.tree().syntax() == Syntax::Json || text[start..].starts_with(['"', '\'']) {
        return None;
    }
    // It ends the line before the text, but for a comment.
    let before = text[..start].trim_end_matches([' ', '\n', '\r']);
    if before.len() == start || !text[before.len()..start].contains(['\n', '\r']) {
        return None;
    }
    let line = &before[line_start(before, before.len())..];
    let line = line.split(" #").next().unwrap_or(line);
    line.split_whitespace().next_back().filter(|word| word.starts_with(['|', '>']))
}

/// True where an anchor or a tag stands before the value or its key: what it belongs to would change.
fn has_properties(at: Cursor<'_>) -> bool {
    if at.tree().syntax() == Syntax::Json {
        return false;
    }
    let text = at.tree().source().text();
    // The word before it, on its line.
    let before = |offset: u32| {
        let offset = offset as usize;
        let end = offset - indent_before(text, offset).len();
        let word = text[..end].rsplit(char::is_whitespace).next().unwrap_or_default();
        word.trim_start_matches(['{', '[', ',', '-']).starts_with(['&', '!'])
    };
    before(at.span().start) || (!at.key_span().is_empty() && before(at.key_span().start))
}

/// The child behind one; where there is none, the one before it.
fn neighbours<'a>(at: Cursor<'a>, parent: Cursor<'a>) -> (Option<Cursor<'a>>, Option<Cursor<'a>>) {
    let tree = at.tree();
    let next = tree.node(at.place()).next;
    let own = parent.id().0 + 1..tree.node(parent.id()).next;
    if own.contains(&at.place().0) && own.contains(&next) {
        return (None, Some(tree.at(NodeId(next))));
    }
    (own_children(parent).take_while(|child| child.place() != at.place()).last(), None)
}

/// The key with its value.
fn whole(at: Cursor<'_>) -> Span {
    let end = at.span().end.max(at.key_span().end);
    Span::new(at.name_span().start as usize, end as usize)
}

/// Where an entry or item of a block begins: at its key, or at its dash.
fn block_start(at: Cursor<'_>) -> Option<usize> {
    let text = at.tree().source().text();
    let start = at.name_span().start as usize;
    if !at.key_span().is_empty() {
        // `? key` is another notation.
        return (!text[..start].trim_end_matches(' ').ends_with('?')).then_some(start);
    }
    let before = text[..start].trim_end_matches([' ', '\n', '\r']);
    before.ends_with('-').then(|| before.len() - 1)
}

fn line_start(text: &str, offset: usize) -> usize {
    text[..offset].rfind(['\n', '\r']).map_or(0, |n| n + 1)
}

/// The end of a span without white space: block scalars end with their line breaks.
fn written_end(text: &str, span: Span) -> usize {
    span.start as usize + text[span.range()].trim_end().len()
}

/// The end of the last line of a span, its line break included.
fn lines_end(text: &str, span: Span) -> usize {
    let end = written_end(text, span);
    let rest = &text[end..];
    let Some(line) = rest.find(['\n', '\r']) else { return text.len() };
    end + line + if rest[line..].starts_with("\r\n") { 2 } else { 1 }
}

/// White space before an offset, on its line.
fn indent_before(text: &str, offset: usize) -> &str {
    let before = &text[..offset];
    &before[before.trim_end_matches(|c: char| c.is_whitespace() && c != '\n' && c != '\r').len()..]
}

/// The line break that ends the first line.
fn line_break(tree: &Tree) -> &'static str {
    let source = tree.source();
    let end = source.line_span(0).end as usize;
    if source.text()[end..].starts_with("\r\n") { "\r\n" } else { "\n" }
}

/// A scalar in the notation of the file; in the quotes of what it replaces, where there are some.
fn written(tree: &Tree, value: &Value, old: &str) -> String {
    let Value::String(text) = value else { return value.to_string() };
    let single = !text.contains('\'') && !text.chars().any(char::is_control);
    match old.chars().next() {
        _ if tree.syntax() == Syntax::Json => value.to_string(),
        Some('"') => value.to_string(),
        Some('\'') if single => format!("'{text}'"),
        _ if is_plain(text) || stays_plain(text, old) => text.clone(),
        _ if single => format!("'{text}'"),
        _ => value.to_string(),
    }
}

/// True for a text that YAML reads as this text without quotes, in blocks and in flows.
fn is_plain(text: &str) -> bool {
    let safe = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '/' | '.' | '-' | '$' | '+' | ' ');
    text.starts_with(|c: char| c.is_ascii_alphabetic() || matches!(c, '_' | '/' | '$'))
        && text.chars().all(safe)
        && !text.ends_with(' ')
        && yaml::shape_of(text) == Shape::Str
        // YAML 1.1 reads these as true and false.
        && !["yes", "no", "on", "off", "y", "n"].contains(&text.to_ascii_lowercase().as_str())
}

/// True for a text that needs no quotes in the place of another one that has none: it has no signs that the other has
/// not.
fn stays_plain(text: &str, old: &str) -> bool {
    if old.is_empty() {
        return false;
    }
    let starts_alike = text.chars().next().is_some_and(|c| c.is_ascii_alphabetic() || old.starts_with(c));
    let known = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '/' | '.' | '-') || old.contains(c);
    starts_alike
        && text.chars().all(known)
        && !text.contains(": ")
        && !text.contains(" #")
        && !text.ends_with([':', ' '])
        && yaml::shape_of(text) == Shape::Str
}

/// A value on one line.
fn flow(tree: &Tree, value: &Value) -> String {
    match value {
        Value::Array(items) => {
            let items: Vec<String> = items.iter().map(|i| flow(tree, i)).collect();
            format!("[{}]", items.join(", "))
        }
        Value::Object(map) => {
            let entry = |(k, v): (&String, &Value)| {
                format!("{}: {}", written(tree, &Value::from(k.as_str()), ""), flow(tree, v))
            };
            let entries: Vec<String> = map.iter().map(entry).collect();
            format!("{{{}}}", entries.join(", "))
        }
        scalar => written(tree, scalar, ""),
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use serde_json::json;

    use super::*;
    use crate::source::Source;
    use crate::tree::Limits;

    /// Applies an edit of the value at a pointer.
    fn edited(text: &str, pointer: &str, change: impl Fn(Cursor<'_>) -> Option<Edit>) -> Option<String> {
        let tree = Tree::parse(Arc::new(Source::new("x.yaml", text)), Limits::default());
        assert!(tree.errors().is_empty(), "{:?}", tree.errors());
        let edit = change(tree.root().resolve_pointer(pointer).unwrap())?;
        let mut out = text.to_owned();
        out.replace_range(edit.location.span.range(), &edit.text);
        let after = Tree::parse(Arc::new(Source::new("x.yaml", out.as_str())), Limits::default());
        assert!(after.errors().is_empty(), "{:?}\n{out}", after.errors());
        Some(out)
    }

    fn is(text: &str, pointer: &str, change: impl Fn(Cursor<'_>) -> Option<Edit>, wanted: &str) {
        assert_eq!(edited(text, pointer, change).as_deref(), Some(wanted), "{pointer} of\n{text}");
    }

    #[test]
    fn scalars_keep_their_quotes() {
        let to = |text: &'static str| move |at: Cursor<'_>| at.replaced(&json!(text));
        is("a: x # why\n", "/a", to("z"), "a: z # why\n");
        is("a: 'x'\n", "/a", to("z"), "a: 'z'\n");
        is("a: http://b/{c}\n", "/a", to("https://b/{c}"), "a: https://b/{c}\n");
        is("/x/{id}/: 1\n", "/~1x~1{id}~1", |at| at.renamed("/x/{id}"), "/x/{id}: 1\n");
        is("a: x\n", "/a", to("true"), "a: 'true'\n");
        is("a: x\n", "/a", to("it's: so"), "a: \"it's: so\"\n");
        is("{\"a\":false}", "/a", |at| at.replaced(&json!(true)), "{\"a\":true}");
        is("a: string\n", "/a", |at| at.replaced(&json!(["string", "null"])), "a: [string, 'null']\n");
        assert_eq!(edited("a: [x]\n", "/a", to("y")), None);
        assert_eq!(edited("a: |\n  x\n", "/a", to("y")), None);
        is("\"a\": 1\n", "/a", |at| at.renamed("b c"), "\"b c\": 1\n");
        is("a: 1\n", "/a", |at| at.renamed("/x/{id}"), "'/x/{id}': 1\n");
    }

    #[test]
    fn entries_and_items_leave_with_their_lines() {
        let gone = |at: Cursor<'_>| at.removed();
        is("a: 1\n# of b\nb: 2\nc: 3\n", "/b", gone, "a: 1\n# of b\nc: 3\n");
        is("a:\n  b: 2 # two\n  c: 3\n", "/a/b", gone, "a:\n  # two\n  c: 3\n");
        is("a:\n  b:\n    # in b\n    x: 2 # two\n  c: 3\n", "/a/b", gone, "a:\n  c: 3\n");
        assert_eq!(edited("a: [\n  b, # two\n  c\n  ]\n", "/a/0", gone), None);
        is("a:\n  b: |\n    x\n\n  c: 1\n", "/a/b", gone, "a:\n\n  c: 1\n");
        is("a:\n  b:\n    c: 1\nd: 1\n", "/a/b/c", gone, "a:\n  b: {}\nd: 1\n");
        is("- a: 1\n- b\n", "/0/a", gone, "- {}\n- b\n");
        is("a:\n  b:\n    c: 1\nd: 1\n", "/a/b/c", |at| at.dropped(), "d: 1\n");
        for kept in
            ["a: # why\n  b: 1\n", "x: &x {b: 1}\na:\n  <<: *x\n", "a: {&k b: 1, c: 2}\n", "a: {b: !!str 1, c: 2}\n"]
        {
            assert_eq!(edited(kept, "/a/b", gone), None, "{kept}");
        }
        is("b: &b {c: 1}\na: {<<: *b, d: 1}\n", "/a/d", gone, "b: &b {c: 1}\na: {<<: *b}\n");
        is("- a: 1\n  b: 2\n- c\n", "/0/a", gone, "- b: 2\n- c\n");
        is("x:\n- a: 1\n  b: 2\n- c\n", "/x/1", gone, "x:\n- a: 1\n  b: 2\n");
        is("x:\n  - a\n  - b", "/x/1", gone, "x:\n  - a\n");
        is("[a, b, c]", "/1", gone, "[a, c]");
        is("[a, b, c]", "/2", gone, "[a, b]");
        is("{a: 1}", "/a", gone, "{}");
        is("{\n  \"a\": 1,\n  \"b\": 2\n}\n", "/b", gone, "{\n  \"a\": 1\n}\n");
        is("{\n  \"a\": 1,\n  \"b\": 2\n}\n", "/a", gone, "{\n  \"b\": 2\n}\n");
        assert_eq!(edited("x: &x {a: 1}\ny: *x\n", "/y/a", gone), None);
        is("t:\n- {name: a}\n- {name: b}\n", "/t/0", gone, "t:\n- {name: b}\n");
    }

    #[test]
    fn entries_and_items_join_in_the_style_of_their_neighbours() {
        let add = |at: Cursor<'_>| at.with_entry("k", &json!(true), None);
        is("a: 1 # one\n", "", add, "a: 1 # one\nk: true\n");
        is("a: 1", "", add, "a: 1\nk: true");
        is("a: 1\r\n", "", add, "a: 1\r\nk: true\r\n");
        is("- a:\n    b: 1\n- c\n", "/0", add, "- a:\n    b: 1\n  k: true\n- c\n");
        is("a: {b: 1}\n", "/a", add, "a: {b: 1, k: true}\n");
        is("a: {}\n", "/a", add, "a: {k: true}\n");
        is("{\"a\":1}", "", add, "{\"a\":1,\"k\":true}");
        is("{\n  \"a\": [1]\n}", "", add, "{\n  \"a\": [1],\n  \"k\": true\n}");
        is(
            "a:\n  b: 1\n  c: 2\nd: 3\n",
            "/a",
            |at| at.with_entry("k", &json!({"x": []}), at.get_str("b")),
            "a:\n  b: 1\n  k: {x: []}\n  c: 2\nd: 3\n",
        );
        let item = |at: Cursor<'_>| at.with_items(&[json!({"name": "x"})]);
        is("t:\n- name: a\nb: 1\n", "/t", item, "t:\n- name: a\n- name: x\nb: 1\n");
        is("t:\n  -   name: a\n", "/t", item, "t:\n  -   name: a\n  - name: x\n");
        is("t:\n  - a", "/t", |at| at.with_items(&[json!("b"), json!("c")]), "t:\n  - a\n  - b\n  - c");
        is("t:\n- {name: a}\n", "/t", item, "t:\n- {name: a}\n- name: x\n");
        is("a: {\"b\":1}\n", "/a", add, "a: {\"b\":1, k: true}\n");
        assert_eq!(edited("a:\n  b: |+\n    x\n\nc: 1\n", "/a", add), None);
        is("t: [{name: a}]\n", "/t", item, "t: [{name: a}, {name: x}]\n");
        is(
            "{\"t\": [\n  {\"name\": \"a\"}\n]}",
            "/t",
            item,
            "{\"t\": [\n  {\"name\": \"a\"},\n  {\"name\": \"x\"}\n]}",
        );
    }
}
