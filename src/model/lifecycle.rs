//! What is deprecated, since when, until when, and what takes its place.

use super::{Api, Operation, OperationKind};
use crate::text::Day;
use crate::tree::{Cursor, Shape, words};

/// A date as written, with the day that it means.
#[derive(Clone, Copy, Debug)]
pub struct Dated<'a> {
    /// Where it is written.
    pub at: Cursor<'a>,
    /// The day; nothing where it cannot be read.
    pub day: Option<Day>,
}

fn dated<'a>(at: Cursor<'a>, read: impl Fn(&str) -> Option<Day>) -> Dated<'a> {
    Dated { at, day: read(at.text().trim()) }
}

fn field<'a>(at: Cursor<'a>, names: &[&str]) -> Option<Cursor<'a>> {
    names.iter().find_map(|name| at.get_str(name))
}

/// True for a text that is, or tries to be, a date: a version or a sentence is none.
fn means_a_day(text: &str) -> bool {
    let numbers: Vec<&str> = text.split(|c: char| !c.is_ascii_digit()).filter(|n| !n.is_empty()).collect();
    text.trim_start().starts_with(['@', '0', '1', '2', '3', '4', '5', '6', '7', '8', '9'])
        && (numbers.iter().any(|n| n.len() == 4) || text.starts_with('@') || numbers.len() == 1)
}

/// True for what says `deprecated: true`.
#[must_use]
pub fn is_deprecated(at: Cursor<'_>) -> bool {
    at.get(words::DEPRECATED).is_some_and(Cursor::is_true)
}

/// The sunset that an object itself names: `x-sunset` and its relatives.
#[must_use]
pub fn own_sunset(at: Cursor<'_>) -> Option<Dated<'_>> {
    let named = field(at, &["x-sunset", "x-sunset-date", "x-sunsetDate"]);
    // `true` and nothing at all are no days, and no bad ones.
    let scalar = |at: &Cursor<'_>| matches!(at.shape(), Shape::Str | Shape::Int | Shape::Float);
    named.filter(scalar).map(|at| dated(at, |text| Day::parse(text).or_else(|| Day::of_http_date(text))))
}

/// The day from which an object itself says that it is deprecated.
#[must_use]
pub fn own_deprecation(at: Cursor<'_>) -> Option<Dated<'_>> {
    let read = |text: &str| Day::parse(text).or_else(|| Day::of_seconds(text));
    field(at, &["x-deprecated-at", "x-deprecation-date", "x-deprecated-since", "x-deprecation"])
        .filter(|at| !at.is_map() && !at.is_seq() && at.bool().is_none() && means_a_day(&at.text()))
        .map(|at| dated(at, read))
}

/// The header of this name in the responses of an operation.
fn header<'a>(api: &Api<'a>, operation: &Operation<'a>, name: &str) -> Option<Cursor<'a>> {
    if !api.has_header(name) {
        return None;
    }
    let responses = api.responses_of(operation);
    responses.iter().flat_map(|r| &r.headers).find(|h| h.name.eq_ignore_ascii_case(name)).map(|h| h.node)
}

/// An example of a header.
fn example(header: Cursor<'_>) -> Option<Cursor<'_>> {
    let schema = header.get(words::SCHEMA);
    let own = header.get(words::EXAMPLE).or_else(|| schema.and_then(|s| s.get(words::EXAMPLE)));
    let named = || header.get(words::EXAMPLES)?.entries().next()?.value.get(words::VALUE);
    own.or_else(named).filter(|e| !e.is_map() && !e.is_seq())
}

/// When an operation ends.
#[derive(Clone, Copy, Debug)]
pub enum Sunset<'a> {
    /// On a day, or on what should be one.
    Dated(Dated<'a>),
    /// The header `Sunset` tells it at run time, or a description names a date.
    Told(Cursor<'a>),
}

/// The sunset of an operation: its own, the example of its `Sunset` header (RFC 8594), that of the document, or a
/// date in its description.
#[must_use]
pub fn sunset_of<'a>(api: &Api<'a>, operation: &Operation<'a>) -> Option<Sunset<'a>> {
    if let Some(dated) = dated_sunset_of(api, operation) {
        return Some(Sunset::Dated(dated));
    }
    if let Some(header) = header(api, operation, "Sunset") {
        return Some(Sunset::Told(header));
    }
    let told = [words::DESCRIPTION, words::SUMMARY].iter().filter_map(|k| operation.node.get(*k));
    let document = api.root.get(words::INFO).and_then(|i| i.get(words::DESCRIPTION));
    told.chain(document.filter(|_| is_deprecated(operation.node))).find(|d| names_a_date(&d.text())).map(Sunset::Told)
}

/// The sunset of an operation where it is dated: its own, else that of the document, unless a header tells another.
#[must_use]
pub fn dated_sunset_of<'a>(api: &Api<'a>, operation: &Operation<'a>) -> Option<Dated<'a>> {
    let of_document = || document_sunset(api).filter(|_| header(api, operation, "Sunset").is_none());
    operation_sunset(api, operation).or_else(of_document)
}

/// The sunset of an operation apart from its document's: its own, that of its path item, or the example of its `Sunset`
/// header.
#[must_use]
pub fn operation_sunset<'a>(api: &Api<'a>, operation: &Operation<'a>) -> Option<Dated<'a>> {
    let item = api.paths.get(operation.path_item).filter(|_| operation.place == OperationKind::Path);
    let of_item = || item.and_then(|item| own_sunset(item.node));
    // The example of a header that all operations share is none of those that live.
    let of_header = || {
        let header = is_deprecated(operation.node).then(|| header(api, operation, "Sunset"))??;
        Some(dated(example(header)?, Day::of_http_date))
    };
    own_sunset(operation.node).or_else(of_item).or_else(of_header)
}

/// True where clients should not come any more, today: the operation is deprecated, or says since when it is, or the
/// whole document is.
#[must_use]
pub fn is_leaving<'a>(api: &Api<'a>, operation: &Operation<'a>, today: Day) -> bool {
    let since = |dated: Option<Dated<'a>>| dated.is_some_and(|d| d.day.is_none_or(|day| day <= today));
    is_deprecated(operation.node) || since(deprecation_of(api, operation)) || is_document_leaving(api.root, today)
}

/// True where a document says of itself that it is deprecated today: at its root or in `info`, with `x-deprecated`,
/// `deprecated`, or the day from which it is.
#[must_use]
pub fn is_document_leaving(root: Cursor<'_>, today: Day) -> bool {
    let marked = |at: Cursor<'_>| {
        let word = field(at, &["x-deprecated", "deprecated"]).is_some_and(|d| d.bool() != Some(false));
        word || own_deprecation(at).is_some_and(|d| d.day.is_none_or(|day| day <= today))
    };
    marked(root) || root.get(words::INFO).is_some_and(marked)
}

/// The sunset of the whole document.
#[must_use]
pub fn document_sunset<'a>(api: &Api<'a>) -> Option<Dated<'a>> {
    own_sunset(api.root).or_else(|| api.root.get(words::INFO).and_then(own_sunset))
}

/// The day from which an operation is deprecated: its own, or the example of its `Deprecation` header (RFC 9745).
#[must_use]
pub fn deprecation_of<'a>(api: &Api<'a>, operation: &Operation<'a>) -> Option<Dated<'a>> {
    own_deprecation(operation.node).or_else(|| {
        let example = header(api, operation, "Deprecation").and_then(example)?;
        Some(dated(example, |text| Day::of_seconds(text).or_else(|| Day::of_http_date(text))))
    })
}

/// True where an operation's answers have this header.
#[must_use]
pub fn answers_with<'a>(api: &Api<'a>, operation: &Operation<'a>, name: &str) -> bool {
    header(api, operation, name).is_some()
}

/// True for a text with a date in it.
#[must_use]
pub fn names_a_date(text: &str) -> bool {
    const MONTHS: [&str; 12] = [
        "january",
        "february",
        "march",
        "april",
        "may",
        "june",
        "july",
        "august",
        "september",
        "october",
        "november",
        "december",
    ];
    // A year has four digits in a row; few texts have.
    let mut digits = 0;
    let has_year = text.bytes().any(|b| {
        digits = if b.is_ascii_digit() { digits + 1 } else { 0 };
        digits == 4
    });
    if !has_year {
        return false;
    }
    // `31.12.2030`, `12/31/2030`, `2030/12/31`
    let numeric = text.split(|c: char| !c.is_ascii_digit() && !matches!(c, '.' | '/')).any(|word| {
        let parts: Vec<&str> = word.trim_matches(['.', '/']).split(['.', '/']).collect();
        let year = |p: &str| p.len() == 4 && p.starts_with("20");
        parts.len() == 3 && (year(parts[0]) || year(parts[2])) && parts.iter().all(|p| (1..=4).contains(&p.len()))
    });
    if numeric {
        return true;
    }
    let mut words = text
        .split(|c: char| !c.is_alphanumeric() && c != '-')
        .filter(|w| !w.is_empty())
        .map(str::to_lowercase)
        .peekable();
    let mut month = false;
    let is_year = |word: &str| word.len() == 4 && word.starts_with("20") && word.bytes().all(|b| b.is_ascii_digit());
    while let Some(word) = words.next() {
        if word.get(..10).is_some_and(super::is_date) || (month && is_year(&word)) {
            return true;
        }
        let quarter = ["q1", "q2", "q3", "q4"].contains(&word.as_str());
        if quarter && words.peek().is_some_and(|next| is_year(next)) {
            return true;
        }
        let is_day = word.len() <= 4 && word.starts_with(|c: char| c.is_ascii_digit());
        let named = MONTHS.iter().any(|m| *m == word || (word.len() == 3 && m.starts_with(word.as_str())));
        month = named || (month && is_day);
    }
    false
}

/// True where an operation says what takes its place.
#[must_use]
pub fn names_a_replacement<'a>(api: &Api<'a>, operation: &Operation<'a>) -> bool {
    const FIELDS: [&str; 6] =
        ["x-replaced-by", "x-successor", "x-successor-version", "x-replacement", "x-deprecated-by", "x-alternative"];
    let marked = field(operation.node, &["x-deprecated", "x-deprecation"]).filter(|at| at.is_map());
    let named = marked
        .is_some_and(|m| m.entries().any(|e| ["replacement", "replacedBy", "successor", "use"].contains(&e.name())));
    if named || operation.node.get(words::EXTERNAL_DOCS).is_some() || field(operation.node, &FIELDS).is_some() {
        return true;
    }
    let text = |at: Cursor<'a>| at.text().to_lowercase();
    let links = header(api, operation, "Link").is_some_and(|h| {
        let told = h.get(words::DESCRIPTION).map(text).unwrap_or_default();
        let shown = example(h).map(text).unwrap_or_default();
        told.contains("successor") || shown.contains("successor")
    });
    let described = [words::DESCRIPTION, words::SUMMARY].iter().filter_map(|k| operation.node.get(*k)).any(|d| {
        let text = text(d);
        const WORDS: [&str; 19] = [
            "replaced with",
            "prefer ",
            "upgrade to",
            "the new endpoint",
            "see /",
            "migration",
            "instead",
            "replaced by",
            "superseded",
            "successor",
            "migrate to",
            "in favor of",
            "in favour of",
            "switch to",
            "moved to",
            "see [",
            "see `",
            "please see",
            "replacement",
        ];
        // "Use this endpoint" says nothing of another one, nor does "because".
        let uses = text.match_indices("us").any(|(n, _)| {
            let before = text[..n].chars().next_back().is_none_or(|c| !c.is_alphanumeric());
            let verb = ["using", "use"].into_iter().find(|verb| text[n..].starts_with(verb));
            let Some(verb) = verb else { return false };
            let after = text[n + verb.len()..].trim_start_matches(['*', '_']);
            before && after.starts_with([' ', '\n', ':']) && !after.trim_start().starts_with("this ")
        });
        uses || WORDS.iter().any(|w| text.contains(w))
    });
    links || described
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_in_prose_are_seen() {
        for text in [
            "gone on 2027-01-31.",
            "until 31 March 2027",
            "1 Dec 2030",
            "Dec 1, 2030",
            "31.12.2030",
            "on 12/31/2030",
            "removed in March 2027",
            "from Q3 2027 on",
        ] {
            assert!(names_a_date(text), "{text}");
        }
        for text in ["version 2027", "in march", "gone soon", "id 2027-1"] {
            assert!(!names_a_date(text), "{text}");
        }
    }
}
