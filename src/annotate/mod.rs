//! All of it, for one article or a million: extraction, labels, evidence, the record.
//!
//! [`Annotator`] makes the record of one article or statement and cannot fail on any
//! text. [`pool`] runs it over many in input order; [`checkpoint`] says how far a run
//! came. Neither knows readers or writers, so a program, a server and Python share them.

pub mod checkpoint;
mod evidence;
pub mod explanation;
pub mod pool;

use crate::annotation::{
    Annotation, Answer, Classification, Evidence, ModelName, Piece, SCHEMA, SpeakerRecord,
    StatementRecord,
};
use crate::document::Article;
use crate::extract;
use crate::label::{Head, HeadKind};
use crate::model::{HeadResult, Model};
use crate::score::Decision;
use crate::statement::{Statement, StatementView};
use crate::text::columns::Columns;
use crate::text::{Span, hex};
use evidence::Shown;
use sha2::{Digest, Sha256};

/// Makes records; shared freely between threads.
#[derive(Debug, Clone)]
pub struct Annotator {
    model: Option<Model>,
    n_evidence: usize,
}

impl Annotator {
    /// Finds statements and labels them with `model`; `n_evidence` terms a label that holds
    /// are given as evidence, none where it is 0.
    pub fn new(model: Model, n_evidence: usize) -> Self {
        Self {
            model: Some(model),
            n_evidence,
        }
    }

    /// Finds statements and speakers only.
    pub fn without_model() -> Self {
        Self {
            model: None,
            n_evidence: 0,
        }
    }

    /// The questions that its records answer, none without a model.
    pub fn heads(&self) -> &[Head] {
        self.model.as_ref().map_or(&[], Model::heads)
    }

    /// The model, where there is one.
    pub fn model(&self) -> Option<&Model> {
        self.model.as_ref()
    }

    /// The record of `article`.
    pub fn annotate(&self, article: &Article) -> Annotation {
        let columns = Columns::new(&article.text);
        let statements = extract::statements(article)
            .iter()
            .map(|statement| self.record(article, statement, &columns))
            .collect();
        let metadata = &article.metadata;
        Annotation {
            schema: SCHEMA.to_owned(),
            id: article.id.clone(),
            source: article.source.clone(),
            title: article.title.clone(),
            date: metadata.date.clone(),
            author: metadata.author.clone(),
            outlet: metadata.outlet.clone(),
            url: metadata.url.clone(),
            charset: metadata.charset.map(str::to_owned),
            replaced: metadata.replaced,
            text: metadata.derived.then(|| article.text.clone()),
            text_sha256: hex(&Sha256::digest(article.text.as_bytes())),
            model: self.model.as_ref().map(|model| ModelName {
                name: model.name().to_owned(),
                sha256: model.sha256().to_owned(),
            }),
            statements,
        }
    }

    /// The record of a statement that was found elsewhere.
    pub fn classify(&self, id: &str, view: &StatementView<'_>) -> Classification {
        let Some(model) = &self.model else {
            return Classification {
                id: id.to_owned(),
                heads: std::iter::empty().collect(),
                evidence: None,
            };
        };
        let results = model.classify(view);
        let shown = Shown {
            text: view.text,
            columns: &Columns::new(view.text),
            content: &[Span::new(0, view.text.len())],
            sentence: None,
            before: None,
        };
        Classification {
            id: id.to_owned(),
            evidence: self.evidence(model, view, &results, &shown),
            heads: answers(model, &results),
        }
    }

    fn record(
        &self,
        article: &Article,
        statement: &Statement,
        columns: &Columns<'_>,
    ) -> StatementRecord {
        let text = &article.text;
        let piece = |span: Span| Piece {
            span: columns.span(span),
            text: span.of(text).to_owned(),
        };
        let content = statement.content(text);
        let spans = &statement.quotation.spans;
        let (heads, evidence) = match &self.model {
            None => (std::iter::empty().collect(), None),
            Some(model) => {
                let around = spans.first().map_or(0, |span| span.start);
                let shown = Shown {
                    text,
                    columns,
                    content: spans,
                    sentence: Some(clip(text, statement.sentence, around)),
                    before: statement
                        .before
                        .map(|before| clip(text, before, before.end)),
                };
                let view = StatementView {
                    // A slice of the article, so that a model may see where it stands in it.
                    text: match spans.as_slice() {
                        [span] => span.of(text),
                        _ => &content,
                    },
                    form: Some(statement.quotation.form),
                    cue: statement.quotation.cue.map(|cue| cue.span.of(text)),
                    sentence: shown.sentence.map(|span| span.of(text)),
                    before: shown.before.map(|span| span.of(text)),
                    title: article.title.as_deref(),
                };
                let results = model.classify(&view);
                let evidence = self.evidence(model, &view, &results, &shown);
                (answers(model, &results), evidence)
            }
        };
        StatementRecord {
            spans: spans.iter().map(|span| columns.span(*span)).collect(),
            text: content,
            form: statement.quotation.form.name().to_owned(),
            cue: statement.quotation.cue.map(|cue| piece(cue.span)),
            speaker: statement
                .speaker
                .as_ref()
                .ok()
                .map(|speaker| SpeakerRecord {
                    name: speaker.name.clone(),
                    mention: piece(speaker.mention.span),
                    confidence: speaker.confidence,
                    rule: speaker.rule.to_owned(),
                }),
            speaker_unknown: statement.speaker.as_ref().err().map(|&why| why.to_owned()),
            heads,
            evidence,
        }
    }

    /// The terms that pushed the labels that hold, where they are asked for.
    ///
    /// This is the one place where evidence enters a record.
    fn evidence(
        &self,
        model: &Model,
        view: &StatementView<'_>,
        results: &[HeadResult],
        shown: &Shown<'_>,
    ) -> Option<Vec<Evidence>> {
        (self.n_evidence > 0).then(|| {
            let explanation = model.explain(view);
            evidence::of(&explanation, model.heads(), results, shown, self.n_evidence)
        })
    }
}

fn answers<C: FromIterator<(String, Answer)>>(model: &Model, results: &[HeadResult]) -> C {
    model
        .heads()
        .iter()
        .zip(results)
        .map(|(head, result)| (head.name.clone(), answer(head, result)))
        .collect()
}

fn answer(head: &Head, result: &HeadResult) -> Answer {
    let name = |index: usize| head.labels[index].clone();
    let labels = result.decision.labels();
    let primary = result.decision.primary();
    let probabilities = head
        .labels
        .iter()
        .zip(&result.probabilities.0)
        .map(|(label, probability)| (label.clone(), rounded(*probability)))
        .collect();
    match head.kind {
        HeadKind::Independent => Answer::Independent {
            labels: labels.iter().map(name).collect(),
            primary: primary.map(name),
            abstained: result.decision == Decision::Abstained,
            probabilities,
        },
        HeadKind::Exclusive => Answer::Exclusive {
            label: primary.or_else(|| labels.iter().next()).map(name),
            probabilities,
        },
    }
}

/// Six digits: finer than any calibration can tell apart, and the same on every machine.
fn rounded(value: f64) -> f64 {
    (value * 1e6).round() / 1e6
}

/// At most this much of a sentence is shown to a model: a “sentence” that runs on for
/// pages is none, and showing all of it to each of its statements would take quadratic time.
const CONTEXT: usize = 2_000;

/// The part of `span` within [`CONTEXT`] bytes of `around`.
fn clip(text: &str, span: Span, around: usize) -> Span {
    if span.len() <= 2 * CONTEXT {
        return span;
    }
    let mut start = around.saturating_sub(CONTEXT).clamp(span.start, span.end);
    let mut end = (around + CONTEXT).clamp(span.start, span.end);
    while !text.is_char_boundary(start) {
        start -= 1;
    }
    while !text.is_char_boundary(end) {
        end += 1;
    }
    Span::new(start, end)
}
