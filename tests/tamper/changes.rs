//! Every change to a document that one hand can make in one place.

use openbadges::context::{self, url};
use openbadges::json::{Number, Object, Value};

use super::place::{self, Place, Step, at, at_mut};

/// One change: what is done, where, and the doing.
pub struct Change {
    pub what: &'static str,
    pub pointer: String,
    pub apply: Box<dyn Fn(&mut Value) + Send + Sync>,
}

/// A definition that a context has for a name.
type Definitions = Vec<(String, Value)>;

/// Every change to every place of `document`.
pub fn all(document: &Value) -> Vec<Change> {
    let mut changes = Changes { document, list: Vec::new(), definitions: definitions(document) };
    let places = place::all(document);
    for (index, place) in places.iter().enumerate() {
        match at(document, place) {
            Value::Array(items) => changes.array(place, items),
            Value::Object(object) => changes.object(place, object, &places),
            scalar => {
                let later = places.iter().skip(index + 1).chain(&places).find(|other| {
                    let other = at(document, other);
                    other.kind() == scalar.kind() && other != scalar
                });
                changes.scalar(place, scalar, later);
            }
        }
        if !place.is_empty() {
            changes.any(place);
        }
    }
    changes.list
}

struct Changes<'d> {
    document: &'d Value,
    list: Vec<Change>,
    definitions: Definitions,
}

impl Changes<'_> {
    fn push(
        &mut self,
        what: &'static str,
        place: &[Step],
        apply: impl Fn(&mut Value) + Send + Sync + 'static,
    ) {
        let pointer = place::pointer(place);
        self.list.push(Change { what, pointer, apply: Box::new(apply) });
    }

    /// Puts another value in the place.
    fn set(&mut self, what: &'static str, place: &Place, value: impl Into<Value>) {
        let (owned, value) = (place.clone(), value.into());
        self.push(what, place, move |document| *at_mut(document, &owned) = value.clone());
    }

    fn scalar(&mut self, place: &Place, scalar: &Value, other: Option<&Place>) {
        if let Some(other) = other {
            let (a, b) = (place.clone(), other.clone());
            self.push("exchanged with another", place, move |document| {
                let first = at(document, &a).clone();
                let second = std::mem::replace(at_mut(document, &b), first);
                *at_mut(document, &a) = second;
            });
        }
        match scalar {
            Value::String(text) => self.text(place, text),
            Value::Number(number) => self.number(place, *number),
            Value::Bool(value) => {
                self.set("flipped", place, !value);
                self.set("turned into a string", place, value.to_string());
            }
            _ => {
                self.set("turned into a string", place, "null");
                self.set("turned into false", place, false);
            }
        }
        self.set("written as @value", place, Object::from_iter([("@value", scalar.clone())]));
    }

    fn text(&mut self, place: &Place, text: &str) {
        self.set("letter added", place, format!("{text}x"));
        self.set("space added", place, format!("{text} "));
        self.set("last letter dropped", place, {
            let mut short = text.to_owned();
            short.pop();
            short
        });
        self.set("emptied", place, "");
        let cased = toggle_case(text);
        if cased != text {
            self.set("case changed", place, cased);
        }
        let decomposed = text.replace('é', "e\u{301}").replace('ọ', "o\u{323}");
        if decomposed != text {
            self.set("decomposed", place, decomposed);
        }
        if let Some(number) =
            text.parse().ok().and_then(|number: f64| Number::try_from(number).ok())
        {
            self.set("turned into a number", place, number);
        }
        self.set("written as an object with an id", place, Object::from_iter([("id", text)]));
        self.set("written as @id", place, Object::from_iter([("@id", text)]));
        // A prefix of one's own, under which the same identifier reads otherwise.
        if text.contains(':') && text.chars().count() > 3 {
            let cut = text.char_indices().rev().nth(1).map_or(0, |(index, _)| index);
            let (start, end) = (text[..cut].to_owned(), text[cut..].to_owned());
            let owned = place.clone();
            self.push("abbreviated by a prefix of one's own", place, move |document| {
                *at_mut(document, &owned) = Value::from(format!("zz:{end}"));
                let prefix: Object =
                    [("@id", Value::from(start.as_str())), ("@prefix", true.into())]
                        .into_iter()
                        .collect();
                append_context(document, "zz", prefix.into());
            });
        }
        let known = self.definitions.iter().find(|(name, _)| name == text);
        if let Some(iri) = known.and_then(|(_, definition)| iri_of(definition)) {
            let iri = iri.to_owned();
            self.set("written as its IRI", place, iri);
        }
    }

    fn number(&mut self, place: &Place, number: Number) {
        let value = number.as_f64();
        let number = |value: f64| Number::try_from(value).unwrap();
        self.set("one added", place, number(value + 1.0));
        self.set("sign changed", place, number(-value));
        self.set("next double", place, number(value.next_up()));
        self.set("turned into a string", place, Value::from(number(value)).to_string());
        self.set("turned into a boolean", place, value != 0.0);
    }

    fn array(&mut self, place: &Place, items: &[Value]) {
        for index in 1..items.len() {
            let mut there = place.clone();
            there.push(Step::Item(index));
            let owned = place.clone();
            self.push("swapped with the one before", &there, move |document| {
                items_mut(document, &owned).swap(index - 1, index);
            });
        }
        for index in 0..items.len() {
            let mut there = place.clone();
            there.push(Step::Item(index));
            let owned = place.clone();
            self.push("item dropped", &there, move |document| {
                items_mut(document, &owned).remove(index);
            });
            let owned = place.clone();
            self.push("item duplicated", &there, move |document| {
                let items = items_mut(document, &owned);
                items.insert(index, items[index].clone());
            });
            if items[index].as_object().is_some_and(|object| object.len() > 2) {
                let owned = place.clone();
                self.push("item split in two", &there, move |document| {
                    let items = items_mut(document, &owned);
                    let (first, second) = split(&items[index]);
                    items[index] = first;
                    items.insert(index + 1, second);
                });
            }
        }
        for (what, item) in [
            ("null put in", Value::Null),
            ("empty array put in", Value::Array(Vec::new())),
            ("empty object put in", Object::new().into()),
            ("string put in", "https://example.org/more".into()),
        ] {
            let owned = place.clone();
            self.push(what, place, move |document| {
                items_mut(document, &owned).push(item.clone());
            });
        }
        let whole = Value::Array(items.to_vec());
        self.set("written as @list", place, Object::from_iter([("@list", whole.clone())]));
        self.set("written as @set", place, Object::from_iter([("@set", whole)]));
        if let [only] = items {
            self.set("taken out of its array", place, only.clone());
        }
    }

    fn object(&mut self, place: &Place, object: &Object, places: &[Place]) {
        for (what, name, value) in [
            ("undefined member added", "undefinedTerm", Value::from("more")),
            ("unknown keyword added", "@foo", "more".into()),
            ("unknown prefix added", "x:y", "more".into()),
            ("null added", "fiscalYear", Value::Null),
            ("empty array added", "research", Value::Array(Vec::new())),
            ("empty object added", "assessment", Object::new().into()),
            ("defined member added", "keyMethod", "more".into()),
            ("blank statement added", "_:b0", "more".into()),
            ("@index added", "@index", "more".into()),
            ("@type added", "@type", "https://example.org/more".into()),
            ("@id added", "@id", "https://example.org/more".into()),
            ("@language added", "@language", "en".into()),
            ("@included added", "@included", Value::Array(Vec::new())),
            ("empty context added", "@context", Object::new().into()),
            ("null context added", "@context", Value::Null),
        ] {
            if !object.contains(name) {
                let owned = place.clone();
                self.push(what, place, move |document| {
                    object_mut(document, &owned).insert(name, value.clone());
                });
            }
        }
        self.same_node(place, object, places);
        for (name, value) in object.iter() {
            self.member(place, name, value, object);
        }
    }

    /// What is said of a node in one object, said in another object of the same identifier.
    fn same_node(&mut self, place: &Place, object: &Object, places: &[Place]) {
        let Some(id) = object.get("id") else { return };
        for other in places.iter().filter(|other| *other != place) {
            let Value::Object(members) = at(self.document, other) else { continue };
            if members.get("id") != Some(id) {
                continue;
            }
            for (name, _) in members.iter().filter(|(name, _)| !object.contains(name)) {
                if place.starts_with(other) && place.get(other.len()) == Some(&step(name)) {
                    continue;
                }
                let mut there = other.clone();
                there.push(step(name));
                for what in ["repeated of the same node", "moved to the same node"] {
                    let (from, to, name) = (other.clone(), place.clone(), name.to_owned());
                    self.push(what, &there, move |document| {
                        let value = at(document, &from).get(&name).unwrap().clone();
                        object_mut(document, &to).insert(name.as_str(), value);
                        if what.starts_with("moved") {
                            object_mut(document, &from).remove(&name);
                        }
                    });
                }
            }
        }
    }

    fn member(&mut self, place: &Place, name: &str, value: &Value, object: &Object) {
        let mut there = place.clone();
        there.push(step(name));
        let owned_name = name.to_owned();
        let owned = place.clone();
        self.push("dropped", &there, move |document| {
            object_mut(document, &owned).remove(&owned_name);
        });
        self.rename("renamed", place, name, format!("{name}x"), value.clone());
        let cased = toggle_case(name);
        if cased != name {
            self.rename("name in another case", place, name, cased.clone(), value.clone());
        }
        for (plain, keyword) in [("id", "@id"), ("type", "@type")] {
            if name == plain {
                self.rename("renamed to its keyword", place, name, keyword.into(), value.clone());
            }
        }
        // To the object around it, to the first one inside it, and to the next one beside it.
        if let Some(around) = place.iter().rposition(|step| matches!(step, Step::Member(_))) {
            self.move_member("moved up", place, name, place[..around].to_vec());
        }
        for (inner, below) in object.iter().filter(|(inner, _)| *inner != name) {
            let mut target = place.clone();
            target.push(step(inner));
            if let Value::Array(items) = below
                && items.first().is_some_and(|item| item.as_object().is_some())
            {
                target.push(Step::Item(0));
            }
            if at(self.document, &target).as_object().is_some() {
                self.move_member("moved down", place, name, target);
            }
        }
        if let Some((Step::Item(index), around)) = place.split_last() {
            let mut beside = around.to_vec();
            beside.push(Step::Item(index + 1));
            let count = at(self.document, around).items().len();
            if index + 1 < count && at(self.document, &beside).as_object().is_some() {
                self.move_member("moved beside", place, name, beside);
            }
        }
        self.other_names(place, name, value, &cased);
    }

    /// The same statement under another name.
    fn other_names(&mut self, place: &Place, name: &str, value: &Value, cased: &str) {
        let definitions: Vec<Value> = self
            .definitions
            .iter()
            .filter(|(term, _)| term == name)
            .map(|(_, definition)| definition.clone())
            .collect();
        let mut there = place.clone();
        there.push(step(name));
        for definition in definitions {
            let Some(iri) = iri_of(&definition).map(str::to_owned) else { continue };
            let written = written_out(value, &definition);
            self.rename("renamed to its IRI", place, name, iri.clone(), written);
            for (what, alias) in [
                ("renamed to an alias of one's own", "zzAlias"),
                ("renamed to an alias in another case", cased),
            ] {
                let (owned, name, alias) = (place.clone(), name.to_owned(), alias.to_owned());
                let definition = definition.clone();
                self.push(what, &there, move |document| {
                    rename(object_mut(document, &owned), &name, &alias);
                    append_context(document, &alias, definition.clone());
                });
            }
            // The last letters of the IRI behind a prefix that ends in the midst of its name.
            let cut = iri.len() - 2;
            let (start, end) = (iri[..cut].to_owned(), iri[cut..].to_owned());
            let (owned, name) = (place.clone(), name.to_owned());
            let written = written_out(value, &definition);
            self.push("renamed through a prefix of one's own", &there, move |document| {
                let object = object_mut(document, &owned);
                *object.get_mut(&name).unwrap() = written.clone();
                rename(object, &name, &format!("zz:{end}"));
                let prefix: Object =
                    [("@id", Value::from(start.as_str())), ("@prefix", true.into())]
                        .into_iter()
                        .collect();
                append_context(document, "zz", prefix.into());
            });
        }
        // A term that is defined by another term.
        let (owned, owned_name) = (place.clone(), name.to_owned());
        self.push("renamed to an alias of the term", &there, move |document| {
            rename(object_mut(document, &owned), &owned_name, "zzAlias");
            append_context(document, "zzAlias", owned_name.as_str().into());
        });
    }

    fn rename(&mut self, what: &'static str, place: &Place, from: &str, to: String, value: Value) {
        let mut there = place.clone();
        there.push(step(from));
        let (owned, from) = (place.clone(), from.to_owned());
        self.push(what, &there, move |document| {
            let object = object_mut(document, &owned);
            *object.get_mut(&from).unwrap() = value.clone();
            rename(object, &from, &to);
        });
    }

    fn move_member(&mut self, what: &'static str, place: &Place, name: &str, to: Place) {
        if !matches!(at(self.document, &to), Value::Object(_)) {
            return;
        }
        let mut there = place.clone();
        there.push(step(name));
        let (owned, name) = (place.clone(), name.to_owned());
        self.push(what, &there, move |document| {
            let value = at(document, &owned).get(&name).unwrap().clone();
            object_mut(document, &to).insert(name.as_str(), value);
            object_mut(document, &owned).remove(&name);
        });
    }

    /// What can be done to any value.
    fn any(&mut self, place: &Place) {
        let value = at(self.document, place).clone();
        self.set("wrapped in an array", place, vec![value]);
        self.set("replaced by null", place, Value::Null);
        self.set("replaced by an empty array", place, Value::Array(Vec::new()));
        self.set("replaced by an empty object", place, Object::new());
    }
}

/// The first letter that has one, in its other case.
fn toggle_case(text: &str) -> String {
    let Some(index) = text.find(|c: char| c.is_ascii_alphabetic()) else { return text.to_owned() };
    let mut bytes = text.as_bytes().to_vec();
    bytes[index] ^= 0x20;
    String::from_utf8(bytes).unwrap()
}

fn step(name: &str) -> Step {
    Step::Member(name.to_owned())
}

fn items_mut<'v>(document: &'v mut Value, place: &[Step]) -> &'v mut Vec<Value> {
    match at_mut(document, place) {
        Value::Array(items) => items,
        other => panic!("{}", other.kind()),
    }
}

fn object_mut<'v>(document: &'v mut Value, place: &[Step]) -> &'v mut Object {
    at_mut(document, place).as_object_mut().unwrap()
}

fn rename(object: &mut Object, from: &str, to: &str) {
    let members = std::mem::take(object).into_iter();
    *object = members
        .map(|(name, value)| (if name == from { to.to_owned() } else { name }, value))
        .collect();
}

/// Two objects that say together what one says: each has its identifier and types.
fn split(value: &Value) -> (Value, Value) {
    let object = value.as_object().unwrap();
    let half = object.len() / 2;
    let pick = |wanted: &dyn Fn(usize, &str) -> bool| {
        let members = object.iter().enumerate();
        let members = members.filter(|(index, (name, _))| wanted(*index, name));
        Value::from(members.map(|(_, (name, value))| (name, value.clone())).collect::<Object>())
    };
    // The first keeps every member, so that it is a whole of its class; the second repeats what
    // its class may require.
    let shared = ["id", "type", "name", "resultType", "targetName", "targetUrl", "identityType"];
    (
        pick(&|index, name| index <= half || shared.contains(&name)),
        pick(&|index, name| index > half || shared.contains(&name)),
    )
}

/// Appends a context with one term to those of the document.
pub fn append_context(document: &mut Value, term: &str, definition: Value) {
    let context = Object::from_iter([(term, definition)]);
    if let Some(Value::Array(contexts)) = document.as_object_mut().unwrap().get_mut("@context") {
        contexts.push(context.into());
    }
}

/// What the contexts of the badge say of each name.
fn definitions(document: &Value) -> Definitions {
    let mut found = Vec::new();
    for url in [url::CREDENTIALS_V2, url::OPEN_BADGES_3_0_3, url::OPEN_BADGES_EXTENSIONS] {
        collect(context::bundled(url).unwrap().get("@context").unwrap(), &mut found);
    }
    collect(document.get("@context").unwrap(), &mut found);
    found
}

fn collect(context: &Value, found: &mut Definitions) {
    for terms in context.items().iter().filter_map(Value::as_object) {
        for (name, definition) in terms.iter().filter(|(name, _)| !name.starts_with('@')) {
            let pair = (name.to_owned(), definition.clone());
            if !found.contains(&pair) {
                found.push(pair);
            }
            if let Some(scoped) = definition.get("@context") {
                collect(scoped, found);
            }
        }
    }
}

fn iri_of(definition: &Value) -> Option<&str> {
    let iri = definition.as_str().or_else(|| definition.get("@id")?.as_str())?;
    (!iri.starts_with('@')).then_some(iri)
}

/// The value as it has to be written under a name that has no definition.
fn written_out(value: &Value, definition: &Value) -> Value {
    let typing = definition.get("@type").and_then(Value::as_str);
    let container = definition.get("@container").and_then(Value::as_str);
    let scoped = definition.get("@context");
    let one = |value: &Value| match (value, typing) {
        (Value::String(text), Some("@id" | "@vocab")) => {
            Object::from_iter([("@id", text.as_str())]).into()
        }
        (Value::Object(object), _) => {
            let mut object = object.clone();
            if let Some(scoped) = scoped.filter(|_| !object.contains("@context")) {
                object.insert("@context", scoped.clone());
            }
            Value::Object(object)
        }
        (scalar, Some(datatype)) if !datatype.starts_with('@') => {
            let members = [("@type", Value::from(datatype)), ("@value", scalar.clone())];
            Object::from_iter(members).into()
        }
        (other, _) => other.clone(),
    };
    let many = match value {
        Value::Object(map) if container == Some("@language") => {
            let tagged = map.iter().map(|(language, text)| {
                let members = [("@language", Value::from(language)), ("@value", text.clone())];
                Value::from(Object::from_iter(members))
            });
            return Value::Array(tagged.collect());
        }
        json if typing == Some("@json") => {
            let members = [("@type", Value::from("@json")), ("@value", json.clone())];
            return Object::from_iter(members).into();
        }
        Value::Array(items) => Value::Array(items.iter().map(one).collect()),
        single => one(single),
    };
    match container {
        Some("@list") => Object::from_iter([("@list", many)]).into(),
        Some("@graph") => Object::from_iter([("@graph", many)]).into(),
        _ => many,
    }
}
