//! An evaluation, written down: terminal, JSON, LaTeX, one HTML page, CSV.
//!
//! Reports compute nothing: they take an [`Evaluation`](crate::evaluate::Evaluation) and
//! show its numbers, all through [`format`], so that they cannot disagree.

mod charts;
pub mod dsl;
mod forest;
pub mod format;
pub mod html;
pub mod json;
pub mod latex;
pub mod terminal;
