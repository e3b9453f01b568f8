//! What is read directly is what the parser's events give: the same tree, to the byte, or nothing.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::super::{Indentation, read as read_events};
use crate::source::Source;
use crate::tree::Limits;
use crate::tree::random::Random;
use crate::tree::written::{cuts, first_difference, written};

/// Reads a text in both ways; whether it was read directly, or what differs.
fn compare(text: &str) -> Result<bool, String> {
    let source = Arc::new(Source::new("x.yaml", text));
    let direct = super::read(&source, Limits::default()).map(|tree| written(&tree));
    let Some(direct) = direct else { return Ok(false) };
    let (events, failure) = read_events(&source, text, Limits::default(), &[], Indentation::Strict);
    if let Some(failure) = failure {
        return Err(format!("the parser refuses it: {failure:?}"));
    }
    let events = written(&events);
    if direct == events { Ok(true) } else { Err(first_difference(&direct, &events)) }
}

/// Reads a text directly as a whole and in halves, cut at every key; how often the halves were joined, or what differs.
fn compare_halves(text: &str) -> Result<usize, String> {
    let source = Arc::new(Source::new("x.yaml", text));
    let whole = super::read(&source, Limits::default()).map(|tree| written(&tree));
    let mut joined = 0;
    for cut in cuts(text, super::begins_key) {
        let Some(halves) = super::halves::read(&source, Limits::default(), cut, true) else { continue };
        let halves = written(&halves);
        joined += 1;
        if whole.as_ref() != Some(&halves) {
            return Err(format!("in halves, {cut:?}: {}", first_difference(&halves, whole.as_deref().unwrap_or(""))));
        }
    }
    Ok(joined)
}

/// The documents that are read in two ways, the shortest ones shown.
fn fail(mut differences: Vec<(String, String)>) {
    differences.sort_by_key(|(text, _)| text.len());
    let shown = differences.iter().take(8).map(|(text, why)| format!("{text:?}\n{text}\n{why}\n\n"));
    assert!(differences.is_empty(), "{} differences\n{}", differences.len(), shown.collect::<String>());
}

/// What documents are made of by chance. Where it is tame, it picks from the first half of what there is, which is what
/// descriptions are made of.
struct Maker {
    random: Random,
    tame: bool,
}

impl Maker {
    fn next(&mut self, below: usize) -> usize {
        self.random.next(below)
    }

    fn pick<'t>(&mut self, all: &[&'t str]) -> &'t str {
        let count = if self.tame { all.len().div_ceil(2) } else { all.len() };
        all[self.next(count)]
    }
}

const PLAIN: &[&str] = &[
    "a",
    "b c",
    "x-y",
    "200",
    "-1",
    "1.5",
    "true",
    "null",
    "~",
    "a:b",
    "http://x/y",
    "a#b",
    "é",
    "😀z",
    "-x",
    "?y",
    ":z",
    "a'b",
    "a\"b",
    "it's",
    "<<",
    "a  b",
    "1e3",
    "0x1F",
    ".5",
    "/p/{q}",
    "\u{a0}",
    "--",
    "a|b",
    "x,",
    "a, b",
    "[",
    "]x",
    "x]",
    "{",
    "*",
    "&a",
    "!t",
    "@x",
    "`x`",
    "%d",
    "a: b",
    "a :b",
    "-",
    "---",
    "...",
    "#",
    "a #b",
    "|",
    ">",
    "\t",
    "a\tb",
    "\u{85}",
    "x}",
    "%",
    "?",
];

const QUOTED: &[&str] = &[
    "\"a\"",
    "'a'",
    "\"\"",
    "''",
    "\"a b\"",
    "'it''s'",
    "\"a\\nb\"",
    "\"\\u00e9\"",
    "\"\\x41\\/\"",
    "\"a: b\"",
    "'# c'",
    "\"a\\\"b\"",
    "\"é\"",
    "'a\"b'",
    "\"\\q\"",
    "\"\\ud83d\"",
    "\"a",
    "'b",
    "\"a\" b",
    "'x'y",
    "\" a \"",
    "' '",
    "\"\\\\\"",
    "\"\\t\"",
    "\"\t\"",
    "\"\\ \"",
];

/// Writes a document that is, for the most part, as descriptions are written.
fn document(random: &mut Maker) -> String {
    let mut out = String::new();
    if random.next(12) == 0 {
        out.push_str(random.pick(&[
            "---\n",
            "# c\n---\n",
            "\n",
            "# top\n\n",
            "%YAML 1.2\n---\n",
            "--- a\n",
            "\u{feff}",
        ]));
    }
    let width = 1 + random.next(4);
    block(random, &mut out, 0, width, 0);
    if random.next(12) == 0 {
        out.push_str(random.pick(&["...\n", "---\n", "# end", "\n\n", "  \n", "a", "\t"]));
    }
    if random.next(4) == 0 {
        out.truncate(out.trim_end_matches('\n').len());
    }
    out
}

fn pad(out: &mut String, column: usize) {
    out.extend(std::iter::repeat_n(' ', column));
}

fn scalar(random: &mut Maker) -> String {
    match random.next(10) {
        0..=5 => random.pick(PLAIN).to_owned(),
        6..=8 => random.pick(QUOTED).to_owned(),
        _ => flow(random, 0),
    }
}

fn flow(random: &mut Maker, depth: usize) -> String {
    const SPACE: &[&str] = &["", " ", "\n      ", " # c\n        ", "\n\n      ", "\n", "  ", "\n\n   ", " # c\n    "];
    let is_map = random.next(2) == 0;
    let mut out = String::from(if is_map { "{" } else { "[" });
    let entries = random.next(4);
    for n in 0..entries {
        out.push_str(if random.next(4) == 0 { random.pick(SPACE) } else { "" });
        if is_map {
            out.push_str(if random.next(5) == 0 { random.pick(QUOTED) } else { random.pick(PLAIN) });
            out.push_str(random.pick(&[": ", ": ", ": ", ":\n    ", ":", " : ", ":\n  ", ""]));
        }
        if depth < 3 && random.next(4) == 0 {
            out.push_str(&flow(random, depth + 1));
        } else {
            out.push_str(if random.next(3) == 0 { random.pick(QUOTED) } else { random.pick(PLAIN) });
        }
        out.push_str(if random.next(5) == 0 { random.pick(SPACE) } else { "" });
        if n + 1 < entries || random.next(8) == 0 {
            out.push_str(random.pick(&[", ", ",", ", ,", " ,"]));
        }
    }
    out.push(if is_map { '}' } else { ']' });
    out
}

/// What ends a line.
fn line_end(random: &mut Maker, out: &mut String) {
    let end = match random.next(20) {
        0 => random.pick(&[" # c", "  # d e", " #", "#x", "   ", "\t", " \t# c"]),
        _ => "",
    };
    out.push_str(end);
    out.push('\n');
    if random.next(15) == 0 {
        out.push_str(random.pick(&["\n", "\n\n", "# c\n", "   # c\n", "  \n", "\t\n", " # a\n\n#b\n"]));
    }
}

/// The lines that a text of several lines goes on with.
fn more_lines(random: &mut Maker, out: &mut String, column: usize, all: &[&str]) {
    for _ in 0..random.next(4) {
        match random.next(6) {
            0 => out.push_str(random.pick(&["\n", "\n\n", "  \n", "         \n", "\t\n"])),
            _ => {
                let column = (column + random.next(4)).saturating_sub(usize::from(random.next(9) == 0) * 2);
                pad(out, column);
                out.push_str(random.pick(all));
                out.push_str(random.pick(&["", "", "", " ", " #c", "\t"]));
                out.push('\n');
            }
        }
    }
}

fn block(random: &mut Maker, out: &mut String, column: usize, width: usize, depth: usize) {
    const KEYS: &[&str] = &[
        "a", "b", "get", "200", "\"q\"", "'r s'", "/x/{y}", "x-z", "<<", "a b", "é", "a:b", "~", "-k", "#", "? k",
        "\"\\n\"", "$ref", "k ",
    ];
    let is_seq = random.next(3) == 0;
    for n in 0..1 + random.next(4) {
        // The first one of a compact collection stands where its dash left it.
        if n > 0 || out.is_empty() || out.ends_with('\n') {
            let slip = if random.next(60) == 0 { random.next(3) } else { 0 };
            pad(out, column.saturating_sub(slip) + usize::from(random.next(80) == 0));
        }
        if is_seq {
            out.push('-');
            match random.next(8) {
                0..=3 => {
                    out.push(' ');
                    value(random, out, column, width, depth);
                }
                4 | 5 if depth < 4 => {
                    let spaces = if random.next(3) == 0 { 1 + random.next(3) } else { 1 };
                    pad(out, spaces);
                    block(random, out, column + 1 + spaces, width, depth + 1);
                }
                6 if depth < 4 => {
                    line_end(random, out);
                    block(random, out, column + width, width, depth + 1);
                }
                _ => line_end(random, out),
            }
        } else {
            out.push_str(random.pick(KEYS));
            out.push(':');
            match random.next(8) {
                0..=4 => {
                    out.push_str(random.pick(&[" ", " ", " ", "  ", "", "\t"]));
                    value(random, out, column, width, depth);
                }
                5 | 6 if depth < 4 => {
                    line_end(random, out);
                    let inside = if random.next(4) == 0 { column } else { column + width };
                    block(random, out, inside, width, depth + 1);
                }
                _ => line_end(random, out),
            }
        }
    }
}

fn value(random: &mut Maker, out: &mut String, column: usize, width: usize, depth: usize) {
    const LINES: &[&str] = &[
        "x", "y z", "- a", "é", "'q'", "\"", "[x]", "*a", "a\\", "  deep", "{x}", "`c`", "k: v", "# no", "a # c",
        "...", "---", "?", ": x", "\ta", "&b c", "a:", "> q", "| r",
    ];
    match random.next(12) {
        0 => {
            let header = random.pick(&[
                "|", ">", "|-", ">-", "|+", ">+", "|2", ">1-", "|+1", "| # c", "|3", ">-2 # c", "|#", "> x", "|-  ",
                "|11", "|--",
            ]);
            out.push_str(header);
            out.push('\n');
            more_lines(random, out, column + width, LINES);
            return;
        }
        1 => {
            out.push_str(random.pick(PLAIN));
            out.push_str(random.pick(&["", "", " ", " #c"]));
            out.push('\n');
            more_lines(random, out, column + width, LINES);
            return;
        }
        2 => {
            let quote = random.pick(&["\"", "'"]);
            out.push_str(quote);
            out.push_str(random.pick(&["", "a", "a ", "a\\", "a\\ ", "b\\n", "a  \\"]));
            out.push('\n');
            more_lines(random, out, column + width, &["x", "y z ", "\\ a", "b\\", "", "é", "''", "\\n", "- x"]);
            pad(out, column + random.next(3));
            out.push_str(quote);
            line_end(random, out);
            return;
        }
        3 if depth < 4 && random.next(4) == 0 => {
            line_end(random, out);
            pad(out, column + width);
            out.push_str(&scalar(random));
        }
        _ => out.push_str(&scalar(random)),
    }
    line_end(random, out);
}

/// A document with some of its bytes changed.
fn mutated(random: &mut Maker, text: &str) -> String {
    const PIECES: &[&str] = &[
        "\n", " ", "  ", ": ", ":", "- ", "-", "#", " #", "\"", "'", "\\", "|", ">", "[", "]", "{", "}", ",", "&a ",
        "*a", "!t ", "? ", "\t", "\r\n", "\u{feff}", "\u{2028}", "\0", "---\n", "%", "@", "a", "\n\n", "<<: ", "é",
    ];
    let mut chars: Vec<char> = text.chars().collect();
    for _ in 0..=random.next(3) {
        let at = random.next(chars.len() + 1);
        let end = (at + random.next(4)).min(chars.len());
        match random.next(4) {
            0 => drop(chars.drain(at..end)),
            1 => {
                let copy = chars[at..end].to_vec();
                let to = random.next(chars.len() + 1);
                chars.splice(to..to, copy);
            }
            _ => drop(chars.splice(at..at, random.pick(PIECES).chars())),
        }
    }
    chars.into_iter().collect()
}

/// Any pieces in any order.
fn soup(random: &mut Maker) -> String {
    const PIECES: &[&str] = &[
        "a", "b", "- ", ": ", ":", "\n", "\n", "\n  ", "\n    ", " ", "  ", "#", " # c", "\"", "'", "|", ">", "|-",
        ">+", "[", "]", "{", "}", ", ", "1", "-", "?", "\\", "\\n", "''", "é", "~",
    ];
    (0..random.next(24)).map(|_| random.pick(PIECES)).collect()
}

/// `APIVET_YAML` sets the number of documents.
#[test]
fn random_documents_are_read_alike() {
    let wanted = std::env::var("APIVET_YAML").ok().and_then(|n| n.parse().ok()).unwrap_or(60_000_usize);
    let seed = std::env::var("APIVET_SEED").ok().and_then(|n| n.parse().ok()).unwrap_or(1_u64);
    let threads = std::thread::available_parallelism().map_or(1, usize::from);
    let (direct, joined, differences) = std::thread::scope(|scope| {
        let handles: Vec<_> = (0..threads)
            .map(|thread| {
                scope.spawn(move || {
                    let numbers = Random::new(0x9E37_79B9_7F4A_7C15 ^ (seed << 8 | thread as u64));
                    let mut random = Maker { random: numbers, tame: false };
                    // Neighbouring seeds begin alike.
                    for _ in 0..64 {
                        random.next(2);
                    }
                    let (mut direct, mut joined, mut differences) = (0, 0, Vec::new());
                    for n in 0..wanted.div_ceil(threads) {
                        random.tame = n % 3 != 0;
                        let text = match n % 8 {
                            0 => soup(&mut random),
                            1..=3 => {
                                let text = document(&mut random);
                                mutated(&mut random, &text)
                            }
                            _ => document(&mut random),
                        };
                        let halves = if n % HALVES_OF == 0 { compare_halves(&text) } else { Ok(0) };
                        match (compare(&text), halves) {
                            (Ok(read), Ok(halves)) => {
                                direct += usize::from(read);
                                joined += halves;
                            }
                            (Err(why), _) | (_, Err(why)) => differences.push((text, why)),
                        }
                    }
                    (direct, joined, differences)
                })
            })
            .collect();
        let all = handles.into_iter().map(|handle| handle.join().expect("no panic"));
        all.fold((0, 0, Vec::new()), |(sum, sum_joined, mut all), (direct, joined, differences)| {
            all.extend(differences);
            (sum + direct, sum_joined + joined, all)
        })
    });
    fail(differences);
    println!("{wanted} documents, {direct} of them read directly, {joined} times joined from halves, 0 differences");
    assert!(direct * 10 > wanted, "{direct} of {wanted} are read directly: the test says nothing");
    assert!(joined * HALVES_OF * 5 > wanted, "{joined} halves joined of {wanted}: the test says nothing");
}

/// Of how many random documents one is read in halves, too: there are many ways to cut it.
const HALVES_OF: usize = 7;

/// The documents of this repository, and of suites that lie beside it.
#[test]
fn real_documents_are_read_alike() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut files = Vec::new();
    for folder in ["fixtures", "examples", "rules", "../shared/cases"] {
        collect(&root.join(folder), &mut files);
    }
    let (mut direct, mut differences) = (0, Vec::new());
    for file in &files {
        let Ok(text) = std::fs::read_to_string(file) else { continue };
        match compare_halves(&text).and_then(|_| compare(&text)) {
            Ok(true) => direct += 1,
            Ok(false) => println!("not read directly: {}", given_up(&file.display().to_string(), &text)),
            Err(why) => differences.push((file.display().to_string(), why)),
        }
    }
    fail(differences);
    println!("{} files, {direct} of them read directly, 0 differences", files.len());
    assert!(direct * 3 > files.len() * 2, "{direct} of {}", files.len());
}

fn collect(folder: &Path, files: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).into_iter().flatten().flatten() {
        let path = entry.path();
        if path.is_dir() {
            collect(&path, files);
        } else if path.extension().is_some_and(|e| e == "yaml" || e == "yml") {
            files.push(path);
        }
    }
}

#[test]
fn bounds_hold() {
    let limits = |nodes, depth| Limits { nodes, depth, ..Limits::default() };
    for text in ["a: [1, 2, 3, 4, 5, 6, 7, 8, 9]\n", "a: 1\nb: 2\nc: 3\nd: 4\ne: 5\nf: 6\n", "- - - - - - - - a\n"] {
        let source = Arc::new(Source::new("x.yaml", text));
        assert!(super::read(&source, limits(1000, 256)).is_some(), "{text}");
        assert!(super::read(&source, limits(5, 6)).is_none(), "{text}");
    }
    let source = Arc::new(Source::new("x.yaml", "a: {b: [{c: [1]}]}\n"));
    assert!(super::read(&source, limits(1000, 5)).is_none());
}

/// Where a text stops being read directly, for who makes it read more.
fn given_up(name: &str, text: &str) -> String {
    if super::is_odd(text.as_bytes()) {
        return format!("{name}: odd characters");
    }
    let source = Arc::new(Source::new(name, text));
    let builder = crate::tree::build::Builder::new(source.clone(), Limits::default(), 8);
    let mut reader = super::Reader::new(text, builder);
    let _ = reader.document();
    let line = text.get(..reader.at).unwrap_or(text).matches('\n').count() + 1;
    format!("{name}:{line}: {:?}", text.get(reader.at..).unwrap_or("").lines().next().unwrap_or(""))
}

#[test]
fn what_descriptions_hold_is_read_directly() {
    for text in [
        "openapi: 3.1.0\ninfo: {title: T, version: '1'} # c\npaths:\n  /a:\n    get:\n      tags: [a, \"b\"]\n",
        "---\na:\n- b: 1\n  c: >-\n    x\n    y\n\n- d\nb:\n  - |\n    e\n",
        "a: x\n  y\n\n  z\nb: \"q\n  r \\\n  s\"\nc: 'it''s'\nd:\ne: ~\n",
    ] {
        assert_eq!(compare(text), Ok(true), "{text}");
    }
}

#[test]
fn what_is_doubtful_is_left_to_the_parser() {
    for text in [
        "",
        "a",
        "a: &x 1",
        "a: *x",
        "a: !t 1",
        "%YAML 1.2\n---\na: 1",
        "? a\n: b",
        "a: 1\n---\nb: 1",
        "a:\n\tb: 1",
        "a: b: c",
        "a: \"b",
        "- a\n-\tb",
        "\u{feff}a: 1",
        "a: 1\r\nb: 2\r\n",
        "a: {b}",
        "a: [b: c]",
        "a: |2\n x\n",
        "a: |",
        "a: x\u{85}y",
        "a: 1\n b: 2\n",
    ] {
        let source = Arc::new(Source::new("x.yaml", text));
        assert!(super::read(&source, Limits::default()).is_none(), "{text:?}");
    }
}
