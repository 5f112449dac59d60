//! Quads one by one, each with a mark that tells which part of the document it comes from: what
//! selective disclosure signs and leaves out.

use super::canon::Canonical;
use super::context::Contexts;
use super::dataset::{Dataset, Quad, Term};
use super::error::RdfError;
use super::walk::{self, MayStandBeside};
use crate::fault::Path;
use crate::json::Value;
use crate::limits::Limits;

/// A document as RDF, each of its quads marked.
pub(crate) struct Marked {
    dataset: Dataset,
    /// One for each quad.
    marks: Vec<u8>,
}

/// A line of N-Quads with its line feed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Statement {
    pub line: String,
    /// The marks of all quads that say the same.
    pub mark: u8,
}

impl Marked {
    /// Reads a document losslessly. `mark` is asked of each quad, with the place of the value that
    /// it comes from.
    pub fn of(
        document: &Value,
        contexts: &Contexts,
        limits: &Limits,
        mark: &dyn Fn(&Path<'_>) -> u8,
        may_stand_beside: MayStandBeside,
    ) -> Result<Self, RdfError> {
        let (dataset, marks) =
            walk::to_marked_dataset(document, contexts, limits, mark, may_stand_beside)?;
        Ok(Self { dataset, marks })
    }

    pub fn dataset(&self) -> &Dataset {
        &self.dataset
    }

    /// Every statement once, in the order of code points, its blank nodes under `labels`: those of
    /// `c14n0`, `c14n1` and so on.
    pub fn statements(&self, canonical: &Canonical, labels: &[String]) -> Vec<Statement> {
        statements(&self.dataset, &self.marks, canonical, labels)
    }

    /// For each blank node of `part`, the number that it has here, if `part` is what is marked with
    /// `bit`, quad by quad and in the same order; else the first quad of `part` that is not.
    pub fn nodes_of(&self, bit: u8, part: &Dataset) -> Result<Vec<Option<u32>>, usize> {
        let mut nodes = Nodes {
            here: vec![None; part.labels.len()],
            taken: vec![false; self.dataset.labels.len()],
        };
        let marked = self.marks.iter().zip(&self.dataset.quads);
        let mut marked = marked.filter(|(mark, _)| **mark & bit != 0).map(|(_, quad)| quad);
        for (index, theirs) in part.quads.iter().enumerate() {
            let same = marked.next().is_some_and(|ours| nodes.agree(self, ours, part, theirs));
            if !same {
                return Err(index);
            }
        }
        match marked.next() {
            None => Ok(nodes.here),
            Some(_) => Err(part.quads.len()),
        }
    }
}

/// As [`Marked::statements`], of a data set without marks.
pub(crate) fn unmarked(
    dataset: &Dataset,
    canonical: &Canonical,
    labels: &[String],
) -> Vec<Statement> {
    statements(dataset, &[], canonical, labels)
}

fn statements(
    dataset: &Dataset,
    marks: &[u8],
    canonical: &Canonical,
    labels: &[String],
) -> Vec<Statement> {
    let mut by_number = vec![""; dataset.labels.len()];
    for (number, label) in canonical.numbers().zip(labels) {
        if let Some(slot) = by_number.get_mut(number as usize) {
            *slot = label;
        }
    }
    let label = |number: u32| by_number.get(number as usize).copied().unwrap_or_default();
    let mut statements: Vec<Statement> = Vec::with_capacity(dataset.quads.len());
    for (index, quad) in dataset.quads.iter().enumerate() {
        let mut line = String::new();
        dataset.write_quad(&mut line, quad, label);
        statements.push(Statement { line, mark: marks.get(index).copied().unwrap_or_default() });
    }
    statements.sort_unstable_by(|a, b| a.line.cmp(&b.line));
    statements.dedup_by(|later, earlier| {
        let same = later.line == earlier.line;
        if same {
            earlier.mark |= later.mark;
        }
        same
    });
    statements
}

/// Which blank node of a part is which of the whole; no two are the same.
struct Nodes {
    here: Vec<Option<u32>>,
    taken: Vec<bool>,
}

impl Nodes {
    fn agree(&mut self, whole: &Marked, ours: &Quad, part: &Dataset, theirs: &Quad) -> bool {
        let whole = &whole.dataset;
        [
            (whole.subject_of(ours), part.subject_of(theirs)),
            (whole.predicate_of(ours), part.predicate_of(theirs)),
            (ours.object, theirs.object),
            (ours.graph, theirs.graph),
        ]
        .into_iter()
        .all(|(ours, theirs)| self.same(whole, ours, part, theirs))
    }

    fn same(&mut self, whole: &Dataset, ours: Term, part: &Dataset, theirs: Term) -> bool {
        let (here, there) = match (ours.as_blank(), theirs.as_blank()) {
            (Some(here), Some(there)) => (here, there),
            (None, None) => return whole.text_of(ours) == part.text_of(theirs),
            _ => return false,
        };
        let Some(known) = self.here.get_mut(there as usize) else { return false };
        let Some(taken) = self.taken.get_mut(here as usize) else { return false };
        match *known {
            Some(known) => known == here,
            None if *taken => false,
            None => {
                *known = Some(here);
                *taken = true;
                true
            }
        }
    }
}
