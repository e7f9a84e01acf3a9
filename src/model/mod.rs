//! A model: heads over the rows that its featurizer makes of statements.
//!
//! [`Model::classify`] labels a statement, [`Model::explain`] says which words did it. A
//! model is read from a directory ([`Model::load`]) or from the program itself
//! ([`Model::embedded`]), and is shared freely between threads.

pub mod artifact;
pub mod calibrate;
mod embedded;
pub mod estimator;
mod evidence;
mod folder;
pub mod head;
mod scorer;
pub mod targets;
pub mod threshold;

pub use evidence::{Contribution, Explanation, HeadExplanation, View};
pub use targets::TargetModels;

use crate::error::Result;
use crate::features::{Placed, Scratch, Tfidf, chunk_borders, shown_cue};
use crate::label::Head;
use crate::score::{Decision, Probabilities, Scores};
use crate::statement::StatementView;
use head::{ContextWeights, FittedHead, ViewScores};
use scorer::{Scorer, WordSums};
use std::collections::VecDeque;
use std::path::Path;
use std::sync::{Arc, Mutex};
use std::thread::{self, ThreadId};

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

/// A fitted model, ready to label statements. Cloning shares everything.
#[derive(Debug, Clone)]
pub struct Model {
    shared: Arc<Shared>,
}

#[derive(Debug)]
struct Shared {
    name: String,
    sha256: String,
    questions: Vec<Head>,
    tfidf: Tfidf,
    heads: Vec<FittedHead>,
    scorer: Scorer,
    /// Desks that are not at work just now, with the thread that worked at each last.
    idle: Mutex<Vec<(ThreadId, Box<Desk>)>>,
    n_cores: usize,
}

/// What one thread works with.
#[derive(Debug, Default)]
struct Desk {
    scratch: Scratch,
    words: WordSums,
    /// Context that was scored last, the oldest first: the sentences of neighbouring
    /// statements are the same ones.
    recent: VecDeque<Recent>,
}

/// A piece of context that was scored.
#[derive(Debug)]
struct Recent {
    text: String,
    scores: Vec<f64>,
    /// Its lexemes, whose numbers hold as long as the scratch has this generation.
    placed: Vec<Placed>,
    generation: u32,
}

/// How many pieces of context a desk remembers.
const N_RECENT: usize = 6;

impl Model {
    /// Puts a model together from its parts; `sha256` is that of its manifest.
    pub fn assemble(name: String, sha256: String, tfidf: Tfidf, heads: Vec<FittedHead>) -> Model {
        Model {
            shared: Arc::new(Shared {
                name,
                sha256,
                questions: heads.iter().map(|head| head.head.clone()).collect(),
                scorer: Scorer::new(&tfidf, &heads),
                tfidf,
                heads,
                idle: Mutex::default(),
                n_cores: thread::available_parallelism().map_or(1, usize::from),
            }),
        }
    }

    /// The model that the program carries.
    ///
    /// # Errors
    /// A model error where the program was built with a damaged one.
    pub fn embedded() -> Result<Model> {
        artifact::from_files("default", embedded::FILES)
    }

    /// Reads a model directory and checks every file against its manifest.
    ///
    /// # Errors
    /// A model error that names the file: missing, changed, or of another format version.
    pub fn load(dir: &Path) -> Result<Model> {
        artifact::load(dir)
    }

    /// The name of its directory.
    pub fn name(&self) -> &str {
        &self.shared.name
    }

    /// SHA-256 of its manifest, in hexadecimal.
    pub fn sha256(&self) -> &str {
        &self.shared.sha256
    }

    /// The questions it answers.
    pub fn heads(&self) -> &[Head] {
        &self.shared.questions
    }

    /// The heads with everything fitted for them, in the same order.
    pub fn fitted_heads(&self) -> &[FittedHead] {
        &self.shared.heads
    }

    /// What turns text into rows.
    pub fn tfidf(&self) -> &Tfidf {
        &self.shared.tfidf
    }

    /// Labels one statement: one result a head, in the order of [`Model::heads`].
    pub fn classify(&self, statement: &StatementView<'_>) -> Vec<HeadResult> {
        self.with_desk(|desk| {
            self.shared.tfidf.begin(&mut desk.scratch);
            let weighs = |of: fn(&ContextWeights) -> f64| {
                let mut heads = self.shared.heads.iter();
                heads.any(|head| of(&head.settings.context) != 0.0)
            };
            let mut score = |text: Option<&str>, weighs: bool| {
                text.filter(|_| weighs)
                    .map(|text| self.context_scores(text, desk))
            };
            let before = score(statement.before, weighs(|context| context.before));
            let title = score(statement.title, weighs(|context| context.title));
            // Scored last, so that the statement's own words can be taken from it.
            let sentence = score(statement.sentence, weighs(|context| context.sentence));
            let text = self.text_scores(statement, desk);
            let mut from = 0;
            self.shared
                .heads
                .iter()
                .map(|head| {
                    let range = from..from + head.head.n_labels();
                    from = range.end;
                    let scores = head.combine(&ViewScores {
                        text: &text[range.clone()],
                        sentence: sentence.as_ref().map(|all| &all[range.clone()]),
                        before: before.as_ref().map(|all| &all[range.clone()]),
                        title: title.as_ref().map(|all| &all[range]),
                    });
                    let probabilities = head.settings.calibrator.probabilities(&scores);
                    let decision = head.decide(&probabilities);
                    HeadResult {
                        scores,
                        probabilities,
                        decision,
                    }
                })
                .collect()
        })
    }

    /// Which terms pushed each label up and down, and where they stand.
    pub fn explain(&self, statement: &StatementView<'_>) -> Explanation {
        self.with_desk(|desk| evidence::explain(&self.shared, statement, &mut desk.scratch))
    }

    /// The scores of a statement's own words, led by its cue where that says something.
    fn text_scores(&self, statement: &StatementView<'_>, desk: &mut Desk) -> Vec<f64> {
        let Shared { tfidf, scorer, .. } = &*self.shared;
        let Desk {
            scratch,
            words,
            recent,
        } = desk;
        scratch.placed().clear();
        let cue = shown_cue(statement);
        if let Some(cue) = cue {
            tfidf.lex(cue, scratch);
        }
        let generation = scratch.generation();
        let sentence = statement.sentence.and_then(|sentence| {
            let fitting = recent.iter().rev().filter(|recent| recent.text == sentence);
            let recent = fitting
                .take(1)
                .find(|recent| recent.generation == generation)?;
            Some((chunk_borders(sentence, statement.text)?, recent))
        });
        match sentence {
            Some((span, known)) if cue.is_none() && span.len() == known.text.len() => {
                return known.scores.clone();
            }
            Some((span, known)) => {
                let placed = known.placed.iter();
                let inside = placed.filter(|place| span.contains(place.span));
                scratch.placed().extend(inside);
            }
            None => tfidf.lex(statement.text, scratch),
        }
        scorer.scores(tfidf, scratch, words)
    }

    /// The scores of a piece of context, remembered for the next statement.
    fn context_scores(&self, text: &str, desk: &mut Desk) -> Vec<f64> {
        let Shared { tfidf, scorer, .. } = &*self.shared;
        let Desk {
            scratch,
            words,
            recent,
        } = desk;
        if let Some(known) = recent.iter().find(|known| known.text == text) {
            return known.scores.clone();
        }
        let mut oldest = (recent.len() == N_RECENT).then(|| recent.pop_front());
        scratch.placed().clear();
        tfidf.lex(text, scratch);
        let scores = scorer.scores(tfidf, scratch, words);
        let mut new = oldest.take().flatten().unwrap_or(Recent {
            text: String::new(),
            scores: Vec::new(),
            placed: Vec::new(),
            generation: 0,
        });
        new.text.clear();
        new.text.push_str(text);
        new.scores.clone_from(&scores);
        new.placed.clone_from(scratch.placed());
        new.generation = scratch.generation();
        recent.push_back(new);
        scores
    }

    /// Works at a desk, where it can at the one this thread worked at before: what it
    /// remembers is near, and of the same article.
    fn with_desk<T>(&self, work: impl FnOnce(&mut Desk) -> T) -> T {
        let lock = || {
            let idle = self.shared.idle.lock();
            idle.unwrap_or_else(|broken| broken.into_inner())
        };
        let here = thread::current().id();
        let mut desk = {
            let mut idle = lock();
            match idle.iter().position(|(thread, _)| *thread == here) {
                Some(own) => idle.swap_remove(own).1,
                // Not the one of a thread that is only between two statements.
                None if idle.len() < self.shared.n_cores => Box::default(),
                None => idle.pop().map(|(_, desk)| desk).unwrap_or_default(),
            }
        };
        let result = work(&mut desk);
        lock().push((here, desk));
        result
    }
}
