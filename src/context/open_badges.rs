//! Open Badges 3.0, as the current context 3.0.3 and its extensions define it.
//!
//! Source: the published contexts; 3.0.3 was amended in place after its release (`endorsementJwt`,
//! `jti`).
//!
//! Three things here look wrong and are kept, because signatures depend on them: the datatypes
//! have https addresses, `awardedDate` has a datatype whose prefix is declared nowhere, and
//! `criteria` has the IRI of the class `Criteria`.

use super::table::{Name, Spelling, Table, Term, Vocabulary, alias, open, protected};
use super::url;
use super::vocabulary::{JWT, OPEN_BADGES as OB, SCHEMA, XSD_HTTPS, XSD_UNDECLARED};

const BOOLEAN: Name = XSD_HTTPS.name("boolean");
const DATE: Name = XSD_HTTPS.name("date");
const FLOAT: Name = XSD_HTTPS.name("float");
const URI: Name = XSD_HTTPS.name("anyURI");

pub(super) const V3_0_3: Table = Table::new(
    url::OPEN_BADGES_3_0_3,
    "04b1136ddc4eda9a8966bc7ef182789f233a26739473140ef75d6968c29a2966",
    protected(&[
        OB.class("OpenBadgeCredential"),
        alias("AchievementCredential", "OpenBadgeCredential"),
        OB.class("EndorsementCredential"),
        ACHIEVEMENT_SUBJECT,
        ENDORSEMENT_SUBJECT,
        ACHIEVEMENT,
        OB.class("Criteria"),
        ALIGNMENT,
        RELATED,
        RESULT_DESCRIPTION,
        RUBRIC_CRITERION_LEVEL,
        RESULT,
        EVIDENCE,
        PROFILE,
        ADDRESS,
        GEO_COORDINATES,
        IDENTIFIER_ENTRY,
        IDENTITY_OBJECT,
        IMAGE_CLASS,
    ])
    .and(ANYWHERE),
)
.spelled(Spelling::LONG);

/// What documents may say in any place. Every other property holds only inside an object of its
/// class, so an object without its `type` loses them.
const ANYWHERE: &[Term] = &[
    OB.node("alignment").set(),
    OB.typed("awardedDate", XSD_UNDECLARED.name("dateTime")),
    SCHEMA.literal("description"),
    OB.node("endorsement").set(),
    OB.literal("endorsementJwt").set(),
    IMAGE,
    IN_LANGUAGE,
    JWT.link("jti"),
    SCHEMA.literal("name"),
    OB.literal("narrative"),
    SCHEMA.typed("url", URI),
];

const IMAGE: Term = OB.link("image");
const IN_LANGUAGE: Term = SCHEMA.literal("inLanguage");
const OTHER_IDENTIFIER: Term = OB.node("otherIdentifier").set();

const ACHIEVEMENT_SUBJECT: Term = OB.class("AchievementSubject").scope(protected(&[
    OB.node("achievement"),
    // Dates here, date-times in the data model.
    OB.typed("activityEndDate", DATE),
    OB.typed("activityStartDate", DATE),
    OB.typed("creditsEarned", FLOAT),
    OB.node("identifier").set(),
    IMAGE,
    OB.literal("licenseNumber"),
    OB.node("result").set(),
    OB.literal("role"),
    OB.link("source"),
    OB.literal("term"),
]));

const ENDORSEMENT_SUBJECT: Term =
    OB.class("EndorsementSubject").scope(protected(&[OB.literal("endorsementComment")]));

const ACHIEVEMENT: Term = OB.class("Achievement").scope(protected(&[
    OB.literal("achievementType"),
    OB.node("alignment").set(),
    OB.node("creator"),
    OB.typed("creditsAvailable", FLOAT),
    OB.link("criteria").means("Criteria"),
    OB.literal("fieldOfStudy"),
    OB.literal("humanCode"),
    IMAGE,
    IN_LANGUAGE,
    OTHER_IDENTIFIER,
    OB.node("related").set(),
    OB.node("resultDescription").set(),
    OB.literal("specialization"),
    SCHEMA.literal("tag").means("keywords").set(),
    OB.literal("version"),
]));

pub(super) const ALIGNMENT: Term =
    SCHEMA.class("Alignment").means("AlignmentObject").scope(protected(&[
        OB.literal("targetCode"),
        SCHEMA.literal("targetDescription"),
        SCHEMA.literal("targetFramework"),
        SCHEMA.literal("targetName"),
        OB.literal("targetType"),
        SCHEMA.typed("targetUrl", URI),
    ]));

const RELATED: Term = OB.class("Related").scope(protected(&[IN_LANGUAGE, OB.literal("version")]));

const RESULT_DESCRIPTION: Term = OB.class("ResultDescription").scope(protected(&[
    // In order, from the lowest value to the highest.
    OB.literal("allowedValue").list(),
    OB.typed("requiredLevel", URI),
    OB.literal("requiredValue"),
    OB.literal("resultType"),
    OB.node("rubricCriterionLevel").set(),
    OB.literal("valueMax"),
    OB.literal("valueMin"),
]));

const RUBRIC_CRITERION_LEVEL: Term =
    OB.class("RubricCriterionLevel").scope(protected(&[OB.literal("level"), OB.literal("points")]));

const RESULT: Term = OB.class("Result").scope(protected(&[
    OB.typed("achievedLevel", URI),
    OB.typed("resultDescription", URI),
    OB.literal("status"),
    SCHEMA.literal("value"),
]));

const EVIDENCE: Term =
    OB.class("Evidence").scope(protected(&[SCHEMA.literal("audience"), SCHEMA.literal("genre")]));

const PROFILE: Term = OB.class("Profile").scope(protected(&[
    SCHEMA.literal("additionalName"),
    OB.link("address"),
    OB.typed("dateOfBirth", DATE),
    SCHEMA.literal("email"),
    SCHEMA.literal("familyName"),
    OB.literal("familyNamePrefix"),
    SCHEMA.literal("givenName"),
    SCHEMA.literal("honorificPrefix"),
    SCHEMA.literal("honorificSuffix"),
    IMAGE,
    OB.literal("official"),
    OTHER_IDENTIFIER,
    OB.link("parentOrg"),
    OB.literal("patronymicName"),
    OB.literal("phone"),
]));

const ADDRESS: Term = OB.class("Address").scope(protected(&[
    SCHEMA.literal("addressCountry"),
    OB.literal("addressCountryCode").means("CountryCode"),
    SCHEMA.literal("addressLocality"),
    SCHEMA.literal("addressRegion"),
    OB.node("geo").means("GeoCoordinates"),
    SCHEMA.literal("postOfficeBoxNumber"),
    SCHEMA.literal("postalCode"),
    SCHEMA.literal("streetAddress"),
]));

const GEO_COORDINATES: Term = OB
    .class("GeoCoordinates")
    .scope(protected(&[SCHEMA.literal("latitude"), SCHEMA.literal("longitude")]));

const IDENTIFIER_ENTRY: Term = OB
    .class("IdentifierEntry")
    .scope(protected(&[OB.literal("identifier"), OB.literal("identifierType")]));

const IDENTITY_OBJECT: Term = OB.class("IdentityObject").scope(protected(&[
    OB.typed("hashed", BOOLEAN),
    OB.literal("identityHash"),
    OB.literal("identityType"),
    OB.literal("salt"),
]));

const IMAGE_CLASS: Term = OB.class("Image").scope(protected(&[SCHEMA.literal("caption")]));

/// The kinds of schema, status and refresh service that 1EdTech adds to a credential's own.
pub(super) const EXTENSIONS: Table = Table::new(
    url::OPEN_BADGES_EXTENSIONS,
    "15f4c347c6fe4380d9b6b93795859e33747ef48d5c55b91a71c52fb51c7bcbd7",
    open(&[
        Vocabulary("https://purl.imsglobal.org/spec/vccs/v1p0/context.json#")
            .class("1EdTechJsonSchemaValidator2019"),
        Vocabulary("https://purl.imsglobal.org/spec/vcrl/v1p0/context.json#")
            .class("1EdTechRevocationList"),
        Vocabulary("https://purl.imsglobal.org/spec/vccr/v1p0/context.json#")
            .class("1EdTechCredentialRefresh"),
    ]),
);
