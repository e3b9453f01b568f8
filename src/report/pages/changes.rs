//! What changed between two versions, by operation, both versions side by side.

use std::collections::BTreeMap;
use std::io::{self, Write};

use super::excerpt::Excerpt;
use super::filters::{Choice, Select};
use super::findings::element_id;
use super::{Body, Figure, Filters, Html, Page, PageVerdict, Section};
use crate::diff::{Compatibility, Verdict};
use crate::finding::{Finding, Message, NodeLocation, message};
use crate::report::changes::{
    Acknowledgement, ChangeGroup, ChangeReport, DocumentVerdict, Section as Kind, accepted, by_operation,
    documentation_line, proof, title,
};
use crate::report::markup::{self, marked_html, sentence};

/// Lines before a place and after it.
const CONTEXT: u32 = 2;
/// Operations that are named where a change reaches many.
const NAMED: usize = 60;

/// Changes of one kind.
pub struct Changes {
    /// The kind, as a class and a value of the filter.
    pub class: &'static str,
    /// The kind in a word.
    pub word: &'static str,
    /// By the operations that they reach.
    pub groups: Vec<Group>,
}

/// The changes of an operation, or of several.
pub struct Group {
    /// The operation, or how many.
    pub title: String,
    /// The operations, where there are several.
    pub operations: Vec<String>,
    /// True where they are shown from the beginning.
    pub open: bool,
    /// The changes.
    pub items: Vec<Item>,
}

/// A change.
pub struct Item {
    /// What links lead to.
    pub id: String,
    /// Its id.
    pub rule: String,
    /// The operations that it reaches, a line each.
    pub operation: String,
    /// The message, as HTML.
    pub message: String,
    /// The lines of both versions.
    pub excerpts: Vec<Excerpt>,
    /// The proof: a sentence as HTML, and the value.
    pub proof: Option<(String, String)>,
    /// What else is said, each as HTML.
    pub advice: Vec<String>,
}

/// Writes a comparison as a page.
pub(in crate::report) fn changes_page(report: &ChangeReport<'_>, out: &mut dyn Write) -> io::Result<()> {
    let mut ids = BTreeMap::new();
    let mut sections = Vec::new();
    let mut figures = Vec::new();
    for kind in Kind::OF_CHANGES {
        let groups = by_operation(report.changes, kind);
        let count: usize = groups.iter().map(|g| g.changes.len()).sum();
        if count == 0 {
            continue;
        }
        figures.push(Figure { class: kind.page_class(), value: count.to_string(), noun: kind.word().to_owned() });
        let group = |group: ChangeGroup<'_>| Group {
            operations: group.operations.iter().take(NAMED).map(|o| o.title.clone()).collect(),
            open: kind != Kind::Compatible,
            items: group.changes.iter().map(|change| item(change, &mut ids)).collect(),
            title: group.title,
        };
        let groups = groups.into_iter().map(group).collect();
        sections.push(Section {
            id: kind.word(),
            title: kind.title().to_owned(),
            count: Some(count),
            lead: String::new(),
            body: Body::Changes(Changes { class: kind.word(), word: kind.word(), groups }),
        });
    }
    if !report.acknowledged.is_empty() {
        let line = |one: &Acknowledgement| {
            let mut line = accepted(one);
            line.push(message!(" [{}]", one.change.rule));
            Html::message(&line)
        };
        sections.push(Section {
            id: "acknowledged",
            title: "Acknowledged".to_owned(),
            count: Some(report.acknowledged.len()),
            lead: String::new(),
            body: Body::List(report.acknowledged.iter().map(line).collect()),
        });
    }
    if let Some(changes) = report.documentation.filter(|changes| !changes.is_empty()) {
        sections.push(Section {
            id: "documentation",
            title: "Documentation".to_owned(),
            count: Some(changes.len()),
            lead: String::new(),
            body: Body::List(changes.iter().map(|change| Html::message(&documentation_line(change))).collect()),
        });
    }
    if !report.documents.is_empty() {
        let line = |d: &DocumentVerdict| Html::message(&message!("{}: {}", Message::code(&d.name()), d.verdict.line()));
        sections.insert(
            0,
            Section {
                id: "documents",
                title: "Documents".to_owned(),
                count: Some(report.documents.len()),
                lead: String::new(),
                body: Body::List(report.documents.iter().map(line).collect()),
            },
        );
    }
    let names = report.names.map(markup::html).join("</code> \u{2192} <code>");
    let about = report.changes.iter().filter(|c| Kind::of(c) == Kind::Version);
    let page = Page {
        title: title(report),
        verdict: Some(verdict(report.verdict)),
        figures,
        lead: std::iter::once(Html(format!("<code>{names}</code>")))
            .chain(about.map(|c| Html::sentence(&c.message)))
            .collect(),
        filters: Some(filters(report)).filter(|f| !f.checks.is_empty()),
        sections,
    };
    page.write(out)
}

/// What a comparison came to.
#[must_use]
pub fn verdict(verdict: &Verdict) -> PageVerdict {
    let class = match verdict.compatibility {
        _ if verdict.weakened => "error",
        Some(Compatibility::Breaking) => "error",
        Some(Compatibility::Undecided | Compatibility::Risky) => "warn",
        _ => "good",
    };
    let decision = sentence(&verdict.decision());
    PageVerdict::new(class, decision, &verdict.sentence())
}

fn filters(report: &ChangeReport<'_>) -> Filters {
    let of_kind = |kind: Kind| {
        let count = report.changes.iter().filter(|c| Kind::of(c) == kind).count();
        (count > 0).then(|| Choice { value: kind.word().to_owned(), text: kind.word().to_owned(), count })
    };
    let counted = || report.changes.iter().filter(|c| Kind::of(c) != Kind::Version);
    let operations = counted().flat_map(|c| c.operations.iter().map(|o| o.title.as_str()));
    Filters {
        list: "changes",
        prefix: "",
        check_name: "level",
        checks: Kind::OF_CHANGES.into_iter().filter_map(of_kind).collect(),
        selects: vec![
            Select::of("rule", "every id", counted().map(|c| c.rule.as_str())),
            Select::of("operation", "every operation", operations),
        ],
        folds: true,
    }
}

fn item(found: &Finding, ids: &mut BTreeMap<String, usize>) -> Item {
    let change = found.change();
    let proof = change.and_then(|c| c.witness.as_ref()).map(proof);
    let side = |at: &NodeLocation, class: &'static str, title: &str| Excerpt {
        title: title.to_owned(),
        ..Excerpt::of(&at.location, CONTEXT, class, &Message::default())
    };
    let base = change.and_then(|c| c.base.as_ref()).map(|at| side(at, "before", "before"));
    let revision = change.and_then(|c| c.revision.as_ref()).map(|at| side(at, "after", "after"));
    let mut advice: Vec<String> = Vec::new();
    advice.extend(change.and_then(|c| c.reason.as_ref()).map(marked_html));
    if let ([first, _, ..], Some(_)) = (&*found.operations, &proof) {
        advice.push(format!("as in <code>{}</code>", markup::html(&first.title)));
    }
    advice.extend(found.help.as_ref().map(marked_html));
    let operations: Vec<&str> = found.operations.iter().map(|o| o.title.as_str()).collect();
    Item {
        id: element_id(found, ids),
        rule: found.rule.as_str().to_owned(),
        operation: operations.join("\n"),
        message: marked_html(&found.message),
        excerpts: base.into_iter().chain(revision).collect(),
        proof: proof.map(|p| (marked_html(&p.sentence), p.value)),
        advice: advice.iter().map(|text| sentence(text)).collect(),
    }
}

impl Kind {
    fn page_class(self) -> &'static str {
        match self {
            Kind::Security | Kind::Breaking => "error",
            Kind::Undecided | Kind::Risky => "warn",
            Kind::Version => "info",
            Kind::Compatible => "good",
        }
    }
}
