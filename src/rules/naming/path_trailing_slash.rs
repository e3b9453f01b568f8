//! A path should not end in a slash.

use crate::rule::prelude::*;
use crate::rules::support::{and_more, shown};

/// The rule.
pub static RULE: Rule = Rule {
    id: "path-trailing-slash",
    category: Category::Naming,
    severity: Severity::Warn,
    summary: "a path should not end in a slash",
    why: "`/orders/` and `/orders` are two resources to HTTP. Servers differ in what they make of the slash, and a redirect loses the body of a POST.",
    when_off: "Disable it if the slash is the team's rule; mixed forms are then worse than either.",
    repair: "`--fix --unsafe-fixes` takes it away.",
    references: &[Reference {
        title: "RFC 3986, section 3.3, Path",
        url: "https://www.rfc-editor.org/rfc/rfc3986#section-3.3",
    }],
    aliases: &["path-keys-no-trailing-slash"],
    check: Check::Api(check),
    ..Rule::BASE
};

fn check(cx: &mut Context<'_>, api: &Api<'_>) {
    let ending: Vec<_> =
        api.paths.iter().filter(|p| p.path.len() > 1 && p.path.ends_with('/') && !cx.is_exempt_path(p.path)).collect();
    let others = api.paths.iter().filter(|p| p.path.len() > 1).count() - ending.len();
    // Where most paths end so, it is the team's rule.
    if ending.len() > others && ending.len() > 2 {
        return;
    }
    let (few, more) = shown(&ending);
    let taken = |path: &str| api.paths.iter().any(|p| p.path == path);
    for item in few {
        let concerned = if more > 0 { &ending[..] } else { std::slice::from_ref(item) };
        let free = concerned.iter().map(|p| (p, p.path.trim_end_matches('/'))).filter(|(_, path)| !taken(path));
        cx.key(item.entry, message!("path `{}` ends with a slash{}", item.path, and_more(more, "path")))
            .label("differs from the path without it")
            .help("remove the slash")
            .unsafe_fix("remove the slash", free.map(|(p, path)| p.entry.renamed(path)));
    }
}
