//! All terms, numbered, with their document frequencies.
//!
//! Terms are numbered in sorted order, so that a corpus always gives the same columns.

use super::hash::Key;
use super::terms::{Kind, key_of};
use crate::error::{Error, Result};
use std::collections::BTreeMap;

/// Terms, their document frequencies, and the way from a key to a number.
#[derive(Debug, Clone, Default)]
pub struct Vocabulary {
    /// The names of all terms, one after another: one block of memory, not a hundred
    /// thousand.
    names: String,
    /// Where each name ends.
    ends: Vec<u32>,
    frequencies: Vec<u32>,
    kinds: Vec<Kind>,
    table: Table,
    two_stems: Filter,
    n_statements: usize,
}

impl Vocabulary {
    /// A vocabulary of `terms` (name to document frequency) seen in `n_statements`.
    ///
    /// # Errors
    /// A model error where a name has no kind, or two terms share a key.
    pub fn new(terms: BTreeMap<String, u32>, n_statements: usize) -> Result<Self> {
        let mut vocabulary = Self::with_room(terms.len(), n_statements);
        for (name, frequency) in terms {
            vocabulary.push(&name, frequency)?;
        }
        Ok(vocabulary)
    }

    fn with_room(n_terms: usize, n_statements: usize) -> Self {
        Self {
            table: Table::with_room(n_terms),
            two_stems: Filter::with_room(n_terms),
            n_statements,
            ..Self::default()
        }
    }

    fn push(&mut self, name: &str, frequency: u32) -> Result<()> {
        if self.ends.len() == MOST_TERMS {
            return Err(Error::model(format!(
                "there are more than {MOST_TERMS} terms; raise min_document_frequency"
            )));
        }
        let (kind, key) = key_of(name)
            .ok_or_else(|| Error::model(format!("term \"{name}\" is of no known kind")))?;
        if !self.table.insert(key, self.ends.len() as u32) {
            return Err(Error::model(format!(
                "term \"{name}\" has the key of another one; leave it out"
            )));
        }
        if kind == Kind::Words && name.as_bytes().contains(&b' ') {
            self.two_stems.insert(key);
        }
        self.names.push_str(name);
        self.ends.push(self.names.len() as u32);
        self.frequencies.push(frequency);
        self.kinds.push(kind);
        Ok(())
    }

    /// Reads what [`Vocabulary::to_tsv`] wrote.
    ///
    /// # Errors
    /// A model error that names the line.
    pub fn from_tsv(text: &str) -> Result<Self> {
        let broken =
            |line: usize| Error::model(format!("line {line} is not a term, a tab and a count"));
        let mut lines = text.lines().enumerate();
        let n_statements = lines
            .next()
            .and_then(|(_, line)| line.strip_prefix("# statements\t")?.parse().ok())
            .ok_or_else(|| broken(1))?;
        let n_lines = memchr::memchr_iter(b'\n', text.as_bytes()).count();
        let mut vocabulary = Self::with_room(n_lines, n_statements);
        vocabulary.names.reserve(text.len());
        let mut last = "";
        for (index, line) in lines {
            let (name, count) = line
                .split_once('\t')
                .and_then(|(name, count)| Some((name, count.parse().ok()?)))
                .ok_or_else(|| broken(index + 1))?;
            if index > 1 && last >= name {
                return Err(Error::model(format!("line {} is out of order", index + 1)));
            }
            vocabulary.push(name, count)?;
            last = name;
        }
        Ok(vocabulary)
    }

    /// One line a term: its name, a tab, its document frequency; first how many statements.
    pub fn to_tsv(&self) -> String {
        use std::fmt::Write;
        let mut text = format!("# statements\t{}\n", self.n_statements);
        for (term, frequency) in (0_u32..).zip(&self.frequencies) {
            let _ = writeln!(text, "{}\t{frequency}", self.name(term));
        }
        text
    }

    /// The number of the term with that key.
    pub fn index(&self, key: Key) -> Option<u32> {
        self.table.get(key)
    }

    /// The number of the pair of stems with that key; of most that are no term, this says so
    /// sooner than [`Vocabulary::index`].
    pub fn index_of_two_stems(&self, key: Key) -> Option<u32> {
        match self.two_stems.may_hold(key) {
            true => self.index(key),
            false => None,
        }
    }

    /// The name of a term.
    pub fn name(&self, index: u32) -> &str {
        let index = index as usize;
        let start = index.checked_sub(1).map_or(0, |before| self.ends[before]);
        &self.names[start as usize..self.ends[index] as usize]
    }

    /// The kind of a term.
    pub fn kind(&self, index: u32) -> Kind {
        self.kinds[index as usize]
    }

    /// The number of terms.
    pub fn n_terms(&self) -> usize {
        self.ends.len()
    }

    /// The inverse document frequency of each term.
    pub fn idf(&self) -> Vec<f32> {
        let frequencies = self.frequencies.iter();
        frequencies
            .map(|&df| inverse_frequency(df, self.n_statements))
            .collect()
    }
}

/// Smoothed inverse document frequency: `ln((1 + n) / (1 + df)) + 1` (Spärck Jones 1972,
/// smoothed).
pub fn inverse_frequency(df: u32, n: usize) -> f32 {
    let ratio = (1.0 + n as f64) / (1.0 + f64::from(df));
    (ratio.ln() + 1.0) as f32
}

/// Keys to numbers by open addressing; keys are hashes already.
///
/// A slot holds the high 40 bits of a key and the number in the low 24: with its place in the
/// table, 57 bits and more of the key are compared, in half the memory of whole keys.
#[derive(Debug, Clone, Default)]
struct Table {
    slots: Vec<u64>,
}

const EMPTY: u64 = u64::MAX;
const NUMBER: u64 = (1 << 24) - 1;

/// The most terms a vocabulary may have.
const MOST_TERMS: usize = NUMBER as usize;

impl Table {
    fn with_room(n: usize) -> Self {
        let size = (n + n / 2).next_power_of_two().max(8);
        Self {
            slots: vec![EMPTY; size],
        }
    }

    /// False where the key is there already.
    fn insert(&mut self, key: Key, number: u32) -> bool {
        let mask = self.slots.len() - 1;
        let mut place = key as usize & mask;
        while self.slots[place] != EMPTY {
            if (self.slots[place] ^ key) & !NUMBER == 0 {
                return false;
            }
            place = (place + 1) & mask;
        }
        self.slots[place] = (key & !NUMBER) | u64::from(number);
        true
    }

    fn get(&self, key: Key) -> Option<u32> {
        let mask = self.slots.len().checked_sub(1)?;
        let mut place = key as usize & mask;
        loop {
            let slot = self.slots[place];
            if slot == EMPTY {
                return None;
            }
            if (slot ^ key) & !NUMBER == 0 {
                return Some((slot & NUMBER) as u32);
            }
            place = (place + 1) & mask;
        }
    }
}

/// Says of most keys that they are not among some: the table is too large for the
/// processor's near memory, this is not.
#[derive(Debug, Clone, Default)]
struct Filter {
    bits: Vec<u64>,
}

/// Bits a term of any kind.
const ROOM: usize = 4;

impl Filter {
    fn with_room(n: usize) -> Self {
        Self {
            bits: vec![0; (n * ROOM).next_power_of_two().max(64) / 64],
        }
    }

    fn insert(&mut self, key: Key) {
        let (word, bit) = self.place(key);
        self.bits[word] |= bit;
    }

    fn may_hold(&self, key: Key) -> bool {
        if self.bits.is_empty() {
            return false;
        }
        let (word, bit) = self.place(key);
        self.bits[word] & bit != 0
    }

    fn place(&self, key: Key) -> (usize, u64) {
        // The table uses the low bits.
        let place = (key >> 32) as usize;
        ((place / 64) & (self.bits.len() - 1), 1 << (place % 64))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn terms_are_numbered_in_order_and_found_by_key() {
        let names = ["words:aid", "concepts:AID", "words:aid deal"];
        let terms = names.into_iter().map(|name| (name.to_owned(), 2)).collect();
        let vocabulary = Vocabulary::new(terms, 10).unwrap();
        assert_eq!(vocabulary.name(0), "concepts:AID");
        for name in names {
            let (kind, key) = key_of(name).unwrap();
            let index = vocabulary.index(key).unwrap();
            assert_eq!(
                (vocabulary.name(index), vocabulary.kind(index)),
                (name, kind)
            );
        }
        assert_eq!(vocabulary.index(1), None);
        let key = |name| key_of(name).unwrap().1;
        assert_eq!(
            vocabulary.index_of_two_stems(key("words:aid deal")),
            Some(2)
        );
        assert_eq!(vocabulary.index_of_two_stems(key("words:deal aid")), None);
        let read = Vocabulary::from_tsv(&vocabulary.to_tsv()).unwrap();
        assert_eq!(read.to_tsv(), vocabulary.to_tsv());
        assert!((vocabulary.idf()[0] - (11.0_f32 / 3.0).ln() - 1.0).abs() < 1e-6);
    }

    #[test]
    fn a_broken_line_is_named() {
        let error = Vocabulary::from_tsv("# statements\t2\nwords:aid\tmany\n").unwrap_err();
        assert!(error.is_model() && error.to_string().contains("line 2"));
    }
}
