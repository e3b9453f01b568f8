//! JSON pointers (RFC 6901) and their form in URI fragments.

use std::borrow::Cow;

use percent_encoding::percent_decode_str;

/// Escapes one segment: `~` as `~0`, `/` as `~1` (RFC 6901 section 3).
#[must_use]
pub fn escape_segment(segment: &str) -> Cow<'_, str> {
    if segment.contains(['~', '/']) {
        Cow::Owned(segment.replace('~', "~0").replace('/', "~1"))
    } else {
        Cow::Borrowed(segment)
    }
}

/// Undoes [`escape_segment`].
#[must_use]
pub fn unescape_segment(segment: &str) -> Cow<'_, str> {
    if segment.contains('~') {
        Cow::Owned(segment.replace("~1", "/").replace("~0", "~"))
    } else {
        Cow::Borrowed(segment)
    }
}

/// The pointer of a list of segments; empty for the root.
#[must_use]
pub fn join_pointer<S: AsRef<str>>(segments: &[S]) -> String {
    let mut out = String::new();
    for segment in segments {
        out.push('/');
        out.push_str(&escape_segment(segment.as_ref()));
    }
    out
}

/// Resolves percent-encoding (RFC 3986 section 2.1); bytes that are no UTF-8 stay as written.
#[must_use]
pub fn decode_uri_fragment(text: &str) -> Cow<'_, str> {
    percent_decode_str(text).decode_utf8().unwrap_or(Cow::Borrowed(text))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn segments_round_trip() {
        for text in ["", "a/b", "m~n", "~1", "é"] {
            assert_eq!(unescape_segment(&escape_segment(text)), text);
        }
        assert_eq!(join_pointer(&["paths", "/pets/{id}"]), "/paths/~1pets~1{id}");
    }

    #[test]
    fn percent_encoding_is_resolved_where_it_is_utf8() {
        assert_eq!(decode_uri_fragment("/paths/%7Bid%7D"), "/paths/{id}");
        assert_eq!(decode_uri_fragment("100%"), "100%");
        assert_eq!(decode_uri_fragment("%ff"), "%ff");
    }
}
