//! Functions in JavaScript that rulesets bring. Their text is read with the ruleset; what runs later sees
//! only that.

#[cfg(feature = "javascript")]
mod host;

#[cfg(feature = "javascript")]
pub use host::Host;

use std::collections::BTreeMap;
use std::sync::Arc;

use serde_json::Value;

use crate::spec::{LoadError, Loader, join_path};

/// The modules that a ruleset brings, by their file names.
#[derive(Debug, Default)]
pub struct Scripts {
    /// The text of each.
    pub texts: BTreeMap<String, String>,
}

/// A function in JavaScript with its options.
#[derive(Clone, Debug)]
pub struct Script {
    /// Its name.
    pub name: String,
    /// The file that exports it.
    pub file: String,
    /// Its options.
    pub options: Option<Value>,
    /// All modules that it may import.
    pub scripts: Arc<Scripts>,
}

/// How files are written out, where an import leaves that to the reader.
const ENDINGS: [&str; 6] = ["", ".js", ".mjs", ".cjs", ".json", "/index.js"];

/// The most files that a function may consist of.
const FILES: usize = 200;

impl Scripts {
    /// Reads a module and what it imports from beside it. Gives the name of the file that was found.
    ///
    /// # Errors
    /// Where the module itself cannot be read. What it imports and is not there is an error when it runs.
    pub fn read(&mut self, name: &str, files: &dyn Loader) -> Result<String, LoadError> {
        let mut failure = LoadError::Missing;
        for ending in ENDINGS {
            let file = format!("{name}{ending}");
            if self.texts.contains_key(&file) {
                return Ok(file);
            }
            match files.text(&file) {
                Ok(text) => {
                    let imports = relative_imports(&text);
                    self.texts.insert(file.clone(), text);
                    for import in imports {
                        if self.texts.len() < FILES {
                            let _ = self.read(&join_path(&file, &import), files);
                        }
                    }
                    return Ok(file);
                }
                Err(LoadError::Missing) => {}
                Err(why) => failure = why,
            }
        }
        Err(failure)
    }

    /// The file that an import names, seen from another.
    #[must_use]
    pub fn resolve(&self, from: &str, import: &str) -> Option<String> {
        let name = join_path(from, import);
        ENDINGS.iter().map(|e| format!("{name}{e}")).find(|f| self.texts.contains_key(f))
    }
}

/// The texts in quotes that begin with a dot, after `from`, `import` or `require(`.
fn relative_imports(text: &str) -> Vec<String> {
    let mut out = Vec::new();
    for word in ["from", "import", "require"] {
        for (start, _) in text.match_indices(word) {
            let rest = text[start + word.len()..].trim_start().trim_start_matches('(').trim_start();
            let Some(quote) = rest.chars().next().filter(|c| matches!(c, '\'' | '"' | '`')) else { continue };
            if let Some((name, _)) = rest[1..].split_once(quote)
                && name.starts_with('.')
            {
                out.push(name.to_owned());
            }
        }
    }
    out
}

/// True for a module in the older form.
#[cfg(feature = "javascript")]
fn is_common(file: &str, text: &str) -> bool {
    if file.ends_with(".cjs") {
        return true;
    }
    let exports = text.lines().any(|l| {
        let l = l.trim_start();
        l.starts_with("export ") || l.starts_with("export{") || l.starts_with("import ") || l.starts_with("import{")
    });
    !exports && !file.ends_with(".mjs")
}
