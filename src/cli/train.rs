//! `onrecord train`: labelled statements in, a model directory out.

use super::Outcome;
use crate::corpus;
use crate::train::{CvFigures, Recipe, Trained, train};
use anyhow::Result;
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use std::io::IsTerminal;
use std::path::PathBuf;
use std::time::{Duration, Instant};

/// Train a model on labelled statements
///
/// Data is JSON lines, one statement a line: `text`, one field a head (`stance`, `sentiment`,
/// or what the configuration declares), and optionally `id`, `group` (statements that share
/// an origin stay in one fold), `form`, `cue`, `sentence`, `before`, `title`, `origin`.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  onrecord train --data training/statements.jsonl --config training/default.toml --output /tmp/default
  onrecord train --data training/statements.jsonl --output /tmp/plain")]
pub struct Args {
    /// Labelled statements, JSON lines; may be given several times
    #[arg(long, value_name = "FILE", required = true, num_args = 1..)]
    data: Vec<PathBuf>,

    /// The model directory to write; a model that stands there is replaced
    #[arg(long, value_name = "DIR")]
    output: PathBuf,

    /// What is chosen: heads, features, costs, targets [default: words and characters, two heads]
    #[arg(long, value_name = "FILE")]
    config: Option<PathBuf>,

    /// Threads [default: all cores]; never changes the result
    #[arg(long, value_name = "N")]
    threads: Option<usize>,
}

/// Runs the command.
pub fn run(args: Args) -> Result<Outcome> {
    let started = Instant::now();
    let recipe = Recipe::read(args.config.as_deref())?;
    let fields: Vec<String> = recipe
        .config
        .heads
        .iter()
        .map(|head| head.name.clone())
        .collect();
    let corpus = corpus::read(&args.data, &fields)?;
    let bar = bar();
    let progress = |done: usize, all: usize| {
        bar.set_length(all as u64);
        bar.set_position(done as u64);
    };
    let pool = rayon::ThreadPoolBuilder::new()
        .num_threads(args.threads.unwrap_or(0))
        .build()?;
    let trained = pool.install(|| train(&corpus, recipe, &progress))?;
    bar.finish_and_clear();
    trained.save(&args.output)?;
    anstream::println!("{}", summary(&trained, started.elapsed()));
    anstream::println!("written to {}", args.output.display());
    Ok(Outcome::Done)
}

fn bar() -> ProgressBar {
    let target = if std::io::stderr().is_terminal() {
        ProgressDrawTarget::stderr()
    } else {
        ProgressDrawTarget::hidden()
    };
    let style = ProgressStyle::with_template("{bar:30} {pos}/{len} fits, {eta} left")
        .expect("the template is well formed");
    let bar = ProgressBar::with_draw_target(None, target).with_style(style);
    bar.enable_steady_tick(Duration::from_millis(200));
    bar
}

fn summary(trained: &Trained, took: Duration) -> String {
    use std::fmt::Write;
    let (n_terms, n_tokens) = trained.sizes();
    let data = trained.data();
    let mut text = format!(
        "{} statements in {} groups, {n_terms} terms, {n_tokens} tokens, {:.1} s\n",
        data.n_statements,
        data.n_groups,
        took.as_secs_f64()
    );
    let CvFigures { heads } = &trained.figures;
    for head in heads {
        let _ = writeln!(
            text,
            "\n{} (cost {}, cross-validated macro F1 {:.3})\n  {:<24}{:>7}{:>11}{:>11}{:>8}{:>7}{:>7}",
            head.head,
            head.cost,
            head.macro_f1,
            "label",
            "n",
            "threshold",
            "precision",
            "recall",
            "F1",
            "AP"
        );
        for label in &head.labels {
            let _ = writeln!(
                text,
                "  {:<24}{:>7}{:>11.3}{:>11.3}{:>8.3}{:>7.3}{:>7.3}{}",
                label.label,
                label.n,
                label.threshold,
                label.precision,
                label.recall,
                label.f1,
                label.average_precision,
                if label.converged {
                    ""
                } else {
                    "  not converged"
                }
            );
        }
    }
    text
}
