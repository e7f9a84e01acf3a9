//! From lexemes to terms: the ordered list of what a statement is described by.
//!
//! A term is a key, a kind, and the lexemes it comes from; its name is spelled only when a
//! vocabulary is learned or a decision explained.

use super::hash::{Key, hash, join};
use super::lexeme::{Lexeme, Lexer, Memory, Placed, Role, framed};
use super::lexicon::Class;
use serde::{Deserialize, Serialize};
use std::sync::LazyLock;

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

    /// What the keys of its terms begin with.
    pub(super) fn seed(self) -> Key {
        static SEEDS: LazyLock<[Key; Kind::ALL.len()]> =
            LazyLock::new(|| Kind::ALL.map(|kind| hash(kind.name().as_bytes())));
        SEEDS[self.index()]
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
pub(super) const PAIR_WINDOW: usize = 40;
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

    pub(super) fn key(&self, class: Class) -> Key {
        self.0[usize::from(class)]
    }

    /// How many classes there are.
    pub(super) fn len(&self) -> usize {
        self.0.len()
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
    find_concepts(placed, memory, lexer, &mut work.concepts);
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
        let core = memory.core(place.lexeme);
        if core.role == Role::Mark {
            continue;
        }
        let key = join(seed, core.key);
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
            each(term(join(before, core.key), first, parts));
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
pub(super) fn find_concepts(
    placed: &[Placed],
    memory: &Memory,
    lexer: &Lexer,
    concepts: &mut Vec<(u32, Class)>,
) {
    concepts.clear();
    for (at, place) in placed.iter().enumerate() {
        let core = memory.core(place.lexeme);
        let start = concepts.len();
        let classes = memory.classes(core).iter();
        concepts.extend(classes.map(|&class| (at as u32, class)));
        let Some(next) = placed.get(at + 1).filter(|_| core.opens) else {
            continue;
        };
        let initial = memory.core(next.lexeme).initial;
        for &number in &memory.lexeme(place.lexeme).phrases {
            let phrase = lexer.lexicon.phrase(number);
            // A prefix may be empty, and then says nothing.
            let fits = (phrase.second == initial || phrase.second == 0)
                && placed.len() >= at + phrase.words.len()
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
            let known = concepts[start..]
                .iter()
                .any(|&(_, class)| class == phrase.class);
            if fits && !known {
                concepts.push((at as u32, phrase.class));
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

fn negated(
    placed: &[Placed],
    memory: &Memory,
    keys: &ClassKeys,
    wanted: &[bool; Kind::ALL.len()],
    work: &Workspace,
    each: &mut impl FnMut(Term),
) {
    let words = Kind::NegatedWords.seed();
    denied(placed, memory, &work.concepts, |at, denied| match denied {
        Denied::Concept(class) if wanted[Kind::NegatedConcepts.index()] => {
            each(concept(Kind::NegatedConcepts, at, class, keys));
        }
        Denied::Word(lexeme) if wanted[Kind::NegatedWords.index()] => each(Term {
            key: join(words, memory.core(lexeme).key),
            kind: Kind::NegatedWords,
            first: at,
            last: at,
            parts: Parts::Stem(lexeme),
        }),
        _ => {}
    });
}

/// What stands in the scope of a negation.
pub(super) enum Denied {
    /// A concept.
    Concept(Class),
    /// A content word, by lexeme.
    Word(u32),
}

/// Calls `each` with the position of everything between a negation and the end of its scope.
pub(super) fn denied(
    placed: &[Placed],
    memory: &Memory,
    concepts: &[(u32, Class)],
    mut each: impl FnMut(u32, Denied),
) {
    let mut concepts = concepts.iter().peekable();
    let mut scope = false;
    for (at, place) in (0_u32..).zip(placed) {
        let role = memory.core(place.lexeme).role;
        let inside = match role {
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
        while let Some(&(_, class)) = concepts.next_if(|concept| concept.0 == at) {
            if inside {
                each(at, Denied::Concept(class));
            }
        }
        if inside && role == Role::Content {
            each(at, Denied::Word(place.lexeme));
        }
    }
}

/// The spellings of polarity terms: words by sign and strength, as they stand and denied;
/// the balance of a text; which signs it has.
pub(super) const TONES: [&str; 21] = [
    "good3",
    "good2",
    "good1",
    "bad1",
    "bad2",
    "bad3",
    "not_bad3",
    "not_bad2",
    "not_bad1",
    "not_good1",
    "not_good2",
    "not_good3",
    "balance_good2",
    "balance_good1",
    "balance_even",
    "balance_bad1",
    "balance_bad2",
    "both",
    "only_good",
    "only_bad",
    "plain",
];

/// The key of the polarity term with that spelling.
pub(super) fn tone_key(tone: &str) -> Key {
    join(Kind::Polarity.seed(), hash(tone.as_bytes()))
}

fn polarity(placed: &[Placed], memory: &Memory, each: &mut impl FnMut(Term)) {
    tones(placed, memory, |tone, first, last| {
        each(Term {
            key: tone_key(TONES[tone]),
            kind: Kind::Polarity,
            first,
            last,
            parts: Parts::Fixed(TONES[tone]),
        });
    });
}

/// Calls `each` with every polarity term, by its place in [`TONES`], and the positions of its
/// first and last lexeme.
pub(super) fn tones(placed: &[Placed], memory: &Memory, mut each: impl FnMut(usize, u32, u32)) {
    let mut negated_at = None;
    let (mut balance, mut good, mut bad) = (0.0_f32, false, false);
    for (at, place) in placed.iter().enumerate() {
        let core = memory.core(place.lexeme);
        match core.role {
            Role::Mark if memory.lexeme(place.lexeme).text != "," => negated_at = None,
            Role::Negator => negated_at = Some(at),
            _ => {}
        }
        if core.valence == 0.0 {
            continue;
        }
        let flipped =
            negated_at.is_some_and(|negator| negator != at && at - negator <= POLARITY_SCOPE);
        // A denied word is weaker than its opposite (−0.74 in VADER, Hutto and Gilbert 2014).
        let valence = core.valence * if flipped { -0.74 } else { 1.0 };
        let strength = match valence {
            v if v >= 2.5 => 0,
            v if v >= 1.5 => 1,
            v if v > 0.0 => 2,
            v if v > -1.5 => 3,
            v if v > -2.5 => 4,
            _ => 5,
        };
        let tone = if flipped { 6 + strength } else { strength };
        each(tone, at as u32, at as u32);
        balance += valence;
        good |= valence > 0.0;
        bad |= valence < 0.0;
    }
    let last = placed.len().saturating_sub(1) as u32;
    let balance = match balance {
        b if b > 3.0 => 12,
        b if b >= 0.5 => 13,
        b if b > -0.5 => 14,
        b if b >= -3.0 => 15,
        _ => 16,
    };
    each(balance, 0, last);
    let signs = match (good, bad) {
        (true, true) => 17,
        (true, false) => 18,
        (false, true) => 19,
        (false, false) => 20,
    };
    each(signs, 0, last);
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
