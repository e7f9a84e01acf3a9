//! Results as Arrow tables, handed to Python without copying.
//!
//! `statements` are the columns of the program's Parquet and a column `error`, one
//! statement a row and every article at least one; `records` are the program's JSON lines
//! beside identifier and error, one input a row; labels of single statements have columns
//! of their own.

use crate::errors::{PyRes, exception};
use crate::records::{Entry, line};
use arrow_array::builder::{Float64Builder, ListBuilder, StringBuilder};
use arrow_array::{ArrayRef, RecordBatch};
use arrow_pyarrow::{IntoPyArrow, Table};
use arrow_schema::{ArrowError, DataType, Field, Schema, SchemaRef};
use onrecord::annotation::Answer;
use onrecord::label::{Head, HeadKind};
use onrecord::write::StatementColumns;
use onrecord::{Error, Result};
use pyo3::prelude::*;
use std::borrow::Borrow;
use std::sync::Arc;

/// The schema of tables of `form` for what `heads` answer.
pub fn schema(heads: &[Head], form: &str) -> Result<SchemaRef> {
    match form {
        "statements" => Ok(Arc::clone(
            StatementColumns::of_every_article(heads).schema(),
        )),
        "labels" => Ok(Arc::new(labels_schema(heads))),
        "records" => Ok(Arc::new(Schema::new(
            ["id", "record", "error"]
                .map(|name| Field::new(name, DataType::Utf8, true))
                .to_vec(),
        ))),
        other => Err(Error::config(format!(
            "form \"{other}\" is not one of statements, records"
        ))),
    }
}

/// One batch of the rows of `entries`.
///
/// Each is let go before the next is made where the form allows it: memory that is used
/// again at once is the cheapest.
pub fn batch<E: Borrow<Entry>>(
    entries: impl Iterator<Item = E>,
    heads: &[Head],
    form: &str,
) -> Result<RecordBatch> {
    match form {
        "records" => records(entries, schema(heads, form)?),
        "labels" => {
            let entries: Vec<E> = entries.collect();
            let entries: Vec<&Entry> = entries.iter().map(Borrow::borrow).collect();
            labels(&entries, heads, schema(heads, form)?)
        }
        "statements" => {
            let mut columns = StatementColumns::of_every_article(heads);
            for entry in entries {
                match entry.borrow() {
                    Entry::Article(record) => columns.add(record)?,
                    Entry::Skipped { id, source, error } => columns.add_unread(id, source, error),
                    Entry::Statement(_) => {}
                }
            }
            columns.finish()
        }
        _ => schema(heads, form).map(RecordBatch::new_empty),
    }
}

/// A table of one batch.
pub fn table(entries: &[Entry], heads: &[Head], form: &str) -> Result<Table> {
    let is_labels = matches!(entries.first(), Some(Entry::Statement(_)));
    let form = match form {
        "statements" if is_labels => "labels",
        form => form,
    };
    of_batches(
        vec![batch(entries.iter(), heads, form)?],
        schema(heads, form)?,
    )
}

/// A table of several batches.
pub fn of_batches(batches: Vec<RecordBatch>, schema: SchemaRef) -> Result<Table> {
    Table::try_new(batches, schema).map_err(misfit)
}

/// The table as pyarrow's.
pub fn to_python(py: Python<'_>, table: Result<Table>) -> PyRes<Bound<'_, PyAny>> {
    table
        .map_err(|error| exception(py, &error))?
        .into_pyarrow(py)
}

fn misfit(error: ArrowError) -> Error {
    Error::output("records cannot be laid out in columns").because(error)
}

fn records<E: Borrow<Entry>>(
    entries: impl Iterator<Item = E>,
    schema: SchemaRef,
) -> Result<RecordBatch> {
    let mut columns = [(); 3].map(|()| StringBuilder::new());
    for entry in entries {
        let entry = entry.borrow();
        let bytes = line(entry)?;
        let json = std::str::from_utf8(&bytes)
            .map_err(|error| Error::output("a record is no text").because(error))?;
        let (id, error) = identity(entry);
        columns[0].append_value(id);
        columns[1].append_option(error.is_none().then(|| json.trim_end_matches('\n')));
        columns[2].append_option(error);
    }
    let columns = columns.map(|mut column| Arc::new(column.finish()) as ArrayRef);
    RecordBatch::try_new(schema, columns.to_vec()).map_err(misfit)
}

fn identity(entry: &Entry) -> (&str, Option<&str>) {
    match entry {
        Entry::Article(record) => (&record.id, None),
        Entry::Statement(record) => (&record.id, None),
        Entry::Skipped { id, error, .. } => (id, Some(error)),
    }
}

fn labels_schema(heads: &[Head]) -> Schema {
    let words = |name: &str| Field::new(name, DataType::Utf8, true);
    let list = DataType::List(Arc::new(words("item")));
    let mut fields = vec![words("id")];
    for head in heads {
        let name = &head.name;
        match head.kind {
            HeadKind::Independent => {
                fields.push(Field::new(name, list.clone(), true));
                fields.push(words(&format!("{name}_primary")));
            }
            HeadKind::Exclusive => fields.push(words(name)),
        }
        for label in &head.labels {
            let name = format!("{name}_p_{label}");
            fields.push(Field::new(name, DataType::Float64, true));
        }
    }
    fields.push(words("error"));
    Schema::new(fields)
}

fn labels(entries: &[&Entry], heads: &[Head], schema: SchemaRef) -> Result<RecordBatch> {
    let (mut ids, mut errors) = (StringBuilder::new(), StringBuilder::new());
    for entry in entries {
        let (id, error) = identity(entry);
        ids.append_value(id);
        errors.append_option(error);
    }
    let mut columns: Vec<ArrayRef> = vec![Arc::new(ids.finish())];
    for head in heads {
        let answer = |entry: &Entry| match entry {
            Entry::Statement(record) => record.heads.get(&head.name).cloned(),
            _ => None,
        };
        let mut lists = ListBuilder::new(StringBuilder::new());
        let mut primaries = StringBuilder::new();
        let mut probabilities: Vec<Float64Builder> =
            head.labels.iter().map(|_| Float64Builder::new()).collect();
        for entry in entries {
            let answer = answer(entry);
            for label in answer.iter().flat_map(|answer| answer.labels()) {
                lists.values().append_value(label);
            }
            lists.append(answer.is_some());
            primaries.append_option(match &answer {
                Some(Answer::Independent { primary, .. }) => primary.as_deref(),
                Some(Answer::Exclusive { label, .. }) => label.as_deref(),
                None => None,
            });
            for (label, column) in head.labels.iter().zip(&mut probabilities) {
                let value = answer.as_ref().map(Answer::probabilities);
                column.append_option(value.and_then(|all| all.get(label)).copied());
            }
        }
        if head.kind == HeadKind::Independent {
            columns.push(Arc::new(lists.finish()));
        }
        columns.push(Arc::new(primaries.finish()));
        for mut column in probabilities {
            columns.push(Arc::new(column.finish()));
        }
    }
    columns.push(Arc::new(errors.finish()));
    RecordBatch::try_new(schema, columns).map_err(misfit)
}
