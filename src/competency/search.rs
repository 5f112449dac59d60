//! Finding items by words.

use std::collections::{BTreeMap, HashMap};
use std::ops::Range;

use arcstr::ArcStr;
use icu_normalizer::DecomposingNormalizerBorrowed;

use super::framework::{CfItem, Framework};
use super::item::Item;
use crate::fault::Code;
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
    /// One after the other, sorted.
    text: String,
    words: Vec<Known>,
    /// Where the words stand: of each word the items in order, and how much it says in each.
    places: Vec<u32>,
    weights: Vec<u8>,
    items: usize,
}

#[derive(Debug)]
struct Known {
    /// Where it is in the text.
    text: Range<usize>,
    /// Its places and their weights.
    places: Range<usize>,
}

/// What is counted of a word.
struct Count {
    /// The last item that has it.
    last: u32,
    /// In how many items it was found; then, where the next of its places goes.
    number: usize,
}

/// No item stands here.
const NOWHERE: u32 = u32::MAX;

/// Texts of an item, and how much a word says that stands in them.
type Field = (fn(&CfItem) -> Texts<'_>, u8);

/// The heaviest first: a code says most, then names and keywords, then the statement, then what is said around it.
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
    Many(&'a [ArcStr]),
}

/// More words of a query are not looked for.
const MOST_WORDS: usize = 64;

/// More characters of a query are not read.
const LONGEST_QUERY: usize = 4_096;

/// Words are known by so many letters; German and Finnish have words of fifty.
const LONGEST_WORD: usize = 200;

/// A word of this many letters finds longer words that begin with it.
const PREFIX: usize = 3;

/// How much the words of the items may be.
pub(super) struct Allowance {
    /// Each word of each item: short words can be many times as large here as in their text.
    words: Budget,
    /// Letters that folding makes beyond those of the texts.
    growth: Budget,
}

impl Allowance {
    /// As many words as values, and eight letters for each: every syllable of Korean makes up to two.
    pub(super) fn of(values: usize) -> Self {
        let budget = |allowed| Budget::new(Code::LimitItems, allowed);
        Self { words: budget(values), growth: budget(values.saturating_mul(8)) }
    }
}

impl Words {
    /// The words of the items.
    pub(super) fn of(items: &[CfItem], allowed: Allowance) -> Result<Self, Exhausted> {
        let Allowance { words: mut budget, mut growth } = allowed;
        // First counted and then noted, so that the lists are no longer than they must be.
        let mut counts: HashMap<Box<str>, Count> = HashMap::new();
        for (place, item) in (0..).zip(items) {
            let mut found = 0;
            each_word_of(item, &mut growth, |word, _| match counts.get_mut(word) {
                Some(count) if count.last == place => {}
                Some(count) => {
                    (count.last, count.number) = (place, count.number + 1);
                    found += 1;
                }
                None => {
                    counts.insert(word.into(), Count { last: place, number: 1 });
                    found += 1;
                }
            })?;
            budget.consume(found)?;
        }
        let mut sorted: Vec<_> = counts.iter_mut().collect();
        sorted.sort_unstable_by_key(|(word, _)| *word);
        let (mut text, mut words, mut places) = (String::new(), Vec::new(), 0);
        for (word, count) in sorted {
            let (from, start) = (text.len(), places);
            text.push_str(word);
            places += count.number;
            words.push(Known { text: from..text.len(), places: start..places });
            *count = Count { last: NOWHERE, number: start };
        }
        let (mut places, mut weights) = (vec![0; places], vec![0; places]);
        // What was made once may be made again.
        let mut again = Budget::new(Code::LimitItems, growth.used());
        for (place, item) in (0..).zip(items) {
            each_word_of(item, &mut again, |word, weight| {
                // A word counts for an item by the text where it says most, which comes first.
                if let Some(count) = counts.get_mut(word).filter(|count| count.last != place)
                    && let Some(of) = places.get_mut(count.number)
                    && let Some(says) = weights.get_mut(count.number)
                {
                    (*of, *says) = (place, weight);
                    *count = Count { last: place, number: count.number + 1 };
                }
            })?;
        }
        Ok(Self { text, words, places, weights, items: items.len() })
    }

    /// The words that begin with `word`; those that are it come first.
    fn beginning_with(&self, word: &str) -> impl Iterator<Item = (&str, &Known)> {
        let from = self.words.partition_point(|known| self.text(known) < word);
        let words = self.words.get(from..).unwrap_or_default().iter();
        let words = words.map(|known| (self.text(known), known));
        words.take_while(move |(known, _)| known.starts_with(word))
    }

    fn text(&self, word: &Known) -> &str {
        self.text.get(word.text.clone()).unwrap_or_default()
    }

    /// The items that have a word, and how much it says there.
    fn places(&self, word: &Known) -> impl Iterator<Item = (u32, u32)> {
        let places = self.places.get(word.places.clone()).unwrap_or_default();
        let weights = self.weights.get(word.places.clone()).unwrap_or_default();
        places.iter().copied().zip(weights.iter().copied().map(u32::from))
    }

    /// How much a word tells: the fewer items have it, the more.
    fn rarity(&self, word: &Known) -> u32 {
        (self.items / word.places.len().max(1)).max(1).ilog2() + 1
    }
}

impl Framework {
    /// The items that have words of `query`, the best first: those with more of the words, then
    /// those where they are rarer and stand where they say more, in the code, the name, the keywords.
    /// Case and accents make no difference, and a word of three letters or more also finds what
    /// begins with it. Items that fit alike come in the order of the source, so the same query always
    /// has the same answer. The first 64 different words in the first 4,096 characters of the query
    /// count, and the first 200 letters of a word.
    pub fn search(&self, query: &str) -> Vec<Hit<'_>> {
        let mut words: Vec<String> = Vec::new();
        let end = query.char_indices().nth(LONGEST_QUERY).map_or(query.len(), |(end, _)| end);
        // What is so short may grow.
        let mut growth = Budget::new(Code::LimitItems, usize::MAX);
        let _ = each_word(query.get(..end).unwrap_or_default(), &mut growth, |word| {
            if words.len() < MOST_WORDS && !words.iter().any(|known| known == word) {
                words.push(word.to_owned());
            }
        });
        let mut found: BTreeMap<u32, (u32, u32)> = BTreeMap::new();
        for word in &words {
            // The best of what one word finds in an item counts.
            let mut best: HashMap<u32, u32> = HashMap::new();
            for (text, known) in self.words.beginning_with(word) {
                let is_whole = text == word;
                if !is_whole && word.chars().count() < PREFIX {
                    continue;
                }
                let rarity = self.words.rarity(known);
                for (place, weight) in self.words.places(known) {
                    let score = weight * rarity * if is_whole { 2 } else { 1 };
                    let best = best.entry(place).or_default();
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

/// The words of an item, folded, and how much they say where they stand.
fn each_word_of(
    item: &CfItem,
    growth: &mut Budget,
    mut each: impl FnMut(&str, u8),
) -> Result<(), Exhausted> {
    for (texts, weight) in FIELDS {
        let mut each_of = |text: &str| each_word(text, growth, |word| each(word, weight));
        match texts(item) {
            Texts::One(text) => text.into_iter().try_for_each(each_of)?,
            Texts::Many(texts) => texts.iter().try_for_each(|text| each_of(text))?,
        }
    }
    Ok(())
}

/// The words of a text, without case and accents. What looks alike in print becomes the same: `ﬁ` is
/// `fi`. Letters that this makes beyond those of the text are taken from the budget: `ﷺ` becomes 18.
/// The text is never held in that form, only a word of it.
fn each_word(text: &str, growth: &mut Budget, mut each: impl FnMut(&str)) -> Result<(), Exhausted> {
    let mut word = Word::default();
    if text.is_ascii() {
        text.chars().for_each(|c| word.take(c.to_ascii_lowercase(), &mut each));
        word.end(&mut each);
        return Ok(());
    }
    let decomposed = DecomposingNormalizerBorrowed::new_nfkd().normalize_iter(text.chars());
    let plain = decomposed.filter(|c| !is_accent(*c));
    // By way of upper case, which makes one of `ß` and `ss`. A sigma at the end of a word has a form
    // of its own.
    let folded = plain.flat_map(char::to_uppercase).flat_map(char::to_lowercase);
    let letters = text.chars().count();
    for (made, c) in folded.enumerate() {
        if made >= letters {
            growth.consume(1)?;
        }
        word.take(if c == 'ς' { 'σ' } else { c }, &mut each);
    }
    word.end(&mut each);
    Ok(())
}

/// A word that is being read.
#[derive(Default)]
struct Word {
    text: String,
    letters: usize,
}

impl Word {
    fn take(&mut self, c: char, each: &mut impl FnMut(&str)) {
        if !c.is_alphanumeric() {
            self.end(each);
        } else if self.letters < LONGEST_WORD {
            self.text.push(c);
            self.letters += 1;
        }
    }

    fn end(&mut self, each: &mut impl FnMut(&str)) {
        if self.letters > 0 {
            each(&self.text);
            self.text.clear();
            self.letters = 0;
        }
    }
}

fn is_accent(c: char) -> bool {
    matches!(c, '\u{300}'..='\u{36f}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn case_and_accents_make_no_difference() {
        for (text, expected) in [
            ("Évaluation FORMATIVE", "evaluation formative"),
            ("Straße", "strasse"),
            ("ﬁxed", "fixed"),
            ("niño", "nino"),
            ("ΟΔΟΣ", "οδοσ"),
            ("a-b, 2c.", "a b 2c"),
        ] {
            let mut words = Vec::new();
            let mut growth = Budget::new(Code::LimitItems, 1);
            each_word(text, &mut growth, |word| words.push(word.to_owned())).unwrap();
            assert_eq!(words.join(" "), expected);
        }
    }
}
