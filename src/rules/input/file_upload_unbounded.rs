//! An upload should have a bound.

use crate::model::Direction;
use crate::rule::prelude::*;
use crate::rules::support::{and_more, shown, walk_schemas};

/// The rule.
pub static RULE: Rule = Rule {
    id: "file-upload-unbounded",
    category: Category::Input,
    severity: Severity::Info,
    enabled: Enabled::No,
    summary: "an upload should have a bound",
    why: "An upload without a declared bound fills a disk, and clients learn of the bound that there is only when they are refused.",
    when_off: "It is off by default. Leave it off if a gateway bounds the size of requests.",
    references: &[
        Reference {
            title: "OWASP API4:2023 Unrestricted Resource Consumption",
            url: "https://owasp.org/API-Security/editions/2023/en/0xa4-unrestricted-resource-consumption/",
        },
        Reference {
            title: "CWE-434, Unrestricted Upload of File with Dangerous Type",
            url: "https://cwe.mitre.org/data/definitions/434.html",
        },
    ],
    check: Check::Api(check),
    ..Rule::BASE
};

fn check(cx: &mut Context<'_>, api: &Api<'_>) {
    let uploads = api.path_operations().filter(|o| !cx.is_exempt(o));
    let free: Vec<_> = uploads
        .filter(|o| {
            uploads_freely(api, o)
                && !api.responses_of(o).iter().any(|r| r.code == "413" || r.code.eq_ignore_ascii_case("4XX"))
        })
        .collect();
    let (few, more) = shown(&free);
    for operation in few {
        cx.operation(
            operation,
            message!("`{}` accepts files of unlimited size{}", operation.title(), and_more(more, "operation")),
        )
        .label("no size limit")
        .help("add `maxLength` to the file, and a 413 response");
    }
}

fn uploads_freely<'a>(api: &Api<'a>, operation: &Operation<'a>) -> bool {
    let multipart = api.contents_of(operation).filter(|c| c.media_type.starts_with("multipart/"));
    let roots: Vec<_> = multipart.filter_map(|c| c.shape.schema()).collect();
    let mut free = false;
    walk_schemas(api, &roots, Direction::Request, &mut |part| {
        let binary = part.schema.get(words::FORMAT).is_some_and(|f| f.text() == "binary")
            || part.schema.get_str("contentMediaType").is_some_and(|m| !m.text().contains("json"));
        free |= binary && part.schema.get(words::MAX_LENGTH).is_none();
    });
    free
}
