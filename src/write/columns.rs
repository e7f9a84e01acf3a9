//! Records as Arrow columns: one statement a row, the same columns in files and in Python.
//!
//! [`StatementColumns`] declares the schema from the heads of a model and is filled record
//! by record. A file holds statements only; a table that stands beside the user's own rows
//! gives every article at least one row and says why an article could not be read.

use crate::annotation::{Annotation, Answer, StatementRecord};
use crate::error::{Error, Result};
use crate::label::{Head, HeadKind};
use arrow_array::builder::{
    Float64Builder, ListBuilder, StringBuilder, StructBuilder, UInt32Builder,
};
use arrow_array::{ArrayRef, RecordBatch};
use arrow_schema::{DataType, Field, Fields, Schema, SchemaRef};
use std::sync::Arc;

/// Columns that are filled statement by statement.
pub struct StatementColumns {
    heads: Vec<Head>,
    schema: SchemaRef,
    words: Vec<StringBuilder>,
    number: UInt32Builder,
    spans: ListBuilder<StructBuilder>,
    confidence: Float64Builder,
    answers: Vec<HeadColumns>,
    error: Option<StringBuilder>,
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

/// The schema; with `every_article`, a row may be an article without statements.
fn schema(heads: &[Head], every_article: bool) -> Schema {
    let list = |item: DataType| DataType::List(Arc::new(Field::new("item", item, true)));
    let mut fields: Vec<Field> = WORDS
        .iter()
        .map(|name| Field::new(*name, DataType::Utf8, true))
        .collect();
    let spans = list(DataType::Struct(span_fields()));
    fields.push(Field::new("statement", DataType::UInt32, every_article));
    fields.push(Field::new("spans", spans, every_article));
    fields.push(Field::new("speaker_confidence", DataType::Float64, true));
    for head in heads {
        let name = &head.name;
        match head.kind {
            HeadKind::Independent => {
                fields.push(Field::new(name, list(DataType::Utf8), every_article));
                fields.push(Field::new(format!("{name}_primary"), DataType::Utf8, true));
            }
            HeadKind::Exclusive => fields.push(Field::new(name, DataType::Utf8, true)),
        }
        for label in &head.labels {
            let name = format!("{name}_p_{label}");
            fields.push(Field::new(name, DataType::Float64, true));
        }
    }
    if every_article {
        fields.push(Field::new("error", DataType::Utf8, true));
    }
    Schema::new(fields)
}

impl StatementColumns {
    /// Columns for the statements and for the answers of `heads`: one statement a row.
    pub fn new(heads: &[Head]) -> Self {
        Self::with(heads, false)
    }

    /// The same with a column `error`: an article without statements, and one that could
    /// not be read, has one row in which everything about a statement is null.
    pub fn of_every_article(heads: &[Head]) -> Self {
        Self::with(heads, true)
    }

    fn with(heads: &[Head], every_article: bool) -> Self {
        Self {
            heads: heads.to_vec(),
            schema: Arc::new(schema(heads, every_article)),
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
            error: every_article.then(StringBuilder::new),
            held: 0,
            n_rows: 0,
        }
    }

    /// The schema of every batch.
    pub fn schema(&self) -> &SchemaRef {
        &self.schema
    }

    /// The rows held.
    pub fn n_rows(&self) -> usize {
        self.n_rows
    }

    /// The bytes of words held.
    pub fn held(&self) -> usize {
        self.held
    }

    /// Adds the statements of `record`.
    ///
    /// # Errors
    /// An output error where a span lies beyond what the columns hold.
    pub fn add(&mut self, record: &Annotation) -> Result<()> {
        for (index, statement) in record.statements.iter().enumerate() {
            self.row(record, index + 1, statement)?;
        }
        if record.statements.is_empty() && self.error.is_some() {
            let words = article_words(record);
            self.empty_row(words, None);
        }
        Ok(())
    }

    /// Adds an article that could not be read, with the reason; only tables of every
    /// article have a place for it.
    pub fn add_unread(&mut self, id: &str, source: &str, reason: &str) {
        if self.error.is_some() {
            let mut words = [None; WORDS.len()];
            (words[0], words[1]) = (Some(id), Some(source));
            self.empty_row(words, Some(reason));
        }
    }

    fn words(&mut self, words: [Option<&str>; WORDS.len()]) {
        for (column, words) in self.words.iter_mut().zip(words) {
            column.append_option(words);
            self.held += words.map_or(0, str::len);
        }
    }

    /// A row of an article without any statement.
    fn empty_row(&mut self, words: [Option<&str>; WORDS.len()], reason: Option<&str>) {
        self.words(words);
        self.number.append_null();
        self.spans.append_null();
        self.confidence.append_null();
        for columns in &mut self.answers {
            columns.labels.append_null();
            columns.primary.append_null();
            for column in &mut columns.probabilities {
                column.append_null();
            }
        }
        if let Some(error) = &mut self.error {
            error.append_option(reason);
        }
        self.n_rows += 1;
    }

    fn row(
        &mut self,
        record: &Annotation,
        number: usize,
        statement: &StatementRecord,
    ) -> Result<()> {
        let speaker = statement.speaker.as_ref();
        let mut words = article_words(record);
        words[8..15].copy_from_slice(&[
            Some(&statement.form),
            Some(&statement.text),
            statement.cue.as_ref().map(|cue| cue.text.as_str()),
            speaker.map(|speaker| speaker.name.as_str()),
            speaker.map(|speaker| speaker.mention.text.as_str()),
            speaker.map(|speaker| speaker.rule.as_str()),
            statement.speaker_unknown.as_deref(),
        ]);
        self.words(words);
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
        if let Some(error) = &mut self.error {
            error.append_null();
        }
        self.n_rows += 1;
        Ok(())
    }

    /// Everything added so far as one batch; nothing is held afterwards.
    ///
    /// # Errors
    /// An output error where the columns do not fit together, a fault of the program.
    pub fn finish(&mut self) -> Result<RecordBatch> {
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
        if let Some(error) = &mut self.error {
            columns.push(Arc::new(error.finish()));
        }
        (self.held, self.n_rows) = (0, 0);
        RecordBatch::try_new(Arc::clone(&self.schema), columns)
            .map_err(|error| Error::output("records cannot be laid out in columns").because(error))
    }
}

/// The words that every row of an article's statements repeats, in their places.
fn article_words(record: &Annotation) -> [Option<&str>; WORDS.len()] {
    let mut words = [None; WORDS.len()];
    words[..8].copy_from_slice(&[
        Some(record.id.as_str()),
        Some(&record.source),
        record.title.as_deref(),
        record.date.as_deref(),
        record.author.as_deref(),
        record.outlet.as_deref(),
        record.url.as_deref(),
        Some(&record.text_sha256),
    ]);
    words[15] = record.model.as_ref().map(|model| model.sha256.as_str());
    words
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::annotate::Annotator;
    use crate::document::Article;
    use arrow_array::Array;

    fn record(text: &str) -> Annotation {
        Annotator::without_model().annotate(&Article {
            id: "a".into(),
            text: text.into(),
            ..Article::default()
        })
    }

    #[test]
    fn every_article_has_a_row_where_that_is_asked_for() {
        let said = record("The envoy said: “We must pay more.” “They must,” she said.");
        let silent = record("It rained.");
        let n = said.statements.len();
        assert!(n > 0 && silent.statements.is_empty());
        let mut some = StatementColumns::new(&[]);
        let mut all = StatementColumns::of_every_article(&[]);
        for columns in [&mut some, &mut all] {
            columns.add(&said).unwrap();
            columns.add(&silent).unwrap();
            columns.add_unread("b", "-", "is empty");
        }
        assert_eq!(some.finish().unwrap().num_rows(), n);
        let all = all.finish().unwrap();
        assert_eq!(all.num_rows(), n + 2);
        let error = all.column_by_name("error").unwrap();
        let statement = all.column_by_name("statement").unwrap();
        assert_eq!(error.null_count(), n + 1);
        assert_eq!(statement.null_count(), 2);
    }
}
