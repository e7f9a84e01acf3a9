//! The one error of the library.
//!
//! An [`Error`] says where, what was found, what was expected and what to do. Callers
//! ask it questions ([`Error::is_input`], [`Error::is_model`], …) instead of matching its
//! insides, so that kinds can be added without breaking them.

use std::fmt;
use std::path::Path;

/// The result of every fallible function in the library.
pub type Result<T> = std::result::Result<T, Error>;

/// What went wrong, and where.
#[derive(Debug)]
pub struct Error {
    kind: Kind,
    place: Option<String>,
    message: String,
    source: Option<Box<dyn std::error::Error + Send + Sync>>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Input,
    Model,
    Config,
    Output,
}

impl Error {
    /// An article, a statement or a data file that cannot be used as it is.
    pub fn input(message: impl Into<String>) -> Self {
        Self::new(Kind::Input, message)
    }

    /// A model directory that is damaged, of another version, or does not fit its use.
    pub fn model(message: impl Into<String>) -> Self {
        Self::new(Kind::Model, message)
    }

    /// Options or a configuration that contradict each other or the data.
    pub fn config(message: impl Into<String>) -> Self {
        Self::new(Kind::Config, message)
    }

    /// A place where results cannot be written.
    pub fn output(message: impl Into<String>) -> Self {
        Self::new(Kind::Output, message)
    }

    fn new(kind: Kind, message: impl Into<String>) -> Self {
        Self {
            kind,
            place: None,
            message: message.into(),
            source: None,
        }
    }

    /// Adds where it happened; an inner place is kept, behind the outer one.
    #[must_use]
    pub fn at(mut self, place: impl fmt::Display) -> Self {
        self.place = Some(match self.place {
            Some(inner) => format!("{place}: {inner}"),
            None => place.to_string(),
        });
        self
    }

    /// Adds the file in which it happened.
    #[must_use]
    pub fn in_file(self, path: &Path) -> Self {
        self.at(path.display())
    }

    /// The error without where it happened, and where that was.
    #[must_use]
    pub fn unplaced(mut self) -> (Option<String>, Self) {
        (self.place.take(), self)
    }

    /// Adds the error that caused it.
    #[must_use]
    pub fn because(mut self, source: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> Self {
        self.source = Some(source.into());
        self
    }

    /// True where the input was at fault.
    pub fn is_input(&self) -> bool {
        self.kind == Kind::Input
    }

    /// True where the model was at fault.
    pub fn is_model(&self) -> bool {
        self.kind == Kind::Model
    }

    /// True where options or a configuration were at fault.
    pub fn is_config(&self) -> bool {
        self.kind == Kind::Config
    }

    /// True where whoever read the output has heard enough, which is nobody's fault.
    pub fn is_closed_pipe(&self) -> bool {
        let cause = self
            .source
            .as_deref()
            .and_then(|cause| cause.downcast_ref::<std::io::Error>());
        cause.is_some_and(|cause| cause.kind() == std::io::ErrorKind::BrokenPipe)
    }

    /// True where the results could not be written.
    pub fn is_output(&self) -> bool {
        self.kind == Kind::Output
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(place) = &self.place {
            write!(f, "{place}: ")?;
        }
        f.write_str(&self.message)?;
        if let Some(source) = &self.source {
            write!(f, ": {source}")?;
        }
        Ok(())
    }
}

impl std::error::Error for Error {}

/// `linfa` asks this of every error that its traits return.
impl From<linfa::error::Error> for Error {
    fn from(error: linfa::error::Error) -> Self {
        Error::input("the estimator cannot use this data").because(error)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_nest_outermost_first() {
        let error = Error::input("field \"text\" is missing")
            .at("line 3")
            .at("news.jsonl");
        assert_eq!(
            error.to_string(),
            "news.jsonl: line 3: field \"text\" is missing"
        );
        assert!(error.is_input() && !error.is_model());
    }
}
