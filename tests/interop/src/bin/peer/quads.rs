//! JSON-LD to quads by `json-ld`, under its strictest policy.

use std::collections::HashMap;

use json_ld::expansion::{Action, Policy};
use json_ld::rdf::RdfDirection;
use json_ld::rdf_types::{Id, LiteralType, Object, Quad, generator};
use json_ld::syntax::{Parse as _, Value};
use json_ld::{IriBuf, JsonLdProcessor as _, Options, RemoteDocument};
use openbadges::context;
use oxrdf::{BlankNode, Dataset, GraphName, Literal, NamedNode, Subject, Term};

use crate::worker::{Failure, finish};

/// The contexts that can be had.
pub type Loader = HashMap<IriBuf, RemoteDocument>;

/// The contexts that the library bundles.
pub fn bundled() -> Loader {
    let mut loader = Loader::new();
    for table in context::all() {
        serve(&mut loader, table.url(), &table.document().to_string());
    }
    loader
}

/// Adds a context. Panics at what is no URL or no JSON.
pub fn serve(loader: &mut Loader, url: &str, context: &str) {
    let url = IriBuf::new(url.to_owned()).expect("an absolute URL");
    let (context, _) = Value::parse_str(context).expect("JSON");
    loader.insert(url.clone(), RemoteDocument::new(Some(url), None, context));
}

/// The quads of a document. Undefined terms and types are errors; base directions become
/// datatypes, as in the library.
pub fn of(document: &str, loader: &Loader) -> Result<Dataset, Failure> {
    let (document, _) = Value::parse_str(document).map_err(|error| Failure::new("json", error))?;
    let policy = Policy { invalid: Action::Reject, vocab: Action::Keep, allow_undefined: false };
    let options = Options {
        rdf_direction: Some(RdfDirection::I18nDatatype),
        expansion_policy: policy,
        ..Options::default()
    };
    let document = RemoteDocument::new(None, None, document);
    let labels = generator::Blank::new();
    let mut rdf = finish(document.to_rdf_using(labels, loader, options))
        .map_err(|error| Failure::new(error.code().as_str(), error))?;
    rdf.cloned_quads().map(quad).collect()
}

type PeerId = Id<IriBuf, json_ld::BlankIdBuf>;
type PeerQuad = Quad<PeerId, PeerId, Object<PeerId, json_ld::rdf_types::Literal>, PeerId>;

fn quad(Quad(subject, predicate, object, graph): PeerQuad) -> Result<oxrdf::Quad, Failure> {
    let subject = match subject {
        Id::Iri(iri) => Subject::from(named(&iri)),
        Id::Blank(label) => blank(&label).into(),
    };
    let predicate = match predicate {
        Id::Iri(iri) => named(&iri),
        Id::Blank(_) => return Err(Failure::new("predicate", "a blank node as predicate")),
    };
    let object = match object {
        Object::Id(Id::Iri(iri)) => Term::from(named(&iri)),
        Object::Id(Id::Blank(label)) => blank(&label).into(),
        Object::Literal(literal) => match literal.type_ {
            LiteralType::Any(datatype) => {
                Literal::new_typed_literal(literal.value, named(&datatype)).into()
            }
            // In lower case, as RDF allows and the library does.
            LiteralType::LangString(tag) => {
                Literal::new_language_tagged_literal(literal.value, tag.as_str())
                    .map_err(|error| Failure::new("language tag", error))?
                    .into()
            }
        },
    };
    let graph = match graph {
        None => GraphName::DefaultGraph,
        Some(Id::Iri(iri)) => named(&iri).into(),
        Some(Id::Blank(label)) => blank(&label).into(),
    };
    Ok(oxrdf::Quad::new(subject, predicate, object, graph))
}

fn named(iri: &IriBuf) -> NamedNode {
    NamedNode::new_unchecked(iri.as_str())
}

fn blank(label: &json_ld::BlankId) -> BlankNode {
    BlankNode::new_unchecked(label.suffix())
}
