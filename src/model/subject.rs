//! The subjects of credentials: who earned an achievement, and what an endorsement is about.

use super::builder::Builder;
use super::class::{Types, class};
use super::{Achievement, IdentityObject, Image, Profile, Result, check};
use crate::json::Number;
use crate::text::{Iri, Timestamp};

class! {
    /// Who earned the achievement, and how: the recipient of a badge.
    ///
    /// The recipient is named by `id`, by at least one `identifier`, or by both.
    ///
    /// Source: Open Badges 3.0, data model, `AchievementSubject`; VCDM 2.0, section 4.8.
    pub struct AchievementSubject: open, Types::Includes(&[&["AchievementSubject"]]),
        rule check::rules::ACHIEVEMENT_SUBJECT;

    /// The identifier of the recipient, often a DID.
    id = "id": optional Iri,
    /// The types: `AchievementSubject`, and any of an extension.
    types = "type": some String as Types,
    /// Other identities of the recipient, plain or hashed.
    identifier = "identifier": many IdentityObject,
    /// The achievement that was earned.
    achievement = "achievement": required Achievement,
    /// The results that were reached.
    result = "result": many Result,
    /// The story that connects the pieces of evidence.
    narrative = "narrative": optional String as Markdown,
    /// The credits that were earned, in the unit of the achievement's `creditsAvailable`.
    credits_earned = "creditsEarned": optional Number,
    /// When the activity began. The time zone may be absent.
    activity_start_date = "activityStartDate": optional Timestamp as DateTime,
    /// When the activity ended. The time zone may be absent.
    activity_end_date = "activityEndDate": optional Timestamp as DateTime,
    /// A PNG or SVG image of this award, meant to be baked; not the image of the achievement.
    image = "image": optional Image,
    /// The number of the licence that was issued with the credential.
    license_number = "licenseNumber": optional String,
    /// The role of the recipient in the activity.
    role = "role": optional String,
    /// Who assessed the achievement, or who reported that it was earned.
    source = "source": optional Profile,
    /// The academic term in which it was earned.
    term = "term": optional String,
}

class! {
    /// What an endorsement is about.
    ///
    /// Source: Open Badges 3.0, data model, `EndorsementSubject`.
    pub struct EndorsementSubject: open, Types::Includes(&[&["EndorsementSubject"]]);

    /// The identifier of the credential, achievement or profile that is endorsed.
    id = "id": required Iri,
    /// The types: `EndorsementSubject`, and any of an extension.
    types = "type": some String as Types,
    /// What the endorser says about it.
    endorsement_comment = "endorsementComment": optional String as Markdown,
}

impl AchievementSubject {
    /// The subject of a badge. It must be given an `id` or an `identifier` as well.
    pub fn builder(achievement: Achievement) -> Builder<Self> {
        Builder::<Self>::start().achievement(achievement)
    }
}

impl EndorsementSubject {
    /// A subject with the identifier of what is endorsed.
    pub fn builder(id: impl Into<super::Written>) -> Builder<Self> {
        Builder::<Self>::start().id(id)
    }
}
