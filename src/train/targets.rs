//! One model a target: the data parted by what each statement is asked about, and a whole
//! model trained on each part.
//!
//! Every target has its own vocabulary, folds, costs, calibration and thresholds, as if its
//! statements were all there is. Targets follow in the order of their names.

use super::{Ended, Recipe, Standing, Trained, Watch, train_watched};
use crate::corpus::Corpus;
use crate::error::{Error, Result};
use crate::model::targets::{Unwritten, save};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::path::Path;

/// How data is parted by what its statements are asked about.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TargetsConfig {
    /// The field or column that names a statement's target.
    #[serde(default = "target")]
    pub field: String,
    /// Targets with fewer statements are left out; where missing, such a target is an error
    /// as soon as nothing can be learned from it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub min_statements: Option<usize>,
}

fn target() -> String {
    "target".into()
}

impl TargetsConfig {
    /// Fails where a statement's own words, or what a head holds, would be the target.
    pub(super) fn check(&self, heads: &[&str]) -> Result<()> {
        let own = [
            "id", "text", "form", "cue", "sentence", "before", "group", "rater", "ratings",
        ];
        if self.field.trim().is_empty() || own.contains(&self.field.as_str()) {
            return Err(Error::config(format!(
                "targets.field is \"{}\"; expected the field that says what a statement is asked about",
                self.field
            )));
        }
        if let Some(head) = heads
            .iter()
            .find(|&&head| head == self.field || head == "target")
        {
            return Err(Error::config(format!(
                "head \"{head}\" is named like the target in data or records; rename one of them"
            )));
        }
        Ok(())
    }
}

/// Data parted by target.
#[derive(Debug, Clone, Default)]
pub struct Parts {
    /// The statements of each target, by name.
    pub targets: Vec<(String, Corpus)>,
    /// Targets that were left out, with their numbers of statements.
    pub left_out: Vec<(String, usize)>,
    /// Statements that name no target, and are in no part.
    pub n_without: usize,
}

impl Parts {
    /// Parts `corpus`, which was read for its targets, as `config` says.
    ///
    /// # Errors
    /// An input error where no statement names a target; a configuration error where every
    /// target was left out.
    pub fn of(corpus: Corpus, config: &TargetsConfig) -> Result<Self> {
        let Corpus {
            statements, sha256, ..
        } = corpus;
        let mut parted: BTreeMap<String, Vec<_>> = BTreeMap::new();
        let mut n_without = 0;
        for statement in statements {
            match &statement.target {
                Some(target) => parted.entry(target.clone()).or_default().push(statement),
                None => n_without += 1,
            }
        }
        if parted.is_empty() {
            return Err(Error::input(format!(
                "no statement has a target in field \"{}\"; name the field in targets.field, or with --column target=NAME",
                config.field
            )));
        }
        let least = config.min_statements.unwrap_or(0);
        let most = parted.values().map(Vec::len).max().unwrap_or(0);
        if most < least {
            return Err(Error::config(format!(
                "no target is left: targets.min_statements is {least}, the largest target has {most} statements; lower it or label more"
            )));
        }
        let mut parts = Self {
            n_without,
            ..Self::default()
        };
        for (name, statements) in parted {
            if statements.len() < least {
                parts.left_out.push((name, statements.len()));
                continue;
            }
            let corpus = Corpus {
                statements,
                sha256: sha256.clone(),
                notes: BTreeMap::new(),
            };
            parts.targets.push((name, corpus));
        }
        Ok(parts)
    }
}

/// A target whose training begins.
#[derive(Debug, Clone, Copy)]
pub struct Begun<'a> {
    /// Its name.
    pub name: &'a str,
    /// Its number, from 1.
    pub number: usize,
    /// The number of targets.
    pub of: usize,
    /// Its number of statements.
    pub n_statements: usize,
}

/// How a run over targets ended.
#[derive(Debug, Default)]
pub struct TargetsEnded {
    /// The models that were finished, with their targets.
    pub trained: Vec<(String, Trained)>,
    /// The target at hand when the run was stopped, with what it had; none where it was not.
    pub stopped: Option<(String, Standing)>,
}

/// Trains one model a target of `parts`; `begin` is told of each in turn.
///
/// A run that is stopped gives the targets finished before, and with `watch.keep_best` the
/// best model of the one at hand.
///
/// # Errors
/// A configuration or input error that names the target and says what cannot be learned.
pub fn train_targets(
    parts: &Parts,
    recipe: &Recipe,
    watch: Watch<'_>,
    begin: &dyn Fn(Begun<'_>),
) -> Result<TargetsEnded> {
    let mut recipe = recipe.clone();
    recipe.config.targets = None;
    let mut ended = TargetsEnded::default();
    for (number, (name, corpus)) in (1..).zip(&parts.targets) {
        begin(Begun {
            name,
            number,
            of: parts.targets.len(),
            n_statements: corpus.len(),
        });
        let Ended { trained, stopped } = train_watched(corpus, recipe.clone(), watch)
            .map_err(|error| error.at(format!("target \"{name}\"")))?;
        if let Some(trained) = trained {
            ended.trained.push((name.clone(), trained));
        }
        if let Some(standing) = stopped {
            ended.stopped = Some((name.clone(), standing));
        }
        if ended.stopped.is_some() {
            break;
        }
    }
    Ok(ended)
}

impl TargetsEnded {
    /// Writes the finished models into one directory, `field` being what named their targets.
    ///
    /// # Errors
    /// An output error where it cannot be written.
    pub fn save(&self, dir: &Path, field: &str) -> Result<()> {
        type Save<'a> = Box<dyn Fn(&Path) -> Result<()> + 'a>;
        let saves: Vec<Save<'_>> = self
            .trained
            .iter()
            .map(|(_, trained)| Box::new(|place: &Path| trained.save(place)) as Save<'_>)
            .collect();
        let targets: Vec<Unwritten<'_>> = self
            .trained
            .iter()
            .zip(&saves)
            .map(|((name, trained), save)| Unwritten {
                name,
                n_statements: trained.data().n_statements,
                save,
            })
            .collect();
        save(dir, field, &targets)
    }
}
