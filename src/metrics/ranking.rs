//! How well probabilities put the true statements first: average precision and the curve.
//!
//! A [`Ranking`] sorts once; its figures can then be asked for again and again with other
//! weights, which is what makes a thousand bootstrap draws of 100,000 statements cheap.

/// Statements of one label, most probable first.
#[derive(Debug, Clone)]
pub struct Ranking {
    /// The unit (statement or group) whose weight counts, by rank.
    units: Vec<u32>,
    truth: Vec<bool>,
    /// True at the last of those that share a probability.
    ends: Vec<bool>,
    probabilities: Vec<f64>,
}

/// One point of a precision-recall curve.
#[derive(Debug, Clone, Copy, PartialEq, serde::Serialize, serde::Deserialize)]
pub struct CurvePoint {
    /// Statements at least this probable are taken.
    pub threshold: f64,
    /// The share of those taken that are true.
    pub precision: f64,
    /// The share of the true that are taken.
    pub recall: f64,
}

impl Ranking {
    /// Sorts statements; `units` says whose weight each statement takes.
    ///
    /// # Panics
    /// Where the lengths differ.
    pub fn new(truth: &[bool], probabilities: &[f64], units: &[usize]) -> Self {
        assert_eq!(
            truth.len(),
            probabilities.len(),
            "one probability a statement"
        );
        assert_eq!(truth.len(), units.len(), "one unit a statement");
        let mut order: Vec<usize> = (0..truth.len()).collect();
        order.sort_by(|&a, &b| {
            probabilities[b]
                .total_cmp(&probabilities[a])
                .then(a.cmp(&b))
        });
        let probability = |rank: usize| probabilities[order[rank]];
        Self {
            units: order.iter().map(|&i| units[i] as u32).collect(),
            truth: order.iter().map(|&i| truth[i]).collect(),
            ends: (0..order.len())
                .map(|rank| rank + 1 == order.len() || probability(rank) != probability(rank + 1))
                .collect(),
            probabilities: order.iter().map(|&i| probabilities[i]).collect(),
        }
    }

    /// Average precision, in `[0, 1]`: the mean over recall steps of the precision there;
    /// `weights` holds one multiplicity a unit. Not a number where no statement is true.
    ///
    /// Statements of equal probability are taken together, as scikit-learn's
    /// `average_precision_score` does, so that their order in the file does not matter.
    pub fn average_precision(&self, weights: &[u32]) -> f64 {
        let (mut hits, mut taken, mut fresh) = (0.0_f64, 0.0_f64, 0.0_f64);
        let mut sum = 0.0;
        for ((&unit, &truth), &end) in self.units.iter().zip(&self.truth).zip(&self.ends) {
            let weight = f64::from(weights[unit as usize]);
            taken += weight;
            if truth {
                fresh += weight;
            }
            if end && fresh > 0.0 {
                hits += fresh;
                sum += fresh * (hits / taken);
                fresh = 0.0;
            }
        }
        if hits > 0.0 { sum / hits } else { f64::NAN }
    }

    /// The precision-recall curve, one point a distinct probability, most probable first;
    /// empty where no statement is true.
    pub fn curve(&self) -> Vec<CurvePoint> {
        let n_true = self.truth.iter().filter(|&&truth| truth).count();
        let (mut hits, mut points) = (0, Vec::new());
        if n_true == 0 {
            return points;
        }
        for rank in 0..self.truth.len() {
            hits += usize::from(self.truth[rank]);
            if self.ends[rank] {
                points.push(CurvePoint {
                    threshold: self.probabilities[rank],
                    precision: hits as f64 / (rank + 1) as f64,
                    recall: hits as f64 / n_true as f64,
                });
            }
        }
        points
    }
}

/// Average precision of statements that each count once; see [`Ranking::average_precision`].
pub fn average_precision(truth: &[bool], probabilities: &[f64]) -> f64 {
    let units: Vec<usize> = (0..truth.len()).collect();
    Ranking::new(truth, probabilities, &units).average_precision(&vec![1; truth.len()])
}

/// At most `n_points` of a curve, ends kept, evenly by recall: enough for a drawing.
pub fn thin(curve: &[CurvePoint], n_points: usize) -> Vec<CurvePoint> {
    if curve.len() <= n_points || n_points < 2 {
        return curve.to_vec();
    }
    let mut kept: Vec<CurvePoint> = Vec::with_capacity(n_points);
    let step = 1.0 / (n_points - 1) as f64;
    let mut next = 0.0;
    for (i, point) in curve.iter().enumerate() {
        if i == 0 || i + 1 == curve.len() || point.recall >= next {
            kept.push(*point);
            while next <= point.recall {
                next += step;
            }
        }
    }
    kept
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn average_precision_worked_by_hand() {
        // ranks: true, false, true → (1/1 + 2/3) / 2
        let ap = average_precision(&[true, false, true], &[0.9, 0.8, 0.1]);
        assert!((ap - 5.0 / 6.0).abs() < 1e-12);
        assert!(average_precision(&[false], &[0.4]).is_nan());
    }

    #[test]
    fn equal_probabilities_count_together() {
        let one = average_precision(&[true, false], &[0.5, 0.5]);
        let other = average_precision(&[false, true], &[0.5, 0.5]);
        assert_eq!((one, other), (0.5, 0.5));
    }

    #[test]
    fn a_weight_of_two_is_the_statement_twice() {
        let ranking = Ranking::new(&[true, false, true], &[0.9, 0.8, 0.1], &[0, 1, 2]);
        let twice = average_precision(&[true, false, false, true], &[0.9, 0.8, 0.8, 0.1]);
        assert!((ranking.average_precision(&[1, 2, 1]) - twice).abs() < 1e-12);
    }
}
