//! A page size should have a maximum.

use crate::model::ParameterLocation;
use crate::rule::prelude::*;
use crate::rules::support::{and_more, is_of, plain_name, shown};

/// The rule.
pub static RULE: Rule = Rule {
    id: "page-size-unbounded",
    category: Category::Throttling,
    severity: Severity::Warn,
    enabled: Enabled::No,
    summary: "a page size should have a maximum",
    why: "A page size without a maximum is no page: a client that requests a million gets a million, and paging limits nothing.",
    when_off: "It is off by default. Leave it off if the server cuts sizes down by itself and says so.",
    references: &[
        Reference {
            title: "OWASP API4:2023 Unrestricted Resource Consumption",
            url: "https://owasp.org/API-Security/editions/2023/en/0xa4-unrestricted-resource-consumption/",
        },
        Reference { title: "Google AIP-158, Pagination", url: "https://google.aip.dev/158" },
    ],
    check: Check::Api(check),
    ..Rule::BASE
};

fn check(cx: &mut Context<'_>, api: &Api<'_>) {
    const NAMES: [&str; 12] = [
        "limit",
        "pagesize",
        "perpage",
        "pagelimit",
        "maxresults",
        "itemsperpage",
        "resultsperpage",
        "maxitems",
        "top",
        "maxpagesize",
        "numresults",
        "pagecount",
    ];
    let mut seen = rustc_hash::FxHashSet::default();
    let parameters = api.path_operations().filter(|o| !cx.is_exempt(o)).flat_map(|o| &o.parameters);
    let sizes =
        parameters.filter(|p| p.place == ParameterLocation::Query && NAMES.contains(&plain_name(&p.name).as_str()));
    let free: Vec<_> = sizes
        .filter(|p| seen.insert((p.node.file(), p.node.id())))
        .filter_map(|p| {
            let schema = p.node.get(words::SCHEMA).map_or(p.node, |s| but_null(api, api.resolve(s)));
            let number = is_of(schema, "integer") || is_of(schema, "number");
            let bound = [words::MAXIMUM, words::EXCLUSIVE_MAXIMUM, words::ENUM, words::CONST, words::ALL_OF];
            let beside = p.node.get(words::SCHEMA).unwrap_or(p.node);
            let bounded = bound.iter().any(|k| schema.get(*k).is_some() || beside.get(*k).is_some());
            (number && !bounded).then_some((p, schema))
        })
        .collect();
    let (few, more) = shown(&free);
    for (parameter, schema) in few {
        let message = message!("page size `{}` has no `maximum`{}", parameter.name, and_more(more, "parameter"));
        let finding = cx.key(parameter.node, message);
        finding.label("unlimited page size").help("add `maximum`");
        if *schema != parameter.node {
            finding.also(schema.location(), "add `maximum` here");
        }
    }
}

/// The only alternative that is not null, where there is one: `anyOf: [{type: integer}, {type: "null"}]`.
fn but_null<'a>(api: &Api<'a>, schema: Cursor<'a>) -> Cursor<'a> {
    let list = schema.get(words::ANY_OF).or_else(|| schema.get(words::ONE_OF));
    let mut others = list.into_iter().flat_map(Cursor::items).map(|s| api.resolve(s)).filter(|s| !is_of(*s, "null"));
    match (others.next(), others.next()) {
        (Some(only), None) => only,
        _ => schema,
    }
}
