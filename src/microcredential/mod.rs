//! Micro-credentials: what they ask, how evidence is assessed, and whether a badge says that what
//! was asked was reached.
//!
//! - [`MicroCredential`] holds the parts of a micro-credential, its public rubric among them. It
//!   becomes an achievement of Open Badges and comes back without loss, and becomes prose for people.
//! - [`Assessment`] scores a [`Submission`] against the rubric. From one that [`Passed`] comes a badge,
//!   from one that did not [`Feedback`].
//! - [`Standing`] reads from a credential whether the levels and values that its achievement requires
//!   were reached.
//! - [`lint_personal_data`] looks for data of pupils in evidence.

mod achievement;
mod assessment;
mod case;
mod definition;
mod form;
mod markdown;
mod named;
mod personal;
mod rubric;
mod standing;
mod words;

use crate::model::{Class, Node as _};

pub(crate) use achievement::MICRO_CREDENTIAL;
pub(crate) use assessment::Assessed;
pub use assessment::{
    Assessment, AssessmentFacts, AssessorFacts, Blindness, Calibration, Comment, CriterionFeedback,
    Decision, Feedback, Passed, PassedCredential, Piece, Resolution, Role, Score, Scores,
    Submission,
};
pub use definition::{
    Citation, Competency, Cost, KeyMethod, MethodComponent, MicroCredential, PartKind, Resource,
    SubmissionPart,
};
pub use personal::lint_personal_data;
pub use rubric::{Count, Criterion, Level, Passing, PassingRule};
pub(crate) use standing::Results;
pub use standing::{Answer, Ground, Requirement, Standing, Verdict};

/// The classes of our extension and of the files that people write, the micro-credential first.
pub const CLASSES: &[fn() -> &'static Class] = &[
    MicroCredential::class,
    Competency::class,
    KeyMethod::class,
    MethodComponent::class,
    Citation::class,
    Resource::class,
    SubmissionPart::class,
    Criterion::class,
    Level::class,
    Passing::class,
    Cost::class,
    AssessmentFacts::class,
    AssessorFacts::class,
    Submission::class,
    Piece::class,
    Scores::class,
    Score::class,
];
