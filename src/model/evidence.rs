//! Evidence: what an award rests on.

use super::builder::Builder;
use super::class::{Types, class};
use super::{OneOrMany, Written};
use crate::text::Iri;

class! {
    /// A piece of evidence: a page, a file in a data URL, or a text.
    ///
    /// Source: Open Badges 3.0, data model, `Evidence`; VCDM 2.0, section 5.6.
    pub struct Evidence: open, Types::Includes(&[&["Evidence"]]);

    /// The address of a page that shows it, or the evidence itself in a data URL.
    id = "id": optional Iri as Link,
    /// The types: `Evidence`, and any of an extension.
    types = "type": some String as Types,
    /// The title.
    name = "name": optional String,
    /// The story of the evidence and of how the achievement was reached.
    narrative = "narrative": optional String as Markdown,
    /// A longer description.
    description = "description": optional String,
    /// What kind of evidence it is, such as poetry or film.
    genre = "genre": optional String,
    /// Whom it is meant for.
    audience = "audience": optional String,
}

impl Evidence {
    /// Evidence that is told in Markdown.
    pub fn narrative(text: impl Into<String>) -> Self {
        Self {
            id: None,
            types: OneOrMany::from(vec!["Evidence".to_owned()]),
            name: None,
            narrative: Some(text.into()),
            description: None,
            genre: None,
            audience: None,
            extensions: Default::default(),
        }
    }

    /// Evidence at an address.
    pub fn at(id: impl Into<Written>) -> Builder<Self> {
        Self::builder().id(id)
    }

    /// Evidence of any description.
    pub fn builder() -> Builder<Self> {
        Builder::<Self>::start()
    }
}
