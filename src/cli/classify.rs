//! `classify`: statements in, labels out.

use super::Outcome;
use super::batch::{BatchArgs, Job, Made, Statements};
use super::data::{StatementArgs, ask_target, tell};
use super::model::Loaded;
use crate::annotate::{Annotator, TargetAnnotator};
use crate::corpus::{Asked, Format, Texts};
use crate::error::Result;
use crate::read::{Part, Raw, ReadOptions, StatementFields, StatementInput};
use crate::write::{Encoded, Plain, classification_line, target_lines};
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

    /// Model directory, or one with a model a target, which judges a statement for the target
    /// that it names, or for all; the model inside the program where not given
    #[arg(short, long, value_name = "DIR")]
    model: Option<PathBuf>,

    /// Add the terms that decided, so many a label (5 where no number is given)
    #[arg(long, value_name = "N", num_args = 0..=1, default_missing_value = "5", default_value = "0", require_equals = true, hide_default_value = true)]
    explain: usize,
}

pub(super) fn run(args: Args) -> anyhow::Result<Outcome> {
    let model = Loaded::of(args.model.as_deref())?;
    let mut settings = model.settings();
    settings.insert("command".into(), "classify".into());
    settings.insert("explain".into(), args.explain.to_string());
    settings.insert("reading".into(), args.reading.shown());
    let (statements, texts) = args.statements(&model)?;
    let label = labeller(model, args.explain);
    let outcome = args.batch.run(Job {
        settings,
        statements: Some(statements),
        layout: Box::new(Plain),
        work: |raw: Raw, options: &ReadOptions| {
            Ok(Made {
                piece: label(&raw.statement(options)?)?,
                n_statements: 1,
                replaced: 0,
            })
        },
    })?;
    if !args.batch.quiet {
        tell(&texts.notes())?;
    }
    Ok(outcome)
}

/// What makes the lines of one statement.
type Labeller = Box<dyn Fn(&StatementInput) -> Result<Encoded> + Sync>;

fn labeller(model: Loaded, n_evidence: usize) -> Labeller {
    match model {
        Loaded::One(model) => {
            let annotator = Annotator::new(model, n_evidence);
            Box::new(move |statement| {
                classification_line(&annotator.classify(&statement.id, &statement.view()))
            })
        }
        Loaded::Each(models) => {
            let annotator = TargetAnnotator::new(models, n_evidence);
            Box::new(move |statement| {
                let target = statement.target.as_deref();
                let records = annotator.classify(&statement.id, target, &statement.view())?;
                target_lines(&records)
            })
        }
    }
}

impl Args {
    /// How statements are read that `model` is to label.
    fn statements(&self, model: &Loaded) -> Result<(Statements, Arc<Texts>)> {
        let mut options = self.reading.options()?;
        match model {
            Loaded::One(model) => options.heads = Asked::of(model.heads()),
            Loaded::Each(models) => {
                let heads = models
                    .iter()
                    .flat_map(|(_, model)| Asked::of(model.heads()));
                options.heads = heads.collect();
                ask_target(&mut options, models.field());
            }
        }
        // What articles are called in is understood for statements too.
        let articles = self.batch.read_options()?.fields;
        for part in [Part::Id, Part::Text, Part::Title] {
            let columns = options.columns.entry(part.name().to_owned());
            columns.or_insert_with(|| articles.name(part).to_owned());
        }
        let fields = StatementFields {
            parts: StatementInput::PARTS.map(|part| options.field(part).to_owned()),
            target: options.target.clone(),
        };
        let is_lines = options.format.is_none() && self.batch.is_lines();
        options.format = options.format.or(self.batch.table());
        let is_jsonl = options.format == Some(Format::Jsonl);
        let texts = Arc::new(Texts::new(options));
        let statements = Statements {
            fields,
            whole: (!is_lines).then(|| Arc::clone(&texts) as _),
            is_jsonl,
        };
        Ok((statements, texts))
    }
}
