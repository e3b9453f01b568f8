//! Version tokens wherever a version can live.

use std::ops::Range;

use super::{Api, ParameterLocation, SchemeType, Server};
use crate::source::Location;
use crate::text::{Day, Sorting};
use crate::tree::{Cursor, words};

/// Where a version was found.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[allow(missing_docs)]
pub enum VersionLocation {
    Server,
    Path,
    Query,
    Header,
    MediaType,
}

/// A version as it stands somewhere.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct VersionToken<'a> {
    /// The text: `v2`, `v1beta1`, `2024-01-31`.
    pub text: String,
    /// The major number; `None` for dates.
    pub major: Option<u32>,
    /// The minor number, where one is written.
    pub minor: Option<u32>,
    /// True for `beta`, `rc` and the like.
    pub preview: bool,
    /// Where.
    pub place: VersionLocation,
    /// The bytes.
    pub location: Location,
    /// The place whose key or value holds it.
    pub at: Cursor<'a>,
}

/// True for a date written as `yyyy-mm-dd`.
#[must_use]
pub fn is_date(text: &str) -> bool {
    Day::of_date(text).is_some()
}

/// Reads a path segment as a version: `v1`, `v1.2`, `v1beta1`, a date. Gives major, minor, preview.
#[must_use]
pub fn segment_version(segment: &str) -> Option<(Option<u32>, Option<u32>, bool)> {
    if segment.get(..10).is_some_and(is_date) {
        return match segment[10..].trim_start_matches(['-', '_', '.']).to_ascii_lowercase().as_str() {
            "" if segment.len() == 10 => Some((None, None, false)),
            "preview" | "beta" | "alpha" | "rc" => Some((None, None, true)),
            _ => None,
        };
    }
    let rest = segment.strip_prefix(['v', 'V'])?;
    let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
    let major = rest[..digits].parse().ok()?;
    let mut rest = &rest[digits..];
    let mut minor = None;
    if let Some(after) = rest.strip_prefix('.') {
        let digits = after.bytes().take_while(u8::is_ascii_digit).count();
        minor = Some(after[..digits].parse().ok()?);
        rest = &after[digits..];
    }
    let suffix = rest.trim_end_matches(|c: char| c.is_ascii_digit()).to_ascii_lowercase();
    match suffix.as_str() {
        "" if rest.is_empty() => Some((Some(major), minor, false)),
        "a" | "b" | "alpha" | "beta" | "preview" | "rc" => Some((Some(major), minor, true)),
        _ => None,
    }
}

/// Reads `1.0` or `1.0.0` as a version.
fn number_version(segment: &str) -> Option<(Option<u32>, Option<u32>, bool)> {
    let mut parts = segment.split('.');
    let major = parts.next()?.parse().ok()?;
    let minor = parts.next()?.parse().ok()?;
    let rest: Vec<&str> = parts.collect();
    let patch = rest.iter().all(|p| !p.is_empty() && p.bytes().all(|b| b.is_ascii_digit()));
    (rest.len() < 2 && patch).then_some((Some(major), Some(minor), false))
}

/// The version in a media type: `application/vnd.acme.v2+json`, `application/json;v=2`, `; version=2`.
#[must_use]
pub fn media_type_version(media_type: &str) -> Option<(&str, Range<usize>)> {
    if !media_type.bytes().any(|b| b.is_ascii_digit()) {
        return None;
    }
    let (essence, parameters) = media_type.split_once(';').unwrap_or((media_type, ""));
    let mut at = essence.len() + 1;
    for parameter in parameters.split(';') {
        if let Some((name, value)) = parameter.split_once('=') {
            let value = value.trim().trim_matches('"');
            if matches!(name.trim().to_ascii_lowercase().as_str(), "v" | "version")
                && value.bytes().any(|b| b.is_ascii_digit())
            {
                let start = at + parameter.len() - parameter.trim_start().len();
                return Some((value, start..at + parameter.len()));
            }
        }
        at += parameter.len() + 1;
    }
    let (tree, _) = essence.split_once('+').unwrap_or((essence, ""));
    let vendor = tree.split_once("/vnd.").or_else(|| tree.split_once("/prs."))?;
    let mut at = vendor.0.len() + 5;
    for part in vendor.1.split(['.', '-']) {
        if segment_version(part).is_some_and(|(major, ..)| major.is_some()) {
            return Some((part, at..at + part.len()));
        }
        at += part.len() + 1;
    }
    None
}

impl<'a> Api<'a> {
    /// The version in a server's path.
    fn server_version(&self, server: &Server<'a>) -> Option<VersionToken<'a>> {
        let path = server.path();
        let by_grammar = || path.split('/').find_map(|s| Some((s, segment_version(s)?)));
        // `/orders/1.0.0`, as gateways and mocks write it; a segment of a path may be any number.
        let by_numbers = || path.split('/').find_map(|s| Some((s, number_version(s)?)));
        let (text, (major, minor, preview)) = by_grammar().or_else(by_numbers)?;
        let in_url = server.url.find(text).filter(|_| server.exact);
        let (at, location) = match (in_url, self.root.get(words::BASE_PATH)) {
            (Some(start), _) => (server.at, server.at.part(start..start + text.len())),
            (None, Some(base)) if !server.exact => {
                let start = base.text().find(text);
                (base, start.map_or(base.location(), |start| base.part(start..start + text.len())))
            }
            _ => (server.at, server.at.location()),
        };
        let text = text.to_owned();
        Some(VersionToken { text, major, minor, preview, place: VersionLocation::Server, location, at })
    }

    /// Versions in the paths of the document's servers, with the server's number.
    #[must_use]
    pub fn server_versions(&self) -> Vec<(usize, VersionToken<'a>)> {
        self.servers.iter().enumerate().filter_map(|(n, server)| Some((n, self.server_version(server)?))).collect()
    }

    /// Versions in the servers of path items and operations.
    #[must_use]
    pub fn inner_server_versions(&self) -> Vec<VersionToken<'a>> {
        let of_paths = self.paths.iter().filter_map(|p| p.get(words::SERVERS));
        let of_operations = self.path_operations().filter_map(|o| o.node.get(words::SERVERS));
        let servers = of_paths.chain(of_operations).flat_map(Cursor::items).filter_map(Server::read);
        servers.filter_map(|server| self.server_version(&server)).collect()
    }

    /// The version in each path that has one, with the path's number: the first segment that reads as one, wherever it
    /// stands (`/apis/apps/v1/deployments`), but for the last (`/engines/v8` is the name of a thing).
    #[must_use]
    pub fn path_versions(&self) -> Vec<(usize, VersionToken<'a>)> {
        let mut tokens = Vec::new();
        for (n, item) in self.paths.iter().enumerate() {
            let mut at = 0;
            for segment in item.path.split('/') {
                let is_first = item.path[..at].chars().all(|c| c == '/');
                let is_last = item.path.len() <= at + segment.len();
                let version = segment_version(segment).filter(|_| is_first || !is_last);
                if let Some((major, minor, preview)) = version {
                    tokens.push((
                        n,
                        VersionToken {
                            text: segment.to_owned(),
                            major,
                            minor,
                            preview,
                            place: VersionLocation::Path,
                            location: item.entry.key_part(at..at + segment.len()),
                            at: item.entry,
                        },
                    ));
                    break;
                }
                at += segment.len() + 1;
            }
        }
        tokens
    }

    /// Parameters that carry the version: `api-version`, `x-api-version`, `accept-version` and the
    /// like wherever they stand; a plain `version` in the query where most operations take it.
    #[must_use]
    pub fn version_parameters(&self, chosen: Option<&str>) -> Vec<VersionToken<'a>> {
        let mut tokens: Vec<VersionToken<'a>> = Vec::new();
        let total = self.path_operations().count();
        let mut plain: Vec<VersionToken<'a>> = Vec::new();
        let mut named: Vec<VersionToken<'a>> = Vec::new();
        for operation in self.path_operations() {
            for parameter in &operation.parameters {
                let name = parameter.name.to_ascii_lowercase();
                let place = match parameter.place {
                    ParameterLocation::Query => VersionLocation::Query,
                    ParameterLocation::Header => VersionLocation::Header,
                    _ => continue,
                };
                let at = parameter.node.get(words::NAME).unwrap_or(parameter.node);
                let token = VersionToken {
                    text: parameter.name.to_string(),
                    major: None,
                    minor: None,
                    preview: false,
                    place,
                    location: at.location(),
                    at,
                };
                let list = match name.as_str() {
                    _ if chosen.is_some_and(|c| c.eq_ignore_ascii_case(&name)) => &mut tokens,
                    "version" | "v" if place == VersionLocation::Query => &mut plain,
                    _ if names_api_version(&name) => &mut named,
                    _ if place == VersionLocation::Header && may_name_api_version(&name) => &mut plain,
                    _ => continue,
                };
                list.push(token);
            }
        }
        // Of one operation among many it is about what that one gives.
        for place in [VersionLocation::Query, VersionLocation::Header] {
            let mut here: Vec<VersionToken<'a>> = named.iter().filter(|t| t.place == place).cloned().collect();
            if here.len() * 10 >= total {
                tokens.append(&mut here);
            }
        }
        // Each place by itself: a header of most operations makes no version of one operation's query parameter.
        for place in [VersionLocation::Query, VersionLocation::Header] {
            let mut here: Vec<VersionToken<'a>> = plain.iter().filter(|t| t.place == place).cloned().collect();
            if here.len() * 2 > total {
                tokens.append(&mut here);
            }
        }
        // Some describe the header with the version as a key that each request must carry.
        for scheme in self.schemes.iter().filter(|s| matches!(s.ty, SchemeType::ApiKey { .. })) {
            let place = scheme.node.get(words::IN).is_some_and(|i| i.text() == "header");
            let Some(at) = scheme.node.get(words::NAME).filter(|_| place) else { continue };
            let name = at.text().to_ascii_lowercase();
            if names_api_version(&name) || may_name_api_version(&name) {
                tokens.push(VersionToken {
                    text: at.text().into_owned(),
                    major: None,
                    minor: None,
                    preview: false,
                    place: VersionLocation::Header,
                    location: at.location(),
                    at,
                });
            }
        }
        tokens.order_by_key(|t| (t.place, t.location.clone()));
        tokens.dedup_by_key(|t| (t.place, t.location.clone()));
        tokens
    }

    /// Versions in the media types of requests and responses.
    #[must_use]
    pub fn media_type_versions(&self) -> Vec<VersionToken<'a>> {
        let mut tokens: Vec<VersionToken<'a>> = Vec::new();
        let mut note = |text: &str, at: Cursor<'a>, location: &dyn Fn(Range<usize>) -> Location| {
            if let Some((version, range)) = media_type_version(text) {
                let major =
                    segment_version(version).and_then(|v| v.0).or_else(|| version.split('.').next()?.parse().ok());
                tokens.push(VersionToken {
                    text: version.to_owned(),
                    major,
                    minor: None,
                    preview: false,
                    place: VersionLocation::MediaType,
                    location: location(range),
                    at,
                });
            }
        };
        for operation in self.path_operations() {
            let body = operation.node.get(words::REQUEST_BODY).map(|b| self.resolve(b));
            let responses = operation.responses(self.workspace).map(|(_, r)| r);
            for content in body.into_iter().chain(responses).filter_map(|b| b.get(words::CONTENT)) {
                for media in content.entries() {
                    note(media.name(), media.value, &|range| media.value.key_part(range));
                }
            }
            for key in [words::CONSUMES, words::PRODUCES] {
                for media in operation.node.get(key).into_iter().flat_map(Cursor::items) {
                    note(&media.text(), media, &|range| media.part(range));
                }
            }
        }
        for key in [words::CONSUMES, words::PRODUCES] {
            for media in self.root.get(key).into_iter().flat_map(Cursor::items) {
                note(&media.text(), media, &|range| media.part(range));
            }
        }
        // `Accept: application/vnd.acme+json;version=2`, described as a parameter.
        let accepts = self
            .path_operations()
            .flat_map(|o| &o.parameters)
            .filter(|p| p.place == ParameterLocation::Header && p.name.eq_ignore_ascii_case("accept"));
        for parameter in accepts {
            let schema = parameter.node.get(words::SCHEMA).map(|s| self.resolve(s));
            for holder in [Some(parameter.node), schema].into_iter().flatten() {
                let single = [words::DEFAULT, words::EXAMPLE, words::CONST].into_iter().filter_map(|k| holder.get(k));
                let listed = holder.get(words::ENUM).into_iter().flat_map(Cursor::items);
                for at in single.chain(listed) {
                    note(&at.text(), at, &|range| at.part(range));
                }
            }
        }
        tokens.order_by_key(|t| t.location.clone());
        tokens.dedup_by_key(|t| t.location.clone());
        tokens
    }
}

/// Names of parameters that choose the version of the API, in lower case.
fn names_api_version(name: &str) -> bool {
    let plain: String = name.chars().filter(char::is_ascii_alphanumeric).collect();
    matches!(plain.as_str(), "acceptversion" | "xacceptversion" | "xversion" | "xmsversion")
        || plain.ends_with("apiversion")
}

/// Headers like `Acme-Version`; not those about the client, the language or another thing's version.
fn may_name_api_version(name: &str) -> bool {
    const OTHERS: [&str; 12] =
        ["client", "app", "sdk", "device", "os", "language", "lang", "browser", "schema", "protocol", "if", "content"];
    let mut words = name.split(['-', '_']).rev();
    words.next() == Some("version") && words.all(|w| !OTHERS.contains(&w))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn segments_are_versions_only_by_the_grammar() {
        assert_eq!(segment_version("v1"), Some((Some(1), None, false)));
        assert_eq!(segment_version("v1.2"), Some((Some(1), Some(2), false)));
        assert_eq!(segment_version("v1beta1"), Some((Some(1), None, true)));
        assert_eq!(segment_version("2024-01-31"), Some((None, None, false)));
        assert_eq!(number_version("1.0.0"), Some((Some(1), Some(0), false)));
        for no in ["1", "1.", "1.x", "10.0.0.1"] {
            assert_eq!(number_version(no), None, "{no}");
        }
        for no in ["v", "vault", "v1x", "version1", "1", "2024-13-01", "v1."] {
            assert_eq!(segment_version(no), None, "{no}");
        }
    }

    #[test]
    fn media_types_carry_versions_in_two_ways() {
        let version = |m| media_type_version(m).map(|(v, r): (&str, Range<usize>)| (v.to_owned(), m[r].to_owned()));
        assert_eq!(version("application/vnd.acme.v2+json"), Some(("v2".into(), "v2".into())));
        assert_eq!(version("application/json; version=3"), Some(("3".into(), "version=3".into())));
        assert_eq!(version("application/json;charset=utf-8"), None);
        assert_eq!(version("application/vnd.acme.orders+json"), None);
    }
}
