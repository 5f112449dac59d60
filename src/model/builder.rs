//! Builders, which build only what conforms.

use std::marker::PhantomData;

use super::class::Types;
use super::datum::Node;
use super::{CREDENTIALS_V2, OPEN_BADGES, check};
use crate::fault::{Finding, Pointer};
use crate::json::{Object, Value};

/// Gathers the members of an object of the class `T`, and checks the whole at the end.
///
/// What a class requires is asked by the function that gives its builder; every other property has
/// a setter of its name. A later value replaces an earlier one, or is added to it where the
/// property may stand several times.
#[derive(Clone, Debug)]
pub struct Builder<T> {
    object: Object,
    class: PhantomData<fn() -> T>,
}

/// An object does not conform to its class; it holds every fault that was found.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{}", summary(.findings))]
pub struct Invalid {
    /// The faults, in the order of the document, warnings among them. At least one is an error.
    pub findings: Vec<Finding>,
}

impl Invalid {
    /// The items of a list; or every fault of every item, at its place in it.
    pub(crate) fn each<T>(
        list: &str,
        items: impl IntoIterator<Item = Result<T, Self>>,
    ) -> Result<Vec<T>, Self> {
        let (mut all, mut findings) = (Vec::new(), Vec::new());
        for (index, item) in items.into_iter().enumerate() {
            match item {
                Ok(item) => all.push(item),
                Err(invalid) => {
                    let base = Pointer::root().member(list).item(index);
                    findings.extend(invalid.findings.into_iter().map(|finding| Finding {
                        severity: finding.severity,
                        fault: finding.fault.below(&base),
                    }));
                }
            }
        }
        if findings.is_empty() { Ok(all) } else { Err(Self { findings }) }
    }
}

fn summary(findings: &[Finding]) -> String {
    let errors = findings.iter().filter(|finding| finding.is_error());
    errors.map(|finding| finding.fault.to_string()).collect::<Vec<_>>().join("; ")
}

impl<T: Node> Builder<T> {
    /// An object with the types and contexts of its class, and nothing else.
    pub(crate) fn start() -> Self {
        let class = T::class();
        let mut object = Object::new();
        if class.is_credential() {
            object.insert("@context", vec![CREDENTIALS_V2, OPEN_BADGES]);
        }
        match class.types {
            Types::Only(name) => {
                object.insert("type", name);
            }
            Types::Includes(groups) => {
                let first = groups.iter().filter_map(|group| group.first().copied());
                object.insert("type", first.collect::<Vec<_>>());
            }
            Types::Any | Types::None => {}
        }
        Self { object, class: PhantomData }
    }

    /// Adds a member that the class does not describe. Its term must be defined by a context of
    /// the credential.
    pub fn extension(self, name: &str, value: impl Into<Value>) -> Self {
        self.set(name, value.into())
    }

    /// The object.
    ///
    /// # Errors
    /// [`Invalid`] with every fault, when it does not conform.
    pub fn build(self) -> Result<T, Invalid> {
        check::read(&Value::Object(self.object))
    }

    pub(crate) fn set(mut self, name: &str, value: impl Into<Value>) -> Self {
        self.object.insert(name, value);
        self
    }

    pub(crate) fn push(mut self, name: &str, value: impl Into<Value>) -> Self {
        match self.object.get_mut(name) {
            // The schema of Open Badges has a single type where any may stand.
            None if name == "type" => {
                self.object.insert(name, value);
            }
            None => {
                self.object.insert(name, Value::Array(vec![value.into()]));
            }
            Some(Value::Array(items)) => items.push(value.into()),
            Some(single) => {
                let first = std::mem::take(single);
                *single = Value::Array(vec![first, value.into()]);
            }
        }
        self
    }

    pub(super) fn object(&self) -> &Object {
        &self.object
    }

    pub(super) fn into_object(self) -> Object {
        self.object
    }
}
