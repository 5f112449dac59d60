//! The description of the classes, and the macro with which each is written once.
//!
//! From one `class!` come the struct, its reading and writing, the setters of its builder, and the
//! [`Class`] that the structural check walks along.

use super::check::Rule;
use super::enumerations::Enumeration;
use crate::fault::Code;

/// The description of a class: what an object of it may and must hold.
///
/// It is plain data, so that documentation and schemas can be made from it.
#[derive(Debug)]
#[non_exhaustive]
pub struct Class {
    /// The name of the class in the standard.
    pub name: &'static str,
    /// What it is, with its source.
    pub doc: &'static str,
    /// What the `type` of its objects must say.
    pub types: Types,
    /// Whether an object may hold members beyond the properties.
    pub extent: Extent,
    /// The properties, in the order in which they are written.
    pub properties: &'static [Property],
    /// The code of the fault that the types are not as they must be.
    pub(crate) type_code: Code,
    /// What the properties alone do not say.
    pub(crate) rule: Option<&'static Rule>,
}

/// A property of a [`Class`].
#[derive(Debug)]
#[non_exhaustive]
pub struct Property {
    /// The member name.
    pub name: &'static str,
    /// How often it stands.
    pub cardinality: Cardinality,
    /// What its values are.
    pub range: Range,
    /// What it says.
    pub doc: &'static str,
}

/// How often a property stands in an object.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cardinality {
    /// Exactly one value.
    Required,
    /// One value or none.
    Optional,
    /// Any number of values: an array, or a single value where the document is compacted.
    Many,
    /// At least one value.
    Some,
}

/// Whether objects of a class may hold members of their own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Extent {
    /// They may.
    Open,
    /// They may not.
    Closed,
}

/// What the `type` member of an object must say.
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub enum Types {
    /// The class has no `type`.
    None,
    /// At least one type, whichever.
    Any,
    /// Exactly this string.
    Only(&'static str),
    /// Of each group at least one. The first of each is what builders write.
    Includes(&'static [&'static [&'static str]]),
}

/// What the values of a property are.
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub enum Range {
    /// A string.
    Text,
    /// A string of Markdown.
    Markdown,
    /// A string of plain text, in which a blank line begins another paragraph and what Markdown would
    /// read is text.
    Prose,
    /// A string, or an object with `@value` and its language and direction (VCDM 2.0, section
    /// 11.1).
    LanguageText,
    /// An absolute IRI that names something.
    Iri,
    /// An absolute IRI that people and programs follow; schemes that run or read local things are
    /// refused.
    Link,
    /// An e-mail address. Its form is not checked.
    Email,
    /// A telephone number. Its form is not checked.
    Phone,
    /// A BCP 47 language tag, in the pattern of the official schema.
    LanguageTag,
    /// A compact JWS.
    CompactJws,
    /// `true` or `false`.
    Boolean,
    /// A number.
    Number,
    /// A date-time with a time zone.
    Timestamp,
    /// A date-time whose time zone may be absent.
    DateTime,
    /// A date, `YYYY-MM-DD`.
    Date,
    /// A term of an enumeration.
    Term(&'static Enumeration),
    /// The `type` member, as [`Class::types`] says.
    Types,
    /// A JSON-LD context: an IRI, or an object that defines terms.
    Context,
    /// An object of a class.
    Object(fn() -> &'static Class),
    /// An absolute IRI, or an object of a class that has one as its `id`.
    Issuer(fn() -> &'static Class),
    /// The subject of a credential, an object of a class.
    Subject(fn() -> &'static Class),
    /// A proof: an object that only its cryptosuite can judge.
    Proof(fn() -> &'static Class),
}

impl Class {
    /// The property `name`, if the class has it.
    pub fn property(&self, name: &str) -> Option<&Property> {
        self.find(name).map(|(_, property)| property)
    }

    /// The property `name` with its place in the class. Names differ in length more often than
    /// not, which makes this search faster than a hash for two dozen names.
    pub(crate) fn find(&self, name: &str) -> Option<(usize, &'static Property)> {
        self.properties.iter().enumerate().find(|(_, property)| property.name == name)
    }

    /// Whether the objects are credentials, which bring contexts of their own.
    pub fn is_credential(&self) -> bool {
        self.properties.first().is_some_and(|property| property.name == "@context")
    }
}

/// Writes a class once: the struct, its reading and writing, its setters, its description.
///
/// A property is `field = "memberName": cardinality Type`, the [`Range`] follows from the type or
/// is named after `as`. An open class has a field `extensions` besides.
macro_rules! class {
    ($(#[doc = $doc:literal])+ pub struct $name:ident: open, $($rest:tt)+) => {
        class! { @define [$($doc)+] $name Open [extensions] $($rest)+ }
    };
    ($(#[doc = $doc:literal])+ pub struct $name:ident: closed, $($rest:tt)+) => {
        class! { @define [$($doc)+] $name Closed [] $($rest)+ }
    };

    (@define [$($doc:literal)+] $name:ident $extent:ident [$($extensions:ident)?]
        $types:expr $(, rule $rule:path)? ;
        $($(#[doc = $about:literal])+ $field:ident = $member:literal:
            $cardinality:ident $type:ty $(as $range:ident)?,)*
    ) => {
        $(#[doc = $doc])+
        #[derive(Clone, Debug, PartialEq)]
        #[non_exhaustive]
        pub struct $name {
            $($(#[doc = $about])+ pub $field: class!(@field $cardinality $type),)*
            $(
                /// The members beyond the properties, untouched, in their order.
                pub $extensions: crate::json::Object,
            )?
        }

        impl $name {
            /// Reads an object of this class.
            ///
            /// # Errors
            /// [`Invalid`](crate::model::Invalid) with every fault of the object.
            pub fn read(
                value: &crate::json::Value,
            ) -> core::result::Result<Self, crate::model::Invalid> {
                crate::model::check::read(value)
            }

            /// Writes the object, properties first.
            pub fn write(&self) -> crate::json::Value {
                crate::model::Datum::to_value(self)
            }
        }

        impl crate::model::Node for $name {
            fn class() -> &'static crate::model::Class {
                use crate::model::class::{Cardinality, Class, Extent, Property};
                static CLASS: Class = Class {
                    name: stringify!($name),
                    doc: concat!($($doc, "\n"),+),
                    types: $types,
                    type_code: crate::fault::Code::ModelType,
                    extent: Extent::$extent,
                    properties: &[$(Property {
                        name: $member,
                        cardinality: class!(@cardinality Cardinality $cardinality),
                        range: class!(@range $type $(, $range)?),
                        doc: concat!($($about, "\n"),+),
                    },)*],
                    rule: class!(@rule $($rule)?),
                };
                &CLASS
            }
        }

        impl crate::model::Datum for $name {
            type Input = Self;
            const RANGE: crate::model::Range =
                crate::model::Range::Object(<$name as crate::model::Node>::class);

            fn from_value(value: &crate::json::Value) -> Option<Self> {
                let object = value.as_object()?;
                Some(Self {
                    $($field: class!(@from object $member $cardinality $type),)*
                    $($extensions: crate::model::datum::extensions(
                        <Self as crate::model::Node>::class(), object),)?
                })
            }

            fn to_value(&self) -> crate::json::Value {
                #[allow(unused_mut)]
                let mut object = crate::model::datum::object(
                    <Self as crate::model::Node>::class().types);
                $(class!(@to object $member $cardinality self.$field);)*
                $(object = crate::model::datum::with_extensions(object, &self.$extensions);)?
                object.into()
            }
        }

        impl From<$name> for crate::json::Value {
            fn from(object: $name) -> Self {
                crate::model::Datum::to_value(&object)
            }
        }

        impl crate::model::Builder<$name> {
            $(class! { @setter [$($about)+] $field $member $cardinality $type })*
        }
    };

    (@field required $type:ty) => { $type };
    (@field optional $type:ty) => { Option<$type> };
    (@field many $type:ty) => { crate::model::OneOrMany<$type> };
    (@field some $type:ty) => { crate::model::OneOrMany<$type> };

    (@cardinality $enum:ident required) => { $enum::Required };
    (@cardinality $enum:ident optional) => { $enum::Optional };
    (@cardinality $enum:ident many) => { $enum::Many };
    (@cardinality $enum:ident some) => { $enum::Some };

    (@range $type:ty) => { <$type as crate::model::Datum>::RANGE };
    (@range $type:ty, Issuer) => {
        crate::model::Range::Issuer(<crate::model::Profile as crate::model::Node>::class)
    };
    (@range $type:ty, Subject) => {
        crate::model::Range::Subject(<$type as crate::model::Node>::class)
    };
    (@range $type:ty, $range:ident) => { crate::model::Range::$range };

    (@rule) => { None };
    (@rule $rule:path) => { Some(&$rule) };

    (@from $object:ident $member:literal required $type:ty) => {
        <$type as crate::model::Datum>::from_value($object.get($member)?)?
    };
    (@from $object:ident $member:literal optional $type:ty) => {
        match $object.get($member) {
            Some(value) => Some(<$type as crate::model::Datum>::from_value(value)?),
            None => None,
        }
    };
    (@from $object:ident $member:literal $many:ident $type:ty) => {
        crate::model::OneOrMany::<$type>::from_member($object.get($member))?
    };

    (@to $object:ident $member:literal required $self:ident.$field:ident) => {
        $object.insert($member, crate::model::Datum::to_value(&$self.$field));
    };
    (@to $object:ident $member:literal optional $self:ident.$field:ident) => {
        if let Some(value) = &$self.$field {
            $object.insert($member, crate::model::Datum::to_value(value));
        }
    };
    (@to $object:ident $member:literal $many:ident $self:ident.$field:ident) => {
        if let Some(value) = $self.$field.to_member() {
            $object.insert($member, value);
        }
    };

    (@setter [$($about:literal)+] $field:ident $member:literal many $type:ty) => {
        class! { @setter_of_many [$($about)+] $field $member $type }
    };
    (@setter [$($about:literal)+] $field:ident $member:literal some $type:ty) => {
        class! { @setter_of_many [$($about)+] $field $member $type }
    };
    (@setter [$($about:literal)+] $field:ident $member:literal $one:ident $type:ty) => {
        $(#[doc = $about])+
        pub fn $field(self, value: impl Into<<$type as crate::model::Datum>::Input>) -> Self {
            self.set($member, value.into())
        }
    };
    (@setter_of_many [$($about:literal)+] $field:ident $member:literal $type:ty) => {
        $(#[doc = $about])+
        ///
        /// Each call adds one.
        pub fn $field(self, value: impl Into<<$type as crate::model::Datum>::Input>) -> Self {
            self.push($member, value.into())
        }
    };
}

pub(crate) use class;
