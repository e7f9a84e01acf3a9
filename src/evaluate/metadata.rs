//! What evaluation wants to know of statements beyond what training needs: outlet, month,
//! group of speakers, what several raters said.
//!
//! Any field of words that the corpus kept can part the data; `date` gives `month`.

use super::table::renumber;
use crate::corpus::Corpus;
use crate::error::Result;
use crate::label::{Head, LabelSet};
use serde_json::Value;
use std::collections::{BTreeMap, HashMap};

/// The fields that part the data unless others are named.
pub const SLICES: [&str; 5] = ["form", "length", "outlet", "month", "speaker_group"];

/// Which further fields of statements are looked at.
#[derive(Debug, Clone, Default)]
pub struct Metadata {
    group_field: Option<String>,
    slice_fields: Vec<String>,
}

impl Metadata {
    /// `group_field` names the field that groups statements, where it is not `group`;
    /// `slice_fields` adds to [`SLICES`]. The corpus must have kept its further fields.
    pub fn new(group_field: Option<&str>, slice_fields: &[String]) -> Self {
        Self {
            group_field: group_field.map(str::to_owned),
            slice_fields: slice_fields.to_vec(),
        }
    }

    /// Group numbers: by the field that was named, else by the corpus's own.
    pub fn groups(&self, corpus: &Corpus) -> Vec<usize> {
        let Some(field) = &self.group_field else {
            return corpus.groups();
        };
        let mut known: HashMap<String, usize> = HashMap::new();
        renumber((0..corpus.len()).map(|i| {
            let name =
                string(corpus, i, field).unwrap_or_else(|| corpus.statements[i].group.clone());
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
            "month" => string(corpus, i, "month")
                .or_else(|| string(corpus, i, "date")?.get(..7).map(str::to_owned)),
            other => string(corpus, i, other),
        }
    }

    /// What raters said under `head` of the statements at `rows`; empty where nobody is
    /// known to have rated.
    ///
    /// # Errors
    /// An input error that names an unknown label.
    pub fn ratings(
        &self,
        corpus: &Corpus,
        head: &Head,
        rows: &[usize],
    ) -> Result<Vec<Vec<LabelSet>>> {
        let of_row = |&row: &usize| -> Result<Vec<LabelSet>> {
            let statement = &corpus.statements[row];
            let raters = statement.ratings.get(&head.name).into_iter().flatten();
            raters
                .map(|(_, labels)| head.indices(labels))
                .collect::<Result<_>>()
                .map_err(|error| error.at(format!("ratings of statement {}", statement.id)))
        };
        let ratings: Vec<Vec<LabelSet>> = rows.iter().map(of_row).collect::<Result<_>>()?;
        let known = ratings.iter().any(|raters| raters.len() > 1);
        Ok(if known { ratings } else { Vec::new() })
    }
}

/// A field of statement `i`, among those it is known by and those that were kept.
fn string(corpus: &Corpus, i: usize, field: &str) -> Option<String> {
    let statement = &corpus.statements[i];
    let value = match field {
        "id" => Some(&statement.id),
        "group" => Some(&statement.group),
        "origin" => statement.origin.as_ref(),
        "title" => statement.title.as_ref(),
        "cue" => statement.cue.as_ref(),
        other => match statement.labels.get(other).map(Vec::as_slice) {
            Some([label]) => Some(label),
            _ => statement.extra.get(other),
        },
    }?;
    (!value.is_empty()).then(|| value.clone())
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
    use crate::corpus::{Asked, ImportOptions, import};
    use crate::label::HeadKind;
    use std::io::Write;

    #[test]
    fn extra_fields_part_group_and_rate() {
        let mut file = tempfile::NamedTempFile::new().unwrap();
        file.write_all(
            b"{\"text\":\"a b\",\"article\":\"x\",\"date\":\"2024-05-06\",\"stance\":[],\"ratings\":{\"stance\":[[\"for\"],[]]}}\n{\"text\":\"c\",\"article\":\"x\",\"stance\":[\"for\"],\"outlet\":\"Daily\"}\n",
        )
        .unwrap();
        let options = ImportOptions {
            heads: vec![Asked {
                name: "stance".into(),
                kind: Some(HeadKind::Independent),
            }],
            keep_extra: true,
            ..ImportOptions::default()
        };
        let corpus = import(&[file.path()], &options).unwrap();
        let metadata = Metadata::new(Some("article"), &[]);
        assert_eq!(metadata.groups(&corpus), [0, 0]);
        let slices = metadata.slices(&corpus);
        assert_eq!(slices["month"], [Some("2024-05".to_owned()), None]);
        assert_eq!(slices["outlet"][1].as_deref(), Some("Daily"));
        assert!(!slices.contains_key("form"));
        let head = Head::new("stance", HeadKind::Independent, ["for".to_owned()]).unwrap();
        let ratings = metadata.ratings(&corpus, &head, &[0, 1]).unwrap();
        assert_eq!((ratings[0].len(), ratings[1].len()), (2, 0));
    }
}
