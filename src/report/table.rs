//! Tables: for terminals, as CSV, in Markdown and as a page in HTML.

use std::fmt::Write;

use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

use super::markup;
use crate::text::printable;

/// The most columns of the terminal that a column of a table takes.
const WIDEST: usize = 300;

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
    /// For a terminal of `width` columns: columns that are too wide are cut with an ellipsis, the widest first. What
    /// steers terminals is shown, not obeyed.
    #[must_use]
    pub fn text(&self, width: Option<usize>) -> String {
        let mut out = String::new();
        if self.rows.is_empty() {
            return out;
        }
        let rows: Vec<Vec<String>> = self.rows.iter().map(|row| row.iter().map(|c| printable(c)).collect()).collect();
        let length = |text: &str| text.width();
        let mut widths: Vec<usize> = self.heads.iter().map(|h| length(h)).collect();
        for row in &rows {
            for (n, cell) in row.iter().enumerate() {
                widths[n] = widths[n].max(length(cell));
            }
        }
        // Nobody reads a cell of thousands of letters in a table; the other formats have all of it.
        widths.iter_mut().for_each(|w| *w = (*w).min(WIDEST));
        if let Some(width) = width {
            let gaps = 2 * widths.len().saturating_sub(1);
            while widths.iter().sum::<usize>() + gaps > width.max(40) {
                let Some((widest, size)) = widths.iter().copied().enumerate().max_by_key(|(_, w)| *w) else { break };
                if size <= 8 {
                    break;
                }
                widths[widest] = size - 1;
            }
        }
        let line = |cells: &[String], out: &mut String| {
            let mut text = String::new();
            for (n, cell) in cells.iter().enumerate() {
                let cut = shortened(cell, widths[n]);
                let pad = widths[n].saturating_sub(length(&cut)) + 2;
                text.push_str(&cut);
                text.extend(std::iter::repeat_n(' ', pad));
            }
            let _ = writeln!(out, "{}", text.trim_end());
        };
        line(&self.heads.iter().map(|h| (*h).to_owned()).collect::<Vec<_>>(), &mut out);
        for row in &rows {
            line(row, &mut out);
        }
        out
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

    /// As a table of HTML, with its title.
    #[must_use]
    pub fn html(&self) -> String {
        let mut out = format!("<h2>{}</h2>\n<table>\n<thead><tr>", markup::html(&self.title));
        for head in &self.heads {
            let _ = write!(out, "<th>{}</th>", markup::html(head));
        }
        out.push_str("</tr></thead>\n<tbody>\n");
        for row in &self.rows {
            let cells: String = row.iter().map(|c| format!("<td>{}</td>", markup::html(c))).collect();
            let _ = writeln!(out, "<tr>{cells}</tr>");
        }
        out.push_str("</tbody>\n</table>\n");
        out
    }
}

/// The text in `width` columns. It is cut in its middle: paths differ at their ends.
fn shortened(text: &str, width: usize) -> String {
    if text.width() <= width {
        return text.to_owned();
    }
    let room = width.saturating_sub(1);
    let take = |chars: &mut dyn Iterator<Item = char>, room: usize| {
        let mut used = 0;
        let fits = |c: &char| {
            used += c.width().unwrap_or(0);
            used <= room
        };
        chars.take_while(fits).collect::<Vec<char>>()
    };
    let head = take(&mut text.chars(), room / 3);
    let tail = take(&mut text.chars().rev(), room - room / 3);
    head.into_iter().chain(['\u{2026}']).chain(tail.into_iter().rev()).collect()
}

/// A page by itself: no script, nothing from elsewhere, light and dark.
#[must_use]
pub fn page(title: &str, lead: &[String], tables: &[Table]) -> String {
    const STYLE: &str = ":root{color-scheme:light dark;--line:#8884}body{font:15px/1.45 system-ui,sans-serif;margin:2rem auto;max-width:80rem;padding:0 1rem}table{border-collapse:collapse;width:100%;font-size:.9rem;display:block;overflow-x:auto}th,td{text-align:left;padding:.3rem .6rem;border-bottom:1px solid var(--line);vertical-align:top}th{position:sticky;top:0;background:Canvas}h1{font-size:1.4rem}h2{font-size:1.1rem;margin-top:2rem}";
    let mut out = markup::head(title, STYLE, "");
    let _ = writeln!(out, "<body>\n<h1>{}</h1>", markup::html(title));
    for line in lead {
        let _ = writeln!(out, "<p>{}</p>", markup::html(line));
    }
    for table in tables {
        out.push_str(&table.html());
    }
    out.push_str("</body>\n</html>\n");
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_stay_what_they_are() {
        let rows = vec![vec!["=1+1".to_owned(), "<b>|\"x\"".to_owned()]];
        let table = Table { title: "T".to_owned(), heads: vec!["a", "b"], rows };
        assert_eq!(table.csv(), "a,b\r\n'=1+1,\"<b>|\"\"x\"\"\"\r\n");
        assert!(table.html().contains("<td>&lt;b&gt;|&quot;x&quot;</td>"));
        assert!(table.markdown().contains("&lt;b>\\|"));
        let signed = Table { rows: vec![vec!["-1".to_owned(), "-1+2".to_owned()]], ..table.clone() };
        assert_eq!(signed.csv(), "a,b\r\n-1,'-1+2\r\n");
        let hostile =
            Table { rows: vec![vec!["\u{1b}[2J\u{202e}\n".to_owned(), "\u{6f22}".repeat(40)]], ..table.clone() };
        let text = hostile.text(Some(50));
        assert!(text.contains("\u{fffd}[2J\u{fffd} ") && !text.contains('\u{1b}'), "{text}");
        assert!(text.lines().all(|l| l.width() <= 50), "{text}");
        assert_eq!(shortened("POST /v1/accounts/{account}/persons", 20), "POST /\u{2026}ount}/persons");
        let wide = Table { rows: vec![vec!["x".repeat(100), "y".to_owned()]], ..table };
        assert!(wide.text(Some(50)).lines().all(|l| l.chars().count() <= 50));
    }
}
