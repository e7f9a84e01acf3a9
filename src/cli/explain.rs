//! `explain`: why a statement gets its labels.

use super::Outcome;
use super::annotate::load;
use crate::label::Head;
use crate::model::{Contribution, HeadExplanation, HeadResult, Model, View};
use crate::statement::StatementView;
use anyhow::Result;
use serde::Serialize;
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

    /// Model directory; the model inside the program where not given
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
    let model = load(args.model.as_deref())?;
    let view = StatementView {
        text: &args.text,
        cue: args.cue.as_deref(),
        sentence: args.sentence.as_deref(),
        before: args.before.as_deref(),
        ..StatementView::default()
    };
    let results = model.classify(&view);
    let explanation = model.explain(&view);
    let heads = model.heads().iter().zip(&results).zip(&explanation.heads);
    if args.json {
        let all: BTreeMap<&str, Vec<LabelRecord>> = heads
            .map(|((head, result), why)| (head.name.as_str(), records(head, result, why, &view)))
            .collect();
        anstream::println!("{}", serde_json::to_string_pretty(&all)?);
    } else {
        for ((head, result), why) in heads {
            print(&model, head, result, why, &view, args.top);
        }
    }
    Ok(Outcome::Done)
}

/// What is said of one label, with everything that its score is made of.
#[derive(Serialize)]
struct LabelRecord<'a> {
    label: &'a str,
    holds: bool,
    probability: f64,
    score: f64,
    intercept: f64,
    contributions: Vec<TermRecord<'a>>,
}

#[derive(Serialize)]
struct TermRecord<'a> {
    term: &'a str,
    view: &'static str,
    text: &'a str,
    weight: f64,
}

fn records<'a>(
    head: &'a Head,
    result: &HeadResult,
    why: &'a HeadExplanation,
    view: &StatementView<'a>,
) -> Vec<LabelRecord<'a>> {
    let labels = result.decision.labels();
    let record = |(index, label): (usize, &'a String)| LabelRecord {
        label,
        holds: labels.contains(index),
        probability: result.probabilities.0[index],
        score: result.scores.0[index],
        intercept: why.intercepts[index],
        contributions: why
            .contributions
            .iter()
            .filter(|c| c.label == index)
            .map(|c| TermRecord {
                term: &c.term,
                view: name(c.view),
                text: words(c, view),
                weight: c.weight,
            })
            .collect(),
    };
    head.labels.iter().enumerate().map(record).collect()
}

fn print(
    model: &Model,
    head: &Head,
    result: &HeadResult,
    why: &HeadExplanation,
    view: &StatementView<'_>,
    top: usize,
) {
    let labels = result.decision.labels();
    let fitted = model
        .fitted_heads()
        .iter()
        .find(|fitted| fitted.head == *head);
    anstream::println!("{}", head.name);
    for (index, label) in head.labels.iter().enumerate() {
        let threshold = fitted.map_or(0.0, |fitted| fitted.settings.thresholds.labels[index]);
        anstream::println!(
            "  {} {label}  probability {:.3} (from {threshold:.2}), score {:+.3}, intercept {:+.3}",
            if labels.contains(index) { "●" } else { "○" },
            result.probabilities.0[index],
            result.scores.0[index],
            why.intercepts[index],
        );
        let of_label = || why.contributions.iter().filter(|c| c.label == index);
        let shown: Vec<&Contribution> = of_label()
            .filter(|c| c.weight > 0.0)
            .take(top)
            .chain(of_label().filter(|c| c.weight < 0.0).take(top))
            .collect();
        for contribution in &shown {
            anstream::println!(
                "      {:+.3}  {:<28} {}{}",
                contribution.weight,
                contribution.term,
                words(contribution, view),
                match contribution.view {
                    View::Text => String::new(),
                    other => format!("  ({})", name(other)),
                }
            );
        }
        let rest: Vec<f64> = of_label().map(|c| c.weight).collect();
        let left: f64 = rest.iter().sum::<f64>() - shown.iter().map(|c| c.weight).sum::<f64>();
        if rest.len() > shown.len() {
            anstream::println!("      {left:+.3}  {} more terms", rest.len() - shown.len());
        }
    }
}

fn name(view: View) -> &'static str {
    match view {
        View::Text => "text",
        View::Sentence => "sentence",
        View::Before => "before",
        View::Title => "title",
    }
}

/// The words a contribution comes from: its first occurrence, or the cue's.
fn words<'a>(contribution: &Contribution, view: &StatementView<'a>) -> &'a str {
    let text = match contribution.view {
        View::Text => Some(view.text),
        View::Sentence => view.sentence,
        View::Before => view.before,
        View::Title => view.title,
    };
    match (contribution.spans.first(), text) {
        (Some(span), Some(text)) => span.of(text),
        _ => view.cue.unwrap_or(""),
    }
}
