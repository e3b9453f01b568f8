//! Only the major version should stand in the URL.

use crate::rule::prelude::*;

/// The rule.
pub static RULE: Rule = Rule {
    id: "version-minor-in-url",
    category: Category::Versioning,
    severity: Severity::Info,
    enabled: Enabled::No,
    summary: "only the major version should be in the URL",
    why: "A minor version promises not to break clients, so they should not have to change their URLs for it. With `/v1.2` every release is a new address.",
    when_off: "It is off by default. Leave it off if each release really is an API of its own.",
    references: &[Reference { title: "Google AIP-185, API Versioning", url: "https://google.aip.dev/185" }],
    check: Check::Api(check),
    ..Rule::BASE
};

fn check(cx: &mut Context<'_>, api: &Api<'_>) {
    let in_servers = api.server_versions().into_iter().map(|(n, t)| (api.servers[n].at, t));
    let in_paths = api.path_versions().into_iter().map(|(n, t)| (api.paths[n].entry, t));
    let found = in_servers.chain(in_paths).find(|(_, t)| t.minor.is_some());
    if let Some((at, token)) = found {
        let major = token.major.unwrap_or_default();
        cx.at(at, token.location, message!("version `{}` in the URL has a minor version", token.text))
            .help(message!("use `v{}`", major));
    }
}
