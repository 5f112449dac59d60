//! Finding items by words.

use std::collections::{BTreeMap, HashMap};

use icu_normalizer::DecomposingNormalizerBorrowed;

use super::framework::{CfItem, Framework};
use super::item::Item;
use crate::limits::{Budget, Exhausted};

/// An item that a search found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Hit<'f> {
    /// The item.
    pub item: Item<'f>,
    /// How many of the words it has.
    pub words: u32,
    /// How well it fits; it orders hits that have as many words.
    pub score: u32,
}

/// The words of the items, folded: without case and accents.
#[derive(Debug, Default)]
pub(super) struct Words {
    /// Sorted by the words.
    words: Vec<(Box<str>, Vec<Posting>)>,
    items: usize,
}

/// That a word stands in an item, and how much it says there.
#[derive(Clone, Copy, Debug)]
struct Posting {
    place: u32,
    weight: u32,
}

/// Texts of an item, and how much a word says that stands in them.
type Field = (fn(&CfItem) -> Texts<'_>, u32);

/// A code says most, then names and keywords, then the statement, then what is said around it.
const FIELDS: [Field; 9] = [
    (|item| Texts::One(item.human_coding_scheme.as_deref()), 8),
    (|item| Texts::One(item.abbreviated_statement.as_deref()), 5),
    (|item| Texts::One(item.alternative_label.as_deref()), 5),
    (|item| Texts::Many(&item.concept_keywords), 5),
    (|item| Texts::One(Some(&item.full_statement)), 4),
    (|item| Texts::Many(&item.subject), 2),
    (|item| Texts::One(item.item_type.as_deref()), 1),
    (|item| Texts::Many(&item.education_level), 1),
    (|item| Texts::One(item.notes.as_deref()), 1),
];

enum Texts<'a> {
    One(Option<&'a str>),
    Many(&'a [String]),
}

/// More words of a query are not looked for.
const MOST_WORDS: usize = 64;

/// A word of this many letters finds longer words that begin with it.
const PREFIX: usize = 3;

impl Words {
    /// The words of the items. Each word of each item is taken from the budget: short words can be
    /// many times as large here as in their text.
    pub(super) fn of(items: &[CfItem], budget: &mut Budget) -> Result<Self, Exhausted> {
        let mut words: HashMap<String, Vec<Posting>> = HashMap::new();
        for (place, item) in (0..).zip(items) {
            let mut within = Ok(());
            let mut add = |word: &str, weight| match words.get_mut(word) {
                _ if within.is_err() => {}
                // A word counts for an item by the place where it says most.
                Some(postings) => match postings.last_mut() {
                    Some(last) if last.place == place => last.weight = last.weight.max(weight),
                    _ => {
                        within = budget.consume(1);
                        postings.push(Posting { place, weight });
                    }
                },
                None => {
                    within = budget.consume(1);
                    words.insert(word.to_owned(), vec![Posting { place, weight }]);
                }
            };
            for (texts, weight) in FIELDS {
                match texts(item) {
                    Texts::One(text) => each_word(text.unwrap_or_default(), |w| add(w, weight)),
                    Texts::Many(texts) => {
                        texts.iter().for_each(|text| each_word(text, |w| add(w, weight)));
                    }
                }
            }
            within?;
        }
        let mut words: Vec<(Box<str>, Vec<Posting>)> =
            words.into_iter().map(|(word, postings)| (word.into(), postings)).collect();
        words.iter_mut().for_each(|(_, postings)| postings.shrink_to_fit());
        words.sort_unstable_by(|(a, _), (b, _)| a.cmp(b));
        Ok(Self { words, items: items.len() })
    }

    /// The words that begin with `word`; those that are it come first.
    fn beginning_with(&self, word: &str) -> &[(Box<str>, Vec<Posting>)] {
        let from = self.words.partition_point(|(known, _)| **known < *word);
        let words = self.words.get(from..).unwrap_or_default();
        let count = words.iter().take_while(|(known, _)| known.starts_with(word)).count();
        words.get(..count).unwrap_or_default()
    }

    /// How much a word tells: the fewer items have it, the more.
    fn rarity(&self, postings: usize) -> u32 {
        (self.items / postings.max(1)).max(1).ilog2() + 1
    }
}

impl Framework {
    /// The items that have words of `query`, the best first: those with more of the words, then
    /// those where they are rarer and stand where they say more, in the code, the name, the keywords.
    /// Case and accents make no difference, and a word of three letters or more also finds what
    /// begins with it. Items that fit alike come in the order of the source, so the same query always
    /// has the same answer. The first 64 different words of the query count.
    pub fn search(&self, query: &str) -> Vec<Hit<'_>> {
        let mut words = Vec::new();
        each_word(query, |word| {
            if words.len() < MOST_WORDS && !words.iter().any(|known| known == word) {
                words.push(word.to_owned());
            }
        });
        let mut found: BTreeMap<u32, (u32, u32)> = BTreeMap::new();
        for word in &words {
            // The best of what one word finds in an item counts.
            let mut best: HashMap<u32, u32> = HashMap::new();
            for (known, postings) in self.words.beginning_with(word) {
                let is_whole = **known == **word;
                if !is_whole && word.chars().count() < PREFIX {
                    continue;
                }
                let rarity = self.words.rarity(postings.len());
                for posting in postings {
                    let score = posting.weight * rarity * if is_whole { 2 } else { 1 };
                    let best = best.entry(posting.place).or_default();
                    *best = score.max(*best);
                }
            }
            for (place, score) in best {
                let (words, total) = found.entry(place).or_default();
                *words += 1;
                *total += score;
            }
        }
        let hits = found.into_iter().filter_map(|(place, (words, score))| {
            Some(Hit { item: self.place(place)?, words, score })
        });
        let mut hits: Vec<_> = hits.collect();
        // Stable, so what fits alike stays in the order of the source.
        hits.sort_by_key(|hit| std::cmp::Reverse((hit.words, hit.score)));
        hits
    }
}

/// The words of a text, folded.
fn each_word(text: &str, mut each: impl FnMut(&str)) {
    let folded = fold(text);
    let words = folded.split(|c: char| !c.is_alphanumeric());
    words.filter(|word| !word.is_empty()).for_each(&mut each);
}

/// A text without case and accents. What looks alike in print becomes the same: `ﬁ` is `fi`.
fn fold(text: &str) -> String {
    if text.is_ascii() {
        return text.to_ascii_lowercase();
    }
    let decomposed = DecomposingNormalizerBorrowed::new_nfkd().normalize(text);
    let plain: String = decomposed.chars().filter(|c| !is_accent(*c)).collect();
    // By way of upper case, which makes one of `ß` and `ss`. A sigma at the end of a word has a form
    // of its own.
    plain.to_uppercase().to_lowercase().replace('ς', "σ")
}

fn is_accent(c: char) -> bool {
    matches!(c, '\u{300}'..='\u{36f}')
}

#[cfg(test)]
mod tests {
    use super::fold;

    #[test]
    fn case_and_accents_make_no_difference() {
        for (text, expected) in [
            ("Évaluation FORMATIVE", "evaluation formative"),
            ("Straße", "strasse"),
            ("ﬁxed", "fixed"),
            ("niño", "nino"),
            ("ΟΔΟΣ", "οδοσ"),
        ] {
            assert_eq!(fold(text), expected);
        }
    }
}
