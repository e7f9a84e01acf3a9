//! A Parquet file that says where it ends.
//!
//! The Parquet library takes “no more bytes” for an answer while it skips what a broken page
//! header counts, and then asks again, two billion times. Here the end of the file is an
//! error, so the first answer is the last.

use bytes::Bytes;
use parquet::errors::{ParquetError, Result};
use parquet::file::reader::{ChunkReader, Length};
use std::fs::File;
use std::io::{self, BufReader, Read, Seek, SeekFrom};

/// A file whose end is an error.
pub(super) struct Ending {
    file: File,
    length: u64,
}

impl Ending {
    /// Reads `file`.
    ///
    /// # Errors
    /// Where its length cannot be told.
    pub fn new(file: File) -> io::Result<Self> {
        let length = file.metadata()?.len();
        Ok(Self { file, length })
    }

    fn from(&self, start: u64) -> io::Result<UntilEnd> {
        let mut file = self.file.try_clone()?;
        file.seek(SeekFrom::Start(start))?;
        Ok(UntilEnd(file))
    }
}

impl Length for Ending {
    fn len(&self) -> u64 {
        self.length
    }
}

impl ChunkReader for Ending {
    type T = BufReader<UntilEnd>;

    fn get_read(&self, start: u64) -> Result<Self::T> {
        Ok(BufReader::new(self.from(start)?))
    }

    fn get_bytes(&self, start: u64, length: usize) -> Result<Bytes> {
        let end = start.checked_add(length as u64);
        if end.is_none_or(|end| end > self.length) {
            let message = format!(
                "{length} bytes from {start} on, in a file of {}",
                self.length
            );
            return Err(ParquetError::EOF(message));
        }
        let mut bytes = vec![0; length];
        self.from(start)?.read_exact(&mut bytes)?;
        Ok(bytes.into())
    }
}

/// The bytes of a file up to its end, which is an error.
pub(super) struct UntilEnd(File);

impl Read for UntilEnd {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        match self.0.read(buffer)? {
            0 if !buffer.is_empty() => Err(io::Error::new(
                io::ErrorKind::UnexpectedEof,
                "the file ends within a page",
            )),
            n => Ok(n),
        }
    }
}
