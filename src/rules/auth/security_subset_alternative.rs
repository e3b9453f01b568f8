//! No alternative should contain another one.

use crate::rule::prelude::*;
use crate::rules::support::security_lists;

/// The rule.
pub static RULE: Rule = Rule {
    id: "security-subset-alternative",
    category: Category::Auth,
    severity: Severity::Warn,
    summary: "no alternative should contain another one",
    why: "Of `[{a}, {a, b}]` the second has no effect: anyone who satisfies it satisfies the first. Almost always AND and OR were mixed up, and `b` was meant to be needed.",
    when_off: "Not recommended: remove the alternative that never decides.",
    repair: "`--fix` removes the second of two equal ones.",
    references: &[Reference {
        title: "OpenAPI 3.1.1, Security Requirement Object",
        url: "https://spec.openapis.org/oas/v3.1.1.html#security-requirement-object",
    }],
    check: Check::Api(check),
    ..Rule::BASE
};

fn check(cx: &mut Context<'_>, api: &Api<'_>) {
    for (_, security) in security_lists(api) {
        // Each is compared with each: a list of hundreds was not written by hand.
        let all = &security.alternatives;
        if all.len() > 200 {
            continue;
        }
        for (n, larger) in all.iter().enumerate() {
            let smaller = all
                .iter()
                .enumerate()
                .find(|(m, a)| *m != n && !a.is_anonymous() && a.is_within(larger) && (!larger.is_within(a) || *m < n));
            let Some((_, smaller)) = smaller else { continue };
            let same = larger.is_within(smaller);
            let message = if same {
                "duplicate alternative in `security`"
            } else {
                "this alternative has no effect: another one requires less"
            };
            let finding = cx.value(larger.at, message);
            if same {
                finding.safe_fix("remove it", [larger.at.removed()]);
            }
            finding
                .label(if same { "the duplicate" } else { "satisfying this always satisfies the other" })
                .also(smaller.at.location(), "sufficient on its own")
                .help(if same {
                    "remove the duplicate"
                } else {
                    "to require both, list all schemes and scopes in one security requirement"
                });
        }
    }
}
