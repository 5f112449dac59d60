//! The classes of a CASE package as plain data: what the check of a package goes by.
//!
//! Source: Competencies and Academic Standards Exchange (CASE) 1.1, `CFPackage`.

use super::association::ASSOCIATION_TYPE;
use crate::model::{Enumeration, Extent};

/// The description of a class of a package.
#[derive(Debug)]
pub(super) struct Class {
    /// The name in the standard.
    pub name: &'static str,
    /// Whether an object may hold members beyond the properties.
    pub extent: Extent,
    pub properties: &'static [Property],
    /// Members that the class has outside a package, which publishers write inside one too.
    pub elsewhere: &'static [&'static str],
}

#[derive(Debug)]
pub(super) struct Property {
    pub name: &'static str,
    pub presence: Presence,
    pub range: Range,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Presence {
    Required,
    Optional,
}

/// What the value of a property is.
#[derive(Clone, Copy, Debug)]
pub(super) enum Range {
    Text,
    /// A UUID of 36 characters.
    Uuid,
    /// An address. The schema takes any string; what is none is warned of.
    Uri,
    Integer,
    Number,
    Date,
    /// A date-time with a time zone.
    DateTime,
    Term(&'static Enumeration),
    /// The version of CASE by its own word.
    Version,
    Object(&'static Class),
    /// An array.
    List(&'static Range),
}

use Presence::{Optional, Required};
use Range::{Date, DateTime, Integer, List, Number, Object, Term, Text, Uri, Uuid};

const fn required(name: &'static str, range: Range) -> Property {
    Property { name, presence: Required, range }
}

const fn optional(name: &'static str, range: Range) -> Property {
    Property { name, presence: Optional, range }
}

const fn closed(name: &'static str, properties: &'static [Property]) -> Class {
    Class { name, extent: Extent::Closed, properties, elsewhere: &[] }
}

const EXTENSIONS: Property = optional("extensions", Object(&EXTENSION));
const IDENTIFIER: Property = required("identifier", Uuid);
const URI: Property = required("uri", Uri);
const TITLE: Property = required("title", Text);
const LAST_CHANGE: Property = required("lastChangeDateTime", DateTime);

/// Whatever a publisher adds.
static EXTENSION: Class =
    Class { name: "extensions", extent: Extent::Open, properties: &[], elsewhere: &[] };

pub(super) static LINK: Class = closed("LinkURI", &[TITLE, IDENTIFIER, URI]);

static LINK_OF_ANY_KIND: Class = closed(
    "LinkGenURI",
    &[TITLE, required("identifier", Text), URI, optional("targetType", Term(&TARGET_TYPE))],
);

/// The package. Its lists are checked item by item, as they are read.
pub(super) static PACKAGE: Class = closed(
    "CFPackage",
    &[
        required("CFDocument", Object(&DOCUMENT)),
        optional("CFItems", List(&Object(&ITEM))),
        optional("CFAssociations", List(&Object(&ASSOCIATION))),
        optional("CFDefinitions", Object(&DEFINITION)),
        optional("CFRubrics", List(&Object(&RUBRIC))),
        EXTENSIONS,
    ],
);

static DOCUMENT: Class = Class {
    name: "CFDocument",
    extent: Extent::Closed,
    properties: &[
        IDENTIFIER,
        URI,
        optional("frameworkType", Text),
        optional("caseVersion", Range::Version),
        required("creator", Text),
        TITLE,
        LAST_CHANGE,
        optional("officialSourceURL", Uri),
        optional("publisher", Text),
        optional("description", Text),
        optional("subject", List(&Text)),
        optional("subjectURI", List(&Object(&LINK))),
        optional("language", Text),
        optional("version", Text),
        optional("adoptionStatus", Text),
        optional("statusStartDate", Date),
        optional("statusEndDate", Date),
        optional("licenseURI", Object(&LINK)),
        optional("notes", Text),
        EXTENSIONS,
    ],
    elsewhere: &["CFPackageURI"],
};

pub(super) static ITEM: Class = Class {
    name: "CFItem",
    extent: Extent::Closed,
    properties: &[
        IDENTIFIER,
        required("fullStatement", Text),
        optional("alternativeLabel", Text),
        optional("CFItemType", Text),
        URI,
        optional("humanCodingScheme", Text),
        optional("listEnumeration", Text),
        optional("abbreviatedStatement", Text),
        optional("conceptKeywords", List(&Text)),
        optional("conceptKeywordsURI", Object(&LINK)),
        optional("notes", Text),
        optional("subject", List(&Text)),
        optional("subjectURI", List(&Object(&LINK))),
        optional("language", Text),
        optional("educationLevel", List(&Text)),
        optional("CFItemTypeURI", Object(&LINK)),
        optional("licenseURI", Object(&LINK)),
        optional("statusStartDate", Date),
        optional("statusEndDate", Date),
        LAST_CHANGE,
        EXTENSIONS,
    ],
    elsewhere: &["CFDocumentURI"],
};

pub(super) static ASSOCIATION: Class = Class {
    name: "CFAssociation",
    extent: Extent::Closed,
    properties: &[
        IDENTIFIER,
        required("associationType", Term(&ASSOCIATION_TYPE)),
        optional("sequenceNumber", Integer),
        URI,
        required("originNodeURI", Object(&LINK_OF_ANY_KIND)),
        required("destinationNodeURI", Object(&LINK_OF_ANY_KIND)),
        optional("CFAssociationGroupingURI", Object(&LINK)),
        LAST_CHANGE,
        optional("notes", Text),
        EXTENSIONS,
    ],
    elsewhere: &["CFDocumentURI"],
};

static DEFINITION: Class = closed(
    "CFDefinition",
    &[
        optional("CFConcepts", List(&Object(&CONCEPT))),
        optional("CFSubjects", List(&Object(&SUBJECT))),
        optional("CFLicenses", List(&Object(&LICENSE))),
        optional("CFItemTypes", List(&Object(&ITEM_TYPE))),
        optional("CFAssociationGroupings", List(&Object(&GROUPING))),
        EXTENSIONS,
    ],
);

static CONCEPT: Class = closed(
    "CFConcept",
    &[
        IDENTIFIER,
        URI,
        TITLE,
        optional("keywords", Text),
        required("hierarchyCode", Text),
        optional("description", Text),
        LAST_CHANGE,
        EXTENSIONS,
    ],
);

static SUBJECT: Class = closed(
    "CFSubject",
    &[
        IDENTIFIER,
        URI,
        TITLE,
        required("hierarchyCode", Text),
        optional("description", Text),
        LAST_CHANGE,
        EXTENSIONS,
    ],
);

static LICENSE: Class = closed(
    "CFLicense",
    &[
        IDENTIFIER,
        URI,
        TITLE,
        optional("description", Text),
        required("licenseText", Text),
        LAST_CHANGE,
        EXTENSIONS,
    ],
);

static ITEM_TYPE: Class = closed(
    "CFItemType",
    &[
        IDENTIFIER,
        URI,
        TITLE,
        required("description", Text),
        required("hierarchyCode", Text),
        optional("typeCode", Text),
        LAST_CHANGE,
        EXTENSIONS,
    ],
);

static GROUPING: Class = closed(
    "CFAssociationGrouping",
    &[IDENTIFIER, URI, TITLE, optional("description", Text), LAST_CHANGE, EXTENSIONS],
);

pub(super) static RUBRIC: Class = closed(
    "CFRubric",
    &[
        IDENTIFIER,
        URI,
        optional("title", Text),
        optional("description", Text),
        LAST_CHANGE,
        optional("CFRubricCriteria", List(&Object(&CRITERION))),
        EXTENSIONS,
    ],
);

static CRITERION: Class = closed(
    "CFRubricCriterion",
    &[
        IDENTIFIER,
        URI,
        optional("category", Text),
        optional("description", Text),
        optional("CFItemURI", Object(&LINK)),
        optional("weight", Number),
        optional("position", Integer),
        optional("rubricId", Uuid),
        LAST_CHANGE,
        optional("CFRubricCriterionLevels", List(&Object(&LEVEL))),
        EXTENSIONS,
    ],
);

static LEVEL: Class = closed(
    "CFRubricCriterionLevel",
    &[
        IDENTIFIER,
        URI,
        optional("description", Text),
        optional("quality", Text),
        optional("score", Number),
        optional("feedback", Text),
        optional("position", Integer),
        optional("rubricCriterionId", Uuid),
        LAST_CHANGE,
        // A list here, in the published schema, and an object everywhere else.
        optional("extensions", List(&Object(&EXTENSION))),
    ],
);

static TARGET_TYPE: Enumeration = Enumeration {
    name: "TargetTypeEnum",
    doc: "What kind of node a link leads to.",
    terms: &["CASE"],
    extent: Extent::Open,
};
