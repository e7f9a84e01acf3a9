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
            n_statements,
            ..Self::default()
        }
    }

    fn push(&mut self, name: &str, frequency: u32) -> Result<()> {
        let (kind, key) = key_of(name)
            .ok_or_else(|| Error::model(format!("term \"{name}\" is of no known kind")))?;
        if !self.table.insert(key, self.ends.len() as u32) {
            return Err(Error::model(format!(
                "term \"{name}\" has the key of another one; leave it out"
            )));
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

    /// The keys of all pairs of stems, in no particular order.
    pub fn keys_of_two_stems(&self) -> impl Iterator<Item = Key> + '_ {
        let slots = self.table.slots.iter().filter(|slot| slot.1 != EMPTY);
        slots
            .filter(|slot| self.kind(slot.1) == Kind::Words && self.name(slot.1).contains(' '))
            .map(|slot| slot.0)
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

    /// Smoothed inverse document frequency of each term: `ln((1 + n) / (1 + df)) + 1`
    /// (Spärck Jones 1972, smoothed).
    pub fn idf(&self) -> Vec<f32> {
        self.frequencies
            .iter()
            .map(|&df| {
                let ratio = (1.0 + self.n_statements as f64) / (1.0 + f64::from(df));
                (ratio.ln() + 1.0) as f32
            })
            .collect()
    }
}

/// Keys to numbers by open addressing; keys are hashes already.
#[derive(Debug, Clone, Default)]
struct Table {
    slots: Vec<(Key, u32)>,
    mask: usize,
}

const EMPTY: u32 = u32::MAX;

impl Table {
    fn with_room(n: usize) -> Self {
        let size = (2 * n).next_power_of_two().max(8);
        Self {
            slots: vec![(0, EMPTY); size],
            mask: size - 1,
        }
    }

    fn insert(&mut self, key: Key, number: u32) -> bool {
        let mut place = key as usize & self.mask;
        while self.slots[place].1 != EMPTY {
            if self.slots[place].0 == key {
                return false;
            }
            place = (place + 1) & self.mask;
        }
        self.slots[place] = (key, number);
        true
    }

    fn get(&self, key: Key) -> Option<u32> {
        if self.slots.is_empty() {
            return None;
        }
        let mut place = key as usize & self.mask;
        loop {
            let (known, number) = self.slots[place];
            if number == EMPTY {
                return None;
            }
            if known == key {
                return Some(number);
            }
            place = (place + 1) & self.mask;
        }
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
