//! Text to tokens, by the `tokenizers` crate.
//!
//! A Hugging Face tokenizer (lower case, one pattern for words, numbers and punctuation, a
//! word-level vocabulary) defines the tokens; its `tokenizer.json` gives the same ids in any
//! binding. It encodes a few megabytes a second, so text is first cut into [`chunks`] that
//! the pattern never crosses, and each distinct chunk is put to the tokenizer once.

use crate::error::{Error, Result};
use crate::text::Span;
use std::collections::{BTreeMap, HashMap};
use tokenizers::models::wordlevel::WordLevel;
use tokenizers::normalizers::utils::{Lowercase, Sequence};
use tokenizers::normalizers::{NormalizerWrapper, Replace};
use tokenizers::pre_tokenizers::split::{Split, SplitPattern};
use tokenizers::tokenizer::{PreTokenizedString, SplitDelimiterBehavior};
use tokenizers::{OffsetReferential, OffsetType, PreTokenizer, TokenizerBuilder};

/// Acronyms; words with their digits, hyphens and apostrophes; numbers; marks that matter.
/// No alternative matches white space or crosses one of the marks that stand alone.
const PATTERN: &str = concat!(
    r"\p{L}(?:\.\p{L})+(?![\p{L}\p{M}\p{N}])",
    r"|\p{L}[\p{L}\p{M}\p{N}]*(?:[-'][\p{L}\p{N}][\p{L}\p{M}\p{N}]*)*",
    r"|\p{N}+(?:[.,]\p{N}+)*",
    "|[.,;:!?\"()…$€£%]"
);

/// The token of words that the vocabulary does not hold.
const UNKNOWN: &str = "[UNK]";

type Inner = tokenizers::TokenizerImpl<
    WordLevel,
    NormalizerWrapper,
    Split,
    tokenizers::PostProcessorWrapper,
    tokenizers::DecoderWrapper,
>;

/// Cuts text into tokens and numbers them.
#[derive(Debug, Clone)]
pub struct Tokenizer {
    inner: Inner,
}

/// A token: its normalised text, and where it stands in what was tokenized.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Token {
    /// Lower case, with straight apostrophes.
    pub text: String,
    /// Bytes of the text it was cut from.
    pub span: Span,
}

impl Tokenizer {
    /// A tokenizer whose vocabulary holds the tokens that occur at least `min_count` times in
    /// `texts`, numbered by falling count and then by spelling.
    ///
    /// # Errors
    /// A configuration error where the tokenizer cannot be built.
    pub fn train<'a>(texts: impl IntoIterator<Item = &'a str>, min_count: usize) -> Result<Self> {
        let blank = Self::with_vocabulary(std::iter::empty())?;
        // Chunks repeat as words do: each is tokenized once.
        let mut seen: HashMap<&str, usize> = HashMap::new();
        for text in texts {
            chunks(text, |chunk| *seen.entry(chunk.of(text)).or_default() += 1);
        }
        let mut counts: BTreeMap<String, usize> = BTreeMap::new();
        for (chunk, n) in seen {
            for token in blank.tokens(chunk) {
                *counts.entry(token.text).or_default() += n;
            }
        }
        let mut kept: Vec<(String, usize)> = counts
            .into_iter()
            .filter(|(_, count)| *count >= min_count)
            .collect();
        kept.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
        Self::with_vocabulary(kept.into_iter().map(|(token, _)| token))
    }

    fn with_vocabulary(tokens: impl Iterator<Item = String>) -> Result<Self> {
        let vocabulary = std::iter::once(UNKNOWN.to_owned())
            .chain(tokens)
            .zip(0_u32..)
            .collect();
        let model = WordLevel::builder()
            .vocab(vocabulary)
            .unk_token(UNKNOWN.into())
            .build()
            .map_err(broken)?;
        let straighten = |from: &str| Replace::new(from, "'").map_err(broken);
        let normalizer = NormalizerWrapper::Sequence(Sequence::new(vec![
            straighten("’")?.into(),
            straighten("‘")?.into(),
            Replace::new("“", "\"").map_err(broken)?.into(),
            Replace::new("”", "\"").map_err(broken)?.into(),
            Lowercase.into(),
        ]));
        let split = Split::new(
            SplitPattern::Regex(PATTERN.into()),
            SplitDelimiterBehavior::Removed,
            true,
        )
        .map_err(broken)?;
        let inner = TokenizerBuilder::new()
            .with_model(model)
            .with_normalizer(Some(normalizer))
            .with_pre_tokenizer(Some(split))
            .with_post_processor(None)
            .with_decoder(None)
            .build()
            .map_err(broken)?;
        Ok(Self { inner })
    }

    /// Reads what [`Tokenizer::to_json`] wrote.
    ///
    /// # Errors
    /// A model error where the text is not such a tokenizer.
    pub fn from_json(json: &[u8]) -> Result<Self> {
        let inner = serde_json::from_slice(json)
            .map_err(|error| Error::model("is not a tokenizer").because(error))?;
        Ok(Self { inner })
    }

    /// The `tokenizer.json` of the model directory.
    ///
    /// # Errors
    /// An output error where the tokenizer cannot be written as JSON.
    pub fn to_json(&self) -> Result<String> {
        self.inner
            .to_string(true)
            .map_err(|error| Error::output("the tokenizer cannot be written").because(error))
    }

    /// Cuts `text` into tokens.
    pub fn tokens(&self, text: &str) -> Vec<Token> {
        self.pre_tokenized(text)
            .get_splits(OffsetReferential::Original, OffsetType::Byte)
            .into_iter()
            .map(|(token, (start, end), _)| Token {
                text: token.to_owned(),
                span: Span::new(start, end),
            })
            .collect()
    }

    /// The number of the token with this text, as [`Tokenizer::tokens`] gives it.
    pub fn id(&self, token: &str) -> u32 {
        let known = self.inner.token_to_id(token);
        known.unwrap_or(0)
    }

    /// The number of distinct tokens, the unknown one included.
    pub fn n_tokens(&self) -> usize {
        self.inner.get_vocab_size(false)
    }

    fn pre_tokenized(&self, text: &str) -> PreTokenizedString {
        use tokenizers::Normalizer;
        let mut normalized = tokenizers::NormalizedString::from(text);
        if let Some(normalizer) = self.inner.get_normalizer() {
            normalizer
                .normalize(&mut normalized)
                .expect("lowering and replacing characters cannot fail");
        }
        let mut pieces = PreTokenizedString::from(normalized);
        if let Some(split) = self.inner.get_pre_tokenizer() {
            split
                .pre_tokenize(&mut pieces)
                .expect("a compiled pattern splits any text");
        }
        pieces
    }
}

fn broken(error: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> Error {
    Error::config("the tokenizer cannot be built").because(error)
}

/// Calls `each` with the chunks of `text`, in order: stretches that [`PATTERN`] never
/// crosses, so that tokenizing them one by one gives the tokens of the whole.
///
/// Chunks end at white space and at marks that stand alone; full stops, commas, hyphens and
/// apostrophes stay inside words and numbers, and leave them at the ends.
pub fn chunks(text: &str, mut each: impl FnMut(Span)) {
    let bytes = text.as_bytes();
    let mut start = 0;
    let mut at = 0;
    while at < bytes.len() {
        let (width, alone) = separator(bytes, at);
        if width == 0 {
            at += 1;
            continue;
        }
        word(text, Span::new(start, at), &mut each);
        if alone {
            each(Span::new(at, at + width));
        }
        at += width;
        start = at;
    }
    word(text, Span::new(start, at), &mut each);
}

/// Where `part` stands in `whole`, if it is a slice of it and both its ends are borders of
/// [`chunks`]: then its tokens are those of `whole` that stand inside it.
pub fn chunk_borders(whole: &str, part: &str) -> Option<Span> {
    let start = (part.as_ptr() as usize).checked_sub(whole.as_ptr() as usize)?;
    let end = start.checked_add(part.len())?;
    let (head, tail) = (whole.get(..start)?, whole.get(end..)?);
    let loose = |c: char| matches!(c, '.' | ',' | '-' | '\'');
    let parts = |c: Option<char>| {
        c.is_none_or(|c| {
            let mut bytes = [0; 4];
            separator(c.encode_utf8(&mut bytes).as_bytes(), 0).0 > 0
        })
    };
    let before = head.trim_end_matches(loose).chars().next_back();
    let after = tail.trim_start_matches(loose).chars().next();
    (parts(before) && parts(after)).then_some(Span::new(start, end))
}

/// The width of the separator at `at`, 0 where there is none, and whether it is a token.
fn separator(bytes: &[u8], at: usize) -> (usize, bool) {
    match bytes[at] {
        b' ' | b'\n' | b'\t' | b'\r' => (1, false),
        b'"' | b';' | b':' | b'!' | b'?' | b'(' | b')' | b'$' | b'%' => (1, true),
        // “ ” … and the dashes – —; ‘ ’ stay, as apostrophes.
        0xE2 if bytes.len() >= at + 3 && bytes[at + 1] == 0x80 => match bytes[at + 2] {
            0x9C | 0x9D | 0xA6 => (3, true),
            0x93 | 0x94 => (3, false),
            _ => (0, false),
        },
        _ => (0, false),
    }
}

/// Parts the stops and commas at both ends from the word between them.
fn word(text: &str, span: Span, each: &mut impl FnMut(Span)) {
    let bytes = text.as_bytes();
    let loose = |byte: u8| matches!(byte, b'.' | b',' | b'-' | b'\'');
    let (mut start, mut end) = (span.start, span.end);
    while start < end && loose(bytes[start]) {
        start += 1;
    }
    while end > start && loose(bytes[end - 1]) {
        end -= 1;
    }
    let marks = |from: usize, to: usize, each: &mut dyn FnMut(Span)| {
        for (at, byte) in (from..to).zip(&bytes[from..to]) {
            if matches!(byte, b'.' | b',') {
                each(Span::new(at, at + 1));
            }
        }
    };
    marks(span.start, start, each);
    if start < end {
        each(Span::new(start, end));
    }
    marks(end, span.end, each);
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn whole(tokenizer: &Tokenizer, text: &str) -> Vec<Token> {
        tokenizer.tokens(text)
    }

    fn by_chunks(tokenizer: &Tokenizer, text: &str) -> Vec<Token> {
        let mut tokens = Vec::new();
        chunks(text, |chunk| {
            tokens.extend(
                tokenizer
                    .tokens(chunk.of(text))
                    .into_iter()
                    .map(|token| Token {
                        span: Span::new(
                            token.span.start + chunk.start,
                            token.span.end + chunk.start,
                        ),
                        ..token
                    }),
            );
        });
        tokens
    }

    fn small() -> Tokenizer {
        Tokenizer::train(["the deal, the envoy said", "a deal"], 2).unwrap()
    }

    #[test]
    fn words_numbers_and_marks_are_tokens() {
        for (text, expected) in [
            (
                "The U.S. won’t pay 2.5% – yet.",
                "the|u.s|.|won't|pay|2.5|%|yet|.",
            ),
            (
                "“F-16s”, €1,250 (or so)…",
                "\"|f-16s|\"|,|€|1,250|(|or|so|)|…",
            ),
            ("budgets.Rutte's cease-fire", "budgets|.|rutte's|cease-fire"),
            ("İstanbul, Kyiv’s", "i̇stanbul|,|kyiv's"),
        ] {
            let tokens: Vec<String> = small()
                .tokens(text)
                .into_iter()
                .map(|token| token.text)
                .collect();
            assert_eq!(tokens.join("|"), expected, "{text}");
        }
    }

    #[test]
    fn the_written_tokenizer_gives_the_same_ids() {
        let tokenizer = small();
        let read = Tokenizer::from_json(tokenizer.to_json().unwrap().as_bytes()).unwrap();
        assert_eq!(read.n_tokens(), 3);
        for token in ["deal", "the", ",", "envoy"] {
            assert_eq!(tokenizer.id(token), read.id(token));
        }
        let encoded = read.inner.encode("The deal, said", false).unwrap();
        assert_eq!(
            encoded.get_ids(),
            ["the", "deal", ",", "said"].map(|token| read.id(token))
        );
    }

    proptest! {
        #[test]
        fn chunks_give_the_tokens_of_the_whole(text in "(?s).{0,60}") {
            prop_assert_eq!(by_chunks(&small(), &text), whole(&small(), &text));
        }

        #[test]
        fn a_part_between_borders_has_tokens_of_the_whole(
            text in "([A-Za-z0-9.,'’\"“”€% -]|…|—){0,40}",
            cuts in (0_usize..60, 0_usize..60),
        ) {
            let mut places: Vec<usize> = text.char_indices().map(|(at, _)| at).collect();
            places.push(text.len());
            let [a, b] = [cuts.0, cuts.1].map(|cut| places[cut % places.len()]);
            let part = &text[a.min(b)..a.max(b)];
            if let Some(span) = chunk_borders(&text, part) {
                let inside: Vec<Token> = by_chunks(&small(), &text)
                    .into_iter()
                    .filter(|token| span.contains(token.span))
                    .map(|token| Token {
                        span: Span::new(token.span.start - span.start, token.span.end - span.start),
                        ..token
                    })
                    .collect();
                prop_assert_eq!(inside, by_chunks(&small(), part));
            }
        }

        #[test]
        fn so_they_do_in_copy(text in "([A-Za-z0-9.,'’\"“”$€% -]|İ|é|…|—|\u{301}){0,40}") {
            prop_assert_eq!(by_chunks(&small(), &text), whole(&small(), &text));
        }
    }
}
