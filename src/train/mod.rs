//! From labelled statements to a model.
//!
//! Grouped, stratified folds; the featurizer fitted inside each fold; costs compared by
//! cross-validation; a refit on everything; calibration and thresholds from out-of-fold
//! scores only. The same data, configuration and seed give the same bytes.

mod card;
pub mod config;
mod figures;
mod folds;

pub use config::{HeadConfig, Recipe, TrainConfig};
pub use figures::{CvFigures, HeadFigures, LabelFigures};

use crate::corpus::Corpus;
use crate::error::{Error, Result};
use crate::features::{Kind, Lexicon, SparseRows, Tfidf, shown};
use crate::label::{Head, HeadKind, LabelSet};
use crate::model::artifact::{Artifact, DataSummary};
use crate::model::calibrate::Calibrator;
use crate::model::estimator::{Logistic, LogisticParams};
use crate::model::head::{FittedHead, HeadSettings};
use crate::model::threshold::{Target, Thresholds, choose};
use crate::score::Scores;
use ndarray::Array2;
use rayon::prelude::*;
use std::borrow::Cow;
use std::collections::BTreeMap;
use std::path::Path;
use std::sync::atomic::{AtomicUsize, Ordering};

/// What training made, in memory.
#[derive(Debug)]
pub struct Trained {
    recipe: Recipe,
    tfidf: Tfidf,
    heads: Vec<FittedHead>,
    data: DataSummary,
    /// Cross-validated figures.
    pub figures: CvFigures,
}

/// Called with the steps done and all steps; may be called from several threads.
pub type Progress<'a> = &'a (dyn Fn(usize, usize) + Sync);

/// One head with its place in the data.
struct Question<'c> {
    config: &'c HeadConfig,
    head: Head,
    /// Labels a statement, `None` where it was not labelled under this head.
    labels: Vec<Option<LabelSet>>,
}

/// Trains the heads of `recipe` on `corpus`.
///
/// # Errors
/// A configuration or input error that says what cannot be learned from this data.
pub fn train(corpus: &Corpus, recipe: Recipe, progress: Progress<'_>) -> Result<Trained> {
    let questions: Vec<Question<'_>> = recipe
        .config
        .heads
        .iter()
        .map(|config| question(config, corpus))
        .collect::<Result<_>>()?;
    let texts: Vec<Cow<'_, str>> = corpus
        .statements
        .iter()
        .map(|statement| shown(&statement.view()).0)
        .collect();
    let weights = origin_weights(corpus, &recipe.config);
    let lexicon = Lexicon::parse(&recipe.concepts, &recipe.polarity)?;
    let folds = folds::deal(corpus, &questions, &recipe.config);

    let n_fits: usize = questions
        .iter()
        .map(|q| q.head.n_labels() * (q.config.costs.len() * recipe.config.folds + 1))
        .sum();
    let done = AtomicUsize::new(0);
    let step = || progress(done.fetch_add(1, Ordering::Relaxed) + 1, n_fits);
    let learn = |indices: &[usize]| {
        let part: Vec<&str> = indices.iter().map(|&i| texts[i].as_ref()).collect();
        recipe.config.features.fit(&part, lexicon.clone())
    };

    let held_out = folds::out_of_fold(
        &questions,
        &folds,
        &texts,
        &weights,
        &learn,
        recipe.config.folds,
        &step,
    )?;
    let all: Vec<usize> = (0..corpus.len()).collect();
    let tfidf = learn(&all)?;
    let rows = tfidf.rows(texts.iter().map(Cow::as_ref));

    let mut heads = Vec::new();
    let mut figures = CvFigures::default();
    for (question, held_out) in questions.iter().zip(held_out) {
        let chosen = held_out.chosen(question)?;
        let (fitted, head_figures) =
            finish(question, chosen, &rows, &tfidf, &weights, held_out, &step)?;
        heads.push(fitted);
        figures.heads.push(head_figures);
    }
    let data = summary(corpus, &questions);
    Ok(Trained {
        recipe,
        tfidf,
        heads,
        data,
        figures,
    })
}

impl Trained {
    /// Writes the model directory.
    ///
    /// # Errors
    /// An output error where it cannot be written.
    pub fn save(&self, dir: &Path) -> Result<()> {
        let training = serde_json::to_value(&self.recipe.config)
            .map_err(|error| Error::output("cannot be written as JSON").because(error))?;
        let figures = serde_json::to_string_pretty(&self.figures)
            .map_err(|error| Error::output("cannot be written as JSON").because(error))?;
        Artifact {
            tfidf: &self.tfidf,
            heads: &self.heads,
            concepts: &self.recipe.concepts,
            polarity: &self.recipe.polarity,
            training,
            data: self.data.clone(),
            extra: vec![
                ("cross-validation.json", figures + "\n"),
                ("README.md", card::write(self)),
            ],
        }
        .save(dir)
    }

    /// The number of terms and of tokens.
    pub fn sizes(&self) -> (usize, usize) {
        (
            self.tfidf.vocabulary().n_terms(),
            self.tfidf.tokenizer().n_tokens(),
        )
    }

    /// What it was trained on.
    pub fn data(&self) -> &DataSummary {
        &self.data
    }
}

fn question<'c>(config: &'c HeadConfig, corpus: &Corpus) -> Result<Question<'c>> {
    let head = crate::corpus::head(corpus, &config.name, config.kind)?;
    for label in config.base_rates.keys() {
        head.indices(std::slice::from_ref(label)).map_err(|error| {
            Error::config(format!("base_rates of head \"{}\": {error}", config.name))
        })?;
    }
    let labels = corpus.labels(&head)?;
    if config.kind == HeadKind::Exclusive {
        for (statement, labels) in corpus.statements.iter().zip(&labels) {
            if labels.as_ref().is_some_and(|labels| labels.len() != 1) {
                return Err(Error::input(format!(
                    "statement {} has not exactly one label under the exclusive head \"{}\"",
                    statement.id, config.name
                )));
            }
        }
    }
    Ok(Question {
        config,
        head,
        labels,
    })
}

fn origin_weights(corpus: &Corpus, config: &TrainConfig) -> Vec<f64> {
    corpus
        .statements
        .iter()
        .map(|statement| {
            let origin = statement.origin.as_deref().unwrap_or("");
            config.origin_weights.get(origin).copied().unwrap_or(1.0)
        })
        .collect()
}

impl Question<'_> {
    /// The statements labelled under this head, among `indices`.
    fn labelled(&self, indices: &[usize]) -> Vec<usize> {
        indices
            .iter()
            .copied()
            .filter(|&i| self.labels[i].is_some())
            .collect()
    }

    fn holds(&self, statement: usize, label: usize) -> bool {
        self.labels[statement]
            .as_ref()
            .is_some_and(|labels| labels.contains(label))
    }

    fn base_rate(&self, label: usize) -> Option<f64> {
        self.config
            .base_rates
            .get(&self.head.labels[label])
            .copied()
    }

    /// The factor on each column of `tfidf` in this head.
    fn scales(&self, tfidf: &Tfidf) -> Vec<f32> {
        let of = |kind: Kind| self.config.kinds.get(&kind).copied().unwrap_or(1.0) as f32;
        (0..tfidf.vocabulary().n_terms() as u32)
            .map(|term| of(tfidf.vocabulary().kind(term)))
            .collect()
    }

    fn fit(
        &self,
        label: usize,
        cost: f64,
        rows: &SparseRows,
        indices: &[usize],
        weights: &[f64],
        warm: Option<&Logistic>,
    ) -> Result<Logistic> {
        let answers: Vec<bool> = indices.iter().map(|&i| self.holds(i, label)).collect();
        let weights: Vec<f64> = indices.iter().map(|&i| weights[i]).collect();
        LogisticParams {
            cost,
            ..LogisticParams::default()
        }
        .fit_rows(rows, &answers, Some(&weights), warm)
        .map_err(|error| {
            error.at(format!(
                "label \"{}\" of head \"{}\"",
                self.head.labels[label], self.head.name
            ))
        })
    }
}

/// Refits a head on everything and settles its calibration and thresholds.
fn finish(
    question: &Question<'_>,
    chosen: usize,
    rows: &SparseRows,
    tfidf: &Tfidf,
    weights: &[f64],
    held_out: folds::HeldOut,
    step: &(dyn Fn() + Sync),
) -> Result<(FittedHead, HeadFigures)> {
    let n_labels = question.head.n_labels();
    let all: Vec<usize> = (0..rows.n_rows()).collect();
    let labelled = question.labelled(&all);
    let scales = question.scales(tfidf);
    let part = rows.select(&labelled).scaled(&scales);
    let cost = question.config.costs[chosen];
    let fits: Vec<Logistic> = (0..n_labels)
        .into_par_iter()
        .map(|label| {
            let fit = question.fit(label, cost, &part, &labelled, weights, None);
            step();
            fit
        })
        .collect::<Result<_>>()?;
    let mut coefficients = Array2::<f32>::zeros((n_labels, rows.n_terms()));
    for (mut row, fit) in coefficients.rows_mut().into_iter().zip(&fits) {
        for ((to, from), scale) in row.iter_mut().zip(&fit.coefficients).zip(&scales) {
            *to = (from * f64::from(*scale)) as f32;
        }
    }
    let scores: Vec<Scores> = labelled
        .iter()
        .map(|&i| Scores(held_out.scores[chosen][i].clone()))
        .collect();
    let base_rates: Vec<Option<f64>> = (0..n_labels).map(|k| question.base_rate(k)).collect();
    let calibrator = calibrate(question, &labelled, &scores, &base_rates)?;
    let probabilities: Vec<Vec<f64>> = scores
        .iter()
        .map(|scores| calibrator.probabilities(scores).0)
        .collect();
    let thresholds = Thresholds {
        labels: thresholds(question, &labelled, &probabilities, &base_rates)?,
        abstain: question.config.abstain,
    };
    let centres = centres(question, &labelled, &scores);
    let fitted = FittedHead {
        head: question.head.clone(),
        coefficients,
        intercepts: fits.iter().map(|fit| fit.intercept).collect(),
        settings: HeadSettings {
            kinds: question.config.kinds.clone(),
            context: question.config.context,
            centres,
            calibrator,
            thresholds,
        },
    };
    let figures = figures::of_head(
        question,
        &fitted,
        cost,
        &labelled,
        &probabilities,
        &fits,
        held_out.merits,
    );
    Ok((fitted, figures))
}

fn calibrate(
    question: &Question<'_>,
    labelled: &[usize],
    scores: &[Scores],
    base_rates: &[Option<f64>],
) -> Result<Calibrator> {
    let n_labels = base_rates.len();
    let named = |error: Error| error.at(format!("head \"{}\"", question.head.name));
    match question.head.kind {
        HeadKind::Independent => {
            let answers: Vec<Vec<bool>> = labelled
                .iter()
                .map(|&i| (0..n_labels).map(|k| question.holds(i, k)).collect())
                .collect();
            Calibrator::independent(scores, &answers, base_rates).map_err(named)
        }
        HeadKind::Exclusive => {
            let answers: Vec<usize> = labelled
                .iter()
                .filter_map(|&i| question.labels[i].as_ref()?.iter().next())
                .collect();
            Calibrator::exclusive(scores, &answers, base_rates).map_err(named)
        }
    }
}

/// Thresholds of an independent head; an exclusive one takes the likeliest label.
fn thresholds(
    question: &Question<'_>,
    labelled: &[usize],
    probabilities: &[Vec<f64>],
    base_rates: &[Option<f64>],
) -> Result<Vec<f64>> {
    if question.head.kind == HeadKind::Exclusive && question.config.target == Target::BestF1 {
        return Ok(vec![1.0; base_rates.len()]);
    }
    (0..base_rates.len())
        .map(|label| {
            let seen: Vec<(f64, bool)> = labelled
                .iter()
                .zip(probabilities)
                .map(|(&i, p)| (p[label], question.holds(i, label)))
                .collect();
            choose(&seen, base_rates[label], question.config.target)
                .map_err(|error| error.at(format!("label \"{}\"", question.head.labels[label])))
        })
        .collect()
}

/// The median out-of-fold score of statements that carry no label at all; of all statements
/// under an exclusive head, where every one carries one.
fn centres(question: &Question<'_>, labelled: &[usize], scores: &[Scores]) -> Vec<f64> {
    let exclusive = question.head.kind == HeadKind::Exclusive;
    (0..question.head.n_labels())
        .map(|label| {
            let mut column: Vec<f64> = labelled
                .iter()
                .zip(scores)
                .filter(|(i, _)| {
                    exclusive
                        || question.labels[**i]
                            .as_ref()
                            .is_some_and(LabelSet::is_empty)
                })
                .map(|(_, scores)| scores.0[label])
                .collect();
            column.sort_by(f64::total_cmp);
            column.get(column.len() / 2).copied().unwrap_or(0.0)
        })
        .collect()
}

fn summary(corpus: &Corpus, questions: &[Question<'_>]) -> DataSummary {
    let labels = questions
        .iter()
        .map(|question| {
            let counts: BTreeMap<String, usize> = question
                .head
                .labels
                .iter()
                .enumerate()
                .map(|(k, label)| {
                    let n = (0..corpus.len()).filter(|&i| question.holds(i, k)).count();
                    (label.clone(), n)
                })
                .collect();
            (question.head.name.clone(), counts)
        })
        .collect();
    DataSummary {
        sha256: corpus.sha256.clone(),
        n_statements: corpus.len(),
        n_groups: corpus.groups().into_iter().max().map_or(0, |last| last + 1),
        labels,
    }
}
