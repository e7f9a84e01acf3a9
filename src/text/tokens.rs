//! Words, numbers and marks of a text, in one pass over its bytes.
//!
//! A [`Token`] knows where it stands, what kind of thing it is, how it is written and
//! what the lexicon says of it, so that everything after reads small numbers and not
//! text. Nothing is allocated for a single token.

use super::Span;
use super::lexicon::{ABBREVIATION, Entry, Lexicon};

/// What kind of thing a token is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Letters, with inner apostrophes, hyphens and the stops of abbreviations.
    Word,
    /// Digits.
    Number,
    /// `'s` or a bare apostrophe behind a plural.
    Possessive,
    /// `,`
    Comma,
    /// `.`, `!`, `?`, `…`
    Stop,
    /// `:`
    Colon,
    /// `;`
    Semicolon,
    /// `—`, `–`, `--`, a free-standing `-`
    Dash,
    /// `(` or `[`
    Open,
    /// `)` or `]`
    Close,
    /// A double quotation mark of any style, `''` and ` `` ` included.
    Double,
    /// A single quotation mark that is no apostrophe inside a word.
    Single,
    /// A whole quotation, marks included, seen from outside.
    Quote,
    /// Anything else.
    Other,
}

/// How a word is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Case {
    /// No capital at its start.
    Lower,
    /// A capital at its start.
    Capital,
    /// Capitals only, two or more.
    Upper,
}

/// One token.
#[derive(Debug, Clone, Copy)]
pub struct Token {
    /// Where it stands.
    pub span: Span,
    /// Its kind.
    pub kind: Kind,
    /// How it is written.
    pub case: Case,
    /// For a quotation mark: 1 can only open, 2 can only close, 3 either, by its style
    /// and its neighbours. For a [`Kind::Quote`]: its number.
    pub mark: u32,
    /// What the lexicon knows.
    pub entry: Entry,
}

impl Token {
    /// True where it has one of `classes`.
    pub fn is(&self, classes: u64) -> bool {
        self.entry.classes & classes != 0
    }

    /// True for a word.
    pub fn word(&self) -> bool {
        self.kind == Kind::Word
    }

    /// True for a word with a capital at its start.
    pub fn capital(&self) -> bool {
        self.kind == Kind::Word && self.case != Case::Lower
    }
}

/// A mark that can only open.
pub const OPENS: u32 = 1;
/// A mark that can only close.
pub const CLOSES: u32 = 2;
/// A mark of ambiguous direction.
pub const EITHER: u32 = 3;

/// Appends the tokens of `span` of `text` to `tokens`.
pub fn tokenize(text: &str, span: Span, tokens: &mut Vec<Token>) {
    let scanner = Scanner {
        text,
        bytes: text.as_bytes(),
        end: span.end,
        lexicon: Lexicon::get(),
    };
    let mut at = span.start;
    while at < span.end {
        at = scanner.token(at, tokens);
    }
}

struct Scanner<'a> {
    text: &'a str,
    bytes: &'a [u8],
    end: usize,
    lexicon: Lexicon,
}

impl Scanner<'_> {
    /// Reads one token or a run of white space at `at`; returns where it ends.
    fn token(&self, at: usize, tokens: &mut Vec<Token>) -> usize {
        let byte = self.bytes[at];
        if byte.is_ascii_alphabetic() {
            return self.word(at, tokens);
        }
        if byte.is_ascii_digit() {
            return self.number(at, tokens);
        }
        if byte <= b' ' || byte == 0x7f {
            return at + 1;
        }
        let (kind, len, mark) = match byte {
            b',' => (Kind::Comma, 1, 0),
            b'.' => (Kind::Stop, self.run(at, b'.'), 0),
            b'!' | b'?' => (Kind::Stop, 1, 0),
            b':' => (Kind::Colon, 1, 0),
            b';' => (Kind::Semicolon, 1, 0),
            b'(' | b'[' => (Kind::Open, 1, 0),
            b')' | b']' => (Kind::Close, 1, 0),
            b'"' => (Kind::Double, 1, self.direction(at, 1)),
            b'`' if self.pair(at, b'`') => (Kind::Double, 2, OPENS),
            b'\'' if self.pair(at, b'\'') => (Kind::Double, 2, self.direction(at, 2)),
            b'\'' | b'`' => return self.apostrophe(at, 1, tokens),
            b'-' => (Kind::Dash, self.run(at, b'-'), 0),
            _ if byte >= 0x80 => return self.wide(at, tokens),
            _ => (Kind::Other, 1, 0),
        };
        self.push(tokens, at, at + len, kind, mark);
        at + len
    }

    fn push(&self, tokens: &mut Vec<Token>, start: usize, end: usize, kind: Kind, mark: u32) {
        let entry = Entry::default();
        tokens.push(Token {
            span: Span { start, end },
            kind,
            case: Case::Lower,
            mark,
            entry,
        });
    }

    /// True where `byte` stands twice at `at`, and no third time.
    fn pair(&self, at: usize, byte: u8) -> bool {
        self.bytes[at..self.end]
            .iter()
            .take(3)
            .take_while(|b| **b == byte)
            .count()
            == 2
    }

    /// How often `byte` stands at `at` and right behind.
    fn run(&self, at: usize, byte: u8) -> usize {
        self.bytes[at..self.end]
            .iter()
            .take_while(|b| **b == byte)
            .count()
    }

    /// The character that ends before `at`, a space at the start of the text.
    fn before(&self, at: usize) -> char {
        match at.checked_sub(1).map(|i| self.bytes[i]) {
            Some(byte) if byte < 0x80 => byte as char,
            Some(_) => self.text[..at].chars().next_back().unwrap_or(' '),
            None => ' ',
        }
    }

    /// The character at `at`, a space at the end.
    fn after(&self, at: usize) -> char {
        match self.bytes.get(at) {
            Some(byte) if *byte < 0x80 => *byte as char,
            Some(_) => self.text[at..].chars().next().unwrap_or(' '),
            None => ' ',
        }
    }

    /// Which way a straight mark at `at` can face, by what stands on either side.
    fn direction(&self, at: usize, len: usize) -> u32 {
        let (before, after) = (self.before(at), self.after(at + len));
        let left = before.is_whitespace() || matches!(before, '(' | '[' | '—' | '–' | '-' | '/');
        let right = after.is_whitespace()
            || matches!(
                after,
                ',' | '.' | ';' | ':' | '?' | '!' | ')' | ']' | '—' | '–'
            );
        match (left, right) {
            (true, false) => OPENS,
            (false, true) => CLOSES,
            _ => EITHER,
        }
    }

    /// A word that begins with a letter. Most are plain letters up to a space: those are
    /// read here, the others by [`Self::any_word`].
    fn word(&self, start: usize, tokens: &mut Vec<Token>) -> usize {
        let bytes = &self.bytes[start..self.end];
        let mut uppers = 0;
        let mut len = 0;
        while let Some(byte) = bytes.get(len).filter(|b| b.is_ascii_alphabetic()) {
            uppers += (byte & 0x20 == 0) as usize;
            len += 1;
        }
        let plain = bytes.get(len).is_none_or(|b| {
            matches!(
                b,
                b' ' | b','
                    | b'\n'
                    | b'\r'
                    | b'\t'
                    | b';'
                    | b':'
                    | b'('
                    | b')'
                    | b'"'
                    | b'!'
                    | b'?'
            )
        });
        if len == 0 || !plain {
            return self.any_word(start, tokens);
        }
        let case = match bytes[0] & 0x20 == 0 {
            true if uppers >= 2 && uppers == len => Case::Upper,
            true => Case::Capital,
            false => Case::Lower,
        };
        tokens.push(Token {
            span: Span {
                start,
                end: start + len,
            },
            kind: Kind::Word,
            case,
            mark: 0,
            entry: self.lexicon.look_up(&self.text[start..start + len]),
        });
        start + len
    }

    /// A word with anything in it that a word may hold.
    fn any_word(&self, start: usize, tokens: &mut Vec<Token>) -> usize {
        let mut at = start;
        let mut uppers = 0;
        let mut letters = 0;
        let mut part = start;
        let mut hyphen = false;
        while let Some(&byte) = self.bytes.get(at).filter(|_| at < self.end) {
            if byte.is_ascii_lowercase() {
                letters += 1;
                at += 1;
            } else if byte.is_ascii_alphanumeric() || byte == b'_' {
                uppers += byte.is_ascii_uppercase() as usize;
                letters += 1;
                at += 1;
            } else if byte >= 0x80 {
                let c = self.after(at);
                if c.is_alphanumeric() {
                    uppers += c.is_uppercase() as usize;
                    letters += 1;
                    at += c.len_utf8();
                } else if c == '’' && self.inner_apostrophe(at, 3) {
                    at += 3;
                } else {
                    break;
                }
            } else if byte == b'\'' && self.inner_apostrophe(at, 1)
                || byte == b'-' && self.after(at + 1).is_alphanumeric()
            {
                hyphen |= byte == b'-';
                at += 1;
                (letters, part) = (0, at);
            } else if byte == b'.'
                && letters <= 1
                && at - part <= 12
                && at > part
                && self.initials(part, at)
            {
                // “U.S.”, “J.”: a stop behind a single letter belongs to it.
                at += 1;
                letters = 0;
            } else if byte == b'&' && letters <= 2 && self.after(at + 1).is_ascii_uppercase() {
                at += 1;
            } else {
                break;
            }
        }
        // A stop behind a known abbreviation is part of it.
        if self.bytes.get(at) == Some(&b'.') && at < self.end && at - part <= 8 {
            let with = self.lexicon.look_up(&self.text[part..at + 1]);
            let small = || {
                matches!(
                    &self.bytes[start..at],
                    b"vs" | b"etc" | b"i.e" | b"e.g" | b"a.m" | b"p.m" | b"no"
                )
            };
            if with.classes & ABBREVIATION != 0 && (!self.only_lower(part) || small()) {
                at += 1;
            }
        }
        let text = &self.text[start..at];
        let capital = text.chars().next().is_some_and(char::is_uppercase);
        let case = match capital {
            true if uppers >= 2 && uppers == text.chars().filter(|c| c.is_alphabetic()).count() => {
                Case::Upper
            }
            true => Case::Capital,
            false => Case::Lower,
        };
        let mut entry = self.lexicon.look_up(text);
        if hyphen && entry.classes == 0 && entry.lemma == 0 && text.len() > 4 {
            entry = self.guess(text);
        }
        tokens.push(Token {
            span: Span { start, end: at },
            kind: Kind::Word,
            case,
            mark: 0,
            entry,
        });
        at
    }

    fn only_lower(&self, start: usize) -> bool {
        self.bytes[start].is_ascii_lowercase()
    }

    /// Hyphenated words take the classes of their last part: “co-chair”, “vice-president”.
    fn guess(&self, text: &str) -> Entry {
        match text.rsplit_once('-') {
            Some((_, last)) => {
                let mut entry = self.lexicon.look_up(last);
                entry.classes &=
                    super::lexicon::ROLE | super::lexicon::GROUP | super::lexicon::DOCUMENT;
                Entry { frames: 0, ..entry }
            }
            None => Entry::default(),
        }
    }

    /// True where letters of `start..at` are single and parted by stops so far.
    fn initials(&self, start: usize, at: usize) -> bool {
        let part = &self.bytes[start..at];
        let single = part.iter().enumerate().all(|(i, b)| {
            if i % 2 == 0 {
                b.is_ascii_alphabetic()
            } else {
                *b == b'.'
            }
        });
        let again = self.bytes.get(at + 1).is_some_and(u8::is_ascii_alphabetic)
            && self.bytes.get(at + 2) == Some(&b'.');
        single && part.len() % 2 == 1 && (part[0].is_ascii_uppercase() || part.len() > 1 || again)
    }

    /// True for an apostrophe with letters on both sides that begins no `'s`.
    fn inner_apostrophe(&self, at: usize, len: usize) -> bool {
        let next = self.after(at + len);
        if !next.is_alphabetic() {
            return false;
        }
        let possessive = matches!(next, 's' | 'S') && !self.after(at + len + 1).is_alphanumeric();
        !possessive
    }

    /// An apostrophe or a single mark outside a word.
    fn apostrophe(&self, at: usize, len: usize, tokens: &mut Vec<Token>) -> usize {
        let (before, next) = (self.before(at), self.after(at + len));
        if before.is_alphanumeric()
            && matches!(next, 's' | 'S')
            && !self.after(at + len + 1).is_alphanumeric()
        {
            self.push(tokens, at, at + len + 1, Kind::Possessive, 0);
            return at + len + 1;
        }
        let direction = match (
            before.is_whitespace() || matches!(before, '(' | '[' | '"' | '“' | '—' | '–' | ':'),
            next,
        ) {
            (true, c) if c.is_alphanumeric() || matches!(c, '"' | '“' | '(' | '[' | '.' | '…') => {
                OPENS
            }
            (false, c) if !c.is_alphanumeric() => CLOSES,
            _ => 0,
        };
        self.push(tokens, at, at + len, Kind::Single, direction);
        at + len
    }

    fn number(&self, start: usize, tokens: &mut Vec<Token>) -> usize {
        let mut at = start;
        while at < self.end {
            let byte = self.bytes[at];
            let inner = matches!(byte, b'.' | b',' | b':' | b'-' | b'/')
                && self.bytes.get(at + 1).is_some_and(u8::is_ascii_digit);
            let joined =
                byte == b'-' && self.bytes.get(at + 1).is_some_and(u8::is_ascii_alphabetic);
            if !(byte.is_ascii_alphanumeric() || inner || joined) {
                break;
            }
            at += 1;
        }
        self.push(tokens, start, at, Kind::Number, 0);
        at
    }

    /// A token that begins with a character beyond ASCII.
    fn wide(&self, at: usize, tokens: &mut Vec<Token>) -> usize {
        let c = self.after(at);
        let end = (at + c.len_utf8()).min(self.end);
        let len = end - at;
        if c.is_alphabetic() {
            return self.word(at, tokens);
        }
        if c.is_whitespace() || c == '\u{feff}' || c == '\u{200b}' {
            return end;
        }
        let (kind, mark) = match c {
            '“' | '„' | '‟' | '〝' | '「' | '『' => (
                Kind::Double,
                if self.direction(at, len) == CLOSES {
                    EITHER
                } else {
                    OPENS
                },
            ),
            '”' | '〞' | '」' | '』' => (
                Kind::Double,
                if self.direction(at, len) == OPENS {
                    EITHER
                } else {
                    CLOSES
                },
            ),
            '«' | '»' | '″' | '＂' => (Kind::Double, self.direction(at, len)),
            '‘' | '’' | '‚' | '‛' | '‹' | '›' => {
                return self.apostrophe(at, len, tokens);
            }
            '—' | '–' | '―' | '‒' => (Kind::Dash, 0),
            '…' => (Kind::Stop, 0),
            '，' | '、' => (Kind::Comma, 0),
            '：' => (Kind::Colon, 0),
            '。' | '！' | '？' => (Kind::Stop, 0),
            _ => (Kind::Other, 0),
        };
        self.push(tokens, at, end, kind, mark);
        end
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(text: &str) -> Vec<&str> {
        let mut tokens = Vec::new();
        tokenize(text, Span::new(0, text.len()), &mut tokens);
        tokens.iter().map(|t| t.span.of(text)).collect()
    }

    #[test]
    fn abbreviations_keep_their_stops() {
        assert_eq!(
            words("Sen. J. Doe of the U.S. left."),
            ["Sen.", "J.", "Doe", "of", "the", "U.S.", "left", "."]
        );
        assert_eq!(words("at 3 p.m. no one"), ["at", "3", "p.m.", "no", "one"]);
    }

    #[test]
    fn apostrophes_are_told_from_marks() {
        assert_eq!(
            words("it's the allies’ plan"),
            ["it", "'s", "the", "allies", "’", "plan"]
        );
        assert_eq!(
            words("He won’t say 'no'"),
            ["He", "won’t", "say", "'", "no", "'"]
        );
    }

    #[test]
    fn numbers_and_hyphens_hold_together() {
        assert_eq!(
            words("a 2.5-percent, 10,000-strong co-chair"),
            ["a", "2.5-percent", ",", "10,000-strong", "co-chair"]
        );
    }
}
