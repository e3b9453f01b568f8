//! A security requirement must name a declared security scheme.

use crate::rule::prelude::*;
use crate::text::Slips;
use std::collections::BTreeMap;

use crate::model::Requirement;
use crate::rules::support::{also_at, security_lists};

/// The rule.
pub static RULE: Rule = Rule {
    id: "security-scheme-undefined",
    category: Category::Auth,
    severity: Severity::Error,
    summary: "a security requirement must name a declared security scheme",
    why: "A requirement that names no scheme requires nothing that a client, a gateway or a code generator knows. Some tools refuse the document, others drop the requirement and leave the operation public.",
    when_off: "Not recommended: declare the scheme, or remove the requirement.",
    repair: "`--fix --unsafe-fixes` writes the declared name that is most likely meant, where one letter is wrong, or two of a long name.",
    references: &[Reference {
        title: "OpenAPI 3.1.1, Security Requirement Object",
        url: "https://spec.openapis.org/oas/v3.1.1.html#security-requirement-object",
    }],
    aliases: &["oas3-operation-security-defined", "oas2-operation-security-defined", "security-defined"],
    check: Check::Api(check),
    ..Rule::BASE
};

fn check(cx: &mut Context<'_>, api: &Api<'_>) {
    let mut slips = Slips::of(api.schemes.iter().map(|s| s.name));
    for uses in grouped_by_name(api).values() {
        let Some((first, rest)) = uses.split_first() else { continue };
        let mut message = message!("security scheme `{}` is not declared", first.name);
        let meant = slips.find(first.name);
        let near = cx.near.find(first.name, api.schemes.iter().map(|s| s.name));
        let near = near.or(meant.filter(|_| cx.near.is_spent()));
        if let Some(near) = near {
            message.push(message!("; did you mean `{}`?", near));
        }
        let finding = cx.key(first.at, message).label("not a declared scheme");
        also_at(finding, rest.iter().map(|r| r.at.name_location()), "also required here");
        if let Some(scheme) = near.and_then(|n| api.schemes.iter().find(|s| s.name == n)) {
            finding.also(scheme.entry.name_location(), "similar name");
            let named = uses.iter().map(|r| r.at.renamed(scheme.name));
            if meant == Some(scheme.name) {
                finding.unsafe_fix(message!("use `{}`", scheme.name), named);
            }
        } else if api.schemes.is_empty() {
            finding.help("declare it under `components.securitySchemes` (in 2.0: `securityDefinitions`)");
        }
    }
}

/// The requirements whose scheme is not declared, by its name.
fn grouped_by_name<'s, 'a>(api: &'s Api<'a>) -> BTreeMap<&'a str, Vec<&'s Requirement<'a>>> {
    let mut groups: BTreeMap<&str, Vec<&Requirement<'_>>> = BTreeMap::new();
    for (_, security) in security_lists(api).into_iter().filter(|(_, list)| list.is_readable) {
        let all = security.alternatives.iter().flat_map(|a| &a.requirements);
        for requirement in all.filter(|r| r.scheme.is_none()) {
            groups.entry(requirement.name).or_default().push(requirement);
        }
    }
    groups
}
