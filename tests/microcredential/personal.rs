//! Personal data in evidence: what is found, and what is left alone.

use openbadges::json::{Object, Value};
use openbadges::microcredential::lint_personal_data;

use super::made::value;

fn found(member: &str, text: &str) -> Vec<String> {
    let piece: Value = Object::from_iter([(member, text)]).into();
    let document = Object::from_iter([("piece", vec![piece])]).into();
    let warnings = lint_personal_data(&document);
    warnings
        .into_iter()
        .map(|warning| {
            assert!(!warning.is_error());
            assert_eq!(warning.fault.pointer.as_str(), format!("/piece/0/{member}"));
            warning.fault.code.as_str().to_owned()
        })
        .collect()
}

#[test]
fn what_looks_like_personal_data_is_found() {
    for (code, texts) in [
        (
            "personal.contact",
            vec![
                "Write to ada.example+1@school.example for more",
                "mailto:ada@school.example",
                "https://files.example/work?from=ada%40school.example",
                "Call 555-123-4567.",
                "(555) 123 4567",
                "+43 1 234567890",
                "phone:555.123.4567",
            ],
        ),
        (
            "personal.name",
            vec![
                "Student: Ada Example",
                "pupil = Ada B. Example, year five",
                "Child: Ada-Maria O'Example",
                "student name: Éva Example",
                "learner name: Ada Example",
                "Child name = Ada Example",
                "https://files.example/scan?student=Ada+Example",
                "https://files.example/scan?pupil=Ada%20Example",
            ],
        ),
        (
            "personal.birth",
            vec![
                "DOB 5/31/2014",
                "born May 31, 2014",
                "born on the 31st of May 2014",
                "date of birth: 2014-05-31",
                "born on 31.5.2014",
                "(birthday: 31/05/14)",
                // A percent sign by itself, and a plus that is a space.
                "https://files.example/scan?size=100%+dob+2014-05-31",
            ],
        ),
        (
            "personal.number",
            vec![
                "Student ID: 123456",
                "Student #12345",
                "StudentID: 12345",
                "pupil no. 4711",
                "Learner# 4711",
                "pupil number 00-4711",
                "SSN 123-45-6789",
                "078-05-1120",
                "https://files.example/a?x=1&student%20id=99999",
            ],
        ),
        (
            "personal.roster",
            vec![
                "Ada Example, Bea Sample, Cy Person",
                "Groups:\n1. Ada Example\n2. Bea Sample\n3. Cy Person",
                "Ada Example; Bea Q. Sample; Cy Person",
            ],
        ),
    ] {
        for text in texts {
            assert!(
                found("narrative", text).contains(&code.to_owned()),
                "{code}: {text}: {:?}",
                found("narrative", text)
            );
        }
    }
}

#[test]
fn what_is_none_is_left_alone() {
    for text in [
        "Two recorded lessons that meet the public rubric.",
        "Students waited three seconds; 24 of 26 pupils answered.",
        "Student work: an essay about rivers",
        "Students: Grade Five",
        "The student: a learner of ten",
        "Lessons of 2026-03-01 10:00 and 2026-03-08 10:00",
        "School year 2025-2026, units 1 to 12",
        "ISBN 978-3-16-148410-0",
        "DOI 10.1000/182 and 10.3102/0034",
        "https://evidence.example/3b1c9a35-3fbe-4ba0-8f3e-0a9d9a3ba0d5/lesson-1.mp4",
        "https://evidence.example/2026/03/01/film?t=1234567890",
        "@school and user@localhost",
        "born of need in 2014",
        "Student ID: withheld",
        "Wait Time, Cold Call",
        "Reading, Writing, Speaking and Listening",
        "Score 85.5 of 100, ratio 3:4, room 101-202",
    ] {
        assert_eq!(found("description", text), Vec::<String>::new(), "{text}");
    }
}

/// Only evidence and stories are looked at: what it takes to earn it is the provider's text.
#[test]
fn places_that_hold_no_evidence_are_left_alone() {
    let document = value(
        r#"{
            "issuer": {"email": "office@district.example", "phone": "555-123-4567"},
            "credentialSubject": {
                "id": "mailto:teacher@school.example",
                "achievement": {"criteria": {"narrative": "Student: Ada Example"}},
                "narrative": "Student: Ada Example"
            },
            "evidence": [{"id": "https://a.example/?pupil=Ada+Example", "name": "x",
                "description": "555-123-4567"}],
            "relatedResource": [{"id": "https://a.example", "digestSRI": "sha256-x@y.zz"}]
        }"#,
    );
    let found: Vec<_> = lint_personal_data(&document)
        .into_iter()
        .map(|it| format!("{} {}", it.fault.code, it.fault.pointer))
        .collect();
    assert_eq!(
        found,
        [
            "personal.name /credentialSubject/narrative",
            "personal.name /evidence/0/id",
            "personal.contact /evidence/0/description",
        ]
    );
}

#[test]
fn any_text_is_looked_at_without_harm() {
    for text in [
        "",
        "student:",
        "ÄÖÜ student: é",
        "%",
        "%4",
        "a://%zz%C3",
        "DOB",
        "born 🎂 5/5/14",
        "student id",
        "@@",
        "+++++++++++",
        "::::",
        ",,,,",
    ] {
        found("name", text);
    }
    let long = "student: Ada ".repeat(20_000) + &"1-".repeat(50_000);
    found("name", &long);
}
