//! Measures of how well answers agree with the truth: pure functions, no files, no models.
//!
//! Every function takes plain slices, one value a statement, in any order. Weights are
//! multiplicities: a bootstrap draw that holds a statement twice gives it weight 2, so
//! that the figure and its interval come from the same code. `tests/metrics.rs` holds
//! each statistic to the figure that scikit-learn, SciPy, statsmodels or krippendorff gives.

pub mod abstention;
pub mod agreement;
pub mod bootstrap;
pub mod calibration;
pub mod classification;
pub mod doubt;
pub mod drift;
pub mod interval;
pub mod prevalence;
pub mod ranking;
pub mod spans;

pub use bootstrap::Bootstrap;
pub use classification::Counts;
pub use interval::Interval;

/// `part / whole`, and 0 where there is no whole: the convention of scikit-learn's
/// `zero_division=0` for precision, recall and F1.
pub(crate) fn ratio(part: f64, whole: f64) -> f64 {
    if whole > 0.0 { part / whole } else { 0.0 }
}
