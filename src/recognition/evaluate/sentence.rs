//! Steps in sentences, for the person who claims.

use std::borrow::Cow;
use std::fmt;

use super::{CreditsSaid, InTime, Placed, Step};
use crate::json::Value;
use crate::recognition::policy::Rules;
use crate::report::{Aligned, VerifiedCredential};

impl fmt::Display for Step<'_> {
    /// The sentence, in which issuers and others go by their ids.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.tell(f, &|id| Cow::Borrowed(id))
    }
}

impl Step<'_> {
    /// The sentence, in which issuers and others go by the names that the office has for them
    /// ([`Rules::called`]).
    pub fn sentence(&self, rules: &Rules) -> String {
        let mut text = String::new();
        // Writing to a string does not fail.
        let _ = self.tell(&mut text, &|id| rules.called(id));
        text
    }

    fn tell(
        &self,
        f: &mut dyn fmt::Write,
        called: &dyn for<'i> Fn(&'i str) -> Cow<'i, str>,
    ) -> fmt::Result {
        match self {
            Step::PolicyNotInForce(span, today) => {
                let (span, today) = (span.words(), today.words());
                write!(f, "The rules are in force {span}; today is {today}.")
            }
            Step::Verified(credential) => {
                let (at, status) = (credential.verified_as_of(), status(credential));
                write!(f, "It was verified as of {at}: signed by its issuer, in date, {status}.")
            }
            Step::VerifiedAndExpired(until) => {
                write!(f, "It was valid until {until}, and has expired since it was verified.")
            }
            Step::VerifiedTooLongAgo(at, days) => write!(
                f,
                "It was last verified as of {at}, more than {} ago; it must be verified again.",
                days_of(i64::from(*days))
            ),
            Step::VerifiedInFuture(at) => {
                write!(f, "It was verified as of {at}, which is still to come.")
            }
            Step::VerifiedUnsafely => f.write_str(
                "It was verified in a way that is called unsafe, so it may be a forgery.",
            ),
            Step::Partial => f.write_str(
                "It shows a part of itself, and what is left out may stand against it. Please ask its \
                 issuer for one that shows everything.",
            ),
            Step::Withdrawn(because) => write!(f, "It does not stand any more: {because}."),
            Step::AwardedInFuture(awarded, today) => {
                let (awarded, today) = (awarded.words(), today.words());
                write!(f, "It is awarded on {awarded}, which is still to come on {today}.")
            }
            Step::SelfIssued(credential) => {
                let issuer = called(issuer(credential));
                write!(f, "Its issuer, {issuer}, is the person who claims it or whom it is about.")
            }
            Step::NotABadge(why) => write!(f, "It cannot count: {why}."),
            Step::Person => f.write_str("It is about you."),
            Step::PersonUnknown => f.write_str(
                "It is not shown to be about you: none of the identities known of you is in it.",
            ),
            Step::AnyIssuer(credential) => {
                let issuer = called(issuer(credential));
                write!(f, "It was issued by {issuer}; every issuer is accepted.")
            }
            Step::Issuer(credential) => {
                write!(f, "Its issuer, {}, is recognised.", called(issuer(credential)))
            }
            Step::IssuerNotRecognised(credential) => {
                let issuer = called(issuer(credential));
                write!(f, "Its issuer, {issuer}, is not among those that are recognised.")
            }
            Step::Endorsed(by) => write!(f, "It is endorsed by {}, whose word counts.", called(by)),
            Step::NotEndorsed => f.write_str(
                "It must be endorsed by one of those whose word counts, and no such endorsement was verified.",
            ),
            Step::Achievement => f.write_str("Its achievement is one of those that count."),
            Step::AchievementNotListed => {
                f.write_str("Its achievement is not one of those that count.")
            }
            Step::Aligned(credential, index) => {
                let with = alignment(credential, *index);
                write!(f, "It is aligned with {with}, which is a priority.")
            }
            Step::NotAligned => f.write_str("It is aligned with none of the priorities."),
            Step::ResultsMet => {
                f.write_str("Everything that the achievement requires was reached.")
            }
            Step::ResultsNotMet(why) => write!(
                f,
                "It does not show that everything was reached that the achievement requires ({why})."
            ),
            Step::ScoredRubric => f.write_str("The scored rubric is there."),
            Step::ScoredRubricMissing => {
                f.write_str("The scored rubric is required. Please attach it.")
            }
            Step::Evidence => f.write_str("It names the evidence that was assessed."),
            Step::EvidenceMissing => f.write_str("It must name the evidence, and names none."),
            Step::Assessed => f.write_str("It was assessed as is required."),
            Step::AssessmentUnknown => {
                f.write_str("It must say how it was assessed, and does not say it.")
            }
            Step::AssessedOtherwise(why) => {
                write!(f, "It was not assessed as is required ({why}).")
            }
            Step::Approved(on, by) => {
                write!(f, "It was approved on {}, before {}.", on.words(), by.words())
            }
            Step::ApprovedLate(on, by) => write!(
                f,
                "Approval must be given on an earlier day; it was given on {}, and the work is of {}.",
                on.words(),
                by.words()
            ),
            Step::StartUnknown => f.write_str(
                "Approval must be given before the work begins, and it is not known when that was. \
                 Please give the date.",
            ),
            Step::ApprovalMissing => f.write_str(
                "Prior approval is required, and none is on record. Please send it.",
            ),
            Step::Confirmed(what) => write!(f, "Confirmed: {what}."),
            Step::NotConfirmed(what) => write!(f, "Not yet confirmed: {what}."),
            Step::Requested(days) => write!(f, "It was requested in time, {days}."),
            Step::RequestedLate(days) => write!(f, "It was not requested in time, but {days}."),
            Step::RequestedInFuture(day) => {
                let day = day.words();
                write!(f, "It is said to be requested on {day}, which is still to come.")
            }
            Step::UploadedInFuture(day) => {
                let day = day.words();
                write!(f, "It is said to be uploaded on {day}, which is still to come.")
            }
            Step::RequestMissing(within) => write!(
                f,
                "It must be requested within {} of the award. Please give the date of the request.",
                days_of(i64::from(*within))
            ),
            Step::Uploaded(days) => write!(f, "It was uploaded in time, {days}."),
            Step::UploadedLate(days) => write!(f, "It was not uploaded in time, but {days}."),
            Step::UploadMissing(within) => write!(
                f,
                "It must be uploaded within {} of the award. Please give the date of the upload.",
                days_of(i64::from(*within))
            ),
            Step::NotExpired(days) => write!(f, "It has not expired {days}."),
            Step::Expired(days) => write!(f, "It has expired {days}."),
            Step::InCycle(on, cycle) => {
                let (on, cycle) = (on.words(), cycle.words());
                write!(f, "It was awarded on {on}, within your licence cycle, {cycle}.")
            }
            Step::OutsideCycle(on, cycle) => {
                // A stack is of the day of its claim.
                let (on, cycle) = (on.words(), cycle.words());
                write!(f, "It is of {on}, which is outside your licence cycle, {cycle}.")
            }
            Step::CycleMissing => f.write_str("Your licence cycle is needed and not on record."),
            Step::NotCountedBefore => f.write_str("It was not counted before."),
            Step::NoLedger => f.write_str(
                "No ledger was looked at, so it is not known whether it was counted before.",
            ),
            Step::CountedBefore(at) => {
                write!(f, "It was counted on {at}, and counts once.")
            }
            Step::CountedForAnother => {
                f.write_str("It was counted for another person.")
            }
            Step::AchievementCounted(at) => write!(
                f,
                "The same achievement was counted on {at}, by another credential, and counts once."
            ),
            Step::CountedInThisClaim => {
                f.write_str("The same credential or achievement stands earlier in this claim.")
            }
            Step::TrainingCounted => f.write_str(
                "The same training counts already in a category that excludes this one.",
            ),
            Step::RungUnknown(rung) => {
                write!(f, "There is no kind of award {rung:?}. Please say which it is.")
            }
            Step::NoValue(rung) => {
                let of = rung.as_deref().unwrap_or("it");
                write!(f, "The rules give no value for {of}.")
            }
            Step::CategoryMissing(names) => {
                write!(f, "Please say in which category it is to count: {names}.")
            }
            Step::CategoryUnknown(name) => {
                write!(f, "There is no category {name:?} in which it could count.")
            }
            Step::SplitForbidden => {
                f.write_str("It counts in one category and cannot be split.")
            }
            Step::SplitUnequal => f.write_str(
                "It is not worth the same in each of these categories, so it cannot be split between them.",
            ),
            Step::SplitTooLarge(both) => write!(
                f,
                "Each part must be something, in a category of its own, and all together no more than the \
                 whole: together they are {}, and the whole is {}.",
                both.0.words(),
                both.1.words()
            ),
            Step::Excluded => {
                f.write_str("The categories exclude each other for the same training.")
            }
            Step::CreditsUnknown => f.write_str("It does not say how much was earned."),
            Step::CreditsUnread(which, said) => {
                let done = match which {
                    CreditsSaid::Earned => "was earned",
                    CreditsSaid::Available => "can be earned",
                };
                write!(f, "It says that {said} {done}, which is no amount.")
            }
            Step::CreditsMore(both) => write!(
                f,
                "It says that {} were earned, and its achievement gives {}.",
                both.0.words(),
                both.1.words()
            ),
            Step::WorthNothing => f.write_str("It is worth nothing."),
            Step::NotRecognised => f.write_str(
                "None of those whose word counts (where one of them was chosen: not that one) has \
                 recognised it for a value that holds here and now.",
            ),
            Step::RecognisedTwice => f.write_str(
                "It is recognised for different values. Please say by whose word it is to count; of one \
                 who says several, send the recognition that is meant alone.",
            ),
            Step::Worth(amount) => write!(f, "It is worth {}.", amount.words()),
            Step::WorthBy(value) => {
                write!(f, "It is worth {} by the word of {}.", value.0.words(), called(value.1))
            }
            Step::Converted(how) => {
                write!(f, "In the unit of the category that is {}: {}.", how.1.words(), how.2)
            }
            Step::NotConverted(error) => write!(f, "Its value cannot be counted: {error}."),
            Step::InGroup(group) => write!(f, "It counts as {}.", group.title),
            Step::SeveralGroups => f.write_str(
                "It may belong to several parts of a stack. Please say to which it is to count.",
            ),
            Step::GroupMissing => {
                f.write_str("Please say to which part of a stack it is to count.")
            }
            Step::GroupUnknown(group) => write!(f, "There is no part of a stack {group:?}."),
            Step::GroupOther(group) => write!(
                f,
                "The rules list its achievement as {}, so it counts as nothing else.",
                group.title
            ),
            Step::CarriedOver(it) => write!(
                f,
                "The limit is {}; carried over to {} and after: {}.",
                it.cap.words(),
                it.year.words(it.to),
                it.amount.words()
            ),
            Step::AboveLimit(both) => write!(
                f,
                "The limit is {}; above it, so that it does not count: {}.",
                both.1.words(),
                both.0.words()
            ),
            Step::NothingLeft(cap) => {
                write!(f, "The limit is {}, and nothing of it is left.", cap.words())
            }
            Step::Counts(it) => {
                let Placed { amount, title, year, period, .. } = &**it;
                write!(f, "It counts for {} ({title}, {}).", amount.words(), year.words(*period))
            }
        }
    }
}

/// The issuer's id.
fn issuer(credential: &VerifiedCredential) -> &str {
    credential.gist().issuer().unwrap_or_default()
}

/// The name of what the achievement is aligned with.
fn alignment(credential: &VerifiedCredential, index: u32) -> &str {
    let view = credential.view();
    let all = view.achievement().and_then(|it| it.get("alignment")).map_or(&[][..], Value::items);
    let one = usize::try_from(index).ok().and_then(|index| all.get(index));
    one.and_then(|it| Aligned::of(it).name).unwrap_or_default()
}

/// What is known of a credential that was found valid: no more than its status can say.
fn status(credential: &VerifiedCredential) -> &'static str {
    let entries = credential.document().get("credentialStatus").map_or(&[][..], Value::items);
    let says = |purpose: &str| {
        entries.iter().any(|it| it.get("statusPurpose").and_then(Value::as_str) == Some(purpose))
    };
    let of_1edtech = |entry: &Value| {
        let types = entry.get("type").map_or(&[][..], Value::items);
        types.iter().any(|it| it.as_str() == Some("1EdTechRevocationList"))
    };
    let revocation = says("revocation") || entries.iter().any(of_1edtech);
    match (revocation, says("suspension")) {
        (true, true) => "neither revoked nor suspended",
        (true, false) => "not revoked",
        (false, true) => "not suspended (it has no way to say that it was revoked)",
        (false, false) => "with no way to say that it was revoked",
    }
}

impl fmt::Display for InTime {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { awarded, day, within } = self;
        let within = days_of(i64::from(*within));
        let after = day.days_since(*awarded);
        let (day, awarded) = (day.words(), awarded.words());
        match after {
            0 => write!(f, "on {day}, the day of its award")?,
            after @ 1.. => write!(f, "on {day}, {} after its award on {awarded}", days_of(after))?,
            before => {
                let before = days_of(before.saturating_neg());
                return write!(f, "on {day}, {before} before its award on {awarded}");
            }
        }
        write!(f, "; {within} are allowed")
    }
}

fn days_of(days: i64) -> String {
    if days == 1 { "1 day".to_owned() } else { format!("{days} days") }
}
