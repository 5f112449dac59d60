//! Group E: proof chains, several people's proofs, and what a proof must answer.

use openbadges::json::Value;
use openbadges::verifier::{Policy, ProofsRequired};

use crate::Case;
use crate::mint::{Mint, OTHER_SEED, at, badge, push, put, written};

const FIRST: &str = "urn:uuid:00000000-0000-4000-8000-000000000001";
const SECOND: &str = "urn:uuid:00000000-0000-4000-8000-000000000002";

pub fn cases() -> Vec<Case> {
    let mut cases = chains();
    cases.extend(of_several_people());
    cases.extend(answers());
    cases
}

/// The issuer's proof, and after it a notary's, which signs it along.
fn chain() -> Value {
    let document = badge().option("id", FIRST).secured();
    notarized(document, SECOND, vec![FIRST.into()])
}

/// The document with one more proof, of a notary, over those before it.
fn notarized(document: Value, id: &str, previous: Vec<Value>) -> Value {
    let all = document.get("proof").unwrap().items().to_vec();
    let before = all.iter().filter(|proof| proof.get("id").is_some_and(|id| previous.contains(id)));
    let mut secured = document.clone();
    put(&mut secured, "proof", before.cloned().collect::<Vec<_>>());
    let mut notary = Mint::new(secured).signed_by(&OTHER_SEED).option("id", id);
    notary = match previous.as_slice() {
        [only] => notary.option("previousProof", only.clone()),
        _ => notary.option("previousProof", previous),
    };
    let signed = notary.secured();
    let new = signed.get("proof").unwrap().items().last().unwrap().clone();
    let mut document = document;
    put(&mut document, "proof", [all, vec![new]].concat());
    document
}

fn all() -> Policy {
    Policy { proofs: ProofsRequired::All, ..Policy::default() }
}

fn chains() -> Vec<Case> {
    let altered = |change: &dyn Fn(&mut Value)| {
        let mut document = chain();
        change(&mut document);
        written(&document)
    };
    let named = |id: &str, previous: Value| {
        badge().jcs().option("id", id).option("previousProof", previous).secured()
    };
    let circle = {
        let mut document = named(FIRST, SECOND.into());
        let first = at(&mut document, "/proof").clone();
        let second = named(SECOND, FIRST.into()).get("proof").unwrap().clone();
        put(&mut document, "proof", vec![first, second]);
        document
    };
    let chain_fault =
        |number, name, bytes: Vec<u8>| Case::invalid(number, name, "proof.chain", bytes);
    vec![
        Case::valid(101, "chain-of-two", written(&chain())),
        Case::valid(101, "chain-of-two-of-which-both-count", written(&chain())).under(all()),
        Case::valid(
            101,
            "chain-of-two-the-last-first",
            altered(&|badge| match at(badge, "/proof") {
                Value::Array(proofs) => proofs.reverse(),
                _ => unreachable!(),
            }),
        )
        .under(all()),
        chain_fault(
            101,
            "proof-before-it-not-there",
            badge().option("previousProof", FIRST).bytes(),
        ),
        chain_fault(
            101,
            "proof-before-it-not-there-under-jcs",
            badge().jcs().option("previousProof", FIRST).bytes(),
        ),
        chain_fault(
            101,
            "proof-before-it-taken-away",
            altered(&|badge| {
                let last = at(badge, "/proof/1").clone();
                put(badge, "proof", last);
            }),
        ),
        chain_fault(
            101,
            "two-proofs-of-the-name-before-it",
            altered(&|badge| {
                let first = at(badge, "/proof/0").clone();
                push(at(badge, "/proof"), first);
            }),
        )
        .under(all()),
        chain_fault(
            101,
            "proof-before-it-named-twice",
            written(&notarized(
                badge().option("id", FIRST).secured(),
                SECOND,
                vec![FIRST.into(), FIRST.into()],
            )),
        )
        .under(all()),
        chain_fault(
            101,
            "no-proof-named-before-it",
            badge().jcs().option("previousProof", Vec::<Value>::new()).bytes(),
        ),
        Case::invalid(
            101,
            "proof-before-it-is-a-number",
            "proof.type",
            badge().jcs().option("previousProof", 1).bytes(),
        ),
        Case::invalid(
            101,
            "proof-before-it-bad",
            "signature",
            altered(&|badge| put(at(badge, "/proof/0"), "created", "2026-07-01T09:00:01Z")),
        )
        .also(&["proof.chain"]),
        Case::invalid(
            101,
            "proof-before-it-exchanged",
            "signature",
            altered(&|badge| {
                let other = Mint::new(crate::mint::badge().document)
                    .option("id", FIRST)
                    .option("created", "2026-07-01T09:00:01Z")
                    .secured();
                *at(badge, "/proof/0") = other.get("proof").unwrap().clone();
            }),
        )
        .under(all()),
        // Which proofs come before is signed, so that nobody can cut a chain apart.
        Case::invalid(
            101,
            "link-to-the-proof-before-it-cut",
            "signature",
            altered(&|badge| {
                crate::mint::take(at(badge, "/proof/1"), "previousProof");
            }),
        )
        .under(all()),
        chain_fault(102, "two-proofs-each-after-the-other", written(&circle)),
        chain_fault(102, "proof-after-itself", written(&named(FIRST, FIRST.into()))),
    ]
}

fn of_several_people() -> Vec<Case> {
    let foreign = badge().signed_by(&OTHER_SEED).secured().get("proof").unwrap().clone();
    let unknown =
        badge().option("cryptosuite", "eddsa-rdfc-2099").secured().get("proof").unwrap().clone();
    let with = |proofs: Vec<Value>| {
        let mut document = badge().document;
        put(&mut document, "proof", proofs);
        written(&document)
    };
    let both = || with(vec![foreign.clone(), unknown.clone()]);
    vec![
        Case::undecided(100, "undecided-beside-that-of-another", "proof.unsupported", both()),
        Case::undecided(
            100,
            "undecided-beside-that-of-another-and-both-count",
            "proof.unsupported",
            both(),
        )
        .under(all()),
        Case::invalid(100, "that-of-another-alone", "binding", with(vec![foreign.clone()])),
    ]
}

fn answers() -> Vec<Case> {
    let asked = |challenge: Option<&str>, domain: Option<&str>| Policy {
        challenge: challenge.map(str::to_owned),
        domain: domain.map(str::to_owned),
        ..Policy::default()
    };
    let answering = || badge().option("challenge", "2f1a").option("domain", "verifier.example.org");
    let both = || asked(Some("2f1a"), Some("verifier.example.org"));
    let invalid = |name, bytes, policy| Case::invalid(99, name, "challenge", bytes).under(policy);
    vec![
        Case::valid(99, "challenge-and-domain-as-expected", answering().bytes()).under(both()),
        invalid(
            "challenge-of-another-time",
            answering().bytes(),
            asked(Some("2f1b"), Some("verifier.example.org")),
        ),
        invalid(
            "domain-of-another-verifier",
            answering().bytes(),
            asked(Some("2f1a"), Some("other.example.org")),
        ),
        invalid("challenge-not-answered", badge().bytes(), asked(Some("2f1a"), None)),
        invalid("domain-not-named", badge().bytes(), asked(None, Some("verifier.example.org"))),
        invalid(
            "domain-of-another-verifier-beside-it",
            badge().option("domain", vec!["verifier.example.org", "other.example.org"]).bytes(),
            asked(None, Some("verifier.example.org")),
        ),
        Case::invalid(
            99,
            "challenge-is-a-number",
            "proof.type",
            badge().jcs().option("challenge", 1).bytes(),
        ),
    ]
}
