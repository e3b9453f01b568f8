//! Tables: for terminals, as CSV and in Markdown.

use std::fmt::Write;

use textwrap::{Options, WordSplitter};
use unicode_width::UnicodeWidthStr;

use super::markup;
use crate::text::printable;

/// The most columns of the terminal that a column of a table takes.
const WIDEST: usize = 300;
/// A column is not narrowed below this.
const NARROWEST: usize = 8;
/// Between two columns.
const GAP: usize = 2;

/// A table.
#[derive(Clone, Debug, Default)]
pub struct Table {
    /// What it is called.
    pub title: String,
    /// The heads of its columns.
    pub heads: Vec<&'static str>,
    /// Its rows; each has a cell for each head.
    pub rows: Vec<Vec<String>>,
}

impl Table {
    /// For a terminal of `width` columns: what does not fit into its column goes on in the next line of it. What steers
    /// terminals is shown, not obeyed.
    #[must_use]
    pub fn text(&self, width: Option<usize>) -> String {
        let mut out = String::new();
        if self.rows.is_empty() {
            return out;
        }
        let rows: Vec<Vec<String>> = self.rows.iter().map(|row| row.iter().map(|c| printable(c)).collect()).collect();
        let widths = self.widths(&rows, width);
        let mut line = |cells: &[String]| {
            let wrapped = |(cell, width): (&String, &usize)| {
                textwrap::wrap(cell, Options::new(*width).word_splitter(WordSplitter::NoHyphenation))
                    .into_iter()
                    .map(|part| part.trim_end().to_owned())
                    .collect::<Vec<_>>()
            };
            let cells: Vec<Vec<String>> = cells.iter().zip(&widths).map(wrapped).collect();
            for n in 0..cells.iter().map(Vec::len).max().unwrap_or(0) {
                let mut text = String::new();
                for (parts, width) in cells.iter().zip(&widths) {
                    let part = parts.get(n).map_or("", String::as_str);
                    text.push_str(part);
                    text.extend(std::iter::repeat_n(' ', width.saturating_sub(part.width()) + GAP));
                }
                let _ = writeln!(out, "{}", text.trim_end());
            }
        };
        line(&self.heads.iter().map(|h| (*h).to_owned()).collect::<Vec<_>>());
        rows.iter().for_each(|row| line(row));
        out
    }

    /// The widths of the columns: the widest are narrowed until all fit, not below their longest words where that is
    /// enough.
    fn widths(&self, rows: &[Vec<String>], width: Option<usize>) -> Vec<usize> {
        let all = |n: usize| std::iter::once(self.heads[n]).chain(rows.iter().map(move |row| row[n].as_str()));
        let columns = 0..self.heads.len();
        let widest = |n: usize| all(n).map(UnicodeWidthStr::width).max().unwrap_or(0).min(WIDEST);
        let mut widths: Vec<usize> = columns.clone().map(widest).collect();
        let Some(width) = width else { return widths };
        let room = width.max(40).saturating_sub(GAP * widths.len().saturating_sub(1));
        let longest = |text: &str| text.split_whitespace().map(UnicodeWidthStr::width).max().unwrap_or(0);
        let words: Vec<usize> = columns.map(|n| all(n).map(longest).max().unwrap_or(0)).collect();
        for floor in [&words, &vec![NARROWEST; widths.len()]] {
            while widths.iter().sum::<usize>() > room {
                let can = widths.iter().zip(floor).enumerate().filter(|(_, (w, floor))| w > floor);
                let Some((widest, _)) = can.max_by_key(|(_, (w, _))| **w) else { break };
                widths[widest] -= 1;
            }
        }
        widths
    }

    /// As CSV (RFC 4180), with the heads first. What stands for nothing is empty; cells that a spreadsheet would take for a formula begin with `'`.
    #[must_use]
    pub fn csv(&self) -> String {
        let cell = |text: &str| {
            let text = printable(if text == "-" { "" } else { text });
            // A number is none, whatever its sign.
            let formula = text.trim_start().starts_with(['=', '+', '-', '@']) || text.starts_with(['\t', '\r']);
            let formula = formula && text.parse::<f64>().is_err();
            let text = if formula { format!("'{text}") } else { text };
            if text.contains([',', '"', '\n', '\r']) { format!("\"{}\"", text.replace('"', "\"\"")) } else { text }
        };
        let mut out = self.heads.join(",");
        out.push_str("\r\n");
        for row in &self.rows {
            out.push_str(&row.iter().map(|c| cell(c)).collect::<Vec<_>>().join(","));
            out.push_str("\r\n");
        }
        out
    }

    /// As a table of Markdown, with its title.
    #[must_use]
    pub fn markdown(&self) -> String {
        let mut out = format!(
            "## {}\n\n| {} |\n|{}\n",
            markup::escape(&self.title),
            self.heads.join(" | "),
            "---|".repeat(self.heads.len())
        );
        for row in &self.rows {
            let _ = writeln!(out, "| {} |", row.iter().map(|c| markup::escape(c)).collect::<Vec<_>>().join(" | "));
        }
        out
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_stay_what_they_are() {
        let rows = vec![vec!["=1+1".to_owned(), "<b>|\"x\"".to_owned()]];
        let table = Table { title: "T".to_owned(), heads: vec!["a", "b"], rows };
        assert_eq!(table.csv(), "a,b\r\n'=1+1,\"<b>|\"\"x\"\"\"\r\n");
        assert!(table.markdown().contains("&lt;b>\\|"));
        let signed = Table { rows: vec![vec!["-1".to_owned(), "-1+2".to_owned()]], ..table.clone() };
        assert_eq!(signed.csv(), "a,b\r\n-1,'-1+2\r\n");
        let hostile =
            Table { rows: vec![vec!["\u{1b}[2J\u{202e}\n".to_owned(), "\u{6f22}".repeat(40)]], ..table.clone() };
        let text = hostile.text(Some(50));
        assert!(text.contains("\u{fffd}[2J\u{fffd} ") && !text.contains('\u{1b}'), "{text}");
        assert!(text.lines().all(|l| l.width() <= 50), "{text}");
        let wide = Table { rows: vec![vec!["x".repeat(100), "y".to_owned()]], ..table };
        assert!(wide.text(Some(50)).lines().all(|l| l.chars().count() <= 50));
        // Nothing is cut: words go on in the next line.
        let scopes = "oauth[orders:read orders:write payments:read]";
        let long = Table { rows: vec![vec!["GET /orders".to_owned(), scopes.to_owned()]], ..wide };
        let text = long.text(Some(40));
        assert!(scopes.split(' ').all(|scope| text.contains(scope)), "{text}");
    }
}
