//! How strong credentials are against each other: a partial, configurable order.

/// A class of credential. The derived order is that of the default ranking, weakest first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[allow(missing_docs)]
pub enum Credential {
    ApiKeyInQuery,
    Basic,
    ApiKey,
    Bearer,
    OAuth,
    OAuthWithScopes,
    MutualTls,
}

impl Credential {
    /// All classes, weakest first.
    pub const ALL: [Credential; 7] = [
        Credential::ApiKeyInQuery,
        Credential::Basic,
        Credential::ApiKey,
        Credential::Bearer,
        Credential::OAuth,
        Credential::OAuthWithScopes,
        Credential::MutualTls,
    ];

    /// The word in configurations.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Credential::ApiKeyInQuery => "api-key-query",
            Credential::Basic => "basic",
            Credential::ApiKey => "api-key",
            Credential::Bearer => "bearer",
            Credential::OAuth => "oauth2",
            Credential::OAuthWithScopes => "oauth2-scopes",
            Credential::MutualTls => "mutual-tls",
        }
    }

    /// The class in words, for messages.
    #[must_use]
    pub fn words(self) -> &'static str {
        match self {
            Credential::ApiKeyInQuery => "an API key in the query string",
            Credential::Basic => "HTTP basic",
            Credential::ApiKey => "an API key",
            Credential::Bearer => "a bearer token",
            Credential::OAuth => "an OAuth token of any scope",
            Credential::OAuthWithScopes => "an OAuth token with scopes",
            Credential::MutualTls => "a client certificate",
        }
    }
}

/// A ranking of the classes. Classes that share a rank are equally strong; one that is left out is
/// compared with none.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Strength {
    ranks: Vec<(Credential, u32)>,
}

impl Default for Strength {
    fn default() -> Self {
        Self { ranks: Credential::ALL.iter().zip(1..).map(|(&c, rank)| (c, rank)).collect() }
    }
}

impl Strength {
    /// A ranking from groups of equal strength, strongest group first.
    #[must_use]
    pub fn from_strongest(groups: &[Vec<Credential>]) -> Self {
        let count = groups.len() as u32;
        let ranked = groups.iter().zip(0..).flat_map(|(group, n)| group.iter().map(move |&c| (c, count - n)));
        Self { ranks: ranked.collect() }
    }

    /// The rank of a class, from 1.
    #[must_use]
    pub fn rank(&self, credential: Credential) -> Option<u32> {
        self.ranks.iter().find(|(c, _)| *c == credential).map(|&(_, rank)| rank)
    }

    /// The rank of credentials that are asked for together: that of the strongest; 0 for none.
    #[must_use]
    pub fn of_all(&self, credentials: &[Credential]) -> Option<u32> {
        credentials.iter().try_fold(0, |best, &c| Some(best.max(self.rank(c)?)))
    }
}
