//! How much of anything is read before it is refused, with clear words.
//!
//! Archives hold pages that are not articles: a gigabyte on one line, a file that expands
//! a thousandfold, elements nested without end. Each limit turns such a piece into a
//! counted skip instead of a stopped run.

use crate::error::{Error, Result};

/// What a piece of input may cost.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Limits {
    /// The largest article, in bytes as it stands in its source (decompressed).
    pub article: usize,
    /// How many times its own size a compressed file may expand, once past
    /// [`Limits::EXPANSION_FREE`] bytes.
    pub expansion: u64,
    /// How deep the elements of a page may nest.
    pub nesting: usize,
}

impl Default for Limits {
    /// 16 MiB: a hundred times the longest article in the corpora we measure on. 200-fold:
    /// repetitive JSON lines reach 30-fold, a gzip bomb 1,000-fold. 512 elements: real
    /// pages stay under 100, and browsers stop at 512.
    fn default() -> Self {
        Self {
            article: 16 << 20,
            expansion: 200,
            nesting: 512,
        }
    }
}

impl Limits {
    /// Bytes that any compressed file may expand to, however small it is: 64 MiB.
    pub const EXPANSION_FREE: u64 = 64 << 20;

    /// Fails where an article of `size` bytes is too large.
    ///
    /// # Errors
    /// An input error that names the size, the limit and the option that raises it.
    pub fn check_article(&self, size: usize) -> Result<()> {
        if size <= self.article {
            return Ok(());
        }
        Err(self.too_large(&format!("holds {size} bytes")))
    }

    /// The error for an article that is too large; `what` says how large.
    pub(crate) fn too_large(&self, what: &str) -> Error {
        Error::input(format!(
            "{what}, the limit is {} for one article; raise --max-article if it is one",
            self.article
        ))
    }
}
