//! CSV and TSV: one article a row, its parts in columns that the first row names.

use super::charset;
use super::compress::Bytes;
use super::fields::{Fields, Part, Parts};
use super::limits::Limits;
use super::place::{Piece, Place};
use super::{Body, Item, Raw, ReadOptions, Skip, Stream};
use csv::{ByteRecord, ErrorKind, Reader, ReaderBuilder};
use std::io::{self, Read};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

/// The articles in `bytes`, cells parted by `separator`.
pub(super) fn open(
    bytes: Bytes,
    separator: u8,
    source: &Arc<str>,
    options: &ReadOptions,
) -> Stream {
    let since = Arc::new(AtomicUsize::new(0));
    let bounded = Bounded {
        bytes,
        since: Arc::clone(&since),
        limits: options.limits.clone(),
    };
    let mut reader = ReaderBuilder::new()
        .delimiter(separator)
        .from_reader(bounded);
    let columns = match reader.byte_headers() {
        Ok(names) => columns(names, &options.fields),
        Err(error) => Err(explain(&error)),
    };
    match columns {
        Ok(columns) => Box::new(Rows {
            reader,
            columns,
            since,
            source: Arc::clone(source),
            number: 0,
            is_over: false,
        }),
        Err(reason) => Box::new(std::iter::once(Err(Skip::new(
            Place::whole(source),
            reason,
        )))),
    }
}

/// The part that each column holds.
fn columns(names: &ByteRecord, fields: &Fields) -> Result<Vec<Option<Part>>, String> {
    let names: Vec<String> = names
        .iter()
        .map(|name| {
            String::from_utf8_lossy(name)
                .trim()
                .trim_start_matches('\u{FEFF}')
                .to_owned()
        })
        .collect();
    if names.iter().all(String::is_empty) {
        return Err("is empty; expected a first row with the names of the columns".into());
    }
    let columns: Vec<Option<Part>> = names.iter().map(|name| fields.part(name)).collect();
    if !columns.contains(&Some(Part::Text)) {
        return Err(format!(
            "has no column \"{}\", its columns are {}; name the one with the article's words with --field text=NAME",
            fields.name(Part::Text),
            names.join(", ")
        ));
    }
    Ok(columns)
}

struct Rows {
    reader: Reader<Bounded>,
    columns: Vec<Option<Part>>,
    since: Arc<AtomicUsize>,
    source: Arc<str>,
    number: u64,
    is_over: bool,
}

impl Iterator for Rows {
    type Item = Item;

    fn next(&mut self) -> Option<Item> {
        if self.is_over {
            return None;
        }
        self.number += 1;
        self.since.store(0, Ordering::Relaxed);
        let place = Place::at(&self.source, Piece::Row(self.number));
        let mut row = ByteRecord::new();
        match self.reader.read_byte_record(&mut row) {
            Ok(true) => {
                let mut parts = Parts::default();
                for (cell, part) in row.iter().zip(&self.columns) {
                    if let Some(part) = part {
                        let cell = charset::decode(cell.to_vec(), None, charset::Kind::Plain);
                        parts.set(*part, cell.text);
                    }
                }
                let body = Body::Cells(parts);
                Some(Ok(Raw { place, body }))
            }
            Ok(false) => None,
            Err(error) => {
                self.is_over = !matches!(error.kind(), ErrorKind::UnequalLengths { .. });
                Some(Err(Skip::new(place, explain(&error))))
            }
        }
    }
}

fn explain(error: &csv::Error) -> String {
    match error.kind() {
        ErrorKind::UnequalLengths {
            expected_len, len, ..
        } => format!(
            "has {len} cells, the first row has {expected_len}; a cell with a separator or a line break needs quotation marks"
        ),
        ErrorKind::Io(error) => {
            format!("cannot be read from here on, the rest is passed over: {error}")
        }
        _ => format!("cannot be read from here on, the rest is passed over: {error}"),
    }
}

/// Stops where one row goes on without end, as after a quotation mark that never closes.
struct Bounded {
    bytes: Bytes,
    since: Arc<AtomicUsize>,
    limits: Limits,
}

impl Read for Bounded {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let n = self.bytes.read(buffer)?;
        let row = self.since.fetch_add(n, Ordering::Relaxed);
        if row > self.limits.article {
            let what =
                "the row goes on for more than the limit, perhaps a quotation mark is never closed";
            return Err(io::Error::other(self.limits.too_large(what).to_string()));
        }
        Ok(n)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(table: &str) -> Vec<Result<String, String>> {
        let options = ReadOptions {
            limits: Limits {
                article: 20_000,
                ..Limits::default()
            },
            ..ReadOptions::default()
        };
        let bytes: Bytes = Box::new(io::Cursor::new(table.as_bytes().to_vec()));
        open(bytes, b',', &"t.csv".into(), &options)
            .map(|item| {
                let raw = item.map_err(|skip| format!("{}: {}", skip.place, skip.reason))?;
                let article = raw.article(&options).map_err(|error| error.to_string())?;
                Ok(format!(
                    "{}|{}|{}",
                    article.id,
                    article.title.unwrap_or_default(),
                    article.text
                ))
            })
            .collect()
    }

    #[test]
    fn rows_are_articles() {
        let table = "\u{FEFF}id,title,text,other\n1,A,\"two\nlines, \"\"yes\"\"\",x\n2,,b,\n";
        assert_eq!(
            read(table),
            [Ok("1|A|two\nlines, \"yes\"".into()), Ok("2||b".into())]
        );
    }

    #[test]
    fn what_is_wrong_is_said_and_the_next_row_is_read() {
        let rows = read("id,text\n1,a\n2\n3,c\n");
        assert!(
            rows[1]
                .as_ref()
                .unwrap_err()
                .starts_with("t.csv: row 2: has 1 cells"),
            "{rows:?}"
        );
        assert_eq!(rows[2], Ok("3||c".into()));
        for (table, said) in [
            ("a,b\n1,2\n", "has no column \"text\", its columns are a, b"),
            ("", "is empty"),
        ] {
            let error = read(table).remove(0).unwrap_err();
            assert!(error.contains(said), "{error}");
        }
    }

    #[test]
    fn a_quotation_mark_that_never_closes_does_not_swallow_memory() {
        let table = format!("id,text\n1,\"{}", "word ".repeat(100_000));
        let error = read(&table).remove(0).unwrap_err();
        assert!(error.contains("never closed"), "{error}");
    }
}
