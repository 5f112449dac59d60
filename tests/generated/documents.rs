//! Documents over a generated vocabulary.

use openbadges::json::{Object, Value};

use crate::chance::Chance;
use crate::values::{self, object};
use crate::vocabulary::{Holds, INNER, TERMS, TYPES, Vocabulary};

/// A document, and the contexts that it names besides the bundled ones.
#[derive(Clone, Debug)]
pub struct Document {
    pub value: Value,
    pub remote: Vec<(String, Value)>,
}

/// Whether a document keeps to what is lossless.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Style {
    /// Every member leaves a trace, and is where the reader of plain JSON looks for it.
    Lossless,
    /// With `@graph`, `@included`, `@nest`, `@reverse`, `@set`, `@index`, and keys that only sort.
    Rearranged,
}

/// A document over a vocabulary of its own.
pub fn document(chance: &mut Chance, style: Style, unique: &str) -> Document {
    let vocabulary = Vocabulary::new(chance, unique);
    let mut writer = Writer { chance, vocabulary: &vocabulary, style, nodes_left: 24 };
    let mut value = match writer.chance.below(10) {
        0 => writer.alike(),
        _ => writer.node(3, &Inner::default()),
    };
    value.insert("@context", vocabulary.context.clone());
    let value = with_context_first(value);
    let value = if chance.percent(5) { Value::Array(vec![value]) } else { value };
    Document { value, remote: vocabulary.remote }
}

fn with_context_first(mut object: Object) -> Value {
    let context = object.remove("@context");
    let first = context.map(|context| ("@context".to_owned(), context));
    Value::Object(first.into_iter().chain(object).collect())
}

/// Which terms of scoped contexts may be used: everywhere below, and just here.
#[derive(Clone, Default)]
struct Inner {
    lasting: Vec<usize>,
    here: Vec<usize>,
    /// Whether the active context gives way to a previous one in the next node objects.
    gives_way: bool,
    /// Whether the property of the node brings a context.
    scoped: bool,
}

impl Inner {
    /// What is left of it in the node objects of `term`.
    fn below(&self, vocabulary: &Vocabulary, term: &str) -> Self {
        let scoped = vocabulary.scope(term).is_some();
        let mut inner = Self { lasting: self.lasting.clone(), scoped, ..Self::default() };
        inner.enter(vocabulary, term);
        inner
    }

    /// The same where the node objects stand in a map by index, in which nothing gives way. What
    /// else holds there is not counted on.
    fn below_index(&self) -> Self {
        Self { here: Vec::new(), scoped: false, ..self.clone() }
    }

    fn enter(&mut self, vocabulary: &Vocabulary, term: &str) {
        if let Some(scope) = vocabulary.scope(term) {
            // What comes after a context that gives way gives way with it.
            self.gives_way |= !scope.propagates;
            let to = if self.gives_way { &mut self.here } else { &mut self.lasting };
            to.extend(&scope.terms);
        }
    }
}

struct Writer<'a> {
    chance: &'a mut Chance,
    vocabulary: &'a Vocabulary,
    style: Style,
    nodes_left: usize,
}

impl Writer<'_> {
    fn rearranged(&mut self, percent: usize) -> bool {
        self.style == Style::Rearranged && self.chance.percent(percent)
    }

    /// A node object that says at least one thing.
    fn node(&mut self, depth: usize, inner: &Inner) -> Object {
        let mut inner = inner.clone();
        let mut node = Object::new();
        if self.chance.percent(40) {
            node.insert(self.keyword("id", "@id"), values::name(self.chance));
        }
        self.types(&mut node, &mut inner);
        if depth < 3 && self.chance.percent(5) {
            node.insert("@context", self.vocabulary.embedded(self.chance));
        }
        let members = node.len() + self.chance.between(1, 4);
        while node.len() < members {
            self.member(&mut node, depth, &inner);
        }
        if self.style == Style::Rearranged {
            self.rearrange(&mut node, depth, &inner);
        }
        let mut members: Vec<(String, Value)> = node.into_iter().collect();
        self.chance.shuffle(&mut members);
        members.into_iter().collect()
    }

    fn keyword(&mut self, alias: &'static str, keyword: &'static str) -> &'static str {
        if self.chance.percent(50) { alias } else { keyword }
    }

    fn types(&mut self, node: &mut Object, inner: &mut Inner) {
        let mut types: Vec<&str> = Vec::new();
        for _ in 0..self.chance.below(4) {
            if self.chance.percent(50) {
                types.push(*self.chance.pick(&TYPES));
            }
        }
        let mut in_order = types.clone();
        in_order.sort_unstable();
        for name in in_order {
            inner.enter(self.vocabulary, name);
        }
        let name = self.keyword("type", "@type");
        match types.as_slice() {
            [] => {}
            [only] if self.chance.percent(50) => drop(node.insert(name, *only)),
            _ => drop(node.insert(name, types)),
        }
    }

    fn member(&mut self, node: &mut Object, depth: usize, inner: &Inner) {
        let known: Vec<usize> = inner.lasting.iter().chain(&inner.here).copied().collect();
        let (name, holds) = match known.is_empty() || self.chance.percent(60) {
            true => *self.chance.pick(&TERMS),
            false => INNER[*self.chance.pick(&known)],
        };
        let unfit = match holds {
            Holds::ByLostIndex => self.style == Style::Lossless,
            // JavaScript reads these in other contexts: see `difference.rs`.
            Holds::ByName | Holds::ByType | Holds::GraphsByName => inner.gives_way,
            _ => false,
        };
        if !unfit && !node.contains(name) {
            let value = self.value(name, holds, depth, inner);
            node.insert(name, value);
        }
    }

    fn value(&mut self, name: &str, holds: Holds, depth: usize, inner: &Inner) -> Value {
        let below = inner.below(self.vocabulary, name);
        match holds {
            Holds::Literals => self.some(|writer| writer.literal()),
            Holds::Names => self.some(|writer| match writer.chance.percent(85) {
                true => writer.name(),
                false => object([("@id", writer.name())]),
            }),
            Holds::Nodes => self.some(|writer| writer.node_or_mention(depth, &below)),
            Holds::Json => values::json(self.chance, 3),
            Holds::Languages => self.languages(),
            Holds::List => {
                let list = self.list(depth, &below, 2);
                // A list object leaves the scope of a type, which may have made it a list.
                let known = TERMS.iter().any(|(known, _)| *known == name);
                if known && self.chance.percent(10) { object([("@list", list)]) } else { list }
            }
            Holds::NameList => {
                Value::Array((0..self.chance.below(4)).map(|_| self.name()).collect())
            }
            Holds::ByIndex if name == "byKin" => {
                self.map(depth, &inner.below_index(), |writer| writer.iri(), Self::node_value)
            }
            Holds::ByIndex => self.map(
                depth,
                &inner.below_index(),
                |writer| values::word(writer.chance) + &values::text(writer.chance),
                Self::node_value,
            ),
            Holds::ByName => {
                let key = |writer: &mut Self| values::name(writer.chance);
                self.map(depth, &below, key, Self::nameless_node)
            }
            Holds::ByType => {
                // What the type of the key brings gives way, and is not counted on.
                let below = Inner { gives_way: true, ..below };
                let key = |writer: &mut Self| writer.chance.pick(&TYPES).to_string();
                self.map(depth, &below, key, |writer, depth, inner| {
                    match writer.chance.percent(20) {
                        true => writer.iri().into(),
                        false => writer.node_value(depth, inner),
                    }
                })
            }
            Holds::Graphs => self.some(|writer| writer.node_value(depth, &below)),
            Holds::GraphsByName => {
                self.map(depth, &below, |writer| values::name(writer.chance), Self::node_value)
            }
            Holds::Reverse => self.some(|writer| writer.node_value(depth, &below)),
            Holds::ByLostIndex => self.map(
                depth,
                &inner.below_index(),
                |writer| values::text(writer.chance),
                Self::node_value,
            ),
        }
    }

    /// One, or several in an array, or in an array in an array.
    fn some(&mut self, mut make: impl FnMut(&mut Self) -> Value) -> Value {
        match self.chance.below(10) {
            0..=5 => make(self),
            6 => {
                let twice = make(self);
                Value::Array(vec![twice.clone(), make(self), twice])
            }
            7 => Value::Array(vec![Value::Array(vec![make(self)]), make(self)]),
            8 if self.style == Style::Rearranged => object([("@set", make(self))]),
            _ => Value::Array((0..self.chance.between(1, 3)).map(|_| make(self)).collect()),
        }
    }

    fn name(&mut self) -> Value {
        values::name(self.chance).into()
    }

    fn iri(&mut self) -> String {
        values::iri(self.chance)
    }

    fn literal(&mut self) -> Value {
        if self.chance.percent(75) {
            return match self.chance.percent(15) {
                true => values::date(self.chance).into(),
                false => values::scalar(self.chance),
            };
        }
        let name = self.keyword("val", "@value");
        let mut members = Object::new();
        match self.chance.below(6) {
            0 => drop(members.insert(name, values::text(self.chance) + "=")),
            1..=2 => {
                members.insert(name, values::text(self.chance) + "=");
                members.insert("@language", values::language(self.chance));
                if self.chance.percent(40) {
                    self.direct(&mut members, name);
                }
            }
            3 => self.direct(&mut members, name),
            4 => {
                members.insert(name, values::json(self.chance, 2));
                members.insert(self.keyword("type", "@type"), "@json");
            }
            _ => {
                members.insert(name, values::scalar(self.chance));
                members.insert(self.keyword("type", "@type"), values::datatype(self.chance));
            }
        }
        if self.rearranged(20) {
            members.insert("@index", values::word(self.chance));
        }
        Value::Object(members)
    }

    /// Gives a value a direction, and a text that no value of another direction has. (That is also
    /// why the texts of other value objects end in an equals sign.)
    fn direct(&mut self, members: &mut Object, name: &str) {
        let direction = *self.chance.pick(&["ltr", "rtl"]);
        members.insert(name, values::text(self.chance) + direction);
        members.insert("@direction", direction);
    }

    fn node_or_mention(&mut self, depth: usize, inner: &Inner) -> Value {
        if depth == 0 || self.nodes_left == 0 || self.chance.percent(25) {
            return object([("@id", self.name())]);
        }
        self.node_value(depth, inner)
    }

    fn node_value(&mut self, depth: usize, inner: &Inner) -> Value {
        if depth == 0 || self.nodes_left == 0 {
            return object([("title", values::text(self.chance).into())]);
        }
        self.nodes_left -= 1;
        Value::Object(self.node(depth - 1, inner))
    }

    /// A node that leaves its name to the key, which would be lost.
    fn nameless_node(&mut self, depth: usize, inner: &Inner) -> Value {
        let mut node = self.node_value(depth, inner);
        if let Some(members) = node.as_object_mut().filter(|_| self.style == Style::Lossless) {
            members.remove("id");
            members.remove("@id");
        }
        node
    }

    fn languages(&mut self) -> Value {
        let mut map = Object::new();
        for _ in 0..self.chance.between(1, 3) {
            let language = match self.chance.percent(15) {
                true => "@none".to_owned(),
                false => values::language(self.chance),
            };
            let texts = match self.chance.percent(70) {
                true => values::text(self.chance).into(),
                false => Value::from(vec![values::text(self.chance), values::word(self.chance)]),
            };
            map.insert(language, texts);
        }
        Value::Object(map)
    }

    fn list(&mut self, depth: usize, inner: &Inner, lists: usize) -> Value {
        let items = (0..self.chance.below(4)).map(|_| match self.chance.below(10) {
            0..=5 => self.literal(),
            6 if lists > 0 => self.list(depth, inner, lists - 1),
            7 => object([("@id", self.name())]),
            _ => self.node_value(depth, inner),
        });
        Value::Array(items.collect())
    }

    fn map(
        &mut self,
        depth: usize,
        inner: &Inner,
        key: impl Fn(&mut Self) -> String,
        value: impl Fn(&mut Self, usize, &Inner) -> Value,
    ) -> Value {
        let mut map = Object::new();
        for _ in 0..self.chance.between(1, 3) {
            let key = match self.chance.percent(10) {
                true => "@none".to_owned(),
                false => key(self),
            };
            let values = match self.chance.percent(75) {
                true => value(self, depth, inner),
                false => Value::Array(vec![value(self, depth, inner), value(self, depth, inner)]),
            };
            if self.vocabulary.scope(&key).is_some() {
                // In JavaScript the context of a type would also hold for the keys after it.
                return object([(&key, values)]);
            }
            map.insert(key, values);
        }
        Value::Object(map)
    }

    /// Adds what a credential must not use.
    fn rearrange(&mut self, node: &mut Object, depth: usize, inner: &Inner) {
        if self.chance.percent(15) {
            node.insert(self.keyword("graph", "@graph"), self.some_nodes(depth, inner));
        }
        // In JavaScript the context of the property would hold again in what is included.
        if self.chance.percent(15) && !inner.scoped {
            node.insert(self.keyword("include", "@included"), self.some_nodes(depth, inner));
        }
        if self.chance.percent(15) {
            let mut nested = Object::new();
            self.member(&mut nested, depth, inner);
            node.insert(self.keyword("nest", "@nest"), nested);
        }
        if self.chance.percent(15) {
            let below = inner.below(self.vocabulary, "part");
            let members = object([("part", self.node_value(depth, &below))]);
            node.insert("@reverse", members);
        }
        if self.chance.percent(10) {
            node.insert("@index", values::word(self.chance));
        }
    }

    fn some_nodes(&mut self, depth: usize, inner: &Inner) -> Value {
        // A graph or what is included begins anew, without the contexts of types.
        let inner = Inner { lasting: inner.lasting.clone(), ..Inner::default() };
        let nodes = (0..self.chance.between(1, 3)).map(|_| self.node_value(depth, &inner));
        Value::Array(nodes.collect())
    }

    /// Blank nodes that can be told apart only by how they hang together, if at all.
    fn alike(&mut self) -> Object {
        let count = self.chance.between(2, 6);
        let shape = self.chance.below(6);
        let density = self.chance.between(10, 60);
        let mut nodes = Vec::new();
        for at in 0..count {
            let others: Vec<usize> = (0..count)
                .filter(|other| match shape {
                    0 => *other == (at + 1) % count,
                    1 if count < 6 => *other != at,
                    2 => *other / 2 == at / 2,
                    3 => *other == (at + 1) % count || (*other + 1) % count == at,
                    _ => self.chance.percent(density),
                })
                .collect();
            let mut node = Object::new();
            node.insert("id", format!("_:n{at}"));
            node.insert("title", "same");
            let links =
                others.iter().map(|other| object([("id", format!("_:n{other}").as_str().into())]));
            let links: Vec<Value> = links.collect();
            if !links.is_empty() {
                node.insert(*self.chance.pick(&["part", "link"]), links);
            }
            nodes.push(Value::Object(node));
        }
        self.chance.shuffle(&mut nodes);
        let mut whole = Object::new();
        let name = *self.chance.pick(&["item", "link", "claim"]);
        if self.chance.percent(30) {
            let same =
                object([("title", "anonymous".into()), ("part", object([("note", "x".into())]))]);
            nodes.extend(vec![same; self.chance.between(1, 3)]);
        }
        whole.insert(name, nodes);
        whole
    }
}
