//! Results in the library's own form, turned into something else when that is asked for.
//!
//! A list of a hundred thousand records costs nothing but their memory until one is looked
//! at. JSON lines are those of the program, byte for byte.

use crate::errors::{PyRes, exception, fault};
use crate::input::Columns;
use crate::{objects, tables};
use onrecord::annotation::{Annotation, Classification};
use onrecord::document::Article;
use onrecord::label::Head;
use onrecord::write::{Encode, Encoded, Html, Jsonl, Layout, classification_line};
use pyo3::exceptions::PyIndexError;
use pyo3::prelude::*;
use pyo3::types::{PyBytes, PyList};
use std::sync::Arc;

/// What became of one input.
#[derive(Debug)]
pub enum Entry {
    /// An article with its statements.
    Article(Box<Annotation>),
    /// A statement with its labels.
    Statement(Classification),
    /// Nothing, and why.
    Skipped {
        /// What the record would have been called.
        id: String,
        /// Where the text came from.
        source: String,
        /// What is wrong with it.
        error: String,
    },
}

/// Results in input order, with the texts they were made from.
pub struct Inner {
    pub entries: Vec<Entry>,
    pub columns: Columns,
    pub heads: Vec<Head>,
}

/// Some results, in input order; `first` and `n` say which of those in memory.
#[pyclass(frozen, module = "onrecord._onrecord")]
pub struct Records {
    inner: Arc<Inner>,
    first: usize,
    n: usize,
}

impl Records {
    pub fn new(inner: Inner) -> Self {
        Self {
            n: inner.entries.len(),
            inner: Arc::new(inner),
            first: 0,
        }
    }

    fn entries(&self) -> &[Entry] {
        &self.inner.entries[self.first..self.first + self.n]
    }
}

#[pymethods]
impl Records {
    fn __len__(&self) -> usize {
        self.n
    }

    /// The results from `first` up to, not including, `end`; nothing is copied.
    fn part(&self, first: usize, end: usize) -> Self {
        let end = end.min(self.n);
        let first = first.min(end);
        Self {
            inner: Arc::clone(&self.inner),
            first: self.first + first,
            n: end - first,
        }
    }

    /// The result at `index` as an object of `onrecord._types`.
    fn get<'py>(&self, py: Python<'py>, index: usize) -> PyRes<Bound<'py, PyAny>> {
        let entry = self.entries().get(index);
        let entry = entry.ok_or_else(|| PyIndexError::new_err("there are no more results"))?;
        objects::of(py, entry, self.part(index, index + 1))
    }

    /// The places of the inputs that were passed over.
    fn skipped(&self) -> Vec<usize> {
        let is_skipped = |entry: &Entry| matches!(entry, Entry::Skipped { .. });
        let entries = self.entries().iter().enumerate();
        entries
            .filter_map(|(index, entry)| is_skipped(entry).then_some(index))
            .collect()
    }

    /// One record a line; what was passed over has none, as in the program's output.
    fn jsonl<'py>(&self, py: Python<'py>) -> PyRes<Bound<'py, PyBytes>> {
        let mut lines = Vec::new();
        for entry in self.entries() {
            lines.extend(line(entry).map_err(|error| exception(py, &error))?);
        }
        Ok(PyBytes::new(py, &lines))
    }

    /// The results as a table: `form` is `statements` or `records`.
    fn table<'py>(&self, py: Python<'py>, form: &str) -> PyRes<Bound<'py, PyAny>> {
        let entries = self.entries();
        let table = py.detach(|| tables::table(entries, &self.inner.heads, form));
        tables::to_python(py, table)
    }

    /// A page of the articles, each marked in place; nothing in it is executed.
    fn html(&self, py: Python<'_>) -> PyRes<String> {
        let writer = Html::new(&self.inner.heads);
        let mut layout = writer.layout();
        let mut page = Vec::new();
        layout.begin(&mut page);
        let failed = |error| exception(py, &error);
        for (index, entry) in self.entries().iter().enumerate() {
            let Entry::Article(record) = entry else {
                continue;
            };
            let text = self.inner.columns.get("text", self.first + index);
            let article = Article {
                id: record.id.clone(),
                title: record.title.clone(),
                text: text.unwrap_or_default().to_owned(),
                ..Article::default()
            };
            let piece = writer
                .encode(&article, (**record).clone())
                .map_err(failed)?;
            layout.add(piece, &mut page).map_err(failed)?;
        }
        layout.end(&mut page).map_err(failed)?;
        String::from_utf8(page).map_err(fault)
    }

    /// What `restore` makes these results of again, so that they can be sent elsewhere.
    fn __reduce__<'py>(&self, py: Python<'py>) -> PyRes<Bound<'py, PyAny>> {
        let failed = |error| exception(py, &error);
        let rows = PyList::empty(py);
        for (index, entry) in self.entries().iter().enumerate() {
            let text = self.inner.columns.get("text", self.first + index);
            let (kind, json, rest) = match entry {
                Entry::Article(_) => ("article", line(entry).map_err(failed)?, None),
                Entry::Statement(_) => ("statement", line(entry).map_err(failed)?, None),
                Entry::Skipped { id, source, error } => {
                    ("skipped", Vec::new(), Some((id, source, error)))
                }
            };
            rows.append((kind, PyBytes::new(py, &json), rest, text))?;
        }
        let heads = serde_json::to_string(&self.inner.heads).map_err(fault)?;
        let restore = py.import("onrecord._onrecord")?.getattr("restore")?;
        (restore, (rows, heads))
            .into_pyobject(py)
            .map(Bound::into_any)
    }
}

/// The record of `entry` as the program writes it; nothing where it was passed over.
pub fn line(entry: &Entry) -> onrecord::Result<Vec<u8>> {
    let encoded = match entry {
        Entry::Article(record) => Jsonl.encode(&Article::default(), (**record).clone())?,
        Entry::Statement(record) => classification_line(record)?,
        Entry::Skipped { .. } => return Ok(Vec::new()),
    };
    match encoded {
        Encoded::Bytes(bytes) => Ok(bytes),
        Encoded::Record(_) => Ok(Vec::new()),
    }
}

type Row = (
    String,
    Vec<u8>,
    Option<(String, String, String)>,
    Option<String>,
);

/// Results again as they were before pickling.
#[pyfunction]
pub fn restore(rows: Vec<Row>, heads: &str) -> PyRes<Records> {
    let mut texts = Vec::with_capacity(rows.len());
    let mut entries = Vec::with_capacity(rows.len());
    for (kind, json, rest, text) in rows {
        texts.push(text);
        entries.push(match (kind.as_str(), rest) {
            ("statement", _) => Entry::Statement(serde_json::from_slice(&json).map_err(fault)?),
            (_, Some((id, source, error))) => Entry::Skipped { id, source, error },
            _ => Entry::Article(serde_json::from_slice(&json).map_err(fault)?),
        });
    }
    Ok(Records::new(Inner {
        entries,
        columns: Columns::of_texts(texts),
        heads: serde_json::from_str(heads).map_err(fault)?,
    }))
}
