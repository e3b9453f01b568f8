//! The gateway must not be stricter than the contract.

use crate::model::gateway::{self, Door};
use crate::rule::prelude::*;

/// The rule.
pub static RULE: Rule = Rule {
    id: "gateway-security-contradiction",
    category: Category::Exposure,
    severity: Severity::Error,
    summary: "the gateway must not be stricter than the contract",
    why: "The contract says that the operation is public, and the gateway requires credentials: clients that follow the contract are rejected, and no one knows which of the two is intended.",
    when_off: "Disable it if the gateway's settings are not those that are deployed.",
    references: &[
        Reference {
            title: "OWASP API8:2023 Security Misconfiguration",
            url: "https://owasp.org/API-Security/editions/2023/en/0xa8-security-misconfiguration/",
        },
        Reference {
            title: "WSO2 API Manager, throttling",
            url: "https://apim.docs.wso2.com/en/latest/api-design-manage/design/rate-limiting/introducing-throttling-use-cases/",
        },
        Reference {
            title: "Amazon API Gateway, extensions to OpenAPI",
            url: "https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-swagger-extensions.html",
        },
    ],
    check: Check::Api(check),
    ..Rule::BASE
};

fn check(cx: &mut Context<'_>, api: &Api<'_>) {
    for operation in api.path_operations() {
        if cx.is_exempt(operation) {
            continue;
        }
        let Some((Door::Guarded, at)) = gateway::door_of(api, operation) else { continue };
        let Some(public) = api.security_of(operation).filter(|s| s.is_public()) else { continue };
        // A word for the whole API gives way to what an operation says of itself.
        if at.tree().source().name() == api.root.tree().source().name() && at.parent() == Some(api.root) {
            continue;
        }
        cx.key(at, message!("`{}` is public in the contract, but the gateway requires credentials", operation.title()))
            .label(message!("`{}`", at.text()))
            .also(public.at.name_location(), "public in the contract")
            .help("require the credentials in the contract too, or disable them at the gateway");
    }
}
