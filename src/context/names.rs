//! The one name under which each property is read, and what that name may mean.
//!
//! A signature over RDF covers IRIs, and members are read by their names. Whoever can bring a term
//! of his own could write `credentialStatus` under another name without breaking the signature, and
//! the reader would not find it. So a property of the bundled contexts may go by its own name only.
//! And he could call `achievement` what its signer called `enrolledIn`. So where a document is read
//! as a badge, a name of the bundled contexts may mean only what one of them says that it means.

use std::collections::HashMap;
use std::sync::OnceLock;

use super::table::{Change, Content, Context, Scope, Table, Term};

/// The name under which the bundled contexts define the property `iri`. `None` for properties that
/// they do not define, and for classes.
pub fn member_of(iri: &str) -> Option<&'static str> {
    names().members.get(iri).copied()
}

/// The name under which the bundled contexts define the class `iri`, where a verifier goes by it: it
/// looks for a revocation, a schema or a newer version only where the `type` says so. `None` for other
/// classes, which may go by any name.
pub fn decisive_class_of(iri: &str) -> Option<&'static str> {
    names().classes.get(iri).copied()
}

/// What a name means, to those who read it as one of the bundled contexts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Meaning {
    /// Nothing: the bundled contexts have no such name.
    None,
    /// What one of them says.
    Its,
    /// Something else.
    Another,
    /// Something else than in our own extensions, which only those who name their contexts mean.
    AnotherThanOurs,
}

/// What `name` means where a document takes it for `iri`.
pub(crate) fn meaning_of(name: &str, iri: &str) -> Meaning {
    let Names { meanings, our_meanings, .. } = names();
    let (standard, ours) = (meanings.get(name), our_meanings.get(name));
    if [standard, ours].into_iter().flatten().flatten().any(|known| known == iri) {
        return Meaning::Its;
    }
    match (standard, ours) {
        (Some(_), _) => Meaning::Another,
        (None, Some(_)) => Meaning::AnotherThanOurs,
        (None, None) => Meaning::None,
    }
}

/// Whether a class is one of our own extensions: then their readers go by it.
pub(crate) fn is_class_of_ours(name: &str) -> bool {
    names().our_meanings.contains_key(name)
}

/// The classes by which a verifier decides what to ask, and a reader what holds.
const DECISIVE: [&str; 11] = [
    "EndorsementCredential",
    "BitstringStatusListEntry",
    "StatusList2021Entry",
    "1EdTechRevocationList",
    "1EdTechCredentialRefresh",
    "1EdTechJsonSchemaValidator2019",
    "JsonSchema",
    "MicroCredential",
    "RubricCriterion",
    "AssessedSubject",
    "Recognition",
];

#[derive(Default)]
struct Names {
    members: HashMap<String, &'static str>,
    classes: HashMap<String, &'static str>,
    /// The IRIs of each name: members, classes, `id` and `type`, and the values that are terms.
    meanings: HashMap<&'static str, Vec<String>>,
    /// The same of our own extensions.
    our_meanings: HashMap<&'static str, Vec<String>>,
}

fn names() -> &'static Names {
    static NAMES: OnceLock<Names> = OnceLock::new();
    NAMES.get_or_init(collect)
}

fn collect() -> Names {
    let mut names = Names::default();
    // Current tables come first, and their names stay.
    let (own, standard): (Vec<_>, Vec<_>) =
        super::all().iter().partition(|table| super::is_own(table.url()));
    for table in standard {
        of_table(table, &mut names);
    }
    // Nobody reads our extensions where our contexts are not named: so others may have the same names
    // for what they mean.
    let mut meanings = whole(std::mem::take(&mut names.meanings));
    // They are keywords, and no IRI is what they mean.
    meanings.extend([("id", Vec::new()), ("type", Vec::new())]);
    for table in own {
        of_table(table, &mut names);
    }
    let our_meanings = std::mem::take(&mut names.meanings);
    Names { meanings, our_meanings, ..names }
}

/// Where a term is another name for a term, it means the same.
fn whole(meanings: HashMap<&'static str, Vec<String>>) -> HashMap<&'static str, Vec<String>> {
    let of_term = |meaning: &String| match meanings.get(meaning.as_str()) {
        Some(same) => same.clone(),
        None => vec![meaning.clone()],
    };
    meanings.iter().map(|(name, iris)| (*name, iris.iter().flat_map(of_term).collect())).collect()
}

fn of_table(table: &Table, names: &mut Names) {
    match &table.content {
        Content::Scope(scope) => of_scope(scope, &[], names),
        // The table that it is an edition of has a place of its own in the list.
        Content::Edition { changes, .. } => of_changes(changes, names),
    }
}

fn of_changes(changes: &[Change], names: &mut Names) {
    for change in changes {
        match change {
            Change::Without(_) => {}
            Change::With(term) => of_term(term, &[], names),
            Change::Within(_, changes) => of_changes(changes, names),
        }
    }
}

/// What a scope writes its names with, inherited and its own.
type Prefixes<'a> = &'a [(&'static str, &'static str)];

fn of_scope(scope: &Scope, outer: Prefixes<'_>, names: &mut Names) {
    let terms = || scope.terms.iter().chain(scope.shared);
    let own = terms().filter(|term| term.iri.local.is_empty());
    let own = own.map(|term| (term.name, term.iri.vocabulary.0));
    let prefixes: Vec<_> = outer.iter().copied().chain(own).collect();
    for term in terms() {
        of_term(term, &prefixes, names);
    }
}

fn of_term(term: &Term, prefixes: Prefixes<'_>, names: &mut Names) {
    if let Context::Scope(scope) = &term.context {
        of_scope(scope, prefixes, names);
    }
    let written = term.iri.vocabulary.0;
    let prefix = |(name, _): &&(&str, _)| written.strip_suffix(':') == Some(*name);
    let vocabulary = prefixes.iter().rev().find(prefix).map_or(written, |(_, iri)| *iri);
    if term.iri.local.is_empty() {
        return;
    }
    let iri = format!("{vocabulary}{}", term.iri.local);
    let meanings = names.meanings.entry(term.name).or_default();
    if !meanings.contains(&iri) {
        meanings.push(iri.clone());
    }
    let is_property = term.name.starts_with(|c: char| c.is_ascii_lowercase());
    let names = match term.name {
        name if DECISIVE.contains(&name) => &mut names.classes,
        _ if is_property => &mut names.members,
        _ => return,
    };
    names.entry(iri).or_insert(term.name);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn properties_have_one_name_and_classes_none() {
        let credentials = "https://www.w3.org/2018/credentials#";
        for name in ["credentialStatus", "validUntil", "validFrom", "expirationDate", "issuer"] {
            assert_eq!(member_of(&format!("{credentials}{name}")), Some(name));
        }
        let vocabulary = "https://purl.imsglobal.org/spec/vc/ob/vocab.html#";
        assert_eq!(member_of(&format!("{vocabulary}Criteria")), Some("criteria"));
        assert_eq!(member_of(&format!("{vocabulary}Evidence")), None);
        assert_eq!(member_of("https://w3id.org/security#expiration"), Some("expires"));
        assert_eq!(member_of("https://schema.org/name"), Some("name"));
        assert_eq!(member_of("https://example.org/validUntil"), None);
    }

    #[test]
    fn every_term_of_a_standard_means_there_what_it_means() {
        let mut terms = 0;
        for table in super::super::all() {
            let own = super::super::is_own(table.url());
            let document = super::super::bundled(table.url()).unwrap();
            let context = document.get("@context").unwrap();
            let prefixes = [
                ("cred:", "https://www.w3.org/2018/credentials#"),
                ("sec:", "https://w3id.org/security#"),
                ("obi:", "https://purl.imsglobal.org/spec/vc/ob/vocab.html#"),
                ("clr:", "https://purl.imsglobal.org/spec/vc/clr/vocab.html#"),
            ];
            look(context, &mut |name, id| {
                let prefix = prefixes.iter().find(|(prefix, _)| id.starts_with(prefix));
                let iri = match prefix {
                    Some((prefix, iri)) => id.replacen(prefix, iri, 1),
                    None => id.to_owned(),
                };
                if own || iri.ends_with(['#', '/']) || iri.starts_with('@') || !iri.contains(':') {
                    return;
                }
                terms += 1;
                assert_eq!(meaning_of(name, &iri), Meaning::Its, "{name} {iri}");
                assert_eq!(meaning_of(name, "https://other.example/x"), Meaning::Another);
            });
        }
        assert!(terms > 600, "{terms}");
        let ours = meaning_of("keyMethod", "https://other.example/keyMethod");
        assert_eq!(ours, Meaning::AnotherThanOurs);
        assert_eq!(meaning_of("enrolledIn", "https://other.example/x"), Meaning::None);
        let badge = "https://purl.imsglobal.org/spec/vc/ob/vocab.html#OpenBadgeCredential";
        for name in ["AchievementCredential", "OpenBadgeCredential"] {
            assert_eq!(meaning_of(name, badge), Meaning::Its);
        }
        assert_eq!(meaning_of("EndorsementCredential", badge), Meaning::Another);
        assert_eq!(meaning_of("id", "https://other.example/id"), Meaning::Another);
    }

    fn look(context: &crate::json::Value, found: &mut dyn FnMut(&str, &str)) {
        for terms in context.items().iter().filter_map(crate::json::Value::as_object) {
            for (name, definition) in terms.iter().filter(|(name, _)| !name.starts_with('@')) {
                let id = definition.get("@id").unwrap_or(definition);
                if let Some(id) = id.as_str() {
                    found(name, id);
                }
                if let Some(inner) = definition.get("@context") {
                    look(inner, found);
                }
            }
        }
    }

    #[test]
    fn every_decisive_class_is_known() {
        let found = names().classes.values().copied().collect::<std::collections::HashSet<_>>();
        assert_eq!(found, DECISIVE.into_iter().collect());
        let list = "https://purl.imsglobal.org/spec/vcrl/v1p0/context.json#1EdTechRevocationList";
        assert_eq!(decisive_class_of(list), Some("1EdTechRevocationList"));
        assert_eq!(
            decisive_class_of("https://purl.imsglobal.org/spec/vc/ob/vocab.html#Evidence"),
            None
        );
    }
}
