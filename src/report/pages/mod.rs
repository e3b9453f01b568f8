//! Pages: one file each that loads nothing, for people who read in a browser, on paper or on a phone.
//!
//! All have one look: the templates, one style sheet and one script. A page is made of sections that others fill; what
//! documents hold stays text, whatever it is.

mod changes;
mod excerpt;
mod filters;
mod findings;
mod table;

use std::fmt;
use std::io::{self, Write};

use askama::Template;
use base64::Engine;

pub(super) use changes::changes_page;
pub use changes::{Changes, verdict};
use filters::Filters;
pub(super) use findings::findings_page;
pub use findings::{About, Findings, figures, judged, section as findings};
pub use table::{Cell, Column, PageTable, Row};

use super::markup;
use crate::digest::sha256;
use crate::finding::Message;

const STYLE: &str = include_str!("page.css");
const SCRIPT: &str = include_str!("page.js");

/// Text with marks.
#[derive(Clone, Debug)]
pub struct Html(String);

impl Html {
    /// Plain text.
    #[must_use]
    pub fn text(text: &str) -> Self {
        Self(markup::html(text))
    }

    /// A message, its code as code.
    #[must_use]
    pub fn message(message: &Message) -> Self {
        Self(markup::marked_html(message))
    }

    /// A message as a sentence.
    #[must_use]
    pub fn sentence(message: &Message) -> Self {
        Self(format!("{}.", markup::sentence(&markup::marked_html(message))))
    }
}

impl fmt::Display for Html {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// A page.
pub struct Page {
    /// What it is called.
    pub title: String,
    /// What was decided, where something was.
    pub verdict: Option<PageVerdict>,
    /// The numbers above all.
    pub figures: Vec<Figure>,
    /// Sentences above the sections.
    pub lead: Vec<Html>,
    /// The controls of a list that goes over several sections.
    pub filters: Option<Filters>,
    /// What stands on it.
    pub sections: Vec<Section>,
}

/// What was decided.
pub struct PageVerdict {
    /// `error`, `warn` or `good`.
    pub class: &'static str,
    /// In a few words.
    pub decision: String,
    /// In a sentence.
    sentence: Html,
}

impl PageVerdict {
    /// What was decided, in a few words and in a sentence.
    #[must_use]
    pub fn new(class: &'static str, decision: String, told: &Message) -> Self {
        Self { class, decision, sentence: Html::sentence(told) }
    }
}

/// A number with its noun.
pub struct Figure {
    /// `error`, `warn`, `info`, `good`, or nothing.
    pub class: &'static str,
    /// The number.
    pub value: String,
    /// Its noun.
    pub noun: String,
}

impl Figure {
    /// The number of something, its noun in the singular where there is one of them.
    #[must_use]
    pub fn counted(class: &'static str, n: usize, noun: &str) -> Self {
        let text = crate::text::counted(n, noun);
        let noun = text.split_once(' ').map_or("", |(_, noun)| noun);
        Self { class, value: n.to_string(), noun: noun.to_owned() }
    }
}

/// A section of a page.
pub struct Section {
    /// What links lead to.
    pub id: &'static str,
    /// Its heading.
    pub title: String,
    /// How many things stand in it.
    pub count: Option<usize>,
    /// A sentence under the heading.
    pub lead: String,
    /// What stands in it.
    pub body: Body,
}

/// What stands in a section.
pub enum Body {
    /// Findings by rule.
    Findings(Findings),
    /// Changes by operation.
    Changes(Changes),
    /// A table.
    Table(PageTable),
    /// Items.
    List(Vec<Html>),
}

#[derive(Template)]
#[template(path = "page.html", config = "src/report/pages/askama.toml")]
struct Whole<'p> {
    page: &'p Page,
    style: &'static str,
    style_hash: String,
    script: &'static str,
    script_hash: String,
    made_by: &'static str,
}

impl Page {
    /// Writes the page.
    ///
    /// # Errors
    /// Where `out` fails.
    pub fn write(&self, out: &mut dyn Write) -> io::Result<()> {
        let hash = |text: &str| base64::engine::general_purpose::STANDARD.encode(sha256(text));
        let whole = Whole {
            page: self,
            // Only this very style and script hold: what a document smuggles in has another hash.
            style: STYLE,
            style_hash: hash(STYLE),
            script: SCRIPT,
            script_hash: hash(SCRIPT),
            made_by: concat!("Made by apivet ", env!("CARGO_PKG_VERSION")),
        };
        whole.write_into(&mut io::BufWriter::new(out))
    }

    /// The page as a text.
    #[must_use]
    pub fn text(&self) -> String {
        let mut text = Vec::new();
        // Nothing fails that is written into memory.
        let _ = self.write(&mut text);
        String::from_utf8_lossy(&text).into_owned()
    }
}

/// Writes what documents hold so that it stays text between tags and in quotes of attributes. Every value of a template
/// goes through it that is not marked as safe.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Harmless;

impl askama::filters::Escaper for Harmless {
    fn write_escaped_str<W: fmt::Write>(&self, mut dest: W, string: &str) -> fmt::Result {
        dest.write_str(&markup::html(string))
    }
}
