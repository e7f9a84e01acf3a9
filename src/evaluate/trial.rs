//! A whole evaluation from files: what the command and Python both ask for.
//!
//! Data in, one [`Evaluation`] out, with the tables it was made from; nothing is written.

use super::metadata::Metadata;
use super::result::Source;
use super::{
    Evaluation, Options, Table, answer, behaviour, compare, drift, errors, evaluate, pipeline,
};
use crate::corpus::{Asked, Corpus, ImportOptions, Raters, import};
use crate::error::{Error, Result};
use crate::model::Model;
use crate::text::hex;
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;
use std::path::PathBuf;

/// What a model is judged on.
#[derive(Debug, Clone, Default)]
pub struct Trial {
    /// Labelled statements, in any format that is imported.
    pub data: Vec<PathBuf>,
    /// How they and the training data are read; whichever heads it names, those of the model
    /// are asked for.
    pub reading: ImportOptions,
    /// What the model was trained on, for baselines and drift; may be empty.
    pub training: Vec<PathBuf>,
    /// Articles with gold statements.
    pub articles: Option<PathBuf>,
    /// Behavioural cases.
    pub behaviour: Option<PathBuf>,
    /// New statements without labels.
    pub batch: Option<PathBuf>,
    /// Another model directory, to compare with.
    pub against: Option<PathBuf>,
    /// The field whose equal values group statements that are drawn together; `group`
    /// where empty.
    pub group: String,
    /// Fields to part the data by, beside the usual ones.
    pub slices: Vec<String>,
    /// Draws, seed and lengths of lists.
    pub options: Options,
}

/// What a trial found.
#[derive(Debug, Clone)]
pub struct Judged {
    /// Everything that was asked for, in one value.
    pub evaluation: Evaluation,
    /// The answers it was made from.
    pub table: Table,
    /// The answers on the new statements, where there are any.
    pub batch: Option<Table>,
    /// What was passed over or repaired while the data was read, with how often.
    pub notes: BTreeMap<String, usize>,
}

impl Trial {
    /// Judges `model`.
    ///
    /// # Errors
    /// An input error where data cannot be used, a model error where the other model cannot.
    pub fn judge(&self, model: &Model) -> Result<Judged> {
        self.judge_part(model, None)
    }

    /// Judges `model` on the statements that name `target`, of data that is read for its
    /// targets.
    ///
    /// # Errors
    /// As [`Trial::judge`]; an input error where no statement names the target.
    pub fn judge_target(&self, model: &Model, target: &str) -> Result<Judged> {
        self.judge_part(model, Some(target))
    }

    fn judge_part(&self, model: &Model, target: Option<&str>) -> Result<Judged> {
        let options = &self.options;
        let reading = ImportOptions {
            heads: Asked::of(model.heads()),
            keep_extra: true,
            raters: Some(Raters::default()),
            ..self.reading.clone()
        };
        let held_out = part(&self.data, &reading, target)?;
        let group = Some(self.group.as_str()).filter(|field| !["", "group"].contains(field));
        let metadata = Metadata::new(group, &self.slices);
        let training = match self.training.is_empty() {
            true => None,
            false => Some(part(&self.training, &reading, target)?),
        };
        let table = Table::of(model, &held_out, &metadata)?;
        let mut evaluation = evaluate(&table, training.as_ref(), options);
        errors::add_evidence(&mut evaluation, |row, head, label| {
            answer::evidence(model, &held_out, row, head, label)
        });
        if let Some(path) = &self.articles {
            let articles = pipeline::read(path)?;
            let answers = answer::articles(model, &articles);
            let scored = pipeline::score(&articles, &answers, model.heads(), options)
                .map_err(|error| error.in_file(path))?;
            evaluation.pipeline = Some(scored);
        }
        if let Some(path) = &self.behaviour {
            let cases = behaviour::read(path)?;
            let passed = behaviour::run(model, &cases).map_err(|error| error.in_file(path))?;
            evaluation.behaviour = Some(passed);
        }
        if let Some(path) = &self.against {
            let other = Table::of(&Model::load(path)?, &held_out, &metadata)?;
            evaluation.comparison = Some(compare::compare(&table, &other, options)?);
        }
        let batch = match &self.batch {
            None => None,
            Some(path) => {
                let plain = ImportOptions {
                    heads: Vec::new(),
                    ..self.reading.clone()
                };
                let statements = part(std::slice::from_ref(path), &plain, target)?;
                let batch = Table::of_batch(model, &statements);
                self.add_batch(&mut evaluation, model, &table, &batch, training.as_ref());
                Some(batch)
            }
        };
        evaluation.provenance.data = self.sources()?;
        Ok(Judged {
            evaluation,
            table,
            batch,
            notes: held_out.notes,
        })
    }

    fn add_batch(
        &self,
        evaluation: &mut Evaluation,
        model: &Model,
        table: &Table,
        batch: &Table,
        training: Option<&Corpus>,
    ) {
        let trained = training.map(|corpus| Table::of_batch(model, corpus));
        let before = trained.as_ref().unwrap_or(table);
        let reference = drift::Reference {
            name: if trained.is_some() {
                "training"
            } else {
                "held-out"
            },
            texts: &before.texts,
            heads: &before.heads,
        };
        evaluation.drift = Some(drift::drift(reference, batch, &self.options));
        drift::add_batch_shares(evaluation, table, batch, &self.options);
    }

    /// The files that were read, with their checksums.
    fn sources(&self) -> Result<Vec<Source>> {
        let files = self.data.iter().chain(&self.training);
        let others = [&self.articles, &self.behaviour, &self.batch];
        files
            .chain(others.into_iter().flatten())
            .map(|path| {
                let bytes = std::fs::read(path)
                    .map_err(|error| Error::input("cannot be read").in_file(path).because(error))?;
                Ok(Source {
                    path: path.display().to_string(),
                    sha256: hex(&Sha256::digest(&bytes)),
                })
            })
            .collect()
    }
}

/// The statements in `paths`; those of `target` alone where one is named.
fn part(paths: &[PathBuf], options: &ImportOptions, target: Option<&str>) -> Result<Corpus> {
    let mut corpus = import(paths, options)?;
    let Some(target) = target else {
        return Ok(corpus);
    };
    let statements = &mut corpus.statements;
    statements.retain(|statement| statement.target.as_deref() == Some(target));
    if statements.is_empty() {
        let names: Vec<String> = paths.iter().map(|p| p.display().to_string()).collect();
        return Err(Error::input(format!(
            "no statement has the target \"{target}\"; add some, or name the field of targets with --column target=NAME"
        ))
        .at(names.join(", ")));
    }
    Ok(corpus)
}
