//! Changing a resource should not be easier than reading it.

use std::cell::RefCell;

use rustc_hash::FxHashMap;

use crate::rule::prelude::*;
use crate::rules::support::is_marked_public;

/// The rule.
pub static RULE: Rule = Rule {
    id: "security-inconsistent-siblings",
    category: Category::Auth,
    severity: Severity::Warn,
    summary: "changing a resource should not be easier than reading it",
    why: "When GET needs a token and DELETE on the same path does not, one of the two is a mistake, and it is rarely the GET.",
    when_off: "Exempt paths where that is meant (an open inbox that only staff may read) with `policy.exempt` and a reason.",
    references: &[Reference {
        title: "OWASP API5:2023 Broken Function Level Authorization",
        url: "https://owasp.org/API-Security/editions/2023/en/0xa5-broken-function-level-authorization/",
    }],
    check: Check::Api(check),
    ..Rule::BASE
};

fn check(cx: &mut Context<'_>, api: &Api<'_>) {
    let order = &cx.policy.strength;
    // Operations that inherit a list share what it asks for.
    let known = RefCell::new(FxHashMap::default());
    let strength = |o: &Operation<'_>| -> Option<u32> {
        let security = api.security_of(o)?;
        let place = (security.at.file(), security.at.place());
        *known.borrow_mut().entry(place).or_insert_with(|| security.weakest(&api.schemes, order))
    };
    let mut found = Vec::new();
    for item in &api.paths {
        let operations = api.operations_of(item);
        let reads = operations.iter().filter(|o| o.method.reads()).filter_map(|o| Some((strength(o)?, o)));
        let Some((read_strength, read)) = reads.max_by_key(|(s, _)| *s) else { continue };
        let writes = operations.iter().filter(|o| o.is_write() && !cx.is_exempt(o) && !is_marked_public(o));
        let of_read = api.security_of(read);
        let part = |o: &Operation<'_>| api.security_of(o).zip(of_read).is_some_and(|(w, r)| w.asks_part_of(r));
        found.extend(writes.filter(|o| strength(o).is_some_and(|s| s < read_strength) || part(o)).map(|o| (o, read)));
    }
    for (write, read) in found {
        let public = api.security_of(write).is_some_and(|s| s.is_public());
        let message = if public {
            message!("`{}` requires no credentials, but `{}` does", write.title(), read.title())
        } else {
            message!("`{}` requires weaker credentials than `{}`", write.title(), read.title())
        };
        cx.operation(write, message)
            .label("the weaker requirement")
            .also(read.entry.name_location(), "the stronger requirement")
            .help("require at least what the read requires");
    }
}
