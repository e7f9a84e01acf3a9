//! Where an article stands in its source: file and line, row or record.
//!
//! Every message and every skipped line names a place, so that a reader of a million
//! articles finds the one that was meant.

use std::fmt;
use std::sync::Arc;

/// A file, or one piece of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    /// The path, or `-` for standard input.
    pub source: Arc<str>,
    /// The piece of it; none where it is the whole file.
    pub piece: Piece,
}

/// A piece of a file, counted from 1.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Piece {
    /// The file as a whole.
    Whole,
    /// A line of it.
    Line(u64),
    /// A row of a table, the header not counted.
    Row(u64),
    /// A record of an archive.
    Record(u64),
    /// An element of a JSON array.
    Element(u64),
}

impl Place {
    /// The whole of `source`.
    pub fn whole(source: &Arc<str>) -> Self {
        Self::at(source, Piece::Whole)
    }

    /// One piece of `source`.
    pub fn at(source: &Arc<str>, piece: Piece) -> Self {
        Self {
            source: Arc::clone(source),
            piece,
        }
    }
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.piece {
            Piece::Whole => f.write_str(&self.source),
            Piece::Line(n) => write!(f, "{}:{n}", self.source),
            Piece::Row(n) => write!(f, "{}: row {n}", self.source),
            Piece::Record(n) => write!(f, "{}: record {n}", self.source),
            Piece::Element(n) => write!(f, "{}: element {n}", self.source),
        }
    }
}
