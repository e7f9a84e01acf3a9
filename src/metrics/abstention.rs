//! What declining to answer buys: the share answered against how often answers are right.

use serde::{Deserialize, Serialize};

/// What is left when answers below a confidence are withheld.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct CoveragePoint {
    /// Answers at least this confident are given.
    pub confidence: f64,
    /// The share of statements that are answered, in `(0, 1]`.
    pub coverage: f64,
    /// The share of answers given that are right, in `[0, 1]`.
    pub precision: f64,
}

/// The curve from the most confident answer alone to all of them, one point a distinct
/// confidence; `right` says whether the answer to a statement is right.
///
/// Source: El-Yaniv and Wiener (2010), JMLR 11: the risk-coverage curve, with
/// precision = 1 − risk.
pub fn coverage_curve(right: &[bool], confidence: &[f64]) -> Vec<CoveragePoint> {
    assert_eq!(right.len(), confidence.len(), "one confidence a statement");
    let mut order: Vec<usize> = (0..right.len()).collect();
    order.sort_by(|&a, &b| confidence[b].total_cmp(&confidence[a]).then(a.cmp(&b)));
    let mut hits = 0;
    let mut points = Vec::new();
    for (rank, &i) in order.iter().enumerate() {
        hits += usize::from(right[i]);
        let last_of_its_confidence = order
            .get(rank + 1)
            .is_none_or(|&next| confidence[next] != confidence[i]);
        if last_of_its_confidence {
            points.push(CoveragePoint {
                confidence: confidence[i],
                coverage: (rank + 1) as f64 / right.len() as f64,
                precision: hits as f64 / (rank + 1) as f64,
            });
        }
    }
    points
}

/// The area above the curve: the mean over statements of the risk when they and all more
/// confident ones are answered, in `[0, 1]`; lower is better, 0 for no statement.
///
/// Source: Geifman and El-Yaniv (2017), NeurIPS (AURC). Equal confidences share a risk.
pub fn area_under_risk(curve: &[CoveragePoint]) -> f64 {
    let mut before = 0.0;
    let mut area = 0.0;
    for point in curve {
        area += (point.coverage - before) * (1.0 - point.precision);
        before = point.coverage;
    }
    area
}

/// At most `n_points` of a curve, ends kept, evenly by coverage: enough for a drawing.
pub fn thin(curve: &[CoveragePoint], n_points: usize) -> Vec<CoveragePoint> {
    if curve.len() <= n_points || n_points < 2 {
        return curve.to_vec();
    }
    let last = curve.len() - 1;
    (0..n_points)
        .map(|i| curve[i * last / (n_points - 1)])
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_surest_answers_come_first() {
        let curve = coverage_curve(&[false, true, true, true], &[0.5, 0.9, 0.8, 0.8]);
        let shown: Vec<(f64, f64)> = curve.iter().map(|p| (p.coverage, p.precision)).collect();
        assert_eq!(shown, [(0.25, 1.0), (0.75, 1.0), (1.0, 0.75)]);
        assert!((area_under_risk(&curve) - 0.0625).abs() < 1e-12);
    }

    #[test]
    fn no_statement_gives_no_point() {
        assert!(coverage_curve(&[], &[]).is_empty());
    }
}
