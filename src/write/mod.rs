//! From records to files.
//!
//! A format has two halves. [`Encode`] turns one record into bytes or rows; it may run on
//! any thread. [`Layout`] puts them one after another in input order; it holds as little
//! as the format allows and says when everything so far is in its stream, so that a run
//! can go on from there. [`Output`] keeps the stream safe on disk.

#[cfg(feature = "parquet")]
mod columns;
mod csv;
mod exchange;
mod html;
mod jsonl;
mod output;
#[cfg(feature = "parquet")]
mod parquet;
mod similar;
mod skips;
mod summary;
mod terminal;

#[cfg(feature = "parquet")]
pub use columns::StatementColumns;
pub use csv::{Csv, CsvLayout, restored};
pub use exchange::{Brat, BratLayout, Citron, WebAnnotation};
pub use html::{Html, HtmlLayout};
pub use jsonl::{Jsonl, classification_line, target_lines};
pub use output::{Opened, Output, OutputParams};
#[cfg(feature = "parquet")]
pub use parquet::{Parquet, ParquetLayout};
pub use summary::{Summary, SummaryLayout};
pub use terminal::Terminal;

use crate::annotation::Annotation;
use crate::document::Article;
use crate::error::Result;
use std::fs::File;
use std::io::Write;
use std::path::Path;

/// One record, ready to be laid out.
#[derive(Debug)]
pub enum Encoded {
    /// The bytes that it takes in the stream.
    Bytes(Vec<u8>),
    /// The record itself, for formats that need all of it in one place.
    Record(Box<Annotation>),
}

/// Turns records into pieces of a stream.
pub trait Encode: Send + Sync {
    /// The piece for the record of `article`.
    ///
    /// # Errors
    /// An output error where the format cannot hold the record.
    fn encode(&self, article: &Article, record: Annotation) -> Result<Encoded>;
}

/// Puts pieces one after another.
pub trait Layout {
    /// What stands before the first piece.
    fn begin(&mut self, out: &mut Vec<u8>) {
        let _ = out;
    }

    /// Adds a piece; true where everything added so far is in `out`.
    ///
    /// # Errors
    /// An output error where the format cannot hold it.
    fn add(&mut self, piece: Encoded, out: &mut Vec<u8>) -> Result<bool>;

    /// Adds what is still held, and what stands after the last piece.
    ///
    /// # Errors
    /// An output error where the format cannot hold it.
    fn end(&mut self, out: &mut Vec<u8>) -> Result<()> {
        let _ = out;
        Ok(())
    }

    /// True where the final result is a folder of files; only stores are published so.
    fn is_folder(&self) -> bool {
        false
    }

    /// Fills the empty folder `to` from the whole stream.
    ///
    /// # Errors
    /// An output error where the stream cannot be read or a file not be written.
    fn publish_folder(&self, stream: File, to: &Path) -> Result<()> {
        let _ = (stream, to);
        Ok(())
    }

    /// True where the stream is only a store from which [`Layout::publish`] makes the file.
    fn is_store(&self) -> bool {
        false
    }

    /// Makes the final file from the whole stream.
    ///
    /// # Errors
    /// An output error where the stream cannot be read or the file not be written.
    fn publish(&self, stream: File, to: &mut (dyn Write + Send)) -> Result<()> {
        let _ = (stream, to);
        Ok(())
    }
}

/// The layout of formats whose pieces simply follow each other.
#[derive(Debug, Clone, Copy, Default)]
pub struct Plain;

impl Layout for Plain {
    fn add(&mut self, piece: Encoded, out: &mut Vec<u8>) -> Result<bool> {
        match piece {
            Encoded::Bytes(bytes) => out.extend_from_slice(&bytes),
            Encoded::Record(_) => {
                return Err(crate::error::Error::output(
                    "a record was given where its bytes are needed",
                ));
            }
        }
        Ok(true)
    }
}
