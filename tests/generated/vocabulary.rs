//! Terms, and contexts that define them.
//!
//! Every document begins with contexts that define every term. Contexts further in define some of
//! them anew: the same kind of term, but another IRI, type, language or scoped context. So nothing
//! is ever undefined, and what a term means depends on everything around it.

use openbadges::json::{Object, Value};

use crate::chance::Chance;
use crate::values::{self, object};

/// What the values of a term look like in JSON, whatever its definition at the place.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Holds {
    /// Scalars and value objects.
    Literals,
    /// Absolute IRIs, compact ones, blank node labels.
    Names,
    /// Node objects.
    Nodes,
    /// Any JSON.
    Json,
    /// Strings by language.
    Languages,
    /// An ordered list of literals, nodes and lists.
    List,
    /// An ordered list of names.
    NameList,
    /// Node objects by a key that becomes a property of theirs.
    ByIndex,
    /// Node objects by their names.
    ByName,
    /// Node objects by their types.
    ByType,
    /// Node objects, each in a graph of its own.
    Graphs,
    /// The same, by the names of their graphs.
    GraphsByName,
    /// Node objects that point here.
    Reverse,
    /// Names or nodes by a key that leaves no trace: not lossless.
    ByLostIndex,
}

/// The terms that every document may use.
pub const TERMS: [(&str, Holds); 25] = [
    ("title", Holds::Literals),
    ("note", Holds::Literals),
    ("score", Holds::Literals),
    ("when", Holds::Literals),
    ("ex:compact", Holds::Literals),
    ("https://properties.example/whole", Holds::Literals),
    ("knows", Holds::Names),
    ("source", Holds::Names),
    ("part", Holds::Nodes),
    ("link", Holds::Nodes),
    ("item", Holds::Nodes),
    ("urn:example:part", Holds::Nodes),
    ("data", Holds::Json),
    ("label", Holds::Languages),
    ("caption", Holds::Languages),
    ("steps", Holds::List),
    ("path", Holds::NameList),
    ("byKey", Holds::ByIndex),
    ("byKin", Holds::ByIndex),
    ("byName", Holds::ByName),
    ("byType", Holds::ByType),
    ("claim", Holds::Graphs),
    ("claims", Holds::GraphsByName),
    ("madeBy", Holds::Reverse),
    ("shelf", Holds::ByLostIndex),
];

pub const TYPES: [&str; 6] = ["Person", "Badge", "Skill", "ex:Course", "urn:example:Type", "Place"];

/// Those that may bring contexts with them. No other context defines them anew, so that what they
/// bring is known.
const SCOPING: [&str; 5] = ["part", "link", "Badge", "Skill", "ex:Course"];

/// Terms that only some contexts define, those of types and properties.
pub const INNER: [(&str, Holds); 4] = [
    ("innerText", Holds::Literals),
    ("innerPart", Holds::Nodes),
    ("innerName", Holds::Names),
    ("innerSteps", Holds::List),
];

/// What a context that comes with a term adds, and where.
#[derive(Clone, Default)]
pub struct Scope {
    pub terms: Vec<usize>,
    pub propagates: bool,
}

/// The contexts of a document.
pub struct Vocabulary {
    /// The `@context` of the document.
    pub context: Value,
    /// Contexts to be loaded, by URL.
    pub remote: Vec<(String, Value)>,
    /// What types and properties bring with them.
    pub scopes: Vec<(&'static str, Scope)>,
}

impl Vocabulary {
    /// `unique` makes URLs that no other document uses for other contexts.
    pub fn new(chance: &mut Chance, unique: &str) -> Self {
        let mut maker = Maker { chance, scopes: Vec::new(), protected: false };
        let mut whole = maker.whole();
        // A context that is imported must be like no other: see `difference.rs`.
        whole.insert(format!("only-in-{unique}").replace('/', "-"), "https://v.example/#unused");
        let scopes = maker.scopes;
        let mut remote = Vec::new();
        let url = format!("https://contexts.example/{unique}");
        let context = match chance.below(10) {
            0 => {
                remote.push((url.clone(), object([("@context", Value::Object(whole))])));
                url.as_str().into()
            }
            1 => {
                let own = whole.remove("note").unwrap();
                let mut importing = Object::new();
                // JavaScript takes these for terms where they are imported.
                for keyword in ["@version", "@vocab", "@language"] {
                    if let Some(value) = whole.remove(keyword) {
                        importing.insert(keyword, value);
                    }
                }
                remote.push((url.clone(), object([("@context", Value::Object(whole))])));
                importing.insert("@import", url.as_str());
                importing.insert("note", own);
                Value::Object(importing)
            }
            2 => {
                let own = whole.remove("note").unwrap();
                remote.push((url.clone(), object([("@context", Value::Object(whole))])));
                Value::Array(vec![url.as_str().into(), object([("note", own)])])
            }
            3 => {
                let own = whole.remove("note").unwrap();
                Value::Array(vec![Value::Object(whole), object([("note", own)])])
            }
            _ => Value::Object(whole),
        };
        Self { context, remote, scopes }
    }

    /// What the context of a term adds.
    pub fn scope(&self, term: &str) -> Option<&Scope> {
        self.scopes.iter().find(|(name, _)| *name == term).map(|(_, scope)| scope)
    }

    /// A context that stands further in, and defines some terms anew.
    pub fn embedded(&self, chance: &mut Chance) -> Value {
        let protected = is_protected(&self.context, &self.remote);
        let mut maker = Maker { chance, scopes: Vec::new(), protected };
        Value::Object(maker.again())
    }
}

fn is_protected(context: &Value, remote: &[(String, Value)]) -> bool {
    let says = |value: &Value| value.get("@protected").is_some();
    context.items().iter().any(says)
        || remote.iter().any(|(_, document)| document.get("@context").is_some_and(says))
}

struct Maker<'c> {
    chance: &'c mut Chance,
    scopes: Vec<(&'static str, Scope)>,
    /// Whether terms must not be defined anew.
    protected: bool,
}

impl Maker<'_> {
    /// A context that defines everything.
    fn whole(&mut self) -> Object {
        let mut context = Object::new();
        self.protected = self.chance.percent(20);
        let mut members: Vec<(&str, Value)> = vec![
            ("ex", "https://e.example/".into()),
            ("id", "@id".into()),
            ("type", "@type".into()),
            ("val", "@value".into()),
            ("nest", "@nest".into()),
            ("include", "@included".into()),
            ("graph", "@graph".into()),
        ];
        if self.protected {
            members.push(("@protected", true.into()));
        }
        if self.chance.percent(50) {
            members.push(("@version", number(1.1)));
        }
        if self.chance.percent(30) {
            members.push(("@vocab", "https://v.example/#".into()));
        }
        if self.chance.percent(20) {
            members.push(("@language", values::language(self.chance).as_str().into()));
        }
        for name in TYPES {
            if !name.starts_with("urn:") || self.chance.percent(50) {
                members.push((name, self.class(name)));
            }
        }
        for (name, holds) in TERMS {
            members.push((name, self.term(name, holds, true)));
        }
        self.chance.shuffle(&mut members);
        for (name, value) in members {
            context.insert(name, value);
        }
        context
    }

    /// A context that defines some terms anew.
    fn again(&mut self) -> Object {
        let mut context = Object::new();
        if !self.protected {
            for _ in 0..self.chance.below(4) {
                let (name, holds) = *self.chance.pick(&TERMS);
                if !SCOPING.contains(&name) {
                    context.insert(name, self.term(name, holds, false));
                }
            }
            if self.chance.percent(15) {
                let name = *self.chance.pick(&["Person", "Place"]);
                context.insert(name, self.own_iri(name));
            }
        }
        if self.chance.percent(15) {
            let language = values::language(self.chance);
            let language = if self.chance.percent(30) { Value::Null } else { language.into() };
            context.insert("@language", language);
        }
        if self.chance.percent(15) {
            context.insert("@vocab", "https://w.example/");
        }
        context
    }

    fn class(&mut self, name: &'static str) -> Value {
        let iri = self.own_iri(name);
        if !SCOPING.contains(&name) || self.chance.percent(40) {
            return iri.as_str().into();
        }
        let scope = self.scope(name);
        object([("@id", iri.as_str().into()), ("@context", scope)])
    }

    /// A context for a type or a property, which is noted.
    fn scope(&mut self, name: &'static str) -> Value {
        let is_type = TYPES.contains(&name);
        let mut scope = Scope { terms: Vec::new(), propagates: !is_type };
        // The context of a property may define protected terms anew.
        let protected = self.protected;
        self.protected = protected && is_type;
        let mut context = self.again();
        self.protected = protected;
        if self.chance.percent(25) {
            scope.propagates = self.chance.percent(50);
            context.insert("@propagate", scope.propagates);
        }
        for (number, (name, holds)) in INNER.iter().enumerate() {
            if self.chance.percent(40) {
                context.insert(*name, self.term(name, *holds, false));
                scope.terms.push(number);
            }
        }
        self.scopes.push((name, scope));
        Value::Object(context)
    }

    /// An IRI for a term: sometimes compact, sometimes left to the default vocabulary.
    fn own_iri(&mut self, name: &str) -> String {
        if name.contains(':') {
            return name.into();
        }
        match self.chance.below(4) {
            0 => format!("ex:{name}"),
            1 => format!("https://other.example/{name}"),
            2 => format!("urn:example:{name}"),
            _ => format!("https://v.example/#{name}"),
        }
    }

    fn term(&mut self, name: &'static str, holds: Holds, whole: bool) -> Value {
        let mut definition = Object::new();
        if name.contains(':') {
            definition.insert("@id", name);
        } else if holds == Holds::Reverse {
            definition.insert("@reverse", self.own_iri(name));
        } else {
            definition.insert("@id", self.own_iri(name));
        }
        match holds {
            Holds::Literals => self.literals(name, &mut definition),
            Holds::Names => self.names(&mut definition),
            Holds::Nodes => {
                if self.chance.percent(30) {
                    definition.insert("@type", *self.chance.pick(&["@id", "@vocab"]));
                }
                self.perhaps_set(&mut definition);
                if SCOPING.contains(&name) && self.chance.percent(50) {
                    definition.insert("@context", self.scope(name));
                }
            }
            Holds::Json => drop(definition.insert("@type", "@json")),
            Holds::Languages => {
                self.container(&mut definition, &["@language"]);
                if self.chance.percent(20) {
                    self.direct(name, &mut definition);
                }
            }
            Holds::List => {
                definition.insert("@container", "@list");
                if self.chance.percent(20) {
                    definition.insert("@language", values::language(self.chance));
                }
            }
            Holds::NameList => {
                definition.insert("@container", "@list");
                definition.insert("@type", *self.chance.pick(&["@id", "@vocab"]));
            }
            Holds::ByIndex => {
                self.container(&mut definition, &["@index"]);
                // Only a context that defines everything can count on a term being defined.
                let property = match name {
                    "byKin" if whole => "knows",
                    "byKey" if whole && self.chance.percent(60) => "title",
                    _ => self.chance.pick(&["https://properties.example/key", "urn:example:key"]),
                };
                definition.insert("@index", property);
            }
            Holds::ByName => self.container(&mut definition, &["@id"]),
            Holds::ByType => self.container(&mut definition, &["@type"]),
            Holds::Graphs => self.container(&mut definition, &["@graph"]),
            Holds::GraphsByName => self.container(&mut definition, &["@graph", "@id"]),
            Holds::Reverse => {
                if self.chance.percent(50) {
                    definition.insert("@type", "@id");
                }
            }
            Holds::ByLostIndex => {
                let graphs = self.chance.percent(30);
                self.container(
                    &mut definition,
                    if graphs { &["@graph", "@index"] } else { &["@index"] },
                );
            }
        }
        if whole && self.protected && self.chance.percent(5) {
            definition.insert("@protected", self.chance.percent(50));
        }
        let plain = definition.len() == 1 && holds != Holds::Reverse && self.chance.percent(60);
        match definition.get("@id") {
            Some(iri) if plain => iri.clone(),
            _ => Value::Object(definition),
        }
    }

    fn literals(&mut self, name: &str, definition: &mut Object) {
        match self.chance.below(8) {
            0 => drop(definition.insert("@language", values::language(self.chance))),
            1 => drop(definition.insert("@language", Value::Null)),
            2 => drop(definition.insert("@type", values::datatype(self.chance))),
            3 => drop(definition.insert("@type", "@none")),
            4 => self.direct(name, definition),
            _ => {}
        }
        self.perhaps_set(definition);
    }

    fn names(&mut self, definition: &mut Object) {
        definition.insert("@type", *self.chance.pick(&["@id", "@vocab", "@id"]));
        self.perhaps_set(definition);
    }

    fn perhaps_set(&mut self, definition: &mut Object) {
        if self.chance.percent(25) {
            definition.insert("@container", "@set");
        }
    }

    /// The container, or one that is also a set.
    fn container(&mut self, definition: &mut Object, names: &[&str]) {
        let set = self.chance.percent(30).then_some("@set");
        let mut names: Vec<&str> = names.iter().copied().chain(set).collect();
        self.chance.shuffle(&mut names);
        match names.as_slice() {
            [only] if self.chance.percent(70) => drop(definition.insert("@container", *only)),
            _ => drop(definition.insert("@container", names)),
        }
    }

    /// Gives the values a direction, and the term another IRI: in JavaScript two values of one
    /// property that differ only in direction become one.
    fn direct(&mut self, name: &str, definition: &mut Object) {
        let Some(iri) = definition.get("@id").and_then(Value::as_str) else { return };
        if self.chance.percent(20) {
            definition.insert("@direction", Value::Null);
        } else if !name.contains(':') {
            let direction = *self.chance.pick(&["ltr", "rtl"]);
            let iri = format!("{iri}-{direction}");
            definition.insert("@id", iri);
            definition.insert("@direction", direction);
        }
    }
}

fn number(value: f64) -> Value {
    Value::Number(value.try_into().unwrap())
}
