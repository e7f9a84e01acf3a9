//! Cross-validation: scores of every statement by models that never saw its group.

use super::{Question, TrainConfig};
use crate::corpus::Corpus;
use crate::corpus::split;
use crate::error::Result;
use crate::features::Tfidf;
use crate::metrics::ranking::average_precision;
use rayon::prelude::*;
use std::borrow::Cow;
use std::collections::BTreeMap;

/// Out-of-fold scores of one head.
pub(super) struct HeldOut {
    /// `scores[cost][statement][label]`.
    pub(super) scores: Vec<Vec<Vec<f64>>>,
    /// Mean average precision over labels of each cost, and its standard error over folds.
    pub(super) merits: Vec<(f64, f64)>,
}

/// The fold of each statement, stratified by the labels of the first head.
pub(super) fn deal(
    corpus: &Corpus,
    questions: &[Question<'_>],
    config: &TrainConfig,
) -> Vec<usize> {
    let mut known: BTreeMap<Vec<usize>, usize> = BTreeMap::new();
    let strata: Vec<usize> = (0..corpus.len())
        .map(|i| {
            let labels = questions[0].labels[i]
                .iter()
                .flat_map(|set| set.iter())
                .collect();
            let next = known.len();
            *known.entry(labels).or_insert(next)
        })
        .collect();
    split::folds(&corpus.groups(), &strata, config.folds, config.seed)
}

/// Fits every head, label and cost on all folds but one, and scores the one.
pub(super) fn out_of_fold(
    questions: &[Question<'_>],
    folds: &[usize],
    texts: &[Cow<'_, str>],
    weights: &[f64],
    learn: &(dyn Fn(&[usize]) -> Result<Tfidf> + Sync),
    n_folds: usize,
    step: &(dyn Fn() + Sync),
) -> Result<Vec<HeldOut>> {
    let mut held_out: Vec<HeldOut> = questions
        .iter()
        .map(|question| HeldOut {
            scores: vec![
                vec![vec![0.0; question.head.n_labels()]; folds.len()];
                question.config.costs.len()
            ],
            merits: Vec::new(),
        })
        .collect();
    for fold in 0..n_folds {
        let (inside, outside): (Vec<usize>, Vec<usize>) =
            (0..folds.len()).partition(|&i| folds[i] != fold);
        let tfidf = learn(&inside)?;
        let rows_in = tfidf.rows(inside.iter().map(|&i| texts[i].as_ref()));
        let rows_out = tfidf.rows(outside.iter().map(|&i| texts[i].as_ref()));
        for (question, held_out) in questions.iter().zip(&mut held_out) {
            let scales = question.scales(&tfidf);
            let labelled = question.labelled(&inside);
            let places: Vec<usize> = (0..inside.len())
                .filter(|&k| question.labels[inside[k]].is_some())
                .collect();
            let part = rows_in.select(&places).scaled(&scales);
            let part_out = rows_out.scaled(&scales);
            let columns: Vec<Vec<Vec<f64>>> = (0..question.head.n_labels())
                .into_par_iter()
                .map(|label| {
                    let mut warm = None;
                    let mut columns = Vec::new();
                    for &cost in &question.config.costs {
                        let fit =
                            question.fit(label, cost, &part, &labelled, weights, warm.as_ref())?;
                        columns.push(
                            (0..outside.len())
                                .map(|k| fit.score(&part_out, k))
                                .collect(),
                        );
                        warm = Some(fit);
                        step();
                    }
                    Ok(columns)
                })
                .collect::<Result<_>>()?;
            for (label, by_cost) in columns.iter().enumerate() {
                for (cost, column) in by_cost.iter().enumerate() {
                    for (&i, &score) in outside.iter().zip(column) {
                        held_out.scores[cost][i][label] = score;
                    }
                }
            }
        }
    }
    for (question, held_out) in questions.iter().zip(&mut held_out) {
        held_out.merits = (0..question.config.costs.len())
            .map(|cost| merit(question, folds, n_folds, &held_out.scores[cost]))
            .collect();
    }
    Ok(held_out)
}

impl HeldOut {
    /// The smallest cost whose merit is within one standard error of the best (Breiman and
    /// others 1984): of models that cannot be told apart, the most regularised one.
    pub(super) fn chosen(&self, question: &Question<'_>) -> Result<usize> {
        let best = (0..self.merits.len())
            .max_by(|&a, &b| self.merits[a].0.total_cmp(&self.merits[b].0))
            .unwrap_or(0);
        let floor = self.merits[best].0 - self.merits[best].1;
        let near = (0..self.merits.len()).filter(|&cost| self.merits[cost].0 >= floor);
        let costs = &question.config.costs;
        Ok(near
            .min_by(|&a, &b| costs[a].total_cmp(&costs[b]))
            .unwrap_or(best))
    }
}

/// Mean over labels of average precision, averaged over folds, with its standard error.
fn merit(
    question: &Question<'_>,
    folds: &[usize],
    n_folds: usize,
    scores: &[Vec<f64>],
) -> (f64, f64) {
    let by_fold: Vec<f64> = (0..n_folds)
        .map(|fold| {
            let inside: Vec<usize> = (0..folds.len())
                .filter(|&i| folds[i] == fold && question.labels[i].is_some())
                .collect();
            let n_labels = question.head.n_labels();
            let sum: f64 = (0..n_labels)
                .map(|label| {
                    let truth: Vec<bool> =
                        inside.iter().map(|&i| question.holds(i, label)).collect();
                    let column: Vec<f64> = inside.iter().map(|&i| scores[i][label]).collect();
                    average_precision(&truth, &column)
                })
                .sum();
            sum / n_labels as f64
        })
        .collect();
    let mean = by_fold.iter().sum::<f64>() / n_folds as f64;
    let variance = by_fold.iter().map(|m| (m - mean).powi(2)).sum::<f64>() / (n_folds as f64 - 1.0);
    (mean, (variance / n_folds as f64).sqrt())
}
