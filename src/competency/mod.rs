//! Competency frameworks: what micro-credentials are about.
//!
//! A [`Framework`] is read from a package of CASE 1.0 or 1.1, or from a graph of CTDL-ASN as the
//! Credential Registry gives it, checked whole, and held as data: a tree of items that is looked up by
//! identifier, address and code, and searched by words.

mod association;
mod badge;
mod check;
mod class;
mod findings;
mod framework;
mod identifier;
mod index;
mod item;
mod members;
mod package;
mod rubric;
mod search;
mod tree;

pub use association::{Association, AssociationType, Elsewhere, Node};
pub use framework::{
    CfItem, Definition, Definitions, Document, Framework, Link, Source, Standing, Window,
};
pub use identifier::{Identifier, NotAnIdentifier};
pub use item::Item;
pub use rubric::{Criterion, Level, Rubric};
pub use search::Hit;

use crate::fault::{Fault, Finding, Severity};
use crate::json;
use crate::limits::Limits;
use crate::model::Invalid;

impl Framework {
    /// Reads a framework.
    ///
    /// # Errors
    /// [`Invalid`] with every fault, its code and its place. The limits are
    /// [`Limits::framework_bytes`], [`Limits::framework_values`] and [`Limits::depth`].
    pub fn read(bytes: &[u8], limits: &Limits) -> Result<Self, Invalid> {
        let limits = Limits {
            document_bytes: limits.framework_bytes,
            items: limits.framework_values,
            ..limits.clone()
        };
        let mut package = package::Package::default();
        let rest = json::read_each(bytes, &limits, package::LISTS, &mut |list, index, value| {
            package.take(list, index, value);
        });
        match rest {
            Ok(rest) => package.finish(rest),
            Err(error) => {
                let fault = Fault::from(error);
                Err(Invalid { findings: vec![Finding { severity: Severity::Error, fault }] })
            }
        }
    }
}
