//! Collections should be named in the plural.

use crate::rule::prelude::*;
use crate::rules::support::{and_more, shown};

/// The rule.
pub static RULE: Rule = Rule {
    id: "path-plural",
    category: Category::Naming,
    severity: Severity::Info,
    enabled: Enabled::No,
    summary: "collections should be named in the plural",
    why: "Collections in the plural everywhere, or in the singular everywhere: where both occur, each path has to be looked up.",
    when_off: "It is off by default: no list of words knows all plurals.",
    references: &[Reference {
        title: "Zalando RESTful API Guidelines",
        url: "https://opensource.zalando.com/restful-api-guidelines/",
    }],
    check: Check::Api(check),
    ..Rule::BASE
};

fn check(cx: &mut Context<'_>, api: &Api<'_>) {
    const PLURALS: [&str; 8] = ["people", "children", "men", "women", "data", "media", "criteria", "feet"];
    // A collection is what an id follows.
    let singular = |path: &'_ str| {
        let segments: Vec<&str> = path.split('/').filter(|s| !s.is_empty()).collect();
        let found = segments.windows(2).find(|pair| {
            let name = pair[0].to_ascii_lowercase();
            !pair[0].contains('{')
                && pair[1].starts_with('{')
                && !name.ends_with('s')
                && !PLURALS.contains(&name.as_str())
                && crate::model::segment_version(pair[0]).is_none()
                && !matches!(name.as_str(), "me" | "self" | "v1" | "api" | "by-id")
        });
        found.map(|pair| pair[0].to_owned())
    };
    let found: Vec<_> = api.paths.iter().filter_map(|p| Some((p, singular(p.path)?))).collect();
    let (few, more) = shown(&found);
    for (item, segment) in few {
        cx.key(
            item.entry,
            message!("collection `{}` in `{}` is not plural{}", segment, item.path, and_more(more, "path")),
        )
        .label("a collection")
        .help("use the plural for collections");
    }
}
