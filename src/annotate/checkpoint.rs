//! How far a run came, and whether another may go on from there.
//!
//! A [`RunRecord`] stands beside the output: while the run goes it is the checkpoint, when
//! it is done it is the account of what made the file. It keeps what the result depends
//! on, so that a run goes on only where the bytes will be those of an undisturbed one.

use crate::error::{Error, Result};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// The format of run records.
pub const RUN_SCHEMA: &str = "onrecord/run/1";

/// The account of a run.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RunRecord {
    /// Always [`RUN_SCHEMA`].
    pub schema: String,
    /// The version of the program.
    pub version: String,
    /// Everything that the result depends on, by name: inputs, model checksum, options.
    pub settings: BTreeMap<String, String>,
    /// True once the output is whole.
    pub done: bool,
    /// How far the run came.
    pub progress: Progress,
}

/// How far a run came; everything before it is safe in the output.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Progress {
    /// Items read: articles and skips, of all shards.
    pub items: u64,
    /// A running check sum of those items.
    pub checksum: u32,
    /// Records written.
    pub written: u64,
    /// Statements in them.
    pub statements: u64,
    /// Items passed over.
    pub skipped: u64,
    /// Characters that could not be decoded.
    pub replaced: u64,
    /// The length of the output in bytes.
    pub output_bytes: u64,
    /// The length of the list of skips in bytes.
    pub skipped_bytes: u64,
}

impl RunRecord {
    /// The account of a run that begins.
    pub fn new(settings: BTreeMap<String, String>) -> Self {
        Self {
            schema: RUN_SCHEMA.to_owned(),
            version: env!("CARGO_PKG_VERSION").to_owned(),
            settings,
            done: false,
            progress: Progress::default(),
        }
    }

    /// Fails where `self`, which begins, would not make the same bytes as `earlier`.
    ///
    /// # Errors
    /// A configuration error that names the first thing that differs.
    pub fn check_continues(&self, earlier: &RunRecord) -> Result<()> {
        let mut pairs = vec![("format", &earlier.schema, &self.schema)];
        pairs.push(("program version", &earlier.version, &self.version));
        let none = String::from("nothing");
        let names = earlier.settings.keys().chain(self.settings.keys());
        pairs.extend(names.map(|name| {
            let value = |record: &'_ RunRecord| record.settings.contains_key(name);
            (
                name.as_str(),
                if value(earlier) {
                    &earlier.settings[name]
                } else {
                    &none
                },
                if value(self) {
                    &self.settings[name]
                } else {
                    &none
                },
            )
        }));
        match pairs.into_iter().find(|(_, was, is)| was != is) {
            None => Ok(()),
            Some((name, was, is)) => Err(Error::config(format!(
                "the interrupted run differs in its {name}: it was {was}, now it is {is}; resume with what it was, or start over without --resume"
            ))),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn record(model: &str) -> RunRecord {
        RunRecord::new(BTreeMap::from([("model".to_owned(), model.to_owned())]))
    }

    #[test]
    fn a_run_goes_on_only_with_the_same_settings() {
        record("a").check_continues(&record("a")).unwrap();
        let error = record("b").check_continues(&record("a")).unwrap_err();
        assert!(
            error.to_string().contains("model: it was a, now it is b"),
            "{error}"
        );
        let mut bare = record("a");
        bare.settings.clear();
        let error = bare.check_continues(&record("a")).unwrap_err();
        assert!(error.to_string().contains("now it is nothing"), "{error}");
    }
}
