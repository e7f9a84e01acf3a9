//! Intervals: Wilson's for proportions, percentiles of a sample, the normal quantile.

use serde::{Deserialize, Serialize};

/// A range that holds the truth at some level of confidence, here always 95 %.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Interval {
    /// Its lower end.
    pub low: f64,
    /// Its upper end.
    pub high: f64,
}

/// The confidence that all reported intervals have.
pub const LEVEL: f64 = 0.95;

impl Interval {
    /// The distance of its ends.
    pub fn width(&self) -> f64 {
        self.high - self.low
    }

    /// True where `value` lies inside or on an end.
    pub fn holds(&self, value: f64) -> bool {
        self.low <= value && value <= self.high
    }
}

/// The score interval of a proportion, `hits` of `n`, within `[0, 1]`; the whole of
/// `[0, 1]` where `n` is 0. Observations are taken as independent.
///
/// Source: Wilson (1927), *Journal of the American Statistical Association* 22; the
/// interval that Brown, Cai and DasGupta (2001) recommend for small `n`.
pub fn wilson(hits: f64, n: f64) -> Interval {
    if n <= 0.0 {
        return Interval {
            low: 0.0,
            high: 1.0,
        };
    }
    let z = normal_quantile(0.5 + LEVEL / 2.0);
    let share = hits / n;
    let grown = 1.0 + z * z / n;
    let centre = (share + z * z / (2.0 * n)) / grown;
    let half = z / grown * (share * (1.0 - share) / n + z * z / (4.0 * n * n)).sqrt();
    Interval {
        low: (centre - half).max(0.0),
        high: (centre + half).min(1.0),
    }
}

/// The central [`LEVEL`] of `draws` by percentiles; draws that are not finite are left
/// out, and there is no interval where fewer than half are left.
///
/// Source: Efron (1979); percentiles by linear interpolation, type 7 of Hyndman and Fan
/// (1996), as NumPy's `percentile`.
pub fn percentile_interval(draws: &[f64]) -> Option<Interval> {
    let mut finite: Vec<f64> = draws.iter().copied().filter(|v| v.is_finite()).collect();
    if finite.is_empty() || finite.len() * 2 < draws.len() {
        return None;
    }
    finite.sort_by(f64::total_cmp);
    let tail = (1.0 - LEVEL) / 2.0;
    Some(Interval {
        low: quantile(&finite, tail),
        high: quantile(&finite, 1.0 - tail),
    })
}

/// The quantile at `rank` in `[0, 1]` of an ascending sample that is not empty.
pub fn quantile(sorted: &[f64], rank: f64) -> f64 {
    let place = rank * (sorted.len() - 1) as f64;
    let below = place.floor() as usize;
    let above = (below + 1).min(sorted.len() - 1);
    sorted[below] + (sorted[above] - sorted[below]) * (place - below as f64)
}

/// The standard normal quantile at `rank` in `(0, 1)`, to a relative error of 1.2e-9.
///
/// Source: Acklam's rational approximation (2003), the central and tail branches.
pub fn normal_quantile(rank: f64) -> f64 {
    const A: [f64; 6] = [
        -3.969_683_028_665_376e1,
        2.209_460_984_245_205e2,
        -2.759_285_104_469_687e2,
        1.383_577_518_672_69e2,
        -3.066_479_806_614_716e1,
        2.506_628_277_459_239,
    ];
    const B: [f64; 6] = [
        -5.447_609_879_822_406e1,
        1.615_858_368_580_409e2,
        -1.556_989_798_598_866e2,
        6.680_131_188_771_972e1,
        -1.328_068_155_288_572e1,
        1.0,
    ];
    const C: [f64; 6] = [
        -7.784_894_002_430_293e-3,
        -3.223_964_580_411_365e-1,
        -2.400_758_277_161_838,
        -2.549_732_539_343_734,
        4.374_664_141_464_968,
        2.938_163_982_698_783,
    ];
    const D: [f64; 5] = [
        7.784_695_709_041_462e-3,
        3.224_671_290_700_398e-1,
        2.445_134_137_142_996,
        3.754_408_661_907_416,
        1.0,
    ];
    let horner = |c: &[f64], x: f64| c.iter().fold(0.0, |sum, c| sum * x + c);
    let tail = |p: f64| {
        let q = (-2.0 * p.ln()).sqrt();
        horner(&C, q) / horner(&D, q)
    };
    if rank < 0.024_25 {
        tail(rank)
    } else if rank > 1.0 - 0.024_25 {
        -tail(1.0 - rank)
    } else {
        let q = rank - 0.5;
        q * horner(&A, q * q) / horner(&B, q * q)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_normal_quantile_is_the_published_one() {
        assert!((normal_quantile(0.975) - 1.959_963_984_540_054).abs() < 1e-8);
        assert!((normal_quantile(0.001) + 3.090_232_306_167_813).abs() < 1e-8);
        assert!(normal_quantile(0.5).abs() < 1e-12);
    }

    #[test]
    fn none_of_ten_is_not_certainly_none() {
        let interval = wilson(0.0, 10.0);
        assert_eq!(interval.low, 0.0);
        assert!((interval.high - 0.277_532_8).abs() < 1e-6);
        assert_eq!(wilson(0.0, 0.0).width(), 1.0);
    }

    #[test]
    fn percentiles_leave_out_what_is_not_a_number() {
        let mut draws: Vec<f64> = (0..=100).map(f64::from).collect();
        draws.push(f64::NAN);
        let interval = percentile_interval(&draws).unwrap();
        assert!((interval.low - 2.5).abs() < 1e-9 && (interval.high - 97.5).abs() < 1e-9);
        assert!(percentile_interval(&[1.0, f64::NAN, f64::NAN]).is_none());
    }
}
