//! Texts in several languages, and lists of addresses, in the forms that the Registry gives them.

use crate::json::{Object, Value};

/// Which of the languages of a text is taken.
#[derive(Debug, Default)]
pub(super) struct Texts {
    preferred: Option<String>,
}

impl Texts {
    /// Prefers the language of the framework.
    pub(super) fn prefer(&mut self, language: Option<String>) {
        self.preferred = language;
    }

    pub(super) fn preferred(&self) -> Option<String> {
        self.preferred.clone()
    }

    /// The texts of a value: a string, a list of them, or a map from languages to either, of which
    /// one language is taken: the preferred, or English, or the first.
    ///
    /// # Errors
    /// The kind of something in it that is no text.
    pub(super) fn of(&self, value: &Value) -> Result<Found, &'static str> {
        let Value::Object(map) = value else {
            let taken = strings(value)?;
            return Ok(Found { count: taken.len(), taken });
        };
        let mut count = 0;
        for (_, value) in map.iter() {
            count += strings(value)?.len();
        }
        let taken = self.chosen(map).map(|(_, value)| strings(value)).transpose()?;
        Ok(Found { taken: taken.unwrap_or_default(), count })
    }

    /// The language of a text that is not in the preferred one.
    pub(super) fn other(&self, value: &Value) -> Option<String> {
        let (tag, _) = self.chosen(value.as_object()?)?;
        let preferred = self.preferred.as_deref()?;
        (primary(tag) != primary(preferred)).then(|| tag.to_owned())
    }

    fn chosen<'v>(&self, map: &'v Object) -> Option<(&'v str, &'v Value)> {
        let fits = |wanted: &str| {
            let primary = primary(wanted);
            map.iter()
                .find(|(tag, _)| tag.eq_ignore_ascii_case(wanted))
                .or_else(|| map.iter().find(|(tag, _)| self::primary(tag) == primary))
        };
        let preferred = self.preferred.as_deref().and_then(fits);
        preferred.or_else(|| fits("en")).or_else(|| map.iter().next())
    }
}

/// The texts of a value.
pub(super) struct Found {
    /// Those of the language that is taken.
    pub taken: Vec<String>,
    /// How many there are in all languages.
    pub count: usize,
}

fn primary(tag: &str) -> String {
    tag.split(['-', '_']).next().unwrap_or_default().to_ascii_lowercase()
}

fn strings(value: &Value) -> Result<Vec<String>, &'static str> {
    let text = |item: &Value| item.as_str().map(str::to_owned).ok_or(item.kind());
    value.items().iter().map(text).collect()
}

/// The addresses of a member: strings, or objects with an `@id`; one, several, or an `@list`.
///
/// # Errors
/// The kind of something in it that is no address.
pub(super) fn uris(value: &Value) -> Result<Vec<String>, &'static str> {
    let value = value.get("@list").unwrap_or(value);
    let address = |item: &Value| {
        let uri = item.get("@id").unwrap_or(item).as_str();
        uri.map(str::to_owned).ok_or(item.kind())
    };
    value.items().iter().map(address).collect()
}
