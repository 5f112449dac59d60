//! DID documents. Source: the published context; Decentralized Identifiers 1.0, section 5, says
//! what the properties mean.

use super::security::VERIFICATION_RELATIONSHIPS;
use super::table::{Table, Vocabulary, protected};
use super::url;
use super::vocabulary::SECURITY;

const DID: Vocabulary = Vocabulary("https://www.w3.org/ns/did#");
const ACTIVITY_STREAMS: Vocabulary = Vocabulary("https://www.w3.org/ns/activitystreams#");

pub(super) const DID_V1: Table = Table::new(
    url::DID_V1,
    "a7e146c40fcec005d3f0f14ae745665f446da58d7914a9d8f733746686fad82b",
    protected(&[
        ACTIVITY_STREAMS.link("alsoKnownAs"),
        SECURITY.link("controller"),
        DID.link("service").scope(protected(&[DID.link("serviceEndpoint")])),
        SECURITY.link("verificationMethod"),
    ])
    .and(VERIFICATION_RELATIONSHIPS),
);
