//! Learns a vocabulary; turns statements into rows of weights.
//!
//! [`TfidfParams`] is what is chosen, [`Tfidf`] what was learned; only the second transforms.
//! Within each kind of terms, weights are `(1 + ln tf) × idf`, scaled to length 1, then
//! multiplied by the kind's own weight: a kind with many terms does not drown one with few.
//! [`Tfidf::row`] makes a row; a model that only needs sums of coefficients takes the same
//! counts without making one.

use super::gather::{Gathered, Known, Numbers};
use super::hash::Key;
use super::lexeme::{Lexer, Memory, Placed};
use super::lexicon::Lexicon;
use super::rows::SparseRows;
use super::terms::{ClassKeys, Kind, Term, Workspace, name, terms};
use super::tokenize::Tokenizer;
use super::vocabulary::Vocabulary;
use crate::error::{Error, Result};
use crate::text::Span;
use rayon::prelude::*;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, HashMap};
use std::hash::{BuildHasherDefault, Hasher};

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
    numbers: Numbers,
    idf: Vec<f32>,
}

/// Buffers and memory for making rows; one a thread, never part of results.
#[derive(Debug, Clone, Default)]
pub struct Scratch {
    memory: Memory,
    placed: Vec<Placed>,
    work: Workspace,
    known: Known,
    gathered: Gathered,
    sums: Vec<f32>,
    touched: Vec<u32>,
    row: Vec<(u32, f32)>,
}

/// A term of a text that the vocabulary holds, and where it stands.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Found {
    /// Its number.
    pub index: u32,
    /// The stretch of text from its first word to its last.
    pub span: Span,
}

/// Terms by key, while their document frequencies are counted: a term is spelled once and not
/// once an occurrence.
type Documents = HashMap<Key, Counted, BuildHasherDefault<AsItIs>>;

/// Keys are hashes already.
#[derive(Default)]
struct AsItIs(u64);

impl Hasher for AsItIs {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, bytes: &[u8]) {
        for &byte in bytes {
            self.write_u64(u64::from(byte));
        }
    }

    fn write_u64(&mut self, key: u64) {
        self.0 = self.0.rotate_left(8) ^ key;
    }
}

/// A term while its document frequency is counted.
struct Counted {
    kind: Kind,
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
        let n_threads = rayon::current_num_threads();
        let counted = texts
            .par_chunks(texts.len().div_ceil(n_threads).max(1))
            .map(|texts| tfidf.count_documents(texts))
            .reduce(Documents::default, |mut all, part| {
                if all.is_empty() {
                    return part;
                }
                for (key, counted) in part {
                    let frequency = counted.frequency;
                    let known = all
                        .entry(key)
                        .and_modify(|known| known.frequency += frequency);
                    known.or_insert(counted);
                }
                all
            });
        let largest = counted.values().map(|counted| counted.frequency).max();
        let frequencies: BTreeMap<String, u32> = counted
            .into_values()
            .filter(|counted| counted.frequency >= self.kinds[&counted.kind].min_document_frequency)
            .map(|counted| (counted.name, counted.frequency))
            .collect();
        if frequencies.is_empty() {
            return Err(Error::config(format!(
                "no term is left: the largest document frequency is {}; lower min_document_frequency or add statements",
                largest.unwrap_or(0)
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

    /// True where `other` takes the same terms, if weighed in another way.
    pub fn counts_as(&self, other: &Self) -> bool {
        let least = |params: &Self| -> Vec<(Kind, u32)> {
            let kinds = params.kinds.iter();
            kinds
                .map(|(kind, params)| (*kind, params.min_document_frequency))
                .collect()
        };
        self.min_token_count == other.min_token_count && least(self) == least(other)
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
            numbers: Numbers::new(&vocabulary, &keys, &wanted),
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

    /// The same terms, weighed as `params` says.
    ///
    /// # Panics
    /// Where `params` takes other terms.
    pub fn weighed_by(&self, params: &TfidfParams) -> Self {
        assert!(self.params.counts_as(params), "the same terms");
        Self {
            params: params.clone(),
            ..self.clone()
        }
    }

    /// What cuts the text.
    pub fn tokenizer(&self) -> &Tokenizer {
        &self.lexer.tokenizer
    }

    /// The weights of `text`, one a distinct term, in no particular order.
    ///
    /// Each kind's part has the length of its weight, or is empty. Character terms are
    /// weighed word by word, and the length of their part is that of the words laid at right
    /// angles: what a word adds is then the same in every text, up to one factor.
    pub fn row<'s>(&self, text: &str, scratch: &'s mut Scratch) -> &'s mut [(u32, f32)] {
        self.begin(scratch);
        self.lex(text, scratch);
        self.gather(scratch);
        scratch.row.clear();
        for (kind, params) in &self.params.kinds {
            let first = scratch.row.len();
            let square = match kind {
                Kind::Characters => self.weigh_characters(scratch),
                kind => self.weigh(*kind, scratch),
            };
            if square > 0.0 {
                let scale = params.weight / square.sqrt();
                for (_, weight) in &mut scratch.row[first..] {
                    *weight *= scale;
                }
            }
        }
        &mut scratch.row
    }

    /// Adds `(1 + ln tf) × idf` of each term of `kind` to the row; their squares' sum.
    fn weigh(&self, kind: Kind, scratch: &mut Scratch) -> f32 {
        let mut square = 0.0;
        scratch.gathered.drain(kind, |term, count| {
            let weight = frequency_weight(count) * self.idf[term as usize];
            square += weight * weight;
            scratch.row.push((term, weight));
        });
        square
    }

    /// Adds the character terms of every distinct word, each `tf × idf` in the word times
    /// `1 + ln tf` of the word, to the row; the sum of the words' squared lengths.
    fn weigh_characters(&self, scratch: &mut Scratch) -> f32 {
        let Scratch {
            known,
            gathered,
            sums,
            touched,
            row,
            ..
        } = scratch;
        sums.resize(self.vocabulary.n_terms(), 0.0);
        let mut square = 0.0;
        gathered.drain(Kind::Characters, |lexeme, count| {
            let frequency = frequency_weight(count);
            for &(term, times) in known.characters(lexeme) {
                let weight = frequency * times * self.idf[term as usize];
                square += weight * weight;
                let sum = &mut sums[term as usize];
                if *sum == 0.0 {
                    touched.push(term);
                }
                *sum += weight;
            }
        });
        for term in touched.drain(..) {
            row.push((term, std::mem::take(&mut sums[term as usize])));
        }
        square
    }

    /// Makes `scratch` ready for new texts: lexemes keep their numbers until the next call.
    pub(crate) fn begin(&self, scratch: &mut Scratch) {
        scratch.memory.trim();
        scratch.placed.clear();
    }

    /// Appends the lexemes of `text`, with spans inside it.
    pub(crate) fn lex(&self, text: &str, scratch: &mut Scratch) {
        let Scratch { memory, placed, .. } = scratch;
        self.lexer.lex(text, memory, placed);
    }

    /// Counts the terms of the lexemes that `scratch` holds.
    pub(crate) fn gather(&self, scratch: &mut Scratch) {
        self.numbers.gather(
            &scratch.placed,
            &scratch.memory,
            &self.lexer,
            &self.vocabulary,
            &mut scratch.known,
            &mut scratch.gathered,
        );
    }

    /// The inverse document frequency of each term.
    pub(crate) fn idf(&self) -> &[f32] {
        &self.idf
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

    /// In how many of `texts` every term occurs.
    fn count_documents(&self, texts: &[&str]) -> Documents {
        let mut counted = Documents::default();
        let mut scratch = Scratch::default();
        for (number, text) in texts.iter().enumerate() {
            self.visit(text, &self.wanted, &mut scratch, |term, memory| {
                let counted = counted.entry(term.key).or_insert_with(|| Counted {
                    kind: term.kind,
                    name: name(&term, memory, &self.lexer),
                    frequency: 0,
                    last: usize::MAX,
                });
                if counted.last != number {
                    counted.last = number;
                    counted.frequency += 1;
                }
            });
        }
        counted
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
        memory.trim();
        placed.clear();
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

/// How much `count` occurrences of a term weigh beside one.
pub(crate) fn frequency_weight(count: u16) -> f32 {
    match count {
        1 => 1.0,
        count => 1.0 + f32::from(count).ln(),
    }
}

impl Scratch {
    /// The lexemes of what was lexed since [`Tfidf::begin`].
    pub(crate) fn placed(&mut self) -> &mut Vec<Placed> {
        &mut self.placed
    }

    /// What is known of words, and the counts of the text that was gathered.
    pub(crate) fn gathered(&mut self) -> (&Known, &mut Gathered) {
        (&self.known, &mut self.gathered)
    }

    /// Changes whenever lexemes are numbered anew.
    pub(crate) fn generation(&self) -> u32 {
        self.memory.generation()
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

    /// Every kind, each with a weight of its own, over concepts that share words.
    fn all_kinds() -> Tfidf {
        let params: TfidfParams = toml::from_str(
            &Kind::ALL
                .map(|kind| format!("kinds.{} = {{ min_document_frequency = 1 }}", kind.name()))
                .join("\n"),
        )
        .unwrap();
        let concepts = "[A]\nwords = \"aid cut\"\n[B]\nwords = \"cut more\"\nphrases = [\"aid now\"]\n[C]\nwords = \"now\"";
        let lexicon = Lexicon::parse(concepts, "aid\t1.5\ncut\t-2.0").unwrap();
        let texts = [
            "aid cut now",
            "more aid now, cut more; no aid, not now",
            "no cut",
        ];
        params.fit(&texts, lexicon).unwrap()
    }

    /// The row of `text` by the plain definition, from every occurrence of every term.
    fn plain_row(tfidf: &Tfidf, text: &str) -> BTreeMap<u32, f32> {
        let mut counts: BTreeMap<u32, u32> = BTreeMap::new();
        for found in tfidf.occurrences(text, &mut Scratch::default()) {
            *counts.entry(found.index).or_default() += 1;
        }
        let mut row = BTreeMap::new();
        for kind in Kind::ALL
            .into_iter()
            .filter(|kind| *kind != Kind::Characters)
        {
            let weights: Vec<(u32, f32)> = counts
                .iter()
                .filter(|(term, _)| tfidf.vocabulary().kind(**term) == kind)
                .map(|(&term, &count)| {
                    let count = if kind == Kind::ConceptPairs { 1 } else { count };
                    (term, (1.0 + (count as f32).ln()) * tfidf.idf[term as usize])
                })
                .collect();
            let square: f32 = weights.iter().map(|(_, weight)| weight * weight).sum();
            row.extend(
                weights
                    .iter()
                    .map(|(term, weight)| (*term, weight / square.sqrt())),
            );
        }
        row
    }

    proptest::proptest! {
        #[test]
        fn rows_are_those_of_the_plain_definition(
            words in proptest::collection::vec("aid|cut|now|more|no|not|,|;|and|deal", 0..90),
        ) {
            let (tfidf, text) = (all_kinds(), words.join(" "));
            let row: BTreeMap<u32, f32> = tfidf
                .row(&text, &mut Scratch::default())
                .iter()
                .filter(|(term, _)| tfidf.vocabulary().kind(*term) != Kind::Characters)
                .copied()
                .collect();
            let plain = plain_row(&tfidf, &text);
            proptest::prop_assert!(row.keys().eq(plain.keys()), "{:?} and {:?}", row, plain);
            for (term, weight) in &plain {
                proptest::prop_assert!((weight - row[term]).abs() < 1e-5, "{}", tfidf.vocabulary().name(*term));
            }
        }
    }

    #[test]
    fn characters_are_weighed_word_by_word() {
        let params: TfidfParams =
            toml::from_str("[kinds]\ncharacters = { min_document_frequency = 1 }").unwrap();
        let tfidf = params.fit(&["aid", "aim"], Lexicon::default()).unwrap();
        let mut scratch = Scratch::default();
        let row: BTreeMap<&str, f32> = tfidf
            .row("aid aim aim", &mut scratch)
            .iter()
            .map(|&(term, weight)| (tfidf.vocabulary().name(term), weight))
            .collect();
        // Both words have "_ai", in one of two texts of two: idf 1; the rest has ln(3 / 2) + 1.
        let (one, many) = (1.5_f32.ln() + 1.0, 1.0 + 2.0_f32.ln());
        let length = ((1.0 + many * many) * (1.0 + 5.0 * one * one)).sqrt();
        let expected = [("_ai", 1.0 + many), ("_aid_", one), ("aim", many * one)];
        for (term, weight) in expected {
            let found = row[format!("characters:{term}").as_str()];
            assert!((found - weight / length).abs() < 1e-5, "{term}: {found}");
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
