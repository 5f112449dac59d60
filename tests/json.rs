//! The strict reader (I-JSON, RFC 7493) and the canonical writer (RFC 8785).
//!
//! `tests/interop` runs this file again, in a build where another crate has switched serde_json's
//! `arbitrary_precision` and `preserve_order` on.

mod support;

use std::path::Path;

use openbadges::json::{self, Number, Object, ReadError, Value};
use openbadges::{Code, Limits};
use proptest::prelude::*;

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
    assert_eq!(Limits::default().items, 1_000_000);
    assert!(read(array(999_999)).is_ok());
    assert_eq!(fault(array(1_000_000)), at(Code::LimitItems, 1, 2_000_000, "/999999"));

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

// RFC 8785.

/// RFC 8785, appendix B: numbers by their bits, and as ECMAScript writes them.
const NUMBERS: &[(u64, &str)] = &[
    (0x0000000000000000, "0"),
    (0x8000000000000000, "0"),
    (0x0000000000000001, "5e-324"),
    (0x8000000000000001, "-5e-324"),
    (0x7fefffffffffffff, "1.7976931348623157e+308"),
    (0xffefffffffffffff, "-1.7976931348623157e+308"),
    (0x4340000000000000, "9007199254740992"),
    (0xc340000000000000, "-9007199254740992"),
    (0x4430000000000000, "295147905179352830000"),
    (0x44b52d02c7e14af5, "9.999999999999997e+22"),
    (0x44b52d02c7e14af6, "1e+23"),
    (0x44b52d02c7e14af7, "1.0000000000000001e+23"),
    (0x444b1ae4d6e2ef4e, "999999999999999700000"),
    (0x444b1ae4d6e2ef4f, "999999999999999900000"),
    (0x444b1ae4d6e2ef50, "1e+21"),
    (0x3eb0c6f7a0b5ed8c, "9.999999999999997e-7"),
    (0x3eb0c6f7a0b5ed8d, "0.000001"),
    (0x41b3de4355555553, "333333333.3333332"),
    (0x41b3de4355555554, "333333333.33333325"),
    (0x41b3de4355555555, "333333333.3333333"),
    (0x41b3de4355555556, "333333333.3333334"),
    (0x41b3de4355555557, "333333333.33333343"),
    (0xbecbf647612f3696, "-0.0000033333333333333333"),
    (0x43143ff3c1cb0959, "1424953923781206.2"),
];

#[test]
fn numbers_of_rfc_8785() {
    for (bits, text) in NUMBERS {
        let number = Number::try_from(f64::from_bits(*bits)).unwrap();
        assert_eq!(json::canonical(&number.into()), *text);
        assert_eq!(number.to_string(), *text);
        // What was written is read back, to the bit.
        let again = read(text).unwrap().as_number().unwrap().as_f64();
        assert_eq!(again, number.as_f64(), "{text}");
    }
    for bits in [0x7fffffffffffffff, 0x7ff0000000000000, 0xfff0000000000000] {
        assert!(Number::try_from(f64::from_bits(bits)).is_err());
    }
}

/// RFC 8785, section 3.2.2.
#[test]
fn primitives_of_rfc_8785() {
    let value = read(concat!(
        "{\n  \"numbers\": [333333333.33333329, 1E30, 4.50, 2e-3, 0.000000000000000000000000001],\n",
        "  \"string\": \"\\u20ac$\\u000F\\u000aA'\\u0042\\u0022\\u005c\\\\\\\"\\/\",\n",
        "  \"literals\": [null, true, false]\n}"
    ));
    assert_eq!(
        json::canonical(&value.unwrap()),
        concat!(
            "{\"literals\":[null,true,false],",
            "\"numbers\":[333333333.3333333,1e+30,4.5,0.002,1e-27],",
            "\"string\":\"€$\\u000f\\nA'B\\\"\\\\\\\\\\\"/\"}"
        )
    );
}

/// RFC 8785, section 3.2.3: U+FB33 comes after U+1F600, whose first UTF-16 unit is 0xD83D.
#[test]
fn members_are_sorted_by_utf16() {
    let value = read(
        r#"{"\u20ac": 1, "\r": 2, "\ufb33": 3, "1": 4, "\ud83d\ude00": 5, "\u0080": 6, "\u00f6": 7}"#,
    );
    assert_eq!(
        json::canonical(&value.unwrap()),
        "{\"\\r\":2,\"1\":4,\"\u{80}\":6,\"ö\":7,\"€\":1,\"😀\":5,\"\u{fb33}\":3}"
    );
    let nested = read(r#"[{"b": {"ab": 0, "a": 0, "": 0, "A": 0}, "a": [2, 1]}]"#).unwrap();
    assert_eq!(json::canonical(&nested), r#"[{"a":[2,1],"b":{"":0,"A":0,"a":0,"ab":0}}]"#);
}

#[test]
fn every_control_character_is_escaped_once() {
    for c in '\0'..'\u{a0}' {
        let value = Value::from(c.to_string());
        let expected = match c {
            '\u{8}' => "\\b".into(),
            '\t' => "\\t".into(),
            '\n' => "\\n".into(),
            '\u{c}' => "\\f".into(),
            '\r' => "\\r".into(),
            '"' => "\\\"".into(),
            '\\' => "\\\\".into(),
            '\0'..'\u{20}' => format!("\\u{:04x}", u32::from(c)),
            _ => c.to_string(),
        };
        assert_eq!(json::canonical(&value), format!("\"{expected}\""));
    }
}

// Values.

#[test]
fn whole_numbers_are_whole() {
    let number = |value: f64| Number::try_from(value).unwrap();
    assert_eq!(number(2.0).as_i64(), Some(2));
    assert_eq!(number(2.5).as_i64(), None);
    assert_eq!(number(-2.0).as_u64(), None);
    assert_eq!(number(-9_223_372_036_854_775_808.0).as_i64(), Some(i64::MIN));
    assert_eq!(number(9_223_372_036_854_775_808.0).as_i64(), None);
    assert_eq!(number(9_223_372_036_854_775_808.0).as_u64(), Some(1 << 63));
    assert_eq!(number(18_446_744_073_709_551_616.0).as_u64(), None);
    assert_eq!(number(1e300).as_i64(), None);
    assert!(Number::try_from(f64::NAN).is_err() && Number::try_from(f64::INFINITY).is_err());
}

#[test]
fn pointers_find_values() {
    let value = read(r#"{"a/b": [1, {"~1": 2}], "": 3, "0": 4}"#).unwrap();
    let found = |pointer: &str| value.at(pointer).map(Value::to_string);
    assert_eq!(found("").as_deref(), Some(value.to_string().as_str()));
    assert_eq!(found("/a~1b/0").as_deref(), Some("1"));
    assert_eq!(found("/a~1b/1/~01").as_deref(), Some("2"));
    assert_eq!(found("/").as_deref(), Some("3"));
    assert_eq!(found("/0").as_deref(), Some("4"));
    for absent in ["a", "/x", "/a~1b/2", "/a~1b/00", "/a~1b/+0", "/a~1b/-", "/a~1b/-1", "/a~1b/"] {
        assert_eq!(found(absent), None, "{absent}");
    }
}

#[test]
fn objects_are_equal_in_any_order() {
    let (a, b) = (read(r#"{"a": 1, "b": [2]}"#).unwrap(), read(r#"{"b": [2.0], "a": 1}"#).unwrap());
    assert_eq!(a, b);
    assert_ne!(a, read(r#"{"a": 1, "b": [3]}"#).unwrap());
    assert_ne!(a, read(r#"{"a": 1, "c": [2]}"#).unwrap());
    assert_ne!(a, read(r#"{"a": 1}"#).unwrap());
    assert_ne!(read("[1, 2]"), read("[2, 1]"));
}

/// A comparison that looked twice at each level would not end before the sun does.
#[test]
fn comparing_deep_values_is_quick() {
    let deep = |before: &str, leaf: &str, after: &str| {
        read(format!("{}{leaf}{}", before.repeat(127), after.repeat(127))).unwrap()
    };
    let one = |leaf| deep(r#"{"a":"#, leaf, "}");
    assert_eq!(one("1"), one("1"));
    assert_ne!(one("1"), one("2"));
    let inner_last = |leaf| deep(r#"{"a":0,"b":"#, leaf, "}");
    let inner_first = |leaf| deep(r#"{"b":"#, leaf, r#","a":0}"#);
    assert_eq!(inner_last("1"), inner_first("1"));
    assert_ne!(inner_last("1"), inner_first("2"));
}

/// Quadratic work over this many members would take minutes.
#[test]
fn collecting_many_members_is_quick() {
    let many = 300_000;
    let object: Object = (0..2 * many).map(|n| (format!("name {}", n % many), n)).collect();
    assert_eq!(object.len(), many as usize);
    assert_eq!(object.iter().next(), Some(("name 0", &Value::from(many))));
    assert_eq!(object, object.clone());
}

#[test]
fn setting_and_removing_members_keeps_the_order() {
    let mut object = read(r#"{"a":1,"b":2,"c":3}"#).unwrap().as_object().unwrap().clone();
    assert_eq!(object.insert("b", 20), Some(2.into()));
    assert_eq!(object.insert("d", 4), None);
    assert_eq!(object.remove("a"), Some(1.into()));
    assert_eq!(object.remove("a"), None);
    assert_eq!(Value::from(object).to_string(), r#"{"b":20,"c":3,"d":4}"#);
}

#[test]
fn host_values_are_taken_over_or_refused() {
    let host = serde_json::json!({"b": [1, 2.5, -3, null, true, "x"], "a": {}});
    let ours = Value::try_from(&host).unwrap();
    assert_eq!(ours, read(host.to_string()).unwrap());
    assert_eq!(serde_json::Value::from(&ours), host);
    for rounded in [9_007_199_254_740_993_u64, u64::MAX] {
        assert!(Value::try_from(&serde_json::json!([rounded])).is_err());
    }
    assert!(Value::try_from(&serde_json::json!(i64::MAX)).is_err());
    assert_eq!(
        Value::try_from(&serde_json::json!(i64::MIN)).unwrap().to_string(),
        "-9223372036854776000"
    );
}

// Published documents: contexts, schemas, samples, test vectors.

#[test]
fn published_documents_are_read_as_by_serde_json() {
    let mut read_files = 0;
    for folder in ["contexts", "schemas", "samples", "vectors"] {
        let Some(folder) = support::shared(folder) else { return };
        each_file(&folder, &mut |path| {
            if !path.extension().is_some_and(|end| end == "json" || end == "jsonld") {
                return;
            }
            let bytes = std::fs::read(path).unwrap();
            let host = serde_json::from_slice::<serde_json::Value>(&bytes);
            // Some are JSON with comments, which is not JSON.
            let Ok(ours) = read(&bytes) else {
                assert!(host.is_err(), "{}", path.display());
                return;
            };
            let host = host.unwrap();
            assert_eq!(Value::try_from(&host).unwrap(), ours, "{}", path.display());
            assert_eq!(
                json::canonical(&ours),
                serde_json_canonicalizer::to_string(&host).unwrap(),
                "{}",
                path.display()
            );
            read_files += 1;
        });
    }
    assert!(read_files > 100, "only {read_files} files");
}

fn each_file(folder: &Path, visit: &mut dyn FnMut(&Path)) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            each_file(&path, visit);
        } else {
            visit(&path);
        }
    }
}

// Generated documents.

fn numbers() -> impl Strategy<Value = f64> {
    prop_oneof![
        (-1000_i32..1000).prop_map(f64::from),
        (-(1_i64 << 53)..1 << 53).prop_map(|whole| whole as f64),
        any::<f64>().prop_filter("finite", |number| number.is_finite()),
        any::<u64>().prop_map(f64::from_bits).prop_filter("finite", |number| number.is_finite()),
        (0_u8..40, any::<i64>())
            .prop_map(|(scale, digits)| digits as f64 * 10_f64.powi(scale.into())),
    ]
}

fn texts() -> impl Strategy<Value = String> {
    prop_oneof![
        "[a-z]{0,6}",
        proptest::collection::vec(any::<char>(), 0..6).prop_map(String::from_iter),
        // Around the edges where UTF-16 and UTF-8 order part, and among what is escaped.
        proptest::collection::vec(
            proptest::sample::select(vec![
                '\0',
                '\u{1f}',
                '\u{7f}',
                '"',
                '\\',
                '/',
                'a',
                '\u{d7ff}',
                '\u{e000}',
                '\u{ffff}',
                '\u{10000}',
                '\u{10ffff}',
                '\u{fb33}',
                '\u{1f600}',
                '\u{2028}',
            ]),
            0..4
        )
        .prop_map(String::from_iter),
    ]
}

fn values() -> impl Strategy<Value = Value> {
    let scalar = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::Bool),
        numbers().prop_map(|number| Number::try_from(number).unwrap().into()),
        texts().prop_map(Value::String),
    ];
    scalar.prop_recursive(5, 60, 8, |inner| {
        prop_oneof![
            proptest::collection::vec(inner.clone(), 0..8).prop_map(Value::Array),
            proptest::collection::vec((texts(), inner), 0..24)
                .prop_map(|members| Object::from_iter(members).into()),
        ]
    })
}

/// JSON text for a value, with white space and escapes as `choices` has it.
fn loosely(value: &Value, choices: &mut impl Iterator<Item = u8>) -> String {
    let space = |choices: &mut dyn Iterator<Item = u8>| {
        ["", " ", "\n", "\r\n\t", "  "][usize::from(choices.next().unwrap_or(0)) % 5]
    };
    let mut out = space(choices).to_owned();
    match value {
        Value::String(text) => out += &loose_string(text, choices),
        Value::Array(items) => {
            out.push('[');
            for (index, item) in items.iter().enumerate() {
                out += if index > 0 { "," } else { "" };
                out += &loosely(item, choices);
            }
            out += space(choices);
            out.push(']');
        }
        Value::Object(object) => {
            out.push('{');
            for (index, (name, value)) in object.iter().enumerate() {
                out += if index > 0 { "," } else { "" };
                out += space(choices);
                out += &loose_string(name, choices);
                out += space(choices);
                out.push(':');
                out += &loosely(value, choices);
            }
            out += space(choices);
            out.push('}');
        }
        scalar => out += &scalar.to_string(),
    }
    out + space(choices)
}

fn loose_string(text: &str, choices: &mut impl Iterator<Item = u8>) -> String {
    let mut out = String::from('"');
    for c in text.chars() {
        let must = matches!(c, '"' | '\\' | '\0'..'\u{20}');
        if must || choices.next().is_some_and(|choice| choice % 4 == 0) {
            for unit in c.encode_utf16(&mut [0; 2]) {
                out += &match choices.next() {
                    Some(choice) if choice % 2 == 0 => format!("\\u{unit:04x}"),
                    _ => format!("\\u{unit:04X}"),
                };
            }
        } else {
            out.push(c);
        }
    }
    out + "\""
}

proptest! {
    #![proptest_config(ProptestConfig {
        cases: 512,
        failure_persistence: None,
        ..ProptestConfig::default()
    })]

    #[test]
    fn what_is_written_is_read_back(value in values()) {
        prop_assert_eq!(&read(value.to_string()).unwrap(), &value);
        prop_assert_eq!(&read(json::pretty(&value)).unwrap(), &value);
        prop_assert_eq!(read(value.to_string()).unwrap().to_string(), value.to_string());
    }

    #[test]
    fn the_canonical_form_is_a_fixed_point(value in values()) {
        let canonical = json::canonical(&value);
        let again = read(&canonical).unwrap();
        prop_assert_eq!(&again, &value);
        prop_assert_eq!(json::canonical(&again), canonical);
    }

    #[test]
    fn canonical_forms_equal_those_of_serde_json_canonicalizer(value in values()) {
        prop_assert_eq!(
            json::canonical(&value),
            serde_json_canonicalizer::to_string(&value).unwrap()
        );
    }

    #[test]
    fn numbers_are_read_to_the_bit(number in numbers()) {
        let text = Number::try_from(number).unwrap().to_string();
        let expected = if number == 0.0 { 0.0 } else { number };
        let read = read(text).unwrap().as_number().unwrap().as_f64();
        prop_assert_eq!(read.to_bits(), expected.to_bits());
    }

    #[test]
    fn white_space_and_escapes_change_nothing(
        value in values(),
        choices in proptest::collection::vec(any::<u8>(), 0..400),
    ) {
        let text = loosely(&value, &mut choices.into_iter());
        prop_assert_eq!(&read(&text).unwrap(), &value, "{}", text);
        let host: serde_json::Value = serde_json::from_str(&text).unwrap();
        prop_assert_eq!(&Value::try_from(&host).unwrap(), &value, "{}", text);
    }

    #[test]
    fn host_values_go_there_and_back(value in values()) {
        prop_assert_eq!(&Value::try_from(&serde_json::Value::from(&value)).unwrap(), &value);
        prop_assert_eq!(read(serde_json::to_string(&value).unwrap()).unwrap(), value);
    }

    /// Of broken texts, this reader takes what serde_json takes, but for what it refuses as a
    /// matter of I-JSON; and both understand them alike.
    #[test]
    fn broken_texts_are_judged_as_by_serde_json(
        value in values(),
        changes in proptest::collection::vec((any::<u16>(), 0..4, any::<u8>()), 1..4),
    ) {
        const TOKENS: &[u8] = b"{}[]:,\"\\/0123456789-+.eEutfnr \n\x00\xff\xc3\xa9";
        let mut bytes = value.to_string().into_bytes();
        for (place, change, choice) in changes {
            let place = usize::from(place) % (bytes.len() + 1);
            let token = TOKENS[usize::from(choice) % TOKENS.len()];
            match change {
                0 => bytes.insert(place, token),
                1 if place < bytes.len() => { bytes.remove(place); }
                2 if place < bytes.len() => bytes[place] = token,
                _ => bytes.truncate(place),
            }
        }
        let host = serde_json::from_slice::<serde_json::Value>(&bytes);
        match read(&bytes) {
            Ok(ours) => prop_assert_eq!(Value::try_from(&host.unwrap()).unwrap(), ours),
            Err(error) if error.code == Code::Parse => {
                prop_assert!(host.is_err(), "{}: {error}", String::from_utf8_lossy(&bytes));
            }
            Err(error) => {
                prop_assert!(matches!(error.code, Code::JsonDuplicate | Code::JsonNumber));
            }
        }
    }

    #[test]
    fn no_bytes_make_it_panic(bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
        if let Err(error) = read(&bytes) {
            prop_assert!(error.line >= 1 && error.column >= 1);
        }
    }
}
