//! Servers and their variables.

use rustc_hash::FxHashSet;

use super::{Said, list, text};
use crate::declared::inventory::View;
use crate::tree::{Cursor, words};

pub(super) fn variables(server: Cursor<'_>, view: View<'_>) -> Vec<Said> {
    let Some(url) = text(server, words::URL) else { return Vec::new() };
    let mut known: FxHashSet<&str> = FxHashSet::default();
    let named = url.split('{').skip(1).filter_map(|part| Some(part.split_once('}')?.0));
    let used: Vec<&str> = named.filter(|name| known.insert(name)).collect();
    let declared = view.child(server, "variables").filter(|v| v.is_map());
    let below = |name: &str| vec!["variables".to_owned(), name.to_owned()];
    let mut out = Vec::new();
    let is_declared = |name: &str| declared.is_some_and(|d| d.get_str(name).is_some());
    let missing: Vec<&str> = used.iter().copied().filter(|n| !is_declared(n)).collect();
    if !missing.is_empty() {
        let message = format!("the server's variables must all be declared; missing: {}", missing.join(", "));
        out.push(Said::at(vec!["variables".to_owned()], message));
    }
    let Some(declared) = declared else { return out };
    for (edge, variable) in view.children(declared) {
        let name = edge.text();
        if !known.contains(&*name) {
            out.push(Said::at(below(&name), format!("the address of the server does not use the variable `{name}`")));
            continue;
        }
        if !variable.is_map() {
            continue;
        }
        let Some(default) = variable.get(words::DEFAULT) else {
            out.push(Said::at(below(&name), format!("the server's variable `{name}` has no default")));
            continue;
        };
        let values = list(variable, "enum", view);
        if variable.get(words::ENUM).is_some() && !values.iter().any(|v| v.text() == default.text()) {
            let mut place = below(&name);
            place.push("default".to_owned());
            out.push(Said::at(
                place,
                format!("the default of the server's variable `{name}` is not one of its values"),
            ));
        }
    }
    out
}
