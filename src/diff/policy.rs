//! What a comparison goes by: the day, and what a team has agreed on.

use crate::model::Strength;
use crate::text::Day;

/// What a comparison goes by.
#[derive(Clone, Debug)]
pub struct ComparisonPolicy {
    /// The day.
    pub today: Day,
    /// What must precede a removal.
    pub notice: Notice,
    /// Which credentials are stronger.
    pub strength: Strength,
    /// The extensions that are compared, by name; `*` stands for any letters.
    pub extensions: Vec<String>,
}

/// The extensions that say who may see or call something.
const OF_EXPOSURE: [&str; 5] = ["x-internal", "x-audience", "x-visibility", "x-access", "x-public"];

impl ComparisonPolicy {
    /// What teams go by that have agreed on nothing.
    #[must_use]
    pub fn new(today: Day) -> Self {
        Self { today, notice: Notice::default(), strength: Strength::default(), extensions: Vec::new() }
    }

    /// True for an extension whose changes are told.
    #[must_use]
    pub fn names_extension(&self, name: &str) -> bool {
        OF_EXPOSURE.contains(&name) || self.extensions.iter().any(|pattern| matches(pattern, name))
    }
}

/// True where a pattern with `*` for any letters is a name.
fn matches(pattern: &str, name: &str) -> bool {
    let mut parts = pattern.split('*');
    let first = parts.next().unwrap_or_default();
    let Some(mut rest) = name.strip_prefix(first) else { return false };
    let parts: Vec<&str> = parts.collect();
    let Some((last, middle)) = parts.split_last() else { return rest.is_empty() };
    for part in middle {
        let Some(at) = rest.find(part) else { return false };
        rest = &rest[at + part.len()..];
    }
    rest.ends_with(last)
}

/// What must precede a removal.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Notice {
    /// Days from the deprecation to the sunset, at least.
    pub days: Option<u32>,
    /// True where what is deprecated must have a sunset date.
    pub sunset_required: bool,
}

#[cfg(test)]
mod tests {
    use super::matches;

    #[test]
    fn patterns_name_extensions() {
        for (pattern, name, wanted) in [
            ("x-a", "x-a", true),
            ("x-a", "x-ab", false),
            ("x-a*", "x-ab", true),
            ("x-*-b", "x-a-b", true),
            ("x-*-b", "x-a-c", false),
            ("*", "x-a", true),
            ("x-a*a", "x-a", false),
        ] {
            assert_eq!(matches(pattern, name), wanted, "{pattern} {name}");
        }
    }
}
