use std::io::Write;
use std::sync::Arc;

use clap::{Args, ValueEnum};
use openbadges::fault::{Objection, Path, Pointer};
use openbadges::json::{self, Value};
use openbadges::key::{Algorithm, PublicKey};
use openbadges::proof::data_integrity::{self, CanonicalForms, Canonicalizer, Chain};
use openbadges::proof::{Proof, Unsecured};
use openbadges::rdf::{
    self, BundledContexts, Canonical, ContextDigest, ContextLoader as _, Contexts, Dataset,
    HashAlgorithm,
};
use openbadges::resolve::Documents;
use openbadges::{Fault, Limits, context};
use sha2::{Digest as _, Sha256};

use crate::{Failure, Finish, Ran, files};

/// Print the canonical form of a document without its proofs, which is what proofs sign.
#[derive(Args)]
pub struct Arguments {
    /// Canonical N-Quads (RDFC-1.0), or canonical JSON (RFC 8785).
    #[arg(long, value_enum, default_value = "rdfc")]
    form: Form,
    /// Say, in comment lines before the N-Quads, which contexts were used, how each blank node was
    /// told apart, and what each proof signs.
    #[arg(long)]
    explain: bool,
    /// Serve a context from a file. May be repeated.
    #[arg(long = "document", value_name = "URL=FILE")]
    documents: Vec<String>,
    /// Use the context at a URL only if it has this digest, which `--explain` prints. May be
    /// repeated.
    #[arg(long = "pin", value_name = "URL=SHA256")]
    pins: Vec<String>,
    /// The document; `-` is the standard input.
    #[arg(value_name = "FILE")]
    file: String,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Form {
    Rdfc,
    Jcs,
}

pub fn run(arguments: &Arguments, out: &mut dyn Write) -> Ran {
    if arguments.explain && arguments.form == Form::Jcs {
        return Err(Failure("--explain explains the form rdfc".into()));
    }
    let Some(mut document) = files::read_json(&arguments.file)? else { return Ok(Finish::Bad) };
    let proofs = document.as_object_mut().and_then(|object| object.remove("proof"));
    if arguments.form == Form::Jcs {
        write!(out, "{}", json::canonical(&document))?;
        return Ok(Finish::Good);
    }
    let served = files::documents(&arguments.documents)?;
    let pinned = files::contexts(served.clone(), &arguments.pins)?;
    let contexts = Contexts::new(Arc::new(BundledContexts::and(pinned)));
    let limits = Limits::default();
    let canonicalized =
        rdf::to_dataset(&document, &contexts, &limits).map_err(Fault::from).and_then(|dataset| {
            let canonical = rdf::canonicalize(&dataset, HashAlgorithm::Sha256, &limits)?;
            Ok((dataset, canonical))
        });
    let (dataset, canonical) = match canonicalized {
        Ok(both) => both,
        Err(fault) => {
            tell!("{}: {fault}", arguments.file);
            return Ok(Finish::Bad);
        }
    };
    if arguments.explain {
        explain_contexts(&document, &Path::Root, &served, out)?;
        explain_blank_nodes(&dataset, &canonical, out)?;
        let canonicalizer = Canonicalizer { contexts: &contexts, limits: &limits };
        let unsecured = Unsecured::new(Arc::new(document), canonicalizer);
        explain_proofs(&unsecured, proofs.as_ref(), out)?;
    }
    write!(out, "{}", canonical.n_quads)?;
    Ok(Finish::Good)
}

/// Every place with a context, and where what it says comes from.
fn explain_contexts(
    value: &Value,
    path: &Path<'_>,
    served: &Documents,
    out: &mut dyn Write,
) -> Result<(), Failure> {
    match value {
        Value::Object(object) => {
            for (name, member) in object.iter() {
                let below = path.member(name);
                if name != "@context" {
                    explain_contexts(member, &below, served, out)?;
                    continue;
                }
                for context in member.items() {
                    let (named, source) = match context.as_str() {
                        Some(url) => (url, source_of(url, served)),
                        None => ("(inline)", format!("sha256 {}", ContextDigest::of(context))),
                    };
                    writeln!(out, "# context {}  {named}  {source}", below.pointer())?;
                }
            }
        }
        Value::Array(items) => {
            for (index, item) in items.iter().enumerate() {
                explain_contexts(item, &path.item(index), served, out)?;
            }
        }
        _ => {}
    }
    Ok(())
}

fn source_of(url: &str, served: &Documents) -> String {
    if let Some(table) = context::all().iter().find(|table| table.url() == url) {
        return format!("bundled, sha256 {}", table.sha256());
    }
    match served.load(url) {
        Some(document) => format!("served, sha256 {}", ContextDigest::of(&document)),
        None => "unknown".to_owned(),
    }
}

fn explain_blank_nodes(
    dataset: &Dataset,
    canonical: &Canonical,
    out: &mut dyn Write,
) -> Result<(), Failure> {
    for (number, node) in canonical.blank_nodes.iter().enumerate() {
        let (label, hash) = (node.label(dataset), node.first_degree_hash());
        let how = if node.unique { "unique" } else { "shared, told apart by its neighbours" };
        writeln!(out, "# blank node c14n{number}  was {label}  first-degree hash {hash}, {how}")?;
    }
    writeln!(out, "# {} calls of Hash N-Degree Quads", canonical.n_degree_calls)?;
    if canonical.would_be_refused_elsewhere() {
        writeln!(out, "# the common JavaScript implementation would refuse this by default")?;
    }
    writeln!(out, "# document sha256 {}", hex(&Sha256::digest(&canonical.n_quads)))?;
    Ok(())
}

/// The canonical options of each proof, and the bytes that its key signs.
fn explain_proofs(
    unsecured: &Unsecured<'_>,
    proofs: Option<&Value>,
    out: &mut dyn Write,
) -> Result<(), Failure> {
    let proofs = proofs.map(Value::items).unwrap_or_default();
    let chain = Chain::of(proofs, |_| Pointer::root().member("proof"));
    for (index, value) in proofs.iter().enumerate() {
        match explain_proof(unsecured, proofs, &chain, index, value) {
            Err(objection) => writeln!(out, "# proof {index}  {objection}")?,
            Ok((forms, algorithm)) => {
                for line in forms.options.lines() {
                    writeln!(out, "# proof {index} options  {line}")?;
                }
                let (key, bytes) = (algorithm.as_str(), hex(&forms.hash_data()));
                writeln!(out, "# proof {index} signs  {bytes}  with {key}")?;
            }
        }
    }
    Ok(())
}

/// What a proof hashes, and the algorithm of its key: of a key that is not in its own name, the
/// suite's first.
fn explain_proof(
    unsecured: &Unsecured<'_>,
    proofs: &[Value],
    chain: &Chain,
    index: usize,
    value: &Value,
) -> Result<(CanonicalForms, Algorithm), Objection> {
    let proof = Proof::read(value, Pointer::root().member("proof"))?;
    let key = proof.verification_method.fragment();
    let key = key.and_then(|fragment| PublicKey::from_multikey(fragment).ok());
    let usual = proof.cryptosuite.algorithms().first().copied().unwrap_or(Algorithm::Ed25519);
    let algorithm = key.map_or(usual, |key| key.algorithm());
    let forms = |unsecured: &Unsecured<'_>| {
        data_integrity::canonical_forms(unsecured, proof.cryptosuite, algorithm, proof.options())
    };
    let forms = match chain.before(index)? {
        [] => forms(unsecured)?,
        before => {
            let before = before.iter().filter_map(|index| proofs.get(*index)).cloned();
            forms(&unsecured.after(before.collect()))?
        }
    };
    Ok((forms, algorithm))
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
