//! No alternative should be weaker than the others.

use crate::rule::prelude::*;
use std::collections::BTreeMap;

use crate::model::{Alternative, Credential, Security};
use crate::rules::support::{and_more, governed, security_lists, shown};

/// The rule.
pub static RULE: Rule = Rule {
    id: "security-weaker-alternative",
    category: Category::Auth,
    severity: Severity::Warn,
    enabled: Enabled::No,
    summary: "no alternative should be weaker than the others",
    why: "Alternatives are an OR: the weakest one decides. A scoped token beside an API key in the query string is worth no more than the key.",
    when_off: "It is off by default: a key beside OAuth is often what an API offers on purpose. Where the policy ranks credentials (`policy.strength`), switch it on.",
    references: &[Reference {
        title: "OpenAPI 3.1.1, Security Requirement Object",
        url: "https://spec.openapis.org/oas/v3.1.1.html#security-requirement-object",
    }],
    check: Check::Api(check),
    ..Rule::BASE
};

fn check(cx: &mut Context<'_>, api: &Api<'_>) {
    // The same pair of alternatives on many operations is one decision.
    let mut groups: BTreeMap<(Vec<&str>, Vec<&str>), Vec<WeakerPair<'_, '_>>> = BTreeMap::new();
    for (owner, security) in security_lists(api) {
        if let Some(pair) = weak_and_strong(cx, api, security)
            && !governed(api, owner).all(|o| cx.is_exempt(o))
        {
            let key = (names_of(pair.weak), names_of(pair.strong));
            groups.entry(key).or_default().push(pair);
        }
    }
    for pairs in groups.values() {
        let (places, more) = shown(pairs);
        for pair in places {
            let message =
                message!("{} is accepted instead of {}{}", pair.weak_words, pair.strong_words, and_more(more, "place"));
            cx.value(pair.weak.at, message)
                .label("the weakest alternative")
                .also(pair.strong.at.location(), "stronger, but can be bypassed")
                .help("remove the weaker alternative, or combine both in one security requirement");
        }
    }
}

struct WeakerPair<'s, 'a> {
    weak: &'s Alternative<'a>,
    strong: &'s Alternative<'a>,
    weak_words: &'static str,
    strong_words: &'static str,
}

fn names_of<'a>(alternative: &Alternative<'a>) -> Vec<&'a str> {
    alternative.requirements.iter().map(|r| r.name).collect()
}

fn weak_and_strong<'s, 'a>(cx: &Context<'_>, api: &Api<'a>, security: &'s Security<'a>) -> Option<WeakerPair<'s, 'a>> {
    let order = &cx.policy.strength;
    let ranked: Vec<(&Alternative<'_>, Vec<Credential>, u32)> = security
        .alternatives
        .iter()
        .filter(|a| !a.is_anonymous())
        .filter_map(|a| {
            let credentials = a.credentials(&api.schemes)?;
            let rank = order.of_all(&credentials)?;
            Some((a, credentials, rank))
        })
        .collect();
    let (weak, strong) = (ranked.iter().min_by_key(|r| r.2)?, ranked.iter().max_by_key(|r| r.2)?);
    // Where one is contained in the other, `security-subset-alternative` says so.
    if weak.2 == strong.2 || weak.0.is_within(strong.0) {
        return None;
    }
    let best =
        |credentials: &[Credential]| credentials.iter().max_by_key(|c| order.rank(**c)).map_or("", |c| c.words());
    Some(WeakerPair { weak: weak.0, strong: strong.0, weak_words: best(&weak.1), strong_words: best(&strong.1) })
}
