//! An OpenID Connect scheme must point to its discovery document over https.

use crate::model::Url;
use crate::rule::prelude::*;

/// The rule.
pub static RULE: Rule = Rule {
    id: "openid-connect-url",
    category: Category::Auth,
    severity: Severity::Error,
    versions: (Version::V3_0, Version::V3_2),
    summary: "an OpenID Connect scheme must point to its discovery document over https",
    why: "Clients load the endpoints and keys of the provider from this URL. A wrong URL breaks every client; an unencrypted http URL lets anyone on the network path put in keys of their own.",
    when_off: "Not recommended: addresses of the own machine are exempt already.",
    references: &[
        Reference {
            title: "OpenID Connect Discovery 1.0, section 4",
            url: "https://openid.net/specs/openid-connect-discovery-1_0.html#ProviderConfig",
        },
        Reference {
            title: "OpenAPI 3.1.0, Security Scheme Object",
            url: "https://spec.openapis.org/oas/v3.1.0.html#security-scheme-object",
        },
    ],
    check: Check::Scheme(check),
    ..Rule::BASE
};

fn check(cx: &mut Context<'_>, _: &Api<'_>, scheme: &Scheme<'_>) {
    let Some(at) = scheme.node.get(words::OPEN_ID_CONNECT_URL).filter(|_| scheme.ty == SchemeType::OpenIdConnect)
    else {
        return;
    };
    let text = at.text();
    let url = Url::parse(&text);
    if let Some(secure) = url.with_scheme("https").filter(|_| url.is_plain_http()) {
        cx.value(at, message!("the discovery document of `{}` is loaded over unencrypted http", scheme.name))
            .label("keys can be replaced in transit")
            .help(message!("use `{}`", secure));
    } else if !text.split(['?', '#']).next().unwrap_or("").ends_with("/.well-known/openid-configuration") {
        cx.value(at, message!("`openIdConnectUrl` of `{}` does not point to a discovery document", scheme.name))
            .label("does not end in `/.well-known/openid-configuration`")
            .help("use the URL of the issuer followed by `/.well-known/openid-configuration`");
    }
}
