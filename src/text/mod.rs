//! Text as bytes and as people count it.
//!
//! [`Span`] is a half-open range of bytes, the only kind of position used inside the
//! library. [`columns`] turns byte positions into Unicode code points at the rim.
//! [`tokens`] cuts a text into words and marks, [`lexicon`] says what a word can be.

pub mod columns;
pub mod lexicon;
pub mod tokens;

use serde::{Deserialize, Serialize};

/// A half-open range of bytes `[start, end)` of a text, on character boundaries.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(from = "(usize, usize)", into = "(usize, usize)")]
pub struct Span {
    /// First byte.
    pub start: usize,
    /// One past the last byte.
    pub end: usize,
}

impl Span {
    /// A span from `start` up to, not including, `end`.
    pub fn new(start: usize, end: usize) -> Self {
        debug_assert!(start <= end, "a span ends before it starts: {start}..{end}");
        Self { start, end }
    }

    /// The text it covers.
    ///
    /// # Panics
    /// Where the span does not lie on character boundaries of `text`.
    pub fn of(self, text: &str) -> &str {
        &text[self.start..self.end]
    }

    /// Its length in bytes.
    pub fn len(self) -> usize {
        self.end - self.start
    }

    /// True where it covers nothing.
    pub fn is_empty(self) -> bool {
        self.start == self.end
    }

    /// True where `other` lies wholly inside.
    pub fn contains(self, other: Span) -> bool {
        self.start <= other.start && other.end <= self.end
    }

    /// True where `position` lies inside.
    pub fn holds(self, position: usize) -> bool {
        self.start <= position && position < self.end
    }

    /// True where both share at least one byte.
    pub fn overlaps(self, other: Span) -> bool {
        self.start < other.end && other.start < self.end
    }

    /// The smallest span that covers both.
    pub fn cover(self, other: Span) -> Span {
        Span::new(self.start.min(other.start), self.end.max(other.end))
    }

    /// The span without white space at its ends.
    pub fn trim(self, text: &str) -> Span {
        let part = self.of(text);
        let start = self.start + (part.len() - part.trim_start().len());
        Span::new(start, start + part.trim().len())
    }
}

impl From<(usize, usize)> for Span {
    fn from((start, end): (usize, usize)) -> Self {
        Self { start, end }
    }
}

impl From<Span> for (usize, usize) {
    fn from(span: Span) -> Self {
        (span.start, span.end)
    }
}

/// Bytes in hexadecimal, lower case.
pub(crate) fn hex(bytes: &[u8]) -> String {
    const DIGITS: &[u8; 16] = b"0123456789abcdef";
    let mut text = String::with_capacity(2 * bytes.len());
    for byte in bytes {
        text.push(DIGITS[usize::from(byte >> 4)] as char);
        text.push(DIGITS[usize::from(byte & 15)] as char);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn trimming_keeps_the_words() {
        let text = "  “Yes,” \n";
        let trimmed = Span::new(0, text.len()).trim(text);
        assert_eq!(trimmed.of(text), "“Yes,”");
    }

    #[test]
    fn a_span_is_written_as_two_numbers() {
        assert_eq!(serde_json::to_string(&Span::new(3, 9)).unwrap(), "[3,9]");
    }
}
