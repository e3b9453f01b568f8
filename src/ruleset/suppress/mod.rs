//! Suppression: one pass for findings of rules and for changes, whatever suppresses them and whichever command asks.
//!
//! Comments and `x-apivet-ignore` in documents, entries of the configuration, exemptions of the policy and entries of
//! baselines all become a [`Suppression`]. [`Suppressions`] holds those of a run: it takes the suppressed findings out
//! of each list that it is given, and says at the end which suppressions are unused, expired or not allowed.

mod about;
mod selector;
mod written;

use std::collections::{BTreeMap, VecDeque};
use std::sync::Arc;

use rustc_hash::{FxHashMap, FxHashSet};

pub use about::Ran;
pub use selector::{Conditions, KnownFinding, OperationConditions, OperationPattern, Selector, path_glob};
pub use written::written_in;

use super::Ruleset;
use crate::finding::{Finding, Message, Reached, RuleId, names};
use crate::rules;
use crate::source::{Location, Span};
use crate::text::{Day, Sorting};

/// Where a suppression is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Origin {
    /// A comment in a document.
    Comment,
    /// `x-apivet-ignore` in a document.
    Field,
    /// `ignore` of the configuration.
    Entry,
    /// `policy.exempt` of the configuration.
    Exemption,
    /// A baseline.
    Baseline,
}

impl Origin {
    /// True for what stands in the document that it speaks of.
    #[must_use]
    pub fn is_inline(self) -> bool {
        matches!(self, Origin::Comment | Origin::Field)
    }

    /// What it is called.
    #[must_use]
    pub fn noun(self) -> &'static str {
        match self {
            Origin::Comment | Origin::Field | Origin::Entry => "suppression",
            Origin::Baseline => "baseline entry",
            Origin::Exemption => "exemption",
        }
    }
}

/// A rule or category that a suppression names.
#[derive(Clone, Debug)]
pub struct Named {
    /// The id or the category.
    pub name: String,
    /// Where it is named.
    pub location: Location,
}

/// Findings that someone accepts, and why.
#[derive(Clone, Debug)]
pub struct Suppression {
    /// Ids and categories of rules; never empty.
    pub rules: Vec<Named>,
    /// What it selects.
    pub selector: Selector,
    /// Why; empty where nothing says it.
    pub reason: String,
    /// Who answers for it.
    pub owner: Option<String>,
    /// Where it is tracked.
    pub ticket: Option<String>,
    /// The last day on which it holds.
    pub expires: Option<Day>,
    /// Where it is written.
    pub origin: Origin,
    /// Where it stands.
    pub location: Location,
    /// RFC 6901 pointer of that.
    pub pointer: String,
}

impl Suppression {
    /// True where its last day is past; `today`.
    #[must_use]
    pub fn is_over(&self, today: Day) -> bool {
        self.expires.is_some_and(|last| last < today)
    }

    /// The rules and categories, with commas between them.
    #[must_use]
    pub fn rule_list(&self) -> Message {
        names(self.rules.iter().map(|r| r.name.as_str()))
    }

    /// True where it may suppress a finding at all: what an author writes beside a change must say why.
    fn may_suppress(&self, finding: &Finding) -> bool {
        !(self.origin.is_inline() && finding.change().is_some() && self.reason.is_empty())
    }
}

/// A finding that is suppressed, with what suppresses it.
#[derive(Clone, Debug)]
pub struct Suppressed {
    /// The finding.
    pub finding: Finding,
    /// What suppresses it; none where the configuration switches the change off.
    pub by: Option<Arc<Suppression>>,
}

/// What a team requires of suppressions.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct WaiverPolicy {
    /// What each must give, besides a reason.
    pub require: Vec<WaiverField>,
    /// How many days ahead it may last.
    pub max_days: Option<u32>,
    /// How many there may be.
    pub max_count: Option<usize>,
    /// Rules and categories that none may touch.
    pub never: Vec<String>,
    /// False where documents may not hold any.
    pub no_inline: bool,
}

/// What a suppression must give.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(missing_docs)]
pub enum WaiverField {
    Reason,
    Owner,
    Ticket,
    Expires,
}

impl WaiverField {
    /// All, with their names in the configuration.
    pub const ALL: [(WaiverField, &'static str); 4] = [
        (WaiverField::Reason, "reason"),
        (WaiverField::Owner, "owner"),
        (WaiverField::Ticket, "ticket"),
        (WaiverField::Expires, "expires"),
    ];

    fn is_met_by(self, suppression: &Suppression) -> bool {
        match self {
            WaiverField::Reason => !suppression.reason.is_empty(),
            WaiverField::Owner => suppression.owner.is_some(),
            WaiverField::Ticket => suppression.ticket.is_some(),
            WaiverField::Expires => suppression.expires.is_some(),
        }
    }
}

/// Why a suppression does not hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Refusal {
    /// Its last day is past.
    Expired,
    /// It lacks what the policy requires.
    Lacks(WaiverField),
    /// It lasts longer than the policy allows.
    TooLong(u32),
    /// There are more than the policy allows.
    TooMany(usize),
    /// The policy allows none in documents.
    Inline,
    /// The run takes none from documents.
    NotAsked,
}

/// The number of a ruleset among those of a run.
pub type RulesetNumber = usize;

/// A suppression with what became of it.
#[derive(Clone, Debug)]
struct Held {
    suppression: Arc<Suppression>,
    /// The ruleset whose findings it is about; none for a baseline, which is about all.
    ruleset: Option<RulesetNumber>,
    refusal: Option<Refusal>,
    /// For each rule that it names, how many findings it selected.
    used: Vec<usize>,
    /// How many it selected of rules that none may touch.
    untouchable: usize,
    /// True where an operation was read that it is about.
    met: bool,
}

impl Held {
    fn is_used(&self) -> bool {
        self.used.iter().any(|n| *n > 0)
    }
}

/// The suppressions of a run.
#[derive(Clone, Debug, Default)]
pub struct Suppressions {
    /// The day.
    today: Day,
    /// True where documents may not hold any, whatever the policies say.
    no_inline: bool,
    rulesets: Vec<Arc<Ruleset>>,
    held: Vec<Held>,
    /// Those of baselines, by what they are met by. What is used up is taken out.
    known: FxHashMap<String, VecDeque<usize>>,
    /// Those of the configuration, for each ruleset.
    configured: Vec<ByName>,
    /// Those in documents, by the name of the file.
    inside: BTreeMap<String, WrittenInFile>,
    /// How many are in force.
    in_force: usize,
}

/// A suppression among those of a run, and which of the rules that it names is meant.
type NamedBy = (usize, usize);

/// Suppressions by the rules and categories that they name, in their order.
type ByName = FxHashMap<String, Vec<NamedBy>>;

/// The suppressions that a file holds.
#[derive(Clone, Debug, Default)]
struct WrittenInFile {
    /// The bytes at which they stand: a document that is linted and compared is read twice.
    known: FxHashSet<Span>,
    /// By the bytes that they cover. Of several that name one rule for one value the first holds.
    by_value: BTreeMap<Span, FxHashMap<String, NamedBy>>,
}

impl Suppressions {
    /// Begins a run on a day. With `no_inline` documents may hold none.
    #[must_use]
    pub fn new(today: Day, no_inline: bool) -> Self {
        Self { today, no_inline, ..Self::default() }
    }

    /// Adds what a ruleset suppresses; the number is that of the ruleset.
    pub fn add_ruleset(&mut self, ruleset: Arc<Ruleset>) -> RulesetNumber {
        if let Some(number) = self.rulesets.iter().position(|known| Arc::ptr_eq(known, &ruleset)) {
            return number;
        }
        let number = self.rulesets.len();
        let all: Vec<Arc<Suppression>> = ruleset.suppressions.clone();
        self.rulesets.push(ruleset);
        let mut by_name = ByName::default();
        for suppression in all {
            let held = self.hold(suppression, Some(number));
            for (named, rule) in self.held[held].suppression.rules.iter().enumerate() {
                by_name.entry(rule.name.clone()).or_default().push((held, named));
            }
        }
        self.configured.push(by_name);
        number
    }

    /// Adds what documents under a ruleset suppress. What is there already is not added again.
    pub fn add_written(&mut self, ruleset: RulesetNumber, written: impl IntoIterator<Item = Suppression>) {
        for suppression in written {
            let Selector::Inside(covers) = &suppression.selector else { continue };
            let (file, covers) = (suppression.location.source.shown().to_owned(), covers.span);
            if !self.inside.entry(file.clone()).or_default().known.insert(suppression.location.span) {
                continue;
            }
            let held = self.hold(Arc::new(suppression), Some(ruleset));
            let written = self.inside.entry(file).or_default();
            let value = written.by_value.entry(covers).or_default();
            for (named, rule) in self.held[held].suppression.rules.iter().enumerate() {
                let first = value.entry(rule.name.clone()).or_insert((held, named));
                // One that says why holds for changes too.
                if self.held[first.0].suppression.reason.is_empty() {
                    *first = (held, named);
                }
            }
        }
    }

    /// Adds entries of a baseline: they are about all findings of the run.
    pub fn add_known(&mut self, entries: impl IntoIterator<Item = Suppression>) {
        for entry in entries {
            let entry = Arc::new(entry);
            let number = self.hold(entry.clone(), None);
            if let Selector::Known(known) = &entry.selector {
                for key in known.keys() {
                    self.known.entry(key).or_default().push_back(number);
                }
            }
        }
    }

    fn hold(&mut self, suppression: Arc<Suppression>, ruleset: Option<RulesetNumber>) -> usize {
        let number = self.held.len();
        let policy = self.policy(ruleset);
        let refusal = self.refusal(&suppression, policy);
        let used = vec![0; suppression.rules.len()];
        self.in_force += usize::from(refusal.is_none());
        self.held.push(Held { suppression, ruleset, refusal, used, untouchable: 0, met: false });
        number
    }

    /// What the policy of a ruleset requires; a baseline follows that of the first one.
    fn policy(&self, ruleset: Option<RulesetNumber>) -> Option<&WaiverPolicy> {
        self.rulesets.get(ruleset.unwrap_or(0)).map(|r| &r.waivers)
    }

    fn refusal(&self, suppression: &Suppression, policy: Option<&WaiverPolicy>) -> Option<Refusal> {
        if suppression.is_over(self.today) {
            return Some(Refusal::Expired);
        }
        let inline = suppression.origin.is_inline();
        if inline && policy.is_some_and(|p| p.no_inline) {
            return Some(Refusal::Inline);
        }
        if inline && self.no_inline {
            return Some(Refusal::NotAsked);
        }
        let policy = policy?;
        if let Some(refusal) = policy.refusal(suppression, self.today) {
            return Some(refusal);
        }
        let most = policy.max_count?;
        (self.in_force >= most).then_some(Refusal::TooMany(most))
    }

    /// True where some suppression of the ruleset, or some exemption, asks which operations a rule's findings reach.
    #[must_use]
    pub fn ask_for_operations(ruleset: &Ruleset, rule: &RuleId) -> bool {
        ruleset.suppressions.iter().any(|s| {
            matches!(&s.selector, Selector::Where(c) if !c.operations.is_empty())
                && s.rules.iter().any(|r| covers_rule(&r.name, rule))
        })
    }

    /// Tells which operations the documents under a ruleset have: an exemption that is about none of them is unused.
    pub fn note_operations(&mut self, ruleset: RulesetNumber, operations: &[Arc<Reached>]) {
        for held in self.held.iter_mut().filter(|h| h.ruleset == Some(ruleset)) {
            if let (Origin::Exemption, Selector::Where(conditions)) =
                (held.suppression.origin, &held.suppression.selector)
            {
                held.met |= operations.iter().any(|o| conditions.operations.select(o));
            }
        }
    }

    /// Takes the suppressed findings out. All findings are of documents under one ruleset.
    pub fn apply(&mut self, ruleset: RulesetNumber, findings: &mut Vec<Finding>) -> Vec<Suppressed> {
        let inside = self.inside_of(findings);
        let mut out = Vec::new();
        let mut left = Vec::with_capacity(findings.len());
        for (n, finding) in std::mem::take(findings).into_iter().enumerate() {
            match self.suppressor_of(ruleset, &finding, &inside[n]) {
                Some(by) => out.push(Suppressed { finding, by: Some(by) }),
                None => left.push(finding),
            }
        }
        *findings = left;
        out
    }

    /// What suppresses a finding. Every suppression that selects it counts as used, also one that holds no longer.
    fn suppressor_of(
        &mut self,
        ruleset: RulesetNumber,
        finding: &Finding,
        inside: &[NamedBy],
    ) -> Option<Arc<Suppression>> {
        let untouchable = self.rulesets.get(ruleset).is_some_and(|r| r.waivers.protects(&finding.rule));
        let configured = self.configured.get(ruleset);
        let configured = configured.into_iter().flat_map(|by_name| {
            names_of(&finding.rule).into_iter().flatten().filter_map(|name| by_name.get(name)).flatten().copied()
        });
        let mut candidates: Vec<NamedBy> = inside.iter().copied().chain(configured).collect();
        // One that names the rule and its category is met once.
        candidates.sort_unstable();
        candidates.dedup_by_key(|(held, _)| *held);
        let mut by: Option<Arc<Suppression>> = None;
        for (number, named) in candidates {
            let held = &mut self.held[number];
            if !held.suppression.may_suppress(finding) || !held.suppression.selector.selects(finding) {
                continue;
            }
            held.used[named] += 1;
            if untouchable {
                held.untouchable += 1;
            } else if held.refusal.is_none() {
                by.get_or_insert_with(|| held.suppression.clone());
            }
        }
        // A baseline stands for a number of findings: those that something else suppresses do not use it up.
        if by.is_none()
            && let Some(number) = self.next_known(finding)
        {
            let held = &mut self.held[number];
            held.used[0] += 1;
            if untouchable {
                held.untouchable += 1;
            } else if held.refusal.is_none() {
                by = Some(held.suppression.clone());
            }
        }
        by
    }

    /// The entry of a baseline that a finding uses up: the first that is left.
    fn next_known(&mut self, finding: &Finding) -> Option<usize> {
        if self.known.is_empty() {
            return None;
        }
        for key in KnownFinding::keys_of(finding) {
            let Some(entries) = self.known.get_mut(&key) else { continue };
            while let Some(&number) = entries.front() {
                let held = &self.held[number];
                if matches!(&held.suppression.selector, Selector::Known(known) if held.used[0] < known.count) {
                    return Some(number);
                }
                entries.pop_front();
            }
        }
        None
    }

    /// For each finding the suppressions of its rule in documents that it lies in. Both are gone through in the order of
    /// their places, so that each finding meets only the values that are open where it begins: no more than a document
    /// is deep.
    fn inside_of(&self, findings: &[Finding]) -> Vec<Vec<NamedBy>> {
        let mut found = vec![Vec::new(); findings.len()];
        if self.inside.is_empty() {
            return found;
        }
        let mut by_file: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
        for (n, finding) in findings.iter().enumerate() {
            by_file.entry(finding.file()).or_default().push(n);
        }
        for (file, mut order) in by_file {
            let Some(written) = self.inside.get(file) else { continue };
            order.order_by_key(|n| findings[*n].location.span);
            let mut values = written.by_value.iter().peekable();
            let mut open: Vec<(&Span, &FxHashMap<String, NamedBy>)> = Vec::new();
            for n in order {
                let start = findings[n].location.span.start;
                while let Some(value) = values.next_if(|(covers, _)| covers.start <= start) {
                    open.push(value);
                }
                open.retain(|(covers, _)| start <= covers.end);
                let rule = names_of(&findings[n].rule);
                let named = |(_, by_name): &(_, &FxHashMap<String, NamedBy>)| {
                    rule.into_iter().flatten().filter_map(|name| by_name.get(name)).copied().collect::<Vec<_>>()
                };
                found[n] = open.iter().flat_map(named).collect();
            }
        }
        found
    }

    /// Those that suppressed something, and entries of the configuration and of baselines that may.
    pub fn in_evidence(&self) -> impl Iterator<Item = &Suppression> {
        let told = |h: &&Held| !h.suppression.origin.is_inline() || (h.is_used() && h.refusal.is_none());
        self.held.iter().filter(told).map(|h| &*h.suppression)
    }
}

impl WaiverPolicy {
    /// True where a suppression gives what is required, and lasts no longer than it may.
    #[must_use]
    pub fn allows(&self, suppression: &Suppression, today: Day) -> bool {
        self.refusal(suppression, today).is_none()
    }

    fn refusal(&self, suppression: &Suppression, today: Day) -> Option<Refusal> {
        // Comments and fields have no owner, ticket or end: whether they may stand at all is another question.
        let inline = suppression.origin.is_inline();
        let concerns = |field: &&WaiverField| !inline || **field == WaiverField::Reason;
        if let Some(lacking) = self.require.iter().filter(concerns).find(|field| !field.is_met_by(suppression)) {
            return Some(Refusal::Lacks(*lacking));
        }
        let days = self.max_days.filter(|_| !inline)?;
        let too_long = suppression.expires.is_none_or(|last| last - today > i64::from(days));
        too_long.then_some(Refusal::TooLong(days))
    }

    /// True for a rule that no suppression may touch.
    #[must_use]
    pub fn protects(&self, rule: &RuleId) -> bool {
        self.never.iter().any(|name| covers_rule(name, rule))
    }
}

/// The names by which suppressions can name a rule: its id, and its category.
fn names_of(rule: &RuleId) -> [Option<&str>; 2] {
    [Some(rule.as_str()), rules::find(rule.as_str()).map(|r| r.category.word())]
}

/// True where a name is that of the rule, or of its category.
#[must_use]
pub fn covers_rule(name: &str, rule: &RuleId) -> bool {
    names_of(rule).contains(&Some(name))
}
