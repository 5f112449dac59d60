use std::fmt::Write as _;

use serde::ser::{SerializeMap as _, SerializeStruct as _};

use super::{Decision, Evaluation, LeftOut, Ruling, StackDecision, Step};
use crate::fault::printable;
use crate::recognition::Policy;

impl Ruling {
    /// In words.
    pub fn words(self) -> &'static str {
        match self {
            Ruling::Counts => "counts",
            Ruling::DoesNotCount => "does not count",
            Ruling::Open => "does not count yet",
        }
    }
}

impl Decision<'_> {
    /// What the credential is called: its name, its achievement's, or its id.
    pub fn name(&self) -> String {
        let summary = self.credential.summary();
        summary.name.or(summary.id).unwrap_or_default()
    }
}

impl Evaluation<'_> {
    /// The whole evaluation, as an office can send it to the person who claims. What documents say
    /// is shown without what could steer a terminal.
    pub fn to_text(&self) -> String {
        let mut text = String::new();
        // Writing to a string does not fail.
        let _ = self.write(&mut text);
        text
    }

    fn write(&self, text: &mut String) -> std::fmt::Result {
        writeln!(text, "{}", printable(&self.policy.title))?;
        writeln!(text, "For {}, as of {}.", printable(&self.claimant.person), self.now)?;
        for decision in self.decisions() {
            writeln!(text, "\n{}: {}", printable(&decision.name()), decision.ruling.words())?;
            steps(text, decision.steps, self.policy)?;
        }
        for decision in &self.stacks {
            let title = printable(&decision.stack.title);
            writeln!(text, "\n{title} is complete: {}", decision.ruling.words())?;
            steps(text, &decision.steps, self.policy)?;
        }
        if !self.left_out.is_empty() {
            writeln!(text, "\nLeft out of what follows")?;
        }
        for left in &self.left_out {
            writeln!(text, "  {}", printable(&left.to_string()))?;
        }
        writeln!(text, "\nIn all")?;
        if self.totals.is_empty() {
            writeln!(text, "  Nothing counts.")?;
        }
        for total in &self.totals {
            let (added, after) = (total.added.words(), total.after.words());
            writeln!(
                text,
                "  {}: {added} by this claim, {after} in all.",
                printable(&total.category)
            )?;
            for (period, amount) in &total.periods {
                writeln!(text, "    {period}: {}", amount.words())?;
            }
            if let Some(steps) = &total.steps {
                let after = steps.after.words();
                let rest = steps.left_over().map(|rest| format!(" {rest}")).unwrap_or_default();
                let that = match &steps.up_to {
                    Some(period) => format!("Up to {period} that gives"),
                    None => "That gives".to_owned(),
                };
                writeln!(text, "    {that} {after}.{rest}")?;
            }
        }
        for part in &self.parts {
            let (stack, name) = (printable(&part.stack), printable(&part.part));
            writeln!(text, "  {stack}: {} of {} {name}.", part.have, part.of)?;
        }
        if let Some(goal) = &self.goal {
            let (have, of, years) = (goal.have.words(), goal.of.words(), goal.within_years);
            let years = if years == 1 { "a year".to_owned() } else { format!("{years} years") };
            writeln!(text, "  Needed in {years}: {of}. Counted towards that: {have}.")?;
        }
        let source = &self.policy.source;
        let url = source.url.as_deref().unwrap_or("no address is known");
        writeln!(
            text,
            "\nThe rules: {}, read on {} ({}).",
            printable(&source.text),
            source.read.words(),
            printable(url)
        )
    }
}

fn steps(text: &mut String, steps: &[Step<'_>], policy: &Policy) -> std::fmt::Result {
    steps.iter().try_for_each(|step| writeln!(text, "  {}", printable(&step.sentence(policy))))
}

/// What serializes with the names that a policy has for issuers and others.
struct Under<'e, T>(&'e Policy, &'e T);

impl<'e, T> Under<'e, T> {
    fn each(policy: &'e Policy, all: &'e [T]) -> Vec<Self> {
        all.iter().map(|it| Self(policy, it)).collect()
    }
}

impl serde::Serialize for Step<'_> {
    /// `{"code", "finding", "sentence"}`
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        step(self, &self.to_string(), serializer)
    }
}

impl serde::Serialize for Under<'_, Step<'_>> {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        step(self.1, &self.1.sentence(self.0), serializer)
    }
}

fn step<S: serde::Serializer>(
    step: &Step<'_>,
    sentence: &str,
    serializer: S,
) -> Result<S::Ok, S::Error> {
    let mut object = serializer.serialize_struct("Step", 3)?;
    object.serialize_field("code", step.code())?;
    object.serialize_field("finding", &step.finding())?;
    object.serialize_field("sentence", sentence)?;
    object.end()
}

impl serde::Serialize for Decision<'_> {
    /// `{"credential": {...}, "ruling", "steps": [...], "entries": [...]}`
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        decision(self, &self.steps, serializer)
    }
}

impl serde::Serialize for Under<'_, Decision<'_>> {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        decision(self.1, &Under::each(self.0, self.1.steps), serializer)
    }
}

fn decision<S: serde::Serializer>(
    decision: &Decision<'_>,
    steps: &impl serde::Serialize,
    serializer: S,
) -> Result<S::Ok, S::Error> {
    let mut object = serializer.serialize_map(None)?;
    object.serialize_entry("credential", &decision.credential.summary())?;
    object.serialize_entry("ruling", &decision.ruling)?;
    object.serialize_entry("steps", steps)?;
    object.serialize_entry("entries", &decision.entries().collect::<Vec<_>>())?;
    object.end()
}

impl serde::Serialize for StackDecision<'_> {
    /// `{"stack", "number", "ruling", "steps": [...], "entries": [...], "restsOn": [...]}`
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut object = serializer.serialize_map(None)?;
        object.serialize_entry("stack", &self.stack.name)?;
        object.serialize_entry("number", &self.number)?;
        object.serialize_entry("ruling", &self.ruling)?;
        object.serialize_entry("steps", &self.steps)?;
        object.serialize_entry("entries", &self.entries().collect::<Vec<_>>())?;
        object.serialize_entry("restsOn", &self.rests_on)?;
        object.end()
    }
}

impl serde::Serialize for LeftOut<'_> {
    /// `{"key", "at", "because", "sentence"}`; `because` is `null` for what rests on another.
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut object = serializer.serialize_map(None)?;
        object.serialize_entry("key", &self.claim.key)?;
        object.serialize_entry("at", self.claim.at.as_str())?;
        object.serialize_entry("because", &self.because)?;
        object.serialize_entry("sentence", &self.to_string())?;
        object.end()
    }
}

impl serde::Serialize for Evaluation<'_> {
    /// `{"policy", "jurisdiction", "person", "now", "leftOut", "decisions", "stacks", "totals", "parts",
    /// "goal"}`
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut object = serializer.serialize_map(None)?;
        object.serialize_entry("policy", &self.policy.name)?;
        object.serialize_entry("jurisdiction", &self.policy.jurisdiction)?;
        object.serialize_entry("person", &self.claimant.person)?;
        object.serialize_entry("now", self.now.as_str())?;
        object.serialize_entry("leftOut", &self.left_out)?;
        let decisions: Vec<Decision<'_>> = self.decisions().collect();
        object.serialize_entry("decisions", &Under::each(self.policy, &decisions))?;
        object.serialize_entry("stacks", &self.stacks)?;
        object.serialize_entry("totals", &self.totals)?;
        object.serialize_entry("parts", &self.parts)?;
        object.serialize_entry("goal", &self.goal)?;
        object.end()
    }
}
