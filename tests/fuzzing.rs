//! The fuzz targets, for some seconds each: on stable, without a coverage map, from the fixtures and from shapes that cost
//! much. `APIVET_FUZZ_SECONDS=600 cargo test --release --test fuzzing -- --nocapture` runs them for longer, and
//! `APIVET_FUZZ_TARGET=diff` only one. cargo-fuzz runs the same targets: see fuzz/Cargo.toml.

mod common;
#[path = "../fuzz/targets.rs"]
mod targets;

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::time::{Duration, Instant};

/// A generator of numbers (splitmix64): the same inputs in every run of the same length.
struct Chance(u64);

impl Chance {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    fn below(&mut self, most: usize) -> usize {
        (self.next() % most.max(1) as u64) as usize
    }
}

/// Pieces that readers look at twice.
const WORDS: &[&str] = &[
    "{",
    "}",
    "[",
    "]",
    ":",
    ",",
    "\"",
    "'",
    "\n",
    "\r\n",
    "\t",
    "- ",
    "? ",
    "|",
    ">",
    "|+",
    "&a ",
    "*a",
    "<<: ",
    "!!str ",
    "# ",
    "---\n",
    "...",
    "%YAML 1.2\n",
    "\u{feff}",
    "\u{e4}",
    "\u{1f600}",
    "\u{2028}",
    "\0",
    "\\u0000",
    "\\ud800",
    "null",
    "true",
    "1e999",
    "-0",
    "0x1f",
    "$ref",
    "\"$ref\": \"#/components/schemas/S\"",
    "allOf",
    "oneOf",
    "anyOf",
    "not",
    "if",
    "items",
    "properties",
    "required",
    "enum",
    "const",
    "type",
    "pattern",
    "additionalProperties",
    "discriminator",
    "security",
    "scopes",
    "paths",
    "openapi",
    "swagger",
    "extends",
    "rules",
    "given",
    "then",
    "function",
    "$..",
    "[?(",
    "@.",
    "@property",
    ")]",
    "~",
    "^",
    "(a+)+$",
    "\\p{L}",
    "(?=",
    "\\1",
    "{1,99}",
    "x-apivet-ignore",
    "# apivet-ignore: all -- x",
    "ignore",
    "reason",
    "expires",
    "2026-02-30",
    "findings",
    "fingerprint",
    "summary",
];

/// A seed after some changes.
fn changed(chance: &mut Chance, seeds: &[Vec<u8>]) -> Vec<u8> {
    let mut data = seeds[chance.below(seeds.len())].clone();
    for _ in 0..1 + chance.below(6) {
        let (at, end) = (chance.below(data.len() + 1), chance.below(data.len() + 1));
        let (from, to) = (at.min(end), at.max(end).min(at.min(end) + 400));
        match chance.below(8) {
            0 if !data.is_empty() => {
                let at = at.min(data.len() - 1);
                data[at] ^= 1 << chance.below(8);
            }
            1 => drop(data.drain(from..to)),
            2 => {
                let piece = data[from..to].to_vec();
                data.splice(at..at, piece);
            }
            3 => {
                let other = &seeds[chance.below(seeds.len())];
                let start = chance.below(other.len() + 1);
                let length = chance.below(200.min(other.len() - start) + 1);
                data.splice(at..at, other[start..start + length].iter().copied());
            }
            4 => data.truncate(at),
            _ => {
                let word = WORDS[chance.below(WORDS.len())];
                let end = if chance.below(2) == 0 { at } else { (at + word.len()).min(data.len()) };
                data.splice(at..end, word.bytes());
            }
        }
        data.truncate(60_000);
    }
    data
}

/// What each target starts from.
fn seeds(target: &str) -> Vec<Vec<u8>> {
    let text = |s: &str| s.as_bytes().to_vec();
    let files = |pick: &dyn Fn(&str) -> bool| -> Vec<Vec<u8>> {
        let found = walkdir::WalkDir::new(common::root().join("fixtures")).sort_by_file_name().into_iter().flatten();
        let found = found.filter(|e| e.file_type().is_file() && pick(&e.path().to_string_lossy()));
        found.filter_map(|e| std::fs::read(e.path()).ok()).filter(|t| t.len() < 20_000).collect()
    };
    match target {
        "json" => [vec![text("{\"a\": [1, -2.5e3, \"\\u00e4\", null, true, {}]}")], files(&|n| n.ends_with(".json"))].concat(),
        "yaml" => files(&|n| n.ends_with(".yaml")),
        "jsonpath" => [
            "$.paths[*][?(@property.match(/^(get|post)$/))]", "$..[?(@.type == 'string' && !@.maxLength)]~", "@.a || @.b > 1 + 2",
            "$.info^", "$['a','b'][0:3:-1]", "$..*", "$.x[?(@.y.length > 3)].z",
        ].map(text).to_vec(),
        "pattern" => ["^(a+)+$", "^[a-z]{2,8}(-\\d+)*$\0aa-1", "(?<=x)\\w+\\b", "\\p{Lu}[^\\]]|\\u{1F600}", "^(?!no).*$"].map(text).to_vec(),
        "configuration" => [
            "extends: [apivet:strict]\nrules: {auth: warn, string-limit: {severity: error}}\noverrides: [{files: ['a/**'], rules: {}}]\n",
            "policy: {versions: {where: [path]}, exempt: [{paths: [/a], reason: b}]}\nignore: [{rule: a, reason: b, expires: 2030-01-01}]\nlimits: {bytes: 9}\n",
        ].map(text).to_vec(),
        "baseline" => [r#"{"version": 1, "findings": [{"fingerprint": "00", "rule": "a", "file": "b", "reason": "c", "expires": "2030-01-01"}]}"#].map(text).to_vec(),
        "ruleset" => [
            "extends: [[spectral:oas, all]]\naliases: {A: ['$.a']}\nrules: {a: {given: ['#A', $..b], severity: hint, then: [{field: '@key', function: pattern, functionOptions: {match: a}}]}}\n",
            "formats: [oas3]\noverrides: [{files: ['*'], rules: {a: off}}]\nrules: {a: {given: $, then: {function: schema, functionOptions: {schema: {type: object}}}}}\n",
        ].map(text).to_vec(),
        "diff" => [targets::shapes().into_iter().map(String::into_bytes).collect(), pairs()].concat(),
        _ => [files(&|n| n.ends_with(".yaml") && !n.contains("compat")), shapes_alone()].concat(),
    }
}

fn shapes_alone() -> Vec<Vec<u8>> {
    targets::shapes().iter().filter_map(|s| s.split('\0').next().map(|t| t.as_bytes().to_vec())).collect()
}

/// Fixtures of comparisons: the version before, a zero byte, the version after.
fn pairs() -> Vec<Vec<u8>> {
    let folder = common::root().join("fixtures/comparisons");
    let cases = std::fs::read_dir(folder).into_iter().flatten().flatten();
    let pair = |case: std::fs::DirEntry| {
        let read = |name: &str| std::fs::read(case.path().join(name)).ok();
        Some([read("base.yaml")?, vec![0], read("revision.yaml")?].concat())
    };
    let mut all: Vec<Vec<u8>> = cases.filter_map(pair).collect();
    all.sort();
    all
}

fn seconds() -> u64 {
    std::env::var("APIVET_FUZZ_SECONDS").ok().and_then(|s| s.parse().ok()).unwrap_or(2)
}

#[test]
fn every_target_comes_back_for_any_bytes() {
    let wanted = std::env::var("APIVET_FUZZ_TARGET").ok();
    let chosen = targets::TARGETS.iter().filter(|(name, _)| wanted.as_deref().is_none_or(|w| w == *name));
    let failed: Vec<String> = chosen.filter_map(|target| run(*target)).collect();
    assert!(failed.is_empty(), "{}", failed.join("\n"));
}

/// Runs a target; what it could not come back from, in words.
fn run((name, target): targets::Target) -> Option<String> {
    let seeds = seeds(name);
    assert!(!seeds.is_empty(), "{name} starts from nothing");
    let mut chance = Chance(name.bytes().fold(7_u64, |n, b| n.wrapping_mul(31).wrapping_add(u64::from(b))) ^ seconds());
    let (started, mut count, mut slowest) = (Instant::now(), 0_u64, Duration::ZERO);
    let mut inputs = seeds.clone().into_iter();
    while started.elapsed() < Duration::from_secs(seconds()) {
        let data = inputs.next().unwrap_or_else(|| changed(&mut chance, &seeds));
        let began = Instant::now();
        if let Err(panic) = catch_unwind(AssertUnwindSafe(|| target(&data))) {
            let file = std::env::temp_dir().join(format!("apivet-fuzz-{name}"));
            let _ = std::fs::write(&file, &data);
            let words = panic.downcast_ref::<String>().cloned();
            let words = words.or_else(|| panic.downcast_ref::<&str>().map(|s| (*s).to_owned())).unwrap_or_default();
            return Some(format!(
                "{name}: {} (the input is {})",
                words.chars().take(1_500).collect::<String>(),
                file.display()
            ));
        }
        slowest = slowest.max(began.elapsed());
        count += 1;
    }
    println!("{name}: {count} executions in {} s, the slowest {:.2} s", seconds(), slowest.as_secs_f64());
    None
}
