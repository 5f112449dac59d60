use std::collections::BTreeMap;

use crate::fault::{Code, Finding, Path, Pointer};
use crate::limits::Exhausted;
use crate::model::{Findings, Invalid};
use crate::text::Span;

/// What was found wrong, or worth a word, while a framework was read.
///
/// Errors are bounded in number and size as those of badges are. Of warnings of one code only the
/// first are listed, and the rest counted: a framework of 50,000 items can have something for each.
#[derive(Default)]
pub(super) struct Faults {
    errors: Findings,
    has_errors: bool,
    warnings: BTreeMap<Code, Warnings>,
}

#[derive(Default)]
struct Warnings {
    listed: Vec<Finding>,
    more: usize,
}

/// How many warnings of one code are listed.
const LISTED: usize = 20;

impl Faults {
    pub(super) fn error(&mut self, code: Code, path: &Path<'_>, message: impl Into<String>) {
        self.has_errors = true;
        self.errors.error(code, path, message);
    }

    pub(super) fn mismatch(&mut self, code: Code, path: &Path<'_>, found: &str, expected: &str) {
        self.error(code, path, format!("found {found}, expected {expected}"));
    }

    pub(super) fn warning(&mut self, code: Code, path: &Path<'_>, message: impl Into<String>) {
        let warnings = self.warnings.entry(code).or_default();
        if warnings.listed.len() < LISTED {
            warnings.listed.push(Finding::warning(code, path.pointer(), message));
        } else {
            warnings.more += 1;
        }
    }

    /// Warns of days that end before they begin.
    pub(super) fn window(&mut self, days: &Span, path: &Path<'_>) {
        if days.from.zip(days.until).is_some_and(|(from, until)| until < from) {
            let message = "its status ends before it begins, so that it is never in force";
            self.warning(Code::TimeOrder, path, message);
        }
    }

    /// Warns of a text that says nothing.
    pub(super) fn blank(&mut self, path: &Path<'_>) {
        self.warning(Code::FrameworkBlank, path, "it is blank, so that a badge says nothing by it");
    }

    /// The errors so far and this one, which ends the reading.
    pub(super) fn exhausted(mut self, error: Exhausted) -> Invalid {
        let message = format!("the texts have {error} words, or letters when they are folded");
        self.error(error.code, &Path::Root, message);
        Invalid { findings: self.into_vec() }
    }

    /// Whether there was an error.
    pub(super) fn has_errors(&self) -> bool {
        self.has_errors
    }

    /// Whether errors are no longer taken down; looking for more is then in vain.
    pub(super) fn are_full(&self) -> bool {
        self.errors.are_full()
    }

    /// Errors first, then warnings by their codes.
    pub(super) fn into_vec(self) -> Vec<Finding> {
        let mut findings = self.errors.into_vec();
        for (code, Warnings { listed, more }) in self.warnings {
            findings.extend(listed);
            if more > 0 {
                let message = format!("the same is to be said of {more} more places");
                findings.push(Finding::warning(code, Pointer::root(), message));
            }
        }
        findings
    }
}
