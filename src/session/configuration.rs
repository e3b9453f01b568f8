//! Finding and reading configurations.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::documents::display_name;
use super::fence::Fence;
use super::{Failure, Session};
use crate::ruleset::Config;
use crate::source::Source;

/// The names of a configuration file, in the order in which they are looked for.
pub const CONFIGURATIONS: [&str; 4] = ["apivet.yaml", ".apivet.yaml", "apivet.yml", ".apivet.yml"];

/// The names of rulesets in Spectral's format, in the order in which they are looked for: first those of OpenLint, which
/// goes on with it.
const RULESETS: [&str; 8] = [
    ".openlint.yaml",
    ".openlint.yml",
    ".openlint.json",
    ".openlint.js",
    ".spectral.yaml",
    ".spectral.yml",
    ".spectral.json",
    ".spectral.js",
];

impl Session {
    /// The nearest configuration upward from a folder.
    #[must_use]
    pub fn nearest(&self, folder: &Path) -> Option<PathBuf> {
        self.upward(folder, &CONFIGURATIONS)
    }

    /// The nearest ruleset in Spectral's format upward from a folder.
    #[must_use]
    pub fn nearest_ruleset(&self, folder: &Path) -> Option<PathBuf> {
        self.upward(folder, &RULESETS)
    }

    /// Reads a configuration.
    ///
    /// # Errors
    /// Where it cannot be read, or something in it is wrong: all of that at once.
    pub fn read_configuration(&self, path: &Path) -> Result<Config, Failure> {
        let text = self
            .read_policy(path)
            .map_err(|why| Failure::new(format!("cannot read the configuration `{}`: {why}", path.display())))?;
        let source = Arc::new(Source::new(display_name(path), text));
        let files = self.policy_files(path);
        let config =
            Config::read(source, &self.here_shown(), &*files, &self.sandbox, &self.options.packs).map_err(|error| {
                Failure::new(format!("the configuration `{}` cannot be used", path.display()))
                    .help("`apivet schema` prints its JSON Schema")
                    .with_problems(error.findings)
            })?;
        if let Some(root) = config.root.as_deref().filter(|root| !root.is_empty() && !Path::new(root).is_dir()) {
            let message = format!("`root` in the configuration `{}` is not a directory: `{root}`", path.display());
            return Err(Failure::new(message).help("it is relative to the configuration"));
        }
        if let Some(root) = config.root.as_deref().filter(|root| !root.is_empty()) {
            let folder = path.parent().unwrap_or(Path::new(""));
            let widest = Fence::new(&self.usual_root(folder, None), false);
            if !Path::new(root).canonicalize().is_ok_and(|root| widest.holds(&root)) {
                let message = format!(
                    "`root` in the configuration `{}` leads out of `{}`: `{root}`",
                    path.display(),
                    widest.shown()
                );
                return Err(
                    Failure::new(message).help("a configuration can only narrow what is read; `--root` widens it")
                );
            }
        }
        Ok(config)
    }

    /// The nearest file with one of some names, upward from a folder.
    fn upward(&self, folder: &Path, names: &[&str]) -> Option<PathBuf> {
        let start = if folder.as_os_str().is_empty() { Path::new(".") } else { folder };
        let beside = names.iter().map(|n| folder.join(n)).find(|p| self.has_policy(p));
        if let Some(beside) = beside {
            // One file has one name, whichever folder the search started in.
            return Some(PathBuf::from(display_name(&beside)));
        }
        let absolute = start.canonicalize().ok()?;
        let above = absolute.ancestors().skip(1).flat_map(|f| names.iter().map(move |n| f.join(n)));
        let found = above.into_iter().find(|p| self.has_policy(p))?;
        // Names relative to the working folder read better and make globs work.
        Some(found.strip_prefix(&self.here).map(Path::to_path_buf).unwrap_or(found))
    }
}
