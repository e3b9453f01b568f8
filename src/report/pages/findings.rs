//! Findings by rule, the gravest first.

use std::collections::{BTreeMap, BTreeSet};
use std::io::{self, Write};

use super::excerpt::{Excerpt, place_of};
use super::filters::{Choice, Select};
use super::{Body, Figure, Filters, Html, Page, Section};
use crate::finding::{Finding, Message, Severity};
use crate::report::markup::marked_html;
use crate::report::{Report, advice};
use crate::text::{counted, web_address};

/// Groups are unfolded up to this number of findings.
const FEW: usize = 30;
/// Lines before a place and after it.
const CONTEXT: u32 = 1;

/// Findings with what they can be filtered by.
pub struct Findings {
    /// The controls.
    pub filters: Filters,
    /// The findings.
    pub groups: Vec<Group>,
}

/// The findings of a rule.
pub struct Group {
    /// Their severity.
    pub severity: &'static str,
    /// The rule.
    pub rule: String,
    /// What the first of them says, as HTML.
    pub says: String,
    /// Where the rule is explained.
    pub url: Option<String>,
    /// True where they are shown from the beginning.
    pub open: bool,
    /// The findings.
    pub items: Vec<Item>,
}

/// A finding.
pub struct Item {
    /// What links lead to.
    pub id: String,
    /// The message, as HTML.
    pub message: String,
    /// `file:line`, from 1.
    pub place: String,
    /// The documents that it is of, a line each.
    pub api: String,
    /// `GET /orders`, where it is in an operation.
    pub operation: String,
    /// Who answers for the documents, a line each.
    pub owner: String,
    /// The lines of its places.
    pub excerpts: Vec<Excerpt>,
    /// What else is said, each as HTML.
    pub advice: Vec<String>,
}

/// What is known of a document: who answers for it, by its name.
pub type About<'a> = &'a dyn Fn(&str) -> String;

/// Writes findings alone as a page.
pub(in crate::report) fn findings_page(report: &Report<'_>, out: &mut dyn Write) -> io::Result<()> {
    let page = Page {
        title: "API findings".to_owned(),
        verdict: None,
        figures: figures(report),
        lead: vec![Html::text(&judged(report))],
        filters: None,
        sections: vec![section(report, &|_| String::new())],
    };
    page.write(out)
}

/// How many findings there are of each severity.
#[must_use]
pub fn figures(report: &Report<'_>) -> Vec<Figure> {
    let figure = |(severity, text): (Severity, String)| {
        let (value, noun) = text.split_once(' ').unwrap_or((&text, ""));
        Figure { class: severity.word(), value: value.to_owned(), noun: noun.to_owned() }
    };
    report.counts().map(figure).collect()
}

/// What was judged, and how much is suppressed, in a sentence.
#[must_use]
pub fn judged(report: &Report<'_>) -> String {
    match report.suppressed {
        0 => format!("{}.", report.judged()),
        n => format!("{}; {} suppressed.", report.judged(), counted(n, "finding")),
    }
}

/// Findings as a section.
#[must_use]
pub fn section(report: &Report<'_>, owner: About<'_>) -> Section {
    Section {
        id: "findings",
        title: "Findings".to_owned(),
        count: Some(report.findings.len()),
        lead: String::new(),
        body: Body::Findings(Findings::of(report, owner)),
    }
}

impl Findings {
    /// The findings of a report. `owner` tells who answers for a document, by its name.
    #[must_use]
    pub fn of(report: &Report<'_>, owner: About<'_>) -> Self {
        let few = report.findings.len() <= FEW;
        let mut by_rule: BTreeMap<(Severity, &str), Vec<&Finding>> = BTreeMap::new();
        for finding in report.findings {
            by_rule.entry((finding.severity, finding.rule.as_str())).or_default().push(finding);
        }
        let mut ids: BTreeMap<String, usize> = BTreeMap::new();
        let group = |((severity, rule), found): ((Severity, &str), Vec<&Finding>)| Group {
            severity: severity.word(),
            rule: rule.to_owned(),
            says: found.first().map_or_else(String::new, |f| marked_html(&f.message)),
            url: found.first().and_then(|f| f.url.as_deref()).and_then(web_address),
            open: few,
            items: found.into_iter().map(|f| item(f, owner, &mut ids)).collect(),
        };
        let groups: Vec<Group> = by_rule.into_iter().map(group).collect();
        let items = || groups.iter().flat_map(|g| &g.items);
        let of_severity = |severity: &Severity| {
            let count = report.count(*severity);
            let word = severity.word().to_owned();
            (count > 0).then(|| Choice { value: word.clone(), text: word, count })
        };
        let rules = groups.iter().flat_map(|g| g.items.iter().map(|_| g.rule.as_str()));
        let selects = vec![
            Select::of("rule", "every rule", rules),
            Select::of("api", "every API", items().map(|i| i.api.as_str())),
            Select::of("operation", "every operation", items().map(|i| i.operation.as_str())),
            Select::of("owner", "every owner", items().map(|i| i.owner.as_str())),
        ];
        let checks = Severity::ALL.iter().filter_map(of_severity).collect();
        let filters = Filters { list: "findings", prefix: "", check_name: "level", checks, selects, folds: true };
        Self { filters, groups }
    }
}

/// A name for an element that a link can lead to: the fingerprint, with a number where several have it.
pub(super) fn element_id(finding: &Finding, ids: &mut BTreeMap<String, usize>) -> String {
    let fingerprint = finding.fingerprint();
    let n = ids.entry(fingerprint.clone()).or_default();
    *n += 1;
    if *n == 1 { format!("f-{fingerprint}") } else { format!("f-{fingerprint}-{n}") }
}

fn item(found: &Finding, owner: About<'_>, ids: &mut BTreeMap<String, usize>) -> Item {
    let mut excerpts = vec![Excerpt::of(&found.location, CONTEXT, "own", &found.label)];
    excerpts.extend(found.labels.iter().map(|label| Excerpt {
        title: marked_html(&label.message),
        ..Excerpt::of(&label.location, CONTEXT, "own", &Message::default())
    }));
    let mut advice: Vec<String> = advice(found).iter().map(marked_html).collect();
    if let Some(fix) = &found.fix {
        advice.push(format!("<code>{}</code>: {}", fix.options(), marked_html(&fix.title)));
    }
    let documents = found.documents();
    let owners: BTreeSet<String> = documents.iter().map(|document| owner(document)).collect();
    Item {
        id: element_id(found, ids),
        message: marked_html(&found.message),
        place: place_of(&found.location),
        owner: owners.into_iter().collect::<Vec<_>>().join("\n"),
        api: documents.join("\n"),
        operation: operation(&found.pointer),
        excerpts,
        advice,
    }
}

/// `GET /orders`, where a pointer leads into an operation.
fn operation(pointer: &str) -> String {
    let mut parts = pointer.split('/').skip(1);
    let (Some("paths"), Some(path)) = (parts.next(), parts.next()) else { return String::new() };
    let path = crate::tree::unescape_segment(path);
    match parts.next() {
        Some(method @ ("get" | "put" | "post" | "delete" | "options" | "head" | "patch" | "trace" | "query")) => {
            format!("{} {path}", method.to_uppercase())
        }
        _ => path.into_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pointers_lead_to_operations() {
        assert_eq!(operation("/paths/~1a~1{b}/get/responses"), "GET /a/{b}");
        assert_eq!(operation("/paths/~1a/parameters/0"), "/a");
        assert_eq!(operation("/components/schemas/A"), "");
    }
}
