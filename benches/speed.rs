//! How fast documents are read and linted, each beside what it is compared with, in the same run.
//!
//! The documents are large public descriptions that are not part of this project: `APIVET_CORPUS`
//! names their folder (default `../shared/cases/corpus`). Without them only the tables of growth are
//! made. `cargo bench` prints the ratios at its end.

use std::fmt::Write as _;
use std::hint::black_box;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, Instant};

use apivet::diff::ComparisonPolicy;
use apivet::engine::{self, Outcome};
use apivet::rule::{Phase, Timings};
use apivet::ruleset::Ruleset;
use apivet::ruleset::suppress::Suppressions;
use apivet::source::Source;
use apivet::spec::{LoadError, Loader};
use apivet::text::Day;
use apivet::tree::{Limits, Tree};
use criterion::{Criterion, Throughput};

struct NoFiles;

impl Loader for NoFiles {
    fn load(&self, _: &str) -> Result<Tree, LoadError> {
        Err(LoadError::Missing)
    }
}

fn tree(source: &Arc<Source>) -> Tree {
    Tree::parse(source.clone(), Limits::default())
}

fn lint(trees: Vec<Tree>) -> Outcome {
    engine::lint(trees, &NoFiles, &Ruleset::default(), Day::from_epoch(20_781), &|_| (), &Timings::default())
}

fn corpus() -> Option<PathBuf> {
    let folder =
        std::env::var_os("APIVET_CORPUS").map_or_else(|| PathBuf::from("../shared/cases/corpus"), PathBuf::from);
    folder.is_dir().then_some(folder)
}

fn load(folder: &Path, name: &str) -> Arc<Source> {
    Arc::new(Source::new(name, std::fs::read_to_string(folder.join(name)).expect("the corpus has this file")))
}

fn granit(text: &str) {
    let mut events = granit_parser::Parser::new_from_str(text);
    while let Some(event) = events.next_event() {
        let _ = black_box(event);
    }
}

fn measure(c: &mut Criterion, folder: &Path) {
    let json = load(folder, "github-3.0.json");
    let yaml = load(folder, "stripe-3.0.yaml");
    let one = rayon::ThreadPoolBuilder::new().num_threads(1).build().expect("a pool of one");
    let two = rayon::ThreadPoolBuilder::new().num_threads(2).build().expect("a pool of two");

    let mut group = c.benchmark_group("json");
    group.sample_size(20).throughput(Throughput::Bytes(json.text().len() as u64));
    group
        .bench_function("serde_json", |b| b.iter(|| serde_json::from_str::<serde_json::Value>(black_box(json.text()))));
    group.bench_function("tree", |b| b.iter(|| one.install(|| tree(black_box(&json)))));
    group.bench_function("lint", |b| b.iter(|| two.install(|| lint(vec![tree(&json)]))));
    group.bench_function("lint-one-core", |b| b.iter(|| one.install(|| lint(vec![tree(&json)]))));
    group.finish();

    let mut group = c.benchmark_group("yaml");
    group.sample_size(20).throughput(Throughput::Bytes(yaml.text().len() as u64));
    group.bench_function("granit", |b| b.iter(|| granit(black_box(yaml.text()))));
    group.bench_function("tree", |b| b.iter(|| one.install(|| tree(black_box(&yaml)))));
    group.bench_function("lint", |b| b.iter(|| two.install(|| lint(vec![tree(&yaml)]))));
    group.bench_function("lint-one-core", |b| b.iter(|| one.install(|| lint(vec![tree(&yaml)]))));
    group.finish();

    // Thirty files of like size, read and linted.
    let text = load(folder, "spotify-3.0.yml");
    let files: Vec<Arc<Source>> =
        (0..30).map(|n| Arc::new(Source::new(format!("{n}.yaml"), text.text().to_owned()))).collect();
    let all = || {
        use rayon::prelude::*;
        lint(files.par_iter().map(tree).collect())
    };
    let mut group = c.benchmark_group("files");
    group.sample_size(10);
    group.bench_function("one-core", |b| b.iter(|| one.install(all)));
    group.bench_function("two-cores", |b| b.iter(|| two.install(all)));
    group.finish();
}

/// The mean time of a benchmark of this run, in nanoseconds, as criterion wrote it.
fn mean(name: &str) -> Option<f64> {
    let base = std::env::var_os("CARGO_TARGET_DIR").map_or_else(|| PathBuf::from("target"), PathBuf::from);
    let text = std::fs::read_to_string(base.join("criterion").join(name).join("new/estimates.json")).ok()?;
    let estimates: serde_json::Value = serde_json::from_str(&text).ok()?;
    estimates["median"]["point_estimate"].as_f64()
}

fn ratios() {
    println!("\nratios (medians of this run)");
    for (what, a, b, bound) in [
        ("serde_json Value / our JSON tree, github-3.0.json", "json/serde_json", "json/tree", Bound::Least(4.0)),
        ("bare granit loop / our YAML tree, stripe-3.0.yaml", "yaml/granit", "yaml/tree", Bound::Least(5.0)),
        (
            "lint on one core / serde_json Value, github-3.0.json",
            "json/lint-one-core",
            "json/serde_json",
            Bound::Most(0.5),
        ),
        ("lint on one core / bare granit loop, stripe-3.0.yaml", "yaml/lint-one-core", "yaml/granit", Bound::Most(0.5)),
        ("lint of github: one core / two cores", "json/lint-one-core", "json/lint", Bound::Least(1.7)),
        ("lint of stripe: one core / two cores", "yaml/lint-one-core", "yaml/lint", Bound::Least(1.7)),
        ("thirty files: one core / two cores", "files/one-core", "files/two-cores", Bound::Least(1.8)),
    ] {
        match (mean(a), mean(b)) {
            (Some(a), Some(b)) => println!("  {what:<54} {:>6.2}  {}", a / b, bound.judge(a / b)),
            _ => println!("  {what:<54}   not measured"),
        }
    }
}

/// What a ratio should be.
#[derive(Clone, Copy)]
enum Bound {
    Least(f64),
    Most(f64),
}

impl Bound {
    fn judge(self, ratio: f64) -> String {
        let (words, bound, holds) = match self {
            Self::Least(bound) => ("at least", bound, ratio >= bound),
            Self::Most(bound) => ("at most", bound, ratio <= bound),
        };
        format!("{words} {bound}{}", if holds { "" } else { ": MISSED" })
    }
}

/// The phases of a lint on one core, medians of eleven. What rules take is measured with the clock that `--timings` looks at.
fn phases(folder: &Path) {
    println!(
        "\nphases of a lint on one core, in milliseconds (medians of 11); rules should take no longer than reading"
    );
    let one = rayon::ThreadPoolBuilder::new().num_threads(1).build().expect("a pool of one");
    for name in ["stripe-3.0.yaml", "github-3.0.json", "openai-3.1.yaml", "box-3.0.json"] {
        let source = load(folder, name);
        let run = || {
            let timings = Timings::counting();
            let read = timings.phase(Phase::Read, || tree(&source));
            let (ruleset, today) = (Ruleset::default(), Day::from_epoch(20_781));
            black_box(engine::lint(vec![read], &NoFiles, &ruleset, today, &|_| (), &timings));
            timings.spent().into_iter().map(|spent| (spent.phase, spent.took.as_secs_f64() * 1e3)).collect::<Vec<_>>()
        };
        let runs: Vec<_> = (0..11).map(|_| one.install(run)).collect();
        let median = |phase: Phase| {
            let of = |run: &Vec<(Phase, f64)>| run.iter().find(|(p, _)| *p == phase).map_or(0.0, |(_, took)| *took);
            let mut all: Vec<f64> = runs.iter().map(of).collect();
            all.sort_by(f64::total_cmp);
            all[5]
        };
        let phases = [Phase::Read, Phase::Link, Phase::Model, Phase::Rules];
        let row: Vec<String> = phases.iter().map(|p| format!("{} {:.1}", p.word(), median(*p))).collect();
        let ratio = median(Phase::Rules) / median(Phase::Read);
        println!("  {name:<18} {}; rules / reading {ratio:.2}  {}", row.join(", "), Bound::Most(1.0).judge(ratio));
    }
}

/// The most memory that the program takes, as the system counts it, beside the size of what it reads.
fn memory(folder: &Path) {
    println!("\npeak memory of the program / size of what it reads");
    let peak = |arguments: &[&str]| {
        let output = std::process::Command::new("/usr/bin/time")
            .args(["-f", "%M", env!("CARGO_BIN_EXE_apivet")])
            .args(arguments)
            .stdout(std::process::Stdio::null())
            .output()
            .ok()?;
        String::from_utf8_lossy(&output.stderr).lines().last()?.parse::<f64>().ok()
    };
    let path = |name: &str| folder.join(name).display().to_string();
    let size = |name: &str| std::fs::metadata(folder.join(name)).map_or(0, |m| m.len()) as f64 / 1024.0;
    let row = |what: &str, arguments: &[&str], sizes: f64, bound: Bound| match peak(arguments) {
        Some(peak) => {
            println!("  {what:<24} {:>5.1} MiB, {:.2}  {}", peak / 1024.0, peak / sizes, bound.judge(peak / sizes))
        }
        None => println!("  {what:<24} not measured"),
    };
    for name in ["stripe-3.0.yaml", "github-3.0.json"] {
        row(name, &["lint", "--isolated", "-f", "json", &path(name)], size(name), Bound::Most(4.0));
    }
    let [old, new] = ["pairs/github-16-23/old.json", "pairs/github-16-23/new.json"];
    let arguments = ["diff", "--isolated", "-f", "json", &path(old), &path(new)];
    row("diff of github-16-23", &arguments, size(old) + size(new), Bound::Most(6.0));
}

const HEAD: &str = "openapi: 3.1.0\ninfo: {title: T, version: 1.0.0}\nservers: [{url: https://api.acme.com/v1}]\nsecurity: [{t: []}]\n";
const TAIL: &str = "components:\n  securitySchemes: {t: {type: http, scheme: bearer, bearerFormat: JWT}}\n  schemas:\n";

/// `n` operations that each refer to one shared schema.
fn operations(n: usize) -> String {
    let mut text = format!("{HEAD}paths:\n");
    for k in 0..n {
        let _ = write!(
            text,
            "  /things{k}/{{id}}:\n    get:\n      operationId: get{k}\n      parameters: [{{name: id, in: path, required: true, schema: {{type: string}}}}]\n      responses: {{'200': {{description: d, content: {{application/json: {{schema: {{$ref: '#/components/schemas/S'}}}}}}}}}}\n"
        );
    }
    text + TAIL + "    S: {type: object, properties: {a: {type: string}}}\n"
}

/// One schema that `n` properties refer to.
fn references(n: usize) -> String {
    let mut text = format!(
        "{HEAD}paths:\n  /a: {{get: {{responses: {{'200': {{description: d, content: {{application/json: {{schema: {{$ref: '#/components/schemas/R'}}}}}}}}}}}}}}\n{TAIL}    S: {{type: string}}\n    R:\n      properties:\n"
    );
    for k in 0..n {
        let _ = writeln!(text, "        p{k}: {{$ref: '#/components/schemas/S'}}");
    }
    text
}

/// `n` schemas that each refer to all others, with an example that goes around.
fn clique(n: usize) -> String {
    let mut text = format!(
        "{HEAD}paths:\n  /a: {{get: {{responses: {{'200': {{description: d, content: {{application/json: {{schema: {{$ref: '#/components/schemas/S0'}}, example: {{s1: {{s2: {{s3: {{s0: {{}}}}}}}}}}}}}}}}}}}}}}\n{TAIL}"
    );
    for k in 0..n {
        let _ = writeln!(text, "    S{k}:\n      type: object\n      properties:");
        for other in 0..n {
            let _ = writeln!(text, "        s{other}: {{$ref: '#/components/schemas/S{other}'}}");
        }
    }
    text
}

/// A document of a size.
type Make = fn(usize) -> String;

/// How the time of a whole lint grows.
fn growth() {
    println!("\ngrowth (whole lint, best of 5)");
    let tables: [(&str, Make, &[usize]); 3] = [
        ("operations", operations, &[6_250, 12_500, 25_000, 50_000]),
        ("references to one schema", references, &[12_500, 25_000, 50_000, 100_000]),
        ("mutually recursive schemas", clique, &[10, 20, 40]),
    ];
    for (what, make, sizes) in tables {
        println!("  {what}");
        let mut before: Option<(usize, Duration)> = None;
        for &n in sizes {
            let source = Arc::new(Source::new("x.yaml", make(n)));
            let best = (0..5)
                .map(|_| {
                    let start = Instant::now();
                    black_box(lint(vec![tree(&source)]));
                    start.elapsed()
                })
                .min()
                .unwrap_or_default();
            let per_byte = best.as_secs_f64() * 1e9 / source.text().len() as f64;
            let times = before.map_or(String::new(), |(m, t)| {
                format!("  {:.2} times that of {m}", best.as_secs_f64() / t.as_secs_f64())
            });
            println!("    {n:>7}: {:>9.1} ms, {per_byte:>5.1} ns a byte{times}", best.as_secs_f64() * 1e3);
            before = Some((n, best));
        }
    }
}

/// Two versions of a description whose one cause spreads in some way, by a size.
type MakePair = fn(usize, bool) -> String;

const SHARED: &str =
    "    S:\n      type: object\n      required: [a{more}]\n      properties: {a: {type: string}, b: {type: string}}\n";

/// `n` operations that take one schema, which demands more.
fn shared_change(n: usize, changed: bool) -> String {
    let mut text = format!("{HEAD}paths:\n");
    for k in 0..n {
        let _ = write!(
            text,
            "  /things{k}:\n    post:\n      requestBody: {{required: true, content: {{application/json: {{schema: {{$ref: '#/components/schemas/S'}}}}}}}}\n      responses: {{'200': {{description: d}}}}\n"
        );
    }
    text + TAIL + &SHARED.replace("{more}", if changed { ", b" } else { "" })
}

const BODY: &str = "paths:\n  /a:\n    post:\n      requestBody: {required: true, content: {application/json: {schema: {$ref: '#/components/schemas/S0'}}}}\n      responses: {'200': {description: d}}\n";

/// `n` schemas that each refer to all; the last demands more.
fn changed_clique(n: usize, changed: bool) -> String {
    let mut text = format!("{HEAD}{BODY}{TAIL}");
    for k in 0..n {
        let required = if changed && k + 1 == n { "[v]" } else { "[]" };
        let _ = writeln!(
            text,
            "    S{k}:\n      type: object\n      required: {required}\n      properties:\n        v: {{type: string}}"
        );
        for other in 0..n {
            let _ = writeln!(text, "        s{other}: {{$ref: '#/components/schemas/S{other}'}}");
        }
    }
    text
}

/// A union of `n` branches, all of which change.
fn changed_union(n: usize, changed: bool, kind: &str, branch: impl Fn(usize, u32) -> String) -> String {
    let mut text = format!("{HEAD}{BODY}{TAIL}    S0:\n      {kind}:\n");
    for k in 0..n {
        let _ = writeln!(text, "        - {{type: object, {}}}", branch(k, if changed { 5 } else { 10 }));
    }
    text
}

fn tagged_union(n: usize, changed: bool) -> String {
    changed_union(n, changed, "oneOf", |k, most| {
        format!("required: [kind], properties: {{kind: {{const: k{k}}}, v: {{type: string, maxLength: {most}}}}}")
    })
}

fn plain_union(n: usize, changed: bool) -> String {
    changed_union(n, changed, "anyOf", |k, most| {
        format!("required: [p{k}], properties: {{p{k}: {{type: string, maxLength: {most}}}}}")
    })
}

fn compared(base: Tree, revision: Tree, files: [&dyn Loader; 2]) -> engine::Judged {
    let policy = ComparisonPolicy::new(Day::from_epoch(20_781));
    let ruleset = Ruleset::default();
    let compared = engine::compare((base, files[0]), (revision, files[1]), &ruleset, &policy).expect("a thread");
    compared.judge(&mut Suppressions::default(), 0, &ruleset)
}

/// How the time of a comparison grows, and that the number of findings does not.
fn comparison() {
    println!("\ncomparison of two versions (processor time of both threads together, best of 3)");
    let tables: [(&str, MakePair, &[usize]); 4] = [
        ("operations that share one changed schema: 1 cause", shared_change, &[1_250, 2_500, 5_000, 10_000]),
        ("a clique of schemas, one changed: 1 cause", changed_clique, &[10, 20, 40]),
        ("a oneOf of branches with constants, all changed: n causes", tagged_union, &[100, 200, 400]),
        ("an anyOf of branches with names, all changed: n causes", plain_union, &[100, 200, 400]),
    ];
    for (what, make, sizes) in tables {
        println!("  {what}");
        for &n in sizes {
            let sources = [false, true].map(|c| Arc::new(Source::new("x.yaml", make(n, c))));
            let mut found = 0;
            let best = (0..3)
                .map(|_| {
                    let start = processor_time();
                    let result = compared(tree(&sources[0]), tree(&sources[1]), [&NoFiles, &NoFiles]);
                    found = result.verdict.breaking;
                    processor_time() - start
                })
                .min()
                .unwrap_or_default();
            println!("    {n:>7}: {:>9.1} ms, {found} breaking", best.as_secs_f64() * 1e3);
        }
    }
}

/// The processor time of this process, where the system tells it; else the time that passed.
fn processor_time() -> Duration {
    let of_threads = std::fs::read_to_string("/proc/self/stat").ok().and_then(|text| {
        let fields: Vec<&str> = text.rsplit(')').next()?.split_whitespace().collect();
        // Fields 14 and 15 of proc(5), in hundredths of a second.
        let ticks = fields.get(11)?.parse::<u64>().ok()? + fields.get(12)?.parse::<u64>().ok()?;
        Some(Duration::from_millis(ticks * 10))
    });
    of_threads.unwrap_or_else(|| std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap_or_default())
}

/// A comparison of real versions beside linting both documents.
fn real_pairs(folder: &Path) {
    println!("\nreal pairs: comparing both versions / linting both documents (medians of 7)");
    let mut pairs: Vec<PathBuf> =
        std::fs::read_dir(folder.join("pairs")).into_iter().flatten().flatten().map(|e| e.path()).collect();
    pairs.sort();
    for pair in pairs {
        let file = |stem: &str| {
            let names = ["yaml", "yml", "json"].map(|e| pair.join(format!("{stem}.{e}")));
            names.into_iter().find(|p| p.is_file())
        };
        let (Some(old), Some(new)) = (file("old"), file("new")) else { continue };
        let sources = [old, new].map(|p| {
            Arc::new(Source::new(p.display().to_string(), std::fs::read_to_string(p).expect("it can be read")))
        });
        let median = |work: &dyn Fn()| {
            let mut times: Vec<Duration> = (0..7)
                .map(|_| {
                    let start = Instant::now();
                    work();
                    start.elapsed()
                })
                .collect();
            times.sort();
            times[3].as_secs_f64()
        };
        let trees = || rayon::join(|| tree(&sources[0]), || tree(&sources[1]));
        let diff = median(&|| {
            let (base, revision) = trees();
            black_box(compared(base, revision, [&NoFiles, &NoFiles]));
        });
        let lint = median(&|| {
            let (base, revision) = trees();
            black_box(lint(vec![base, revision]));
        });
        let name = pair.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let judged = Bound::Most(1.5).judge(diff / lint);
        println!("  {name:<32} {:>7.1} ms / {:>7.1} ms = {:.2}  {judged}", diff * 1e3, lint * 1e3, diff / lint);
    }
}

fn main() {
    let mut criterion = Criterion::default()
        .warm_up_time(Duration::from_millis(500))
        .measurement_time(Duration::from_secs(4))
        .configure_from_args();
    match corpus() {
        Some(folder) => measure(&mut criterion, &folder),
        None => println!("the corpus is not here: APIVET_CORPUS names its folder"),
    }
    criterion.final_summary();
    growth();
    comparison();
    if let Some(folder) = corpus() {
        real_pairs(&folder);
        phases(&folder);
        memory(&folder);
    }
    ratios();
}
