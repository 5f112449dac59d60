use std::borrow::Cow;

use arcstr::{ArcStr, literal};

use super::{Evaluator, compared, training};
use crate::json::Value;
use crate::model::View;
use crate::recognition::{Candidate, Date};
use crate::report::{Aligned, Gist};

/// What a credential says that is looked at more than once.
pub(super) struct Facets<'a> {
    pub issuer: &'a str,
    /// The issuer as ids are compared.
    pub issued_by: Cow<'a, str>,
    pub id: &'a str,
    pub achievement_id: &'a str,
    /// The ids of the credential, its subject and its achievement, as ids are compared.
    pub key: Cow<'a, str>,
    pub subject: Option<Cow<'a, str>>,
    pub achieved: Cow<'a, str>,
    pub gist: &'a Gist,
    pub view: View<'a>,
    pub awarded: Date,
}

impl<'a> Evaluator<'a, '_> {
    /// What a badge must say before anything can be asked of it.
    ///
    /// # Errors
    /// Why it is no badge that can count.
    pub(super) fn facets(&self, candidate: &'a Candidate) -> Result<Facets<'a>, ArcStr> {
        let gist = candidate.credential.gist();
        if !gist.is_badge {
            return Err(literal!("it is no achievement credential"));
        }
        if !gist.is_of_one {
            return Err(literal!("it is about more or less than one subject"));
        }
        if !gist.has_achievement {
            return Err(literal!("it has no achievement"));
        }
        let awarded = gist.awarded.and_then(|it| Date::of_seconds(it, self.policy.zone));
        let issuer = gist.issuer().ok_or(literal!("its issuer has no id"))?;
        let id = gist.id().ok_or(literal!("it has no id"))?;
        let achievement_id = gist.achievement().ok_or(literal!("its achievement has no id"))?;
        let as_compared = |id| as_compared(gist, id);
        Ok(Facets {
            issuer,
            issued_by: as_compared(issuer),
            id,
            key: as_compared(id),
            subject: gist.subject().map(as_compared),
            achievement_id,
            achieved: as_compared(achievement_id),
            awarded: awarded.ok_or(literal!("it does not say when it was awarded"))?,
            gist,
            view: candidate.credential.view(),
        })
    }
}

impl<'a> Facets<'a> {
    /// A member of the one subject.
    pub(super) fn of_subject(&self, name: &str) -> Option<&'a Value> {
        self.view.subjects().first()?.get(name)
    }

    /// A member of the achievement, as the items of an array.
    pub(super) fn of_achievement(&self, name: &str) -> &'a [Value] {
        self.view.achievement().and_then(|it| it.get(name)).map_or(&[], Value::items)
    }

    /// The achievements that its own says it is the same as.
    pub(super) fn related(&self) -> impl Iterator<Item = &'a str> {
        let achievement = self.gist.has_related.then(|| self.view.achievement()).flatten();
        achievement.into_iter().flat_map(related)
    }

    /// What its alignments say.
    pub(super) fn alignments(&self) -> impl Iterator<Item = Aligned<'a>> {
        let many = self.gist.has_many_alignments.then(|| self.of_achievement("alignment"));
        self.gist.alignments().chain(many.into_iter().flatten().map(Aligned::of))
    }

    /// The training that the office says, and the achievement, as trainings are compared.
    pub(super) fn trainings(&self, candidate: &'a Candidate) -> impl Iterator<Item = Cow<'a, str>> {
        let said = candidate.facts.training.as_deref();
        said.into_iter().chain([self.achievement_id]).map(training)
    }
}

/// The achievements that one says it is the same as "for most purposes" (Open Badges 3.0, `Related`):
/// other versions of it, and other languages.
pub(super) fn related(achievement: &Value) -> impl Iterator<Item = &str> {
    let related = achievement.get("related").map_or(&[][..], Value::items);
    related.iter().filter_map(|it| it.get("id")?.as_str())
}

/// An id as ids are compared.
pub(super) fn as_compared<'g>(gist: &Gist, id: &'g str) -> Cow<'g, str> {
    match gist.is_plain {
        true => Cow::Borrowed(id),
        false => compared(id),
    }
}
