//! Parquet: one statement a row, in columns, for data teams.
//!
//! A Parquet file ends with the places of all its columns, so it cannot be added to. The
//! stream is therefore a store of whole little files of one row group each, behind their
//! lengths; a run that was killed goes on after the last. At the end their columns are
//! copied, as they are, into one file. Where a row group ends depends on the records
//! alone, never on time or threads, so the bytes are always the same.

use super::columns::StatementColumns;
use super::{Encode, Encoded, Layout};
use crate::annotation::Annotation;
use crate::document::Article;
use crate::error::{Error, Result};
use crate::label::Head;
use arrow_array::RecordBatch;
use bytes::Bytes;
use parquet::arrow::ArrowWriter;
use parquet::basic::Compression;
use parquet::column::writer::ColumnCloseResult;
use parquet::file::metadata::{PageIndexPolicy, ParquetMetaDataReader};
use parquet::file::properties::WriterProperties;
use parquet::file::writer::SerializedFileWriter;
use std::fs::File;
use std::io::{Read, Write};
use std::sync::Arc;

/// Hands each record on as it is; the layout makes columns of it.
#[derive(Debug, Clone, Copy, Default)]
pub struct Parquet;

impl Encode for Parquet {
    fn encode(&self, article: &Article, record: Annotation) -> Result<Encoded> {
        let _ = article;
        Ok(Encoded::Record(Box::new(record)))
    }
}

/// Words that make a row group: some 8 MiB, which packs to 1 or 2.
const GROUP_BYTES: usize = 8 << 20;

/// Columns that become row groups.
pub struct ParquetLayout(StatementColumns);

impl ParquetLayout {
    /// Columns for the statements and for the answers of `heads`.
    pub fn new(heads: &[Head]) -> Self {
        Self(StatementColumns::new(heads))
    }

    /// What is held, as one little file behind its length.
    fn store(&mut self, out: &mut Vec<u8>) -> Result<()> {
        let batch = self.0.finish()?;
        let file = group(&batch)
            .map_err(|error| Error::output("cannot be written as Parquet").because(error))?;
        out.extend_from_slice(&(file.len() as u64).to_le_bytes());
        out.extend_from_slice(&file);
        Ok(())
    }
}

fn group(batch: &RecordBatch) -> parquet::errors::Result<Vec<u8>> {
    let mut writer = ArrowWriter::try_new(Vec::new(), batch.schema(), Some(properties()))?;
    writer.write(batch)?;
    writer.into_inner()
}

fn properties() -> WriterProperties {
    WriterProperties::builder()
        .set_compression(Compression::ZSTD(Default::default()))
        .set_max_row_group_row_count(None)
        .set_created_by(concat!("onrecord ", env!("CARGO_PKG_VERSION")).to_owned())
        .build()
}

impl Layout for ParquetLayout {
    fn add(&mut self, piece: Encoded, out: &mut Vec<u8>) -> Result<bool> {
        let Encoded::Record(record) = piece else {
            return Err(Error::output("only records can be written as Parquet"));
        };
        self.0.add(&record)?;
        if self.0.held() >= GROUP_BYTES {
            self.store(out)?;
        }
        Ok(self.0.n_rows() == 0)
    }

    fn end(&mut self, out: &mut Vec<u8>) -> Result<()> {
        if self.0.n_rows() > 0 {
            self.store(out)?;
        }
        Ok(())
    }

    fn is_store(&self) -> bool {
        true
    }

    fn publish(&self, mut stream: File, to: &mut (dyn Write + Send)) -> Result<()> {
        let failed = |error: parquet::errors::ParquetError| match error {
            parquet::errors::ParquetError::External(error) => {
                Error::output("cannot be written").because(error)
            }
            error => Error::output("cannot be written").because(error),
        };
        let writer =
            ArrowWriter::try_new(&mut *to, Arc::clone(self.0.schema()), Some(properties()))
                .map_err(failed)?;
        let mut writer: SerializedFileWriter<_> =
            writer.into_serialized_writer().map_err(failed)?.0;
        let mut length = [0; 8];
        loop {
            match stream.read(&mut length[..1]) {
                Ok(0) => break,
                Ok(_) => {}
                Err(error) => return Err(Error::output("cannot be read again").because(error)),
            }
            let mut part = Vec::new();
            let read = stream.read_exact(&mut length[1..]).and_then(|()| {
                let length = u64::from_le_bytes(length);
                (&mut stream).take(length).read_to_end(&mut part)
            });
            read.map_err(|error| Error::output("cannot be read again").because(error))?;
            copy(part, &mut writer).map_err(failed)?;
        }
        writer.close().map_err(failed)?;
        Ok(())
    }
}

/// Copies the row group of a little file, column by column, as it is.
fn copy<W: Write + Send>(
    part: Vec<u8>,
    writer: &mut SerializedFileWriter<W>,
) -> parquet::errors::Result<()> {
    let part = Bytes::from(part);
    let metadata = ParquetMetaDataReader::new()
        .with_page_index_policy(PageIndexPolicy::Optional)
        .parse_and_finish(&part)?;
    let index = metadata.page_index();
    for (group_number, group) in metadata.row_groups().iter().enumerate() {
        let mut copied = writer.next_row_group()?;
        for (number, column) in group.columns().iter().enumerate() {
            let closed = ColumnCloseResult {
                bytes_written: column.compressed_size() as u64,
                rows_written: group.num_rows() as u64,
                metadata: column.clone(),
                bloom_filter: None,
                column_index: index
                    .and_then(|index| index.column_index(group_number, number))
                    .cloned(),
                offset_index: index
                    .and_then(|index| index.offset_index(group_number, number))
                    .cloned(),
            };
            copied.append_column(&part, closed)?;
        }
        copied.close()?;
    }
    Ok(())
}
