//! Images.

use super::class::{Types, class};
use crate::text::Iri;

class! {
    /// An image: its address, or the image itself in a data URL.
    ///
    /// Source: Open Badges 3.0, data model, `Image`; it is closed.
    pub struct Image: closed, Types::Only("Image");

    /// The address of the image, or a data URL.
    id = "id": required Iri as Link,
    /// The caption.
    caption = "caption": optional String,
}

impl Image {
    /// An image by its address. Schemes that run or read local things do not pass the check of the
    /// credential.
    pub fn new(id: Iri) -> Self {
        Self { id, caption: None }
    }

    /// The image with a caption.
    pub fn captioned(self, caption: impl Into<String>) -> Self {
        Self { caption: Some(caption.into()), ..self }
    }
}
