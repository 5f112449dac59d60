use arrayvec::ArrayString;

use crate::context::url;
use crate::json::Value;
use crate::microcredential::{Assessed, Results};
use crate::model::View;
use crate::proof::Securing;
use crate::text::Timestamp;

/// What everybody who reads a credential asks for, read once: when it is verified.
///
/// A thousand credentials are larger than what a processor has at hand. To find an id in a document
/// costs a leap through memory for each object and text on the way; here all stand side by side.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Gist {
    /// The ids of the issuer, the credential, its subject and its achievement; then name, URL, framework
    /// and code of each alignment, of more than [`FEW`] none.
    texts: Texts,
    /// Where each text ends. It begins where the one before ends.
    ends: [u32; TEXTS],
    /// Which of the texts are there, a bit for each.
    there: u16,
    /// How many alignments are kept.
    aligned: u8,
    /// Whether its ids are of visible ASCII characters without a percent sign.
    pub(crate) is_plain: bool,
    /// Whether it is of the class of achievement credentials.
    pub(crate) is_badge: bool,
    /// Whether it has one subject.
    pub(crate) is_of_one: bool,
    /// Whether its subject has an achievement.
    pub(crate) has_achievement: bool,
    /// Whether its subject has results.
    pub(crate) has_results: bool,
    /// Whether it names evidence.
    pub(crate) has_evidence: bool,
    /// Whether its achievement has too many alignments to keep them here.
    pub(crate) has_many_alignments: bool,
    /// Whether its achievement names others that are the same for most purposes.
    pub(crate) has_related: bool,
    /// When it was awarded, or else from when it is valid, in seconds since 1970. `None` where that
    /// cannot be read.
    pub(crate) awarded: Option<i64>,
    /// Until when it is valid. `None` where that is not said, or cannot be read.
    pub(crate) valid_until: Option<Box<Timestamp>>,
    /// Whether what was required was reached. `None` where it says nothing of that.
    pub(crate) results: Option<Results>,
    /// How it was assessed. `None` where it does not say that, or not clearly.
    pub(crate) assessed: Option<Assessed>,
}

/// Texts that stand one after the other: here, as most have room, or else all of them elsewhere.
#[derive(Clone, Debug, Default, PartialEq)]
struct Texts {
    here: ArrayString<240>,
    elsewhere: Option<String>,
}

impl Texts {
    fn push(&mut self, text: &str) {
        if self.elsewhere.is_none() && self.here.try_push_str(text).is_ok() {
            return;
        }
        self.elsewhere.get_or_insert_with(|| self.here.to_string()).push_str(text);
    }

    #[inline]
    fn as_str(&self) -> &str {
        self.elsewhere.as_deref().unwrap_or(&self.here)
    }
}

const ISSUER: usize = 0;
const ID: usize = 1;
const SUBJECT: usize = 2;
const ACHIEVEMENT: usize = 3;
/// The first of the texts of alignments.
const ALIGNMENTS: usize = 4;
const TEXTS: usize = ALIGNMENTS + 4 * FEW;

/// So many alignments are kept. An achievement has few; who writes thousands shall not make them cost
/// twice.
const FEW: usize = 2;

/// What an alignment says.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Aligned<'a> {
    pub(crate) name: Option<&'a str>,
    pub(crate) url: Option<&'a str>,
    pub(crate) framework: Option<&'a str>,
    pub(crate) code: Option<&'a str>,
}

impl<'a> Aligned<'a> {
    pub(crate) fn of(alignment: &'a Value) -> Self {
        let text = |name| alignment.get(name).and_then(Value::as_str);
        Self {
            name: text("targetName"),
            url: text("targetUrl"),
            framework: text("targetFramework"),
            code: text("targetCode"),
        }
    }
}

impl Gist {
    pub(crate) fn of(view: View<'_>, securing: Securing) -> Self {
        let subject = view.subjects().first();
        let achievement = view.achievement();
        let alignments =
            achievement.and_then(|it| it.get("alignment")).map_or(&[][..], Value::items);
        let has_many_alignments = alignments.len() > FEW;
        let few = if has_many_alignments { &[] } else { alignments };
        let ids = [
            view.issuer_id(),
            view.id(),
            subject.and_then(|it| it.get("id")?.as_str()),
            achievement.and_then(|it| it.get("id")?.as_str()),
        ];
        let of_alignments = few.iter().flat_map(|it| {
            let Aligned { name, url, framework, code } = Aligned::of(it);
            [name, url, framework, code]
        });
        let (mut texts, mut there, mut ends) = (Texts::default(), 0, [0; TEXTS]);
        let mut kept = ids.into_iter().chain(of_alignments);
        for (index, end) in ends.iter_mut().enumerate() {
            if let Some(text) = kept.next().flatten() {
                texts.push(text);
                there |= 1 << index;
            }
            // What is longer is larger than any document that is read.
            *end = u32::try_from(texts.as_str().len()).unwrap_or(u32::MAX);
        }
        let is_extended =
            view.contexts().iter().any(|it| it.as_str() == Some(url::MICRO_CREDENTIAL_V1));
        let has_results = subject.is_some_and(|it| it.get("result").is_some());
        let awarded = view.awarded_date().or_else(|| view.valid_from()).and_then(Result::ok);
        Self {
            texts,
            ends,
            there,
            aligned: u8::try_from(few.len()).unwrap_or_default(),
            is_plain: ids.iter().flatten().all(|id| is_plain(id)),
            is_badge: view
                .types()
                .any(|it| matches!(it, "AchievementCredential" | "OpenBadgeCredential")),
            is_of_one: view.subjects().len() == 1,
            has_achievement: achievement.is_some(),
            has_results,
            has_evidence: !view.evidence().is_empty(),
            has_many_alignments,
            has_related: achievement.is_some_and(|it| it.get("related").is_some()),
            awarded: awarded.map(|it| it.unix_seconds()),
            valid_until: view.valid_until().and_then(Result::ok).map(Box::new),
            results: (has_results || is_extended).then(|| Results::of(view, securing)),
            assessed: is_extended.then(|| Assessed::of(view)).flatten(),
        }
    }

    /// Something that hangs on each part of memory that it takes.
    #[inline]
    pub(crate) fn glance(&self) -> u8 {
        let texts = self.texts.as_str().as_bytes();
        let at = |index: usize| texts.get(index).copied().unwrap_or_default();
        let flags = u8::from(self.is_badge)
            ^ u8::from(self.results.is_some())
            ^ u8::from(self.awarded.is_some());
        at(0) ^ at(64) ^ at(128) ^ at(192) ^ flags
    }

    /// The id of the issuer.
    #[inline]
    pub(crate) fn issuer(&self) -> Option<&str> {
        self.text(ISSUER)
    }

    /// The id of the credential.
    #[inline]
    pub(crate) fn id(&self) -> Option<&str> {
        self.text(ID)
    }

    /// The id of the first subject.
    #[inline]
    pub(crate) fn subject(&self) -> Option<&str> {
        self.text(SUBJECT)
    }

    /// The id of the achievement.
    #[inline]
    pub(crate) fn achievement(&self) -> Option<&str> {
        self.text(ACHIEVEMENT)
    }

    /// What the alignments of the achievement say, where they are few.
    #[inline]
    pub(crate) fn alignments(&self) -> impl Iterator<Item = Aligned<'_>> {
        (0..usize::from(self.aligned)).map(|number| {
            let text = |member| self.text(ALIGNMENTS + 4 * number + member);
            Aligned { name: text(0), url: text(1), framework: text(2), code: text(3) }
        })
    }

    #[inline]
    fn text(&self, index: usize) -> Option<&str> {
        if self.there & (1 << index) == 0 {
            return None;
        }
        let end = |index: usize| self.ends.get(index).map_or(0, |end| *end as usize);
        let from = index.checked_sub(1).map_or(0, end);
        self.texts.as_str().get(from..end(index))
    }
}

/// Whether an id is of visible ASCII characters without a percent sign, so that it can be written in no
/// other way.
pub(crate) fn is_plain(id: &str) -> bool {
    // All bytes are looked at, since that is faster than to stop early.
    let odd = |byte: u8| u8::from(byte <= b' ') | u8::from(byte >= 0x7f) | u8::from(byte == b'%');
    id.bytes().fold(0, |any, byte| any | odd(byte)) == 0
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Limits;
    use crate::json;

    #[test]
    fn it_says_what_the_document_says() {
        for text in [
            r#"{"id": "urn:a", "type": ["VerifiableCredential", "OpenBadgeCredential"], "issuer": "urn:b",
                "validFrom": "2026-01-01T00:00:00Z", "validUntil": "2027-01-01T00:00:00Z",
                "credentialSubject": {"id": "urn:c", "result": [], "achievement": {"id": "urn:d",
                    "alignment": [{"targetName": "a", "targetUrl": "urn:e"}, {"targetCode": "b",
                    "targetFramework": "c"}]}}}"#,
            r#"{"id": "urn:a", "issuer": "urn:b", "evidence": [{"id": "urn:f"}], "credentialSubject": {
                    "achievement": {"alignment": ["d", {"targetName": 7, "targetCode": ""}]}}}"#,
            r#"{"id": "urn:a", "issuer": "urn:b", "credentialSubject": {"achievement": {
                    "alignment": [{"targetName": "a"}, {"targetName": "b"}, {"targetName": "c"}]}}}"#,
            r#"{"type": "AchievementCredential", "issuer": {"id": "urn:b"}, "awardedDate": "never",
                "validFrom": "2026-01-01T00:00:00Z",
                "credentialSubject": [{"achievement": {"related": []}}, {"id": "urn:c"}]}"#,
            r#"{"issuer": {"name": "nobody"}, "id": 7, "awardedDate": "2026-01-01T00:00:00Z"}"#,
            "[]",
        ] {
            let document = json::read(text.as_bytes(), &Limits::default()).unwrap();
            let view = View::of(&document);
            let gist = Gist::of(view, Securing::Jwt);
            let first = view.subjects().first();
            assert_eq!(gist.issuer(), view.issuer_id());
            assert_eq!(gist.id(), view.id());
            assert_eq!(gist.subject(), first.and_then(|it| it.get("id")?.as_str()));
            assert_eq!(
                gist.achievement(),
                view.achievement().and_then(|it| it.get("id")?.as_str())
            );
            assert!(gist.is_plain);
            let until = view.valid_until().and_then(Result::ok);
            assert_eq!(gist.valid_until.as_deref(), until.as_ref());
            assert_eq!(gist.is_of_one, view.subjects().len() == 1);
            assert_eq!(gist.has_achievement, view.achievement().is_some());
            assert_eq!(gist.has_results, first.is_some_and(|it| it.get("result").is_some()));
            assert_eq!(gist.has_evidence, text.contains(r#""evidence": [{"#));
            assert_eq!(gist.has_related, text.contains("related"));
            assert_eq!(
                gist.is_badge,
                text.contains("BadgeCredential") || text.contains("Achievement")
            );
            let alignments = view.achievement().and_then(|it| it.get("alignment"));
            let alignments = alignments.map_or(&[][..], Value::items);
            let is_many = text.contains(r#"{"targetName": "c"}"#);
            assert_eq!(gist.has_many_alignments, is_many);
            let kept = if is_many { &[] } else { alignments };
            assert!(gist.alignments().eq(kept.iter().map(Aligned::of)));
            let awarded = view.awarded_date().or_else(|| view.valid_from());
            let awarded = awarded.and_then(Result::ok).map(|it| it.unix_seconds());
            assert_eq!(gist.awarded, awarded);
        }
    }

    #[test]
    fn long_texts_are_kept_whole() {
        for lengths in [[1, 2, 3], [240, 1, 1], [100, 140, 1], [100, 141, 7], [300, 0, 500]] {
            let [issuer, id, name] = lengths.map(|length| "x".repeat(length));
            let text = format!(
                r#"{{"issuer": "a{issuer}", "id": "b{id}",
                    "credentialSubject": {{"achievement": {{"alignment": [{{"targetCode": "c{name}"}}]}}}}}}"#
            );
            let document = json::read(text.as_bytes(), &Limits::default()).unwrap();
            let gist = Gist::of(View::of(&document), Securing::Jwt);
            assert_eq!(gist.issuer(), Some(&*format!("a{issuer}")));
            assert_eq!(gist.id(), Some(&*format!("b{id}")));
            assert_eq!(gist.subject(), None);
            let codes: Vec<_> = gist.alignments().map(|it| it.code.map(str::to_owned)).collect();
            assert_eq!(codes, [Some(format!("c{name}"))]);
        }
    }

    #[test]
    fn ids_that_can_be_written_otherwise_are_not_plain() {
        for (id, expected) in [
            ("urn:a", true),
            ("", true),
            ("urn:a%20", false),
            ("urn:a ", false),
            ("urn:\u{e9}", false),
            ("urn:\u{7f}", false),
        ] {
            assert_eq!(is_plain(id), expected, "{id:?}");
            let document = Value::from(id);
            let issued = json::Object::from_iter([("id", "urn:b".into()), ("issuer", document)]);
            assert_eq!(
                Gist::of(View::of(&Value::Object(issued)), Securing::Jwt).is_plain,
                expected,
                "{id:?}"
            );
        }
    }

    #[test]
    fn many_alignments_are_left_where_they_are() {
        for (count, is_many) in [(FEW, false), (FEW + 1, true)] {
            let alignments = vec![r#"{"targetName": "a"}"#; count].join(",");
            let text = format!(
                r#"{{"credentialSubject": {{"achievement": {{"alignment": [{alignments}]}}}}}}"#
            );
            let document = json::read(text.as_bytes(), &Limits::default()).unwrap();
            let gist = Gist::of(View::of(&document), Securing::Jwt);
            assert_eq!(gist.has_many_alignments, is_many);
            assert_eq!(gist.alignments().count(), if is_many { 0 } else { count });
        }
    }
}
