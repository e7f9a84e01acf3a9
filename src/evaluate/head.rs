//! Everything that is said of one head: the parts in the order in which a report has them.

use super::result::{Estimate, HeadEvaluation, LabelEvaluation};
use super::table::{HeadTable, Table};
use super::{Options, baseline, confusion, errors, shares, slices};
use crate::corpus::Corpus;
use crate::label::HeadKind;
use crate::metrics::agreement::{self, Agreement};
use crate::metrics::bootstrap::Bootstrap;
use crate::metrics::{abstention, calibration, ranking};
use crate::score::Decision;

/// Points kept of a curve: more than a column of print can show.
const N_POINTS: usize = 120;

pub(super) fn evaluate(
    table: &Table,
    head: &HeadTable,
    training: Option<&Corpus>,
    options: &Options,
) -> HeadEvaluation {
    let (figures, overall) = super::intervals(head, options);
    let coverage = abstention::coverage_curve(&right_if_answered(head), &confidence(head));
    let mut shares = shares::cross_fitted(head, options);
    let labels = figures
        .into_iter()
        .enumerate()
        .map(|(k, figures)| {
            let (truth, p) = (head.truth(k), head.probability(k));
            let n_true = truth.iter().filter(|&&truth| truth).count();
            let units: Vec<usize> = (0..truth.len()).collect();
            let curve = ranking::Ranking::new(&truth, &p, &units).curve();
            LabelEvaluation {
                label: head.head.labels[k].clone(),
                n_true,
                n_said: head.said(k).iter().filter(|&&said| said).count(),
                share: Estimate::proportion(n_true as f64, truth.len() as f64),
                figures,
                agreement: rated(head, options, |rating| usize::from(rating.contains(k))),
                curve: ranking::thin(&curve, N_POINTS),
                reliability: calibration::reliability(&truth, &p),
                shares: shares.as_mut().map(|shares| shares[k]),
                batch_shares: None,
            }
        })
        .collect();
    HeadEvaluation {
        name: head.head.name.clone(),
        kind: head.head.kind,
        n: head.len(),
        n_groups: head.n_groups(),
        labels,
        overall,
        baselines: baseline::all(table, head, training, options),
        confusion: confusion::table(head),
        area_under_risk: abstention::area_under_risk(&coverage),
        coverage: abstention::thin(&coverage, N_POINTS),
        slices: slices::all(table, head, options),
        worst: errors::worst(table, head, options.n_listed),
        suspects: errors::suspects(table, head, options.n_listed),
        agreement: (head.head.kind == HeadKind::Exclusive)
            .then(|| rated(head, options, |rating| rating.iter().next().unwrap_or(0)))
            .flatten(),
    }
}

/// Human agreement, each rating turned into a category by `category`.
fn rated(
    head: &HeadTable,
    options: &Options,
    category: impl Fn(&crate::label::LabelSet) -> usize,
) -> Option<Agreement> {
    if head.ratings.is_empty() {
        return None;
    }
    let ratings: Vec<Vec<usize>> = head
        .ratings
        .iter()
        .map(|raters| raters.iter().map(&category).collect())
        .collect();
    let bootstrap = Bootstrap {
        n_groups: head.n_groups(),
        n_draws: options.n_draws,
        seed: options.seed,
    };
    agreement::alpha(&ratings, &head.groups, &bootstrap)
}

/// How sure an answer is: the probability of the whole answer, taking the labels of an
/// independent head as independent.
fn confidence(head: &HeadTable) -> Vec<f64> {
    head.probabilities
        .iter()
        .map(|row| match head.head.kind {
            HeadKind::Exclusive => row.iter().copied().fold(0.0, f64::max),
            HeadKind::Independent => row.iter().map(|&p| p.max(1.0 - p)).product(),
        })
        .collect()
}

/// Whether the answer is right; for a statement on which the model abstained, whether the
/// likeliest answer would have been.
fn right_if_answered(head: &HeadTable) -> Vec<bool> {
    let mut right = head.right();
    for (i, decision) in head.decisions.iter().enumerate() {
        if *decision == Decision::Abstained {
            let row = &head.probabilities[i];
            right[i] = match head.head.kind {
                HeadKind::Exclusive => {
                    let best = (0..row.len()).max_by(|&a, &b| row[a].total_cmp(&row[b]));
                    best.is_some_and(|best| head.gold[i].contains(best))
                }
                HeadKind::Independent => {
                    (0..row.len()).all(|k| (row[k] >= 0.5) == head.gold[i].contains(k))
                }
            };
        }
    }
    right
}
