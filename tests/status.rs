//! The room `status`: bits, entries, lists, stores.

#[path = "status/stores.rs"]
mod stores;
mod support;

use std::io::{Read as _, Write as _};

use openbadges::fault::{Finding, Path};
use openbadges::json::{self, Value};
use openbadges::random::{NoRandom, Random};
use openbadges::status::store::{audit, conformance};
use openbadges::status::{
    Bitstring, Change, Edition, Effect, Entry, ListInfo, ListName, ListPlan, Logged,
    MINIMUM_ENTRIES, MemoryStore, Place, Purpose, Record, Request, Reservation, State,
    StatusEntries, StatusList, StatusStore, StatusUrl, StoreError,
};
use openbadges::text::multibase;
use openbadges::{Code, Limits, Timestamp};

/// 131,072 bits, of which those at index 1 and 131,071 are set. Made by:
///
/// ```text
/// python3 -c 'import gzip,base64; b=bytearray(16384); b[0]=0x40; b[-1]=0x01
/// print("u"+base64.urlsafe_b64encode(gzip.compress(bytes(b),mtime=0)).decode().rstrip("="))'
/// ```
const BY_PYTHON: &str = "uH4sIAAAAAAACA-3BMQEAAAwCoNls_VMZwwf4AwAAAAAAAAAAAAAAAAAAAMZSoSdYugBAAAA";

/// The same bits as a zlib stream: `zlib.compress(bytes(b))` instead of `gzip.compress(…)`.
const ZLIB_BY_PYTHON: &str = "ueJztwTEBAAAMAqDZbP1TGcMH-AMAAAAAAAAAAAAAAAAAAADGUkDxAEI";

/// The list of Bitstring Status List 1.0, section 2.2, example 3.
const BY_W3C: &str = "uH4sIAAAAAAAAA-3BMQEAAADCoPVPbQwfoAAAAAAAAAAAAAAAAAAAAIC3AYbSVKsAQAAA";

fn limits() -> Limits {
    Limits::default()
}

fn packed(text: &str) -> Vec<u8> {
    multibase::from_base64url(text).unwrap()
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

fn decode(packed: &[u8]) -> Result<Bitstring, Code> {
    Bitstring::decode(&multibase::base64url(packed), &limits()).map_err(|error| error.code())
}

mod bits {
    use super::*;

    #[test]
    fn bit_1_is_index_1_and_no_other() {
        let bits = Bitstring::decode(BY_PYTHON, &limits()).unwrap();
        assert_eq!(bits.entries(1), 131_072);
        let set: Vec<u64> = (0..131_072).filter(|i| bits.value(*i, 1).unwrap() == 1).collect();
        assert_eq!(set, [1, 131_071]);
        assert!(bits.value(131_072, 1).is_err());
        assert!(bits.value(u64::MAX, 1).is_err());
    }

    #[test]
    fn the_example_of_the_standard_is_read() {
        let bits = Bitstring::decode(BY_W3C, &limits()).unwrap();
        assert_eq!(bits, Bitstring::new(131_072));
    }

    #[test]
    fn what_is_written_is_read_back_and_is_always_the_same() {
        let mut bits = Bitstring::new(131_072);
        for index in (0..131_072).step_by(911) {
            bits.set(index, 1, 1).unwrap();
        }
        let text = bits.encode();
        assert_eq!(text, bits.clone().encode());
        assert_eq!(Bitstring::decode(&text, &limits()).unwrap(), bits);
        // RFC 1952: magic, deflate, no flags, no time, (level), unknown system.
        let header = packed(&text);
        assert_eq!(header[..8], [0x1f, 0x8b, 8, 0, 0, 0, 0, 0]);
        assert_eq!(header[9], 255);
    }

    #[test]
    fn entries_of_every_size_stand_side_by_side() {
        for size in 1..=64 {
            let mask = if size == 64 { u64::MAX } else { (1 << size) - 1 };
            let mut bits = Bitstring::new(64 * 20);
            let entries = bits.entries(size);
            let value = |index: u64| index.wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 3 & mask;
            let mut expected = String::new();
            for index in 0..entries {
                // Ones first: what is set must also clear.
                bits.set(index, size, mask).unwrap();
                bits.set(index, size, value(index)).unwrap();
                expected += &format!("{:0width$b}", value(index), width = size as usize);
            }
            let found: String = bits.as_bytes().iter().map(|byte| format!("{byte:08b}")).collect();
            assert!(found.starts_with(&expected), "{size}");
            for index in 0..entries {
                assert_eq!(bits.value(index, size).unwrap(), value(index), "{size}");
            }
            assert!(bits.value(entries, size).is_err());
            assert!(bits.set(entries, size, 0).is_err());
            if size < 64 {
                assert!(bits.set(0, size, mask + 1).is_err(), "{size}");
            }
        }
        assert!(Bitstring::new(8).value(0, 0).is_err());
        assert!(Bitstring::new(1024).value(0, 65).is_err());
        assert!(Bitstring::new(0).value(0, 1).is_err());
    }

    #[test]
    fn other_encodings_are_refused() {
        let good = packed(BY_PYTHON);
        let refused = |packed: &[u8]| assert_eq!(decode(packed).unwrap_err(), Code::StatusEncoding);
        assert!(decode(&good).is_ok());
        refused(&packed(ZLIB_BY_PYTHON));
        refused(&[]);
        refused(&[0; 16384]);
        refused(&[&good[..], &[0]].concat());
        refused(&[&good[..], b"\n"].concat());
        // A second member; the list would go on, or start with what a careless reader takes alone.
        refused(&[&good[..], &good[..]].concat());
        refused(&[&gzip(&[0; 16384])[..], &good[..]].concat());
        refused(&[&gzip(&[])[..], &good[..]].concat());
        for length in 0..good.len() {
            refused(&good[..length]);
        }
        for text in [
            &BY_PYTHON[1..],
            &BY_PYTHON.replace('u', "z"),
            &BY_PYTHON.replace("uH4", "mH4"),
            &BY_PYTHON.replace('_', "/"),
            &format!("{BY_PYTHON}="),
            &format!("{BY_PYTHON}\n"),
            &format!(" {BY_PYTHON}"),
            "",
            "u",
        ] {
            let error = Bitstring::decode(text, &limits()).unwrap_err();
            assert_eq!(error.code(), Code::StatusEncoding, "{text}");
        }
    }

    #[test]
    fn no_flipped_bit_gives_another_list() {
        let good = packed(BY_PYTHON);
        let bits = decode(&good).unwrap();
        for at in 0..good.len() * 8 {
            let mut changed = good.clone();
            changed[at / 8] ^= 1 << (at % 8);
            // Bits of the time, and some of the compressor's choices, have no say in the content.
            let matters = at / 8 < 3 || at / 8 >= good.len() - 8;
            match decode(&changed) {
                Ok(found) => assert!(found == bits && !matters, "bit {at}"),
                Err(Code::StatusEncoding | Code::LimitGzip) => {}
                Err(other) => panic!("bit {at}: {other}"),
            }
        }
    }

    #[test]
    fn the_limit_is_the_last_length_that_is_read() {
        let limits = Limits { status_list_bytes: 20_000, ..limits() };
        let at = |length: usize| {
            Bitstring::decode(&multibase::base64url(&gzip(&vec![7; length])), &limits)
        };
        assert_eq!(at(20_000).unwrap().as_bytes().len(), 20_000);
        assert_eq!(at(20_001).unwrap_err().code(), Code::LimitGzip);
        let endless = Limits { status_list_bytes: usize::MAX, ..limits.clone() };
        assert!(Bitstring::decode(BY_PYTHON, &endless).is_ok());
    }

    /// Hostile case 190. Runs by itself, because it measures the whole process.
    #[test]
    #[ignore = "run by a_bomb_costs_little"]
    fn bomb() {
        let mut bomb = Vec::new();
        let zeros = std::io::repeat(0).take(256 * 1024 * 1024);
        flate2::bufread::GzEncoder::new(
            std::io::BufReader::new(zeros),
            flate2::Compression::best(),
        )
        .read_to_end(&mut bomb)
        .unwrap();
        assert!(bomb.len() < 270_000, "{}", bomb.len());
        let text = multibase::base64url(&bomb);
        let before = peak_kib();
        let error = Bitstring::decode(&text, &limits()).unwrap_err();
        let grown = peak_kib() - before;
        assert_eq!(error.code(), Code::LimitGzip);
        assert!(grown < 4 * 1024, "{grown} KiB");
        println!("a bomb of {} bytes grew the peak by {grown} KiB", bomb.len());
    }

    #[test]
    fn a_bomb_costs_little() {
        if !cfg!(target_os = "linux") {
            eprintln!("skipped: the peak of memory is read from Linux's /proc");
            return;
        }
        alone("bits::bomb", &[]);
    }

    fn peak_kib() -> u64 {
        let status = std::fs::read_to_string("/proc/self/status").unwrap();
        let line = status.lines().find(|line| line.starts_with("VmHWM:")).unwrap();
        line.split_whitespace().nth(1).unwrap().parse().unwrap()
    }
}

/// Runs an ignored test of this file in a process of its own.
fn start(test: &str, environment: &[(&str, &std::ffi::OsStr)]) -> std::process::Child {
    std::process::Command::new(std::env::current_exe().unwrap())
        .args(["--exact", test, "--ignored", "--nocapture", "--test-threads=1"])
        .envs(environment.iter().copied())
        .stdout(std::process::Stdio::piped())
        .stderr(std::process::Stdio::piped())
        .spawn()
        .unwrap()
}

fn finish(child: std::process::Child) {
    let output = child.wait_with_output().unwrap();
    let said = String::from_utf8_lossy(&output.stdout) + String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{said}");
    assert!(said.contains("1 passed"), "{said}");
}

fn alone(test: &str, environment: &[(&str, &std::ffi::OsStr)]) {
    finish(start(test, environment));
}

fn value(text: &str) -> Value {
    json::read(text.as_bytes(), &limits()).unwrap()
}

/// `base` with the member that `pointer` names set to `to`, or taken out.
fn with(base: &Value, pointer: &str, to: Option<&str>) -> Value {
    let (parent, member) = pointer.rsplit_once('/').unwrap();
    let mut changed = base.clone();
    let mut object = &mut changed;
    for step in parent.split('/').skip(1) {
        object = object.as_object_mut().unwrap().get_mut(step).unwrap();
    }
    let object = object.as_object_mut().unwrap();
    match to {
        Some(text) => drop(object.insert(member, value(text))),
        None => assert!(object.remove(member).is_some(), "{pointer}"),
    }
    changed
}

mod entries {
    use super::*;

    fn entry() -> Value {
        value(
            r#"{
                "id": "https://issuer.example/status/3#94567",
                "type": "BitstringStatusListEntry",
                "statusPurpose": "revocation",
                "statusListIndex": "94567",
                "statusListCredential": "https://issuer.example/status/3"
            }"#,
        )
    }

    fn messages(count: u64) -> String {
        let items: Vec<String> =
            (0..count).map(|i| format!(r#"{{"status": "{i:#x}", "message": "m{i}"}}"#)).collect();
        format!("[{}]", items.join(","))
    }

    fn read(value: &Value) -> (Option<Entry>, Vec<Finding>) {
        let mut findings = Vec::new();
        let at = Path::Root;
        let at = at.member("credentialStatus");
        let entry = Entry::read(value, at.item(1), &mut findings);
        assert_eq!(entry.is_none(), findings.iter().any(Finding::is_error));
        (entry, findings)
    }

    /// The one fault, with its place below the entry.
    fn fault(value: &Value) -> (Code, String) {
        let (entry, findings) = read(value);
        assert!(entry.is_none(), "{value}");
        let [finding] = findings.as_slice() else { panic!("{value}: {findings:?}") };
        let place = finding.fault.pointer.as_str().strip_prefix("/credentialStatus/1").unwrap();
        (finding.fault.code, place.to_owned())
    }

    #[test]
    fn an_entry_is_read_and_written() {
        let (found, findings) = read(&entry());
        let found = found.unwrap();
        assert_eq!(findings, []);
        assert_eq!(found.purpose, Purpose::Revocation);
        assert_eq!((found.index, found.size), (94_567, 1));
        assert_eq!(found.list.as_str(), "https://issuer.example/status/3");
        assert_eq!(found.to_value(), entry());
        assert_eq!((found.message(0), found.message(1)), (Some("unset"), Some("set")));
        assert_eq!(found.message(2), None);

        let list = "https://issuer.example/status/3".parse().unwrap();
        assert_eq!(Entry::new(Purpose::Revocation, list, 94_567), found);

        let mut rich = with(&entry(), "/statusSize", Some("2"));
        rich = with(&rich, "/statusMessage", Some(&messages(4)));
        rich = with(&rich, "/statusPurpose", Some("\"message\""));
        for reference in ["\"https://a.example/\"", "[\"https://a.example/\",\"urn:x:b\"]"] {
            rich = with(&rich, "/statusReference", Some(reference));
            let (found, findings) = read(&rich);
            assert_eq!(findings, []);
            let found = found.unwrap();
            assert_eq!(found.to_value(), rich);
            assert_eq!(found.message(3), Some("m3"));
            assert_eq!(found.message(4), None);
        }
    }

    #[test]
    fn purposes_have_one_form() {
        for text in ["revocation", "suspension", "refresh", "message", "colour", "Revocation", ""] {
            let purpose = Purpose::from(text);
            assert_eq!(purpose.as_str(), text);
            let is_other = matches!(purpose, Purpose::Other(_));
            assert_eq!(is_other, ["colour", "Revocation", ""].contains(&text));
        }
    }

    /// Hostile cases 185 and 187.
    #[test]
    fn an_index_is_a_string_of_decimal_digits() {
        let index = |text: &str| with(&entry(), "/statusListIndex", Some(text));
        for text in [
            r#""-1""#,
            r#""1.5""#,
            r#""0x10""#,
            r#""""#,
            r#""18446744073709551616""#,
            r#""007""#,
            r#""00""#,
            r#""+7""#,
            r#"" 7""#,
            r#""7 ""#,
            r#""1e3""#,
            r#""٣""#,
            r#""-0""#,
            "-1",
            "1.5",
            "1e300",
            "18446744073709551616",
            "null",
            "true",
            "[]",
            r#"["7"]"#,
            r#"{"@value":"7"}"#,
        ] {
            let expected = (Code::StatusIndex, "/statusListIndex".to_owned());
            assert_eq!(fault(&index(text)), expected, "{text}");
        }
        for (text, expected) in [("\"0\"", 0), ("\"7\"", 7), ("\"18446744073709551615\"", u64::MAX)]
        {
            let (entry, findings) = read(&index(text));
            assert_eq!((entry.unwrap().index, findings), (expected, vec![]), "{text}");
        }
        for (text, expected) in [("0", 0), ("23", 23), ("2.3e1", 23), ("9007199254740992", 1 << 53)]
        {
            let (entry, findings) = read(&index(text));
            assert_eq!(entry.unwrap().index, expected, "{text}");
            let [warning] = findings.as_slice() else { panic!("{findings:?}") };
            assert!(!warning.is_error());
            assert_eq!(warning.fault.code, Code::StatusIndex);
        }
    }

    /// Hostile case 195 and its neighbours.
    #[test]
    fn a_size_needs_its_messages() {
        let of = |size: &str, messages: Option<&str>| {
            let sized = with(&entry(), "/statusSize", Some(size));
            messages.map_or(sized.clone(), |text| with(&sized, "/statusMessage", Some(text)))
        };
        let four = messages(4);
        for (size, found) in [
            ("2", None),
            ("2", Some(messages(3))),
            ("2", Some(messages(5))),
            ("1", Some(messages(1))),
            ("1", Some("[]".to_owned())),
            ("2", Some("{}".to_owned())),
            ("33", Some(four.clone())),
            ("63", Some(four.clone())),
            ("64", Some(four.clone())),
            ("65", Some(four.clone())),
            ("4294967295", Some(four.clone())),
            ("2", Some("null".to_owned())),
        ] {
            let expected = (Code::StatusSize, "/statusMessage".to_owned());
            assert_eq!(fault(&of(size, found.as_deref())), expected, "{size} {found:?}");
        }
        for size in ["0", "-1", "1.5", "\"2\"", "null", "[2]", "4294967296"] {
            let expected = (Code::StatusSize, "/statusSize".to_owned());
            assert_eq!(fault(&of(size, Some(&four))), expected, "{size}");
        }
        for (size, count) in [("1", 2), ("2", 4), ("10", 1024)] {
            let entry = read(&of(size, Some(&messages(count)))).0.unwrap();
            assert_eq!(entry.messages.len() as u64, count);
        }
        assert_eq!(read(&of("1", None)).0.unwrap().size, 1);

        for (wrong, code) in [
            (r#""status": 1"#, Code::ModelType),
            (r#""status": "1""#, Code::ModelValue),
            (r#""status": "0x""#, Code::ModelValue),
            (r#""status": "0x+1""#, Code::ModelValue),
            (r#""status": "0x2""#, Code::ModelValue),
            (r#""status": "0x0""#, Code::ModelValue),
            (r#""text": "0x1""#, Code::ModelType),
        ] {
            let text = format!(r#"[{{"status":"0x0","message":"a"}},{{{wrong},"message":"b"}}]"#);
            let expected = (code, "/statusMessage/1".to_owned());
            assert_eq!(fault(&of("1", Some(&text))), expected, "{wrong}");
        }
    }

    /// Hostile cases 184 and 200.
    #[test]
    fn other_types_are_told_apart() {
        let of = |kind: &str| fault(&with(&entry(), "/type", Some(kind)));
        let place = "/type".to_owned();
        for kind in ["\"BitstringStatusList\"", "\"bitstringStatusListEntry\"", "\"X\"", "1", "[]"]
        {
            assert_eq!(of(kind), (Code::StatusType, place.clone()), "{kind}");
        }
        assert_eq!(fault(&with(&entry(), "/type", None)), (Code::StatusType, place.clone()));
        let draft = read(&with(&entry(), "/type", Some("\"StatusList2021Entry\""))).0;
        assert_eq!(draft.map(|entry| entry.edition), Some(Edition::StatusList2021));
        // It has no bits; `RevocationList` reads it.
        let other = value(r#"{"id": "https://a.example/", "type": "1EdTechRevocationList"}"#);
        assert_eq!(fault(&other), (Code::StatusUnsupported, place));
        assert!(!Entry::is_one(&other) && Entry::is_one(&entry()));
        assert!(read(&with(&entry(), "/type", Some("[\"BitstringStatusListEntry\"]"))).0.is_some());
        for text in ["null", "\"https://a.example/\"", "[]", "1"] {
            assert_eq!(fault(&value(text)), (Code::ModelType, String::new()));
        }
    }

    #[test]
    fn other_members_are_checked() {
        for (pointer, to, code) in [
            ("/statusPurpose", None, Code::ModelRequired),
            ("/statusPurpose", Some("[\"revocation\"]"), Code::ModelType),
            ("/statusListIndex", None, Code::ModelRequired),
            ("/statusListCredential", None, Code::ModelRequired),
            ("/statusListCredential", Some("\"/status/3\""), Code::Iri),
            ("/statusListCredential", Some("{}"), Code::ModelType),
            ("/id", Some("\"_:b0\""), Code::IriBlank),
            ("/id", Some("\"https://issuer.example/status/3\""), Code::ModelValue),
            ("/statusReference", Some("7"), Code::ModelType),
        ] {
            let expected = (code, pointer.to_owned());
            assert_eq!(fault(&with(&entry(), pointer, to)), expected, "{pointer} {to:?}");
        }
        // All faults at once.
        let (_, findings) = read(&value(
            r#"{"type": "BitstringStatusListEntry", "id": 1, "statusPurpose": 1, "statusSize": 0,
                "statusListIndex": 0.5, "statusListCredential": 1, "statusReference": 1}"#,
        ));
        assert_eq!(findings.len(), 6);
    }
}

mod lists {
    use super::*;

    fn list() -> Value {
        value(&format!(
            r#"{{
                "@context": ["https://www.w3.org/ns/credentials/v2"],
                "id": "https://issuer.example/status/revocation-1",
                "type": ["VerifiableCredential", "BitstringStatusListCredential"],
                "issuer": "https://issuer.example",
                "validFrom": "2026-08-01T09:30:00Z",
                "validUntil": "2026-08-02T09:30:00Z",
                "credentialSubject": {{
                    "id": "https://issuer.example/status/revocation-1#list",
                    "type": "BitstringStatusList",
                    "statusPurpose": "revocation",
                    "ttl": 300000,
                    "encodedList": "{BY_PYTHON}"
                }}
            }}"#
        ))
    }

    fn read(value: &Value) -> StatusList {
        StatusList::read(value, &limits()).unwrap()
    }

    fn encoded(bytes: &[u8]) -> Value {
        let text = multibase::base64url(&gzip(bytes));
        with(&list(), "/credentialSubject/encodedList", Some(&format!("\"{text}\"")))
    }

    #[test]
    fn a_list_is_read() {
        let found = read(&list());
        assert_eq!(
            found.id.as_ref().unwrap().as_str(),
            "https://issuer.example/status/revocation-1"
        );
        assert_eq!(found.issuer.as_str(), "https://issuer.example");
        assert_eq!(found.purposes, [Purpose::Revocation]);
        assert_eq!(found.ttl, Some(300_000));
        assert_eq!(found.look_up(0, 1), Ok(0));
        assert_eq!(found.look_up(1, 1), Ok(1));
        assert_eq!(found.look_up(131_071, 1), Ok(1));

        let profile = r#"{"id": "https://issuer.example", "type": ["Profile"]}"#;
        assert_eq!(read(&with(&list(), "/issuer", Some(profile))).issuer, found.issuer);
        let two = Some(r#"["suspension", "colour"]"#);
        let purposes = read(&with(&list(), "/credentialSubject/statusPurpose", two));
        assert!(purposes.has_purpose(&Purpose::Suspension));
        assert!(purposes.has_purpose(&Purpose::from("colour")));
        assert!(!purposes.has_purpose(&Purpose::Revocation));
        for absent in ["/id", "/validFrom", "/validUntil", "/credentialSubject/ttl"] {
            read(&with(&list(), absent, None));
        }
    }

    #[test]
    fn what_is_written_is_read_back() {
        let mut full = read(&list());
        let written = full.to_credential();
        assert_eq!(written.get("@context"), list().get("@context"));
        for pointer in ["/id", "/type", "/issuer", "/validFrom", "/validUntil"] {
            assert_eq!(written.at(pointer), list().at(pointer), "{pointer}");
        }
        for member in ["id", "type", "statusPurpose", "ttl"] {
            let pointer = format!("/credentialSubject/{member}");
            assert_eq!(written.at(&pointer), list().at(&pointer), "{pointer}");
        }
        assert_eq!(read(&written), full);
        assert_eq!(full.to_credential().to_string(), written.to_string());

        full.purposes.push(Purpose::Suspension);
        (full.id, full.valid_from, full.valid_until, full.ttl) = (None, None, None, None);
        let written = full.to_credential();
        assert_eq!(read(&written), full);
        assert_eq!(written.as_object().unwrap().len(), 4);
        assert_eq!(written.get("credentialSubject").unwrap().as_object().unwrap().len(), 3);
    }

    /// Hostile cases 184 and 188 to 191, and the rest of the shape.
    #[test]
    fn what_is_no_list_is_refused() {
        let subject = "/credentialSubject";
        let short = encoded(&[0; 16_383]);
        let text = |value: &Value| value.at("/credentialSubject/encodedList").unwrap().to_string();
        let (short, long) = (text(&short), text(&encoded(&vec![0; 1024 * 1024 + 1])));
        let two = format!("[{0},{0}]", list().get("credentialSubject").unwrap());
        for (pointer, to, code) in [
            ("/type", Some("[\"VerifiableCredential\"]"), Code::StatusType),
            ("/type", None, Code::StatusType),
            ("/credentialSubject/type", Some("\"BitstringStatusListEntry\""), Code::StatusType),
            ("/credentialSubject/type", None, Code::StatusType),
            ("/credentialSubject/encodedList", Some(short.as_str()), Code::StatusLength),
            ("/credentialSubject/encodedList", Some(long.as_str()), Code::LimitGzip),
            ("/credentialSubject/encodedList", Some("\"H4sI\""), Code::StatusEncoding),
            ("/credentialSubject/encodedList", Some("\"uH4s*\""), Code::StatusEncoding),
            ("/credentialSubject/encodedList", Some("null"), Code::StatusEncoding),
            ("/credentialSubject/encodedList", None, Code::ModelRequired),
            ("/credentialSubject/statusPurpose", None, Code::ModelRequired),
            ("/credentialSubject/statusPurpose", Some("[]"), Code::ModelType),
            ("/credentialSubject/statusPurpose", Some("[\"revocation\", 1]"), Code::ModelType),
            ("/credentialSubject/ttl", Some("\"300000\""), Code::ModelType),
            ("/credentialSubject/ttl", Some("-1"), Code::ModelValue),
            ("/credentialSubject/ttl", Some("0.5"), Code::ModelValue),
            (subject, None, Code::ModelRequired),
            (subject, Some("[]"), Code::ModelValue),
            (subject, Some(two.as_str()), Code::ModelValue),
            (subject, Some("\"x\""), Code::ModelType),
            ("/issuer", None, Code::ModelRequired),
            ("/issuer", Some("{}"), Code::ModelIssuer),
            ("/issuer", Some("1"), Code::ModelType),
            ("/issuer", Some("\"district\""), Code::Iri),
            ("/id", Some("\"revocation-1\""), Code::Iri),
            ("/validFrom", Some("\"2026-08-01\""), Code::TimeFormat),
            ("/validUntil", Some("1"), Code::ModelType),
            ("/expirationDate", Some("\"2020-01-01T00:00:00Z\""), Code::ModelVersion),
        ] {
            let fault = StatusList::read(&with(&list(), pointer, to), &limits()).unwrap_err();
            assert_eq!((fault.code, fault.pointer.as_str()), (code, pointer), "{to:?}: {fault}");
        }
        for text in ["null", "[]", "\"x\""] {
            let fault = StatusList::read(&value(text), &limits()).unwrap_err();
            assert_eq!(fault.code, Code::ModelType);
        }
    }

    /// Hostile cases 186 and 188.
    #[test]
    fn an_index_beyond_the_list_has_no_value() {
        let found = read(&list());
        let code = |index, size| found.look_up(index, size).unwrap_err().code();
        assert_eq!(code(131_072, 1), Code::StatusRange);
        assert_eq!(code(u64::MAX, 1), Code::StatusRange);
        // 65,536 entries of two bits are too few, whatever the index.
        assert_eq!(code(0, 2), Code::StatusLength);
        assert_eq!(code(0, 0), Code::StatusSize);
        assert_eq!(code(0, 65), Code::StatusSize);

        let mut bytes = vec![0; 32_768];
        bytes[0] = 0b0001_1011;
        let found = read(&encoded(&bytes));
        let values: Vec<u64> = (0..5).map(|index| found.look_up(index, 2).unwrap()).collect();
        assert_eq!(values, [0, 1, 2, 3, 0]);
        assert_eq!(found.look_up(131_072, 2).unwrap_err().code(), Code::StatusRange);
        assert_eq!(found.look_up(131_071, 2), Ok(0));
    }

    #[test]
    fn both_ends_of_the_validity_belong_to_it() {
        let found = read(&list());
        for (now, expected) in [
            ("2026-08-01T09:29:59.999Z", false),
            ("2026-08-01T09:30:00Z", true),
            ("2026-08-02T11:30:00+02:00", true),
            ("2026-08-02T09:30:00.000000001Z", false),
        ] {
            assert_eq!(found.is_current(&now.parse().unwrap()), expected, "{now}");
        }
    }

    #[test]
    fn the_sample_of_1edtech_is_revoked() {
        let Some(folder) = support::shared("samples/ob30/bit-string-list") else { return };
        let sample =
            |name| json::read(&std::fs::read(folder.join(name)).unwrap(), &limits()).unwrap();
        let credential = sample("credential-status-revoked.json");
        let mut findings = Vec::new();
        let status = credential.get("credentialStatus").unwrap();
        let entry = Entry::read(status, Path::Root, &mut findings).unwrap();
        let codes: Vec<Code> = findings.iter().map(|finding| finding.fault.code).collect();
        assert_eq!(codes, [Code::StatusIndex]);
        let list = read(&sample("testlist"));
        assert!(list.has_purpose(&entry.purpose));
        let set: Vec<u64> = (0..131_072).filter(|i| list.look_up(*i, 1) == Ok(1)).collect();
        assert_eq!(set, [entry.index]);
    }
}
