//! Does something look like what it is not?
//!
//! Whoever reads a report reads names. None of these makes a credential worse, so all are warnings.

use crate::fault::{Code, Fault, Path, Pointer};
use crate::model::View;
use crate::report::{Findings, Question};

/// Warns of names that do not look like what they are, and of an issuer whose host may be taken for
/// another.
pub(super) fn ask(credential: View<'_>, findings: &mut Findings) {
    let mut warn = |place: Pointer, message: &str| {
        findings.warning(Question::Structure, Fault::new(Code::TextConfusable, place, message));
    };
    let achievement = credential.achievement().and_then(|it| it.get("name")?.as_str());
    for (name, place) in [
        (credential.name(), Path::Root.member("name").pointer()),
        (credential.issuer_name(), Pointer::root().member("issuer").member("name")),
        (achievement, Pointer::root().member("credentialSubject").member("achievement")),
    ] {
        if name.is_some_and(|name| name.chars().any(misleads)) {
            warn(place, "the name holds characters that are invisible or turn its direction");
        }
    }
    if credential.issuer_id().and_then(host).is_some_and(|host| host.split('.').any(may_be_taken)) {
        let place = Pointer::root().member("issuer");
        warn(place, "the host of the issuer has letters of another script, or digits for letters");
    }
}

/// Controls, spaces without width, and marks that turn the direction of writing around. Joiners and
/// single direction marks are left out: Persian, Hindi or Hebrew need them.
fn misleads(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{200b}' | '\u{2060}'..='\u{2064}' | '\u{feff}')
        || matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

/// The host of an https URL or a `did:web`, as it is written.
fn host(id: &str) -> Option<&str> {
    let rest = id.strip_prefix("https://").or_else(|| id.strip_prefix("did:web:"))?;
    rest.split(['/', ':', '%', '?', '#']).next()
}

/// Whether a label of a host name can be taken for another: it has letters beyond ASCII, as they are
/// or in the encoding of host names, or a 0 or 1 between letters, where an o or l may be read.
fn may_be_taken(label: &str) -> bool {
    let is_encoded = label.get(..4).is_some_and(|start| start.eq_ignore_ascii_case("xn--"));
    let mut digits = label.split(|c: char| c.is_ascii_alphabetic());
    // The first and the last stand at an end.
    let _ = (digits.next(), digits.next_back());
    let stands_for_a_letter =
        |run: &str| !run.is_empty() && run.bytes().all(|digit| matches!(digit, b'0' | b'1'));
    is_encoded || !label.is_ascii() || digits.any(stands_for_a_letter)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hosts_that_may_be_taken_for_others() {
        for (id, expected) in [
            ("https://district.example/issuers/1", false),
            ("https://1edtech.example", false),
            ("https://k12.district.example", false),
            ("https://school101.example/a1b", false),
            ("https://p21-learning.example:8443", false),
            ("https://web3school.example", false),
            ("did:web:district.example:a1b", false),
            ("did:key:z6Mk0a1b", false),
            ("https://10.example", false),
            ("did:web:examp1e.example", true),
            ("did:web:examp1e.example%3A8443", true),
            ("https://sch00l.example/", true),
            ("https://g0v.example?x", true),
            ("https://xn--exmple-cua.example/1", true),
            ("https://XN--exmple-cua.example/1", true),
            ("https://www.xn--80ak6aa92e.example", true),
            ("https://ex\u{430}mple.example", true),
        ] {
            let found = host(id).is_some_and(|host| host.split('.').any(may_be_taken));
            assert_eq!(found, expected, "{id}");
        }
    }
}
