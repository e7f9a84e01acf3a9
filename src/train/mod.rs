//! From labelled statements to a model.
//!
//! Grouped, stratified folds; the featurizer fitted inside each fold; costs compared by
//! cross-validation; a refit on everything; calibration and thresholds from out-of-fold
//! scores only. The same data, configuration and seed give the same bytes.

mod card;
pub mod config;
mod figures;
mod finish;
mod folds;
mod question;
pub mod search;
pub mod targets;

pub use config::{HeadConfig, Recipe, TrainConfig};
pub use figures::{CvFigures, HeadFigures, LabelFigures};
pub use search::{Search, Standing, Tried};
pub use targets::TargetsConfig;

use crate::corpus::Corpus;
use crate::corpus::raters::Combine;
use crate::error::{Error, Result};
use crate::features::{CountedTexts, Lexicon, Tfidf, TfidfParams, shown};
use crate::label::{Head, LabelSet};
use crate::model::artifact::{Artifact, DataSummary};
use crate::model::head::FittedHead;
use crate::score::Scores;
use folds::HeldOut;
use question::{Question, origin_weights, question};
use rayon::prelude::*;
use search::Candidate;
use std::borrow::Cow;
use std::collections::BTreeMap;
use std::path::Path;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

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

/// Who watches a run.
#[derive(Clone, Copy)]
pub struct Watch<'a> {
    /// Told of every step.
    pub progress: Progress<'a>,
    /// Set to true, it ends the run between two fits.
    pub stop: &'a AtomicBool,
    /// True where a run that is stopped makes a model of the best configuration it finished.
    pub keep_best: bool,
}

/// How a run ended: with a model, unless it was stopped before it had one.
#[derive(Debug)]
pub struct Ended {
    /// The model.
    pub trained: Option<Trained>,
    /// What the run had when it was stopped; none where it was not.
    pub stopped: Option<Standing>,
}

/// What cross-validation asks of a head: the gold labels, and what models say that never saw
/// the statement's group.
#[derive(Debug, Clone)]
pub struct OutOfFold {
    /// The head.
    pub head: Head,
    /// Positions of its labelled statements in the corpus.
    pub rows: Vec<usize>,
    /// Their labels.
    pub gold: Vec<LabelSet>,
    /// Calibrated probabilities, one a label, for labels as frequent as they are here.
    pub probabilities: Vec<Vec<f64>>,
}

/// Everything that stays the same over all configurations.
struct Ground<'c> {
    questions: Vec<Question<'c>>,
    texts: Vec<Cow<'c, str>>,
    weights: Vec<f64>,
    lexicon: Lexicon,
    folds: Vec<usize>,
    n_folds: usize,
    /// The texts as some configuration counts them, once one was tried.
    counted: Option<(Tfidf, CountedTexts)>,
}

/// Trains the heads of `recipe` on `corpus`.
///
/// # Errors
/// A configuration or input error that says what cannot be learned from this data.
pub fn train(corpus: &Corpus, recipe: Recipe, progress: Progress<'_>) -> Result<Trained> {
    let watch = Watch {
        progress,
        stop: &AtomicBool::new(false),
        keep_best: false,
    };
    let ended = train_watched(corpus, recipe, watch)?;
    Ok(ended.trained.expect("nobody stops this run"))
}

/// As [`train`], by somebody who may stop it.
///
/// # Errors
/// As [`train`].
pub fn train_watched(corpus: &Corpus, recipe: Recipe, watch: Watch<'_>) -> Result<Ended> {
    let mut ground = Ground::new(corpus, &recipe)?;
    let candidates = search::candidates(&recipe.config);
    let done = AtomicUsize::new(0);
    let n_fits = ground.n_fits(&candidates);
    let step = || (watch.progress)(done.fetch_add(1, Ordering::Relaxed) + 1, n_fits);

    let mut standing = Standing::default();
    let mut last = None;
    for candidate in &candidates {
        let held_out = ground.cross_validate(candidate, watch.stop, &step)?;
        standing.add(search::tried(candidate, &ground.questions, &held_out));
        last = Some(held_out.heads);
        if watch.stop.load(Ordering::Relaxed) {
            break;
        }
    }
    let is_stopped = watch.stop.load(Ordering::Relaxed);
    let Some(chosen) = standing.chosen().filter(|_| !is_stopped || watch.keep_best) else {
        return Ok(Ended {
            trained: None,
            stopped: Some(standing),
        });
    };
    // Scores are kept of one configuration at a time; those of another are made again.
    let go_on = AtomicBool::new(false);
    let held_out = match last.filter(|_| chosen + 1 == standing.tried.len()) {
        Some(held_out) => {
            ground.take_costs(&candidates[chosen]);
            held_out
        }
        None => {
            ground
                .cross_validate(&candidates[chosen], &go_on, &step)?
                .heads
        }
    };
    let features = &candidates[chosen].features;
    ground.count(features)?;
    let tfidf = ground.tfidf(features);
    let setting = ground.setting(features);
    let finished: Vec<(FittedHead, HeadFigures)> = held_out
        .into_par_iter()
        .zip(setting.questions)
        .map(|(held_out, question)| {
            let cost = held_out.chosen(question);
            let vocabulary = tfidf.vocabulary();
            let (fitted, mut of_head) =
                finish::finish(question, cost, &setting, vocabulary, held_out, &step)?;
            of_head.add_agreement(corpus);
            Ok((fitted, of_head))
        })
        .collect::<Result<_>>()?;
    let (heads, of_heads) = finished.into_iter().unzip();
    let mut figures = CvFigures {
        heads: of_heads,
        ..CvFigures::default()
    };
    if candidates.len() > 1 {
        figures.search.clone_from(&standing.tried);
    }
    let data = summary(corpus, &ground.questions);
    Ok(Ended {
        trained: Some(Trained {
            tfidf,
            heads,
            data,
            figures,
            recipe,
        }),
        stopped: is_stopped.then_some(standing),
    })
}

/// Cross-validates `recipe`, its first configuration, on `corpus`. None where it was stopped.
///
/// # Errors
/// As [`train`].
pub fn out_of_fold(
    corpus: &Corpus,
    recipe: &Recipe,
    watch: Watch<'_>,
) -> Result<Option<Vec<OutOfFold>>> {
    let mut ground = Ground::new(corpus, recipe)?;
    let candidate = &search::candidates(&recipe.config)[0];
    let done = AtomicUsize::new(0);
    let n_fits = ground.n_fits(std::slice::from_ref(candidate));
    let step = || (watch.progress)(done.fetch_add(1, Ordering::Relaxed) + 1, n_fits);
    let held_out = ground.cross_validate(candidate, watch.stop, &step)?;
    if watch.stop.load(Ordering::Relaxed) {
        return Ok(None);
    }
    let all: Vec<usize> = (0..corpus.len()).collect();
    let of_head = |(question, held_out): (&Question<'_>, HeldOut)| {
        let cost = held_out.chosen(question);
        let rows = question.labelled(&all);
        let scores: Vec<Scores> = rows
            .iter()
            .map(|&i| Scores(held_out.scores[cost][i].clone()))
            .collect();
        let as_here = vec![None; question.head.n_labels()];
        let calibrator = finish::calibrate(question, &rows, &scores, &as_here)?;
        Ok(OutOfFold {
            head: question.head.clone(),
            gold: rows
                .iter()
                .filter_map(|&i| question.labels[i].clone())
                .collect(),
            probabilities: scores
                .iter()
                .map(|scores| calibrator.probabilities(scores).0)
                .collect(),
            rows,
        })
    };
    let questions = ground.questions.iter();
    questions
        .zip(held_out.heads)
        .map(of_head)
        .collect::<Result<_>>()
        .map(Some)
}

impl<'c> Ground<'c> {
    fn new(corpus: &'c Corpus, recipe: &'c Recipe) -> Result<Self> {
        let config = &recipe.config;
        config.has_one_target()?;
        let is_soft = config.raters.combine == Combine::Soft;
        let questions: Vec<Question<'_>> = config
            .heads
            .iter()
            .map(|head| question(head, corpus, is_soft))
            .collect::<Result<_>>()?;
        let texts = corpus
            .statements
            .iter()
            .map(|statement| shown(&statement.view()).0)
            .collect();
        Ok(Self {
            texts,
            weights: origin_weights(corpus, config),
            lexicon: Lexicon::parse(&recipe.concepts, &recipe.polarity)?,
            folds: folds::deal(corpus, &questions, config),
            n_folds: config.folds,
            counted: None,
            questions,
        })
    }

    fn n_fits(&self, candidates: &[Candidate]) -> usize {
        let labels = |h: usize| self.questions[h].head.n_labels();
        let crossed: usize = candidates
            .iter()
            .flat_map(|candidate| candidate.costs.iter().enumerate())
            .map(|(h, costs)| labels(h) * costs.len() * self.n_folds)
            .sum();
        crossed + (0..self.questions.len()).map(labels).sum::<usize>()
    }

    /// Counts the terms of all texts, unless that was done: weights of kinds change nothing.
    fn count(&mut self, features: &TfidfParams) -> Result<()> {
        let is_counted = |(tfidf, _): &(Tfidf, CountedTexts)| tfidf.params().counts_as(features);
        if self.counted.as_ref().is_some_and(is_counted) {
            return Ok(());
        }
        let texts: Vec<&str> = self.texts.iter().map(Cow::as_ref).collect();
        let tfidf = features.fit(&texts, self.lexicon.clone())?;
        let counted = CountedTexts::new(&tfidf, &texts);
        self.counted = Some((tfidf, counted));
        Ok(())
    }

    /// What was counted last, weighed by `features`.
    fn setting<'s>(&'s self, features: &'s TfidfParams) -> folds::Setting<'s> {
        let (_, texts) = self.counted.as_ref().expect("texts are counted first");
        folds::Setting {
            questions: &self.questions,
            folds: &self.folds,
            n_folds: self.n_folds,
            texts,
            features,
            weights: &self.weights,
        }
    }

    /// The featurizer of what was counted last, weighing as `features` says.
    fn tfidf(&self, features: &TfidfParams) -> Tfidf {
        let (tfidf, _) = self.counted.as_ref().expect("texts are counted first");
        tfidf.weighed_by(features)
    }

    fn take_costs(&mut self, candidate: &Candidate) {
        for (question, costs) in self.questions.iter_mut().zip(&candidate.costs) {
            question.costs.clone_from(costs);
        }
    }

    fn cross_validate(
        &mut self,
        candidate: &Candidate,
        stop: &AtomicBool,
        step: &(dyn Fn() + Sync),
    ) -> Result<folds::Crossed> {
        self.take_costs(candidate);
        self.count(&candidate.features)?;
        let setting = self.setting(&candidate.features);
        folds::out_of_fold(&setting, stop, step)
    }
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

    /// How its rows are made.
    pub fn features(&self) -> &TfidfParams {
        self.tfidf.params()
    }

    /// What it was trained on.
    pub fn data(&self) -> &DataSummary {
        &self.data
    }
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
