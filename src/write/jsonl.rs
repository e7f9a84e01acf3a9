//! JSON lines: one record a line, the form that loses nothing.

use super::{Encode, Encoded};
use crate::annotation::{Annotation, Classification, TargetClassification};
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

/// The lines of a statement that was labelled for several targets, or for one of them.
///
/// # Errors
/// An output error where they cannot be written as JSON.
pub fn target_lines(records: &[TargetClassification]) -> Result<Encoded> {
    let mut lines = Vec::with_capacity(512 * records.len());
    for record in records {
        put(record, &mut lines)?;
    }
    Ok(Encoded::Bytes(lines))
}

fn line<T: serde::Serialize>(record: &T, room: usize) -> Result<Encoded> {
    let mut bytes = Vec::with_capacity(room);
    put(record, &mut bytes)?;
    Ok(Encoded::Bytes(bytes))
}

fn put<T: serde::Serialize>(record: &T, lines: &mut Vec<u8>) -> Result<()> {
    serde_json::to_writer(&mut *lines, record)
        .map_err(|error| Error::output("cannot be written as JSON").because(error))?;
    lines.push(b'\n');
    Ok(())
}
