//! From probabilities to decisions.
//!
//! Thresholds are chosen on out-of-fold probabilities only, weighted so that labels are as
//! frequent as they are where the model will be used.

use crate::error::{Error, Result};
use crate::label::LabelSet;
use crate::score::{Decision, Probabilities};
use serde::{Deserialize, Serialize};

/// What a threshold is chosen for.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Target {
    /// The highest F1: half of the best F1 seen, which is the optimal threshold of calibrated
    /// probabilities (Lipton, Elkan and Narayanaswamy 2014) and steadier than the best cut.
    BestF1,
    /// The highest recall at which precision is at least this.
    Precision(f64),
    /// The highest precision at which recall is at least this.
    Recall(f64),
}

/// How probabilities of one head become labels.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Thresholds {
    /// One a label: an independent label holds from this probability on.
    pub labels: Vec<f64>,
    /// Where no label of an exclusive head is at least this likely, and where an independent
    /// label lies within this of its threshold, the model abstains; 0 never abstains.
    pub abstain: f64,
}

impl Thresholds {
    /// Decides an independent head.
    pub fn independent(&self, probabilities: &Probabilities) -> Decision {
        let margin = |k: usize| probabilities.0[k] - self.labels[k];
        if self.abstain > 0.0 && (0..self.labels.len()).any(|k| margin(k).abs() < self.abstain) {
            return Decision::Abstained;
        }
        let labels: LabelSet = (0..self.labels.len())
            .filter(|&k| margin(k) >= 0.0)
            .collect();
        let primary = labels.iter().max_by(|&a, &b| {
            let share = |k: usize| probabilities.0[k] / self.labels[k].max(f64::MIN_POSITIVE);
            share(a).total_cmp(&share(b)).then(b.cmp(&a))
        });
        Decision::Labels { labels, primary }
    }

    /// Decides an exclusive head: the label whose probability is highest over its threshold.
    pub fn exclusive(&self, probabilities: &Probabilities) -> Decision {
        let share = |k: usize| probabilities.0[k] / self.labels[k].max(f64::MIN_POSITIVE);
        let best = (0..self.labels.len())
            .max_by(|&a, &b| share(a).total_cmp(&share(b)).then(b.cmp(&a)))
            .expect("a head has labels");
        if probabilities.0[best] < self.abstain {
            return Decision::Abstained;
        }
        Decision::Labels {
            labels: LabelSet::from_iter([best]),
            primary: Some(best),
        }
    }
}

/// Chooses the threshold of one label.
///
/// `seen` holds out-of-fold probabilities with the true answers; `base_rate`, where given,
/// reweights positives and negatives to that share. Cuts lie halfway between two seen
/// probabilities.
///
/// # Errors
/// An input error where the label never holds, a configuration error where no threshold
/// reaches the target.
pub fn choose(seen: &[(f64, bool)], base_rate: Option<f64>, target: Target) -> Result<f64> {
    let positives = seen.iter().filter(|(_, yes)| *yes).count() as f64;
    let negatives = seen.len() as f64 - positives;
    if positives == 0.0 {
        return Err(Error::input("the label never holds; label more statements"));
    }
    let (up, down) = match base_rate {
        Some(rate) if negatives > 0.0 => (rate / positives, (1.0 - rate) / negatives),
        _ => (1.0, 1.0),
    };
    let all = up * positives;
    let mut order: Vec<(f64, bool)> = seen.to_vec();
    order.sort_by(|a, b| b.0.total_cmp(&a.0));
    let (mut hits, mut misses) = (0.0, 0.0);
    let mut best: Option<(f64, f64)> = None;
    for (i, (probability, yes)) in order.iter().enumerate() {
        if *yes {
            hits += up;
        } else {
            misses += down;
        }
        let next = order.get(i + 1).map_or(0.0, |entry| entry.0);
        if next == *probability {
            continue;
        }
        let (precision, recall) = (hits / (hits + misses), hits / all);
        let merit = match target {
            Target::BestF1 => 2.0 * hits / (hits + misses + all),
            Target::Precision(least) if precision >= least => recall,
            Target::Recall(least) if recall >= least => precision,
            _ => continue,
        };
        if best.is_none_or(|(highest, _)| merit > highest) {
            best = Some((merit, 0.5 * (probability + next)));
        }
    }
    let place = |(merit, cut)| match target {
        Target::BestF1 => 0.5 * merit,
        _ => cut,
    };
    best.map(place).ok_or_else(|| {
        Error::config(format!(
            "no threshold reaches {target:?} out of fold; lower the target or add statements"
        ))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const SEEN: [(f64, bool); 6] = [
        (0.9, true),
        (0.8, true),
        (0.7, false),
        (0.6, true),
        (0.3, false),
        (0.1, false),
    ];

    #[test]
    fn each_target_has_its_threshold() {
        for (target, expected) in [
            (Target::BestF1, 3.0 / 7.0),
            (Target::Precision(0.9), 0.75),
            (Target::Recall(0.6), 0.75),
            (Target::Recall(1.0), 0.45),
        ] {
            let found = choose(&SEEN, None, target).unwrap();
            assert!((found - expected).abs() < 1e-12, "{target:?}: {found}");
        }
        assert!(choose(&[(0.5, false)], None, Target::BestF1).is_err());
    }

    #[test]
    fn a_rare_label_needs_more_certainty() {
        let even = choose(&SEEN, None, Target::Precision(0.7)).unwrap();
        let rare = choose(&SEEN, Some(0.02), Target::Precision(0.7)).unwrap();
        assert!((even - 0.45).abs() < 1e-12 && (rare - 0.75).abs() < 1e-12);
    }

    #[test]
    fn decisions_name_what_holds() {
        let thresholds = Thresholds {
            labels: vec![0.5, 0.2, 0.4],
            abstain: 0.0,
        };
        let decision = thresholds.independent(&Probabilities(vec![0.6, 0.5, 0.1]));
        assert_eq!(decision.labels().iter().collect::<Vec<_>>(), [0, 1]);
        assert_eq!(decision.primary(), Some(1));
        let unsure = Thresholds {
            labels: vec![0.5, 0.5],
            abstain: 0.55,
        };
        assert_eq!(
            unsure.exclusive(&Probabilities(vec![0.52, 0.48])),
            Decision::Abstained
        );
    }
}
