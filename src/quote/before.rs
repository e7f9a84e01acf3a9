//! The content stands before its cue: “…, X said.”, “…,” said X, “The plan, X said, …”.

use super::phrase::{How, Subject};
use super::{Found, Sentence};
use crate::text::lexicon::*;
use crate::text::tokens::{Case, Kind};

/// See [`super::FINDERS`].
pub fn find(s: &Sentence, i: usize, before: &[Found]) -> Option<Found> {
    let units = &s.page.units;
    let entry = &units[i].entry;
    let (frames, end) = match s.phrasal(i) {
        Some((frames, _)) => (frames, i + 2),
        None => (entry.frames, i + 1),
    };
    if frames & F_BEFORE == 0 || i <= s.from {
        return None;
    }
    let group = s.group(i)?;
    if group.passive || group.participle || group.infinitive && group.start + 1 >= i {
        return None;
    }
    if closes(s, i - 1) && matches!(entry.inflection, Inflection::Past | Inflection::Third) {
        if let Some(found) = inverted(s, i, end) {
            return Some(found);
        }
    }
    let last = group
        .start
        .checked_sub(1)
        .filter(|l| *l > s.from || *l >= s.start && *l >= s.from)?;
    let subject = s.subject(last)?;
    if subject.head.start <= s.from {
        return None;
    }
    let mut gap = subject.head.start - 1;
    // “…, but Roe said.” has no content before the comma; “…, as Roe said” has.
    if units[gap].is(AS) && gap > s.from && units[gap - 1].kind == Kind::Comma {
        gap -= 1;
    }
    if !closes(s, gap) || super::after::first_person(s, &subject) {
        return None;
    }
    let quoted = units[gap].kind == Kind::Quote;
    let j = s.behind(end, frames & F_ADDRESSEE != 0);
    if !quoted && says_more(s, end, j) {
        return None;
    }
    if quoted && j < s.end && (units[j].is(THAT) || units[j].kind == Kind::Colon) {
        return None;
    }
    let content = left(s, if quoted { gap + 1 } else { gap })?;
    let mut contents = vec![content.clone()];
    let mut resume = j.max(end);
    // “The plan, he said, would fail.” — “We must,” he said, “pay more.”
    let mut k = j;
    while k < s.end
        && k < end + 24
        && !matches!(
            units[k].kind,
            Kind::Comma | Kind::Quote | Kind::Stop | Kind::Dash | Kind::Colon | Kind::Semicolon
        )
    {
        k += 1;
    }
    if k + 1 < s.end && matches!(units[k].kind, Kind::Comma | Kind::Dash | Kind::Colon) {
        let n = k + 1;
        let inserted = units[gap].kind != Kind::Quote
            && k == end
            && !s.finite_in(&content)
            && units[n].kind != Kind::Quote;
        if units[n].kind == Kind::Quote && (quoted || inserted)
            || inserted
            || k == end && goes_on(s, n)
        {
            let stop = s.content_end(n, super::content::Shape::Clause, entry.inflection);
            let more = s.trim(n..stop);
            resume = stop;
            contents.push(more);
        }
    } else if quoted && k < s.end && units[k].kind == Kind::Quote && k == end {
        contents.push(k..k + 1);
        resume = k + 1;
    }
    let _ = before;
    let mut found = Found::new(contents, group.start..end, Some(subject));
    found.resume = resume;
    Some(found)
}

/// True where a content can close at unit `gap`: a comma, a dash, or a quotation.
fn closes(s: &Sentence, gap: usize) -> bool {
    let unit = &s.page.units[gap];
    match unit.kind {
        Kind::Comma | Kind::Dash => true,
        Kind::Quote => s
            .page
            .quote(gap)
            .is_some_and(|q| q.comma || q.stop || q.words > 3 || gap == s.start || !q.closed),
        _ => false,
    }
}

/// True where words behind the cue are what is said, so that what stands before is not.
fn says_more(s: &Sentence, end: usize, j: usize) -> bool {
    let units = &s.page.units;
    if j >= s.end {
        return false;
    }
    let unit = &units[j];
    match unit.kind {
        Kind::Stop | Kind::Comma | Kind::Dash | Kind::Close | Kind::Semicolon => false,
        Kind::Quote | Kind::Colon => true,
        Kind::Word => {
            if unit.is(THAT | QUESTION | HE_SHE_THEY) {
                return true;
            }
            let adjunct =
                unit.is(PREPOSITION | SUBORDINATOR | CONJUNCTION | RELATIVE) || s.adverb(j);
            !adjunct && (j == end || s.clause(j))
        }
        _ => true,
    }
}

/// The content that ends before unit `gap`, where it is one.
fn left(s: &Sentence, gap: usize) -> Option<std::ops::Range<usize>> {
    let units = &s.page.units;
    let mut from = s.from;
    while from < gap
        && matches!(
            units[from].kind,
            Kind::Comma | Kind::Dash | Kind::Semicolon | Kind::Stop | Kind::Close | Kind::Colon
        )
    {
        from += 1;
    }
    if from > s.start && units[from].is(CONJUNCTION) && units[from].case == Case::Lower {
        from += 1;
    }
    let content = s.trim(from..gap);
    if content.is_empty() {
        return None;
    }
    let quoted = content.clone().any(|k| units[k].kind == Kind::Quote);
    let first = &units[content.start];
    // “On Monday, Roe said …”, “Meanwhile, Roe said …”, “In a speech, Roe said …”.
    let opener = (first.is(PREPOSITION | SUBORDINATOR | ADVERB | TIME | CONJUNCTION)
        || s.adverb(content.start)
        || s.page.word(content.start).ends_with("ing"))
        && !s.finite_in(&content);
    if !quoted && (opener || content.len() < 2) {
        return None;
    }
    Some(content)
}

/// “…,” said Ada Doe, a harbour pilot.
fn inverted(s: &Sentence, i: usize, end: usize) -> Option<Found> {
    let units = &s.page.units;
    if end >= s.end || units[end].is(PREPOSITION | THAT | CONJUNCTION | TIME) {
        return None;
    }
    let quoted = units[i - 1].kind == Kind::Quote;
    let head = s.phrase_from(end)?;
    let next = units.get(head.end).filter(|_| head.end < s.end);
    let first = &units[head.start];
    let named = first.capital()
        || first.is(DETERMINER
            | POSSESSIVE
            | HE_SHE_THEY
            | GROUP
            | ROLE
            | NATIONALITY
            | BODY
            | DOCUMENT)
        || first.kind == Kind::Number;
    if !named
        || next.is_some_and(|u| {
            u.word()
                && (u.is(BE | MODAL | HAVE | THAT)
                    || u.case == Case::Lower && s.finite(head.end) && !quoted)
        })
    {
        return None;
    }
    let content = left(s, if quoted { i } else { i - 1 })?;
    let subject = Subject {
        mention: head.clone(),
        head: head.clone(),
        how: How::Near,
    };
    let mut contents = vec![content];
    let mut resume = head.end;
    // “We must,” said Roe, “pay more.”
    if quoted {
        let comma = (head.end..s.end.min(head.end + 24)).find(|k| {
            !matches!(
                units[*k].kind,
                Kind::Word | Kind::Number | Kind::Possessive | Kind::Open | Kind::Close
            )
        });
        if let Some(k) = comma.filter(|k| {
            units[*k].kind == Kind::Comma
                && units.get(k + 1).is_some_and(|u| u.kind == Kind::Quote)
                && k + 1 < s.end
        }) {
            contents.push(k + 1..k + 2);
            resume = k + 2;
        }
    }
    let mut found = Found::new(contents, i..end, Some(subject));
    found.resume = resume;
    Some(found)
}

/// True where the words behind “, he said,” go on with the content.
fn goes_on(s: &Sentence, n: usize) -> bool {
    let unit = &s.page.units[n];
    unit.word()
        && (unit.is(SUBORDINATOR | HE_SHE_THEY) && !unit.is(AS)
            || unit.is(CONJUNCTION)
            || unit.is(RELATIVE)
            || unit.is(MODAL | BE | HAVE))
}

impl Sentence<'_> {
    /// True where a finite verb stands in `range`.
    pub fn finite_in(&self, range: &std::ops::Range<usize>) -> bool {
        range.clone().any(|k| self.finite(k))
    }
}
