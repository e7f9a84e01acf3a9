//! From statements to sparse rows: tokens, lexemes, terms, weights.
//!
//! The front door is [`TfidfParams::fit`] and then [`Tfidf::row`].

mod hash;
mod lexeme;
mod lexicon;
mod rows;
mod shown;
mod terms;
mod tfidf;
mod tokenize;
mod vocabulary;

pub use lexicon::Lexicon;
pub use rows::SparseRows;
pub use shown::shown;
pub use terms::Kind;
pub use tfidf::{Found, KindParams, Scratch, Tfidf, TfidfParams};
pub use tokenize::{Token, Tokenizer};
pub use vocabulary::Vocabulary;
