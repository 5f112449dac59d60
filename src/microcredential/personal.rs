//! Data of pupils in evidence: heuristics, which find what looks like it.
//!
//! Providers ask that submissions hold no names of pupils. What a program can see is the form: an
//! e-mail address, a label with a name after it, a list of names. It misses names that stand in
//! running text, and everything inside files; it warns of things that are none. A person decides.

use percent_encoding::percent_decode_str;

use crate::fault::{Code, Finding, Path};
use crate::json::Value;

/// Warns of what looks like personal data of pupils in a [`Submission`](super::Submission), a badge
/// or any other document: in its pieces of evidence (`evidence`, `piece`), their addresses and file
/// names included, and in its `narrative`s.
///
/// | code | what it looks for |
/// |---|---|
/// | `personal.contact` | e-mail addresses; ten to fifteen digits in groups, as telephone numbers are written |
/// | `personal.name` | `student:`, `pupil=`, `learner name:` and their like, and a name after it |
/// | `personal.birth` | `born`, `DOB`, `date of birth`, and a date soon after it, its month in digits or in English |
/// | `personal.number` | `student ID`, `pupil no.`, `Student #` and their like, and digits; numbers in the form of a US social security number |
/// | `personal.roster` | three names in a row, of two or three words each with a capital letter |
///
/// ```
/// use openbadges::{Limits, json, microcredential::lint_personal_data};
/// let work = json::read(br#"{"piece": [{"name": "Essay", "description": "Student: Ada Example"}]}"#,
///     &Limits::default())?;
/// let warnings = lint_personal_data(&work);
/// assert_eq!(warnings[0].fault.code.as_str(), "personal.name");
/// assert_eq!(warnings[0].fault.pointer.as_str(), "/piece/0/description");
/// # Ok::<(), json::ReadError>(())
/// ```
pub fn lint_personal_data(document: &Value) -> Vec<Finding> {
    let mut found = Vec::new();
    walk(document, &Path::Root, Place::Outside, &mut found);
    found
}

#[derive(Clone, Copy, PartialEq)]
enum Place {
    Outside,
    /// In a piece of evidence, or in a story.
    Inside,
}

/// Deeper than any badge, and bounded.
const MOST: usize = 1_000;

fn walk(value: &Value, path: &Path<'_>, place: Place, found: &mut Vec<Finding>) {
    if found.len() >= MOST {
        return;
    }
    match value {
        Value::String(text) if place == Place::Inside => look(text, path, found),
        Value::Array(items) => {
            for (index, item) in items.iter().enumerate() {
                walk(item, &path.item(index), place, found);
            }
        }
        Value::Object(object) => {
            for (name, value) in object.iter() {
                let inner = match (place, name) {
                    // Digests and types hold nobody's data.
                    (_, "type" | "digestSRI" | "digestMultibase" | "mediaType" | "@context") => {
                        continue;
                    }
                    (_, "evidence" | "piece") => Place::Inside,
                    (_, "narrative") if value.as_str().is_some() => Place::Inside,
                    // What it takes to earn it is the provider's text.
                    (_, "achievement") => continue,
                    (place, _) => place,
                };
                walk(value, &path.member(name), inner, found);
            }
        }
        _ => {}
    }
}

fn look(text: &str, path: &Path<'_>, found: &mut Vec<Finding>) {
    // What a data URL carries is a file.
    if text.starts_with("data:") {
        return;
    }
    let text = &if text.contains("://") { unescaped(text) } else { text.to_owned() };
    let mut warn = |code, what: String| {
        found.push(Finding::warning(code, path.pointer(), format!("{what}: is it a pupil's?")));
    };
    if let Some(address) = words(text).find(|word| is_email(word)) {
        warn(Code::PersonalContact, format!("{address:?} looks like an e-mail address"));
    }
    if let Some(number) = phone(text) {
        warn(Code::PersonalContact, format!("{number:?} looks like a telephone number"));
    }
    if let Some(name) = labelled_name(text) {
        warn(Code::PersonalName, format!("{name:?} looks like a name"));
    }
    if let Some(date) =
        after_label(text, &BIRTH, 24).find_map(|after| date(after).or_else(|| date_in_words(after)))
    {
        warn(Code::PersonalBirth, format!("{date:?} looks like a date of birth"));
    }
    let number = after_label(text, &NUMBER, 6).find_map(long_number);
    if let Some(number) = number.or_else(|| social_security_number(text)) {
        warn(Code::PersonalNumber, format!("{number:?} looks like a number of a person"));
    }
    if let Some(names) = roster(text) {
        warn(Code::PersonalRoster, format!("{names:?} looks like a list of names"));
    }
}

const PERSON: [&str; 12] = [
    "student",
    "student name",
    "student's name",
    "pupil",
    "pupil name",
    "pupil's name",
    "learner",
    "learner name",
    "learner's name",
    "child",
    "child name",
    "child's name",
];
const BIRTH: [&str; 7] =
    ["date of birth", "birth date", "birthdate", "birthday", "dob", "d.o.b.", "born"];
const NUMBER: [&str; 26] = [
    "student id",
    "studentid",
    "student number",
    "student no",
    "student #",
    "student#",
    "pupil id",
    "pupilid",
    "pupil number",
    "pupil no",
    "pupil #",
    "pupil#",
    "learner id",
    "learnerid",
    "learner number",
    "learner no",
    "learner #",
    "learner#",
    "child id",
    "childid",
    "child number",
    "child no",
    "child #",
    "child#",
    "sis id",
    "ssn",
];

/// The text of a URL as people read it: a plus is a space in forms.
fn unescaped(text: &str) -> String {
    percent_decode_str(&text.replace('+', " ")).decode_utf8_lossy().into_owned()
}

fn words(text: &str) -> impl Iterator<Item = &str> {
    let ends = |c: char| c.is_whitespace() || "<>()[]{},;:\"'?=&/|".contains(c);
    text.split(ends).map(|word| word.trim_matches('.')).filter(|word| !word.is_empty())
}

fn is_email(word: &str) -> bool {
    let Some((local, domain)) = word.split_once('@') else { return false };
    let last = domain.rsplit('.').next().unwrap_or_default();
    let is_plain = |c: char| c.is_alphanumeric() || "._%+-".contains(c);
    !local.is_empty()
        && local.chars().all(is_plain)
        && domain.contains('.')
        && domain.split('.').all(|part| !part.is_empty())
        && domain.chars().all(|c| c.is_alphanumeric() || c == '-' || c == '.')
        && last.len() >= 2
        && last.chars().all(char::is_alphabetic)
}

/// A run of digits and what stands between the groups of a telephone number.
fn phone(text: &str) -> Option<&str> {
    let is_part = |c: char| c.is_ascii_digit() || " -.()+".contains(c);
    text.split(|c: char| !is_part(c)).map(|run| run.trim_matches([' ', '-', '.'])).find(|run| {
        let digits = run.bytes().filter(u8::is_ascii_digit).count();
        let groups = run.split(|c: char| !c.is_ascii_digit()).filter(|it| !it.is_empty()).count();
        let is_international = run.starts_with('+');
        // Books have numbers of thirteen digits, and dates have groups of digits too.
        let is_book = digits == 13 && (run.starts_with("978") || run.starts_with("979"));
        (10..=15).contains(&digits)
            && ((3..=5).contains(&groups) || is_international)
            && !is_book
            && date(run).is_none()
    })
}

/// A name after a label with a colon or an equals sign.
fn labelled_name(text: &str) -> Option<String> {
    after_label(text, &PERSON, NAME).find_map(|after| {
        let after = after.trim_start();
        let after = after.strip_prefix([':', '='])?.trim_start();
        let name: Vec<&str> =
            after.split_whitespace().take(3).take_while(|it| is_name(it)).collect();
        let name = name.join(" ");
        (name.split(' ').count() >= 2).then(|| name.trim_end_matches(is_stop).to_owned())
    })
}

fn is_stop(c: char) -> bool {
    ".,;:!?)".contains(c)
}

/// A word as names are written: a capital letter, and small ones after it.
fn is_name(word: &str) -> bool {
    let word = word.trim_end_matches(is_stop);
    let mut chars = word.chars();
    let is_initial = word.chars().count() == 1;
    chars.next().is_some_and(char::is_uppercase)
        && word.chars().all(|c| c.is_alphabetic() || c == '-' || c == '\'' || c == '’')
        && (is_initial || chars.any(char::is_lowercase))
}

/// So far after its label a name is looked for. Without an end, text full of labels would be read
/// once for each.
const NAME: usize = 200;

/// What follows each label that stands as a word of its own, up to some characters more than `reach`.
fn after_label<'t>(
    text: &'t str,
    labels: &'static [&'static str],
    reach: usize,
) -> impl Iterator<Item = &'t str> {
    let small = text.to_ascii_lowercase();
    let mut ends: Vec<usize> = Vec::new();
    for label in labels {
        for (at, _) in small.match_indices(label) {
            let end = at + label.len();
            let letter = |c: char| c.is_alphanumeric();
            let begins = !small.get(..at).is_some_and(|before| before.ends_with(letter));
            // After a sign the number may follow at once.
            let stops = label.ends_with('#')
                || !small.get(end..).is_some_and(|after| after.starts_with(letter));
            if begins && stops {
                ends.push(end);
            }
        }
    }
    // ASCII letters alone were changed, so that places are the same.
    ends.into_iter().filter_map(move |end| {
        let after = text.get(end..)?;
        Some(match after.char_indices().nth(reach.saturating_add(24)) {
            Some((stop, _)) => after.get(..stop).unwrap_or(after),
            None => after,
        })
    })
}

/// A date in digits: `2014-05-31`, `5/31/2014`, `31.5.14`.
fn date(text: &str) -> Option<String> {
    let is_part = |c: char| c.is_ascii_digit() || "-/.".contains(c);
    let runs = text.split(|c: char| !is_part(c));
    runs.map(|run| run.trim_matches(['-', '/', '.'])).find_map(|run| {
        let parts: Vec<&str> = run.split(['-', '/', '.']).collect();
        let [a, b, c] = parts.as_slice() else { return None };
        let sizes = [a.len(), b.len(), c.len()];
        let is_date = matches!(sizes, [4, 1 | 2, 1 | 2] | [1 | 2, 1 | 2, 2 | 4]);
        is_date.then(|| run.to_owned())
    })
}

const MONTHS: [&str; 12] =
    ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];

/// A date with its month in English: `May 31, 2014`, `31st of May 2014`.
fn date_in_words(text: &str) -> Option<String> {
    let words = text.split(|c: char| !c.is_alphanumeric());
    let words: Vec<&str> = words.filter(|it| !it.is_empty() && *it != "of").collect();
    let number = |word: &str| -> Option<u32> {
        let digits = word.trim_end_matches(|c: char| c.is_ascii_alphabetic());
        digits.parse().ok()
    };
    let is_month = |word: &str| {
        let small = word.to_ascii_lowercase();
        word.chars().all(char::is_alphabetic) && MONTHS.iter().any(|it| small.starts_with(it))
    };
    let is_day = |word: &str| number(word).is_some_and(|day| (1..=31).contains(&day));
    let is_year = |word: &str| word.len() == 4 && word.bytes().all(|b| b.is_ascii_digit());
    words.windows(3).find_map(|window| {
        let [a, b, year] = window else { return None };
        let is_date = is_month(a) && is_day(b) || is_day(a) && is_month(b);
        (is_date && is_year(year)).then(|| window.join(" "))
    })
}

fn long_number(text: &str) -> Option<String> {
    let text = text.trim_start_matches([' ', ':', '=', '#', '.', '-']);
    let number: String =
        text.chars().take_while(|c| c.is_ascii_alphanumeric() || *c == '-').collect();
    (number.chars().filter(char::is_ascii_digit).count() >= 4).then_some(number)
}

/// Three, two and four digits, with hyphens.
fn social_security_number(text: &str) -> Option<String> {
    words(text).find_map(|word| {
        let sizes: Vec<usize> = word.split('-').map(str::len).collect();
        let digits = word.bytes().all(|b| b.is_ascii_digit() || b == b'-');
        (digits && sizes == [3, 2, 4]).then(|| word.to_owned())
    })
}

/// Three or more names in a row, apart by commas, semicolons, bars or lines.
fn roster(text: &str) -> Option<String> {
    let mut row: Vec<&str> = Vec::new();
    for item in text.split([',', ';', '\n', '|']) {
        let item = item.trim().trim_start_matches(|c: char| !c.is_alphabetic()).trim();
        let words: Vec<&str> = item.split_whitespace().collect();
        let full = (2..=3).contains(&words.len()) && words.iter().all(|word| is_name(word));
        match full {
            true => row.push(item),
            false => row.clear(),
        }
        if row.len() == 3 {
            return Some(row.join(", "));
        }
    }
    None
}
