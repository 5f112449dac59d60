//! Issue and verify, each beside its `limit`: the work that nobody can leave out, which is to parse
//! the JSON, hash the canonical N-Quads and make one operation with the key. Then one table of ratios,
//! with other implementations in it where they are there (see `credentials/table.rs`); names of
//! benchmarks on the command line leave the table out, `table` alone leaves all else out.
//!
//! The documents are the two of 1EdTech's validator tests (`samples/ob30` of the reference
//! material, with our did:key as the issuer), or `fixtures` where that is absent. Read the times as
//! ratios to `limit` in the same run.

#[cfg(feature = "aws-lc")]
#[path = "../tests/support/disclosable.rs"]
mod disclosable;
#[cfg(feature = "aws-lc")]
#[path = "credentials/disclosure.rs"]
mod disclosure;
#[path = "credentials/others.rs"]
mod others;
#[path = "credentials/subject.rs"]
mod subject;
#[path = "credentials/table.rs"]
mod table;
#[path = "credentials/work.rs"]
mod work;

use divan::{Bencher, black_box};
use subject::{DOCUMENTS, Subject, verifier};

fn main() {
    let names: Vec<String> =
        std::env::args().skip(1).filter(|argument| !argument.starts_with('-')).collect();
    if names != ["table"] {
        divan::main();
    }
    // Cargo says `--bench` when it benches, and not when it tests.
    let benched = std::env::args().any(|argument| argument == "--bench");
    if benched && (names.is_empty() || names == ["table"]) {
        table::print();
    }
}

#[divan::bench(args = DOCUMENTS)]
fn verify_limit(bencher: Bencher, name: &str) {
    bencher.bench_local(work::verify_limit(&Subject::new(name)));
}

#[divan::bench(args = DOCUMENTS)]
fn verify_ours(bencher: Bencher, name: &str) {
    bencher.bench_local(work::verify_ours(&Subject::new(name)));
}

#[divan::bench(args = DOCUMENTS)]
fn issue_limit(bencher: Bencher, name: &str) {
    bencher.bench_local(work::issue_limit(&Subject::new(name)));
}

#[divan::bench(args = DOCUMENTS)]
fn issue_ours(bencher: Bencher, name: &str) {
    let subject = Subject::new(name);
    let issue = work::issue_ours(&subject);
    bencher.with_inputs(|| subject.unsigned.clone()).bench_local_values(issue);
}

#[divan::bench(args = DOCUMENTS)]
fn verify_jwt_limit(bencher: Bencher, name: &str) {
    bencher.bench_local(work::verify_limit(&Subject::token(name)));
}

#[divan::bench(args = DOCUMENTS)]
fn verify_jwt_bare(bencher: Bencher, name: &str) {
    bencher.bench_local(work::verify_bare_jws(&Subject::token(name)));
}

#[divan::bench(args = DOCUMENTS)]
fn verify_jwt_ours(bencher: Bencher, name: &str) {
    bencher.bench_local(work::verify_ours(&Subject::token(name)));
}

/// The parts of issuer, holder and verifier in `ecdsa-sd-2023`.
#[cfg(feature = "aws-lc")]
mod disclosing {
    use divan::Bencher;

    use super::DOCUMENTS;
    use super::disclosure::Disclosure;

    #[divan::bench(args = DOCUMENTS)]
    fn base(bencher: Bencher, name: &str) {
        let disclosure = Disclosure::new(name);
        bencher.bench_local(|| disclosure.base());
    }

    #[divan::bench(args = DOCUMENTS)]
    fn derive(bencher: Bencher, name: &str) {
        let disclosure = Disclosure::new(name);
        bencher.bench_local(|| disclosure.derive());
    }

    #[divan::bench(args = DOCUMENTS)]
    fn verify(bencher: Bencher, name: &str) {
        let disclosure = Disclosure::new(name);
        bencher.bench_local(|| disclosure.verify());
    }
}

/// Nothing cached: the contexts are compiled for this one document.
#[divan::bench(args = DOCUMENTS)]
fn verify_ours_cold(bencher: Bencher, name: &str) {
    let subject = Subject::new(name);
    bencher.bench_local(|| verifier().verify(black_box(&subject.signed), &subject.now));
}

/// The cost must grow as the document does: the small one with so many alignments. The table shows
/// what each of them costs, `(T(n) - T(0)) / n`.
#[divan::bench(args = [0, 10, 100, 1_000, 10_000])]
fn verify_growing(bencher: Bencher, alignments: usize) {
    bencher.bench_local(work::verify_ours(&Subject::growing(alignments)));
}
