//! The endpoints of an OAuth flow must be https URLs.

use crate::model::Url;
use crate::rule::prelude::*;
use crate::tree::Key;

/// The rule.
pub static RULE: Rule = Rule {
    id: "oauth2-url-https",
    category: Category::Auth,
    severity: Severity::Error,
    summary: "the endpoints of an OAuth flow must be https URLs",
    why: "Codes, tokens and client secrets are sent to these URLs. Over unencrypted http anyone on the network path can take them; OAuth 2.0 requires TLS for each of these endpoints.",
    when_off: "Not recommended: addresses of the own machine are exempt already.",
    repair: "`--fix --unsafe-fixes` writes `https`.",
    references: &[
        Reference { title: "RFC 6749, section 3.1", url: "https://www.rfc-editor.org/rfc/rfc6749#section-3.1" },
        Reference {
            title: "OpenAPI 3.2.0, OAuth Flow Object",
            url: "https://spec.openapis.org/oas/v3.2.0.html#oauth-flow-object",
        },
    ],
    check: Check::Scheme(check),
    ..Rule::BASE
};

fn check(cx: &mut Context<'_>, _: &Api<'_>, scheme: &Scheme<'_>) {
    const URLS: [Key; 4] =
        [words::AUTHORIZATION_URL, words::TOKEN_URL, words::REFRESH_URL, words::DEVICE_AUTHORIZATION_URL];
    let of_flows = scheme.flows.iter().flat_map(|f| URLS.iter().filter_map(|key| f.node.get(*key)));
    for at in of_flows.chain(scheme.node.get(words::OAUTH2_METADATA_URL)) {
        let text = at.text();
        let url = Url::parse(&text);
        if let Some(secure) = url.with_scheme("https").filter(|_| url.is_plain_http()) {
            cx.value(at, message!("`{}` of `{}` is not an https URL", at.key_text(), scheme.name))
                .label("codes and tokens are sent unencrypted")
                .help(message!("use `{}`", secure))
                .unsafe_fix("use `https`", [at.replaced(&json!(secure))]);
        }
    }
}
