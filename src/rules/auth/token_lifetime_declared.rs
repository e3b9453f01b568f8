//! The life of tokens should be declared.

use crate::rule::prelude::*;

/// An option.
const MAX_SECONDS: RuleOption<u64> = RuleOption {
    name: "max-seconds",
    summary: "Maximum token lifetime in seconds, where the policy has none",
    default: 3600,
};

/// The rule.
pub static RULE: Rule = Rule {
    id: "token-lifetime-declared",
    category: Category::Auth,
    severity: Severity::Info,
    enabled: Enabled::No,
    summary: "token lifetimes should be declared",
    why: "A stolen token is good until it expires. OpenAPI has no field for that time, so clients cannot plan and reviewers cannot check it. This rule requires `x-apivet-token-ttl` (seconds, or `15m`, `1h`) on OAuth and bearer schemes, and compares it with the maximum that the policy allows.",
    when_off: "It is off by default. Leave it off if token lifetimes are documented elsewhere.",
    references: &[Reference {
        title: "RFC 6750, section 5.3",
        url: "https://www.rfc-editor.org/rfc/rfc6750#section-5.3",
    }],
    options: &[MAX_SECONDS.meta()],
    check: Check::Scheme(check),
    ..Rule::BASE
};

fn check(cx: &mut Context<'_>, _: &Api<'_>, scheme: &Scheme<'_>) {
    let is_token = matches!(&scheme.ty, SchemeType::OAuth2 | SchemeType::OpenIdConnect)
        || matches!(&scheme.ty, SchemeType::Http { scheme } if scheme == "bearer");
    if !is_token {
        return;
    }
    let most = cx.policy.max_token_ttl.unwrap_or_else(|| cx.option(&MAX_SECONDS));
    let Some(at) = scheme.node.get(words::X_APIVET_TOKEN_TTL).or_else(|| scheme.node.get(words::X_TOKEN_TTL)) else {
        cx.key(scheme.entry, message!("`{}` has no declared token lifetime", scheme.name))
            .label("no `x-apivet-token-ttl`")
            .help("add `x-apivet-token-ttl`, for example `15m`");
        return;
    };
    match seconds(&at.text()) {
        None => {
            cx.value(at, message!("`{}` is not a duration", at.text()))
                .help("use seconds, or a number with `s`, `m`, `h` or `d`");
        }
        Some(ttl) if ttl > most => {
            cx.value(
                at,
                message!("tokens of `{}` are valid for {} seconds, and the policy allows {}", scheme.name, ttl, most),
            )
            .help("shorten the token lifetime and let clients refresh tokens");
        }
        Some(_) => {}
    }
}

/// `900`, `900s`, `15m`, `1h`, `30d`.
fn seconds(text: &str) -> Option<u64> {
    let text = text.trim();
    let digits = text.bytes().take_while(u8::is_ascii_digit).count();
    let number: u64 = text.get(..digits)?.parse().ok()?;
    let unit = match text[digits..].trim() {
        "" | "s" => 1,
        "m" | "min" => 60,
        "h" => 3600,
        "d" => 86_400,
        _ => return None,
    };
    number.checked_mul(unit)
}
