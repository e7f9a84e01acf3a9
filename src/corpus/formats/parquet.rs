//! Parquet: one statement a row, or one row a rater; columns as a table's, labels as lists.

use super::record;
use super::table;
use crate::corpus::LabelledStatement;
use crate::corpus::import::{Asked, ImportOptions, Notes, Sink};
use crate::error::{Error, Result};
use crate::label::HeadKind;
use crate::read::cell;
use arrow_array::builder::{ListBuilder, StringBuilder};
use arrow_array::cast::AsArray;
use arrow_array::{Array, ArrayRef, RecordBatch};
use arrow_schema::DataType;
use bytes::Bytes;
use parquet::arrow::ArrowWriter;
use parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder;
use parquet::basic::Compression;
use parquet::file::properties::WriterProperties;
use serde_json::{Map, Value, json};
use std::sync::Arc;

pub(super) fn read(
    name: &str,
    bytes: &[u8],
    options: &ImportOptions,
    notes: &mut Notes,
    sink: Sink<'_>,
) -> Result<()> {
    let wrong = |error: String| {
        Error::input(format!("is no Parquet file that can be read: {error}")).at(name)
    };
    let builder = ParquetRecordBatchReaderBuilder::try_new(Bytes::copy_from_slice(bytes))
        .map_err(|error| wrong(error.to_string()))?;
    let fields = builder.schema().fields().clone();
    let columns: Vec<String> = fields.iter().map(|field| field.name().clone()).collect();
    table::check_columns(name, &columns, options)?;
    let mut number = 0;
    let batches = builder.build().map_err(|error| wrong(error.to_string()))?;
    for batch in batches {
        let batch = batch.map_err(|error| wrong(error.to_string()))?;
        for row in 0..batch.num_rows() {
            number += 1;
            let place = format!("{name}: row {number}");
            let mut object = object(&columns, &batch, row);
            table::tidy(&mut object, options, notes);
            sink(record::record(&object, options, &place).map_err(|error| error.at(&place)))?;
        }
    }
    Ok(())
}

/// One row; what is neither words, a number nor a list of words is left out.
fn object(columns: &[String], batch: &RecordBatch, row: usize) -> Map<String, Value> {
    let mut object = Map::new();
    for (name, column) in columns.iter().zip(batch.columns()) {
        if column.is_null(row) {
            continue;
        }
        let value = match column.data_type() {
            DataType::List(_) => list(&column.as_list::<i32>().value(row)),
            DataType::LargeList(_) => list(&column.as_list::<i64>().value(row)),
            _ => cell(column, row).ok().flatten().map(Value::String),
        };
        if let Some(value) = value {
            object.insert(name.clone(), value);
        }
    }
    object
}

fn list(items: &ArrayRef) -> Option<Value> {
    let names: Option<Vec<String>> = (0..items.len())
        .map(|i| cell(items, i).ok().flatten())
        .collect();
    names.map(|names| json!(names))
}

pub(super) fn write(statements: &[LabelledStatement], heads: &[Asked]) -> Result<Vec<u8>> {
    let columns = table::columns(statements);
    let rows = table::rows(statements);
    let mut arrays: Vec<(String, ArrayRef)> = Vec::new();
    let contexts: Vec<Map<String, Value>> = rows
        .iter()
        .map(|row| {
            let mut context = record::context(row.statement);
            context.insert("text".into(), json!(row.statement.text));
            context
        })
        .collect();
    for name in columns {
        let mut column = StringBuilder::new();
        for context in &contexts {
            column.append_option(context.get(&name).and_then(record::plain));
        }
        arrays.push((name, Arc::new(column.finish())));
    }
    for asked in heads {
        let labels: Vec<Option<&Vec<String>>> =
            rows.iter().map(|row| row.labels(&asked.name)).collect();
        let is_single = asked.kind == Some(HeadKind::Exclusive)
            && labels.iter().flatten().all(|labels| labels.len() == 1);
        let column: ArrayRef = if is_single {
            let mut column = StringBuilder::new();
            for labels in labels {
                column.append_option(labels.and_then(|labels| labels.first()));
            }
            Arc::new(column.finish())
        } else {
            let mut column = ListBuilder::new(StringBuilder::new());
            for labels in labels {
                for label in labels.into_iter().flatten() {
                    column.values().append_value(label);
                }
                column.append(labels.is_some());
            }
            Arc::new(column.finish())
        };
        arrays.push((asked.name.clone(), column));
    }
    if statements.iter().any(|s| !s.ratings.is_empty()) {
        // An empty name, not a missing one: it says that the label is settled.
        let raters = rows.iter().map(|row| Some(row.rater.unwrap_or("")));
        let mut column = StringBuilder::new();
        raters.for_each(|rater| column.append_option(rater));
        arrays.push(("rater".into(), Arc::new(column.finish())));
    }
    let cannot = |error: String| Error::output(format!("cannot be written as Parquet: {error}"));
    let nullable = arrays.into_iter().map(|(name, array)| (name, array, true));
    let batch =
        RecordBatch::try_from_iter_with_nullable(nullable).map_err(|e| cannot(e.to_string()))?;
    let properties = WriterProperties::builder()
        .set_compression(Compression::SNAPPY)
        .set_created_by("onrecord".into())
        .build();
    let mut bytes = Vec::new();
    let mut writer = ArrowWriter::try_new(&mut bytes, batch.schema(), Some(properties))
        .map_err(|error| cannot(error.to_string()))?;
    writer
        .write(&batch)
        .and_then(|()| writer.close())
        .map_err(|error| cannot(error.to_string()))?;
    Ok(bytes)
}
