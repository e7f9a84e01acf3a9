//! L2-regularised logistic regression over sparse rows.
//!
//! Minimises `Σᵢ cᵢ log(1 + exp(−yᵢ(w·xᵢ + b))) + ‖w‖²/2` over coefficients `w` and an
//! unpenalised intercept `b`, with `yᵢ = ±1` and `cᵢ` the cost (`C` times the weight of the
//! row's class and of the row itself): the objective of LIBLINEAR and scikit-learn, and that
//! of `linfa_logistic` divided by `alpha = 1/C`.
//!
//! Solved by a trust-region Newton method with conjugate gradients and a diagonal
//! preconditioner (Lin, Weng and Keerthi 2008; Hsia, Chiang and Lin 2018). Rows of text are
//! short and regularised, so a handful of Newton steps reach a gradient tolerance that
//! first-order methods approach slowly, and every step costs passes over the rows only.

pub mod dual;

use crate::error::{Error, Result};
use crate::features::SparseRows;
use linfa::DatasetBase;
use linfa::traits::{Fit, Predict};
use ndarray::Array1;
use rayon::prelude::*;

/// What is chosen before fitting.
#[derive(Debug, Clone, PartialEq)]
pub struct LogisticParams {
    /// Inverse strength of regularisation, above 0; scikit-learn's `C`.
    pub cost: f64,
    /// Factor on the cost of rows of the positive class, above 0.
    pub positive_weight: f64,
    /// Fitting stops where the norm of the gradient is at most this times its norm at zero,
    /// scaled by the share of the rarer class as LIBLINEAR does.
    pub tolerance: f64,
    /// The most Newton steps taken; reaching it is reported, not hidden.
    pub max_steps: usize,
}

impl Default for LogisticParams {
    fn default() -> Self {
        Self {
            cost: 1.0,
            positive_weight: 1.0,
            tolerance: 1e-4,
            max_steps: 200,
        }
    }
}

/// A fitted logistic regression for one yes-or-no question.
#[derive(Debug, Clone, PartialEq)]
pub struct Logistic {
    /// One coefficient a term.
    pub coefficients: Array1<f64>,
    /// The score of an empty row.
    pub intercept: f64,
    /// How fitting ended.
    pub fitting: Fitting,
}

/// How fitting ended.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Fitting {
    /// Newton steps taken.
    pub n_steps: usize,
    /// The value of the objective.
    pub objective: f64,
    /// Norm of the gradient, over its norm at zero.
    pub relative_gradient: f64,
    /// True where the tolerance was reached.
    pub converged: bool,
}

impl Logistic {
    /// The score of row `index`: positive where “yes” is likelier, before calibration.
    pub fn score(&self, rows: &SparseRows, index: usize) -> f64 {
        let weights = self.coefficients.as_slice().expect("one dense dimension");
        self.intercept + rows.dot(index, weights)
    }
}

impl LogisticParams {
    /// Fits to `rows` (n × n_terms) and one answer a row; `weights`, one a row, scale costs.
    ///
    /// Starts from `warm` where given, which changes the way there and not the result.
    ///
    /// # Errors
    /// A configuration error where a parameter is out of range; an input error where lengths
    /// differ or all answers are the same.
    pub fn fit_rows(
        &self,
        rows: &SparseRows,
        answers: &[bool],
        weights: Option<&[f64]>,
        warm: Option<&Logistic>,
    ) -> Result<Logistic> {
        self.check(rows, answers, weights)?;
        let costs: Vec<f64> = answers
            .iter()
            .enumerate()
            .map(|(i, &yes)| {
                let class = if yes { self.positive_weight } else { 1.0 };
                self.cost * class * weights.map_or(1.0, |weights| weights[i])
            })
            .collect();
        let signs: Vec<f64> = answers
            .iter()
            .map(|&yes| if yes { 1.0 } else { -1.0 })
            .collect();
        let problem = Problem {
            rows,
            columns: rows.transposed(),
            signs,
            costs,
        };
        let start = warm.map(|warm| {
            let mut start = warm.coefficients.to_vec();
            start.push(warm.intercept);
            start
        });
        let positives = answers.iter().filter(|&&yes| yes).count();
        let rarer = positives.min(answers.len() - positives) as f64 / answers.len() as f64;
        let (mut solution, fitting) =
            newton(&problem, start, self.tolerance * rarer, self.max_steps);
        let intercept = solution.pop().expect("the intercept stands last");
        Ok(Logistic {
            coefficients: Array1::from_vec(solution),
            intercept,
            fitting,
        })
    }

    pub fn newton_only(&self, rows: &SparseRows, answers: &[bool]) -> Logistic { self.fit_rows(rows, answers, None, None).unwrap() }
    pub fn dual_only(&self, rows: &SparseRows, answers: &[&Vec<bool>], costs: &[f64]) -> Vec<dual::Answer> {
        let places: Vec<u32> = (0..rows.n_rows() as u32).collect();
        let q: Vec<dual::Question> = answers.iter().zip(costs).map(|(a, c)| {
            let p = a.iter().filter(|&&y| y).count();
            let rarer = p.min(a.len() - p) as f64 / a.len() as f64;
            dual::Question { signed_costs: a.iter().map(|&y| if y { *c } else { -c }).collect(), tolerance: self.tolerance * rarer } }).collect();
        dual::solve(rows, &places, &q)
    }

    fn check(&self, rows: &SparseRows, answers: &[bool], weights: Option<&[f64]>) -> Result<()> {
        let positive = |name: &str, value: f64| {
            if value.is_finite() && value > 0.0 {
                return Ok(());
            }
            Err(Error::config(format!(
                "{name} is {value}; expected a number above 0"
            )))
        };
        positive("cost", self.cost)?;
        positive("positive_weight", self.positive_weight)?;
        positive("tolerance", self.tolerance)?;
        if rows.n_rows() != answers.len() || weights.is_some_and(|w| w.len() != answers.len()) {
            return Err(Error::input(format!(
                "{} rows, {} answers and {} weights do not fit together",
                rows.n_rows(),
                answers.len(),
                weights.map_or(answers.len(), <[f64]>::len)
            )));
        }
        if answers.iter().all(|&yes| yes) || answers.iter().all(|&yes| !yes) {
            return Err(Error::input(format!(
                "all {} answers are the same; a label needs statements with it and without it",
                answers.len()
            )));
        }
        Ok(())
    }
}

impl Fit<SparseRows, Array1<bool>, Error> for LogisticParams {
    type Object = Logistic;

    fn fit(&self, dataset: &DatasetBase<SparseRows, Array1<bool>>) -> Result<Logistic> {
        let weights: Option<Vec<f64>> = dataset
            .weights()
            .map(|weights| weights.iter().map(|&w| f64::from(w)).collect());
        let answers = dataset.targets().to_vec();
        self.fit_rows(dataset.records(), &answers, weights.as_deref(), None)
    }
}

impl Predict<&SparseRows, Array1<bool>> for Logistic {
    fn predict(&self, rows: &SparseRows) -> Array1<bool> {
        (0..rows.n_rows())
            .map(|index| self.score(rows, index) > 0.0)
            .collect()
    }
}

/// The objective over `n_terms` coefficients and, last, the intercept.
struct Problem<'a> {
    rows: &'a SparseRows,
    /// The same weights by column, so that gradients gather instead of scatter: parallel,
    /// and the same sum in the same order for any number of threads.
    columns: SparseRows,
    signs: Vec<f64>,
    costs: Vec<f64>,
}

/// Below this many stored weights a pass is shorter than waking other threads.
const PARALLEL_FROM: usize = 200_000;

impl Problem<'_> {
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
fn newton(
    problem: &Problem<'_>,
    start: Option<Vec<f64>>,
    tolerance: f64,
    max_steps: usize,
) -> (Vec<f64>, Fitting) {
    let mut v = vec![0.0; problem.n_unknowns()];
    let mut scores = vec![0.0; problem.signs.len()];
    let mut gradient = problem.gradient(&v, &scores);
    let at_zero = norm(&gradient);
    let target = tolerance * at_zero;
    if let Some(start) = start {
        v = start;
        scores = problem.scores(&v);
        gradient = problem.gradient(&v, &scores);
    }
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
        } else if gain.abs() <= 1e-14 * objective.abs() {
            // The objective no longer changes in double precision: this is its minimum.
            break;
        }
    }
    let relative = norm(&gradient) / at_zero.max(f64::MIN_POSITIVE);
    let fitting = Fitting {
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

/// `1 / (1 + exp(−x))`, without overflow.
pub(crate) fn sigmoid(x: f64) -> f64 {
    if x >= 0.0 {
        1.0 / (1.0 + (-x).exp())
    } else {
        let e = x.exp();
        e / (1.0 + e)
    }
}

/// `log(1 + exp(x))`, without overflow.
fn softplus(x: f64) -> f64 {
    x.max(0.0) + (-x.abs()).exp().ln_1p()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::random::SplitMix;
    use linfa::Dataset;
    use ndarray::Array2;

    fn problem(n: usize, d: usize, seed: u64) -> (SparseRows, Vec<bool>) {
        let mut random = SplitMix(seed);
        let mut rows = SparseRows::new(d);
        let mut answers = Vec::new();
        for _ in 0..n {
            let mut row = Vec::new();
            let mut score = -0.4;
            for j in 0..d {
                if random.below(3) == 0 {
                    let x = random.below(1000) as f32 / 1000.0;
                    score += f64::from(x) * if j % 2 == 0 { 2.0 } else { -1.5 };
                    row.push((j as u32, x));
                }
            }
            rows.push(&mut row);
            answers.push(score + (random.below(1000) as f64 / 500.0 - 1.0) > 0.0);
        }
        (rows, answers)
    }

    #[test]
    fn gradients_equal_differences() {
        let (rows, answers) = problem(40, 6, 3);
        let problem = Problem {
            columns: rows.transposed(),
            rows: &rows,
            signs: answers
                .iter()
                .map(|&a| if a { 1.0 } else { -1.0 })
                .collect(),
            costs: (0..40).map(|i| 0.5 + i as f64 / 40.0).collect(),
        };
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

    #[test]
    fn equals_linfa_logistic_on_dense_rows() {
        let (rows, answers) = problem(300, 8, 11);
        let ours = LogisticParams {
            cost: 2.0,
            tolerance: 1e-8,
            ..LogisticParams::default()
        }
        .fit_rows(&rows, &answers, None, None)
        .unwrap();
        assert!(ours.fitting.converged, "{:?}", ours.fitting);
        let dense = Array2::from_shape_fn((300, 8), |(i, j)| {
            let (columns, values) = rows.row(i);
            columns
                .iter()
                .position(|&c| c as usize == j)
                .map_or(0.0, |k| f64::from(values[k]))
        });
        let theirs = linfa_logistic::LogisticRegression::default()
            .alpha(0.5)
            .max_iterations(500)
            .gradient_tolerance(1e-8)
            .fit(&Dataset::new(dense, Array1::from_vec(answers)))
            .unwrap();
        // linfa's positive class is the more frequent one, whichever that is.
        let sign = if theirs.labels().pos.class { 1.0 } else { -1.0 };
        for (a, b) in ours.coefficients.iter().zip(theirs.params()) {
            assert!((a - sign * b).abs() < 1e-4, "{a} and {b}");
        }
        assert!((ours.intercept - sign * theirs.intercept()).abs() < 1e-4);
    }

    #[test]
    fn weights_of_rows_count_as_copies() {
        let (rows, answers) = problem(60, 4, 5);
        let params = LogisticParams {
            tolerance: 1e-9,
            ..LogisticParams::default()
        };
        let doubled: Vec<usize> = (0..60).chain(0..20).collect();
        let copies = params
            .fit_rows(
                &rows.select(&doubled),
                &doubled.iter().map(|&i| answers[i]).collect::<Vec<_>>(),
                None,
                None,
            )
            .unwrap();
        let weights: Vec<f64> = (0..60).map(|i| if i < 20 { 2.0 } else { 1.0 }).collect();
        let weighted = params
            .fit_rows(&rows, &answers, Some(&weights), None)
            .unwrap();
        for (a, b) in copies.coefficients.iter().zip(&weighted.coefficients) {
            assert!((a - b).abs() < 1e-6);
        }
    }

    #[test]
    fn a_warm_start_changes_the_way_and_not_the_result() {
        let (rows, answers) = problem(200, 10, 9);
        let params = LogisticParams {
            tolerance: 1e-9,
            ..LogisticParams::default()
        };
        let cold = params.fit_rows(&rows, &answers, None, None).unwrap();
        let near = LogisticParams {
            cost: 0.8,
            ..params.clone()
        }
        .fit_rows(&rows, &answers, None, None)
        .unwrap();
        let warm = params.fit_rows(&rows, &answers, None, Some(&near)).unwrap();
        for (a, b) in cold.coefficients.iter().zip(&warm.coefficients) {
            assert!((a - b).abs() < 1e-6);
        }
        assert!(warm.fitting.n_steps <= cold.fitting.n_steps);
    }

    #[test]
    fn linfa_traits_fit_and_predict() {
        let (rows, answers) = problem(200, 6, 2);
        let dataset = DatasetBase::new(rows, Array1::from_vec(answers.clone()));
        let fitted = LogisticParams::default().fit(&dataset).unwrap();
        let predicted: Array1<bool> = fitted.predict(dataset.records());
        let right = predicted
            .iter()
            .zip(&answers)
            .filter(|(a, b)| a == b)
            .count();
        assert!(right > 150, "{right} of 200");
    }

    #[test]
    fn useless_answers_are_refused() {
        let (rows, _) = problem(5, 2, 1);
        let error = LogisticParams::default()
            .fit_rows(&rows, &[true; 5], None, None)
            .unwrap_err();
        assert_eq!(
            error.to_string(),
            "all 5 answers are the same; a label needs statements with it and without it"
        );
    }
}
