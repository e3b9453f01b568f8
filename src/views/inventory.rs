//! The inventory: which APIs there are, in which versions, and how long they live.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::digest::{fnv1a, sha256_hex};
use crate::finding::Severity;
use crate::model::lifecycle;
use crate::model::{Api, Method, segment_version};
use crate::rules;
use crate::text::{Day, Sorting, counted};
use crate::tree::{Cursor, Tree, words};

/// One document.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Row {
    /// Its file.
    pub file: String,
    /// What all versions of the API have in common: `x-api-id`, or the title without its version.
    pub api: String,
    /// `info.version`
    pub version: String,
    /// The major version, from the server's path, the paths or `info.version`.
    pub major: Option<u32>,
    /// The version of OpenAPI.
    pub openapi: String,
    /// `live`, `preview`, `deprecated`, `sunset` (a day is named), `ended` (it is past)
    pub state: String,
    /// The day of the sunset, as `YYYY-MM-DD`.
    pub sunset: Option<String>,
    /// Days until then; less than 0 where it is past.
    pub days_left: Option<i64>,
    /// Operations.
    pub operations: usize,
    /// Of these, deprecated.
    pub deprecated: usize,
    /// `x-audience`, or `internal` where the document is marked so.
    pub audience: Option<String>,
    /// The first server.
    pub server: Option<String>,
    /// Who answers for it: `x-owner`, `x-team`, or the name or address of `info.contact`.
    #[serde(default)]
    pub owner: Option<String>,
    /// The operations that end on days of their own, in document order.
    #[serde(default)]
    pub operation_sunsets: Vec<OperationSunset>,
    /// What the versions of one API share: its name without case.
    #[serde(default)]
    pub group: String,
    /// The newest live version of the API, where this one is older and not leaving: `v3`.
    #[serde(default)]
    pub behind: Option<String>,
    /// SHA-256 of the document's text, in hexadecimal.
    #[serde(default)]
    pub hash: Option<String>,
    /// The repository: the URL of its `origin`.
    #[serde(default)]
    pub repository: Option<String>,
    /// The commit that is checked out.
    #[serde(default)]
    pub commit: Option<String>,
    /// Why it, or a part of it, could not be read: what the row says is of the rest.
    #[serde(default)]
    pub unread: Option<String>,
    /// What was judged of it, where that was asked for.
    #[serde(default)]
    pub judged: Option<Judged>,
}

/// What was judged of a document.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Judged {
    /// Findings by severity.
    pub errors: usize,
    /// Likewise.
    pub warnings: usize,
    /// Likewise, hints among them.
    pub infos: usize,
    /// Findings that waivers accept.
    pub waived: usize,
    /// The class of the weakest credential with which an operation can be called; `none` where one needs none.
    pub weakest: Option<String>,
}

/// When an operation ends.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OperationSunset {
    /// "POST /orders"
    pub operation: String,
    /// The day, as `YYYY-MM-DD`.
    pub sunset: String,
    /// Days until then; less than 0 where it is past.
    pub days_left: i64,
}

/// What a document's operations say of their lives.
#[derive(Clone, Debug, Default)]
pub struct Operations {
    /// How many there are.
    pub all: usize,
    /// Of these, deprecated.
    pub deprecated: usize,
    /// Those that end on days of their own, as "POST /orders".
    pub sunsets: Vec<(String, Day)>,
}

impl Row {
    /// Reads a document; nothing where it is none of OpenAPI. `lives` is what its operations say: see [`count`] and
    /// [`count_in`].
    #[must_use]
    pub fn read(tree: &Tree, lives: Operations, today: Day) -> Option<Self> {
        let root = tree.root();
        let openapi = root.get(words::OPENAPI).or_else(|| root.get(words::SWAGGER))?;
        let info = root.get(words::INFO);
        let text = |at: Option<Cursor<'_>>| at.map(|a| a.text().trim().to_owned()).filter(|t| !t.is_empty());
        let field = |names: &[&str]| names.iter().find_map(|n| info.and_then(|i| i.get_str(n)).or(root.get_str(n)));
        let title = text(info.and_then(|i| i.get(words::TITLE)));
        let version = text(info.and_then(|i| i.get(words::VERSION))).unwrap_or_default();
        let server = root
            .get(words::SERVERS)
            .and_then(|s| s.item(0))
            .and_then(|s| Some(with_defaults(text(s.get(words::URL))?, s)));
        let base = || {
            let host = text(root.get(words::HOST)).unwrap_or_default();
            let path = text(root.get(words::BASE_PATH)).unwrap_or_default();
            Some(format!("{host}{path}")).filter(|s| !s.is_empty())
        };
        let server = server.or_else(base);
        let paths = || root.get(words::PATHS).into_iter().flat_map(Cursor::entries);
        let Operations { all: operations, deprecated, sunsets } = lives;
        let ending = |(operation, day): (String, Day)| OperationSunset {
            operation,
            sunset: day.to_string(),
            days_left: until(day, today).1,
        };
        let in_path = |path: &str| path.split('/').find_map(|s| segment_version(s)?.0);
        let preview = |path: &str| path.split('/').any(|s| segment_version(s).is_some_and(|v| v.2));
        // What most paths say: `/health` stands beside them all.
        let mut majors: BTreeMap<u32, usize> = BTreeMap::new();
        paths().filter_map(|e| in_path(e.name())).for_each(|major| *majors.entry(major).or_default() += 1);
        let most = majors.iter().max_by_key(|(_, count)| **count).filter(|(_, count)| **count * 2 > paths().count());
        let major = server.as_deref().and_then(in_path).or_else(|| most.map(|(major, _)| *major)).or_else(|| {
            let number = version.trim_start_matches(['v', 'V']).split(['.', '-']).next()?;
            // A year is no major version.
            number.parse().ok().filter(|n| *n < 1000)
        });
        let is_preview = server.as_deref().is_some_and(preview)
            || paths().find(|e| e.name().starts_with('/')).is_some_and(|first| preview(first.name()))
            || names_a_preview(&version);
        let sunset = info.and_then(lifecycle::own_sunset).or_else(|| lifecycle::own_sunset(root));
        // What all of its operations say, the document does: it ends with the last of them.
        let last =
            || sunsets.iter().map(|(_, day)| *day).max().filter(|_| operations > 0 && sunsets.len() == operations);
        let day = sunset.and_then(|s| s.day).or_else(|| if sunset.is_none() { last() } else { None });
        let marked = lifecycle::is_document_leaving(root, today);
        let state = match day {
            Some(day) => until(day, today).0,
            // A sunset on no day that can be read tells at least that the end is meant.
            None if sunset.is_some() || marked || (operations > 0 && deprecated == operations) => "deprecated",
            None if is_preview => "preview",
            None => "live",
        };
        let internal = field(&["x-internal"]).is_some_and(Cursor::is_true).then(|| "internal".to_owned());
        let contact = info.and_then(|i| i.get(words::CONTACT));
        let contact = ["name", "email"].iter().find_map(|n| text(contact.and_then(|c| c.get_str(n))));
        let name = tree.source().name();
        let api = text(field(&["x-api-id"])).or_else(|| title.as_deref().map(|title| without_version(title, &version)));
        let api = api.unwrap_or_else(|| name.to_owned());
        Some(Self {
            file: name.to_owned(),
            group: api.to_lowercase(),
            behind: None,
            hash: Some(sha256_hex(tree.source().text())),
            repository: None,
            commit: None,
            unread: None,
            judged: None,
            api,
            version,
            major,
            openapi: openapi.text().into_owned(),
            state: state.to_owned(),
            sunset: day.map(|day| day.to_string()),
            days_left: day.map(|day| until(day, today).1),
            operations,
            deprecated,
            audience: text(field(&["x-audience"])).or(internal),
            server,
            owner: text(field(&["x-owner", "x-team"])).or(contact),
            operation_sunsets: sunsets.into_iter().map(ending).collect(),
        })
    }

    /// Brings what depends on the day up to it: rows may be some days old.
    ///
    /// # Errors
    /// Where the state or the sunset are none that an inventory writes.
    pub fn on_day(&mut self, today: Day) -> Result<(), String> {
        if !STATES.contains(&self.state.as_str()) {
            return Err(format!("`{}` is not a state", self.state));
        }
        for ending in &mut self.operation_sunsets {
            let day = Day::parse(&ending.sunset).ok_or_else(|| format!("`{}` is not a date", ending.sunset))?;
            ending.days_left = until(day, today).1;
        }
        let Some(sunset) = &self.sunset else { return Ok(()) };
        let day = Day::parse(sunset).ok_or_else(|| format!("`{sunset}` is not a date"))?;
        let (state, days) = until(day, today);
        (self.state, self.days_left) = (state.to_owned(), Some(days));
        Ok(())
    }

    /// What tells the generations of an API apart: the major version, else the day of a version that is a date.
    fn generation(&self) -> Option<(u32, String)> {
        let dated = || self.version.get(..10).filter(|date| Day::parse(date).is_some());
        let numbered = self.major.map(|major| (major, format!("v{major}")));
        numbered.or_else(|| dated().map(|date| (date.replace('-', "").parse().unwrap_or(0), date.to_owned())))
    }

    /// Of the operations that end on days of their own the next to end; where all are past, the last that ended.
    #[must_use]
    pub fn next_sunset(&self) -> Option<&OperationSunset> {
        let next = self.operation_sunsets.iter().filter(|s| s.days_left >= 0).min_by_key(|s| s.days_left);
        next.or_else(|| self.operation_sunsets.iter().max_by_key(|s| s.days_left))
    }

    /// True where clients should not come any more.
    fn is_leaving(&self) -> bool {
        matches!(self.state.as_str(), "deprecated" | "sunset" | "ended")
    }
}

/// The URL of a server with the defaults of its variables.
fn with_defaults(mut url: String, server: Cursor<'_>) -> String {
    for variable in server.get(words::VARIABLES).into_iter().flat_map(Cursor::entries) {
        if let Some(default) = variable.value.get_text(words::DEFAULT) {
            url = url.replace(&format!("{{{}}}", variable.name()), &default);
        }
    }
    url
}

/// What a row can say of its document.
const STATES: [&str; 5] = ["live", "preview", "deprecated", "sunset", "ended"];

/// The state of what has its sunset on a day, with the days until then.
fn until(day: Day, today: Day) -> (&'static str, i64) {
    (if day < today { "ended" } else { "sunset" }, day - today)
}

/// `2.0.0-rc.1`, `1.0beta2`, `v1-preview`
fn names_a_preview(version: &str) -> bool {
    let words = version.split(|c: char| !c.is_ascii_alphabetic()).map(str::to_ascii_lowercase);
    words.into_iter().any(|w| ["alpha", "beta", "preview", "rc", "draft"].contains(&w.as_str()))
}

/// What the operations of a document say; nothing where some of them stand elsewhere, or under `additionalOperations`, or
/// where headers may tell of sunsets: the model knows those.
#[must_use]
pub fn count(tree: &Tree) -> Option<Operations> {
    let mut lives = Operations::default();
    let Some(paths) = tree.root().get(words::PATHS) else { return Some(lives) };
    if ["Sunset", "sunset"].iter().any(|header| tree.find_key(header).is_some()) {
        return None;
    }
    let plain = |at: Cursor<'_>| at.get(words::REF).is_none() && at.get_str("additionalOperations").is_none();
    for item in paths.entries().filter(|e| e.name().starts_with('/')) {
        if !plain(item.value) {
            return None;
        }
        for (key, method) in Method::FIELDS {
            let Some(operation) = item.value.get(key) else { continue };
            if operation.get(words::REF).is_some() {
                return None;
            }
            lives.all += 1;
            lives.deprecated += usize::from(lifecycle::is_deprecated(operation));
            let sunset = lifecycle::own_sunset(operation).or_else(|| lifecycle::own_sunset(item.value));
            if let Some(day) = sunset.and_then(|s| s.day) {
                lives.sunsets.push((format!("{} {}", method.text(), item.name()), day));
            }
        }
    }
    plain(paths).then_some(lives)
}

/// The same by the model, which follows references.
#[must_use]
pub fn count_in(api: &Api<'_>) -> Operations {
    let ending = |o: &crate::model::Operation<'_>| Some((o.title(), lifecycle::operation_sunset(api, o)?.day?));
    Operations {
        all: api.path_operations().count(),
        deprecated: api.path_operations().filter(|o| lifecycle::is_deprecated(o.node)).count(),
        sunsets: api.path_operations().filter_map(ending).collect(),
    }
}

/// `Orders API v2` as `Orders API`. A bare number is a version where the document says so: `Office 365` keeps its own.
fn without_version(title: &str, version: &str) -> String {
    let plain = version.trim_start_matches(['v', 'V']);
    let own = |number: &str| plain == number || plain.strip_prefix(number).is_some_and(|rest| rest.starts_with('.'));
    let mut kept: Vec<&str> = Vec::new();
    let mut after_version = false;
    for written in title.split_whitespace() {
        let word = written.trim_matches(['(', ')', '[', ']', ',', ':']).to_ascii_lowercase();
        let number = word.parse::<f64>().is_ok();
        if segment_version(&word).is_none() && word != "version" && !(number && (after_version || own(&word))) {
            kept.push(written);
        }
        after_version = word == "version";
    }
    // What joined the name and its version.
    let name = kept.join(" ");
    let name = name.trim_matches(|c: char| c.is_whitespace() || matches!(c, '-' | '–' | '—' | ',' | ':' | '|' | '/'));
    if name.is_empty() { title.to_owned() } else { name.to_owned() }
}

/// Something that the versions of one API show only together.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct InventoryFinding {
    /// `version-behind-undeprecated`, `version-too-many-live`, `sunset-past`
    pub rule: &'static str,
    /// As grave as the rule says.
    pub severity: &'static str,
    /// The API.
    pub api: String,
    /// The document that it is about.
    pub file: String,
    /// What is wrong.
    pub message: String,
}

/// The severity of a rule, in a word.
fn severity_of(rule: &str) -> &'static str {
    rules::find(rule).map_or(Severity::Error, |rule| rule.severity).word()
}

/// Notes on each row which newer version of its API is live.
pub fn place(rows: &mut [Row]) {
    let mut newest: BTreeMap<String, (u32, String)> = BTreeMap::new();
    for row in rows.iter().filter(|r| r.state == "live") {
        if let Some(generation) = row.generation() {
            let known = newest.entry(row.group.clone()).or_insert_with(|| generation.clone());
            if generation > *known {
                *known = generation;
            }
        }
    }
    for row in rows {
        let newer = newest.get(&row.group).filter(|newest| row.generation().is_some_and(|own| own.0 < newest.0));
        row.behind = newer.filter(|_| !row.is_leaving() && row.state != "preview").map(|(_, name)| name.clone());
    }
}

/// Rows in order: by API, then by version.
pub fn sort(rows: &mut [Row]) {
    rows.order_by(|a, b| {
        // `1.10` comes after `1.9`.
        let numbers = |version: &str| {
            let parts = version.split(|c: char| !c.is_ascii_digit()).filter(|p| !p.is_empty());
            parts.map(|p| p.parse().unwrap_or(u64::MAX)).collect::<Vec<u64>>()
        };
        let key = |r: &Row| (r.api.to_lowercase(), r.major, numbers(&r.version), r.version.clone(), r.file.clone());
        key(a).cmp(&key(b))
    });
}

/// What is wrong with the versions that live side by side. More than `most` live majors of one API are too many.
#[must_use]
pub fn findings(rows: &[Row], most: usize) -> Vec<InventoryFinding> {
    let mut by_api: BTreeMap<String, Vec<&Row>> = BTreeMap::new();
    for row in rows {
        by_api.entry(row.group.clone()).or_default().push(row);
    }
    let mut found = Vec::new();
    for row in rows.iter() {
        let gone = |message: String| InventoryFinding {
            rule: "sunset-past",
            severity: severity_of("sunset-past"),
            api: row.api.clone(),
            file: row.file.clone(),
            message,
        };
        let ended = row.operation_sunsets.iter().filter(|s| s.days_left < 0).count();
        match row.days_left {
            Some(days) if days < 0 => {
                let sunset = row.sunset.as_deref().unwrap_or_default();
                found.push(gone(format!("sunset was on {sunset}, and the document is still here")));
            }
            _ if ended > 0 => {
                found.push(gone(format!("{} past sunset are still in the document", counted(ended, "operation"))));
            }
            _ => {}
        }
    }
    for rows in by_api.values() {
        let mut live: Vec<(u32, String)> =
            rows.iter().filter(|r| r.state == "live").filter_map(|r| r.generation()).collect();
        live.order();
        live.dedup();
        for row in rows.iter().filter(|r| !r.is_leaving() && r.state != "preview") {
            if let (Some((own, name)), Some((newest, next))) = (row.generation(), live.last())
                && own < *newest
            {
                let message = format!("{name} is not deprecated, but {next} is live");
                found.push(InventoryFinding {
                    rule: "version-behind-undeprecated",
                    severity: severity_of("version-behind-undeprecated"),
                    api: row.api.clone(),
                    file: row.file.clone(),
                    message,
                });
            }
        }
        if live.len() > most {
            let list = live.iter().map(|(_, name)| name.as_str()).collect::<Vec<_>>().join(", ");
            let row = rows[0];
            let message = format!("{} live versions: {list}; at most {most} are allowed", live.len());
            found.push(InventoryFinding {
                rule: "version-too-many-live",
                severity: severity_of("version-too-many-live"),
                api: row.api.clone(),
                file: row.file.clone(),
                message,
            });
        }
    }
    found
}

/// True where a file is in the share `number` (from 1) of `shares`, by a hash of its name.
#[must_use]
pub fn is_in_share(name: &str, number: u32, shares: u32) -> bool {
    // The lowest bits of FNV are the weakest.
    (fnv1a([name]) >> 16) % u64::from(shares) == u64::from(number) - 1
}

/// The sunsets as a calendar (RFC 5545): an event of a whole day for each.
#[must_use]
pub fn calendar(rows: &[Row]) -> String {
    let mut out = String::from("BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//apivet//inventory//EN\r\n");
    let escape =
        |text: &str| text.replace('\\', "\\\\").replace([';'], "\\;").replace(',', "\\,").replace(['\r', '\n'], " ");
    let mut event = |row: &Row, sunset: &str, what: &str, of: &str, told: &str| {
        let day = sunset.replace('-', "");
        let lines = [
            "BEGIN:VEVENT".to_owned(),
            format!("UID:{:016x}@apivet", fnv1a(["sunset", &row.file, &row.api, of])),
            // A calendar that is made twice is the same: the stamp is that of the event itself.
            format!("DTSTAMP:{day}T000000Z"),
            format!("DTSTART;VALUE=DATE:{day}"),
            format!("SUMMARY:{}", escape(&format!("Sunset of {what}{} {}", row.api, row.version))),
            format!("DESCRIPTION:{}", escape(told)),
            "END:VEVENT".to_owned(),
        ];
        for line in lines {
            fold(&line, &mut out);
        }
    };
    for row in rows {
        if let Some(sunset) = &row.sunset {
            event(row, sunset, "", "", &row.file);
        }
        // Operations that end on one day are one event.
        let mut days: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
        for ending in row.operation_sunsets.iter().filter(|ending| Some(&ending.sunset) != row.sunset.as_ref()) {
            days.entry(&ending.sunset).or_default().push(&ending.operation);
        }
        for (day, operations) in days {
            let what = match operations[..] {
                [one] => format!("{one} of "),
                _ => format!("{} operations of ", operations.len()),
            };
            event(row, day, &what, day, &format!("{}: {}", row.file, operations.join(", ")));
        }
    }
    out.push_str("END:VCALENDAR\r\n");
    out
}

/// Writes a line in pieces of at most 75 bytes (RFC 5545, section 3.1).
fn fold(line: &str, out: &mut String) {
    let mut width = 0;
    for c in line.chars() {
        if width + c.len_utf8() > 73 {
            out.push_str("\r\n ");
            width = 1;
        }
        out.push(c);
        width += c.len_utf8();
    }
    out.push_str("\r\n");
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn titles_lose_their_versions_and_keep_their_numbers() {
        for (title, version, name) in [
            ("Orders API v2", "2.1.0", "Orders API"),
            ("Orders 2", "2.1.0", "Orders"),
            ("Orders (Version 3)", "1.0.0", "Orders"),
            ("Rooms API - v2", "2.0.0", "Rooms API"),
            ("Rooms API, Version 3", "3.0.0", "Rooms API"),
            ("Rooms: v1", "1.0.0", "Rooms"),
            ("Office 365 API", "2.0.0", "Office 365 API"),
            ("V2", "2.0.0", "V2"),
        ] {
            assert_eq!(without_version(title, version), name);
        }
    }
}
