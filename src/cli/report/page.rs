//! The parts of the page that only a report has.

use std::collections::BTreeMap;

use crate::cli::audit::page::credential_class;
use crate::finding::{Finding, Severity};
use crate::report::pages::{Body, Cell, Column, PageTable, Row, Section};
use crate::text::{Sorting, counted};
use crate::views::access::Matrix;
use crate::views::inventory;

/// What is known of a document.
#[derive(Default)]
struct About<'a> {
    errors: usize,
    warnings: usize,
    public: usize,
    undefined: usize,
    operations: usize,
    weakest: Option<&'a str>,
}

/// The table of all APIs: those with the most errors first.
pub(super) fn apis(documents: &[inventory::Row], findings: &[Finding], matrix: &Matrix) -> Section {
    let mut about: BTreeMap<&str, About<'_>> = BTreeMap::new();
    for found in findings.iter().filter(|f| f.severity.is_at_least(Severity::Warn)) {
        for document in found.documents() {
            let about = about.entry(document).or_default();
            *(if found.severity == Severity::Error { &mut about.errors } else { &mut about.warnings }) += 1;
        }
    }
    for entry in &matrix.operations {
        let about = about.entry(&entry.file).or_default();
        about.operations += 1;
        about.public += usize::from(entry.is_public() && entry.access != "undeclared");
        about.undefined += usize::from(entry.access == "undeclared");
    }
    for (file, word) in matrix.weakest() {
        about.entry(file).or_default().weakest = Some(word);
    }
    let mut rows: Vec<(&inventory::Row, About<'_>)> =
        documents.iter().map(|row| (row, about.remove(row.file.as_str()).unwrap_or_default())).collect();
    rows.order_by_key(|(row, about)| {
        (std::cmp::Reverse(about.errors), std::cmp::Reverse(about.warnings), row.api.clone(), row.file.clone())
    });
    let number = |text| Column { text, number: true };
    let text = |text| Column { text, number: false };
    let heads = vec![
        text("API"),
        text("version"),
        number("errors"),
        number("warnings"),
        number("operations"),
        number("public"),
        number("undefined"),
        text("weakest credential"),
        text("sunset"),
        text("owner"),
    ];
    let count = rows.len();
    let table = PageTable { filters: None, heads, rows: rows.iter().map(|(row, about)| api(row, about)).collect() };
    let fields = [("state", "every state", &[][..]), ("owner", "every owner", &[][..])];
    let table = if count > 10 { table.filtered("apis", "apis-", &fields) } else { table };
    Section { id: "apis", title: "APIs".to_owned(), count: Some(count), lead: String::new(), body: Body::Table(table) }
}

fn api(row: &inventory::Row, about: &About<'_>) -> Row {
    // The filters of the lists below are asked by a link.
    let link = |filter: &str| format!("#{}", query(&[(filter, &row.file)]));
    let findings = |n: usize, level: &str| {
        let cell = Cell::number(n);
        if n == 0 { cell } else { cell.linked(format!("#{}", query(&[("level", level), ("api", &row.file)]))) }
    };
    let weakest = about.weakest.unwrap_or("");
    let (sunset, leaving) = match (&row.sunset, row.state.as_str()) {
        (Some(day), "ended") => (format!("{day} (past)"), "error"),
        (Some(day), _) => (day.clone(), "warn"),
        (None, state) => match row.next_sunset() {
            // Some operations end before the API does.
            Some(next) => {
                let count = counted(row.operation_sunsets.len(), "operation");
                let class = if next.days_left < 0 { "error" } else { "warn" };
                (format!("{count}, {} {}", if next.days_left < 0 { "last" } else { "next" }, next.sunset), class)
            }
            None if state == "live" => ("\u{2013}".to_owned(), ""),
            None => (state.to_owned(), ""),
        },
    };
    let access = |n: usize| if n == 0 { Cell::number(n) } else { Cell::number(n).linked(link("access-api")) };
    Row {
        class: "",
        data: vec![("state", row.state.clone()), ("owner", row.owner.clone().unwrap_or_default())],
        cells: vec![
            Cell::text(row.api.clone()).linked(link("api")).with_note(row.file.clone()),
            Cell::text(row.version.clone()),
            findings(about.errors, "error"),
            findings(about.warnings, "warn"),
            Cell::number(about.operations),
            access(about.public),
            access(about.undefined),
            Cell::text(weakest).badge(credential_class(weakest)),
            Cell::text(sunset).badge(leaving),
            Cell::text(row.owner.clone().unwrap_or_default()),
        ],
    }
}

/// What a link says of the filters that it asks for.
fn query(fields: &[(&str, &str)]) -> String {
    use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
    let field = |(name, value): &(&str, &str)| format!("{name}={}", utf8_percent_encode(value, NON_ALPHANUMERIC));
    fields.iter().map(field).collect::<Vec<_>>().join("&")
}

/// Who answers for a document, by its name.
pub(super) fn owners(documents: &[inventory::Row]) -> BTreeMap<&str, &str> {
    documents.iter().filter_map(|row| Some((row.file.as_str(), row.owner.as_deref()?))).collect()
}
