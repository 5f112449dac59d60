use std::sync::Arc;

use arcstr::ArcStr;

use crate::json::Value;
use crate::recognition::policy::{Group, Period, Year};
use crate::recognition::{Amount, Date, Span, ValueError, Withdrawal};
use crate::report::VerifiedCredential;
use crate::text::Timestamp;

/// How one step of an evaluation came out.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, serde::Serialize)]
#[serde(rename_all = "camelCase")]
pub enum Finding {
    /// As the policy asks.
    Met,
    /// Not as the policy asks: the credential does not count.
    NotMet,
    /// Something must be said first by the person or the office: it does not count yet.
    Missing,
    /// What follows from the steps before.
    Result,
}

/// Which credits a credential tells of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum CreditsSaid {
    /// Those that were earned.
    Earned,
    /// Those that its achievement can give.
    Available,
}

/// One step of an evaluation: what was asked, and what was found. It is shown as a sentence for the
/// person who claims.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub enum Step<'a> {
    /// The policy does not hold today.
    PolicyNotInForce(&'a Span, Date),
    /// It was verified, lately enough.
    Verified(&'a VerifiedCredential),
    /// It was verified while it was valid, and has expired since.
    VerifiedAndExpired(&'a Timestamp),
    /// It was verified too long ago.
    VerifiedTooLongAgo(&'a Timestamp, u32),
    /// It was verified as of a time that is still to come.
    VerifiedInFuture(&'a Timestamp),
    /// It was found valid under a choice that is called unsafe.
    VerifiedUnsafely,
    /// Its holder chose what it shows; what it does not show may stand against it.
    Partial,
    /// Another look at it says that it does not stand any more.
    Withdrawn(Withdrawal),
    /// It is no achievement of anybody, or its dates or ids cannot be read.
    NotABadge(ArcStr),
    /// It is about the person.
    Person,
    /// It is not known to be about the person.
    PersonUnknown,
    /// Its day of award is still to come.
    AwardedInFuture(Date, Date),
    /// Who claims it, or whom it is about, has issued it.
    SelfIssued(&'a VerifiedCredential),
    /// Every issuer counts.
    AnyIssuer(&'a VerifiedCredential),
    /// The issuer is recognised.
    Issuer(&'a VerifiedCredential),
    /// The issuer is not recognised.
    IssuerNotRecognised(&'a VerifiedCredential),
    /// Somebody whose word counts has endorsed it.
    Endorsed(&'a String),
    /// Nobody whose word counts has endorsed it.
    NotEndorsed,
    /// The achievement counts.
    Achievement,
    /// The achievement does not count.
    AchievementNotListed,
    /// It is aligned with a priority, by this one of its alignments.
    Aligned(&'a VerifiedCredential, u32),
    /// It is aligned with no priority.
    NotAligned,
    /// What the achievement requires was reached.
    ResultsMet,
    /// What the achievement requires was not reached, or it is not known.
    ResultsNotMet(ArcStr),
    /// The scored rubric is there.
    ScoredRubric,
    /// The scored rubric is not there.
    ScoredRubricMissing,
    /// It names evidence.
    Evidence,
    /// It names no evidence.
    EvidenceMissing,
    /// It was assessed as is asked.
    Assessed,
    /// It does not say how it was assessed.
    AssessmentUnknown,
    /// It was assessed otherwise than is asked.
    AssessedOtherwise(ArcStr),
    /// It was approved in time.
    Approved(Date, Date),
    /// It was approved too late.
    ApprovedLate(Date, Date),
    /// It was not approved.
    ApprovalMissing,
    /// It was approved, and it is not known when the work began.
    StartUnknown,
    /// The office confirms something.
    Confirmed(&'a String),
    /// The office does not confirm it yet.
    NotConfirmed(&'a String),
    /// Value was asked for in time.
    Requested(InTime),
    /// Value was asked for too late, or before the award.
    RequestedLate(InTime),
    /// Value is said to be asked for on a day that is still to come.
    RequestedInFuture(Date),
    /// It is not said when value was asked for.
    RequestMissing(u32),
    /// It was uploaded in time.
    Uploaded(InTime),
    /// It was uploaded too late, or before the award.
    UploadedLate(InTime),
    /// It is said to be uploaded on a day that is still to come.
    UploadedInFuture(Date),
    /// It is not said when it was uploaded.
    UploadMissing(u32),
    /// The award has not expired.
    NotExpired(InTime),
    /// The award has expired.
    Expired(InTime),
    /// The award is within the licence cycle.
    InCycle(Date, &'a Span),
    /// The award is outside the licence cycle.
    OutsideCycle(Date, &'a Span),
    /// The licence cycle is not said.
    CycleMissing,
    /// Nothing stands against it in the ledger.
    NotCountedBefore,
    /// No ledger was looked at.
    NoLedger,
    /// The ledger counts it already, since then.
    CountedBefore(&'a Timestamp),
    /// The ledger counts it already, for somebody else.
    CountedForAnother,
    /// The ledger counts its achievement already, by another credential, since then.
    AchievementCounted(&'a Timestamp),
    /// The same credential or achievement stands earlier in this claim, and counts.
    CountedInThisClaim,
    /// The same training counts already in a category that excludes this one.
    TrainingCounted,
    /// There is no such kind of award.
    RungUnknown(ArcStr),
    /// The policy says of no value for it, or for that kind of award.
    NoValue(Option<ArcStr>),
    /// It must be said in which category it is to count.
    CategoryMissing(ArcStr),
    /// There is no such category, or nothing for it there.
    CategoryUnknown(ArcStr),
    /// It may not be split.
    SplitForbidden,
    /// It is not worth the same in the categories between which it is to be split.
    SplitUnequal,
    /// The parts are more than the whole.
    SplitTooLarge(Box<(Amount, Amount)>),
    /// The categories exclude each other.
    Excluded,
    /// It does not say what was earned, exactly.
    CreditsUnknown,
    /// What it says was earned, or its achievement can give, is no amount that can be said exactly.
    CreditsUnread(CreditsSaid, &'a Value),
    /// It says that more was earned than its achievement gives.
    CreditsMore(Box<(Amount, Amount)>),
    /// It is worth nothing.
    WorthNothing,
    /// No recognition says what it is worth.
    NotRecognised,
    /// Recognitions say different things of its worth.
    RecognisedTwice,
    /// What it is worth by the policy itself.
    Worth(&'a Amount),
    /// What it is worth, and by whose word.
    WorthBy(Box<(Amount, &'a str)>),
    /// What that is in the unit of the category, and by which rates.
    Converted(Box<(Amount, Amount, String)>),
    /// That cannot be said in the unit of the category.
    NotConverted(Box<ValueError>),
    /// It belongs to a group.
    InGroup(&'a Group),
    /// It may belong to several groups.
    SeveralGroups,
    /// It must be said to which group it belongs.
    GroupMissing,
    /// There is no such group.
    GroupUnknown(ArcStr),
    /// The policy itself says that it belongs to another group.
    GroupOther(&'a Group),
    /// Some of it is carried over.
    CarriedOver(Box<Carried<'a>>),
    /// Some of it is above a limit and does not count.
    AboveLimit(Box<(Amount, Amount)>),
    /// Nothing of it is left.
    NothingLeft(Box<Amount>),
    /// It counts, in a category, in a year and a payment.
    Counts(Arc<Placed<'a>>),
}

// There are many, and memory is what they cost.
const _: () = assert!(size_of::<Step<'_>>() <= 16);

/// How much counts, and where.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Placed<'a> {
    /// How much.
    pub amount: Amount,
    /// The name of the category.
    pub category: Arc<str>,
    /// What people call the category.
    pub title: &'a str,
    /// The years of the policy.
    pub year: &'a Year,
    /// Which of them, and which payment in it.
    pub period: Period,
}

/// How much is carried over.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Carried<'a> {
    /// How much.
    pub amount: Amount,
    /// The limit.
    pub cap: &'a Amount,
    /// The years of the policy.
    pub year: &'a Year,
    /// Where it counts first.
    pub to: Period,
}

/// Days from an award, and how many there may be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct InTime {
    /// The day of the award.
    pub awarded: Date,
    /// The other day.
    pub day: Date,
    /// How many days may be between them.
    pub within: u32,
}

impl Step<'_> {
    /// A stable name, such as `window.request.late`. `docs/POLICY.md` lists them.
    pub fn code(&self) -> &'static str {
        self.described().0
    }

    /// How it came out.
    #[inline]
    pub fn finding(&self) -> Finding {
        self.described().1
    }

    #[inline]
    fn described(&self) -> (&'static str, Finding) {
        use Finding::{Met, Missing, NotMet, Result};
        match self {
            Step::PolicyNotInForce(..) => ("policy.not_in_force", NotMet),
            Step::Verified(_) => ("verified", Met),
            Step::VerifiedAndExpired(_) => ("verified.expired", NotMet),
            Step::VerifiedTooLongAgo(..) => ("verified.too_long_ago", Missing),
            Step::VerifiedInFuture(_) => ("verified.in_future", NotMet),
            Step::VerifiedUnsafely => ("verified.unsafely", NotMet),
            Step::Partial => ("credential.partial", NotMet),
            Step::Withdrawn(_) => ("credential.withdrawn", NotMet),
            Step::AwardedInFuture(..) => ("award.in_future", NotMet),
            Step::SelfIssued(_) => ("issuer.self", NotMet),
            Step::NotABadge(_) => ("credential.not_a_badge", NotMet),
            Step::Person => ("person", Met),
            Step::PersonUnknown => ("person.unknown", NotMet),
            Step::AnyIssuer(_) => ("issuer.any", Met),
            Step::Issuer(_) => ("issuer", Met),
            Step::IssuerNotRecognised(_) => ("issuer.not_recognised", NotMet),
            Step::Endorsed(_) => ("endorsed", Met),
            Step::NotEndorsed => ("endorsed.not", NotMet),
            Step::Achievement => ("achievement", Met),
            Step::AchievementNotListed => ("achievement.not_listed", NotMet),
            Step::Aligned(..) => ("aligned", Met),
            Step::NotAligned => ("aligned.not", NotMet),
            Step::ResultsMet => ("results", Met),
            Step::ResultsNotMet(_) => ("results.not_met", NotMet),
            Step::ScoredRubric => ("rubric", Met),
            Step::ScoredRubricMissing => ("rubric.missing", Missing),
            Step::Evidence => ("evidence", Met),
            Step::EvidenceMissing => ("evidence.missing", NotMet),
            Step::Assessed => ("assessment", Met),
            Step::AssessmentUnknown => ("assessment.unknown", NotMet),
            Step::AssessedOtherwise(_) => ("assessment.otherwise", NotMet),
            Step::Approved(..) => ("approval", Met),
            Step::ApprovedLate(..) => ("approval.late", NotMet),
            Step::ApprovalMissing => ("approval.missing", Missing),
            Step::StartUnknown => ("approval.start_unknown", Missing),
            Step::Confirmed(_) => ("confirmed", Met),
            Step::NotConfirmed(_) => ("confirmed.not", Missing),
            Step::Requested(_) => ("window.request", Met),
            Step::RequestedLate(_) => ("window.request.late", NotMet),
            Step::RequestedInFuture(_) => ("window.request.in_future", NotMet),
            Step::RequestMissing(_) => ("window.request.missing", Missing),
            Step::Uploaded(_) => ("window.upload", Met),
            Step::UploadedLate(_) => ("window.upload.late", NotMet),
            Step::UploadedInFuture(_) => ("window.upload.in_future", NotMet),
            Step::UploadMissing(_) => ("window.upload.missing", Missing),
            Step::NotExpired(_) => ("window.expiry", Met),
            Step::Expired(_) => ("window.expiry.over", NotMet),
            Step::InCycle(..) => ("window.cycle", Met),
            Step::OutsideCycle(..) => ("window.cycle.outside", NotMet),
            Step::CycleMissing => ("window.cycle.missing", Missing),
            Step::NotCountedBefore => ("ledger", Met),
            Step::NoLedger => ("ledger.none", Result),
            Step::CountedBefore(_) => ("ledger.counted", NotMet),
            Step::CountedForAnother => ("ledger.anothers", NotMet),
            Step::AchievementCounted(_) => ("ledger.achieved", NotMet),
            Step::CountedInThisClaim => ("ledger.twice", NotMet),
            Step::TrainingCounted => ("ledger.excluded", NotMet),
            Step::RungUnknown(_) => ("rung.unknown", Missing),
            Step::NoValue(_) => ("value.none", NotMet),
            Step::CategoryMissing(_) => ("category.missing", Missing),
            Step::CategoryUnknown(_) => ("category.unknown", NotMet),
            Step::SplitForbidden => ("split.forbidden", NotMet),
            Step::SplitUnequal => ("split.unequal", NotMet),
            Step::SplitTooLarge(..) => ("split.too_large", NotMet),
            Step::Excluded => ("split.excluded", NotMet),
            Step::CreditsUnknown => ("value.credits.unknown", NotMet),
            Step::CreditsUnread(..) => ("value.credits.unknown", NotMet),
            Step::CreditsMore(_) => ("value.credits.more", NotMet),
            Step::WorthNothing => ("value.nothing", NotMet),
            Step::NotRecognised => ("value.recognised.not", NotMet),
            Step::RecognisedTwice => ("value.recognised.twice", Missing),
            Step::Worth(_) => ("value", Met),
            Step::WorthBy(_) => ("value.recognised", Met),
            Step::Converted(..) => ("value.converted", Met),
            Step::NotConverted(_) => ("value.converted.not", NotMet),
            Step::InGroup(_) => ("group", Met),
            Step::SeveralGroups => ("group.several", Missing),
            Step::GroupMissing => ("group.missing", Missing),
            Step::GroupUnknown(_) => ("group.unknown", NotMet),
            Step::GroupOther(_) => ("group.other", NotMet),
            Step::CarriedOver(..) => ("limit.carried_over", Result),
            Step::AboveLimit(..) => ("limit.above", Result),
            Step::NothingLeft(_) => ("limit.nothing_left", NotMet),
            Step::Counts(..) => ("counts", Result),
        }
    }
}
