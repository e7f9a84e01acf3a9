//! Cross-validation: scores of every statement by models that never saw its group.

use super::TrainConfig;
use super::question::Question;
use crate::corpus::Corpus;
use crate::corpus::split;
use crate::error::Result;
use crate::features::{CountedTexts, Frequencies, TfidfParams};
use crate::metrics::ranking::average_precision;
use crate::model::estimator::Logistic;
use rayon::prelude::*;
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

/// What is cross-validated.
pub(super) struct Setting<'a> {
    pub(super) questions: &'a [Question<'a>],
    /// The fold of each statement, below `n_folds`.
    pub(super) folds: &'a [usize],
    pub(super) n_folds: usize,
    pub(super) texts: &'a CountedTexts,
    pub(super) features: &'a TfidfParams,
    /// One weight a statement.
    pub(super) weights: &'a [f64],
}

/// Fits every head, label and cost on all folds but one, and scores the one. Where `stop` is
/// set, the fold at hand is given up.
pub(super) fn out_of_fold(
    setting: &Setting<'_>,
    stop: &AtomicBool,
    step: &(dyn Fn() + Sync),
) -> Result<Crossed> {
    let &Setting {
        questions, folds, ..
    } = setting;
    let inside: Vec<Vec<usize>> = (0..setting.n_folds)
        .map(|fold| (0..folds.len()).filter(|&i| folds[i] != fold).collect())
        .collect();
    let frequencies: Vec<Frequencies> = inside
        .par_iter()
        .map(|inside| setting.texts.frequencies(inside, setting.features))
        .collect();
    let tasks: Vec<(usize, usize)> = (0..setting.n_folds)
        .flat_map(|fold| (0..questions.len()).map(move |head| (fold, head)))
        .collect();
    // One after another, so that the rows of one fold and head are held at a time; threads
    // share its labels and costs.
    let mut found: Vec<Option<Scored>> = Vec::with_capacity(tasks.len());
    for &(fold, head) in &tasks {
        let scored = match stop.load(Ordering::Relaxed) {
            true => None,
            false => setting.score_fold(fold, head, &inside[fold], &frequencies[fold], stop)?,
        };
        if let Some(scored) = &scored {
            scored.by_cost.iter().flatten().for_each(|_| step());
        }
        found.push(scored);
    }

    // A fold counts where every head is done.
    let done: Vec<usize> = (0..setting.n_folds)
        .filter(|fold| {
            let of_fold = tasks.iter().zip(&found).filter(|(task, _)| task.0 == *fold);
            of_fold.into_iter().all(|(_, found)| found.is_some())
        })
        .collect();
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
    for ((_, head), scored) in tasks.iter().zip(&mut found) {
        let Some(Scored { outside, by_cost }) = scored.take() else {
            continue;
        };
        for (cost, by_label) in by_cost.into_iter().enumerate() {
            for (label, column) in by_label.into_iter().enumerate() {
                for (&i, score) in outside.iter().zip(column) {
                    held_out[*head].scores[cost][i][label] = score;
                }
            }
        }
    }
    for (question, held_out) in questions.iter().zip(&mut held_out) {
        held_out.by_fold = held_out
            .scores
            .iter()
            .map(|scores| by_fold(question, folds, &done, scores))
            .collect();
        held_out.merits = held_out.by_fold.iter().map(|by| merit(by)).collect();
    }
    let n_terms: usize = done.iter().map(|&fold| frequencies[fold].n_terms()).sum();
    Ok(Crossed {
        heads: held_out,
        n_done: done.len(),
        n_folds: setting.n_folds,
        n_terms: n_terms as f64 / done.len().max(1) as f64,
    })
}

/// Scores of one head on the statements of one fold.
struct Scored {
    outside: Vec<usize>,
    /// `by_cost[cost][label][statement]`.
    by_cost: Vec<Vec<Vec<f64>>>,
}

impl Setting<'_> {
    fn score_fold(
        &self,
        fold: usize,
        head: usize,
        inside: &[usize],
        frequencies: &Frequencies,
        stop: &AtomicBool,
    ) -> Result<Option<Scored>> {
        let question = &self.questions[head];
        let labelled = question.labelled(inside);
        let factor = |kind| question.factor(kind);
        let rows = self
            .texts
            .rows(frequencies, self.features, factor, &labelled);
        let costs = &question.costs;
        let Some(fits) = question.fit(costs, &rows, &labelled, self.weights, stop)? else {
            return Ok(None);
        };
        let outside: Vec<usize> = (0..self.folds.len())
            .filter(|&i| self.folds[i] == fold)
            .collect();
        drop(rows);
        let rows = self
            .texts
            .rows(frequencies, self.features, factor, &outside);
        let score = |fit: &Logistic| (0..outside.len()).map(|i| fit.score(&rows, i)).collect();
        let by_cost = fits
            .par_iter()
            .map(|fits| fits.iter().map(score).collect())
            .collect();
        Ok(Some(Scored { outside, by_cost }))
    }
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

/// Mean over labels of average precision, in each of the folds that are `done`.
fn by_fold(
    question: &Question<'_>,
    folds: &[usize],
    done: &[usize],
    scores: &[Vec<f64>],
) -> Vec<f64> {
    done.par_iter()
        .map(|&fold| {
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
