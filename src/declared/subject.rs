//! What rules can be about: the words after `on:`.

/// What rules can be about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(missing_docs)]
pub enum Subject {
    Api,
    Server,
    SecurityScheme,
    Operation,
    SecurityRequirement,
    Parameter,
    Response,
}

impl Subject {
    /// All subjects.
    pub const ALL: [Subject; 7] = [
        Subject::Api,
        Subject::Server,
        Subject::SecurityScheme,
        Subject::Operation,
        Subject::SecurityRequirement,
        Subject::Parameter,
        Subject::Response,
    ];

    /// The word after `on:`.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Subject::Api => "api",
            Subject::Server => "server",
            Subject::SecurityScheme => "security-scheme",
            Subject::Operation => "operation",
            Subject::SecurityRequirement => "security-requirement",
            Subject::Parameter => "parameter",
            Subject::Response => "response",
        }
    }
}
