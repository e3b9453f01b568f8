//! The versions of the OpenAPI Specification.

/// A minor version of the specification: patch releases share one grammar.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Version {
    /// Swagger 2.0
    V2_0,
    /// OpenAPI 3.0
    V3_0,
    /// OpenAPI 3.1
    V3_1,
    /// OpenAPI 3.2
    V3_2,
}

impl Version {
    /// All versions, oldest first.
    pub const ALL: [Version; 4] = [Version::V2_0, Version::V3_0, Version::V3_1, Version::V3_2];

    /// The version as it is written in prose: "3.1".
    #[must_use]
    pub fn text(self) -> &'static str {
        match self {
            Version::V2_0 => "2.0",
            Version::V3_0 => "3.0",
            Version::V3_1 => "3.1",
            Version::V3_2 => "3.2",
        }
    }

    /// The version that the text of an `openapi` field names: `3.1.0`, `3.1`, `3.1.0-rc1`.
    #[must_use]
    pub fn from_openapi(text: &str) -> Option<Version> {
        let rest = text.strip_prefix("3.")?;
        let (version, rest) = (rest.get(..1)?, &rest[1..]);
        if !(rest.is_empty() || rest.starts_with(['.', '-'])) {
            return None;
        }
        match version {
            "0" => Some(Version::V3_0),
            "1" => Some(Version::V3_1),
            "2" => Some(Version::V3_2),
            _ => None,
        }
    }

    /// True where schemas follow JSON Schema 2020-12 (3.1 and later).
    #[must_use]
    pub fn has_json_schema(self) -> bool {
        self >= Version::V3_1
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_are_told_by_their_minor_number() {
        assert_eq!(Version::from_openapi("3.0.3"), Some(Version::V3_0));
        assert_eq!(Version::from_openapi("3.2"), Some(Version::V3_2));
        assert_eq!(Version::from_openapi("3.1.0-rc1"), Some(Version::V3_1));
        for wrong in ["4.7.0", "3.10.0", "3", "", "2.0", "3.é"] {
            assert_eq!(Version::from_openapi(wrong), None, "{wrong}");
        }
    }
}
