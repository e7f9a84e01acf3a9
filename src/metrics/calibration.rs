//! Whether a probability of 0.8 is right eight times in ten.
//!
//! All functions take one flag and one probability a statement, for one label.

use super::interval::{Interval, wilson};
use super::ratio;
use serde::{Deserialize, Serialize};

/// The number of equal-width bins of the calibration error and the reliability diagram.
pub const N_BINS: usize = 10;

/// The mean squared distance of probability and truth, in `[0, 1]`; lower is better.
///
/// Source: Brier (1950), *Monthly Weather Review* 78, for one label.
pub fn brier(truth: &[bool], probabilities: &[f64]) -> f64 {
    mean(truth, probabilities, |y, p| (p - y) * (p - y))
}

/// The mean negative logarithm of the probability given to what was true, in nats;
/// probabilities are held `f64::EPSILON` away from 0 and 1 as scikit-learn does.
pub fn log_loss(truth: &[bool], probabilities: &[f64]) -> f64 {
    mean(truth, probabilities, log_loss_of_one)
}

/// The log loss of one statement, `y` 0 or 1.
pub fn log_loss_of_one(y: f64, p: f64) -> f64 {
    let p = p.clamp(f64::EPSILON, 1.0 - f64::EPSILON);
    -(y * p.ln() + (1.0 - y) * (1.0 - p).ln())
}

fn mean(truth: &[bool], probabilities: &[f64], loss: impl Fn(f64, f64) -> f64) -> f64 {
    assert_eq!(
        truth.len(),
        probabilities.len(),
        "one probability a statement"
    );
    let sum: f64 = truth
        .iter()
        .zip(probabilities)
        .map(|(&truth, &p)| loss(f64::from(u8::from(truth)), p))
        .sum();
    ratio(sum, truth.len() as f64)
}

/// One bin of the reliability diagram.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct ReliabilityBin {
    /// The statements whose probability falls into it.
    pub n: usize,
    /// Their mean probability.
    pub probability: f64,
    /// The share of them that are true.
    pub share: f64,
    /// Wilson's interval of that share.
    pub interval: Interval,
}

/// The bin of a probability: `[0, 0.1)`, …, `[0.9, 1]`.
pub fn bin_of(p: f64) -> usize {
    // Dividing as the edges are written (b / 10) keeps 0.3 in the bin that starts at 0.3.
    let guess = ((p * N_BINS as f64) as usize).min(N_BINS - 1);
    let edge = |b: usize| b as f64 / N_BINS as f64;
    if p < edge(guess) {
        guess - 1
    } else if guess + 1 < N_BINS && p >= edge(guess + 1) {
        guess + 1
    } else {
        guess
    }
}

/// The bins of the reliability diagram that hold a statement, least probable first.
pub fn reliability(truth: &[bool], probabilities: &[f64]) -> Vec<ReliabilityBin> {
    let mut sums = [[0.0_f64; 3]; N_BINS];
    for (&truth, &p) in truth.iter().zip(probabilities) {
        let sum = &mut sums[bin_of(p)];
        sum[0] += 1.0;
        sum[1] += p;
        sum[2] += f64::from(u8::from(truth));
    }
    sums.iter()
        .filter(|sum| sum[0] > 0.0)
        .map(|&[n, p, hits]| ReliabilityBin {
            n: n as usize,
            probability: p / n,
            share: hits / n,
            interval: wilson(hits, n),
        })
        .collect()
}

/// Expected calibration error, in `[0, 1]`: the mean over statements of how far their
/// bin's mean probability lies from its share of true ones; [`N_BINS`] equal-width bins.
///
/// Source: Naeini, Cooper and Hauskrecht (2015), AAAI.
pub fn calibration_error(truth: &[bool], probabilities: &[f64]) -> f64 {
    let bins = reliability(truth, probabilities);
    let sum: f64 = bins
        .iter()
        .map(|bin| bin.n as f64 * (bin.probability - bin.share).abs())
        .sum();
    ratio(sum, truth.len() as f64)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn figures_worked_by_hand() {
        let truth = [true, false, true, false];
        let p = [0.9, 0.2, 0.6, 0.6];
        assert!((brier(&truth, &p) - (0.01 + 0.04 + 0.16 + 0.36) / 4.0).abs() < 1e-12);
        // bins: {0.2 → 0}, {0.6, 0.6 → ½}, {0.9 → 1}
        let error = (0.2 + 2.0 * 0.1 + 0.1) / 4.0;
        assert!((calibration_error(&truth, &p) - error).abs() < 1e-12);
    }

    #[test]
    fn edges_belong_to_the_bin_above() {
        for b in 0..N_BINS {
            assert_eq!(bin_of(b as f64 / 10.0), b);
        }
        assert_eq!(bin_of(1.0), 9);
        assert_eq!(bin_of(0.3_f64.next_down()), 2);
    }

    #[test]
    fn certainty_that_is_wrong_costs_much_but_not_infinitely() {
        let loss = log_loss(&[true], &[0.0]);
        assert!((loss - 36.043_653_389_117_15).abs() < 1e-9);
    }
}
