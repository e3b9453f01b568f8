//! What the server decides should not be writable.

use crate::model::Direction;
use crate::rule::prelude::*;
use crate::rules::support::{and_more, plain_name, request_roots, response_roots, shown, walk_schemas};
use crate::tree::NodeSet;

/// The rule.
pub static RULE: Rule = Rule {
    id: "mass-assignment-readonly",
    category: Category::Input,
    severity: Severity::Warn,
    summary: "what the server decides should not be writable",
    why: "One schema for requests and responses lets clients write what only the server decides: a role, an owner, a balance. Frameworks that copy fields by name then do it.",
    when_off: "Disable it if the server drops these fields, or mark them `readOnly`.",
    references: &[Reference {
        title: "OWASP API3:2023 Broken Object Property Level Authorization",
        url: "https://owasp.org/API-Security/editions/2023/en/0xa3-broken-object-property-level-authorization/",
    }],
    check: Check::Api(check),
    ..Rule::BASE
};

/// What only the server decides, wherever it stands.
const POWERS: [&str; 10] = [
    "isadmin",
    "admin",
    "issuperuser",
    "balance",
    "isverified",
    "verified",
    "emailverified",
    "tenantid",
    "passwordhash",
    "approved",
];

/// What only the server decides of a resource; in what a resource is made of, it may mean another thing: the role of a
/// party in a deal, the author of a quotation.
const OF_RESOURCES: [&str; 7] = ["role", "roles", "permissions", "owner", "ownerid", "createdby", "updatedby"];

/// What the server notes of a resource: most servers ignore what clients send. It is named along with the others.
const NOTES: [&str; 5] = ["createdat", "updatedat", "createdon", "updatedon", "deletedat"];

fn check(cx: &mut Context<'_>, api: &Api<'_>) {
    let mut answered = NodeSet::default();
    let answers: Vec<_> = api.path_operations().flat_map(|o| response_roots(api, o)).collect();
    walk_schemas(api, &answers, Direction::Response, &mut |part| {
        answered.insert(part.schema);
    });
    let writes: Vec<_> = api
        .path_operations()
        .filter(|o| o.is_write() && !cx.is_exempt(o))
        .flat_map(|o| request_roots(api, o))
        .collect();
    let place = |at: Cursor<'_>| (at.file(), at.id());
    let tops: rustc_hash::FxHashSet<_> = writes.iter().map(|root| place(api.resolve(*root))).collect();
    let mut found: Vec<(Cursor<'_>, Vec<&str>)> = Vec::new();
    walk_schemas(api, &writes, Direction::Request, &mut |part| {
        if !answered.contains(part.schema) {
            return;
        }
        let properties = part.schema.get(words::PROPERTIES).into_iter().flat_map(Cursor::entries);
        let required = part.schema.get(words::REQUIRED);
        // A role is made of its permissions.
        let of_rights = || ["role", "permission"].iter().any(|w| plain_name(part.schema.key_text()).contains(w));
        let writable = properties.filter(|e| {
            let name = plain_name(e.name());
            let is_meant = |list: &[&str]| list.contains(&name.as_str());
            if !(is_meant(&OF_RESOURCES) || is_meant(&POWERS) || is_meant(&NOTES)) {
                return false;
            }
            let inner = api.resolve(e.value);
            // Roles that are listed, and of which none is mighty, are kinds of things, not rights.
            let harmless = inner.get(words::ENUM).is_some_and(|list| {
                !list
                    .items()
                    .any(|v| ["admin", "administrator", "owner", "superuser", "root"].contains(&v.text().as_ref()))
            });
            let read_only = [e.value, inner].iter().any(|s| s.get(words::READ_ONLY).is_some_and(Cursor::is_true));
            let right = is_meant(&["role", "roles", "permissions"]);
            let described =
                inner.get(words::CONST).is_some() || inner.get(words::PROPERTIES).is_some_and(Cursor::is_map);
            let exempt = read_only || harmless || described || (right && of_rights());
            let of_resource = is_meant(&OF_RESOURCES)
                && (part.is_root || tops.contains(&place(part.schema)))
                && !required.is_some_and(|list| list.items().any(|n| n.text() == e.name()));
            !exempt && (of_resource || is_meant(&POWERS) || is_meant(&NOTES))
        });
        let writable: Vec<_> = writable.collect();
        let is_note = |e: &crate::tree::Entry<'_>| NOTES.contains(&plain_name(e.name()).as_str());
        if let Some(first) = writable.first().filter(|_| !writable.iter().all(is_note)) {
            found.push((first.value, writable.iter().map(|e| e.name()).collect()));
        }
    });
    let (few, more) = shown(&found);
    for (at, writable) in few {
        cx.key(*at, message!("clients can set {}{}", names(writable), and_more(more, "schema")))
            .label("one schema for requests and responses")
            .help("mark it `readOnly: true`, or use a separate schema for requests");
    }
}
