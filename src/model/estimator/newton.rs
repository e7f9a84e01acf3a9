//! A trust-region Newton method with conjugate gradients and a diagonal preconditioner (Lin,
//! Weng and Keerthi 2008; Hsia, Chiang and Lin 2018): a handful of steps from anywhere,
//! whatever the scale of the columns, each of which costs passes over the rows only.

use super::{Fitting, sigmoid, softplus};
use crate::features::SparseRows;
use rayon::prelude::*;

/// The objective over `n_terms` coefficients and, last, the intercept.
pub(super) struct Problem<'a> {
    rows: &'a SparseRows,
    /// The same weights by column, so that gradients gather instead of scatter: parallel,
    /// and the same sum in the same order for any number of threads.
    columns: SparseRows,
    signs: Vec<f64>,
    costs: Vec<f64>,
}

/// Below this many stored weights a pass is shorter than waking other threads.
const PARALLEL_FROM: usize = 200_000;

impl<'a> Problem<'a> {
    /// The rows, and the cost of each, negative where its answer is no.
    pub(super) fn new(rows: &'a SparseRows, signed_costs: &[f64]) -> Self {
        Self {
            rows,
            columns: rows.transposed(),
            signs: signed_costs.iter().map(|cost| cost.signum()).collect(),
            costs: signed_costs.iter().map(|cost| cost.abs()).collect(),
        }
    }

    fn n_unknowns(&self) -> usize {
        self.rows.n_terms() + 1
    }

    /// `X v + b` a row.
    fn scores(&self, v: &[f64]) -> Vec<f64> {
        let (weights, intercept) = v.split_at(self.rows.n_terms());
        map(self.rows.n_rows(), self.rows.n_stored(), |i| {
            intercept[0] + self.rows.dot(i, weights)
        })
    }

    /// `Xᵀ r`, and the sum of `r` for the intercept.
    fn gather(&self, r: &[f64]) -> Vec<f64> {
        let mut sums = map(self.columns.n_rows(), self.columns.n_stored(), |j| {
            self.columns.dot(j, r)
        });
        sums.push(r.iter().sum());
        sums
    }

    fn objective(&self, v: &[f64], scores: &[f64]) -> f64 {
        let penalty: f64 = v[..v.len() - 1].iter().map(|w| w * w).sum();
        let loss: f64 = scores
            .iter()
            .zip(&self.signs)
            .zip(&self.costs)
            .map(|((score, sign), cost)| cost * softplus(-sign * score))
            .sum();
        0.5 * penalty + loss
    }

    fn gradient(&self, v: &[f64], scores: &[f64]) -> Vec<f64> {
        let residuals: Vec<f64> = scores
            .iter()
            .zip(&self.signs)
            .zip(&self.costs)
            .map(|((score, sign), cost)| -cost * sign * sigmoid(-sign * score))
            .collect();
        let mut gradient = self.gather(&residuals);
        for (g, w) in gradient.iter_mut().zip(&v[..v.len() - 1]) {
            *g += w;
        }
        gradient
    }

    /// Second derivatives of the loss by score, one a row.
    fn curvature(&self, scores: &[f64]) -> Vec<f64> {
        scores
            .iter()
            .zip(&self.costs)
            .map(|(score, cost)| {
                let p = sigmoid(*score);
                cost * p * (1.0 - p)
            })
            .collect()
    }

    fn hessian_times(&self, curvature: &[f64], v: &[f64]) -> Vec<f64> {
        let mut bent = self.scores(v);
        for (b, c) in bent.iter_mut().zip(curvature) {
            *b *= c;
        }
        let mut product = self.gather(&bent);
        for (p, w) in product.iter_mut().zip(&v[..v.len() - 1]) {
            *p += w;
        }
        product
    }

    fn hessian_diagonal(&self, curvature: &[f64]) -> Vec<f64> {
        let mut diagonal = map(self.columns.n_rows(), self.columns.n_stored(), |j| {
            let (rows, values) = self.columns.row(j);
            1.0 + rows
                .iter()
                .zip(values)
                .map(|(&i, &x)| curvature[i as usize] * f64::from(x) * f64::from(x))
                .sum::<f64>()
        });
        diagonal.push(curvature.iter().sum::<f64>().max(f64::MIN_POSITIVE));
        diagonal
    }
}

/// Trust-region Newton. Returns the unknowns and how it ended.
pub(super) fn solve(
    problem: &Problem<'_>,
    start: Vec<f64>,
    tolerance: f64,
    max_steps: usize,
) -> (Vec<f64>, Fitting) {
    let zero = vec![0.0; problem.n_unknowns()];
    let at_zero = norm(&problem.gradient(&zero, &vec![0.0; problem.signs.len()]));
    let target = tolerance * at_zero;
    let mut v = start;
    let mut scores = problem.scores(&v);
    let mut gradient = problem.gradient(&v, &scores);
    let mut objective = problem.objective(&v, &scores);
    let mut radius = f64::INFINITY;
    let mut n_steps = 0;
    while norm(&gradient) > target && n_steps < max_steps {
        n_steps += 1;
        let curvature = problem.curvature(&scores);
        let scale = problem.hessian_diagonal(&curvature);
        let (step, decrease) = conjugate_step(problem, &curvature, &scale, &gradient, radius);
        let moved: Vec<f64> = v.iter().zip(&step).map(|(a, b)| a + b).collect();
        let moved_scores = problem.scores(&moved);
        let moved_objective = problem.objective(&moved, &moved_scores);
        let gain = objective - moved_objective;
        let length = scaled_norm(&step, &scale);
        // A good prediction widens the region, a bad one narrows it (Conn, Gould, Toint 2000).
        if gain < 0.25 * decrease {
            radius = 0.25 * length;
        } else if gain > 0.75 * decrease {
            radius = radius.max(2.0 * length);
        }
        if gain > 1e-4 * decrease {
            v = moved;
            scores = moved_scores;
            objective = moved_objective;
            gradient = problem.gradient(&v, &scores);
        } else if decrease <= 1e-12 * objective.abs() {
            // The objective no longer shows so small a step in double precision; its gradient
            // still does.
            let moved_gradient = problem.gradient(&moved, &moved_scores);
            if norm(&moved_gradient) >= norm(&gradient) {
                break;
            }
            v = moved;
            scores = moved_scores;
            objective = moved_objective;
            gradient = moved_gradient;
        }
    }
    let relative = norm(&gradient) / at_zero.max(f64::MIN_POSITIVE);
    let fitting = Fitting {
        n_epochs: 0,
        n_steps,
        objective,
        relative_gradient: relative,
        converged: relative <= tolerance.max(1e-10),
    };
    (v, fitting)
}

/// Minimises the quadratic model within the trust region by preconditioned conjugate
/// gradients (Steihaug 1983). Returns the step and the decrease it promises.
fn conjugate_step(
    problem: &Problem<'_>,
    curvature: &[f64],
    scale: &[f64],
    gradient: &[f64],
    radius: f64,
) -> (Vec<f64>, f64) {
    let mut step = vec![0.0; gradient.len()];
    let mut residual: Vec<f64> = gradient.iter().map(|g| -g).collect();
    let mut z: Vec<f64> = residual.iter().zip(scale).map(|(r, s)| r / s).collect();
    let mut direction = z.clone();
    let mut rz = dot(&residual, &z);
    let enough = 0.1 * rz.sqrt();
    for _ in 0..gradient.len().clamp(5, 500) {
        if rz.sqrt() <= enough {
            break;
        }
        let bent = problem.hessian_times(curvature, &direction);
        let alpha = rz / dot(&direction, &bent).max(f64::MIN_POSITIVE);
        let next: Vec<f64> = step
            .iter()
            .zip(&direction)
            .map(|(s, d)| s + alpha * d)
            .collect();
        let outside = scaled_norm(&next, scale) > radius;
        let alpha = if outside {
            to_boundary(&step, &direction, scale, radius)
        } else {
            alpha
        };
        for (i, d) in direction.iter().enumerate() {
            step[i] += alpha * d;
            residual[i] -= alpha * bent[i];
        }
        if outside {
            break;
        }
        for ((z, r), s) in z.iter_mut().zip(&residual).zip(scale) {
            *z = r / s;
        }
        let next_rz = dot(&residual, &z);
        let beta = next_rz / rz;
        rz = next_rz;
        for (d, z) in direction.iter_mut().zip(&z) {
            *d = z + beta * *d;
        }
    }
    // With r = −g − H s, the model decreases by (s·r − g·s) / 2.
    let decrease = 0.5 * (dot(&step, &residual) - dot(gradient, &step));
    (step, decrease)
}

/// How far along `direction` from `step` the region's border lies.
fn to_boundary(step: &[f64], direction: &[f64], scale: &[f64], radius: f64) -> f64 {
    let product = |a: &[f64], b: &[f64]| -> f64 {
        a.iter()
            .zip(b)
            .zip(scale)
            .map(|((a, b), s)| a * b * s)
            .sum()
    };
    let (sd, dd, ss) = (
        product(step, direction),
        product(direction, direction),
        product(step, step),
    );
    let root = (sd * sd + dd * (radius * radius - ss)).max(0.0).sqrt();
    if sd >= 0.0 {
        (radius * radius - ss) / (sd + root)
    } else {
        (root - sd) / dd
    }
}

fn map(n: usize, work: usize, f: impl Fn(usize) -> f64 + Sync + Send) -> Vec<f64> {
    if work < PARALLEL_FROM {
        (0..n).map(f).collect()
    } else {
        (0..n).into_par_iter().with_min_len(1024).map(f).collect()
    }
}

fn dot(a: &[f64], b: &[f64]) -> f64 {
    a.iter().zip(b).map(|(a, b)| a * b).sum()
}

fn norm(a: &[f64]) -> f64 {
    dot(a, a).sqrt()
}

fn scaled_norm(a: &[f64], scale: &[f64]) -> f64 {
    a.iter()
        .zip(scale)
        .map(|(a, s)| a * a * s)
        .sum::<f64>()
        .sqrt()
}

#[cfg(test)]
mod tests {
    use super::super::tests::problem;
    use super::*;

    #[test]
    fn gradients_equal_differences() {
        let (rows, answers) = problem(40, 6, 3);
        let cost = |i: usize| 0.5 + i as f64 / 40.0;
        let signed = |i: usize| if answers[i] { cost(i) } else { -cost(i) };
        let costs: Vec<f64> = (0..40).map(signed).collect();
        let problem = Problem::new(&rows, &costs);
        let v: Vec<f64> = (0..7).map(|i| 0.3 * i as f64 - 1.0).collect();
        let at = |v: &[f64]| problem.objective(v, &problem.scores(v));
        let gradient = problem.gradient(&v, &problem.scores(&v));
        let curvature = problem.curvature(&problem.scores(&v));
        let step: Vec<f64> = (0..7).map(|i| 0.1 * (i as f64 - 3.0)).collect();
        let bent = problem.hessian_times(&curvature, &step);
        for k in 0..7 {
            let (mut up, mut down) = (v.clone(), v.clone());
            up[k] += 1e-5;
            down[k] -= 1e-5;
            assert!((gradient[k] - (at(&up) - at(&down)) / 2e-5).abs() < 1e-6);
        }
        let shift = |sign: f64| -> Vec<f64> {
            let moved: Vec<f64> = v
                .iter()
                .zip(&step)
                .map(|(a, b)| a + sign * 1e-5 * b)
                .collect();
            problem.gradient(&moved, &problem.scores(&moved))
        };
        for ((b, up), down) in bent.iter().zip(shift(1.0)).zip(shift(-1.0)) {
            assert!((b - (up - down) / 2e-5).abs() < 1e-5);
        }
    }
}
