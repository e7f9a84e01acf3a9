//! `annotate`: articles in, records out.

use super::Outcome;
use super::batch::{BatchArgs, Job, Made};
use super::format::FormatArgs;
use super::model::Loaded;
use crate::annotate::Annotator;
use crate::read::{Raw, ReadOptions};
use std::collections::BTreeMap;
use std::path::PathBuf;

/// Find who said what in articles, and where they stand
///
/// To a terminal it shows the statements in reading order; to a file or a pipe it writes
/// one JSON record a line.
#[derive(Debug, clap::Args)]
#[command(
    after_long_help = "Examples:\n  onrecord annotate tests/fixtures/summit.txt\n  onrecord annotate news/ --output annotated.jsonl --resume"
)]
pub struct Args {
    #[command(flatten)]
    batch: BatchArgs,

    #[command(flatten)]
    format: FormatArgs,

    /// Model directory, or one with a model a target, whose heads are then called TARGET/HEAD;
    /// the model inside the program where not given
    #[arg(short, long, value_name = "DIR")]
    model: Option<PathBuf>,

    /// Add the terms that decided, so many a label (5 where no number is given)
    #[arg(long, value_name = "N", num_args = 0..=1, default_missing_value = "5", default_value = "0", require_equals = true, hide_default_value = true)]
    explain: usize,
}

pub(super) fn run(args: Args) -> anyhow::Result<Outcome> {
    let model = Loaded::of(args.model.as_deref())?;
    let mut settings = model.settings();
    settings.insert("command".into(), "annotate".into());
    settings.insert("explain".into(), args.explain.to_string());
    let annotator = model.annotator(args.explain);
    over_articles(&args.batch, &args.format, settings, &annotator)
}

/// Annotates every article of a batch.
pub(super) fn over_articles(
    batch: &BatchArgs,
    format: &FormatArgs,
    mut settings: BTreeMap<String, String>,
    annotator: &Annotator,
) -> anyhow::Result<Outcome> {
    let form = format.choose(batch.output.as_deref());
    settings.insert("format".into(), format!("{form:?}").to_lowercase());
    let (encoder, layout) = format.halves(form, annotator);
    batch.run(Job {
        settings,
        statements: None,
        layout,
        work: |raw: Raw, options: &ReadOptions| {
            let article = raw.article(options)?;
            let record = annotator.annotate(&article);
            Ok(Made {
                n_statements: record.statements.len(),
                replaced: record.replaced,
                piece: encoder.encode(&article, record)?,
            })
        },
    })
}
