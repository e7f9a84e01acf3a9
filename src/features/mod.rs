//! From statements to sparse rows: tokens, lexemes, terms, weights.
//!
//! The front door is [`TfidfParams::fit`] and then [`Tfidf::row`].

mod counted;
mod gather;
mod hash;
mod lexeme;
mod lexicon;
mod rows;
mod seen;
mod shown;
mod terms;
mod tfidf;
mod tokenize;
mod vocabulary;

pub use counted::{CountedTexts, Frequencies};
pub(crate) use gather::{Gathered, Known};
pub(crate) use lexeme::Placed;
pub use lexicon::Lexicon;
pub use rows::SparseRows;
pub use shown::{shown, shown_cue};
pub use terms::Kind;
pub(crate) use tfidf::frequency_weight;
pub use tfidf::{Found, KindParams, Scratch, Tfidf, TfidfParams};
pub(crate) use tokenize::chunk_borders;
pub use tokenize::{Token, Tokenizer};
pub use vocabulary::Vocabulary;
