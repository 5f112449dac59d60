use super::super::policy::{Asked, AssessmentRule, LicenceCycle, Per, Rest, Splitting};
use super::rules::{Rules, Said, Step};
use crate::microcredential::Blindness;
use crate::text::Decimal;

/// Something that a place asks for, limits or leaves free, in a sentence.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct Condition {
    /// What it is about: the code under which an evaluation tells of it, where there is one.
    pub code: &'static str,
    /// Whom it concerns first.
    pub concern: Concern,
    /// The sentence.
    pub sentence: String,
}

/// Whom a condition concerns first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, serde::Serialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub enum Concern {
    /// What a badge must be or say: for its provider.
    Badge,
    /// What has to be done in time: for the educator.
    Deadline,
    /// What the office must find or confirm.
    Office,
    /// How much counts at most, and what excludes what.
    Limit,
    /// What is left to the educator's choice, or is kept for later.
    Choice,
    /// How much is needed, and by when.
    Goal,
}

/// What a place asks for.
pub(super) fn conditions(rules: &Rules) -> Vec<Condition> {
    let policy = rules.policy();
    let mut found = Vec::new();
    let mut tell = |code, concern, sentence: String| {
        found.push(Condition { code, concern, sentence });
    };
    of_the_badge(rules, &mut tell);
    let accept = &policy.accept;
    if accept.prior_approval == Asked::Required {
        let sentence = "It is approved on an earlier day than the work begins.".to_owned();
        tell("approval", Concern::Deadline, sentence);
    }
    let windows = policy.windows;
    if let Some(days) = windows.request_within_days {
        let sentence = format!("Value is asked for within {} of the award.", days_of(days));
        tell("window.request", Concern::Deadline, sentence);
    }
    if let Some(days) = windows.upload_within_days {
        let sentence = format!("It is uploaded within {} of the award.", days_of(days));
        tell("window.upload", Concern::Deadline, sentence);
    }
    if let Some(days) = windows.expires_after_days {
        let sentence = format!("It counts no more {} after the award.", days_of(days));
        tell("window.expiry", Concern::Deadline, sentence);
    }
    if let Some(LicenceCycle) = windows.licence_cycle {
        let sentence = "The award is within the licence cycle of the educator.".to_owned();
        tell("window.cycle", Concern::Deadline, sentence);
    }
    for confirmation in &accept.confirmations {
        let sentence = format!("The office confirms: {}.", confirmation.title);
        tell("confirmed", Concern::Office, sentence);
    }
    if accept.person == Asked::Required {
        let sentence = "The badge is shown to be about the educator who claims.".to_owned();
        tell("person", Concern::Office, sentence);
    }
    limits(rules, &mut tell);
    found
}

fn of_the_badge(rules: &Rules, tell: &mut impl FnMut(&'static str, Concern, String)) {
    let accept = &rules.policy().accept;
    let said = rules.said_of(&[Step::Member("accept")], "issuers");
    match &accept.issuers {
        Some(_) if matches!(said, Said::Unknown(_)) => {
            let sentence = "Whose badges count is not known.".to_owned();
            tell("issuer.unknown", Concern::Badge, sentence);
        }
        Some(_) if said == Said::Supplied => {
            let sentence = "It is of an issuer that was named for this page.".to_owned();
            tell("issuer", Concern::Badge, sentence);
        }
        None => {
            let sentence = "Any issuer counts, once the badge is verified.".to_owned();
            tell("issuer.any", Concern::Badge, sentence);
        }
        Some(issuers) => {
            let sentence = match issuers.len() {
                1 => "It is of the one issuer that is listed.".to_owned(),
                count => format!("It is of one of {count} listed issuers."),
            };
            tell("issuer", Concern::Badge, sentence);
        }
    }
    if !accept.endorsers.is_empty() {
        let sentence = match accept.endorsers.len() {
            1 => "It is endorsed by the one that is listed.".to_owned(),
            count => format!("It is endorsed by one of {count} that are listed."),
        };
        tell("endorsed", Concern::Badge, sentence);
    }
    if !accept.achievements.is_empty() {
        let sentence = format!("It is one of {} achievements.", accept.achievements.len());
        tell("achievement", Concern::Badge, sentence);
    }
    if !accept.alignments.is_empty() {
        let sentence = "It is aligned with a priority of the place.".to_owned();
        tell("aligned", Concern::Badge, sentence);
    }
    for (asked, code, sentence) in [
        (accept.results, "results", "It shows that what its achievement requires was reached."),
        (accept.scored_rubric, "rubric", "The scored rubric is in it, or beside it."),
        (accept.evidence, "evidence", "It names the evidence that was assessed."),
    ] {
        if asked == Asked::Required {
            tell(code, Concern::Badge, sentence.to_owned());
        }
    }
    if let Some(rule) = &accept.assessment {
        tell("assessment", Concern::Badge, assessed(rule));
    }
}

/// How it must have been assessed.
fn assessed(rule: &AssessmentRule) -> String {
    let mut asked = vec![match rule.assessors {
        1 => "by an assessor".to_owned(),
        several => format!("by {several} assessors or more"),
    }];
    match rule.blindness {
        Some(Blindness::DoubleBlind) => asked.push("double-blind".to_owned()),
        Some(_) => asked.push("blind".to_owned()),
        None => {}
    }
    if rule.calibration == Asked::Required {
        asked.push("calibrated".to_owned());
    }
    if let Some(agreement) = rule.agreement {
        asked.push(format!("with {agreement} percent agreement or more"));
    }
    if let Some(days) = rule.within_days {
        asked.push(format!("within {days} business days"));
    }
    format!("It was assessed {}, and says so.", asked.join(", "))
}

fn limits(rules: &Rules, tell: &mut impl FnMut(&'static str, Concern, String)) {
    let policy = rules.policy();
    let title = |name: &str| match policy.category(name) {
        Some(category) if category.title != "*" => category.title.clone(),
        _ => name.to_owned(),
    };
    for (index, step) in policy.categories.iter().map(|it| it.step.as_ref()).enumerate() {
        let path = [Step::Member("categories"), Step::Item(index), Step::Member("step")];
        let is_known = |it| !matches!(rules.said_of(&path, it), Said::Unknown(_));
        if let Some(step) = step.filter(|_| is_known("every") && is_known("gives")) {
            let sentence = format!("Each {} give {}.", step.every.words(), step.gives.words());
            tell("step", Concern::Goal, sentence);
        }
    }
    for (index, cap) in policy.caps.iter().enumerate() {
        let per = match cap.per {
            Per::Year => "a year",
            Per::Payment => "in a payment",
            Per::Cycle => "in a licence cycle",
            Per::Ever => "in all",
        };
        let path = [Step::Member("caps"), Step::Item(index)];
        let is_open = matches!(rules.said_of(&path, "amount"), Said::Unknown(_));
        let most = match is_open {
            true => "an amount that is not known".to_owned(),
            false => cap.amount.words(),
        };
        let (concern, rest) = match cap.rest {
            Rest::CarriedOver => (Concern::Choice, "the rest is carried over"),
            Rest::Lost => (Concern::Limit, "the rest does not count"),
        };
        // A sum of money is one thing.
        let is_one = cap.amount.number() == Decimal::from(1) || cap.amount.unit().is_money();
        let count = if is_one || is_open { "counts" } else { "count" };
        let code = if concern == Concern::Choice { "limit.carried_over" } else { "limit.above" };
        tell(code, Concern::Limit, format!("At most {most} {count} {per}; {rest}."));
        if concern == Concern::Choice {
            let sentence = format!("What is above {most} {per} is not lost: {rest}.");
            tell("limit.carried_over", concern, sentence);
        }
    }
    for excluded in &policy.exclusions {
        let names: Vec<String> = excluded.iter().map(|name| title(name)).collect();
        let sentence = format!("For the same training, only one of: {}.", names.join(", "));
        tell("split.excluded", Concern::Limit, sentence);
    }
    let sentence = "A badge counts once, and so does an achievement for an educator.".to_owned();
    tell("ledger", Concern::Limit, sentence);
    if policy.splitting == Splitting::Allowed {
        let sentence = "The value may be split between categories.".to_owned();
        tell("split", Concern::Choice, sentence);
    }
    if policy.year.payments > 1 {
        let sentence = match policy.year.payments {
            2 => "It is paid twice a year.".to_owned(),
            payments => format!("It is paid {payments} times a year."),
        };
        tell("counts", Concern::Choice, sentence);
    }
    if policy.ladder.len() > 1 {
        let rungs = policy.ladder.join(", then ");
        let sentence =
            format!("The value depends on the kind of award; from the smallest up: {rungs}.");
        tell("rung", Concern::Choice, sentence);
    }
    if let Some(goal) = &policy.goal {
        let sentence = match rules.said_of(&[Step::Member("goal")], "amount") {
            Said::Unknown(_) => "How much is needed is not known.".to_owned(),
            _ => {
                let years = match goal.within_years {
                    1 => "within a year".to_owned(),
                    years => format!("within {years} years"),
                };
                let is_one =
                    goal.amount.number() == Decimal::from(1) || goal.amount.unit().is_money();
                let are = if is_one { "is" } else { "are" };
                format!("{} {are} needed {years}.", goal.amount.words())
            }
        };
        tell("goal", Concern::Goal, sentence);
    }
}

fn days_of(days: u32) -> String {
    if days == 1 { "a day".to_owned() } else { format!("{days} days") }
}
