//! All figures of one head under any multiplicities of its groups.
//!
//! A [`Measure`] is prepared once: counts and losses summed by group, statements sorted
//! once by probability. The figure itself and its thousand bootstrap draws then come from
//! the same code, at one pass over groups and one over the sorted statements each.

use super::result::{Estimate, Figures, Method};
use super::table::HeadTable;
use crate::label::HeadKind;
use crate::metrics::bootstrap::{Bootstrap, Draws};
use crate::metrics::calibration::{self, N_BINS};
use crate::metrics::classification::{self, Counts};
use crate::metrics::interval::wilson;
use crate::metrics::ranking::Ranking;

/// The figures of one label, in the order in which they are computed.
const OF_LABEL: [&str; 8] = [
    "precision",
    "recall",
    "f1",
    "mcc",
    "average_precision",
    "brier",
    "log_loss",
    "calibration_error",
];

/// The figures over all labels, likewise.
const OF_HEAD: [&str; 9] = [
    "macro_precision",
    "macro_recall",
    "macro_f1",
    "micro_precision",
    "micro_recall",
    "micro_f1",
    "accuracy",
    "mcc",
    "macro_average_precision",
];

/// A head's predictions, prepared for measuring.
pub(super) struct Measure {
    kind: HeadKind,
    n_labels: usize,
    n_groups: usize,
    /// `n_groups × n_labels`.
    counts: Vec<Counts>,
    /// By group: statements wholly right, statements.
    right: Vec<(f64, f64)>,
    labels: Vec<Prepared>,
    /// Of an exclusive head: group and cell (truth, said) of every statement.
    cells: Vec<(u32, u32)>,
}

struct Prepared {
    ranking: Ranking,
    /// By group: squared error and log loss.
    losses: Vec<(f64, f64)>,
    /// Statements in file order: group, bin, probability minus truth.
    bins: Vec<(u32, u8, f64)>,
}

impl Measure {
    pub(super) fn new(table: &HeadTable) -> Self {
        let (n_labels, n_groups) = (table.head.n_labels(), table.n_groups());
        let mut counts = vec![Counts::default(); n_groups * n_labels];
        let mut right = vec![(0.0, 0.0); n_groups];
        for (i, is_right) in table.right().into_iter().enumerate() {
            let group = table.groups[i];
            right[group].0 += f64::from(u8::from(is_right));
            right[group].1 += 1.0;
        }
        let labels = (0..n_labels)
            .map(|k| {
                let (truth, said) = (table.truth(k), table.said(k));
                for i in 0..truth.len() {
                    counts[table.groups[i] * n_labels + k].add(truth[i], said[i], 1.0);
                }
                Prepared::new(&truth, &table.probability(k), &table.groups, n_groups)
            })
            .collect();
        Self {
            kind: table.head.kind,
            n_labels,
            n_groups,
            counts,
            right,
            labels,
            cells: cells(table),
        }
    }

    /// Every figure: those of each label in turn, then those over all.
    pub(super) fn values(&self, weights: &[u32]) -> Vec<f64> {
        let mut counts = vec![Counts::default(); self.n_labels];
        let (mut right, mut n) = (0.0, 0.0);
        for (group, &weight) in weights
            .iter()
            .enumerate()
            .filter(|(_, weight)| **weight > 0)
        {
            let weight = f64::from(weight);
            right += weight * self.right[group].0;
            n += weight * self.right[group].1;
            let of_group = &self.counts[group * self.n_labels..][..self.n_labels];
            for (sum, add) in counts.iter_mut().zip(of_group) {
                sum.true_positive += weight * add.true_positive;
                sum.false_positive += weight * add.false_positive;
                sum.false_negative += weight * add.false_negative;
                sum.true_negative += weight * add.true_negative;
            }
        }
        let mut values = Vec::with_capacity(self.n_labels * OF_LABEL.len() + OF_HEAD.len());
        let mut precisions = Vec::new();
        for (label, counts) in self.labels.iter().zip(&counts) {
            let average_precision = label.ranking.average_precision(weights);
            precisions.push(average_precision);
            let (brier, log_loss) = label.losses(weights, n);
            values.extend([
                counts.precision(),
                counts.recall(),
                counts.f1(),
                counts.mcc(),
                average_precision,
                brier,
                log_loss,
                label.calibration_error(weights, n),
            ]);
        }
        let mean =
            |of: &dyn Fn(&Counts) -> f64| counts.iter().map(of).sum::<f64>() / self.n_labels as f64;
        let pooled = classification::pooled(&counts);
        let known: Vec<f64> = precisions.into_iter().filter(|p| p.is_finite()).collect();
        values.extend([
            mean(&Counts::precision),
            mean(&Counts::recall),
            classification::macro_f1(&counts),
            pooled.precision(),
            pooled.recall(),
            pooled.f1(),
            right / n,
            match self.kind {
                HeadKind::Exclusive => self.mcc_of_cells(weights),
                HeadKind::Independent => mean(&Counts::mcc),
            },
            known.iter().sum::<f64>() / known.len() as f64,
        ]);
        values
    }

    fn mcc_of_cells(&self, weights: &[u32]) -> f64 {
        // One row and column more than labels: an abstention is an answer of its own.
        let size = self.n_labels + 1;
        let mut table = vec![vec![0.0; size]; size];
        for &(group, cell) in &self.cells {
            let (truth, said) = (cell as usize / size, cell as usize % size);
            table[truth][said] += f64::from(weights[group as usize]);
        }
        classification::mcc_of_table(&table)
    }

    /// Draws all figures.
    pub(super) fn draw(&self, n_draws: usize, seed: u64) -> Draws {
        let bootstrap = Bootstrap {
            n_groups: self.n_groups,
            n_draws,
            seed,
        };
        bootstrap.run(|weights| self.values(weights))
    }

    /// Every figure as it stands.
    pub(super) fn plain(&self) -> Vec<f64> {
        self.values(&vec![1; self.n_groups])
    }

    /// The figures of the label at `k` and of the head, by name, with intervals.
    pub(super) fn figures(&self, values: &[f64], draws: &Draws) -> (Vec<Figures>, Figures) {
        let all: Vec<Counts> = (0..self.n_labels)
            .map(|k| {
                let mut sum = Counts::default();
                for group in 0..self.n_groups {
                    sum += self.counts[group * self.n_labels + k];
                }
                sum
            })
            .collect();
        let estimate = |place: usize| Estimate::new(values[place], draws.interval(place));
        let labels = (0..self.n_labels)
            .map(|k| {
                OF_LABEL
                    .iter()
                    .enumerate()
                    .map(|(j, &name)| {
                        let found = estimate(k * OF_LABEL.len() + j);
                        let counts = &all[k];
                        let found = match name {
                            "precision" => proportion(found, counts.true_positive, counts.n_said()),
                            "recall" => proportion(found, counts.true_positive, counts.n_true()),
                            _ => found,
                        };
                        (name.to_owned(), found)
                    })
                    .collect()
            })
            .collect();
        let first = self.n_labels * OF_LABEL.len();
        let overall = OF_HEAD
            .iter()
            .enumerate()
            .map(|(j, &name)| (name.to_owned(), estimate(first + j)))
            .collect();
        (labels, overall)
    }

    /// The name of every figure in the order of [`Measure::values`].
    pub(super) fn names(labels: &[String]) -> Vec<String> {
        let of_labels = labels
            .iter()
            .flat_map(|label| OF_LABEL.iter().map(move |name| format!("{label}.{name}")));
        of_labels
            .chain(OF_HEAD.iter().map(|&name| name.to_owned()))
            .collect()
    }
}

/// A proportion of 0 or 1 never varies under resampling; Wilson's interval says what the
/// bootstrap cannot.
fn proportion(found: Estimate, hits: f64, n: f64) -> Estimate {
    match found.interval {
        Some(interval) if interval.width() == 0.0 && n > 0.0 => Estimate {
            interval: Some(wilson(hits, n)),
            method: Method::Wilson,
            ..found
        },
        _ => found,
    }
}

fn cells(table: &HeadTable) -> Vec<(u32, u32)> {
    if table.head.kind != HeadKind::Exclusive {
        return Vec::new();
    }
    let size = table.head.n_labels() + 1;
    (0..table.len())
        .map(|i| {
            let first = |labels: &crate::label::LabelSet| labels.iter().next().unwrap_or(size - 1);
            let cell = first(&table.gold[i]) * size + first(&table.decisions[i].labels());
            (table.groups[i] as u32, cell as u32)
        })
        .collect()
}

impl Prepared {
    fn new(truth: &[bool], probabilities: &[f64], groups: &[usize], n_groups: usize) -> Self {
        let mut losses = vec![(0.0, 0.0); n_groups];
        let mut bins = Vec::with_capacity(truth.len());
        for ((&truth, &p), &group) in truth.iter().zip(probabilities).zip(groups) {
            let y = f64::from(u8::from(truth));
            losses[group].0 += (p - y) * (p - y);
            losses[group].1 += calibration::log_loss_of_one(y, p);
            bins.push((group as u32, calibration::bin_of(p) as u8, p - y));
        }
        Self {
            ranking: Ranking::new(truth, probabilities, groups),
            losses,
            bins,
        }
    }

    fn losses(&self, weights: &[u32], n: f64) -> (f64, f64) {
        let (mut brier, mut log_loss) = (0.0, 0.0);
        for (&weight, (squared, log)) in weights.iter().zip(&self.losses) {
            brier += f64::from(weight) * squared;
            log_loss += f64::from(weight) * log;
        }
        (brier / n, log_loss / n)
    }

    fn calibration_error(&self, weights: &[u32], n: f64) -> f64 {
        let mut gaps = [0.0; N_BINS];
        for &(group, bin, gap) in &self.bins {
            gaps[bin as usize] += f64::from(weights[group as usize]) * gap;
        }
        gaps.iter().map(|gap| gap.abs()).sum::<f64>() / n
    }
}
