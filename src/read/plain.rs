//! Plain text: one article a file, called by its path.

use super::charset;
use super::place::Place;
use crate::document::{Article, Metadata};
use crate::error::{Error, Result};

/// The article that `bytes` hold.
///
/// # Errors
/// An input error where there is no text.
pub(crate) fn article(bytes: Vec<u8>, place: &Place) -> Result<Article> {
    let decoded = charset::decode(bytes, None, charset::Kind::Plain);
    Ok(Article {
        id: place.to_string(),
        source: place.source.to_string(),
        title: None,
        text: not_empty(decoded.text)?,
        metadata: Metadata {
            charset: decoded.charset,
            replaced: decoded.replaced,
            ..Metadata::default()
        },
    })
}

/// `text`, where it says anything.
pub(crate) fn not_empty(text: String) -> Result<String> {
    if text.trim().is_empty() {
        return Err(Error::input("is empty; expected words"));
    }
    Ok(text)
}
