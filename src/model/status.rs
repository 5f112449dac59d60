//! The status of a credential: where to ask whether it still stands.

use super::Written;
use super::builder::Builder;
use super::class::{Types, class};
use crate::text::Iri;

class! {
    /// Where to ask whether a credential still stands. Its type says how; the members that the
    /// type brings are kept as extensions.
    ///
    /// Source: Open Badges 3.0, data model, `CredentialStatus`, which requires `id`; VCDM 2.0,
    /// section 4.10, and the schema that 1EdTech publishes now do not, and neither does this
    /// library.
    pub struct CredentialStatus: open, Types::Any;

    /// The identifier of the entry.
    id = "id": optional Iri,
    /// The kind of status, such as `BitstringStatusListEntry`.
    types = "type": some String as Types,
}

impl CredentialStatus {
    /// A status of the kind `kind`.
    pub fn builder(kind: impl Into<Written>) -> Builder<Self> {
        Builder::<Self>::start().types(kind)
    }
}
