//! How common a label is in a batch nobody labelled: raw counts and their corrections.
//!
//! Counting what a classifier says is biased wherever it misses more than it invents, or
//! the other way round. A labelled reference tells by how much. All is for one label;
//! labels of an exclusive head are taken one against the rest.

use super::bootstrap::Bootstrap;
use super::interval::{Interval, percentile_interval};
use super::ratio;
use rayon::prelude::*;
use serde::{Deserialize, Serialize};

/// What a model says of one label over a set of statements.
#[derive(Debug, Clone, Copy)]
pub struct Said<'a> {
    /// Whether the label was said.
    pub said: &'a [bool],
    /// Its calibrated probability.
    pub probabilities: &'a [f64],
    /// Each statement's group, numbered from 0.
    pub groups: &'a [usize],
}

/// A share with its interval, both within `[0, 1]`; absent where it cannot be estimated.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Share {
    /// The estimate.
    pub value: Option<f64>,
    /// Its percentile bootstrap interval.
    pub interval: Option<Interval>,
}

/// Four estimates of the same share.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Shares {
    /// The share of statements that were said to carry the label.
    pub raw: Share,
    /// The raw share, put right by the reference's true and false positive rates.
    pub adjusted: Share,
    /// The mean probability, put right by its means over the reference's true and false.
    pub probabilistic: Share,
    /// The share that makes the probabilities of the batch likeliest.
    pub expectation: Share,
}

/// Sums of one group from which all but the last estimate are made.
#[derive(Debug, Clone, Copy, Default)]
struct Sums {
    n: [f64; 2],
    said: [f64; 2],
    probability: [f64; 2],
}

/// Estimates the share of a label in `batch` from a labelled `reference`.
///
/// `prior` is the label's share among the statements that the probabilities were
/// calibrated on, in `(0, 1)`. Intervals resample the groups of both sets, `draws.n_draws`
/// times; they do not cover what a prior or a calibration that is off may add to the
/// expectation-maximisation estimate.
///
/// Sources: adjusted count, Forman (2008), *Data Mining and Knowledge Discovery* 17 (the
/// estimator of Rogan and Gladen 1978); probabilistic adjusted count, Bella and others
/// (2010), ICDM; expectation maximisation, Saerens, Latinne and Decaestecker (2002),
/// *Neural Computation* 14.
pub fn shares(
    truth: &[bool],
    reference: Said<'_>,
    batch: Said<'_>,
    prior: f64,
    n_draws: usize,
    seed: u64,
) -> Shares {
    let reference_sums = by_group(Some(truth), reference);
    let batch_sums = by_group(None, batch);
    let cells = Cells::new(batch);
    let estimate = |reference: &Sums, batch: &Sums, cells: &[(f64, f64)]| -> [f64; 4] {
        let raw = ratio(batch.said[0], batch.n[0]);
        let mean = ratio(batch.probability[0], batch.n[0]);
        let rate = |sums: &[f64; 2], truth: usize| sums[truth] / reference.n[truth];
        [
            raw,
            adjusted(raw, rate(&reference.said, 1), rate(&reference.said, 0)),
            adjusted(
                mean,
                rate(&reference.probability, 1),
                rate(&reference.probability, 0),
            ),
            expectation_maximisation(cells, prior),
        ]
    };
    let exactly: Vec<(f64, f64)> = batch.probabilities.iter().map(|&p| (p, 1.0)).collect();
    let values = estimate(
        &total(&reference_sums, None),
        &total(&batch_sums, None),
        &exactly,
    );
    let drawing = |n_groups, seed| Bootstrap {
        n_groups,
        n_draws,
        seed,
    };
    let of_reference = drawing(reference_sums.len(), seed);
    let of_batch = drawing(batch_sums.len(), seed ^ 0x5DEE_CE66_D000_0001);
    let draws: Vec<[f64; 4]> = (0..n_draws)
        .into_par_iter()
        .map_init(
            || (vec![0; reference_sums.len()], vec![0; batch_sums.len()]),
            |(r, b), draw| {
                of_reference.draw(draw, r);
                of_batch.draw(draw, b);
                estimate(
                    &total(&reference_sums, Some(r)),
                    &total(&batch_sums, Some(b)),
                    &cells.weighted(batch.groups, b),
                )
            },
        )
        .collect();
    let share = |k: usize| {
        let column: Vec<f64> = draws.iter().map(|draw| draw[k]).collect();
        let value = Some(values[k]).filter(|v| v.is_finite());
        Share {
            value,
            interval: value.and(percentile_interval(&column)),
        }
    };
    Shares {
        raw: share(0),
        adjusted: share(1),
        probabilistic: share(2),
        expectation: share(3),
    }
}

/// The share that, at these rates, would show as `seen`; held within `[0, 1]`, not a
/// number where truth makes no difference to what is seen.
pub fn adjusted(seen: f64, rate_if_true: f64, rate_if_false: f64) -> f64 {
    let gap = rate_if_true - rate_if_false;
    if gap > 1e-9 {
        ((seen - rate_if_false) / gap).clamp(0.0, 1.0)
    } else {
        f64::NAN
    }
}

/// The share under which probabilities, re-weighted from `prior` to it, have it as their
/// mean; `cells` are (probability, weight). Stops at a step below 1e-8 or after 1,000.
pub fn expectation_maximisation(cells: &[(f64, f64)], prior: f64) -> f64 {
    let n: f64 = cells.iter().map(|(_, weight)| weight).sum();
    if n <= 0.0 || prior <= 0.0 || prior >= 1.0 {
        return f64::NAN;
    }
    let mut share = prior;
    for _ in 0..1000 {
        let (up, down) = (share / prior, (1.0 - share) / (1.0 - prior));
        let sum: f64 = cells
            .iter()
            .map(|&(p, weight)| weight * ratio(up * p, up * p + down * (1.0 - p)))
            .sum();
        let next = sum / n;
        let step = (next - share).abs();
        share = next;
        if step < 1e-8 {
            break;
        }
    }
    share
}

/// The prior that the probabilities of a labelled reference speak for: the share from which
/// they must be re-weighted to the reference's own share for their mean to be that share.
///
/// Where probabilities are calibrated and the reference is like what they were calibrated
/// on, this is its share; where they were made for other base rates, or lie too high or
/// too low throughout, it makes up for that. Half a statement is added to either side.
pub fn fitted_prior(truth: &[bool], probabilities: &[f64]) -> f64 {
    let n_true = truth.iter().filter(|&&truth| truth).count() as f64;
    let share = (n_true + 0.5) / (truth.len() as f64 + 1.0);
    let odds = share / (1.0 - share);
    let mean = |shift: f64| {
        let up = shift.exp();
        let sum: f64 = probabilities
            .iter()
            .map(|&p| ratio(up * p, up * p + 1.0 - p))
            .sum();
        ratio(sum, probabilities.len() as f64)
    };
    // The mean grows with the shift of log-odds; sixty halvings leave 1e-17 of the range.
    let (mut low, mut high) = (-20.0, 20.0);
    for _ in 0..60 {
        let middle = (low + high) / 2.0;
        if mean(middle) < share {
            low = middle;
        } else {
            high = middle;
        }
    }
    let prior = odds / low.exp();
    prior / (1.0 + prior)
}

fn by_group(truth: Option<&[bool]>, said: Said<'_>) -> Vec<Sums> {
    let n_groups = said.groups.iter().max().map_or(0, |&last| last + 1);
    let mut sums = vec![Sums::default(); n_groups];
    for (i, &group) in said.groups.iter().enumerate() {
        let class = truth.map_or(0, |truth| usize::from(truth[i]));
        let sums = &mut sums[group];
        sums.n[class] += 1.0;
        sums.said[class] += f64::from(u8::from(said.said[i]));
        sums.probability[class] += said.probabilities[i];
    }
    sums
}

fn total(groups: &[Sums], weights: Option<&[u32]>) -> Sums {
    let mut total = Sums::default();
    for (i, sums) in groups.iter().enumerate() {
        let weight = weights.map_or(1.0, |weights| f64::from(weights[i]));
        for class in 0..2 {
            total.n[class] += weight * sums.n[class];
            total.said[class] += weight * sums.said[class];
            total.probability[class] += weight * sums.probability[class];
        }
    }
    total
}

/// Probabilities gathered into at most 1,000 cells of like size, each with its mean, so
/// that the many rounds of expectation maximisation cost the same for any batch.
struct Cells {
    means: Vec<f64>,
    cell_of: Vec<u32>,
}

impl Cells {
    fn new(said: Said<'_>) -> Self {
        let n = said.probabilities.len();
        let mut order: Vec<usize> = (0..n).collect();
        order.sort_by(|&a, &b| said.probabilities[a].total_cmp(&said.probabilities[b]));
        let n_cells = n.min(1000);
        let (mut cell_of, mut sums) = (vec![0; n], vec![(0.0, 0.0); n_cells]);
        for (rank, &i) in order.iter().enumerate() {
            let cell = rank * n_cells / n;
            cell_of[i] = cell as u32;
            sums[cell].0 += said.probabilities[i];
            sums[cell].1 += 1.0;
        }
        Self {
            means: sums.iter().map(|&(sum, n)| ratio(sum, n)).collect(),
            cell_of,
        }
    }

    fn weighted(&self, groups: &[usize], weights: &[u32]) -> Vec<(f64, f64)> {
        let mut cells: Vec<(f64, f64)> = self.means.iter().map(|&mean| (mean, 0.0)).collect();
        for (&cell, &group) in self.cell_of.iter().zip(groups) {
            cells[cell as usize].1 += f64::from(weights[group]);
        }
        cells
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rates_put_a_biased_count_right() {
        // 100 statements, 30 true; 80 % of true and 10 % of false are said: 24 + 7 = 31 said.
        assert!((adjusted(0.31, 0.8, 0.1) - 0.3).abs() < 1e-12);
        assert_eq!(adjusted(0.05, 0.8, 0.1), 0.0);
        assert!(adjusted(0.3, 0.2, 0.2).is_nan());
    }

    #[test]
    fn a_batch_like_its_prior_keeps_it() {
        let cells: Vec<(f64, f64)> = (0..100).map(|i| (f64::from(i) / 99.0, 1.0)).collect();
        assert!((expectation_maximisation(&cells, 0.5) - 0.5).abs() < 1e-6);
        assert!(expectation_maximisation(&[], 0.5).is_nan());
    }

    #[test]
    fn the_prior_is_the_one_that_probabilities_were_made_for() {
        // A coin of two sides: a sign that is seen in 80 % of true and 20 % of false
        // statements, read by somebody who takes every tenth statement to be true.
        let posterior = |sign: bool| {
            let (yes, no) = if sign { (0.8, 0.2) } else { (0.2, 0.8) };
            0.1 * yes / (0.1 * yes + 0.9 * no)
        };
        let (mut truth, mut p) = (Vec::new(), Vec::new());
        for (is_true, sign, n) in [
            (true, true, 4000),
            (true, false, 1000),
            (false, true, 1000),
            (false, false, 4000),
        ] {
            truth.extend(std::iter::repeat_n(is_true, n));
            p.extend(std::iter::repeat_n(posterior(sign), n));
        }
        assert!((fitted_prior(&truth, &p) - 0.1).abs() < 1e-3);
    }

    #[test]
    fn certain_probabilities_are_counted() {
        let cells = [(1.0, 3.0), (0.0, 1.0)];
        assert!((expectation_maximisation(&cells, 0.2) - 0.75).abs() < 1e-9);
    }
}
