//! Scores, probabilities, decisions: three types, so that a raw score is never shown as a
//! probability.
//!
//! Each holds one value a label of one head, in the order of [`crate::label::Head::labels`].

use crate::label::LabelSet;

/// Linear scores before calibration, one a label; no unit, any range.
#[derive(Debug, Clone, PartialEq)]
pub struct Scores(pub Vec<f64>);

/// Calibrated probabilities in `[0, 1]`, one a label; those of an exclusive head sum to 1.
#[derive(Debug, Clone, PartialEq)]
pub struct Probabilities(pub Vec<f64>);

/// What is said of a statement under one head.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Decision {
    /// These labels hold; an independent head may say that none does.
    Labels {
        /// The labels that hold.
        labels: LabelSet,
        /// The likeliest of them, measured against its own threshold.
        primary: Option<usize>,
    },
    /// No label is likely enough to be named, and the user asked not to guess.
    Abstained,
}

impl Decision {
    /// The labels that hold; none where it abstained.
    pub fn labels(&self) -> LabelSet {
        match self {
            Decision::Labels { labels, .. } => labels.clone(),
            Decision::Abstained => LabelSet::default(),
        }
    }

    /// The likeliest label that holds.
    pub fn primary(&self) -> Option<usize> {
        match self {
            Decision::Labels { primary, .. } => *primary,
            Decision::Abstained => None,
        }
    }
}
