//! The strict reader (I-JSON, RFC 7493) and the canonical writer (RFC 8785).
//!
//! `tests/interop` runs this file again, in a build where another crate has switched serde_json's
//! `arbitrary_precision` and `preserve_order` on.

#[path = "json/canonical.rs"]
mod canonical;
#[path = "json/generated.rs"]
mod generated;
#[path = "json/published.rs"]
mod published;
#[path = "json/values.rs"]
mod values;

use openbadges::json::{self, Number, Object, ReadError, Value};
use openbadges::{Code, Limits};

fn read(bytes: impl AsRef<[u8]>) -> Result<Value, ReadError> {
    json::read(bytes.as_ref(), &Limits::default())
}

/// What a fault is, and where: code, line, column, pointer.
fn fault(bytes: impl AsRef<[u8]>) -> (Code, usize, usize, String) {
    let bytes = bytes.as_ref();
    let error = read(bytes).expect_err(&String::from_utf8_lossy(bytes));
    (error.code, error.line, error.column, error.pointer.as_str().to_owned())
}

fn at(code: Code, line: usize, column: usize, pointer: &str) -> (Code, usize, usize, String) {
    (code, line, column, pointer.to_owned())
}

// The hostile inputs of group A, as far as the reader decides them. Each is right but for its
// fault.

#[test]
fn a01_empty_input() {
    assert_eq!(fault(""), at(Code::Parse, 1, 1, ""));
    assert_eq!(fault(" \n\t"), at(Code::Parse, 2, 2, ""));
}

#[test]
fn a02_byte_order_mark() {
    assert_eq!(fault(b"\xef\xbb\xbf{}"), at(Code::Parse, 1, 1, ""));
    assert_eq!(fault(b"\xff\xfe{\0}\0"), at(Code::Parse, 1, 1, ""));
    assert_eq!(fault(b"\xfe\xff\0{\0}"), at(Code::Parse, 1, 1, ""));
}

#[test]
fn a03_invalid_utf8() {
    let inside = b"{\"issuer\": {\n \"name\": \"\xc3\xa4b\xff\"}}";
    assert_eq!(fault(inside), at(Code::Parse, 2, 13, "/issuer/name"));
    let message = read(inside).unwrap_err().message;
    assert!(message.contains("UTF-8"), "{message}");

    for sequence in [
        &b"\x80"[..],        // a continuation without a start
        b"\xc3",             // a start without a continuation
        b"\xc0\xaf",         // overlong
        b"\xe0\x80\x80",     // overlong
        b"\xed\xa0\x80",     // a surrogate
        b"\xf4\x90\x80\x80", // past U+10FFFF
        b"\xf8\x88\x80\x80\x80",
    ] {
        let item = [b"[true, \"", sequence, b"\"]"].concat();
        assert_eq!(fault(item), at(Code::Parse, 1, 9, "/1"));
        let name = [b"{\"a\": {\"", sequence, b"\": 1}}"].concat();
        assert_eq!(fault(name), at(Code::Parse, 1, 9, "/a"));
        let after = [b"{\"a\": 1}\n", sequence].concat();
        assert_eq!(fault(after), at(Code::Parse, 2, 1, ""));
        let between = [b"[1, 2", sequence, b"]"].concat();
        assert_eq!(fault(between), at(Code::Parse, 1, 6, ""));
    }
}

#[test]
fn a03_an_earlier_fault_comes_first() {
    assert_eq!(fault(b"{\"a\": 1, \"a\": \"\xff\"}"), at(Code::JsonDuplicate, 1, 10, "/a"));
    assert_eq!(fault(b"[1e400, \"\xff\"]"), at(Code::JsonNumber, 1, 2, "/0"));
}

#[test]
fn a04_lone_surrogate() {
    assert_eq!(fault(r#"{"name": "\ud800"}"#), at(Code::Parse, 1, 11, "/name"));
    for text in [
        r#""\uD800""#,
        r#""\udbff\n""#,
        r#""\udc00""#,
        r#""\udfff\ud800""#,
        r#""\ud800\ud800""#,
        r#""\ud800\u0041""#,
        r#""\ud800x""#,
        r#""\ud83d\\ude00""#,
        r#""\ud83d\u""#,
        r#""\ud83d"#,
    ] {
        assert_eq!(fault(text), at(Code::Parse, 1, 2, ""), "{text}");
    }
    assert_eq!(read(r#""\uD83D\ude00""#), Ok("\u{1f600}".into()));
    assert_eq!(read(r#""\ud800\udc00\udbff\udfff""#), Ok("\u{10000}\u{10ffff}".into()));
}

#[test]
fn a05_trailing_bytes() {
    assert_eq!(fault("{\"a\": 1}\n x"), at(Code::Parse, 2, 2, ""));
    assert_eq!(fault("{} {}"), at(Code::Parse, 1, 4, ""));
    assert_eq!(fault("{}\0"), at(Code::Parse, 1, 3, ""));
    assert_eq!(fault("{}\u{a0}"), at(Code::Parse, 1, 3, ""));
    assert_eq!(read(" \t\r\n{} \t\r\n"), Ok(Object::new().into()));
}

#[test]
fn a06_duplicate_name_at_the_top() {
    let text = "{\"issuer\": \"did:example:1\",\n  \"id\": \"urn:x:1\",\n  \"issuer\": 1}";
    assert_eq!(fault(text), at(Code::JsonDuplicate, 3, 3, "/issuer"));
}

#[test]
fn a07_duplicate_name_in_a_nested_object() {
    let text = r#"{"evidence": [{}, {"ext:a/b": {"~": 1, "x": [], "~": 1}}]}"#;
    assert_eq!(fault(text), at(Code::JsonDuplicate, 1, 49, "/evidence/1/ext:a~1b/~0"));
}

#[test]
fn a08_duplicate_name_after_unescaping() {
    assert_eq!(
        fault(r#"{"issuer": 1, "\u0069ssuer": 2}"#),
        at(Code::JsonDuplicate, 1, 15, "/issuer")
    );
    assert_eq!(fault(r#"{"/": 1, "\/": 2}"#), at(Code::JsonDuplicate, 1, 10, "/~1"));
    assert_eq!(fault(r#"{"😀": 1, "\ud83d\ude00": 2}"#), at(Code::JsonDuplicate, 1, 10, "/😀"));
    assert_eq!(fault(r#"{"": 1, "": 2}"#), at(Code::JsonDuplicate, 1, 9, "/"));
}

#[test]
fn a08_names_are_compared_without_normalization() {
    // One letter or two, upper or lower case: other names.
    let text = "{\"\u{e4}\": 1, \"a\u{308}\": 2, \"\u{c4}\": 3, \"a\": 4, \"a \": 5}";
    assert_eq!(read(text).unwrap().as_object().unwrap().len(), 5);
}

#[test]
fn a09_duplicate_name_in_the_proof() {
    let text =
        r#"{"proof": {"type": "DataIntegrityProof", "proofValue": "z1", "proofValue": "z2"}}"#;
    assert_eq!(fault(text), at(Code::JsonDuplicate, 1, 62, "/proof/proofValue"));
}

#[test]
fn duplicates_are_found_among_many_names() {
    for many in [15, 16, 17, 18, 1_000] {
        for again in [0, many / 2, many - 1] {
            let names: Vec<String> = (0..many).map(|n| format!("\"n{n}\":{n}")).collect();
            let text = format!("{{{},\"n{again}\":0}}", names.join(","));
            let error = read(text).unwrap_err();
            assert_eq!(
                (error.code, error.pointer.as_str()),
                (Code::JsonDuplicate, &*format!("/n{again}"))
            );
        }
    }
}

#[test]
fn a10_nesting() {
    let nested = |depth: usize| "[".repeat(depth) + &"]".repeat(depth);
    assert!(read(nested(128)).is_ok());
    assert_eq!(fault(nested(129)), at(Code::LimitDepth, 1, 129, &"/0".repeat(128)));
    let objects = |depth: usize| "{\"a\":".repeat(depth - 1) + "{}" + &"}".repeat(depth - 1);
    assert!(read(objects(128)).is_ok());
    assert_eq!(fault(objects(129)), at(Code::LimitDepth, 1, 641, &"/a".repeat(128)));

    let limits = |depth| Limits { depth, ..Limits::default() };
    assert!(json::read(b"[[]]", &limits(2)).is_ok());
    assert_eq!(json::read(b"[[[]]]", &limits(2)).unwrap_err().code, Code::LimitDepth);
    assert!(json::read(b"1", &limits(0)).is_ok());
    assert_eq!(json::read(b"[]", &limits(0)).unwrap_err().code, Code::LimitDepth);
    let ceiling = limits(usize::MAX);
    assert!(json::read(nested(Limits::DEPTH_CEILING).as_bytes(), &ceiling).is_ok());
    // Far past what any stack would bear, if it were read.
    let error = json::read(nested(1_000_000).as_bytes(), &ceiling).unwrap_err();
    assert_eq!((error.code, error.column), (Code::LimitDepth, Limits::DEPTH_CEILING + 1));
}

#[test]
fn a10_depth_is_not_the_number_of_values() {
    assert!(read(format!("[{}[]]", "[],".repeat(10_000))).is_ok());
}

#[test]
fn a11_size() {
    let limit = Limits::default().document_bytes;
    assert_eq!(limit, 10 * 1024 * 1024);
    let mut bytes = vec![b' '; limit];
    bytes[0] = b'1';
    assert!(read(&bytes).is_ok());
    bytes.push(b' ');
    assert_eq!(fault(&bytes), at(Code::LimitSize, 1, 1, ""));
    let small = Limits { document_bytes: 2, ..Limits::default() };
    assert!(json::read(b"{}", &small).is_ok());
    assert_eq!(json::read(b"{ }", &small).unwrap_err().code, Code::LimitSize);
}

#[test]
fn a12_numbers_past_the_range() {
    assert_eq!(fault("{\"a\": {\"b\": 1e400}}"), at(Code::JsonNumber, 1, 13, "/a/b"));
    let whole = "9".repeat(400);
    let fraction = format!("{whole}.5");
    for number in
        ["-1e400", "1.7976931348623159e308", "1e999999999999999999999999", &whole, &fraction]
    {
        assert_eq!(fault(number), at(Code::JsonNumber, 1, 1, ""), "{number}");
    }
    // Too small is lost as well: it would be zero.
    for number in ["1e-400", "-1e-400", "2e-324", "0.00001e-999999999999999999999"] {
        assert_eq!(fault(number), at(Code::JsonNumber, 1, 1, ""), "{number}");
    }
    for zero in ["0e400", "0.0e-400", "-0e99999999999999999999", "0E+9", "0.000"] {
        assert_eq!(read(zero), Ok(0.into()), "{zero}");
    }
}

#[test]
fn a13_whole_numbers_that_would_be_rounded() {
    assert_eq!(fault("{\"credits\": 9007199254740993}"), at(Code::JsonNumber, 1, 13, "/credits"));
    for number in [
        "-9007199254740993",
        "9007199254740993.0",
        "9007199254740993e0",
        "90071992547409930e-1",
        "900719925474099.3e1",
        "9.007199254740993E+15",
        "18014398509481985",
        "18446744073709551615",
        "123456789012345678901234567890",
        "123456789012345678e5",
        "999999999999999900001",
    ] {
        assert_eq!(fault(number), at(Code::JsonNumber, 1, 1, ""), "{number}");
    }
    for (number, expected) in [
        ("9007199254740991", 9_007_199_254_740_991.0),
        ("9007199254740992", 9_007_199_254_740_992.0),
        ("9007199254740994", 9_007_199_254_740_994.0),
        ("9007199254740992.000", 9_007_199_254_740_992.0),
        ("90071992547409920e-1", 9_007_199_254_740_992.0),
        ("18446744073709551616", 18_446_744_073_709_551_616.0),
        // Exactly, and in the form that ECMAScript gives the same number.
        ("295147905179352825856", 295_147_905_179_352_825_856.0),
        ("295147905179352830000", 295_147_905_179_352_825_856.0),
        ("1e22", 1e22),
        ("1e23", 1e23),
        ("100000000000000000000000", 1e23),
        ("99999999999999991611392", 1e23),
        ("1e308", 1e308),
        ("0.1e1", 1.0),
        ("1000e-3", 1.0),
    ] {
        assert_eq!(read(number), Ok(Number::try_from(expected).unwrap().into()), "{number}");
    }
}

#[test]
fn a13_fractions_may_be_rounded() {
    for (number, expected) in [
        ("0.1", 0.1),
        ("0.10000000000000001", 0.1),
        ("3.14159265358979323846264338327950288", std::f64::consts::PI),
        ("2.50", 2.5),
        ("5e-324", 5e-324),
        ("3e-324", 5e-324),
        ("9007199254740993.5", 9_007_199_254_740_994.0),
    ] {
        assert_eq!(read(number), Ok(Number::try_from(expected).unwrap().into()), "{number}");
    }
}

#[test]
fn a14_a_private_name_of_serde_json_is_a_name() {
    for text in [
        r#"{"$serde_json::private::Number":"5"}"#,
        r#"{"a":[{"$serde_json::private::Number":"1e400"}]}"#,
        r#"{"$serde_json::private::RawValue":"{}"}"#,
    ] {
        let value = read(text).unwrap();
        assert_eq!(value.to_string(), text);
        assert_eq!(json::canonical(&value), text);
        let object = value.get("a").map_or(&value, |a| &a.items()[0]).as_object().unwrap();
        assert_eq!(object.len(), 1);
        // Neither way of handing it to a host application turns it into a number.
        assert_eq!(serde_json::to_string(&value).unwrap(), text);
        assert_eq!(serde_json::Value::from(&value).to_string(), text);
        assert_eq!(Value::try_from(&serde_json::Value::from(&value)), Ok(value));
    }
}

#[test]
fn a15_what_is_not_a_json_number() {
    for (number, column) in [
        ("NaN", 1),
        ("Infinity", 1),
        ("-Infinity", 2),
        ("+1", 1),
        ("0x1F", 2),
        ("0123", 2),
        ("-01", 3),
        ("00", 2),
        (".5", 1),
        ("1.", 3),
        ("1.e5", 3),
        ("1e", 3),
        ("1e+", 4),
        ("-", 2),
        ("--1", 2),
        ("1_000", 2),
        ("1,5", 2),
        ("1.5.5", 4),
        ("1e5e5", 4),
        ("1f", 2),
        ("\u{ff11}", 1),
        ("\u{2212}1", 1),
    ] {
        assert_eq!(fault(number), at(Code::Parse, 1, column, ""), "{number}");
        let member = fault(format!("{{\"n\": {number}}}"));
        assert_eq!(member.0, Code::Parse, "{number}");
    }
}

/// The verdict over a signature belongs to others; here, the canonical bytes are the same.
#[test]
fn a16_minus_zero_is_zero() {
    for zero in ["-0", "0", "-0.0", "0e5", "-0e-5"] {
        let value = read(format!("{{\"n\":{zero}}}")).unwrap();
        assert_eq!(json::canonical(&value), "{\"n\":0}");
        assert_eq!(value, Object::from_iter([("n", 0)]).into());
        assert_eq!(value.get("n").and_then(Value::as_number).and_then(Number::as_u64), Some(0));
    }
}

#[test]
fn a17_text_is_not_normalized() {
    let (composed, decomposed) = ("{\"name\":\"\u{e9}\"}", "{\"name\":\"e\u{301}\"}");
    let (first, second) = (read(composed).unwrap(), read(decomposed).unwrap());
    assert_ne!(first, second);
    assert_eq!((first.to_string(), second.to_string()), (composed.into(), decomposed.into()));
    assert_eq!(json::canonical(&second), decomposed);
}

#[test]
fn a18_invisible_characters_are_kept() {
    let text = "{\"name\":\"\u{202e}a\u{200b}\u{2066}\u{feff}\u{7f}\u{2028}\u{0300}\"}";
    assert_eq!(json::canonical(&read(text).unwrap()), text);
}

#[test]
fn a19_items() {
    let array = |items: usize| format!("[{}0]", "0,".repeat(items - 1));
    assert_eq!(Limits::default().items, 500_000);
    assert!(read(array(499_999)).is_ok());
    assert_eq!(fault(array(500_000)), at(Code::LimitItems, 1, 1_000_000, "/499999"));

    let limits = |items| Limits { items, ..Limits::default() };
    // Arrays, objects and scalars count; names do not.
    let text = br#"{"a": [1, "x", null], "b": {"c": true}}"#;
    assert!(json::read(text, &limits(7)).is_ok());
    let error = json::read(text, &limits(6)).unwrap_err();
    assert_eq!((error.code, error.pointer.as_str()), (Code::LimitItems, "/b/c"));
}

/// That a credential is an object is for others to ask; what the root is, is not lost.
#[test]
fn a20_any_value_may_be_the_root() {
    assert_eq!(read("[{}]").unwrap().kind(), "an array");
    assert_eq!(read("\"{}\"").unwrap().kind(), "a string");
    assert_eq!(read("null"), Ok(Value::Null));
}

// The rest of the grammar.

#[test]
fn faults_of_structure_have_their_place() {
    for (text, line, column, pointer) in [
        ("{", 1, 2, ""),
        ("{\"a\"", 1, 5, "/a"),
        ("{\"a\" 1}", 1, 6, "/a"),
        ("{\"a\":}", 1, 6, "/a"),
        ("{\"a\":1", 1, 7, ""),
        ("{\"a\":1,}", 1, 8, ""),
        ("{,}", 1, 2, ""),
        ("{a:1}", 1, 2, ""),
        ("{'a':1}", 1, 2, ""),
        ("{1:1}", 1, 2, ""),
        ("{\"a\":1 \"b\":2}", 1, 8, ""),
        ("[1 2]", 1, 4, ""),
        ("[1,]", 1, 4, "/1"),
        ("[,1]", 1, 2, "/0"),
        ("[1}", 1, 3, ""),
        ("{\"a\":[1,\n\n  [tru]]}", 3, 4, "/a/1/0"),
        ("nul", 1, 1, ""),
        ("TRUE", 1, 1, ""),
        ("truefalse", 1, 5, ""),
        ("undefined", 1, 1, ""),
        ("[1] // a comment", 1, 5, ""),
        ("/* a comment */ 1", 1, 1, ""),
        ("\u{c}1", 1, 1, ""),
        ("\u{a0}1", 1, 1, ""),
        ("{\"ä\":\r\n \"😀\" x}", 2, 6, ""),
    ] {
        assert_eq!(fault(text), at(Code::Parse, line, column, pointer), "{text}");
    }
}

#[test]
fn faults_of_strings_have_their_place() {
    for (text, column) in [
        ("\"", 2),
        ("\"a", 3),
        ("\"a\\", 4),
        ("\"a\\\"", 5),
        ("\"a\tb\"", 3),
        ("\"a\nb\"", 3),
        ("\"\0\"", 2),
        ("\"\u{1f}\"", 2),
        (r#""a\x41""#, 3),
        (r#""a\'""#, 3),
        (r#""a\U0041""#, 3),
        (r#""a\u004""#, 3),
        (r#""a\u00g1""#, 3),
        (r#""a\u+041""#, 3),
        (r#""a\u00ä1""#, 3),
        ("\"a\\ä\"", 3),
        ("\"a\\😀\"", 3),
    ] {
        assert_eq!(fault(text), at(Code::Parse, 1, column, ""), "{text}");
    }
}

#[test]
fn every_escape_is_read() {
    let text = r#""\"\\\/\b\f\n\r\t\u0000\u001f\u007F\u00e9\u20AC\ud83d\ude00""#;
    let value = read(text).unwrap();
    assert_eq!(value, "\"\\/\u{8}\u{c}\n\r\t\0\u{1f}\u{7f}é€😀".into());
}

#[test]
fn members_keep_their_order() {
    let text = r#"{"z":1,"a":{"10":0,"9":0,"":0},"B":[3,1,2]}"#;
    assert_eq!(read(text).unwrap().to_string(), text);
}

#[test]
fn pretty_print_reads_back() {
    let value = read(r#"{"a":[],"b":{},"c":[1,{"d":"x"}]}"#).unwrap();
    let pretty = json::pretty(&value);
    assert_eq!(
        pretty,
        "{\n  \"a\": [],\n  \"b\": {},\n  \"c\": [\n    1,\n    {\n      \"d\": \"x\"\n    }\n  ]\n}"
    );
    assert_eq!(read(pretty), Ok(value));
}
