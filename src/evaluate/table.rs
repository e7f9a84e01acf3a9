//! What a model says of labelled statements, beside the truth: the one thing that figures
//! are made from. Made once from a model and a corpus, or by hand in tests.

use super::metadata::Metadata;
use crate::corpus::Corpus;
use crate::error::{Error, Result};
use crate::label::{Head, LabelSet};
use crate::model::{HeadResult, Model};
use crate::score::Decision;
use rayon::prelude::*;
use std::collections::{BTreeMap, HashMap};

/// Predictions on a corpus.
#[derive(Debug, Clone, Default)]
pub struct Table {
    /// The model that made them.
    pub model: String,
    /// SHA-256 of its manifest.
    pub model_sha256: String,
    /// Identifiers, one a statement.
    pub ids: Vec<String>,
    /// Words, one a statement.
    pub texts: Vec<String>,
    /// Groups, one a statement, numbered from 0.
    pub groups: Vec<usize>,
    /// Values of the fields by which the data is parted, one a statement each.
    pub slices: BTreeMap<String, Vec<Option<String>>>,
    /// One entry a head of which at least one statement is labelled.
    pub heads: Vec<HeadTable>,
}

/// Predictions of one head on the statements labelled under it.
#[derive(Debug, Clone)]
pub struct HeadTable {
    /// The head.
    pub head: Head,
    /// Positions in the table, ascending.
    pub rows: Vec<usize>,
    /// The truth, one a row.
    pub gold: Vec<LabelSet>,
    /// `rows × n_labels` linear scores.
    pub scores: Vec<Vec<f64>>,
    /// `rows × n_labels` calibrated probabilities.
    pub probabilities: Vec<Vec<f64>>,
    /// What the model says, one a row.
    pub decisions: Vec<Decision>,
    /// Groups, one a row, numbered from 0 without gaps.
    pub groups: Vec<usize>,
    /// What each of several raters said, one list a row; empty where raters are not known.
    pub ratings: Vec<Vec<LabelSet>>,
}

impl Table {
    /// Asks `model` about every statement of `corpus`; `metadata` adds groups, slices and
    /// ratings that the corpus itself does not hold.
    ///
    /// # Errors
    /// An input error where a gold label is unknown to its head, or where no statement is
    /// labelled under any head of the model.
    pub fn of(model: &Model, corpus: &Corpus, metadata: &Metadata) -> Result<Self> {
        let answers: Vec<Vec<HeadResult>> = corpus
            .statements
            .par_iter()
            .map(|statement| model.classify(&statement.view()))
            .collect();
        let groups = metadata.groups(corpus);
        let mut heads = Vec::new();
        for (position, head) in model.heads().iter().enumerate() {
            let gold = corpus.labels(head)?;
            let rows: Vec<usize> = (0..gold.len()).filter(|&i| gold[i].is_some()).collect();
            if rows.is_empty() {
                continue;
            }
            let answer = |row: &usize| &answers[*row][position];
            heads.push(HeadTable {
                gold: rows.iter().filter_map(|&row| gold[row].clone()).collect(),
                scores: rows
                    .iter()
                    .map(|row| answer(row).scores.0.clone())
                    .collect(),
                probabilities: rows
                    .iter()
                    .map(|row| answer(row).probabilities.0.clone())
                    .collect(),
                decisions: rows
                    .iter()
                    .map(|row| answer(row).decision.clone())
                    .collect(),
                groups: renumber(rows.iter().map(|&row| groups[row])),
                ratings: metadata.ratings(corpus, head, &rows)?,
                head: head.clone(),
                rows,
            });
        }
        if heads.is_empty() {
            let names: Vec<&str> = model
                .heads()
                .iter()
                .map(|head| head.name.as_str())
                .collect();
            return Err(Error::input(format!(
                "no statement has a field {}; evaluation needs gold labels",
                names.join(" or ")
            )));
        }
        Ok(Self {
            model: model.name().to_owned(),
            model_sha256: model.sha256().to_owned(),
            ids: corpus.statements.iter().map(|s| s.id.clone()).collect(),
            texts: corpus.statements.iter().map(|s| s.text.clone()).collect(),
            slices: metadata.slices(corpus),
            groups,
            heads,
        })
    }

    /// Asks `model` about statements that nobody labelled: every head has every row, and
    /// no row a true label. Labels that the corpus may hold are not read.
    pub fn of_batch(model: &Model, corpus: &Corpus) -> Self {
        let mut answers: Vec<Vec<HeadResult>> = corpus
            .statements
            .par_iter()
            .map(|statement| model.classify(&statement.view()))
            .collect();
        let groups = corpus.groups();
        let n = corpus.len();
        let heads = model
            .heads()
            .iter()
            .rev()
            .map(|head| {
                let mut table = HeadTable {
                    head: head.clone(),
                    rows: (0..n).collect(),
                    gold: vec![LabelSet::default(); n],
                    scores: Vec::with_capacity(n),
                    probabilities: Vec::with_capacity(n),
                    decisions: Vec::with_capacity(n),
                    groups: groups.clone(),
                    ratings: Vec::new(),
                };
                for result in answers.iter_mut().filter_map(Vec::pop) {
                    table.scores.push(result.scores.0);
                    table.probabilities.push(result.probabilities.0);
                    table.decisions.push(result.decision);
                }
                table
            })
            .collect::<Vec<_>>();
        Self {
            model: model.name().to_owned(),
            model_sha256: model.sha256().to_owned(),
            ids: corpus.statements.iter().map(|s| s.id.clone()).collect(),
            texts: corpus.statements.iter().map(|s| s.text.clone()).collect(),
            slices: BTreeMap::new(),
            groups,
            heads: heads.into_iter().rev().collect(),
        }
    }

    /// The number of statements.
    pub fn len(&self) -> usize {
        self.ids.len()
    }

    /// True where there is none.
    pub fn is_empty(&self) -> bool {
        self.ids.is_empty()
    }
}

impl HeadTable {
    /// The number of labelled statements.
    pub fn len(&self) -> usize {
        self.gold.len()
    }

    /// True where there is none.
    pub fn is_empty(&self) -> bool {
        self.gold.is_empty()
    }

    /// The number of groups.
    pub fn n_groups(&self) -> usize {
        self.groups.iter().max().map_or(0, |&last| last + 1)
    }

    /// Whether each row carries the label at `index`.
    pub fn truth(&self, index: usize) -> Vec<bool> {
        self.gold.iter().map(|gold| gold.contains(index)).collect()
    }

    /// Whether the label at `index` was said of each row.
    pub fn said(&self, index: usize) -> Vec<bool> {
        self.decisions
            .iter()
            .map(|decision| match decision {
                Decision::Labels { labels, .. } => labels.contains(index),
                Decision::Abstained => false,
            })
            .collect()
    }

    /// The probability of the label at `index` for each row.
    pub fn probability(&self, index: usize) -> Vec<f64> {
        self.probabilities.iter().map(|row| row[index]).collect()
    }

    /// Whether each row is answered wholly right: the same set of labels, not abstained.
    pub fn right(&self) -> Vec<bool> {
        self.decisions
            .iter()
            .zip(&self.gold)
            .map(|(decision, gold)| {
                matches!(decision, Decision::Labels { labels, .. } if labels == gold)
            })
            .collect()
    }

    /// The rows at `keep`, with groups numbered anew.
    pub fn select(&self, keep: &[usize]) -> HeadTable {
        let pick = |rows: &[Vec<f64>]| keep.iter().map(|&i| rows[i].clone()).collect();
        HeadTable {
            head: self.head.clone(),
            rows: keep.iter().map(|&i| self.rows[i]).collect(),
            gold: keep.iter().map(|&i| self.gold[i].clone()).collect(),
            scores: pick(&self.scores),
            probabilities: pick(&self.probabilities),
            decisions: keep.iter().map(|&i| self.decisions[i].clone()).collect(),
            groups: renumber(keep.iter().map(|&i| self.groups[i])),
            ratings: if self.ratings.is_empty() {
                Vec::new()
            } else {
                keep.iter().map(|&i| self.ratings[i].clone()).collect()
            },
        }
    }
}

/// The names of `labels` under `head`.
pub(crate) fn names(head: &Head, labels: &LabelSet) -> Vec<String> {
    labels
        .iter()
        .map(|index| head.labels[index].clone())
        .collect()
}

/// Numbers groups from 0 in order of appearance.
pub(crate) fn renumber(groups: impl Iterator<Item = usize>) -> Vec<usize> {
    let mut known: HashMap<usize, usize> = HashMap::new();
    groups
        .map(|group| {
            let next = known.len();
            *known.entry(group).or_insert(next)
        })
        .collect()
}
