//! Tokens as terms need them: spelled one way, with everything that is known of them.
//!
//! A [`Lexer`] turns a text into a list of [`Lexeme`]s. Words repeat, so each distinct chunk
//! of text is tokenized, stemmed and looked up once, and remembered in a [`Memory`].

use super::hash::{Key, hash};
use super::lexicon::{Class, Lexicon};
use super::seen::{self, Seen};
use super::tokenize::{Tokenizer, chunks};
use crate::text::Span;
use std::collections::HashMap;

/// One word or mark, and what is known of it.
#[derive(Debug, Clone, PartialEq)]
pub struct Lexeme {
    /// One spelling for all: no possessive, `not` for `n't`, British `defence`.
    pub text: String,
    /// The number of its token in the tokenizer's vocabulary.
    pub token: u32,
    /// Its stem, or a shape such as `<num>`.
    pub stem: String,
    /// Phrases that may begin with it.
    pub phrases: Vec<usize>,
    /// Keys of the character n-grams of its text, with where they stand in `_text_`.
    pub grams: Vec<(Key, u16, u16)>,
}

/// What terms are found with, apart from spellings, so that a text is walked in few bytes.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Core {
    /// The stem as a key.
    pub key: Key,
    /// The number of its stem in the memory: lexemes of one stem share it.
    pub stem: u32,
    /// Where its classes begin in the memory's list of them.
    first_class: u32,
    /// How many classes it has.
    n_classes: u8,
    /// True where phrases may begin with it.
    pub opens: bool,
    /// The first byte of its text.
    pub initial: u8,
    /// What it does to its neighbours.
    pub role: Role,
    /// Its valence; 0 where none is known.
    pub valence: f32,
}

/// What a lexeme does to its neighbours.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Role {
    /// A mark: ends the scope of a negation.
    Mark,
    /// A word such as “but”, which ends the scope of a negation.
    Break,
    /// A word such as “not”, which opens one.
    Negator,
    /// A word of grammar.
    Function,
    /// Any other word.
    Content,
}

/// A lexeme of a text: its number in the memory, and where it stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Placed {
    /// Index into [`Memory::lexemes`].
    pub lexeme: u32,
    /// Where it stands in the text.
    pub span: Span,
}

/// Turns text into lexemes.
#[derive(Debug, Clone)]
pub struct Lexer {
    /// Cuts and numbers tokens.
    pub tokenizer: Tokenizer,
    /// Knows classes and valences.
    pub lexicon: Lexicon,
    /// Character n-grams are taken from `.0` to `.1` characters; none where `.1` is 0.
    pub grams: (usize, usize),
}

/// What was already looked up. One a thread; never part of results.
#[derive(Debug, Clone, Default)]
pub struct Memory {
    lexemes: Vec<Lexeme>,
    /// One a lexeme, in the same order.
    cores: Vec<Core>,
    classes: Vec<Class>,
    /// The key of every stem, by number.
    stems: Vec<Key>,
    by_stem: HashMap<String, u32>,
    by_text: HashMap<String, u32>,
    /// Chunks that are short words, and those that are not.
    short_chunks: Seen<Chunk>,
    long_chunks: HashMap<Box<str>, Chunk>,
    /// Lexemes of chunks, with their offsets inside it.
    chunk_lexemes: Vec<(u32, u32, u32)>,
    generation: u32,
}

/// What a chunk of text is made of.
#[derive(Debug, Clone, Copy, Default)]
struct Chunk {
    /// Its only lexeme, which fills it; or where its lexemes stand in the memory's list.
    first: u32,
    /// How many lexemes the list has for it, or [`WHOLE`].
    n: u32,
}

/// Says that a chunk is one lexeme.
const WHOLE: u32 = u32::MAX;

/// Beyond so many remembered chunks everything is forgotten, so that memory stays bounded.
const MOST_CHUNKS: usize = 150_000;
/// Longer chunks are looked up each time: they hardly repeat.
const LONGEST_CHUNK: usize = 48;

impl Memory {
    /// The lexeme of that number.
    pub fn lexeme(&self, number: u32) -> &Lexeme {
        &self.lexemes[number as usize]
    }

    /// What terms need of the lexeme of that number.
    pub fn core(&self, number: u32) -> &Core {
        &self.cores[number as usize]
    }

    /// The concept classes of a lexeme, ascending.
    pub fn classes(&self, core: &Core) -> &[Class] {
        let first = core.first_class as usize;
        &self.classes[first..first + usize::from(core.n_classes)]
    }

    /// The keys of the stems from that number on.
    pub fn stems_from(&self, number: usize) -> &[Key] {
        &self.stems[number..]
    }

    /// Changes whenever everything is forgotten, and numbers are given anew.
    pub fn generation(&self) -> u32 {
        self.generation
    }

    /// How many lexemes are remembered.
    pub fn n_lexemes(&self) -> usize {
        self.lexemes.len()
    }

    /// Forgets everything where too much was remembered: numbers are given anew.
    pub fn trim(&mut self) {
        if self.short_chunks.len() + self.long_chunks.len() > MOST_CHUNKS
            || self.lexemes.len() > 2 * MOST_CHUNKS
        {
            let generation = self.generation.wrapping_add(1);
            *self = Self {
                generation,
                ..Self::default()
            };
        }
    }
}

impl Lexer {
    /// Appends the lexemes of `text` to `placed`.
    pub fn lex(&self, text: &str, memory: &mut Memory, placed: &mut Vec<Placed>) {
        chunks(text, |span| {
            let word = seen::word(text, span);
            let known = match word {
                Some(word) => memory.short_chunks.get(word),
                None => memory.long_chunks.get(span.of(text)).copied(),
            };
            let chunk = known.unwrap_or_else(|| {
                let chunk = self.learn(span.of(text), memory);
                match word {
                    Some(word) => memory.short_chunks.insert(word, chunk),
                    None if span.len() <= LONGEST_CHUNK => {
                        memory.long_chunks.insert(span.of(text).into(), chunk);
                    }
                    None => {}
                }
                chunk
            });
            if chunk.n == WHOLE {
                let lexeme = chunk.first;
                placed.push(Placed { lexeme, span });
                return;
            }
            let (first, n) = (chunk.first as usize, chunk.n as usize);
            for &(lexeme, start, end) in &memory.chunk_lexemes[first..first + n] {
                placed.push(Placed {
                    lexeme,
                    span: Span::new(span.start + start as usize, span.start + end as usize),
                });
            }
            if span.len() > LONGEST_CHUNK {
                memory.chunk_lexemes.truncate(first);
            }
        });
    }

    fn learn(&self, chunk: &str, memory: &mut Memory) -> Chunk {
        let first = memory.chunk_lexemes.len();
        for token in self.tokenizer.tokens(chunk) {
            let id = self.tokenizer.id(&token.text);
            for text in spellings(&token.text) {
                let number = match memory.by_text.get(text) {
                    Some(known) => *known,
                    None => {
                        let number = memory.lexemes.len() as u32;
                        let lexeme = self.lexeme(text, id);
                        let core = self.core(&lexeme, memory);
                        memory.cores.push(core);
                        memory.lexemes.push(lexeme);
                        memory.by_text.insert(text.to_owned(), number);
                        number
                    }
                };
                memory
                    .chunk_lexemes
                    .push((number, token.span.start as u32, token.span.end as u32));
            }
        }
        if let [(lexeme, 0, end)] = memory.chunk_lexemes[first..]
            && end as usize == chunk.len()
        {
            memory.chunk_lexemes.truncate(first);
            return Chunk {
                first: lexeme,
                n: WHOLE,
            };
        }
        Chunk {
            first: first as u32,
            n: (memory.chunk_lexemes.len() - first) as u32,
        }
    }

    fn lexeme(&self, text: &str, token: u32) -> Lexeme {
        Lexeme {
            phrases: self.lexicon.phrases_from(text),
            grams: if role(text) == Role::Mark {
                Vec::new()
            } else {
                self.grams_of(text)
            },
            text: text.to_owned(),
            token,
            stem: stem(text),
        }
    }

    fn core(&self, lexeme: &Lexeme, memory: &mut Memory) -> Core {
        let key = hash(lexeme.stem.as_bytes());
        let stem = match memory.by_stem.get(&lexeme.stem) {
            Some(known) => *known,
            None => {
                let number = memory.stems.len() as u32;
                memory.stems.push(key);
                memory.by_stem.insert(lexeme.stem.clone(), number);
                number
            }
        };
        let first_class = memory.classes.len() as u32;
        // A lexicon has at most 255 classes.
        memory.classes.extend(self.lexicon.classes_of(&lexeme.text));
        Core {
            key,
            stem,
            first_class,
            n_classes: (memory.classes.len() - first_class as usize) as u8,
            opens: !lexeme.phrases.is_empty(),
            initial: lexeme.text.bytes().next().unwrap_or(0),
            role: role(&lexeme.text),
            valence: self.lexicon.valence(&lexeme.text),
        }
    }

    fn grams_of(&self, text: &str) -> Vec<(Key, u16, u16)> {
        if self.grams.1 == 0 || text.len() > LONGEST_CHUNK {
            return Vec::new();
        }
        let framed = framed(text);
        let mut starts: Vec<usize> = framed.char_indices().map(|(at, _)| at).collect();
        starts.push(framed.len());
        let mut grams = Vec::new();
        for n in self.grams.0..=self.grams.1 {
            for window in starts.windows(n + 1) {
                let (start, end) = (window[0], window[n]);
                let key = hash(&framed.as_bytes()[start..end]);
                grams.push((key, start as u16, end as u16));
            }
        }
        grams
    }
}

fn role(text: &str) -> Role {
    let mut characters = text.chars();
    if characters.all(|c| !c.is_alphanumeric() && !"%$€£".contains(c)) {
        Role::Mark
    } else if NEGATORS.contains(&text) {
        Role::Negator
    } else if BREAKS.contains(&text) {
        Role::Break
    } else if FUNCTION_WORDS.split_whitespace().any(|word| word == text) {
        Role::Function
    } else {
        Role::Content
    }
}

/// A word between marks of its ends, as character n-grams see it.
pub fn framed(text: &str) -> String {
    format!("_{text}_")
}

/// Words that turn what follows around; refusing counts, since it denies what it names.
const NEGATORS: &[&str] = &[
    "not",
    "no",
    "never",
    "nor",
    "without",
    "neither",
    "nobody",
    "nothing",
    "none",
    "hardly",
    "refuse",
    "refuses",
    "refused",
    "refusing",
    "refusal",
    "decline",
    "declines",
    "declined",
    "declining",
    "reject",
    "rejects",
    "rejected",
    "rejecting",
    "oppose",
    "opposes",
    "opposed",
    "opposing",
    "deny",
    "denies",
    "denied",
    "denying",
    "dismiss",
    "dismisses",
    "dismissed",
    "dismissing",
    "ruled",
];
const BREAKS: &[&str] = &["but", "and"];
const FUNCTION_WORDS: &str = "a an the of to in on at by for with from or as that this these \
    those it its is are was were be been being has have had do does did he she they them their \
    his her i you your there here so than then also just very who which what into about over \
    under up out between";

/// The words of a token under their one spelling: clitics parted, possessives dropped.
fn spellings(token: &str) -> Vec<&str> {
    match token {
        "can't" | "cannot" => return vec!["can", "not"],
        "won't" => return vec!["will", "not"],
        "defense" => return vec!["defence"],
        "defenses" => return vec!["defences"],
        "kiev" => return vec!["kyiv"],
        "percent" => return vec!["%"],
        _ => {}
    }
    for (ending, word) in [
        ("n't", "not"),
        ("'re", "are"),
        ("'ve", "have"),
        ("'ll", "will"),
        ("'m", "am"),
        ("'d", "would"),
    ] {
        if let Some(head) = token.strip_suffix(ending).filter(|head| !head.is_empty()) {
            return vec![head, word];
        }
    }
    match token.strip_suffix("'s") {
        Some("kiev") => vec!["kyiv"],
        Some(head) => vec![head],
        None => vec![token],
    }
}

/// A light suffix stripper: fewer forms of one word, no claim to linguistics. Numbers become
/// their shape. Chosen over Porter's because it is as good here and never surprising.
pub fn stem(word: &str) -> String {
    if word == "%" {
        return "<percent>".into();
    }
    if word.starts_with(|c: char| c.is_numeric()) {
        let year = word.len() == 4 && (word.starts_with("19") || word.starts_with("20"));
        return if year { "<year>" } else { "<number>" }.into();
    }
    if word.chars().count() < 5 {
        return word.into();
    }
    let mut stem = word;
    for ending in [
        "isations", "ization", "ations", "ation", "ings", "ing", "ments", "ment", "ers", "ies",
        "ied", "ions", "ion", "ed", "es", "er", "s", "ly", "e",
    ] {
        if let Some(head) = word
            .strip_suffix(ending)
            .filter(|head| head.chars().count() >= 3)
        {
            stem = head;
            break;
        }
    }
    let mut last = stem.chars().rev();
    let (end, before) = (last.next(), last.next());
    if stem.chars().count() > 4 {
        if end == before && end.is_some_and(|c| c.is_alphabetic() && c != 'l' && c != 's') {
            stem = &stem[..stem.len() - end.map_or(0, char::len_utf8)];
        }
        stem = stem.trim_end_matches('y');
    }
    stem.into()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lexer() -> Lexer {
        Lexer {
            tokenizer: Tokenizer::train(["we will pay"], 1).unwrap(),
            lexicon: Lexicon::parse("[PAY]\nwords = \"pay* spend*\"", "good\t1.9").unwrap(),
            grams: (3, 3),
        }
    }

    #[test]
    fn words_get_one_spelling() {
        let (mut memory, mut placed) = (Memory::default(), Vec::new());
        for (text, expected) in [
            ("We can’t pay", "we can not pay"),
            ("Kiev's 5% in 2025", "kyiv 5 % in 2025"),
            ("They’ll spend, it isn't", "they will spend , it is not"),
        ] {
            placed.clear();
            lexer().lex(text, &mut memory, &mut placed);
            let words: Vec<&str> = placed
                .iter()
                .map(|place| memory.lexeme(place.lexeme).text.as_str())
                .collect();
            assert_eq!(words.join(" "), expected);
        }
    }

    #[test]
    fn stems_join_forms() {
        for (word, expected) in [
            ("spending", "spend"),
            ("negotiations", "negoti"),
            ("allies", "all"),
            ("2024", "<year>"),
            ("1,250.5", "<number>"),
            ("planned", "plan"),
            ("deal", "deal"),
        ] {
            assert_eq!(stem(word), expected);
        }
    }

    #[test]
    fn remembering_changes_nothing() {
        let text = "“We won’t pay,” she said. We won’t pay!";
        let (mut memory, mut first, mut second) = (Memory::default(), Vec::new(), Vec::new());
        lexer().lex(text, &mut memory, &mut first);
        lexer().lex(text, &mut memory, &mut second);
        assert_eq!(first, second);
        assert_eq!(first[2].span.of(text), "won’t");
        assert_eq!(memory.lexeme(first[3].lexeme).text, "not");
    }

    #[test]
    fn forms_share_a_stem_and_have_classes_of_their_own() {
        let (mut memory, mut placed) = (Memory::default(), Vec::new());
        lexer().lex("spends spending deal", &mut memory, &mut placed);
        let cores = [0, 1, 2].map(|at| *memory.core(placed[at].lexeme));
        assert_eq!(cores[0].stem, cores[1].stem);
        assert_ne!(cores[0].stem, cores[2].stem);
        assert_eq!(memory.classes(&cores[1]), [0]);
        assert!(memory.classes(&cores[2]).is_empty());
        assert_eq!(memory.stems_from(1), [cores[2].key]);
    }

    #[test]
    fn grams_are_framed_by_the_ends_of_the_word() {
        let lexeme = lexer().lexeme("pay", 0);
        let grams: Vec<String> = lexeme
            .grams
            .iter()
            .map(|&(_, start, end)| framed("pay")[start as usize..end as usize].to_owned())
            .collect();
        assert_eq!(grams, ["_pa", "pay", "ay_"]);
    }
}
