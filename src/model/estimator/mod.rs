//! L2-regularised logistic regression over sparse rows.
//!
//! Minimises `Σᵢ cᵢ log(1 + exp(−yᵢ(w·xᵢ + b))) + ‖w‖²/2` over coefficients `w` and an
//! unpenalised intercept `b`, with `yᵢ = ±1` and `cᵢ` the cost (`C` times the weight of the
//! row's class and of the row itself): the objective of LIBLINEAR and scikit-learn, and that
//! of `linfa_logistic` divided by `alpha = 1/C`.
//!
//! Solved by dual coordinate descent (`dual`), which on text comes within the tolerance in a
//! dozen passes over the rows, several questions at a time; where it does not, as on dense or
//! badly scaled columns, or from a warm start, by a trust-region Newton method (`newton`). The
//! gradient of the primal objective is what says that either is done. On 17,000 statements
//! with 180 terms each, descent takes a third of the time of Newton steps, and less with
//! several questions side by side.

mod dual;
mod newton;

use crate::error::{Error, Result};
use crate::features::SparseRows;
use linfa::DatasetBase;
use linfa::traits::{Fit, Predict};
use ndarray::Array1;
use rayon::prelude::*;
use std::sync::atomic::AtomicBool;

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

/// One yes-or-no question about examples, for [`LogisticParams::fit_many`].
#[derive(Debug, Clone, PartialEq)]
pub struct Question {
    /// What messages call it.
    pub name: String,
    /// The cost, in place of [`LogisticParams::cost`].
    pub cost: f64,
    /// One answer an example.
    pub answers: Vec<bool>,
    /// One weight an example, at least 0; all 1 where missing.
    pub weights: Option<Vec<f64>>,
}

/// How fitting ended.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Fitting {
    /// Passes of coordinate descent over the rows.
    pub n_epochs: usize,
    /// Newton steps taken after them.
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
        let places: Vec<u32> = (0..rows.n_rows() as u32).collect();
        self.check(self.cost, &places, answers, weights)?;
        let question = self.signed(self.cost, answers, weights);
        let Some(warm) = warm else {
            let never = AtomicBool::new(false);
            let found = dual::solve(rows, &places, std::slice::from_ref(&question), &never);
            let found = found.and_then(|mut found| found.pop());
            let found = found.expect("one question has one answer, and nobody stops this");
            return Ok(self.finish(rows, &places, &question, found));
        };
        let mut start = warm.coefficients.to_vec();
        start.push(warm.intercept);
        Ok(self.step(rows, &question, start, 0))
    }

    /// Answers several questions about the same examples: the rows (n × n_terms) at `places`,
    /// each of which may occur several times. Up to four share every pass, and threads share
    /// them, neither of which changes a result. None where `stop` was set meanwhile.
    ///
    /// # Errors
    /// As [`LogisticParams::fit_rows`].
    ///
    /// # Panics
    /// Where a place is not below n.
    pub fn fit_many(
        &self,
        rows: &SparseRows,
        places: &[u32],
        questions: &[Question],
        stop: &AtomicBool,
    ) -> Result<Option<Vec<Logistic>>> {
        let mut asked = Vec::with_capacity(questions.len());
        for question in questions {
            let (cost, weights) = (question.cost, question.weights.as_deref());
            self.check(cost, places, &question.answers, weights)
                .map_err(|error| error.at(&question.name))?;
            asked.push(self.signed(cost, &question.answers, weights));
        }
        let a_thread = asked.len().div_ceil(rayon::current_num_threads());
        let fits: Option<Vec<Vec<Logistic>>> = asked
            .par_chunks(a_thread.clamp(1, dual::WIDEST))
            .map(|asked| {
                let found = dual::solve(rows, places, asked, stop)?;
                let fits = asked.iter().zip(found);
                let fits = fits.map(|(asked, found)| self.finish(rows, places, asked, found));
                Some(fits.collect())
            })
            .collect();
        Ok(fits.map(|fits| fits.into_iter().flatten().collect()))
    }

    /// What descent found, or where Newton steps lead from there.
    fn finish(
        &self,
        rows: &SparseRows,
        places: &[u32],
        question: &dual::Question,
        found: dual::Answer,
    ) -> Logistic {
        if found.relative_gradient <= question.tolerance {
            return Logistic {
                coefficients: Array1::from_vec(found.coefficients),
                intercept: found.intercept,
                fitting: Fitting {
                    n_epochs: found.n_epochs,
                    n_steps: 0,
                    objective: found.objective,
                    relative_gradient: found.relative_gradient,
                    converged: true,
                },
            };
        }
        let places: Vec<usize> = places.iter().map(|&place| place as usize).collect();
        let mut start = found.coefficients;
        start.push(found.intercept);
        self.step(&rows.select(&places), question, start, found.n_epochs)
    }

    fn step(
        &self,
        rows: &SparseRows,
        question: &dual::Question,
        start: Vec<f64>,
        n_epochs: usize,
    ) -> Logistic {
        let problem = newton::Problem::new(rows, &question.signed_costs);
        let (mut solution, fitting) =
            newton::solve(&problem, start, question.tolerance, self.max_steps);
        let intercept = solution.pop().expect("the intercept stands last");
        Logistic {
            coefficients: Array1::from_vec(solution),
            intercept,
            fitting: Fitting {
                n_epochs,
                ..fitting
            },
        }
    }

    fn signed(&self, cost: f64, answers: &[bool], weights: Option<&[f64]>) -> dual::Question {
        let positives = answers.iter().filter(|&&yes| yes).count();
        let rarer = positives.min(answers.len() - positives) as f64 / answers.len() as f64;
        let signed_cost = |(i, &yes): (usize, &bool)| {
            let weight = weights.map_or(1.0, |weights| weights[i]);
            match yes {
                true => cost * self.positive_weight * weight,
                false => -cost * weight,
            }
        };
        dual::Question {
            signed_costs: answers.iter().enumerate().map(signed_cost).collect(),
            tolerance: self.tolerance * rarer,
        }
    }

    fn check(
        &self,
        cost: f64,
        places: &[u32],
        answers: &[bool],
        weights: Option<&[f64]>,
    ) -> Result<()> {
        let positive = |name: &str, value: f64| {
            if value.is_finite() && value > 0.0 {
                return Ok(());
            }
            Err(Error::config(format!(
                "{name} is {value}; expected a number above 0"
            )))
        };
        positive("cost", cost)?;
        positive("positive_weight", self.positive_weight)?;
        positive("tolerance", self.tolerance)?;
        if places.len() != answers.len() || weights.is_some_and(|w| w.len() != answers.len()) {
            return Err(Error::input(format!(
                "{} rows, {} answers and {} weights do not fit together",
                places.len(),
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
mod tests;
