//! Where sentences end, over units that hold whole quotations.
//!
//! A stop ends a sentence unless a small letter follows; the stop of an abbreviation is
//! no stop, save where a word follows that begins sentences. A quotation that ends with
//! a stop ends its sentence too, unless the words behind it say who spoke.

use super::{Page, Paragraph};
use crate::document::SegmentKind;
use crate::text::lexicon::*;
use crate::text::tokens::{Case, Kind, Token};

/// Units a sentence may hold; what is longer is cut, which bounds every look ahead.
const LONGEST: usize = 400;
/// Units in which a speaker and a cue must follow a quotation that asks.
const ASKER: usize = 9;

/// Cuts the units of `page` from `first` on into the sentences of `paragraph`.
pub fn sentences(page: &Page, first: usize, paragraph: &mut Paragraph) {
    let units = &page.units;
    let mut start = first + dateline(page, first);
    let mut i = start;
    while i < units.len() {
        if i + 1 == units.len() || i + 1 - start >= LONGEST || ends(page, i) {
            let mut end = i + 1;
            // A bracket that closes behind the stop belongs to the sentence it closes.
            while units.get(end).is_some_and(|u| u.kind == Kind::Close) {
                end += 1;
            }
            paragraph.sentences.push(start..end);
            (start, i) = (end, end);
        } else {
            i += 1;
        }
    }
    // “To view this video please … supports HTML5 video”: a player that was not copied.
    paragraph
        .sentences
        .retain(|s| page.word(s.start) != "To" || s.len() < 4 || page.word(s.start + 3) != "video");
    if paragraph.kind == SegmentKind::Boilerplate {
        paragraph.sentences.clear();
    }
}

/// True where a sentence ends with unit `i`.
fn ends(page: &Page, i: usize) -> bool {
    let units = &page.units;
    let (unit, next) = (&units[i], &units[i + 1]);
    match unit.kind {
        Kind::Stop if next.kind == Kind::Close => units.get(i + 2).is_none_or(begins),
        Kind::Stop => begins(next),
        // A link that scraping glued to the text: “… of the talksRead more The minister …”
        Kind::Word if !begins(next) => false,
        Kind::Word if i > 0 && page.word(i) == "more" && page.word(i - 1).ends_with("Read") => true,
        Kind::Word if i > 0 && page.word(i) == "video" && page.word(i - 1) == "HTML5" => true,
        Kind::Word if unit.is(ENDING_ABBREVIATION) => {
            unit.span.end < next.span.start
                && next.capital()
                && next.is(DETERMINER
                    | HE_SHE_THEY
                    | SUBJECT
                    | PREPOSITION
                    | SUBORDINATOR
                    | POSSESSIVE
                    | CONJUNCTION)
                && !next.is(TITLE)
        }
        Kind::Word if unit.is(ABBREVIATION) && !unit.is(TITLE) && next.kind == Kind::Quote => page
            .quote(i + 1)
            .is_some_and(|q| q.capital && q.stop && q.words > 3),
        Kind::Quote => match page.quote(i) {
            Some(quote) if quote.stop => match next.kind {
                Kind::Quote => true,
                // “…” — Ada Doe
                Kind::Dash => false,
                _ if !begins(next) => false,
                _ => quote.closed && !quote.asks || !asker(units, i + 1),
            },
            Some(quote) => !quote.closed,
            None => false,
        },
        _ => false,
    }
}

/// True where `unit` can begin a sentence.
fn begins(unit: &Token) -> bool {
    match unit.kind {
        Kind::Word => unit.case != Case::Lower,
        Kind::Quote | Kind::Number | Kind::Open | Kind::Dash | Kind::Other => true,
        _ => false,
    }
}

/// “…?” Smith asked: a cue that may follow its content comes soon, and no verb before.
fn asker(units: &[Token], from: usize) -> bool {
    for unit in units.iter().skip(from).take(ASKER) {
        if unit.entry.frames & F_BEFORE != 0
            && matches!(unit.entry.inflection, Inflection::Past | Inflection::Third)
        {
            return true;
        }
        if matches!(unit.kind, Kind::Stop | Kind::Quote)
            || unit.is(FINITE | BE | MODAL | SUBORDINATOR)
        {
            return false;
        }
    }
    false
}

/// How many units a dateline takes at the start of a paragraph: “KYIV, May 26 (Agency) —”.
fn dateline(page: &Page, first: usize) -> usize {
    let units = &page.units[first..];
    if !units
        .first()
        .is_some_and(|u| u.word() && u.case == Case::Upper)
    {
        return 0;
    }
    let mut slashes = 0;
    for (i, unit) in units.iter().enumerate().take(16) {
        match unit.kind {
            Kind::Dash if i > 0 => return i + 1,
            Kind::Other if page.word(first + i) == "/" => slashes += 1,
            Kind::Stop if slashes == 2 => return i + 1,
            Kind::Quote | Kind::Colon => return 0,
            Kind::Word if unit.entry.frames != 0 || unit.is(BE | MODAL | FINITE) => return 0,
            _ => {}
        }
    }
    0
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The sentences found are those that `|` parts in `marked`.
    fn check(marked: &str) {
        let text = marked.replace('|', "");
        let page = Page::read(&text);
        let found: Vec<&str> = page
            .paragraphs
            .iter()
            .flat_map(|p| &p.sentences)
            .map(|s| page.span(s.clone()).of(&text))
            .collect();
        let wanted: Vec<&str> = marked.split('|').map(str::trim).collect();
        assert_eq!(found, wanted, "{marked}");
    }

    #[test]
    fn sentences_end_where_a_reader_would_end_them() {
        for marked in [
            "Sen. Doe left.| Mr. Roe stayed in the U.S. Senate.",
            "He lives in the U.S.| The others left.",
            "“We left. They stayed,” she said.| He agreed.",
            "“We left.”| He agreed.",
            "“Did we leave?” Roe asked.| He agreed.",
            "It rose 2.5 percent at 3 p.m. on Monday.",
            "(He left.)| She stayed.",
        ] {
            check(marked);
        }
    }
}
