//! Group I: status.

use std::io::Write as _;

use flate2::Compression;
use flate2::write::{GzEncoder, ZlibEncoder};
use openbadges::json::Value;
use openbadges::model::Kind;
use openbadges::status::Bitstring;
use openbadges::text::multibase;
use openbadges::verifier::{Policy, UnknownStatus};

use crate::Case;
use crate::mint::{DID, Mint, OTHER_SEED, at, badge, json, put, secret, take, written};

pub const LIST: &str = "https://district.example.org/status/1";
const OTHER_LIST: &str = "https://district.example.org/status/2";
const BY_HTTP: &str = "http://district.example.org/status/1";
/// The entries of a list at its shortest.
const ENTRIES: u32 = 131_072;
pub const INDEX: u32 = 70_000;

pub fn cases() -> Vec<Case> {
    let mut cases = verdicts();
    cases.extend(belief());
    cases.extend(entries());
    cases.extend(encodings());
    cases.extend(ages());
    cases.extend(messages());
    cases
}

/// A badge whose status stands in [`LIST`] at [`INDEX`].
pub fn with_status() -> Mint {
    badge().set("", "credentialStatus", entry("revocation", LIST, INDEX))
}

pub fn entry(purpose: &str, list: &str, index: u32) -> Value {
    json(&format!(
        r#"{{
          "id": "{list}#{index}",
          "type": "BitstringStatusListEntry",
          "statusPurpose": "{purpose}",
          "statusListIndex": "{index}",
          "statusListCredential": "{list}"
        }}"#
    ))
}

/// An entry with a member of its own.
fn entry_with(member: &str, value: impl Into<Value>) -> Mint {
    with_status().set("/credentialStatus", member, value)
}

/// The list of the issuer, still to be signed.
pub fn list(purpose: &str, bits: &Bitstring) -> Mint {
    list_of(purpose, &bits.encode())
}

fn list_of(purpose: &str, encoded: &str) -> Mint {
    Mint::new(json(&format!(
        r#"{{
          "@context": ["https://www.w3.org/ns/credentials/v2"],
          "id": "{LIST}",
          "type": ["VerifiableCredential", "BitstringStatusListCredential"],
          "issuer": "{DID}",
          "validFrom": "2026-07-01T00:00:00Z",
          "credentialSubject": {{
            "id": "{LIST}#list",
            "type": "BitstringStatusList",
            "statusPurpose": "{purpose}",
            "encodedList": "{encoded}"
          }}
        }}"#
    )))
}

pub fn clear() -> Bitstring {
    Bitstring::new(ENTRIES)
}

/// A list with one bit set.
pub fn bit(index: u32) -> Bitstring {
    let mut bits = clear();
    bits.set(index.into(), 1, 1).unwrap();
    bits
}

fn good_list() -> Mint {
    list("revocation", &clear())
}

fn verdicts() -> Vec<Case> {
    let both = |lists: [&str; 2]| {
        let entries = [entry("revocation", lists[0], INDEX), entry("suspension", lists[1], INDEX)];
        badge().set("", "credentialStatus", Vec::from(entries)).bytes()
    };
    let first_bits = |index: u32| {
        let bytes = badge().set("", "credentialStatus", entry("revocation", LIST, index)).bytes();
        (bytes, list("revocation", &bit(1)).secured())
    };
    let (at_1, list_1) = first_bits(1);
    let (at_6, list_6) = first_bits(6);
    let (at_0, list_0) = first_bits(0);
    let unproven = || written(&with_status().document);
    let suspending =
        |bits: &Bitstring| list("suspension", bits).set("", "id", OTHER_LIST).secured();
    vec![
        Case::valid(193, "not-revoked", with_status().bytes())
            .serving(LIST, &good_list().secured()),
        Case::invalid(193, "revoked", "revoked", with_status().bytes())
            .serving(LIST, &list("revocation", &bit(INDEX)).secured()),
        Case::valid(193, "neighbours-revoked", with_status().bytes()).serving(LIST, &{
            let mut bits = bit(INDEX - 1);
            bits.set(u64::from(INDEX) + 1, 1, 1).unwrap();
            list("revocation", &bits).secured()
        }),
        Case::invalid(
            194,
            "suspended",
            "suspended",
            badge().set("", "credentialStatus", entry("suspension", LIST, INDEX)).bytes(),
        )
        .serving(LIST, &list("suspension", &bit(INDEX)).secured()),
        Case::invalid(192, "bit-1-is-index-1", "revoked", at_1).serving(LIST, &list_1),
        Case::valid(192, "bit-1-is-not-index-6", at_6).serving(LIST, &list_6),
        Case::valid(192, "bit-1-is-not-index-0", at_0).serving(LIST, &list_0),
        Case::invalid(196, "second-of-two-entries", "suspended", both([LIST, OTHER_LIST]))
            .serving(LIST, &good_list().secured())
            .serving(OTHER_LIST, &suspending(&bit(INDEX))),
        Case::invalid(196, "first-of-two-entries", "revoked", both([LIST, OTHER_LIST]))
            .serving(LIST, &list("revocation", &bit(INDEX)).secured())
            .serving(OTHER_LIST, &suspending(&clear())),
        Case::valid(196, "neither-of-two-entries", both([LIST, OTHER_LIST]))
            .serving(LIST, &good_list().secured())
            .serving(OTHER_LIST, &suspending(&clear())),
        Case::undecided(
            200,
            "status-of-unknown-type",
            "status.unsupported",
            badge().set("", "credentialStatus", unknown()).bytes(),
        ),
        Case::warned(
            200,
            "status-of-unknown-type-of-any-credential",
            "status.unsupported",
            badge().set("", "credentialStatus", unknown()).bytes(),
        )
        .under(Policy { kind: Kind::Any, ..Policy::default() }),
        Case::undecided(
            200,
            "status-of-unknown-type-of-any-credential-where-that-is-asked",
            "status.unsupported",
            badge().set("", "credentialStatus", unknown()).bytes(),
        )
        .under(Policy {
            kind: Kind::Any,
            unknown_status: UnknownStatus::Undecided,
            ..Policy::default()
        }),
        Case::undecided(
            200,
            "status-by-the-name-of-the-draft-of-2020-of-any-credential",
            "status.unsupported",
            badge()
                .set(
                    "",
                    "credentialStatus",
                    json(
                        r#"{"id": "https://example.org/status/1",
                            "type": "https://w3id.org/vc-revocation-list-2020#RevocationList2020Status"}"#,
                    ),
                )
                .bytes(),
        )
        .under(Policy { kind: Kind::Any, ..Policy::default() }),
        // Of its own words one may be another name for what is known.
        Case::undecided(
            200,
            "status-of-unknown-type-in-words-of-its-own-of-any-credential",
            "status.unsupported",
            badge()
                .set("", "credentialStatus", unknown())
                .context(json(r#"{"Foo": "https://district.example.org/terms#Foo"}"#))
                .bytes(),
        )
        .under(Policy { kind: Kind::Any, ..Policy::default() }),
        Case::warned(
            200,
            "status-of-unknown-type-unsafely-ignored",
            "status.unsupported",
            badge().set("", "credentialStatus", unknown()).bytes(),
        )
        .under(Policy { unknown_status: UnknownStatus::UnsafelyIgnored, ..Policy::default() }),
        Case::invalid(
            247,
            "revoked-and-the-other-list-unreachable",
            "revoked",
            both([LIST, OTHER_LIST]),
        )
        .serving(LIST, &list("revocation", &bit(INDEX)).secured())
        .lacking(OTHER_LIST),
        // Nothing is asked for on the word of somebody unknown.
        Case::invalid(75, "no-proof-and-a-status", "proof.missing", unproven()),
        Case::invalid(
            85,
            "changed-to-another-status-list",
            "signature",
            with_status().altered(|badge| {
                put(at(badge, "/credentialStatus"), "statusListCredential", OTHER_LIST);
            }),
        ),
    ]
}

fn unknown() -> Value {
    json(r#"{"id": "https://example.org/status/1", "type": "urn:example:OtherStatus"}"#)
}

/// Lists that say nothing, for nobody can believe them.
fn belief() -> Vec<Case> {
    let undecided = |number, name, code, list: &Value| {
        Case::undecided(number, name, code, with_status().bytes()).serving(LIST, list)
    };
    let other_did = secret(&OTHER_SEED).public().did_key();
    let by_other = good_list().signed_by(&OTHER_SEED);
    // The one that would say that the badge is fine.
    let in_the_name_of_the_issuer = by_other.secured();
    let of_another =
        good_list().signed_by(&OTHER_SEED).set("", "issuer", other_did.as_str()).secured();
    let mut bad_signature = list("revocation", &bit(INDEX)).secured();
    put(at(&mut bad_signature, "/credentialSubject"), "encodedList", clear().encode());
    let mut without_proof = good_list().secured();
    take(&mut without_proof, "proof");
    let period = |member: &str, time: &str| good_list().set("", member, time).secured();
    let purposes = |purposes: Value| {
        good_list().set("/credentialSubject", "statusPurpose", purposes).secured()
    };
    let named = |bits: &Bitstring, id: &str| list("revocation", bits).set("", "id", id).secured();
    let own_status = |list: &str| {
        good_list().set("", "credentialStatus", entry("revocation", list, INDEX)).secured()
    };
    let as_list = || Policy { kind: Kind::StatusList, ..Policy::default() };
    vec![
        Case::undecided(177, "list-unreachable", "status.unavailable", with_status().bytes())
            .lacking(LIST),
        Case::undecided(177, "list-by-http", "status.unavailable", {
            badge().set("", "credentialStatus", entry("revocation", BY_HTTP, INDEX)).bytes()
        })
        .serving(BY_HTTP, &named(&clear(), BY_HTTP)),
        undecided(178, "list-unsigned", "status.proof", &without_proof),
        Case::undecided(178, "list-is-no-json", "status.proof", with_status().bytes())
            .serving_bytes(LIST, b"<html></html>"),
        undecided(179, "list-of-another-issuer", "status.issuer", &of_another),
        undecided(179, "list-by-a-key-of-another", "status.proof", &in_the_name_of_the_issuer),
        undecided(180, "list-changed-after-signing", "status.proof", &bad_signature),
        undecided(
            181,
            "list-expired",
            "status.stale",
            &period("validUntil", "2026-07-31T23:59:59Z"),
        ),
        undecided(
            181,
            "list-not-valid-yet",
            "status.stale",
            &period("validFrom", "2026-08-01T00:00:01Z"),
        ),
        Case::valid(181, "list-that-ends-now", with_status().bytes())
            .serving(LIST, &period("validUntil", "2026-08-01T00:00:00Z")),
        undecided(
            182,
            "list-for-another-purpose",
            "status.purpose",
            &purposes("suspension".into()),
        ),
        undecided(
            182,
            "list-for-other-purposes",
            "status.purpose",
            &purposes(vec!["suspension", "message"].into()),
        ),
        Case::valid(182, "list-for-several-purposes", with_status().bytes())
            .serving(LIST, &purposes(vec!["suspension", "revocation"].into())),
        Case::invalid(183, "list-of-another-id-with-the-bit-set", "revoked", with_status().bytes())
            .serving(LIST, &named(&bit(INDEX), OTHER_LIST)),
        undecided(
            183,
            "list-of-another-id-with-the-bit-clear",
            "status.id",
            &named(&clear(), OTHER_LIST),
        ),
        Case::valid(183, "list-without-id", with_status().bytes())
            .serving(LIST, &good_list().without("", "id").secured()),
        Case::invalid(184, "list-of-another-type", "status.type", with_status().bytes())
            .serving(LIST, &good_list().set("", "type", vec!["VerifiableCredential"]).secured()),
        Case::invalid(
            184,
            "list-with-a-subject-of-another-type",
            "status.type",
            with_status().bytes(),
        )
        .serving(
            LIST,
            &good_list().set("/credentialSubject", "type", "BitstringStatusListEntry").secured(),
        ),
        Case::invalid(
            197,
            "list-whose-status-is-in-itself",
            "limit.depth",
            good_list().set("", "credentialStatus", entry("revocation", LIST, INDEX)).bytes(),
        )
        .under(as_list()),
        Case::invalid(
            197,
            "badge-of-a-list-whose-status-is-in-itself",
            "limit.depth",
            with_status().bytes(),
        )
        .serving(LIST, &own_status(LIST)),
    ]
}

fn entries() -> Vec<Case> {
    let index = |name, index: Value| {
        Case::invalid(185, name, "status.index", entry_with("statusListIndex", index).bytes())
    };
    let numbered = |number: Value| entry_with("statusListIndex", number).bytes();
    let size = |name, mint: Mint| Case::invalid(195, name, "status.size", mint.bytes());
    // Terms of the entry's type, defined for another one.
    let terms = json(
        r#"{
          "statusPurpose": "https://example.org/vocab#statusPurpose",
          "statusListIndex": "https://example.org/vocab#statusListIndex",
          "statusListCredential": "https://example.org/vocab#statusListCredential"
        }"#,
    );
    let typed = |kind: Value| {
        with_status().set("/credentialStatus", "@context", terms.clone()).set(
            "/credentialStatus",
            "type",
            kind,
        )
    };
    vec![
        Case::invalid(
            184,
            "entry-of-another-type",
            "status.type",
            typed("urn:example:OtherEntry".into()).bytes(),
        )
        .also(&["model.alias"]),
        Case::invalid(
            184,
            "entry-of-the-type-of-lists",
            "status.type",
            typed("BitstringStatusListCredential".into()).bytes(),
        )
        .also(&["model.alias"]),
        index("index-negative", "-1".into()),
        index("index-with-a-fraction", "1.5".into()),
        index("index-in-hexadecimal", "0x10".into()),
        index("index-empty", "".into()),
        index("index-of-2-to-the-64", "18446744073709551616".into()),
        index("index-with-a-plus-sign", "+1".into()),
        index("index-with-a-space", " 1".into()),
        index("index-with-leading-zero", "01".into()),
        index("index-in-other-digits", "\u{661}".into()),
        index("index-is-a-negative-number", json("-1")),
        index("index-is-a-number-with-a-fraction", json("1.5")),
        Case::invalid(
            186,
            "index-is-the-length",
            "status.range",
            entry_with("statusListIndex", ENTRIES.to_string()).bytes(),
        )
        .serving(LIST, &good_list().secured()),
        Case::invalid(
            186,
            "index-far-beyond-the-list",
            "status.range",
            entry_with("statusListIndex", "18446744073709551615").bytes(),
        )
        .serving(LIST, &good_list().secured()),
        Case::valid(
            186,
            "index-is-the-last",
            entry_with("statusListIndex", (ENTRIES - 1).to_string()).bytes(),
        )
        .serving(LIST, &good_list().secured()),
        Case::warned(187, "index-is-a-number", "status.index", numbered(INDEX.into()))
            .serving(LIST, &good_list().secured()),
        Case::invalid(187, "index-is-a-number-and-revoked", "revoked", numbered(INDEX.into()))
            .serving(LIST, &list("revocation", &bit(INDEX)).secured()),
        size("size-without-messages", entry_with("statusSize", 2)),
        size("size-of-nothing", entry_with("statusSize", 0)),
        size("size-negative", entry_with("statusSize", json("-1"))),
        size(
            "size-with-too-few-messages",
            entry_with("statusSize", 2).set(
                "/credentialStatus",
                "statusMessage",
                json(r#"[{"status": "0x0", "message": "fine"}, {"status": "0x1", "message": "not"}]"#),
            ),
        ),
        size("size-beyond-all", entry_with("statusSize", json("4294967296"))),
    ]
}

/// Lists that ask to be fetched again after a while.
fn ages() -> Vec<Case> {
    // A minute, and lists that were fetched a little more or no more than that ago.
    let of_a_minute = |bits: &Bitstring| {
        list("revocation", bits).set("/credentialSubject", "ttl", json("60000")).secured()
    };
    let fetched = |case: Case, time: &str, bits: &Bitstring| {
        case.serving(LIST, &of_a_minute(bits)).retrieved(time)
    };
    let (too_old, not_too_old) = ("2026-07-31T23:58:59.999Z", "2026-07-31T23:59:00Z");
    let badge = || with_status().bytes();
    vec![
        fetched(
            Case::undecided(198, "list-outlived-and-no-newer-one", "status.stale", badge()),
            too_old,
            &clear(),
        ),
        fetched(
            Case::undecided(198, "list-that-revokes-outlived", "status.stale", badge()),
            too_old,
            &bit(INDEX),
        ),
        fetched(Case::valid(198, "list-at-the-end-of-its-time", badge()), not_too_old, &clear()),
        Case::undecided(198, "list-with-a-time-of-no-number", "status.proof", badge())
            .serving(LIST, &good_list().set("/credentialSubject", "ttl", "60000").secured()),
        Case::undecided(198, "list-with-a-time-before-zero", "status.proof", badge())
            .serving(LIST, &good_list().set("/credentialSubject", "ttl", json("-1")).secured()),
    ]
}

/// Statuses that say something else than that the badge holds no more.
fn messages() -> Vec<Case> {
    let of = |purpose: &str| badge().set("", "credentialStatus", entry(purpose, LIST, INDEX));
    let told = |size: u32| {
        let messages: Vec<Value> = (0..1_u32 << size)
            .map(|value| {
                json(&format!(r#"{{"status": "{value:#x}", "message": "number {value}"}}"#))
            })
            .collect();
        of("message").set("/credentialStatus", "statusSize", size).set(
            "/credentialStatus",
            "statusMessage",
            messages,
        )
    };
    let long = |value: u64| {
        let mut bits = Bitstring::new(2 * ENTRIES);
        bits.set(INDEX.into(), 2, value).unwrap();
        list("message", &bits).secured()
    };
    vec![
        Case::warned(246, "refresh-is-there", "status.refresh", of("refresh").bytes())
            .serving(LIST, &list("refresh", &bit(INDEX)).secured()),
        Case::valid(246, "no-refresh", of("refresh").bytes())
            .serving(LIST, &list("refresh", &clear()).secured()),
        Case::warned(246, "message-of-one-bit", "status.message", of("message").bytes())
            .serving(LIST, &list("message", &bit(INDEX)).secured()),
        Case::valid(246, "no-message", of("message").bytes())
            .serving(LIST, &list("message", &clear()).secured()),
        Case::warned(246, "message-of-two-bits", "status.message", told(2).bytes())
            .serving(LIST, &long(2)),
        Case::undecided(246, "list-too-short-for-its-size", "status.length", told(2).bytes())
            .serving(LIST, &list("message", &bit(INDEX)).secured()),
        Case::undecided(246, "message-of-a-revocation-list", "status.purpose", told(2).bytes())
            .serving(LIST, &list("revocation", &Bitstring::new(2 * ENTRIES)).secured()),
        // A message is no revocation, and a revocation no message.
        Case::invalid(
            246,
            "message-and-revoked",
            "revoked",
            badge()
                .set(
                    "",
                    "credentialStatus",
                    vec![entry("message", LIST, INDEX), entry("revocation", OTHER_LIST, INDEX)],
                )
                .bytes(),
        )
        .serving(LIST, &list("message", &bit(INDEX)).secured())
        .serving(OTHER_LIST, &list("revocation", &bit(INDEX)).set("", "id", OTHER_LIST).secured()),
    ]
}

fn encodings() -> Vec<Case> {
    let undecided = |number, name, code, encoded: &str| {
        Case::undecided(number, name, code, with_status().bytes())
            .serving(LIST, &list_of("revocation", encoded).secured())
    };
    let packed = |bytes: &[u8]| {
        let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
        encoder.write_all(bytes).unwrap();
        encoder.finish().unwrap()
    };
    let spelled = |bytes: &[u8]| multibase::base64url(bytes);
    let good = packed(clear().as_bytes());
    let revoked = packed(bit(INDEX).as_bytes());
    let mut crc = good.clone();
    let at_crc = crc.len() - 8;
    crc[at_crc] ^= 1;
    let zlib = {
        let mut encoder = ZlibEncoder::new(Vec::new(), Compression::best());
        encoder.write_all(clear().as_bytes()).unwrap();
        encoder.finish().unwrap()
    };
    let half = packed(&clear().as_bytes()[..8 * 1024]);
    let short = packed(&clear().as_bytes()[..16 * 1024 - 1]);
    let encoded = spelled(&good);
    vec![
        undecided(188, "list-too-short", "status.length", &spelled(&short)),
        undecided(188, "list-of-nothing", "status.length", &spelled(&packed(&[]))),
        undecided(189, "list-without-its-letter", "status.encoding", &encoded[1..]),
        undecided(189, "list-in-base58btc", "status.encoding", &multibase::base58btc(&good)),
        undecided(189, "list-with-padding", "status.encoding", &format!("{encoded}==")),
        undecided(189, "list-in-plain-base64", "status.encoding", &format!("{encoded}+/")),
        undecided(189, "list-of-white-space", "status.encoding", &format!("{encoded} ")),
        undecided(189, "list-not-compressed", "status.encoding", &spelled(&[0; 64])),
        undecided(190, "gzip-bomb", "limit.gzip", &spelled(&packed(&vec![0; 256 * 1024 * 1024]))),
        undecided(
            191,
            "bytes-behind-the-list",
            "status.encoding",
            &spelled(&[good.as_slice(), b"more"].concat()),
        ),
        undecided(191, "list-with-a-wrong-checksum", "status.encoding", &spelled(&crc)),
        undecided(191, "list-cut-short", "status.encoding", &spelled(&good[..good.len() - 1])),
        undecided(191, "zlib-for-gzip", "status.encoding", &spelled(&zlib)),
        undecided(
            191,
            "second-member-that-revokes",
            "status.encoding",
            &spelled(&[good.as_slice(), &revoked].concat()),
        ),
        undecided(
            191,
            "two-halves",
            "status.encoding",
            &spelled(&[half.as_slice(), &half].concat()),
        ),
    ]
}
