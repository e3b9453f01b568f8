//! The YAML reader: straight from the bytes where that is sure, else granit-parser's events into the arena.
//!
//! Scalars are typed by the core schema of YAML 1.2.2 (section 10.3.2). Keys are text whatever they
//! look like: `200:` is the key "200".

use std::borrow::Cow;
use std::sync::Arc;

use granit_parser::{Event, Parser, ScalarStyle, ScanError, Span as EventSpan, Tag};

mod direct;

use super::build::Builder;
use super::indentation::slips;
use super::{BROKEN, Key, Limits, NodeId, QUOTED, Shape, Syntax, SyntaxError, Tree};
use crate::source::{Source, Span};
use crate::text::Sorting;

/// Reads a whole file. Errors stand in the tree.
///
/// The event parser stops at its first error. To find the others and keep the rest of the document,
/// the block that the error stands in is blanked and the text is read again.
pub(super) fn parse(source: Arc<Source>, limits: Limits) -> Tree {
    let text = source.text();
    if text.len() > limits.bytes {
        let mut builder = Builder::new(source.clone(), limits, 1);
        builder.error(
            SyntaxError::new(
                Span::new(0, 0),
                format!("the file has {} bytes, more than the limit of {}", text.len(), limits.bytes),
            )
            .help("raise `limits.bytes` in the configuration if the file is meant to be this large"),
        );
        return builder.finish(Syntax::Yaml);
    }
    if let Some(tree) = direct::read(&source, limits) {
        return tree;
    }
    let (tree, mut failure) = read(&source, text, limits, &[], Indentation::Strict);
    let Some(refused) = failure.take() else { return tree };
    // What libyaml reads is judged in full, whatever else is wrong with it.
    let (mut tree, mut failure) = read(&source, text, limits, &[], Indentation::Loose);
    if failure.is_none() {
        tree.slips = slips(&tree);
        if tree.slips.is_empty() {
            tree.slips.push(refused);
        }
        return tree;
    }
    let mut errors: Vec<SyntaxError> = Vec::new();
    let mut patched = text.to_owned();
    let mut blanked: Vec<Span> = Vec::new();
    // Reading again costs as much as reading; large files are given fewer tries.
    let tries = if text.len() > 1 << 20 { 4 } else { super::build::MAX_ERRORS };
    while let Some(mut error) = failure.take() {
        let at = error.span.start;
        let blanked_to = blanked.iter().map(|s| s.end + 1).max().unwrap_or(0);
        let opening = opening_quote(&source, &error);
        if let Some(opening) = opening {
            error = error.related(opening, "the string starts here");
        }
        let fatal = error.help.as_deref().is_some_and(|h| h.contains("limits."));
        // An error in what was blanked, or right behind it, is an echo of the one before.
        let echo = at < blanked_to || (at as usize >= text.trim_end().len() && !errors.is_empty());
        if !echo {
            errors.push(error);
        }
        if fatal || errors.len() >= tries {
            break;
        }
        let first = opening.map_or(at.max(blanked_to.saturating_sub(1)), |o| o.start);
        let block = block_around(&source, first);
        let spaces: String =
            patched[block.range()].bytes().map(|b| if b == b'\n' || b == b'\r' { b as char } else { ' ' }).collect();
        if patched[block.range()] == spaces || spaces.is_empty() {
            break;
        }
        patched.replace_range(block.range(), &spaces);
        blanked.push(block);
        (tree, failure) = read(&source, &patched, limits, &blanked, Indentation::Loose);
    }
    tree.slips = slips(&tree);
    errors.append(&mut tree.errors);
    errors.order_by_key(|e| e.span);
    errors.dedup();
    tree.errors = errors;
    tree
}

/// Where a quoted text starts that an error found not to end: the nearest line above with a quote
/// that has no partner.
fn opening_quote(source: &Source, error: &SyntaxError) -> Option<Span> {
    if !error.message.contains("quoted") {
        return None;
    }
    let last = source.line_of(error.span.start);
    (0..=last).rev().take(200).find_map(|line| {
        let span = source.line_span(line);
        let text = source.slice(span);
        let quote = ['"', '\''].into_iter().find(|q| text.matches(*q).count() % 2 == 1)?;
        let at = span.start as usize + text.find(quote)?;
        (at < error.span.start as usize).then(|| Span::new(at, at + 1))
    })
}

/// The line at `offset` together with the deeper indented lines under it.
fn block_around(source: &Source, offset: u32) -> Span {
    let indent = |line: u32| {
        let text = source.slice(source.line_span(line));
        (!text.trim().is_empty()).then(|| text.len() - text.trim_start().len())
    };
    let first = source.line_of(offset);
    let own = indent(first).unwrap_or(0);
    let mut last = first;
    let mut line = first + 1;
    while line < source.line_count() {
        match indent(line) {
            Some(depth) if depth <= own => break,
            Some(_) => last = line,
            None => {}
        }
        line += 1;
    }
    Span { start: source.line_span(first).start, end: source.line_span(last).end }
}

/// How what stands in a block must be indented.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Indentation {
    /// As YAML 1.2.2 says.
    Strict,
    /// As libyaml takes it.
    Loose,
}

/// Reads `text`, which has the same offsets as the source's text.
fn read(
    source: &Arc<Source>,
    text: &str,
    limits: Limits,
    blanked: &[Span],
    indentation: Indentation,
) -> (Tree, Option<SyntaxError>) {
    let options = granit_parser::options! {
        strict_indentation: indentation == Indentation::Strict,
        emit_unresolved_aliases: true,
        flow_nesting_limit: limits.depth,
        block_nesting_limit: limits.depth,
        max_buffered_comment_events: 1 << 20,
        simple_key_max_lookahead: 1 << 16,
    };
    let mut builder = Builder::new(source.clone(), limits, text.len() / 20 + 8);
    builder.merges = true;
    let mut reader = YamlReader { text, builder, anchors: Vec::new(), blanked };
    let mut failure = None;
    let mut events = Parser::new_from_str_with_options(text, options);
    let mut documents = 0;
    while let Some(event) = events.next_event() {
        match event {
            Ok((Event::DocumentStart(..), span)) => {
                documents += 1;
                if documents > 1 {
                    let error = SyntaxError::new(bytes(&span), "a second YAML document starts here")
                        .help("only the first document of a file is read; move the others to separate files");
                    reader.builder.error(error);
                    break;
                }
            }
            Ok((event, span)) => {
                if let Err(error) = reader.event(event, &span) {
                    failure = Some(error);
                    break;
                }
            }
            Err(error) => {
                failure = Some(describe(&error, text, limits));
                break;
            }
        }
    }
    if failure.is_some() && documents == 0 {
        reader.builder.push(Shape::Null, Span::new(0, 0), 0, BROKEN);
    }
    (reader.builder.finish(Syntax::Yaml), failure)
}

fn bytes(span: &EventSpan) -> Span {
    span.byte_range().map_or(Span::default(), |r| Span::new(r.start, r.end))
}

fn describe(error: &ScanError, text: &str, limits: Limits) -> SyntaxError {
    let at = error.marker().byte_offset().unwrap_or(text.len()).min(text.len());
    let width = text[at..].chars().next().filter(|c| !c.is_whitespace()).map_or(0, char::len_utf8);
    let message = error.info();
    let span = Span::new(at, at + width);
    let lower = message.to_ascii_lowercase();
    if lower.contains("nest") || lower.contains("recursion") {
        return SyntaxError::new(span, format!("nested more than {} levels deep", limits.depth))
            .help("raise `limits.depth` in the configuration if the file is meant to be this deep");
    }
    let line = text[..at].rfind('\n').map_or(0, |n| n + 1);
    let help = if text[line..].split('\n').next().is_some_and(|l| l.trim_start_matches(' ').starts_with('\t')) {
        Some("YAML is indented with spaces, never with tabs")
    } else {
        None
    };
    let error = SyntaxError::new(span, message);
    match help {
        Some(help) => error.help(help),
        None => error,
    }
}

/// What an anchor names.
#[derive(Clone)]
enum Anchor {
    Unknown,
    Node(NodeId),
    /// A key: aliases to it are text.
    Key(Key),
}

struct YamlReader<'t> {
    text: &'t str,
    builder: Builder,
    anchors: Vec<Anchor>,
    /// What was broken and is left out.
    blanked: &'t [Span],
}

impl<'t> YamlReader<'t> {
    /// True where the next node is a key.
    fn at_key(&self) -> bool {
        !self.builder.has_key() && matches!(self.builder.top(), Some((_, Shape::Map)))
    }

    fn anchor(&mut self, id: usize, to: Anchor) {
        if id == 0 {
            return;
        }
        if self.anchors.len() <= id {
            self.anchors.resize(id + 1, Anchor::Unknown);
        }
        self.anchors[id] = to;
    }

    fn event(&mut self, event: Event<'t>, at: &EventSpan) -> Result<(), SyntaxError> {
        let span = bytes(at);
        if self.builder.is_full() {
            let nodes = self.builder.limits.nodes;
            return Err(SyntaxError::new(span, format!("the file has more than {nodes} values"))
                .help("raise `limits.nodes` in the configuration if the file is meant to be this large"));
        }
        match event {
            Event::Scalar(value, style, anchor, tag) => self.scalar(value, style, anchor, tag.as_deref(), span),
            Event::MappingStart(_, anchor, tag) => self.start(Shape::Map, anchor, tag.as_deref(), span)?,
            Event::SequenceStart(_, anchor, tag) => self.start(Shape::Seq, anchor, tag.as_deref(), span)?,
            // A block collection's end event stands at the next token; its last entry tells the end.
            Event::MappingEnd | Event::SequenceEnd => self.builder.close((!span.is_empty()).then_some(span.end)),
            Event::Alias(id) => self.alias(id, span),
            Event::UnresolvedAlias(name) => {
                self.builder.error(
                    SyntaxError::new(
                        span,
                        format!("`*{name}` is an alias for an anchor that is not defined before it"),
                    )
                    .help(format!("define it with `&{name}` before the value, above this line")),
                );
                self.stand_in(span, &format!("*{name}"));
            }
            Event::Comment(..) => self.builder.comments.push(span),
            _ => {}
        }
        Ok(())
    }

    /// A null value, or a key, in place of something that cannot be read.
    fn stand_in(&mut self, span: Span, key: &str) {
        if self.at_key() {
            let key = self.builder.keys.intern(key);
            self.builder.key(key, span);
        } else {
            self.builder.push(Shape::Null, span, 0, BROKEN);
        }
    }

    fn start(&mut self, shape: Shape, anchor: usize, tag: Option<&Tag>, span: Span) -> Result<(), SyntaxError> {
        if self.at_key() {
            return Err(SyntaxError::new(span, format!("a key must be a single value, found {}", shape.words())));
        }
        let span = Span { start: span.start, end: span.end.max(span.start + 1) };
        let node = self.builder.open(shape, span);
        self.tag(node, tag);
        self.anchor(anchor, Anchor::Node(node));
        Ok(())
    }

    /// Notes a tag that JSON has no type for. `!` alone only says that a scalar is a text.
    fn tag(&mut self, node: NodeId, tag: Option<&Tag>) {
        if let Some(tag) = tag.filter(|t| t.core_suffix().is_none() && !t.suffix().is_empty()) {
            self.builder.tagged.push((node, tag.to_string()));
        }
    }

    fn alias(&mut self, id: usize, span: Span) {
        let target = self.anchors.get(id).cloned().unwrap_or(Anchor::Unknown);
        if self.at_key() {
            let key = match target {
                Anchor::Key(key) => Some(key),
                Anchor::Node(node) => self.scalar_text(node).map(|text| self.builder.keys.intern(&text)),
                Anchor::Unknown => None,
            };
            match key {
                Some(key) => self.builder.key(key, span),
                None => {
                    self.builder.error(SyntaxError::new(
                        span,
                        "a key must be a single value, and this alias is a list or mapping",
                    ));
                    self.stand_in(span, "*");
                }
            }
            return;
        }
        match target {
            Anchor::Node(node) if self.builder.is_open(node) => {
                let anchored = self.builder.span(node);
                let error = SyntaxError::new(span, "the alias is inside the value that it refers to")
                    .related(Span::new(anchored.start as usize, anchored.start as usize + 1), "that value starts here");
                self.builder.error(error);
                self.builder.push(Shape::Null, span, 0, BROKEN);
            }
            Anchor::Node(node) => {
                self.builder.aliased = true;
                self.builder.push(Shape::Alias, span, node.0, 0);
            }
            Anchor::Key(key) => {
                let text = self.builder.keys.text(key).to_owned();
                let aux = self.builder.decode(&text);
                self.builder.push(Shape::Str, span, aux, 0);
            }
            Anchor::Unknown => {
                self.builder.push(Shape::Null, span, 0, BROKEN);
            }
        }
    }

    /// True where what follows an omitted value was blanked: the value may have stood there.
    fn is_lost(&self, at: Span) -> bool {
        let rest = self.text.get(at.end as usize..).unwrap_or("");
        let next = at.end as usize + (rest.len() - rest.trim_start().len());
        self.blanked.iter().any(|b| at.end <= b.start && b.end <= next as u32)
    }

    fn scalar_text(&self, node: NodeId) -> Option<String> {
        self.builder.scalar_text(node, self.text)
    }

    fn scalar(&mut self, value: Cow<'t, str>, style: ScalarStyle, anchor: usize, tag: Option<&Tag>, span: Span) {
        // An omitted value arrives as `~` with an empty span.
        let omitted = span.is_empty() && style == ScalarStyle::Plain;
        if self.at_key() {
            let key = self.builder.keys.intern(if omitted { "" } else { &value });
            self.builder.key(key, span);
            self.anchor(anchor, Anchor::Key(key));
            return;
        }
        let plain = style == ScalarStyle::Plain;
        let shape = match tag.and_then(Tag::core_suffix) {
            Some("str") => Shape::Str,
            Some("int") => Shape::Int,
            Some("float") => Shape::Float,
            Some("bool") => Shape::Bool,
            Some("null") => Shape::Null,
            _ if omitted && tag.is_none() => Shape::Null,
            None if plain && tag.is_none() => shape_of(&value),
            _ => Shape::Str,
        };
        if omitted && self.is_lost(span) {
            self.builder.push(Shape::Null, span, 0, BROKEN);
            return;
        }
        let value: &str = if omitted { "" } else { &value };
        let (mut aux, mut flags) = (0, 0);
        let raw = self.text.get(span.range()).unwrap_or("");
        if raw != value {
            let quoted = matches!(style, ScalarStyle::SingleQuoted | ScalarStyle::DoubleQuoted);
            if quoted && raw.len() == value.len() + 2 && &raw[1..raw.len() - 1] == value {
                flags = QUOTED;
            } else {
                aux = self.builder.decode(value);
            }
        }
        let node = self.builder.push(shape, span, aux, flags);
        self.tag(node, tag);
        self.anchor(anchor, Anchor::Node(node));
    }
}

/// The type of a plain scalar by the core schema.
pub(super) fn shape_of(text: &str) -> Shape {
    let bytes = text.as_bytes();
    match bytes.first() {
        None => Shape::Null,
        Some(b'~') if bytes.len() == 1 => Shape::Null,
        Some(b'n' | b'N') if matches!(text, "null" | "Null" | "NULL") => Shape::Null,
        Some(b't' | b'T') if matches!(text, "true" | "True" | "TRUE") => Shape::Bool,
        Some(b'f' | b'F') if matches!(text, "false" | "False" | "FALSE") => Shape::Bool,
        Some(b'0'..=b'9' | b'+' | b'-' | b'.') => number_shape(bytes),
        _ => Shape::Str,
    }
}

fn number_shape(bytes: &[u8]) -> Shape {
    match bytes {
        [b'0', b'o', digits @ ..] if !digits.is_empty() && digits.iter().all(|b| matches!(b, b'0'..=b'7')) => {
            return Shape::Int;
        }
        [b'0', b'x', digits @ ..] if !digits.is_empty() && digits.iter().all(u8::is_ascii_hexdigit) => {
            return Shape::Int;
        }
        b".nan" | b".NaN" | b".NAN" => return Shape::Float,
        _ => {}
    }
    let unsigned = match bytes {
        [b'+' | b'-', rest @ ..] => rest,
        _ => bytes,
    };
    if matches!(unsigned, b".inf" | b".Inf" | b".INF") {
        return Shape::Float;
    }
    let digits = |b: &[u8]| b.iter().take_while(|b| b.is_ascii_digit()).count();
    let whole = digits(unsigned);
    if whole == unsigned.len() {
        return if whole > 0 { Shape::Int } else { Shape::Str };
    }
    let mut rest = &unsigned[whole..];
    let mut fraction = 0;
    if let [b'.', after @ ..] = rest {
        fraction = digits(after);
        rest = &after[fraction..];
    }
    if whole + fraction == 0 {
        return Shape::Str;
    }
    match rest {
        [] => Shape::Float,
        [b'e' | b'E', b'+' | b'-', exponent @ ..] | [b'e' | b'E', exponent @ ..]
            if !exponent.is_empty() && digits(exponent) == exponent.len() =>
        {
            Shape::Float
        }
        _ => Shape::Str,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tree::Cursor;

    fn tree(text: &str) -> Tree {
        parse(Arc::new(Source::new("x.yaml", text)), Limits::default())
    }

    #[test]
    fn scalars_are_typed_by_the_core_schema() {
        for (text, shape) in [
            ("1", Shape::Int),
            ("-12", Shape::Int),
            ("0o17", Shape::Int),
            ("0x1F", Shape::Int),
            ("010", Shape::Int),
            ("1.", Shape::Float),
            (".5", Shape::Float),
            ("1e3", Shape::Float),
            ("-.inf", Shape::Float),
            (".NaN", Shape::Float),
            ("no", Shape::Str),
            ("2024-01-01", Shape::Str),
            ("1_000", Shape::Str),
            (".", Shape::Str),
            ("1e", Shape::Str),
            ("-", Shape::Str),
            ("0x", Shape::Str),
            ("True", Shape::Bool),
            ("NULL", Shape::Null),
            ("~", Shape::Null),
            ("1.2.3", Shape::Str),
        ] {
            assert_eq!(shape_of(text), shape, "{text}");
        }
    }

    #[test]
    fn keys_values_and_comments_keep_their_bytes() {
        let text = "a: &x 1 # one\n\"b c\":\n  - *x\n  - 'it''s'\nlast:\n";
        let tree = tree(text);
        let root = tree.root();
        let at = |c: Cursor<'_>| &text[c.span().range()];
        let list = root.get_str("b c").unwrap();
        assert_eq!(&text[list.key_span().range()], "\"b c\"");
        assert_eq!(at(list), "- *x\n  - 'it''s'");
        assert_eq!((at(list.item(0).unwrap()), list.item(0).unwrap().integer()), ("*x", Some(1)));
        assert_eq!(list.item(1).unwrap().str().unwrap(), "it's");
        assert_eq!(root.get_str("last").unwrap().shape(), Shape::Null);
        assert_eq!(&text[tree.comments()[0].range()], "# one");
    }

    #[test]
    fn merge_keys_are_edges_and_own_entries_win() {
        let tree = tree("base: &b {x: 1, y: 2}\nmore: &m {<<: *b, z: 3}\nuse:\n  <<: [*m, *b]\n  y: 9\n");
        let used = tree.root().get_str("use").unwrap();
        let entries: Vec<_> = used.entries().map(|e| (e.name(), e.value.integer().unwrap())).collect();
        assert_eq!(entries, [("y", 9), ("z", 3), ("x", 1)]);
        assert!(tree.duplicates().is_empty());
        assert_eq!(used.get_str("x").unwrap().pointer(), "/base/x");
    }

    #[test]
    fn broken_blocks_are_told_apart_and_the_rest_is_read() {
        let tree = tree("a: [1, 2\nb: 1\nc: \"x\n\nd:\n  e: f\n   g: h\ni: 1\n");
        assert!(!tree.errors().is_empty());
        let tree = super::super::yaml::parse(
            Arc::new(Source::new("x", "a: 1\nb: @x\nc: 2\nd: `y`\ne: 3\n")),
            Limits::default(),
        );
        assert_eq!(tree.errors().len(), 2, "{:?}", tree.errors());
        assert_eq!(tree.root().get_str("e").unwrap().integer(), Some(3));
    }

    #[test]
    fn an_alias_inside_its_own_anchor_is_an_error() {
        let tree = tree("a: &a [1, *a]\n");
        assert_eq!(tree.errors().len(), 1);
        assert!(tree.root().get_str("a").unwrap().item(1).unwrap().is_broken());
    }

    #[test]
    fn duplicates_are_found_beside_nested_mappings() {
        let tree = tree("x: 1\ny: {x: 2, y: 3}\nx: 4\n");
        assert_eq!(tree.duplicates().len(), 1);
        assert_eq!(tree.root().get_str("x").unwrap().integer(), Some(4));
    }
}
