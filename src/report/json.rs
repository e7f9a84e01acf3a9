//! The evaluation as JSON: the value itself, indented, with a line end.

use crate::error::{Error, Result};
use crate::evaluate::{Evaluation, SCHEMA};

/// The JSON of an evaluation; schema [`SCHEMA`].
pub fn write(evaluation: &Evaluation) -> String {
    let mut text = serde_json::to_string_pretty(evaluation)
        .expect("an evaluation has string keys and finite or absent numbers");
    text.push('\n');
    text
}

/// Reads what [`write`] wrote.
///
/// # Errors
/// An input error where it is not JSON of this schema.
pub fn read(text: &str) -> Result<Evaluation> {
    let evaluation: Evaluation = serde_json::from_str(text)
        .map_err(|error| Error::input("is not an evaluation").because(error))?;
    if evaluation.schema != SCHEMA {
        return Err(Error::input(format!(
            "has schema \"{}\", this version reads \"{SCHEMA}\"; evaluate again",
            evaluation.schema
        )));
    }
    Ok(evaluation)
}
