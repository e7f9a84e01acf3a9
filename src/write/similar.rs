//! Near-duplicates: articles that share most of their five-word phrases.
//!
//! Each article gets a sketch of 32 numbers; the share of equal numbers estimates the
//! share of phrases two articles have in common. Articles whose sketches agree in a band
//! of four numbers are compared, so finding copies takes time linear in the articles.
//!
//! Source: Broder (1997), resemblance by min-wise hashing; Li, Owen and Zhang (2012), one
//! permutation hashing.

use serde::{Deserialize, Serialize};
use std::collections::HashMap;

const SIZE: usize = 32;
const BAND: usize = 4;
/// Words that make a phrase.
const PHRASE: usize = 5;
/// Equal numbers from which two articles are copies: 22 of 32, about two thirds of their
/// phrases, as wire copy with another headline and a cut at the end has.
const COPY: usize = 22;

/// What is remembered of an article's words.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Sketch([u32; SIZE]);

impl Sketch {
    /// The sketch of `text`; letter case and punctuation do not matter.
    pub fn of(text: &str) -> Self {
        let mut least = [u32::MAX; SIZE];
        let mut words = [0_u64; PHRASE];
        let mut n_words = 0;
        let mut put = |hash: u64| {
            let bucket = (hash >> 59) as usize % SIZE;
            least[bucket] = least[bucket].min(hash as u32);
        };
        let parts = text
            .split(|c: char| !c.is_alphanumeric())
            .filter(|word| !word.is_empty());
        for word in parts {
            let hash = word.bytes().fold(0xCBF2_9CE4_8422_2325, |hash, byte| {
                step(hash, u64::from(byte.to_ascii_lowercase()))
            });
            words[n_words % PHRASE] = hash;
            n_words += 1;
            if n_words >= PHRASE {
                let phrase = (0..PHRASE).fold(0, |phrase, back| {
                    step(phrase, words[(n_words + back) % PHRASE])
                });
                put(mixed(phrase));
            }
        }
        // A text without a phrase is like no other but its equal.
        if n_words < PHRASE {
            put(mixed(words.iter().fold(1, |all, word| step(all, *word))));
        }
        // Empty places take the value of the next filled one, so that short texts compare.
        let first = (0..SIZE)
            .find(|place| least[*place] != u32::MAX)
            .unwrap_or_default();
        for back in 1..SIZE {
            let place = (first + SIZE - back) % SIZE;
            if least[place] == u32::MAX {
                least[place] = least[(place + 1) % SIZE].wrapping_add(0x9E37_79B9);
            }
        }
        Self(least)
    }

    fn n_equal(&self, other: &Sketch) -> usize {
        self.0.iter().zip(&other.0).filter(|(a, b)| a == b).count()
    }
}

/// FNV-1a.
fn step(hash: u64, value: u64) -> u64 {
    (hash ^ value).wrapping_mul(0x0000_0100_0000_01B3)
}

/// The finaliser of MurmurHash3, so that every bit depends on every other.
fn mixed(mut hash: u64) -> u64 {
    hash = (hash ^ (hash >> 33)).wrapping_mul(0xFF51_AFD7_ED55_8CCD);
    hash = (hash ^ (hash >> 33)).wrapping_mul(0xC4CE_B9FE_1A85_EC53);
    hash ^ (hash >> 33)
}

/// The articles seen so far, copies aside: some 300 bytes each.
#[derive(Debug, Default)]
pub(super) struct Seen {
    sketches: Vec<Sketch>,
    bands: HashMap<(u8, [u32; BAND]), u32>,
}

impl Seen {
    /// True where an article like this was seen; remembers it otherwise.
    pub fn is_copy(&mut self, sketch: &Sketch) -> bool {
        let keys = || {
            sketch
                .0
                .chunks_exact(BAND)
                .enumerate()
                .map(|(place, band)| (place as u8, [band[0], band[1], band[2], band[3]]))
        };
        let is_copy = keys().any(|key| {
            let known = self
                .bands
                .get(&key)
                .and_then(|&index| self.sketches.get(index as usize));
            known.is_some_and(|known| known.n_equal(sketch) >= COPY)
        });
        if !is_copy && let Ok(index) = u32::try_from(self.sketches.len()) {
            self.sketches.push(*sketch);
            for key in keys() {
                self.bands.entry(key).or_insert(index);
            }
        }
        is_copy
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn story(seed: usize, n_words: usize) -> String {
        (0..n_words)
            .map(|n| format!("w{} ", (n * 7919 + seed) % 5000))
            .collect()
    }

    #[test]
    fn a_copy_is_known_by_what_it_shares() {
        let original = story(1, 400);
        for (other, expected) in [
            (original.clone(), true),
            (original.to_uppercase().replace(' ', ", "), true),
            (
                format!(
                    "Another headline here\n\n{}",
                    &original[..original.len() * 9 / 10]
                ),
                true,
            ),
            (
                format!("{}{}", &original[..original.len() / 3], story(7, 300)),
                false,
            ),
            (story(3, 400), false),
            (String::new(), false),
        ] {
            let mut seen = Seen::default();
            assert!(!seen.is_copy(&Sketch::of(&original)));
            assert_eq!(
                seen.is_copy(&Sketch::of(&other)),
                expected,
                "{}",
                &other[..other.len().min(60)]
            );
        }
    }

    #[test]
    fn short_texts_compare_too() {
        let mut seen = Seen::default();
        for (text, expected) in [
            ("Read more", false),
            ("Read on", false),
            ("read more!", true),
        ] {
            assert_eq!(seen.is_copy(&Sketch::of(text)), expected, "{text}");
        }
    }
}
