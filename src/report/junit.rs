//! Reports as the results of a test suite, in the XML that JUnit's Ant task began and build
//! servers read.

use super::{Check, Examined, Finish, Found, Report, TrustVerdict};
use crate::fault::printable;
use crate::text::Timestamp;

/// What was found, as JUnit XML: a `testsuite` for each document, a `testcase` for each check.
///
/// What failed is a `failure`, and what could not be decided an `error`, never `skipped`: build
/// servers let what is skipped pass. Either has the code as its `type`. So does an issuer who is not
/// trusted. Warnings, and endorsements that do not count, are told in `system-out`; they fail
/// nothing. A suite without failures and errors is a document whose verdict is valid. Times are 0,
/// and `timestamp` is the moment as of which it was verified, so that the same documents give the
/// same text.
///
/// It keeps to the schema of Ant's JUnit task as Windy Road wrote it down, which is the narrowest of
/// those in use.
pub fn junit(examined: &[Examined]) -> String {
    let mut out = String::from("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites>\n");
    for (id, examined) in examined.iter().enumerate() {
        suite(id, examined, &mut out);
    }
    out.push_str("</testsuites>\n");
    out
}

/// A line of results, and how it came out.
struct Case {
    name: String,
    /// Nothing where it passed; else the element, the code, the message and the place.
    against: Option<(&'static str, &'static str, String, String)>,
}

fn suite(id: usize, Examined { name, found }: &Examined, out: &mut String) {
    let (mut cases, mut notes) = (Vec::new(), String::new());
    match found {
        Found::Credential(report) => add(report, "", &mut cases, &mut notes),
        Found::Presentation(report) => {
            add(report.presentation(), "presentation: ", &mut cases, &mut notes);
            for (index, report) in report.credentials().iter().enumerate() {
                let prefix = format!("credential {}: ", index + 1);
                add(report, &prefix, &mut cases, &mut notes);
            }
        }
    }
    let count = |element| {
        let against = cases.iter().filter_map(|case| case.against.as_ref());
        against.filter(|against| against.0 == element).count()
    };
    let (tests, failures, errors) = (cases.len(), count("failure"), count("error"));
    let (name, timestamp) = (token(name), utc(found.as_of()));
    out.push_str(&format!(
        "  <testsuite id=\"{id}\" name=\"{name}\" package=\"openbadges\" hostname=\"localhost\" \
         timestamp=\"{timestamp}\" tests=\"{tests}\" failures=\"{failures}\" errors=\"{errors}\" \
         skipped=\"0\" time=\"0\">\n    <properties>\n",
    ));
    for (property, value) in properties(found) {
        let value = escaped(&value);
        out.push_str(&format!("      <property name=\"{property}\" value=\"{value}\"/>\n"));
    }
    out.push_str("    </properties>\n");
    for Case { name: case, against } in &cases {
        let case = token(case);
        let open = format!("    <testcase classname=\"{name}\" name=\"{case}\" time=\"0\"");
        match against {
            None => out.push_str(&format!("{open}/>\n")),
            Some((element, code, message, place)) => {
                let (message, place) = (escaped(message), escaped(place));
                out.push_str(&format!(
                    "{open}>\n      <{element} type=\"{code}\" message=\"{message}\">{code}{place}: \
                     {message}</{element}>\n    </testcase>\n"
                ));
            }
        }
    }
    // Each line of it was escaped.
    out.push_str(&format!("    <system-out>{notes}</system-out>\n    <system-err/>\n"));
    out.push_str("  </testsuite>\n");
}

/// Adds the checks of one report, and what stands beside them.
fn add(report: &Report, prefix: &str, cases: &mut Vec<Case>, notes: &mut String) {
    for check in report.checks() {
        let name = format!("{prefix}{}", check.question.as_str());
        let against = |element| {
            let code = check.code.map_or("unknown", |code| code.as_str());
            Some((element, code, check.message.clone(), place(check)))
        };
        let against = match check.finish {
            Finish::Passed => None,
            Finish::Warning => {
                note(prefix, check, notes);
                continue;
            }
            Finish::Failed => against("failure"),
            Finish::Undecided => against("error"),
        };
        cases.push(Case { name, against });
    }
    match report.trust() {
        TrustVerdict::NotAsked => {}
        TrustVerdict::Trusted { .. } => {
            cases.push(Case { name: format!("{prefix}trust"), against: None });
        }
        TrustVerdict::Untrusted { reason } => {
            let against = Some(("error", "untrusted", reason.clone(), String::new()));
            cases.push(Case { name: format!("{prefix}trust"), against });
        }
    }
    for endorsement in report.endorsements() {
        let (at, counts) = (endorsement.pointer.as_str(), endorsement.counts);
        let word = if counts { "counts" } else { "does not count" };
        let outcome = endorsement.report.outcome().as_str();
        let line = escaped(&format!("{prefix}endorsement at {at}: {outcome}, {word}"));
        notes.push_str(&format!("{line}\n"));
    }
}

fn note(prefix: &str, check: &Check, notes: &mut String) {
    let code = check.code.map_or("", |code| code.as_str());
    let line = format!("{prefix}warning {code}{}: {}", place(check), check.message);
    notes.push_str(&format!("{}\n", escaped(&line)));
}

fn place(check: &Check) -> String {
    match check.pointer.as_str() {
        "" => String::new(),
        pointer => format!(" at {pointer}"),
    }
}

fn properties(found: &Found) -> Vec<(&'static str, String)> {
    let mut properties = vec![("outcome", found.outcome().as_str().to_owned())];
    if let Some(as_of) = found.as_of() {
        properties.push(("asOf", as_of.as_str().to_owned()));
    }
    for summary in found.reports().filter_map(Report::summary) {
        let members = [("credential", &summary.id), ("issuer", &summary.issuer)];
        for (name, value) in members {
            properties.extend(value.clone().map(|value| (name, value)));
        }
    }
    properties
}

/// In UTC, by the second, without a zone, as the schema has it; 1970 where it is not known, or is
/// beyond the years of four digits.
fn utc(time: Option<&Timestamp>) -> String {
    let seconds = time.map_or(0, Timestamp::unix_seconds);
    let text = Timestamp::from_unix(seconds).map(|time| time.as_str().to_owned());
    let plain = text.and_then(|text| text.strip_suffix('Z').map(str::to_owned));
    plain.filter(|text| text.len() == 19).unwrap_or_else(|| "1970-01-01T00:00:00".to_owned())
}

/// A name in an attribute, which may not be empty.
fn token(text: &str) -> String {
    match text.trim() {
        "" => "-".to_owned(),
        text => escaped(text),
    }
}

/// The text as it may stand in XML 1.0, in an element or an attribute. What has no place there, such
/// as a control character, is replaced.
fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in printable(text).chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&apos;"),
            '\u{fffe}' | '\u{ffff}' => out.push('\u{fffd}'),
            c => out.push(c),
        }
    }
    out
}
