//! CSV and TSV: one statement a row, for spreadsheets.
//!
//! A spreadsheet runs a cell that begins with `=`, `+`, `-` or `@` as a formula, and news
//! is written by strangers: such cells get an apostrophe in front, which spreadsheets hide
//! and [`restored`] takes away again. Numbers that we compute ourselves stay numbers.

use super::{Encode, Encoded, Layout, Plain};
use crate::annotation::{Annotation, Answer, Columns, Piece, StatementRecord};
use crate::document::Article;
use crate::error::Result;
use crate::label::{Head, HeadKind};
use std::fmt::Write;

/// Writes one row a statement.
#[derive(Debug, Clone)]
pub struct Csv {
    separator: char,
    heads: Vec<Head>,
}

const FIXED: [&str; 20] = [
    "id",
    "source",
    "title",
    "date",
    "author",
    "outlet",
    "url",
    "statement",
    "form",
    "spans",
    "text",
    "cue",
    "cue_span",
    "speaker",
    "mention",
    "mention_span",
    "speaker_confidence",
    "speaker_rule",
    "speaker_unknown",
    "text_sha256",
];

impl Csv {
    /// Rows with commas between cells, or whatever `separator` is; `heads` give columns.
    pub fn new(separator: char, heads: &[Head]) -> Self {
        Self {
            separator,
            heads: heads.to_vec(),
        }
    }

    /// The names of the columns.
    pub fn columns(&self) -> Vec<String> {
        let mut names: Vec<String> = FIXED.map(str::to_owned).to_vec();
        for head in &self.heads {
            names.push(head.name.clone());
            if head.kind == HeadKind::Independent {
                names.push(format!("{}_primary", head.name));
            }
            names.extend(
                head.labels
                    .iter()
                    .map(|label| format!("{}_p_{label}", head.name)),
            );
        }
        names
    }

    /// The layout: the names of the columns, then the rows.
    pub fn layout(&self) -> CsvLayout {
        let mut row = Row::new(self.separator);
        for name in self.columns() {
            row.words(&name);
        }
        CsvLayout(row.end())
    }

    fn row(&self, record: &Annotation, number: usize, statement: &StatementRecord) -> String {
        let mut row = Row::new(self.separator);
        row.words(&record.id);
        row.words(&record.source);
        for value in [
            &record.title,
            &record.date,
            &record.author,
            &record.outlet,
            &record.url,
        ] {
            row.words(value.as_deref().unwrap_or_default());
        }
        row.number(number);
        row.words(&statement.form);
        row.words(&spans(&statement.spans));
        row.words(&statement.text);
        row.piece(statement.cue.as_ref());
        let speaker = statement.speaker.as_ref();
        row.words(speaker.map_or("", |speaker| &speaker.name));
        row.piece(speaker.map(|speaker| &speaker.mention));
        match speaker {
            Some(speaker) => row.number(speaker.confidence),
            None => row.words(""),
        }
        row.words(speaker.map_or("", |speaker| &speaker.rule));
        row.words(statement.speaker_unknown.as_deref().unwrap_or_default());
        row.words(&record.text_sha256);
        for head in &self.heads {
            let answer = statement.heads.get(&head.name);
            row.words(&answer.map_or(String::new(), |answer| answer.labels().join(";")));
            if head.kind == HeadKind::Independent {
                let primary = match answer {
                    Some(Answer::Independent { primary, .. }) => primary.as_deref(),
                    _ => None,
                };
                row.words(primary.unwrap_or_default());
            }
            for label in &head.labels {
                match answer.and_then(|answer| answer.probabilities().get(label)) {
                    Some(probability) => row.number(probability),
                    None => row.words(""),
                }
            }
        }
        row.end()
    }
}

impl Encode for Csv {
    fn encode(&self, article: &Article, record: Annotation) -> Result<Encoded> {
        let _ = article;
        let rows = record.statements.iter().enumerate();
        let rows: String = rows
            .map(|(index, statement)| self.row(&record, index + 1, statement))
            .collect();
        Ok(Encoded::Bytes(rows.into_bytes()))
    }
}

/// The names of the columns, then the rows.
#[derive(Debug, Clone)]
pub struct CsvLayout(String);

impl Layout for CsvLayout {
    fn begin(&mut self, out: &mut Vec<u8>) {
        out.extend_from_slice(self.0.as_bytes());
    }

    fn add(&mut self, piece: Encoded, out: &mut Vec<u8>) -> Result<bool> {
        Plain.add(piece, out)
    }
}

/// `[[120,171],[186,240]]` as `120-171;186-240`.
fn spans(spans: &[Columns]) -> String {
    let spans: Vec<String> = spans
        .iter()
        .map(|[start, end]| format!("{start}-{end}"))
        .collect();
    spans.join(";")
}

struct Row {
    line: String,
    separator: char,
}

impl Row {
    fn new(separator: char) -> Self {
        Self {
            line: String::with_capacity(512),
            separator,
        }
    }

    fn next(&mut self) {
        if !self.line.is_empty() {
            self.line.push(self.separator);
        }
    }

    fn number(&mut self, value: impl std::fmt::Display) {
        self.next();
        // Writing to a string cannot fail.
        let _ = write!(self.line, "{value}");
    }

    fn words(&mut self, words: &str) {
        self.next();
        let words = defused(words);
        if !words.contains([self.separator, '"', '\n', '\r', '\'']) && !words.is_empty() {
            self.line.push_str(&words);
            return;
        }
        self.line.push('"');
        self.line.push_str(&words.replace('"', "\"\""));
        self.line.push('"');
    }

    fn piece(&mut self, piece: Option<&Piece>) {
        self.words(piece.map_or("", |piece| &piece.text));
        self.words(&piece.map_or(String::new(), |piece| spans(&[piece.span])));
    }

    fn end(mut self) -> String {
        self.line.push('\n');
        self.line
    }
}

/// True where a spreadsheet would run the cell, were it not for apostrophes in front.
fn is_formula(cell: &str) -> bool {
    cell.trim_start_matches('\'')
        .starts_with(['=', '+', '-', '@', '\t', '\r', '＝', '＋', '－', '＠'])
}

fn defused(cell: &str) -> std::borrow::Cow<'_, str> {
    if is_formula(cell) {
        format!("'{cell}").into()
    } else {
        cell.into()
    }
}

/// The words of a cell as they were before it was defused.
pub fn restored(cell: &str) -> &str {
    match cell.strip_prefix('\'') {
        Some(words) if is_formula(words) => words,
        _ => cell,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn formulas_are_defused_and_come_back() {
        for (words, cell) in [
            ("=1+1", "'=1+1"),
            ("-2 percent", "'-2 percent"),
            ("'=1", "''=1"),
            ("'Tis", "'Tis"),
            ("plain", "plain"),
        ] {
            assert_eq!(defused(words), cell);
            assert_eq!(restored(cell), words);
        }
    }

    proptest! {
        #[test]
        fn any_words_come_back_through_a_row(a in "\\PC{0,20}", b in "[-+=@'\",;\t\r\n]{0,6}") {
            let mut row = Row::new(',');
            row.words("first");
            row.words(&a);
            row.words(&b);
            let line = row.end();
            let mut reader = csv::ReaderBuilder::new().has_headers(false).from_reader(line.as_bytes());
            let cells = reader.records().next().unwrap().unwrap();
            prop_assert_eq!(restored(&cells[1]), a);
            prop_assert_eq!(restored(&cells[2]), b);
        }
    }
}
