//! `corpus suspects`: statements whose label a cross-validated model doubts, for review.

use super::{lines, put};
use crate::cli::Outcome;
use crate::cli::data::{DataArgs, HeadArgs};
use crate::cli::train::{bar, stop_flag, tell_parts};
use crate::cli::writeln_stderr;
use crate::corpus::Corpus;
use crate::metrics::doubt::doubts;
use crate::train::targets::Parts;
use crate::train::{OutOfFold, Recipe, Watch, out_of_fold};
use serde_json::{Value, json};
use std::path::PathBuf;

/// List the statements whose label a cross-validated model doubts most
///
/// Each statement is judged by models that never saw its group. A line names the label in
/// question, whether it is given, and its out-of-fold probability; the surest doubts first.
/// The model is often wrong and the label right: it is a list to read, not to apply. With
/// [targets] in the configuration, models of its own judge each target's statements.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  onrecord corpus suspects --data training/statements.jsonl --config training/default.toml --list 20
  onrecord corpus suspects --data quotes.csv --head frame --output review.jsonl")]
pub struct Args {
    /// Labelled statements; may be given several times
    #[arg(long, value_name = "FILE", required = true, num_args = 1..)]
    data: Vec<PathBuf>,

    /// Doubts that are listed, of each head
    #[arg(long, value_name = "N", default_value_t = 50)]
    list: usize,

    /// Where the list goes, as JSON lines; - is standard output (the default)
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,

    /// Threads [default: all cores]; never changes the result
    #[arg(long, value_name = "N")]
    threads: Option<usize>,

    #[command(flatten)]
    heads: HeadArgs,

    #[command(flatten)]
    reading: DataArgs,
}

pub(super) fn run(args: &Args) -> anyhow::Result<Outcome> {
    let mut recipe = args.heads.recipe()?;
    let corpus = args.reading.corpus(&args.data, &recipe)?;
    let bar = bar();
    let progress = |done: usize, all: usize| {
        bar.set_length(all as u64);
        bar.set_position(done as u64);
    };
    let stop = stop_flag()?;
    let watch = Watch {
        progress: &progress,
        stop: &stop,
        keep_best: false,
    };
    let pool = rayon::ThreadPoolBuilder::new()
        .num_threads(args.threads.unwrap_or(0))
        .build()?;
    let mut records = Vec::new();
    for (target, corpus) in parts(corpus, &mut recipe)? {
        if let Some(target) = &target {
            bar.set_prefix(format!("{target}  "));
        }
        let judged = pool
            .install(|| out_of_fold(&corpus, &recipe, watch))
            .map_err(|error| match &target {
                Some(target) => error.at(format!("target \"{target}\"")),
                None => error,
            })?;
        let Some(judged) = judged else {
            bar.finish_and_clear();
            writeln_stderr("onrecord: stopped; nothing is listed before every fold is done")?;
            return Ok(Outcome::Stopped);
        };
        for of_head in &judged {
            list(of_head, &corpus, args.list, &mut records);
        }
    }
    bar.finish_and_clear();
    put(args.output.as_deref(), &lines(&records)?)?;
    Ok(Outcome::Done)
}

/// The data as models are trained on it: whole, or a part a target.
fn parts(corpus: Corpus, recipe: &mut Recipe) -> anyhow::Result<Vec<(Option<String>, Corpus)>> {
    let Some(config) = recipe.config.targets.take() else {
        return Ok(vec![(None, corpus)]);
    };
    let parts = Parts::of(corpus, &config)?;
    tell_parts(&parts)?;
    let targets = parts.targets.into_iter();
    Ok(targets.map(|(name, part)| (Some(name), part)).collect())
}

/// Adds the first `n` doubts of a head to `records`.
fn list(of_head: &OutOfFold, corpus: &Corpus, n: usize, records: &mut Vec<Value>) {
    for (margin, k, label) in doubted(of_head).into_iter().take(n) {
        let statement = &corpus.statements[of_head.rows[k]];
        let gold: Vec<&String> = of_head.gold[k]
            .iter()
            .map(|label| &of_head.head.labels[label])
            .collect();
        let name = &of_head.head.labels[label];
        let probability = of_head.probabilities[k][label];
        let mut record = json!({
            "id": statement.id,
            "group": statement.group,
            "text": statement.text,
            "head": of_head.head.name,
            "given": gold,
            "label": name,
            "is_given": of_head.gold[k].contains(label),
            "probability": rounded(probability),
            "margin": rounded(margin),
        });
        if let Some(target) = &statement.target {
            record["target"] = json!(target);
        }
        records.push(record);
    }
}

/// Margin, statement and label of every doubt, the widest margin first; a statement once.
fn doubted(of_head: &OutOfFold) -> Vec<(f64, usize, usize)> {
    let mut found: Vec<(f64, usize, usize)> = Vec::new();
    for label in 0..of_head.head.n_labels() {
        let truth: Vec<bool> = of_head
            .gold
            .iter()
            .map(|gold| gold.contains(label))
            .collect();
        let column: Vec<f64> = of_head.probabilities.iter().map(|p| p[label]).collect();
        let doubts = doubts(&truth, &column);
        found.extend(
            doubts
                .iter()
                .map(|doubt| (doubt.margin, doubt.index, label)),
        );
    }
    found.sort_by(|a, b| b.0.total_cmp(&a.0).then((a.1, a.2).cmp(&(b.1, b.2))));
    let mut seen = vec![false; of_head.rows.len()];
    found.retain(|&(_, k, _)| !std::mem::replace(&mut seen[k], true));
    found
}

/// Four digits: what a reader can use.
pub(super) fn rounded(value: f64) -> f64 {
    (value * 1e4).round() / 1e4
}
