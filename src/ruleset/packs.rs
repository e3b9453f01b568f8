//! Packs: settings of rules under a name.

use crate::digest::sha256_hex;
use crate::rule::{OptionMeta, Rule};
use crate::rules;

/// A pack.
#[derive(Clone, Copy, Debug)]
pub struct Pack {
    /// The name to extend: `apivet:strict`.
    pub name: &'static str,
    /// One line: what it is for.
    pub summary: &'static str,
    /// Switches all rules on or off first.
    pub(super) all: Option<bool>,
    /// The configuration that it stands for.
    pub(super) text: &'static str,
}

impl Pack {
    /// The SHA-256 of what the pack stands for, in hexadecimal: its settings, and the rules that it starts from with
    /// what they recommend.
    #[must_use]
    pub fn hash(&self) -> String {
        let all = match self.all {
            None => "",
            Some(true) => "all\n",
            Some(false) => "off\n",
        };
        // What a rule recommends takes effect wherever it is switched on.
        let option = |o: &OptionMeta| format!(" {}={}", o.name, o.default.yaml());
        let rule = |r: &Rule| {
            let options: String = r.options.iter().map(option).collect();
            format!("{} {} {:?}{options}\n", r.id, r.severity.word(), r.enabled)
        };
        let rules: String = rules::all().map(rule).collect();
        // Packs and rulesets that it extends are part of it.
        let extended: String =
            PACKS.iter().filter(|p| p.name != self.name && self.text.contains(p.name)).map(|p| p.text).collect();
        sha256_hex(&format!("{all}{rules}{}{extended}", self.text))
    }
}

/// The packs that come with the program.
pub const PACKS: &[Pack] = &[
    Pack {
        name: "apivet:recommended",
        summary: "every rule as its own description recommends; what runs without a configuration",
        all: None,
        text: "",
    },
    Pack {
        name: "apivet:strict",
        summary: "recommended, and what careful teams add to it; fails on more",
        all: None,
        text: include_str!("../../rules/strict.yaml"),
    },
    Pack {
        name: "apivet:security",
        summary: "who may call, with which scopes, over which transport; nothing else",
        all: Some(false),
        text: include_str!("../../rules/security.yaml"),
    },
    Pack {
        name: "apivet:owasp",
        summary: "the OWASP API Security Top 10 of 2023, as far as a design can show it; nothing else",
        all: Some(false),
        text: include_str!("../../rules/owasp.yaml"),
    },
    Pack {
        name: "apivet:lifecycle",
        summary: "versions, deprecation and sunset; nothing else",
        all: Some(false),
        text: include_str!("../../rules/lifecycle.yaml"),
    },
    Pack {
        name: "apivet:wso2",
        summary: "recommended, and what gateways of WSO2 need: tiers, versions in the path, a sandbox",
        all: None,
        text: include_str!("../../rules/wso2.yaml"),
    },
    Pack {
        name: "apivet:version-in-url",
        summary: "recommended, and the version of each API stands in the URL",
        all: None,
        text: include_str!("../../rules/version-in-url.yaml"),
    },
    Pack {
        name: "apivet:version-in-header",
        summary: "recommended, and the version of each API stands in a header",
        all: None,
        text: include_str!("../../rules/version-in-header.yaml"),
    },
    Pack {
        name: "apivet:version-in-query",
        summary: "recommended, and the version of each API stands in a query parameter",
        all: None,
        text: include_str!("../../rules/version-in-query.yaml"),
    },
    Pack {
        name: "apivet:version-in-media-type",
        summary: "recommended, and the version of each API stands in the media type",
        all: None,
        text: include_str!("../../rules/version-in-media-type.yaml"),
    },
    Pack {
        name: "apivet:team",
        summary: "three rules of a team's own, as an example of rules that ask the model",
        all: None,
        text: include_str!("../../rules/team.yaml"),
    },
    Pack { name: "apivet:all", summary: "every rule", all: Some(true), text: "" },
    Pack { name: "apivet:off", summary: "no rule: the start of a selection of your own", all: Some(false), text: "" },
];

/// The pack that a name means, with the hash that pins it: `apivet:strict@sha256:...`.
pub(super) fn pinned(name: &str) -> Option<(&'static Pack, Option<&str>)> {
    let (name, pin) = name.split_once("@sha256:").map_or((name, None), |(name, pin)| (name, Some(pin)));
    find(name).map(|pack| (pack, pin))
}

/// The pack with this name.
pub(super) fn find(name: &str) -> Option<&'static Pack> {
    PACKS.iter().find(|p| p.name == name)
}
