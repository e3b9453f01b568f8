//! A path must not hold a query string or a fragment.

use crate::rule::prelude::*;

/// The rule.
pub static RULE: Rule = Rule {
    id: "path-query-string",
    category: Category::Structure,
    severity: Severity::Error,
    summary: "a path must not hold a query string or a fragment",
    why: "Everything from `?` or `#` on is no part of the path of a request. Such a path never matches, and its parameters are invisible to tools.",
    when_off: "Not recommended: declare query parameters.",
    references: &[
        Reference { title: "RFC 3986, section 3.3", url: "https://www.rfc-editor.org/rfc/rfc3986#section-3.3" },
        Reference {
            title: "OpenAPI 3.2.0, Path Templating",
            url: "https://spec.openapis.org/oas/v3.2.0.html#path-templating",
        },
    ],
    aliases: &["path-not-include-query", "path-keys-no-query"],
    check: Check::Api(check),
    ..Rule::BASE
};

fn check(cx: &mut Context<'_>, api: &Api<'_>) {
    for item in &api.paths {
        let (opened, closed) = (item.path.matches('{').count(), item.path.matches('}').count());
        if opened != closed {
            let message = message!("braces in path `{}` are not balanced", item.path);
            cx.at(item.entry, item.entry.name_location(), message).label("not a path template");
            continue;
        }
        // Between braces the characters belong to a name.
        let mut inside = false;
        let at = item.path.char_indices().find(|(_, c)| {
            inside = (inside || *c == '{') && *c != '}';
            !inside && matches!(c, '?' | '#')
        });
        let Some((at, sign)) = at else { continue };
        // People tell operations apart with `#` that share a path, and know what they do.
        let what = if sign == '?' { "a query string" } else { "a fragment" };
        let finding = cx
            .at(
                item.entry,
                item.entry.key_part(at..item.path.len()),
                message!("path `{}` contains {}", item.path, what),
            )
            .label("not part of a path");
        if sign == '?' {
            finding.help("declare them as parameters with `in: query`");
        } else {
            finding.severity(Severity::Info);
        }
    }
}
