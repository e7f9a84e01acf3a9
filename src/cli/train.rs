//! `onrecord train`: labelled statements in, a model directory out.

use super::Outcome;
pub(super) use super::batch::stop_flag;
use super::data::DataArgs;
use crate::train::targets::{Begun, Parts, train_targets};
use crate::train::{CvFigures, Ended, Recipe, Standing, Trained, Tried, Watch, train_watched};
use anyhow::Result;
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use std::fmt::Write;
use std::io::IsTerminal;
use std::path::PathBuf;
use std::time::{Duration, Instant};

/// Train a model on labelled statements
///
/// Data is JSON lines, one statement a line: `text`, one field a head (`stance`, `sentiment`,
/// or what the configuration declares), and optionally `id`, `group` (statements that share
/// an origin stay in one fold), `form`, `cue`, `sentence`, `before`, `title`, `origin`,
/// `ratings`; or CSV, TSV, Parquet with such columns; or what Label Studio, doccano or Prodigy
/// export. With [targets] in the configuration, one model is trained for each target that
/// the data names, and all stand in one directory. Ctrl-C ends training between two fits and says what it had.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  onrecord train --data training/statements.jsonl --config training/default.toml --output /tmp/default
  onrecord train --data training/statements.jsonl --output /tmp/plain")]
pub struct Args {
    /// Labelled statements; may be given several times
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

    /// After Ctrl-C, write the model of the best configuration that was finished
    #[arg(long)]
    keep_best: bool,

    #[command(flatten)]
    reading: DataArgs,
}

/// Runs the command.
pub fn run(args: Args) -> Result<Outcome> {
    let started = Instant::now();
    let recipe = Recipe::read(args.config.as_deref())?;
    let corpus = args.reading.corpus(&args.data, &recipe)?;
    let pool = rayon::ThreadPoolBuilder::new()
        .num_threads(args.threads.unwrap_or(0))
        .build()?;
    if let Some(config) = recipe.config.targets.clone() {
        let parts = Parts::of(corpus, &config)?;
        return pool.install(|| each_target(&args, &recipe, &config.field, &parts));
    }
    let bar = bar();
    let progress = |done: usize, all: usize| {
        bar.set_length(all as u64);
        bar.set_position(done as u64);
    };
    let stop = stop_flag()?;
    let watch = Watch {
        progress: &progress,
        stop: &stop,
        keep_best: args.keep_best,
    };
    let Ended { trained, stopped } = pool.install(|| train_watched(&corpus, recipe, watch))?;
    bar.finish_and_clear();
    if let Some(standing) = &stopped {
        super::writeln_stderr(standing_so_far(standing).trim_end())?;
    }
    if let Some(trained) = trained {
        trained.save(&args.output)?;
        anstream::println!("{}", summary(&trained, Some(started.elapsed())));
        anstream::println!("written to {}", args.output.display());
    }
    Ok(match stopped {
        None => Outcome::Done,
        Some(_) => Outcome::Stopped,
    })
}

/// Trains one model a target of `parts`, and writes them into one directory.
fn each_target(args: &Args, recipe: &Recipe, field: &str, parts: &Parts) -> Result<Outcome> {
    let started = Instant::now();
    tell_parts(parts)?;
    let bar = bar();
    let progress = |done: usize, all: usize| {
        bar.set_length(all as u64);
        bar.set_position(done as u64);
    };
    let begin = |target: Begun<'_>| {
        let Begun {
            name,
            number,
            of,
            n_statements,
        } = target;
        bar.set_prefix(format!("{name} ({number} of {of})  "));
        let line = format!("onrecord: target {number} of {of}: {name}, {n_statements} statements");
        // Nobody may be listening.
        bar.suspend(|| drop(super::writeln_stderr(&line)));
    };
    let stop = stop_flag()?;
    let watch = Watch {
        progress: &progress,
        stop: &stop,
        keep_best: args.keep_best,
    };
    let ended = train_targets(parts, recipe, watch, &begin)?;
    bar.finish_and_clear();
    if let Some((name, standing)) = &ended.stopped {
        let n_finished = ended.trained.len();
        super::writeln_stderr(&format!(
            "onrecord: stopped at target \"{name}\", {n_finished} of {} have a model",
            parts.targets.len()
        ))?;
        super::writeln_stderr(standing_so_far(standing).trim_end())?;
    }
    let is_wanted = ended.stopped.is_none() || args.keep_best;
    if is_wanted && !ended.trained.is_empty() {
        ended.save(&args.output, field)?;
        for (name, trained) in &ended.trained {
            anstream::println!("target \"{name}\"\n{}", summary(trained, None));
        }
        anstream::println!(
            "{} targets, {:.1} s",
            ended.trained.len(),
            started.elapsed().as_secs_f64()
        );
        anstream::println!("written to {}", args.output.display());
    }
    Ok(match ended.stopped {
        None => Outcome::Done,
        Some(_) => Outcome::Stopped,
    })
}

/// Says what no target's model learns from.
pub(super) fn tell_parts(parts: &Parts) -> std::io::Result<()> {
    if parts.n_without > 0 {
        super::writeln_stderr(&format!(
            "onrecord: {} statements without a target passed over",
            parts.n_without
        ))?;
    }
    for (name, n) in &parts.left_out {
        super::writeln_stderr(&format!(
            "onrecord: target \"{name}\" is left out: {n} statements are fewer than targets.min_statements"
        ))?;
    }
    Ok(())
}

/// What a run had when it was stopped.
fn standing_so_far(standing: &Standing) -> String {
    let n_finished = standing.tried.iter().filter(|t| t.is_finished).count();
    let mut text = format!(
        "onrecord: stopped; {n_finished} configuration{} finished\n",
        if n_finished == 1 { "" } else { "s" }
    );
    for (number, tried) in (1..).zip(&standing.tried) {
        if tried.n_folds == 0 {
            let _ = writeln!(text, "  {number}: no fold was finished");
            continue;
        }
        let _ = writeln!(text, "  {number}: {}", figures(tried));
        if !tried.is_finished || standing.tried.len() == 1 {
            for (head, costs) in &tried.costs {
                for (cost, mean, _) in costs {
                    let _ = writeln!(
                        text,
                        "     {head}, cost {cost}: average precision {mean:.3}"
                    );
                }
            }
        }
    }
    match standing.chosen() {
        Some(best) => {
            let _ = writeln!(text, "  best so far: {}", best + 1);
        }
        None => text.push_str("  no model can be made of it\n"),
    }
    text
}

/// One line of figures of a configuration.
fn figures(tried: &Tried) -> String {
    let error = match tried.standard_error.is_nan() {
        true => String::new(),
        false => format!(" ± {:.3}", tried.standard_error),
    };
    let kinds: Vec<String> = tried
        .features
        .kinds
        .iter()
        .map(|(kind, params)| {
            let least = params.min_document_frequency;
            format!("{} × {} from {least}", kind.name(), params.weight)
        })
        .collect();
    format!(
        "average precision {:.3}{error} in {} folds, {:.0} terms ({})",
        tried.merit,
        tried.n_folds,
        tried.n_terms,
        kinds.join(", ")
    )
}

pub(super) fn bar() -> ProgressBar {
    let target = if std::io::stderr().is_terminal() {
        ProgressDrawTarget::stderr()
    } else {
        ProgressDrawTarget::hidden()
    };
    let style = ProgressStyle::with_template("{prefix}{bar:30} {pos}/{len} fits, {eta} left")
        .expect("the template is well formed");
    let bar = ProgressBar::with_draw_target(None, target).with_style(style);
    bar.enable_steady_tick(Duration::from_millis(200));
    bar
}

fn summary(trained: &Trained, took: Option<Duration>) -> String {
    let (n_terms, n_tokens) = trained.sizes();
    let data = trained.data();
    let mut text = format!(
        "{} statements in {} groups, {n_terms} terms, {n_tokens} tokens{}\n",
        data.n_statements,
        data.n_groups,
        took.map_or(String::new(), |took| format!(
            ", {:.1} s",
            took.as_secs_f64()
        ))
    );
    let CvFigures { heads, search } = &trained.figures;
    if !search.is_empty() {
        let chosen = search
            .iter()
            .position(|tried| tried.features == *trained.features());
        let _ = writeln!(text, "\n{} configurations", search.len());
        for (number, tried) in search.iter().enumerate() {
            let mark = if chosen == Some(number) { "*" } else { " " };
            let _ = writeln!(text, " {mark}{:>3}: {}", number + 1, figures(tried));
        }
    }
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
                "  {:<24}{:>7}{:>11.3}{:>11.3}{:>8.3}{:>7.3}{:>7.3}{}{}",
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
                },
                label.agreement.map_or(String::new(), |found| format!(
                    "  raters α {:.2}",
                    found.alpha
                ))
            );
        }
    }
    text
}
