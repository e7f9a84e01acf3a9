//! From statements to sparse rows.

mod rows;
mod tokenize;

pub use rows::SparseRows;
pub use tokenize::{Token, Tokenizer};
