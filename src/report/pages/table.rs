//! Tables that can be sorted and filtered.

use super::Filters;
use super::filters::{Choice, Select};
use crate::report::table::Table;

/// A table.
pub struct PageTable {
    /// The controls; none for short ones.
    pub filters: Option<Filters>,
    /// Its columns.
    pub heads: Vec<Column>,
    /// Its rows; each has a cell for each column.
    pub rows: Vec<Row>,
}

/// A column.
pub struct Column {
    /// Its head.
    pub text: &'static str,
    /// True for numbers.
    pub number: bool,
}

/// A row.
#[derive(Default)]
pub struct Row {
    /// `error`, `warn`, or nothing: how much it stands out.
    pub class: &'static str,
    /// What the filter asks for, by name; several values are a line each.
    pub data: Vec<(&'static str, String)>,
    /// Its cells.
    pub cells: Vec<Cell>,
}

/// A cell.
#[derive(Default)]
pub struct Cell {
    /// Its text.
    pub text: String,
    /// Where it leads on the page.
    pub link: Option<String>,
    /// A class of badges, or nothing.
    pub class: &'static str,
    /// True for numbers.
    pub number: bool,
    /// What stands under it in small letters.
    pub note: String,
}

impl Cell {
    /// A text.
    #[must_use]
    pub fn text(text: impl Into<String>) -> Self {
        Self { text: text.into(), ..Self::default() }
    }

    /// A number; nothing is shown for none.
    #[must_use]
    pub fn number(n: usize) -> Self {
        Self { text: if n == 0 { "\u{2013}".to_owned() } else { n.to_string() }, number: true, ..Self::default() }
    }

    /// The same with a link on it that leads somewhere on the page.
    #[must_use]
    pub fn linked(self, link: String) -> Self {
        Self { link: Some(link), ..self }
    }

    /// The same with a line in small letters under it.
    #[must_use]
    pub fn with_note(self, note: impl Into<String>) -> Self {
        Self { note: note.into(), ..self }
    }

    /// The same as a badge.
    #[must_use]
    pub fn badge(self, class: &'static str) -> Self {
        Self { class, ..self }
    }
}

/// A field of the rows that can be chosen by: its name, what is shown where nothing is chosen, and the values with their
/// words; all that there are where none is given.
pub type Field<'v> = (&'static str, &'static str, &'v [(&'v str, &'v str)]);

impl PageTable {
    /// A table whose cells are texts.
    #[must_use]
    pub fn plain(table: &Table) -> Self {
        let row = |row: &Vec<String>| Row { cells: row.iter().map(Cell::text).collect(), ..Row::default() };
        Self {
            filters: None,
            heads: table.heads.iter().map(|text| Column { text, number: false }).collect(),
            rows: table.rows.iter().map(row).collect(),
        }
    }

    /// The same with a filter by words and by what its rows say of themselves.
    #[must_use]
    pub fn filtered(mut self, list: &'static str, prefix: &'static str, fields: &[Field<'_>]) -> Self {
        let select = |(name, label, values): &Field<'_>| {
            let of_rows = || self.rows.iter().flat_map(|r| &r.data).filter(|(n, _)| n == name).map(|(_, v)| v.as_str());
            if values.is_empty() {
                return Select::of(name, label, of_rows());
            }
            let choice = |(value, text): &(&str, &str)| {
                let count = of_rows().filter(|list| list.split('\n').any(|v| v == *value)).count();
                Choice { value: (*value).to_owned(), text: (*text).to_owned(), count }
            };
            let choices = values.iter().map(choice).filter(|choice| choice.count > 0).collect();
            Select { name, label, choices }
        };
        let selects = fields.iter().map(select).collect();
        self.filters = Some(Filters { list, prefix, check_name: "level", checks: Vec::new(), selects, folds: false });
        self
    }
}
