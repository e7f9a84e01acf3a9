//! Cross-validation: scores of every statement by models that never saw its group.

use super::TrainConfig;
use super::question::Question;
use crate::corpus::Corpus;
use crate::corpus::split;
use crate::error::Result;
use crate::features::Tfidf;
use crate::metrics::ranking::average_precision;
use rayon::prelude::*;
use std::borrow::Cow;
use std::collections::BTreeMap;
use std::sync::atomic::{AtomicBool, Ordering};

/// Out-of-fold scores of one head.
pub(super) struct HeldOut {
    /// `scores[cost][statement][label]`.
    pub(super) scores: Vec<Vec<Vec<f64>>>,
    /// `by_fold[cost][fold]`: average precision, the mean over labels.
    pub(super) by_fold: Vec<Vec<f64>>,
    /// Mean average precision over labels of each cost, and its standard error over folds.
    pub(super) merits: Vec<(f64, f64)>,
}

/// What cross-validation of one configuration came to.
pub(super) struct Crossed {
    /// One a head.
    pub(super) heads: Vec<HeldOut>,
    /// Folds that were finished: all, unless the run was stopped.
    pub(super) n_done: usize,
    /// All folds.
    pub(super) n_folds: usize,
    /// Terms of the folds' vocabularies, the mean.
    pub(super) n_terms: f64,
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

/// Fits every head, label and cost on all folds but one, and scores the one. Where `stop` is
/// set, the fold at hand is given up.
#[allow(clippy::too_many_arguments)]
pub(super) fn out_of_fold(
    questions: &[Question<'_>],
    folds: &[usize],
    texts: &[Cow<'_, str>],
    weights: &[f64],
    learn: &(dyn Fn(&[usize]) -> Result<Tfidf> + Sync),
    n_folds: usize,
    stop: &AtomicBool,
    step: &(dyn Fn() + Sync),
) -> Result<Crossed> {
    let mut held_out: Vec<HeldOut> = questions
        .iter()
        .map(|question| HeldOut {
            scores: vec![
                vec![vec![0.0; question.head.n_labels()]; folds.len()];
                question.costs.len()
            ],
            by_fold: Vec::new(),
            merits: Vec::new(),
        })
        .collect();
    let (mut n_done, mut n_terms) = (0, 0);
    'folds: for fold in 0..n_folds {
        if stop.load(Ordering::Relaxed) {
            break;
        }
        let (inside, outside): (Vec<usize>, Vec<usize>) =
            (0..folds.len()).partition(|&i| folds[i] != fold);
        let tfidf = learn(&inside)?;
        let rows_in = tfidf.rows(inside.iter().map(|&i| texts[i].as_ref()));
        let rows_out = tfidf.rows(outside.iter().map(|&i| texts[i].as_ref()));
        for (question, held_out) in questions.iter().zip(&mut held_out) {
            let scales = question.scales(&tfidf);
            let labelled = question.labelled(&inside);
            let mut places: Vec<usize> = (0..inside.len())
                .filter(|&k| question.labels[inside[k]].is_some())
                .collect();
            let again: Vec<usize> = question.doubled(&labelled);
            places.extend(again.into_iter().map(|k| places[k]).collect::<Vec<_>>());
            let part = rows_in.select(&places).scaled(&scales);
            let part_out = rows_out.scaled(&scales);
            let columns: Option<Vec<Vec<Vec<f64>>>> = (0..question.head.n_labels())
                .into_par_iter()
                .map(|label| {
                    let mut warm = None;
                    let mut columns = Vec::new();
                    for &cost in &question.costs {
                        if stop.load(Ordering::Relaxed) {
                            return Ok(None);
                        }
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
                    Ok(Some(columns))
                })
                .collect::<Result<_>>()?;
            let Some(columns) = columns else {
                break 'folds;
            };
            for (label, by_cost) in columns.iter().enumerate() {
                for (cost, column) in by_cost.iter().enumerate() {
                    for (&i, &score) in outside.iter().zip(column) {
                        held_out.scores[cost][i][label] = score;
                    }
                }
            }
        }
        n_done += 1;
        n_terms += tfidf.vocabulary().n_terms();
    }
    for (question, held_out) in questions.iter().zip(&mut held_out) {
        held_out.by_fold = held_out
            .scores
            .iter()
            .map(|scores| by_fold(question, folds, n_done, scores))
            .collect();
        held_out.merits = held_out.by_fold.iter().map(|by| merit(by)).collect();
    }
    Ok(Crossed {
        heads: held_out,
        n_done,
        n_folds,
        n_terms: n_terms as f64 / n_done.max(1) as f64,
    })
}

impl HeldOut {
    /// The smallest cost whose merit is within one standard error of the best (Breiman and
    /// others 1984): of models that cannot be told apart, the most regularised one.
    pub(super) fn chosen(&self, question: &Question<'_>) -> usize {
        let best = (0..self.merits.len())
            .max_by(|&a, &b| self.merits[a].0.total_cmp(&self.merits[b].0))
            .unwrap_or(0);
        let floor = self.merits[best].0 - self.merits[best].1;
        let near = (0..self.merits.len()).filter(|&cost| self.merits[cost].0 >= floor);
        let costs = &question.costs;
        near.min_by(|&a, &b| costs[a].total_cmp(&costs[b]))
            .unwrap_or(best)
    }
}

/// Mean over labels of average precision, in each of the first `n_folds` folds.
fn by_fold(
    question: &Question<'_>,
    folds: &[usize],
    n_folds: usize,
    scores: &[Vec<f64>],
) -> Vec<f64> {
    (0..n_folds)
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
        .collect()
}

/// The mean over folds, with its standard error.
pub(super) fn merit(by_fold: &[f64]) -> (f64, f64) {
    let n_folds = by_fold.len() as f64;
    let mean = by_fold.iter().sum::<f64>() / n_folds;
    let variance = by_fold.iter().map(|m| (m - mean).powi(2)).sum::<f64>() / (n_folds - 1.0);
    (mean, (variance / n_folds).sqrt())
}
