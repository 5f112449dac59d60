//! The canonical form of RFC 8785.

use openbadges::json::{self, Number, Value};

use super::read;

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
