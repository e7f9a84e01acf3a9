//! `explain`: why a statement gets its labels.

use super::Outcome;
use super::model::Loaded;
use crate::annotate::explanation::{self, LabelExplanation, TermShare};
use crate::model::Model;
use crate::statement::StatementView;
use anyhow::Result;
use std::collections::BTreeMap;
use std::path::PathBuf;

/// Show which words push each label up and down
///
/// Contributions and intercept of a label add up to its score; the calibrated probability
/// follows from the score, and the label holds where it reaches the threshold.
#[derive(Debug, clap::Args)]
#[command(
    verbatim_doc_comment,
    after_help = "Examples:
  onrecord explain \"Allies must double what they spend on ammunition.\"
  onrecord explain \"more of them, and sooner\" --cue urged --json"
)]
pub struct Args {
    /// The statement's words, without speaker and outer quotation marks
    #[arg(value_name = "TEXT")]
    text: String,

    /// The words that introduce it, such as "urged"
    #[arg(long, value_name = "WORDS")]
    cue: Option<String>,

    /// The sentence that holds it
    #[arg(long, value_name = "TEXT")]
    sentence: Option<String>,

    /// The sentence before
    #[arg(long, value_name = "TEXT")]
    before: Option<String>,

    /// Model directory, or one with a model a target; the model inside the program where not given
    #[arg(short, long, value_name = "DIR")]
    model: Option<PathBuf>,

    /// Terms shown a label and direction
    #[arg(long, value_name = "N", default_value_t = 8)]
    top: usize,

    /// Everything as JSON, every contribution included
    #[arg(long)]
    json: bool,
}

pub(super) fn run(args: Args) -> Result<Outcome> {
    let model = Loaded::of(args.model.as_deref())?;
    let view = StatementView {
        text: &args.text,
        cue: args.cue.as_deref(),
        sentence: args.sentence.as_deref(),
        before: args.before.as_deref(),
        ..StatementView::default()
    };
    let mut heads = Vec::new();
    match &model {
        Loaded::One(model) => heads.extend(explain(model, &view, String::new())),
        Loaded::Each(models) => {
            for (entry, model) in models.iter() {
                heads.extend(explain(model, &view, format!("{}/", entry.name)));
            }
        }
    }
    if args.json {
        let heads: BTreeMap<_, _> = heads.into_iter().collect();
        anstream::println!("{}", serde_json::to_string_pretty(&heads)?);
    } else {
        for (head, labels) in &heads {
            print(head, labels, args.top);
        }
    }
    Ok(Outcome::Done)
}

/// What `model` says and why, in the order of its heads, whose names `before` leads.
fn explain(
    model: &Model,
    view: &StatementView<'_>,
    before: String,
) -> Vec<(String, Vec<LabelExplanation>)> {
    let mut heads = explanation::explain(model, view);
    let names = model.heads().iter().map(|head| &head.name);
    names
        .filter_map(|name| Some((format!("{before}{name}"), heads.remove(name)?)))
        .collect()
}

fn print(head: &str, labels: &[LabelExplanation], top: usize) {
    anstream::println!("{head}");
    for label in labels {
        anstream::println!(
            "  {} {}  probability {:.3} (from {:.2}), score {:+.3}, intercept {:+.3}",
            if label.holds { "●" } else { "○" },
            label.label,
            label.probability,
            label.threshold,
            label.score,
            label.intercept,
        );
        let terms = || label.contributions.iter();
        let shown: Vec<&TermShare> = terms()
            .filter(|term| term.weight > 0.0)
            .take(top)
            .chain(terms().filter(|term| term.weight < 0.0).take(top))
            .collect();
        for term in &shown {
            anstream::println!(
                "      {:+.3}  {:<28} {}{}",
                term.weight,
                term.term,
                term.text,
                match term.view.as_str() {
                    "text" => String::new(),
                    other => format!("  ({other})"),
                }
            );
        }
        let all: f64 = terms().map(|term| term.weight).sum();
        let left = all - shown.iter().map(|term| term.weight).sum::<f64>();
        let n_left = label.contributions.len() - shown.len();
        if n_left > 0 {
            anstream::println!("      {left:+.3}  {n_left} more terms");
        }
    }
}
