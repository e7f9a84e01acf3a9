//! How far raters agree beyond chance: Krippendorff's α for nominal ratings.

use super::bootstrap::Bootstrap;
use super::interval::Interval;
use serde::{Deserialize, Serialize};

/// α with its interval.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Agreement {
    /// 1 is perfect agreement, 0 is chance, below 0 is worse than chance.
    pub alpha: f64,
    /// Percentile bootstrap over groups of units.
    pub interval: Option<Interval>,
    /// The units that at least two raters rated.
    pub n_units: usize,
    /// Their ratings.
    pub n_ratings: usize,
}

/// One rated unit, reduced to what α needs.
struct Unit {
    group: usize,
    counts: Vec<f64>,
    m: f64,
    /// Pairs of unequal ratings, over `m − 1`.
    disagreement: f64,
}

/// Krippendorff's α of nominal ratings, with an interval.
///
/// `ratings` holds the category numbers that a unit's raters gave, one list a unit, in
/// any order; units with fewer than two are left out. `groups` numbers each unit's group.
/// None where no unit has two ratings or only one category was ever used.
///
/// Source: Krippendorff (2011), *Computing Krippendorff's Alpha-Reliability*, section C.
/// The interval resamples groups of units, not pairs, so that it allows for groups.
pub fn alpha(ratings: &[Vec<usize>], groups: &[usize], bootstrap: &Bootstrap) -> Option<Agreement> {
    assert_eq!(ratings.len(), groups.len(), "one group a unit");
    let n_categories = ratings.iter().flatten().max().map_or(0, |&last| last + 1);
    let units: Vec<Unit> = ratings
        .iter()
        .zip(groups)
        .filter(|(ratings, _)| ratings.len() >= 2)
        .map(|(ratings, &group)| unit(ratings, group, n_categories))
        .collect();
    let alpha = of_units(&units, |_| 1.0, n_categories);
    if alpha.is_nan() {
        return None;
    }
    let draws = bootstrap.run(|weights| {
        vec![of_units(
            &units,
            |group| f64::from(weights[group]),
            n_categories,
        )]
    });
    Some(Agreement {
        alpha,
        interval: draws.interval(0),
        n_units: units.len(),
        n_ratings: units.iter().map(|unit| unit.m as usize).sum(),
    })
}

fn unit(ratings: &[usize], group: usize, n_categories: usize) -> Unit {
    let mut counts = vec![0.0; n_categories];
    for &rating in ratings {
        counts[rating] += 1.0;
    }
    let m = ratings.len() as f64;
    let equal: f64 = counts.iter().map(|c| c * (c - 1.0)).sum();
    Unit {
        group,
        m,
        disagreement: (m * (m - 1.0) - equal) / (m - 1.0),
        counts,
    }
}

fn of_units(units: &[Unit], weight: impl Fn(usize) -> f64, n_categories: usize) -> f64 {
    let (mut n, mut observed) = (0.0, 0.0);
    let mut totals = vec![0.0; n_categories];
    for unit in units {
        let weight = weight(unit.group);
        n += weight * unit.m;
        observed += weight * unit.disagreement;
        for (total, count) in totals.iter_mut().zip(&unit.counts) {
            *total += weight * count;
        }
    }
    let equal: f64 = totals.iter().map(|t| t * (t - 1.0)).sum();
    let expected = (n * (n - 1.0) - equal) / (n - 1.0);
    if expected > 0.0 {
        1.0 - observed / expected
    } else {
        f64::NAN
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn plain(ratings: &[Vec<usize>]) -> Option<Agreement> {
        let groups: Vec<usize> = (0..ratings.len()).collect();
        let bootstrap = Bootstrap {
            n_groups: groups.len(),
            n_draws: 50,
            seed: 1,
        };
        alpha(ratings, &groups, &bootstrap)
    }

    #[test]
    fn the_published_nominal_example() {
        // Krippendorff (2011), example C: four observers, twelve units, α = 0.743.
        let units = vec![
            vec![1, 1, 1],
            vec![2, 2, 3, 2],
            vec![3, 3, 3, 3],
            vec![3, 3, 3, 3],
            vec![2, 2, 2, 2],
            vec![1, 2, 3, 4],
            vec![4, 4, 4, 4],
            vec![1, 1, 2, 1],
            vec![2, 2, 2, 2],
            vec![5, 5, 5],
            vec![1, 1],
            vec![3],
        ];
        let found = plain(&units).unwrap();
        assert!((found.alpha - 0.743).abs() < 5e-4, "{}", found.alpha);
        assert_eq!((found.n_units, found.n_ratings), (11, 40));
        assert!(found.interval.unwrap().holds(found.alpha));
    }

    #[test]
    fn one_category_says_nothing_of_agreement() {
        assert!(plain(&[vec![0, 0], vec![0, 0]]).is_none());
        assert!(plain(&[vec![0], vec![1]]).is_none());
    }
}
