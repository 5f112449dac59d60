//! What kind of object it is, which its keywords tell.

use std::sync::Arc;

use super::super::context::{Active, Against, Direction, Keyword};
use super::super::error::{JsonLdError, RdfError};
use super::{Found, Property, Slot, Step, Walk};
use crate::fault::{Code, Path};
use crate::json::{Object, Value};

/// A member under the name that the document gives it.
pub(super) type Named<'v> = Option<(&'v str, &'v Value)>;

/// The keywords of an object.
#[derive(Default)]
pub(super) struct Shape<'v> {
    pub value: Named<'v>,
    pub list: Named<'v>,
    pub set: Named<'v>,
    pub id: Named<'v>,
    /// The first in the order of the names.
    pub class: Named<'v>,
    pub language: Named<'v>,
    pub direction: Named<'v>,
    pub index: Named<'v>,
    pub graph: Named<'v>,
    reverse: Named<'v>,
    /// Whether there is anything but the above, and `@context`.
    pub more: bool,
}

impl<'v> Shape<'v> {
    /// Whether the object is a graph, perhaps with a name, and nothing else.
    pub fn is_graph(&self) -> bool {
        let only_graph = self.class.is_none()
            && self.language.is_none()
            && self.direction.is_none()
            && self.reverse.is_none();
        self.graph.is_some() && only_graph && !self.more
    }

    fn slot(&mut self, keyword: Keyword) -> Option<&mut Named<'v>> {
        Some(match keyword {
            Keyword::Value => &mut self.value,
            Keyword::List => &mut self.list,
            Keyword::Set => &mut self.set,
            Keyword::Id => &mut self.id,
            Keyword::Language => &mut self.language,
            Keyword::Direction => &mut self.direction,
            Keyword::Index => &mut self.index,
            Keyword::Graph => &mut self.graph,
            Keyword::Reverse => &mut self.reverse,
            _ => return None,
        })
    }
}

impl<'d> Walk<'d> {
    pub(super) fn object(
        &mut self,
        active: &Arc<Active>,
        property: Property<'_>,
        object: &'d Object,
        slot: Slot<'_>,
        path: &Path<'_>,
    ) -> Step<Found> {
        let scope = self.enter(active, property, object, slot.from_map, path)?;
        let shape = self.shape(&scope.active, object, path)?;
        if shape.value.is_some() {
            return self.value_object(&scope, object, &shape, slot, path);
        }
        if shape.list.is_none() && shape.set.is_none() {
            if self.is_language_only(&shape, object, path)? {
                return Ok(Found::Nothing);
            }
            return self.node(&scope, object, &shape, slot, path);
        }
        // A context of its own may say something else of the property.
        let definition = match Arc::ptr_eq(active, &scope.active) {
            true => property.definition,
            false => property.name.and_then(|name| scope.active.definition(name)),
        };
        let property = Property { definition, ..property };
        self.only(&scope.active, object, &[Keyword::List, Keyword::Set, Keyword::Index], path)?;
        match (shape.list, shape.set) {
            (Some((name, items)), None) => {
                self.list_object(&scope.active, property, items, slot, &path.member(name))
            }
            (None, Some((name, items))) => {
                let path = path.member(name);
                self.value(&scope.active, property, items, slot, &path)
            }
            _ => {
                let message = "an object is both a list and a set";
                self.json_ld(JsonLdError::InvalidSetOrListObject, path, message)
            }
        }
    }

    fn shape<'v>(
        &mut self,
        active: &Active,
        object: &'v Object,
        path: &Path<'_>,
    ) -> Step<Shape<'v>> {
        let mut shape = Shape::default();
        for (name, value) in object.iter() {
            let Some(keyword) = active.keyword(name) else {
                shape.more = true;
                continue;
            };
            if self.lossless() {
                allowed(keyword, &path.member(name))?;
            }
            if keyword == Keyword::Type {
                if shape.class.is_none_or(|(first, _)| name < first) {
                    shape.class = Some((name, value));
                }
                continue;
            }
            let Some(slot) = shape.slot(keyword) else {
                shape.more |= keyword != Keyword::Context;
                continue;
            };
            if slot.replace((name, value)).is_some() {
                let message = format!("{} is said twice, under two names", keyword.as_str());
                return self.json_ld(JsonLdError::CollidingKeywords, &path.member(name), message);
            }
            self.keyword_value(keyword, value, &path.member(name))?;
        }
        Ok(shape)
    }

    /// Steps 13.4.8 to 13.4.10.
    fn keyword_value(&self, keyword: Keyword, value: &'d Value, path: &Path<'_>) -> Step<()> {
        let text = value.as_str();
        let error = match keyword {
            Keyword::Language if text.is_none() => JsonLdError::InvalidLanguageTaggedString,
            Keyword::Direction if text.and_then(Direction::parse).is_none() => {
                JsonLdError::InvalidBaseDirection
            }
            Keyword::Index if text.is_none() => JsonLdError::InvalidIndexValue,
            _ => return Ok(()),
        };
        self.json_ld(error, path, format!("{} is {}", keyword.as_str(), value.kind()))
    }

    /// Whether the object is a language and nothing else, which is nothing (step 18). With more
    /// around it the language is lost.
    fn is_language_only(&self, shape: &Shape<'_>, object: &Object, path: &Path<'_>) -> Step<bool> {
        let Some((name, _)) = shape.language.or(shape.direction) else { return Ok(false) };
        self.lost(&path.member(name), "a language without a value is not signed")?;
        Ok(object.len() == 1)
    }

    /// Notes a keyword of a value or of a list by another name. Whoever reads members by their names
    /// would not find the value, or would take it for a member of that name.
    fn note_alias(&mut self, active: &Active, name: &str, keyword: Keyword, path: &Path<'_>) {
        let Some(definition) = active.definition(name) else { return };
        self.note_meaning(definition.meaning, path);
        if self.is_read() && keyword != Keyword::Type {
            self.note_renamed(path);
        }
    }

    /// Sees to it that an object has no members but these.
    pub(super) fn only(
        &mut self,
        active: &Active,
        object: &Object,
        keywords: &[Keyword],
        path: &Path<'_>,
    ) -> Step<()> {
        let error = match keywords.contains(&Keyword::Value) {
            true => JsonLdError::InvalidValueObject,
            false => JsonLdError::InvalidSetOrListObject,
        };
        for (name, _) in object.iter() {
            match active.keyword(name) {
                Some(keyword) if keyword == Keyword::Context || keywords.contains(&keyword) => {
                    self.note_alias(active, name, keyword, &path.member(name));
                }
                Some(_) => {
                    let path = path.member(name);
                    return self.json_ld(error, &path, format!("{name} does not belong here"));
                }
                None => {
                    let path = path.member(name);
                    let expanded = self.expand(active, name, Against::Vocab, &path)?;
                    if expanded.as_text().is_some_and(|iri| iri.contains(':')) {
                        return self.json_ld(
                            error,
                            &path,
                            format!("{name:?} does not belong here"),
                        );
                    }
                    self.lost(
                        &path,
                        "the term is not defined by any context, so it is not signed",
                    )?;
                }
            }
        }
        Ok(())
    }
}

/// The keywords that a document may use where nothing may be lost. The others rearrange it, hide
/// something from a reader of plain JSON, or are dropped.
fn allowed(keyword: Keyword, path: &Path<'_>) -> Step<()> {
    match keyword {
        Keyword::Context
        | Keyword::Id
        | Keyword::Type
        | Keyword::Value
        | Keyword::Language
        | Keyword::Direction
        | Keyword::List => Ok(()),
        other => {
            let message = format!("{} has no place in a credential", other.as_str());
            Err(RdfError::fault(Code::LdKeyword, path.pointer(), message))
        }
    }
}
