//! The keywords of a schema that decide which values it accepts (JSON Schema 2020-12, with those of OpenAPI 2.0 and 3.0).
//!
//! What reads them into [`Facts`](super::Facts), and what writes them down for the validator, goes through all of them
//! and names each: a keyword that joins the list does not compile until both know it.

use crate::tree::{Key, words};

/// Makes the list, and the way from a key to its keyword.
macro_rules! keywords {
    ($($name:ident = $key:ident,)*) => {
        /// A keyword that decides which values a schema accepts.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum Keyword {
            $($name,)*
        }

        impl Keyword {
            /// The keyword of a key; none for what describes and decides nothing.
            #[must_use]
            pub fn of(key: Key) -> Option<Self> {
                match key {
                    $(words::$key => Some(Keyword::$name),)*
                    _ => None,
                }
            }
        }
    };
}

keywords! {
    Type = TYPE,
    Nullable = NULLABLE,
    Enum = ENUM,
    Const = CONST,
    Minimum = MINIMUM,
    Maximum = MAXIMUM,
    ExclusiveMinimum = EXCLUSIVE_MINIMUM,
    ExclusiveMaximum = EXCLUSIVE_MAXIMUM,
    MultipleOf = MULTIPLE_OF,
    MinLength = MIN_LENGTH,
    MaxLength = MAX_LENGTH,
    Pattern = PATTERN,
    Format = FORMAT,
    MinItems = MIN_ITEMS,
    MaxItems = MAX_ITEMS,
    UniqueItems = UNIQUE_ITEMS,
    Items = ITEMS,
    PrefixItems = PREFIX_ITEMS,
    AdditionalItems = ADDITIONAL_ITEMS,
    UnevaluatedItems = UNEVALUATED_ITEMS,
    Contains = CONTAINS,
    MinContains = MIN_CONTAINS,
    MaxContains = MAX_CONTAINS,
    MinProperties = MIN_PROPERTIES,
    MaxProperties = MAX_PROPERTIES,
    Required = REQUIRED,
    Properties = PROPERTIES,
    PatternProperties = PATTERN_PROPERTIES,
    AdditionalProperties = ADDITIONAL_PROPERTIES,
    UnevaluatedProperties = UNEVALUATED_PROPERTIES,
    PropertyNames = PROPERTY_NAMES,
    DependentRequired = DEPENDENT_REQUIRED,
    DependentSchemas = DEPENDENT_SCHEMAS,
    Dependencies = DEPENDENCIES,
    AllOf = ALL_OF,
    OneOf = ONE_OF,
    AnyOf = ANY_OF,
    Not = NOT,
    If = IF,
    Then = THEN,
    Else = ELSE,
    Ref = REF,
    DynamicRef = DYNAMIC_REF,
    Discriminator = DISCRIMINATOR,
    ReadOnly = READ_ONLY,
    WriteOnly = WRITE_ONLY,
}
