//! The inventory: which APIs there are, in which versions, and how long they live.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::digest::fnv1a;
use crate::model::lifecycle::{self, date_of};
use crate::model::{Api, Method, segment_version};
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
}

impl Row {
    /// Reads a document; nothing where it is none of OpenAPI. References are not followed.
    #[must_use]
    pub fn read(tree: &Tree, today: i64) -> Option<Self> {
        let root = tree.root();
        let openapi = root.get(words::OPENAPI).or_else(|| root.get(words::SWAGGER))?;
        let info = root.get(words::INFO);
        let text = |at: Option<Cursor<'_>>| at.map(|a| a.text().trim().to_owned()).filter(|t| !t.is_empty());
        let field = |names: &[&str]| names.iter().find_map(|n| info.and_then(|i| i.get_str(n)).or(root.get_str(n)));
        let title = text(info.and_then(|i| i.get(words::TITLE)));
        let version = text(info.and_then(|i| i.get(words::VERSION))).unwrap_or_default();
        let server = root.get(words::SERVERS).and_then(|s| s.item(0)).and_then(|s| text(s.get(words::URL)));
        let base = || {
            let host = text(root.get(words::HOST)).unwrap_or_default();
            let path = text(root.get(words::BASE_PATH)).unwrap_or_default();
            Some(format!("{host}{path}")).filter(|s| !s.is_empty())
        };
        let server = server.or_else(base);
        let paths = || root.get(words::PATHS).into_iter().flat_map(Cursor::entries);
        let (mut operations, mut deprecated) = (0, 0);
        for item in paths().filter(|e| e.name().starts_with('/')) {
            for operation in Method::FIELDS.iter().filter_map(|(key, _)| item.value.get(*key)) {
                operations += 1;
                deprecated += usize::from(operation.get(words::DEPRECATED).is_some_and(Cursor::is_true));
            }
        }
        let first = paths().find(|e| e.name().starts_with('/')).map(|e| e.name().to_owned());
        let in_path = |path: &str| path.split('/').find_map(|s| segment_version(s)?.0);
        let preview = |path: &str| path.split('/').any(|s| segment_version(s).is_some_and(|v| v.2));
        let major = server.as_deref().and_then(in_path).or_else(|| first.as_deref().and_then(in_path)).or_else(|| {
            let number = version.trim_start_matches(['v', 'V']).split(['.', '-']).next()?;
            // A date is no major version.
            number.parse().ok().filter(|n| *n < 1000)
        });
        let is_preview = server.as_deref().is_some_and(preview)
            || first.as_deref().is_some_and(preview)
            || ["alpha", "beta", "preview", "rc", "draft"].iter().any(|w| version.to_ascii_lowercase().contains(w));
        let sunset = info.and_then(lifecycle::own_sunset).or_else(|| lifecycle::own_sunset(root));
        let day = sunset.and_then(|s| s.day);
        let marked = field(&["x-deprecated", "x-deprecated-at", "deprecated"]).is_some_and(|d| d.bool() != Some(false));
        let days_left = day.map(|d| d - today);
        let state = match days_left {
            Some(days) if days < 0 => "ended",
            Some(_) => "sunset",
            // A sunset on no day that can be read tells at least that the end is meant.
            None if sunset.is_some() || marked || (operations > 0 && deprecated == operations) => "deprecated",
            None if is_preview => "preview",
            None => "live",
        };
        let internal = field(&["x-internal"]).is_some_and(Cursor::is_true).then(|| "internal".to_owned());
        let name = tree.source().name();
        let api = text(field(&["x-api-id"])).or_else(|| title.as_deref().map(|title| without_version(title, &version)));
        Some(Self {
            file: name.to_owned(),
            api: api.unwrap_or_else(|| name.to_owned()),
            version,
            major,
            openapi: openapi.text().into_owned(),
            state: state.to_owned(),
            sunset: day.map(date_of),
            days_left,
            operations,
            deprecated,
            audience: text(field(&["x-audience"])).or(internal),
            server,
        })
    }

    /// Counts the operations again, with those that stand in other files.
    pub fn count(&mut self, apis: &[Api<'_>]) {
        let all = || apis.iter().flat_map(Api::path_operations);
        self.operations = all().count();
        self.deprecated = all().filter(|o| lifecycle::is_deprecated(o.node)).count();
    }

    /// True where clients should not come any more.
    fn is_leaving(&self) -> bool {
        matches!(self.state.as_str(), "deprecated" | "sunset" | "ended")
    }
}

/// True where path items stand in other files.
#[must_use]
pub fn is_split(tree: &Tree) -> bool {
    let paths = tree.root().get(words::PATHS);
    let elsewhere = |at: Cursor<'_>| at.get(words::REF).is_some_and(|r| !r.text().starts_with('#'));
    paths.is_some_and(|p| elsewhere(p) || p.entries().any(|e| elsewhere(e.value)))
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
    if kept.is_empty() { title.to_owned() } else { kept.join(" ") }
}

/// Something that the versions of one API show only together.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Finding {
    /// `version-behind-undeprecated` or `version-too-many-live`
    pub rule: &'static str,
    /// The API.
    pub api: String,
    /// The document that it is about.
    pub file: String,
    /// What is wrong.
    pub message: String,
}

/// Rows in order: by API, then by version.
pub fn sort(rows: &mut [Row]) {
    rows.sort_by(|a, b| {
        let key = |r: &Row| (r.api.to_lowercase(), r.major, r.version.clone(), r.file.clone());
        key(a).cmp(&key(b))
    });
}

/// What is wrong with the versions that live side by side. More than `most` live majors of one API are too many.
#[must_use]
pub fn findings(rows: &[Row], most: usize) -> Vec<Finding> {
    let mut by_api: BTreeMap<String, Vec<&Row>> = BTreeMap::new();
    for row in rows {
        by_api.entry(row.api.to_lowercase()).or_default().push(row);
    }
    let mut found = Vec::new();
    for rows in by_api.values() {
        let newest = rows.iter().filter(|r| r.state == "live").filter_map(|r| r.major).max();
        let mut live: Vec<u32> = rows.iter().filter(|r| r.state == "live").filter_map(|r| r.major).collect();
        live.sort_unstable();
        live.dedup();
        for row in rows.iter().filter(|r| !r.is_leaving() && r.state != "preview") {
            if let (Some(own), Some(newest)) = (row.major, newest)
                && own < newest
            {
                let message = format!("version {own} is not deprecated, and version {newest} is alive");
                found.push(Finding {
                    rule: "version-behind-undeprecated",
                    api: row.api.clone(),
                    file: row.file.clone(),
                    message,
                });
            }
        }
        if live.len() > most {
            let list = live.iter().map(|m| format!("v{m}")).collect::<Vec<_>>().join(", ");
            let row = rows[0];
            let message = format!("{} versions are alive at once: {list}; at most {most} should be", live.len());
            found.push(Finding {
                rule: "version-too-many-live",
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
    for row in rows {
        let Some(sunset) = &row.sunset else { continue };
        let day = sunset.replace('-', "");
        let lines = [
            "BEGIN:VEVENT".to_owned(),
            format!("UID:{:016x}@apivet", fnv1a(["sunset", &row.file, &row.api])),
            // A calendar that is made twice is the same: the stamp is that of the event itself.
            format!("DTSTAMP:{day}T000000Z"),
            format!("DTSTART;VALUE=DATE:{day}"),
            format!("SUMMARY:{}", escape(&format!("Sunset of {} {}", row.api, row.version))),
            format!("DESCRIPTION:{}", escape(&row.file)),
            "END:VEVENT".to_owned(),
        ];
        for line in lines {
            fold(&line, &mut out);
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
            ("Office 365 API", "2.0.0", "Office 365 API"),
            ("V2", "2.0.0", "V2"),
        ] {
            assert_eq!(without_version(title, version), name);
        }
    }
}
