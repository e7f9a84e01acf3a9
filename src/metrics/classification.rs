//! Precision, recall, F1, Matthews correlation: from counts of one label to means over all.
//!
//! Counts are sums of weights, so that they add up over groups and under resampling.

use super::ratio;
use serde::{Deserialize, Serialize};
use std::ops::AddAssign;

/// How often a label was said and true, said and false, missed, rightly not said.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize, Deserialize)]
pub struct Counts {
    /// Said and true.
    pub true_positive: f64,
    /// Said and false.
    pub false_positive: f64,
    /// True and not said.
    pub false_negative: f64,
    /// Neither true nor said.
    pub true_negative: f64,
}

impl Counts {
    /// Counts one label over statements; `truth` and `said` hold one flag a statement.
    ///
    /// # Panics
    /// Where the lengths differ.
    pub fn of(truth: &[bool], said: &[bool]) -> Self {
        assert_eq!(truth.len(), said.len(), "one answer a statement");
        let mut counts = Self::default();
        for (&truth, &said) in truth.iter().zip(said) {
            counts.add(truth, said, 1.0);
        }
        counts
    }

    /// Adds one statement of weight `weight`.
    pub fn add(&mut self, truth: bool, said: bool, weight: f64) {
        match (truth, said) {
            (true, true) => self.true_positive += weight,
            (false, true) => self.false_positive += weight,
            (true, false) => self.false_negative += weight,
            (false, false) => self.true_negative += weight,
        }
    }

    /// The statements that carry the label.
    pub fn n_true(&self) -> f64 {
        self.true_positive + self.false_negative
    }

    /// The statements that were said to carry it.
    pub fn n_said(&self) -> f64 {
        self.true_positive + self.false_positive
    }

    /// All statements.
    pub fn n(&self) -> f64 {
        self.n_true() + self.false_positive + self.true_negative
    }

    /// The share of what was said that is true, in `[0, 1]`; 0 where nothing was said.
    pub fn precision(&self) -> f64 {
        ratio(self.true_positive, self.n_said())
    }

    /// The share of what is true that was said, in `[0, 1]`; 0 where nothing is true.
    pub fn recall(&self) -> f64 {
        ratio(self.true_positive, self.n_true())
    }

    /// The harmonic mean of precision and recall, in `[0, 1]`; 0 where there is neither.
    ///
    /// Source: van Rijsbergen (1979), *Information Retrieval*, chapter 7.
    pub fn f1(&self) -> f64 {
        let twice = 2.0 * self.true_positive;
        ratio(twice, twice + self.false_positive + self.false_negative)
    }

    /// The share of answers that are right, in `[0, 1]`.
    pub fn accuracy(&self) -> f64 {
        ratio(self.true_positive + self.true_negative, self.n())
    }

    /// The correlation of answer and truth, in `[-1, 1]`; 0 where either never varies.
    ///
    /// Source: Matthews (1975), *Biochimica et Biophysica Acta* 405.
    pub fn mcc(&self) -> f64 {
        let (tp, fp) = (self.true_positive, self.false_positive);
        let (fne, tn) = (self.false_negative, self.true_negative);
        let whole = ((tp + fp) * (tp + fne) * (tn + fp) * (tn + fne)).sqrt();
        if whole > 0.0 {
            (tp * tn - fp * fne) / whole
        } else {
            0.0
        }
    }
}

impl AddAssign for Counts {
    fn add_assign(&mut self, other: Self) {
        self.true_positive += other.true_positive;
        self.false_positive += other.false_positive;
        self.false_negative += other.false_negative;
        self.true_negative += other.true_negative;
    }
}

/// The plain mean of F1 over labels: every label counts the same, however rare.
pub fn macro_f1(labels: &[Counts]) -> f64 {
    ratio(labels.iter().map(Counts::f1).sum(), labels.len() as f64)
}

/// The counts of all labels together, of which [`Counts::f1`] is the micro F1: every
/// decision counts the same, so frequent labels weigh more.
pub fn pooled(labels: &[Counts]) -> Counts {
    let mut sum = Counts::default();
    for &counts in labels {
        sum += counts;
    }
    sum
}

/// The multi-class Matthews correlation of a square confusion table, in `[-1, 1]`;
/// `table[truth][said]` holds weights; 0 where either side never varies.
///
/// Source: Gorodkin (2004), *Computational Biology and Chemistry* 28.
pub fn mcc_of_table(table: &[Vec<f64>]) -> f64 {
    let n: f64 = table.iter().flatten().sum();
    let right: f64 = (0..table.len()).map(|k| table[k][k]).sum();
    let truths: Vec<f64> = table.iter().map(|row| row.iter().sum()).collect();
    let said: Vec<f64> = (0..table.len())
        .map(|k| table.iter().map(|row| row[k]).sum())
        .collect();
    let dot = |a: &[f64], b: &[f64]| a.iter().zip(b).map(|(a, b)| a * b).sum::<f64>();
    let whole = ((n * n - dot(&said, &said)) * (n * n - dot(&truths, &truths))).sqrt();
    if whole > 0.0 {
        (right * n - dot(&truths, &said)) / whole
    } else {
        0.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn figures_worked_by_hand() {
        let truth = [true, true, true, false, false, false, false, false];
        let said = [true, true, false, true, false, false, false, false];
        let counts = Counts::of(&truth, &said);
        assert_eq!(
            (counts.n_true(), counts.n_said(), counts.n()),
            (3.0, 3.0, 8.0)
        );
        assert!((counts.precision() - 2.0 / 3.0).abs() < 1e-12);
        assert!((counts.f1() - 2.0 / 3.0).abs() < 1e-12);
        // (2·4 − 1·1) / √(3·3·5·5)
        assert!((counts.mcc() - 7.0 / 15.0).abs() < 1e-12);
        let table = vec![vec![4.0, 1.0], vec![1.0, 2.0]];
        assert!((mcc_of_table(&table) - 7.0 / 15.0).abs() < 1e-12);
    }

    #[test]
    fn nothing_said_is_zero_and_not_an_error() {
        let counts = Counts::of(&[true, false], &[false, false]);
        assert_eq!(
            (counts.precision(), counts.f1(), counts.mcc()),
            (0.0, 0.0, 0.0)
        );
        assert_eq!(macro_f1(&[]), 0.0);
    }
}
