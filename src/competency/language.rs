//! Texts in several languages, and lists of addresses, in the forms that the Registry gives them.

use crate::json::Value;

/// Which of the languages of a text is taken.
#[derive(Debug, Default)]
pub(super) struct Texts {
    preferred: Option<String>,
}

impl Texts {
    /// Prefers the first of the languages of the framework.
    pub(super) fn prefer(&mut self, languages: Vec<String>) {
        self.preferred = languages.into_iter().next();
    }

    pub(super) fn preferred(&self) -> Option<String> {
        self.preferred.clone()
    }

    /// The texts of a value: a string, a list of them, or a map from languages to either, of which
    /// one language is taken: the preferred, or English, or the first.
    pub(super) fn of(&self, value: &Value) -> Vec<String> {
        match value {
            Value::Object(map) => {
                let fits = |wanted: &str| {
                    let primary = primary(wanted);
                    map.iter()
                        .find(|(tag, _)| tag.eq_ignore_ascii_case(wanted))
                        .or_else(|| map.iter().find(|(tag, _)| self::primary(tag) == primary))
                };
                let preferred = self.preferred.as_deref().and_then(fits);
                let chosen = preferred.or_else(|| fits("en")).or_else(|| map.iter().next());
                chosen.map(|(_, value)| strings(value)).unwrap_or_default()
            }
            other => strings(other),
        }
    }

    /// How many texts a value has, in all languages.
    pub(super) fn count(&self, value: &Value) -> usize {
        match value {
            Value::Object(map) => map.iter().map(|(_, value)| strings(value).len()).sum(),
            other => strings(other).len(),
        }
    }
}

fn primary(tag: &str) -> String {
    tag.split(['-', '_']).next().unwrap_or_default().to_ascii_lowercase()
}

fn strings(value: &Value) -> Vec<String> {
    value.items().iter().filter_map(Value::as_str).map(str::to_owned).collect()
}

/// The addresses of a member: strings, or objects with an `@id`; one, several, or an `@list`.
pub(super) fn uris(value: Option<&Value>) -> Vec<String> {
    let Some(value) = value else { return Vec::new() };
    let value = value.get("@list").unwrap_or(value);
    let address = |item: &Value| item.get("@id").unwrap_or(item).as_str().map(str::to_owned);
    value.items().iter().filter_map(address).collect()
}
