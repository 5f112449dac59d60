//! A signed badge is valid as it was signed, and not after any single change.

#[path = "tamper/badge.rs"]
mod badge;
#[path = "tamper/changes.rs"]
mod changes;
#[path = "tamper/place.rs"]
mod place;
mod support;

use openbadges::proof::Cryptosuite;
use openbadges::report::Outcome;

#[test]
#[ignore]
fn dump() {
    for suite in Cryptosuite::ALL {
        let document = badge::rich(*suite);
        let verifier = badge::verifier();
        let report = verifier.verify(document.to_string().as_bytes(), &badge::now());
        assert_eq!(report.outcome(), Outcome::Valid, "{report:#?}");
        let changes = changes::all(&document);
        eprintln!("{} changes", changes.len());
        let started = std::time::Instant::now();
        let mut n = 0;
        let mut counts = [0; 3];
        for change in &changes {
            let mut changed = document.clone();
            (change.apply)(&mut changed);
            if changed == document { continue; }
            n += 1;
            let report = verifier.verify(changed.to_string().as_bytes(), &badge::now());
            counts[report.outcome() as usize] += 1;
            if report.outcome() == Outcome::Valid {
                let w: Vec<_> = report.warnings().filter_map(|c| c.code).map(|c| c.as_str()).filter(|c| !matches!(*c, "endorsement.unestablished")).collect();
                println!("{}\t{}\t{}\t{}", suite.as_str(), change.what, change.pointer, w.join(","));
            }
        }
        eprintln!("{n} in {:?} {counts:?}", started.elapsed());
    }
}
