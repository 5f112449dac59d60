//! The enumerations, and the terms that extend them.

use super::class::Extent;

/// The description of an enumeration.
#[derive(Debug)]
#[non_exhaustive]
pub struct Enumeration {
    /// The name of the enumeration in the standard.
    pub name: &'static str,
    /// What it says, with its source.
    pub doc: &'static str,
    /// The terms of the standard.
    pub terms: &'static [&'static str],
    /// Whether terms of one's own, which start with `ext:`, may stand too.
    pub extent: Extent,
}

impl Enumeration {
    /// Whether `text` is a term of it.
    pub fn holds(&self, text: &str) -> bool {
        self.terms.contains(&text) || (self.extent == Extent::Open && is_read_as_extension(text))
    }

    /// What can stand where a term of it is expected, in words.
    pub(crate) fn expected(&self) -> String {
        let terms = self.terms.join(", ");
        match self.extent {
            Extent::Open => format!("one of {terms}, or one of your own such as ext:Term"),
            Extent::Closed => format!("one of {terms}"),
        }
    }
}

/// A term that extends an enumeration, such as `ext:StackableCredential`.
///
/// The official schema's pattern, `(ext:)[a-z|A-Z|0-9|.|-|_]+`, is not anchored: what it finds
/// anywhere in a text is read. What is made here is `ext:` and letters, digits, `.`, `_`, `-`.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct ExtensionTerm(String);

/// A text is not `ext:` and then letters, digits, `.`, `_` or `-`.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0:?} is not \"ext:\" and then letters, digits, \".\", \"_\" or \"-\"")]
pub struct NotAnExtensionTerm(String);

impl ExtensionTerm {
    /// A term to be written.
    ///
    /// # Errors
    /// [`NotAnExtensionTerm`] when it has another form.
    pub fn new(text: impl Into<String>) -> Result<Self, NotAnExtensionTerm> {
        let text = text.into();
        if is_written_extension(&text) { Ok(Self(text)) } else { Err(NotAnExtensionTerm(text)) }
    }

    /// The term, with its `ext:`.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// The form in which extension terms are written.
pub(super) fn is_written_extension(text: &str) -> bool {
    text.strip_prefix("ext:").is_some_and(|rest| {
        let allowed = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'_' | b'-');
        !rest.is_empty() && rest.bytes().all(allowed)
    })
}

/// What the official schema accepts as an extension term.
fn is_read_as_extension(text: &str) -> bool {
    text.match_indices("ext:").any(|(at, found)| {
        let next = text.as_bytes().get(at + found.len());
        next.is_some_and(|b| b.is_ascii_alphanumeric() || matches!(b, b'|' | b'.' | b'_'))
    })
}

macro_rules! enumeration {
    ($(#[doc = $doc:literal])+ pub enum $name:ident: open {
        $($variant:ident = $term:literal,)+
    }) => {
        $(#[doc = $doc])+
        #[derive(Clone, Debug, PartialEq, Eq, Hash)]
        #[non_exhaustive]
        pub enum $name {
            $(#[doc = concat!("`", $term, "`")] $variant,)+
            /// A term of one's own.
            Extension(ExtensionTerm),
        }

        impl $name {
            /// The term, as it is written.
            pub fn as_str(&self) -> &str {
                match self {
                    $($name::$variant => $term,)+
                    $name::Extension(term) => term.as_str(),
                }
            }

            fn of(text: &str) -> Option<Self> {
                match text {
                    $($term => Some($name::$variant),)+
                    _ => is_read_as_extension(text)
                        .then(|| $name::Extension(ExtensionTerm(text.to_owned()))),
                }
            }
        }

        impl From<ExtensionTerm> for $name {
            fn from(term: ExtensionTerm) -> Self {
                Self::Extension(term)
            }
        }

        enumeration! { @datum [$($doc)+] $name Open [$($term)+] }
    };
    ($(#[doc = $doc:literal])+ pub enum $name:ident: closed {
        $($variant:ident = $term:literal,)+
    }) => {
        $(#[doc = $doc])+
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        #[non_exhaustive]
        pub enum $name {
            $(#[doc = concat!("`", $term, "`")] $variant,)+
        }

        impl $name {
            /// The term, as it is written.
            pub fn as_str(&self) -> &str {
                match self { $($name::$variant => $term,)+ }
            }

            fn of(text: &str) -> Option<Self> {
                match text {
                    $($term => Some($name::$variant),)+
                    _ => None,
                }
            }
        }

        enumeration! { @datum [$($doc)+] $name Closed [$($term)+] }
    };
    (@datum [$($doc:literal)+] $name:ident $extent:ident [$($term:literal)+]) => {
        impl $name {
            /// The description of the enumeration.
            pub const ENUMERATION: &'static crate::model::Enumeration = &crate::model::Enumeration {
                name: stringify!($name),
                doc: concat!($($doc, "\n"),+),
                terms: &[$($term),+],
                extent: crate::model::Extent::$extent,
            };
        }

        impl crate::model::Datum for $name {
            type Input = Self;
            const RANGE: crate::model::Range = crate::model::Range::Term(Self::ENUMERATION);

            fn from_value(value: &crate::json::Value) -> Option<Self> {
                Self::of(value.as_str()?)
            }

            fn to_value(&self) -> crate::json::Value {
                self.as_str().into()
            }
        }

        impl From<$name> for crate::json::Value {
            fn from(term: $name) -> Self {
                term.as_str().into()
            }
        }
    };
}

pub(crate) use enumeration;

enumeration! {
    /// What kind of achievement it is.
    ///
    /// Source: Open Badges 3.0, data model, `AchievementType`; it can be extended.
    pub enum AchievementType: open {
        Achievement = "Achievement",
        ApprenticeshipCertificate = "ApprenticeshipCertificate",
        Assessment = "Assessment",
        Assignment = "Assignment",
        AssociateDegree = "AssociateDegree",
        Award = "Award",
        Badge = "Badge",
        BachelorDegree = "BachelorDegree",
        Certificate = "Certificate",
        CertificateOfCompletion = "CertificateOfCompletion",
        Certification = "Certification",
        CommunityService = "CommunityService",
        Competency = "Competency",
        Course = "Course",
        CoCurricular = "CoCurricular",
        Degree = "Degree",
        Diploma = "Diploma",
        DoctoralDegree = "DoctoralDegree",
        Fieldwork = "Fieldwork",
        GeneralEducationDevelopment = "GeneralEducationDevelopment",
        JourneymanCertificate = "JourneymanCertificate",
        LearningProgram = "LearningProgram",
        License = "License",
        Membership = "Membership",
        ProfessionalDoctorate = "ProfessionalDoctorate",
        QualityAssuranceCredential = "QualityAssuranceCredential",
        MasterCertificate = "MasterCertificate",
        MasterDegree = "MasterDegree",
        MicroCredential = "MicroCredential",
        ResearchDoctorate = "ResearchDoctorate",
        SecondarySchoolDiploma = "SecondarySchoolDiploma",
    }
}

enumeration! {
    /// What kind of node an alignment points to, in a framework such as CASE or CTDL.
    ///
    /// Source: Open Badges 3.0, data model, `AlignmentTargetType`; it can be extended.
    pub enum AlignmentTargetType: open {
        CeasnCompetency = "ceasn:Competency",
        CetermsCredential = "ceterms:Credential",
        CfItem = "CFItem",
        CfRubric = "CFRubric",
        CfRubricCriterion = "CFRubricCriterion",
        CfRubricCriterionLevel = "CFRubricCriterionLevel",
        Ctdl = "CTDL",
    }
}

enumeration! {
    /// What kind of identifier a text is.
    ///
    /// Source: Open Badges 3.0, data model, `IdentifierTypeEnum`; it can be extended.
    pub enum IdentifierType: open {
        Name = "name",
        SourcedId = "sourcedId",
        SystemId = "systemId",
        ProductId = "productId",
        UserName = "userName",
        AccountId = "accountId",
        EmailAddress = "emailAddress",
        NationalIdentityNumber = "nationalIdentityNumber",
        Isbn = "isbn",
        Issn = "issn",
        LisSourcedId = "lisSourcedId",
        OneRosterSourcedId = "oneRosterSourcedId",
        SisSourcedId = "sisSourcedId",
        LtiContextId = "ltiContextId",
        LtiDeploymentId = "ltiDeploymentId",
        LtiToolId = "ltiToolId",
        LtiPlatformId = "ltiPlatformId",
        LtiUserId = "ltiUserId",
        Identifier = "identifier",
    }
}

enumeration! {
    /// What kind of result a description describes.
    ///
    /// Source: Open Badges 3.0, data model, `ResultType`; it can be extended.
    pub enum ResultType: open {
        GradePointAverage = "GradePointAverage",
        LetterGrade = "LetterGrade",
        Percent = "Percent",
        PerformanceLevel = "PerformanceLevel",
        PredictedScore = "PredictedScore",
        RawScore = "RawScore",
        Result = "Result",
        RubricCriterion = "RubricCriterion",
        RubricCriterionLevel = "RubricCriterionLevel",
        RubricScore = "RubricScore",
        ScaledScore = "ScaledScore",
        Status = "Status",
    }
}

enumeration! {
    /// How far the work on an achievement has come.
    ///
    /// Source: Open Badges 3.0, data model, `ResultStatusType`; it is closed. An achievement
    /// without a status is taken as completed.
    pub enum ResultStatus: closed {
        Completed = "Completed",
        Enrolled = "Enrolled",
        Failed = "Failed",
        InProgress = "InProgress",
        OnHold = "OnHold",
        Provisional = "Provisional",
        Withdrew = "Withdrew",
    }
}
