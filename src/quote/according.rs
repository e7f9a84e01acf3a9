//! “According to X, …” and “…, according to X.”

use super::content::Shape;
use super::phrase::REACH;
use super::subject::{How, Subject};
use super::{Found, Sentence};
use crate::text::lexicon::*;
use crate::text::tokens::Kind;

/// See [`super::FINDERS`].
pub fn find(s: &Sentence, i: usize, _before: &[Found]) -> Option<Found> {
    let units = &s.page.units;
    if units[i].entry.inflection == Inflection::Past {
        return as_reported(s, i);
    }
    if !s.page.word(i).eq_ignore_ascii_case("according") || !s.is_to(i + 1) || i + 2 >= s.end {
        return None;
    }
    let head = s.phrase_from(i + 2)?;
    let subject = s.somebody_behind(head, How::Preposition);
    let head = subject.mention.clone();
    let cue = i..i + 2;
    let opening = (s.start..i).all(|k| {
        units[k].is(CONJUNCTION | ADVERB)
            || units[k].kind == Kind::Comma
            || s.adverb(k)
            || units[k].is(SUBORDINATOR)
    });
    if opening {
        let comma = (head.end..s.end).find(|k| matches!(units[*k].kind, Kind::Comma))?;
        // “According to Roe, who chairs the panel, the plan …”
        let mut from = comma + 1;
        let apposed = from < s.end
            && (units[from].is(RELATIVE)
                || units[from].is(DETERMINER) && !s.finite_before_comma(from));
        let second = (from..s.end).find(|k| apposed && units[*k].kind == Kind::Comma);
        from = second.map_or(from, |k| k + 1);
        if from >= s.end {
            return None;
        }
        let end = s.content_end(from, Shape::Clause, Inflection::Past);
        return Some(Found::new(vec![s.trim(from..end)], cue, Some(subject)));
    }
    let mut from = s.from;
    while from < i && matches!(units[from].kind, Kind::Comma | Kind::Dash | Kind::Semicolon) {
        from += 1;
    }
    // “One thing is clear: the pier is old, according to Roe”: what follows the colon is Roe's.
    let clause = |k: &usize| {
        units[*k].kind == Kind::Colon
            && s.finite_in(&(from..*k))
            && units[k + 1].kind != Kind::Quote
            && s.finite_in(&(k + 1..i))
    };
    if let Some(colon) = (from + 1..i).rev().take(REACH).find(clause) {
        from = colon + 1;
    }
    if from > s.start && from < i && units[from].is(CONJUNCTION) {
        from += 1;
    }
    let content = s.trim(from..i);
    if content.is_empty() || content.end > i {
        return None;
    }
    let mut found = Found::new(vec![content.clone()], cue, Some(subject));
    // “The plan, according to Roe, would fail.”
    if !s.finite_in(&content)
        && units.get(head.end).is_some_and(|u| u.kind == Kind::Comma)
        && head.end + 1 < s.end
    {
        let end = s.content_end(head.end + 1, Shape::Clause, Inflection::Past);
        found.content.push(s.trim(head.end + 1..end));
        found.resume = end;
    } else {
        found.resume = head.end;
    }
    Some(found)
}

/// “As reported by Roe, the harbour …”
fn as_reported(s: &Sentence, i: usize) -> Option<Found> {
    let units = &s.page.units;
    if i != s.start + 1
        || !units[s.start].is(AS)
        || units[i].entry.frames & F_THAT == 0
        || i + 2 >= s.end
        || !units[i + 1].is(BY)
    {
        return None;
    }
    let head = s.phrase_from(i + 2)?;
    let comma = units
        .get(head.end)
        .filter(|u| u.kind == Kind::Comma && head.end + 1 < s.end)
        .map(|_| head.end)?;
    let end = s.content_end(comma + 1, Shape::Clause, Inflection::Past);
    let subject = Subject {
        mention: head.clone(),
        head,
        how: How::Preposition,
    };
    Some(Found::new(
        vec![s.trim(comma + 1..end)],
        i..i + 2,
        Some(subject),
    ))
}

impl Sentence<'_> {
    /// True where a finite verb comes before the next comma.
    fn finite_before_comma(&self, from: usize) -> bool {
        (from..self.end)
            .take_while(|k| self.page.units[*k].kind != Kind::Comma)
            .any(|k| self.finite(k))
    }
}
