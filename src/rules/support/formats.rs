//! Formats that every tool knows.

/// Formats of one type. `int64` and decimals are left out: JSON of gateways writes large numbers as strings.
pub const FORMATS_OF_ONE_TYPE: [(&str, &str); 13] = [
    ("int32", "number"),
    ("date", "string"),
    ("date-time", "string"),
    ("time", "string"),
    ("duration", "string"),
    ("uuid", "string"),
    ("uri", "string"),
    ("uri-reference", "string"),
    ("email", "string"),
    ("hostname", "string"),
    ("ipv4", "string"),
    ("ipv6", "string"),
    ("password", "string"),
];
