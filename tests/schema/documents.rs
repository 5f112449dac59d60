//! Documents by chance, from the description of a class, and changes to them.

use openbadges::Limits;
use openbadges::json::{self, Object, Value};
use openbadges::model::{Cardinality, Class, Extent, Property, Range, Types};

/// Numbers by chance, the same for the same seed (SplitMix64).
pub struct Chance {
    state: u64,
    /// Whether documents are in the form that the standard recommends: arrays where several values
    /// may stand, one status with its id.
    is_plain: bool,
}

impl Chance {
    pub fn new(seed: u64) -> Self {
        let mut chance = Self { state: seed, is_plain: false };
        chance.is_plain = !chance.one_in(4);
        chance
    }

    pub fn below(&mut self, bound: usize) -> usize {
        self.state = self.state.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut x = self.state;
        x = (x ^ (x >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        x = (x ^ (x >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        ((x ^ (x >> 31)) % bound as u64) as usize
    }

    fn one_in(&mut self, bound: usize) -> bool {
        self.below(bound) == 0
    }

    fn pick<'t>(&mut self, texts: &[&'t str]) -> &'t str {
        texts[self.below(texts.len())]
    }
}

/// A document of the class. Members that may be absent are there now and then, deeper down less.
pub fn of_class(class: &'static Class, chance: &mut Chance) -> Value {
    object(class, chance, 0).into()
}

fn object(class: &'static Class, chance: &mut Chance, depth: usize) -> Object {
    let mut object = Object::new();
    if let Some(types) = types(class, chance) {
        object.insert("type", types);
    }
    for property in class.properties {
        let needed = matches!(property.cardinality, Cardinality::Required | Cardinality::Some);
        // A subject or criteria must say something, and results must find what they refer to.
        let needed = needed
            || matches!((class.name, property.name), ("AchievementSubject", "id"))
            || matches!((class.name, property.name), ("Criteria", "narrative"))
            || matches!((class.name, property.name), ("RelatedResource", "digestSRI"));
        let refers = matches!(
            (class.name, property.name),
            ("Result", "resultDescription" | "achievedLevel")
        );
        let hash = property.name == "identityHash";
        let needed = needed || (class.name == "CredentialStatus" && chance.is_plain);
        if matches!(property.range, Range::Types) || refers {
            continue;
        }
        if needed || chance.one_in(2 + depth * 2) {
            let value = match property.range {
                Range::Context => contexts(chance).into(),
                _ if hash => PLAIN_HASH.into(),
                _ => member(property, chance, depth),
            };
            object.insert(property.name, value);
        }
    }
    if class.extent == Extent::Open && chance.one_in(8) {
        object.insert("ownMember", "own");
    }
    object
}

const PLAIN_HASH: &str = "sha256$b5809d8a92f8858436d7e6b87c12ebc0ae1eac4baecc2c0b913aee2c922ef399";

fn types(class: &Class, chance: &mut Chance) -> Option<Value> {
    match class.types {
        Types::Any => Some("ExampleType".into()),
        Types::Only(name) => Some(name.into()),
        Types::Includes([group]) if !chance.is_plain && chance.one_in(6) => {
            Some(chance.pick(group).into())
        }
        Types::Includes(groups) => {
            let mut names: Vec<Value> =
                groups.iter().map(|group| chance.pick(group).into()).collect();
            if chance.one_in(5) {
                names.push("OwnType".into());
            }
            Some(names.into())
        }
        _ => None,
    }
}

fn contexts(chance: &mut Chance) -> Vec<Value> {
    let mut all: Vec<Value> = vec![
        "https://www.w3.org/ns/credentials/v2".into(),
        chance
            .pick(&[
                "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json",
                "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.2.json",
                "https://purl.imsglobal.org/spec/ob/v3p0/context.json",
            ])
            .into(),
    ];
    if chance.one_in(3) {
        all.push("https://example.org/context".into());
    }
    if chance.one_in(6) {
        all.push(read(r#"{"ownMember": "https://example.org/own"}"#));
    }
    all
}

fn member(property: &Property, chance: &mut Chance, depth: usize) -> Value {
    let many = matches!(property.cardinality, Cardinality::Many | Cardinality::Some);
    let single = match property.name {
        "digestSRI" => true,
        "credentialStatus" if chance.is_plain => true,
        _ => !chance.is_plain && chance.one_in(5),
    };
    if !many || single {
        return value(property, chance, depth);
    }
    let least = usize::from(property.cardinality == Cardinality::Some);
    let items = least + chance.below(3 - least);
    (0..items).map(|_| value(property, chance, depth)).collect::<Vec<Value>>().into()
}

fn value(property: &Property, chance: &mut Chance, depth: usize) -> Value {
    if matches!(property.name, "digestSRI") {
        return "sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=".into();
    }
    if matches!(property.name, "digestMultibase") {
        return "uEiC6eBa_jwHP6kFBQN5driIjsANho5YXepy0EP9h8gAVrQ".into();
    }
    match property.range {
        Range::Text | Range::Markdown | Range::Email | Range::Phone | Range::LanguageText => {
            chance.pick(&["text", "", "ü \u{1f600}", "**bold**", "5", "2026-01-01"]).into()
        }
        Range::Iri => format!("urn:uuid:{}", chance.below(1 << 40)).into(),
        Range::Link => chance
            .pick(&["https://example.org/a", "http://a.example/?b#c", "data:text/plain,a"])
            .into(),
        Range::LanguageTag => chance.pick(&["en", "en-US", "zh-Hant-TW", "es-419"]).into(),
        Range::CompactJws => chance.pick(&["e30..c2ln", "e30.e30.c2ln"]).into(),
        Range::Boolean => chance.one_in(2).into(),
        Range::Number => chance.pick_number(),
        Range::Timestamp if property.name == "validUntil" => "2040-01-01T00:00:00Z".into(),
        Range::Timestamp | Range::DateTime => chance
            .pick(&[
                "2026-01-31T09:30:00Z",
                "2024-02-29T23:59:59.125+05:30",
                "1999-01-01T00:00:00-08:00",
            ])
            .into(),
        Range::Date => chance.pick(&["2000-02-29", "1999-12-31"]).into(),
        Range::Term(enumeration) => match chance.below(enumeration.terms.len() + 1) {
            own if own == enumeration.terms.len() && enumeration.extent == Extent::Open => {
                "ext:Own.Term-1".into()
            }
            term => enumeration.terms[term % enumeration.terms.len()].into(),
        },
        Range::Issuer(_) if chance.one_in(3) => "did:example:issuer".into(),
        Range::Object(class)
        | Range::Issuer(class)
        | Range::Subject(class)
        | Range::Proof(class) => object(class(), chance, depth + 1).into(),
        other => panic!("{other:?}"),
    }
}

impl Chance {
    fn pick_number(&mut self) -> Value {
        read(["0", "1", "-2", "1.5", "1e3", "0.25"][self.below(6)])
    }
}

/// What a document holds at a place, as its class describes it.
struct Place {
    pointer: String,
    property: Option<&'static Property>,
    class: Option<&'static Class>,
}

/// The document with one change.
pub fn mutated(class: &'static Class, document: &Value, chance: &mut Chance) -> Value {
    let mut places = Vec::new();
    walk(class, document, String::new(), &mut places);
    let mut changed = document.clone();
    let place = &places[chance.below(places.len())];
    let change = chance.below(10);
    match change {
        0..=1 if !place.pointer.is_empty() => remove(&mut changed, &place.pointer),
        2 if place.class.is_some() => {
            let value = other(chance);
            if let Some(Value::Object(object)) = at(&mut changed, &place.pointer) {
                let name =
                    chance.pick(&["another", "name", "@id", "@type", "@graph", "type", "id"]);
                object.insert(name, value);
            }
        }
        3 => {
            if let Some(value) = at(&mut changed, &place.pointer) {
                *value = vec![value.clone()].into();
            }
        }
        4 => {
            if let Some(value) = at(&mut changed, &place.pointer) {
                let first = value.as_array().and_then(|items| items.first().cloned());
                *value = first.unwrap_or_else(|| vec![value.clone(), value.clone()].into());
            }
        }
        5 => {
            if let Some(Value::Array(items)) = at(&mut changed, &place.pointer) {
                match chance.below(3) {
                    0 => items.clear(),
                    1 => items.push(other(chance)),
                    _ => items.reverse(),
                }
            } else if let Some(value) = at(&mut changed, &place.pointer) {
                *value = near(place.property, chance);
            }
        }
        6 => {
            if let Some(value) = at(&mut changed, &place.pointer) {
                *value = other(chance);
            }
        }
        _ => {
            if let Some(value) = at(&mut changed, &place.pointer)
                && value.as_str().is_some()
            {
                *value = near(place.property, chance);
            } else {
                // A string that the class describes, wherever one is.
                let strings: Vec<&Place> = places
                    .iter()
                    .filter(|place| {
                        document.at(&place.pointer).is_some_and(|value| value.as_str().is_some())
                    })
                    .collect();
                if strings.is_empty() {
                    return changed;
                }
                let place = strings[chance.below(strings.len())];
                *at(&mut changed, &place.pointer).unwrap() = near(place.property, chance);
            }
        }
    }
    changed
}

/// A value of any JSON type.
fn other(chance: &mut Chance) -> Value {
    read(chance.pick(&[
        "null",
        "true",
        "5",
        r#""text""#,
        "[]",
        "{}",
        "[[]]",
        r#"{"@value": "text"}"#,
        r#"{"en": "text"}"#,
        r#"{"en-US": "text", "de": "Text"}"#,
        r#"["a", "b"]"#,
        "[null]",
        "1.5",
    ]))
}

/// A text that is nearly as the property asks.
fn near(property: Option<&Property>, chance: &mut Chance) -> Value {
    let texts: &[&str] = match property.map(|property| property.range) {
        Some(Range::Iri | Range::Link | Range::Issuer(_) | Range::Context) => &[
            "",
            "a",
            "issuers/1",
            "_:b0",
            "https://",
            "https://a b/",
            "https://ü.example/",
            "urn:ü",
            "javascript:alert(1)",
            "FILE:///etc/passwd",
            "//example.org",
            "https://[::1]/",
            "urn:{x}",
            "mailto:a@example.org",
            "https://example.org/\u{7f}",
            "https://example.org:99999/",
            "a:",
            "https://www.w3.org/2018/credentials/v1",
            "https://purl.imsglobal.org/spec/ob/v3p0/context/ob_v3p0.jsonld",
        ],
        Some(Range::LanguageTag) => &["", "english", "EN", "en-us", "de-DE", "zh-TW-Hant"],
        Some(Range::CompactJws) => &["", "a.b", "a..c", "a.b.c.d", "a.b=.c", ".b.c", "a.b.c\n"],
        Some(Range::Timestamp | Range::DateTime | Range::Date) => &[
            "",
            "2026-01-31",
            "2026-01-31T09:30:00",
            "2026-01-31 09:30:00Z",
            "2026-02-29T00:00:00Z",
            "2026-01-31T09:30:00.123456789012Z",
            "2026-01-31t09:30:00z",
            "2026-01-31T24:00:00Z",
            "2016-12-31T23:59:60Z",
            "2026-01-31T09:30Z",
            "2026-01-31T09:30:00+0100",
            "31.1.2026",
            "2026-01-31T09:30:00+14:00",
            "2026-01-31T09:30:00+25:00",
            "0000-01-01T00:00:00Z",
            "2026-13-01",
            "2026-02-30",
            "99999-01-01T00:00:00Z",
            "2026-01-31T09:30:00.Z",
            "2026-01-31T09:30:00-00:00",
            "2016-12-30T23:59:60Z",
        ],
        Some(Range::Term(_)) => &["", "Medal", "ext:", "ext:Own", "xext:a b", "ext:-", "completed"],
        Some(Range::Types) | None => {
            &["", "Another", "Profile", "Evidence", "VerifiableCredential"]
        }
        Some(_) => &["", "another text", "sha256$ab", "\u{0}", "sha256-AAAA"],
    };
    chance.pick(texts).into()
}

fn walk(class: &'static Class, value: &Value, pointer: String, places: &mut Vec<Place>) {
    let Some(object) = value.as_object() else { return };
    places.push(Place { pointer: pointer.clone(), property: None, class: Some(class) });
    for (name, value) in object.iter() {
        let pointer = format!("{pointer}/{}", name.replace('~', "~0").replace('/', "~1"));
        let property = class.property(name);
        places.push(Place { pointer: pointer.clone(), property, class: None });
        let led_to = property.and_then(|property| property.range.class());
        for (index, item) in value.items().iter().enumerate() {
            let pointer = match value {
                Value::Array(_) => {
                    let pointer = format!("{pointer}/{index}");
                    places.push(Place { pointer: pointer.clone(), property, class: None });
                    pointer
                }
                _ => pointer.clone(),
            };
            if let Some(class) = led_to {
                walk(class, item, pointer, places);
            }
        }
    }
}

fn at<'v>(value: &'v mut Value, pointer: &str) -> Option<&'v mut Value> {
    pointer.split('/').skip(1).try_fold(value, |value, step| {
        let step = step.replace("~1", "/").replace("~0", "~");
        match value {
            Value::Object(object) => object.get_mut(&step),
            Value::Array(items) => items.get_mut(step.parse::<usize>().ok()?),
            _ => None,
        }
    })
}

fn remove(document: &mut Value, pointer: &str) {
    let (parent, name) = pointer.rsplit_once('/').unwrap();
    let name = name.replace("~1", "/").replace("~0", "~");
    match at(document, parent) {
        Some(Value::Object(object)) => drop(object.remove(&name)),
        Some(Value::Array(items)) => drop(items.remove(name.parse().unwrap())),
        _ => {}
    }
}

fn read(text: &str) -> Value {
    json::read(text.as_bytes(), &Limits::default()).unwrap()
}
