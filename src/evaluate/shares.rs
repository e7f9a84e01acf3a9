//! Corrected shares: on the held-out statements themselves, where the truth shows whether
//! a correction helps, and on a batch that nobody labelled.

use super::Options;
use super::table::HeadTable;
use crate::metrics::prevalence::{self, Said, Share, Shares};

/// Shares of every label on the held-out statements; each half of the groups is corrected
/// by the other, and the halves are put together by their sizes. `None` below four groups.
///
/// Intervals of the halves are put together as if independent, about the joint value.
pub(super) fn cross_fitted(head: &HeadTable, options: &Options) -> Option<Vec<Shares>> {
    if head.n_groups() < 4 {
        return None;
    }
    let halves = halves(head, options.seed);
    let labels = (0..head.head.n_labels())
        .map(|k| {
            let parts = [0, 1].map(|half| {
                let (reference, batch) = (&halves[1 - half], &halves[half]);
                let prior = prior(reference, k);
                (of(reference, batch, k, prior, options), batch.len() as f64)
            });
            joined(&parts)
        })
        .collect();
    Some(labels)
}

/// Shares of the label at `k` in `batch`, of which only `said` and probabilities are
/// read, corrected by the labelled `reference`.
pub(super) fn of(
    reference: &HeadTable,
    batch: &HeadTable,
    k: usize,
    prior: f64,
    options: &Options,
) -> Shares {
    let (said, p) = (reference.said(k), reference.probability(k));
    let (batch_said, batch_p) = (batch.said(k), batch.probability(k));
    prevalence::shares(
        &reference.truth(k),
        Said {
            said: &said,
            probabilities: &p,
            groups: &reference.groups,
        },
        Said {
            said: &batch_said,
            probabilities: &batch_p,
            groups: &batch.groups,
        },
        prior,
        options.n_draws,
        options.seed,
    )
}

/// The share of the label that the probabilities were made for, as the reference shows it.
pub(super) fn prior(reference: &HeadTable, k: usize) -> f64 {
    prevalence::fitted_prior(&reference.truth(k), &reference.probability(k))
}

/// Two halves with whole groups, dealt so that both have the labels in like shares.
pub(super) fn halves(head: &HeadTable, seed: u64) -> [HeadTable; 2] {
    let strata: Vec<usize> = head
        .gold
        .iter()
        .map(|gold| gold.iter().next().map_or(0, |first| first + 1))
        .collect();
    let fold_of = crate::corpus::split::folds(&head.groups, &strata, 2, seed);
    [0, 1].map(|half| {
        let rows: Vec<usize> = (0..head.len()).filter(|&i| fold_of[i] == half).collect();
        head.select(&rows)
    })
}

fn joined(parts: &[(Shares, f64); 2]) -> Shares {
    let join = |of: &dyn Fn(&Shares) -> Share| -> Share {
        let (a, b) = (of(&parts[0].0), of(&parts[1].0));
        let whole = parts[0].1 + parts[1].1;
        let (wa, wb) = (parts[0].1 / whole, parts[1].1 / whole);
        let (Some(va), Some(vb)) = (a.value, b.value) else {
            return Share {
                value: None,
                interval: None,
            };
        };
        let value = wa * va + wb * vb;
        let interval = a.interval.zip(b.interval).map(|(ia, ib)| {
            let below = (wa * (va - ia.low)).hypot(wb * (vb - ib.low));
            let above = (wa * (ia.high - va)).hypot(wb * (ib.high - vb));
            crate::metrics::Interval {
                low: (value - below).max(0.0),
                high: (value + above).min(1.0),
            }
        });
        Share {
            value: Some(value),
            interval,
        }
    };
    Shares {
        raw: join(&|shares| shares.raw),
        adjusted: join(&|shares| shares.adjusted),
        probabilistic: join(&|shares| shares.probabilistic),
        expectation: join(&|shares| shares.expectation),
    }
}
