//! A list should have a bound.

use crate::rule::prelude::*;
use crate::rules::support::words_in;
use crate::rules::support::{and_more, property_names, shown};

/// The rule.
pub static RULE: Rule = Rule {
    id: "pagination-unbounded",
    category: Category::Throttling,
    severity: Severity::Warn,
    summary: "a list should have a bound",
    why: "A list grows with the data. Without a bound, the day comes when one call reads the whole table, and each client that lists costs as much as all the data there is.",
    when_off: "Disable it if lists are short by their nature.",
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
    let lists = api.path_operations().filter(|o| o.method.reads() && !cx.is_exempt(o) && !takes_page(api, o));
    let endless: Vec<_> = lists.filter_map(|o| Some((o, endless_list(api, o)?))).collect();
    let (few, more) = shown(&endless);
    for (operation, list) in few {
        let message = message!("`{}` returns an unlimited list{}", operation.title(), and_more(more, "operation"));
        cx.operation(operation, message)
            .label("no page, limit or cursor parameter")
            .also(list.location(), "list without `maxItems`")
            .help("add `limit` and `cursor` parameters, or `maxItems`");
    }
}

/// A list in a success that nothing bounds.
fn endless_list<'a>(api: &Api<'a>, operation: &Operation<'a>) -> Option<Cursor<'a>> {
    let successes = api.responses_of(operation).iter().filter(|r| r.code.starts_with('2'));
    for response in successes {
        let leads_on = |name: &str| {
            let lower = name.to_ascii_lowercase();
            lower == "link" || ["next", "cursor", "total-pages", "page-count"].iter().any(|word| lower.contains(word))
        };
        if response.headers.iter().any(|h| leads_on(h.name)) {
            continue;
        }
        for schema in response.contents.iter().filter_map(|c| c.shape.schema()).map(|s| api.resolve(s)) {
            if let Some(list) = list_in(api, schema) {
                return Some(list);
            }
        }
    }
    None
}

/// The list itself, or the only one in an envelope that names no next page.
fn list_in<'a>(api: &Api<'a>, schema: Cursor<'a>) -> Option<Cursor<'a>> {
    if is_list(schema) {
        return is_endless(api, schema).then_some(schema);
    }
    let properties = schema.get(words::PROPERTIES)?;
    let (lists, others): (Vec<_>, Vec<_>) =
        properties.entries().map(|e| (e.name(), api.resolve(e.value))).partition(|(_, s)| is_list(*s));
    let paged = others.iter().any(|(name, _)| {
        words_in(name).iter().any(|w| {
            matches!(
                w.as_str(),
                "next"
                    | "cursor"
                    | "page"
                    | "pages"
                    | "paging"
                    | "pagination"
                    | "links"
                    | "more"
                    | "offset"
                    | "token"
                    | "meta"
                    | "metadata"
            )
        })
    });
    // An object with a list among other things is no envelope.
    match lists.as_slice() {
        [(name, list)]
            if !paged
                && others.len() <= 2
                && !others.iter().any(|(n, _)| *n == "id")
                && ENVELOPES.contains(name)
                && is_endless(api, *list) =>
        {
            Some(*list)
        }
        _ => None,
    }
}

/// What envelopes call the list in them.
const ENVELOPES: [&str; 9] =
    ["items", "data", "results", "records", "entries", "values", "list", "content", "elements"];

fn is_list(schema: Cursor<'_>) -> bool {
    schema.get(words::TYPE).is_some_and(|t| t.text() == "array" || t.items().any(|i| i.text() == "array"))
}

fn is_endless<'a>(api: &Api<'a>, list: Cursor<'a>) -> bool {
    let items = list.get(words::ITEMS).map(|i| api.resolve(i));
    let few = items
        .is_some_and(|i| i.get(words::ENUM).is_some() || i.get(words::TYPE).is_some_and(|t| t.text() == "boolean"));
    list.get(words::MAX_ITEMS).is_none() && !few && list.get(words::PREFIX_ITEMS).is_none()
}

/// True where a parameter tells which part of a list is wanted.
fn takes_page<'a>(api: &Api<'a>, operation: &Operation<'a>) -> bool {
    const WORDS: [&str; 26] = [
        "paging",
        "pagination",
        "perpage",
        "page",
        "pages",
        "limit",
        "cursor",
        "offset",
        "size",
        "top",
        "skip",
        "first",
        "last",
        "after",
        "before",
        "continuation",
        "marker",
        "token",
        "max",
        "count",
        "per",
        "start",
        "take",
        "rows",
        "pagesize",
        "range",
    ];
    let pages = |name: &str| words_in(name).iter().any(|w| WORDS.contains(&w.as_str()));
    // 3.2: a query travels in the body, or as one string.
    let whole =
        operation.parameters.iter().filter(|p| p.node.get(words::IN).is_some_and(|i| i.text() == "querystring"));
    let strings = whole.filter_map(|p| p.node.get(words::CONTENT)?.entries().next()?.value.get(words::SCHEMA));
    let body = api.contents_of(operation);
    let schemas = body.filter_map(|c| c.shape.schema()).chain(strings);
    operation.parameters.iter().any(|p| pages(&p.name))
        || schemas.into_iter().any(|s| property_names(api, s).iter().any(|name| pages(name)))
}
