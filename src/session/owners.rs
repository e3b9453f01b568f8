//! Who owns a file by the nearest CODEOWNERS, as GitHub and GitLab read it: of the patterns that match, the last counts.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use ignore::gitignore::{Gitignore, GitignoreBuilder};

use super::Session;
use crate::tree::Limits;

/// Where a directory has its CODEOWNERS, the first that is there.
const PLACES: [&str; 4] = ["CODEOWNERS", ".github/CODEOWNERS", ".gitlab/CODEOWNERS", "docs/CODEOWNERS"];

/// The most lines that are read.
const LINES: usize = 2_000;

/// A CODEOWNERS: its patterns in order, each with the owners.
pub(super) type CodeOwners = Vec<(Gitignore, String)>;

impl Session {
    /// The owners of a file by the nearest CODEOWNERS between it and the fence, separated by spaces; nothing where none
    /// names it.
    #[must_use]
    pub fn owners_of(&self, file: &Path) -> Option<String> {
        let real = file.canonicalize().ok()?;
        let fence = self.fence().canonicalize().ok()?;
        let mut above = real.ancestors().skip(1).take_while(|folder| folder.starts_with(&fence));
        let owners = above.find_map(|folder| self.code_owners(folder))?;
        let named = owners.iter().rev().find(|(pattern, _)| {
            real.starts_with(pattern.path()) && pattern.matched_path_or_any_parents(&real, false).is_ignore()
        });
        named.map(|(_, owners)| owners.clone()).filter(|owners| !owners.is_empty())
    }

    /// The CODEOWNERS of a directory, read once.
    fn code_owners(&self, folder: &Path) -> Option<Arc<CodeOwners>> {
        if let Ok(known) = self.code_owners.lock()
            && let Some(known) = known.get(folder)
        {
            return known.clone();
        }
        let read = |place: &&str| self.read(&folder.join(place), Limits::default()).ok();
        let text = PLACES.iter().filter(|place| folder.join(place).is_file()).find_map(read);
        let owners = text.map(|text| Arc::new(parse(&text, folder)));
        if let Ok(mut known) = self.code_owners.lock() {
            known.insert(PathBuf::from(folder), owners.clone());
        }
        owners
    }
}

fn parse(text: &str, folder: &Path) -> CodeOwners {
    let lines = text.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with(['#', '[', '^']));
    lines
        .take(LINES)
        .filter_map(|line| {
            let line = line.split(" #").next().unwrap_or_default();
            // A space in a pattern is written `\ `.
            let end = line.char_indices().find(|(n, c)| c.is_whitespace() && !line[..*n].ends_with('\\'));
            let (pattern, owners) = line.split_at(end.map_or(line.len(), |(n, _)| n));
            let mut builder = GitignoreBuilder::new(folder);
            // What takes patterns back has no meaning here.
            builder.add_line(None, pattern).ok().filter(|_| !pattern.starts_with('!'))?;
            let owners = owners.split_whitespace().collect::<Vec<_>>().join(" ");
            Some((builder.build().ok()?, owners))
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_pattern_that_matches_counts() {
        let owners = parse(
            "* @all\n/apis/ @apis # ours\n[Section]\n/apis/pay*.yaml @pay @bank\n/apis/free.yaml\n",
            Path::new("/r"),
        );
        let of = |path: &str| {
            let named = owners.iter().rev().find(|(p, _)| p.matched_path_or_any_parents(path, false).is_ignore());
            named.map_or("-", |(_, owners)| owners)
        };
        assert_eq!(of("/r/x.yaml"), "@all");
        assert_eq!(of("/r/apis/orders.yaml"), "@apis");
        assert_eq!(of("/r/apis/payments.yaml"), "@pay @bank");
        assert_eq!(of("/r/apis/free.yaml"), "");
    }
}
