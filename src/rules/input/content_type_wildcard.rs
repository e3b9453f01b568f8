//! Media types should be named.

use crate::rule::prelude::*;
use crate::rules::support::{and_more, shown};

/// The rule.
pub static RULE: Rule = Rule {
    id: "content-type-wildcard",
    category: Category::Input,
    severity: Severity::Warn,
    enabled: Enabled::No,
    summary: "media types should be named",
    why: "Where any media type may be sent, any parser may be reached: XML with entities, forms, pickles. Clients, too, do not know what to send.",
    when_off: "It is off by default. Leave it off for operations that store files as they come.",
    references: &[
        Reference {
            title: "OWASP API8:2023 Security Misconfiguration",
            url: "https://owasp.org/API-Security/editions/2023/en/0xa8-security-misconfiguration/",
        },
        Reference {
            title: "OpenAPI 3.1.1, Media Type Object",
            url: "https://spec.openapis.org/oas/v3.1.1.html#media-type-object",
        },
    ],
    check: Check::Api(check),
    ..Rule::BASE
};

fn check(cx: &mut Context<'_>, api: &Api<'_>) {
    let mut seen = rustc_hash::FxHashSet::default();
    let mut found = Vec::new();
    for operation in api.path_operations().filter(|o| !cx.is_exempt(o)) {
        let sent = api.contents_of(operation);
        let answered = api.responses_of(operation).iter().flat_map(|r| &r.contents);
        for content in sent.chain(answered) {
            let open = matches!(content.media_type.as_ref(), "*/*" | "application/*");
            let file = content.shape.schema().map(|s| api.resolve(s)).is_none_or(|s| {
                s.get(words::FORMAT).is_some_and(|f| f.text() == "binary")
                    || s.get(words::TYPE).is_some_and(|t| t.text() == "file")
                    || s.get_str("contentMediaType").is_some()
                    || s.is_empty()
            });
            if open && !file && seen.insert((content.at.file(), content.at.id())) {
                found.push(content);
            }
        }
    }
    let (few, more) = shown(&found);
    for content in few {
        cx.key(content.at, message!("media type `{}` accepts anything{}", content.media_type, and_more(more, "place")))
            .label("unspecified content")
            .help("list the media types, for example `application/json`");
    }
}
