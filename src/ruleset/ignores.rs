//! Findings that documents or the configuration hide.
//!
//! `# apivet-ignore: rule-id -- reason` stands on the line of a value or above it;
//! `x-apivet-ignore` stands in an object. Both hide the findings of the rules that they name in the
//! value and in all that lies in it.

use super::{IgnoreEntry, Ruleset};
use crate::diagnostic::{Diagnostic, Severity};
use crate::rule::Category;
use crate::rules;
use crate::source::{Location, Span};
use crate::spec::Workspace;
use crate::tree::{Cursor, NodeId, Shape, Tree, words};

/// What came of the ignores.
#[derive(Debug, Default)]
pub struct IgnoreReport {
    /// Number of findings that are hidden.
    pub suppressed: usize,
    /// What became of each entry of the configuration.
    pub entries: Vec<IgnoreUse>,
    /// The ignores in documents that hide something.
    pub waivers: Vec<Waiver>,
}

/// An ignore in a document that hides something.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Waiver {
    /// The rules and categories that it names.
    pub rules: Vec<String>,
    /// Where it stands.
    pub place: Location,
    /// Why, in the words of whoever wrote it.
    pub reason: String,
}

/// What became of an entry of the configuration's `ignore`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct IgnoreUse {
    /// A file was read that it is about.
    pub relevant: bool,
    /// It hid something.
    pub used: bool,
}

/// An ignore written in a document.
struct Written {
    /// Rule ids or categories, each with its place and whether it hid something.
    rules: Vec<(String, Location, bool)>,
    /// What it covers.
    covers: Location,
    reason: String,
    pointer: String,
}

const MARK: &str = "apivet-ignore";

/// Takes the hidden findings out, and adds those about ignores that hide nothing or lack a reason.
/// `today` is the day, as days since 1970-01-01, that their ends are held against.
pub fn apply_ignores(
    workspace: &Workspace,
    ruleset: &Ruleset,
    today: i64,
    findings: &mut Vec<Diagnostic>,
) -> IgnoreReport {
    let mut written: Vec<Written> =
        workspace.trees().iter().filter(|t| t.source().text().contains(MARK)).flat_map(written_in).collect();
    let mut report = IgnoreReport::default();
    let reads = |entry: &IgnoreEntry| {
        let mut names = workspace.trees().iter().map(|t| t.source().name());
        entry.files.as_ref().is_none_or(|files| names.any(|name| files.has(name)))
    };
    report.entries.extend(ruleset.ignores.iter().map(|e| IgnoreUse { relevant: reads(e), used: false }));
    let hidden = hidden_by_text(&mut written, findings);
    let mut number = 0;
    findings.retain(|finding| {
        let by_text = hidden[number];
        number += 1;
        let hidden = hide_by_config(&ruleset.ignores, &mut report.entries, workspace, today, finding) || by_text;
        report.suppressed += usize::from(hidden);
        !hidden
    });
    for ignore in &written {
        for (name, place, used) in &ignore.rules {
            findings.extend(complaint(ruleset, workspace, ignore, name, *place, *used));
        }
        if ignore.rules.iter().any(|(.., used)| *used)
            && let Some((_, place, _)) = ignore.rules.first()
        {
            let rules = ignore.rules.iter().map(|(name, ..)| name.clone()).collect();
            report.waivers.push(Waiver { rules, place: *place, reason: ignore.reason.clone() });
        }
        if ignore.reason.is_empty()
            && let Some((name, place, _)) = ignore.rules.first()
        {
            let found = finding(
                "ignore-without-reason",
                *place,
                &ignore.pointer,
                format!("this ignore of `{name}` gives no reason"),
            );
            findings.extend(graded(ruleset, workspace, found.with_help("add ` -- ` and a few words")));
        }
    }
    report
}

/// For each finding whether a document hides it. Ignores and findings are gone through in the order of
/// their places, so that each finding meets only the ignores that it lies in.
fn hidden_by_text(written: &mut [Written], findings: &[Diagnostic]) -> Vec<bool> {
    let mut hidden = vec![false; findings.len()];
    if written.is_empty() {
        return hidden;
    }
    written.sort_by_key(|w| w.covers);
    let mut order: Vec<usize> = (0..findings.len()).collect();
    order.sort_by_key(|n| findings[*n].primary);
    let mut next = 0;
    let mut open: Vec<usize> = Vec::new();
    for n in order {
        let place = findings[n].primary;
        while next < written.len()
            && (written[next].covers.file, written[next].covers.span.start) <= (place.file, place.span.start)
        {
            open.push(next);
            next += 1;
        }
        open.retain(|w| written[*w].covers.file == place.file && place.span.start <= written[*w].covers.span.end);
        for &w in &open {
            for (name, _, used) in &mut written[w].rules {
                if names(name, &findings[n].rule) {
                    *used = true;
                    hidden[n] = true;
                }
            }
        }
    }
    hidden
}

fn hide_by_config(
    entries: &[IgnoreEntry],
    uses: &mut [IgnoreUse],
    workspace: &Workspace,
    today: i64,
    finding: &Diagnostic,
) -> bool {
    let mut hidden = false;
    for (entry, usage) in entries.iter().zip(uses) {
        let file = workspace.source(finding.primary.file).name();
        let here = entry.files.as_ref().is_none_or(|f| f.has(file));
        let under =
            finding.pointer.strip_prefix(&entry.at).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'));
        if here && under && entry.rules.iter().any(|name| names(name, &finding.rule)) {
            usage.used = true;
            hidden |= !entry.is_over(today);
        }
    }
    hidden
}

/// True where `name` is the rule or its category.
fn names(name: &str, rule: &str) -> bool {
    name == rule || rules::find(rule).is_some_and(|r| r.category.word() == name)
}

fn complaint(
    ruleset: &Ruleset,
    workspace: &Workspace,
    ignore: &Written,
    name: &str,
    place: Location,
    used: bool,
) -> Option<Diagnostic> {
    if used {
        return None;
    }
    if ruleset.declared.find(name).is_some() {
        let message = format!("nothing is hidden by this ignore of `{name}`");
        let found = finding("unused-ignore", place, &ignore.pointer, message).with_help("remove it");
        return graded(ruleset, workspace, found);
    }
    let known = rules::find(name).is_some() || Category::from_word(name).is_some();
    // What a switched-off rule would say is not known.
    if known && !rules::all().any(|r| (r.id == name || r.category.word() == name) && ruleset.setting(r).on) {
        return None;
    }
    let mut message = if known {
        format!("nothing is hidden by this ignore of `{name}`")
    } else {
        format!("there is no rule `{name}` to ignore")
    };
    if let Some(near) = rules::near(name).filter(|_| !known) {
        message += &format!("; did you mean `{near}`?");
    }
    let help = if known { "remove it" } else { "`apivet rules` lists the rules" };
    graded(ruleset, workspace, finding("unused-ignore", place, &ignore.pointer, message).with_help(help))
}

fn finding(rule: &'static str, primary: Location, pointer: &str, message: String) -> Diagnostic {
    Diagnostic::new(rule, Severity::Warn, primary, pointer.to_owned(), message)
}

fn graded(ruleset: &Ruleset, workspace: &Workspace, mut finding: Diagnostic) -> Option<Diagnostic> {
    let rule = rules::find(&finding.rule)?;
    finding.severity = ruleset.severity_in(rule, workspace.source(finding.primary.file).name(), rule.severity)?;
    Some(finding)
}

fn written_in(tree: &Tree) -> Vec<Written> {
    let mut found: Vec<Written> = tree.comments().iter().filter_map(|span| from_comment(tree, *span)).collect();
    if tree.has_key(words::X_APIVET_IGNORE) {
        for at in (0..tree.len() as u32).map(|n| tree.at(NodeId(n))) {
            if at.key() == Some(words::X_APIVET_IGNORE) {
                found.extend(from_field(at));
            }
        }
    }
    found
}

/// The rules and the reason that follows: `a, b -- because`.
fn parse(text: &str) -> (Vec<(String, std::ops::Range<usize>)>, &str) {
    let (list, reason) = text.split_once("--").unwrap_or((text, ""));
    let mut rules = Vec::new();
    let mut at = 0;
    for part in list.split(',') {
        let name = part.trim();
        let start = at + (part.len() - part.trim_start().len());
        if !name.is_empty() {
            rules.push((name.to_owned(), start..start + name.len()));
        }
        at += part.len() + 1;
    }
    (rules, reason.trim())
}

fn from_comment(tree: &Tree, comment: Span) -> Option<Written> {
    let source = tree.source();
    let text = source.slice(comment);
    let body = text.strip_prefix('#')?.trim_start().strip_prefix(MARK)?.trim_start().strip_prefix(':')?;
    let offset = comment.end as usize - body.len();
    let (names, reason) = parse(body);
    let line = source.line_of(comment.start);
    let alone =
        source.slice(Span::new(source.line_span(line).start as usize, comment.start as usize)).trim().is_empty();
    let target = if alone {
        (line + 1..source.line_count()).find(|n| {
            let text = source.slice(source.line_span(*n)).trim();
            !text.is_empty() && !text.starts_with('#')
        })?
    } else {
        line
    };
    let covered = first_on_line(tree, source.line_span(target))?;
    let covers = Span { start: covered.name_span().start, end: covered.span().end.max(covered.name_span().end) };
    let rules = names
        .into_iter()
        .map(|(name, r)| (name, tree.location(Span::new(offset + r.start, offset + r.end)), false))
        .collect();
    Some(Written { rules, covers: tree.location(covers), reason: reason.to_owned(), pointer: covered.pointer() })
}

/// The outermost value that begins on a line. Nodes stand in document order.
fn first_on_line(tree: &Tree, line: Span) -> Option<Cursor<'_>> {
    let (mut low, mut high) = (0, tree.len() as u32);
    while low < high {
        let middle = u32::midpoint(low, high);
        if tree.at(NodeId(middle)).name_span().start < line.start { low = middle + 1 } else { high = middle }
    }
    // At the very start of a document the root begins where its first key does: the key is meant.
    let first = if low == 0 && tree.root().is_map() { 1 } else { low };
    if first as usize >= tree.len() {
        return None;
    }
    let found = tree.at(NodeId(first));
    (found.name_span().start <= line.end).then_some(found)
}

fn from_field(at: Cursor<'_>) -> Option<Written> {
    let owner = at.parent()?;
    let mut rules = Vec::new();
    // Each rule needs a reason; where one has none, there is none.
    let mut reasons: Vec<String> = Vec::new();
    let mut take = |text: Cursor<'_>| {
        let whole = text.text();
        let (names, reason) = parse(&whole);
        reasons.push(reason.to_owned());
        rules.extend(names.into_iter().map(|(name, range)| (name, text.part(range), false)));
    };
    match at.shape() {
        Shape::Str => take(at),
        Shape::Seq => at.items().filter(|i| i.shape() == Shape::Str).for_each(take),
        Shape::Map => {
            for entry in at.entries() {
                reasons.push(entry.value.text().trim().to_owned());
                rules.push((entry.name().to_owned(), entry.value.name_location(), false));
            }
        }
        _ => return None,
    }
    reasons.dedup();
    let reason = if reasons.iter().any(String::is_empty) { String::new() } else { reasons.join("; ") };
    let start = owner.name_span().start.min(owner.span().start);
    Some(Written {
        rules,
        covers: owner.tree().location(Span { start, end: owner.span().end }),
        reason,
        pointer: at.pointer(),
    })
}
