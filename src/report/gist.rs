use crate::context::url;
use crate::json::Value;
use crate::model::View;
use crate::text::Timestamp;

/// What everybody who reads a credential asks for, read once: when it is verified.
///
/// A thousand credentials are larger than what a processor has at hand. To find an id in a document
/// costs a leap through memory for each object and text on the way; here all stand side by side.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Gist {
    texts: Box<str>,
    issuer: Place,
    id: Place,
    subject: Place,
    achievement: Place,
    /// Name, URL, framework and code of each alignment; of more than [`FEW`] none.
    alignments: [[Place; 4]; FEW],
    /// How many alignments are kept.
    aligned: usize,
    /// When it was awarded, or else from when it is valid. `None` where that cannot be read.
    pub(crate) awarded: Option<Timestamp>,
    /// Until when it is valid. `None` where that is not said, or cannot be read.
    pub(crate) valid_until: Option<Timestamp>,
    /// Whether its ids are of visible ASCII characters without a percent sign.
    pub(crate) is_plain: bool,
    /// Whether it names the context of our extension.
    pub(crate) is_extended: bool,
    /// Whether it is of the class of achievement credentials.
    pub(crate) is_badge: bool,
    /// How many subjects it has.
    pub(crate) subjects: usize,
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
}

/// Where a text is kept.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Place {
    from: u32,
    until: u32,
}

impl Place {
    /// Of a text that is not there: it ends before it begins.
    const NONE: Place = Place { from: 1, until: 0 };
}

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
    pub(crate) fn of(view: View<'_>) -> Self {
        let mut texts = String::with_capacity(192);
        let mut keep = |text: Option<&str>| {
            let mut place = || {
                let from = u32::try_from(texts.len()).ok()?;
                texts.push_str(text?);
                Some(Place { from, until: u32::try_from(texts.len()).ok()? })
            };
            place().unwrap_or(Place::NONE)
        };
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
        let is_plain = ids.iter().flatten().all(|id| is_plain(id));
        let [issuer, id, of_subject, of_achievement] = ids.map(&mut keep);
        let mut kept = [[Place::NONE; 4]; FEW];
        for (kept, it) in kept.iter_mut().zip(few.iter().map(Aligned::of)) {
            *kept = [it.name, it.url, it.framework, it.code].map(&mut keep);
        }
        Self {
            issuer,
            id,
            subject: of_subject,
            achievement: of_achievement,
            alignments: kept,
            aligned: few.len(),
            has_many_alignments,
            is_plain,
            valid_until: view.valid_until().and_then(Result::ok),
            awarded: view.awarded_date().or_else(|| view.valid_from()).and_then(Result::ok),
            is_extended: view
                .contexts()
                .iter()
                .any(|it| it.as_str() == Some(url::MICRO_CREDENTIAL_V1)),
            is_badge: view
                .types()
                .any(|it| matches!(it, "AchievementCredential" | "OpenBadgeCredential")),
            subjects: view.subjects().len(),
            has_achievement: achievement.is_some(),
            has_results: subject.is_some_and(|it| it.get("result").is_some()),
            has_evidence: !view.evidence().is_empty(),
            has_related: achievement.is_some_and(|it| it.get("related").is_some()),
            texts: texts.into_boxed_str(),
        }
    }

    /// Something that hangs on each part of memory that a decision reads. Who looks at many before the
    /// first is decided waits for several parts at once, and not for one after the other.
    pub(crate) fn glance(&self) -> i64 {
        let texts =
            self.texts.bytes().step_by(64).take(4).fold(0, |all, byte| all ^ i64::from(byte));
        let time = |time: &Option<Timestamp>| time.as_ref().map_or(0, Timestamp::unix_seconds);
        let flags = i64::from(self.is_badge) ^ i64::from(self.has_related);
        texts ^ time(&self.awarded) ^ time(&self.valid_until) ^ flags
    }

    /// The id of the issuer.
    #[inline]
    pub(crate) fn issuer(&self) -> Option<&str> {
        self.text(self.issuer)
    }

    /// The id of the credential.
    #[inline]
    pub(crate) fn id(&self) -> Option<&str> {
        self.text(self.id)
    }

    /// The id of the first subject.
    #[inline]
    pub(crate) fn subject(&self) -> Option<&str> {
        self.text(self.subject)
    }

    /// The id of the achievement.
    #[inline]
    pub(crate) fn achievement(&self) -> Option<&str> {
        self.text(self.achievement)
    }

    /// What the alignments of the achievement say, where they are few.
    #[inline]
    pub(crate) fn alignments(&self) -> impl Iterator<Item = Aligned<'_>> {
        self.alignments.iter().take(self.aligned).map(|it| {
            let [name, url, framework, code] = it.map(|place| self.text(place));
            Aligned { name, url, framework, code }
        })
    }

    #[inline]
    fn text(&self, place: Place) -> Option<&str> {
        self.texts.get(place.from as usize..place.until as usize)
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
            let gist = Gist::of(view);
            let first = view.subjects().first();
            assert_eq!(gist.issuer(), view.issuer_id());
            assert_eq!(gist.id(), view.id());
            assert_eq!(gist.subject(), first.and_then(|it| it.get("id")?.as_str()));
            assert_eq!(
                gist.achievement(),
                view.achievement().and_then(|it| it.get("id")?.as_str())
            );
            assert!(gist.is_plain);
            assert_eq!(gist.valid_until, view.valid_until().and_then(Result::ok));
            assert_eq!(gist.subjects, view.subjects().len());
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
            assert_eq!(gist.awarded, awarded.and_then(Result::ok));
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
            assert_eq!(Gist::of(View::of(&Value::Object(issued))).is_plain, expected, "{id:?}");
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
            let gist = Gist::of(View::of(&document));
            assert_eq!(gist.has_many_alignments, is_many);
            assert_eq!(gist.alignments().count(), if is_many { 0 } else { count });
        }
    }
}
