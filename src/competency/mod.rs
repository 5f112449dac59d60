//! Competency frameworks: what micro-credentials are about.
//!
//! A [`Framework`] is read from a package of CASE 1.0 or 1.1, or from a graph of CTDL-ASN as the
//! Credential Registry gives it, checked whole, and held as data: a tree of items that is looked up by
//! identifier, address and code, and searched by words. From its items and rubrics come the alignments,
//! achievements and results of badges. One framework knows nothing of another: a platform with many
//! keeps them by the identifiers of their documents.
//!
//! ```
//! use openbadges::competency::{Framework, Positions, Standing};
//! use openbadges::{Limits, Timestamp};
//! let package = include_bytes!("../../fixtures/frameworks/teaching-practice.json");
//! let framework = Framework::read(package, &Limits::default())?;
//!
//! let wait_time = framework.search("wait time")[0].item;
//! assert_eq!(wait_time.human_coding_scheme.as_deref(), Some("Q.1"));
//! let now: Timestamp = "2026-08-01T09:30:00Z".parse()?;
//! assert_eq!(wait_time.standing(&now), Standing::InForce);
//!
//! let alignment = wait_time.alignment()?;
//! assert_eq!(alignment.target_framework.as_deref(), Some("Teaching Practice Framework"));
//! let results = framework.result_descriptions(&framework.rubrics()[0], Positions::Unknown)?;
//! assert_eq!(results[0].rubric_criterion_level[2].name, "Proficient");
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod asn;
mod association;
mod badge;
mod check;
mod class;
mod findings;
mod framework;
mod identifier;
mod index;
mod item;
mod language;
mod members;
mod package;
mod rubric;
mod search;
mod tree;

pub use association::{Association, AssociationType, Elsewhere, Node};
pub use badge::Positions;
pub use framework::{CfItem, Definition, Definitions, Document, Framework, Link, Source, Standing};
pub use identifier::{Identifier, NotAnIdentifier};
pub use item::Item;
pub use rubric::{Criterion, Level, Rubric};
pub use search::Hit;

use crate::fault::{Code, Finding, Pointer, Severity};
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
        let unread = |error: json::ReadError| {
            let finding = Finding { severity: Severity::Error, fault: error.into() };
            Invalid { findings: vec![finding] }
        };
        let (mut package, mut graph) = (package::Package::default(), asn::Graph::default());
        let [items, associations, rubrics] = package::LISTS;
        let lists = [items, associations, rubrics, asn::GRAPH];
        let words = search::Allowance::of(limits.items);
        let rest = json::read_each(bytes, &limits, &lists, &mut |list, index, value| match list {
            asn::GRAPH => graph.look(index, value),
            _ => package.take(list, index, value),
        });
        let rest = rest.map_err(unread)?;
        if rest.get(asn::GRAPH).is_none() {
            return package.finish(rest, words);
        }
        if rest.get("CFDocument").is_some() {
            let message = "it is both a CASE package and a graph";
            let finding = Finding::error(Code::FrameworkKind, Pointer::root(), message);
            return Err(Invalid { findings: vec![finding] });
        }
        json::read_each(bytes, &limits, &[asn::GRAPH], &mut |_, index, value| {
            graph.take(index, value);
        })
        .map_err(unread)?;
        graph.around(&rest);
        graph.finish(words)
    }
}
