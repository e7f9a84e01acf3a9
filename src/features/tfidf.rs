//! Learns a vocabulary; turns statements into rows of weights.
//!
//! [`TfidfParams`] is what is chosen, [`Tfidf`] what was learned; only the second transforms.
//! Within each kind of terms, weights are `(1 + ln tf) × idf`, scaled to length 1, then
//! multiplied by the kind's own weight: a kind with many terms does not drown one with few.

use super::hash::Key;
use super::lexeme::{Lexer, Memory, Placed};
use super::lexicon::Lexicon;
use super::rows::SparseRows;
use super::terms::{ClassKeys, Kind, PairTable, Term, Workspace, character_keys, name, terms};
use super::tokenize::Tokenizer;
use super::vocabulary::Vocabulary;
use crate::error::{Error, Result};
use crate::text::Span;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, HashMap};

/// What is chosen before learning.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TfidfParams {
    /// The kinds of terms taken, each with its own choices.
    pub kinds: BTreeMap<Kind, KindParams>,
    /// Tokens seen less often are left out of the tokenizer's vocabulary.
    #[serde(default = "one")]
    pub min_token_count: usize,
}

/// What is chosen for one kind of terms.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct KindParams {
    /// The length of this kind's part of a row, above 0.
    #[serde(default = "full")]
    pub weight: f32,
    /// Terms that occur in fewer statements are left out.
    #[serde(default = "two")]
    pub min_document_frequency: u32,
}

fn one() -> usize {
    1
}

fn two() -> u32 {
    2
}

fn full() -> f32 {
    1.0
}

/// A learned vocabulary with everything needed to make rows.
#[derive(Debug, Clone)]
pub struct Tfidf {
    params: TfidfParams,
    lexer: Lexer,
    keys: ClassKeys,
    wanted: [bool; Kind::ALL.len()],
    vocabulary: Vocabulary,
    pairs: PairTable,
    idf: Vec<f32>,
}

/// Buffers and memory for making rows; one a thread, never part of results.
#[derive(Debug, Clone, Default)]
pub struct Scratch {
    memory: Memory,
    placed: Vec<Placed>,
    work: Workspace,
    counts: Vec<f32>,
    touched: Vec<u32>,
    row: Vec<(u32, f32)>,
    characters: CharacterTerms,
}

/// The character terms of every lexeme in memory, by number: there are a dozen a word, and
/// they are the same each time the word is seen.
#[derive(Debug, Clone, Default)]
struct CharacterTerms {
    /// Where the terms of each lexeme end in `terms`.
    ends: Vec<u32>,
    terms: Vec<u32>,
    generation: u32,
}

impl CharacterTerms {
    /// Catches up with `memory`, which may have forgotten everything since.
    fn learn(&mut self, memory: &Memory, vocabulary: &Vocabulary) {
        if self.generation != memory.generation() {
            *self = Self {
                generation: memory.generation(),
                ..Self::default()
            };
        }
        for number in self.ends.len()..memory.n_lexemes() {
            for key in character_keys(memory.lexeme(number as u32)) {
                self.terms.extend(vocabulary.index(key));
            }
            self.ends.push(self.terms.len() as u32);
        }
    }

    fn of(&self, lexeme: u32) -> &[u32] {
        let number = lexeme as usize;
        let start = if number == 0 {
            0
        } else {
            self.ends[number - 1]
        };
        &self.terms[start as usize..self.ends[number] as usize]
    }
}

/// A term of a text that the vocabulary holds, and where it stands.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Found {
    /// Its number.
    pub index: u32,
    /// The stretch of text from its first word to its last.
    pub span: Span,
}

/// A term while its document frequency is counted.
struct Counted {
    name: String,
    frequency: u32,
    /// The last text it was seen in.
    last: usize,
}

impl TfidfParams {
    /// Learns the terms of `texts` that are frequent enough.
    ///
    /// # Errors
    /// A configuration error where a parameter is out of range or no term is left.
    pub fn fit(&self, texts: &[&str], lexicon: Lexicon) -> Result<Tfidf> {
        self.check()?;
        let tokenizer = Tokenizer::train(texts.iter().copied(), self.min_token_count)?;
        let tfidf = Tfidf::assemble(self.clone(), tokenizer, lexicon, Vocabulary::default());
        // Counted by key, so that a term is spelled once and not once an occurrence.
        let mut counted: HashMap<Key, Counted> = HashMap::new();
        let mut scratch = Scratch::default();
        for (number, text) in texts.iter().enumerate() {
            tfidf.visit(text, &tfidf.wanted, &mut scratch, |term, memory| {
                let counted = counted.entry(term.key).or_insert_with(|| Counted {
                    name: name(&term, memory, &tfidf.lexer),
                    frequency: 0,
                    last: usize::MAX,
                });
                if counted.last != number {
                    counted.last = number;
                    counted.frequency += 1;
                }
            });
        }
        let mut frequencies: BTreeMap<String, u32> = counted
            .into_values()
            .map(|counted| (counted.name, counted.frequency))
            .collect();
        let largest = frequencies.values().max().copied().unwrap_or(0);
        frequencies.retain(|name, frequency| {
            let (kind, _) = super::terms::key_of(name).expect("a spelled term has a kind");
            *frequency >= self.kinds[&kind].min_document_frequency
        });
        if frequencies.is_empty() {
            return Err(Error::config(format!(
                "no term is left: the largest document frequency is {largest}; lower min_document_frequency or add statements"
            )));
        }
        let Tfidf {
            params,
            lexer: Lexer {
                tokenizer, lexicon, ..
            },
            ..
        } = tfidf;
        let vocabulary = Vocabulary::new(frequencies, texts.len())?;
        Ok(Tfidf::assemble(params, tokenizer, lexicon, vocabulary))
    }

    fn check(&self) -> Result<()> {
        if self.kinds.is_empty() {
            return Err(Error::config(
                "no kind of terms is chosen; name at least one",
            ));
        }
        for (kind, params) in &self.kinds {
            if !(params.weight.is_finite() && params.weight > 0.0) {
                return Err(Error::config(format!(
                    "the weight of {} is {}; expected a number above 0",
                    kind.name(),
                    params.weight
                )));
            }
        }
        Ok(())
    }
}

impl Tfidf {
    /// Puts together what a model directory holds.
    pub fn assemble(
        params: TfidfParams,
        tokenizer: Tokenizer,
        lexicon: Lexicon,
        vocabulary: Vocabulary,
    ) -> Self {
        let mut wanted = [false; Kind::ALL.len()];
        for kind in params.kinds.keys() {
            wanted[kind.index()] = true;
        }
        let grams = if wanted[Kind::Characters.index()] {
            (3, 5)
        } else {
            (0, 0)
        };
        let keys = ClassKeys::new(lexicon.classes());
        Self {
            pairs: if wanted[Kind::ConceptPairs.index()] {
                PairTable::new(&keys, |key| vocabulary.index(key))
            } else {
                PairTable::default()
            },
            keys,
            lexer: Lexer {
                tokenizer,
                lexicon,
                grams,
            },
            idf: vocabulary.idf(),
            params,
            wanted,
            vocabulary,
        }
    }

    /// What was chosen.
    pub fn params(&self) -> &TfidfParams {
        &self.params
    }

    /// What was learned.
    pub fn vocabulary(&self) -> &Vocabulary {
        &self.vocabulary
    }

    /// What cuts the text.
    pub fn tokenizer(&self) -> &Tokenizer {
        &self.lexer.tokenizer
    }

    /// The weights of `text`, one a distinct term, in no particular order. Each kind's part
    /// has the length of its weight, or is empty.
    pub fn row<'s>(&self, text: &str, scratch: &'s mut Scratch) -> &'s mut [(u32, f32)] {
        let scales = self.count(text, scratch);
        for (index, weight) in &mut scratch.row {
            *weight *= scales[self.vocabulary.kind(*index).index()];
        }
        &mut scratch.row
    }

    /// Fills `scratch.row` with `(1 + ln tf) × idf` of each distinct term, and returns the
    /// factor by kind that makes them the weights of [`Tfidf::row`].
    fn count(&self, text: &str, scratch: &mut Scratch) -> [f32; Kind::ALL.len()] {
        let mut counts = std::mem::take(&mut scratch.counts);
        let mut touched = std::mem::take(&mut scratch.touched);
        counts.resize(self.vocabulary.n_terms(), 0.0);
        touched.clear();
        let mut count = |index: u32, most: f32| {
            let count = &mut counts[index as usize];
            if *count == 0.0 {
                touched.push(index);
            }
            *count = (*count + 1.0).min(most);
        };
        let mut wanted = self.wanted;
        wanted[Kind::ConceptPairs.index()] = false;
        wanted[Kind::Characters.index()] = false;
        self.visit(text, &wanted, scratch, |term, _| {
            if let Some(index) = self.vocabulary.index(term.key) {
                count(index, f32::INFINITY);
            }
        });
        if self.wanted[Kind::Characters.index()] {
            scratch.characters.learn(&scratch.memory, &self.vocabulary);
            for place in &scratch.placed {
                for &index in scratch.characters.of(place.lexeme) {
                    count(index, f32::INFINITY);
                }
            }
        }
        if self.wanted[Kind::ConceptPairs.index()] {
            // A pair counts once, however often it occurs.
            self.pairs.find(&scratch.work, |index| count(index, 1.0));
        }
        let mut squares = [0.0_f32; Kind::ALL.len()];
        scratch.row.clear();
        for &index in &touched {
            let count = std::mem::take(&mut counts[index as usize]);
            let tf = if count == 1.0 { 1.0 } else { 1.0 + count.ln() };
            let weight = tf * self.idf[index as usize];
            squares[self.vocabulary.kind(index).index()] += weight * weight;
            scratch.row.push((index, weight));
        }
        scratch.counts = counts;
        scratch.touched = touched;
        let mut scales = [0.0_f32; Kind::ALL.len()];
        for (kind, params) in &self.params.kinds {
            let square = squares[kind.index()];
            if square > 0.0 {
                scales[kind.index()] = params.weight / square.sqrt();
            }
        }
        scales
    }

    /// The rows of `texts` (n × n_terms).
    pub fn rows<'a>(&self, texts: impl IntoIterator<Item = &'a str>) -> SparseRows {
        let mut scratch = Scratch::default();
        let mut rows = SparseRows::new(self.vocabulary.n_terms());
        for text in texts {
            rows.push(self.row(text, &mut scratch));
        }
        rows
    }

    /// Every occurrence of a known term in `text`, in order of kind and place.
    pub fn occurrences(&self, text: &str, scratch: &mut Scratch) -> Vec<Found> {
        let mut found = Vec::new();
        let mut places = Vec::new();
        self.visit(text, &self.wanted, scratch, |term, _| {
            if let Some(index) = self.vocabulary.index(term.key) {
                places.push((index, term.first, term.last));
            }
        });
        for (index, first, last) in places {
            if let (Some(first), Some(last)) = (
                scratch.placed.get(first as usize),
                scratch.placed.get(last as usize),
            ) {
                found.push(Found {
                    index,
                    span: first.span.cover(last.span),
                });
            }
        }
        found
    }

    fn visit(
        &self,
        text: &str,
        wanted: &[bool; Kind::ALL.len()],
        scratch: &mut Scratch,
        mut each: impl FnMut(Term, &Memory),
    ) {
        let Scratch {
            memory,
            placed,
            work,
            ..
        } = scratch;
        self.lexer.lex(text, memory, placed);
        let memory = &*memory;
        terms(
            placed,
            memory,
            &self.lexer,
            &self.keys,
            wanted,
            work,
            |term| {
                each(term, memory);
            },
        );
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn params() -> TfidfParams {
        toml::from_str(
            "[kinds]\nwords = { min_document_frequency = 1 }\ncharacters = { weight = 0.5, min_document_frequency = 1 }",
        )
        .unwrap()
    }

    #[test]
    fn weights_are_those_worked_by_hand() {
        let params: TfidfParams =
            toml::from_str("[kinds]\nwords = { min_document_frequency = 2 }").unwrap();
        // "aid" occurs in both texts, "deal" in one, so only "aid" is a term.
        let tfidf = params
            .fit(&["aid deal", "aid"], Lexicon::default())
            .unwrap();
        assert_eq!(tfidf.vocabulary().n_terms(), 1);
        assert_eq!(
            tfidf.row("aid aid deal", &mut Scratch::default()),
            [(0, 1.0)]
        );
    }

    #[test]
    fn each_kind_has_its_own_length() {
        let tfidf = params()
            .fit(&["more aid now", "aid for them"], Lexicon::default())
            .unwrap();
        let mut scratch = Scratch::default();
        let mut squares = [0.0; 2];
        for &mut (index, weight) in tfidf.row("more aid", &mut scratch) {
            squares[tfidf.vocabulary().kind(index).index()] += weight * weight;
        }
        assert!((squares[0] - 1.0).abs() < 1e-5 && (squares[1] - 0.25).abs() < 1e-5);
        assert!(tfidf.row("§", &mut scratch).is_empty());
    }

    #[test]
    fn pairs_found_by_class_are_those_found_by_key() {
        let params: TfidfParams =
            toml::from_str("[kinds]\nconcept_pairs = { min_document_frequency = 1 }").unwrap();
        let concepts = "[A]\nwords = \"aid cut\"\n[B]\nwords = \"cut more\"\n[C]\nwords = \"now\"";
        let lexicon = Lexicon::parse(concepts, "").unwrap();
        let texts = ["aid cut now", "more aid now, cut more", "cut"];
        let tfidf = params.fit(&texts, lexicon).unwrap();
        let mut scratch = Scratch::default();
        for text in texts {
            let mut row: Vec<u32> = tfidf.row(text, &mut scratch).iter().map(|e| e.0).collect();
            row.sort_unstable();
            let mut found: Vec<u32> = tfidf
                .occurrences(text, &mut scratch)
                .iter()
                .map(|found| found.index)
                .collect();
            found.sort_unstable();
            assert_eq!(row, found, "{text}");
        }
    }

    #[test]
    fn a_used_scratch_gives_the_same_row() {
        let tfidf = params()
            .fit(&["more aid now", "aid for them"], Lexicon::default())
            .unwrap();
        let mut used = Scratch::default();
        tfidf.row("aid aid for them all", &mut used);
        let again = tfidf.row("more aid", &mut used).to_vec();
        assert_eq!(again, tfidf.row("more aid", &mut Scratch::default()));
    }

    #[test]
    fn occurrences_point_into_the_text() {
        let tfidf = params().fit(&["more aid now"], Lexicon::default()).unwrap();
        let text = "Send “more AID”";
        let found = tfidf.occurrences(text, &mut Scratch::default());
        let words: Vec<&str> = found
            .iter()
            .filter(|found| {
                tfidf
                    .vocabulary()
                    .name(found.index)
                    .starts_with("words:more aid")
            })
            .map(|found| found.span.of(text))
            .collect();
        assert_eq!(words, ["more AID"]);
    }

    #[test]
    fn pruning_everything_is_an_error() {
        let params: TfidfParams =
            toml::from_str("[kinds]\nwords = { min_document_frequency = 40 }").unwrap();
        let error = params.fit(&["aid"], Lexicon::default()).unwrap_err();
        assert!(error.to_string().contains("no term is left"), "{error}");
    }
}
