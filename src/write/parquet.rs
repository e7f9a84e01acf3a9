//! Parquet: one statement a row, in columns, for data teams.
//!
//! A Parquet file ends with the places of all its columns, so it cannot be added to. The
//! stream is therefore a store of whole little files of one row group each, behind their
//! lengths; a run that was killed goes on after the last. At the end their columns are
//! copied, as they are, into one file. Where a row group ends depends on the records
//! alone, never on time or threads, so the bytes are always the same.

use super::{Encode, Encoded, Layout};
use crate::annotation::{Annotation, Answer, StatementRecord};
use crate::document::Article;
use crate::error::{Error, Result};
use crate::label::{Head, HeadKind};
use arrow_array::builder::{
    Float64Builder, ListBuilder, StringBuilder, StructBuilder, UInt32Builder,
};
use arrow_array::{ArrayRef, RecordBatch};
use arrow_schema::{DataType, Field, Fields, Schema};
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

/// Columns that are filled statement by statement.
pub struct ParquetLayout {
    heads: Vec<Head>,
    schema: Arc<Schema>,
    words: Vec<StringBuilder>,
    number: UInt32Builder,
    spans: ListBuilder<StructBuilder>,
    confidence: Float64Builder,
    answers: Vec<HeadColumns>,
    held: usize,
    n_rows: usize,
}

/// The columns that hold words, in order.
const WORDS: [&str; 16] = [
    "id",
    "source",
    "title",
    "date",
    "author",
    "outlet",
    "url",
    "text_sha256",
    "form",
    "text",
    "cue",
    "speaker",
    "mention",
    "speaker_rule",
    "speaker_unknown",
    "model_sha256",
];

struct HeadColumns {
    labels: ListBuilder<StringBuilder>,
    primary: StringBuilder,
    probabilities: Vec<Float64Builder>,
}

fn span_fields() -> Fields {
    Fields::from(vec![
        Field::new("start", DataType::UInt32, false),
        Field::new("end", DataType::UInt32, false),
    ])
}

impl ParquetLayout {
    /// Columns for the statements and for the answers of `heads`.
    pub fn new(heads: &[Head]) -> Self {
        let list =
            |item: DataType, nullable| DataType::List(Arc::new(Field::new("item", item, nullable)));
        let mut fields: Vec<Field> = WORDS
            .iter()
            .map(|name| Field::new(*name, DataType::Utf8, true))
            .collect();
        fields.push(Field::new("statement", DataType::UInt32, false));
        fields.push(Field::new(
            "spans",
            list(DataType::Struct(span_fields()), true),
            false,
        ));
        fields.push(Field::new("speaker_confidence", DataType::Float64, true));
        for head in heads {
            let name = &head.name;
            match head.kind {
                HeadKind::Independent => {
                    fields.push(Field::new(name, list(DataType::Utf8, true), false));
                    fields.push(Field::new(format!("{name}_primary"), DataType::Utf8, true));
                }
                HeadKind::Exclusive => fields.push(Field::new(name, DataType::Utf8, true)),
            }
            for label in &head.labels {
                fields.push(Field::new(
                    format!("{name}_p_{label}"),
                    DataType::Float64,
                    true,
                ));
            }
        }
        Self {
            heads: heads.to_vec(),
            schema: Arc::new(Schema::new(fields)),
            words: WORDS.iter().map(|_| StringBuilder::new()).collect(),
            number: UInt32Builder::new(),
            spans: ListBuilder::new(StructBuilder::from_fields(span_fields(), 0)),
            confidence: Float64Builder::new(),
            answers: heads
                .iter()
                .map(|head| HeadColumns {
                    labels: ListBuilder::new(StringBuilder::new()),
                    primary: StringBuilder::new(),
                    probabilities: head.labels.iter().map(|_| Float64Builder::new()).collect(),
                })
                .collect(),
            held: 0,
            n_rows: 0,
        }
    }

    fn row(
        &mut self,
        record: &Annotation,
        number: usize,
        statement: &StatementRecord,
    ) -> Result<()> {
        let speaker = statement.speaker.as_ref();
        let words: [Option<&str>; WORDS.len()] = [
            Some(&record.id),
            Some(&record.source),
            record.title.as_deref(),
            record.date.as_deref(),
            record.author.as_deref(),
            record.outlet.as_deref(),
            record.url.as_deref(),
            Some(&record.text_sha256),
            Some(&statement.form),
            Some(&statement.text),
            statement.cue.as_ref().map(|cue| cue.text.as_str()),
            speaker.map(|speaker| speaker.name.as_str()),
            speaker.map(|speaker| speaker.mention.text.as_str()),
            speaker.map(|speaker| speaker.rule.as_str()),
            statement.speaker_unknown.as_deref(),
            record.model.as_ref().map(|model| model.sha256.as_str()),
        ];
        for (column, words) in self.words.iter_mut().zip(words) {
            column.append_option(words);
            self.held += words.map_or(0, str::len);
        }
        self.number.append_value(number as u32);
        for [start, end] in &statement.spans {
            for (place, column) in [start, end].into_iter().enumerate() {
                let value = u32::try_from(*column).map_err(|_| {
                    Error::output(
                        "a span lies beyond 4 billion characters, more than Parquet output holds",
                    )
                })?;
                if let Some(column) = self.spans.values().field_builder::<UInt32Builder>(place) {
                    column.append_value(value);
                }
            }
            self.spans.values().append(true);
        }
        self.spans.append(true);
        self.confidence
            .append_option(speaker.map(|speaker| speaker.confidence));
        for (head, columns) in self.heads.iter().zip(&mut self.answers) {
            let answer = statement.heads.get(&head.name);
            for label in answer.iter().flat_map(|answer| answer.labels()) {
                columns.labels.values().append_value(label);
            }
            columns.labels.append(true);
            columns.primary.append_option(match answer {
                Some(Answer::Independent { primary, .. }) => primary.as_deref(),
                Some(Answer::Exclusive { label, .. }) => label.as_deref(),
                None => None,
            });
            for (label, column) in head.labels.iter().zip(&mut columns.probabilities) {
                column.append_option(
                    answer
                        .and_then(|answer| answer.probabilities().get(label))
                        .copied(),
                );
            }
        }
        self.n_rows += 1;
        Ok(())
    }

    /// What is held, as one little file behind its length.
    fn store(&mut self, out: &mut Vec<u8>) -> Result<()> {
        let file = self
            .group()
            .map_err(|error| Error::output("cannot be written as Parquet").because(error))?;
        out.extend_from_slice(&(file.len() as u64).to_le_bytes());
        out.extend_from_slice(&file);
        (self.held, self.n_rows) = (0, 0);
        Ok(())
    }

    fn group(&mut self) -> parquet::errors::Result<Vec<u8>> {
        let mut columns: Vec<ArrayRef> = self
            .words
            .iter_mut()
            .map(|column| Arc::new(column.finish()) as ArrayRef)
            .collect();
        columns.push(Arc::new(self.number.finish()));
        columns.push(Arc::new(self.spans.finish()));
        columns.push(Arc::new(self.confidence.finish()));
        for (head, answers) in self.heads.iter().zip(&mut self.answers) {
            let labels = answers.labels.finish();
            if head.kind == HeadKind::Independent {
                columns.push(Arc::new(labels));
            }
            columns.push(Arc::new(answers.primary.finish()));
            for column in &mut answers.probabilities {
                columns.push(Arc::new(column.finish()));
            }
        }
        let batch = RecordBatch::try_new(Arc::clone(&self.schema), columns)?;
        let mut writer =
            ArrowWriter::try_new(Vec::new(), Arc::clone(&self.schema), Some(properties()))?;
        writer.write(&batch)?;
        writer.into_inner()
    }
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
        for (index, statement) in record.statements.iter().enumerate() {
            self.row(&record, index + 1, statement)?;
        }
        if self.held >= GROUP_BYTES {
            self.store(out)?;
        }
        Ok(self.n_rows == 0)
    }

    fn end(&mut self, out: &mut Vec<u8>) -> Result<()> {
        if self.n_rows > 0 {
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
        let writer = ArrowWriter::try_new(&mut *to, Arc::clone(&self.schema), Some(properties()))
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
