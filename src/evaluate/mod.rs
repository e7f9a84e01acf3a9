//! Judges a model: predictions once, then everything that is said of them.
//!
//! [`Table`] holds what a model says of a held-out corpus beside the truth; it can as well
//! be made by hand. [`Trial`] does all of it from files. [`evaluate`] turns it into one [`Evaluation`], to which [`pipeline`],
//! [`behaviour`], [`compare`] and [`drift`] add their parts where there is something to
//! judge them on. Reports compute nothing, so they cannot disagree.

pub mod answer;
pub mod baseline;
pub mod behaviour;
pub mod compare;
mod confusion;
pub mod drift;
pub mod errors;
pub mod gate;
mod head;
mod measure;
pub mod metadata;
pub mod pipeline;
pub mod result;
mod shares;
mod slices;
pub mod table;
pub mod trial;

pub use result::{Estimate, Evaluation, SCHEMA};
pub use table::{HeadTable, Table};
pub use trial::{Judged, Trial};

use crate::corpus::Corpus;
use result::{Figures, Provenance, Source};

/// How to evaluate.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Options {
    /// Bootstrap draws behind every interval; 0 gives no intervals.
    pub n_draws: usize,
    /// The same seed gives the same report.
    pub seed: u64,
    /// How many of the worst errors and of the label suspects to list, each head.
    pub n_listed: usize,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            n_draws: 1000,
            seed: 1,
            n_listed: 12,
        }
    }
}

/// The figures of every label and of the head over all, with intervals: the part of
/// [`evaluate`] that every comparison and every report needs.
pub fn intervals(head: &HeadTable, options: &Options) -> (Vec<Figures>, Figures) {
    let measure = measure::Measure::new(head);
    let draws = measure.draw(options.n_draws, options.seed);
    measure.figures(&measure.plain(), &draws)
}

/// Evaluates the answers in `table`.
///
/// `training` is the corpus the model was trained on, where known: majority and keyword
/// baselines are then learned from it, else from the other half of the held-out groups.
pub fn evaluate(table: &Table, training: Option<&Corpus>, options: &Options) -> Evaluation {
    let heads = table
        .heads
        .iter()
        .map(|head| head::evaluate(table, head, training, options))
        .collect();
    Evaluation {
        schema: SCHEMA.to_owned(),
        provenance: Provenance {
            program: format!("onrecord {}", env!("CARGO_PKG_VERSION")),
            command: String::new(),
            model: Source {
                path: table.model.clone(),
                sha256: table.model_sha256.clone(),
            },
            data: Vec::new(),
            n_statements: table.len(),
            n_groups: table.groups.iter().max().map_or(0, |&last| last + 1),
            n_draws: options.n_draws,
            seed: options.seed,
        },
        heads,
        pipeline: None,
        behaviour: None,
        comparison: None,
        drift: None,
        requirements: Vec::new(),
    }
}
