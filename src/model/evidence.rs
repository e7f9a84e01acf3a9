//! Coefficient times weight, back to the words it comes from.
//!
//! Every label's score is a sum: an intercept and one contribution a term and view. The sum
//! is exact up to rounding, and equal to the score that labels are decided by up to that of
//! 32-bit sums (1e-5); a test holds it to both.

use super::Shared;
use super::head::FittedHead;
use crate::features::{Scratch, shown};
use crate::statement::StatementView;
use crate::text::Span;
use std::collections::BTreeMap;

/// Which part of what the model was shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum View {
    /// The statement's own words, led by the cue where it is shown.
    Text,
    /// The sentence that holds it.
    Sentence,
    /// The sentence before.
    Before,
    /// The title.
    Title,
}

/// What one term adds to one label's score.
#[derive(Debug, Clone, PartialEq)]
pub struct Contribution {
    /// The label, by position in its head.
    pub label: usize,
    /// The term's name: its kind, a colon, its spelling.
    pub term: String,
    /// Where it was seen.
    pub view: View,
    /// Its occurrences in that view's text, in reading order; none where it comes from the cue
    /// alone.
    pub spans: Vec<Span>,
    /// Coefficient × weight; the sum of all and the intercept is the score.
    pub weight: f64,
}

/// Why a statement got its scores: one entry a head.
#[derive(Debug, Clone, PartialEq)]
pub struct Explanation {
    /// One a head, in the order of the model's heads.
    pub heads: Vec<HeadExplanation>,
}

/// Why one head's labels got their scores.
#[derive(Debug, Clone, PartialEq)]
pub struct HeadExplanation {
    /// One a label: what the score is where no term is known.
    pub intercepts: Vec<f64>,
    /// The combined scores, one a label.
    pub scores: Vec<f64>,
    /// Every contribution that is not zero, heaviest first.
    pub contributions: Vec<Contribution>,
}

pub(super) fn explain(
    shared: &Shared,
    statement: &StatementView<'_>,
    scratch: &mut Scratch,
) -> Explanation {
    let (text, skip) = shown(statement);
    let views = [
        (View::Text, Some(text.as_ref()), skip),
        (View::Sentence, statement.sentence, 0),
        (View::Before, statement.before, 0),
        (View::Title, statement.title, 0),
    ];
    let seen: Vec<Seen> = views
        .into_iter()
        .filter_map(|(view, text, skip)| Some(see(shared, view, text?, skip, scratch)))
        .collect();
    let heads = shared
        .heads
        .iter()
        .map(|head| {
            let weights = head.view_weights(statement.sentence.is_some());
            let mut contributions = Vec::new();
            for Seen { view, row, spans } in &seen {
                for &(term, weight) in row {
                    for label in 0..head.head.n_labels() {
                        let coefficient = f64::from(head.coefficients[(label, term as usize)]);
                        let share = weights[*view as usize] * f64::from(weight) * coefficient;
                        if share != 0.0 {
                            contributions.push(Contribution {
                                label,
                                term: shared.tfidf.vocabulary().name(term).to_owned(),
                                view: *view,
                                spans: spans.get(&term).cloned().unwrap_or_default(),
                                weight: share,
                            });
                        }
                    }
                }
            }
            contributions.sort_by(|a, b| {
                b.weight
                    .abs()
                    .total_cmp(&a.weight.abs())
                    .then_with(|| (a.label, a.view, &a.term).cmp(&(b.label, b.view, &b.term)))
            });
            let intercepts = intercepts(head, statement);
            let mut scores = intercepts.clone();
            for contribution in &contributions {
                scores[contribution.label] += contribution.weight;
            }
            HeadExplanation {
                intercepts,
                scores,
                contributions,
            }
        })
        .collect();
    Explanation { heads }
}

/// The row of one view, with where its terms stand.
struct Seen {
    view: View,
    row: Vec<(u32, f32)>,
    spans: BTreeMap<u32, Vec<Span>>,
}

/// Looks at `text`, of which the first `skip` bytes are cue and no part of the view.
fn see(shared: &Shared, view: View, text: &str, skip: usize, scratch: &mut Scratch) -> Seen {
    let row = shared.tfidf.row(text, scratch).to_vec();
    let mut spans: BTreeMap<u32, Vec<Span>> = BTreeMap::new();
    for found in shared.tfidf.occurrences(text, scratch) {
        if found.span.end > skip {
            let start = found.span.start.max(skip) - skip;
            let span = Span::new(start, found.span.end - skip);
            spans.entry(found.index).or_default().push(span);
        }
    }
    Seen { view, row, spans }
}

/// What the score of each label is before any term: the fitted intercept, and what the
/// surroundings add by being there.
fn intercepts(head: &FittedHead, statement: &StatementView<'_>) -> Vec<f64> {
    let context = head.settings.context;
    let around = f64::from(u8::from(statement.before.is_some())) * context.before
        + f64::from(u8::from(statement.title.is_some())) * context.title;
    head.intercepts
        .iter()
        .zip(&head.settings.centres)
        .map(|(intercept, centre)| intercept + around * (intercept - centre))
        .collect()
}
