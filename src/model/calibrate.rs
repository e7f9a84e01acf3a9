//! From scores to probabilities that can be believed.
//!
//! A calibrator is a small dense logistic regression on out-of-fold scores, fitted by
//! `linfa-logistic`: binary for each independent label (Platt 1999), multinomial over all
//! scores for an exclusive head. A corpus holds more labelled statements than life does,
//! so the fitted log-odds are then shifted to stated base rates (Saerens, Latinne and
//! Decaestecker 2002).

use crate::error::{Error, Result};
use crate::model::estimator::sigmoid;
use crate::score::{Probabilities, Scores};
use linfa::Dataset;
use linfa::traits::Fit;
use linfa_logistic::{LogisticRegression, MultiLogisticRegression};
use ndarray::{Array1, Array2};
use serde::{Deserialize, Serialize};

/// Turns the scores of one head into probabilities.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Calibrator {
    /// One line a label: `p = sigmoid(slope × score + offset)`.
    Independent {
        /// One slope a label.
        slopes: Vec<f64>,
        /// One offset a label, shifted to the base rates.
        offsets: Vec<f64>,
    },
    /// A softmax over all scores: `n_labels × n_labels` weights, row by input score.
    Exclusive {
        /// `weights[i][k]`: what score `i` adds to the log-odds of label `k`.
        weights: Vec<Vec<f64>>,
        /// One offset a label, shifted to the base rates.
        offsets: Vec<f64>,
    },
}

/// Strength of regularisation: enough to keep separable scores finite, too little to be seen.
const ALPHA: f64 = 1e-2;

impl Calibrator {
    /// Fits one line a label.
    ///
    /// `scores` holds one row a statement, one score a label; `answers` says which labels
    /// hold; `base_rates`, one a label in `(0, 1)` or `None` for the rate in `answers`, is
    /// how often labels hold where the model will be used.
    ///
    /// # Errors
    /// An input error where a label holds for all statements or for none.
    pub fn independent(
        scores: &[Scores],
        answers: &[Vec<bool>],
        base_rates: &[Option<f64>],
    ) -> Result<Self> {
        let n_labels = base_rates.len();
        let (mut slopes, mut offsets) = (Vec::new(), Vec::new());
        for label in 0..n_labels {
            let column = Array2::from_shape_fn((scores.len(), 1), |(i, _)| scores[i].0[label]);
            let holds: Array1<bool> = answers.iter().map(|answer| answer[label]).collect();
            let rate = holds.iter().filter(|&&yes| yes).count() as f64 / holds.len() as f64;
            let fitted = LogisticRegression::default()
                .alpha(ALPHA)
                .max_iterations(500)
                .gradient_tolerance(1e-8)
                .fit(&Dataset::new(column, holds))
                .map_err(|error| Error::input("calibration is not possible").because(error))?;
            // linfa's positive class is the more frequent one, so the sign is read, not known.
            let sign = if fitted.labels().pos.class { 1.0 } else { -1.0 };
            slopes.push(sign * fitted.params()[0]);
            offsets.push(
                sign * fitted.intercept()
                    + base_rates[label].map_or(0.0, |base| log_odds(base) - log_odds(rate)),
            );
        }
        Ok(Self::Independent { slopes, offsets })
    }

    /// Fits a softmax over all scores; `answers` holds the label of each statement.
    ///
    /// # Errors
    /// An input error where a label never holds.
    pub fn exclusive(
        scores: &[Scores],
        answers: &[usize],
        base_rates: &[Option<f64>],
    ) -> Result<Self> {
        let n_labels = base_rates.len();
        let rows = Array2::from_shape_fn((scores.len(), n_labels), |(i, k)| scores[i].0[k]);
        let labels: Array1<usize> = answers.iter().copied().collect();
        let fitted = MultiLogisticRegression::default()
            .alpha(ALPHA)
            .max_iterations(500)
            .gradient_tolerance(1e-8)
            .fit(&Dataset::new(rows, labels))
            .map_err(|error| Error::input("calibration is not possible").because(error))?;
        if fitted.classes().len() != n_labels {
            return Err(Error::input(format!(
                "calibration saw {} of {n_labels} labels; label more statements",
                fitted.classes().len()
            )));
        }
        let weights = fitted
            .params()
            .rows()
            .into_iter()
            .map(|row| row.to_vec())
            .collect();
        let offsets = (0..n_labels)
            .map(|k| {
                let rate =
                    answers.iter().filter(|&&a| a == k).count() as f64 / answers.len() as f64;
                fitted.intercept()[k] + base_rates[k].map_or(0.0, |base| (base / rate).ln())
            })
            .collect();
        Ok(Self::Exclusive { weights, offsets })
    }

    /// The probabilities that belong to `scores`.
    pub fn probabilities(&self, scores: &Scores) -> Probabilities {
        match self {
            Self::Independent { slopes, offsets } => Probabilities(
                scores
                    .0
                    .iter()
                    .zip(slopes)
                    .zip(offsets)
                    .map(|((score, slope), offset)| sigmoid(slope * score + offset))
                    .collect(),
            ),
            Self::Exclusive { weights, offsets } => {
                let mut odds = offsets.clone();
                for (score, row) in scores.0.iter().zip(weights) {
                    for (odd, weight) in odds.iter_mut().zip(row) {
                        *odd += score * weight;
                    }
                }
                let top = odds.iter().copied().fold(f64::NEG_INFINITY, f64::max);
                let parts: Vec<f64> = odds.iter().map(|odd| (odd - top).exp()).collect();
                let sum: f64 = parts.iter().sum();
                Probabilities(parts.into_iter().map(|part| part / sum).collect())
            }
        }
    }

    /// The number of labels it was fitted for.
    pub fn n_labels(&self) -> usize {
        match self {
            Self::Independent { offsets, .. } | Self::Exclusive { offsets, .. } => offsets.len(),
        }
    }
}

fn log_odds(rate: f64) -> f64 {
    (rate / (1.0 - rate)).ln()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::random::SplitMix;

    /// Scores whose true probability is `sigmoid(2 s − 1)`, seen 20,000 times.
    fn sample() -> (Vec<Scores>, Vec<Vec<bool>>) {
        let mut random = SplitMix(4);
        (0..20_000)
            .map(|_| {
                let score = random.below(4000) as f64 / 1000.0 - 2.0;
                let yes = (random.below(1 << 30) as f64 / f64::from(1 << 30))
                    < sigmoid(2.0 * score - 1.0);
                (Scores(vec![score]), vec![yes])
            })
            .unzip()
    }

    #[test]
    fn the_true_line_is_found() {
        let (scores, answers) = sample();
        let fitted = Calibrator::independent(&scores, &answers, &[None]).unwrap();
        let Calibrator::Independent { slopes, offsets } = &fitted else {
            panic!("an independent head has lines");
        };
        assert!((slopes[0] - 2.0).abs() < 0.08, "{slopes:?}");
        assert!((offsets[0] + 1.0).abs() < 0.08, "{offsets:?}");
    }

    #[test]
    fn a_rarer_label_in_life_lowers_its_probability() {
        let (scores, answers) = sample();
        let rate = answers.iter().filter(|a| a[0]).count() as f64 / answers.len() as f64;
        let plain = Calibrator::independent(&scores, &answers, &[None]).unwrap();
        let same = Calibrator::independent(&scores, &answers, &[Some(rate)]).unwrap();
        let rare = Calibrator::independent(&scores, &answers, &[Some(0.05)]).unwrap();
        let at = |c: &Calibrator| c.probabilities(&Scores(vec![0.5])).0[0];
        assert!((at(&plain) - at(&same)).abs() < 1e-12);
        // At the score where odds are even, they become those of the base rate over the corpus's.
        let expected = 0.05 / 0.95 * (1.0 - rate) / rate;
        assert!(
            (at(&rare) / (1.0 - at(&rare)) / (at(&plain) / (1.0 - at(&plain))) - expected).abs()
                < 1e-9
        );
    }

    #[test]
    fn exclusive_probabilities_sum_to_one_and_prefer_the_higher_score() {
        let mut random = SplitMix(8);
        let (mut scores, mut answers) = (Vec::new(), Vec::new());
        for i in 0..600 {
            let label = i % 3;
            let mut row: Vec<f64> = (0..3).map(|_| random.below(1000) as f64 / 500.0).collect();
            row[label] += 1.5;
            scores.push(Scores(row));
            answers.push(label);
        }
        let fitted = Calibrator::exclusive(&scores, &answers, &[None; 3]).unwrap();
        let p = fitted.probabilities(&Scores(vec![3.0, 0.5, 0.5])).0;
        assert!((p.iter().sum::<f64>() - 1.0).abs() < 1e-12);
        assert!(p[0] > 0.8, "{p:?}");
    }
}
