//! A strict reader of RDF 1.1 N-Quads.

use super::dataset::{Dataset, Kind, Quad, Term, TooLong};
use super::error::RdfError;
use super::iri;
use crate::fault::{Code, Pointer};
use crate::limits::Limits;

impl Dataset {
    /// Reads N-Quads (RDF 1.1 N-Quads, section 4).
    ///
    /// ```
    /// use openbadges::{Limits, rdf::Dataset};
    /// let text = "<urn:a> <urn:b> _:c .\n_:c <urn:d> \"e\"@en <urn:g> . # a comment\n";
    /// let dataset = Dataset::from_n_quads(text, &Limits::default())?;
    /// assert_eq!(dataset.len(), 2);
    /// assert!(Dataset::from_n_quads("<a> <urn:b> <urn:c> .", &Limits::default()).is_err());
    /// # Ok::<(), openbadges::rdf::RdfError>(())
    /// ```
    ///
    /// # Errors
    /// `parse` with the number of the first line that is not N-Quads; IRIs must be absolute.
    /// `limit.size` for more than [`Limits::document_bytes`] or [`Limits::quads_bytes`].
    pub fn from_n_quads(text: &str, limits: &Limits) -> Result<Self, RdfError> {
        let mut dataset = Dataset::with_room_for(32, limits.quads_bytes);
        if text.len() > limits.document_bytes {
            return Err(*TooLong.at(Pointer::root()));
        }
        for (number, line) in text.split(['\n', '\r']).enumerate() {
            let mut reader = Line { rest: line, dataset: &mut dataset };
            reader.statement().map_err(|stop| match stop {
                Stop::Bad(reason) => {
                    let message = format!("line {} is not N-Quads: {reason}", number + 1);
                    *RdfError::fault(Code::Parse, Pointer::root(), message)
                }
                Stop::TooLong => *TooLong.at(Pointer::root()),
            })?;
        }
        Ok(dataset)
    }
}

struct Line<'t, 'd> {
    rest: &'t str,
    dataset: &'d mut Dataset,
}

enum Stop {
    Bad(&'static str),
    TooLong,
}

impl From<TooLong> for Stop {
    fn from(_: TooLong) -> Self {
        Stop::TooLong
    }
}

type Reading<T> = Result<T, Stop>;

impl<'t> Line<'t, '_> {
    fn statement(&mut self) -> Reading<()> {
        self.white_space();
        if self.rest.is_empty() || self.rest.starts_with('#') {
            return Ok(());
        }
        let subject = self.resource("the subject is neither an IRI nor a blank node")?;
        if !self.rest.starts_with('<') {
            return Err(Stop::Bad("the predicate is not an IRI"));
        }
        let predicate = self.iri()?;
        let object = match self.rest.starts_with('"') {
            true => self.literal()?,
            false => self.resource("the object is no term")?,
        };
        let graph = match self.rest.starts_with('.') {
            true => Term::DEFAULT_GRAPH,
            false => self.resource("the graph is neither an IRI nor a blank node")?,
        };
        if !self.skip('.') {
            return Err(Stop::Bad("the full stop is missing"));
        }
        self.white_space();
        if !self.rest.is_empty() && !self.rest.starts_with('#') {
            return Err(Stop::Bad("something follows the full stop"));
        }
        let subject = self.dataset.subject(subject);
        let predicate = self.dataset.predicate(predicate);
        Ok(self.dataset.add(Quad { subject, predicate, object, graph })?)
    }

    fn resource(&mut self, otherwise: &'static str) -> Reading<Term> {
        if self.rest.starts_with('<') {
            return self.iri();
        }
        let Some(rest) = self.rest.strip_prefix("_:") else { return Err(Stop::Bad(otherwise)) };
        let end = rest.find(|c| !is_in_label(c)).unwrap_or(rest.len());
        // A full stop at the end belongs to the statement.
        let label = rest.get(..end).unwrap_or_default().trim_end_matches('.');
        if !is_label(label) {
            return Err(Stop::Bad("a blank node has no label"));
        }
        self.rest = rest.get(label.len()..).unwrap_or_default();
        self.white_space();
        Ok(self.dataset.blank_of(label))
    }

    fn iri(&mut self) -> Reading<Term> {
        let iri = self.iri_text()?;
        self.white_space();
        Ok(self.dataset.iri(&iri)?)
    }

    fn iri_text(&mut self) -> Reading<String> {
        let bad = Stop::Bad("an IRI is not written as <scheme:…>");
        let Some((written, rest)) = self.rest.strip_prefix('<').and_then(|r| r.split_once('>'))
        else {
            return Err(bad);
        };
        self.rest = rest;
        let iri = unescape(written, false)?;
        if iri::is_well_formed(&iri) { Ok(iri) } else { Err(bad) }
    }

    fn literal(&mut self) -> Reading<Term> {
        let body = self.rest.strip_prefix('"').unwrap_or_default();
        let mut escaped = false;
        let end = body.find(|c| {
            let closes = c == '"' && !escaped;
            escaped = c == '\\' && !escaped;
            closes
        });
        let Some(end) = end else { return Err(Stop::Bad("a literal is not closed")) };
        let value = unescape(body.get(..end).unwrap_or_default(), true)?;
        self.rest = body.get(end + 1..).unwrap_or_default();
        let term = if let Some(rest) = self.rest.strip_prefix("^^") {
            self.rest = rest;
            let datatype = self.iri_text()?;
            self.dataset.literal(&value, Kind::Typed(&datatype))?
        } else if let Some(rest) = self.rest.strip_prefix('@') {
            let is_tag = |c: char| c.is_ascii_alphanumeric() || c == '-';
            let end = rest.find(|c| !is_tag(c)).unwrap_or(rest.len());
            let (tag, rest) = rest.split_at(end);
            if !is_language_tag(tag, usize::MAX) {
                return Err(Stop::Bad("a language tag is not well formed"));
            }
            self.rest = rest;
            self.dataset.literal(&value, Kind::Language(tag))?
        } else {
            self.dataset.literal(&value, Kind::String)?
        };
        self.white_space();
        Ok(term)
    }

    fn white_space(&mut self) {
        self.rest = self.rest.trim_start_matches([' ', '\t']);
    }

    fn skip(&mut self, c: char) -> bool {
        let rest = self.rest.strip_prefix(c);
        self.rest = rest.unwrap_or(self.rest);
        rest.is_some()
    }
}

/// Whether a text, without the `_:`, is a label of a blank node (`BLANK_NODE_LABEL`).
pub(super) fn is_label(text: &str) -> bool {
    let first = |c| !matches!(c, '-' | '.' | '\u{b7}' | '\u{203f}' | '\u{2040}');
    text.starts_with(first) && !text.ends_with('.') && text.chars().all(is_in_label)
}

/// `PN_CHARS`, colons and full stops: what a blank node label may hold after its first character.
fn is_in_label(c: char) -> bool {
    matches!(c,
        'a'..='z' | 'A'..='Z' | '0'..='9' | '_' | ':' | '-' | '.' | '\u{b7}'
        | '\u{c0}'..='\u{d6}' | '\u{d8}'..='\u{f6}' | '\u{f8}'..='\u{37d}'
        | '\u{37f}'..='\u{1fff}' | '\u{200c}'..='\u{200d}' | '\u{203f}'..='\u{2040}'
        | '\u{2070}'..='\u{218f}' | '\u{2c00}'..='\u{2fef}' | '\u{3001}'..='\u{d7ff}'
        | '\u{f900}'..='\u{fdcf}' | '\u{fdf0}'..='\u{fffd}' | '\u{10000}'..='\u{effff}')
}

/// Whether the text is a language tag: letters, then parts of letters and digits, each of at most
/// `longest` characters (8 in BCP 47; N-Quads does not say).
pub(super) fn is_language_tag(text: &str, longest: usize) -> bool {
    let mut parts = text.split('-');
    let sized = |part: &str| !part.is_empty() && part.len() <= longest;
    parts.next().is_some_and(|part| sized(part) && part.bytes().all(|b| b.is_ascii_alphabetic()))
        && parts.all(|part| sized(part) && part.bytes().all(|b| b.is_ascii_alphanumeric()))
}

/// Undoes `\uXXXX` and `\UXXXXXXXX`, and in literals the escapes of one letter.
fn unescape(written: &str, literal: bool) -> Reading<String> {
    let mut text = String::with_capacity(written.len());
    let mut rest = written;
    while let Some((plain, escape)) = rest.split_once('\\') {
        text.push_str(plain);
        let mut chars = escape.chars();
        let letter = chars.next();
        rest = chars.as_str();
        let digits = match letter {
            Some('u') => 4,
            Some('U') => 8,
            Some(letter) if literal => {
                text.push(match letter {
                    't' => '\t',
                    'b' => '\u{8}',
                    'n' => '\n',
                    'r' => '\r',
                    'f' => '\u{c}',
                    '"' | '\'' | '\\' => letter,
                    _ => return Err(Stop::Bad("there is no such escape")),
                });
                continue;
            }
            _ => return Err(Stop::Bad("there is no such escape")),
        };
        let hex = rest.get(..digits).filter(|hex| hex.bytes().all(|b| b.is_ascii_hexdigit()));
        let scalar = hex.and_then(|hex| u32::from_str_radix(hex, 16).ok()).and_then(char::from_u32);
        let Some(scalar) = scalar else { return Err(Stop::Bad("there is no such character")) };
        text.push(scalar);
        rest = rest.get(digits..).unwrap_or_default();
    }
    text.push_str(rest);
    Ok(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Result<Dataset, RdfError> {
        Dataset::from_n_quads(text, &Limits::default())
    }

    #[test]
    fn what_is_read_is_written_in_canonical_form() {
        for (text, written) in [
            ("<urn:a><urn:b>_:c.", "<urn:a> <urn:b> _:c .\n"),
            ("_:a.b <urn:b> _:c. # x", "_:a.b <urn:b> _:c .\n"),
            ("<urn:\\u0061> <urn:b> \"\\u0041\\t\\'\" .", "<urn:a> <urn:b> \"A\\t'\" .\n"),
            (
                "_:a <urn:b> \"\"^^<http://www.w3.org/2001/XMLSchema#string> _:g .",
                "_:a <urn:b> \"\" _:g .\n",
            ),
            (
                "_:a <urn:b> \"\u{7f}\\u0000\\\\\"@en-US .",
                "_:a <urn:b> \"\\u007F\\u0000\\\\\"@en-US .\n",
            ),
            ("# nothing\n\n \t", ""),
        ] {
            assert_eq!(read(text).unwrap().to_n_quads(), written, "{text}");
        }
    }

    #[test]
    fn what_is_not_n_quads_is_refused() {
        for text in [
            "<urn:a> <urn:b> <urn:c>",
            "<urn:a> <urn:b> .",
            "<urn:a> _:b <urn:c> .",
            "\"a\" <urn:b> <urn:c> .",
            "<urn:a> <urn:b> <urn:c> \"g\" .",
            "<urn:a> <urn:b> <urn:c> <urn:g> <urn:h> .",
            "<urn:a> <urn:b> <urn:c> . <urn:d>",
            "<a> <urn:b> <urn:c> .",
            "<urn:a\\u0020b> <urn:b> <urn:c> .",
            "<urn:a> <urn:b> \"c .",
            "<urn:a> <urn:b> \"\\x\" .",
            "<urn:a> <urn:b> \"\\uD800\" .",
            "<urn:a> <urn:b> \"c\"@ .",
            "<urn:a> <urn:b> \"c\"@1 .",
            "_: <urn:b> <urn:c> .",
            "_:-a <urn:b> <urn:c> .",
        ] {
            let error = read(text).unwrap_err();
            assert_eq!(error.code(), Code::Parse, "{text}");
        }
    }
}
