//! Status lists before Bitstring Status List 1.0. Source: the published context of
//! Status List 2021.

use super::table::{Table, Vocabulary, protected};
use super::url;

const STATUS_LIST: Vocabulary = Vocabulary("https://w3id.org/vc/status-list#");
/// Schema.org under its http address, which is not the one that credentials v2 uses.
const SCHEMA_HTTP: Vocabulary = Vocabulary("http://schema.org/");

pub(super) const STATUS_LIST_2021_V1: Table = Table::new(
    url::STATUS_LIST_2021_V1,
    "9768f9aa81ab6c3e2ad96b2d669eaba67afe13fff0140a853f1e3d313fab13b6",
    protected(&[
        STATUS_LIST
            .class("StatusList2021Credential")
            .scope(protected(&[SCHEMA_HTTP.literal("description"), SCHEMA_HTTP.literal("name")])),
        STATUS_LIST.class("StatusList2021").scope(protected(&[
            STATUS_LIST.literal("statusPurpose"),
            STATUS_LIST.literal("encodedList"),
        ])),
        STATUS_LIST.class("StatusList2021Entry").scope(protected(&[
            STATUS_LIST.literal("statusPurpose"),
            STATUS_LIST.literal("statusListIndex"),
            STATUS_LIST.link("statusListCredential"),
        ])),
    ])
    .unaliased(),
);
