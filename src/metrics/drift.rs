//! How far a batch has moved from what went before: terms, labels, scores.

/// The Jensen-Shannon divergence of two distributions given by counts of the same things,
/// in bits, in `[0, 1]`: 0 where alike, 1 where nothing is shared. Not a number where
/// either has no count.
///
/// Source: Lin (1991), *IEEE Transactions on Information Theory* 37.
pub fn jensen_shannon(reference: &[f64], batch: &[f64]) -> f64 {
    assert_eq!(reference.len(), batch.len(), "counts of the same things");
    let (n, m): (f64, f64) = (reference.iter().sum(), batch.iter().sum());
    if n <= 0.0 || m <= 0.0 {
        return f64::NAN;
    }
    let term = |p: f64, middle: f64| {
        if p > 0.0 {
            p * (p / middle).log2()
        } else {
            0.0
        }
    };
    let sum: f64 = reference
        .iter()
        .zip(batch)
        .map(|(&a, &b)| {
            let (p, q) = (a / n, b / m);
            let middle = (p + q) / 2.0;
            term(p, middle) + term(q, middle)
        })
        .sum();
    (sum / 2.0).clamp(0.0, 1.0)
}

/// The population stability index over tenths of the reference: how far the shares of a
/// batch in the reference's deciles lie from a tenth each, in nats, from 0. Credit
/// scoring reads below 0.1 as stable and above 0.25 as moved. Half a statement is added
/// to every bin, so that an empty one is not infinitely far. Not a number where empty.
///
/// Source: Siddiqi (2006), *Credit Risk Scorecards*, chapter 9; twice the Jeffreys
/// divergence of Lewis (1994).
pub fn population_stability(reference: &[f64], batch: &[f64]) -> f64 {
    const BINS: usize = 10;
    if reference.is_empty() || batch.is_empty() {
        return f64::NAN;
    }
    let mut sorted = reference.to_vec();
    sorted.sort_by(f64::total_cmp);
    let mut edges: Vec<f64> = (1..BINS)
        .map(|b| super::interval::quantile(&sorted, b as f64 / BINS as f64))
        .collect();
    edges.dedup();
    let n_bins = edges.len() + 1;
    let shares = |values: &[f64]| -> Vec<f64> {
        let mut counts = vec![0.5; n_bins];
        for &value in values {
            counts[edges.partition_point(|&edge| edge < value)] += 1.0;
        }
        let n = values.len() as f64 + 0.5 * n_bins as f64;
        counts.iter().map(|count| count / n).collect()
    };
    shares(reference)
        .iter()
        .zip(shares(batch))
        .map(|(p, q)| (q - p) * (q / p).ln())
        .sum()
}

/// The largest distance of two empirical distribution functions, in `[0, 1]`; not a
/// number where either sample is empty.
///
/// Source: Smirnov (1948), the two-sample statistic.
pub fn kolmogorov_smirnov(reference: &[f64], batch: &[f64]) -> f64 {
    if reference.is_empty() || batch.is_empty() {
        return f64::NAN;
    }
    let sorted = |values: &[f64]| {
        let mut values = values.to_vec();
        values.sort_by(f64::total_cmp);
        values
    };
    let (a, b) = (sorted(reference), sorted(batch));
    let share =
        |sorted: &[f64], at: f64| sorted.partition_point(|&v| v <= at) as f64 / sorted.len() as f64;
    a.iter()
        .chain(&b)
        .map(|&at| (share(&a, at) - share(&b, at)).abs())
        .fold(0.0, f64::max)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_batch_has_not_moved() {
        let values: Vec<f64> = (0..50).map(f64::from).collect();
        assert_eq!(jensen_shannon(&values, &values), 0.0);
        assert_eq!(population_stability(&values, &values), 0.0);
        assert_eq!(kolmogorov_smirnov(&values, &values), 0.0);
    }

    #[test]
    fn nothing_shared_is_as_far_as_can_be() {
        assert_eq!(jensen_shannon(&[3.0, 0.0], &[0.0, 9.0]), 1.0);
        assert_eq!(kolmogorov_smirnov(&[1.0, 2.0], &[5.0]), 1.0);
        assert!(population_stability(&[1.0, 2.0, 3.0], &[9.0; 40]) > 1.0);
        assert!(jensen_shannon(&[0.0], &[1.0]).is_nan());
    }
}
