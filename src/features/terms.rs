//! From lexemes to terms: the ordered list of what a statement is described by.
//!
//! A term is a key, a kind, and the lexemes it comes from; its name is spelled only when a
//! vocabulary is learned or a decision explained.

use super::hash::{Key, hash, join};
use super::lexeme::{Lexeme, Lexer, Memory, Placed, Role, framed};
use super::lexicon::Class;
use serde::{Deserialize, Serialize};

/// A kind of terms. Rows weigh and normalise each kind on its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// Stems, and two stems in a row.
    Words,
    /// Three to five characters in a row inside a word.
    Characters,
    /// Concept classes.
    Concepts,
    /// Two different concept classes in the order in which they occur, at most 40 lexemes apart.
    ConceptPairs,
    /// Concept classes after a negation, up to the next mark, “but” or “and”.
    NegatedConcepts,
    /// Stems after a negation, likewise.
    NegatedWords,
    /// Words by strength and sign of their valence, flipped after a negation, and their balance.
    Polarity,
}

impl Kind {
    /// Every kind, in the order of their columns.
    pub const ALL: [Kind; 7] = [
        Kind::Words,
        Kind::Characters,
        Kind::Concepts,
        Kind::ConceptPairs,
        Kind::NegatedConcepts,
        Kind::NegatedWords,
        Kind::Polarity,
    ];

    /// Its position in [`Kind::ALL`].
    pub fn index(self) -> usize {
        self as usize
    }

    /// Its name in configurations and manifests.
    pub fn name(self) -> &'static str {
        match self {
            Kind::Words => "words",
            Kind::Characters => "characters",
            Kind::Concepts => "concepts",
            Kind::ConceptPairs => "concept_pairs",
            Kind::NegatedConcepts => "negated_concepts",
            Kind::NegatedWords => "negated_words",
            Kind::Polarity => "polarity",
        }
    }

    fn seed(self) -> Key {
        hash(self.name().as_bytes())
    }
}

/// One occurrence of a term.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Term {
    /// Stands for kind and spelling.
    pub key: Key,
    /// What kind it is of.
    pub kind: Kind,
    /// Position of the first lexeme it comes from.
    pub first: u32,
    /// Position of the last one.
    pub last: u32,
    /// What it is spelled from.
    pub parts: Parts,
}

/// What a term is spelled from.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Parts {
    /// One stem, by lexeme number.
    Stem(u32),
    /// Two stems.
    Stems(u32, u32),
    /// A piece of a framed word, in bytes.
    Piece(u32, u16, u16),
    /// One concept class.
    Concept(Class),
    /// Two of them, in order.
    Pair(Class, Class),
    /// A fixed spelling.
    Fixed(&'static str),
}

/// The farthest apart that two concepts still make a pair, in lexemes.
const PAIR_WINDOW: usize = 40;
/// How many lexemes after a negation a word still sounds the other way.
const POLARITY_SCOPE: usize = 4;

/// Buffers that one text's terms are found with.
#[derive(Debug, Clone, Default)]
pub struct Workspace {
    concepts: Vec<(u32, Class)>,
    seen_pairs: Vec<u64>,
}

/// Keys of classes, made once a lexicon.
#[derive(Debug, Clone, Default)]
pub struct ClassKeys(Vec<Key>);

impl ClassKeys {
    /// The keys of `classes`, in their order.
    pub fn new(classes: &[String]) -> Self {
        Self(classes.iter().map(|name| hash(name.as_bytes())).collect())
    }

    fn key(&self, class: Class) -> Key {
        self.0[usize::from(class)]
    }
}

/// Calls `each` with every term of the kinds wanted (by [`Kind::index`]).
pub fn terms(
    placed: &[Placed],
    memory: &Memory,
    lexer: &Lexer,
    keys: &ClassKeys,
    wanted: &[bool; Kind::ALL.len()],
    work: &mut Workspace,
    mut each: impl FnMut(Term),
) {
    find_concepts(placed, memory, lexer, work);
    if wanted[Kind::Words.index()] {
        words(placed, memory, &mut each);
    }
    if wanted[Kind::Characters.index()] {
        characters(placed, memory, &mut each);
    }
    if wanted[Kind::Concepts.index()] {
        for &(at, class) in &work.concepts {
            each(concept(Kind::Concepts, at, class, keys));
        }
    }
    if wanted[Kind::ConceptPairs.index()] {
        pairs(keys, work, &mut each);
    }
    if wanted[Kind::NegatedConcepts.index()] || wanted[Kind::NegatedWords.index()] {
        negated(placed, memory, keys, wanted, work, &mut each);
    }
    if wanted[Kind::Polarity.index()] {
        polarity(placed, memory, &mut each);
    }
}

/// Spells a term: the first letters name the kind, so that kinds never share a spelling.
pub fn name(term: &Term, memory: &Memory, lexer: &Lexer) -> String {
    let stem = |number: u32| memory.lexeme(number).stem.as_str();
    let class = |class: Class| lexer.lexicon.classes()[usize::from(class)].as_str();
    let spelling = match term.parts {
        Parts::Stem(one) => stem(one).to_owned(),
        Parts::Stems(one, two) => format!("{} {}", stem(one), stem(two)),
        Parts::Piece(number, start, end) => {
            framed(&memory.lexeme(number).text)[start as usize..end as usize].to_owned()
        }
        Parts::Concept(one) => class(one).to_owned(),
        Parts::Pair(one, two) => format!("{} {}", class(one), class(two)),
        Parts::Fixed(text) => text.to_owned(),
    };
    format!("{}:{spelling}", term.kind.name())
}

/// The key that belongs to a name that [`name`] gave.
pub fn key_of(name: &str) -> Option<(Kind, Key)> {
    let (kind, spelling) = name.split_once(':')?;
    let kind = Kind::ALL.into_iter().find(|known| known.name() == kind)?;
    let key = match kind {
        Kind::Characters => join(kind.seed(), hash(spelling.as_bytes())),
        _ => spelling
            .split(' ')
            .fold(kind.seed(), |key, part| join(key, hash(part.as_bytes()))),
    };
    Some((kind, key))
}

fn words(placed: &[Placed], memory: &Memory, each: &mut impl FnMut(Term)) {
    let seed = Kind::Words.seed();
    let mut before: Option<(u32, u32, Key)> = None;
    for (at, place) in (0_u32..).zip(placed) {
        let lexeme = memory.lexeme(place.lexeme);
        if lexeme.role == Role::Mark {
            continue;
        }
        let key = join(seed, lexeme.key);
        let term = |key, first, parts| Term {
            key,
            kind: Kind::Words,
            first,
            last: at,
            parts,
        };
        each(term(key, at, Parts::Stem(place.lexeme)));
        if let Some((first, number, before)) = before {
            let parts = Parts::Stems(number, place.lexeme);
            each(term(join(before, lexeme.key), first, parts));
        }
        before = Some((at, place.lexeme, key));
    }
}

fn characters(placed: &[Placed], memory: &Memory, each: &mut impl FnMut(Term)) {
    for (at, place) in (0_u32..).zip(placed) {
        let lexeme = memory.lexeme(place.lexeme);
        for (key, &(_, start, end)) in character_keys(lexeme).zip(&lexeme.grams) {
            each(Term {
                key,
                kind: Kind::Characters,
                first: at,
                last: at,
                parts: Parts::Piece(place.lexeme, start, end),
            });
        }
    }
}

/// The keys of a lexeme's character terms.
pub fn character_keys(lexeme: &Lexeme) -> impl Iterator<Item = Key> + '_ {
    let seed = Kind::Characters.seed();
    lexeme.grams.iter().map(move |&(key, _, _)| join(seed, key))
}

/// Classes of words, and of phrases at their first word; each once a lexeme.
fn find_concepts(placed: &[Placed], memory: &Memory, lexer: &Lexer, work: &mut Workspace) {
    work.concepts.clear();
    for (at, place) in placed.iter().enumerate() {
        let lexeme = memory.lexeme(place.lexeme);
        let start = work.concepts.len();
        for &class in &lexeme.classes {
            work.concepts.push((at as u32, class));
        }
        for &number in &lexeme.phrases {
            let phrase = lexer.lexicon.phrase(number);
            let fits = placed.len() >= at + phrase.words.len()
                && phrase
                    .words
                    .iter()
                    .zip(&placed[at..])
                    .all(|((word, prefix), place)| {
                        let text = &memory.lexeme(place.lexeme).text;
                        if *prefix {
                            text.starts_with(word)
                        } else {
                            text == word
                        }
                    });
            let known = work.concepts[start..]
                .iter()
                .any(|&(_, class)| class == phrase.class);
            if fits && !known {
                work.concepts.push((at as u32, phrase.class));
            }
        }
    }
}

fn concept(kind: Kind, at: u32, class: Class, keys: &ClassKeys) -> Term {
    Term {
        key: join(kind.seed(), keys.key(class)),
        kind,
        first: at,
        last: at,
        parts: Parts::Concept(class),
    }
}

fn pairs(keys: &ClassKeys, work: &mut Workspace, each: &mut impl FnMut(Term)) {
    let n = keys.0.len();
    let seed = Kind::ConceptPairs.seed();
    work.seen_pairs.clear();
    work.seen_pairs.resize((n * n).div_ceil(64), 0);
    for (i, &(first, a)) in work.concepts.iter().enumerate() {
        let head = join(seed, keys.key(a));
        for &(last, b) in &work.concepts[i + 1..] {
            if (last - first) as usize > PAIR_WINDOW {
                break;
            }
            let bit = usize::from(a) * n + usize::from(b);
            let seen = &mut work.seen_pairs[bit / 64];
            if a == b || first == last || *seen >> (bit % 64) & 1 == 1 {
                continue;
            }
            *seen |= 1 << (bit % 64);
            each(Term {
                key: join(head, keys.key(b)),
                kind: Kind::ConceptPairs,
                first,
                last,
                parts: Parts::Pair(a, b),
            });
        }
    }
}

/// The numbers that a vocabulary gives to concept pairs, by their two classes.
///
/// Pairs are by far the most frequent terms; looking them up by class instead of by key
/// takes a fifth of the time.
#[derive(Debug, Clone, Default)]
pub struct PairTable {
    n_classes: usize,
    numbers: Vec<u32>,
}

const NO_TERM: u32 = u32::MAX;

impl PairTable {
    /// The table that agrees with `number`, which finds terms by key.
    pub fn new(keys: &ClassKeys, number: impl Fn(Key) -> Option<u32>) -> Self {
        let seed = Kind::ConceptPairs.seed();
        let numbers = keys
            .0
            .iter()
            .flat_map(|&a| keys.0.iter().map(move |&b| join(join(seed, a), b)))
            .map(|key| number(key).unwrap_or(NO_TERM))
            .collect();
        Self {
            n_classes: keys.0.len(),
            numbers,
        }
    }

    /// Calls `each` with the number of every pair of the text that `work` was last used for,
    /// once an occurrence.
    pub fn find(&self, work: &Workspace, mut each: impl FnMut(u32)) {
        for (i, &(first, a)) in work.concepts.iter().enumerate() {
            let row = usize::from(a) * self.n_classes;
            let numbers = &self.numbers[row..row + self.n_classes];
            for &(last, b) in &work.concepts[i + 1..] {
                if (last - first) as usize > PAIR_WINDOW {
                    break;
                }
                let number = numbers[usize::from(b)];
                if number != NO_TERM && first != last {
                    each(number);
                }
            }
        }
    }
}

fn negated(
    placed: &[Placed],
    memory: &Memory,
    keys: &ClassKeys,
    wanted: &[bool; Kind::ALL.len()],
    work: &Workspace,
    each: &mut impl FnMut(Term),
) {
    let mut concepts = work.concepts.iter().peekable();
    let mut scope = false;
    let words = Kind::NegatedWords.seed();
    for (at, place) in (0_u32..).zip(placed) {
        let lexeme = memory.lexeme(place.lexeme);
        let inside = match lexeme.role {
            Role::Mark | Role::Break => {
                scope = false;
                false
            }
            Role::Negator => {
                scope = true;
                false
            }
            Role::Function | Role::Content => scope,
        };
        while let Some(&&(_, class)) = concepts.peek().filter(|&&&(place, _)| place == at) {
            if inside && wanted[Kind::NegatedConcepts.index()] {
                each(concept(Kind::NegatedConcepts, at, class, keys));
            }
            concepts.next();
        }
        if inside && lexeme.role == Role::Content && wanted[Kind::NegatedWords.index()] {
            each(Term {
                key: join(words, lexeme.key),
                kind: Kind::NegatedWords,
                first: at,
                last: at,
                parts: Parts::Stem(place.lexeme),
            });
        }
    }
}

fn polarity(placed: &[Placed], memory: &Memory, each: &mut impl FnMut(Term)) {
    let seed = Kind::Polarity.seed();
    let fixed = |text: &'static str, first: usize, last: usize| Term {
        key: join(seed, hash(text.as_bytes())),
        kind: Kind::Polarity,
        first: first as u32,
        last: last as u32,
        parts: Parts::Fixed(text),
    };
    let mut negated_at = None;
    let (mut balance, mut good, mut bad) = (0.0_f32, false, false);
    for (at, place) in placed.iter().enumerate() {
        let lexeme = memory.lexeme(place.lexeme);
        match lexeme.role {
            Role::Mark if lexeme.text != "," => negated_at = None,
            Role::Negator => negated_at = Some(at),
            _ => {}
        }
        if lexeme.valence == 0.0 {
            continue;
        }
        let flipped =
            negated_at.is_some_and(|negator| negator != at && at - negator <= POLARITY_SCOPE);
        // A denied word is weaker than its opposite (−0.74 in VADER, Hutto and Gilbert 2014).
        let valence = lexeme.valence * if flipped { -0.74 } else { 1.0 };
        let (plain, denied) = match valence {
            v if v >= 2.5 => ("good3", "not_bad3"),
            v if v >= 1.5 => ("good2", "not_bad2"),
            v if v > 0.0 => ("good1", "not_bad1"),
            v if v > -1.5 => ("bad1", "not_good1"),
            v if v > -2.5 => ("bad2", "not_good2"),
            _ => ("bad3", "not_good3"),
        };
        each(fixed(if flipped { denied } else { plain }, at, at));
        balance += valence;
        good |= valence > 0.0;
        bad |= valence < 0.0;
    }
    let last = placed.len().saturating_sub(1);
    each(fixed(
        match balance {
            b if b > 3.0 => "balance_good2",
            b if b >= 0.5 => "balance_good1",
            b if b > -0.5 => "balance_even",
            b if b >= -3.0 => "balance_bad1",
            _ => "balance_bad2",
        },
        0,
        last,
    ));
    each(fixed(
        match (good, bad) {
            (true, true) => "both",
            (true, false) => "only_good",
            (false, true) => "only_bad",
            (false, false) => "plain",
        },
        0,
        last,
    ));
}

#[cfg(test)]
mod tests {
    use super::super::lexicon::Lexicon;
    use super::super::tokenize::Tokenizer;
    use super::*;

    fn names(text: &str, kind: Kind) -> Vec<String> {
        let lexicon = Lexicon::parse(
            "[AID]\nwords = \"aid weapon*\"\n[CUT]\nwords = \"cut\"\nphrases = [\"cut back\"]\n[US]\nwords = \"we\"",
            "good\t1.9\nbad\t-2.5\n",
        )
        .unwrap();
        let keys = ClassKeys::new(lexicon.classes());
        let lexer = Lexer {
            tokenizer: Tokenizer::train(["we"], 1).unwrap(),
            lexicon,
            grams: (3, 5),
        };
        let (mut memory, mut placed) = (Memory::default(), Vec::new());
        lexer.lex(text, &mut memory, &mut placed);
        let mut wanted = [false; Kind::ALL.len()];
        wanted[kind.index()] = true;
        let mut found = Vec::new();
        terms(
            &placed,
            &memory,
            &lexer,
            &keys,
            &wanted,
            &mut Workspace::default(),
            |term| {
                let spelled = name(&term, &memory, &lexer);
                assert_eq!(key_of(&spelled), Some((kind, term.key)), "{spelled}");
                found.push(spelled.split_once(':').unwrap().1.to_owned());
            },
        );
        found
    }

    #[test]
    fn each_kind_has_its_terms() {
        for (text, kind, expected) in [
            ("We cut, aid.", Kind::Words, "we|cut|we cut|aid|cut aid"),
            ("We cut aid", Kind::Concepts, "US|CUT|AID"),
            (
                "We cut aid, we cut",
                Kind::ConceptPairs,
                "US CUT|US AID|CUT AID|CUT US|AID US|AID CUT",
            ),
            ("No aid, but weapons", Kind::NegatedConcepts, "AID"),
            ("We won't send aid", Kind::NegatedWords, "send|aid"),
            ("aid", Kind::Characters, "_ai|aid|id_|_aid|aid_|_aid_"),
            (
                "a good deal, not good",
                Kind::Polarity,
                "good2|not_good1|balance_even|both",
            ),
            ("cut back", Kind::Concepts, "CUT"),
        ] {
            assert_eq!(names(text, kind).join("|"), expected, "{text}");
        }
    }
}
