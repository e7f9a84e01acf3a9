//! The list of what was passed over: `skipped.jsonl`, one piece of input a line.
//!
//! It is written as the run goes, and exists only where something was passed over.

use crate::error::{Error, Result};
use serde::Serialize;
use std::fs::{File, OpenOptions};
use std::io::Write;
use std::path::{Path, PathBuf};

#[derive(Serialize)]
struct Line<'a> {
    place: &'a str,
    reason: &'a str,
}

#[derive(Debug)]
pub(super) struct SkipList {
    path: Option<PathBuf>,
    file: Option<File>,
    buffer: Vec<u8>,
    /// Bytes of the list so far, those in the buffer too.
    pub length: u64,
}

impl SkipList {
    /// A list at `path`, kept up to `keep` bytes; without a path nothing is written.
    pub fn open(path: Option<&Path>, keep: u64) -> Result<Self> {
        let mut list = Self {
            path: path.map(Path::to_owned),
            file: None,
            buffer: Vec::new(),
            length: keep,
        };
        let Some(path) = path else { return Ok(list) };
        if keep > 0 {
            list.file = Some(reopen(path, keep)?);
        } else if path.is_file() {
            std::fs::remove_file(path).map_err(|error| cannot_write(path, error))?;
        }
        Ok(list)
    }

    pub fn add(&mut self, place: &str, reason: &str) -> Result<()> {
        if self.path.is_none() {
            return Ok(());
        }
        let before = self.buffer.len();
        serde_json::to_writer(&mut self.buffer, &Line { place, reason })
            .map_err(|error| Error::output("cannot be written as JSON").because(error))?;
        self.buffer.push(b'\n');
        self.length += (self.buffer.len() - before) as u64;
        if self.buffer.len() > 64 << 10 {
            self.flush()?;
        }
        Ok(())
    }

    pub fn flush(&mut self) -> Result<()> {
        let (Some(path), false) = (&self.path, self.buffer.is_empty()) else {
            return Ok(());
        };
        let file = match &mut self.file {
            Some(file) => file,
            empty => empty.insert(File::create(path).map_err(|error| cannot_write(path, error))?),
        };
        file.write_all(&self.buffer)
            .map_err(|error| cannot_write(path, error))?;
        self.buffer.clear();
        Ok(())
    }

    pub fn sync(&mut self) -> Result<()> {
        self.flush()?;
        match (&self.file, &self.path) {
            (Some(file), Some(path)) => file.sync_data().map_err(|error| cannot_write(path, error)),
            _ => Ok(()),
        }
    }
}

/// A file that was written up to `keep` bytes at least, cut there and ready for more.
pub(super) fn reopen(path: &Path, keep: u64) -> Result<File> {
    let open = || -> std::io::Result<(File, u64)> {
        let file = OpenOptions::new().read(true).append(true).open(path)?;
        let length = file.metadata()?.len();
        Ok((file, length))
    };
    let (file, length) = open().map_err(|error| cannot_write(path, error))?;
    if length < keep {
        return Err(Error::config(format!(
            "holds {length} bytes, the interrupted run had written {keep}; start over without --resume"
        ))
        .in_file(path));
    }
    file.set_len(keep)
        .map_err(|error| cannot_write(path, error))?;
    Ok(file)
}

pub(super) fn cannot_write(path: &Path, error: std::io::Error) -> Error {
    Error::output("cannot be written")
        .in_file(path)
        .because(error)
}
