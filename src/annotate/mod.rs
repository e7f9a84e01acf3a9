//! All of it, for one article or a million: extraction, labels, evidence, the record.
//!
//! [`Annotator`] makes the record of one article or statement and cannot fail on any
//! text. [`pool`] runs it over many in input order; [`checkpoint`] says how far a run
//! came. Neither knows readers or writers, so a program, a server and Python share them.

pub mod checkpoint;
mod evidence;
pub mod explanation;
pub mod pool;
mod targets;

pub use targets::TargetAnnotator;

use crate::annotation::{
    Annotation, Answer, Classification, Evidence, ModelName, Named, Piece, SCHEMA, SpeakerRecord,
    StatementRecord,
};
use crate::document::Article;
use crate::extract;
use crate::label::{Head, HeadKind};
use crate::model::targets::Entry;
use crate::model::{HeadResult, Model, TargetModels};
use crate::score::Decision;
use crate::statement::{Statement, StatementView};
use crate::text::columns::Columns;
use crate::text::{Span, hex};
use evidence::Shown;
use sha2::{Digest, Sha256};

/// Makes records; shared freely between threads.
#[derive(Debug, Clone)]
pub struct Annotator {
    judges: Vec<Judge>,
    /// The heads of all judges, as records call them.
    heads: Vec<Head>,
    name: Option<ModelName>,
    n_evidence: usize,
}

/// A model, and the target that it answers for where there is one a target.
#[derive(Debug, Clone)]
struct Judge {
    target: Option<String>,
    model: Model,
}

impl Judge {
    /// What records call something of this model.
    fn called(&self, name: &str) -> String {
        match &self.target {
            Some(target) => format!("{target}/{name}"),
            None => name.to_owned(),
        }
    }
}

impl Annotator {
    /// Finds statements and labels them with `model`; `n_evidence` terms a label that holds
    /// are given as evidence, none where it is 0.
    pub fn new(model: Model, n_evidence: usize) -> Self {
        let name = ModelName {
            name: model.name().to_owned(),
            sha256: model.sha256().to_owned(),
        };
        let judge = Judge {
            target: None,
            model,
        };
        Self::of(vec![judge], Some(name), n_evidence)
    }

    /// As [`Annotator::new`], with one model a target: every statement is asked about every
    /// target, under heads called `TARGET/HEAD`.
    pub fn of_targets(models: &TargetModels, n_evidence: usize) -> Self {
        let name = ModelName {
            name: models.name().to_owned(),
            sha256: models.sha256().to_owned(),
        };
        let judge = |(entry, model): (&Entry, &Model)| Judge {
            target: Some(entry.name.clone()),
            model: model.clone(),
        };
        Self::of(models.iter().map(judge).collect(), Some(name), n_evidence)
    }

    /// Finds statements and speakers only.
    pub fn without_model() -> Self {
        Self::of(Vec::new(), None, 0)
    }

    fn of(judges: Vec<Judge>, name: Option<ModelName>, n_evidence: usize) -> Self {
        let heads = |judge: &Judge| -> Vec<Head> {
            let heads = judge.model.heads().iter();
            let called = |head: &Head| Head {
                name: judge.called(&head.name),
                ..head.clone()
            };
            heads.map(called).collect()
        };
        Self {
            heads: judges.iter().flat_map(heads).collect(),
            judges,
            name,
            n_evidence,
        }
    }

    /// The questions that its records answer, none without a model.
    pub fn heads(&self) -> &[Head] {
        &self.heads
    }

    /// The model, where there is exactly one.
    pub fn model(&self) -> Option<&Model> {
        match self.judges.as_slice() {
            [judge] => Some(&judge.model),
            _ => None,
        }
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
            model: self.name.clone(),
            statements,
        }
    }

    /// The record of a statement that was found elsewhere.
    pub fn classify(&self, id: &str, view: &StatementView<'_>) -> Classification {
        let shown = Shown {
            text: view.text,
            columns: &Columns::new(view.text),
            content: &[Span::new(0, view.text.len())],
            sentence: None,
            before: None,
        };
        let (heads, evidence) = self.judge(view, &shown);
        Classification {
            id: id.to_owned(),
            heads,
            evidence,
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
        let (heads, evidence) = match self.judges.is_empty() {
            true => (std::iter::empty().collect(), None),
            false => {
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
                self.judge(&view, &shown)
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

    /// What every model says of a statement, with the terms that pushed the labels that hold
    /// where they are asked for.
    ///
    /// This is the one place where evidence enters a record.
    fn judge(
        &self,
        view: &StatementView<'_>,
        shown: &Shown<'_>,
    ) -> (Named<Answer>, Option<Vec<Evidence>>) {
        let is_wanted = self.n_evidence > 0 && !self.judges.is_empty();
        let mut evidence = is_wanted.then(Vec::new);
        let mut answers = Vec::with_capacity(self.heads.len());
        let mut names = self.heads.iter().map(|head| &head.name);
        for judge in &self.judges {
            let heads = judge.model.heads();
            let results = judge.model.classify(view);
            for ((head, result), name) in heads.iter().zip(&results).zip(&mut names) {
                answers.push((name.clone(), answer(head, result)));
            }
            if let Some(evidence) = &mut evidence {
                let explanation = judge.model.explain(view);
                let terms = evidence::of(&explanation, heads, &results, shown, self.n_evidence);
                evidence.extend(terms.into_iter().map(|term| Evidence {
                    label: judge.called(&term.label),
                    ..term
                }));
            }
        }
        (answers.into_iter().collect(), evidence)
    }
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
