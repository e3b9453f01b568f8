//! `apivet test`: whether rulesets find in their examples what they should.

use std::collections::BTreeSet;
use std::fmt::Write;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::args::TestRulesArgs;
use super::{Status, print};
use crate::engine::{self, Outcome};
use crate::session::{Configured, Declared, Failure, NamedOrFound, Session};
use crate::text::Sorting;
use crate::tree::Limits;

/// The comment that marks a line of a bad example on which the rule finds something.
const MARK: &str = "# finds";

pub(super) fn run(args: &TestRulesArgs) -> Result<Status, Failure> {
    let session = super::open(&args.session, |_| {})?;
    let mut text = String::new();
    let mut failed = false;
    for path in &args.rulesets {
        let (part, good) = test(&session, path)?;
        text.push_str(&part);
        failed |= !good;
    }
    print(&text)?;
    Ok(if failed { Status::Findings } else { Status::Clean })
}

/// What a rule must do in an example.
enum Expectation {
    Nothing,
    Something,
    /// These lines, from 1.
    Lines(BTreeSet<u32>),
}

fn test(session: &Session, path: &Path) -> Result<(String, bool), Failure> {
    let judge = judge_of(session, path)?;
    let stem = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
    let folder = path.with_file_name(format!("{stem}.examples"));
    let rules = folders(&folder).map_err(|why| {
        Failure::new(format!("there are no examples of `{}`: {why}", path.display()))
            .help(format!("put them into `{}/RULE/good.yaml` and `bad.yaml`", folder.display()))
    })?;
    let mut text = String::new();
    let (mut examples, mut wrong, mut unknown) = (0_usize, 0_usize, 0_usize);
    for rule in &rules {
        let name = rule.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let _ = writeln!(text, "{name}");
        if !judge.names.contains(&name) {
            let _ = writeln!(text, "  \u{2717} the ruleset has no rule of this name");
            unknown += 1;
            continue;
        }
        for example in files(rule)? {
            let shown = example.file_name().unwrap_or_default().to_string_lossy().into_owned();
            let wanted = match shown.as_str() {
                name if name.starts_with("good") => Expectation::Nothing,
                name if name.starts_with("bad") => wanted_of(session, &example)?,
                _ => continue,
            };
            examples += 1;
            let problems = compare(session, &judge, &name, &example, &wanted)?;
            let mark = if problems.is_empty() { '\u{2713}' } else { '\u{2717}' };
            let _ = writeln!(text, "  {mark} {shown}");
            for problem in &problems {
                let _ = writeln!(text, "      {problem}");
            }
            wrong += usize::from(!problems.is_empty());
        }
    }
    let tried: BTreeSet<String> =
        rules.iter().filter_map(|r| r.file_name()).map(|n| n.to_string_lossy().into_owned()).collect();
    let untried: Vec<&str> = judge.own.iter().filter(|n| !tried.contains(*n)).map(String::as_str).collect();
    if !untried.is_empty() {
        let _ = writeln!(text, "without examples: {}", untried.join(", "));
    }
    let _ = writeln!(
        text,
        "{}: {} of {examples} examples as wanted{}",
        path.display(),
        examples - wrong,
        if wrong + unknown == 0 { "" } else { ", see \u{2717} above" }
    );
    if examples == 0 {
        return Err(Failure::new(format!("`{}` holds no examples", folder.display()))
            .help("an example is a file `good*.yaml` or `bad*.yaml` in a directory with the name of the rule"));
    }
    Ok((text, wrong + unknown == 0))
}

/// What is wrong with what a rule says of an example.
fn compare(
    session: &Session,
    judge: &Examiner,
    rule: &str,
    example: &Path,
    wanted: &Expectation,
) -> Result<Vec<String>, Failure> {
    let outcome = judge.judge(session, example)?;
    let found: Vec<(u32, &str)> =
        outcome.findings.iter().filter(|d| d.rule == *rule).map(|d| (d.location.line(), d.message.as_str())).collect();
    let told = |(line, message): &(u32, &str)| format!("line {line}: found, and should not be: {message}");
    Ok(match wanted {
        Expectation::Nothing => found.iter().map(told).collect(),
        Expectation::Something if found.is_empty() => vec!["nothing was found".to_owned()],
        Expectation::Something => Vec::new(),
        Expectation::Lines(lines) => {
            let unwanted = found.iter().filter(|(line, _)| !lines.contains(line)).map(told);
            let missing = lines.iter().filter(|line| found.iter().all(|(l, _)| l != *line));
            unwanted.chain(missing.map(|line| format!("line {line}: nothing was found here"))).collect()
        }
    })
}

fn wanted_of(session: &Session, example: &Path) -> Result<Expectation, Failure> {
    let text = session
        .read(example, Limits::default())
        .map_err(|why| Failure::new(format!("cannot read `{}`: {why}", example.display())))?;
    let marked = text.lines().enumerate().filter(|(_, line)| line.trim_end().ends_with(MARK));
    let lines: BTreeSet<u32> = marked.map(|(n, _)| n as u32 + 1).collect();
    Ok(if lines.is_empty() { Expectation::Something } else { Expectation::Lines(lines) })
}

/// Rules that are tried: those of a configuration, or of a ruleset in Spectral's format.
struct Examiner {
    kind: ExaminerKind,
    /// The names of all rules.
    names: BTreeSet<String>,
    /// The names of those that the file itself declares.
    own: BTreeSet<String>,
}

enum ExaminerKind {
    Config(Arc<Configured>),
    Rules(Box<Declared>),
}

fn judge_of(session: &Session, path: &Path) -> Result<Examiner, Failure> {
    let of = |ruleset: &crate::declared::DeclaredRuleset| {
        ruleset.rules.iter().map(|r| r.name.clone()).collect::<BTreeSet<_>>()
    };
    let own = session.declared_in(path);
    if session.is_configuration(path) {
        let configured = session.configuration_of(path)?;
        let mut names = of(&configured.config.declared);
        names.extend(crate::rules::all().map(|r| r.id.to_owned()));
        return Ok(Examiner { kind: ExaminerKind::Config(configured), names, own });
    }
    let declared = session.read_ruleset(path, NamedOrFound::Named)?;
    if !declared.problems.is_empty() {
        return Err(
            Failure::new(format!("the ruleset `{}` cannot be used", path.display())).with_problems(declared.problems)
        );
    }
    Ok(Examiner { names: of(&declared.ruleset), kind: ExaminerKind::Rules(Box::new(declared)), own })
}

impl Examiner {
    fn judge(&self, session: &Session, example: &Path) -> Result<Outcome, Failure> {
        let any = matches!(self.kind, ExaminerKind::Rules(_));
        let limits = Limits::default();
        let found = session.find(&[example.to_path_buf()], None, &[], limits, any)?;
        if let Some(failure) = found.all_skipped().into_iter().next().map(|s| s.failure) {
            return Err(failure);
        }
        let folder = example.parent().unwrap_or(Path::new("."));
        let none = session.configuration(folder)?;
        let trees = found.documents.into_iter().map(|d| d.tree).collect();
        Ok(match &self.kind {
            ExaminerKind::Config(configured) => {
                let disk = session.disk(folder, configured);
                let ruleset = &configured.ruleset;
                let mut outcome = engine::lint(trees, &disk, ruleset, session.today(), &|_| {}, session.timings());
                let mut suppressions = session.suppressions();
                let number = suppressions.add_ruleset(ruleset.clone());
                outcome.suppress(&mut suppressions, number);
                outcome
            }
            ExaminerKind::Rules(declared) => {
                engine::lint_declared(trees, &session.disk(folder, &none), &[&declared.ruleset], session.timings())
            }
        })
    }
}

/// The folders in a folder, by name.
fn folders(folder: &Path) -> Result<Vec<PathBuf>, std::io::Error> {
    let mut all: Vec<PathBuf> = Vec::new();
    for entry in std::fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            all.push(path);
        }
    }
    all.order();
    Ok(all)
}

/// The files in a folder, by name.
fn files(folder: &Path) -> Result<Vec<PathBuf>, Failure> {
    let cannot = |why: std::io::Error| Failure::new(format!("cannot read `{}`: {why}", folder.display()));
    let entries = std::fs::read_dir(folder).map_err(cannot)?.collect::<Result<Vec<_>, _>>().map_err(cannot)?;
    let mut all: Vec<PathBuf> = entries.into_iter().map(|e| e.path()).filter(|p| p.is_file()).collect();
    all.order();
    Ok(all)
}
