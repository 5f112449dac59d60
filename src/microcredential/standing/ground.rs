use std::fmt;

/// What a result description requires.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub enum Requirement {
    /// At least the level with this name.
    Level(String),
    /// At least this value.
    Value(String),
    /// At least this level, and at least this value.
    LevelAndValue(String, String),
    /// That the work is completed.
    Completion,
}

impl fmt::Display for Requirement {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Requirement::Level(level) => f.write_str(level),
            Requirement::Value(value) => f.write_str(value),
            Requirement::LevelAndValue(level, value) => write!(f, "{level} and {value}"),
            Requirement::Completion => f.write_str("Completed"),
        }
    }
}

/// Why a requirement is met, not met, or unknown.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
#[serde(tag = "ground", content = "found", rename_all = "camelCase")]
#[non_exhaustive]
pub enum Ground {
    /// What is required was reached.
    Reached,
    /// Less than what is required was reached.
    Below,
    /// The work is in a state (`status`) that is not completed.
    NotCompleted(String),
    /// The result is provisional, or its status is none that the standard has.
    Status(String),
    /// The description requires nothing.
    NothingRequired,
    /// No result answers the description.
    NoResult,
    /// The result does not say what was reached.
    NothingReached,
    /// The result refers to a description that the achievement does not have.
    NoDescription(String),
    /// The result refers to no description.
    Unlinked,
    /// The achievement has several descriptions of this name, or one without a name.
    Ambiguous,
    /// The level is none of the rubric, or is there twice.
    NoSuchLevel(String),
    /// The value is none of those that are allowed, or outside their range.
    NoSuchValue(String),
    /// Nothing that is signed says which of the two is higher.
    OrderUnknown,
    /// The values are no numbers, and no order of them is given.
    Incomparable,
    /// Several results answer the description, and they do not agree.
    Contradiction,
}

impl Ground {
    /// Whether a result of which nothing is required weighs in the whole all the same.
    pub(super) fn weighs_alone(&self) -> bool {
        !matches!(self, Ground::NothingRequired | Ground::Unlinked)
    }
}

impl fmt::Display for Ground {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Ground::Reached => f.write_str("what is required was reached"),
            Ground::Below => f.write_str("what was reached is below what is required"),
            Ground::NotCompleted(status) => write!(f, "the work is not completed: {status}"),
            Ground::Status(status) => write!(f, "the status {status:?} decides nothing"),
            Ground::NothingRequired => f.write_str("nothing is required"),
            Ground::NoResult => f.write_str("no result answers it"),
            Ground::NothingReached => f.write_str("the result does not say what was reached"),
            Ground::NoDescription(id) => {
                write!(f, "the result refers to {id:?}, which the achievement does not describe")
            }
            Ground::Unlinked => f.write_str("the result refers to no description"),
            Ground::Ambiguous => f.write_str("it is not clear which description is meant"),
            Ground::NoSuchLevel(id) => write!(f, "{id:?} is not one level of the rubric"),
            Ground::NoSuchValue(value) => write!(f, "{value:?} is not a value that is possible"),
            Ground::OrderUnknown => {
                f.write_str("nothing that is signed says which of the two is higher")
            }
            Ground::Incomparable => f.write_str("the values are no numbers and have no order"),
            Ground::Contradiction => f.write_str("several results answer it and do not agree"),
        }
    }
}
