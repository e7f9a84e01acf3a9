//! `corpus next`: what to label next, from a pool that nobody has labelled.

use super::suspects::rounded;
use super::{lines, put};
use crate::cli::Outcome;
use crate::cli::data::{DataArgs, tell};
use crate::cli::model::load;
use crate::corpus::choose::{ChooseParams, choose};
use crate::corpus::{Asked, ImportOptions, formats, import};
use crate::error::Error;
use crate::features::{SparseRows, shown};
use crate::label::HeadKind;
use crate::model::{HeadResult, Model};
use rayon::prelude::*;
use serde_json::{Value, json};
use std::path::PathBuf;

/// Choose what to label next from statements without labels
///
/// A random share of the choice is drawn from the whole pool; each of its lines carries the
/// sampling probability, and shares estimated from these lines alone are unbiased. The rest is
/// what the model is least sure of, spread out so that near-copies come late; those lines have
/// no sampling probability and belong in no estimate. `why` says which, and what was unsure.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  onrecord corpus next --pool training/held_out.jsonl --labelled-too --n 20
  onrecord corpus next --pool pool.csv --model models/mine --n 200 --random 0.3 --output next.jsonl")]
pub struct Args {
    /// Statements to choose from, in any format; those with a label under every head are left out
    #[arg(long, value_name = "FILE", required = true, num_args = 1..)]
    pool: Vec<PathBuf>,

    /// Choose among those that are labelled already, too
    #[arg(long)]
    labelled_too: bool,

    /// Statements to choose
    #[arg(short, long, value_name = "N", default_value_t = 100)]
    n: usize,

    /// Share of them drawn at random, in [0, 1]
    #[arg(long, value_name = "SHARE", default_value_t = 0.2, value_parser = share)]
    random: f64,

    /// How much likeness to what is chosen already counts against a statement, from 0
    #[arg(long, value_name = "WEIGHT", default_value_t = 0.5, value_parser = weight)]
    diversity: f64,

    /// Seed of the random share
    #[arg(long, value_name = "N", default_value_t = 1)]
    seed: u64,

    /// Model directory; the model inside the program where not given
    #[arg(short, long, value_name = "DIR")]
    model: Option<PathBuf>,

    /// Where the choice goes, as JSON lines; - is standard output (the default)
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,

    #[command(flatten)]
    reading: DataArgs,
}

pub(super) fn run(args: &Args) -> anyhow::Result<Outcome> {
    let model = load(args.model.as_deref())?;
    let asked = Asked::of(model.heads());
    let options = ImportOptions {
        keep_extra: true,
        ..args.reading.options(asked.clone())?
    };
    let mut corpus = import(&args.pool, &options)?;
    tell(&corpus.notes)?;
    corpus.statements.retain(|statement| {
        let is_answered = |name: &String| {
            statement.labels.contains_key(name) || statement.ratings.contains_key(name)
        };
        args.labelled_too || !asked.iter().all(|asked| is_answered(&asked.name))
    });
    if corpus.is_empty() {
        return Err(Error::input(
            "every statement of the pool is labelled under every head; nothing is left to choose; add statements, or --labelled-too",
        )
        .into());
    }
    let doubts: Vec<(f64, String)> = corpus
        .statements
        .par_iter()
        .map(|statement| doubt(&model, &model.classify(&statement.view())))
        .collect();
    let texts: Vec<String> = corpus
        .statements
        .iter()
        .map(|statement| shown(&statement.view()).0.into_owned())
        .collect();
    let rows = model.tfidf().rows(texts.iter().map(String::as_str));
    let lengths: Vec<f64> = (0..rows.n_rows())
        .map(|i| dot(&rows, i, i).sqrt().max(f64::MIN_POSITIVE))
        .collect();
    let params = ChooseParams {
        n: args.n,
        random_share: args.random,
        seed: args.seed,
        diversity: args.diversity,
    };
    let uncertainty: Vec<f64> = doubts.iter().map(|(doubt, _)| *doubt).collect();
    let likeness = |a: usize, b: usize| dot(&rows, a, b) / (lengths[a] * lengths[b]);
    let records: Vec<Value> = choose(&uncertainty, &params, likeness)
        .into_iter()
        .map(|choice| {
            let statement = &corpus.statements[choice.index];
            let mut record = formats::object(statement, &asked);
            let why = match choice.probability {
                Some(_) => "random",
                None => doubts[choice.index].1.as_str(),
            };
            record.insert("why".into(), json!(why));
            record.insert(
                "uncertainty".into(),
                json!(rounded(uncertainty[choice.index])),
            );
            record.insert("sampling_probability".into(), json!(choice.probability));
            Value::Object(record)
        })
        .collect();
    put(args.output.as_deref(), &lines(&records)?)?;
    Ok(Outcome::Done)
}

/// How unsure the model is, in `[0, 1]`, and of what: 1 at a threshold, or where two
/// exclusive labels are as likely; the least sure answer counts.
fn doubt(model: &Model, results: &[HeadResult]) -> (f64, String) {
    let mut most = (0.0, String::from("the model is sure of every answer"));
    for (head, result) in model.fitted_heads().iter().zip(results) {
        let p = &result.probabilities.0;
        let names = &head.head.labels;
        match head.head.kind {
            HeadKind::Independent => {
                for (k, &p) in p.iter().enumerate() {
                    let at = head.settings.thresholds.labels[k];
                    let room = if p >= at { 1.0 - at } else { at };
                    let doubt = 1.0 - ((p - at).abs() / room.max(1e-9)).min(1.0);
                    if doubt > most.0 {
                        let what = format!(
                            "unsure of {} {}: probability {p:.2}, threshold {at:.2}",
                            head.head.name, names[k]
                        );
                        most = (doubt, what);
                    }
                }
            }
            HeadKind::Exclusive => {
                let mut order: Vec<usize> = (0..p.len()).collect();
                order.sort_by(|&a, &b| p[b].total_cmp(&p[a]).then(a.cmp(&b)));
                let (first, second) = (order[0], order[1]);
                let doubt = 1.0 - (p[first] - p[second]);
                if doubt > most.0 {
                    let what = format!(
                        "unsure of {}: {} {:.2}, {} {:.2}",
                        head.head.name, names[first], p[first], names[second], p[second]
                    );
                    most = (doubt, what);
                }
            }
        }
    }
    most
}

/// The product of two rows, whose columns ascend.
fn dot(rows: &SparseRows, a: usize, b: usize) -> f64 {
    let ((a, x), (b, y)) = (rows.row(a), rows.row(b));
    let (mut i, mut j, mut sum) = (0, 0, 0.0);
    while i < a.len() && j < b.len() {
        match a[i].cmp(&b[j]) {
            std::cmp::Ordering::Less => i += 1,
            std::cmp::Ordering::Greater => j += 1,
            std::cmp::Ordering::Equal => {
                sum += f64::from(x[i]) * f64::from(y[j]);
                i += 1;
                j += 1;
            }
        }
    }
    sum
}

fn share(text: &str) -> Result<f64, String> {
    match text.parse::<f64>() {
        Ok(share) if (0.0..=1.0).contains(&share) => Ok(share),
        _ => Err("expected a share from 0 to 1, such as 0.2".into()),
    }
}

fn weight(text: &str) -> Result<f64, String> {
    match text.parse::<f64>() {
        Ok(weight) if weight.is_finite() && weight >= 0.0 => Ok(weight),
        _ => Err("expected a number from 0, such as 0.5".into()),
    }
}
