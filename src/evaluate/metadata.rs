//! What evaluation wants to know of statements beyond what training needs: outlet, month,
//! group of speakers, what several raters said.
//!
//! Read from the same JSON lines as the corpus, in the same order. Any string field can
//! part the data; `date` gives `month`. `ratings` is `{"HEAD": [labels of rater 1, …]}`.

use super::table::renumber;
use crate::corpus::Corpus;
use crate::error::{Error, Result};
use crate::label::{Head, LabelSet};
use serde_json::{Map, Value};
use std::collections::{BTreeMap, HashMap};
use std::path::Path;

/// The fields that part the data unless others are named.
pub const SLICES: [&str; 5] = ["form", "length", "outlet", "month", "speaker_group"];

/// Extra fields of statements, in file order; empty where nothing is known.
#[derive(Debug, Clone, Default)]
pub struct Metadata {
    records: Vec<Map<String, Value>>,
    group_field: Option<String>,
    slice_fields: Vec<String>,
}

impl Metadata {
    /// Reads the fields of `paths`. `group_field` names the field that groups statements,
    /// where it is not `group`; `slice_fields` adds to [`SLICES`].
    ///
    /// # Errors
    /// An input error where a file cannot be read or a line is not a JSON object.
    pub fn read<P: AsRef<Path>>(
        paths: &[P],
        group_field: Option<&str>,
        slice_fields: &[String],
    ) -> Result<Self> {
        let mut records = Vec::new();
        for path in paths {
            let path = path.as_ref();
            let text = std::fs::read_to_string(path)
                .map_err(|error| Error::input("cannot be read").in_file(path).because(error))?;
            for (index, line) in text.lines().enumerate() {
                if line.trim().is_empty() {
                    continue;
                }
                records.push(serde_json::from_str(line).map_err(|error| {
                    Error::input("is not a JSON object")
                        .at(format!("{}:{}", path.display(), index + 1))
                        .because(error)
                })?);
            }
        }
        Ok(Self {
            records,
            group_field: group_field.map(str::to_owned),
            slice_fields: slice_fields.to_vec(),
        })
    }

    /// Group numbers: by the field that was named, else by the corpus's own.
    pub fn groups(&self, corpus: &Corpus) -> Vec<usize> {
        let Some(field) = &self.group_field else {
            return corpus.groups();
        };
        let mut known: HashMap<String, usize> = HashMap::new();
        renumber((0..corpus.len()).map(|i| {
            let name = self
                .string(i, field)
                .unwrap_or_else(|| corpus.statements[i].group.clone());
            let next = known.len();
            *known.entry(name).or_insert(next)
        }))
    }

    /// The value of every parting field that at least one statement has.
    pub fn slices(&self, corpus: &Corpus) -> BTreeMap<String, Vec<Option<String>>> {
        let fields = SLICES.iter().map(|&field| field.to_owned());
        fields
            .chain(self.slice_fields.iter().cloned())
            .map(|field| {
                let values: Vec<Option<String>> = (0..corpus.len())
                    .map(|i| self.slice(corpus, i, &field))
                    .collect();
                (field, values)
            })
            .filter(|(_, values)| values.iter().any(Option::is_some))
            .collect()
    }

    fn slice(&self, corpus: &Corpus, i: usize, field: &str) -> Option<String> {
        let statement = &corpus.statements[i];
        match field {
            "form" => statement.form.map(|form| form.name().to_owned()),
            "length" => Some(length(&statement.text).to_owned()),
            "origin" => statement.origin.clone(),
            "month" => self
                .string(i, "month")
                .or_else(|| self.string(i, "date")?.get(..7).map(str::to_owned)),
            other => self.string(i, other),
        }
    }

    fn string(&self, i: usize, field: &str) -> Option<String> {
        let value = self.records.get(i)?.get(field)?.as_str()?;
        (!value.is_empty()).then(|| value.to_owned())
    }

    /// What raters said under `head` of the statements at `rows`; empty where nobody is
    /// known to have rated.
    ///
    /// # Errors
    /// An input error that names an unknown label.
    pub fn ratings(&self, head: &Head, rows: &[usize]) -> Result<Vec<Vec<LabelSet>>> {
        let of_row = |&row: &usize| -> Result<Vec<LabelSet>> {
            let Some(raters) = self
                .records
                .get(row)
                .and_then(|record| record.get("ratings")?.get(&head.name)?.as_array())
            else {
                return Ok(Vec::new());
            };
            raters
                .iter()
                .filter(|rating| !rating.is_null())
                .map(|rating| head.indices(&label_names(rating)))
                .collect()
        };
        let ratings: Vec<Vec<LabelSet>> = rows.iter().map(of_row).collect::<Result<_>>()?;
        let known = ratings.iter().any(|raters| raters.len() > 1);
        Ok(if known { ratings } else { Vec::new() })
    }
}

/// The names in a label field: a list of names, or one.
pub(crate) fn label_names(value: &Value) -> Vec<String> {
    match value {
        Value::String(name) => vec![name.clone()],
        Value::Array(items) => items
            .iter()
            .filter_map(|item| item.as_str().map(str::to_owned))
            .collect(),
        _ => Vec::new(),
    }
}

/// The class of a statement's length: news clips quotations to about ten words, whole
/// sentences run to about twenty, and beyond thirty-five there are usually two.
fn length(text: &str) -> &'static str {
    match text.split_whitespace().count() {
        0..10 => "1–9 words",
        10..20 => "10–19 words",
        20..35 => "20–34 words",
        _ => "35 words or more",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::label::HeadKind;
    use std::io::Write;

    #[test]
    fn extra_fields_part_group_and_rate() {
        let mut file = tempfile::NamedTempFile::new().unwrap();
        file.write_all(
            b"{\"text\":\"a b\",\"article\":\"x\",\"date\":\"2024-05-06\",\"stance\":[],\"ratings\":{\"stance\":[[\"for\"],[]]}}\n{\"text\":\"c\",\"article\":\"x\",\"stance\":[\"for\"],\"outlet\":\"Daily\"}\n",
        )
        .unwrap();
        let corpus = crate::corpus::read(&[file.path()], &["stance".into()]).unwrap();
        let metadata = Metadata::read(&[file.path()], Some("article"), &[]).unwrap();
        assert_eq!(metadata.groups(&corpus), [0, 0]);
        let slices = metadata.slices(&corpus);
        assert_eq!(slices["month"], [Some("2024-05".to_owned()), None]);
        assert_eq!(slices["outlet"][1].as_deref(), Some("Daily"));
        assert!(!slices.contains_key("form"));
        let head = Head::new("stance", HeadKind::Independent, ["for".to_owned()]).unwrap();
        let ratings = metadata.ratings(&head, &[0, 1]).unwrap();
        assert_eq!((ratings[0].len(), ratings[1].len()), (2, 0));
    }
}
