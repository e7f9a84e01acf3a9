//! The words a thread has met, found again in one step.
//!
//! A word of up to fifteen bytes is its own key: one comparison says that it is the same
//! word, without following a pointer to its spelling. Nearly all words are that short.

use crate::text::Span;

/// A word of at most [`LONGEST`] bytes and its length.
type Word = u128;

/// The longest word that a [`Word`] holds, in bytes.
const LONGEST: usize = 15;

/// Words with what is known of them, by open addressing.
#[derive(Debug, Clone, Default)]
pub struct Seen<T> {
    slots: Vec<(Word, T)>,
    n: usize,
}

/// No word is that long: an empty slot.
const EMPTY: Word = Word::MAX;

/// The word at `span` of `text` as a key; none where it is too long.
pub fn word(text: &str, span: Span) -> Option<Word> {
    let n = span.len();
    if n > LONGEST {
        return None;
    }
    let bytes = text.as_bytes();
    let word = match bytes.get(span.start..span.start + 16) {
        // Sixteen bytes at once, less what follows the word.
        Some(bytes) => {
            let bytes = bytes.try_into().expect("the slice has sixteen bytes");
            Word::from_le_bytes(bytes) & ((1 << (8 * n)) - 1)
        }
        None => {
            let mut padded = [0; 16];
            padded[..n].copy_from_slice(&bytes[span.start..span.end]);
            Word::from_le_bytes(padded)
        }
    };
    Some(word | (n as Word) << (8 * LONGEST))
}

impl<T: Copy + Default> Seen<T> {
    /// What is known of `word`.
    pub fn get(&self, word: Word) -> Option<T> {
        if self.slots.is_empty() {
            return None;
        }
        let mut place = self.place(word);
        loop {
            let (known, value) = self.slots[place];
            if known == word {
                return Some(value);
            }
            if known == EMPTY {
                return None;
            }
            place = (place + 1) & (self.slots.len() - 1);
        }
    }

    /// Learns a word that is not known yet.
    pub fn insert(&mut self, word: Word, value: T) {
        if 2 * (self.n + 1) > self.slots.len() {
            let size = (2 * self.slots.len()).max(1 << 10);
            let old = std::mem::replace(&mut self.slots, vec![(EMPTY, T::default()); size]);
            for (word, value) in old {
                if word != EMPTY {
                    self.put(word, value);
                }
            }
        }
        self.n += 1;
        self.put(word, value);
    }

    /// How many words are known.
    pub fn len(&self) -> usize {
        self.n
    }

    fn put(&mut self, word: Word, value: T) {
        let mut place = self.place(word);
        while self.slots[place].0 != EMPTY {
            place = (place + 1) & (self.slots.len() - 1);
        }
        self.slots[place] = (word, value);
    }

    fn place(&self, word: Word) -> usize {
        let (low, high) = (word as u64, (word >> 64) as u64);
        let mixed = (low ^ high.rotate_left(29)).wrapping_mul(0x9E37_79B9_7F4A_7C15);
        // The high bits of a product depend on all of its factors' bits.
        (mixed >> 32) as usize & (self.slots.len() - 1)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_found_again_wherever_they_stand() {
        let mut seen = Seen::default();
        let text = "deal, deals and a deal";
        let key = |start, end| word(text, Span::new(start, end)).unwrap();
        seen.insert(key(0, 4), 1);
        seen.insert(key(6, 11), 2);
        assert_eq!(seen.get(key(18, 22)), Some(1));
        assert_eq!(seen.get(key(6, 10)), Some(1));
        assert_eq!(seen.get(key(6, 11)), Some(2));
        assert_eq!(seen.get(key(6, 9)), None);
        assert_eq!(seen.len(), 2);
        // A zero byte is a byte like any other.
        assert_ne!(word("a\0", Span::new(0, 2)), word("a\0", Span::new(0, 1)));
        assert_eq!(word("interoperability", Span::new(0, 16)), None);
    }

    #[test]
    fn many_words_find_room() {
        let text: String = (0..3_000).map(|n| format!("{n:05} ")).collect();
        let mut seen = Seen::default();
        for n in 0..3_000 {
            seen.insert(word(&text, Span::new(6 * n, 6 * n + 5)).unwrap(), n);
        }
        for n in 0..3_000 {
            let key = word(&text, Span::new(6 * n, 6 * n + 5)).unwrap();
            assert_eq!(seen.get(key), Some(n));
        }
    }
}
