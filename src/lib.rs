//! Reads news and says who said what, and where they stand.
//!
//! The pipeline runs one way, in the order an article travels: `read` → `segment` →
//! `quote` → `speaker` → `features` → `model` → `annotate` → `write`. See
//! `ARCHITECTURE.md` for the whole picture.

#![warn(missing_docs)]

pub mod annotate;
pub mod annotation;
pub mod cli;
pub mod corpus;
pub mod document;
pub mod error;
pub mod evaluate;
pub mod extract;
pub mod features;
pub mod label;
pub mod metrics;
pub mod model;
pub mod quote;
pub mod random;
pub mod read;
pub mod report;
pub mod score;
pub mod segment;
pub mod speaker;
pub mod statement;
pub mod text;
pub mod train;
pub mod write;

pub use error::{Error, Result};
