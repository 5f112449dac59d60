//! From JSON values to Rust types and back.

use super::class::{Class, Range, Types};
use crate::json::{Number, Object, Value};
use crate::text::{Decimal, Iri, Timestamp};

/// A type that a property can have. Its [`Range`] is what the structural check goes by.
pub trait Datum: Sized {
    /// What setters of builders take; whether it conforms is decided when the whole is built.
    type Input: Into<Value>;
    /// What values of this type are in the description of a class.
    const RANGE: Range;
    /// The value, if it has the right shape.
    fn from_value(value: &Value) -> Option<Self>;
    /// The value as JSON.
    fn to_value(&self) -> Value;
}

/// A type whose values are objects of a [`Class`].
pub trait Node: Datum {
    /// The description of the class.
    fn class() -> &'static Class;
}

/// A string that a setter was given: text, or something that is written as text.
#[derive(Clone, Debug)]
pub struct Written(String);

macro_rules! written {
    ($($type:ty: $text:expr,)+) => {
        $(impl From<$type> for Written {
            fn from(text: $type) -> Self {
                let text_of: fn($type) -> String = $text;
                Self(text_of(text))
            }
        })+
    };
}

written! {
    &str: |text| text.to_owned(),
    String: |text| text,
    &String: |text| text.clone(),
    Iri: |iri| iri.as_str().to_owned(),
    &Iri: |iri| iri.as_str().to_owned(),
    Timestamp: |time| time.as_str().to_owned(),
    &Timestamp: |time| time.as_str().to_owned(),
    Decimal: |number| number.to_string(),
}

impl From<Written> for Value {
    fn from(text: Written) -> Self {
        Value::String(text.0)
    }
}

/// A number that a setter was given. What is not finite becomes `null`, which no property takes.
#[derive(Clone, Copy, Debug)]
pub struct Quantity(f64);

impl From<f64> for Quantity {
    fn from(number: f64) -> Self {
        Self(number)
    }
}

impl From<u32> for Quantity {
    fn from(number: u32) -> Self {
        Self(number.into())
    }
}

impl From<i32> for Quantity {
    fn from(number: i32) -> Self {
        Self(number.into())
    }
}

impl From<Quantity> for Value {
    fn from(number: Quantity) -> Self {
        Number::try_from(number.0).map_or(Value::Null, Value::Number)
    }
}

impl Datum for String {
    type Input = Written;
    const RANGE: Range = Range::Text;

    fn from_value(value: &Value) -> Option<Self> {
        value.as_str().map(str::to_owned)
    }

    fn to_value(&self) -> Value {
        self.as_str().into()
    }
}

impl Datum for Iri {
    type Input = Written;
    const RANGE: Range = Range::Iri;

    fn from_value(value: &Value) -> Option<Self> {
        Iri::parse(value.as_str()?).ok()
    }

    fn to_value(&self) -> Value {
        self.as_str().into()
    }
}

impl Datum for Timestamp {
    type Input = Written;
    const RANGE: Range = Range::Timestamp;

    fn from_value(value: &Value) -> Option<Self> {
        Timestamp::parse_unzoned(value.as_str()?).ok()
    }

    fn to_value(&self) -> Value {
        self.as_str().into()
    }
}

impl Datum for Decimal {
    type Input = Written;
    /// JSON numbers are read as binary fractions, so it is a text; the rules of classes check it.
    const RANGE: Range = Range::Text;

    fn from_value(value: &Value) -> Option<Self> {
        value.as_str()?.parse().ok()
    }

    fn to_value(&self) -> Value {
        self.to_string().into()
    }
}

impl Datum for bool {
    type Input = bool;
    const RANGE: Range = Range::Boolean;

    fn from_value(value: &Value) -> Option<Self> {
        value.as_bool()
    }

    fn to_value(&self) -> Value {
        (*self).into()
    }
}

impl Datum for Number {
    type Input = Quantity;
    const RANGE: Range = Range::Number;

    fn from_value(value: &Value) -> Option<Self> {
        value.as_number()
    }

    fn to_value(&self) -> Value {
        (*self).into()
    }
}

impl<T: Datum> Datum for Box<T> {
    type Input = T::Input;
    const RANGE: Range = T::RANGE;

    fn from_value(value: &Value) -> Option<Self> {
        T::from_value(value).map(Box::new)
    }

    fn to_value(&self) -> Value {
        self.as_ref().to_value()
    }
}

/// An empty object of a class, its one fixed type written.
pub(crate) fn object(types: Types) -> Object {
    match types {
        Types::Only(name) => [("type", name)].into_iter().collect(),
        _ => Object::new(),
    }
}

/// The members of an object that its class does not describe.
pub(crate) fn extensions(class: &Class, object: &Object) -> Object {
    let mut extensions = object.clone();
    for property in class.properties {
        extensions.remove(property.name);
    }
    if let Types::Only(_) = class.types {
        extensions.remove("type");
    }
    extensions
}

/// The object and its extensions. An extension never replaces a property.
pub(crate) fn with_extensions(mut object: Object, extensions: &Object) -> Object {
    // Members are looked up one by one, so few are added to many.
    if extensions.len() > 1_000 {
        let mut all = extensions.clone();
        for (name, value) in object {
            all.insert(name, value);
        }
        return all;
    }
    for (name, value) in extensions.iter() {
        if !object.contains(name) {
            object.insert(name, value.clone());
        }
    }
    object
}
