use crate::fault::{Code, Fault, Objection, Pointer};
use crate::limits::Exhausted;

/// Why a document has no canonical bytes.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum RdfError {
    /// A context that the loader does not have. The caller may supply it and try again.
    #[error("the context {url} is neither bundled nor supplied")]
    ContextUnknown {
        /// The URL as the document or the context gives it, made absolute.
        url: String,
        /// The place in the document that led to it.
        pointer: Pointer,
    },
    /// An error that JSON-LD 1.1 has a name for.
    #[error("{fault}")]
    JsonLd {
        /// The standard's name.
        error: JsonLdError,
        /// The same as a fault, with its place.
        fault: Fault,
    },
    /// Anything else: data that would be lost, a limit, text that is not N-Quads.
    #[error("{0}")]
    Fault(Fault),
}

impl RdfError {
    /// The code under which reports show it.
    pub fn code(&self) -> Code {
        match self {
            RdfError::ContextUnknown { .. } => Code::ContextUnknown,
            RdfError::JsonLd { fault, .. } | RdfError::Fault(fault) => fault.code,
        }
    }

    /// The place in the document.
    pub fn pointer(&self) -> &Pointer {
        match self {
            RdfError::ContextUnknown { pointer, .. } => pointer,
            RdfError::JsonLd { fault, .. } | RdfError::Fault(fault) => &fault.pointer,
        }
    }

    /// The error code of the JSON-LD 1.1 API (section 9.6.2), where it has one.
    pub fn json_ld(&self) -> Option<JsonLdError> {
        match self {
            RdfError::ContextUnknown { .. } => Some(JsonLdError::LoadingRemoteContextFailed),
            RdfError::JsonLd { error, .. } => Some(*error),
            RdfError::Fault(_) => None,
        }
    }

    pub(super) fn fault(code: Code, pointer: Pointer, message: impl Into<String>) -> Box<Self> {
        Box::new(RdfError::Fault(Fault::new(code, pointer, message)))
    }

    pub(super) fn exhausted(out: Exhausted, pointer: Pointer, what: &str) -> Box<Self> {
        Self::fault(out.code, pointer, format!("more than the {} {what} allowed", out.allowed))
    }
}

impl From<RdfError> for Objection {
    /// What an unknown context says cannot be known, nor what others left no work for; everything else
    /// is a fault of the document.
    fn from(error: RdfError) -> Self {
        match error {
            RdfError::ContextUnknown { .. } => Objection::Undecided(error.into()),
            RdfError::Fault(fault) if fault.code == Code::LimitTogether => {
                Objection::Undecided(fault)
            }
            _ => Objection::Failed(error.into()),
        }
    }
}

impl From<RdfError> for Fault {
    fn from(error: RdfError) -> Self {
        let message = error.to_string();
        match error {
            RdfError::ContextUnknown { pointer, .. } => {
                Fault::new(Code::ContextUnknown, pointer, message)
            }
            RdfError::JsonLd { fault, .. } | RdfError::Fault(fault) => fault,
        }
    }
}

macro_rules! json_ld_errors {
    ($($name:ident = $text:literal => $code:ident,)+) => {
        /// The error codes of the JSON-LD 1.1 API (section 9.6.2) that processing can end in.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        #[non_exhaustive]
        pub enum JsonLdError {
            $(#[doc = concat!("`", $text, "`")] $name,)+
        }

        impl JsonLdError {
            /// The code as the standard writes it, such as `protected term redefinition`.
            pub fn as_str(self) -> &'static str {
                match self { $(JsonLdError::$name => $text,)+ }
            }

            pub(super) fn code(self) -> Code {
                match self { $(JsonLdError::$name => Code::$code,)+ }
            }
        }
    };
}

json_ld_errors! {
    CollidingKeywords = "colliding keywords" => ModelAlias,
    ContextOverflow = "context overflow" => LimitContexts,
    CyclicIriMapping = "cyclic IRI mapping" => Context,
    InvalidIdValue = "invalid @id value" => LdInvalid,
    InvalidImportValue = "invalid @import value" => Context,
    InvalidIncludedValue = "invalid @included value" => LdInvalid,
    InvalidIndexValue = "invalid @index value" => LdInvalid,
    InvalidNestValue = "invalid @nest value" => LdInvalid,
    InvalidPrefixValue = "invalid @prefix value" => Context,
    InvalidPropagateValue = "invalid @propagate value" => Context,
    InvalidProtectedValue = "invalid @protected value" => Context,
    InvalidReverseValue = "invalid @reverse value" => LdInvalid,
    InvalidVersionValue = "invalid @version value" => Context,
    InvalidBaseDirection = "invalid base direction" => LdInvalid,
    InvalidBaseIri = "invalid base IRI" => Context,
    InvalidContainerMapping = "invalid container mapping" => Context,
    InvalidContextEntry = "invalid context entry" => Context,
    InvalidContextNullification = "invalid context nullification" => Context,
    InvalidDefaultLanguage = "invalid default language" => Context,
    InvalidIriMapping = "invalid IRI mapping" => Context,
    InvalidKeywordAlias = "invalid keyword alias" => Context,
    InvalidLanguageMapValue = "invalid language map value" => LdInvalid,
    InvalidLanguageMapping = "invalid language mapping" => Context,
    InvalidLanguageTaggedString = "invalid language-tagged string" => LdInvalid,
    InvalidLanguageTaggedValue = "invalid language-tagged value" => LdInvalid,
    InvalidLocalContext = "invalid local context" => Context,
    InvalidRemoteContext = "invalid remote context" => Context,
    InvalidReverseProperty = "invalid reverse property" => Context,
    InvalidReversePropertyMap = "invalid reverse property map" => LdInvalid,
    InvalidReversePropertyValue = "invalid reverse property value" => LdInvalid,
    InvalidScopedContext = "invalid scoped context" => Context,
    InvalidSetOrListObject = "invalid set or list object" => LdInvalid,
    InvalidTermDefinition = "invalid term definition" => Context,
    InvalidTypeMapping = "invalid type mapping" => Context,
    InvalidTypeValue = "invalid type value" => LdInvalid,
    InvalidTypedValue = "invalid typed value" => LdInvalid,
    InvalidValueObject = "invalid value object" => LdInvalid,
    InvalidValueObjectValue = "invalid value object value" => LdInvalid,
    InvalidVocabMapping = "invalid vocab mapping" => Context,
    KeywordRedefinition = "keyword redefinition" => Context,
    LoadingRemoteContextFailed = "loading remote context failed" => ContextUnknown,
    ProcessingModeConflict = "processing mode conflict" => Context,
    ProtectedTermRedefinition = "protected term redefinition" => ContextProtected,
}
