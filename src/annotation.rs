//! The published record of an article, and its schema version.
//!
//! This is the only serialised form of results; `annotation.schema.json` describes it and
//! a test holds both to each other. Spans count Unicode code points and are half-open.

use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// The schema of the records that this version writes.
pub const SCHEMA: &str = "onrecord/annotation/1";

/// A half-open range of Unicode code points.
pub type Columns = [usize; 2];

/// Everything that was found in one article.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Annotation {
    /// Always [`SCHEMA`].
    pub schema: String,
    /// The article's own identifier.
    pub id: String,
    /// The path it came from, or `-`.
    pub source: String,
    /// Its title, where the source keeps one apart.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub title: Option<String>,
    /// SHA-256 of the text in UTF-8, in hexadecimal.
    pub text_sha256: String,
    /// The model that labelled the statements; absent where none was used.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub model: Option<ModelName>,
    /// The statements, in reading order.
    pub statements: Vec<StatementRecord>,
}

/// Which model it was.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ModelName {
    /// The name of its directory.
    pub name: String,
    /// SHA-256 of its manifest, in hexadecimal.
    pub sha256: String,
}

/// One statement.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct StatementRecord {
    /// Where its content stands.
    pub spans: Vec<Columns>,
    /// The content, spans joined by a space.
    pub text: String,
    /// `direct`, `mixed`, `indirect` or `headline`.
    pub form: String,
    /// The words that introduce it.
    pub cue: Option<Piece>,
    /// Who said it; null where unknown.
    pub speaker: Option<SpeakerRecord>,
    /// Why the speaker is unknown, where it is.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub speaker_unknown: Option<String>,
    /// One answer a head of the model: `stance`, `sentiment`.
    #[serde(flatten)]
    pub heads: BTreeMap<String, Answer>,
    /// The terms that weighed most, on request.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub evidence: Option<Vec<Evidence>>,
}

/// A span with the words it covers.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Piece {
    /// Where it stands.
    pub span: Columns,
    /// Its words.
    pub text: String,
}

/// Who said it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct SpeakerRecord {
    /// The fullest name the article gives.
    pub name: String,
    /// The words of the statement that name the speaker.
    pub mention: Piece,
    /// How often the rule is right, in `[0, 1]`.
    pub confidence: f64,
    /// The rule that decided.
    pub rule: String,
}

/// What a head says of a statement.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Answer {
    /// Of a head whose labels are decided independently.
    Independent {
        /// The labels that hold, by name.
        labels: Vec<String>,
        /// The likeliest of them.
        primary: Option<String>,
        /// True where the model declined to decide.
        #[serde(skip_serializing_if = "std::ops::Not::not", default)]
        abstained: bool,
        /// Calibrated probability of each label.
        probabilities: BTreeMap<String, f64>,
    },
    /// Of a head of which exactly one label holds.
    Exclusive {
        /// The label that holds; null where the model declined to decide.
        label: Option<String>,
        /// Calibrated probability of each label; they sum to 1.
        probabilities: BTreeMap<String, f64>,
    },
}

/// A term that pushed a label up or down.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Evidence {
    /// The label it pushed.
    pub label: String,
    /// The words it comes from.
    pub text: String,
    /// Where they stand.
    pub span: Columns,
    /// Coefficient times weight: its share of the label's score.
    pub weight: f64,
}

/// The record that `classify` writes for one statement.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Classification {
    /// The statement's own identifier.
    pub id: String,
    /// One answer a head of the model.
    #[serde(flatten)]
    pub heads: BTreeMap<String, Answer>,
    /// The terms that weighed most, on request.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub evidence: Option<Vec<Evidence>>,
}
