//! The earlier contexts of Open Badges 3.0, each by its differences from the next. They are still
//! served: what was signed under one of them is verified under that one.

use super::open_badges::{ALIGNMENT as ALIGNMENT_CLASS, V3_0_3};
use super::table::Change::{With, Within, Without};
use super::table::{Change, Scopes, Spelling, Table, Term};
use super::url;
use super::vocabulary::{OPEN_BADGES as OB, XSD_HTTPS};

/// The image has the IRI of the class `Image`, the achievement one of its own, and four terms are
/// absent.
pub(super) const V3_0_2: Table = Table::edition(
    url::OPEN_BADGES_3_0_2,
    "bdd1d11a55a660322f24660862a1d430ee80cce584465f750909daa43684357c",
    &V3_0_3,
    &[
        Without("awardedDate"),
        Without("endorsementJwt"),
        Without("inLanguage"),
        Without("jti"),
        With(IMAGE_AS_CLASS),
        Within("Achievement", &[Without("inLanguage"), With(IMAGE_AS_CLASS)]),
        Within(
            "AchievementSubject",
            &[With(OB.node("achievement").means("achievement-0")), With(IMAGE_AS_CLASS)],
        ),
        Within("Profile", &[With(IMAGE_AS_CLASS)]),
        Within("Related", &[Without("inLanguage")]),
    ],
);

const IMAGE_AS_CLASS: Term = OB.link("image").means("Image");

/// Nothing is protected; every literal has the datatype string, and datatypes have a prefix; the
/// allowed values are in no order; the image of a credential has its later IRI already.
pub(super) const V3_0_1: Table = Table::edition(
    url::OPEN_BADGES_3_0_1,
    "8bb2354552b70cbdf2066f6d3e24bc5c2be2619145737580ad2aebdc366e77d5",
    &V3_0_2,
    &[
        With(OB.typed("awardedDate", XSD_HTTPS.name("dateTime"))),
        With(OB.link("image")),
        Within("ResultDescription", &[With(OB.literal("allowedValue").set())]),
    ],
)
.spelled(FIRST_SPELLING);

const FIRST_SPELLING: Spelling = Spelling {
    literals: Some(XSD_HTTPS.name("string")),
    prefixes: &[("xsd", XSD_HTTPS)],
    scopes: Scopes::Bare,
    ..Spelling::LONG
};

/// Objects have their class as a datatype; some properties have the IRI of the class of their
/// values; only a credential's own image is defined.
pub(super) const V3_0_0: Table = Table::edition(
    url::OPEN_BADGES_3_0_0,
    "2c54acaa1cffda2420be32ab61f0a2082051211131c6337686f36f2537aa859b",
    &V3_0_1,
    &[
        Without("awardedDate"),
        With(ALIGNMENT),
        With(OB.typed("endorsement", OB.name("EndorsementCredential")).set()),
        With(OB.typed("image", OB.name("Image"))),
        Within("Achievement", ACHIEVEMENT),
        Within("AchievementSubject", ACHIEVEMENT_SUBJECT),
        With(ALIGNMENT_CLASS.means("Alignment")),
        Within("Profile", PROFILE),
        Within(
            "ResultDescription",
            &[With(OB.typed("rubricCriterionLevel", OB.name("RubricCriterionLevel")).set())],
        ),
    ],
);

const ALIGNMENT: Term = OB.typed("alignment", OB.name("Alignment")).set();
const OTHER_IDENTIFIER: Term = OB.typed("otherIdentifier", OB.name("IdentifierEntry")).set();

const ACHIEVEMENT: &[Change] = &[
    Without("image"),
    With(ALIGNMENT),
    With(OB.node("creator").means("Profile")),
    With(OTHER_IDENTIFIER),
    With(OB.typed("related", OB.name("Related")).set()),
    With(OB.typed("resultDescription", OB.name("ResultDescription")).set()),
];

const ACHIEVEMENT_SUBJECT: &[Change] = &[
    Without("image"),
    With(OB.node("achievement").means("Achievement")),
    With(OB.typed("identifier", OB.name("IdentityObject")).set()),
    With(OB.typed("result", OB.name("Result")).set()),
    With(OB.typed("source", OB.name("Profile"))),
];

const PROFILE: &[Change] = &[
    Without("image"),
    With(OB.node("address").means("Address")),
    With(OTHER_IDENTIFIER),
    With(OB.literal("parentOrg")),
    With(OB.literal("phone").means("PhoneNumber")),
];
