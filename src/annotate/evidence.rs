//! The terms that decided, from the model's own sums to words of the article.
//!
//! A model sees a statement in several views (its content, its sentence, …) and counts a
//! term in each. A reader sees one text, so contributions of the same words are added up
//! and given the place where the words stand in the article.

use crate::annotation::Evidence;
use crate::label::Head;
use crate::model::{Contribution, Explanation, HeadResult, View};
use crate::text::Span;
use crate::text::columns::Columns;

/// Where what a model was shown stands in a text.
pub(super) struct Shown<'a> {
    /// The text that records count in.
    pub text: &'a str,
    pub columns: &'a Columns<'a>,
    /// The spans that were joined by spaces to make the content.
    pub content: &'a [Span],
    pub sentence: Option<Span>,
    pub before: Option<Span>,
}

impl Shown<'_> {
    /// The place of a span of `view`; none where its words are not in the text.
    fn place(&self, view: View, span: Span) -> Option<Span> {
        let within = |base: Option<Span>| {
            let base = base?;
            let moved = Span::new(base.start + span.start, base.start + span.end);
            base.contains(moved).then_some(moved)
        };
        let place = match view {
            View::Text => Span::new(
                self.of_content(span.start)?,
                self.of_content(span.end.checked_sub(1)?)? + 1,
            ),
            View::Sentence => within(self.sentence)?,
            View::Before => within(self.before)?,
            View::Title => return None,
        };
        self.text.get(place.start..place.end).map(|_| place)
    }

    /// The byte of the text that is byte `at` of the content.
    fn of_content(&self, mut at: usize) -> Option<usize> {
        for span in self.content {
            if at < span.len() {
                return Some(span.start + at);
            }
            // The space between two spans stands nowhere.
            at = at.checked_sub(span.len() + 1)?;
        }
        None
    }
}

/// The `n` heaviest terms for each label that holds.
pub(super) fn of(
    explanation: &Explanation,
    heads: &[Head],
    results: &[HeadResult],
    shown: &Shown<'_>,
    n: usize,
) -> Vec<Evidence> {
    let mut evidence = Vec::new();
    for ((head, result), explained) in heads.iter().zip(results).zip(&explanation.heads) {
        for label in result.decision.labels().iter() {
            let mut sums: Vec<(Key<'_>, f64)> = Vec::new();
            for contribution in explained.contributions.iter().filter(|c| c.label == label) {
                let key = key(contribution, shown);
                match sums.iter_mut().find(|(known, _)| *known == key) {
                    Some((_, sum)) => *sum += contribution.weight,
                    None => sums.push((key, contribution.weight)),
                }
            }
            sums.retain(|(_, weight)| *weight > 0.0);
            // Stable, so that equal weights stay in the model's order.
            sums.sort_by(|a, b| b.1.total_cmp(&a.1));
            evidence.extend(sums.into_iter().take(n).map(|(key, weight)| Evidence {
                label: head.labels[label].clone(),
                text: match key {
                    Key::Words(span) => span.of(shown.text).to_owned(),
                    Key::Term(term) => spelling(term).to_owned(),
                },
                span: match key {
                    Key::Words(span) => Some(shown.columns.span(span)),
                    Key::Term(_) => None,
                },
                weight: super::rounded(weight),
            }));
        }
    }
    evidence
}

/// What contributions are added up by: words in the text, or a term that stands outside.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Key<'a> {
    Words(Span),
    Term(&'a str),
}

fn key<'a>(contribution: &'a Contribution, shown: &Shown<'_>) -> Key<'a> {
    contribution
        .spans
        .iter()
        .find_map(|span| shown.place(contribution.view, *span))
        .map_or(Key::Term(&contribution.term), Key::Words)
}

/// A term without the kind before its colon.
fn spelling(term: &str) -> &str {
    term.split_once(':').map_or(term, |(_, spelling)| spelling)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spans_of_the_content_are_found_in_the_article() {
        let text = "“We must,” he said, “pay more.”";
        let content = [Span::new(3, 11), Span::new(27, 36)];
        assert_eq!(
            (content[0].of(text), content[1].of(text)),
            ("We must,", "pay more.")
        );
        let columns = Columns::new(text);
        let shown = Shown {
            text,
            columns: &columns,
            content: &content,
            sentence: Some(Span::new(0, text.len())),
            before: None,
        };
        let words = |view, start, end| {
            shown
                .place(view, Span::new(start, end))
                .map(|span| span.of(text))
        };
        assert_eq!(words(View::Text, 3, 7), Some("must"));
        assert_eq!(words(View::Text, 9, 12), Some("pay"));
        assert_eq!(words(View::Sentence, 3, 5), Some("We"));
        assert_eq!(words(View::Before, 0, 1), None);
        assert_eq!(words(View::Text, 3, 12), Some("must,” he said, “pay"));
        assert_eq!(words(View::Text, 90, 91), None);
    }
}
