//! The kinds of object that OpenAPI documents are made of.

macro_rules! kinds {
    ($($(#[$doc:meta])* $kind:ident = $words:literal),* $(,)?) => {
        /// What a node is, in the terms of the OpenAPI Specification.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
        #[repr(u8)]
        pub enum Kind {
            /// Not reached by the grammar, or free-form data.
            None,
            $($(#[$doc])* #[doc = concat!("In words: ", $words, ".")] $kind,)*
        }

        impl Kind {
            /// Every kind but [`Kind::None`].
            pub const ALL: &'static [Kind] = &[$(Kind::$kind),*];

            /// The kind in words with its article: "an operation".
            #[must_use]
            pub fn words(self) -> &'static str {
                match self {
                    Kind::None => "a value",
                    $(Kind::$kind => $words,)*
                }
            }
        }
    };
}

kinds! {
    Document = "an OpenAPI document",
    Info = "the `info` object",
    Contact = "the `contact` object",
    License = "the `license` object",
    Server = "a server",
    ServerVariables = "the `variables` of a server",
    ServerVariable = "a server variable",
    Paths = "the `paths` object",
    Webhooks = "the `webhooks` object",
    PathItem = "a path item",
    AdditionalOperations = "the `additionalOperations` of a path item",
    Operation = "an operation",
    ExternalDocs = "an `externalDocs` object",
    Parameter = "a parameter",
    /// A 2.0 parameter, header or array item that is described without a schema.
    Items = "an `items` object",
    RequestBody = "a request body",
    Content = "a `content` object",
    MediaType = "a media type",
    Encodings = "an `encoding` object",
    Encoding = "an encoding",
    Responses = "the responses of an operation",
    Response = "a response",
    Callbacks = "a `callbacks` object",
    Callback = "a callback",
    Examples = "an `examples` object",
    Example = "an example",
    Links = "a `links` object",
    Link = "a link",
    LinkParameters = "the parameters of a link",
    Headers = "a `headers` object",
    Header = "a header",
    Tag = "a tag",
    Schema = "a schema",
    Properties = "the properties of a schema",
    PatternProperties = "the pattern properties of a schema",
    Definitions = "the definitions of a schema",
    DependentRequired = "the `dependentRequired` of a schema",
    Discriminator = "a discriminator",
    Mapping = "the mapping of a discriminator",
    Xml = "an `xml` object",
    Components = "the `components` object",
    Schemas = "the reusable schemas",
    ComponentResponses = "the reusable responses",
    ComponentParameters = "the reusable parameters",
    RequestBodies = "the reusable request bodies",
    ComponentHeaders = "the reusable headers",
    ComponentExamples = "the reusable examples",
    ComponentLinks = "the reusable links",
    ComponentCallbacks = "the reusable callbacks",
    PathItems = "the reusable path items",
    MediaTypes = "the reusable media types",
    SecuritySchemes = "the security schemes",
    SecurityScheme = "a security scheme",
    OauthFlows = "the flows of a security scheme",
    OauthFlow = "an OAuth flow",
    Scopes = "the scopes of an OAuth flow",
    SecurityRequirement = "a security requirement",
}

impl Kind {
    /// Number of kinds, [`Kind::None`] included: the size of tables over kinds.
    pub const COUNT: usize = Self::ALL.len() + 1;

    /// The words without their article: "operation".
    #[must_use]
    pub fn noun(self) -> &'static str {
        let words = self.words();
        words.split_once(' ').map_or(words, |(_, noun)| noun)
    }
}
