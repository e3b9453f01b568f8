//! Whom a change can break: whoever reads and writes messages, or also whoever calls the API through generated code.

use super::catalogue::{self, ChangeId};
use super::{Compatibility, Fact};

/// Whom a change can break.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Profile {
    /// Clients that read and write messages.
    #[default]
    Wire,
    /// Also clients that call generated code: names of methods and types, and the types of fields, are part of the contract.
    Sdk,
}

impl Profile {
    /// Their words on the command line and in the configuration, in the order of `ALL`.
    pub const WORDS: &'static [&'static str] = &["wire", "sdk"];

    /// All of them.
    const ALL: [Profile; 2] = [Profile::Wire, Profile::Sdk];

    /// The one of a word.
    #[must_use]
    pub fn from_word(word: &str) -> Option<Self> {
        Self::WORDS.iter().position(|known| *known == word).and_then(|n| Self::ALL.get(n).copied())
    }

    /// Judges a fact again that breaks nobody on the wire.
    pub(super) fn judge(self, fact: &mut Fact<'_>) {
        if self == Profile::Wire || fact.compatibility == Compatibility::Breaking {
            return;
        }
        if let Some((compatibility, reason)) =
            in_generated_code(fact.id).filter(|(worse, _)| *worse > fact.compatibility)
        {
            fact.compatibility = compatibility;
            fact.reason = Some(reason.into());
            fact.without_effect = false;
        }
    }
}

/// What a change does to code that is generated from the description, and why; nothing where that stays as it is.
fn in_generated_code(id: ChangeId) -> Option<(Compatibility, &'static str)> {
    use Compatibility::{Breaking, Risky};
    let named = match id {
        ChangeId::API_OPERATION_ID_REMOVED | ChangeId::API_OPERATION_ID_ADDED => {
            Some((Breaking, "generated clients name their methods after it"))
        }
        ChangeId::API_TAG_REMOVED => Some((Breaking, "generated clients group their methods into classes by tag")),
        ChangeId::API_TAG_ADDED => Some((Risky, "generated clients group their methods into classes by tag")),
        ChangeId::API_SCHEMA_REMOVED => Some((Breaking, "generated clients have a type of this name")),
        ChangeId::RESPONSE_OPTIONAL_PROPERTY_REMOVED
        | ChangeId::RESPONSE_REQUIRED_PROPERTY_REMOVED
        | ChangeId::RESPONSE_OPTIONAL_WRITE_ONLY_PROPERTY_REMOVED
        | ChangeId::RESPONSE_REQUIRED_WRITE_ONLY_PROPERTY_REMOVED => {
            Some((Breaking, "the generated type no longer has this field"))
        }
        ChangeId::REQUEST_PARAMETER_REMOVED_WITH_DEPRECATION | ChangeId::REQUEST_PARAMETER_REMOVED_BEFORE_SUNSET => {
            Some((Breaking, "the generated method no longer has this argument"))
        }
        ChangeId::NEW_OPTIONAL_REQUEST_PARAMETER
        | ChangeId::NEW_OPTIONAL_REQUEST_DEFAULT_PARAMETER_TO_EXISTING_PATH => {
            Some((Risky, "generated methods take one more argument"))
        }
        ChangeId::REQUEST_BODY_ADDED_OPTIONAL => Some((Risky, "generated methods take one more argument")),
        ChangeId::REQUEST_BODY_MEDIA_TYPE_ADDED => {
            Some((Risky, "generators that choose the first media type may choose another one"))
        }
        ChangeId::RESPONSE_SUCCESS_STATUS_ADDED => Some((Risky, "the return type of generated methods may change")),
        _ => None,
    };
    named.or_else(|| of_schema(id))
}

/// The same for what changes of a schema, wherever it stands.
fn of_schema(id: ChangeId) -> Option<(Compatibility, &'static str)> {
    use Compatibility::{Breaking, Risky};
    let part = id.text();
    let request = part.starts_with("request-");
    match catalogue::kind_of(part) {
        "removed" if part == "request-parameter-removed" => {
            Some((Breaking, "the generated method no longer has this argument"))
        }
        "removed" => Some((Breaking, "the generated type no longer has this field")),
        "type-changed"
        | "type-generalized"
        | "type-specialized"
        | "type-compatible"
        | "list-of-types-widened"
        | "list-of-types-narrowed"
        | "items-added"
        | "items-removed"
        | "became-enum"
        | "enum-removed"
        | "wrapped-in-one-of" => Some((Breaking, "the generated code has another type for it")),
        "became-required" | "became-optional" | "became-required-with-default" if !request => {
            Some((Breaking, "the generated field is no longer optional, or now is"))
        }
        "became-nullable" | "became-not-nullable" if !request => {
            Some((Breaking, "the generated field can no longer be null, or now can"))
        }
        "became-required" | "became-optional" | "became-nullable" | "became-not-nullable" => {
            Some((Risky, "generated constructors take other arguments"))
        }
        "enum-value-removed" => Some((Breaking, "the generated type no longer has this constant")),
        "one-of-removed" | "any-of-removed" => Some((Breaking, "the generated type has one alternative less")),
        "all-of-added" | "all-of-removed" => Some((Risky, "the generated type may extend other types")),
        _ => None,
    }
}
