//! From statements to sparse rows.

mod rows;

pub use rows::SparseRows;
