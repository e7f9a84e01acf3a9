//! Reads news and says who said what, and where they stand.
//!
//! The pipeline runs one way, in the order an article travels: `read` → `segment` →
//! `quote` → `speaker` → `features` → `model` → `annotate` → `write`. See
//! `ARCHITECTURE.md` for the whole picture.

#![warn(missing_docs)]

pub mod document;
pub mod error;
pub mod extract;
pub mod quote;
pub mod segment;
pub mod speaker;
pub mod statement;
pub mod text;

pub use error::{Error, Result};
