//! What only the office knows, said with options: of all policies of a call, or of one.

use clap::Args;
use openbadges::recognition::{Amount, Date, Facts, Policy};

use crate::Failure;
use crate::settings::named_amount;

// Without a doc comment: it would be that of the command.
#[derive(Args)]
pub struct Office {
    /// In which category it is to count. May be said once for each policy.
    #[arg(long, value_name = "[POLICY.]NAME")]
    pub category: Vec<String>,
    /// How much of it in which category. May be repeated.
    #[arg(long, value_name = "[POLICY.]NAME=AMOUNT")]
    pub split: Vec<String>,
    /// To which part of a stack it belongs. May be said once for each policy.
    #[arg(long, value_name = "[POLICY.]NAME")]
    pub group: Vec<String>,
    /// What kind of award it is. May be said once for each policy.
    #[arg(long, value_name = "[POLICY.]NAME")]
    pub rung: Vec<String>,
    /// Whose recognition says what it is worth, where recognitions say different things: the id of its
    /// issuer.
    #[arg(long, value_name = "ID")]
    pub recognised_by: Option<String>,
    /// The training that it is for, where that is another thing than its achievement.
    #[arg(long, value_name = "TEXT")]
    pub training: Option<String>,
    /// When value was asked for.
    #[arg(long, value_name = "DATE")]
    pub requested: Option<Date>,
    /// When it was uploaded.
    #[arg(long, value_name = "DATE")]
    pub uploaded: Option<Date>,
    /// When it was approved.
    #[arg(long, value_name = "DATE")]
    pub approved: Option<Date>,
    /// When the work for it began, where the badge does not say it, or says a later day.
    #[arg(long, value_name = "DATE")]
    pub started: Option<Date>,
    /// The scored rubric is attached.
    #[arg(long)]
    pub scored_rubric: bool,
    /// What the office confirms: by the policy's name for it, or a condition of a recognition in its
    /// words. May be repeated.
    #[arg(long = "confirm", value_name = "NAME|TEXT")]
    pub confirmed: Vec<String>,
}

/// What is said to a policy whose name is not said.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Unnamed {
    /// It is the only one, which answers whatever is said.
    ForIt,
    /// There are others, or may be: what it knows is for it.
    IfKnown,
}

impl Office {
    /// What is said under the one policy of a call.
    ///
    /// # Errors
    /// For what is said twice, or is no amount.
    pub fn under(&self, policy: &Policy) -> Result<Facts, Failure> {
        let all = std::slice::from_ref(policy);
        self.policies_are_here(all)?;
        self.facts(policy, all, Unnamed::ForIt)
    }

    /// What is said under each of these policies. A name without that of a policy is for all that know
    /// it.
    ///
    /// # Errors
    /// The same, and for a name that none of those knows to whom it is said.
    pub fn under_each(&self, policies: &[Policy]) -> Result<Vec<Facts>, Failure> {
        self.policies_are_here(policies)?;
        for (option, names, knows) in [
            ("--category", &self.category, knows_category as Knows),
            ("--split", &self.split, |policy, pair| knows_category(policy, name_of(pair))),
            ("--group", &self.group, knows_group),
            ("--rung", &self.rung, knows_rung),
        ] {
            for said in names {
                let mut named = policies.iter().filter_map(|it| Some((it, of(said, it)?)));
                let why = match named.next() {
                    Some((policy, name)) if !knows(policy, name) => {
                        format!("{} does not know that name", policy.name)
                    }
                    None if !policies.iter().any(|policy| knows(policy, said)) => {
                        "no policy here knows that name".to_owned()
                    }
                    _ => continue,
                };
                return Err(Failure(format!("{option} {said:?}: {why}")));
            }
        }
        let to_all: Vec<&String> = self.split.iter().filter(|it| is_to_all(it, policies)).collect();
        let knows_all =
            |policy: &Policy| to_all.iter().all(|it| knows_category(policy, name_of(it)));
        if !to_all.is_empty() && !policies.iter().any(knows_all) {
            let why =
                "no policy here knows all of these names; say of which each is, as POLICY.NAME";
            return Err(Failure(format!("--split: {why}")));
        }
        policies.iter().map(|it| self.facts(it, policies, Unnamed::IfKnown)).collect()
    }

    /// Is each policy here that is named? Where a category has every name, what is written for another
    /// policy would be one.
    fn policies_are_here(&self, policies: &[Policy]) -> Result<(), Failure> {
        for (option, names) in [
            ("--category", &self.category),
            ("--split", &self.split),
            ("--group", &self.group),
            ("--rung", &self.rung),
        ] {
            for said in names {
                let Some((name, rest)) = name_of(said).split_once('.') else { continue };
                let inside = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_');
                let is_name = !name.is_empty() && name.chars().all(inside);
                let is_here = policies.iter().any(|policy| policy.name == name);
                if is_name && !rest.starts_with(' ') && !is_here {
                    let why = format!("there is no policy {name} here");
                    return Err(Failure(format!("{option} {said:?}: {why}")));
                }
            }
        }
        Ok(())
    }

    fn facts(&self, policy: &Policy, all: &[Policy], unnamed: Unnamed) -> Result<Facts, Failure> {
        let one = |option: &str, names, knows: Knows| {
            let (own, to_all) = said_to(policy, all, names, unnamed);
            one(option, policy, own, to_all.into_iter().filter(|it| knows(policy, it)).collect())
        };
        let mut facts = Facts::default();
        facts.requested = self.requested;
        facts.uploaded = self.uploaded;
        facts.approved = self.approved;
        facts.started = self.started;
        facts.scored_rubric = self.scored_rubric;
        facts.confirmed = self.confirmed.iter().cloned().collect();
        facts.group = one("--group", &self.group, knows_group)?.map(|(name, _)| name.into());
        facts.rung = one("--rung", &self.rung, knows_rung)?.map(|(name, _)| name.into());
        facts.training = self.training.as_deref().map(Into::into);
        facts.recognised_by = self.recognised_by.as_deref().map(Into::into);
        let category = one("--category", &self.category, knows_category)?;
        let split = self.split(policy, all, unnamed)?;
        // What is said to it alone goes before what is said to all.
        match (category, split) {
            (Some((_, by)), Some((_, other))) if by == other => {
                let why = "it is to count in one category, or to be split; not both";
                return Err(Failure(format!("--category and --split: {why} ({})", policy.name)));
            }
            (Some((name, By::Name)), _) | (Some((name, _)), None) => {
                facts.category = Some(name.into())
            }
            (_, Some((parts, _))) => facts.split = parts,
            (None, None) => {}
        }
        Ok(facts)
    }

    /// The parts that are said to a policy; of those that are said to all, all or none.
    fn split(
        &self,
        policy: &Policy,
        all: &[Policy],
        unnamed: Unnamed,
    ) -> Result<Option<(Parts, By)>, Failure> {
        let parts = |pairs: Vec<&str>| {
            let parts = pairs.into_iter().map(|pair| named_amount("--split", pair));
            parts.collect::<Result<Vec<_>, _>>()
        };
        let (own, to_all) = said_to(policy, all, &self.split, unnamed);
        let is_known = || to_all.iter().all(|pair| knows_category(policy, name_of(pair)));
        if !own.is_empty() {
            Ok(Some((parts(own)?, By::Name)))
        } else if !to_all.is_empty() && is_known() {
            Ok(Some((parts(to_all)?, By::All)))
        } else {
            Ok(None)
        }
    }
}

/// How a policy was spoken to.
#[derive(Clone, Copy, PartialEq, Eq)]
enum By {
    Name,
    All,
}

/// How much in which category.
type Parts = Vec<(String, Amount)>;

/// Whether a policy has something of a name.
type Knows = fn(&Policy, &str) -> bool;

/// The one thing that is said to a policy: by its name, or to all.
fn one(
    option: &str,
    policy: &Policy,
    own: Vec<&str>,
    to_all: Vec<&str>,
) -> Result<Option<(String, By)>, Failure> {
    let (said, by) = if own.is_empty() { (to_all, By::All) } else { (own, By::Name) };
    match said.as_slice() {
        [] => Ok(None),
        [only] => Ok(Some(((*only).to_owned(), by))),
        [..] => {
            let (name, said) = (&policy.name, said.join(", "));
            Err(Failure(format!("{option}: {name} is told several things: {said}")))
        }
    }
}

/// What is said to a policy alone, and what is said to all of them.
fn said_to<'s>(
    policy: &Policy,
    all: &[Policy],
    said: &'s [String],
    unnamed: Unnamed,
) -> (Vec<&'s str>, Vec<&'s str>) {
    if unnamed == Unnamed::ForIt {
        return (said.iter().map(|it| of(it, policy).unwrap_or(it)).collect(), Vec::new());
    }
    let own = said.iter().filter_map(|it| of(it, policy));
    let to_all = said.iter().map(String::as_str).filter(|it| is_to_all(it, all));
    (own.collect(), to_all.collect())
}

/// What is said to a policy by its name.
fn of<'s>(said: &'s str, policy: &Policy) -> Option<&'s str> {
    said.strip_prefix(policy.name.as_str())?.strip_prefix('.')
}

/// Whether it is said to all of these policies.
fn is_to_all(said: &str, policies: &[Policy]) -> bool {
    policies.iter().all(|policy| of(said, policy).is_none())
}

fn name_of(pair: &str) -> &str {
    pair.split_once('=').map_or(pair, |(name, _)| name)
}

fn knows_category(policy: &Policy, name: &str) -> bool {
    policy.category(name).is_some()
}

fn knows_group(policy: &Policy, name: &str) -> bool {
    policy.groups.iter().any(|group| group.name == name)
}

fn knows_rung(policy: &Policy, name: &str) -> bool {
    policy.rung(name).is_some()
}
