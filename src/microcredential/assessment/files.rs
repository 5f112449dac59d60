//! What is handed in and what assessors say of it: the files that an assessment is made from.

use std::fmt::Write as _;

use crate::fault::{Code, Path};
use crate::json::{Object, Value};
use crate::model::check::{Findings, Rule};
use crate::model::class::class;
use crate::model::enumerations::enumeration;
use crate::model::{Builder, Digest, Invalid, RelatedResource, Types, Written};
use crate::text::{Decimal, Iri, Timestamp};

use super::super::definition::PartKind;
use super::super::rubric::{Count, count, decimal};
use super::super::words::{named, said};

class! {
    /// What an educator hands in for a micro-credential.
    pub struct Submission: closed, Types::None, rule SUBMISSION;

    /// The `id` of the micro-credential.
    micro_credential = "microCredential": required Iri,
    /// When it was handed in.
    submitted_at = "submittedAt": optional Timestamp,
    /// Which attempt it is, the first being 1.
    attempt = "attempt": optional Count,
    /// When the work began. The time zone may be absent.
    activity_start_date = "activityStartDate": optional Timestamp as DateTime,
    /// When the work ended. The time zone may be absent.
    activity_end_date = "activityEndDate": optional Timestamp as DateTime,
    /// The story that connects the pieces.
    narrative = "narrative": optional String as Markdown,
    /// The pieces of evidence.
    piece = "piece": some Piece,
}

class! {
    /// A piece of evidence: a text, or a file at an address with a digest by which to know it again.
    ///
    /// In a badge it is an `Evidence`, and its digests are a `relatedResource` of the same `id`.
    pub struct Piece: closed, Types::None, rule PIECE;

    /// The address of the file.
    id = "id": optional Iri as Link,
    /// The part of the submission that it belongs to.
    part = "part": required PartKind,
    /// The title.
    name = "name": required String,
    /// What it is.
    description = "description": optional String,
    /// The piece itself, where it is a text, or its story.
    narrative = "narrative": optional String as Markdown,
    /// What kind of work it is, such as a plan or a film.
    genre = "genre": optional String,
    /// Its media type.
    media_type = "mediaType": optional String,
    /// Digests as Subresource Integrity writes them.
    digest_sri = "digestSRI": many String,
    /// Digests as multihashes in Multibase.
    digest_multibase = "digestMultibase": many String,
}

enumeration! {
    /// What assessors and educators know of each other.
    pub enum Blindness: closed {
        DoubleBlind = "DoubleBlind",
        SingleBlind = "SingleBlind",
        NotBlind = "NotBlind",
    }
}

enumeration! {
    /// Whether an assessor was calibrated: scored known work as other assessors do.
    pub enum Calibration: closed {
        Calibrated = "Calibrated",
        NotCalibrated = "NotCalibrated",
    }
}

enumeration! {
    /// What an assessor is there for.
    pub enum Role: closed {
        Assessor = "Assessor",
        Adjudicator = "Adjudicator",
    }
}

class! {
    /// What one assessor says of a submission.
    pub struct Scores: closed, Types::None, rule SCORES;

    /// A name for the assessor; in a blind assessment one that says nothing.
    assessor = "assessor": required String,
    /// What the assessor is there for; absent, to assess.
    role = "role": optional Role,
    /// What assessor and educator knew of each other.
    blindness = "blindness": required Blindness,
    /// Whether the assessor was calibrated.
    calibration = "calibration": optional Calibration,
    /// How often the assessor agreed when calibrated, in percent, a decimal number.
    calibration_agreement = "calibrationAgreement": optional Decimal,
    /// When the assessor was done.
    assessed_at = "assessedAt": optional Timestamp,
    /// How many business days it took, in the provider's own counting.
    turnaround_days = "turnaroundDays": optional Count,
    /// A level for each criterion.
    score = "score": some Score,
}

class! {
    /// The level that an assessor sees in a criterion.
    pub struct Score: closed, Types::None;

    /// The `id` of the criterion, or its name.
    criterion = "criterion": required String,
    /// The `id` of the level, or its name.
    level = "level": required String,
    /// What the assessor says to the educator.
    comment = "comment": optional String,
}

static SUBMISSION: Rule = Rule {
    check: |object, path, findings| {
        said(object, &["narrative"], path, findings);
        count(object, "attempt", 1, path, findings);
    },
    schema: "{}",
    unsaid: &["No text is blank, and the attempt is a whole number, at least one."],
};

static PIECE: Rule = Rule {
    check: piece,
    schema: "{}",
    unsaid: &[
        "A piece is a text or a file, and a file on the web has a digest.",
        "No text is blank, and the name has no control characters.",
    ],
};

static SCORES: Rule = Rule {
    check: scores,
    schema: "{}",
    unsaid: &[
        "The agreement is a decimal number from 0 to 100, the days a whole number.",
        "The name of the assessor is not blank and has no control characters.",
    ],
};

fn piece(object: &Object, path: &Path<'_>, findings: &mut Findings) {
    named(object, &["name"], path, findings);
    said(object, &["description", "narrative", "genre"], path, findings);
    let id = object.get("id").and_then(Value::as_str);
    if object.get("id").is_none() && object.get("narrative").is_none() {
        findings.error(Code::ModelRequired, path, "expected an \"id\" or a \"narrative\"");
    }
    let digests = ["digestSRI", "digestMultibase", "mediaType"];
    match id {
        // The address is the file.
        Some(id) if id.starts_with("data:") => {}
        Some(id) => {
            let members =
                digests.iter().filter_map(|name| Some((*name, object.get(name)?.clone())));
            let resource = [("id", Value::from(id))].into_iter().chain(members);
            let resource = Value::Object(resource.collect());
            if let Err(Invalid { findings: faults }) = RelatedResource::read(&resource) {
                for finding in faults {
                    let place = finding.fault.pointer.as_str().trim_start_matches('/').to_owned();
                    let message = finding.fault.message;
                    match place.as_str() {
                        "" | "id" => findings.error(finding.fault.code, path, message),
                        name => findings.error(finding.fault.code, &path.member(name), message),
                    }
                }
            }
        }
        None => {
            for name in digests.iter().filter(|name| object.contains(name)) {
                let message = format!("found {name:?} without the \"id\" of a file");
                findings.error(Code::ModelValue, &path.member(name), message);
            }
        }
    }
}

fn scores(object: &Object, path: &Path<'_>, findings: &mut Findings) {
    named(object, &["assessor"], path, findings);
    count(object, "turnaroundDays", 0, path, findings);
    let path = path.member("calibrationAgreement");
    let percent = decimal(object.get("calibrationAgreement"), &path, findings);
    if percent.is_some_and(|it| it.is_negative() || it > Decimal::from(100)) {
        findings.error(Code::ModelValue, &path, "expected percent, from 0 to 100");
    }
}

impl Submission {
    /// A submission for the micro-credential of that `id`; its pieces follow.
    pub fn builder(micro_credential: impl Into<Written>) -> Builder<Self> {
        Builder::<Self>::start().micro_credential(micro_credential)
    }
}

impl Piece {
    /// A text.
    pub fn text(
        part: PartKind,
        name: impl Into<Written>,
        narrative: impl Into<Written>,
    ) -> Builder<Self> {
        Builder::<Self>::start().part(part).name(name).narrative(narrative)
    }

    /// A file at an address, with the digest of its bytes.
    pub fn file(
        part: PartKind,
        name: impl Into<Written>,
        id: impl Into<Written>,
        bytes: &[u8],
    ) -> Builder<Self> {
        let id: Written = id.into();
        // The digest does not depend on the address.
        let resource = RelatedResource::of("urn:x", bytes).build().ok();
        let digest = resource.and_then(|it| it.digest_multibase.first().cloned());
        let piece = Builder::<Self>::start().part(part).name(name).id(id);
        match digest {
            Some(digest) => piece.digest_multibase(digest),
            None => piece,
        }
    }
}

/// By what a file is known again.
#[derive(PartialEq, Eq, Hash)]
pub(super) enum Known<'a> {
    /// A digest, however it is written.
    Digest(Digest),
    /// One of a kind that is not known here, as it is written.
    Text(&'a str),
}

impl Piece {
    /// By what its file is known again: each of its digests.
    pub(super) fn known(&self) -> impl Iterator<Item = Known<'_>> {
        let sri = self.digest_sri.iter().flat_map(|it| it.split_ascii_whitespace());
        let sri = sri.map(|it| (it, Digest::of_sri(it)));
        let multibase = self.digest_multibase.iter();
        let multibase = multibase.map(|it| (it.as_str(), Digest::of_multibase(it)));
        sri.chain(multibase).map(|(text, digest)| match digest {
            Ok(digest @ Digest::Known(_)) => Known::Digest(digest),
            // Options after a `?` say nothing of the file.
            _ => Known::Text(text.split('?').next().unwrap_or(text)),
        })
    }
}

/// An address as addresses are compared, by which a piece is known again: with its scheme and host in
/// lower case, without the port that its scheme has anyway, and with each character written in one way
/// (RFC 3986, section 6.2.2). A fragment is a place in the same file.
pub(super) fn address(id: &Iri) -> String {
    let text = id.without_fragment();
    let (scheme, rest) = text.split_once(':').unwrap_or(("", text));
    let scheme = scheme.to_ascii_lowercase();
    let Some(after) = rest.strip_prefix("//") else {
        return format!("{scheme}:{}", spelled(rest));
    };
    let (authority, path) = after.split_at(after.find(['/', '?']).unwrap_or(after.len()));
    let (user, host) = authority.rsplit_once('@').unwrap_or(("", authority));
    let host = host.to_lowercase();
    let host = match scheme.as_str() {
        "https" => host.strip_suffix(":443").unwrap_or(&host),
        "http" => host.strip_suffix(":80").unwrap_or(&host),
        _ => &host,
    };
    let slash = if path.starts_with('/') { "" } else { "/" };
    format!("{scheme}://{}@{}{slash}{}", spelled(user), spelled(host), spelled(path))
}

/// A part of an address with percent signs only where a character cannot stand by itself, or would
/// mean something else.
fn spelled(part: &str) -> String {
    let mut all = String::with_capacity(part.len());
    let mut rest = part.as_bytes();
    while let [byte, after @ ..] = rest {
        let escaped = match after {
            [high, low, after @ ..] if *byte == b'%' => {
                hex(*high).zip(hex(*low)).map(|(high, low)| (high * 16 + low, after))
            }
            _ => None,
        };
        let (byte, is_plain, after) = match escaped {
            Some((byte, after)) => (byte, is_unreserved(byte), after),
            None => (*byte, byte.is_ascii(), after),
        };
        match is_plain {
            true => all.push(char::from(byte)),
            false => {
                // Writing to a string does not fail.
                let _ = write!(all, "%{byte:02X}");
            }
        }
        rest = after;
    }
    all
}

fn hex(digit: u8) -> Option<u8> {
    char::from(digit).to_digit(16)?.try_into().ok()
}

fn is_unreserved(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_' | b'~')
}

impl Scores {
    /// What an assessor says; a score for each criterion follows.
    pub fn builder(assessor: impl Into<Written>, blindness: Blindness) -> Builder<Self> {
        Builder::<Self>::start().assessor(assessor).blindness(blindness)
    }

    /// Whether the assessor decides where others disagree.
    pub(super) fn is_adjudication(&self) -> bool {
        self.role == Some(Role::Adjudicator)
    }
}

impl Score {
    /// A level for a criterion, each by `id` or name.
    pub fn builder(criterion: impl Into<Written>, level: impl Into<Written>) -> Builder<Self> {
        Builder::<Self>::start().criterion(criterion).level(level)
    }
}
