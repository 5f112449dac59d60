//! The descriptions of the classes as JSON Schema.

use super::CLASSES;
use super::check::{STATUS_LIST_CREDENTIAL, VERIFIABLE_CREDENTIAL};
use super::class::{Cardinality, Class, Extent, Property, Range, Types};
use super::enumerations::Enumeration;
use crate::json::{self, Object, Value};
use crate::limits::Limits;

/// The draft that is written: the one that Open Badges 3.0 asks for (section 7.3, and the type
/// `1EdTechJsonSchemaValidator2019`), and that the official schemas are in.
const DRAFT: &str = "https://json-schema.org/draft/2019-09/schema";

/// What holds of every class, and no schema can say.
const UNSAID: [&str; 4] = [
    "It speaks of data model 2.0; documents of 1.1 are read by rules of their own.",
    "Texts with the format date-time may lack a time zone, which is read as UTC with a warning.",
    "Members that mean what a member of the standard means under another name, by an inline context \
     or as a full IRI, are refused (model.alias), and so are keywords of JSON-LD (ld.keyword).",
    "Numbers that double precision would round, and member names said twice, are refused.",
];

/// An absolute IRI: a scheme, and nothing that RFC 3987 keeps out.
const IRI: &str = r#"{"type": "string", "pattern": "^[A-Za-z][A-Za-z0-9+.-]*:[^\\u0000-\\u0020\\u007f-\\u009f<>\"{}|\\\\^`]*$"}"#;

/// Of those, the ones that neither run a script nor read a file.
const LINK: &str = r##"{"allOf": [{"$ref": "#/$defs/Iri"}], "not": {"pattern":
    "^([Jj][Aa][Vv][Aa]|[Vv][Bb])[Ss][Cc][Rr][Ii][Pp][Tt]:|^[Ff][Ii][Ll][Ee]:"}}"##;

const LANGUAGE_TEXT: &str = r#"{"anyOf": [{"type": "string"}, {"type": "object",
    "required": ["@value"], "additionalProperties": false, "properties": {
        "@value": {"type": "string"},
        "@language": {"type": "string", "pattern": "^[A-Za-z][A-Za-z0-9]{0,7}(-[A-Za-z0-9]{1,8})*$"},
        "@direction": {"enum": ["ltr", "rtl"]}}}]}"#;

const LANGUAGE_TAG: &str = r#"{"type": "string",
    "pattern": "^[a-z]{2,4}(-[A-Z][a-z]{3})?(-([A-Z]{2}|[0-9]{3}))?$"}"#;

const COMPACT_JWS: &str = r#"{"type": "string",
    "pattern": "^[a-zA-Z0-9_-]+\\.[a-zA-Z0-9_-]*\\.[a-zA-Z0-9_-]+$"}"#;

const DATE_TIME: &str = r#"{"type": "string", "anyOf": [{"format": "date-time"},
    {"pattern": "^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}([.][0-9]+)?$"}]}"#;

const CONTEXT: &str = r##"{"anyOf": [{"$ref": "#/$defs/Iri"}, {"type": "object"}]}"##;

/// What the official schema finds in terms that extend an enumeration.
const EXTENSION: &str = r#"{"type": "string", "pattern": "ext:[A-Za-z0-9|._]"}"#;

impl Class {
    /// The class of that name: one of Open Badges 3.0 ([`CLASSES`]), `VerifiableCredential` for any
    /// credential of the W3C data model, or `BitstringStatusListCredential`.
    pub fn named(name: &str) -> Option<&'static Class> {
        Class::all().find(|class| class.name == name)
    }

    /// Every class that has a name of its own in a standard, those of Open Badges first.
    pub fn all() -> impl Iterator<Item = &'static Class> {
        let others = [&VERIFIABLE_CREDENTIAL, &STATUS_LIST_CREDENTIAL];
        CLASSES.iter().map(|class| class()).chain(others)
    }

    /// The class as a JSON Schema of draft 2019-09, with every class that it leads to.
    ///
    /// It asks what [`check`](super::check()) asks, as far as a schema can: what it cannot say stands
    /// in its `$comment`. Like the check, it takes a single value where an array may stand. The
    /// formats are meant to be asserted.
    ///
    /// ```
    /// use openbadges::model::Class;
    /// let profile = Class::named("Profile").expect("it is a class").json_schema();
    /// assert_eq!(profile.at("/$defs/Profile/required/0").and_then(|it| it.as_str()), Some("type"));
    /// ```
    pub fn json_schema(&'static self) -> Value {
        let mut classes = vec![self];
        let mut definitions = Object::new();
        let mut unsaid: Vec<Value> = UNSAID.iter().map(|text| (*text).into()).collect();
        let mut next = 0;
        while let Some(class) = classes.get(next).copied() {
            next += 1;
            definitions.insert(key(class), definition(class));
            for text in class.rule.iter().flat_map(|rule| rule.unsaid) {
                unsaid.push(format!("{}: {text}", class.name).into());
            }
            for led_to in class.properties.iter().filter_map(|property| property.range.class()) {
                if !classes.iter().any(|known| known.name == led_to.name) {
                    classes.push(led_to);
                }
            }
        }
        definitions.insert("Iri", keywords(IRI));
        definitions.insert("Link", keywords(LINK));
        let comment: Vec<&str> = unsaid.iter().filter_map(Value::as_str).collect();
        let mut schema = Object::new();
        schema.insert("$schema", DRAFT);
        schema.insert("title", self.name);
        schema.insert("$comment", comment.join(" "));
        schema.insert("$ref", reference(self));
        schema.insert("$defs", definitions);
        schema.into()
    }
}

impl Range {
    /// The class of the objects that are its values, if they are objects of one.
    pub fn class(&self) -> Option<&'static Class> {
        match self {
            Range::Object(class)
            | Range::Issuer(class)
            | Range::Subject(class)
            | Range::Proof(class) => Some(class()),
            _ => None,
        }
    }
}

fn definition(class: &'static Class) -> Object {
    let mut properties = Object::new();
    let mut required: Vec<Value> = Vec::new();
    if !matches!(class.types, Types::None) {
        properties.insert("type", types(class.types));
        required.push("type".into());
    }
    for property in class.properties {
        if !matches!(property.range, Range::Types) {
            properties.insert(property.name, member(property));
            if matches!(property.cardinality, Cardinality::Required | Cardinality::Some) {
                required.push(property.name.into());
            }
        }
    }
    for other_name in ["@id", "@type"] {
        properties.insert(other_name, false);
    }
    let mut schema = Object::new();
    schema.insert("description", prose(class.doc));
    schema.insert("type", "object");
    schema.insert("required", required);
    schema.insert("properties", properties);
    schema.insert("additionalProperties", class.extent == Extent::Open);
    if let Some(rule) = class.rule {
        schema.insert("allOf", vec![keywords(rule.schema)]);
    }
    schema
}

fn member(property: &Property) -> Object {
    let one = value(property.range);
    let mut schema = match property.cardinality {
        Cardinality::Required | Cardinality::Optional => one,
        Cardinality::Many | Cardinality::Some => {
            let mut array = Object::new();
            array.insert("type", "array");
            array.insert("items", one.clone());
            if property.cardinality == Cardinality::Some {
                array.insert("minItems", 1);
            }
            any_of([one, array])
        }
    };
    schema.insert("description", prose(property.doc));
    schema
}

fn value(range: Range) -> Object {
    let of_type = |name: &str| [("type", name)].into_iter().collect();
    match range {
        Range::Text | Range::Markdown | Range::Prose | Range::Email | Range::Phone => {
            of_type("string")
        }
        Range::LanguageText => keywords(LANGUAGE_TEXT),
        Range::Iri => refers_to("#/$defs/Iri"),
        Range::Link => refers_to("#/$defs/Link"),
        Range::LanguageTag => keywords(LANGUAGE_TAG),
        Range::CompactJws => keywords(COMPACT_JWS),
        Range::Boolean => of_type("boolean"),
        Range::Number => of_type("number"),
        Range::Timestamp => [("type", "string"), ("format", "date-time")].into_iter().collect(),
        Range::DateTime => keywords(DATE_TIME),
        Range::Date => [("type", "string"), ("format", "date")].into_iter().collect(),
        Range::Term(enumeration) => terms(enumeration),
        Range::Types => Object::new(),
        Range::Context => keywords(CONTEXT),
        Range::Object(class) | Range::Proof(class) => refers_to(&reference(class())),
        Range::Subject(class) => {
            let mut schema = refers_to(&reference(class()));
            schema.insert("minProperties", 1);
            schema
        }
        Range::Issuer(class) => any_of([refers_to("#/$defs/Iri"), refers_to(&reference(class()))]),
    }
}

fn terms(enumeration: &Enumeration) -> Object {
    let terms: Vec<Value> = enumeration.terms.iter().map(|term| (*term).into()).collect();
    let terms = [("enum", terms)].into_iter().collect();
    match enumeration.extent {
        Extent::Closed => terms,
        Extent::Open => any_of([terms, keywords(EXTENSION)]),
    }
}

fn types(types: Types) -> Object {
    match types {
        Types::None => Object::new(),
        Types::Any => keywords(
            r#"{"anyOf": [{"type": "string", "minLength": 1},
                {"type": "array", "minItems": 1, "items": {"type": "string", "minLength": 1}}]}"#,
        ),
        Types::Only(name) => [("const", name)].into_iter().collect(),
        Types::Includes(groups) => {
            let mut array =
                keywords(r#"{"type": "array", "items": {"type": "string", "minLength": 1}}"#);
            let one_of = |group: &[&str]| -> Object {
                let names: Vec<Value> = group.iter().map(|name| (*name).into()).collect();
                [("enum", names)].into_iter().collect()
            };
            let among = |group: &&[&str]| -> Value {
                let contains: Object = [("contains", one_of(group))].into_iter().collect();
                contains.into()
            };
            array.insert("allOf", groups.iter().map(among).collect::<Vec<Value>>());
            match groups {
                // A single name can say all that is asked.
                [group] => any_of([one_of(group), array]),
                _ => array,
            }
        }
    }
}

fn any_of(schemas: [Object; 2]) -> Object {
    [("anyOf", schemas.map(Value::from).to_vec())].into_iter().collect()
}

fn refers_to(reference: &str) -> Object {
    [("$ref", reference)].into_iter().collect()
}

fn reference(class: &Class) -> String {
    format!("#/$defs/{}", key(class))
}

/// The name under which a class is defined. Those of the W3C data model that have none are told
/// apart by their description.
fn key(class: &Class) -> String {
    class.name.replace(' ', "_")
}

/// Keywords that are written as JSON. A test reads them all.
fn keywords(text: &str) -> Object {
    match json::read(text.as_bytes(), &Limits::default()) {
        Ok(Value::Object(object)) => object,
        _ => Object::new(),
    }
}

/// Rust documentation as plain text: without its examples, and without what makes links of names.
fn prose(doc: &str) -> String {
    let mut text = String::new();
    let mut is_example = false;
    for line in doc.lines().map(str::trim) {
        if line.starts_with("```") {
            is_example = !is_example;
        } else if !is_example && !line.is_empty() {
            text.push_str(if text.is_empty() { "" } else { " " });
            text.push_str(line);
        }
    }
    text.replace("[`", "`").replace("`]", "`")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_text_of_keywords_is_read() {
        let texts =
            [IRI, LINK, LANGUAGE_TEXT, LANGUAGE_TAG, COMPACT_JWS, DATE_TIME, CONTEXT, EXTENSION];
        let rules = Class::all().filter_map(|class| class.rule).map(|rule| rule.schema);
        for text in texts.into_iter().chain(rules) {
            assert!(!keywords(text).is_empty(), "{text}");
        }
    }

    #[test]
    fn nothing_is_referred_to_that_is_not_defined() {
        fn references<'a>(value: &'a Value, found: &mut Vec<&'a str>) {
            found.extend(value.get("$ref").and_then(Value::as_str));
            if let Value::Object(members) = value {
                members.iter().for_each(|(_, value)| references(value, found));
            }
            value.as_array().into_iter().flatten().for_each(|item| references(item, found));
        }
        for class in Class::all() {
            let schema = class.json_schema();
            let mut found = Vec::new();
            references(&schema, &mut found);
            assert!(!found.is_empty(), "{}", class.name);
            for reference in found {
                assert!(schema.at(&reference[1..]).is_some(), "{}: {reference}", class.name);
            }
        }
    }
}
