//! A fitted head: coefficients, calibration and thresholds of one question.
//!
//! All heads of a model share the rows; each may weigh kinds of terms and context its own way.

use super::calibrate::Calibrator;
use super::threshold::Thresholds;
use crate::features::Kind;
use crate::label::{Head, HeadKind};
use crate::score::{Decision, Probabilities, Scores};
use ndarray::Array2;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// How much the surroundings of a statement count beside its own words.
///
/// The sentence that holds a statement is averaged in: `(text + w × sentence) / (1 + w)`.
/// The sentence before and the title add `w × (score − centre)`, where the centre is the
/// median score of unlabelled training statements, so that ordinary context adds nothing.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct ContextWeights {
    /// Weight of the containing sentence, 0 or more.
    pub sentence: f64,
    /// Weight of the sentence before, 0 or more.
    pub before: f64,
    /// Weight of the title, 0 or more.
    pub title: f64,
}

/// One question with everything that was fitted for it.
#[derive(Debug, Clone, PartialEq)]
pub struct FittedHead {
    /// The question.
    pub head: Head,
    /// `n_labels × n_terms`; the weights of kinds are multiplied in.
    pub coefficients: Array2<f32>,
    /// One a label.
    pub intercepts: Vec<f64>,
    /// What is kept as readable JSON.
    pub settings: HeadSettings,
}

/// The small fitted things of a head.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct HeadSettings {
    /// Weight of each kind of terms in this head, on top of the row's own; 1 where missing.
    pub kinds: BTreeMap<Kind, f64>,
    /// How much the surroundings count.
    pub context: ContextWeights,
    /// The median score of unlabelled training statements, one a label.
    pub centres: Vec<f64>,
    /// Scores to probabilities.
    pub calibrator: Calibrator,
    /// Probabilities to labels.
    pub thresholds: Thresholds,
}

/// Scores of a statement's own words and of what surrounds it, before they are combined.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct ViewScores<'a> {
    /// Of its own words.
    pub text: &'a [f64],
    /// Of the containing sentence.
    pub sentence: Option<&'a [f64]>,
    /// Of the sentence before.
    pub before: Option<&'a [f64]>,
    /// Of the title.
    pub title: Option<&'a [f64]>,
}

impl FittedHead {
    /// Joins the scores of a statement and its context.
    pub fn combine(&self, views: &ViewScores<'_>) -> Scores {
        let context = self.settings.context;
        let mut scores = views.text.to_vec();
        for (k, score) in scores.iter_mut().enumerate() {
            if let Some(sentence) = &views.sentence {
                *score = (*score + context.sentence * sentence[k]) / (1.0 + context.sentence);
            }
            for (view, weight) in [
                (&views.before, context.before),
                (&views.title, context.title),
            ] {
                if let Some(view) = view {
                    *score += weight * (view[k] - self.settings.centres[k]);
                }
            }
        }
        Scores(scores)
    }

    /// How much a term of each view weighs in the combined score: text, sentence, before, title.
    pub fn view_weights(&self, has_sentence: bool) -> [f64; 4] {
        let context = self.settings.context;
        let whole = if has_sentence {
            1.0 + context.sentence
        } else {
            1.0
        };
        [
            1.0 / whole,
            context.sentence / whole,
            context.before,
            context.title,
        ]
    }

    /// Decides by the head's own rule.
    pub fn decide(&self, probabilities: &Probabilities) -> Decision {
        match self.head.kind {
            HeadKind::Independent => self.settings.thresholds.independent(probabilities),
            HeadKind::Exclusive => self.settings.thresholds.exclusive(probabilities),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn head() -> FittedHead {
        FittedHead {
            head: Head::new("stance", HeadKind::Independent, ["for".to_owned()]).unwrap(),
            coefficients: Array2::zeros((1, 1)),
            intercepts: vec![0.0],
            settings: HeadSettings {
                kinds: BTreeMap::new(),
                context: ContextWeights {
                    sentence: 0.5,
                    before: 0.2,
                    title: 0.1,
                },
                centres: vec![-2.0],
                calibrator: Calibrator::Independent {
                    slopes: vec![1.0],
                    offsets: vec![0.0],
                },
                thresholds: Thresholds {
                    labels: vec![0.5],
                    abstain: 0.0,
                },
            },
        }
    }

    #[test]
    fn context_is_added_as_documented() {
        let views = ViewScores {
            text: &[3.0],
            sentence: Some(&[0.0]),
            before: Some(&[-1.0]),
            title: None,
        };
        assert!((head().combine(&views).0[0] - (2.0 + 0.2)).abs() < 1e-12);
    }

    #[test]
    fn missing_and_ordinary_context_change_nothing() {
        let alone = ViewScores {
            text: &[1.5],
            ..ViewScores::default()
        };
        let ordinary = ViewScores {
            before: Some(&[-2.0]),
            ..alone
        };
        assert_eq!(head().combine(&alone).0, [1.5]);
        assert_eq!(head().combine(&ordinary).0, [1.5]);
    }
}
