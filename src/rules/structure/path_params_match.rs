//! Path templates and path parameters must match.

use crate::rule::prelude::*;
use rustc_hash::FxHashSet;

use crate::model::{ParameterLocation, PathItem};

/// The rule.
pub static RULE: Rule = Rule {
    id: "path-params-match",
    category: Category::Structure,
    severity: Severity::Error,
    summary: "path templates and path parameters must match",
    why: "A `{name}` in the path without a parameter of that name leaves clients without a value to put there; a path parameter that is not in the path template can never be sent.",
    when_off: "Not recommended.",
    references: &[Reference {
        title: "OpenAPI 3.1.1, Path Templating",
        url: "https://spec.openapis.org/oas/v3.1.1.html#path-templating",
    }],
    aliases: &["path-params"],
    check: Check::Api(check),
    ..Rule::BASE
};

fn check(cx: &mut Context<'_>, api: &Api<'_>) {
    for item in &api.paths {
        let operations = api.operations_of(item);
        let names = item.template_names();
        // Where a parameter could not be read, none can be said to be missing.
        if has_unreadable_parameters(api, item, operations) {
            continue;
        }
        let mut seen: FxHashSet<&str> = FxHashSet::default();
        let of_path = |o: &Operation<'_>| -> FxHashSet<String> {
            let parameters = o.parameters.iter().filter(|p| p.place == ParameterLocation::Path);
            parameters.map(|p| p.name.to_string()).collect()
        };
        let declared: Vec<FxHashSet<String>> = operations.iter().map(of_path).collect();
        let in_path: FxHashSet<&str> = names.iter().map(|(name, _)| *name).collect();
        // `{name*}` and the like of RFC 6570 are beyond OpenAPI, and not the fault of the parameter.
        let odd: FxHashSet<&str> =
            in_path.iter().map(|n| n.trim_matches(['*', '+', '?', ';', '.', '/', '#'])).collect();
        let mut said = FxHashSet::default();
        for (name, range) in &names {
            let location = || item.entry.key_part(range.clone());
            if !seen.insert(name) {
                cx.at(
                    item.entry,
                    location(),
                    message!("path parameter `{}{}{}` is used more than once in `{}`", "{", name, "}", item.path),
                );
                continue;
            }
            let lacking = operations.iter().zip(&declared).filter(|(_, declared)| !declared.contains(*name));
            let lacking: Vec<&Operation<'_>> = lacking.map(|(operation, _)| operation).collect();
            let Some(first) = lacking.first() else { continue };
            let everywhere = lacking.len() == operations.len();
            let whose = if everywhere {
                Message::from("no operation of this path declares it")
            } else {
                message!("`{}` does not declare it", first.title())
            };
            // A parameter that not in the path template is most likely the one that is meant.
            let homeless: Vec<_> = first
                .parameters
                .iter()
                .filter(|p| p.place == ParameterLocation::Path && !in_path.contains(p.name.as_ref()))
                .collect();
            let near = cx.near.find(name, homeless.iter().map(|p| p.name.as_ref()));
            let meant = match homeless[..] {
                [only] => Some(only),
                _ => homeless.iter().copied().find(|p| Some(p.name.as_ref()) == near),
            };
            let message = message!("path parameter `{}{}{}` is not declared: {}", "{", name, "}", whose);
            let finding = if everywhere {
                cx.at(item.entry, location(), message)
            } else {
                cx.operation(first, message).also(location(), "used in the path template")
            };
            match meant {
                Some(parameter) => {
                    said.insert((parameter.listed.file(), parameter.listed.span()));
                    finding
                        .also(
                            parameter.node.get(words::NAME).unwrap_or(parameter.node).location(),
                            "not in the path template",
                        )
                        .help(message!("if it is the parameter `{}`, give both the same name", parameter.name));
                }
                None => {
                    finding.help("declare it: `in: path`, `required: true`");
                }
            }
        }
        for operation in operations {
            for parameter in operation.parameters.iter().filter(|p| p.place == ParameterLocation::Path) {
                let name = parameter.name.as_ref();
                if !in_path.contains(name)
                    && !odd.contains(name)
                    && said.insert((parameter.listed.file(), parameter.listed.span()))
                {
                    let at = parameter
                        .node
                        .get(words::NAME)
                        .filter(|_| parameter.listed == parameter.node)
                        .unwrap_or(parameter.listed);
                    cx.value(at, message!("path `{}` has no `{}{}{}`", item.path, "{", parameter.name, "}"))
                        .label("not in the path template")
                        .also(item.entry.name_location(), "the path template")
                        .help("add it to the path, or remove the parameter");
                }
            }
        }
    }
}

fn has_unreadable_parameters(api: &Api<'_>, item: &PathItem<'_>, operations: &[Operation<'_>]) -> bool {
    let lists = operations.iter().filter_map(|o| o.node.get(words::PARAMETERS)).chain(item.get(words::PARAMETERS));
    lists.flat_map(Cursor::items).any(|p| {
        let node = api.resolve(p);
        node.get(words::NAME).is_none() || node.get(words::IN).is_none()
    })
}
