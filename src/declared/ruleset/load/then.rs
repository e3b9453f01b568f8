//! What rules ask: a function of apivet's or of the ruleset's own, about fields.

use std::sync::Arc;

use serde_json::Value;

use super::{Own, RulesetReader};
use crate::declared::functions::{Function, NAMES};
use crate::declared::jsonpath;
use crate::declared::ruleset::{Ask, Then, ThenField};
use crate::declared::script::{OWN, Script};
use crate::finding::{Message, message};
use crate::text::nearest;
use crate::tree::{Cursor, Shape, write_json};

impl RulesetReader<'_> {
    pub(super) fn then(&mut self, at: Cursor<'_>, own: &Own) -> Option<Then> {
        self.then_shape(at);
        let Some(named) = at.get_str("function").filter(|f| f.shape() == Shape::Str) else {
            self.wrong(at, "`then` needs a `function`");
            return None;
        };
        let field = match at.get_str("field").map(|f| f.text().into_owned()) {
            None => None,
            Some(field) if field == "@key" => Some(ThenField::Keys),
            Some(field) if field.starts_with("$.") || field.starts_with("$[") || field == "$" => {
                match jsonpath::parse(&field) {
                    Ok(path) => Some(ThenField::Path(path)),
                    Err(error) => {
                        self.wrong(at, message!("the field cannot be read: {}", Message::foreign(error)));
                        return None;
                    }
                }
            }
            Some(field) => Some(ThenField::Names(names(&field))),
        };
        let options = at.get_str("functionOptions").and_then(json);
        let name = named.text();
        let of = at.get_str("field").map_or(String::new(), |f| format!("`{}`: ", f.text()));
        let text = match &options {
            Some(options) => format!("{of}{name} {options}"),
            None => format!("{of}{name}"),
        };
        if let (true, Some(scripts)) = (name.starts_with(OWN), self.scripts.get(&at.file().0)) {
            let file = self.sources[at.file().0 as usize].name().to_owned();
            let script = Script { name: name.into_owned(), file, options, scripts: scripts.clone() };
            return Some(Then { field, text, ask: Ask::Script(Arc::new(script)) });
        }
        match Function::read(&name, options.as_ref()) {
            _ if own.scripts.contains_key(name.as_ref()) => {
                let (file, scripts) = &own.scripts[name.as_ref()];
                let script = Script { name: name.into_owned(), file: file.clone(), options, scripts: scripts.clone() };
                Some(Then { field, text, ask: Ask::Script(Arc::new(script)) })
            }
            Some(Ok(function)) => Some(Then { field, text, ask: Ask::Core(Arc::new(function)) }),
            Some(Err(why)) => {
                self.wrong(at.get_str("functionOptions").unwrap_or(named), Message::foreign(why));
                None
            }
            None => {
                let help = match nearest(&name, Function::names()) {
                    Some(near) => message!("did you mean `{}`?", near),
                    None => message!("there are {}", NAMES.join(", ")),
                };
                self.wrong_with_help(named, message!("there is no function `{}`", name), help);
                None
            }
        }
    }
}

/// The names in `a.b[0]['c d']`.
fn names(field: &str) -> Vec<String> {
    let mut out = Vec::new();
    let mut name = String::new();
    let mut chars = field.chars().peekable();
    while let Some(c) = chars.next() {
        match c {
            '.' => {
                if !name.is_empty() {
                    out.push(std::mem::take(&mut name));
                }
            }
            '[' => {
                if !name.is_empty() {
                    out.push(std::mem::take(&mut name));
                }
                let inner: String = chars.by_ref().take_while(|c| *c != ']').collect();
                out.push(inner.trim_matches(['\'', '"']).to_owned());
            }
            c => name.push(c),
        }
    }
    if !name.is_empty() || out.is_empty() {
        out.push(name);
    }
    out
}

/// A value of a ruleset.
fn json(at: Cursor<'_>) -> Option<Value> {
    let mut text = Vec::new();
    write_json(&mut text, at, 1_000_000).ok()?;
    serde_json::from_slice(&text).ok()
}
