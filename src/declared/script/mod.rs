//! Functions in JavaScript that rulesets bring. Their text is read with the ruleset; what runs later sees
//! only that.

#[cfg(feature = "javascript")]
mod host;
#[cfg(feature = "javascript")]
mod sandbox;

#[cfg(feature = "javascript")]
pub use sandbox::{COMMAND, Call, CallTarget, Engine, FunctionCalled, Sandbox, serve};

/// Where functions would run, were JavaScript built in.
#[cfg(not(feature = "javascript"))]
#[derive(Debug, Default)]
pub struct Sandbox;

#[cfg(not(feature = "javascript"))]
impl Sandbox {
    /// Nothing runs anywhere.
    #[must_use]
    pub fn new(_: Option<std::path::PathBuf>, _: crate::text::Day) -> Self {
        Self
    }
}

use std::collections::BTreeMap;
use std::sync::Arc;

use serde_json::Value;

use crate::spec::{LoadError, Loader, join_path};

/// The modules that a ruleset brings, by their file names.
#[derive(Debug, Default)]
pub struct Scripts {
    /// The text of each.
    pub texts: BTreeMap<String, String>,
    /// The file of each package of `node_modules` that is imported by name.
    pub packages: BTreeMap<String, String>,
    /// Where they run.
    pub sandbox: Arc<Sandbox>,
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

/// How the functions of a ruleset in JavaScript are called in it.
pub const OWN: &str = "script:";

/// True for the name of a file in JavaScript.
#[must_use]
pub fn is_script(name: &str) -> bool {
    [".js", ".mjs", ".cjs"].iter().any(|e| name.ends_with(e))
}

/// How files are written out, where an import leaves that to the reader.
const ENDINGS: [&str; 6] = ["", ".js", ".mjs", ".cjs", ".json", "/index.js"];

/// The most files that a function may consist of.
const FILES: usize = 5_000;

impl Scripts {
    /// Reads a module and what it imports from beside it. Gives the name of the file that was found.
    ///
    /// # Errors
    /// Where the module itself cannot be read. What it imports and is not there is an error when it runs.
    pub fn read(&mut self, name: &str, files: &dyn Loader) -> Result<String, LoadError> {
        let mut failure = LoadError::Missing;
        for ending in ENDINGS {
            let file = format!("{name}{ending}");
            // Nothing else is a module, whatever could be made of its text.
            if !is_script(&file) && !file.ends_with(".json") {
                continue;
            }
            if self.texts.contains_key(&file) {
                return Ok(file);
            }
            match files.text(&file) {
                Ok(text) => {
                    let imports = imports(&text);
                    self.texts.insert(file.clone(), text);
                    for import in imports {
                        if self.texts.len() >= FILES {
                            break;
                        }
                        if import.starts_with('.') {
                            let _ = self.read(&join_path(&file, &import), files);
                        } else if !self.packages.contains_key(&import)
                            && !["@stoplight/spectral-", "@openlint/openlint-"]
                                .iter()
                                .any(|ours| import.starts_with(ours))
                            && let Some(main) = package(&file, &import, files)
                            && let Ok(main) = self.read(&main, files)
                        {
                            self.packages.insert(import, main);
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
        if !import.starts_with('.') {
            return self.packages.get(import).cloned();
        }
        let name = join_path(from, import);
        ENDINGS.iter().map(|e| format!("{name}{e}")).find(|f| self.texts.contains_key(f))
    }
}

/// The file that a package in a `node_modules` upward from a file exports.
#[must_use]
pub fn package(from: &str, name: &str, files: &dyn Loader) -> Option<String> {
    let parts: Vec<&str> = name.splitn(if name.starts_with('@') { 3 } else { 2 }, '/').collect();
    let own = if name.starts_with('@') { 2 } else { 1 };
    if parts.len() < own || name.contains(':') {
        return None;
    }
    let (package, inside) = (parts[..own].join("/"), parts.get(own));
    let mut folder = String::from("./");
    for _ in 0..UPWARD {
        let base = join_path(from, &format!("{folder}node_modules/{package}"));
        if let Ok(text) = files.text(&format!("{base}/package.json")) {
            let manifest: Value = serde_json::from_str(&text).ok()?;
            let main = match inside {
                Some(inside) => (*inside).to_owned(),
                None => main(&manifest),
            };
            return Some(join_path(&format!("{base}/package.json"), &format!("./{main}")));
        }
        folder.push_str("../");
    }
    None
}

/// How many folders upward are looked into.
const UPWARD: usize = 12;

/// The file that a package exports, by its `package.json`.
fn main(manifest: &Value) -> String {
    fn file(exports: &Value) -> Option<&str> {
        match exports {
            Value::String(file) => Some(file),
            Value::Object(kinds) => {
                [".", "require", "node", "default", "import"].iter().find_map(|k| file(kinds.get(*k)?))
            }
            _ => None,
        }
    }
    let exported = manifest.get("exports").and_then(file);
    let main = exported.or_else(|| ["main", "module"].iter().find_map(|k| manifest.get(*k)?.as_str()));
    main.unwrap_or("index.js").trim_start_matches("./").to_owned()
}

/// The names in quotes after `from`, `import` or `require(`.
fn imports(text: &str) -> Vec<String> {
    let mut out = Vec::new();
    for word in ["from", "import", "require"] {
        for (start, _) in text.match_indices(word) {
            let rest = text[start + word.len()..].trim_start().trim_start_matches('(').trim_start();
            let Some(quote) = rest.chars().next().filter(|c| matches!(c, '\'' | '"' | '`')) else { continue };
            if let Some((name, _)) = rest[1..].split_once(quote)
                && !name.is_empty()
                && name.len() < 200
                && !name.contains(char::is_whitespace)
            {
                out.push(name.to_owned());
            }
        }
    }
    out
}

/// True for a module in the older form: CommonJS, as Node.js has it.
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
