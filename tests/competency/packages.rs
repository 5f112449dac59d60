//! Packages that are made by chance from the official schema itself, and changed by chance.

use serde_json::{Map, Value, json};

/// The generator SplitMix64: the same numbers for the same seed.
pub struct Chance(u64);

impl Chance {
    pub fn new(seed: u64) -> Self {
        Self(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15))
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    fn below(&mut self, bound: usize) -> usize {
        (self.next() % bound as u64) as usize
    }

    fn percent(&mut self, percent: usize) -> bool {
        self.below(100) < percent
    }

    fn pick<'a, T>(&mut self, from: &'a [T]) -> &'a T {
        &from[self.below(from.len())]
    }
}

const WORDS: [&str; 8] =
    ["", "wait time", "Évaluer", "a\nb", "https://standards.example/1", "é\u{301}", "1.1", "🙂"];

/// Makes what a schema allows: everything that it knows is taken from it.
pub struct Maker<'s> {
    schema: &'s Value,
    /// How many of a hundred members that need not be there are.
    members: usize,
    /// How many items a list has.
    items: std::ops::Range<usize>,
}

impl<'s> Maker<'s> {
    pub fn new(schema: &'s Value) -> Self {
        Self { schema, members: 50, items: 0..4 }
    }

    /// Of packages that have every member.
    pub fn of_everything(schema: &'s Value) -> Self {
        Self { schema, members: 100, items: 1..2 }
    }

    /// A package. Its links sometimes lead to its own nodes.
    pub fn package(&self, chance: &mut Chance) -> Value {
        let mut package = self.value(self.schema, chance);
        let identifiers: Vec<Value> = package["CFItems"]
            .as_array()
            .into_iter()
            .flatten()
            .chain([&package["CFDocument"]])
            .map(|node| node["identifier"].clone())
            .collect();
        for association in package
            .pointer_mut("/CFAssociations")
            .and_then(Value::as_array_mut)
            .into_iter()
            .flatten()
        {
            for node in ["originNodeURI", "destinationNodeURI"] {
                if chance.percent(60) {
                    association[node]["identifier"] = chance.pick(&identifiers).clone();
                }
            }
            if chance.percent(60) {
                association["associationType"] = "isChildOf".into();
            }
        }
        package
    }

    fn value(&self, schema: &Value, chance: &mut Chance) -> Value {
        if let Some(reference) = schema["$ref"].as_str() {
            let target = self.schema.pointer(reference.trim_start_matches('#')).unwrap();
            return self.value(target, chance);
        }
        if let Some(choices) = schema["oneOf"].as_array() {
            return self.value(chance.pick(choices), chance);
        }
        if let Some(terms) = schema["enum"].as_array() {
            return chance.pick(terms).clone();
        }
        if schema["pattern"].is_string() {
            return (*chance.pick(&["ext:own", "ext:a.b_c", "an ext:1 inside", "ext:a-b"])).into();
        }
        match schema["type"].as_str().unwrap() {
            "object" => self.object(schema, chance),
            "array" => {
                let count = self.items.start + chance.below(self.items.len());
                (0..count).map(|_| self.value(&schema["items"], chance)).collect()
            }
            "string" => self.text(schema["format"].as_str(), chance).into(),
            "integer" => {
                (*chance.pick(&[json!(0), json!(1), json!(2), json!(-7), json!(4.0)])).clone()
            }
            "number" => (*chance.pick(&[json!(0), json!(2.5), json!(-1), json!(1e3)])).clone(),
            other => panic!("the schema has a {other}"),
        }
    }

    fn object(&self, schema: &Value, chance: &mut Chance) -> Value {
        let required = schema["required"].as_array().unwrap();
        let mut object = Map::new();
        for (name, of) in schema["properties"].as_object().into_iter().flatten() {
            if required.contains(&name.as_str().into()) || chance.percent(self.members) {
                object.insert(name.clone(), self.value(of, chance));
            }
        }
        if schema["additionalProperties"] == true && chance.percent(50) {
            object.insert("vendor:note".into(), json!({"any": ["thing", null, 1.5]}));
        }
        object.into()
    }

    fn text(&self, format: Option<&str>, chance: &mut Chance) -> String {
        match format {
            None => (*chance.pick(&WORDS)).to_owned(),
            Some("uuid") => {
                let (a, b) = (chance.next(), chance.next());
                format!(
                    "{:08x}-{:04x}-4{:03x}-8{:03x}-{:012x}",
                    a >> 32,
                    a & 0xffff,
                    (a >> 16) & 0xfff,
                    b >> 52,
                    b & 0xffff_ffff_ffff
                )
            }
            Some("date") => format!(
                "20{:02}-{:02}-{:02}",
                chance.below(100),
                1 + chance.below(12),
                1 + chance.below(28)
            ),
            Some("date-time") => {
                let zone = chance.pick(&["Z", "+00:00", "-07:00", ".25Z", ".123456789+05:30"]);
                format!("20{:02}-02-28T{:02}:00:59{zone}", chance.below(100), chance.below(24))
            }
            Some(other) => panic!("the schema has texts of the format {other}"),
        }
    }
}

/// Texts at the edges of what formats and terms allow.
const EDGES: [&str; 34] = [
    "",
    " ",
    "isChildOf",
    "ischildof",
    "isTranslationOf",
    "ext:",
    "ext:é",
    "ext:own",
    "x ext:y",
    "EXT:a",
    "CASE",
    "CFItem",
    "1.0",
    "1.1",
    "2026-01-31",
    "2026-02-29",
    "2024-02-29",
    "2026-1-1",
    "20260131",
    "2026-01-31T09:30:00Z",
    "2026-01-31T09:30:00",
    "2026-01-31t09:30:00z",
    "2026-01-31 09:30:00Z",
    "2026-01-31T23:59:60Z",
    "2026-01-31T24:00:00Z",
    "2026-01-31T09:30:00+14:01",
    "2026-01-31T09:30:00+0530",
    "2026-13-01T00:00:00Z",
    "3b1c9a35-3fbe-4ba0-8f3e-0a9d9a3ba0d5",
    "3B1C9A35-3FBE-4BA0-8F3E-0A9D9A3BA0D5",
    "3b1c9a353fbe4ba08f3e0a9d9a3ba0d5",
    "{3b1c9a35-3fbe-4ba0-8f3e-0a9d9a3ba0d5}",
    "urn:uuid:3b1c9a35-3fbe-4ba0-8f3e-0a9d9a3ba0d5",
    "00000000-0000-0000-0000-000000000000",
];

/// A package with one to three changes.
pub fn mutated(package: &Value, chance: &mut Chance) -> Value {
    let mut changed = package.clone();
    for _ in 0..1 + chance.below(3) {
        let mut places = Vec::new();
        collect(&changed, String::new(), &mut places);
        let place = chance.pick(&places).clone();
        change(&mut changed, &place, chance);
    }
    changed
}

fn collect(value: &Value, at: String, places: &mut Vec<String>) {
    match value {
        Value::Object(members) => members.iter().for_each(|(name, member)| {
            collect(member, format!("{at}/{}", name.replace('~', "~0").replace('/', "~1")), places);
        }),
        Value::Array(items) => items.iter().enumerate().for_each(|(index, item)| {
            collect(item, format!("{at}/{index}"), places);
        }),
        _ => {}
    }
    places.push(at);
}

/// Each change in turn, and its place: there every other value, and none.
pub fn every_change(package: &Value) -> impl Iterator<Item = (String, Value)> + '_ {
    let mut places = Vec::new();
    collect(package, String::new(), &mut places);
    places.into_iter().flat_map(move |place| {
        let value = package.pointer(&place).unwrap();
        let mut others = vec![json!(null), json!(true), json!(3), json!(1.5), json!("text")];
        others.extend([json!([]), json!({}), json!([value])]);
        match value {
            Value::String(_) => others.extend(EDGES.map(Value::from)),
            Value::Array(items) => others.extend(items.first().cloned()),
            Value::Object(members) => {
                let mut members = members.clone();
                members.insert("beside".into(), json!("?"));
                others.push(members.into());
            }
            _ => {}
        }
        let mut without = package.clone();
        remove(&mut without, &place);
        let at = place.clone();
        let others = others.into_iter().map(move |other| {
            let mut changed = package.clone();
            *changed.pointer_mut(&at).unwrap() = other;
            (at.clone(), changed)
        });
        others.chain([(place, without)])
    })
}

/// Makes a package one of CASE 1.0, as its publishers write it; says in how many places that shows.
pub fn as_case_1_0(package: &mut Value) -> usize {
    let link = json!({"title": "", "identifier": EDGES[28], "uri": "https://a.example/"});
    let document = package["CFDocument"].as_object_mut().unwrap();
    for name in ["caseVersion", "frameworkType"] {
        document.remove(name);
    }
    document.insert("CFPackageURI".into(), link.clone());
    let mut links = 1;
    for list in ["CFItems", "CFAssociations"] {
        for node in package.get_mut(list).and_then(Value::as_array_mut).into_iter().flatten() {
            node["CFDocumentURI"] = link.clone();
            links += 1;
        }
    }
    links
}

fn change(package: &mut Value, place: &str, chance: &mut Chance) {
    let link = json!({"title": "", "identifier": EDGES[28], "uri": "https://a.example/"});
    let value = package.pointer_mut(place).unwrap();
    match (chance.below(10), &mut *value) {
        (0..4, Value::String(text)) => (*chance.pick(&EDGES)).clone_into(text),
        (0..3, Value::Object(members)) => {
            let name = *chance.pick(&["beside", "Identifier", "extension", "", "@id"]);
            members.insert(name.into(), json!("?"));
        }
        (3, Value::Object(members)) => {
            let name = *chance.pick(&["CFDocumentURI", "CFPackageURI", "caseVersion"]);
            members.insert(name.into(), if name == "caseVersion" { "1.0".into() } else { link });
        }
        (0..4, Value::Array(items)) if !items.is_empty() => {
            let again = chance.pick(items).clone();
            items.push(again);
        }
        (0..4, Value::Number(_)) => {
            *value = chance
                .pick(&[json!(1.5), json!(-0.0), json!(1e300), json!(7.0), json!("1")])
                .clone();
        }
        (4..8, _) => remove(package, place),
        (8, _) => {
            let others = [json!(null), json!(true), json!(3), json!("text"), json!([]), json!({})];
            *value = chance.pick(&others).clone();
        }
        _ => {
            let single = value.clone();
            *value = match single {
                Value::Array(mut items) if !items.is_empty() => items.remove(0),
                other => json!([other]),
            };
        }
    }
}

fn remove(package: &mut Value, place: &str) {
    let Some((parent, last)) = place.rsplit_once('/') else { return };
    match package.pointer_mut(parent) {
        Some(Value::Object(members)) => {
            members.remove(&last.replace("~1", "/").replace("~0", "~"));
        }
        Some(Value::Array(items)) => {
            items.remove(last.parse().unwrap());
        }
        _ => {}
    }
}
