//! From a term table to the context document that it stands for.

use super::table::{
    Change, Content, Context, Kind, Name, Plain, Scope, Scopes, Spelling, Table, Term, Version,
};
use crate::json::{Number, Object, Value};

pub(super) fn write(table: &Table) -> Value {
    let mut context = top(&table.content, &table.spelling);
    for (prefix, vocabulary) in table.spelling.prefixes {
        context.insert(*prefix, vocabulary.0);
    }
    Object::from_iter([("@context", context)]).into()
}

fn top(content: &Content, spelling: &Spelling) -> Object {
    match content {
        Content::Scope(scope) => members(scope, scope.aliases, spelling),
        Content::Edition { of, changes } => {
            let mut top = top(&of.content, spelling);
            change(&mut top, changes, spelling);
            top
        }
    }
}

fn change(context: &mut Object, changes: &[Change], spelling: &Spelling) {
    for one in changes {
        match one {
            Change::Without(name) => {
                context.remove(name);
            }
            Change::With(term) => {
                context.insert(term.name, definition(term, spelling));
            }
            Change::Within(name, changes) => {
                let scope = context
                    .get_mut(name)
                    .and_then(Value::as_object_mut)
                    .and_then(|definition| definition.get_mut("@context"))
                    .and_then(Value::as_object_mut);
                if let Some(scope) = scope {
                    change(scope, changes, spelling);
                }
            }
        }
    }
}

fn members(scope: &Scope, aliases: bool, spelling: &Spelling) -> Object {
    let mut members = Object::new();
    if spelling.version == Version::V1_1
        && let Ok(version) = Number::try_from(1.1)
    {
        members.insert("@version", version);
    }
    if scope.protected && spelling.scopes != Scopes::Bare {
        members.insert("@protected", true);
    }
    if let Some(vocabulary) = scope.default {
        members.insert("@vocab", vocabulary.0);
    }
    if aliases {
        members.insert("id", "@id");
        members.insert("type", "@type");
    }
    for term in scope.terms.iter().chain(scope.shared) {
        members.insert(term.name, definition(term, spelling));
    }
    members
}

fn definition(term: &Term, spelling: &Spelling) -> Value {
    let mut definition = Object::new();
    definition.insert("@id", iri(term.iri, spelling));
    match term.kind {
        Kind::Node => {}
        Kind::Literal => {
            if let Some(datatype) = spelling.literals {
                definition.insert("@type", iri(datatype, spelling));
            }
        }
        Kind::Typed(datatype) => {
            definition.insert("@type", iri(datatype, spelling));
        }
        Kind::Keyword(keyword) => {
            definition.insert("@type", keyword);
        }
    }
    if let Some(container) = term.container {
        definition.insert("@container", container);
    }
    match &term.context {
        Context::Outer => {}
        Context::Cleared => {
            definition.insert("@context", Value::Null);
        }
        Context::Scope(scope) => {
            let aliases = scope.aliases && spelling.scopes != Scopes::Bare;
            definition.insert("@context", members(scope, aliases, spelling));
        }
    }
    let short = term.plain.unwrap_or(spelling.plain) == Plain::Short;
    match definition.get("@id") {
        Some(id) if short && definition.len() == 1 => id.clone(),
        _ => definition.into(),
    }
}

fn iri(name: Name, spelling: &Spelling) -> String {
    let prefix = spelling.prefixes.iter().find(|(_, known)| known.0 == name.vocabulary.0);
    match prefix {
        Some((prefix, _)) => format!("{prefix}:{}", name.local),
        None => format!("{}{}", name.vocabulary.0, name.local),
    }
}
