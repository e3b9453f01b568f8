//! Ways to write names.

use serde_json::{Map, Value};

use super::{Said, Target};
use crate::declared::pattern::CompiledPattern;

/// A way to write names, ready.
#[derive(Debug)]
pub struct Casing {
    kind: String,
    pattern: CompiledPattern,
    /// The separator, where a name may begin with it.
    leading: Option<String>,
}

impl Casing {
    pub(super) fn read(options: &Map<String, Value>) -> Result<Self, String> {
        let kind = options.get("type").and_then(Value::as_str).ok_or("`casing` needs a `type`")?;
        let digits = match options.get("disallowDigits") {
            Some(Value::Bool(true)) => "",
            None | Some(Value::Bool(false)) => "0-9",
            Some(_) => return Err("`disallowDigits` must be true or false".to_owned()),
        };
        let base = match kind {
            "flat" => "[a-z][a-z{d}]*",
            "camel" => "[a-z][a-z{d}]*(?:[A-Z{d}](?:[a-z{d}]+|$))*",
            "pascal" => "[A-Z][a-z{d}]*(?:[A-Z{d}](?:[a-z{d}]+|$))*",
            "kebab" => "[a-z][a-z{d}]*(?:-[a-z{d}]+)*",
            "cobol" => "[A-Z][A-Z{d}]*(?:-[A-Z{d}]+)*",
            "snake" => "[a-z][a-z{d}]*(?:_[a-z{d}]+)*",
            "macro" => "[A-Z][A-Z{d}]*(?:_[A-Z{d}]+)*",
            other => {
                return Err(format!(
                    "`{other}` is no casing; there are flat, camel, pascal, kebab, cobol, snake and macro"
                ));
            }
        };
        let base = base.replace("{d}", digits);
        let (text, leading) = match options.get("separator") {
            None => (format!("^{base}$"), None),
            Some(Value::Object(separator)) => {
                let strange = separator.keys().find(|k| !matches!(k.as_str(), "char" | "allowLeading"));
                if let Some(strange) = strange {
                    return Err(format!("`separator` has no option `{strange}`"));
                }
                let char = separator.get("char").and_then(Value::as_str).filter(|c| c.chars().count() <= 1);
                let char = char.ok_or("`separator` needs `char`, one character at most")?;
                let leading = match separator.get("allowLeading") {
                    None => false,
                    Some(Value::Bool(b)) => *b,
                    Some(_) => return Err("`allowLeading` must be true or false".to_owned()),
                };
                let class = format!("[\\{char}]");
                let class = match char.chars().next() {
                    None => String::new(),
                    Some(c) if c.is_alphanumeric() => format!("[{char}]"),
                    Some(_) => class,
                };
                let first = if leading { format!("{class}?") } else { String::new() };
                (format!("^{first}{base}(?:{class}{base})*$"), leading.then(|| char.to_owned()))
            }
            Some(_) => return Err("`separator` must be an object".to_owned()),
        };
        let pattern = CompiledPattern::new(&text, "").ok_or("this casing cannot be checked")?;
        Ok(Self { kind: kind.to_owned(), pattern, leading })
    }

    pub(super) fn apply(&self, target: &Target<'_>) -> Vec<Said> {
        let Some(text) = target.text().filter(|t| !t.is_empty()) else { return Vec::new() };
        if self.leading.as_deref() == Some(text.as_ref()) || self.pattern.matches(&text) {
            return Vec::new();
        }
        vec![Said::here(format!("must be {} case", self.kind))]
    }
}
