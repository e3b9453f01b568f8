//! Credentials should be described by a security scheme, not by a parameter.

use std::collections::BTreeMap;

use rustc_hash::FxHashSet;

use crate::model::ParameterLocation;
use crate::rule::prelude::*;
use crate::rules::support::{and_more, plain_name, shown};

/// The rule.
pub static RULE: Rule = Rule {
    id: "auth-header-parameter",
    category: Category::Auth,
    severity: Severity::Warn,
    summary: "credentials should be described by a security scheme, not by a parameter",
    why: "A token in a plain header parameter is invisible to everything that works with security: gateways, code generators, documentation, and these rules. The Authorization header is even ignored when it is described as a parameter.",
    when_off: "Disable it if a header of that name carries something else.",
    references: &[Reference {
        title: "OpenAPI 3.1.1, Parameter Object (name)",
        url: "https://spec.openapis.org/oas/v3.1.1.html#parameter-name",
    }],
    aliases: &["ibm-no-authorization-header"],
    check: Check::Api(check),
    ..Rule::BASE
};

fn check(cx: &mut Context<'_>, api: &Api<'_>) {
    // A header that is written out in many operations is one habit.
    let mut groups: BTreeMap<String, Vec<Cursor<'_>>> = BTreeMap::new();
    let mut seen = FxHashSet::default();
    for parameter in api.operations.iter().flat_map(|o| &o.parameters) {
        let Some(at) = parameter.node.get(words::NAME).filter(|_| parameter.place == ParameterLocation::Header) else {
            continue;
        };
        let name = at.text().to_ascii_lowercase();
        if (is_credential(&name) || scheme_of(api, &name).is_some()) && seen.insert((at.file(), at.id())) {
            groups.entry(name).or_default().push(at);
        }
    }
    for (name, places) in &groups {
        let scheme = scheme_of(api, name);
        let ignored = name == "authorization" && api.version >= Version::V3_0;
        let (few, more) = shown(places);
        for at in few {
            let more = and_more(more, "parameter");
            let Some(scheme) = scheme else {
                let message =
                    message!("header `{}` carries credentials but is declared as a parameter{}", at.text(), more);
                cx.value(*at, message)
                    .label(if ignored {
                        "ignored by the OpenAPI Specification"
                    } else {
                        "not seen as security by tools"
                    })
                    .help("declare it under `securitySchemes` and require it under `security`");
                continue;
            };
            cx.value(
                *at,
                message!(
                    "header `{}` is both a parameter and the security scheme `{}`{}",
                    at.text(),
                    scheme.name,
                    more
                ),
            )
            .label("not seen as security by tools")
            .also(scheme.node.name_location(), "declared as a security scheme here")
            .help("remove the parameter, and require the scheme under `security`");
        }
    }
}

/// The scheme whose key travels in this header, given in lower case.
fn scheme_of<'s, 'a>(api: &'s Api<'a>, header: &str) -> Option<&'s Scheme<'a>> {
    api.schemes.iter().find(|s| {
        matches!(&s.ty, SchemeType::ApiKey { name, place } if place == "header" && name.eq_ignore_ascii_case(header))
    })
}

/// True for names of headers that carry credentials, given in lower case.
fn is_credential(name: &str) -> bool {
    const CREDENTIALS: [&str; 13] = [
        "authorization",
        "proxyauthorization",
        "xapikey",
        "apikey",
        "xauthtoken",
        "authtoken",
        "xaccesstoken",
        "accesstoken",
        "xauthorization",
        "clientsecret",
        "xclientsecret",
        "apisecret",
        "xapisecret",
    ];
    CREDENTIALS.contains(&plain_name(name).as_str())
}
