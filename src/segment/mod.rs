//! From a text to its segments: lines, what they are, and the sentences inside them.
//!
//! In goes the text of an article; out comes a [`Page`]: paragraphs with their kind, the
//! quotation marks paired ([`marks`]), each quotation collapsed to one unit, and the
//! units cut into sentences ([`sentences`]). What stands between quotation marks is thus
//! one thing to whoever reads a sentence, however many stops it holds.

mod glue;
mod leftovers;
pub mod lines;
pub mod marks;
pub mod sentences;

use crate::document::{Segment, SegmentKind};
use crate::text::Span;
use crate::text::tokens::{Kind, Token, tokenize};
use std::ops::Range;

/// A quotation in its marks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Quote {
    /// With its marks.
    pub outer: Span,
    /// Without them.
    pub inner: Span,
    /// How many words it holds.
    pub words: usize,
    /// True where a capital or a digit begins it.
    pub capital: bool,
    /// True where it ends with a comma.
    pub comma: bool,
    /// True where it ends with a stop, a question mark or an exclamation mark.
    pub stop: bool,
    /// True where it ends with a question mark or an exclamation mark.
    pub asks: bool,
    /// False where no mark closes it before its paragraph ends.
    pub closed: bool,
}

/// A line or a few joined lines of the text.
#[derive(Debug, Clone)]
pub struct Paragraph {
    /// What it is.
    pub kind: SegmentKind,
    /// Where it stands.
    pub span: Span,
    /// Its sentences, as ranges of [`Page::units`]; none for boilerplate.
    pub sentences: Vec<Range<usize>>,
}

/// A text, read once.
#[derive(Debug, Clone)]
pub struct Page<'a> {
    /// The text.
    pub text: &'a str,
    /// Its paragraphs in order.
    pub paragraphs: Vec<Paragraph>,
    /// Words and marks, each quotation collapsed to one unit.
    pub units: Vec<Token>,
    /// The quotations that units of [`Kind::Quote`] number.
    pub quotes: Vec<Quote>,
}

impl<'a> Page<'a> {
    /// Reads `text`.
    pub fn read(text: &'a str) -> Self {
        let mut page = Page {
            text,
            paragraphs: Vec::new(),
            // A unit takes six bytes of English or so.
            units: Vec::with_capacity(text.len() / 6 + 16),
            quotes: Vec::new(),
        };
        let lines = lines::lines(text);
        let mut tokens = Vec::with_capacity(1024);
        let mut pairing = marks::Pairing::default();
        // Whether the next paragraph opens with a mark, read from the end once.
        let mut opens = vec![false; lines.len() + 1];
        for (i, line) in lines.iter().enumerate().rev() {
            opens[i] = match line.kind {
                SegmentKind::Paragraph => marks::begins_with_mark(line.span.of(text)),
                _ => opens[i + 1],
            };
        }
        for (line, next_opens) in lines.iter().zip(&opens[1..]) {
            let mut paragraph = Paragraph {
                kind: line.kind,
                span: line.span,
                sentences: Vec::new(),
            };
            if line.kind != SegmentKind::Boilerplate {
                tokens.clear();
                tokenize(text, line.span, &mut tokens);

                let first = page.units.len();
                pairing.collapse(
                    text,
                    &tokens,
                    *next_opens,
                    &mut page.units,
                    &mut page.quotes,
                );
                sentences::sentences(&page, first, &mut paragraph);
            }
            page.paragraphs.push(paragraph);
        }
        page
    }

    /// The quotation that unit `i` is, where it is one.
    pub fn quote(&self, i: usize) -> Option<&Quote> {
        let unit = self.units.get(i)?;
        if unit.kind == Kind::Quote {
            self.quotes.get(unit.mark as usize)
        } else {
            None
        }
    }

    /// The words of unit `i`.
    pub fn word(&self, i: usize) -> &'a str {
        self.units.get(i).map_or("", |unit| unit.span.of(self.text))
    }

    /// The span from the start of unit `range.start` to the end of the last of `range`.
    pub fn span(&self, range: Range<usize>) -> Span {
        let end = self.units[range.end.max(range.start + 1) - 1].span.end;
        Span {
            start: self.units[range.start].span.start,
            end,
        }
    }

    /// Its segments, as the rest of the crate knows them.
    pub fn segments(&self) -> Vec<Segment> {
        let segment = |p: &Paragraph| Segment {
            kind: p.kind,
            span: p.span,
            sentences: p.sentences.iter().map(|s| self.span(s.clone())).collect(),
        };
        self.paragraphs.iter().map(segment).collect()
    }
}

/// The segments of `text`: each line or group of lines with its kind and sentences.
pub fn segments(text: &str) -> Vec<Segment> {
    Page::read(text).segments()
}
