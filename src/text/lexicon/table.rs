//! The hash table behind the lexicon: words packed into numbers, letters made small eight
//! at a time, so that a look-up touches a slot and one cache line.

use super::{Classes, Entry, Frames};

/// Words of at most [`LONGEST`] bytes in small letters, padded with zeros.
const LONGEST: usize = 24;

/// One open-addressing table, a power of two, less than half full. The slots are small
/// numbers, so that most unknown words cost one look into 16 kB; number 0 is no word.
pub struct Slots<K> {
    slots: Vec<u16>,
    /// Key and entry side by side: one cache line a word.
    words: Vec<(K, Entry)>,
}

/// A key that hashes itself; zero is no word.
pub trait Key: Copy + PartialEq + Default {
    fn hash(self) -> u64;
}

const MIX: u64 = 0x517c_c1b7_2722_0a95;

impl Key for u64 {
    fn hash(self) -> u64 {
        (self ^ self >> 29).wrapping_mul(MIX)
    }
}

impl Key for [u64; 3] {
    fn hash(self) -> u64 {
        self.iter().fold(0, |h: u64, part| {
            (h.rotate_left(5) ^ part).wrapping_mul(MIX)
        })
    }
}

impl<K: Key> Slots<K> {
    pub fn new(size: usize) -> Self {
        Slots {
            slots: vec![0; size],
            words: vec![<(K, Entry)>::default()],
        }
    }

    fn slot(&self, key: K) -> usize {
        let mask = self.slots.len() - 1;
        let mut i = (key.hash() >> 40) as usize & mask;
        while self.slots[i] != 0 && self.words[self.slots[i] as usize].0 != key {
            i = (i + 1) & mask;
        }
        i
    }

    fn get(&self, key: K) -> &Entry {
        &self.words[self.slots[self.slot(key)] as usize].1
    }

    fn entry(&mut self, key: K) -> &mut Entry {
        let i = self.slot(key);
        if self.slots[i] == 0 {
            self.slots[i] = self.words.len() as u16;
            self.words.push((key, Entry::default()));
        }
        &mut self.words[self.slots[i] as usize].1
    }
}

/// The words of up to eight bytes, which most are, and the longer ones.
pub struct Table {
    pub short: Slots<u64>,
    pub long: Slots<[u64; 3]>,
    /// Frames and prepositions of the cue nouns, by their numbers.
    pub nouns: Vec<(Frames, u16)>,
}

/// Packs a word of one to eight bytes in small letters.
fn pack_short(word: &[u8]) -> u64 {
    let key = match word.len() {
        8.. => part(word, 0),
        4..8 => {
            // Two halves that overlap hold the same bytes where they do.
            let half = |i: usize| {
                u64::from(u32::from_le_bytes([
                    word[i],
                    word[i + 1],
                    word[i + 2],
                    word[i + 3],
                ]))
            };
            half(0) | half(word.len() - 4) << (8 * (word.len() - 4))
        }
        _ => word
            .iter()
            .rev()
            .fold(0, |key, byte| key << 8 | u64::from(*byte)),
    };
    small(key)
}

/// Packs a word of nine to [`LONGEST`] bytes in small letters.
fn pack_long(word: &[u8]) -> [u64; 3] {
    let rest = |from: usize| match word.len().saturating_sub(from) {
        0 => 0,
        left if left >= 8 => small(part(word, from)),
        _ => pack_short(&word[from..]),
    };
    [rest(0), rest(8), rest(16)]
}

/// Eight bytes from `from` on.
fn part(word: &[u8], from: usize) -> u64 {
    let mut eight = [0u8; 8];
    eight.copy_from_slice(&word[from..from + 8]);
    u64::from_le_bytes(eight)
}

/// Eight bytes at once in small letters; bytes beyond ASCII stay.
fn small(eight: u64) -> u64 {
    const ONES: u64 = 0x0101_0101_0101_0101;
    let low = eight & (0x7f * ONES);
    let above_z = low + (0x7f - b'Z' as u64) * ONES;
    let from_a = low + (0x80 - b'A' as u64) * ONES;
    let upper = !eight & (from_a ^ above_z) & (0x80 * ONES);
    eight | upper >> 2
}

impl Table {
    pub fn get(&self, word: &[u8]) -> Entry {
        match word.len() {
            1..=8 => *self.short.get(pack_short(word)),
            9..=LONGEST => *self.long.get(pack_long(word)),
            _ => Entry::default(),
        }
    }

    pub fn entry(&mut self, word: &str) -> &mut Entry {
        debug_assert!(word.len() <= LONGEST, "too long for the lexicon: {word}");
        match word.len() {
            1..=8 => self.short.entry(pack_short(word.as_bytes())),
            _ => self.long.entry(pack_long(word.as_bytes())),
        }
    }

    pub fn classes(&mut self, words: &str, classes: Classes) {
        for word in words.split_ascii_whitespace() {
            self.entry(word).classes |= classes;
        }
    }
}
