//! How long a run takes: by phase, and by rule.

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

/// A part of a run.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Phase {
    /// Texts become trees.
    Read,
    /// Trees are walked by the grammar of their version, and references followed.
    Link,
    /// Operations, schemes and servers are told from nodes.
    Model,
    /// Rules judge.
    Rules,
    /// Rules of rulesets, their functions in JavaScript among them, judge.
    Rulesets,
    /// Two versions are compared.
    Compare,
    /// Findings are written.
    Report,
}

impl Phase {
    /// Its name.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Read => "read",
            Self::Link => "link",
            Self::Model => "model",
            Self::Rules => "rules",
            Self::Rulesets => "rulesets",
            Self::Compare => "compare",
            Self::Report => "report",
        }
    }
}

/// What a phase took.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PhaseTime {
    /// The phase.
    pub phase: Phase,
    /// All of it.
    pub took: Duration,
    /// What of it each rule took, the longest first.
    pub rules: Vec<(String, Duration)>,
}

/// What was spent on each phase as a whole, and of it on each rule.
type Spent = BTreeMap<(Phase, Option<String>), Duration>;

/// Counts the time of all threads together. It counts nothing, and looks at no clock, unless it is switched on.
#[derive(Debug, Default)]
pub struct Timings {
    spent: Option<Mutex<Spent>>,
}

impl Timings {
    /// Timings that count.
    #[must_use]
    pub fn counting() -> Self {
        Self { spent: Some(Mutex::default()) }
    }

    /// Does a piece of work of a phase.
    pub fn phase<T>(&self, phase: Phase, work: impl FnOnce() -> T) -> T {
        self.spend((phase, None), work)
    }

    /// Does a piece of work of a rule, which is part of a phase.
    pub fn rule<T>(&self, phase: Phase, rule: &str, work: impl FnOnce() -> T) -> T {
        if self.spent.is_none() { work() } else { self.spend((phase, Some(rule.to_owned())), work) }
    }

    fn spend<T>(&self, key: (Phase, Option<String>), work: impl FnOnce() -> T) -> T {
        if self.spent.is_none() {
            return work();
        }
        let started = Instant::now();
        let done = work();
        self.add(key, started.elapsed());
        done
    }

    /// Adds what a rule took elsewhere.
    pub fn add_rule(&self, phase: Phase, rule: &str, took: Duration) {
        if self.spent.is_some() {
            self.add((phase, Some(rule.to_owned())), took);
        }
    }

    fn add(&self, key: (Phase, Option<String>), took: Duration) {
        if let Some(spent) = &self.spent {
            *spent.lock().unwrap_or_else(PoisonError::into_inner).entry(key).or_default() += took;
        }
    }

    /// A watch for rules that take turns.
    #[must_use]
    pub fn laps(&self, rules: usize) -> Laps {
        Laps { last: self.spent.as_ref().map(|_| Instant::now()), took: vec![Duration::ZERO; rules] }
    }

    /// The phases in their order.
    #[must_use]
    pub fn spent(&self) -> Vec<PhaseTime> {
        let Some(spent) = &self.spent else { return Vec::new() };
        let spent = spent.lock().unwrap_or_else(PoisonError::into_inner);
        let mut phases: BTreeMap<Phase, (Duration, Vec<(String, Duration)>)> = BTreeMap::new();
        for ((phase, rule), took) in spent.iter() {
            let known = phases.entry(*phase).or_default();
            match rule {
                None => known.0 += *took,
                Some(rule) => known.1.push((rule.clone(), *took)),
            }
        }
        let sorted = |(phase, (whole, mut rules)): (Phase, (Duration, Vec<(String, Duration)>))| {
            use crate::text::Sorting;
            // Rules that were only looked at took nothing.
            rules.retain(|(_, took)| *took >= Duration::from_micros(1));
            rules.order_by_key(|(rule, took)| (std::cmp::Reverse(*took), rule.clone()));
            let sum = rules.iter().map(|(_, took)| *took).sum();
            PhaseTime { phase, took: whole.max(sum), rules }
        };
        phases.into_iter().map(sorted).collect()
    }
}

/// The time of rules that take turns on one thread.
#[derive(Debug)]
pub struct Laps {
    last: Option<Instant>,
    took: Vec<Duration>,
}

impl Laps {
    /// What passed since the last call was the turn of this rule.
    pub fn lap(&mut self, rule: usize) {
        if let Some(last) = &mut self.last {
            let now = Instant::now();
            self.took[rule] += now - *last;
            *last = now;
        }
    }

    /// What passed since the last call was the turn of none.
    pub fn skip(&mut self) {
        if let Some(last) = &mut self.last {
            *last = Instant::now();
        }
    }

    /// What each rule took, by its number; nothing for those that took none.
    pub fn took(&self) -> impl Iterator<Item = (usize, Duration)> {
        self.took.iter().copied().enumerate().filter(|(_, took)| !took.is_zero())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rules_are_parts_of_their_phase_and_nothing_is_counted_unasked() {
        let timings = Timings::counting();
        timings.phase(Phase::Read, || std::thread::sleep(Duration::from_millis(2)));
        timings.add_rule(Phase::Rules, "a", Duration::from_millis(1));
        timings.add_rule(Phase::Rules, "b", Duration::from_millis(3));
        let spent = timings.spent();
        assert!(spent[0].phase == Phase::Read && spent[0].took >= Duration::from_millis(2));
        let rules: Vec<&str> = spent[1].rules.iter().map(|(rule, _)| rule.as_str()).collect();
        assert_eq!((spent[1].took, rules), (Duration::from_millis(4), vec!["b", "a"]));

        let silent = Timings::default();
        silent.phase(Phase::Read, || ());
        let mut laps = silent.laps(1);
        laps.lap(0);
        assert!(silent.spent().is_empty() && laps.took().next().is_none());
    }
}
