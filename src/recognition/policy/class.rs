//! The classes of a policy, described once: the reader checks a document against them, and the
//! schema is made of them.

use crate::fault::{Code, Fault, Path};
use crate::json::Value;
use crate::recognition::{Amount, Date, TimeZone, Unit, UtcOffset, ValueError};
use crate::text::Iri;

/// An object: its members, and what it is.
pub(super) struct Class {
    pub meaning: &'static str,
    pub members: &'static [Member],
}

pub(super) struct Member {
    pub name: &'static str,
    pub meaning: &'static str,
    pub kind: Kind,
    pub need: Need,
}

#[derive(Clone, Copy, PartialEq)]
pub(super) enum Need {
    Required,
    Optional,
}

#[derive(Clone, Copy)]
pub(super) enum Kind {
    /// Text for people.
    Text,
    /// A name that other members refer to.
    Name,
    /// A name, or `*`.
    NameOrAny,
    /// One of these words.
    Choice(&'static [&'static str]),
    Amount,
    Unit,
    Date,
    Offset,
    Zone,
    /// A month and a day.
    MonthDay,
    Iri,
    /// A whole number from 1 to this.
    Count(u32),
    /// A list of texts, not empty.
    Texts,
    /// A list of identifiers, not empty.
    Iris,
    /// The word `any`, a list of identifiers that is not empty, or a parameter that is one.
    Issuers,
    Object(&'static Class),
    /// A list of objects, not empty.
    Objects(&'static Class),
    /// The same, of at most so many.
    Most(usize, &'static Class),
    /// An object with members of any name.
    Named(&'static Class),
}

const fn required(name: &'static str, kind: Kind, meaning: &'static str) -> Member {
    Member { name, meaning, kind, need: Need::Required }
}

const fn optional(name: &'static str, kind: Kind, meaning: &'static str) -> Member {
    Member { name, meaning, kind, need: Need::Optional }
}

const ASKED: Kind = Kind::Choice(&["required", "unasked"]);
const DAYS: Kind = Kind::Count(36_525);

pub(super) const POLICY: Class = Class {
    meaning: "What a district or a state accepts, and what it gives for it.",
    members: &[
        required("name", Kind::Name, "A short name."),
        required("title", Kind::Text, "What people call it."),
        required("jurisdiction", Kind::Text, "Where it holds, such as US-TN."),
        optional(
            "account",
            Kind::Name,
            "Under which name the ledger keeps claims. Default: the policy's name.",
        ),
        required("source", Kind::Object(&SOURCE), "Who says so."),
        optional("effective", Kind::Object(&SPAN), "The days on which it holds. Default: always."),
        optional(
            "timeZone",
            Kind::Zone,
            "By which clocks it is a day there, as POSIX writes it: MST7MDT,M3.2.0,M11.1.0 is seven hours behind UTC, and six from the second Sunday of March to the first of November. Default: as utcOffset.",
        ),
        optional(
            "utcOffset",
            Kind::Offset,
            "The same where clocks are never changed, without a timeZone. Default: +00:00.",
        ),
        optional(
            "names",
            Kind::Objects(&CALLED),
            "What the office calls issuers and others by whose word it goes, for its explanations.",
        ),
        optional(
            "parameters",
            Kind::Named(&PARAMETER),
            "What whoever uses the policy must supply, by name; $name stands for it.",
        ),
        required("accept", Kind::Object(&ACCEPT), "What is asked of a credential."),
        optional("windows", Kind::Object(&WINDOWS), "Until when something has to be done."),
        optional(
            "year",
            Kind::Object(&YEAR),
            "When its year starts, and how often it pays. Default: with the calendar's, once.",
        ),
        required("categories", Kind::Objects(&CATEGORY), "For what value is counted."),
        optional(
            "splitting",
            Kind::Choice(&["allowed", "forbidden"]),
            "Whether the value of one credential may be split between categories. Default: forbidden.",
        ),
        optional("awards", Kind::Objects(&AWARD), "What a credential is worth."),
        optional(
            "ladder",
            Kind::Texts,
            "Kinds of award, from the smallest up. A credential is of the first, unless the office says otherwise.",
        ),
        optional(
            "exclusions",
            Kind::Objects(&EXCLUSION),
            "Categories of which only one may be used for the same training.",
        ),
        optional("caps", Kind::Objects(&CAP), "How much at most."),
        optional(
            "groups",
            Kind::Objects(&GROUP),
            "To which parts of stacks a credential can belong.",
        ),
        optional("stacks", Kind::Objects(&STACK), "What several credentials are worth together."),
        optional("goal", Kind::Object(&GOAL), "How much is needed."),
        optional(
            "rates",
            Kind::Most(MOST_RATES, &RATE),
            "What one unit is in another. They are looked at anew for each credential, so there are at most 1,000.",
        ),
    ],
};

const SOURCE: Class = Class {
    meaning: "Where the rules were read.",
    members: &[
        required("text", Kind::Text, "In words."),
        optional("url", Kind::Iri, "At which address, where one is known."),
        required("read", Kind::Date, "When."),
    ],
};

const SPAN: Class = Class {
    meaning: "Days from the first to the last, both included.",
    members: &[
        optional("from", Kind::Date, "The first day. Default: open."),
        optional("until", Kind::Date, "The last day. Default: open."),
    ],
};

const CALLED: Class = Class {
    meaning: "What the office calls somebody.",
    members: &[
        required("id", Kind::Iri, "Who it is."),
        required("name", Kind::Text, "What the office calls them."),
    ],
};

const PARAMETER: Class = Class {
    meaning: "What whoever uses the policy must supply.",
    members: &[
        required("meaning", Kind::Text, "What it is."),
        optional(
            "kind",
            Kind::Choice(&["amount", "identifiers"]),
            "An amount, or identifiers, one or more. Default: amount.",
        ),
        optional("unit", Kind::Unit, "In which unit an amount is; amounts have one."),
    ],
};

const ACCEPT: Class = Class {
    meaning: "What is asked of a credential before it counts.",
    members: &[
        required("issuers", Kind::Issuers, "Whose credentials count."),
        optional(
            "endorsers",
            Kind::Iris,
            "One of these must have endorsed the issuer, or, where issuers are listed, the credential or its achievement.",
        ),
        optional(
            "achievements",
            Kind::Iris,
            "The achievements that count, where issuers are listed. Default: all.",
        ),
        optional(
            "alignments",
            Kind::Objects(&ALIGNMENT),
            "The achievement must have one of these alignments. Default: none is asked for.",
        ),
        optional(
            "results",
            ASKED,
            "The credential must say that what its achievement requires was reached. Default: required.",
        ),
        optional(
            "scoredRubric",
            ASKED,
            "The scored rubric must be in the credential's results, or attached. Default: unasked.",
        ),
        optional("evidence", ASKED, "The credential must name evidence. Default: unasked."),
        optional(
            "assessment",
            Kind::Object(&ASSESSMENT),
            "What the credential must say of how it was assessed. Default: nothing.",
        ),
        optional(
            "priorApproval",
            ASKED,
            "Approval must have been given on a day before the work began. Default: unasked.",
        ),
        optional(
            "person",
            ASKED,
            "The credential must be known to be about the person who claims it. Default: required.",
        ),
        optional(
            "confirmations",
            Kind::Objects(&CONFIRMATION),
            "What the office must confirm besides.",
        ),
        optional("verifiedWithinDays", DAYS, "How old a verification may be. Default: 1."),
    ],
};

const ASSESSMENT: Class = Class {
    meaning: "What the credential must say of its assessment, in the words of the extension for micro-credentials.",
    members: &[
        optional(
            "assessors",
            Kind::Count(100),
            "How many assessors at least, adjudicators aside. Default: 1.",
        ),
        optional(
            "blindness",
            Kind::Choice(&["SingleBlind", "DoubleBlind"]),
            "How little assessors and educator must have known of each other. Default: unasked.",
        ),
        optional(
            "calibration",
            ASKED,
            "Everybody who assessed must have been calibrated. Default: unasked.",
        ),
        optional(
            "agreement",
            Kind::Count(100),
            "How often, in percent, everybody must have agreed when calibrated. Default: unasked.",
        ),
        optional(
            "withinDays",
            Kind::Count(366),
            "How many business days it may have taken, in the provider's counting. Default: unasked.",
        ),
    ],
};

const CONFIRMATION: Class = Class {
    meaning: "Something that only the office knows.",
    members: &[
        required("name", Kind::Name, "Its name."),
        required("title", Kind::Text, "What is confirmed."),
    ],
};

const ALIGNMENT: Class = Class {
    meaning: "An alignment of which all that is named here is so.",
    members: &[
        optional("url", Kind::Iri, "Its targetUrl, exactly."),
        optional("under", Kind::Iri, "What its targetUrl is below, by whole segments."),
        optional("framework", Kind::Text, "Its targetFramework, exactly."),
        optional("code", Kind::Text, "Its targetCode, exactly."),
    ],
};

const WINDOWS: Class = Class {
    meaning: "Until when something has to be done, in days from the award.",
    members: &[
        optional("requestWithinDays", DAYS, "To the request."),
        optional("uploadWithinDays", DAYS, "To the upload."),
        optional("expiresAfterDays", DAYS, "Until it counts no more."),
        optional(
            "licenceCycle",
            Kind::Choice(&["required"]),
            "The award must be within the licence cycle of the person.",
        ),
    ],
};

const YEAR: Class = Class {
    meaning: "When the year starts, and how often it pays.",
    members: &[
        optional("starts", Kind::MonthDay, "The first day of a year. Default: 01-01."),
        optional(
            "payments",
            Kind::Count(12),
            "How often it pays in a year: 1, 2, 3, 4, 6 or 12 times. Default: 1.",
        ),
    ],
};

const CATEGORY: Class = Class {
    meaning: "For what value is counted.",
    members: &[
        required("name", Kind::NameOrAny, "Its name; * stands for every name that a claim brings."),
        optional("title", Kind::Text, "What people call it. Default: its name."),
        required("unit", Kind::Unit, "In what it is counted."),
        optional(
            "step",
            Kind::Object(&STEP),
            "What so much of it gives, in whole steps; the rest waits.",
        ),
    ],
};

const STEP: Class = Class {
    meaning: "So much gives so much, in whole steps.",
    members: &[
        required("every", Kind::Amount, "How much is one step."),
        required("gives", Kind::Amount, "What a step gives."),
    ],
};

const AWARD: Class = Class {
    meaning: "What a credential is worth: one of amount, credits and recognised.",
    members: &[
        optional("category", Kind::NameOrAny, "In which category. Default: the only one."),
        optional("rung", Kind::Text, "For what kind of award, on the ladder. Default: the first."),
        optional("amount", Kind::Amount, "The same for each."),
        optional("credits", Kind::Unit, "What the credential says was earned, taken in this unit."),
        optional("recognised", Kind::Iris, "What a verified recognition of one of these says."),
    ],
};

const EXCLUSION: Class = Class {
    meaning: "Categories of which only one may be used for the same training.",
    members: &[required("categories", Kind::Texts, "Two or more.")],
};

const CAP: Class = Class {
    meaning: "How much at most.",
    members: &[
        optional("category", Kind::NameOrAny, "In which category. Default: the only one."),
        required("amount", Kind::Amount, "How much."),
        required("per", Kind::Choice(&["year", "payment", "cycle", "ever"]), "In what time."),
        required(
            "rest",
            Kind::Choice(&["carriedOver", "lost"]),
            "What becomes of the rest; carried over only from years and payments.",
        ),
    ],
};

const GROUP: Class = Class {
    meaning: "Credentials that fill one part of a stack: those that fit one of what is named here, and those of which the office says so.",
    members: &[
        required("name", Kind::Name, "Its name."),
        optional("title", Kind::Text, "What people call it. Default: its name."),
        optional("achievements", Kind::Iris, "The achievements in it, where issuers are listed."),
        optional("tags", Kind::Texts, "The tags of achievements in it."),
        optional("alignments", Kind::Objects(&ALIGNMENT), "The alignments of achievements in it."),
    ],
};

const STACK: Class = Class {
    meaning: "Several credentials that are worth something together.",
    members: &[
        required("name", Kind::Name, "Its name."),
        optional("title", Kind::Text, "What people call it. Default: its name."),
        required("parts", Kind::Objects(&PART), "How many of which group."),
        optional(
            "category",
            Kind::NameOrAny,
            "In which category its value counts. Default: the only one.",
        ),
        required("gives", Kind::Amount, "Its value."),
    ],
};

const PART: Class = Class {
    meaning: "So many of a group.",
    members: &[
        required("group", Kind::Name, "The group."),
        required("count", Kind::Count(10_000), "How many."),
    ],
};

const GOAL: Class = Class {
    meaning: "How much is needed, and in which time.",
    members: &[
        optional("category", Kind::NameOrAny, "In which category. Default: the only one."),
        required("amount", Kind::Amount, "How much."),
        required("withinYears", Kind::Count(100), "In so many years before now."),
    ],
};

/// Whole chains of them are followed for each credential. Places have a handful.
const MOST_RATES: usize = 1_000;

const RATE: Class = Class {
    meaning: "So much of one unit is so much of another, both ways.",
    members: &[
        required("left", Kind::Amount, "So much."),
        required("right", Kind::Amount, "Is so much."),
        optional("source", Kind::Text, "Who says so. Default: the policy's source."),
        optional("read", Kind::Date, "When it was read there. Default: as the policy."),
        optional("from", Kind::Date, "The first day on which it holds. Default: open."),
        optional("until", Kind::Date, "The last day on which it holds. Default: open."),
    ],
};

impl Class {
    /// Every fault of a value that should be an object of this class.
    pub(super) fn check(&self, value: &Value, path: &Path<'_>, faults: &mut Vec<Fault>) {
        let Some(object) = value.as_object() else {
            return wrong_type(value, "an object", path, faults);
        };
        for (name, value) in object.iter() {
            let place = path.member(name);
            match self.members.iter().find(|member| member.name == name) {
                Some(member) => member.kind.check(value, &place, faults),
                None => {
                    let names: Vec<_> = self.members.iter().map(|member| member.name).collect();
                    let message = format!("there is no such member here, but {}", names.join(", "));
                    faults.push(Fault::new(Code::PolicyMember, place.pointer(), message));
                }
            }
        }
        for member in self.members {
            if member.need == Need::Required && !object.contains(member.name) {
                let message = format!("the member {} is absent", member.name);
                faults.push(Fault::new(Code::PolicyRequired, path.pointer(), message));
            }
        }
    }
}

impl Kind {
    fn check(self, value: &Value, path: &Path<'_>, faults: &mut Vec<Fault>) {
        match self {
            Kind::Object(class) => class.check(value, path, faults),
            Kind::Most(most, _) if value.items().len() > most => {
                let found = value.items().len();
                let message = format!("there are {found} of them, and at most {most} are read");
                faults.push(Fault::new(Code::LimitRates, path.pointer(), message));
            }
            Kind::Objects(class) | Kind::Most(_, class) => {
                list(value, path, faults, |item, path, faults| class.check(item, path, faults));
            }
            Kind::Named(class) => match value.as_object() {
                Some(object) => {
                    for (name, value) in object.iter() {
                        let place = path.member(name);
                        if !is_name(name) {
                            let found = Value::from(name);
                            faulty(&found, NAME, &place, faults);
                        }
                        class.check(value, &place, faults);
                    }
                }
                None => wrong_type(value, "an object", path, faults),
            },
            Kind::Texts => list(value, path, faults, |item, path, faults| {
                Kind::Text.check(item, path, faults);
            }),
            Kind::Iris => list(value, path, faults, |item, path, faults| {
                Kind::Iri.check(item, path, faults);
            }),
            Kind::Issuers if value.as_str().is_some_and(|it| it == "any" || is_parameter(it)) => {}
            Kind::Issuers if value.as_str().is_some() => {
                faulty(value, "any, a list of identifiers, or a parameter", path, faults);
            }
            Kind::Issuers => Kind::Iris.check(value, path, faults),
            Kind::Count(most) => {
                let number = value.as_number().and_then(crate::json::Number::as_u64);
                if value.as_number().is_none() {
                    wrong_type(value, "a whole number", path, faults);
                } else if !number.is_some_and(|number| (1..=u64::from(most)).contains(&number)) {
                    faulty(value, &format!("a whole number from 1 to {most}"), path, faults);
                }
            }
            _ => self.check_text(value, path, faults),
        }
    }

    fn check_text(self, value: &Value, path: &Path<'_>, faults: &mut Vec<Fault>) {
        let Some(text) = value.as_str() else {
            let expected = match self {
                Kind::Amount => "an amount as text, such as \"0.5 ceu\"",
                _ => "text",
            };
            return wrong_type(value, expected, path, faults);
        };
        let expected = match self {
            Kind::Choice(words) if !words.contains(&text) => {
                &format!("one of {}", words.join(", "))
            }
            Kind::Name if !is_name(text) => NAME,
            Kind::NameOrAny if !is_name(text) && text != "*" => NAME,
            Kind::Text if text.trim().is_empty() => "text that is not empty",
            Kind::Iri if Iri::parse(text).is_err() => "an absolute identifier",
            Kind::MonthDay if format!("2024-{text}").parse::<Date>().is_err() => {
                "a month and a day such as 07-01"
            }
            Kind::Amount if !is_parameter(text) => {
                return valued(text.parse::<Amount>().err(), path, faults);
            }
            Kind::Unit => return valued(text.parse::<Unit>().err(), path, faults),
            Kind::Date => return valued(text.parse::<Date>().err(), path, faults),
            Kind::Zone => return valued(text.parse::<TimeZone>().err(), path, faults),
            Kind::Offset => return valued(text.parse::<UtcOffset>().err(), path, faults),
            _ => return,
        };
        faulty(value, expected, path, faults);
    }
}

const NAME: &str = "a name of letters, digits, - and _ that starts with a letter";

/// Whether a text stands for a parameter.
pub(super) fn is_parameter(text: &str) -> bool {
    text.strip_prefix('$').is_some_and(is_name)
}

fn is_name(text: &str) -> bool {
    let inside = |c: char| c.is_ascii_alphanumeric() || c == '-' || c == '_';
    text.starts_with(|c: char| c.is_ascii_alphabetic()) && text.chars().all(inside)
}

fn list(
    value: &Value,
    path: &Path<'_>,
    faults: &mut Vec<Fault>,
    check: impl Fn(&Value, &Path<'_>, &mut Vec<Fault>),
) {
    match value.as_array() {
        Some([]) => faulty(value, "a list that is not empty", path, faults),
        Some(items) => {
            for (index, item) in items.iter().enumerate() {
                check(item, &path.item(index), faults);
            }
        }
        None => wrong_type(value, "a list", path, faults),
    }
}

fn valued(error: Option<impl Into<ValueError>>, path: &Path<'_>, faults: &mut Vec<Fault>) {
    if let Some(error) = error.map(Into::into) {
        faults.push(Fault::new(error.code(), path.pointer(), error.to_string()));
    }
}

fn wrong_type(value: &Value, expected: &str, path: &Path<'_>, faults: &mut Vec<Fault>) {
    let message = format!("this is {}, and {expected} is expected", value.kind());
    faults.push(Fault::new(Code::PolicyType, path.pointer(), message));
}

fn faulty(value: &Value, expected: &str, path: &Path<'_>, faults: &mut Vec<Fault>) {
    let message = format!("{value} is not {expected}");
    faults.push(Fault::new(Code::PolicyValue, path.pointer(), message));
}
