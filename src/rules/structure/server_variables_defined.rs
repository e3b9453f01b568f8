//! The variables of a server URL must be described, with a default that is allowed.

use rustc_hash::FxHashSet;

use crate::rule::prelude::*;

/// The rule.
pub static RULE: Rule = Rule {
    id: "server-variables-defined",
    category: Category::Structure,
    severity: Severity::Error,
    versions: (Version::V3_0, Version::V3_2),
    summary: "the variables of a server URL must be described, with a default that is allowed",
    why: "A `{name}` in a server's URL without a description leaves clients with an address that cannot be called. A default that is not among the values is refused by tools.",
    when_off: "Not recommended.",
    references: &[
        Reference {
            title: "OpenAPI 3.1.1, Server Variable Object",
            url: "https://spec.openapis.org/oas/v3.1.1.html#server-variable-object",
        },
        Reference {
            title: "OpenAPI 3.1.1, Server Object (url)",
            url: "https://spec.openapis.org/oas/v3.1.1.html#server-url",
        },
    ],
    aliases: &["oas3-server-variables", "no-undefined-server-variable"],
    check: Check::Api(check),
    ..Rule::BASE
};

fn check(cx: &mut Context<'_>, api: &Api<'_>) {
    for server in api.every_server().into_iter().filter(|s| s.exact) {
        let variables = server.node.get(words::VARIABLES);
        let names = server.template_names();
        let used: FxHashSet<&str> = names.iter().map(|(name, _)| name.as_ref()).collect();
        for (name, range) in &names {
            let variable = variables.and_then(|v| v.get_str(name));
            if variable.is_none() {
                let mut message = message!("server variable `{}` is not declared", name);
                if let Some(near) =
                    cx.near.find(name, variables.into_iter().flat_map(Cursor::entries).map(|e| e.name()))
                {
                    message.push(message!("; did you mean `{}`?", near));
                }
                cx.at(server.at, server.at.part(range.clone()), message)
                    .help(message!("add `{}` under `variables`, with a default", name));
            }
        }
        for variable in variables.into_iter().flat_map(Cursor::entries).filter(|e| e.value.is_map()) {
            if !used.contains(variable.name()) {
                cx.key(
                    variable.value,
                    message!("server URL `{}` has no `{}{}{}`", server.url, "{", variable.name(), "}"),
                )
                .severity(Severity::Warn)
                .also(server.at.location(), "the server URL");
            }
            let (Some(values), Some(default)) = (variable.value.get(words::ENUM), variable.value.get(words::DEFAULT))
            else {
                continue;
            };
            if !values.is_empty() && values.items().all(|v| v.text() != default.text()) {
                cx.value(
                    default,
                    message!("default `{}` is not in the `enum` of `{}`", default.text(), variable.name()),
                )
                .also(values.name_location(), "allowed values");
            }
        }
    }
}
