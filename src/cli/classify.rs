//! `classify`: statements in, labels out.

use super::Outcome;
use super::annotate::{load, model_settings};
use super::batch::{BatchArgs, Job, Made, Statements};
use super::data::{StatementArgs, tell};
use crate::annotate::Annotator;
use crate::corpus::{Asked, ImportOptions, Texts};
use crate::error::Result;
use crate::label::Head;
use crate::read::{Part, Raw, ReadOptions, StatementFields, StatementInput};
use crate::write::{Plain, classification_line};
use std::path::PathBuf;
use std::sync::Arc;

/// Label statements that are already extracted
///
/// Reads JSON lines with "text" and, where known, "id", "form", "cue", "sentence",
/// "before" and "title"; one statement a line; and everything that `train` reads, labelled
/// or not: tables and what Label Studio, doccano and Prodigy export. Writes one JSON record
/// a line.
#[derive(Debug, clap::Args)]
#[command(
    after_long_help = "Examples:\n  echo 'We will double our defence budget.' | onrecord classify\n  onrecord classify statements.jsonl --output labelled.jsonl"
)]
pub struct Args {
    #[command(flatten)]
    batch: BatchArgs,

    #[command(flatten)]
    reading: StatementArgs,

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
    settings.insert("reading".into(), args.reading.shown());
    let (statements, texts) = args.statements(model.heads())?;
    let quiet = args.batch.quiet;
    let annotator = Annotator::new(model, args.explain);
    let outcome = args.batch.run(Job {
        settings,
        statements: Some(statements),
        layout: Box::new(Plain),
        work: |raw: Raw, options: &ReadOptions| {
            let statement = raw.statement(options)?;
            let record = annotator.classify(&statement.id, &statement.view());
            Ok(Made {
                piece: classification_line(&record)?,
                n_statements: 1,
                replaced: 0,
            })
        },
    })?;
    if !quiet {
        tell(&texts.notes())?;
    }
    Ok(outcome)
}

impl Args {
    /// How statements are read that a model with `heads` is to label.
    fn statements(&self, heads: &[Head]) -> Result<(Statements, Arc<Texts>)> {
        let mut options = ImportOptions {
            heads: Asked::of(heads),
            ..self.reading.options()?
        };
        // What articles are called in is understood for statements too.
        let articles = self.batch.read_options()?.fields;
        for part in [Part::Id, Part::Text, Part::Title] {
            let columns = options.columns.entry(part.name().to_owned());
            columns.or_insert_with(|| articles.name(part).to_owned());
        }
        let fields = StatementFields {
            parts: StatementInput::PARTS.map(|part| options.field(part).to_owned()),
            target: None,
        };
        let is_lines = options.format.is_none() && self.batch.is_lines();
        options.format = options.format.or(self.batch.table());
        let texts = Arc::new(Texts::new(options));
        let whole = (!is_lines).then(|| Arc::clone(&texts) as _);
        Ok((Statements { fields, whole }, texts))
    }
}
