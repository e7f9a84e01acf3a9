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
    /// What else the source says of it, and how it was read.
    pub metadata: Metadata,
}

/// What a source says of an article beside its words, and how its text came about.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Metadata {
    /// When it was published, as the source writes it.
    pub date: Option<String>,
    /// Who wrote it.
    pub author: Option<String>,
    /// The newsroom or site that published it.
    pub outlet: Option<String>,
    /// Where it stands on the web.
    pub url: Option<String>,
    /// True where the text was made from a page and stands nowhere as it is, so that a
    /// record has to carry it.
    pub derived: bool,
    /// The character set it was decoded from, where that was not plain UTF-8.
    pub charset: Option<&'static str>,
    /// How many characters could not be decoded and stand as U+FFFD.
    pub replaced: usize,
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
