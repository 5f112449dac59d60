//! The one name under which each property is read.
//!
//! A signature over RDF covers IRIs, and members are read by their names. Whoever can bring a term
//! of his own could write `credentialStatus` under another name without breaking the signature, and
//! the reader would not find it. So a property of the bundled contexts may go by its own name only.

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

/// The classes by which a verifier decides what to ask.
const DECISIVE: [&str; 6] = [
    "BitstringStatusListEntry",
    "StatusList2021Entry",
    "1EdTechRevocationList",
    "1EdTechCredentialRefresh",
    "1EdTechJsonSchemaValidator2019",
    "JsonSchema",
];

#[derive(Default)]
struct Names {
    members: HashMap<String, &'static str>,
    classes: HashMap<String, &'static str>,
}

fn names() -> &'static Names {
    static NAMES: OnceLock<Names> = OnceLock::new();
    NAMES.get_or_init(collect)
}

fn collect() -> Names {
    let mut names = Names::default();
    // Current tables come first, and their names stay.
    for table in super::all() {
        of_table(table, &mut names);
    }
    names
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
    let is_property = term.name.starts_with(|c: char| c.is_ascii_lowercase());
    let names = match term.name {
        _ if term.iri.local.is_empty() => return,
        name if DECISIVE.contains(&name) => &mut names.classes,
        _ if is_property => &mut names.members,
        _ => return,
    };
    names.entry(format!("{vocabulary}{}", term.iri.local)).or_insert(term.name);
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
