//! The published record of an article, and its schema version.
//!
//! This is the only serialised form of results; `annotation.schema.json` describes it and
//! a test holds both to each other. Spans count Unicode code points and are half-open.

use serde::de::{Deserializer, MapAccess, Visitor};
use serde::ser::{SerializeMap, Serializer};
use serde::{Deserialize, Serialize};
use std::fmt;

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
    /// When it was published, as the source writes it.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub date: Option<String>,
    /// Who wrote it.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub author: Option<String>,
    /// Who published it.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub outlet: Option<String>,
    /// Where it stands on the web.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub url: Option<String>,
    /// The character set it was decoded from, where that was not UTF-8.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub charset: Option<String>,
    /// How many characters could not be decoded and stand as U+FFFD.
    #[serde(skip_serializing_if = "is_zero", default)]
    pub replaced: usize,
    /// The text that spans count in, where it was derived from a page and stands nowhere else.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub text: Option<String>,
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
    pub heads: Named<Answer>,
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
        probabilities: Named<f64>,
    },
    /// Of a head of which exactly one label holds.
    Exclusive {
        /// The label that holds; null where the model declined to decide.
        label: Option<String>,
        /// Calibrated probability of each label; they sum to 1.
        probabilities: Named<f64>,
    },
}

/// A term that pushed a label up or down.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Evidence {
    /// The label it pushed.
    pub label: String,
    /// The words it comes from.
    pub text: String,
    /// Where they stand; null where they are not in the text, as words of the title.
    pub span: Option<Columns>,
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
    pub heads: Named<Answer>,
    /// The terms that weighed most, on request.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub evidence: Option<Vec<Evidence>>,
}

/// The record that `classify` writes for one statement and one target, where a model stands
/// for each target.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct TargetClassification {
    /// The statement's own identifier.
    pub id: String,
    /// What was asked about.
    pub target: String,
    /// One answer a head of the target's model.
    #[serde(flatten)]
    pub heads: Named<Answer>,
    /// The terms that weighed most, on request.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub evidence: Option<Vec<Evidence>>,
}

/// Values by name, in the order of the model: heads of a statement, labels of a head.
///
/// It is written as a JSON object whose order is kept, and found by looking: there are few.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Named<T>(Vec<(String, T)>);

impl<T> Named<T> {
    /// The value called `name`.
    pub fn get(&self, name: &str) -> Option<&T> {
        self.iter()
            .find(|(known, _)| *known == name)
            .map(|(_, value)| value)
    }

    /// Every name with its value, in order.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = (&str, &T)> {
        self.0.iter().map(|(name, value)| (name.as_str(), value))
    }

    /// The number of values.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// True where there is none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl<T> Default for Named<T> {
    fn default() -> Self {
        Self(Vec::new())
    }
}

impl<T> FromIterator<(String, T)> for Named<T> {
    fn from_iter<I: IntoIterator<Item = (String, T)>>(values: I) -> Self {
        Self(values.into_iter().collect())
    }
}

impl<T: Serialize> Serialize for Named<T> {
    fn serialize<S: Serializer>(&self, writer: S) -> std::result::Result<S::Ok, S::Error> {
        let mut map = writer.serialize_map(Some(self.0.len()))?;
        for (name, value) in &self.0 {
            map.serialize_entry(name, value)?;
        }
        map.end()
    }
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Named<T> {
    fn deserialize<D: Deserializer<'de>>(reader: D) -> std::result::Result<Self, D::Error> {
        struct Entries<T>(std::marker::PhantomData<T>);
        impl<'de, T: Deserialize<'de>> Visitor<'de> for Entries<T> {
            type Value = Named<T>;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object of named values")
            }
            fn visit_map<M: MapAccess<'de>>(
                self,
                mut map: M,
            ) -> std::result::Result<Self::Value, M::Error> {
                let mut values = Vec::new();
                while let Some(entry) = map.next_entry()? {
                    values.push(entry);
                }
                Ok(Named(values))
            }
        }
        reader.deserialize_map(Entries(std::marker::PhantomData))
    }
}

fn is_zero(count: &usize) -> bool {
    *count == 0
}

impl Answer {
    /// The names of the labels that hold.
    pub fn labels(&self) -> &[String] {
        match self {
            Answer::Independent { labels, .. } => labels,
            Answer::Exclusive { label, .. } => label.as_slice(),
        }
    }

    /// Calibrated probability of each label.
    pub fn probabilities(&self) -> &Named<f64> {
        match self {
            Answer::Independent { probabilities, .. } | Answer::Exclusive { probabilities, .. } => {
                probabilities
            }
        }
    }
}
