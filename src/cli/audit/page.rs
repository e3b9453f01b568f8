//! The access matrix on a page.

use super::{ALTERNATIVES, HEADS, cells};
use crate::report::pages::{Body, Cell, Column, Figure, Html, Page, PageTable, Row, Section};
use crate::report::table::Table;
use crate::text::Sorting;
use crate::views::access::{AccessEntry, Figures, Matrix};

/// How much a class of credentials stands out: `error` where none is needed, `warn` for those that anyone on the way can
/// read or that are the password itself, else nothing.
pub(in crate::cli) fn credential_class(weakest: &str) -> &'static str {
    match weakest {
        "none" => "error",
        "api-key-query" | "basic" => "warn",
        _ => "",
    }
}

/// The page of an audit.
pub(super) fn page(matrix: &Matrix, figures: &Figures, lead: Vec<String>, changed: Option<&Table>) -> Page {
    Page {
        title: "Who may call what".to_owned(),
        verdict: None,
        figures: page_figures(figures),
        lead: lead.iter().map(|line| Html::text(line)).collect(),
        filters: None,
        sections: changed.map(changes).into_iter().chain([matrix_section(matrix)]).collect(),
    }
}

/// The numbers of a matrix.
pub(in crate::cli) fn page_figures(figures: &Figures) -> Vec<Figure> {
    let bad = |n: usize| if n > 0 { "error" } else { "good" };
    let with_noun = |class, n: usize, noun: &str| Figure { class, value: n.to_string(), noun: noun.to_owned() };
    let mut all = vec![
        Figure::counted("", figures.operations, "operation"),
        with_noun(if figures.public > 0 { "warn" } else { "good" }, figures.public, "public"),
        with_noun(bad(figures.undeclared), figures.undeclared, "without defined security"),
        Figure::counted("", figures.demands, "distinct requirement"),
    ];
    if figures.over_http > 0 {
        all.push(with_noun("error", figures.over_http, "with credentials over http"));
    }
    all.extend(figures.least_privilege.map(|figure| Figure {
        class: if figure < 0.3 { "warn" } else { "" },
        value: format!("{:.0}\u{a0}%", figure * 100.0),
        noun: "least privilege".to_owned(),
    }));
    all
}

/// What changed in who may call what.
pub(in crate::cli) fn changes(table: &Table) -> Section {
    Section {
        id: "access-changes",
        title: table.title.clone(),
        count: Some(table.rows.len()),
        lead: String::new(),
        body: Body::Table(PageTable::plain(table)),
    }
}

/// The matrix: what stands out first, then in the order of the documents.
pub(in crate::cli) fn matrix_section(matrix: &Matrix) -> Section {
    let several = matrix.operations.windows(2).any(|pair| pair[0].file != pair[1].file);
    let mut rows: Vec<Row> = matrix.operations.iter().map(|entry| row(entry, several)).collect();
    rows.order_by_key(|row| match row.class {
        "error" => 0,
        "warn" => 1,
        _ => 2,
    });
    let names = several.then_some("API");
    let heads = names.into_iter().chain(HEADS).map(|text| Column { text: longer(text), number: false }).collect();
    let show: &[(&str, &str)] = &[
        ("public", "public"),
        ("undefined", "no security defined"),
        ("weak", "weak credentials"),
        ("unlimited", "no limit"),
        ("write", "writes"),
        ("internal", "internal"),
        ("leaving", "deprecated or past sunset"),
    ];
    let table = PageTable { filters: None, heads, rows };
    let fields = [("show", "all operations", show), ("api", "every API", &[][..])];
    Section {
        id: "access",
        title: "Access".to_owned(),
        count: Some(matrix.operations.len()),
        lead: String::new(),
        body: Body::Table(table.filtered("access", "access-", &fields)),
    }
}

/// A head of the matrix where there is room.
fn longer(head: &'static str) -> &'static str {
    if head == "weakest" { "weakest credential" } else { head }
}

fn row(entry: &AccessEntry, with_file: bool) -> Row {
    let weak = credential_class(entry.weakest) == "warn";
    let kinds = [
        ("public", entry.public && entry.access != "undeclared"),
        ("undefined", entry.access == "undeclared"),
        ("weak", weak),
        ("unlimited", entry.limit.is_none()),
        ("write", entry.writes),
        ("internal", entry.internal),
        ("leaving", entry.lifecycle != "live"),
    ];
    let class = match entry.public {
        true => "error",
        false if weak => "warn",
        false => "",
    };
    let kinds: Vec<&str> = kinds.iter().filter(|(_, holds)| *holds).map(|(kind, _)| *kind).collect();
    let badge = |n: usize, text: &str| match (n, entry.public) {
        (1, true) => "error",
        (2, _) => credential_class(entry.weakest),
        (4, _) if text != "live" => "warn",
        _ => "",
    };
    let of_entry = cells(entry, ALTERNATIVES).into_iter().enumerate();
    let of_entry = of_entry.map(|(n, text)| {
        let class = badge(n, &text);
        Cell::text(text).badge(class)
    });
    let file = with_file.then(|| Cell::text(entry.file.clone()));
    Row {
        class,
        data: vec![("show", kinds.join("\n")), ("api", entry.file.clone())],
        cells: file.into_iter().chain(of_entry).collect(),
    }
}
