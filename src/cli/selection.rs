//! The arguments that say which operations a comparison is of, and which belong together.

use clap::Args;
use regex::Regex;

use crate::diff::{Criteria, Prefixes, Selection};

/// Which operations are compared, and which belong together.
#[derive(Debug, Args)]
pub(super) struct SelectionArgs {
    /// Compare only operations whose path matches this regular expression (repeatable)
    #[arg(long, value_name = "REGEX", value_parser = path_pattern, help_heading = "Operations")]
    pub(super) match_path: Vec<Regex>,

    /// Leave out operations whose path matches this regular expression (repeatable)
    #[arg(long, value_name = "REGEX", value_parser = path_pattern, visible_alias = "unmatch-path", help_heading = "Operations")]
    pub(super) exclude_path: Vec<Regex>,

    /// Compare only operations with this tag (repeatable)
    #[arg(long, value_name = "TAG", help_heading = "Operations")]
    pub(super) match_tag: Vec<String>,

    /// Leave out operations with this tag (repeatable)
    #[arg(long, value_name = "TAG", help_heading = "Operations")]
    pub(super) exclude_tag: Vec<String>,

    /// Compare only this operation: its operationId, or `POST /orders` (repeatable)
    #[arg(long, value_name = "OPERATION", help_heading = "Operations")]
    pub(super) match_operation: Vec<String>,

    /// Leave out this operation: its operationId, or `POST /orders` (repeatable)
    #[arg(long, value_name = "OPERATION", help_heading = "Operations")]
    pub(super) exclude_operation: Vec<String>,

    /// Leave out operations that are marked `x-internal: true` in both versions
    #[arg(long, help_heading = "Operations")]
    pub(super) exclude_internal: bool,

    /// Match paths without this prefix, in both versions (repeatable)
    #[arg(long, value_name = "PREFIX", value_parser = path_prefix, help_heading = "Operations")]
    pub(super) strip_prefix: Vec<String>,

    /// Match paths of the previous version without this prefix (repeatable)
    #[arg(long, value_name = "PREFIX", value_parser = path_prefix, help_heading = "Operations")]
    pub(super) strip_prefix_base: Vec<String>,

    /// Match paths of the new version without this prefix (repeatable)
    #[arg(long, value_name = "PREFIX", value_parser = path_prefix, help_heading = "Operations")]
    pub(super) strip_prefix_revision: Vec<String>,

    /// Match paths of the previous version with this prefix before them
    #[arg(long, value_name = "PREFIX", value_parser = path_prefix, help_heading = "Operations")]
    pub(super) prefix_base: Option<String>,

    /// Match paths of the new version with this prefix before them
    #[arg(long, value_name = "PREFIX", value_parser = path_prefix, help_heading = "Operations")]
    pub(super) prefix_revision: Option<String>,
}

/// A regular expression over paths; the braces of a path template are meant as such.
pub(super) fn path_pattern(text: &str) -> Result<Regex, String> {
    let mut pattern = String::new();
    let mut rest = text;
    while let Some(at) = rest.find('{') {
        pattern.push_str(&rest[..at]);
        let inside = &rest[at + 1..];
        let name = inside.find('}').map_or("", |end| &inside[..end]);
        let is_count = !name.is_empty() && name.chars().all(|c| c.is_ascii_digit() || c == ',');
        let escaped = pattern.ends_with('\\') || pattern.ends_with("\\p");
        if is_count || escaped || name.is_empty() {
            pattern.push('{');
            rest = inside;
        } else {
            pattern.push_str(&format!("\\{{{}\\}}", &inside[..name.len()]));
            rest = &inside[name.len() + 1..];
        }
    }
    pattern.push_str(rest);
    Regex::new(&pattern).map_err(|error| {
        let why = error.to_string();
        let why = why.lines().last().unwrap_or_default().trim_start_matches("error: ").to_owned();
        format!("it is no regular expression: {why}; `^/orders(/|$)` matches /orders and what is below")
    })
}

fn path_prefix(text: &str) -> Result<String, String> {
    if text.starts_with('/') { Ok(text.to_owned()) } else { Err("a prefix of paths begins with `/`".to_owned()) }
}

impl SelectionArgs {
    pub(super) fn selection(&self) -> Selection {
        Selection {
            only: Criteria {
                paths: self.match_path.clone(),
                tags: self.match_tag.clone(),
                operations: self.match_operation.clone(),
            },
            without: Criteria {
                paths: self.exclude_path.clone(),
                tags: self.exclude_tag.clone(),
                operations: self.exclude_operation.clone(),
            },
            without_internal: self.exclude_internal,
        }
    }

    pub(super) fn prefixes(&self) -> Prefixes {
        let stripped = |own: &[String]| own.iter().chain(&self.strip_prefix).cloned().collect::<Vec<_>>();
        Prefixes {
            stripped: [stripped(&self.strip_prefix_base), stripped(&self.strip_prefix_revision)],
            added: [self.prefix_base.clone(), self.prefix_revision.clone()],
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn braces_of_templates_are_meant_as_such() {
        let matches = |pattern: &str, path: &str| path_pattern(pattern).is_ok_and(|p| p.is_match(path));
        assert!(matches("^/orders/{id}$", "/orders/{id}"));
        assert!(!matches("^/orders/{id}$", "/orders/{ids}"));
        assert!(matches("^/v[0-9]{1,2}/", "/v12/orders"));
        assert!(matches("/v2/.*", "/api/v2/orders"));
        assert!(path_pattern("(").is_err_and(|why| why.contains("unclosed group")));
        assert!(path_pattern("*").is_err());
        assert!(matches("/{a}/{b", "/{a}/{b}") == path_pattern("/{a}/{b").is_ok());
    }
}
