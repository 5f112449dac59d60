//! RDFC-1.0 by `rdf-canon`.

use std::collections::HashMap;

use oxrdf::Dataset;
use oxttl::NQuadsParser;
use rdf_canon::{CanonicalizationError, CanonicalizationOptions, issue_with, relabel, serialize};
use sha2_for_peers::{Sha256, Sha384};

use crate::worker::Failure;

pub struct Canonical {
    pub n_quads: String,
    /// From the labels of the data set to canonical ones, without the `_:`.
    pub labels: HashMap<String, String>,
}

pub fn read(n_quads: &str) -> Result<Dataset, Failure> {
    let quads = NQuadsParser::new().for_slice(n_quads.as_bytes());
    quads.collect::<Result<_, _>>().map_err(|error| Failure::new("n-quads", error))
}

pub fn canonicalize(quads: &Dataset, algorithm: &str) -> Result<Canonical, Failure> {
    let options = CanonicalizationOptions::default();
    let labels = match algorithm {
        "SHA256" => issue_with::<Sha256>(quads, &options),
        "SHA384" => issue_with::<Sha384>(quads, &options),
        _ => return Err(Failure::new("request", format!("no such algorithm: {algorithm}"))),
    };
    let labels = labels.map_err(failure)?;
    let n_quads = serialize(&relabel(quads, &labels).map_err(failure)?);
    Ok(Canonical { n_quads, labels })
}

fn failure(error: CanonicalizationError) -> Failure {
    let reason = match error {
        CanonicalizationError::HndqCallLimitExceeded(_) => "work limit",
        _ => "rdf-canon",
    };
    Failure::new(reason, error)
}
