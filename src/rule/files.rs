//! Globs of files: relative to the configuration that holds them, wherever the run was started.

use globset::{Glob, GlobSet, GlobSetBuilder};

use crate::spec::join_path;

/// Files by glob.
#[derive(Clone, Debug, Default)]
pub struct Files {
    globs: GlobSet,
    /// The absolute folder that shown names are relative to.
    here: String,
}

impl Files {
    /// Globs from a configuration of this name; `here` is the absolute folder that names are relative
    /// to. Gives also the patterns that are no globs, by their number, with the reason.
    #[must_use]
    pub fn new(patterns: &[String], config: &str, here: &str) -> (Self, Vec<(usize, String)>) {
        let mut set = GlobSetBuilder::new();
        let mut wrong = Vec::new();
        let base = join_path(&inside(here), config);
        let folder = base.rsplit_once('/').map_or("", |(folder, _)| folder);
        for (n, pattern) in patterns.iter().enumerate() {
            // The pattern's own `..` and `.` are resolved against the folder, whose name is no pattern.
            let mut folder = folder;
            let mut rest = pattern.as_str();
            loop {
                if let Some(after) = rest.strip_prefix("./") {
                    rest = after;
                } else if let Some(after) = rest.strip_prefix("../") {
                    rest = after;
                    folder = folder.rsplit_once('/').map_or("", |(parent, _)| parent);
                } else {
                    break;
                }
            }
            let folder = if folder.is_empty() { String::new() } else { format!("{}/", globset::escape(folder)) };
            let text = if rest.starts_with('/') { rest.to_owned() } else { format!("{folder}{rest}") };
            match Glob::new(&text) {
                Ok(glob) => {
                    set.add(glob);
                }
                Err(error) => wrong.push((n, error.kind().to_string())),
            }
        }
        match set.build() {
            Ok(globs) => (Self { globs, here: here.to_owned() }, wrong),
            Err(error) => (Self::default(), vec![(0, error.to_string())]),
        }
    }

    /// True where a file, by the name under which it is shown, is one of these.
    #[must_use]
    pub fn has(&self, name: &str) -> bool {
        !self.globs.is_empty() && self.globs.is_match(join_path(&inside(&self.here), name))
    }
}

/// Some file in a folder, for joining.
fn inside(folder: &str) -> String {
    if folder.is_empty() { String::new() } else { format!("{folder}/.") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn globs_mean_the_same_from_everywhere() {
        let has = |pattern: &str, config: &str, here: &str, name: &str| {
            let (files, wrong) = Files::new(&[pattern.to_owned()], config, here);
            assert!(wrong.is_empty(), "{wrong:?}");
            files.has(name)
        };
        assert!(has("legacy/**", "apivet.yaml", "/w", "legacy/a.yaml"));
        assert!(has("legacy/**", "/w/apivet.yaml", "/w/legacy", "a.yaml"));
        assert!(has("./a.yaml", "sub/apivet.yaml", "/w", "sub/a.yaml"));
        assert!(has("../a.yaml", "sub/apivet.yaml", "/w[1]", "a.yaml"));
        assert!(!has("a.yaml", "apivet.yaml", "/w", "sub/a.yaml"));
        assert!(has("**/a.yaml", "apivet.yaml", "", "sub/a.yaml"));
    }
}
