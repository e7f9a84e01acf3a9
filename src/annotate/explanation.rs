//! Why a statement gets its labels, as the one value that the program and Python show.
//!
//! A model explains in positions and spans; here they become names and words.

use crate::label::Head;
use crate::model::{Contribution, HeadExplanation, HeadResult, Model, View};
use crate::statement::StatementView;
use serde::Serialize;
use std::collections::BTreeMap;

/// What is said of one label, with everything that its score is made of.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct LabelExplanation {
    /// Its name.
    pub label: String,
    /// True where it is said to hold.
    pub holds: bool,
    /// Calibrated, in `[0, 1]`.
    pub probability: f64,
    /// The probability from which it holds; 1 where the likeliest label is taken instead.
    pub threshold: f64,
    /// The sum of the intercept and of all contributions.
    pub score: f64,
    /// The score where no term is known.
    pub intercept: f64,
    /// What each term adds, heaviest first.
    pub contributions: Vec<TermShare>,
}

/// What one term adds to a label's score.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct TermShare {
    /// The term: its kind, a colon, its spelling.
    pub term: String,
    /// Where it was seen: `text`, `sentence`, `before` or `title`.
    pub view: String,
    /// The words it comes from: its first occurrence, or the cue.
    pub text: String,
    /// Coefficient times weight.
    pub weight: f64,
}

/// Explains every label of every head, by the head's name.
pub fn explain(
    model: &Model,
    statement: &StatementView<'_>,
) -> BTreeMap<String, Vec<LabelExplanation>> {
    let results = model.classify(statement);
    let explanation = model.explain(statement);
    let heads = model.heads().iter().zip(model.fitted_heads());
    let answers = results.iter().zip(&explanation.heads);
    heads
        .zip(answers)
        .map(|((head, fitted), (result, why))| {
            let thresholds = &fitted.settings.thresholds.labels;
            let labels = labels(head, thresholds, result, why, statement);
            (head.name.clone(), labels)
        })
        .collect()
}

fn labels(
    head: &Head,
    thresholds: &[f64],
    result: &HeadResult,
    why: &HeadExplanation,
    statement: &StatementView<'_>,
) -> Vec<LabelExplanation> {
    let holding = result.decision.labels();
    let label = |(index, label): (usize, &String)| LabelExplanation {
        label: label.clone(),
        holds: holding.contains(index),
        probability: result.probabilities.0[index],
        threshold: thresholds[index],
        score: result.scores.0[index],
        intercept: why.intercepts[index],
        contributions: why
            .contributions
            .iter()
            .filter(|contribution| contribution.label == index)
            .map(|contribution| TermShare {
                term: contribution.term.clone(),
                view: name(contribution.view).to_owned(),
                text: words(contribution, statement).to_owned(),
                weight: contribution.weight,
            })
            .collect(),
    };
    head.labels.iter().enumerate().map(label).collect()
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn intercept_and_contributions_add_up_to_the_score() {
        let view = StatementView {
            text: "Every ally must double its defence budget.",
            cue: Some("urged"),
            before: Some("The summit was long."),
            ..StatementView::default()
        };
        let heads = explain(&Model::embedded().unwrap(), &view);
        assert_eq!(heads.len(), 2);
        for label in heads.values().flatten() {
            let terms: f64 = label.contributions.iter().map(|term| term.weight).sum();
            let sum = label.intercept + terms;
            assert!((sum - label.score).abs() < 1e-5, "{label:?}");
        }
    }
}
