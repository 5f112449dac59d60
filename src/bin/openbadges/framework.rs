use std::io::Write;

use clap::{Args, Subcommand};
use openbadges::competency::{self, Item, Node, Source, Standing};
use openbadges::fault::printable;
use openbadges::json;
use openbadges::{Finding, Limits, Severity, Timestamp};
use serde_json::json;

use crate::{Failure, Finish, Ran, files};

/// Read competency frameworks: packages of CASE 1.0 and 1.1, and graphs of CTDL-ASN.
#[derive(Subcommand)]
pub enum Framework {
    Import(Import),
    Search(Search),
    Show(Show),
}

/// Check a framework whole, and tell what is in it, or every fault with its place.
#[derive(Args)]
pub struct Import {
    /// One JSON object: {"valid", "findings"}, and what is in it when it is valid.
    #[arg(long)]
    json: bool,
    /// The framework; `-` is the standard input.
    #[arg(value_name = "FILE")]
    file: String,
}

/// Find items by words, the best first. Exit status: 1 when nothing is found, 2 when the framework
/// has faults, which are told.
///
/// Case and accents make no difference. A word of three letters or more also finds what begins
/// with it. Items with more of the words come first.
#[derive(Args)]
pub struct Search {
    /// Only what is in force at this time, such as 2026-08-01T00:00:00Z.
    #[arg(long, value_name = "TIME")]
    at: Option<Timestamp>,
    /// At most so many.
    #[arg(long, value_name = "NUMBER", default_value_t = 20, value_parser = at_least_one)]
    limit: usize,
    /// One JSON object a line: {"identifier", "uri", "code", "name", "words", "score"}. Of a framework
    /// with faults {"valid", "findings"}.
    #[arg(long)]
    json: bool,
    /// The framework; `-` is the standard input.
    #[arg(value_name = "FILE")]
    file: String,
    /// The words.
    #[arg(value_name = "WORD", required = true)]
    words: Vec<String>,
}

/// Show an item: its place in the tree, its licence, and the alignment for a badge, ready to paste.
/// Exit status: 1 when there is none, or several have the code, 2 when the framework has faults.
#[derive(Args)]
pub struct Show {
    /// The time at which it is said whether the item is in force. The default is now.
    #[arg(long, value_name = "TIME")]
    at: Option<Timestamp>,
    /// The framework; `-` is the standard input.
    #[arg(value_name = "FILE")]
    file: String,
    /// The identifier, the CTID, the address or the code of the item.
    #[arg(value_name = "ID")]
    id: String,
}

pub fn run(framework: &Framework, out: &mut dyn Write) -> Ran {
    match framework {
        Framework::Import(arguments) => import(arguments, out),
        Framework::Search(arguments) => search(arguments, out),
        Framework::Show(arguments) => show(arguments, out),
    }
}

fn read(file: &str) -> Result<Result<competency::Framework, Vec<Finding>>, Failure> {
    let limits = Limits::default();
    let bytes = files::read_up_to(file, limits.framework_bytes)?;
    Ok(competency::Framework::read(&bytes, &limits).map_err(|invalid| invalid.findings))
}

/// The framework, where its faults are not what was asked for.
fn read_valid(
    file: &str,
    faulty: impl FnOnce(&[Finding]) -> Result<(), Failure>,
) -> Result<competency::Framework, Failure> {
    match read(file)? {
        Ok(framework) => Ok(framework),
        Err(findings) => {
            faulty(&findings)?;
            Err(Failure(format!("{file}: a framework with faults is not looked into")))
        }
    }
}

fn tell(file: &str, findings: &[Finding]) -> Result<(), Failure> {
    print(file, findings, &mut std::io::stderr())
}

fn import(arguments: &Import, out: &mut dyn Write) -> Ran {
    let read = read(&arguments.file)?;
    let finish = if read.is_ok() { Finish::Good } else { Finish::Bad };
    match &read {
        Err(findings) if arguments.json => {
            writeln!(out, "{}", json!({"valid": false, "findings": findings}))?;
        }
        Err(findings) => print(&arguments.file, findings, out)?,
        Ok(framework) if arguments.json => writeln!(out, "{}", summary(framework))?,
        Ok(framework) => {
            describe(framework, out)?;
            print(&arguments.file, framework.warnings(), out)?;
        }
    }
    Ok(finish)
}

fn print(file: &str, findings: &[Finding], out: &mut dyn Write) -> Result<(), Failure> {
    let file = files::named(file);
    for Finding { severity, fault } in findings {
        let word = if *severity == Severity::Error { "error" } else { "warning" };
        writeln!(out, "{file}: {word}: {fault}")?;
    }
    Ok(())
}

fn summary(framework: &competency::Framework) -> serde_json::Value {
    let document = framework.document();
    json!({
        "valid": true,
        "form": form(framework),
        "identifier": document.identifier.to_string(),
        "uri": document.uri,
        "title": document.title,
        "creator": document.creator,
        "language": document.language,
        "version": document.version,
        "caseVersion": document.case_version,
        "adoptionStatus": document.adoption_status,
        "statusStartDate": document.status.from,
        "statusEndDate": document.status.until,
        "licence": document.licence.as_ref().map(|link| json!({"title": link.title, "uri": link.uri})),
        "items": framework.items().count(),
        "roots": framework.roots().count(),
        "orphans": framework.orphans().count(),
        "associations": framework.associations().len(),
        "rubrics": framework.rubrics().len(),
        "findings": framework.warnings(),
    })
}

fn form(framework: &competency::Framework) -> &'static str {
    match framework.source() {
        Source::Case => "CASE",
        Source::CtdlAsn => "CTDL-ASN",
        _ => "another form",
    }
}

fn describe(framework: &competency::Framework, out: &mut dyn Write) -> Result<(), Failure> {
    let document = framework.document();
    writeln!(out, "{} ({})", printable(&document.title), form(framework))?;
    let mut line = |name: &str, value: Option<&str>| match value {
        Some(value) => writeln!(out, "  {name:<12} {}", printable(value)),
        None => Ok(()),
    };
    line("identifier", Some(&document.identifier.to_string()))?;
    line("address", Some(&document.uri))?;
    line("creator", Some(&document.creator))?;
    line("version", document.version.as_deref())?;
    line("language", document.language.as_deref())?;
    line("adoption", document.adoption_status.as_deref())?;
    line("in force", document.status.from.map(|day| day.to_string()).as_deref())?;
    line("until", document.status.until.map(|day| day.to_string()).as_deref())?;
    line("licence", document.licence.as_ref().map(|link| link.title.as_str()))?;
    let (roots, orphans) = (framework.roots().count(), framework.orphans().count());
    let items = format!("{}, of which {roots} at the top", framework.items().count());
    let items = if orphans > 0 { format!("{items}, {orphans} without a place") } else { items };
    line("items", Some(&items))?;
    line("associations", Some(&framework.associations().len().to_string()))?;
    line("rubrics", Some(&framework.rubrics().len().to_string()))?;
    Ok(())
}

fn at_least_one(text: &str) -> Result<usize, String> {
    match text.parse() {
        Ok(0) => Err("nothing would be found".to_owned()),
        number => number.map_err(|error: std::num::ParseIntError| error.to_string()),
    }
}

fn search(arguments: &Search, out: &mut dyn Write) -> Ran {
    if !arguments.words.iter().any(|word| word.chars().any(char::is_alphanumeric)) {
        let words = arguments.words.join(" ");
        return Err(Failure(format!("{words:?}: there is no word in it to search for")));
    }
    let framework = read_valid(&arguments.file, |findings| match arguments.json {
        true => Ok(writeln!(out, "{}", json!({"valid": false, "findings": findings}))?),
        false => tell(&arguments.file, findings),
    })?;
    let in_force = |item: &Item<'_>| {
        arguments.at.as_ref().is_none_or(|at| item.standing(at) == Standing::InForce)
    };
    let hits = framework.search(&arguments.words.join(" "));
    let hits = hits.into_iter().filter(|hit| in_force(&hit.item)).take(arguments.limit);
    let mut finish = Finish::Bad;
    for hit in hits {
        finish = Finish::Good;
        let item = hit.item;
        if arguments.json {
            let line = json!({
                "identifier": item.identifier.to_string(),
                "uri": item.uri.as_str(),
                "code": item.human_coding_scheme.as_deref(),
                "name": item.name(),
                "words": hit.words,
                "score": hit.score,
            });
            writeln!(out, "{line}")?;
        } else {
            writeln!(out, "{}  {}", item.identifier, headline(&item))?;
        }
    }
    Ok(finish)
}

/// The code and the name of an item, on one line.
fn headline(item: &Item<'_>) -> String {
    let code = item.human_coding_scheme.as_deref().unwrap_or("-");
    printable(&format!("{code}  {}", item.name()))
}

fn show(arguments: &Show, out: &mut dyn Write) -> Ran {
    let framework = read_valid(&arguments.file, |findings| tell(&arguments.file, findings))?;
    let found = framework.find(&arguments.id);
    let [item] = found.as_slice() else {
        match found.as_slice() {
            [] => writeln!(out, "{:?} names no item", arguments.id)?,
            several => {
                writeln!(out, "{:?} names {} items:", arguments.id, several.len())?;
                for item in several {
                    writeln!(out, "{}  {}", item.identifier, headline(item))?;
                }
            }
        }
        return Ok(Finish::Bad);
    };
    writeln!(out, "{}", printable(&framework.document().title))?;
    let path = item.path();
    for (depth, step) in path.iter().enumerate() {
        let mark = if depth + 1 == path.len() { ">" } else { " " };
        // Deep chains do not push the text off the page.
        writeln!(out, "{mark}{:indent$}{}", "", headline(step), indent = 1 + 2 * depth.min(20))?;
    }
    for child in item.children() {
        let indent = 1 + 2 * path.len().min(21);
        writeln!(out, " {:indent$}{}", "", headline(&child))?;
    }
    writeln!(out)?;
    let mut line = |name: &str, value: Option<&str>| match value {
        Some(value) => writeln!(out, "{name:<10} {}", printable(value)),
        None => Ok(()),
    };
    let now = arguments.at.clone().unwrap_or_else(Timestamp::now);
    line("statement", Some(&item.full_statement))?;
    line("notes", item.notes.as_deref())?;
    line("kind", item.item_type.as_deref())?;
    line(
        "keywords",
        Some(&item.concept_keywords.join(", ")).filter(|one| !one.is_empty()).map(String::as_str),
    )?;
    line("language", item.language())?;
    line("in force", Some(&in_force(item, &now)))?;
    line("licence", item.licence().map(|link| link.title.as_str()))?;
    for association in item.associations() {
        if let Some(text) = related(item, association) {
            line("related", Some(&text))?;
        }
    }
    match item.alignment() {
        Ok(alignment) => {
            writeln!(out, "\n{}", json::pretty(&alignment.write()))?;
            Ok(Finish::Good)
        }
        Err(invalid) => {
            writeln!(out, "\nno alignment can point to it: {}", printable(&invalid.to_string()))?;
            Ok(Finish::Bad)
        }
    }
}

fn in_force(item: &Item<'_>, at: &Timestamp) -> String {
    match item.standing(at) {
        Standing::InForce => format!("at {at}"),
        Standing::NotYet => format!("not yet at {at}"),
        Standing::Ended => format!("no more at {at}"),
    }
}

/// What an association says of an item, but for the tree.
fn related(item: &Item<'_>, association: &competency::Association) -> Option<String> {
    if association.kind == competency::AssociationType::IsChildOf {
        return None;
    }
    let name = |node: &Node| match node {
        Node::Document => Some("the framework".to_owned()),
        Node::Item(identifier) if *identifier == item.identifier => Some("it".to_owned()),
        Node::Item(identifier) => item.framework().item(*identifier).map(|item| headline(&item)),
        Node::Elsewhere(node) => Some(format!("{} <{}>", node.title, node.uri)),
        _ => None,
    };
    let (origin, destination) = (name(&association.origin)?, name(&association.destination)?);
    Some(format!("{origin} {} {destination}", association.kind))
}
