//! Statements without their labels, out of every format that labelled ones are read from:
//! what `classify` reads beside JSON lines and plain lines, which it takes as they come.
//!
//! A statement that several raters labelled is one statement. What cannot be read is passed
//! over with its place and the reason; the rest goes on.

use super::formats::{self, Format};
use super::import::{ImportOptions, Notes, Record};
use crate::error::Error;
use crate::read::{Place, Skip, StatementInput, Whole};
use std::collections::HashSet;
use std::path::Path;
use std::sync::{Mutex, PoisonError};

/// Reads statements whatever anybody said of them.
#[derive(Debug, Default)]
pub struct Texts {
    options: ImportOptions,
    notes: Mutex<Notes>,
}

impl Texts {
    /// Reads as `options` say, which name heads only so that their fields are not taken for
    /// others.
    pub fn new(options: ImportOptions) -> Self {
        Self {
            options: ImportOptions {
                texts_only: true,
                ..options
            },
            notes: Mutex::default(),
        }
    }

    /// What was passed over or repaired so far, and how often.
    pub fn notes(&self) -> Notes {
        let notes = self.notes.lock();
        notes.unwrap_or_else(PoisonError::into_inner).clone()
    }
}

impl Whole for Texts {
    fn takes(&self, name: &str, first: &[u8]) -> bool {
        match self.options.format {
            Some(Format::Jsonl) => formats::is_array(first),
            Some(_) => true,
            None => formats::is_whole(Path::new(name), first, &self.options),
        }
    }

    fn read(
        &self,
        name: &str,
        bytes: &[u8],
    ) -> Vec<std::result::Result<(Place, StatementInput), Skip>> {
        let place = |place: &str| Place::whole(&place.into());
        let skip = |error: Error| {
            let (at, error) = error.unplaced();
            Err(Skip::new(place(at.as_deref().unwrap_or(name)), error))
        };
        let (mut found, mut notes) = (Vec::new(), Notes::new());
        let mut seen = HashSet::new();
        let options = &self.options;
        let read = formats::read(Path::new(name), bytes, options, &mut notes, &mut |record| {
            match record {
                Ok(record) => {
                    let is_new = record.key.as_ref().is_none_or(|key| {
                        let statement = &record.statement;
                        let (target, text) = (statement.target.clone(), statement.text.clone());
                        seen.insert((key.clone(), target, text))
                    });
                    if is_new {
                        found.push(Ok((place(&record.place), input(record))));
                    }
                }
                Err(error) => found.push(skip(error)),
            }
            Ok(())
        });
        if let Err(error) = read {
            found.push(skip(error));
        }
        if found.is_empty() {
            found.push(skip(Error::input(
                "holds no statement; expected one a row or object",
            )));
        }
        let mut all = self.notes.lock().unwrap_or_else(PoisonError::into_inner);
        for (note, n) in notes {
            *all.entry(note).or_default() += n;
        }
        found
    }
}

fn input(record: Record) -> StatementInput {
    let statement = record.statement;
    StatementInput {
        id: statement.id,
        text: statement.text,
        form: statement.form,
        cue: statement.cue,
        sentence: statement.sentence,
        before: statement.before,
        title: statement.title,
        target: statement.target,
    }
}
