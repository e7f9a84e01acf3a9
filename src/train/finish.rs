//! A head refitted on everything, calibrated, its thresholds chosen: from out-of-fold scores
//! only.

use super::question::Question;
use super::{HeadFigures, figures, folds};
use crate::error::{Error, Result};
use crate::features::Vocabulary;
use crate::label::{HeadKind, LabelSet};
use crate::model::calibrate::Calibrator;
use crate::model::head::{FittedHead, HeadSettings};
use crate::model::threshold::{Target, Thresholds, choose};
use crate::score::Scores;
use ndarray::Array2;
use std::sync::atomic::AtomicBool;

/// Refits a head on everything and settles its calibration and thresholds.
pub(super) fn finish(
    question: &Question<'_>,
    chosen: usize,
    setting: &folds::Setting<'_>,
    vocabulary: &Vocabulary,
    held_out: folds::HeldOut,
    step: &(dyn Fn() + Sync),
) -> Result<(FittedHead, HeadFigures)> {
    let n_labels = question.head.n_labels();
    let all: Vec<usize> = (0..setting.folds.len()).collect();
    let labelled = question.labelled(&all);
    let frequencies = setting.texts.frequencies(&all, setting.features);
    let factor = |kind| question.factor(kind);
    let rows = setting
        .texts
        .rows(&frequencies, setting.features, factor, &labelled);
    let cost = question.costs[chosen];
    let never = AtomicBool::new(false);
    let fits = question.fit(&[cost], &rows, &labelled, setting.weights, &never)?;
    let fits = fits.expect("nobody stops this").swap_remove(0);
    fits.iter().for_each(|_| step());
    let mut coefficients = Array2::<f32>::zeros((n_labels, rows.n_terms()));
    for (mut row, fit) in coefficients.rows_mut().into_iter().zip(&fits) {
        for ((term, to), from) in (0..).zip(row.iter_mut()).zip(&fit.coefficients) {
            *to = (from * f64::from(factor(vocabulary.kind(term)))) as f32;
        }
    }
    let scores: Vec<Scores> = labelled
        .iter()
        .map(|&i| Scores(held_out.scores[chosen][i].clone()))
        .collect();
    let base_rates: Vec<Option<f64>> = (0..n_labels).map(|k| question.base_rate(k)).collect();
    let calibrator = calibrate(question, &labelled, &scores, &base_rates)?;
    let probabilities: Vec<Vec<f64>> = scores
        .iter()
        .map(|scores| calibrator.probabilities(scores).0)
        .collect();
    let thresholds = Thresholds {
        labels: thresholds(question, &labelled, &probabilities, &base_rates)?,
        abstain: question.config.abstain,
    };
    let centres = centres(question, &labelled, &scores);
    let fitted = FittedHead {
        head: question.head.clone(),
        coefficients,
        intercepts: fits.iter().map(|fit| fit.intercept).collect(),
        settings: HeadSettings {
            kinds: question.config.kinds.clone(),
            context: question.config.context,
            centres,
            calibrator,
            thresholds,
        },
    };
    let figures = figures::of_head(
        question,
        &fitted,
        cost,
        &labelled,
        &probabilities,
        &fits,
        held_out.merits,
    );
    Ok((fitted, figures))
}

pub(super) fn calibrate(
    question: &Question<'_>,
    labelled: &[usize],
    scores: &[Scores],
    base_rates: &[Option<f64>],
) -> Result<Calibrator> {
    let n_labels = base_rates.len();
    let named = |error: Error| error.at(format!("head \"{}\"", question.head.name));
    match question.head.kind {
        HeadKind::Independent => {
            let answers: Vec<Vec<bool>> = labelled
                .iter()
                .map(|&i| (0..n_labels).map(|k| question.holds(i, k)).collect())
                .collect();
            Calibrator::independent(scores, &answers, base_rates).map_err(named)
        }
        HeadKind::Exclusive => {
            let answers: Vec<usize> = labelled
                .iter()
                .filter_map(|&i| question.labels[i].as_ref()?.iter().next())
                .collect();
            Calibrator::exclusive(scores, &answers, base_rates).map_err(named)
        }
    }
}

/// Thresholds of an independent head; an exclusive one takes the likeliest label.
fn thresholds(
    question: &Question<'_>,
    labelled: &[usize],
    probabilities: &[Vec<f64>],
    base_rates: &[Option<f64>],
) -> Result<Vec<f64>> {
    if question.head.kind == HeadKind::Exclusive && question.config.target == Target::BestF1 {
        return Ok(vec![1.0; base_rates.len()]);
    }
    (0..base_rates.len())
        .map(|label| {
            let seen: Vec<(f64, bool)> = labelled
                .iter()
                .zip(probabilities)
                .map(|(&i, p)| (p[label], question.holds(i, label)))
                .collect();
            choose(&seen, base_rates[label], question.config.target)
                .map_err(|error| error.at(format!("label \"{}\"", question.head.labels[label])))
        })
        .collect()
}

/// The median out-of-fold score of statements that carry no label at all; of all statements
/// under an exclusive head, where every one carries one.
fn centres(question: &Question<'_>, labelled: &[usize], scores: &[Scores]) -> Vec<f64> {
    let exclusive = question.head.kind == HeadKind::Exclusive;
    (0..question.head.n_labels())
        .map(|label| {
            let mut column: Vec<f64> = labelled
                .iter()
                .zip(scores)
                .filter(|(i, _)| {
                    exclusive
                        || question.labels[**i]
                            .as_ref()
                            .is_some_and(LabelSet::is_empty)
                })
                .map(|(_, scores)| scores.0[label])
                .collect();
            column.sort_by(f64::total_cmp);
            column.get(column.len() / 2).copied().unwrap_or(0.0)
        })
        .collect()
}
