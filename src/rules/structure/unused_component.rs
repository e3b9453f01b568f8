//! A component should be used.

use crate::rule::prelude::*;
use rustc_hash::{FxHashMap, FxHashSet};

/// The rule.
pub static RULE: Rule = Rule {
    id: "unused-component",
    category: Category::Structure,
    severity: Severity::Info,
    summary: "a component should be used",
    why: "A component without references is never reached by clients. It is a leftover, or its reference has a typo.",
    when_off: "Disable it for libraries of components that other documents use without being linted together with them.",
    repair: "`--fix --unsafe-fixes` removes it.",
    references: &[Reference {
        title: "OpenAPI 3.1.1, Components Object",
        url: "https://spec.openapis.org/oas/v3.1.1.html#components-object",
    }],
    aliases: &["oas3-unused-component", "oas2-unused-definition", "no-unused-components"],
    check: Check::Api(check),
    ..Rule::BASE
};

fn check(cx: &mut Context<'_>, api: &Api<'_>) {
    // A document without operations is a library for others: what is unused shows only together with them.
    let others = cx.workspace.reached_from(api.entry).iter().any(|entry| *entry != api.entry);
    if api.operations.is_empty() && !others {
        return;
    }
    let groups: Vec<Cursor<'_>> = if api.version == Version::V2_0 {
        [words::DEFINITIONS, words::PARAMETERS, words::RESPONSES].iter().filter_map(|k| api.root.get(*k)).collect()
    } else {
        let of_kinds = |e: &crate::tree::Entry<'_>| e.key != words::SECURITY_SCHEMES && !e.name().starts_with("x-");
        api.root
            .get(words::COMPONENTS)
            .into_iter()
            .flat_map(Cursor::entries)
            .filter(of_kinds)
            .map(|e| e.value)
            .collect()
    };
    let mentioned = mentioned_in_extensions(cx, api);
    let subtypes = subtypes(cx);
    let mut components: Vec<Cursor<'_>> = Vec::new();
    let mut used: Vec<usize> = Vec::new();
    let mut unused: Vec<usize> = Vec::new();
    for group in groups {
        // A section given by `$ref` is another file's matter.
        if group.get(words::REF).is_some() {
            continue;
        }
        for component in group.entries().filter(|e| !e.name().starts_with("x-") && e.value.is_map()) {
            let at = component.value;
            components.push(at);
            let anchored = || at.descendants().chain([at]).any(|n| n.key() == Some(words::DYNAMIC_ANCHOR));
            if (!mentioned.is_empty() && mentioned.contains(&at.pointer()))
                || subtypes.contains(&(at.file(), at.id()))
                || (at.tree().has_key(words::DYNAMIC_ANCHOR) && anchored())
            {
                used.push(components.len() - 1);
                continue;
            }
            if is_reached(cx, at) {
                continue;
            }
            unused.push(components.len() - 1);
            let together = alone_for(cx, at);
            let title = if together.len() > 1 { "remove it, and what only it uses" } else { "remove it" };
            cx.key(
                at,
                message!(
                    "component `{}` is not used",
                    at.pointer().trim_start_matches("/components/").trim_start_matches('/')
                ),
            )
            .label("unused component")
            .help("remove it, or refer to it")
            .drop_fixes(title, together.iter().map(|at| at.dropped()));
        }
    }
    for circle in circles(cx, &components, used, unused) {
        let [at, other, ..] = circle[..] else { continue };
        let name = at.pointer().trim_start_matches("/components/").trim_start_matches('/').to_owned();
        cx.key(at, message!("component `{}` is not used: only components refer to it that it refers to", name))
            .label("unused component")
            .also(other.name_location(), "refers to it")
            .help("remove them, or refer to one of them");
    }
}

/// Components that nothing uses but each other, by their circles; those that are `unused` by themselves bring what only
/// they use along.
fn circles<'a>(
    cx: &Context<'_>,
    components: &[Cursor<'a>],
    used: Vec<usize>,
    unused: Vec<usize>,
) -> Vec<Vec<Cursor<'a>>> {
    let place = |at: Cursor<'_>| (at.file(), at.id());
    let numbers: FxHashMap<_, usize> = components.iter().enumerate().map(|(n, at)| (place(*at), n)).collect();
    let holder = |mut at: Cursor<'_>| loop {
        if let Some(n) = numbers.get(&place(at)) {
            return Some(*n);
        }
        match at.parent() {
            Some(up) => at = up,
            None => return None,
        }
    };
    let mut leads_to: Vec<Vec<usize>> = vec![Vec::new(); components.len()];
    let mut work = used;
    for (n, at) in components.iter().enumerate() {
        for from in cx.workspace.referrers_inside(*at) {
            match holder(from) {
                Some(from) => leads_to[from].push(n),
                None => work.push(n),
            }
        }
    }
    let mut known = vec![false; components.len()];
    // What is reached for the first time, in the order of the components.
    let reach = |known: &mut Vec<bool>, mut work: Vec<usize>| {
        let mut new = Vec::new();
        while let Some(n) = work.pop() {
            if !std::mem::replace(&mut known[n], true) {
                new.push(n);
                work.extend(&leads_to[n]);
            }
        }
        new
    };
    work.extend(unused);
    reach(&mut known, work);
    let mut found = Vec::new();
    for n in 0..components.len() {
        let mut circle = if known[n] { Vec::new() } else { reach(&mut known, vec![n]) };
        circle.sort_unstable();
        found.push(circle.into_iter().map(|n| components[n]).collect());
    }
    found
}

/// A component that nothing uses with those that only it and they use: they go together, rather than one after the other.
fn alone_for<'a>(cx: &Context<'_>, at: Cursor<'a>) -> Vec<Cursor<'a>> {
    let (tree, components) = (at.tree(), at.parent().and_then(Cursor::parent));
    let component_of = |target: Cursor<'_>| {
        let mut now = (target.file() == at.file()).then(|| tree.at(target.id()))?;
        while now.parent().and_then(Cursor::parent) != components || now.parent() == components {
            now = now.parent()?;
        }
        Some(now)
    };
    let mut together = vec![at];
    let mut known = FxHashSet::from_iter([at.id()]);
    let mut left: FxHashMap<crate::tree::NodeId, usize> = FxHashMap::default();
    let mut next = 0;
    while let Some(unused) = together.get(next).copied() {
        next += 1;
        for from in unused.descendants().chain([unused]).filter(|n| n.get(words::REF).is_some()) {
            let Some(used) = cx.workspace.target(from).and_then(component_of) else { continue };
            if used.contains(from) || known.contains(&used.id()) {
                continue;
            }
            let inside = || used.descendants().chain([used]);
            let count = left.entry(used.id()).or_insert_with(|| {
                let all = cx.workspace.referrers_inside(used);
                all.filter(|from| from.file() != used.file() || !used.contains(*from)).count()
            });
            *count -= 1;
            let plain = |n: Cursor<'_>| n.key() != Some(words::DYNAMIC_ANCHOR) && n.get(words::DISCRIMINATOR).is_none();
            if *count == 0 && inside().all(plain) {
                together.push(used);
                known.insert(used.id());
            }
        }
    }
    if together.len() == 1 {
        return together;
    }
    // Edits of neighbours may meet at the end of a list: what does not fit waits for the next round.
    let mut places: Vec<Cursor<'a>> = Vec::new();
    let mut sections: FxHashMap<crate::tree::NodeId, Option<Cursor<'a>>> = FxHashMap::default();
    for one in together {
        let Some(section) = one.parent() else { continue };
        let is_first_here = !sections.contains_key(&section.id());
        let last = sections.entry(section.id()).or_insert_with(|| section.entries().last().map(|e| e.value));
        if is_first_here || *last != Some(one) {
            places.push(one);
        }
    }
    places
}

/// True where a reference leads to the component, or to a place in it, from outside of it.
fn is_reached(cx: &Context<'_>, at: Cursor<'_>) -> bool {
    cx.workspace.referrers_inside(at).any(|from| !at.contains(from))
}

/// The schemas that extend one with a discriminator by `allOf`, over any number of others: they are chosen by their names
/// at run time.
fn subtypes(cx: &Context<'_>) -> FxHashSet<(crate::source::FileId, crate::tree::NodeId)> {
    let trees = cx.workspace.trees().iter().filter(|tree| tree.has_key(words::DISCRIMINATOR));
    let named = trees.flat_map(|tree| tree.keyed(words::DISCRIMINATOR));
    let mut work: Vec<Cursor<'_>> = named.filter_map(Cursor::parent).collect();
    let mut found = FxHashSet::default();
    while let Some(base) = work.pop() {
        for part in cx.workspace.referrers(base) {
            let list = part.parent().filter(|list| list.key() == Some(words::ALL_OF));
            if let Some(schema) = list.and_then(Cursor::parent).filter(|s| found.insert((s.file(), s.id()))) {
                work.push(schema);
            }
        }
    }
    found
}

/// Pointers that stand in a `$ref` outside of what the specification knows, as in `x-webhooks`, in any file that the
/// document reaches.
fn mentioned_in_extensions(cx: &Context<'_>, api: &Api<'_>) -> FxHashSet<String> {
    let mut pointers = FxHashSet::default();
    let own = cx.workspace.tree(api.entry).source().name().to_owned();
    let trees = cx.workspace.trees().iter().filter(|t| t.has_key(words::REF));
    for at in trees.flat_map(|tree| tree.keyed(words::REF)) {
        if at.parent().is_none_or(|p| cx.workspace.target(p).is_some()) {
            continue;
        }
        let Some(text) = at.str() else { continue };
        let reference = crate::spec::RefText::parse(&text);
        let file = at.tree().source().name();
        let leads_here = if reference.document.is_empty() {
            file == own
        } else {
            crate::spec::join_path(file, &reference.document) == own
        };
        if leads_here {
            // A reference into a component mentions the component.
            let parts: Vec<&str> = reference.fragment.split('/').collect();
            pointers.extend((2..=parts.len()).map(|n| parts[..n].join("/")));
        }
    }
    pointers
}
