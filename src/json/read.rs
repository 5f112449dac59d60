use std::borrow::Cow;
use std::cell::OnceCell;
use std::collections::HashSet;
use std::hash::{BuildHasher as _, BuildHasherDefault, Hasher, RandomState};

use smol_str::SmolStr;

use super::value::{FEW, Number, Object, Value};
use crate::fault::{Code, Fault, Pointer};
use crate::limits::Limits;

/// Why bytes are not one strict JSON document, and where.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{message} (line {line}, column {column})")]
pub struct ReadError {
    /// `parse`, `json.duplicate`, `json.number`, or one of the limits.
    pub code: Code,
    /// What is wrong, in words.
    pub message: String,
    /// The line, from 1.
    pub line: usize,
    /// The column in characters, from 1.
    pub column: usize,
    /// The innermost value that was being read.
    pub pointer: Pointer,
}

impl From<ReadError> for Fault {
    fn from(error: ReadError) -> Self {
        Fault::new(error.code, error.pointer.clone(), error.to_string())
    }
}

/// Reads one JSON document.
///
/// Refused are: anything but UTF-8, a byte order mark, lone surrogates, duplicate names at any
/// depth, bytes after the value, numbers that double precision cannot carry (too large, a whole
/// number that would be rounded, a number other than zero that would become zero), and whatever
/// goes past `limits`. A fraction is rounded to the nearest double, as everywhere.
///
/// # Errors
/// [`ReadError`] with the code, line, column and JSON Pointer of the first thing wrong.
pub fn read(bytes: &[u8], limits: &Limits) -> Result<Value, ReadError> {
    read_with(bytes, limits, None)
}

/// Reads one JSON document whose bulk stands in arrays right below its root, without ever holding
/// the whole of it.
///
/// The items of the arrays that `lists` names are given to `each` one by one, with the name of the
/// array and the index, and dropped; the value that comes back has empty arrays in their places.
/// Everything else is as in [`read`]. Items that precede a fault have been given away when it is
/// found, so what they led to counts only when the whole was read.
///
/// # Errors
/// As [`read`].
pub(crate) fn read_each(
    bytes: &[u8],
    limits: &Limits,
    lists: &[&str],
    each: &mut dyn FnMut(&str, usize, Value),
) -> Result<Value, ReadError> {
    read_with(bytes, limits, Some(Hand { lists, each }))
}

fn read_with<'a>(
    bytes: &'a [u8],
    limits: &Limits,
    hand: Option<Hand<'a>>,
) -> Result<Value, ReadError> {
    if bytes.len() > limits.document_bytes {
        let allowed = limits.document_bytes;
        return Err(ReadError {
            code: Code::LimitSize,
            // Whoever reads a file stops there, and knows no more of its size.
            message: format!("the document has more than the {allowed} bytes allowed"),
            line: 1,
            column: 1,
            pointer: Pointer::root(),
        });
    }
    // What precedes an invalid sequence is read all the same: its fault comes first if it has
    // one, else the reader stops at the right place and knows the pointer.
    let (text, invalid_utf8) = match std::str::from_utf8(bytes) {
        Ok(text) => (text, false),
        Err(error) => {
            let valid = bytes.get(..error.valid_up_to()).unwrap_or_default();
            (std::str::from_utf8(valid).unwrap_or_default(), true)
        }
    };
    let mut reader = Reader {
        text,
        at: 0,
        depth: 0,
        max_depth: limits.depth.min(Limits::DEPTH_CEILING),
        items: 0,
        max_items: limits.items,
        open_items: Vec::new(),
        open_members: Vec::new(),
        hand,
    };
    reader.document(invalid_utf8).map_err(|stop| stop.locate(text))
}

/// So many items or members of an array or object wait among those of all that are under way. What has
/// more of them grows by itself, so that nothing large is there twice.
const ROOM: usize = 64;

/// Lets what has many items grow by itself.
fn make_room<T>(open: &mut Vec<T>, start: usize, many: &mut Vec<T>) {
    if open.len() >= start + ROOM {
        many.extend(open.drain(start..));
    }
}

/// What an array or object holds, in no more room than that takes: there are many small ones, and room
/// for four would make each of them several times as large as its text.
fn closed<T>(open: &mut Vec<T>, start: usize, mut many: Vec<T>) -> Vec<T> {
    if many.is_empty() {
        return open.split_off(start.min(open.len()));
    }
    many.extend(open.drain(start..));
    many.shrink_to_fit();
    many
}

/// How many bytes of a string stand for themselves, up to its end, an escape or a control character.
///
/// Eight are looked at together. A byte of a difference borrows from the next only where it is less than
/// what is taken from it, so the lowest one that is marked is always one that is meant.
fn plain_bytes(bytes: &[u8]) -> usize {
    const ONES: u64 = u64::MAX / 255;
    const HIGHEST_BITS: u64 = ONES << 7;
    let mut at = 0;
    while let Some(eight) = bytes.get(at..).and_then(<[u8]>::first_chunk::<8>) {
        let eight = u64::from_le_bytes(*eight);
        let below = |bytes: u64, least: u8| bytes.wrapping_sub(ONES * u64::from(least)) & !bytes;
        let equal = |byte: u8| below(eight ^ (ONES * u64::from(byte)), 1);
        let marks = (below(eight, b' ') | equal(b'"') | equal(b'\\')) & HIGHEST_BITS;
        if marks != 0 {
            return at + marks.trailing_zeros() as usize / 8;
        }
        at += 8;
    }
    let rest = bytes.get(at..).unwrap_or_default();
    let ends = |byte: &u8| *byte < b' ' || *byte == b'"' || *byte == b'\\';
    at + rest.iter().position(ends).unwrap_or(rest.len())
}

/// A number as JSON writes it, if double precision can carry it.
pub(super) fn number(text: &str) -> Option<Number> {
    let parsed: f64 = text.parse().ok()?;
    let number = Number::try_from(parsed).ok()?;
    if text.len() <= 15 && text.bytes().all(|b| b.is_ascii_digit()) {
        return Some(number);
    }
    let written = Decimal::of(text);
    if parsed == 0.0 {
        return written.digits.is_empty().then_some(number);
    }
    // A whole number is carried if it is the double, or its shortest form: RFC 8785 writes
    // 295147905179352830000 for 2^68, and what it writes must be readable.
    let carried = written.exponent.is_none_or(|exponent| exponent < 0)
        || written == Decimal::of(&number.to_string())
        || written == Decimal::of(&format!("{parsed:.0}"));
    carried.then_some(number)
}

/// The size of a decimal number, whichever way it is written: its digits without the zeros at
/// both ends, and the power of ten that the last of them counts.
#[derive(PartialEq)]
struct Decimal {
    digits: String,
    /// `None` where it is beyond counting, or there are no digits.
    exponent: Option<i64>,
}

impl Decimal {
    fn of(text: &str) -> Self {
        let text = text.trim_start_matches('-');
        let (mantissa, power) = text.split_once(['e', 'E']).unwrap_or((text, "0"));
        let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
        let digits = [whole, fraction].concat();
        let significant = digits.trim_end_matches('0');
        let dropped = digits.len() - significant.len();
        let shift = i64::try_from(dropped).ok().zip(i64::try_from(fraction.len()).ok());
        let exponent = power.parse::<i64>().ok().zip(shift).and_then(|(power, (up, down))| {
            power.checked_add(up)?.checked_sub(down).filter(|_| !significant.is_empty())
        });
        Self { digits: significant.trim_start_matches('0').to_owned(), exponent }
    }
}

/// The hashes of the names of an object, under a key that no document can know: small, so that
/// many of them stay at hand.
#[derive(Default)]
struct Names {
    key: OnceCell<RandomState>,
    hashes: HashSet<u64, BuildHasherDefault<Hashed>>,
}

impl Names {
    /// False if there was a name of the same hash.
    fn insert(&mut self, name: &str) -> bool {
        self.hashes.insert(self.key.get_or_init(RandomState::new).hash_one(name))
    }
}

/// The hash of what is a hash already.
#[derive(Default)]
struct Hashed(u64);

impl Hasher for Hashed {
    fn write(&mut self, _: &[u8]) {}

    fn write_u64(&mut self, hash: u64) {
        self.0 = hash;
    }

    fn finish(&self) -> u64 {
        self.0
    }
}

/// To whom the items of some arrays are given.
struct Hand<'a> {
    lists: &'a [&'a str],
    each: &'a mut dyn FnMut(&str, usize, Value),
}

struct Reader<'a> {
    text: &'a str,
    at: usize,
    depth: usize,
    max_depth: usize,
    items: usize,
    max_items: usize,
    /// The items of the arrays that are under way, and the members of the objects: those of what stands
    /// inside behind those of what it stands in. So each array and object is allocated once.
    open_items: Vec<Value>,
    open_members: Vec<(SmolStr, Value)>,
    hand: Option<Hand<'a>>,
}

/// A fault on its way out of the reader; every level that it leaves adds its step to the pointer.
struct Stop {
    code: Code,
    message: String,
    at: usize,
    /// Innermost first.
    steps: Vec<Step>,
}

enum Step {
    Member(String),
    Item(usize),
}

impl Stop {
    fn below(mut self: Box<Self>, step: Step) -> Box<Self> {
        self.steps.push(step);
        self
    }

    fn locate(&self, text: &str) -> ReadError {
        let before = text.get(..self.at).unwrap_or(text);
        let line_start = before.rfind('\n').map_or(0, |newline| newline + 1);
        let pointer = self.steps.iter().rev().fold(Pointer::root(), |pointer, step| match step {
            Step::Member(name) => pointer.member(name),
            Step::Item(index) => pointer.item(*index),
        });
        ReadError {
            code: self.code,
            message: self.message.clone(),
            line: before.matches('\n').count() + 1,
            column: before.get(line_start..).unwrap_or_default().chars().count() + 1,
            pointer,
        }
    }
}

type Reading<T> = Result<T, Box<Stop>>;

impl<'a> Reader<'a> {
    fn document(&mut self, invalid_utf8: bool) -> Reading<Value> {
        let whole = self.text.len();
        let read = self.whole_value();
        if !invalid_utf8 {
            return read;
        }
        match read {
            // The fault lies before the invalid bytes, not in their being absent.
            Err(stop) if stop.at < whole => Err(stop),
            Err(mut stop) => {
                stop.code = Code::Parse;
                stop.message = "the bytes are not UTF-8".into();
                Err(stop)
            }
            Ok(_) => Err(self.stop_at(whole, Code::Parse, "the bytes are not UTF-8")),
        }
    }

    fn whole_value(&mut self) -> Reading<Value> {
        if self.text.starts_with('\u{feff}') {
            return Err(self.stop(Code::Parse, "there is a byte order mark"));
        }
        self.white_space();
        let value = self.value()?;
        self.white_space();
        if self.at < self.text.len() {
            return Err(self.stop(Code::Parse, "there is something after the value"));
        }
        Ok(value)
    }

    fn value(&mut self) -> Reading<Value> {
        self.count()?;
        match self.peek() {
            Some(b'{') => self.deeper(Self::object),
            Some(b'[') => self.deeper(Self::array),
            Some(b'"') => Ok(Value::String(self.string()?.into_owned())),
            Some(b'-' | b'0'..=b'9') => self.number(),
            Some(b't') => self.word("true", Value::Bool(true)),
            Some(b'f') => self.word("false", Value::Bool(false)),
            Some(b'n') => self.word("null", Value::Null),
            Some(_) => Err(self.stop(Code::Parse, "this does not start a JSON value")),
            None => Err(self.stop(Code::Parse, "a value is missing at the end of the text")),
        }
    }

    fn count(&mut self) -> Reading<()> {
        self.items += 1;
        if self.items > self.max_items {
            let message = format!("more than the {} values allowed", self.max_items);
            return Err(self.stop(Code::LimitItems, message));
        }
        Ok(())
    }

    fn deeper<T>(&mut self, read: impl FnOnce(&mut Self) -> Reading<T>) -> Reading<T> {
        if self.depth == self.max_depth {
            let message = format!("nested deeper than the {} levels allowed", self.max_depth);
            return Err(self.stop(Code::LimitDepth, message));
        }
        self.depth += 1;
        self.at += 1;
        let value = read(self)?;
        self.depth -= 1;
        Ok(value)
    }

    fn array(&mut self) -> Reading<Value> {
        let start = self.open_items.len();
        let mut many = Vec::new();
        self.items_of_array(&mut |reader, _, item| {
            reader.open_items.push(item);
            make_room(&mut reader.open_items, start, &mut many);
        })?;
        Ok(Value::Array(closed(&mut self.open_items, start, many)))
    }

    /// The value of a member of an object. The items of an array that is to be given away are.
    fn member(&mut self, name: &str) -> Reading<Value> {
        let at_top = self.depth == 1 && self.peek() == Some(b'[');
        match self.hand.take_if(|hand| at_top && hand.lists.contains(&name)) {
            None => self.value(),
            Some(hand) => {
                // Taken out while it is in use: what stands deeper is not at the top anyway.
                let given = self.given(name, &mut *hand.each);
                self.hand = Some(hand);
                given.map(|()| Value::Array(Vec::new()))
            }
        }
    }

    fn given(&mut self, name: &str, each: &mut dyn FnMut(&str, usize, Value)) -> Reading<()> {
        self.count()?;
        self.deeper(|reader| reader.items_of_array(&mut |_, index, item| each(name, index, item)))
    }

    fn items_of_array(&mut self, each: &mut dyn FnMut(&mut Self, usize, Value)) -> Reading<()> {
        self.white_space();
        if self.skip(b']') {
            return Ok(());
        }
        for index in 0.. {
            self.white_space();
            let item = self.value().map_err(|stop| stop.below(Step::Item(index)))?;
            each(self, index, item);
            self.white_space();
            if self.skip(b']') {
                break;
            }
            if !self.skip(b',') {
                return Err(self.stop(Code::Parse, "a comma or a closing bracket is missing"));
            }
        }
        Ok(())
    }

    fn object(&mut self) -> Reading<Value> {
        let start = self.open_members.len();
        let mut many: Vec<(SmolStr, Value)> = Vec::new();
        let mut names = Names::default();
        self.white_space();
        if self.skip(b'}') {
            return Ok(Value::Object(Object::new()));
        }
        for count in 0.. {
            self.white_space();
            let name_at = self.at;
            if self.peek() != Some(b'"') {
                return Err(self.stop(Code::Parse, "a member name is missing"));
            }
            let name = self.string()?;
            let few = self.open_members.get(start..).unwrap_or_default();
            let is_there = || {
                let is_it = |(known, _): &(SmolStr, Value)| *known == *name;
                few.iter().any(is_it) || many.iter().any(is_it)
            };
            let known = if count < FEW {
                is_there()
            } else {
                if count == FEW {
                    for (name, _) in many.iter().chain(few) {
                        names.insert(name);
                    }
                }
                // Two names may have one hash, so only the names themselves decide.
                !names.insert(&name) && is_there()
            };
            if known {
                let message = format!("the member {name:?} is there twice");
                let stop = self.stop_at(name_at, Code::JsonDuplicate, message);
                return Err(stop.below(Step::Member(name.into_owned())));
            }
            self.white_space();
            if !self.skip(b':') {
                let stop = self.stop(Code::Parse, "a colon is missing after the member name");
                return Err(stop.below(Step::Member(name.into_owned())));
            }
            self.white_space();
            match self.member(&name) {
                Ok(value) => self.open_members.push((SmolStr::new(&name), value)),
                Err(stop) => return Err(stop.below(Step::Member(name.into_owned()))),
            }
            make_room(&mut self.open_members, start, &mut many);
            self.white_space();
            if self.skip(b'}') {
                break;
            }
            if !self.skip(b',') {
                return Err(self.stop(Code::Parse, "a comma or a closing brace is missing"));
            }
        }
        let members = closed(&mut self.open_members, start, many);
        Ok(Value::Object(Object::from_unique(members)))
    }

    fn string(&mut self) -> Reading<Cow<'a, str>> {
        self.at += 1;
        let mut out = String::new();
        let mut plain = self.at;
        loop {
            let rest = self.text.as_bytes().get(self.at..).unwrap_or_default();
            self.at += plain_bytes(rest);
            match self.peek() {
                Some(b'"') => {
                    let text = self.text;
                    let run = text.get(plain..self.at).unwrap_or_default();
                    self.at += 1;
                    if out.is_empty() {
                        return Ok(Cow::Borrowed(run));
                    }
                    out.push_str(run);
                    return Ok(Cow::Owned(out));
                }
                Some(b'\\') => {
                    out.push_str(self.text.get(plain..self.at).unwrap_or_default());
                    out.push(self.escape()?);
                    plain = self.at;
                }
                Some(_) => {
                    return Err(self.stop(Code::Parse, "a control character stands in a string"));
                }
                None => return Err(self.stop(Code::Parse, "a string is not closed")),
            }
        }
    }

    fn escape(&mut self) -> Reading<char> {
        let at = self.at;
        self.at += 1;
        let escaped = self.peek();
        self.at += 1;
        Ok(match escaped {
            Some(b'"') => '"',
            Some(b'\\') => '\\',
            Some(b'/') => '/',
            Some(b'b') => '\u{8}',
            Some(b'f') => '\u{c}',
            Some(b'n') => '\n',
            Some(b'r') => '\r',
            Some(b't') => '\t',
            Some(b'u') => {
                let first = self.four_hex(at)?;
                let scalar = match first {
                    0xd800..=0xdbff => {
                        let low = if self.skip(b'\\') && self.skip(b'u') {
                            self.four_hex(at)?
                        } else {
                            0
                        };
                        if !(0xdc00..=0xdfff).contains(&low) {
                            return Err(self.stop_at(at, Code::Parse, "a lone surrogate"));
                        }
                        0x10000 + ((first - 0xd800) << 10) + (low - 0xdc00)
                    }
                    other => other,
                };
                match char::from_u32(scalar) {
                    Some(c) => c,
                    None => return Err(self.stop_at(at, Code::Parse, "a lone surrogate")),
                }
            }
            Some(_) => return Err(self.stop_at(at, Code::Parse, "there is no such escape")),
            None => {
                self.at = self.text.len();
                return Err(self.stop(Code::Parse, "a string is not closed"));
            }
        })
    }

    fn four_hex(&mut self, escape_at: usize) -> Reading<u32> {
        let digits = self.text.as_bytes().get(self.at..self.at + 4).unwrap_or(b"none");
        let add = |number, digit: &u8| Some(number << 4 | char::from(*digit).to_digit(16)?);
        match digits.iter().try_fold(0, add) {
            Some(number) => {
                self.at += 4;
                Ok(number)
            }
            None => Err(self.stop_at(escape_at, Code::Parse, "\\u needs four hexadecimal digits")),
        }
    }

    fn number(&mut self) -> Reading<Value> {
        let start = self.at;
        self.skip(b'-');
        match self.peek() {
            Some(b'0') => self.at += 1,
            Some(b'1'..=b'9') => self.digits(),
            _ => return Err(self.stop(Code::Parse, "a number has no digits")),
        }
        if self.skip(b'.') {
            self.required_digits()?;
        }
        if matches!(self.peek(), Some(b'e' | b'E')) {
            self.at += 1;
            if matches!(self.peek(), Some(b'+' | b'-')) {
                self.at += 1;
            }
            self.required_digits()?;
        }
        let text = self.text.get(start..self.at).unwrap_or_default();
        match number(text) {
            Some(number) => Ok(Value::Number(number)),
            None => {
                let shown: String = text.chars().take(40).collect();
                let message = format!("the number {shown} cannot be carried in double precision");
                Err(self.stop_at(start, Code::JsonNumber, message))
            }
        }
    }

    fn required_digits(&mut self) -> Reading<()> {
        if !self.peek().is_some_and(|b| b.is_ascii_digit()) {
            return Err(self.stop(Code::Parse, "a number ends without a digit"));
        }
        self.digits();
        Ok(())
    }

    fn digits(&mut self) {
        while self.peek().is_some_and(|b| b.is_ascii_digit()) {
            self.at += 1;
        }
    }

    fn word(&mut self, word: &str, value: Value) -> Reading<Value> {
        let rest = self.text.get(self.at..).unwrap_or_default();
        if !rest.starts_with(word) {
            return Err(self.stop(Code::Parse, "this does not start a JSON value"));
        }
        self.at += word.len();
        Ok(value)
    }

    fn white_space(&mut self) {
        while matches!(self.peek(), Some(b' ' | b'\t' | b'\n' | b'\r')) {
            self.at += 1;
        }
    }

    fn peek(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }

    fn skip(&mut self, byte: u8) -> bool {
        let found = self.peek() == Some(byte);
        if found {
            self.at += 1;
        }
        found
    }

    fn stop(&self, code: Code, message: impl Into<String>) -> Box<Stop> {
        self.stop_at(self.at, code, message)
    }

    fn stop_at(&self, at: usize, code: Code, message: impl Into<String>) -> Box<Stop> {
        Box::new(Stop { code, message: message.into(), at, steps: Vec::new() })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Every byte at every place among eight, before and behind others that come near it.
    #[test]
    fn strings_end_where_they_end_byte_by_byte() {
        let ends = |byte: &u8| *byte < b' ' || *byte == b'"' || *byte == b'\\';
        for byte in 0..=u8::MAX {
            for (at, others) in (0..20).flat_map(|at| {
                [b' ', b'!', b'#', b'[', b']', 0x7f, 0x80, 0xa0, 0xa2, 0xdc, 0xff, b'"', 0]
                    .map(|others| (at, others))
            }) {
                let mut bytes = [others; 20];
                bytes[at] = byte;
                let expected = bytes.iter().position(ends).unwrap_or(bytes.len());
                assert_eq!(plain_bytes(&bytes), expected, "{bytes:?}");
                bytes[at + 1..].fill(0);
                let expected = bytes.iter().position(ends).unwrap_or(bytes.len());
                assert_eq!(plain_bytes(&bytes), expected, "{bytes:?}");
            }
        }
    }

    /// What is under way at once is told apart, however much there is of it.
    #[test]
    fn arrays_and_objects_of_every_size_hold_what_is_theirs() {
        for count in [0, 1, FEW, FEW + 1, ROOM - 1, ROOM, ROOM + 1, 3 * ROOM] {
            let array = |of: &str| format!("[{}]", vec![of; count].join(","));
            let members =
                |of: &str| (0..count).map(|n| format!("\"m{n}\":{of}")).collect::<Vec<_>>();
            let object = |of: &str| format!("{{{}}}", members(of).join(","));
            for text in [
                array(&array("1")),
                array(&object("1")),
                object(&array("1")),
                object(&object("[{}]")),
            ] {
                let value = read(text.as_bytes(), &Limits::default()).unwrap();
                assert_eq!(value.to_string(), text);
            }
            for again in 0..count {
                let text = format!("{{{},\"m{again}\":1}}", members("[{}]").join(","));
                let error = read(text.as_bytes(), &Limits::default()).unwrap_err();
                assert_eq!(error.code, Code::JsonDuplicate, "{text}");
            }
        }
    }

    /// Room for four would make many small arrays several times as large as their text.
    #[test]
    fn arrays_keep_no_room_for_more() {
        let text = format!("[{}]", ["[0]", "[0,0]", "[0,0,0]", "[0,0,0,0,0]"].join(","));
        let Ok(Value::Array(all)) = read(text.as_bytes(), &Limits::default()) else { panic!() };
        for inner in all {
            let Value::Array(items) = inner else { panic!("{inner}") };
            assert!(items.capacity() <= items.len() + 1, "{} of {}", items.len(), items.capacity());
        }
    }

    #[test]
    fn what_is_given_away_is_what_would_have_been_read() {
        for text in [
            r#"{"a": [1, [2], {"a": [3]}], "b": [4], "c": {"a": [5]}, "d": [6]}"#,
            r#"{"a": {}, "b": []}"#,
            r#"[{"a": [1]}]"#,
            r#"{"a": [1, 2,]}"#,
            r#"{"a": [1, {"x": 1, "x": 2}]}"#,
            r#"{"a": [1], "a": [2]}"#,
            r#"{"a": [1], "d": 1} x"#,
            r#"{"a": [1"#,
            r#"{"a": [[[[[1]]]]]}"#,
            r#"{"a": [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12]}"#,
        ] {
            let limits = Limits { depth: 5, items: 12, ..Limits::default() };
            let mut given: Vec<(String, Vec<Value>)> = Vec::new();
            let rest =
                read_each(text.as_bytes(), &limits, &["a", "b"], &mut |name, index, item| {
                    if index == 0 {
                        given.push((name.to_owned(), Vec::new()));
                    }
                    assert_eq!(given.last().unwrap().1.len(), index);
                    given.last_mut().unwrap().1.push(item);
                });
            let whole = rest.map(|mut rest| {
                for (name, items) in given {
                    assert_eq!(rest.get(&name), Some(&Value::Array(Vec::new())));
                    rest.as_object_mut().unwrap().insert(name, Value::Array(items));
                }
                rest
            });
            assert_eq!(whole, read(text.as_bytes(), &limits), "{text}");
        }
    }
}
