//! Byte positions as code points, and back.
//!
//! Records count Unicode code points, the library counts bytes. A [`Columns`] is built
//! once a text, in one pass; texts that are all ASCII cost nothing.

use super::Span;

const STEP: usize = 64;

/// Translates between byte positions and code points of one text.
#[derive(Debug, Clone)]
pub struct Columns<'a> {
    text: &'a str,
    /// Code points before each multiple of `STEP` bytes; empty for ASCII.
    marks: Vec<usize>,
}

impl<'a> Columns<'a> {
    /// Reads `text` once.
    pub fn new(text: &'a str) -> Self {
        let mut marks = Vec::new();
        if !text.is_ascii() {
            let mut count = 0;
            for block in text.as_bytes().chunks(STEP) {
                marks.push(count);
                count += starts(block);
            }
        }
        Self { text, marks }
    }

    /// The number of code points before byte `position`.
    pub fn column(&self, position: usize) -> usize {
        if self.marks.is_empty() || position == 0 {
            return position;
        }
        let block = (position - 1) / STEP;
        self.marks[block] + starts(&self.text.as_bytes()[block * STEP..position])
    }

    /// `span` in code points, half-open.
    pub fn span(&self, span: Span) -> [usize; 2] {
        [self.column(span.start), self.column(span.end)]
    }

    /// The byte position of code point `column`, or the end of the text past it.
    pub fn byte(&self, column: usize) -> usize {
        if self.marks.is_empty() {
            return column.min(self.text.len());
        }
        let block = self.marks.partition_point(|&mark| mark <= column) - 1;
        let mut seen = self.marks[block];
        for (i, byte) in self.text.as_bytes()[block * STEP..].iter().enumerate() {
            if is_start(*byte) {
                if seen == column {
                    return block * STEP + i;
                }
                seen += 1;
            }
        }
        self.text.len()
    }
}

fn is_start(byte: u8) -> bool {
    byte & 0xC0 != 0x80
}

fn starts(bytes: &[u8]) -> usize {
    bytes.iter().filter(|&&b| is_start(b)).count()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn every_boundary_is_counted_as_chars_are(text in "\\PC{0,200}") {
            let columns = Columns::new(&text);
            for (count, (byte, _)) in text.char_indices().enumerate() {
                prop_assert_eq!(columns.column(byte), count);
                prop_assert_eq!(columns.byte(count), byte);
            }
            prop_assert_eq!(columns.column(text.len()), text.chars().count());
            prop_assert_eq!(columns.byte(text.chars().count()), text.len());
        }
    }
}
