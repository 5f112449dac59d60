//! Alignments: the nodes of educational frameworks to which something corresponds.

use super::builder::Builder;
use super::class::{Types, class};
use super::{AlignmentTargetType, Written};
use crate::text::Iri;

class! {
    /// A link to a node of a framework, such as a standard in CASE or a competency in CTDL.
    ///
    /// Source: Open Badges 3.0, data model, `Alignment`.
    pub struct Alignment: open, Types::Includes(&[&["Alignment"]]);

    /// The types: `Alignment`, and any of an extension.
    types = "type": some String as Types,
    /// The name of the node.
    target_name = "targetName": required String,
    /// The address of the node's official description.
    target_url = "targetUrl": required Iri as Link,
    /// The code of the node within its framework.
    target_code = "targetCode": optional String,
    /// A short description of the node.
    target_description = "targetDescription": optional String,
    /// The name of the framework.
    target_framework = "targetFramework": optional String,
    /// What kind of node it is.
    target_type = "targetType": optional AlignmentTargetType,
}

impl Alignment {
    /// An alignment with all that it must have.
    pub fn builder(
        target_name: impl Into<Written>,
        target_url: impl Into<Written>,
    ) -> Builder<Self> {
        Builder::<Self>::start().target_name(target_name).target_url(target_url)
    }
}
