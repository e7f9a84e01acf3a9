//! `extract`: articles in, statements and speakers out, no model.

use super::Outcome;
use super::annotate::over_articles;
use super::batch::BatchArgs;
use super::format::FormatArgs;
use crate::annotate::Annotator;
use std::collections::BTreeMap;

/// Find statements and their speakers, without labels
#[derive(Debug, clap::Args)]
#[command(
    after_long_help = "Examples:\n  onrecord extract tests/fixtures/summit.txt\n  onrecord extract news.jsonl --output statements.jsonl"
)]
pub struct Args {
    #[command(flatten)]
    batch: BatchArgs,

    #[command(flatten)]
    format: FormatArgs,
}

pub(super) fn run(args: Args) -> anyhow::Result<Outcome> {
    let settings = BTreeMap::from([("command".to_owned(), "extract".to_owned())]);
    let annotator = Annotator::without_model();
    over_articles(&args.batch, &args.format, settings, &annotator)
}
