//! CSV and TSV: one statement a row, or one row a rater where a column `rater` says who.
//!
//! A cell holds a label, several with `|` between them, or a JSON list; `[]` says that none
//! holds, an empty cell that nobody answered.

use super::record;
use crate::corpus::LabelledStatement;
use crate::corpus::import::{Asked, ImportOptions, Notes, Sink, note};
use crate::error::{Error, Result};
use crate::label::HeadKind;
use csv::{ByteRecord, ErrorKind, ReaderBuilder, WriterBuilder};
use serde_json::{Map, Value, json};
use std::collections::BTreeSet;

const BETWEEN: char = '|';

/// Commas, or what stands in their place in the first row: spreadsheets of half of Europe
/// write semicolons and call it CSV.
pub(super) fn separator(bytes: &[u8]) -> u8 {
    let first = bytes.split(|&byte| byte == b'\n').next().unwrap_or(bytes);
    let has = |byte: u8| first.contains(&byte);
    match () {
        () if has(b',') => b',',
        () if has(b';') => b';',
        () if has(b'\t') => b'\t',
        () => b',',
    }
}

pub(super) fn read(
    name: &str,
    bytes: &[u8],
    separator: u8,
    options: &ImportOptions,
    notes: &mut Notes,
    sink: Sink<'_>,
) -> Result<()> {
    let mut reader = ReaderBuilder::new()
        .delimiter(separator)
        .from_reader(super::without_mark(bytes));
    let columns: Vec<String> = reader
        .byte_headers()
        .map_err(|error| wrong(name, 1, &error))?
        .iter()
        .map(|cell| String::from_utf8_lossy(cell).trim().to_owned())
        .collect();
    check_columns(name, &columns, options)?;
    let mut row = ByteRecord::new();
    loop {
        let line = reader.position().line();
        match reader.read_byte_record(&mut row) {
            Ok(false) => return Ok(()),
            Ok(true) => {
                let line = row.position().map_or(line, csv::Position::line);
                let place = format!("{name}:{line}");
                let made = object(&columns, &row, options, notes)
                    .and_then(|object| record::record(&object, options, &place))
                    .map_err(|error| error.at(&place));
                sink(made)?;
            }
            Err(error) => {
                let line = error.position().map_or(line, csv::Position::line);
                sink(Err(wrong(name, line, &error)))?;
                if !matches!(error.kind(), ErrorKind::UnequalLengths { .. }) {
                    return Ok(());
                }
            }
        }
    }
}

/// Fails where no column holds the text.
pub(super) fn check_columns(name: &str, columns: &[String], options: &ImportOptions) -> Result<()> {
    let text = options.field("text");
    if columns.iter().any(|column| column == text) {
        return Ok(());
    }
    Err(Error::input(format!(
        "has no column \"{text}\", its columns are {}; name the one with the statement's words with --column text=NAME",
        columns.join(", ")
    ))
    .at(name))
}

fn wrong(name: &str, line: u64, error: &csv::Error) -> Error {
    let what = match error.kind() {
        ErrorKind::UnequalLengths {
            expected_len, len, ..
        } => format!(
            "has {len} cells, the first row has {expected_len}; a cell with a separator or a line break needs quotation marks"
        ),
        _ => format!("cannot be read: {error}"),
    };
    Error::input(what).at(format!("{name}:{line}"))
}

fn object(
    columns: &[String],
    row: &ByteRecord,
    options: &ImportOptions,
    notes: &mut Notes,
) -> Result<Map<String, Value>> {
    let mut object = Map::new();
    for (column, cell) in columns.iter().zip(row) {
        let cell = std::str::from_utf8(cell).map_err(|_| {
            Error::input(format!(
                "column \"{column}\" is not UTF-8; save the file as UTF-8"
            ))
        })?;
        object.insert(column.clone(), json!(cell));
    }
    tidy(&mut object, options, notes);
    Ok(object)
}

/// Empty cells to missing fields, label cells to lists.
pub(super) fn tidy(object: &mut Map<String, Value>, options: &ImportOptions, notes: &mut Notes) {
    for asked in options.heads.iter().filter(|_| !options.texts_only) {
        let field = options.field(&asked.name);
        let Some(Value::String(cell)) = object.get(field) else {
            continue;
        };
        let cell = cell.trim();
        let is_none =
            cell.is_empty() && options.empty_is_none && asked.kind != Some(HeadKind::Exclusive);
        if cell.is_empty() && !is_none {
            note(
                notes,
                &format!("empty cells taken as not labelled ({field})"),
            );
            continue;
        }
        let labels = labels(cell, asked.kind);
        object.insert(field.to_owned(), json!(labels));
    }
    let rater = options.field("rater");
    // The empty cell of a rater stays: it says that the label is settled.
    object.retain(|name, value| name == rater || *value != Value::String(String::new()));
}

fn labels(cell: &str, kind: Option<HeadKind>) -> Vec<String> {
    if cell.starts_with('[')
        && let Ok(labels) = serde_json::from_str(cell)
    {
        return labels;
    }
    if kind == Some(HeadKind::Exclusive) {
        return vec![cell.to_owned()];
    }
    cell.split(BETWEEN)
        .map(str::trim)
        .filter(|label| !label.is_empty())
        .map(str::to_owned)
        .collect()
}

fn cell(labels: &[String]) -> String {
    let is_odd = |label: &String| {
        label.contains(BETWEEN)
            || label.starts_with('[')
            || label.trim() != label
            || label.is_empty()
    };
    match labels.is_empty() || labels.iter().any(is_odd) {
        true => json!(labels).to_string(),
        false => labels.join(&BETWEEN.to_string()),
    }
}

/// One row: the statement's fields, the labels of one rater or the settled ones.
pub(super) struct Row<'a> {
    pub statement: &'a LabelledStatement,
    pub rater: Option<&'a str>,
}

impl Row<'_> {
    /// The labels under `head`.
    pub fn labels(&self, head: &str) -> Option<&Vec<String>> {
        match self.rater {
            Some(rater) => self.statement.ratings.get(head)?.get(rater),
            None => self.statement.labels.get(head),
        }
    }
}

/// The rows of a table: one a rater, and one for the settled labels.
pub(super) fn rows(statements: &[LabelledStatement]) -> Vec<Row<'_>> {
    let mut rows = Vec::new();
    for statement in statements {
        let raters: BTreeSet<&str> = statement
            .ratings
            .values()
            .flat_map(|raters| raters.keys().map(String::as_str))
            .collect();
        if raters.is_empty() || !statement.labels.is_empty() {
            rows.push(Row {
                statement,
                rater: None,
            });
        }
        for rater in raters {
            rows.push(Row {
                statement,
                rater: Some(rater),
            });
        }
    }
    rows
}

/// The columns beside heads and rater: those that any statement fills, text always.
pub(super) fn columns(statements: &[LabelledStatement]) -> Vec<String> {
    let mut used: BTreeSet<String> = BTreeSet::new();
    for statement in statements {
        used.extend(record::context(statement).into_iter().map(|(name, _)| name));
    }
    used.remove("rater");
    let mut columns = Vec::new();
    for part in record::PARTS {
        if part == "text" || used.remove(part) {
            columns.push(part.to_owned());
        }
    }
    columns.extend(used);
    columns
}

pub(super) fn write(
    statements: &[LabelledStatement],
    heads: &[Asked],
    separator: u8,
) -> Result<Vec<u8>> {
    let cannot = |error: csv::Error| Error::output("cannot be written as a table").because(error);
    let columns = columns(statements);
    let is_rated = statements.iter().any(|s| !s.ratings.is_empty());
    let mut writer = WriterBuilder::new()
        .delimiter(separator)
        .from_writer(Vec::new());
    let names = heads.iter().map(|asked| asked.name.as_str());
    writer
        .write_record(
            columns
                .iter()
                .map(String::as_str)
                .chain(names)
                .chain(is_rated.then_some("rater")),
        )
        .map_err(cannot)?;
    for row in rows(statements) {
        let mut context = record::context(row.statement);
        context.insert("text".into(), json!(row.statement.text));
        let mut cells: Vec<String> = columns
            .iter()
            .map(|name| {
                context
                    .get(name)
                    .and_then(record::plain)
                    .unwrap_or_default()
            })
            .collect();
        for asked in heads {
            let labels = row.labels(&asked.name);
            cells.push(labels.map(|labels| cell(labels)).unwrap_or_default());
        }
        if is_rated {
            cells.push(row.rater.unwrap_or_default().to_owned());
        }
        writer.write_record(&cells).map_err(cannot)?;
    }
    writer
        .into_inner()
        .map_err(|error| Error::output("cannot be written as a table").because(error.into_error()))
}
