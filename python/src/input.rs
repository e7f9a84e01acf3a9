//! Texts as Python holds them: lists of strings, or the chunks of an Arrow column.
//!
//! Neither is copied on the way in; Arrow checks that its bytes are UTF-8. A null is a
//! text that is missing, which the library then says in its own words.

use crate::errors::{PyRes, input};
use arrow_array::cast::AsArray;
use arrow_array::{Array, ArrayRef, make_array};
use arrow_data::ArrayData;
use arrow_pyarrow::FromPyArrow;
use arrow_schema::DataType;
use pyo3::prelude::*;
use pyo3::pybacked::PyBackedStr;
use pyo3::types::{PyDict, PyList, PyString};
use std::collections::BTreeMap;

/// One column of texts.
pub enum Column {
    /// A list.
    List(Vec<Option<PyBackedStr>>),
    /// A column in chunks, each behind the number of its first row.
    Chunks(Vec<(usize, ArrayRef)>, usize),
    /// Texts of our own, as where results were unpickled.
    Owned(Vec<Option<String>>),
}

impl Column {
    /// A list of strings, or a list of Arrow arrays of strings.
    fn of(name: &str, value: &Bound<'_, PyAny>) -> PyRes<Self> {
        let py = value.py();
        let list = value.cast::<PyList>()?;
        let is_arrow = |item: &Bound<'_, PyAny>| item.hasattr("__arrow_c_array__");
        if list.len() > 0 && is_arrow(&list.get_item(0)?)? {
            return Self::chunks(name, list);
        }
        let text = |(row, item): (usize, Bound<'_, PyAny>)| match () {
            () if item.is_none() => Ok(None),
            () if item.is_instance_of::<PyString>() => match item.extract() {
                Ok(text) => Ok(Some(text)),
                Err(_) => Err(input(
                    py,
                    &format!(
                        "{name} {} holds half a character (a lone surrogate); expected Unicode text",
                        row + 1
                    ),
                )),
            },
            () => Err(input(
                py,
                &format!(
                    "{name} {} is of type {}; expected a string or None",
                    row + 1,
                    item.get_type().name()?
                ),
            )),
        };
        let texts = list.iter().enumerate().map(text);
        Ok(Self::List(texts.collect::<PyRes<_>>()?))
    }

    fn chunks(name: &str, list: &Bound<'_, PyList>) -> PyRes<Self> {
        let mut chunks = Vec::with_capacity(list.len());
        let mut n = 0;
        for item in list.iter() {
            let data = ArrayData::from_pyarrow_bound(&item).map_err(|error| {
                let message = format!("column {name} cannot be read: {}", error.value(list.py()));
                input(list.py(), &message)
            })?;
            let array = make_array(data);
            let kind = array.data_type();
            if !matches!(
                kind,
                DataType::Utf8 | DataType::LargeUtf8 | DataType::Utf8View
            ) {
                let message = format!("column {name} is of type {kind}; expected strings");
                return Err(input(list.py(), &message));
            }
            let length = array.len();
            chunks.push((n, array));
            n += length;
        }
        Ok(Self::Chunks(chunks, n))
    }

    /// The number of rows.
    pub fn len(&self) -> usize {
        match self {
            Self::List(texts) => texts.len(),
            Self::Chunks(_, n) => *n,
            Self::Owned(texts) => texts.len(),
        }
    }

    /// The text in `row`; none where it is missing.
    pub fn get(&self, row: usize) -> Option<&str> {
        match self {
            Self::List(texts) => texts.get(row)?.as_deref(),
            Self::Owned(texts) => texts.get(row)?.as_deref(),
            Self::Chunks(chunks, _) => {
                let chunk = chunks.partition_point(|(first, _)| *first <= row);
                let (first, array) = chunks.get(chunk.checked_sub(1)?)?;
                let row = row - first;
                if row >= array.len() || array.is_null(row) {
                    return None;
                }
                Some(match array.data_type() {
                    DataType::LargeUtf8 => array.as_string::<i64>().value(row),
                    DataType::Utf8View => array.as_string_view().value(row),
                    _ => array.as_string::<i32>().value(row),
                })
            }
        }
    }
}

/// Columns by the part of an article or statement that they hold, all of one length.
pub struct Columns {
    parts: BTreeMap<String, Column>,
    n: usize,
}

impl Columns {
    /// Takes a dictionary of columns.
    pub fn of(parts: &Bound<'_, PyDict>) -> PyRes<Self> {
        let mut columns = BTreeMap::new();
        for (name, value) in parts.iter() {
            let name: String = name.extract()?;
            let column = Column::of(&name, &value)?;
            columns.insert(name, column);
        }
        let n = columns.get("text").map_or(0, Column::len);
        if let Some((name, column)) = columns.iter().find(|(_, column)| column.len() != n) {
            let message = format!(
                "column {name} has {} rows, column text has {n}; expected one for each text",
                column.len()
            );
            return Err(input(parts.py(), &message));
        }
        Ok(Self { parts: columns, n })
    }

    /// Texts alone.
    pub fn of_texts(texts: Vec<Option<String>>) -> Self {
        Self {
            n: texts.len(),
            parts: BTreeMap::from([("text".to_owned(), Column::Owned(texts))]),
        }
    }

    /// The number of rows.
    pub fn len(&self) -> usize {
        self.n
    }

    /// The part `name` in `row`, where it is known.
    pub fn get(&self, name: &str, row: usize) -> Option<&str> {
        self.parts.get(name)?.get(row)
    }
}
