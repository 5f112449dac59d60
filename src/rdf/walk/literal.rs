//! Values that are no nodes: literals, and lists of anything.

use std::sync::Arc;

use super::super::context::{
    Active, Against, Container, Direction, Expanded, Keyword, Propagation, Typing,
};
use super::super::dataset::{Kind, Quad, Term};
use super::super::error::{JsonLdError, RdfError};
use super::super::iri;
use super::super::n_quads::is_language_tag;
use super::keywords::Shape;
use super::{Found, Manner, Place, Property, RdfDirection, Scope, Slot, Step, Walk, Wrap, note};
use crate::context::meaning_of;
use crate::fault::{Code, Path};
use crate::json::{self, Number, Object, Value};

const RDF_JSON: &str = "http://www.w3.org/1999/02/22-rdf-syntax-ns#JSON";
const XSD_BOOLEAN: &str = "http://www.w3.org/2001/XMLSchema#boolean";
const XSD_DOUBLE: &str = "http://www.w3.org/2001/XMLSchema#double";
const XSD_INTEGER: &str = "http://www.w3.org/2001/XMLSchema#integer";
const RDF_VALUE: &str = "<http://www.w3.org/1999/02/22-rdf-syntax-ns#value>";
const RDF_LANGUAGE: &str = "<http://www.w3.org/1999/02/22-rdf-syntax-ns#language>";
const RDF_DIRECTION: &str = "<http://www.w3.org/1999/02/22-rdf-syntax-ns#direction>";

/// What a string is tagged with.
#[derive(Clone, Copy, Default)]
pub(super) struct Tag<'t> {
    pub language: Option<&'t str>,
    pub direction: Option<Direction>,
}

impl Walk<'_> {
    /// Step 4, and Value Expansion (section 5.3.2).
    pub(super) fn scalar(
        &mut self,
        active: &Arc<Active>,
        property: Property<'_>,
        value: &Value,
        slot: Slot<'_>,
        path: &Path<'_>,
    ) -> Step<Found> {
        if property.name.is_none() {
            self.lost(path, "the value hangs on nothing, so it is not signed")?;
            return Ok(Found::Nothing);
        }
        let Some(scoped) = property.definition.and_then(|d| d.scoped.as_ref()) else {
            return self.scalar_in(active, property, value, slot, path);
        };
        let active = self.apply_scoped(active, scoped, Propagation::AsTheContextSays, path)?;
        // The context of the property may say something else of the property.
        let definition = property.name.and_then(|name| active.definition(name));
        self.scalar_in(&active, Property { definition, ..property }, value, slot, path)
    }

    fn scalar_in(
        &mut self,
        active: &Active,
        property: Property<'_>,
        value: &Value,
        slot: Slot<'_>,
        path: &Path<'_>,
    ) -> Step<Found> {
        let typing = property.definition.map_or(&Typing::Native, |d| &d.typing);
        let reference = match (typing, value) {
            (Typing::Id, Value::String(text)) => {
                let expanded = self.expand(active, text, Against::Base, path)?;
                if expanded.as_text() != Some(text.as_str()) {
                    self.note_renamed(path);
                }
                Some(expanded)
            }
            (Typing::Vocab, Value::String(text)) => {
                let expanded = self.expand(active, text, Against::VocabThenBase, path)?;
                let iri = expanded.as_text().unwrap_or_default();
                self.note_meaning(meaning_of(text, iri), path);
                // As of identifiers: whoever reads an IRI as it is written would take it for another.
                if text.contains(':') && iri != text {
                    self.note_renamed(path);
                }
                Some(expanded)
            }
            _ => None,
        };
        if let Some(expanded) = reference {
            return self.reference(&expanded, slot, path);
        }
        self.no_node(slot, path)?;
        let term = match (typing, value) {
            (Typing::Iri(datatype), _) => {
                self.literal(value, Some(datatype), Tag::default(), slot.place, path)?
            }
            (_, Value::String(_)) => {
                let definition = property.definition;
                let own = definition.and_then(|d| d.language.clone());
                let language = own.unwrap_or_else(|| active.language.clone());
                let direction = definition.and_then(|d| d.direction).unwrap_or(active.direction);
                let tag = Tag { language: language.as_deref(), direction };
                self.literal(value, None, tag, slot.place, path)?
            }
            _ => self.literal(value, None, Tag::default(), slot.place, path)?,
        };
        self.literal_at(term, slot, path)
    }

    /// The mere mention of a node.
    fn reference(
        &mut self,
        expanded: &Expanded<'_>,
        slot: Slot<'_>,
        path: &Path<'_>,
    ) -> Step<Found> {
        if slot.wrap != Wrap::No {
            self.wrap(slot, path)?;
            self.lost(path, "a graph that only mentions a node says nothing")?;
            return Ok(Found::Node);
        }
        let term = self.node_term(expanded.as_text(), path)?;
        self.add(slot.place, term, path)?;
        if slot.key.is_some() {
            let subject = self.data.subject(term);
            self.add_key(slot, subject, path)?;
        }
        Ok(Found::Node)
    }

    /// Value objects (steps 13.4.7 to 13.4.9, and 15).
    pub(super) fn value_object(
        &mut self,
        scope: &Scope,
        object: &Object,
        shape: &Shape<'_>,
        slot: Slot<'_>,
        path: &Path<'_>,
    ) -> Step<Found> {
        const MEMBERS: [Keyword; 5] =
            [Keyword::Value, Keyword::Type, Keyword::Language, Keyword::Direction, Keyword::Index];
        let Some((name, value)) = shape.value else { return Ok(Found::Nothing) };
        let class = match shape.class {
            Some((name, class)) => Some((self.datatype(scope, class, &path.member(name))?, name)),
            None => None,
        };
        let is_json = matches!(class, Some((Expanded::Keyword(Keyword::Json), _)));
        let value_path = path.member(name);
        if !is_json && matches!(value, Value::Array(_) | Value::Object(_)) {
            let message = format!("@value is {}", value.kind());
            return self.json_ld(JsonLdError::InvalidValueObjectValue, &value_path, message);
        }
        self.only(&scope.active, object, &MEMBERS, path)?;
        if class.is_some() && (shape.language.is_some() || shape.direction.is_some()) {
            let message = "a value has both a type and a language or direction";
            return self.json_ld(JsonLdError::InvalidValueObject, path, message);
        }
        if is_json {
            self.no_node(slot, path)?;
            let term = self.json(value, &value_path)?;
            return self.literal_at(term, slot, path);
        }
        if *value == Value::Null {
            self.lost_null(&value_path, "null leaves no trace in what is signed")?;
            return Ok(Found::Nothing);
        }
        if shape.language.is_some() && value.as_str().is_none() {
            let message = format!("a value with a language is {}", value.kind());
            return self.json_ld(JsonLdError::InvalidLanguageTaggedValue, &value_path, message);
        }
        let datatype = match &class {
            None => None,
            Some((expanded, name)) => {
                match expanded.as_text().filter(|iri| iri::is_well_formed(iri)) {
                    Some(iri) => Some(iri),
                    None => {
                        let message = "the type of a value is not an IRI";
                        let path = path.member(name);
                        return self.json_ld(JsonLdError::InvalidTypedValue, &path, message);
                    }
                }
            }
        };
        if matches!(slot.place, Place::Free { .. }) {
            self.lost(path, "the value hangs on nothing, so it is not signed")?;
            return Ok(Found::Nothing);
        }
        self.no_node(slot, path)?;
        let text = |named: super::keywords::Named<'_>| {
            named.and_then(|(_, value)| value.as_str()).map(str::to_ascii_lowercase)
        };
        let language = text(shape.language);
        let tag = Tag {
            language: language.as_deref(),
            direction: text(shape.direction).as_deref().and_then(Direction::parse),
        };
        let term = self.literal(value, datatype, tag, slot.place, path)?;
        self.literal_at(term, slot, path)
    }

    fn datatype<'a>(
        &mut self,
        scope: &'a Scope,
        class: &'a Value,
        path: &Path<'_>,
    ) -> Step<Expanded<'a>> {
        match class {
            Value::String(name) => {
                self.expand(&scope.for_types, name, Against::VocabThenBase, path)
            }
            Value::Array(items) if items.iter().all(|item| item.as_str().is_some()) => {
                // More than one type, or one in an array: a list is not an IRI.
                Ok(Expanded::Null)
            }
            other => {
                let message = format!("a type is {}, not a string", other.kind());
                self.json_ld(JsonLdError::InvalidTypeValue, path, message)
            }
        }
    }

    /// A value cannot be where only nodes can: on the other end of a reverse property, or under a
    /// key that says something of a node.
    pub(super) fn no_node(&self, slot: Slot<'_>, path: &Path<'_>) -> Step<()> {
        if slot.wrap != Wrap::No {
            // What comes to the place is a graph, of which all can be said.
            return Ok(());
        }
        if matches!(slot.place, Place::Subject { .. }) {
            let message = "the value of a reverse property is not a node";
            return self.json_ld(JsonLdError::InvalidReversePropertyValue, path, message);
        }
        if slot.key.is_some() {
            let message = "the key of the map says something of a node, and here is none";
            return self.json_ld(JsonLdError::InvalidValueObject, path, message);
        }
        Ok(())
    }

    fn literal_at(&mut self, term: Term, slot: Slot<'_>, path: &Path<'_>) -> Step<Found> {
        if slot.wrap != Wrap::No {
            self.wrap(slot, path)?;
            self.lost(path, "a value that is a graph is not signed")?;
            return Ok(Found::Node);
        }
        self.add(slot.place, term, path)?;
        Ok(Found::Other)
    }

    /// Object to RDF Conversion (section 8.2.2) for a scalar.
    pub(super) fn literal(
        &mut self,
        value: &Value,
        datatype: Option<&str>,
        tag: Tag<'_>,
        place: Place,
        path: &Path<'_>,
    ) -> Step<Term> {
        if let Some(datatype) = datatype.filter(|datatype| !iri::is_well_formed(datatype)) {
            let message = format!("the datatype {datatype:?} is not an absolute IRI");
            self.lost(path, &message)?;
            return Ok(Term::DROPPED);
        }
        let made = match value {
            Value::Bool(value) => {
                let text = if *value { "true" } else { "false" };
                self.data.literal(text, Kind::Typed(datatype.unwrap_or(XSD_BOOLEAN)))
            }
            Value::Number(number) => {
                let (text, native) = lexical_form(*number, datatype);
                if self.lossless() && text.parse() != Ok(number.as_f64()) {
                    note(&mut self.data.rounded_numbers, path);
                }
                self.data.literal(&text, Kind::Typed(datatype.unwrap_or(native)))
            }
            Value::String(text) => match datatype {
                Some(datatype) => self.data.literal(text, Kind::Typed(datatype)),
                None => return self.string(text, tag, place, path),
            },
            _ => return Ok(Term::DROPPED),
        };
        self.fits(made, path)
    }

    fn string(&mut self, text: &str, tag: Tag<'_>, place: Place, path: &Path<'_>) -> Step<Term> {
        if let Some(language) = tag.language.filter(|tag| !is_language_tag(tag, 8)) {
            self.lost(path, &format!("{language:?} is not a language tag"))?;
            return Ok(Term::DROPPED);
        }
        let rdf_direction = match self.manner {
            Manner::Lossless => RdfDirection::I18nDatatype,
            Manner::Dropping { direction } => direction,
        };
        let made = match (tag.direction, rdf_direction) {
            (None, _) | (_, RdfDirection::Dropped) => match tag.language {
                Some(language) => self.data.literal(text, Kind::Language(language)),
                None => self.data.literal(text, Kind::String),
            },
            (Some(direction), RdfDirection::I18nDatatype) => {
                let (language, direction) = (tag.language.unwrap_or_default(), direction.as_str());
                let datatype = format!("https://www.w3.org/ns/i18n#{language}_{direction}");
                self.data.literal(text, Kind::Typed(&datatype))
            }
            (Some(direction), RdfDirection::CompoundLiteral) => {
                return self.compound(text, tag.language, direction, place, path);
            }
        };
        self.fits(made, path)
    }

    fn compound(
        &mut self,
        text: &str,
        language: Option<&str>,
        direction: Direction,
        place: Place,
        path: &Path<'_>,
    ) -> Step<Term> {
        if place.is_dropped() {
            return Ok(Term::DROPPED);
        }
        let graph = place.graph();
        let node = self.data.fresh_blank();
        let subject = self.data.subject(node);
        let parts = [
            (RDF_VALUE, Some(text)),
            (RDF_LANGUAGE, language),
            (RDF_DIRECTION, Some(direction.as_str())),
        ];
        for (predicate, part) in parts {
            let Some(part) = part else { continue };
            let predicate = self.known_predicate(predicate, path)?;
            let value = self.data.literal(part, Kind::String);
            let object = self.fits(value, path)?;
            self.quad(Quad { subject, predicate, object, graph }, path)?;
        }
        Ok(node)
    }

    /// A JSON literal: RFC 8785, typed `rdf:JSON`.
    fn json(&mut self, value: &Value, path: &Path<'_>) -> Step<Term> {
        if !is_within(value, self.max_depth.saturating_sub(self.depth)) {
            let message = format!("nested deeper than the {} levels allowed", self.max_depth);
            return Err(RdfError::fault(Code::LimitDepth, path.pointer(), message));
        }
        let made = self.data.literal(&json::canonical(value), Kind::Typed(RDF_JSON));
        self.fits(made, path)
    }

    pub(super) fn json_property(
        &mut self,
        container: Container,
        value: &Value,
        place: Place,
        path: &Path<'_>,
    ) -> Step<()> {
        let term = self.json(value, path)?;
        if container.has(Container::LIST) {
            return self.list_of_one(term, place, path);
        }
        self.no_node(Slot::at(place), path)?;
        let wrap = if container.has(Container::GRAPH) { Wrap::Always } else { Wrap::No };
        self.literal_at(term, Slot { wrap, ..Slot::at(place) }, path)?;
        Ok(())
    }
}

/// Whether the value is nested no deeper than this.
fn is_within(value: &Value, levels: usize) -> bool {
    match value {
        Value::Array(items) => levels > 0 && items.iter().all(|item| is_within(item, levels - 1)),
        Value::Object(object) => {
            levels > 0 && object.iter().all(|(_, value)| is_within(value, levels - 1))
        }
        _ => true,
    }
}

/// The lexical form of a number, and its datatype where nothing else is said (section 8.2.2, steps
/// 10 and 11): a whole number below 10^21 is an integer, unless a double was asked for.
fn lexical_form(number: Number, datatype: Option<&str>) -> (String, &'static str) {
    let number = number.as_f64();
    if number.fract() == 0.0 && number.abs() < 1e21 && datatype != Some(XSD_DOUBLE) {
        // Minus zero is a whole number like zero; most numbers fit the type that is quick to write.
        let whole = number as i64;
        let text = if whole as f64 == number && whole < i64::MAX {
            whole.to_string()
        } else {
            format!("{number:.0}")
        };
        return (text, XSD_INTEGER);
    }
    (canonical_double(number), XSD_DOUBLE)
}

/// The canonical form of `xsd:double` (`%1.15E`, zeros taken off): one digit before the point, at
/// least one after it.
fn canonical_double(number: f64) -> String {
    let written = format!("{number:.15e}");
    let (mantissa, exponent) = written.split_once('e').unwrap_or((&written, "0"));
    let mantissa = mantissa.trim_end_matches('0');
    let zero = if mantissa.ends_with('.') { "0" } else { "" };
    format!("{mantissa}{zero}E{exponent}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_have_the_standards_lexical_form() {
        for (number, datatype, text, native) in [
            (5.0, None, "5", XSD_INTEGER),
            (-0.0, None, "0", XSD_INTEGER),
            (5.0, Some(XSD_DOUBLE), "5.0E0", XSD_DOUBLE),
            (0.0, Some(XSD_DOUBLE), "0.0E0", XSD_DOUBLE),
            (5.5, None, "5.5E0", XSD_DOUBLE),
            (-5.5, None, "-5.5E0", XSD_DOUBLE),
            (0.1, None, "1.0E-1", XSD_DOUBLE),
            (1e-7, None, "1.0E-7", XSD_DOUBLE),
            (1e21, None, "1.0E21", XSD_DOUBLE),
            (999_999_999_999_999_900_000.0, None, "999999999999999868928", XSD_INTEGER),
            (1.0 / 3.0, None, "3.333333333333333E-1", XSD_DOUBLE),
            (1.5, Some("https://www.w3.org/2001/XMLSchema#float"), "1.5E0", XSD_DOUBLE),
            (3.0, Some("https://www.w3.org/2001/XMLSchema#float"), "3", XSD_INTEGER),
        ] {
            let number = Number::try_from(number).unwrap();
            assert_eq!(lexical_form(number, datatype), (text.to_owned(), native));
        }
    }
}
