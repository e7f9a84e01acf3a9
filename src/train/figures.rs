//! Cross-validated figures of a training run: what the summary, the card and
//! `cross-validation.json` show.

use super::question::Question;
use super::search::Tried;
use crate::corpus::Corpus;
use crate::corpus::raters::agreement;
use crate::metrics::Counts;
use crate::metrics::agreement::Agreement;
use crate::metrics::calibration::calibration_error;
use crate::metrics::classification::macro_f1;
use crate::metrics::ranking::average_precision;
use crate::model::estimator::Logistic;
use crate::model::head::FittedHead;
use crate::score::Probabilities;
use serde::{Deserialize, Serialize};

/// Cross-validated figures of all heads.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct CvFigures {
    /// One a head.
    pub heads: Vec<HeadFigures>,
    /// Every configuration that was compared, in order; none where there was one.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub search: Vec<Tried>,
}

/// Cross-validated figures of one head.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct HeadFigures {
    /// The head's name.
    pub head: String,
    /// The cost that was chosen.
    pub cost: f64,
    /// Each cost that was compared, with mean average precision over folds and its standard
    /// error.
    pub compared: Vec<(f64, f64, f64)>,
    /// Mean F1 over labels, in `[0, 1]`.
    pub macro_f1: f64,
    /// One a label.
    pub labels: Vec<LabelFigures>,
}

/// Cross-validated figures of one label, on the corpus as it is (not at the base rate).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct LabelFigures {
    /// The label.
    pub label: String,
    /// Statements that carry it.
    pub n: usize,
    /// The rate its probabilities are calibrated to, where it is not the corpus's.
    pub base_rate: Option<f64>,
    /// The probability from which it is said.
    pub threshold: f64,
    /// In `[0, 1]`.
    pub precision: f64,
    /// In `[0, 1]`.
    pub recall: f64,
    /// In `[0, 1]`.
    pub f1: f64,
    /// In `[0, 1]`.
    pub average_precision: f64,
    /// Expected calibration error over ten bins, only where the base rate is the corpus's own.
    pub calibration_error: Option<f64>,
    /// Passes of coordinate descent of the final fit.
    pub n_epochs: usize,
    /// Newton steps of the final fit, where descent did not do.
    pub n_steps: usize,
    /// Norm of the final gradient over its norm at zero.
    pub relative_gradient: f64,
    /// Whether the final fit reached its tolerance.
    pub converged: bool,
    /// How far raters agree on it, where several are known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub agreement: Option<Agreement>,
}

/// Draws behind the interval of an agreement.
const N_DRAWS: usize = 400;

impl HeadFigures {
    /// Adds how far the raters of `corpus` agree.
    pub(super) fn add_agreement(&mut self, corpus: &Corpus) {
        let names: Vec<String> = self
            .labels
            .iter()
            .map(|label| label.label.clone())
            .collect();
        let mut found = agreement(corpus, &self.head, &names, N_DRAWS);
        for label in &mut self.labels {
            label.agreement = found.remove(&label.label);
        }
    }
}

pub(super) fn of_head(
    question: &Question<'_>,
    fitted: &FittedHead,
    cost: f64,
    labelled: &[usize],
    probabilities: &[Vec<f64>],
    fits: &[Logistic],
    merits: Vec<(f64, f64)>,
) -> HeadFigures {
    let decided: Vec<_> = probabilities
        .iter()
        .map(|p| fitted.decide(&Probabilities(p.clone())).labels())
        .collect();
    let mut counted = Vec::new();
    let labels = (0..question.head.n_labels())
        .map(|label| {
            let truth: Vec<bool> = labelled.iter().map(|&i| question.holds(i, label)).collect();
            let said: Vec<bool> = decided
                .iter()
                .map(|labels| labels.contains(label))
                .collect();
            let column: Vec<f64> = probabilities.iter().map(|p| p[label]).collect();
            let counts = Counts::of(&truth, &said);
            counted.push(counts);
            let base_rate = question.base_rate(label);
            LabelFigures {
                label: question.head.labels[label].clone(),
                n: truth.iter().filter(|&&yes| yes).count(),
                base_rate,
                threshold: fitted.settings.thresholds.labels[label],
                precision: counts.precision(),
                recall: counts.recall(),
                f1: counts.f1(),
                average_precision: average_precision(&truth, &column),
                calibration_error: match base_rate {
                    Some(_) => None,
                    None => Some(calibration_error(&truth, &column)),
                },
                n_epochs: fits[label].fitting.n_epochs,
                n_steps: fits[label].fitting.n_steps,
                relative_gradient: fits[label].fitting.relative_gradient,
                converged: fits[label].fitting.converged,
                agreement: None,
            }
        })
        .collect();
    HeadFigures {
        head: question.head.name.clone(),
        cost,
        compared: question
            .costs
            .iter()
            .zip(merits)
            .map(|(&cost, (mean, error))| (cost, mean, error))
            .collect(),
        macro_f1: macro_f1(&counted),
        labels,
    }
}
