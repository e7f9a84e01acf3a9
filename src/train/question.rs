//! One head with its place in the data: who carries which label, and what the estimator is
//! told of it.

use super::{HeadConfig, TrainConfig};
use crate::corpus::Corpus;
use crate::corpus::raters::shares;
use crate::error::{Error, Result};
use crate::features::{Kind, SparseRows};
use crate::label::{Head, HeadKind, LabelSet};
use crate::model::estimator::{self, Logistic, LogisticParams};
use std::collections::BTreeMap;
use std::sync::atomic::AtomicBool;

/// One head with its place in the data.
pub(super) struct Question<'c> {
    pub(super) config: &'c HeadConfig,
    /// The costs that are compared.
    pub(super) costs: Vec<f64>,
    pub(super) head: Head,
    /// Labels a statement, `None` where it was not labelled under this head.
    pub(super) labels: Vec<Option<LabelSet>>,
    /// By statement on which raters disagree: the share of them that gives each label.
    soft: BTreeMap<usize, Vec<f64>>,
}

pub(super) fn question<'c>(
    config: &'c HeadConfig,
    corpus: &Corpus,
    is_soft: bool,
) -> Result<Question<'c>> {
    let head = crate::corpus::head(corpus, &config.name, config.kind)?;
    for label in config.base_rates.keys() {
        head.indices(std::slice::from_ref(label)).map_err(|error| {
            Error::config(format!("base_rates of head \"{}\": {error}", config.name))
        })?;
    }
    let labels = corpus.labels(&head)?;
    if config.kind == HeadKind::Exclusive {
        for (statement, labels) in corpus.statements.iter().zip(&labels) {
            if labels.as_ref().is_some_and(|labels| labels.len() != 1) {
                return Err(Error::input(format!(
                    "statement {} has not exactly one label under the exclusive head \"{}\"",
                    statement.id, config.name
                )));
            }
        }
    }
    let soft = match is_soft {
        true => soft(corpus, &head),
        false => BTreeMap::new(),
    };
    Ok(Question {
        config,
        costs: config.costs.clone(),
        head,
        labels,
        soft,
    })
}

pub(super) fn origin_weights(corpus: &Corpus, config: &TrainConfig) -> Vec<f64> {
    corpus
        .statements
        .iter()
        .map(|statement| {
            let origin = statement.origin.as_deref().unwrap_or("");
            config.origin_weights.get(origin).copied().unwrap_or(1.0)
        })
        .collect()
}

impl Question<'_> {
    /// The statements labelled under this head, among `indices`.
    pub(super) fn labelled(&self, indices: &[usize]) -> Vec<usize> {
        indices
            .iter()
            .copied()
            .filter(|&i| self.labels[i].is_some())
            .collect()
    }

    pub(super) fn holds(&self, statement: usize, label: usize) -> bool {
        self.labels[statement]
            .as_ref()
            .is_some_and(|labels| labels.contains(label))
    }

    pub(super) fn base_rate(&self, label: usize) -> Option<f64> {
        self.config
            .base_rates
            .get(&self.head.labels[label])
            .copied()
    }

    /// What this head multiplies the terms of a kind by.
    pub(super) fn factor(&self, kind: Kind) -> f32 {
        self.config.kinds.get(&kind).copied().unwrap_or(1.0) as f32
    }

    /// Positions of `indices` again where raters disagree: the second copy of such a row
    /// answers for those who say no.
    pub(super) fn doubled(&self, indices: &[usize]) -> Vec<usize> {
        (0..indices.len())
            .filter(|&k| self.soft.contains_key(&indices[k]))
            .collect()
    }

    /// Fits every label at every cost to `rows`, the rows of the statements `indices`:
    /// `[cost][label]`. None where `stop` was set meanwhile.
    pub(super) fn fit(
        &self,
        costs: &[f64],
        rows: &SparseRows,
        indices: &[usize],
        weights: &[f64],
        stop: &AtomicBool,
    ) -> Result<Option<Vec<Vec<Logistic>>>> {
        let doubled = self.doubled(indices);
        let places = (0..indices.len()).chain(doubled.iter().copied());
        let places: Vec<u32> = places.map(|place| place as u32).collect();
        let n_labels = self.head.n_labels();
        let mut questions = Vec::with_capacity(costs.len() * n_labels);
        for &cost in costs {
            questions
                .extend((0..n_labels).map(|k| self.asked(k, cost, indices, &doubled, weights)));
        }
        let fits = LogisticParams::default().fit_many(rows, &places, &questions, stop)?;
        Ok(fits.map(|fits| fits.chunks(n_labels).map(<[Logistic]>::to_vec).collect()))
    }

    fn asked(
        &self,
        label: usize,
        cost: f64,
        indices: &[usize],
        doubled: &[usize],
        weights: &[f64],
    ) -> estimator::Question {
        let mut answers: Vec<bool> = indices.iter().map(|&i| self.holds(i, label)).collect();
        let mut weights: Vec<f64> = indices.iter().map(|&i| weights[i]).collect();
        for &k in doubled {
            let share = self.soft[&indices[k]][label];
            let whole = weights[k];
            // A copy that counts nothing gives the other's answer, so that a label which all
            // agree on is not taken for one that both answers were given to.
            answers[k] = share > 0.0;
            weights[k] = whole * if share > 0.0 { share } else { 1.0 };
            answers.push(share >= 1.0);
            weights.push(whole * if share > 0.0 { 1.0 - share } else { 0.0 });
        }
        estimator::Question {
            name: format!(
                "label \"{}\" of head \"{}\"",
                self.head.labels[label], self.head.name
            ),
            cost,
            answers,
            weights: Some(weights),
        }
    }
}

/// The share of raters that gives each label, where at least two rated and they disagree.
fn soft(corpus: &Corpus, head: &Head) -> BTreeMap<usize, Vec<f64>> {
    let mut soft = BTreeMap::new();
    for (i, statement) in corpus.statements.iter().enumerate() {
        let Some(ratings) = statement.ratings.get(&head.name) else {
            continue;
        };
        let shares = shares(ratings);
        let shares: Vec<f64> = head
            .labels
            .iter()
            .map(|label| shares.get(label.as_str()).copied().unwrap_or(0.0))
            .map(|share| if share > 1.0 - 1e-9 { 1.0 } else { share })
            .collect();
        let is_labelled = statement.labels.contains_key(&head.name);
        if is_labelled && shares.iter().any(|&share| share > 0.0 && share < 1.0) {
            soft.insert(i, shares);
        }
    }
    soft
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::corpus::{LabelledStatement, Ratings};

    /// Three of four raters say yes to the first row: as good as four rows, one a rater.
    #[test]
    fn shares_of_raters_weigh_as_rows_of_their_own_would() {
        let names = |labels: &[&str]| labels.iter().map(|l| (*l).to_owned()).collect::<Vec<_>>();
        let rated = |said: &[&[&str]]| -> Ratings {
            let said = said.iter().enumerate();
            let raters = said.map(|(i, labels)| (format!("r{i}"), names(labels)));
            BTreeMap::from([("h".to_owned(), raters.collect())])
        };
        let statement = |labels: &[&str], ratings: Ratings| LabelledStatement {
            labels: BTreeMap::from([("h".to_owned(), names(labels))]),
            ratings,
            ..LabelledStatement::default()
        };
        let corpus = Corpus {
            statements: vec![
                statement(&["a"], rated(&[&["a"], &["a"], &[], &["a"]])),
                statement(&["a"], Ratings::new()),
                statement(&[], rated(&[&[], &[]])),
            ],
            ..Corpus::default()
        };
        let config = HeadConfig::plain("h", HeadKind::Independent);
        let question = question(&config, &corpus, true).unwrap();
        let rows = |list: &[(u32, f32)]| {
            let mut rows = SparseRows::new(2);
            for &entry in list {
                rows.push(&mut [entry]);
            }
            rows
        };
        let indices = [0, 1, 2];
        assert_eq!(question.doubled(&indices), [0]);
        let ours = rows(&[(0, 1.0), (1, 1.0), (0, 0.5)]);
        let fitted = question
            .fit(&[2.0], &ours, &indices, &[1.0; 3], &AtomicBool::new(false))
            .unwrap()
            .unwrap();
        let fitted = &fitted[0][0];
        let theirs = rows(&[(0, 1.0), (0, 1.0), (0, 1.0), (0, 1.0), (1, 1.0), (0, 0.5)]);
        let expected = LogisticParams {
            cost: 2.0,
            ..LogisticParams::default()
        }
        .fit_rows(
            &theirs,
            &[true, true, true, false, true, false],
            Some(&[0.25, 0.25, 0.25, 0.25, 1.0, 1.0]),
            None,
        )
        .unwrap();
        for (a, b) in fitted.coefficients.iter().zip(&expected.coefficients) {
            assert!((a - b).abs() < 1e-4, "{fitted:?} {expected:?}");
        }
    }
}
