//! `extract`: articles in, statements and speakers out, no model.

use super::Outcome;
use super::batch::{BatchArgs, Job, Made};
use crate::annotate::Annotator;
use crate::read::{Raw, ReadOptions};
use crate::write::{Encode, Jsonl, Plain};
use std::collections::BTreeMap;

/// Find statements and their speakers, without labels
///
/// Examples:
///   onrecord extract tests/fixtures/summit.txt
///   onrecord extract news.jsonl --output statements.jsonl
#[derive(Debug, clap::Args)]
#[command(verbatim_doc_comment)]
pub struct Args {
    #[command(flatten)]
    batch: BatchArgs,
}

pub(super) fn run(args: Args) -> anyhow::Result<Outcome> {
    let annotator = Annotator::without_model();
    args.batch.run(Job {
        settings: BTreeMap::from([("command".to_owned(), "extract".to_owned())]),
        by_line: false,
        layout: Box::new(Plain),
        work: |raw: Raw, options: &ReadOptions| {
            let article = raw.article(options)?;
            let record = annotator.annotate(&article);
            Ok(Made {
                n_statements: record.statements.len(),
                replaced: record.replaced,
                piece: Jsonl.encode(&article, &record)?,
            })
        },
    })
}
