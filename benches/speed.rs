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

use apivet::engine::{self, Outcome};
use apivet::ruleset::Ruleset;
use apivet::source::Source;
use apivet::spec::{LoadError, Loader};
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
    engine::lint(trees, &NoFiles, &Ruleset::default(), 20_781, &|_| ())
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
    group.bench_function("tree", |b| b.iter(|| tree(black_box(&json))));
    group.bench_function("lint", |b| b.iter(|| two.install(|| lint(vec![tree(&json)]))));
    group.bench_function("lint-one-core", |b| b.iter(|| one.install(|| lint(vec![tree(&json)]))));
    group.finish();

    let mut group = c.benchmark_group("yaml");
    group.sample_size(20).throughput(Throughput::Bytes(yaml.text().len() as u64));
    group.bench_function("granit", |b| b.iter(|| granit(black_box(yaml.text()))));
    group.bench_function("tree", |b| b.iter(|| tree(black_box(&yaml))));
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
        ("serde_json Value / our JSON tree, github-3.0.json", "json/serde_json", "json/tree", "at least 3"),
        ("our YAML tree / bare granit loop, stripe-3.0.yaml", "yaml/tree", "yaml/granit", "at most 1.4"),
        ("whole lint / serde_json Value, github-3.0.json", "json/lint", "json/serde_json", "at most 3"),
        ("  the same on one core", "json/lint-one-core", "json/serde_json", ""),
        ("whole lint / bare granit loop, stripe-3.0.yaml", "yaml/lint", "yaml/granit", "at most 1.7"),
        ("  the same on one core", "yaml/lint-one-core", "yaml/granit", ""),
        ("thirty files: one core / two cores", "files/one-core", "files/two-cores", "at least 1.7"),
    ] {
        match (mean(a), mean(b)) {
            (Some(a), Some(b)) => println!("  {what:<52} {:>6.2}  {bound}", a / b),
            _ => println!("  {what:<52}   not measured"),
        }
    }
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
    ratios();
}
