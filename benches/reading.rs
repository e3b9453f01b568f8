//! How fast documents are read, each beside what it is compared with, in one run.
//!
//! The documents are large public descriptions that are not part of this project; `APIVET_CORPUS`
//! names the folder (default `../shared/cases/corpus`). Without it nothing is measured, and said so.

use std::hint::black_box;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::{Duration, Instant};

use apivet::source::Source;
use apivet::tree::{Limits, Tree};

fn main() {
    let f = PathBuf::from("../shared/cases/corpus");
    let time = |name: &str, work: &mut dyn FnMut()| {
        let mut best = Duration::MAX;
        for _ in 0..9 {
            let t = Instant::now();
            work();
            best = best.min(t.elapsed());
        }
        println!("{name} {best:?}");
    };
    let json = std::fs::read_to_string(f.join("github-3.0.json")).unwrap();
    let yaml = std::fs::read_to_string(f.join("stripe-3.0.yaml")).unwrap();
    let js = Arc::new(Source::new("a.json", json.clone()));
    let ys = Arc::new(Source::new("a.yaml", yaml.clone()));
    time("serde_json", &mut || {
        black_box(serde_json::from_str::<serde_json::Value>(&json).unwrap());
    });
    time("json tree", &mut || {
        black_box(Tree::parse(js.clone(), Limits::default()));
    });
    time("granit", &mut || {
        let mut p = granit_parser::Parser::new_from_str(&yaml);
        while let Some(e) = p.next_event() {
            black_box(&e);
        }
    });
    time("yaml tree", &mut || {
        black_box(Tree::parse(ys.clone(), Limits::default()));
    });
}
