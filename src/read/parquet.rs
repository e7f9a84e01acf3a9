//! Parquet: one article a row, its parts in columns; only those columns are read.

use super::compress::Bytes;
use super::ending::Ending;
use super::fields::{Fields, Part, Parts};
use super::place::{Piece, Place};
use super::{Body, Item, Raw, ReadOptions, Skip, Stream};
use arrow_array::cast::AsArray;
use arrow_array::types::{
    Date32Type, Int32Type, Int64Type, TimestampMicrosecondType, TimestampMillisecondType,
    TimestampNanosecondType, TimestampSecondType, UInt32Type, UInt64Type,
};
use arrow_array::{Array, RecordBatch};
use arrow_schema::{DataType, TimeUnit};
use parquet::arrow::ProjectionMask;
use parquet::arrow::arrow_reader::{ParquetRecordBatchReader, ParquetRecordBatchReaderBuilder};
use std::fs::File;
use std::io;
use std::sync::Arc;

/// Rows that are decoded at once: few, because an article may be large.
const ROWS: usize = 64;

/// The articles in `bytes`, which are those of the file at `path` where there is one.
pub(super) fn open(
    path: Option<&str>,
    mut bytes: Bytes,
    source: &Arc<str>,
    options: &ReadOptions,
) -> io::Result<Stream> {
    let file = match path {
        Some(path) if !is_packed(path)? => File::open(path)?,
        _ => {
            // The places of the columns stand at its end, so it has to lie on disk.
            let mut file = tempfile::tempfile()?;
            io::copy(&mut bytes, &mut file)?;
            file
        }
    };
    rows(Ending::new(file)?, source, options)
        .map(|rows| Box::new(rows) as Stream)
        .or_else(|reason| {
            let skip = Skip::new(Place::whole(source), reason);
            Ok(Box::new(std::iter::once(Err(skip))))
        })
}

/// True where the file on disk does not begin as Parquet does.
fn is_packed(path: &str) -> io::Result<bool> {
    let mut first = Vec::new();
    io::Read::read_to_end(&mut io::Read::take(File::open(path)?, 4), &mut first)?;
    Ok(first != *b"PAR1")
}

struct Rows {
    batches: ParquetRecordBatchReader,
    batch: Option<(RecordBatch, usize)>,
    columns: Vec<Part>,
    source: Arc<str>,
    number: u64,
    is_over: bool,
}

fn rows(file: Ending, source: &Arc<str>, options: &ReadOptions) -> Result<Rows, String> {
    let wrong = |error| format!("is no Parquet file that can be read: {error}");
    let builder = ParquetRecordBatchReaderBuilder::try_new(file).map_err(wrong)?;
    let names: Vec<String> = builder
        .schema()
        .fields()
        .iter()
        .map(|field| field.name().clone())
        .collect();
    let found = wanted(&names, &options.fields)?;
    let mask = ProjectionMask::roots(
        builder.parquet_schema(),
        found.iter().map(|(index, _)| *index),
    );
    let batches = builder
        .with_projection(mask)
        .with_batch_size(ROWS)
        .build()
        .map_err(wrong)?;
    Ok(Rows {
        batches,
        batch: None,
        columns: found.into_iter().map(|(_, part)| part).collect(),
        source: Arc::clone(source),
        number: 0,
        is_over: false,
    })
}

/// The columns that hold parts, in file order.
fn wanted(names: &[String], fields: &Fields) -> Result<Vec<(usize, Part)>, String> {
    let found: Vec<(usize, Part)> = names
        .iter()
        .enumerate()
        .filter_map(|(index, name)| Some((index, fields.part(name)?)))
        .collect();
    if found.iter().any(|(_, part)| *part == Part::Text) {
        return Ok(found);
    }
    Err(format!(
        "has no column \"{}\", its columns are {}; name the one with the article's words with --field text=NAME",
        fields.name(Part::Text),
        names.join(", ")
    ))
}

impl Iterator for Rows {
    type Item = Item;

    fn next(&mut self) -> Option<Item> {
        while !self.is_over {
            if let Some((batch, row)) = &mut self.batch
                && *row < batch.num_rows()
            {
                let (batch, row) = (batch.clone(), std::mem::replace(row, *row + 1));
                self.number += 1;
                let place = Place::at(&self.source, Piece::Row(self.number));
                let mut parts = Parts::default();
                for (column, part) in batch.columns().iter().zip(&self.columns) {
                    match words(column, row) {
                        Ok(Some(words)) => parts.set(*part, words),
                        Ok(None) => {}
                        Err(kind) if *part == Part::Text => {
                            let reason = format!("column \"text\" holds {kind}; expected strings");
                            return Some(Err(Skip::new(place, reason)));
                        }
                        Err(_) => {}
                    }
                }
                let body = Body::Cells(parts);
                return Some(Ok(Raw { place, body }));
            }
            match self.batches.next() {
                Some(Ok(batch)) => self.batch = Some((batch, 0)),
                None => self.is_over = true,
                Some(Err(error)) => {
                    self.is_over = true;
                    let place = Place::at(&self.source, Piece::Row(self.number + 1));
                    let reason =
                        format!("cannot be read from here on, the rest is passed over: {error}");
                    return Some(Err(Skip::new(place, reason)));
                }
            }
        }
        None
    }
}

/// The value in `row` as words; the kind of the column where that has none.
pub(crate) fn words(column: &dyn Array, row: usize) -> Result<Option<String>, DataType> {
    if column.is_null(row) {
        return Ok(None);
    }
    let second = |value: i64, per: i64| moment(value.div_euclid(per));
    Ok(Some(match column.data_type() {
        DataType::Utf8 => column.as_string::<i32>().value(row).to_owned(),
        DataType::LargeUtf8 => column.as_string::<i64>().value(row).to_owned(),
        DataType::Utf8View => column.as_string_view().value(row).to_owned(),
        DataType::Binary => {
            String::from_utf8_lossy(column.as_binary::<i32>().value(row)).into_owned()
        }
        DataType::Int32 => column.as_primitive::<Int32Type>().value(row).to_string(),
        DataType::Int64 => column.as_primitive::<Int64Type>().value(row).to_string(),
        DataType::UInt32 => column.as_primitive::<UInt32Type>().value(row).to_string(),
        DataType::UInt64 => column.as_primitive::<UInt64Type>().value(row).to_string(),
        DataType::Date32 => {
            let days = column.as_primitive::<Date32Type>().value(row);
            day(i64::from(days))
        }
        DataType::Timestamp(unit, _) => match unit {
            TimeUnit::Second => second(column.as_primitive::<TimestampSecondType>().value(row), 1),
            TimeUnit::Millisecond => second(
                column.as_primitive::<TimestampMillisecondType>().value(row),
                1_000,
            ),
            TimeUnit::Microsecond => second(
                column.as_primitive::<TimestampMicrosecondType>().value(row),
                1_000_000,
            ),
            TimeUnit::Nanosecond => second(
                column.as_primitive::<TimestampNanosecondType>().value(row),
                1_000_000_000,
            ),
        },
        DataType::Dictionary(_, _) => {
            let dictionary = column.as_any_dictionary();
            let key = dictionary.normalized_keys()[row];
            return words(dictionary.values(), key);
        }
        other => return Err(other.clone()),
    }))
}

/// Seconds since 1970 as `2031-05-02T10:00:00Z`.
fn moment(seconds: i64) -> String {
    let (days, rest) = (seconds.div_euclid(86_400), seconds.rem_euclid(86_400));
    format!(
        "{}T{:02}:{:02}:{:02}Z",
        day(days),
        rest / 3600,
        rest / 60 % 60,
        rest % 60
    )
}

/// Days since 1970 as `2031-05-02`.
///
/// Source: Hinnant, “chrono-compatible low-level date algorithms”, `civil_from_days`.
fn day(days: i64) -> String {
    let shifted = days + 719_468;
    let era = shifted.div_euclid(146_097);
    let of_era = shifted.rem_euclid(146_097);
    let year = (of_era - of_era / 1_460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year + year / 4 - year / 100);
    let month = (5 * of_year + 2) / 153;
    let day = of_year - (153 * month + 2) / 5 + 1;
    let month = if month < 10 { month + 3 } else { month - 9 };
    let year = year + era * 400 + i64::from(month <= 2);
    format!("{year:04}-{month:02}-{day:02}")
}

#[cfg(test)]
mod tests {
    use super::*;
    use arrow_array::{ArrayRef, Date32Array, StringArray};
    use parquet::arrow::ArrowWriter;

    #[test]
    fn days_are_counted_as_calendars_do() {
        for (days, date) in [
            (0, "1970-01-01"),
            (59, "1970-03-01"),
            (11_016, "2000-02-29"),
            (-1, "1969-12-31"),
        ] {
            assert_eq!(day(days), date);
        }
        assert_eq!(moment(86_399), "1970-01-01T23:59:59Z");
    }

    fn read(columns: Vec<(&str, ArrayRef)>) -> Vec<String> {
        let batch = RecordBatch::try_from_iter(columns).unwrap();
        let mut file = tempfile::NamedTempFile::new().unwrap();
        let mut writer = ArrowWriter::try_new(file.as_file_mut(), batch.schema(), None).unwrap();
        writer.write(&batch).unwrap();
        writer.close().unwrap();
        let options = ReadOptions::default();
        let source: Arc<str> = "t.parquet".into();
        let path = file.path().to_string_lossy().into_owned();
        let bytes: Bytes = Box::new(io::BufReader::new(File::open(&path).unwrap()));
        open(Some(&path), bytes, &source, &options)
            .unwrap()
            .map(|item| match item {
                Ok(raw) => match raw.article(&options) {
                    Ok(article) => format!(
                        "{} {:?} {}",
                        article.id, article.metadata.date, article.text
                    ),
                    Err(error) => error.to_string(),
                },
                Err(skip) => skip.reason,
            })
            .collect()
    }

    #[test]
    fn rows_are_articles() {
        let text: ArrayRef = Arc::new(StringArray::from(vec![Some("one"), None]));
        let date: ArrayRef = Arc::new(Date32Array::from(vec![0, 1]));
        let rows = read(vec![
            ("skip", Arc::clone(&text)),
            ("date", date),
            ("text", text),
        ]);
        assert_eq!(rows[0], "t.parquet: row 1 Some(\"1970-01-01\") one");
        assert!(rows[1].contains("field \"text\" is missing"), "{rows:?}");
    }

    #[test]
    fn a_missing_column_is_named_with_those_there_are() {
        let body: ArrayRef = Arc::new(StringArray::from(vec!["one"]));
        let rows = read(vec![("body", body)]);
        assert!(rows[0].contains("its columns are body"), "{rows:?}");
    }
}
