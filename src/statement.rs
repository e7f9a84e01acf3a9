//! Quotations, speakers, statements: what extraction finds.
//!
//! A [`Quotation`] says where words are reported; a [`Statement`] adds whose they are
//! and the context a model may use. All spans count bytes of the article's text.

use crate::text::Span;
use serde::{Deserialize, Serialize};

/// How a statement is reported.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Form {
    /// The whole content stands between quotation marks.
    Direct,
    /// Reported speech with a quoted fragment inside.
    Mixed,
    /// Reported speech without quotation marks.
    Indirect,
    /// A title or link text that reports a position.
    Headline,
}

impl Form {
    /// Every form, in the order of the codebook.
    pub const ALL: [Form; 4] = [Form::Direct, Form::Mixed, Form::Indirect, Form::Headline];

    /// Its name in records.
    pub fn name(self) -> &'static str {
        match self {
            Form::Direct => "direct",
            Form::Mixed => "mixed",
            Form::Indirect => "indirect",
            Form::Headline => "headline",
        }
    }

    /// The form of that name.
    pub fn from_name(name: &str) -> Option<Form> {
        Form::ALL.into_iter().find(|form| form.name() == name)
    }
}

/// The words that introduce reported speech: “said”, “according to”.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Cue {
    /// Where it stands.
    pub span: Span,
}

/// Reported speech, before anybody has said whose.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Quotation {
    /// How it is reported.
    pub form: Form,
    /// What was said: ordered, not overlapping, without outer quotation marks.
    pub spans: Vec<Span>,
    /// What introduces it, where something does.
    pub cue: Option<Cue>,
    /// The noun phrase that the cue names as its source, where it names one.
    pub source: Option<Span>,
}

/// A span that names a speaker: “he”, “the minister”, “Jens Stoltenberg”.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Mention {
    /// Where it stands.
    pub span: Span,
}

/// Whom the words belong to.
#[derive(Debug, Clone, PartialEq)]
pub struct Speaker {
    /// The fullest name the article gives, or the mention's own words.
    pub name: String,
    /// The words by which the statement names its speaker.
    pub mention: Mention,
    /// How sure the rule is, in `[0, 1]`: the share of such cases it got right when measured.
    pub confidence: f64,
    /// The rule that decided.
    pub rule: &'static str,
}

/// A quotation with its speaker and context: the thing that is classified.
#[derive(Debug, Clone, PartialEq)]
pub struct Statement {
    /// What was said, and how.
    pub quotation: Quotation,
    /// Who said it, or why nobody can be named.
    pub speaker: Result<Speaker, &'static str>,
    /// The sentence or sentences that hold it.
    pub sentence: Span,
    /// The sentence before, in the same article.
    pub before: Option<Span>,
}

impl Statement {
    /// The content as one text, its spans joined by a space.
    pub fn content(&self, text: &str) -> String {
        let mut content = String::new();
        for span in &self.quotation.spans {
            if !content.is_empty() {
                content.push(' ');
            }
            content.push_str(span.of(text));
        }
        content
    }
}

/// A statement as a model sees it: its text, and whatever context is known.
///
/// Only `text` is needed; a model must be able to miss the rest.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct StatementView<'a> {
    /// The content: without cue and speaker, without outer quotation marks.
    pub text: &'a str,
    /// How it is reported.
    pub form: Option<Form>,
    /// The words that introduce it.
    pub cue: Option<&'a str>,
    /// The sentence or sentences that hold it.
    pub sentence: Option<&'a str>,
    /// The sentence before.
    pub before: Option<&'a str>,
    /// The title of its article.
    pub title: Option<&'a str>,
}
