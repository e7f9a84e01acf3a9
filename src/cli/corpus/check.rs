//! `corpus check`: what is wrong with labelled statements; exit status 1 where something is.

use crate::cli::Outcome;
use crate::cli::data::{DataArgs, HeadArgs, tell};
use crate::corpus::Corpus;
use crate::corpus::check::{Check, Finding, check};
use crate::corpus::import::collect;
use crate::error::Error;
use crate::model::Model;
use std::collections::BTreeMap;
use std::fmt::Write;
use std::path::PathBuf;

/// Find what is wrong with labelled statements: wrong lines, copies, leakage, odd labels
///
/// Exit status 1 where something is wrong: a line that cannot be read, the same or nearly the
/// same words in two groups or with other labels, statements shared with --against, a label
/// that --model or --label does not know. Rare labels and copies within a group are remarks.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  onrecord corpus check --data training/statements.jsonl --against training/held_out.jsonl
  onrecord corpus check --data export.json --head stance --label stance=for,against")]
pub struct Args {
    /// Labelled statements; may be given several times
    #[arg(long, value_name = "FILE", required = true, num_args = 1..)]
    data: Vec<PathBuf>,

    /// Statements that must share nothing with them, such as held-out ones
    #[arg(long, value_name = "FILE", num_args = 1..)]
    against: Vec<PathBuf>,

    /// Model directory whose labels are the only ones there may be
    #[arg(short, long, value_name = "DIR")]
    model: Option<PathBuf>,

    /// The only labels that a head may have
    #[arg(long = "label", value_name = "HEAD=LABEL,…")]
    labels: Vec<String>,

    /// Findings that are listed, of each kind
    #[arg(long, value_name = "N", default_value_t = 20)]
    list: usize,

    #[command(flatten)]
    heads: HeadArgs,

    #[command(flatten)]
    reading: DataArgs,
}

/// Wrong lines after which reading ends.
const N_ERRORS: usize = 100;

pub(super) fn run(args: &Args) -> anyhow::Result<Outcome> {
    let recipe = args.heads.recipe()?;
    let asked = recipe.config.asked();
    let options = args.reading.asked_by(&recipe)?;
    let (corpus, errors) = collect(&args.data, &options, N_ERRORS)?;
    let against = match args.against.is_empty() {
        true => None,
        false => Some(collect(&args.against, &options, 1)?.0),
    };
    tell(&corpus.notes)?;
    let found = check(&corpus, &asked, &known(args)?, against.as_ref());
    anstream::print!("{}", shown(&corpus, &found, &errors, args.list));
    Ok(match found.faults.is_empty() && errors.is_empty() {
        true => Outcome::Done,
        false => Outcome::DoneWithSkips,
    })
}

/// The labels there may be, by head.
fn known(args: &Args) -> anyhow::Result<BTreeMap<String, Vec<String>>> {
    let mut known = BTreeMap::new();
    if let Some(dir) = &args.model {
        for head in Model::load(dir)?.heads() {
            known.insert(head.name.clone(), head.labels.clone());
        }
    }
    for setting in &args.labels {
        let Some((head, labels)) = setting.split_once('=') else {
            return Err(Error::config(format!(
                "label setting \"{setting}\" is not HEAD=LABEL,LABEL"
            ))
            .into());
        };
        let labels = labels.split(',').map(str::to_owned).collect();
        known.insert(head.to_owned(), labels);
    }
    Ok(known)
}

fn shown(corpus: &Corpus, found: &Check, errors: &[Error], n_listed: usize) -> String {
    let n_groups = corpus.groups().iter().max().map_or(0, |&last| last + 1);
    let mut text = format!("{} statements in {n_groups} groups\n", corpus.len());
    for head in &found.heads {
        let _ = writeln!(
            text,
            "\n{}: {} labelled, {} with none\n  {:<28}{:>8}{:>9}  agreement (α)",
            head.head, head.n_labelled, head.n_none, "label", "n", "share"
        );
        for (label, (n, alpha)) in &head.labels {
            let share = 100.0 * *n as f64 / head.n_labelled.max(1) as f64;
            let alpha = alpha.map_or(String::new(), |found| {
                let interval = found.interval.map_or(String::new(), |interval| {
                    format!(" ({:.2} to {:.2})", interval.low, interval.high)
                });
                format!("{:.2}{interval}, {} statements", found.alpha, found.n_units)
            });
            let line = format!("  {label:<28}{n:>8}{share:>7.1} %  {alpha}");
            let _ = writeln!(text, "{}", line.trim_end());
        }
    }
    let wrong: Vec<Finding> = errors
        .iter()
        .map(|error| Finding {
            kind: "line",
            what: error.to_string(),
        })
        .chain(found.faults.iter().cloned())
        .collect();
    for (title, findings) in [("wrong", &wrong), ("worth a look", &found.remarks)] {
        let mut by_kind: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
        for finding in findings {
            by_kind.entry(finding.kind).or_default().push(&finding.what);
        }
        if !by_kind.is_empty() {
            let _ = writeln!(text, "\n{title}: {}", findings.len());
        }
        for (kind, findings) in by_kind {
            for what in findings.iter().take(n_listed) {
                let _ = writeln!(text, "  {kind}: {what}");
            }
            if findings.len() > n_listed {
                let more = findings.len() - n_listed;
                let _ = writeln!(
                    text,
                    "  {kind}: … and {more} more; --list {}",
                    findings.len()
                );
            }
        }
    }
    if wrong.is_empty() {
        text.push_str("\nnothing is wrong\n");
    }
    text
}
