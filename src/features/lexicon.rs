//! What is known of words beforehand: concept classes and polarity.
//!
//! A concept file (TOML) names classes and the words, prefixes (`weapon*`) and phrases that
//! belong to each; a polarity file (tab-separated) gives words a valence. Both are data of
//! the model: a corpus teaches what they are worth, they only let words that it saw speak
//! for their neighbours that it did not.

use crate::error::{Error, Result};
use std::collections::{BTreeMap, HashMap};

/// A concept class, numbered in the order of their names.
pub type Class = u8;

/// Classes and valences of words.
#[derive(Debug, Clone, Default)]
pub struct Lexicon {
    classes: Vec<String>,
    words: HashMap<String, Vec<Class>>,
    /// Prefixes by their first two bytes.
    prefixes: HashMap<[u8; 2], Vec<(String, Class)>>,
    phrases: Vec<Phrase>,
    /// Phrases by the part of their first word before a `*`.
    openings: HashMap<String, Vec<usize>>,
    valences: HashMap<String, f32>,
}

/// Several words in a row that make a class.
#[derive(Debug, Clone)]
pub struct Phrase {
    /// Words, or prefixes of words where the flag is set.
    pub words: Vec<(String, bool)>,
    /// What they make.
    pub class: Class,
    /// The first byte of the second word: most phrases are ruled out by it.
    pub second: u8,
}

impl Lexicon {
    /// Reads a concept file: one table a class name, with `words` separated by white space
    /// (a `*` at the end matches any ending) and `phrases`, a list.
    ///
    /// # Errors
    /// A configuration error where it is not such a file, or names more than 255 classes.
    pub fn parse(concepts: &str, polarity: &str) -> Result<Self> {
        let table: BTreeMap<String, Concept> = toml::from_str(concepts)
            .map_err(|error| Error::config("is not a concept file").because(error))?;
        if table.len() > usize::from(Class::MAX) {
            return Err(Error::config(format!(
                "names {} classes; at most {} are possible",
                table.len(),
                Class::MAX
            )));
        }
        let mut lexicon = Self::default();
        for (number, (name, concept)) in table.into_iter().enumerate() {
            let class = number as Class;
            lexicon.classes.push(name);
            for word in concept.words.split_whitespace() {
                lexicon.add_word(word, class);
            }
            for phrase in &concept.phrases {
                lexicon.add_phrase(phrase, class);
            }
        }
        for (index, line) in polarity.lines().enumerate() {
            if line.is_empty() || line.starts_with('#') {
                continue;
            }
            let (word, valence) = line
                .split_once('\t')
                .and_then(|(word, valence)| Some((word, valence.trim().parse().ok()?)))
                .ok_or_else(|| {
                    Error::config(format!(
                        "line {}: \"{line}\" is not a word, a tab and a number",
                        index + 1
                    ))
                })?;
            lexicon.valences.insert(word.to_owned(), valence);
        }
        Ok(lexicon)
    }

    fn add_word(&mut self, word: &str, class: Class) {
        let place = match word.strip_suffix('*') {
            Some(prefix) if prefix.len() >= 2 => {
                let head = [prefix.as_bytes()[0], prefix.as_bytes()[1]];
                let list = self.prefixes.entry(head).or_default();
                list.push((prefix.to_owned(), class));
                return;
            }
            _ => self.words.entry(word.to_owned()).or_default(),
        };
        if !place.contains(&class) {
            place.push(class);
        }
    }

    fn add_phrase(&mut self, phrase: &str, class: Class) {
        let words: Vec<(String, bool)> = phrase
            .split_whitespace()
            .map(|word| match word.strip_suffix('*') {
                Some(prefix) => (prefix.to_owned(), true),
                None => (word.to_owned(), false),
            })
            .collect();
        match words.as_slice() {
            [] => {}
            [_] => self.add_word(phrase.trim(), class),
            [first, ..] => {
                self.openings
                    .entry(first.0.clone())
                    .or_default()
                    .push(self.phrases.len());
                let second = words[1].0.bytes().next().unwrap_or(0);
                self.phrases.push(Phrase {
                    words,
                    class,
                    second,
                });
            }
        }
    }

    /// The names of the classes, in order.
    pub fn classes(&self) -> &[String] {
        &self.classes
    }

    /// The classes of `word`, ascending.
    pub fn classes_of(&self, word: &str) -> Vec<Class> {
        let mut found = self.words.get(word).cloned().unwrap_or_default();
        if let [a, b, ..] = *word.as_bytes() {
            for (prefix, class) in self.prefixes.get(&[a, b]).into_iter().flatten() {
                if word.starts_with(prefix.as_str()) {
                    found.push(*class);
                }
            }
        }
        found.sort_unstable();
        found.dedup();
        found
    }

    /// The numbers of the phrases that may begin with `word`.
    pub fn phrases_from(&self, word: &str) -> Vec<usize> {
        let mut found = Vec::new();
        for (end, _) in word.char_indices().skip(1).chain([(word.len(), ' ')]) {
            for &number in self.openings.get(&word[..end]).into_iter().flatten() {
                let exact = !self.phrases[number].words[0].1;
                if !exact || end == word.len() {
                    found.push(number);
                }
            }
        }
        found.sort_unstable();
        found
    }

    /// The phrase of that number.
    pub fn phrase(&self, number: usize) -> &Phrase {
        &self.phrases[number]
    }

    /// How good (above 0) or bad (below 0) `word` sounds; 0 where nothing is known.
    pub fn valence(&self, word: &str) -> f32 {
        self.valences.get(word).copied().unwrap_or(0.0)
    }
}

#[derive(serde::Deserialize)]
#[serde(deny_unknown_fields)]
struct Concept {
    #[serde(default)]
    words: String,
    #[serde(default)]
    phrases: Vec<String>,
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lexicon() -> Lexicon {
        Lexicon::parse(
            "[ARMS]\nwords = \"weapon* shell\"\nphrases = [\"air defence*\"]\n[MONEY]\nwords = \"fund* shell\"",
            "# word, valence\ngood\t1.9\nbad\t-2.5\n",
        )
        .unwrap()
    }

    #[test]
    fn words_have_classes_by_spelling_or_beginning() {
        let lexicon = lexicon();
        assert_eq!(lexicon.classes(), ["ARMS", "MONEY"]);
        assert_eq!(lexicon.classes_of("weaponry"), [0]);
        assert_eq!(lexicon.classes_of("shell"), [0, 1]);
        assert!(lexicon.classes_of("shells").is_empty());
        assert_eq!(lexicon.phrases_from("air"), [0]);
        assert!(lexicon.phrases_from("airy").is_empty());
        assert_eq!(lexicon.valence("bad"), -2.5);
    }

    #[test]
    fn wrong_files_are_refused() {
        assert!(Lexicon::parse("[A]\nword = \"x\"", "").is_err());
        let error = Lexicon::parse("", "good 1").unwrap_err();
        assert!(error.to_string().contains("line 1"), "{error}");
    }
}
