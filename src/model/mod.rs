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
pub mod head;
pub mod threshold;

pub use evidence::{Contribution, Explanation, HeadExplanation, View};

use crate::error::Result;
use crate::features::{Scratch, Tfidf, shown};
use crate::label::Head;
use crate::score::{Decision, Probabilities, Scores};
use crate::statement::StatementView;
use head::{ContextWeights, FittedHead, ViewScores};
use std::collections::VecDeque;
use std::path::Path;
use std::sync::{Arc, Mutex};

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
    /// `n_terms × n_outputs`: the coefficients of all heads side by side, a term's together.
    by_term: Vec<f32>,
    n_outputs: usize,
    /// Desks of threads that are not at work just now.
    idle: Mutex<Vec<Desk>>,
}

/// What one thread works with.
#[derive(Debug, Default)]
struct Desk {
    scratch: Scratch,
    /// Context that was scored last, the oldest first: the sentences of neighbouring
    /// statements are the same ones.
    recent: VecDeque<(String, Vec<f64>)>,
}

/// How many pieces of context a desk remembers.
const N_RECENT: usize = 6;

impl Model {
    /// Puts a model together from its parts; `sha256` is that of its manifest.
    pub fn assemble(name: String, sha256: String, tfidf: Tfidf, heads: Vec<FittedHead>) -> Model {
        let n_terms = tfidf.vocabulary().n_terms();
        let n_outputs = heads.iter().map(|head| head.head.n_labels()).sum();
        let mut by_term = vec![0.0; n_terms * n_outputs];
        let mut output = 0;
        for head in &heads {
            for row in head.coefficients.rows() {
                for (term, &coefficient) in row.iter().enumerate() {
                    by_term[term * n_outputs + output] = coefficient;
                }
                output += 1;
            }
        }
        Model {
            shared: Arc::new(Shared {
                name,
                sha256,
                questions: heads.iter().map(|head| head.head.clone()).collect(),
                tfidf,
                heads,
                by_term,
                n_outputs,
                idle: Mutex::default(),
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
            let text = self.scores(&shown(statement).0, &mut desk.scratch);
            let weighs = |of: fn(&ContextWeights) -> f64| {
                let mut heads = self.shared.heads.iter();
                heads.any(|head| of(&head.settings.context) != 0.0)
            };
            let mut score = |text: Option<&str>, weighs: bool| {
                text.filter(|_| weighs)
                    .map(|text| self.context_scores(text, desk))
            };
            let sentence = score(statement.sentence, weighs(|context| context.sentence));
            let before = score(statement.before, weighs(|context| context.before));
            let title = score(statement.title, weighs(|context| context.title));
            let mut from = 0;
            self.shared
                .heads
                .iter()
                .map(|head| {
                    let range = from..from + head.head.n_labels();
                    from = range.end;
                    let part = |all: &Vec<f64>| all[range.clone()].to_vec();
                    let scores = head.combine(&ViewScores {
                        text: part(&text),
                        sentence: sentence.as_ref().map(part),
                        before: before.as_ref().map(part),
                        title: title.as_ref().map(part),
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

    /// The scores of one text under every label of every head, side by side.
    fn scores(&self, text: &str, scratch: &mut Scratch) -> Vec<f64> {
        let shared = &*self.shared;
        let mut scores: Vec<f64> = shared
            .heads
            .iter()
            .flat_map(|head| head.intercepts.iter().copied())
            .collect();
        for &mut (term, weight) in shared.tfidf.row(text, scratch) {
            let from = term as usize * shared.n_outputs;
            let coefficients = &shared.by_term[from..from + shared.n_outputs];
            for (score, coefficient) in scores.iter_mut().zip(coefficients) {
                *score += f64::from(weight) * f64::from(*coefficient);
            }
        }
        scores
    }

    /// As [`Model::scores`], remembered for the next statement.
    fn context_scores(&self, text: &str, desk: &mut Desk) -> Vec<f64> {
        if let Some((_, scores)) = desk.recent.iter().find(|(known, _)| known == text) {
            return scores.clone();
        }
        let scores = self.scores(text, &mut desk.scratch);
        if desk.recent.len() == N_RECENT {
            desk.recent.pop_front();
        }
        desk.recent.push_back((text.to_owned(), scores.clone()));
        scores
    }

    fn with_desk<T>(&self, work: impl FnOnce(&mut Desk) -> T) -> T {
        let lock = || {
            let idle = self.shared.idle.lock();
            idle.unwrap_or_else(|broken| broken.into_inner())
        };
        let mut desk = lock().pop().unwrap_or_default();
        let result = work(&mut desk);
        lock().push(desk);
        result
    }
}
