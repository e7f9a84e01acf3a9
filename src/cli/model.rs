//! The model that a command is given: the one inside the program, a model directory, or a
//! directory with one model a target.

use crate::annotate::Annotator;
use crate::model::{Model, TargetModels};
use std::collections::BTreeMap;
use std::path::Path;

/// What stands in a directory that was named.
pub(super) enum Loaded {
    /// One model.
    One(Model),
    /// One model a target.
    Each(TargetModels),
}

/// The model in `dir`, or the one that the program carries.
pub(super) fn load(dir: Option<&Path>) -> anyhow::Result<Model> {
    Ok(match dir {
        Some(dir) => Model::load(dir)?,
        None => Model::embedded()?,
    })
}

impl Loaded {
    /// As [`load`], where there may be one model a target.
    pub fn of(dir: Option<&Path>) -> anyhow::Result<Self> {
        Ok(match dir {
            Some(dir) if TargetModels::is_at(dir) => Self::Each(TargetModels::load(dir)?),
            _ => Self::One(load(dir)?),
        })
    }

    /// What a run records of it.
    pub fn settings(&self) -> BTreeMap<String, String> {
        let (name, sha256) = match self {
            Self::One(model) => (model.name(), model.sha256()),
            Self::Each(models) => (models.name(), models.sha256()),
        };
        BTreeMap::from([("model".to_owned(), format!("{name} {sha256}"))])
    }

    /// What labels the statements of articles: under the heads of every model.
    pub fn annotator(self, n_evidence: usize) -> Annotator {
        match self {
            Self::One(model) => Annotator::new(model, n_evidence),
            Self::Each(models) => Annotator::of_targets(&models, n_evidence),
        }
    }
}
