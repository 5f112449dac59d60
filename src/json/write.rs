use super::value::{Object, Value};

/// The canonical form of RFC 8785: no white space, members in the order of their names' UTF-16
/// code units, numbers and strings in their ECMAScript form.
pub fn canonical(value: &Value) -> String {
    let mut writer = Writer { out: String::with_capacity(1024), sorted: true, indent: None };
    writer.value(value, 0);
    writer.out
}

/// JSON for people: two spaces a level, members in their order.
pub fn pretty(value: &Value) -> String {
    let mut writer = Writer { out: String::with_capacity(1024), sorted: false, indent: Some("  ") };
    writer.value(value, 0);
    writer.out
}

/// JSON without white space, members in their order.
pub(crate) fn compact(value: &Value) -> String {
    let mut writer = Writer { out: String::with_capacity(4096), sorted: false, indent: None };
    writer.value(value, 0);
    writer.out
}

struct Writer {
    out: String,
    sorted: bool,
    indent: Option<&'static str>,
}

impl Writer {
    fn value(&mut self, value: &Value, depth: usize) {
        match value {
            Value::Null => self.out.push_str("null"),
            Value::Bool(true) => self.out.push_str("true"),
            Value::Bool(false) => self.out.push_str("false"),
            Value::Number(number) => {
                self.out.push_str(ryu_js::Buffer::new().format_finite(number.as_f64()));
            }
            Value::String(text) => self.string(text),
            Value::Array(items) => {
                self.out.push('[');
                for (index, item) in items.iter().enumerate() {
                    self.separate(index, depth + 1);
                    self.value(item, depth + 1);
                }
                self.close(']', items.is_empty(), depth);
            }
            Value::Object(object) => self.object(object, depth),
        }
    }

    fn object(&mut self, object: &Object, depth: usize) {
        self.out.push('{');
        let mut members: Vec<(&str, &Value)> = object.iter().collect();
        if self.sorted {
            members.sort_by(|(a, _), (b, _)| a.encode_utf16().cmp(b.encode_utf16()));
        }
        for (index, (name, value)) in members.into_iter().enumerate() {
            self.separate(index, depth + 1);
            self.string(name);
            self.out.push_str(if self.indent.is_some() { ": " } else { ":" });
            self.value(value, depth + 1);
        }
        self.close('}', object.is_empty(), depth);
    }

    fn separate(&mut self, index: usize, depth: usize) {
        if index > 0 {
            self.out.push(',');
        }
        self.line(depth);
    }

    fn close(&mut self, bracket: char, empty: bool, depth: usize) {
        if !empty {
            self.line(depth);
        }
        self.out.push(bracket);
    }

    fn line(&mut self, depth: usize) {
        if let Some(indent) = self.indent {
            self.out.push('\n');
            for _ in 0..depth {
                self.out.push_str(indent);
            }
        }
    }

    fn string(&mut self, text: &str) {
        self.out.push('"');
        // Looking at every byte without an early end is what the compiler makes fast.
        if text.bytes().fold(false, |any, byte| any | needs_escape(byte)) {
            self.escaped(text);
        } else {
            self.out.push_str(text);
        }
        self.out.push('"');
    }

    fn escaped(&mut self, text: &str) {
        let mut plain = 0;
        for (at, byte) in text.bytes().enumerate().filter(|(_, byte)| needs_escape(*byte)) {
            // Every escaped byte is ASCII, so both ends lie on character boundaries.
            self.out.push_str(text.get(plain..at).unwrap_or_default());
            plain = at + 1;
            match byte {
                b'"' => self.out.push_str("\\\""),
                b'\\' => self.out.push_str("\\\\"),
                0x08 => self.out.push_str("\\b"),
                0x09 => self.out.push_str("\\t"),
                0x0a => self.out.push_str("\\n"),
                0x0c => self.out.push_str("\\f"),
                0x0d => self.out.push_str("\\r"),
                other => {
                    // Less than 0x20.
                    self.out.push_str(if other < 0x10 { "\\u000" } else { "\\u001" });
                    self.out.push(char::from_digit(u32::from(other & 0xf), 16).unwrap_or_default());
                }
            }
        }
        self.out.push_str(text.get(plain..).unwrap_or_default());
    }
}

fn needs_escape(byte: u8) -> bool {
    byte < 0x20 || byte == b'"' || byte == b'\\'
}
