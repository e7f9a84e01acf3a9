//! What a word can be: the classes of the lexicon and the cue it may serve as.
//!
//! The word lists are data beside this file; here they become one hash table, built on
//! first use, from a lower-case word to an [`Entry`]. A word may have several classes
//! (“report” is a document and a cue): the finders decide by its neighbours.

mod closed;
mod cues;
mod inflect;
mod names;
mod people;
mod table;

use std::sync::OnceLock;

use inflect::{inflect, plural};
use table::{Slots, Table};

/// A set of word classes, one bit each.
pub type Classes = u64;

macro_rules! bits {
    ($($(#[$doc:meta])* $name:ident = $bit:expr;)*) => {
        $($(#[$doc])* pub const $name: Classes = 1 << $bit;)*
    };
}

bits! {
    /// “the”, “a”, “some”.
    DETERMINER = 0;
    /// “his”, “their”.
    POSSESSIVE = 1;
    /// “he”, “she”, “they”.
    HE_SHE_THEY = 2;
    /// “I”, “we”, “you”, “it”.
    SUBJECT = 3;
    /// “him”, “them”.
    OBJECT = 4;
    /// “of”, “in”.
    PREPOSITION = 5;
    /// “and”, “but”.
    CONJUNCTION = 6;
    /// “because”, “while”.
    SUBORDINATOR = 7;
    /// “who”, “which”, “that”.
    RELATIVE = 8;
    /// “whether”, “why”.
    QUESTION = 9;
    /// Forms of “be”.
    BE = 10;
    /// Forms of “have”.
    HAVE = 11;
    /// Forms of “do”.
    DO = 12;
    /// “will”, “would”.
    MODAL = 13;
    /// “not”, “never”.
    NEGATION = 14;
    /// “also”, “repeatedly”.
    ADVERB = 15;
    /// “Monday”, “today”.
    TIME = 16;
    /// “March”.
    MONTH = 17;
    /// “week”, “morning”.
    TIME_NOUN = 18;
    /// “interview”, “briefing”.
    VENUE = 19;
    /// A past or third-person verb of every day, never part of a noun phrase.
    FINITE = 20;
    /// A base verb of every day.
    BASE = 21;
    /// “de”, “van”.
    PARTICLE = 22;
    /// An abbreviation with its stop.
    ABBREVIATION = 23;
    /// An abbreviation that may end a sentence.
    ENDING_ABBREVIATION = 24;
    /// “Mr.”, “Senator”.
    TITLE = 25;
    /// “spokesman”.
    ROLE = 26;
    /// “officials”.
    GROUP = 27;
    /// “ministry”.
    BODY = 28;
    /// “report”.
    DOCUMENT = 29;
    /// “Ukrainian”.
    NATIONALITY = 30;
    /// “Ukraine”, “Kyiv”.
    PLACE = 31;
    /// A man's first name.
    MAN = 32;
    /// A woman's first name.
    WOMAN = 33;
    /// The word “that”.
    THAT = 34;
    /// A noun of the cue list.
    CUE_NOUN = 35;
    /// The word “to”.
    TO = 36;
    /// The word “by”.
    BY = 37;
    /// The word “as”.
    AS = 38;
    /// The particle of a phrasal cue.
    PHRASAL = 39;
    /// “confident”, “critical”.
    CUE_ADJECTIVE = 40;
    /// “opinion”, “view”.
    CUE_VIEW = 41;
    /// The word “according”.
    ACCORDING = 42;
}

/// A set of frames of a cue, one bit each: what its content may look like.
pub type Frames = u32;

macro_rules! frames {
    ($($(#[$doc:meta])* $name:ident = $letter:literal, $bit:expr;)*) => {
        $($(#[$doc])* pub const $name: Frames = 1 << $bit;)*
        fn frame(letter: char) -> Frames {
            match letter {
                $($letter => $name,)*
                _ => 0,
            }
        }
    };
}

frames! {
    /// A clause after “that”.
    F_THAT = 't', 0;
    /// A clause without “that”.
    F_ZERO = 'z', 1;
    /// A quotation.
    F_QUOTE = 'q', 2;
    /// A content before the cue.
    F_BEFORE = 'r', 3;
    /// An addressee first.
    F_ADDRESSEE = 'a', 4;
    /// A to-infinitive.
    F_TO = 'i', 5;
    /// An object and a to-infinitive.
    F_OBJECT_TO = 'o', 6;
    /// A noun phrase.
    F_NOUN = 'n', 7;
    /// A question.
    F_QUESTION = 'w', 8;
    /// An -ing clause.
    F_ING = 'g', 9;
    /// A belief or a wish.
    F_BELIEF = 'b', 10;
    /// What a document says.
    F_DOCUMENT = 'd', 11;
    /// Only as a past tense, before “that” and in -ing.
    F_PAST_ONLY = 'x', 12;
}

/// The prepositions that can lead a content, as bits of [`Entry::prepositions`].
pub const LEADING: &[&str] = &[
    "of", "for", "on", "to", "against", "about", "with", "at", "upon",
];

/// The inflection of a verb.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Inflection {
    /// Not a verb of the list.
    #[default]
    None,
    /// “say”.
    Base,
    /// “says”.
    Third,
    /// “said” as past tense, possibly also as participle.
    Past,
    /// “given”: a participle that is no past tense.
    Participle,
    /// “saying”.
    Ing,
}

/// What the lexicon knows of a word.
#[derive(Debug, Clone, Copy, Default)]
pub struct Entry {
    /// Its classes.
    pub classes: Classes,
    /// Its frames as a cue, 0 where it is none.
    pub frames: Frames,
    /// The prepositions that lead its content, bits by [`LEADING`].
    pub prepositions: u16,
    /// Its inflection as a cue.
    pub inflection: Inflection,
    /// Its base verb's number in the list, or 0.
    pub lemma: u16,
    /// Its number in the list of cue nouns, or 0.
    pub noun: u8,
}

fn build() -> Table {
    let mut table = Table {
        short: Slots::new(1 << 13),
        long: Slots::new(1 << 13),
        nouns: vec![(0, 0)],
    };
    use closed::*;
    let lists: &[(&str, Classes)] = &[
        (DETERMINERS, DETERMINER),
        (POSSESSIVES, POSSESSIVE),
        (closed::HE_SHE_THEY, self::HE_SHE_THEY),
        (SUBJECTS, SUBJECT),
        (OBJECTS, OBJECT),
        (PREPOSITIONS, PREPOSITION),
        (CONJUNCTIONS, CONJUNCTION),
        (SUBORDINATORS, SUBORDINATOR),
        (RELATIVES, RELATIVE),
        (QUESTIONS, QUESTION),
        (closed::BE, self::BE),
        (closed::HAVE, self::HAVE),
        (closed::DO, self::DO),
        (MODALS, MODAL),
        (NEGATIONS, NEGATION),
        (ADVERBS, ADVERB),
        (TIMES, TIME),
        (MONTHS, MONTH),
        (TIME_NOUNS, TIME_NOUN),
        (VENUES, VENUE),
        (PASTS, FINITE),
        (BASES, BASE),
        (PARTICLES, PARTICLE),
        (ABBREVIATIONS, ABBREVIATION),
        (ENDING_ABBREVIATIONS, ABBREVIATION | ENDING_ABBREVIATION),
        (people::TITLES, TITLE),
        (people::ROLES, ROLE),
        (people::GROUPS, GROUP),
        (people::BODIES, BODY),
        (people::DOCUMENTS, DOCUMENT),
        (people::NATIONALITIES, NATIONALITY),
        (people::PLACES, PLACE),
        (names::MEN, MAN),
        (names::WOMEN, WOMAN),
        ("that", THAT),
        ("to", TO),
        ("by", BY),
        ("as", AS),
        ("according", ACCORDING),
        (cues::ADJECTIVES, CUE_ADJECTIVE),
        (cues::VIEWS, CUE_VIEW),
    ];
    for (words, classes) in lists {
        table.classes(words, *classes);
    }
    for (i, (base, past, frames)) in cues::VERBS.iter().enumerate() {
        let (letters, prepositions) = parse(frames);
        for (form, inflection) in inflect(base, past) {
            let entry = table.entry(&form);
            let third = letters & F_THAT != 0 && inflection == Inflection::Third;
            let ing = letters & F_QUOTE != 0 && inflection == Inflection::Ing;
            if letters & F_PAST_ONLY != 0 && inflection != Inflection::Past && !third && !ing {
                continue;
            }
            // A form two verbs share keeps the first verb's entry: the list is ordered.
            if entry.lemma == 0 {
                entry.frames = match letters & F_PAST_ONLY != 0 && third {
                    true => letters & F_THAT,
                    false => letters,
                };
                entry.prepositions = prepositions;
                entry.inflection = inflection;
                entry.lemma = i as u16 + 1;
            }
        }
    }
    for (noun, frames) in cues::NOUNS {
        table.nouns.push(parse(frames));
        let number = (table.nouns.len() - 1) as u8;
        for form in [noun.to_string(), plural(noun)] {
            let entry = table.entry(&form);
            entry.classes |= CUE_NOUN;
            entry.noun = number;
        }
    }
    for (_, particle, _) in cues::PHRASES {
        table.entry(particle).classes |= PHRASAL;
    }
    table
}

fn parse(frames: &str) -> (Frames, u16) {
    let mut parts = frames.split('+');
    let letters = parts
        .next()
        .unwrap_or("")
        .chars()
        .map(frame)
        .fold(0, |a, b| a | b);
    let prepositions = parts
        .filter_map(|p| LEADING.iter().position(|l| *l == p))
        .fold(0, |a, i| a | 1 << i);
    (letters, prepositions)
}

fn lexicon() -> &'static Table {
    static TABLE: OnceLock<Table> = OnceLock::new();
    TABLE.get_or_init(build)
}

/// A handle on the table, taken once a text.
#[derive(Clone, Copy)]
pub struct Lexicon(&'static Table);

impl Lexicon {
    /// The lexicon, built on first use.
    pub fn get() -> Self {
        Lexicon(lexicon())
    }

    /// What is known of `word` in any case, typographic apostrophes included.
    pub fn look_up(self, word: &str) -> Entry {
        self.0.get(word.as_bytes())
    }
}

/// The frames of verb number `lemma` with `particle` behind it, where they make a cue.
pub fn phrase(lemma: u16, particle: &str) -> Option<(Frames, u16)> {
    let base = verb(lemma)?;
    cues::PHRASES
        .iter()
        .find(|(v, p, _)| *v == base && p.eq_ignore_ascii_case(particle))
        .map(|(_, _, frames)| parse(frames))
}

/// The base form of verb number `lemma`.
pub fn verb(lemma: u16) -> Option<&'static str> {
    cues::VERBS
        .get((lemma as usize).checked_sub(1)?)
        .map(|(base, _, _)| *base)
}

impl Entry {
    /// The frames of a cue noun, and the prepositions that lead its content, bits by
    /// [`LEADING`].
    pub fn noun_frames(&self) -> (Frames, u16) {
        lexicon().nouns[self.noun as usize]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn verbs_are_inflected() {
        let lexicon = Lexicon::get();
        for (form, inflection, base) in [
            ("says", Inflection::Third, "say"),
            ("Denied", Inflection::Past, "deny"),
            ("urging", Inflection::Ing, "urge"),
            ("quipped", Inflection::Past, "quip"),
            ("denies", Inflection::Third, "deny"),
            ("agreeing", Inflection::Ing, "agree"),
            ("written", Inflection::Participle, "write"),
            ("argues", Inflection::Third, "argue"),
            ("stresses", Inflection::Third, "stress"),
        ] {
            let entry = lexicon.look_up(form);
            assert_eq!(
                (entry.inflection, verb(entry.lemma)),
                (inflection, Some(base)),
                "{form}"
            );
        }
    }

    #[test]
    fn a_word_may_have_several_classes() {
        let report = Lexicon::get().look_up("report");
        assert!(report.classes & DOCUMENT != 0 && report.frames & F_THAT != 0);
        assert_eq!(Lexicon::get().look_up("zzyzx").classes, 0);
        assert_eq!(
            phrase(Lexicon::get().look_up("pointed").lemma, "out").map(|p| p.0 & F_THAT),
            Some(F_THAT)
        );
    }
}
