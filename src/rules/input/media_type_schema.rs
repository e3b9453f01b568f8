//! A body should have a schema.

use rustc_hash::FxHashSet;

use crate::model::MediaRange;
use crate::rule::prelude::*;
use crate::rules::support::{and_more, shown};

/// The rule.
pub static RULE: Rule = Rule {
    id: "media-type-schema",
    category: Category::Input,
    severity: Severity::Info,
    enabled: Enabled::No,
    versions: (Version::V3_0, Version::V3_2),
    summary: "a JSON or form body should have a schema",
    why: "A media type without a schema says that there is a body and nothing about it: clients cannot read it, and nothing can check it.",
    when_off: "It is off by default. Leave it off where bodies are free.",
    references: &[Reference {
        title: "OpenAPI 3.1.1, Media Type Object",
        url: "https://spec.openapis.org/oas/v3.1.1.html#media-type-object",
    }],
    aliases: &["ibm-content-contains-schema"],
    check: Check::Api(check),
    ..Rule::BASE
};

fn check(cx: &mut Context<'_>, api: &Api<'_>) {
    let mut seen = FxHashSet::default();
    let mut found = Vec::new();
    for operation in &api.operations {
        let bodies = api.contents_of(operation);
        let contents = api.responses_of(operation).iter().flat_map(|r| &r.contents);
        for content in bodies.chain(contents) {
            let media = MediaRange::parse(&content.media_type);
            let tells = [words::SCHEMA, words::ITEM_SCHEMA, words::REF].iter().any(|k| content.at.get(*k).is_some());
            if (media.is_json() || media.is_form())
                && content.at.is_map()
                && !tells
                && seen.insert((content.at.file(), content.at.id()))
            {
                found.push((content.at, operation.title()));
            }
        }
    }
    let (few, more) = shown(&found);
    for (at, title) in few {
        let more = and_more(more, "body").replace("bodys", "bodies");
        cx.key(*at, message!("`{}` of `{}` has no schema{}", at.key_text(), title, more))
            .label("nothing is known of this body")
            .help("add a `schema`");
    }
}
