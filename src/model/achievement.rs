//! Achievements: what can be earned, and what it takes.

use super::builder::Builder;
use super::class::{Types, class};
use super::{
    AchievementType, Alignment, CompactJws, EndorsementCredential, IdentifierEntry, Image, Profile,
    ResultDescription, Written, check,
};
use crate::json::Number;
use crate::text::Iri;

class! {
    /// An accomplishment that many may earn: a competency, a course, a micro-credential.
    ///
    /// ```
    /// use openbadges::model::{Achievement, AchievementType, Criteria};
    /// let achievement = Achievement::builder(
    ///     "https://example.org/achievements/wait-time",
    ///     "Wait Time",
    ///     "Gives every pupil time to think before an answer is taken.",
    ///     Criteria::narrative("Two recorded lessons that meet the rubric."),
    /// )
    /// .achievement_type(AchievementType::MicroCredential)
    /// .tag("questioning")
    /// .build()?;
    /// assert_eq!(achievement.name, "Wait Time");
    /// # Ok::<(), openbadges::model::Invalid>(())
    /// ```
    ///
    /// Source: Open Badges 3.0, data model, `Achievement`.
    pub struct Achievement: open, Types::Includes(&[&["Achievement"]]);

    /// The identifier of the achievement, the same in every badge that awards it.
    id = "id": required Iri,
    /// The types: `Achievement`, and any of an extension.
    types = "type": some String as Types,
    /// The name.
    name = "name": required String,
    /// A short description.
    description = "description": required String,
    /// What is needed to earn it.
    criteria = "criteria": required Criteria,
    /// What kind of achievement it is.
    achievement_type = "achievementType": optional AchievementType,
    /// Who made the achievement, where it is not the issuer of the badge. Nothing in a badge
    /// proves it.
    creator = "creator": optional Profile,
    /// The nodes of frameworks to which it is aligned.
    alignment = "alignment": many Alignment,
    /// The results that can be reached.
    result_description = "resultDescription": many ResultDescription,
    /// The credits that can be earned. The standard gives no unit.
    credits_available = "creditsAvailable": optional Number,
    /// Endorsements of the achievement, each with a proof of its own.
    endorsement = "endorsement": many EndorsementCredential,
    /// Endorsements of the achievement in the form of JWTs.
    endorsement_jwt = "endorsementJwt": many CompactJws,
    /// The field of study.
    field_of_study = "fieldOfStudy": optional String,
    /// The area within the field of study.
    specialization = "specialization": optional String,
    /// A code that people use for it, such as that of a course.
    human_code = "humanCode": optional String,
    /// An image that stands for the achievement.
    image = "image": optional Image,
    /// The language in which it is described, such as `en-US`.
    in_language = "inLanguage": optional String as LanguageTag,
    /// Other identifiers of the achievement.
    other_identifier = "otherIdentifier": many IdentifierEntry,
    /// Achievements that are related to it.
    related = "related": many Related,
    /// Words by which it is found.
    tag = "tag": many String,
    /// The version, in the issuer's own counting.
    version = "version": optional String,
}

class! {
    /// What is needed to earn an achievement: a text, a page, or both.
    ///
    /// Source: Open Badges 3.0, data model, `Criteria`. It has no `type`. The standard recommends
    /// one of the two properties; 1EdTech's validator, and this library, require it.
    pub struct Criteria: open, Types::None, rule check::rules::CRITERIA;

    /// The address of a page that tells the criteria.
    id = "id": optional Iri as Link,
    /// The criteria in Markdown.
    narrative = "narrative": optional String as Markdown,
}

class! {
    /// An achievement that is related to another.
    ///
    /// Source: Open Badges 3.0, data model, `Related`.
    pub struct Related: open, Types::Includes(&[&["Related"]]);

    /// The identifier of the related achievement.
    id = "id": required Iri,
    /// The types: `Related`, and any of an extension.
    types = "type": some String as Types,
    /// The language of the related achievement.
    in_language = "inLanguage": optional String as LanguageTag,
    /// The version of the related achievement.
    version = "version": optional String,
}

impl Achievement {
    /// An achievement with all that it must have.
    pub fn builder(
        id: impl Into<Written>,
        name: impl Into<Written>,
        description: impl Into<Written>,
        criteria: Criteria,
    ) -> Builder<Self> {
        Builder::<Self>::start().id(id).name(name).description(description).criteria(criteria)
    }
}

impl Criteria {
    /// Criteria that are told in Markdown.
    pub fn narrative(text: impl Into<String>) -> Self {
        Self { id: None, narrative: Some(text.into()), extensions: Default::default() }
    }

    /// Criteria that are told on a page.
    pub fn page(id: Iri) -> Self {
        Self { id: Some(id), narrative: None, extensions: Default::default() }
    }
}

impl Related {
    /// A related achievement by its identifier.
    pub fn builder(id: impl Into<Written>) -> Builder<Self> {
        Builder::<Self>::start().id(id)
    }
}
