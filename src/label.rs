//! Label sets and heads: what a model can say of a statement.
//!
//! Names come from the training data and the model directory, never from code, so that
//! anyone can train labels of their own.

use crate::error::{Error, Result};
use serde::{Deserialize, Serialize};

/// How the labels of a head relate.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum HeadKind {
    /// Each label is decided on its own: none, one or several hold.
    Independent,
    /// Exactly one label holds.
    Exclusive,
}

/// A question put to every statement, with the labels that answer it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Head {
    /// The field of records that holds its answer: `stance`, `sentiment`.
    pub name: String,
    /// Whether several labels may hold at once.
    pub kind: HeadKind,
    /// Its labels, sorted and distinct; positions in scores follow this order.
    pub labels: Vec<String>,
}

impl Head {
    /// A head over `labels`, which are sorted and made distinct.
    ///
    /// # Errors
    /// A configuration error where there is no label, an empty one, or one alone in an
    /// exclusive head.
    pub fn new(
        name: impl Into<String>,
        kind: HeadKind,
        labels: impl IntoIterator<Item = String>,
    ) -> Result<Self> {
        let name = name.into();
        let mut labels: Vec<String> = labels.into_iter().collect();
        labels.sort();
        labels.dedup();
        let needed = match kind {
            HeadKind::Independent => 1,
            HeadKind::Exclusive => 2,
        };
        if labels.len() < needed {
            return Err(Error::config(format!(
                "head \"{name}\" has {} labels, at least {needed} are needed; label more statements",
                labels.len()
            )));
        }
        if labels.iter().any(|label| label.trim().is_empty()) {
            return Err(Error::config(format!(
                "head \"{name}\" has an empty label; name it or drop it"
            )));
        }
        Ok(Self { name, kind, labels })
    }

    /// The position of `label`.
    pub fn index(&self, label: &str) -> Option<usize> {
        self.labels
            .binary_search_by(|known| known.as_str().cmp(label))
            .ok()
    }

    /// The number of labels.
    pub fn n_labels(&self) -> usize {
        self.labels.len()
    }

    /// The positions of `labels`, ascending.
    ///
    /// # Errors
    /// An input error that names the first unknown label and the known ones.
    pub fn indices(&self, labels: &[String]) -> Result<LabelSet> {
        let mut set = LabelSet::default();
        for label in labels {
            let index = self.index(label).ok_or_else(|| {
                Error::input(format!(
                    "label \"{label}\" is not one of {}",
                    self.labels.join(", ")
                ))
            })?;
            set.insert(index);
        }
        Ok(set)
    }
}

/// Some labels of one head, by position; ascending and distinct.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash)]
pub struct LabelSet(Vec<usize>);

impl LabelSet {
    /// Adds the label at `index`.
    pub fn insert(&mut self, index: usize) {
        if let Err(place) = self.0.binary_search(&index) {
            self.0.insert(place, index);
        }
    }

    /// True where the label at `index` is among them.
    pub fn contains(&self, index: usize) -> bool {
        self.0.binary_search(&index).is_ok()
    }

    /// The positions, ascending.
    pub fn iter(&self) -> impl Iterator<Item = usize> + '_ {
        self.0.iter().copied()
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// True where there are none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl FromIterator<usize> for LabelSet {
    fn from_iter<I: IntoIterator<Item = usize>>(indices: I) -> Self {
        let mut set = Self::default();
        for index in indices {
            set.insert(index);
        }
        set
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(words: &[&str]) -> Vec<String> {
        words.iter().map(|word| (*word).to_owned()).collect()
    }

    #[test]
    fn labels_are_sorted_and_found() {
        let head = Head::new("tone", HeadKind::Exclusive, names(&["b", "a", "b"])).unwrap();
        assert_eq!(head.labels, ["a", "b"]);
        assert_eq!(head.index("b"), Some(1));
        assert_eq!(head.index("c"), None);
    }

    #[test]
    fn an_unknown_label_is_named_with_the_known_ones() {
        let head = Head::new("stance", HeadKind::Independent, names(&["for", "against"])).unwrap();
        let error = head.indices(&names(&["fro"])).unwrap_err();
        assert_eq!(
            error.to_string(),
            "label \"fro\" is not one of against, for"
        );
    }

    #[test]
    fn one_exclusive_label_decides_nothing() {
        assert!(Head::new("tone", HeadKind::Exclusive, names(&["a"])).is_err());
    }
}
