//! Labelled statements: what models are trained and judged on.
//!
//! [`import()`] reads them from JSON lines, tables and the exports of annotation tools, and
//! [`write()`] gives them back to each; the fields that hold labels are named by the heads
//! (`stance`, `sentiment`, or whatever the user's codebook has). What several raters said is
//! kept beside the labels ([`raters`]).

pub mod check;
pub mod choose;
pub mod formats;
mod gather;
pub mod import;
mod near;
pub mod raters;
mod spans;
pub mod split;
mod texts;

pub use formats::{Format, Guess, Guesses, write};
pub use import::{Asked, ImportOptions, import, read};
pub use raters::Raters;
pub use spans::Units;
pub use texts::Texts;

use crate::error::{Error, Result};
use crate::label::{Head, HeadKind, LabelSet};
use crate::statement::{Form, StatementView};
use std::collections::{BTreeMap, BTreeSet};

/// What each rater said, by head and rater.
pub type Ratings = BTreeMap<String, BTreeMap<String, Vec<String>>>;

/// One labelled statement.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct LabelledStatement {
    /// Its identifier; `line N` where the file gives none.
    pub id: String,
    /// The content.
    pub text: String,
    /// How it is reported.
    pub form: Option<Form>,
    /// The words that introduce it.
    pub cue: Option<String>,
    /// The sentence that holds it.
    pub sentence: Option<String>,
    /// The sentence before.
    pub before: Option<String>,
    /// The title of its article.
    pub title: Option<String>,
    /// Statements that share an origin; splits never part them. Its own id where none is given.
    pub group: String,
    /// How it came to be: `composed`, `rewritten`, or the user's own word.
    pub origin: Option<String>,
    /// Labels by head; a head that is missing was not labelled.
    pub labels: BTreeMap<String, Vec<String>>,
    /// What each rater said; empty where nobody is known to have rated.
    pub ratings: Ratings,
    /// What it is asked about, where that was asked for and the statement says.
    pub target: Option<String>,
    /// Further fields that hold words, by name; only where they were asked for.
    pub extra: BTreeMap<String, String>,
}

impl LabelledStatement {
    /// The statement as a model sees it.
    pub fn view(&self) -> StatementView<'_> {
        StatementView {
            text: &self.text,
            form: self.form,
            cue: self.cue.as_deref(),
            sentence: self.sentence.as_deref(),
            before: self.before.as_deref(),
            title: self.title.as_deref(),
        }
    }
}

/// Labelled statements with the heads they answer.
#[derive(Debug, Clone, Default)]
pub struct Corpus {
    /// The statements, in file order.
    pub statements: Vec<LabelledStatement>,
    /// SHA-256 of the files read, in order, in hexadecimal.
    pub sha256: String,
    /// What was passed over or repaired while reading, and how often.
    pub notes: BTreeMap<String, usize>,
}

impl Corpus {
    /// The number of statements.
    pub fn len(&self) -> usize {
        self.statements.len()
    }

    /// True where there is no statement.
    pub fn is_empty(&self) -> bool {
        self.statements.is_empty()
    }

    /// The labels of every statement under `head`, by position; `None` where it was not labelled.
    ///
    /// # Errors
    /// An input error that names the statement whose label the head does not know.
    pub fn labels(&self, head: &Head) -> Result<Vec<Option<LabelSet>>> {
        self.statements
            .iter()
            .map(|statement| {
                let Some(labels) = statement.labels.get(&head.name) else {
                    return Ok(None);
                };
                head.indices(labels)
                    .map(Some)
                    .map_err(|error| error.at(format!("statement {}", statement.id)))
            })
            .collect()
    }

    /// Group numbers, equal where statements share a group; numbered in order of appearance.
    pub fn groups(&self) -> Vec<usize> {
        let mut known: BTreeMap<&str, usize> = BTreeMap::new();
        self.statements
            .iter()
            .map(|statement| {
                let next = known.len();
                *known.entry(statement.group.as_str()).or_insert(next)
            })
            .collect()
    }

    /// Fails where there is nothing to learn from.
    pub(crate) fn not_empty(self, place: &str) -> Result<Self> {
        if self.is_empty() {
            return Err(
                Error::input("holds no statement; expected one JSON object a line").at(place),
            );
        }
        Ok(self)
    }
}

/// The head that the field `name` of `corpus` answers, with every label it uses.
///
/// # Errors
/// A configuration error where there are too few labels.
pub fn head(corpus: &Corpus, name: &str, kind: HeadKind) -> Result<Head> {
    let labels: BTreeSet<String> = corpus
        .statements
        .iter()
        .filter_map(|statement| statement.labels.get(name))
        .flatten()
        .cloned()
        .collect();
    Head::new(name, kind, labels)
}
