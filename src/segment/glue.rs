//! Titles that scraping glued to the text below them: “Council Backs New CranesThe …”.

use super::lines::{HEADLINE_BYTES, HEADLINE_WORDS, Line};
use crate::document::SegmentKind;
use crate::text::Span;

/// Parts “Council Backs New CranesThe harbour chief …”: a title that scraping glued to
/// the line below it.
pub fn unglue(text: &str, lines: &mut Vec<Line>) {
    let mut at = 0;
    while at < lines.len() {
        let span = lines[at].span;
        at += 1;
        if let Some(cut) = glue(span.of(text)) {
            let (title, rest) = (span.start..span.start + cut, span.start + cut..span.end);
            lines[at - 1].span = Span::new(title.start, title.end);
            lines.insert(
                at,
                Line {
                    span: Span::new(rest.start, rest.end),
                    kind: SegmentKind::Paragraph,
                },
            );
            at += 1;
        }
    }
}

/// Where a title ends in `line` and running text is glued to it: a small letter before a
/// capital inside a word, behind words that are written as in a title.
fn glue(line: &str) -> Option<usize> {
    if line.len() < 2 * TITLE_WORDS {
        return None;
    }
    let mut words = 0;
    for word in line.split_ascii_whitespace().take(HEADLINE_WORDS) {
        let start = word.as_ptr() as usize - line.as_ptr() as usize;
        if start > HEADLINE_BYTES
            || word.ends_with(['.', '!', '?', '”', '"']) && !word.contains("U.S.")
        {
            return None;
        }
        if words >= TITLE_WORDS
            && let Some(cut) = camel(word)
        {
            let rest = &line[start + cut..];
            let runs_on = rest.split_ascii_whitespace().take(TITLE_REST).count() == TITLE_REST;
            return runs_on.then_some(start + cut);
        }
        // Small words of a title are short: “of”, “with”.
        if word.len() > 4 || word.starts_with(char::is_uppercase) {
            if word.starts_with(char::is_lowercase) {
                return None;
            }
            words += 1;
        }
    }
    None
}

/// Words of a title before the glued one, and of the text behind it.
const TITLE_WORDS: usize = 3;

const TITLE_REST: usize = 6;

/// Where a second word begins inside `word`: “Cranes|The”, “NATO|U.S.”.
fn camel(word: &str) -> Option<usize> {
    if let Some(at) = word.find("U.S.").filter(|at| *at >= 3) {
        return word[..at]
            .bytes()
            .all(|b| b.is_ascii_alphabetic())
            .then_some(at);
    }
    let bytes = word.as_bytes();
    let cut = (3..bytes.len()).find(|i| bytes[*i].is_ascii_uppercase())?;
    let small = bytes[1..cut].iter().all(u8::is_ascii_lowercase);
    // “McDonald”, “MacArthur”, “DeSantis”: one name.
    let name = cut <= 3 && matches!(&word[..cut], "Mac" | "Van" | "Fitz");
    // “Starvation Death|A tragic …”: the article is all that is glued.
    let article = cut + 1 == bytes.len() && bytes[cut] == b'A';
    let next = article || bytes.get(cut + 1).is_some_and(u8::is_ascii_lowercase);
    (small && next && !name && word.is_char_boundary(cut)).then_some(cut)
}
