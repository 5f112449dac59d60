use super::class::{Class, Kind, Need, POLICY};
use crate::json::{Object, Value};

/// The JSON Schema of policies (draft 2020-12), made of the same description that policies are
/// checked against. What no schema can say, such as that a name leads somewhere, only reading says.
///
/// ```
/// let schema = openbadges::recognition::policy::schema();
/// assert_eq!(schema.at("/properties/name/type").unwrap().as_str(), Some("string"));
/// ```
pub fn schema() -> Value {
    let mut schema = Object::from_iter([
        ("$schema", Value::from("https://json-schema.org/draft/2020-12/schema")),
        ("title", "A value policy".into()),
    ]);
    if let Value::Object(of_policy) = of_class(&POLICY) {
        for (name, value) in of_policy.iter() {
            schema.insert(name, value.clone());
        }
    }
    schema.into()
}

fn of_class(class: &Class) -> Value {
    let members = class.members.iter().map(|member| {
        let mut schema = of_kind(member.kind);
        schema.insert("description", member.meaning);
        (member.name, Value::from(schema))
    });
    let required = class.members.iter().filter(|member| member.need == Need::Required);
    let required: Vec<Value> = required.map(|member| member.name.into()).collect();
    let mut schema = object([
        ("description", class.meaning.into()),
        ("type", "object".into()),
        ("properties", Object::from_iter(members).into()),
        ("additionalProperties", false.into()),
    ]);
    if !required.is_empty() {
        schema.insert("required", Value::Array(required));
    }
    schema.into()
}

fn of_kind(kind: Kind) -> Object {
    let text = |pattern: &str| object([("type", "string".into()), ("pattern", pattern.into())]);
    match kind {
        Kind::Text => text(r"\S"),
        Kind::Name => text(r"^[A-Za-z][A-Za-z0-9_-]*$"),
        Kind::NameOrAny => text(r"^([A-Za-z][A-Za-z0-9_-]*|\*)$"),
        Kind::Choice(words) => {
            let words = words.iter().map(|word| Value::from(*word)).collect();
            object([("enum", Value::Array(words))])
        }
        Kind::Amount => text(r"^(\$[A-Za-z][A-Za-z0-9_-]*|[0-9]+(\.[0-9]+)? \S+)$"),
        Kind::Unit => text(r"^\S+$"),
        Kind::Date => text(r"^[0-9]{4}-[0-9]{2}-[0-9]{2}$"),
        Kind::Zone => text(r"^[A-Za-z<][A-Za-z0-9<>+:,./-]*$"),
        Kind::Offset => text(r"^[+-][0-9]{2}:[0-9]{2}$"),
        Kind::MonthDay => text(r"^[0-9]{2}-[0-9]{2}$"),
        Kind::Iri => text(r"^[A-Za-z][A-Za-z0-9+.-]*:"),
        Kind::Count(most) => object([
            ("type", "integer".into()),
            ("minimum", 1_u32.into()),
            ("maximum", most.into()),
        ]),
        Kind::Texts => list(of_kind(Kind::Text).into()),
        Kind::Iris => list(of_kind(Kind::Iri).into()),
        Kind::Issuers => {
            let any = object([("const", "any".into())]);
            let (parameter, iris) = (text(r"^\$[A-Za-z][A-Za-z0-9_-]*$"), of_kind(Kind::Iris));
            object([("anyOf", Value::Array(vec![any.into(), parameter.into(), iris.into()]))])
        }
        Kind::Object(class) => match of_class(class) {
            Value::Object(object) => object,
            _ => Object::new(),
        },
        Kind::Objects(class) => list(of_class(class)),
        Kind::Most(most, class) => {
            let mut list = list(of_class(class));
            list.insert("maxItems", u32::try_from(most).unwrap_or(u32::MAX));
            list
        }
        Kind::Named(class) => {
            let names = object([("pattern", "^[A-Za-z][A-Za-z0-9_-]*$".into())]);
            object([
                ("type", "object".into()),
                ("propertyNames", names.into()),
                ("additionalProperties", of_class(class)),
            ])
        }
    }
}

fn list(items: Value) -> Object {
    object([("type", "array".into()), ("minItems", 1_u32.into()), ("items", items)])
}

fn object<const N: usize>(members: [(&'static str, Value); N]) -> Object {
    Object::from_iter(members)
}
