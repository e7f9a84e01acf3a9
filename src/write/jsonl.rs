//! JSON lines: one record a line, the form that loses nothing.

use super::{Encode, Encoded};
use crate::annotation::{Annotation, Classification};
use crate::document::Article;
use crate::error::{Error, Result};

/// Writes each record as it is.
#[derive(Debug, Clone, Copy, Default)]
pub struct Jsonl;

impl Encode for Jsonl {
    fn encode(&self, article: &Article, record: Annotation) -> Result<Encoded> {
        let _ = article;
        // Some 400 bytes a statement, and the article's own fields.
        let room =
            512 + 600 * record.statements.len() + record.text.as_ref().map_or(0, String::len);
        line(&record, room)
    }
}

/// The line of a statement that was labelled on its own.
///
/// # Errors
/// An output error where it cannot be written as JSON.
pub fn classification_line(record: &Classification) -> Result<Encoded> {
    line(record, 512)
}

fn line<T: serde::Serialize>(record: &T, room: usize) -> Result<Encoded> {
    let mut bytes = Vec::with_capacity(room);
    serde_json::to_writer(&mut bytes, record)
        .map_err(|error| Error::output("cannot be written as JSON").because(error))?;
    bytes.push(b'\n');
    Ok(Encoded::Bytes(bytes))
}
