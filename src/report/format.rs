//! How numbers look in every report.

use crate::evaluate::Estimate;
use crate::metrics::Interval;

/// What stands where there is no number.
pub const ABSENT: &str = "–";

/// A number with three digits, the sign of minus as typeset; [`ABSENT`] where unknown.
pub fn number(value: Option<f64>) -> String {
    match value.filter(|value| value.is_finite()) {
        // −0.000 would look like a loss where there is none.
        Some(value) if value.abs() < 5e-4 => "0.000".to_owned(),
        Some(value) => format!("{value:.3}").replace('-', "−"),
        None => ABSENT.to_owned(),
    }
}

/// A share as per cent with one digit.
pub fn percent(value: Option<f64>) -> String {
    match value.filter(|value| value.is_finite()) {
        Some(value) => format!("{:.1} %", 100.0 * value),
        None => ABSENT.to_owned(),
    }
}

/// The ends of an interval, two digits each: `[0.61, 0.74]`; empty where there is none.
pub fn interval(interval: Option<Interval>) -> String {
    match interval {
        Some(Interval { low, high }) => {
            let end = |value: f64| {
                let rounded = if value.abs() < 5e-3 { 0.0 } else { value };
                format!("{rounded:.2}").replace('-', "−")
            };
            format!("[{}, {}]", end(low), end(high))
        }
        None => String::new(),
    }
}

/// A figure with its interval: `0.712 [0.65, 0.77]`.
pub fn estimate(found: &Estimate) -> String {
    format!("{} {}", number(found.value), interval(found.interval))
        .trim_end()
        .to_owned()
}

/// The first `n` signs of a checksum.
pub fn short(checksum: &str, n: usize) -> &str {
    checksum.get(..n).unwrap_or(checksum)
}

/// A name as people read it: `average_precision` → `average precision`.
pub fn words(name: &str) -> String {
    name.replace('_', " ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn figures_are_written_one_way() {
        let found = Estimate::new(
            0.71249,
            Some(Interval {
                low: 0.65,
                high: 0.774,
            }),
        );
        assert_eq!(estimate(&found), "0.712 [0.65, 0.77]");
        assert_eq!(estimate(&Estimate::new(f64::NAN, None)), "–");
        assert_eq!(number(Some(-0.0001)), "0.000");
        assert_eq!(number(Some(-0.25)), "−0.250");
        assert_eq!(percent(Some(0.1234)), "12.3 %");
    }
}
