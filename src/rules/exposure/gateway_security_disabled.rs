//! The gateway must not be laxer than the contract.

use crate::model::gateway;
use crate::rule::prelude::*;
use crate::rules::support::and_more;

/// The rule.
pub static RULE: Rule = Rule {
    id: "gateway-security-disabled",
    category: Category::Exposure,
    severity: Severity::Error,
    summary: "the gateway must not be laxer than the contract",
    why: "The contract says that credentials are required, and the gateway is configured not to check them: the documentation is wrong, and the operation is public.",
    when_off: "Disable it if the backend itself checks credentials.",
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
    let mut by_place: Vec<(Cursor<'_>, Vec<&Operation<'_>>)> = Vec::new();
    for operation in api.path_operations().filter(|o| !cx.is_exempt(o)) {
        let Some(at) = gateway::opened_at(api, operation) else { continue };
        match by_place.iter_mut().find(|(place, _)| *place == at) {
            Some((_, operations)) => operations.push(operation),
            None => by_place.push((at, vec![operation])),
        }
    }
    for (at, operations) in by_place {
        let more = and_more(operations.len() - 1, "operation");
        let demanded = api.security_of(operations[0]).map(|s| s.at);
        let finding = cx.key(
            at,
            message!(
                "`{}` is public at the gateway{}, but the contract requires credentials",
                operations[0].title(),
                more
            ),
        );
        finding
            .label("disables authentication at the gateway")
            .help("remove the extension, or use `security: []` if the operation is public");
        if let Some(demanded) = demanded {
            finding.also(demanded.name_location(), "required here");
        }
    }
}
