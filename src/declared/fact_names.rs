//! The names of the facts: what rules about the model may ask for. A name that no fact has would never hold, and the
//! rule would never report.

use super::subject::Subject;

/// What stands under a name.
#[derive(Clone, Copy, Debug)]
pub enum FactShape {
    /// A text, a number, a truth value, or nothing.
    Scalar,
    /// What the description holds, whatever that is.
    Any,
    /// An object with these names.
    Object(&'static [(&'static str, FactShape)]),
    /// A list of such.
    List(&'static FactShape),
}

use FactShape::{Any, List, Object, Scalar};

const TEXTS: FactShape = List(&Scalar);

const SCHEME: &[(&str, FactShape)] = &[
    ("name", Scalar),
    ("type", Scalar),
    ("scheme", Scalar),
    ("in", Scalar),
    ("credential", Scalar),
    ("flows", List(&Object(&[("kind", Scalar), ("scopes", TEXTS)]))),
    ("description", Scalar),
    ("extensions", Any),
    // Where it is required.
    ("scopes", TEXTS),
];

/// Without what is required of it.
const DECLARED_SCHEME: FactShape = Object(SCHEME.split_at(SCHEME.len() - 1).0);

const ALTERNATIVE: &[(&str, FactShape)] =
    &[("anonymous", Scalar), ("schemes", List(&Object(SCHEME))), ("scopes", TEXTS)];

const BRIEF: FactShape = Object(OPERATION.split_at(BRIEF_FACTS).0);

/// How many of the facts of an operation its parts know, too.
const BRIEF_FACTS: usize = 11;

const OPERATION: &[(&str, FactShape)] = &[
    ("title", Scalar),
    ("method", Scalar),
    ("path", Scalar),
    ("id", Scalar),
    ("tags", TEXTS),
    ("place", Scalar),
    ("writes", Scalar),
    ("reads", Scalar),
    ("public", Scalar),
    ("deprecated", Scalar),
    ("extensions", Any),
    ("security", List(&Object(ALTERNATIVE))),
    ("inherited", Scalar),
    ("scopes", TEXTS),
    (
        "parameters",
        List(&Object(&[
            ("name", Scalar),
            ("in", Scalar),
            ("shared", Scalar),
            ("required", Scalar),
            ("deprecated", Scalar),
        ])),
    ),
    ("responses", TEXTS),
    ("consumes", TEXTS),
    ("produces", TEXTS),
    ("servers", TEXTS),
    ("summary", Scalar),
    ("description", Scalar),
];

/// The facts of a subject.
#[must_use]
pub fn facts_of(subject: Subject) -> FactShape {
    match subject {
        Subject::Api => Object(&[
            ("title", Scalar),
            ("version", Scalar),
            ("openapi", Scalar),
            ("servers", TEXTS),
            ("schemes", TEXTS),
            ("operations", Scalar),
            ("public", Scalar),
            ("extensions", Any),
            ("info", Any),
        ]),
        Subject::Server => Object(&[
            ("url", Scalar),
            ("scheme", Scalar),
            ("host", Scalar),
            ("path", Scalar),
            ("description", Scalar),
            ("local", Scalar),
            ("internal", Scalar),
            ("extensions", Any),
        ]),
        Subject::SecurityScheme => DECLARED_SCHEME,
        Subject::Operation => Object(OPERATION),
        Subject::SecurityRequirement => Object(&[
            ("anonymous", Scalar),
            ("schemes", List(&Object(SCHEME))),
            ("scopes", TEXTS),
            ("inherited", Scalar),
            ("operation", BRIEF),
        ]),
        Subject::Parameter => Object(&[
            ("name", Scalar),
            ("in", Scalar),
            ("shared", Scalar),
            ("required", Scalar),
            ("deprecated", Scalar),
            ("description", Scalar),
            ("schema", Any),
            ("extensions", Any),
            ("operation", BRIEF),
        ]),
        Subject::Response => Object(&[
            ("code", Scalar),
            ("media", TEXTS),
            ("headers", TEXTS),
            ("description", Scalar),
            ("extensions", Any),
            ("operation", BRIEF),
        ]),
    }
}

/// A name that leads to no fact.
#[derive(Debug, PartialEq, Eq)]
pub struct NoFact {
    /// The name.
    pub name: String,
    /// What it is looked for in, in words.
    pub of: String,
    /// The names that are there.
    pub there: Vec<&'static str>,
}

/// Follows names from a subject.
///
/// # Errors
/// The first name that leads nowhere.
pub fn follow<S: AsRef<str>>(subject: Subject, names: &[S]) -> Result<(), NoFact> {
    let mut shape = facts_of(subject);
    for (n, name) in names.iter().enumerate() {
        let name = name.as_ref();
        let is_number = !name.is_empty() && name.bytes().all(|b| b.is_ascii_digit());
        shape = match shape {
            Any => return Ok(()),
            List(item) if is_number || name == "*" => *item,
            List(_) | Scalar if name == "length" => Scalar,
            Object(facts) => match facts.iter().find(|(known, _)| *known == name) {
                Some((_, shape)) => *shape,
                None => return Err(no_fact(subject, names, n, facts.iter().map(|(name, _)| *name).collect())),
            },
            _ => return Err(no_fact(subject, names, n, Vec::new())),
        };
    }
    Ok(())
}

fn no_fact<S: AsRef<str>>(subject: Subject, names: &[S], n: usize, there: Vec<&'static str>) -> NoFact {
    let of = match names[..n].iter().map(AsRef::as_ref).collect::<Vec<_>>().join(".") {
        above if above.is_empty() => format!("`{}`", subject.word()),
        above => format!("`{above}` of `{}`", subject.word()),
    };
    NoFact { name: names[n].as_ref().to_owned(), of, there }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_followed() {
        assert!(follow(Subject::Operation, &["writes"]).is_ok());
        assert!(follow(Subject::Operation, &["security", "0", "schemes", "1", "flows", "length"]).is_ok());
        assert!(follow(Subject::Response, &["operation", "extensions", "x-owner", "team"]).is_ok());
        assert_eq!(follow(Subject::Operation, &["writez"]).unwrap_err().name, "writez");
        let error = follow(Subject::Parameter, &["operation", "scopes"]).unwrap_err();
        assert_eq!((error.name.as_str(), error.of.as_str()), ("scopes", "`operation` of `parameter`"));
        assert!(follow(Subject::SecurityScheme, &["scopes"]).is_err());
        assert!(follow(Subject::Operation, &["scopes", "name"]).is_err());
    }
}
