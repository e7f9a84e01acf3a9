//! Training and evaluation: files in, a model directory or an evaluation out.

use crate::errors::{PyRes, exception, fault};
use crate::model::Model;
use crate::threads;
use onrecord::corpus;
use onrecord::evaluate::{Options, Trial, gate};
use onrecord::report;
use onrecord::train::{Recipe, TrainConfig};
use onrecord::{Error, Result};
use pyo3::prelude::*;
use std::path::{Path, PathBuf};

/// Trains a model on the files `data` and writes it to `output`.
///
/// `config` is a path to a configuration, or the configuration itself as JSON, whose files
/// stand in `folder`. Gives the figures of the cross-validation as JSON, and what the
/// model is made of: statements, groups, terms, tokens.
#[pyfunction]
#[pyo3(signature = (data, output, config, config_json, folder, threads))]
pub fn train(
    py: Python<'_>,
    data: Vec<PathBuf>,
    output: PathBuf,
    config: Option<PathBuf>,
    config_json: Option<&str>,
    folder: PathBuf,
    threads: usize,
) -> PyRes<(String, [usize; 4])> {
    let trained = threads::run(py, threads, || -> Result<_> {
        let recipe = recipe(config.as_deref(), config_json, &folder)?;
        let heads = recipe.config.heads.iter().map(|head| head.name.clone());
        let corpus = corpus::read(&data, &heads.collect::<Vec<_>>())?;
        let trained = onrecord::train::train(&corpus, recipe, &|_, _| {})?;
        trained.save(&output)?;
        Ok(trained)
    })?;
    let trained = trained.map_err(|error| exception(py, &error))?;
    let figures = serde_json::to_string(&trained.figures).map_err(fault)?;
    let (n_terms, n_tokens) = trained.sizes();
    let data = trained.data();
    Ok((
        figures,
        [data.n_statements, data.n_groups, n_terms, n_tokens],
    ))
}

fn recipe(path: Option<&Path>, json: Option<&str>, folder: &Path) -> Result<Recipe> {
    let Some(json) = json else {
        return Recipe::read(path);
    };
    let config: TrainConfig = serde_json::from_str(json)
        .map_err(|error| Error::config("is not a training configuration").because(error))?;
    Recipe::of(config, folder)
}

/// Everything that was found out about a model, in every form it is written in.
#[pyclass(frozen, module = "onrecord._onrecord")]
pub struct Evaluation(onrecord::evaluate::Evaluation);

#[pymethods]
impl Evaluation {
    /// Judges `model` on files, of which those in `folder` stand for data in memory.
    #[staticmethod]
    #[allow(clippy::too_many_arguments)]
    #[pyo3(signature = (model, data, training, articles, behaviour, batch, against, group, slices, draws, seed, worst, require, folder, threads))]
    fn judge(
        py: Python<'_>,
        model: &Model,
        data: Vec<PathBuf>,
        training: Vec<PathBuf>,
        articles: Option<PathBuf>,
        behaviour: Option<PathBuf>,
        batch: Option<PathBuf>,
        against: Option<PathBuf>,
        group: String,
        slices: Vec<String>,
        draws: usize,
        seed: u64,
        worst: usize,
        require: &str,
        folder: PathBuf,
        threads: usize,
    ) -> PyRes<(Self, bool)> {
        let trial = Trial {
            data,
            reading: corpus::ImportOptions::default(),
            training,
            articles,
            behaviour,
            batch,
            against,
            group,
            slices,
            options: Options {
                n_draws: draws,
                seed,
                n_listed: worst,
            },
        };
        let judged = threads::run(py, threads, || -> Result<_> {
            let wishes = gate::parse(require)?;
            let mut evaluation = trial.judge(model.inner())?.evaluation;
            // Data that came from memory is called by its name alone.
            for source in &mut evaluation.provenance.data {
                if let Ok(name) = Path::new(&source.path).strip_prefix(&folder) {
                    source.path = name.display().to_string();
                }
            }
            let reached = gate::require(&mut evaluation, &wishes)?;
            Ok((Self(evaluation), reached))
        })?;
        judged.map_err(|error| exception(py, &error))
    }

    /// All of it, schema `onrecord/evaluation/1`.
    fn json(&self) -> String {
        report::json::write(&self.0)
    }

    /// The figures as the program prints them.
    fn text(&self) -> String {
        report::terminal::write(&self.0)
    }

    /// Tables for a paper.
    fn latex(&self) -> String {
        report::latex::write(&self.0)
    }

    /// A page with charts; it holds no script.
    fn html(&self, py: Python<'_>) -> PyRes<String> {
        report::html::write(&self.0).map_err(|error| exception(py, &error))
    }
}
