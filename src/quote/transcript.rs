//! Transcripts and lists of voices: “MS. DOE: …”, “Q: …”, “…” — Ada Doe.
//!
//! A label in front of a colon names a speaker where it is written in capitals, or
//! names somebody whom the article also names, or where the label comes back on a later
//! line. The lines below without a label go on with the same speaker.

use super::phrase::{How, Subject};
use super::{Found, Sentence};
use crate::segment::{Page, Paragraph};
use crate::text::lexicon::*;
use crate::text::tokens::{Case, Kind};
use std::ops::Range;

/// Words a label may have.
const LABEL: usize = 5;

/// The units of the label that begins `paragraph`, without its colon.
pub fn label(page: &Page, paragraph: &Paragraph) -> Option<Range<usize>> {
    let first = paragraph.sentences.first()?;
    let units = &page.units;
    let colon = (first.start..first.end.min(first.start + LABEL + 1))
        .find(|k| units[*k].kind == Kind::Colon)?;
    let label = first.start..colon;
    let words = label.clone().all(|k| {
        units[k].capital()
            || units[k].is(PARTICLE)
            || units[k].kind == Kind::Open
            || units[k].kind == Kind::Close
    });
    if label.is_empty() || !words || colon + 1 >= paragraph.sentences.last()?.end {
        return None;
    }
    let upper = label
        .clone()
        .all(|k| units[k].case == Case::Upper || units[k].is(TITLE) || page.word(k).len() == 1);
    let titled = units[label.start].is(TITLE | MAN | WOMAN);
    (upper || titled).then_some(label)
}

/// What the labelled `paragraph` says, where other lines of the page are labelled too.
pub fn line(page: &Page, paragraph: &Paragraph, number: usize) -> Option<Found> {
    let label = label(page, paragraph)?;
    let near = |n: usize| {
        page.paragraphs
            .get(n)
            .is_some_and(|p| self::label(page, p).is_some())
    };
    let others = (number.saturating_sub(3)..number)
        .chain(number + 1..number + 4)
        .any(near);
    if !others {
        return None;
    }
    let end = paragraph.sentences.last()?.end;
    let subject = Subject {
        mention: label.clone(),
        head: label.clone(),
        how: How::Near,
    };
    let mut found = Found::new(
        vec![label.end + 1..end],
        label.end..label.end + 1,
        Some(subject),
    );
    found.finder = "transcript";
    found.paragraph = number;
    found.sentence = label.start..end;
    Some(found)
}

/// “…” — Ada Doe: the name behind the dash that follows the quotation at `i`.
pub fn signature(s: &Sentence, i: usize) -> Option<Found> {
    let units = &s.page.units;
    let dash = i + 1;
    if dash + 1 >= s.end || units[dash].kind != Kind::Dash || !units[dash + 1].capital() {
        return None;
    }
    let head = s.phrase_from(dash + 1)?;
    let name = head
        .clone()
        .all(|k| units[k].capital() || units[k].is(PARTICLE | TITLE));
    let over =
        head.end >= s.end || matches!(units[head.end].kind, Kind::Stop | Kind::Comma | Kind::Open);
    let first = (s.start..i)
        .rev()
        .take_while(|k| units[*k].kind == Kind::Quote)
        .last()
        .unwrap_or(i);
    if !name || !over || first != s.start {
        return None;
    }
    let subject = Subject {
        mention: head.clone(),
        head: head.clone(),
        how: How::Near,
    };
    let mut found = Found::new(vec![first..i + 1], dash..dash + 1, Some(subject));
    found.resume = head.end;
    Some(found)
}
