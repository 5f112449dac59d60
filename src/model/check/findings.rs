use crate::fault::{Code, Fault, Finding, Path, Severity};

/// The faults of a document, bounded in number and size, so that a hostile document cannot make
/// its report larger than itself by much.
#[derive(Default)]
pub(crate) struct Findings {
    list: Vec<Finding>,
    bytes: usize,
    full: bool,
}

/// A document with so many faults is of another kind; more would help nobody.
const MOST: usize = 1_000;

/// Places are written out in full, and names may be long.
const MOST_BYTES: usize = 1024 * 1024;

impl Findings {
    pub(crate) fn error(&mut self, code: Code, path: &Path<'_>, message: impl Into<String>) {
        self.add(path, |pointer| Finding::error(code, pointer, message));
    }

    /// An error: something else stands there than what should.
    pub(crate) fn mismatch(&mut self, code: Code, path: &Path<'_>, found: &str, expected: &str) {
        let message = format!("found {found}, expected {expected}");
        self.unlike(code, path, message, found, expected);
    }

    /// An error: something is not there that should be.
    pub(crate) fn absent(&mut self, code: Code, path: &Path<'_>, message: String, expected: &str) {
        self.unlike(code, path, message, "nothing", expected);
    }

    /// An error, told in other words than the usual ones.
    pub(crate) fn unlike(
        &mut self,
        code: Code,
        path: &Path<'_>,
        message: impl Into<String>,
        found: &str,
        expected: &str,
    ) {
        self.add(path, |pointer| {
            let fault = Fault::new(code, pointer, message).with_mismatch(found, expected);
            Finding { severity: Severity::Error, fault }
        });
    }

    pub(crate) fn warning(&mut self, code: Code, path: &Path<'_>, message: impl Into<String>) {
        self.add(path, |pointer| Finding::warning(code, pointer, message));
    }

    fn add(&mut self, path: &Path<'_>, finding: impl FnOnce(crate::fault::Pointer) -> Finding) {
        if self.full {
            return;
        }
        let finding = finding(path.pointer());
        let fault = &finding.fault;
        self.bytes += fault.pointer.as_str().len() + 2 * fault.message.len();
        self.list.push(finding);
        if self.list.len() >= MOST || self.bytes >= MOST_BYTES {
            self.full = true;
            let message = "there are more faults than are listed";
            self.list.push(Finding::error(Code::Model, Path::Root.pointer(), message));
        }
    }

    /// Whether faults are no longer taken down; looking for more is then in vain.
    pub(crate) fn are_full(&self) -> bool {
        self.full
    }

    pub(crate) fn into_vec(self) -> Vec<Finding> {
        self.list
    }
}

/// A text from the document for a message: quoted, and cut where it is long.
pub(crate) fn quote(text: &str) -> String {
    const SHOWN: usize = 80;
    match text.char_indices().nth(SHOWN) {
        Some((end, _)) => format!("{:?}…", text.get(..end).unwrap_or_default()),
        None => format!("{text:?}"),
    }
}
