//! What a run took, as a table.

use std::io::Write;
use std::time::Duration;

use crate::report::table::Table;
use crate::rule::{PhaseTime, Timings};

/// Rules that took less than this part of the whole are told together.
const LEAST: f64 = 0.005;

/// Tells on standard error how long each phase took, and each rule of it, in milliseconds of all threads together.
pub(super) fn tell_timings(timings: &Timings) {
    let spent = timings.spent();
    let whole: Duration = spent.iter().map(|phase| phase.took).sum();
    let share = |took: Duration| took.as_secs_f64() / whole.as_secs_f64().max(f64::MIN_POSITIVE);
    let row = |name: String, took: Duration| {
        vec![name, format!("{:.2}", took.as_secs_f64() * 1e3), format!("{:.1} %", share(took) * 100.0)]
    };
    let mut rows = Vec::new();
    for PhaseTime { phase, took, rules } in &spent {
        rows.push(row(phase.word().to_owned(), *took));
        let (told, others): (Vec<_>, Vec<_>) = rules.iter().partition(|(_, took)| share(*took) >= LEAST);
        rows.extend(told.iter().map(|(rule, took)| row(format!("  {rule}"), *took)));
        if !others.is_empty() {
            let rest = others.iter().map(|(_, took)| *took).sum();
            rows.push(row(format!("  {} others", others.len()), rest));
        }
    }
    rows.push(row("all".to_owned(), whole));
    let table = Table { title: String::new(), heads: vec!["phase, rule", "ms", "share"], rows };
    let _ = write!(anstream::stderr().lock(), "{}", table.text(None));
}
