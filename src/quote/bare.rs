//! Quotations that no cue takes: alone in their sentence, behind a colon, signed, going
//! on from the sentence or paragraph before. Scare quotes, titles and names stay alone.

use super::content::Shape;
use super::subject::{How, Subject};
use super::{Found, Sentence, transcript};
use crate::document::SegmentKind;
use crate::segment::Page;
use crate::text::lexicon::*;
use crate::text::tokens::Kind;
use std::ops::Range;

/// Fewest words of a quotation that is speech without a cue.
const SPEECH: usize = 5;

/// See [`super::WITHOUT_CUE`].
pub fn find(s: &Sentence, i: usize, before: &[Found]) -> Option<Found> {
    let quote = s.page.quote(i)?;
    if taken(before, i) {
        return None;
    }
    let units = &s.page.units;
    if let Some(found) = transcript::signature(s, i) {
        return Some(found);
    }
    let alone = (s.start..s.end).all(|k| !matches!(units[k].kind, Kind::Word | Kind::Number));
    let colon = i > s.start && units[i - 1].kind == Kind::Colon;
    let closes = quote.stop || quote.comma || i + 1 >= s.end || units[i + 1].kind == Kind::Stop;
    let speech = quote.words >= SPEECH && quote.capital && closes && !s.headline;
    if !alone && !colon && !speech && !s.headline {
        return fragment(s, i, before);
    }
    if !(alone && !s.headline && (quote.words >= 3 || quote.stop)
        || colon && quote.words >= 2
        || speech)
    {
        return None;
    }
    let mut end = i + 1;
    while end < s.end && units[end].kind == Kind::Quote {
        end += 1;
    }
    let opens = i == s.start && !alone;
    if opens && before.is_empty() && !s.headline {
        // “…” and words that go on: the whole sentence, where the speaker goes on.
        let stop = s.content_end(i, Shape::Clause, Inflection::Past);
        return Some(Found::new(vec![s.trim(i..stop)], i..i, None));
    }
    let subject = if alone { None } else { leader(s, i, colon) };
    Some(Found::one(i..end, i..i, subject))
}

/// “The ministry waves off the delay as “minimal””: a fragment in the words of whoever
/// does something to it, behind the verb that no lexicon can list.
fn fragment(s: &Sentence, i: usize, before: &[Found]) -> Option<Found> {
    let units = &s.page.units;
    let quote = s.page.quote(i)?;
    if quote.words < 2
        || quote.capital && quote.words < 4
        || before.iter().any(|f| f.content.iter().any(|c| c.end > i))
    {
        return None;
    }
    let auxiliary = BE | HAVE | DO | MODAL | FINITE;
    let verb = (s.start + 1..i)
        .rev()
        .take(24)
        .find(|k| s.finite(*k) && !units[*k].is(auxiliary))?;
    let mut last = verb - 1;
    while last > s.start && (s.adverb(last) || units[last].is(HAVE)) {
        last -= 1;
    }
    let subject = if units[last].is(CONJUNCTION) {
        s.chain(last)
    } else {
        s.subject(last)
    };
    let subject = subject.filter(|x| !super::voice::first_person(s, x))?;
    let end = s.content_end(verb + 1, Shape::Phrase, Inflection::Past);
    (end > i).then(|| Found::new(vec![s.trim(verb + 1..end)], verb..verb + 1, Some(subject)))
}

fn taken(before: &[Found], i: usize) -> bool {
    before
        .iter()
        .flat_map(|f| &f.content)
        .any(|c| c.contains(&i))
}

/// Who leads to the quotation at `i`: the name before a colon, or the sentence's subject.
fn leader(s: &Sentence, i: usize, colon: bool) -> Option<Subject> {
    if colon && i >= s.start + 2 {
        let head = s
            .noun_phrase(i - 2)
            .filter(|h| h.start == s.start || s.page.units[h.start].capital());
        if let Some(head) = head.filter(|h| s.page.units[h.end - 1].capital()) {
            return Some(Subject {
                mention: head.clone(),
                head,
                how: How::Near,
            });
        }
        // “Ada Doe, harbour pilot: “…””
        let comma = (s.start + 1..i - 1)
            .rev()
            .take(8)
            .find(|k| !s.page.units[*k].word())
            .filter(|k| s.page.units[*k].kind == Kind::Comma);
        if let Some(head) = comma
            .and_then(|c| s.noun_phrase(c - 1))
            .filter(|h| h.start == s.start && s.page.units[h.clone()].iter().all(|u| u.capital()))
        {
            return Some(Subject {
                mention: head.start..i - 1,
                head,
                how: How::Near,
            });
        }
    }
    s.chain(i).map(|x| Subject {
        how: How::Chain,
        ..x
    })
}

/// “Ada Doe wrote:” at the end of `sentence`, so that the next paragraph is hers.
pub fn announcement(s: &Sentence) -> Option<(Range<usize>, Subject)> {
    let units = &s.page.units;
    let colon = s
        .end
        .checked_sub(1)
        .filter(|k| *k > s.start && units[*k].kind == Kind::Colon)?;
    let lowest = s.start.max(colon.saturating_sub(14));
    for k in (lowest..colon).rev() {
        let unit = &units[k];
        if unit.entry.frames & (F_QUOTE | F_THAT) != 0 && unit.entry.inflection != Inflection::None
        {
            let group = s.group(k).filter(|g| !g.passive)?;
            let last = group.start.checked_sub(1).filter(|l| *l >= s.start)?;
            let subject = if group.participle || units[last].is(CONJUNCTION) {
                s.chain(last)
            } else {
                s.subject(last)
            };
            return subject.map(|x| (k..k + 1, x));
        }
    }
    None
}

/// Gives the paragraph `number` to the speaker whom the line before announced.
pub fn announced(page: &Page, all: &mut Vec<Found>, first: usize, number: usize) {
    let Some(before) = number.checked_sub(1).and_then(|n| page.paragraphs.get(n)) else {
        return;
    };
    let Some(sentence) = before.sentences.last() else {
        return;
    };
    let view = Sentence {
        page,
        start: sentence.start,
        end: sentence.end,
        headline: false,
        from: sentence.start,
    };
    let Some((cue, subject)) = announcement(&view) else {
        return;
    };
    let paragraph = &page.paragraphs[number];
    let (Some(head), Some(tail)) = (paragraph.sentences.first(), paragraph.sentences.last()) else {
        return;
    };
    // What an earlier statement goes on to take is nobody else's.
    let taken = all
        .iter()
        .take(first)
        .next_back()
        .is_some_and(|f| f.content.iter().any(|c| c.end > head.start));
    match all.get_mut(first) {
        Some(found) if found.cue.is_empty() && found.subject.is_none() => {
            (found.cue, found.subject) = (cue, Some(subject));
        }
        None if paragraph.kind == SegmentKind::Paragraph && !taken => {
            let mut found = Found::new(vec![view.trim(head.start..tail.end)], cue, Some(subject));
            found.finder = "block behind colon";
            found.paragraph = number;
            found.sentence = head.start..tail.end;
            all.push(found);
        }
        _ => {}
    }
}

/// “referring to the pier”, “citing a letter”: a participle that says nothing itself.
fn aside(page: &Page, found: &Found) -> bool {
    let cue = found.cue.clone().last().map(|k| page.units[k].entry);
    found.subject.as_ref().is_some_and(|s| s.how == How::Chain)
        && cue.is_some_and(|c| c.inflection == Inflection::Ing && c.frames & F_THAT == 0)
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
    let Some(found) = new.first() else {
        return;
    };
    // ““…,” Doe said, referring to the pier. “…””: the quotation goes on, not the aside.
    let behind = earlier.last().map(|f| f.sentence.clone());
    let quoting = earlier
        .iter()
        .rposition(|f| {
            Some(&f.sentence) != behind.as_ref()
                || f.finder == "content before cue"
                    && f.content
                        .last()
                        .is_some_and(|c| page.quote(c.end - 1).is_some())
        })
        .filter(|n| Some(&earlier[*n].sentence) == behind.as_ref())
        .filter(|_| earlier.last().is_some_and(|f| aside(page, f)));
    let at = quoting.unwrap_or(earlier.len() - 1);
    let last = &mut earlier[at];
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
    let next = last.paragraph + 1 == paragraph;
    // A paragraph that only quotes, behind one that ends with its attribution.
    let whole = |s: &Range<usize>| {
        s.clone()
            .all(|k| !matches!(page.units[k].kind, Kind::Word | Kind::Number))
    };
    let ended = page.paragraphs[last.paragraph]
        .sentences
        .last()
        .is_some_and(|s| s.end == last.sentence.end);
    let follows = next
        && ended
        && last.finder == "content before cue"
        && page.paragraphs[paragraph].sentences.iter().all(whole);
    let carried = next && quoted.is_some_and(|q| !q.closed) || follows;
    // “Roe said it was “grave”. “We wait.””: the second is a statement of its own.
    let pure = last.content.last().is_some_and(whole) || last.finder == "content before cue";
    if (carried || adjacent && pure) && quoted.is_some() {
        let found = new[0].clone();
        last.content.extend(found.content);
        last.sentence.end = found.sentence.end;
        if carried {
            last.paragraph = paragraph;
        }
        all.remove(first);
    }
}
