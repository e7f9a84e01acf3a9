//! A document from a newsroom, and the pieces it falls into.
//!
//! An [`Article`] is what a reader gives; [`Segment`]s are what `segment` makes of its
//! text. Spans always count bytes of [`Article::text`].

use crate::text::Span;

/// One article, as it was read.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Article {
    /// The identifier that its record carries; unique in a batch by the user's care.
    pub id: String,
    /// Where it came from: a path, or `-` for standard input.
    pub source: String,
    /// The title, where the source keeps it apart from the text.
    pub title: Option<String>,
    /// The text that spans count in.
    pub text: String,
}

/// What a piece of an article is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum SegmentKind {
    /// A title, a link text or a heading: short, without a final stop.
    Headline,
    /// Running text.
    Paragraph,
    /// What scraping left behind: navigation, captions, share bars, adverts.
    Boilerplate,
}

/// A piece of an article with its kind, and the sentences inside it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Segment {
    /// What it is.
    pub kind: SegmentKind,
    /// Where it stands in the text.
    pub span: Span,
    /// Its sentences in reading order; empty for boilerplate.
    pub sentences: Vec<Span>,
}
