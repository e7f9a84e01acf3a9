//! `corpus suspects`: statements whose label a cross-validated model doubts, for review.

use super::{lines, put};
use crate::cli::Outcome;
use crate::cli::data::{DataArgs, HeadArgs};
use crate::cli::train::{bar, stop_flag};
use crate::metrics::doubt::doubts;
use crate::train::{OutOfFold, Watch, out_of_fold};
use serde_json::json;
use std::path::PathBuf;

/// List the statements whose label a cross-validated model doubts most
///
/// Each statement is judged by models that never saw its group. A line names the label in
/// question, whether it is given, and its out-of-fold probability; the surest doubts first.
/// The model is often wrong and the label right: it is a list to read, not to apply.
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
    let recipe = args.heads.recipe()?;
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
    let judged = pool.install(|| out_of_fold(&corpus, &recipe, watch))?;
    bar.finish_and_clear();
    let Some(judged) = judged else {
        super::super::writeln_stderr(
            "onrecord: stopped; nothing is listed before every fold is done",
        )?;
        return Ok(Outcome::Stopped);
    };
    let mut records = Vec::new();
    for of_head in &judged {
        for (margin, k, label) in doubted(of_head).into_iter().take(args.list) {
            let statement = &corpus.statements[of_head.rows[k]];
            let gold: Vec<&String> = of_head.gold[k]
                .iter()
                .map(|label| &of_head.head.labels[label])
                .collect();
            let name = &of_head.head.labels[label];
            let probability = of_head.probabilities[k][label];
            records.push(json!({
                "id": statement.id,
                "group": statement.group,
                "text": statement.text,
                "head": of_head.head.name,
                "given": gold,
                "label": name,
                "is_given": of_head.gold[k].contains(label),
                "probability": rounded(probability),
                "margin": rounded(margin),
            }));
        }
    }
    put(args.output.as_deref(), &lines(&records)?)?;
    Ok(Outcome::Done)
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
