//! How far a new batch lies from what the model was trained or judged on.
//!
//! A distance alone says little: any two samples differ. Each is shown beside what random
//! parts of the reference differ by.

use super::Options;
use super::baseline::distinct_words;
use super::result::{Drift, DriftMeasure, Evaluation};
use super::shares;
use super::table::{HeadTable, Table};
use crate::metrics::drift::{jensen_shannon, kolmogorov_smirnov, population_stability};
use crate::random::SplitMix;
use rayon::prelude::*;
use std::collections::HashMap;

/// Random parts of the reference behind the usual distance.
const N_PARTS: usize = 100;

/// What the batch is compared with.
#[derive(Debug, Clone, Copy)]
pub struct Reference<'a> {
    /// Its name in the report: `training` or `held-out`.
    pub name: &'a str,
    /// Its statements' words.
    pub texts: &'a [String],
    /// What the model says of them.
    pub heads: &'a [HeadTable],
}

/// Measures how far `batch` lies from `reference`: its words, and the probabilities that
/// the model gives.
pub fn drift(reference: Reference<'_>, batch: &Table, options: &Options) -> Drift {
    let (vocabulary, rows) = counted(reference.texts, &batch.texts);
    let (old, new) = rows.split_at(reference.texts.len());
    let n_known = vocabulary.n_reference;
    let (mut unknown, mut all) = (0.0, 0.0);
    for word in new.iter().flatten() {
        all += 1.0;
        unknown += f64::from(u8::from(*word >= n_known));
    }
    let terms = |rows: &[&Vec<usize>]| {
        let mut counts = vec![0.0; vocabulary.n];
        for word in rows.iter().copied().flatten() {
            counts[*word] += 1.0;
        }
        counts
    };
    let every: Vec<&Vec<usize>> = old.iter().collect();
    let news: Vec<&Vec<usize>> = new.iter().collect();
    let mut measures = vec![DriftMeasure {
        what: "terms".into(),
        measure: "jensen_shannon".into(),
        value: jensen_shannon(&terms(&every), &terms(&news)),
        usual: usual(old.len(), new.len(), options.seed, |part, rest| {
            let pick = |rows: &[usize]| rows.iter().map(|&i| &old[i]).collect::<Vec<_>>();
            jensen_shannon(&terms(&pick(rest)), &terms(&pick(part)))
        }),
    }];
    for head in &batch.heads {
        let Some(old) = reference.heads.iter().find(|h| h.head == head.head) else {
            continue;
        };
        for (k, label) in head.head.labels.iter().enumerate() {
            let (before, after) = (old.probability(k), head.probability(k));
            for (measure, distance) in [
                (
                    "population_stability",
                    population_stability as fn(&[f64], &[f64]) -> f64,
                ),
                ("kolmogorov_smirnov", kolmogorov_smirnov),
            ] {
                measures.push(DriftMeasure {
                    what: format!("{}.{label}.probability", head.head.name),
                    measure: measure.into(),
                    value: distance(&before, &after),
                    usual: usual(before.len(), after.len(), options.seed, |part, rest| {
                        let pick =
                            |rows: &[usize]| rows.iter().map(|&i| before[i]).collect::<Vec<_>>();
                        distance(&pick(rest), &pick(part))
                    }),
                });
            }
        }
    }
    measures.retain(|measure| measure.value.is_finite());
    Drift {
        reference: reference.name.to_owned(),
        n_reference: reference.texts.len(),
        n_batch: batch.len(),
        unknown_words: if all > 0.0 { unknown / all } else { 0.0 },
        measures,
    }
}

/// Adds to every label its share in `batch`, corrected by the held-out statements.
pub fn add_batch_shares(
    evaluation: &mut Evaluation,
    held_out: &Table,
    batch: &Table,
    options: &Options,
) {
    for result in &mut evaluation.heads {
        let find = |table: &'_ Table| -> Option<HeadTable> {
            table
                .heads
                .iter()
                .find(|head| head.head.name == result.name)
                .cloned()
        };
        let (Some(reference), Some(new)) = (find(held_out), find(batch)) else {
            continue;
        };
        for (k, label) in result.labels.iter_mut().enumerate() {
            let prior = shares::prior(&reference, k);
            label.batch_shares = Some(shares::of(&reference, &new, k, prior, options));
        }
    }
}

/// The 95th of a hundred distances between a random part of the reference, as large as
/// the batch but at most half, and the rest.
fn usual(
    n: usize,
    n_batch: usize,
    seed: u64,
    distance: impl Fn(&[usize], &[usize]) -> f64 + Sync,
) -> f64 {
    let size = n_batch.min(n / 2);
    let mut distances: Vec<f64> = (0..N_PARTS)
        .into_par_iter()
        .map(|draw| {
            let mut random = SplitMix(seed.wrapping_add(draw as u64 * 0x9E37_79B9));
            random.0 = random.next();
            let mut order: Vec<usize> = (0..n).collect();
            for i in 0..size {
                let j = i + random.below(n - i);
                order.swap(i, j);
            }
            let (part, rest) = order.split_at(size);
            distance(part, rest)
        })
        .filter(|distance| distance.is_finite())
        .collect();
    distances.sort_by(f64::total_cmp);
    if distances.is_empty() {
        f64::NAN
    } else {
        crate::metrics::interval::quantile(&distances, 0.95)
    }
}

struct Vocabulary {
    n: usize,
    n_reference: usize,
}

/// The words of all texts as numbers, those of the reference first.
fn counted(reference: &[String], batch: &[String]) -> (Vocabulary, Vec<Vec<usize>>) {
    let mut known: HashMap<String, usize> = HashMap::new();
    let mut rows = Vec::with_capacity(reference.len() + batch.len());
    let mut n_reference = 0;
    for (i, text) in reference.iter().chain(batch).enumerate() {
        rows.push(
            distinct_words(text)
                .into_iter()
                .map(|word| {
                    let next = known.len();
                    *known.entry(word).or_insert(next)
                })
                .collect(),
        );
        if i + 1 == reference.len() {
            n_reference = known.len();
        }
    }
    let vocabulary = Vocabulary {
        n: known.len(),
        n_reference,
    };
    (vocabulary, rows)
}
