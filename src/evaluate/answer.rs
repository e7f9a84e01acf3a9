//! What a model makes of articles, statements and errors: the only part of evaluation
//! that asks more of a model than its answers to a corpus.

use super::pipeline::{Answers, FoundStatement, GoldArticle, GoldStatement};
use super::result::Term;
use crate::annotate::Annotator;
use crate::annotation::{Annotation, Answer};
use crate::corpus::Corpus;
use crate::document::Article;
use crate::label::{Head, LabelSet};
use crate::model::{Model, View};
use crate::segment::segments;
use crate::statement::{Form, StatementView};
use crate::text::Span;
use crate::text::columns::Columns;
use rayon::prelude::*;
use serde_json::Value;
use std::collections::BTreeSet;

/// Terms of evidence an error is shown with.
const N_TERMS: usize = 6;

/// Code points up to which a term is shown by the words it comes from.
const LONGEST_TERM: usize = 40;

/// Annotates every article as `annotate` would, and labels its gold statements.
pub fn articles(model: &Model, articles: &[GoldArticle]) -> Vec<Answers> {
    let annotator = Annotator::new(model.clone(), 0);
    articles
        .par_iter()
        .map(|gold| {
            let article = Article {
                id: gold.id.clone(),
                title: gold.title.clone(),
                text: gold.text.clone(),
                ..Article::default()
            };
            Answers {
                found: found(&annotator.annotate(&article), model.heads()),
                given_gold: given_gold(model, gold),
            }
        })
        .collect()
}

fn found(annotation: &Annotation, heads: &[Head]) -> Vec<FoundStatement> {
    annotation
        .statements
        .iter()
        .map(|statement| FoundStatement {
            spans: statement.spans.clone(),
            mention: statement.speaker.as_ref().map(|s| s.mention.span),
            labels: heads
                .iter()
                .map(|head| {
                    let names = match statement.heads.get(&head.name) {
                        Some(Answer::Independent { labels, .. }) => labels.clone(),
                        Some(Answer::Exclusive { label, .. }) => label.iter().cloned().collect(),
                        None => Vec::new(),
                    };
                    names.iter().filter_map(|name| head.index(name)).collect()
                })
                .collect(),
        })
        .collect()
}

/// The labels of every gold statement, with the context that extraction would give it.
fn given_gold(model: &Model, gold: &GoldArticle) -> Vec<Vec<LabelSet>> {
    let columns = Columns::new(&gold.text);
    let sentences: Vec<Span> = segments(&gold.text)
        .into_iter()
        .flat_map(|segment| segment.sentences)
        .collect();
    gold.attributions
        .iter()
        .map(|statement| {
            let bytes = |spans: &[[usize; 2]]| -> Vec<Span> {
                spans
                    .iter()
                    .map(|&[start, end]| {
                        let start = columns.byte(start);
                        Span::new(start, columns.byte(end).max(start))
                    })
                    .collect()
            };
            let content = bytes(&statement.content);
            let words: Vec<&str> = content.iter().map(|span| span.of(&gold.text)).collect();
            let words = words.join(" ");
            let (sentence, before) = context(&content, &sentences);
            let cue = bytes(&cue(statement));
            let view = StatementView {
                text: &words,
                form: statement
                    .fields
                    .get("form")
                    .and_then(Value::as_str)
                    .and_then(Form::from_name),
                cue: cue.first().map(|span| span.of(&gold.text)),
                sentence: sentence.map(|span| span.of(&gold.text)),
                before: before.map(|span| span.of(&gold.text)),
                title: gold.title.as_deref(),
            };
            let results = model.classify(&view);
            results
                .iter()
                .map(|result| result.decision.labels())
                .collect()
        })
        .collect()
}

/// The sentences that hold the content, as one span, and the one before.
fn context(content: &[Span], sentences: &[Span]) -> (Option<Span>, Option<Span>) {
    let meets = |sentence: &Span| content.iter().any(|span| span.overlaps(*sentence));
    let Some(first) = sentences.iter().position(meets) else {
        return (None, None);
    };
    let last = sentences.iter().rposition(meets).unwrap_or(first);
    let before = first.checked_sub(1).map(|i| sentences[i]);
    (Some(sentences[first].cover(sentences[last])), before)
}

/// The spans in a gold statement's `cue`, where it has that field.
fn cue(statement: &GoldStatement) -> Vec<[usize; 2]> {
    let field = statement.fields.get("cue").cloned().unwrap_or(Value::Null);
    serde_json::from_value(field).unwrap_or_default()
}

/// The terms that weighed most for or against a label of a statement, each said once.
pub fn evidence(model: &Model, corpus: &Corpus, row: usize, head: &str, label: &str) -> Vec<Term> {
    let Some(place) = model.heads().iter().position(|known| known.name == head) else {
        return Vec::new();
    };
    let Some(label) = model.heads()[place].index(label) else {
        return Vec::new();
    };
    let view = corpus.statements[row].view();
    let explanation = model.explain(&view);
    let mut seen = BTreeSet::new();
    explanation.heads[place]
        .contributions
        .iter()
        .filter(|contribution| contribution.label == label)
        .map(|contribution| {
            let shown = match contribution.view {
                View::Text => Some(view.text),
                View::Sentence => view.sentence,
                View::Before => view.before,
                View::Title => view.title,
            };
            let words = contribution
                .spans
                .first()
                .and_then(|span| shown?.get(span.start..span.end))
                // A term that covers half the statement is better known by its name.
                .filter(|words| words.chars().count() <= LONGEST_TERM);
            Term {
                text: words.unwrap_or(&contribution.term).to_owned(),
                weight: contribution.weight,
            }
        })
        .filter(|term| seen.insert(term.text.to_lowercase()))
        .take(N_TERMS)
        .collect()
}
