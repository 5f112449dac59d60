//! Pictures and portfolios of every sort.

use openbadges::json;
use openbadges::json::Value;
use openbadges::microcredential::MicroCredential;
use openbadges::recognition::picture::{Nature, Origin, Picture, Rules};
use openbadges::recognition::portfolio::Portfolio;
use openbadges::recognition::{Candidate, Claimant, Parameters, Policy, Tally, profiles};
use openbadges::report::Outcome;
use openbadges::{Limits, Verifier};

use crate::office::*;

/// What a hostile name may hold: markup, entities, controls, and marks that turn writing around.
pub const HOSTILE: &str =
    "</bdi><script>alert(1)</script>&amp;\"'><img src=x onerror=alert(1)>\u{202e}\u{1}]]>";

/// How much each place is said to give, where a test needs all to be known.
pub const SUPPLIED: &[(&str, &str, &str)] = &[
    ("d11", "stipend", "100 USD"),
    ("d11", "credit", "0.25 credit"),
    ("delaware", "perMicroCredential", "12 clockHour"),
    ("kettle-moraine", "raise", "150 USD"),
    ("lake-elsinore", "perMicroCredential", "120.50 USD"),
    ("north-carolina", "perMicroCredential", "15 clockHour"),
    ("troy-30-c", "perMicroCredential", "11 clockHour"),
];

pub fn micro_credential(name: &str) -> MicroCredential {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/fixtures/micro-credentials/");
    let text = std::fs::read_to_string(format!("{folder}{name}.toml")).unwrap();
    let form = json::from_toml(&text, &Limits::default()).unwrap();
    MicroCredential::read_form(&form).unwrap()
}

pub fn three() -> Vec<MicroCredential> {
    ["wait-time", "exit-tickets", "number-talks"].map(micro_credential).to_vec()
}

/// A micro-credential whose every text is hostile. No file has such names; they are put in afterwards, as
/// a program may.
pub fn hostile_micro_credential() -> MicroCredential {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/fixtures/micro-credentials/");
    let text = std::fs::read_to_string(format!("{folder}wait-time.toml")).unwrap();
    let mut form = json::from_toml(&text, &Limits::default()).unwrap();
    for name in ["description", "complexity", "version"] {
        set(&mut form, &[name], HOSTILE.into());
    }
    set(&mut form, &["costToEarn", "description"], HOSTILE.into());
    let mut whole = MicroCredential::read_form(&form).unwrap();
    whole.name = HOSTILE.to_owned();
    whole.provider.as_mut().unwrap().name = Some(HOSTILE.to_owned());
    whole
}

/// The amounts of [`SUPPLIED`] for one place, and whose badges count there.
pub fn parameters(place: &str) -> Parameters {
    let of_place = SUPPLIED.iter().filter(|(of, ..)| *of == place);
    let issuers = Parameters::new().with_identifier("issuers", did(1).parse().unwrap());
    of_place.fold(issuers, |all, (_, name, value)| all.with(*name, amount(value)))
}

pub fn profile_document(place: &str) -> Value {
    json::from_toml(profiles::find(place).unwrap().text, &Limits::default()).unwrap()
}

/// The rules of every real place, with nothing supplied, or with [`SUPPLIED`].
pub fn places(is_supplied: bool) -> Vec<Rules> {
    let rules = profiles::ALL.iter().map(|profile| {
        let known = if is_supplied { parameters(profile.name) } else { Parameters::new() };
        Rules::read(&profile_document(profile.name), &known, Origin::Profile).unwrap()
    });
    rules.collect()
}

/// A policy whose every text is hostile, with something of each sort in it.
pub fn hostile_policy() -> Value {
    let text = Value::from(HOSTILE).to_string();
    document(
        "20 USD",
        "USD",
        &[
            ("title", &text),
            ("jurisdiction", &text),
            ("source", &format!(r#"{{"text": {text}, "read": "2026-01-01"}}"#)),
            (
                "accept",
                &format!(
                    r#"{{"issuers": ["{}"], "results": "required",
                    "confirmations": [{{"name": "x", "title": {text}}}]}}"#,
                    did(1)
                ),
            ),
            ("categories", &format!(r#"[{{"name": "all", "title": {text}, "unit": "USD"}}]"#)),
            ("parameters", &format!(r#"{{"x": {{"meaning": {text}, "unit": "USD"}}}}"#)),
            ("caps", r#"[{"amount": "30 USD", "per": "year", "rest": "carriedOver"}]"#),
            ("groups", &format!(r#"[{{"name": "g", "title": {text}}}]"#)),
            (
                "stacks",
                &format!(
                    r#"[{{"name": "s", "title": {text}, "parts": [{{"group": "g", "count": 2}}], "gives": "$x"}}]"#
                ),
            ),
        ],
    )
}

/// One of each sort, under names that say what it is.
pub fn pictures() -> Vec<(&'static str, Picture)> {
    let own = |document: &Value| Rules::read(document, &Parameters::new(), Origin::Own).unwrap();
    let recognised =
        document("1 USD", "clockHour", &[("awards", r#"[{"recognised": ["did:example:state"]}]"#)]);
    let credits = document("1 USD", "clockHour", &[("awards", r#"[{"credits": "clockHour"}]"#)]);
    let accept = r#"{"issuers": ["did:example:a"], "achievements": ["https://a.example/another"]}"#;
    let elsewhere = document("1 USD", "USD", &[("accept", accept)]);
    let picture =
        |set: &[MicroCredential], rules: &[Rules], nature| Picture::new(set, rules, nature, &now());
    vec![
        ("nothing", picture(&[], &[], Nature::AsGiven)),
        ("no places", picture(&three(), &[], Nature::AsGiven)),
        ("no set", picture(&[], &places(true), Nature::AsGiven)),
        ("as found", picture(&three(), &places(false), Nature::Example)),
        ("supplied", picture(&three(), &places(true), Nature::Example)),
        ("one", picture(&three()[..1], &places(false), Nature::Example)),
        ("own", picture(&three(), &[own(&recognised)], Nature::AsGiven)),
        ("credits", picture(&three(), &[own(&credits)], Nature::AsGiven)),
        ("not accepted", picture(&three(), &[own(&elsewhere)], Nature::AsGiven)),
        (
            "hostile",
            picture(&[hostile_micro_credential()], &[own(&hostile_policy())], Nature::AsGiven),
        ),
    ]
}

/// A badge with results and evidence, as an assessment makes it, and with a name.
pub fn assessed(name: &str, number: usize) -> Value {
    let whole = micro_credential(["wait-time", "exit-tickets", "number-talks"][number % 3]);
    let achievement = whole.to_achievement().unwrap();
    let mut badge = badge(number);
    let context = "https://openbadges.example/ns/micro-credential/v1";
    let mut contexts = badge.get("@context").unwrap().items().to_vec();
    contexts.push(context.into());
    set(&mut badge, &["@context"], Value::Array(contexts));
    set(&mut badge, &["name"], name.into());
    set(&mut badge, &["awardedDate"], format!("2026-0{}-01T12:00:00Z", number % 3 + 1).into());
    set(&mut badge, &["validFrom"], "2026-01-01T12:00:00Z".into());
    set(&mut badge, &["credentialSubject", "activityStartDate"], "2025-12-22T12:00:00Z".into());
    let mut written = openbadges::model::Datum::to_value(&achievement);
    set(&mut written, &["name"], name.into());
    let results = whole.criterion.iter().map(|criterion| {
        json(&format!(
            r#"{{"type": ["Result"], "resultDescription": "{}", "achievedLevel": "{}"}}"#,
            criterion.id, criterion.required_level
        ))
    });
    set(&mut badge, &["credentialSubject", "result"], Value::Array(results.collect()));
    set(&mut badge, &["credentialSubject", "achievement"], written);
    set(
        &mut badge,
        &["credentialSubject", "type"],
        vec!["AchievementSubject", "AssessedSubject"].into(),
    );
    let assessment = r#"{"blindness": "DoubleBlind", "resolution": "AllAgree",
        "assessor": [{"name": "Assessor 1"}, {"name": "Assessor 2"}]}"#;
    set(&mut badge, &["credentialSubject", "assessment"], json(assessment));
    let credits = Value::from(whole.credits_available.unwrap());
    set(&mut badge, &["credentialSubject", "creditsEarned"], credits);
    set(
        &mut badge,
        &["evidence"],
        json(&format!(r#"[{{"type": ["Evidence"], "name": {}}}]"#, Value::from(name))),
    );
    badge
}

pub fn policy_of(place: &str) -> Policy {
    Policy::read(&profile_document(place), &parameters(place)).unwrap()
}

pub fn portfolio(name: &str, badges: &[Candidate], policies: &[Policy]) -> Portfolio {
    let tally = Tally::default();
    let all: Vec<(&Policy, &Tally)> = policies.iter().map(|policy| (policy, &tally)).collect();
    portfolio_of(name, &Claimant::new(ADA), badges, &all)
}

/// A portfolio of somebody, with what was counted before in each place.
pub fn portfolio_of(
    name: &str,
    claimant: &Claimant,
    badges: &[Candidate],
    policies: &[(&Policy, &Tally)],
) -> Portfolio {
    let portfolio = Portfolio::new(name, claimant, badges, Nature::Example, &now());
    policies
        .iter()
        .fold(portfolio, |portfolio, (policy, tally)| portfolio.with_value(policy, tally))
}

pub fn portfolios() -> Vec<(&'static str, Portfolio)> {
    let badges: Vec<Candidate> =
        ["Wait Time", "Exit Tickets That Are Used", "Leading Number Talks"]
            .iter()
            .enumerate()
            .map(|(number, name)| verified(assessed(name, number)))
            .collect();
    let policies =
        ["tennessee", "aurora", "delaware", "muskego-norway", "troy-30-c"].map(policy_of);
    let hostile_document = hostile_policy();
    let given = Parameters::new().with("x", amount("5 USD"));
    let hostile = Policy::read(&hostile_document, &given).unwrap();
    let no_json = Verifier::new().verify(b"none", &now());
    let reasons = no_json.objections().map(|check| check.message.clone()).collect();
    vec![
        ("nothing", portfolio("Educator One", &[], &[])),
        ("three", portfolio("Educator One", &badges, &policies)),
        ("bare", portfolio("Educator One", &candidates(2), &policies[..1])),
        (
            "unverified",
            portfolio("Educator One", &badges[..1], &policies[..1])
                .with_unverified("torn.json", Outcome::Invalid, reasons)
                .with_unverified("open.json", Outcome::Indeterminate, vec!["not available".into()]),
        ),
        (
            "hostile",
            portfolio(HOSTILE, &[verified(assessed(HOSTILE, 0))], &[hostile]).with_unverified(
                HOSTILE,
                Outcome::Invalid,
                vec![HOSTILE.into()],
            ),
        ),
    ]
}

/// Every page, with its name.
pub fn pages() -> Vec<(String, String)> {
    let pictures = pictures().into_iter().map(|(name, it)| (format!("picture {name}"), it.html()));
    let portfolios =
        portfolios().into_iter().map(|(name, it)| (format!("portfolio {name}"), it.html()));
    pictures.chain(portfolios).collect()
}

pub fn page(name: &str) -> String {
    pages().into_iter().find(|(it, _)| it == name).unwrap().1
}
