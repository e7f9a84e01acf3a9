//! `corpus convert`: labelled statements from any format to any other, with a model's
//! answers as pre-annotations where one is named.

use super::put;
use crate::cli::Outcome;
use crate::cli::data::{DataArgs, HeadArgs, format, tell};
use crate::corpus::{Asked, Corpus, Format, Guess, Guesses, ImportOptions, import, write};
use crate::error::Error;
use crate::label::HeadKind;
use crate::model::{HeadResult, Model};
use rayon::prelude::*;
use std::collections::BTreeMap;
use std::path::PathBuf;

/// Convert labelled statements between formats, with a model's answers if wanted
///
/// With --model, its answers go along as predictions (Label Studio), as filled-in answers that
/// nobody has given yet (Prodigy), or as labels where nobody has labelled (JSON_MIN of Label
/// Studio, which has no predictions, doccano, tables and JSON lines). Raters are kept: as
/// annotations, as sessions, as rows, or, for doccano, as the files of an archive, whose name
/// must end in .zip.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  onrecord corpus convert --data training/held_out.jsonl --to label-studio --output tasks.json
  onrecord corpus convert --data export.json --head stance --to csv --output labels.csv")]
pub struct Args {
    /// Statements, in any format; may be given several times
    #[arg(long, value_name = "FILE", required = true, num_args = 1..)]
    data: Vec<PathBuf>,

    /// Format to write: jsonl, csv, tsv, parquet, label-studio, label-studio-min,
    /// doccano or prodigy
    #[arg(long, value_name = "FORMAT", value_parser = format)]
    to: Format,

    /// Where it goes; - is standard output (the default)
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,

    /// Model directory whose answers are written along; "default" is the model inside the program
    #[arg(short, long, value_name = "DIR")]
    model: Option<PathBuf>,

    #[command(flatten)]
    heads: HeadArgs,

    #[command(flatten)]
    reading: DataArgs,
}

pub(super) fn run(args: &Args) -> anyhow::Result<Outcome> {
    let model = match &args.model {
        None => None,
        Some(dir) if dir.as_os_str() == "default" => Some(Model::embedded()?),
        Some(dir) => Some(Model::load(dir)?),
    };
    let read = match &model {
        Some(model) if !args.heads.is_given() => args.reading.options(Asked::of(model.heads()))?,
        _ => args.reading.asked_by(&args.heads.recipe()?)?,
    };
    let asked = read.heads.clone();
    let options = ImportOptions {
        keep_extra: true,
        raters: None,
        ..read
    };
    let corpus = import(&args.data, &options)?;
    tell(&corpus.notes)?;
    let guesses = model.map(|model| guesses(&model, &corpus, &asked));
    let bytes = write(&corpus, &asked, args.to, guesses.as_ref())?;
    if bytes.starts_with(b"PK\x03\x04") {
        let ends = |path: &PathBuf| path.extension().is_some_and(|ending| ending == "zip");
        if !args.output.as_ref().is_some_and(ends) {
            return Err(Error::config(
                "several raters make an archive for doccano; name an --output that ends in .zip",
            )
            .into());
        }
    }
    put(args.output.as_deref(), &bytes)?;
    Ok(Outcome::Done)
}

/// What `model` says of every statement, under the heads that are written.
fn guesses(model: &Model, corpus: &Corpus, asked: &[Asked]) -> Guesses {
    let row = |results: Vec<HeadResult>| -> BTreeMap<String, Guess> {
        let heads = model.heads().iter().zip(results);
        heads
            .filter(|(head, _)| asked.iter().any(|asked| asked.name == head.name))
            .map(|(head, result)| {
                let labels = result.decision.labels();
                let p = &result.probabilities.0;
                let likeliest = p.iter().copied().fold(0.0, f64::max);
                // Of no label at all, the model is as sure as of the likeliest being absent.
                let none = match head.kind {
                    HeadKind::Independent => 1.0 - likeliest,
                    HeadKind::Exclusive => likeliest,
                };
                let least = labels.iter().map(|k| p[k]).reduce(f64::min);
                let guess = Guess {
                    labels: labels.iter().map(|k| head.labels[k].clone()).collect(),
                    probability: least.unwrap_or(none),
                };
                (head.name.clone(), guess)
            })
            .collect()
    };
    Guesses {
        model: model.name().to_owned(),
        rows: corpus
            .statements
            .par_iter()
            .map(|statement| row(model.classify(&statement.view())))
            .collect(),
    }
}
