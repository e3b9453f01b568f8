//! The forms of well-known credentials.

use std::collections::BTreeSet;
use std::ops::RangeInclusive;

/// What keys in PEM begin with (RFC 7468, section 2).
pub const PEM: &str = "-----BEGIN";
/// What the parts of a JSON Web Token begin with: `{"` in base64 (RFC 7519, section 3.1).
pub const WEB_TOKEN: &str = "eyJ";

/// A form that issuers give their credentials, so that they are found where they should not be.
#[derive(Clone, Debug)]
pub struct CredentialForm {
    /// What such a credential begins with.
    pub prefix: &'static str,
    /// How many letters, digits, `-` and `_` follow.
    rest: RangeInclusive<usize>,
    /// What it is, with its article.
    pub what: &'static str,
}

impl CredentialForm {
    const fn at_least(prefix: &'static str, least: usize, what: &'static str) -> Self {
        Self { prefix, rest: least..=usize::MAX, what }
    }

    /// True for a word of this form. What repeats few characters is a placeholder.
    #[must_use]
    pub fn fits(&self, word: &str) -> bool {
        word.strip_prefix(self.prefix).is_some_and(|rest| {
            let is_varied = rest.bytes().collect::<BTreeSet<_>>().len() > 7;
            let plain = rest.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_' || b == b'-');
            self.rest.contains(&rest.len()) && is_varied && plain
        })
    }
}

/// All forms.
pub const CREDENTIAL_FORMS: [CredentialForm; 15] = [
    CredentialForm { prefix: "AKIA", rest: 16..=16, what: "an access key of AWS" },
    CredentialForm::at_least("ghp_", 30, "a token of GitHub"),
    CredentialForm::at_least("gho_", 30, "a token of GitHub"),
    CredentialForm::at_least("ghu_", 30, "a token of GitHub"),
    CredentialForm::at_least("ghs_", 30, "a token of GitHub"),
    CredentialForm::at_least("ghr_", 30, "a token of GitHub"),
    CredentialForm::at_least("github_pat_", 30, "a token of GitHub"),
    CredentialForm::at_least("xoxb-", 24, "a token of Slack"),
    CredentialForm::at_least("xoxp-", 24, "a token of Slack"),
    CredentialForm::at_least("xoxa-", 24, "a token of Slack"),
    CredentialForm::at_least("xoxs-", 24, "a token of Slack"),
    CredentialForm::at_least("sk_live_", 20, "a live key of Stripe"),
    CredentialForm::at_least("rk_live_", 20, "a live key of Stripe"),
    CredentialForm::at_least("AIza", 35, "a key of Google"),
    CredentialForm::at_least("glpat-", 20, "a token of GitLab"),
];
