//! The same figures on parts of the data: where a model is weak, and whether that can be
//! told from so few statements.

use super::Options;
use super::result::{Estimate, Slice};
use super::table::{HeadTable, Table};
use crate::metrics::bootstrap::Bootstrap;
use crate::metrics::classification::Counts;
use std::collections::BTreeMap;

/// Values of one field that are shown; the rest, the rarest, are taken together.
const N_VALUES: usize = 12;

/// Groups below which resampling them says nothing.
const FEWEST_GROUPS: usize = 5;

pub(super) fn all(table: &Table, head: &HeadTable, options: &Options) -> Vec<Slice> {
    let mut slices = Vec::new();
    for (field, values) in &table.slices {
        let mut parts: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
        for (i, &row) in head.rows.iter().enumerate() {
            if let Some(value) = &values[row] {
                parts.entry(value).or_default().push(i);
            }
        }
        if parts.len() < 2 {
            continue;
        }
        let mut sizes: Vec<(&str, usize)> = parts.iter().map(|(v, p)| (*v, p.len())).collect();
        sizes.sort_by(|a, b| b.1.cmp(&a.1).then(a.0.cmp(b.0)));
        let mut rest = Vec::new();
        for (value, _) in sizes.iter().skip(N_VALUES) {
            rest.extend(parts.remove(value).unwrap_or_default());
        }
        let mut parts: Vec<(&str, Vec<usize>)> = parts.into_iter().collect();
        parts.sort_by_key(|(value, _)| (leading_number(value), *value));
        for (value, rows) in &parts {
            slices.push(slice(field, value, &head.select(rows), options));
        }
        if !rest.is_empty() {
            rest.sort_unstable();
            slices.push(slice(field, "(all others)", &head.select(&rest), options));
        }
    }
    slices
}

/// The number a value begins with, so that “10–19 words” follows “1–9 words”.
fn leading_number(value: &str) -> u64 {
    let digits: String = value.chars().take_while(char::is_ascii_digit).collect();
    digits.parse().unwrap_or(0)
}

fn slice(field: &str, value: &str, part: &HeadTable, options: &Options) -> Slice {
    let (n_labels, n_groups) = (part.head.n_labels(), part.n_groups());
    let mut counts = vec![Counts::default(); n_groups * n_labels];
    for k in 0..n_labels {
        for (i, (truth, said)) in part.truth(k).into_iter().zip(part.said(k)).enumerate() {
            counts[part.groups[i] * n_labels + k].add(truth, said, 1.0);
        }
    }
    let of_labels = |weights: &[u32]| -> Vec<f64> {
        let mut sums = vec![[0.0; 3]; n_labels];
        for (group, &weight) in weights.iter().enumerate() {
            for (k, sum) in sums.iter_mut().enumerate() {
                let counts = &counts[group * n_labels + k];
                sum[0] += f64::from(weight) * counts.true_positive;
                sum[1] += f64::from(weight) * counts.n_said();
                sum[2] += f64::from(weight) * counts.n_true();
            }
        }
        sums.iter()
            .map(|[hits, said, truths]| 2.0 * hits / (said + truths))
            .collect()
    };
    let mean = |values: &[f64]| {
        let known: Vec<f64> = values.iter().copied().filter(|v| v.is_finite()).collect();
        known.iter().sum::<f64>() / known.len() as f64
    };
    let bootstrap = Bootstrap {
        n_groups,
        n_draws: options.n_draws,
        seed: options.seed,
    };
    let draws = bootstrap.run(|weights| vec![mean(&of_labels(weights))]);
    let f1 = of_labels(&vec![1; n_groups]);
    let n_right = part.right().into_iter().filter(|&right| right).count();
    Slice {
        field: field.to_owned(),
        value: value.to_owned(),
        n: part.len(),
        n_groups,
        macro_f1: Estimate::new(
            mean(&f1),
            draws.interval(0).filter(|_| n_groups >= FEWEST_GROUPS),
        ),
        accuracy: Estimate::proportion(n_right as f64, part.len() as f64),
        f1: part
            .head
            .labels
            .iter()
            .zip(&f1)
            .map(|(label, &f1)| (label.clone(), Some(f1).filter(|f1| f1.is_finite())))
            .collect(),
    }
}
