use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use super::class::{POLICY, is_parameter};
use super::*;
#[cfg(feature = "toml")]
use crate::fault::Pointer;
use crate::fault::{Code, Fault, Path};
use crate::json::{self, Value};
use crate::limits::Limits;
use crate::recognition::ledger::compared;
use crate::recognition::{Rate, ValueError};
use crate::text::Iri;

/// What a policy leaves to whoever uses it, by name.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Parameters {
    amounts: BTreeMap<String, Amount>,
    identifiers: BTreeMap<String, BTreeSet<String>>,
    /// What those who are listed are called, by their ids as ids are compared.
    names: BTreeMap<String, BTreeSet<String>>,
}

impl Parameters {
    /// None.
    pub fn new() -> Self {
        Self::default()
    }

    /// With an amount.
    pub fn with(mut self, name: impl Into<String>, amount: Amount) -> Self {
        self.amounts.insert(name.into(), amount);
        self
    }

    /// With one more identifier in a list of them, such as an issuer's.
    pub fn with_identifier(mut self, name: impl Into<String>, identifier: Iri) -> Self {
        self.identifiers.entry(name.into()).or_default().insert(identifier.to_string());
        self
    }

    /// With what somebody is called, as [`Rules::names`] has it, beside what the policy says.
    pub fn called(mut self, id: &Iri, name: impl Into<String>) -> Self {
        self.names.entry(compared(id.as_str()).into_owned()).or_default().insert(name.into());
        self
    }

    /// Whether a name has an amount, or identifiers.
    pub fn has(&self, name: &str) -> bool {
        self.amounts.contains_key(name) || self.identifiers.contains_key(name)
    }
}

/// Every fault of a document that should be a policy.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub struct PolicyError {
    faults: Vec<Fault>,
}

impl PolicyError {
    #[cfg(feature = "toml")]
    pub(super) fn one(code: Code, message: impl Into<String>) -> Self {
        Self { faults: vec![Fault::new(code, Pointer::root(), message)] }
    }

    /// The faults, at least one, each with its place.
    pub fn faults(&self) -> &[Fault] {
        &self.faults
    }
}

impl fmt::Display for PolicyError {
    /// One line for each fault.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, fault) in self.faults.iter().enumerate() {
            let line = if index == 0 { "" } else { "\n" };
            write!(f, "{line}{fault}")?;
        }
        Ok(())
    }
}

impl Policy {
    /// Reads a policy in JSON, with the amounts that it leaves open.
    ///
    /// # Errors
    /// Every fault, with its place.
    pub fn from_json(bytes: &[u8], parameters: &Parameters) -> Result<Self, PolicyError> {
        let value = json::read(bytes, &Limits::default()).map_err(|error| PolicyError {
            faults: vec![Fault::new(error.code, error.pointer.clone(), error.to_string())],
        })?;
        Self::read(&value, parameters)
    }

    /// Reads a policy, with the amounts that it leaves open.
    ///
    /// # Errors
    /// Every fault, with its place.
    pub fn read(value: &Value, parameters: &Parameters) -> Result<Self, PolicyError> {
        let mut faults = Vec::new();
        POLICY.check(value, &Path::Root, &mut faults);
        if !faults.is_empty() {
            return Err(PolicyError { faults });
        }
        let mut reader = Reader { parameters, declared: Vec::new(), used: BTreeSet::new(), faults };
        let policy = reader.policy(Node { value, path: &Path::Root });
        if reader.faults.is_empty() {
            Ok(Policy(policy))
        } else {
            Err(PolicyError { faults: reader.faults })
        }
    }
}

const ANYBODYS: &str = "any issuer can write down the id of an achievement: list the issuers too";

/// A value that its class was checked of, and its place.
#[derive(Clone, Copy)]
struct Node<'a> {
    value: &'a Value,
    path: &'a Path<'a>,
}

impl<'a> Node<'a> {
    fn text(&self, name: &str) -> Option<&'a str> {
        self.value.get(name)?.as_str()
    }

    fn owned(&self, name: &str) -> Option<String> {
        self.text(name).map(str::to_owned)
    }

    /// A text that the class requires.
    fn said(&self, name: &str) -> String {
        self.owned(name).unwrap_or_default()
    }

    fn parsed<T: std::str::FromStr>(&self, name: &str) -> Option<T> {
        self.text(name)?.parse().ok()
    }

    fn count(&self, name: &str) -> Option<u32> {
        self.value.get(name)?.as_number()?.as_u64()?.try_into().ok()
    }

    fn texts(&self, name: &str) -> BTreeSet<String> {
        let items = self.value.get(name).map_or(&[][..], Value::items);
        items.iter().filter_map(Value::as_str).map(str::to_owned).collect()
    }

    fn asked(&self, name: &str, default: Asked) -> Asked {
        match self.text(name) {
            Some("required") => Asked::Required,
            Some(_) => Asked::Unasked,
            None => default,
        }
    }

    fn with<T>(&self, name: &str, read: impl FnOnce(Node<'_>) -> T) -> Option<T> {
        let path = self.path.member(name);
        self.value.get(name).map(|value| read(Node { value, path: &path }))
    }

    fn each<T>(&self, name: &str, mut read: impl FnMut(Node<'_>) -> T) -> Vec<T> {
        let Some(value) = self.value.get(name) else { return Vec::new() };
        let path = self.path.member(name);
        let items = value.items().iter().enumerate();
        items.map(|(index, value)| read(Node { value, path: &path.item(index) })).collect()
    }
}

struct Reader<'p> {
    parameters: &'p Parameters,
    /// Their names, and the units of those that are amounts.
    declared: Vec<(String, Option<Unit>)>,
    /// The names of those that the policy uses.
    used: BTreeSet<String>,
    faults: Vec<Fault>,
}

impl Reader<'_> {
    fn policy(&mut self, node: Node<'_>) -> Rules {
        self.declare(node);
        let unknown = Date::default();
        let source = node.with("source", |source| Source {
            text: source.said("text"),
            url: source.owned("url"),
            read: source.parsed("read").unwrap_or(unknown),
        });
        let source = source.unwrap_or(Source { text: String::new(), url: None, read: unknown });
        let categories = self.categories(node);
        let groups = self.groups(node, &categories);
        let ladder: Vec<String> = self.unique(node, "ladder", |_, it| {
            let rung = it.value.as_str().unwrap_or_default().to_owned();
            (rung.clone(), rung)
        });
        let jurisdiction = node.said("jurisdiction");
        let policy = Rules {
            title: node.said("title"),
            account: node.owned("account").unwrap_or_else(|| node.said("name")),
            name: node.said("name"),
            effective: node.with("effective", |it| self.span(it)).unwrap_or_default(),
            zone: self.zone(node),
            names: self.names(node),
            accept: node.with("accept", |it| self.acceptance(it)).unwrap_or_default(),
            windows: node.with("windows", windows).unwrap_or_default(),
            year: node.with("year", |it| self.year(it)).unwrap_or_default(),
            splitting: match node.text("splitting") {
                Some("allowed") => Splitting::Allowed,
                _ => Splitting::Forbidden,
            },
            awards: self.unique(node, "awards", |reader, it| {
                let award = reader.award(it, &categories, &ladder);
                // Of two for the same nobody could say which it is.
                let rung = award.rung.as_ref().or(ladder.first()).map_or("", String::as_str);
                let category = award.category.as_deref().unwrap_or("*");
                (format!("an award for {category} {rung}").trim_end().to_owned(), award)
            }),
            exclusions: node.each("exclusions", |it| self.exclusion(it, &categories)),
            caps: node.each("caps", |it| self.cap(it, &categories)),
            stacks: self.unique(node, "stacks", |reader, it| {
                let stack = reader.stack(it, &categories, &groups);
                (stack.name.clone(), stack)
            }),
            goal: node.with("goal", |it| self.goal(it, &categories)),
            rates: Rates::new(
                node.each("rates", |it| self.rate(it, &source, &jurisdiction))
                    .into_iter()
                    .flatten()
                    .collect(),
            ),
            categories,
            groups,
            ladder,
            jurisdiction,
            source,
        };
        if policy.accept.issuers.is_none() {
            let accept = node.path.member("accept");
            if !policy.accept.achievements.is_empty() {
                self.fault(&accept.member("achievements"), ANYBODYS);
            }
            for (index, group) in policy.groups.iter().enumerate() {
                if !group.achievements.is_empty() {
                    let groups = node.path.member("groups");
                    self.fault(&groups.item(index).member("achievements"), ANYBODYS);
                }
            }
        }
        self.all_used(node);
        if policy.awards.is_empty() && policy.stacks.is_empty() {
            self.fault(node.path, "there are neither awards nor stacks: it gives nothing");
        }
        policy
    }

    /// What the policy calls people and places, and whoever uses it.
    fn names(&mut self, node: Node<'_>) -> BTreeMap<String, String> {
        let names = self.unique(node, "names", |_, it| {
            let id = compared(&it.said("id")).into_owned();
            (id.clone(), (id, it.said("name")))
        });
        let mut names: BTreeMap<String, String> = names.into_iter().collect();
        let parameters = self.parameters;
        for (id, supplied) in &parameters.names {
            for name in supplied {
                let known = names.entry(id.clone()).or_insert_with(|| name.clone());
                if known != name {
                    let message = format!("{id} has two names: {known} and {name}");
                    self.push(Code::PolicyParameter, &node.path.member("names"), message);
                }
            }
        }
        names
    }

    fn declare(&mut self, node: Node<'_>) {
        node.with("parameters", |all| {
            for (name, value) in all.value.as_object().into_iter().flat_map(json::Object::iter) {
                let place = all.path.member(name);
                let it = Node { value, path: &place };
                let (unit, meaning) = (it.parsed::<Unit>("unit"), it.said("meaning"));
                let is_amount = it.text("kind") != Some("identifiers");
                if is_amount != unit.is_some() {
                    self.fault(&place, "amounts have a unit, and identifiers have none");
                    continue;
                }
                let parameters = self.parameters;
                let supplied = match &unit {
                    Some(_) => parameters.amounts.contains_key(name),
                    None => parameters.identifiers.contains_key(name),
                };
                let what = match &unit {
                    Some(unit) => format!("an amount of {unit}"),
                    None => "one or more identifiers".to_owned(),
                };
                let (amount, id) = (
                    parameters.amounts.get(name),
                    parameters.identifiers.get(name).and_then(|ids| ids.iter().next()),
                );
                // What was supplied of the other kind is no reason to ask for it as if it were missing.
                let misfit = match (&unit, amount, id) {
                    (None, Some(amount), _) => {
                        Some(format!("{name} is a list of identifiers, and {amount} is an amount"))
                    }
                    (Some(_), _, Some(id)) => {
                        Some(format!("{name} is {what}, and {id} is an identifier"))
                    }
                    (Some(unit), Some(amount), _) if amount.unit() != unit => {
                        Some(format!("{name} is {what}, and {amount} is not"))
                    }
                    _ => None,
                };
                if let Some(message) = misfit {
                    self.push(Code::PolicyParameter, &place, message);
                } else if !supplied {
                    let message =
                        format!("whoever uses this policy must supply {name}, {what}: {meaning}");
                    let missing = Fault::new(Code::PolicyParameter, place.pointer(), message);
                    self.faults.push(missing.with_mismatch("nothing", what));
                }
                self.declared.push((name.to_owned(), unit));
            }
        });
        let (amounts, identifiers) = (&self.parameters.amounts, &self.parameters.identifiers);
        for name in amounts.keys().chain(identifiers.keys()) {
            if !self.declared.iter().any(|(declared, _)| declared == name) {
                let message = format!("{name} is supplied, and the policy has no such parameter");
                self.push(Code::PolicyParameter, &node.path.member("parameters"), message);
            }
        }
    }

    /// What is supplied and changes nothing was meant to change something.
    fn all_used(&mut self, node: Node<'_>) {
        let parameters = node.path.member("parameters");
        let is_idle = |name: &&String| !self.used.contains(*name);
        let idle: Vec<String> =
            self.declared.iter().map(|(name, _)| name).filter(is_idle).cloned().collect();
        for name in idle {
            self.fault(&parameters.member(&name), "nothing in the policy uses it");
        }
    }

    /// The issuers that are listed, or that a parameter lists. `None` for any.
    fn issuers(&mut self, node: Node<'_>) -> Option<BTreeSet<String>> {
        match node.text("issuers") {
            None => Some(node.texts("issuers")),
            Some("any") => None,
            Some(text) => {
                let name = text.trim_start_matches('$');
                self.used.insert(name.to_owned());
                let is_it =
                    |(declared, unit): &(String, Option<Unit>)| declared == name && unit.is_none();
                if !self.declared.iter().any(is_it) {
                    let message = format!("{text} stands for no identifiers that are declared");
                    self.fault(&node.path.member("issuers"), message);
                }
                // What is not supplied is a fault already, and is nobody until the policy is refused.
                Some(self.parameters.identifiers.get(name).cloned().unwrap_or_default())
            }
        }
    }

    /// The amount, or the one that it stands for. What is not supplied is a fault already, and
    /// is nothing until the policy is refused.
    fn amount(&mut self, node: Node<'_>, name: &str) -> Amount {
        let text = node.text(name).unwrap_or_default();
        let nothing = Amount::zero(Unit::MicroCredential);
        if !is_parameter(text) {
            return text.parse().unwrap_or(nothing);
        }
        let name_of = text.trim_start_matches('$');
        self.used.insert(name_of.to_owned());
        let declared = self.declared.iter().find(|(declared, _)| declared == name_of);
        let Some((_, Some(unit))) = declared else {
            let message = format!("{text} stands for no amount that is declared");
            self.fault(&node.path.member(name), message);
            return nothing;
        };
        self.parameters.amounts.get(name_of).cloned().unwrap_or_else(|| Amount::zero(unit.clone()))
    }

    fn zone(&mut self, node: Node<'_>) -> TimeZone {
        let offset = node.parsed::<UtcOffset>("utcOffset").map(TimeZone::from);
        let zone = node.parsed("timeZone");
        if zone.is_some() && offset.is_some() {
            self.fault(&node.path.member("utcOffset"), "timeZone says it already");
        }
        zone.or(offset).unwrap_or_default()
    }

    fn span(&mut self, node: Node<'_>) -> Span {
        let span = Span { from: node.parsed("from"), until: node.parsed("until") };
        if span.from.zip(span.until).is_some_and(|(from, until)| from > until) {
            self.fault(node.path, "it ends before it begins");
        }
        span
    }

    fn acceptance(&mut self, node: Node<'_>) -> Acceptance {
        let default = Acceptance::default();
        Acceptance {
            issuers: self.issuers(node),
            endorsers: node.texts("endorsers"),
            achievements: node.texts("achievements"),
            alignments: node.each("alignments", |it| self.alignment(it)),
            results: node.asked("results", default.results),
            scored_rubric: node.asked("scoredRubric", default.scored_rubric),
            evidence: node.asked("evidence", default.evidence),
            assessment: node.with("assessment", |it| AssessmentRule {
                assessors: it.count("assessors").unwrap_or(1),
                blindness: match it.text("blindness") {
                    Some("DoubleBlind") => Some(Blindness::DoubleBlind),
                    Some(_) => Some(Blindness::SingleBlind),
                    None => None,
                },
                calibration: it.asked("calibration", Asked::Unasked),
                agreement: it.count("agreement"),
                within_days: it.count("withinDays"),
            }),
            prior_approval: node.asked("priorApproval", default.prior_approval),
            person: node.asked("person", default.person),
            confirmations: self.unique(node, "confirmations", |_, it| {
                let name = it.said("name");
                (name.clone(), Confirmation { name, title: it.said("title") })
            }),
            verified_within_days: node
                .count("verifiedWithinDays")
                .unwrap_or(default.verified_within_days),
        }
    }

    fn alignment(&mut self, node: Node<'_>) -> AlignmentRule {
        let rule = AlignmentRule {
            url: node.owned("url"),
            under: node.owned("under"),
            framework: node.owned("framework"),
            code: node.owned("code"),
        };
        if rule == AlignmentRule::default() {
            self.fault(node.path, "it names nothing, and every alignment would be one");
        }
        rule
    }

    fn year(&mut self, node: Node<'_>) -> Year {
        let default = Year::default();
        let starts = node.text("starts").and_then(|text| {
            let (month, day) = text.split_once('-')?;
            Some((month.parse().ok()?, day.parse().ok()?))
        });
        let payments = node.count("payments").and_then(|count| u8::try_from(count).ok());
        let payments = payments.unwrap_or(default.payments);
        if 12 % payments.max(1) != 0 {
            let message = "a year has no so many payments of whole months";
            self.fault(&node.path.member("payments"), message);
        }
        Year { starts: starts.unwrap_or(default.starts), payments }
    }

    fn categories(&mut self, node: Node<'_>) -> Vec<Category> {
        let categories = self.unique(node, "categories", |reader, it| {
            let name = it.said("name");
            let unit: Unit = it.parsed("unit").unwrap_or(Unit::MicroCredential);
            let step = it.with("step", |step| {
                let every = reader.amount(step, "every");
                reader.above_nothing(&every, step.path.member("every"));
                reader.in_unit(&every, &unit, step.path.member("every"));
                Step { every, gives: reader.amount(step, "gives") }
            });
            let title = it.owned("title").unwrap_or_else(|| name.clone());
            (name.clone(), Category { name: name.into(), title, unit, step })
        });
        if categories.len() > 1 && categories.iter().any(Category::is_open) {
            let message = "* stands for every name, and there are others beside it";
            self.fault(&node.path.member("categories"), message);
        }
        categories
    }

    fn groups(&mut self, node: Node<'_>, categories: &[Category]) -> Vec<Group> {
        self.unique(node, "groups", |reader, it| {
            let name = it.said("name");
            if categories.iter().any(|category| category.is_called(&name)) {
                reader.fault(&it.path.member("name"), "a category has this name");
            }
            let title = it.owned("title").unwrap_or_else(|| name.clone());
            let group = Group {
                title,
                achievements: it.texts("achievements"),
                tags: it.texts("tags"),
                alignments: it.each("alignments", |it| reader.alignment(it)),
                name: name.clone(),
            };
            (name, group)
        })
    }

    fn award(&mut self, node: Node<'_>, categories: &[Category], ladder: &[String]) -> Award {
        let category = match (node.owned("category"), categories) {
            (None, [only]) if !only.is_open() => Some(only.name.to_string()),
            (None, [_]) => None,
            _ => Some(self.category(node, categories).0),
        };
        let rung = node.owned("rung");
        if rung.as_ref().is_some_and(|rung| !ladder.contains(rung)) {
            self.fault(&node.path.member("rung"), "it is not on the ladder");
        }
        let worths = ["amount", "credits", "recognised"];
        let worth = match worths.map(|name| node.value.get(name).is_some()) {
            [true, false, false] => Worth::Amount(self.amount(node, "amount")),
            [false, true, false] => {
                Worth::Credits(node.parsed("credits").unwrap_or(Unit::MicroCredential))
            }
            [false, false, true] => Worth::Recognised(node.texts("recognised")),
            _ => {
                self.fault(node.path, "it is worth one of amount, credits and recognised");
                Worth::Recognised(BTreeSet::new())
            }
        };
        Award { category, rung, worth }
    }

    fn exclusion(&mut self, node: Node<'_>, categories: &[Category]) -> BTreeSet<String> {
        let names = node.texts("categories");
        let known = |name: &&String| categories.iter().any(|category| *category.name == ***name);
        if let Some(unknown) = names.iter().find(|name| !known(name)) {
            self.fault(&node.path.member("categories"), format!("{unknown} is not a category"));
        }
        if names.len() < 2 {
            self.fault(&node.path.member("categories"), "two or more exclude each other");
        }
        names
    }

    fn cap(&mut self, node: Node<'_>, categories: &[Category]) -> Cap {
        let (category, unit) = self.category(node, categories);
        let amount = self.amount(node, "amount");
        self.in_unit(&amount, &unit, node.path.member("amount"));
        let per = match node.text("per") {
            Some("year") => Per::Year,
            Some("payment") => Per::Payment,
            Some("cycle") => Per::Cycle,
            _ => Per::Ever,
        };
        let rest = match node.text("rest") {
            Some("carriedOver") => Rest::CarriedOver,
            _ => Rest::Lost,
        };
        if rest == Rest::CarriedOver {
            self.above_nothing(&amount, node.path.member("amount"));
            if matches!(per, Per::Cycle | Per::Ever) {
                let message = "only from a year or a payment is there a next one to carry over to";
                self.fault(&node.path.member("rest"), message);
            }
        }
        Cap { category, amount, per, rest }
    }

    fn stack(&mut self, node: Node<'_>, categories: &[Category], groups: &[Group]) -> Stack {
        let name = node.said("name");
        let (category, unit) = self.category(node, categories);
        let gives = self.amount(node, "gives");
        self.in_unit(&gives, &unit, node.path.member("gives"));
        let mut seen = BTreeSet::new();
        let parts = node.each("parts", |it| {
            let group = it.said("group");
            if !groups.iter().any(|known| known.name == group) {
                self.fault(&it.path.member("group"), format!("{group} is not a group"));
            }
            if !seen.insert(group.clone()) {
                self.fault(&it.path.member("group"), format!("{group} is there twice"));
            }
            Part { group, count: it.count("count").unwrap_or(1) }
        });
        let title = node.owned("title").unwrap_or_else(|| name.clone());
        Stack { name, title, parts, category, gives }
    }

    fn goal(&mut self, node: Node<'_>, categories: &[Category]) -> Goal {
        let (category, unit) = self.category(node, categories);
        let amount = self.amount(node, "amount");
        self.in_unit(&amount, &unit, node.path.member("amount"));
        let years = node.count("withinYears").and_then(|years| u8::try_from(years).ok());
        Goal { category, amount, within_years: years.unwrap_or(1) }
    }

    fn rate(&mut self, node: Node<'_>, source: &Source, jurisdiction: &str) -> Option<Rate> {
        let (left, right) = (self.amount(node, "left"), self.amount(node, "right"));
        let effective = self.span(node);
        let said = node.owned("source").unwrap_or_else(|| source.text.clone());
        let read = node.parsed("read").unwrap_or(source.read);
        match Rate::new(left, right, jurisdiction, said, read) {
            Ok(rate) => Some(rate.effective(effective)),
            Err(error) => {
                self.push(error.code(), node.path, error.to_string());
                None
            }
        }
    }

    /// The category that is named, or the only one; and its unit.
    fn category(&mut self, node: Node<'_>, categories: &[Category]) -> (String, Unit) {
        let found = match (node.text("category"), categories) {
            (Some(name), _) => categories.iter().find(|category| *category.name == *name),
            (None, [only]) => Some(only),
            (None, _) => None,
        };
        match found {
            Some(category) => (category.name.to_string(), category.unit.clone()),
            None => {
                let message = match node.text("category") {
                    Some(name) => format!("{name} is not a category"),
                    None => "there are several categories, and it names none".to_owned(),
                };
                self.fault(node.path, message);
                (String::new(), Unit::MicroCredential)
            }
        }
    }

    /// Things with names, of which no two are the same.
    fn unique<T>(
        &mut self,
        node: Node<'_>,
        name: &str,
        mut read: impl FnMut(&mut Self, Node<'_>) -> (String, T),
    ) -> Vec<T> {
        let mut seen = BTreeSet::new();
        node.each(name, |it| {
            let (name, thing) = read(self, it);
            if !seen.insert(name.clone()) {
                self.fault(it.path, format!("{name} is there twice"));
            }
            thing
        })
    }

    fn in_unit(&mut self, amount: &Amount, unit: &Unit, path: Path<'_>) {
        if amount.unit() != unit {
            let error = ValueError::Units(amount.unit().clone(), unit.clone());
            self.push(error.code(), &path, error.to_string());
        }
    }

    fn above_nothing(&mut self, amount: &Amount, path: Path<'_>) {
        // A parameter that is missing is a fault of its own.
        if amount.is_zero() && self.faults.is_empty() {
            self.fault(&path, "it is nothing");
        }
    }

    fn fault(&mut self, path: &Path<'_>, message: impl Into<String>) {
        self.push(Code::PolicyValue, path, message);
    }

    fn push(&mut self, code: Code, path: &Path<'_>, message: impl Into<String>) {
        self.faults.push(Fault::new(code, path.pointer(), message));
    }
}

fn windows(node: Node<'_>) -> Windows {
    Windows {
        request_within_days: node.count("requestWithinDays"),
        upload_within_days: node.count("uploadWithinDays"),
        expires_after_days: node.count("expiresAfterDays"),
        licence_cycle: node.text("licenceCycle").map(|_| LicenceCycle),
    }
}

impl Default for Acceptance {
    /// What the documentation of each member says.
    fn default() -> Self {
        Self {
            // Nobody's: the member is required.
            issuers: Some(BTreeSet::new()),
            endorsers: BTreeSet::new(),
            achievements: BTreeSet::new(),
            alignments: Vec::new(),
            results: Asked::Required,
            scored_rubric: Asked::Unasked,
            evidence: Asked::Unasked,
            assessment: None,
            prior_approval: Asked::Unasked,
            person: Asked::Required,
            confirmations: Vec::new(),
            verified_within_days: 1,
        }
    }
}

impl Default for Year {
    /// With the calendar's; one payment.
    fn default() -> Self {
        Self { starts: (1, 1), payments: 1 }
    }
}
