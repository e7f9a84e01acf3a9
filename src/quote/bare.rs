//! Quotations that no cue takes: alone in their sentence, behind a colon, going on from
//! the sentence or paragraph before. Scare quotes, titles and names are left alone.

use super::content::Shape;
use super::phrase::{How, Subject};
use super::{Found, Sentence};
use crate::segment::Page;
use crate::text::lexicon::{CUE_NOUN, Inflection};
use crate::text::tokens::Kind;
use std::ops::Range;

/// Fewest words of a quotation that is speech without a cue.
const SPEECH: usize = 5;

/// See [`super::WITHOUT_CUE`].
pub fn find(s: &Sentence, i: usize, before: &[Found]) -> Option<Found> {
    let quote = s.page.quote(i)?;
    if before
        .iter()
        .flat_map(|f| &f.content)
        .any(|c| c.contains(&i))
    {
        return None;
    }
    let units = &s.page.units;
    let alone = (s.start..s.end).all(|k| !matches!(units[k].kind, Kind::Word | Kind::Number));
    let colon = i > s.start && units[i - 1].kind == Kind::Colon;
    let speech = quote.words >= SPEECH
        && quote.capital
        && (quote.stop || quote.comma || i + 1 >= s.end || units[i + 1].kind == Kind::Stop);
    if !(alone && (quote.words >= 3 || quote.stop)
        || colon && quote.words >= 2
        || speech && !s.headline)
    {
        return None;
    }
    let subject = if alone { None } else { of_sentence(s, i) };
    let mut end = i + 1;
    while end < s.end && units[end].kind == Kind::Quote {
        end += 1;
    }
    let _ = (Shape::Clause, CUE_NOUN, Inflection::None);
    Some(Found::new(vec![i..end], i..i, subject))
}

/// The subject of the sentence that leads to the quotation at `i`.
fn of_sentence(s: &Sentence, i: usize) -> Option<Subject> {
    s.chain(i).map(|x| Subject {
        how: How::Chain,
        ..x
    })
}

/// Joins what continues: quoted sentences of one speaker under one cue are one statement.
pub fn join(
    page: &Page,
    all: &mut Vec<Found>,
    first: usize,
    paragraph: usize,
    sentence: &Range<usize>,
) {
    if first == 0 || all.len() <= first {
        return;
    }
    let (earlier, new) = all.split_at_mut(first);
    let (Some(last), Some(found)) = (earlier.last_mut(), new.first()) else {
        return;
    };
    if !found.cue.is_empty()
        || found.subject.is_some()
        || found.content.len() != 1
        || found.content[0].start != sentence.start
    {
        return;
    }
    let Some(end) = last.content.last().map(|c| c.end) else {
        return;
    };
    let quoted = page.quote(end - 1);
    let adjacent = last.sentence.end == sentence.start && last.paragraph == paragraph;
    let carried = last.paragraph + 1 == paragraph && quoted.is_some_and(|q| !q.closed);
    if carried || adjacent && quoted.is_some() {
        let found = new[0].clone();
        last.content.extend(found.content);
        last.sentence.end = found.sentence.end;
        if carried {
            last.paragraph = paragraph;
        }
        all.remove(first);
    }
}
