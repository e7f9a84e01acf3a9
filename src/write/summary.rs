//! A summary: who said what how often, labels by speaker, outlet and month.
//!
//! The stream is a store of one short line an article, so a killed run goes on; the tables
//! are made at the end. Wire copy runs in many papers with other headlines and cuts; it is
//! recognised by what it shares and counted once.

use super::similar::{Seen, Sketch};
use super::{Encode, Encoded, Layout, Plain};
use crate::annotation::Annotation;
use crate::document::Article;
use crate::error::{Error, Result};
use crate::label::Head;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs::File;
use std::io::{BufRead, BufReader, Write};

/// Rows of a table; what follows is told in one line.
const ROWS: usize = 100;

/// Notes what the summary needs of each record.
#[derive(Debug, Clone, Copy, Default)]
pub struct Summary;

#[derive(Serialize, Deserialize)]
struct Note {
    outlet: String,
    month: String,
    sketch: Sketch,
    statements: Vec<(String, Vec<Vec<String>>)>,
}

impl Encode for Summary {
    fn encode(&self, article: &Article, record: Annotation) -> Result<Encoded> {
        let statements = record.statements.into_iter().map(|statement| {
            let speaker = statement
                .speaker
                .map_or("(unknown)".to_owned(), |speaker| speaker.name);
            let labels = statement
                .heads
                .iter()
                .map(|(_, answer)| answer.labels().to_vec());
            (speaker, labels.collect())
        });
        let note = Note {
            outlet: record.outlet.unwrap_or_else(|| "(unknown)".into()),
            month: record
                .date
                .as_deref()
                .and_then(month)
                .unwrap_or_else(|| "(unknown)".into()),
            sketch: Sketch::of(&article.text),
            statements: statements.collect(),
        };
        let mut line = serde_json::to_vec(&note)
            .map_err(|error| Error::output("cannot be written as JSON").because(error))?;
        line.push(b'\n');
        Ok(Encoded::Bytes(line))
    }
}

/// Makes the tables from the notes.
#[derive(Debug, Clone)]
pub struct SummaryLayout {
    heads: Vec<Head>,
}

impl SummaryLayout {
    /// Tables with a column for each label of `heads`.
    pub fn new(heads: &[Head]) -> Self {
        Self {
            heads: heads.to_vec(),
        }
    }
}

impl Layout for SummaryLayout {
    fn add(&mut self, piece: Encoded, out: &mut Vec<u8>) -> Result<bool> {
        Plain.add(piece, out)
    }

    fn is_store(&self) -> bool {
        true
    }

    fn publish(&self, stream: File, to: &mut (dyn Write + Send)) -> Result<()> {
        let unread = || Error::output("the notes of the summary cannot be read again");
        let mut tables = Tables::default();
        for line in BufReader::new(stream).split(b'\n') {
            let line = line.map_err(|error| unread().because(error))?;
            let note = serde_json::from_slice(&line).map_err(|error| unread().because(error))?;
            tables.add(note, &self.heads);
        }
        let text = tables.text(&self.heads);
        to.write_all(text.as_bytes())
            .map_err(|error| Error::output("cannot be written").because(error))
    }
}

/// What is counted for a speaker, an outlet or a month.
#[derive(Debug, Clone, Default)]
struct Counts {
    articles: u64,
    statements: u64,
    /// Statements a label, all heads side by side.
    labels: Vec<u64>,
}

#[derive(Default)]
struct Tables {
    seen: Seen,
    articles: u64,
    copies: u64,
    all: Counts,
    speakers: BTreeMap<String, Counts>,
    outlets: BTreeMap<String, Counts>,
    months: BTreeMap<String, Counts>,
}

impl Tables {
    fn add(&mut self, note: Note, heads: &[Head]) {
        self.articles += 1;
        if self.seen.is_copy(&note.sketch) {
            self.copies += 1;
            return;
        }
        let of_article = [
            &mut self.all,
            self.outlets.entry(note.outlet).or_default(),
            self.months.entry(note.month).or_default(),
        ];
        for counts in of_article {
            counts.articles += 1;
            for (_, labels) in &note.statements {
                counts.count(labels, heads);
            }
        }
        let mut speakers: Vec<&String> = Vec::new();
        for (speaker, labels) in &note.statements {
            let counts = self.speakers.entry(speaker.clone()).or_default();
            counts.count(labels, heads);
            if !speakers.contains(&speaker) {
                speakers.push(speaker);
                counts.articles += 1;
            }
        }
    }

    fn text(&self, heads: &[Head]) -> String {
        let mut out = String::new();
        let _ = writeln!(
            out,
            "# Statements on record\n\n{} articles, {} of them near-duplicates counted once; {} statements\n",
            self.articles, self.copies, self.all.statements
        );
        for (name, rows, by_count) in [
            ("speaker", &self.speakers, true),
            ("outlet", &self.outlets, true),
            ("month", &self.months, false),
        ] {
            table(&mut out, name, rows, by_count, heads);
        }
        out
    }
}

impl Counts {
    fn count(&mut self, labels: &[Vec<String>], heads: &[Head]) {
        self.statements += 1;
        self.labels
            .resize(heads.iter().map(Head::n_labels).sum(), 0);
        let mut before = 0;
        for (head, labels) in heads.iter().zip(labels) {
            for index in labels.iter().filter_map(|label| head.index(label)) {
                self.labels[before + index] += 1;
            }
            before += head.n_labels();
        }
    }
}

/// A table in Markdown, its columns in line.
fn table(
    out: &mut String,
    name: &str,
    rows: &BTreeMap<String, Counts>,
    by_count: bool,
    heads: &[Head],
) {
    let mut sorted: Vec<(&String, &Counts)> = rows.iter().collect();
    if by_count {
        sorted.sort_by_key(|(_, counts)| std::cmp::Reverse(counts.statements));
    }
    let labels = heads.iter().flat_map(|head| head.labels.iter());
    let names = [name, "articles", "statements"].map(str::to_owned);
    let mut lines: Vec<Vec<String>> = vec![names.into_iter().chain(labels.cloned()).collect()];
    let n_labels = lines[0].len() - 3;
    lines.extend(sorted.iter().take(ROWS).map(|(name, counts)| {
        let words: String = name
            .chars()
            .map(|c| if c.is_control() || c == '|' { ' ' } else { c })
            .collect();
        let label = |index: usize| {
            counts
                .labels
                .get(index)
                .copied()
                .unwrap_or_default()
                .to_string()
        };
        [
            words,
            counts.articles.to_string(),
            counts.statements.to_string(),
        ]
        .into_iter()
        .chain((0..n_labels).map(label))
        .collect()
    }));
    let width = |column: usize| {
        lines
            .iter()
            .map(|line| line[column].chars().count())
            .max()
            .unwrap_or_default()
    };
    let widths: Vec<usize> = (0..lines[0].len()).map(width).collect();
    for (number, line) in lines.iter().enumerate() {
        for (column, (cell, width)) in line.iter().zip(&widths).enumerate() {
            let _ = if column == 0 {
                write!(out, "| {cell:<width$} ")
            } else {
                write!(out, "| {cell:>width$} ")
            };
        }
        out.push_str("|\n");
        if number == 0 {
            for (column, width) in widths.iter().enumerate() {
                let end = if column == 0 { "-" } else { ":" };
                let _ = write!(out, "| {}{end} ", "-".repeat(width.saturating_sub(1)));
            }
            out.push_str("|\n");
        }
    }
    if sorted.len() > ROWS {
        let _ = writeln!(out, "\n… and {} more", sorted.len() - ROWS);
    }
    out.push('\n');
}

/// The month of a date as newsrooms write them: `2031-05-02T10:00Z`, `Fri, 02 May 2031`.
fn month(date: &str) -> Option<String> {
    const MONTHS: [&str; 12] = [
        "jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec",
    ];
    let words: Vec<&str> = date
        .split(|c: char| !c.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .collect();
    let is_year = |word: &str| word.len() == 4 && word.bytes().all(|b| b.is_ascii_digit());
    let year = words.iter().position(|word| is_year(word));
    if let (Some(0), Some(number)) = (year, words.get(1)) {
        let number: usize = number.parse().ok().filter(|n| (1..=12).contains(n))?;
        return Some(format!("{}-{number:02}", words[0]));
    }
    let number = words.iter().find_map(|word| {
        let start = word.get(..3)?.to_ascii_lowercase();
        MONTHS.iter().position(|month| *month == start)
    })?;
    Some(format!("{}-{:02}", words[year?], number + 1))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn months_are_found_in_dates_as_newsrooms_write_them() {
        for (date, expected) in [
            ("2031-05-02", Some("2031-05")),
            ("2031-05-02T10:00:00+02:00", Some("2031-05")),
            ("Fri, 02 May 2031 10:00:00 GMT", Some("2031-05")),
            ("May 2, 2031", Some("2031-05")),
            ("2 September 2031", Some("2031-09")),
            ("yesterday", None),
            ("2031", None),
        ] {
            assert_eq!(month(date).as_deref(), expected, "{date}");
        }
    }

    #[test]
    fn copies_count_once() {
        let story = |n: usize| {
            (n..n + 300)
                .map(|word| format!("word{word} "))
                .collect::<String>()
        };
        let note = |text: &str| Note {
            outlet: "The Ledger".into(),
            month: "2031-05".into(),
            sketch: Sketch::of(text),
            statements: vec![("A".into(), vec![]), ("A".into(), vec![])],
        };
        let mut tables = Tables::default();
        for text in [
            story(0),
            format!("Other headline. {} Editing by B.", story(0)),
            story(1000),
        ] {
            tables.add(note(&text), &[]);
        }
        assert_eq!((tables.articles, tables.copies), (3, 1));
        assert_eq!(tables.speakers["A"].statements, 4);
        assert!(
            tables
                .text(&[])
                .contains("| A       |        2 |          4 |"),
            "{}",
            tables.text(&[])
        );
    }
}
