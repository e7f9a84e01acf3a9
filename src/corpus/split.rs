//! Grouped, stratified, seeded folds.
//!
//! Statements of one group stay together. Groups are dealt, largest and rarest first, to
//! the fold that then departs least from the corpus's label shares (the greedy of
//! scikit-learn's `StratifiedGroupKFold`).

use crate::random::SplitMix;

/// Deals statements to `n_folds` folds and returns the fold of each.
///
/// `groups` numbers each statement's group; `strata` numbers its stratum (for example
/// its set of labels). The same seed gives the same folds.
///
/// # Panics
/// Where the lengths differ or `n_folds` is 0.
pub fn folds(groups: &[usize], strata: &[usize], n_folds: usize, seed: u64) -> Vec<usize> {
    assert_eq!(groups.len(), strata.len(), "one stratum a statement");
    assert!(n_folds > 0, "at least one fold");
    let n_groups = groups.iter().max().map_or(0, |&last| last + 1);
    let n_strata = strata.iter().max().map_or(0, |&last| last + 1);
    let mut counts = vec![vec![0.0_f64; n_strata]; n_groups];
    let mut totals = vec![0.0_f64; n_strata];
    for (&group, &stratum) in groups.iter().zip(strata) {
        counts[group][stratum] += 1.0;
        totals[stratum] += 1.0;
    }
    let shares = |count: &[f64]| -> Vec<f64> {
        count
            .iter()
            .zip(&totals)
            .map(|(count, total)| if *total > 0.0 { count / total } else { 0.0 })
            .collect()
    };
    let mut random = SplitMix(seed);
    let mut order: Vec<(f64, u64, usize)> = (0..n_groups)
        .map(|group| (spread(&counts[group]), random.next(), group))
        .collect();
    order.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
    let mut filled = vec![vec![0.0_f64; n_strata]; n_folds];
    let mut fold_of = vec![0; n_groups];
    for (_, _, group) in order {
        let added = shares(&counts[group]);
        let fold = (0..n_folds)
            .min_by(|&a, &b| {
                uneven(&filled, a, &added)
                    .total_cmp(&uneven(&filled, b, &added))
                    .then(total(&filled[a]).total_cmp(&total(&filled[b])))
            })
            .expect("there is at least one fold");
        for (sum, add) in filled[fold].iter_mut().zip(&added) {
            *sum += add;
        }
        fold_of[group] = fold;
    }
    groups.iter().map(|&group| fold_of[group]).collect()
}

fn total(shares: &[f64]) -> f64 {
    shares.iter().sum()
}

fn spread(values: &[f64]) -> f64 {
    let mean = total(values) / values.len().max(1) as f64;
    values.iter().map(|v| (v - mean).powi(2)).sum::<f64>()
}

/// How unevenly strata lie over folds once `added` joins `fold`.
fn uneven(filled: &[Vec<f64>], fold: usize, added: &[f64]) -> f64 {
    (0..added.len())
        .map(|stratum| {
            let column: Vec<f64> = filled
                .iter()
                .enumerate()
                .map(|(i, shares)| shares[stratum] + if i == fold { added[stratum] } else { 0.0 })
                .collect();
            spread(&column)
        })
        .sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn groups_stay_together_and_shares_are_even() {
        let groups: Vec<usize> = (0..400).map(|i| i / 4).collect();
        let strata: Vec<usize> = (0..400).map(|i| usize::from(i % 8 < 2)).collect();
        let folds = folds(&groups, &strata, 5, 7);
        for group in 0..100 {
            let of: Vec<usize> = (0..400)
                .filter(|&i| groups[i] == group)
                .map(|i| folds[i])
                .collect();
            assert!(of.windows(2).all(|pair| pair[0] == pair[1]));
        }
        for fold in 0..5 {
            let size = folds.iter().filter(|&&f| f == fold).count();
            let positive = (0..400)
                .filter(|&i| folds[i] == fold && strata[i] == 1)
                .count();
            assert_eq!((size, positive), (80, 20));
        }
    }
}
