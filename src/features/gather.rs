//! What a text holds, counted: the one walk over lexemes that rows and scores share.
//!
//! [`Numbers`] knows a vocabulary by the parts that terms are made of, so that most terms are
//! found without a key; [`Known`] remembers the numbers of every stem and word already seen;
//! [`Gathered`] is the result. Finding concept pairs takes most of the time, so it works on
//! whole sets of classes.

use super::hash::{Key, join};
use super::lexeme::{Lexer, Memory, Placed, Role};
use super::lexicon::Class;
use super::terms::{
    ClassKeys, Denied, Kind, PAIR_WINDOW, TONES, character_keys, denied, find_concepts, tone_key,
    tones,
};
use super::vocabulary::Vocabulary;

/// Stands for a term that the vocabulary does not hold.
const NO_TERM: u32 = u32::MAX;

/// A set of concept classes.
type Classes = [u64; 4];

/// The numbers that a vocabulary gives to terms, by what they are made of.
#[derive(Debug, Clone, Default)]
pub struct Numbers {
    wanted: [bool; Kind::ALL.len()],
    concepts: Vec<u32>,
    negated_concepts: Vec<u32>,
    tones: Vec<u32>,
    pairs: PairTable,
}

/// What was already looked up for stems and words; one a thread, never part of results.
#[derive(Debug, Clone, Default)]
pub struct Known {
    generation: u32,
    /// The terms of each stem, as it stands and denied.
    stems: Vec<[u32; 2]>,
    /// Where the character terms of each lexeme end in `characters`.
    ends: Vec<u32>,
    /// Character terms, with how often they occur in their word.
    characters: Vec<(u32, f32)>,
}

/// The distinct terms of a text, by kind, with their counts.
#[derive(Debug, Clone, Default)]
pub struct Gathered {
    /// The terms of each kind, in the order in which they were first met; of characters, the
    /// lexemes that they are taken from.
    terms: [Vec<u32>; Kind::ALL.len()],
    counts: Vec<u16>,
    lexeme_counts: Vec<u16>,
    concepts: Vec<(u32, Class)>,
    pairs: PairWork,
}

impl Gathered {
    /// Calls `each` with every distinct term of `kind` (every distinct lexeme, where that is
    /// characters) and its count, at most 65,535, and forgets it.
    pub fn drain(&mut self, kind: Kind, mut each: impl FnMut(u32, u16)) {
        let numbers = self.terms[kind.index()].drain(..);
        let counts = match kind {
            // A pair counts once, however often it occurs.
            Kind::ConceptPairs => return numbers.for_each(|number| each(number, 1)),
            Kind::Characters => &mut self.lexeme_counts,
            _ => &mut self.counts,
        };
        numbers.for_each(|number| each(number, std::mem::take(&mut counts[number as usize])));
    }
}

fn count(number: u32, counts: &mut [u16], terms: &mut Vec<u32>) {
    let count = &mut counts[number as usize];
    if *count == 0 {
        terms.push(number);
    }
    *count = count.saturating_add(1);
}

impl Known {
    /// Catches up with `memory`, which may have forgotten everything since.
    fn learn(&mut self, memory: &Memory, vocabulary: &Vocabulary) {
        if self.generation != memory.generation() {
            *self = Self {
                generation: memory.generation(),
                ..Self::default()
            };
        }
        let number = |key| vocabulary.index(key).unwrap_or(NO_TERM);
        for &stem in memory.stems_from(self.stems.len()) {
            self.stems.push([
                number(join(Kind::Words.seed(), stem)),
                number(join(Kind::NegatedWords.seed(), stem)),
            ]);
        }
        for lexeme in self.ends.len()..memory.n_lexemes() {
            let first = self.characters.len();
            for key in character_keys(memory.lexeme(lexeme as u32)) {
                let Some(term) = vocabulary.index(key) else {
                    continue;
                };
                match self.characters[first..].iter_mut().find(|c| c.0 == term) {
                    Some(known) => known.1 += 1.0,
                    None => self.characters.push((term, 1.0)),
                }
            }
            self.ends.push(self.characters.len() as u32);
        }
    }

    /// The distinct character terms of a lexeme, with how often they occur in it.
    pub fn characters(&self, lexeme: u32) -> &[(u32, f32)] {
        let lexeme = lexeme as usize;
        let start = lexeme.checked_sub(1).map_or(0, |before| self.ends[before]);
        &self.characters[start as usize..self.ends[lexeme] as usize]
    }

    /// How many lexemes it knows.
    pub fn n_lexemes(&self) -> usize {
        self.ends.len()
    }

    /// Changes whenever lexemes are numbered anew.
    pub fn generation(&self) -> u32 {
        self.generation
    }
}

impl Numbers {
    /// The numbers of `vocabulary` for the kinds that are `wanted`.
    pub fn new(
        vocabulary: &Vocabulary,
        keys: &ClassKeys,
        wanted: &[bool; Kind::ALL.len()],
    ) -> Self {
        let number = |key| vocabulary.index(key).unwrap_or(NO_TERM);
        let of_classes = |kind: Kind| {
            let classes = 0..keys.len();
            classes
                .map(|class| number(join(kind.seed(), keys.key(class as Class))))
                .collect()
        };
        Self {
            wanted: *wanted,
            concepts: of_classes(Kind::Concepts),
            negated_concepts: of_classes(Kind::NegatedConcepts),
            tones: TONES.iter().map(|tone| number(tone_key(tone))).collect(),
            pairs: if wanted[Kind::ConceptPairs.index()] {
                PairTable::new(keys, number)
            } else {
                PairTable::default()
            },
        }
    }

    /// Counts the terms of a text into `gathered`, whose former terms were drained.
    pub fn gather(
        &self,
        placed: &[Placed],
        memory: &Memory,
        lexer: &Lexer,
        vocabulary: &Vocabulary,
        known: &mut Known,
        gathered: &mut Gathered,
    ) {
        known.learn(memory, vocabulary);
        let Gathered {
            terms,
            counts,
            lexeme_counts,
            concepts,
            pairs,
        } = gathered;
        counts.resize(vocabulary.n_terms(), 0);
        lexeme_counts.resize(memory.n_lexemes(), 0);
        let wants = |kind: Kind| self.wanted[kind.index()];
        let (words, characters) = (wants(Kind::Words), wants(Kind::Characters));
        let seed = Kind::Words.seed();
        let mut before: Option<Key> = None;
        let mut denies = false;
        for place in placed {
            let core = memory.core(place.lexeme);
            if core.role == Role::Mark {
                continue;
            }
            denies |= core.role == Role::Negator;
            if characters {
                let terms = &mut terms[Kind::Characters.index()];
                count(place.lexeme, lexeme_counts, terms);
            }
            if !words {
                continue;
            }
            let terms = &mut terms[Kind::Words.index()];
            let number = known.stems[core.stem as usize][0];
            if number != NO_TERM {
                count(number, counts, terms);
            }
            if let Some(before) = before {
                let key = join(before, core.key);
                if let Some(number) = vocabulary.index_of_two_stems(key) {
                    count(number, counts, terms);
                }
            }
            before = Some(join(seed, core.key));
        }
        find_concepts(placed, memory, lexer, concepts);
        if wants(Kind::Concepts) {
            let terms = &mut terms[Kind::Concepts.index()];
            for &(_, class) in &*concepts {
                let number = self.concepts[usize::from(class)];
                if number != NO_TERM {
                    count(number, counts, terms);
                }
            }
        }
        if wants(Kind::ConceptPairs) {
            let terms = &mut terms[Kind::ConceptPairs.index()];
            self.pairs
                .find(concepts, pairs, |number| terms.push(number));
        }
        if denies {
            denied(placed, memory, concepts, |_, denied| {
                let (kind, number) = match denied {
                    Denied::Concept(class) => (
                        Kind::NegatedConcepts,
                        self.negated_concepts[usize::from(class)],
                    ),
                    Denied::Word(lexeme) => (
                        Kind::NegatedWords,
                        known.stems[memory.core(lexeme).stem as usize][1],
                    ),
                };
                if number != NO_TERM && wants(kind) {
                    count(number, counts, &mut terms[kind.index()]);
                }
            });
        }
        if wants(Kind::Polarity) {
            let terms = &mut terms[Kind::Polarity.index()];
            tones(placed, memory, |tone, _, _| {
                let number = self.tones[tone];
                if number != NO_TERM {
                    count(number, counts, terms);
                }
            });
        }
    }
}

/// Which pairs of concepts are terms, by their two classes.
#[derive(Debug, Clone, Default)]
struct PairTable {
    /// For each second class, the first classes it makes a term with.
    known: Vec<Classes>,
    /// The numbers, by second class and then by first.
    numbers: Vec<u32>,
}

/// What pairs are found with.
#[derive(Debug, Clone, Default)]
struct PairWork {
    /// For each second class, the first classes that were met with it.
    done: Vec<Classes>,
    /// Where each class occurred last.
    last: Vec<u32>,
}

impl PairTable {
    fn new(keys: &ClassKeys, number: impl Fn(Key) -> u32) -> Self {
        let n = keys.len();
        let mut table = Self {
            known: vec![[0; 4]; n],
            numbers: vec![NO_TERM; n * n],
        };
        for a in 0..n {
            let head = join(Kind::ConceptPairs.seed(), keys.key(a as Class));
            for b in (0..n).filter(|&b| b != a) {
                let number = number(join(head, keys.key(b as Class)));
                if number != NO_TERM {
                    table.known[b][a / 64] |= 1 << (a % 64);
                    table.numbers[b * n + a] = number;
                }
            }
        }
        table
    }

    /// Calls `each` once with the number of every pair among `concepts` (position and class,
    /// in order of position).
    fn find(&self, concepts: &[(u32, Class)], work: &mut PairWork, mut each: impl FnMut(u32)) {
        let n = self.known.len();
        work.done.resize(n, [0; 4]);
        work.last.resize(n, 0);
        // The classes within reach before the present position, and where they begin.
        let mut near: Classes = [0; 4];
        let mut oldest = 0;
        for here in concepts.chunk_by(|a, b| a.0 == b.0) {
            let at = here[0].0;
            while concepts[oldest].0 as usize + PAIR_WINDOW < at as usize {
                let (place, class) = concepts[oldest];
                let class = usize::from(class);
                if work.last[class] == place {
                    near[class / 64] &= !(1 << (class % 64));
                }
                oldest += 1;
            }
            for &(_, second) in here {
                let second = usize::from(second);
                let numbers = &self.numbers[second * n..(second + 1) * n];
                let known = &self.known[second];
                for (word, done) in work.done[second].iter_mut().enumerate() {
                    let mut new = near[word] & known[word] & !*done;
                    *done |= new;
                    while new != 0 {
                        each(numbers[word * 64 + new.trailing_zeros() as usize]);
                        new &= new - 1;
                    }
                }
            }
            for &(_, class) in here {
                let class = usize::from(class);
                near[class / 64] |= 1 << (class % 64);
                work.last[class] = at;
            }
        }
        for &(_, class) in concepts {
            work.done[usize::from(class)] = [0; 4];
        }
    }
}
