//! `classify`: statements in, labels out.

use super::Outcome;
use super::annotate::{load, model_settings};
use super::batch::{BatchArgs, Job, Made};
use crate::annotate::Annotator;
use crate::read::{Raw, ReadOptions};
use crate::write::{Plain, classification_line};
use std::path::PathBuf;

/// Label statements that are already extracted
///
/// Reads JSON lines with "text" and, where known, "id", "form", "cue", "sentence",
/// "before" and "title"; or one statement a line. Writes one JSON record a line.
#[derive(Debug, clap::Args)]
#[command(
    after_long_help = "Examples:\n  echo 'We will double our defence budget.' | onrecord classify\n  onrecord classify statements.jsonl --output labelled.jsonl"
)]
pub struct Args {
    #[command(flatten)]
    batch: BatchArgs,

    /// Model directory; the model inside the program where not given
    #[arg(short, long, value_name = "DIR")]
    model: Option<PathBuf>,

    /// Add the terms that decided, so many a label (5 where no number is given)
    #[arg(long, value_name = "N", num_args = 0..=1, default_missing_value = "5", default_value = "0", require_equals = true, hide_default_value = true)]
    explain: usize,
}

pub(super) fn run(args: Args) -> anyhow::Result<Outcome> {
    let model = load(args.model.as_deref())?;
    let mut settings = model_settings(&model);
    settings.insert("command".into(), "classify".into());
    settings.insert("explain".into(), args.explain.to_string());
    let annotator = Annotator::new(model, args.explain);
    args.batch.run(Job {
        settings,
        by_line: true,
        layout: Box::new(Plain),
        work: |raw: Raw, _options: &ReadOptions| {
            let statement = raw.statement()?;
            let record = annotator.classify(&statement.id, &statement.view());
            Ok(Made {
                piece: classification_line(&record)?,
                n_statements: 1,
                replaced: 0,
            })
        },
    })
}
