//! From items and rubrics to what stands in badges.
//!
//! Source: Open Badges 3.0, data model, `Alignment`, `ResultDescription`; the examples of alignments
//! in the specification.

use super::framework::{Framework, Source};
use super::item::Item;
use super::rubric::{Criterion, Level, Rubric};
use crate::fault::{Code, Finding, Pointer};
use crate::json::Number;
use crate::model::{
    Achievement, AchievementType, Alignment, AlignmentTargetType, Builder, Criteria, ExtensionTerm,
    IdentifierEntry, IdentifierType, Invalid, ResultDescription, ResultType, RubricCriterionLevel,
    form,
};

/// A name of more letters than this gives way to a shorter one, if there is one.
const LONG: usize = 200;

impl Item<'_> {
    /// The alignment that points to the item: its statement, its address, its identifier as the
    /// code (a CTID in the Credential Registry), the framework by its title.
    ///
    /// # Errors
    /// [`Invalid`] when the address is not an absolute IRI that a badge may point to.
    pub fn alignment(&self) -> Result<Alignment, Invalid> {
        let statement = &self.full_statement;
        let (name, description) = match self.abbreviated_statement.as_deref() {
            Some(short) if statement.chars().count() > LONG => (short, Some(statement.as_str())),
            _ => (statement.as_str(), self.notes.as_deref()),
        };
        let document = self.framework().document();
        let mut alignment = Alignment::builder(name, self.uri.as_str())
            .target_code(self.target_code())
            .target_framework(&document.title)
            .target_type(match self.framework().source() {
                Source::Case => AlignmentTargetType::CfItem,
                Source::CtdlAsn => AlignmentTargetType::CeasnCompetency,
            });
        if let Some(description) = description {
            alignment = alignment.target_description(description);
        }
        alignment.build()
    }

    /// An achievement that is this very competency, to be completed and built: its `id` is the
    /// address of the item, so that whoever asserts the competency asserts the same one. An
    /// achievement of one's own has an `id` of its own and the [`Item::alignment`].
    ///
    /// What is needed to earn it, no framework says.
    pub fn achievement(&self, criteria: Criteria) -> Builder<Achievement> {
        let (id, description) = (self.uri.as_str(), self.full_statement.as_str());
        let mut achievement = Achievement::builder(id, self.name(), description, criteria)
            .achievement_type(AchievementType::Competency);
        if let Some(code) = self.human_coding_scheme.as_deref() {
            achievement = achievement.human_code(code);
        }
        if let Some(language) = self.language().filter(|tag| form::is_language_tag(tag)) {
            achievement = achievement.in_language(language);
        }
        for keyword in self.concept_keywords.iter() {
            achievement = achievement.tag(keyword.as_str());
        }
        let (kind, identifier) = match self.framework().source() {
            Source::Case => ("ext:caseIdentifier", self.identifier.to_string()),
            Source::CtdlAsn => ("ext:ctid", self.target_code()),
        };
        let kind =
            ExtensionTerm::new(kind).map_or(IdentifierType::Identifier, IdentifierType::Extension);
        achievement = achievement.other_identifier(IdentifierEntry::new(kind, identifier));
        match self.alignment() {
            Ok(alignment) => achievement.alignment(alignment),
            // The address that spoils the alignment spoils the `id`, and is told when it is built.
            Err(_) => achievement,
        }
    }

    fn target_code(&self) -> String {
        match self.framework().source() {
            Source::Case => self.identifier.to_string(),
            Source::CtdlAsn => format!("ce-{}", self.identifier),
        }
    }
}

impl Framework {
    /// The results of a rubric as an achievement has them: for each criterion a description of the
    /// type `RubricCriterionLevel`, with its levels from low to high and an alignment to the item
    /// that is judged. Which level is required, the achievement says.
    ///
    /// Badges have no weights of criteria and no feedback: these stay in the rubric. Levels without
    /// scores have an order only where `positions` says it.
    ///
    /// # Errors
    /// [`Invalid`] when levels do not say in which order they stand (`framework.levels`, see
    /// [`Criterion::levels_in_order`]), and when an address is not an absolute IRI. Pointers lead into
    /// the descriptions as they would stand in the achievement: `/resultDescription/0`.
    pub fn result_descriptions(
        &self,
        rubric: &Rubric,
        positions: Positions,
    ) -> Result<Vec<ResultDescription>, Invalid> {
        let criteria = rubric.in_order().into_iter().enumerate();
        let descriptions =
            criteria.map(|(index, criterion)| self.result_description(criterion, index, positions));
        Invalid::each("resultDescription", descriptions)
    }

    /// One of them, by its place in the rubric.
    pub(crate) fn result_description(
        &self,
        criterion: &Criterion,
        index: usize,
        positions: Positions,
    ) -> Result<ResultDescription, Invalid> {
        let name = criterion.description.as_ref().or(criterion.category.as_ref());
        let name = name.cloned().unwrap_or_else(|| format!("Criterion {}", index + 1));
        let mut description =
            ResultDescription::builder(&criterion.uri, name, ResultType::RubricCriterionLevel);
        for (index, level) in criterion.levels_in_order(positions)?.into_iter().enumerate() {
            description = description.rubric_criterion_level(level.described(index)?);
        }
        if let Some(link) = &criterion.item {
            let item = link.identifier.and_then(|identifier| self.item(identifier));
            let alignment = match item.or_else(|| self.item_at(&link.uri)) {
                Some(item) => item.alignment()?,
                None => Alignment::builder(&link.title, &link.uri)
                    .target_type(AlignmentTargetType::CfItem)
                    .build()?,
            };
            description = description.alignment(alignment);
        }
        description.build()
    }
}

/// Which of the levels of a criterion the positions put first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Default)]
#[non_exhaustive]
pub enum Positions {
    /// It is not known: the scores must say it. The default.
    #[default]
    Unknown,
    /// The lowest, by the word of whoever knows the rubric.
    LowestFirst,
    /// The highest, by the word of whoever knows the rubric.
    HighestFirst,
}

impl Criterion {
    /// The levels from low to high, as badges have them.
    ///
    /// CASE says that levels have positions, not whether the first is the lowest; printed rubrics
    /// often begin with the highest. So the scores decide, where all levels have one and no two
    /// have the same. Else the positions do, in the direction in which the scores of some levels
    /// rise, or in the one that is given.
    ///
    /// # Errors
    /// [`Invalid`] with `framework.levels`, when there is more than one level and neither scores nor
    /// positions tell all of them apart, nothing says in which direction the positions go, or scores
    /// contradict it. Who passes depends on the order, so it is never guessed.
    pub fn levels_in_order(&self, positions: Positions) -> Result<Vec<&Level>, Invalid> {
        let mut levels: Vec<_> = self.levels.iter().collect();
        if levels.len() < 2 {
            return Ok(levels);
        }
        let scores: Option<Vec<f64>> = levels.iter().map(|level| level.score).collect();
        let by_score = scores.is_some_and(all_differ);
        let places: Option<Vec<i64>> = levels.iter().map(|level| level.position).collect();
        let are_placed = places.is_some_and(|mut places| {
            places.sort_unstable();
            places.windows(2).all(|pair| pair.first() != pair.last())
        });
        if !by_score && !are_placed {
            return Err(levels_fault(
                "neither scores nor positions tell the levels apart, so their order is not known",
            ));
        }
        levels.sort_by_key(|level| level.position);
        let scores: Vec<f64> = levels.iter().filter_map(|level| level.score).collect();
        let pairs = || scores.windows(2).filter(|pair| pair.first() != pair.last());
        let (rise, fall) = (
            pairs().any(|pair| pair.first() < pair.last()),
            pairs().any(|pair| pair.first() > pair.last()),
        );
        let said = match positions {
            Positions::LowestFirst => Some(true),
            Positions::HighestFirst => Some(false),
            Positions::Unknown => None,
        };
        if by_score {
            // What whoever knows the rubric says must not be otherwise.
            if are_placed && said.is_some_and(|rises| if rises { fall } else { rise }) {
                return Err(levels_fault("the scores of the levels go the other way"));
            }
            levels.sort_by(|a, b| a.score.unwrap_or(0.0).total_cmp(&b.score.unwrap_or(0.0)));
            return Ok(levels);
        }
        let rises = match (rise, fall, said) {
            (true, true, _) => {
                let message = "the scores of the levels neither rise nor fall with their positions";
                return Err(levels_fault(message));
            }
            (true, false, None | Some(true)) | (false, false, Some(true)) => true,
            (false, true, None | Some(false)) | (false, false, Some(false)) => false,
            (false, false, None) => {
                return Err(levels_fault(
                    "the levels have positions, and nothing says whether the first is the lowest",
                ));
            }
            _ => return Err(levels_fault("the scores of the levels go the other way")),
        };
        if !rises {
            levels.reverse();
        }
        Ok(levels)
    }
}

fn all_differ(mut scores: Vec<f64>) -> bool {
    scores.sort_by(f64::total_cmp);
    scores.windows(2).all(|pair| pair.first() != pair.last())
}

fn levels_fault(message: &str) -> Invalid {
    let pointer = Pointer::root().member("rubricCriterionLevel");
    Invalid { findings: vec![Finding::error(Code::FrameworkLevels, pointer, message)] }
}

impl Level {
    fn described(&self, index: usize) -> Result<RubricCriterionLevel, Invalid> {
        let name = self.quality.as_ref().or(self.description.as_ref());
        let name = name.cloned().unwrap_or_else(|| format!("Level {}", index + 1));
        let mut level = RubricCriterionLevel::builder(&self.uri, name);
        if let Some(description) = &self.description {
            level = level.description(description);
        }
        if let Some(score) = self.score.and_then(|score| Number::try_from(score).ok()) {
            level = level.points(score.to_string());
        }
        level.build()
    }
}
