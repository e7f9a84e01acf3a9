//! The content belongs to an adjective: “X is confident that …”, “X is critical of …”,
//! or to a view: “In his opinion, …”, “…, in Roe's view”.

use super::content::Shape;
use super::subject::{How, Subject};
use super::{Found, Sentence};
use crate::text::lexicon::*;
use crate::text::tokens::Kind;

/// See [`super::FINDERS`].
pub fn find(s: &Sentence, i: usize, _before: &[Found]) -> Option<Found> {
    if s.page.units[i].is(CUE_ADJECTIVE) {
        adjective(s, i)
    } else {
        opinion(s, i)
    }
}

/// “Roe is (still) confident that the harbour will open.”
fn adjective(s: &Sentence, i: usize) -> Option<Found> {
    let units = &s.page.units;
    if i < s.from || i + 2 >= s.end || units[i].capital() {
        return None;
    }
    let next = &units[i + 1];
    let (from, shape) = match s.page.word(i + 1) {
        "that" => (i + 2, Shape::Clause),
        "of" | "about" | "to" | "with" | "by" if !units[i + 2].is(BASE | OBJECT | BE) => {
            (i + 2, Shape::Phrase)
        }
        _ if next.is(HE_SHE_THEY | SUBJECT) && s.clause(i + 1) => (i + 1, Shape::Clause),
        _ => return None,
    };
    let mut k = i;
    let mut be = false;
    while k > s.start && i - k < 6 {
        let unit = &units[k - 1];
        be |= unit.is(BE)
            || matches!(
                s.page.word(k - 1),
                "remains" | "remained" | "sounded" | "seemed" | "seems" | "feels" | "felt"
            )
            || unit.kind == Kind::Possessive;
        if !(unit.is(BE | HAVE | NEGATION | ADVERB | MODAL)
            || s.adverb(k - 1)
            || unit.kind == Kind::Possessive && be
            || matches!(
                s.page.word(k - 1),
                "remains"
                    | "remained"
                    | "sounded"
                    | "seemed"
                    | "seems"
                    | "feels"
                    | "felt"
                    | "deeply"
                    | "too"
                    | "more"
            ))
        {
            break;
        }
        k -= 1;
    }
    let subject = s.subject(k.checked_sub(1).filter(|_| be && k > s.start)?)?;
    if super::voice::first_person(s, &subject)
        || matches!(
            s.page.word(subject.head.start),
            "it" | "It" | "that" | "That" | "this" | "This"
        )
    {
        return None;
    }
    let from = from + (units[from].kind == Kind::Comma && from + 1 < s.end) as usize;
    let end = s.content_end(from, shape, Inflection::Past);
    Some(Found::new(vec![s.trim(from..end)], k..i + 1, Some(subject)))
}

/// “In his opinion, the harbour …”; “The harbour, in Roe's view, …”
fn opinion(s: &Sentence, i: usize) -> Option<Found> {
    let units = &s.page.units;
    if !matches!(
        s.page.word(i),
        "opinion"
            | "view"
            | "words"
            | "estimation"
            | "telling"
            | "assessment"
            | "judgment"
            | "judgement"
    ) || i < s.start + 2
    {
        return None;
    }
    let open = (s.start.max(i.saturating_sub(8))..i)
        .rev()
        .find(|k| matches!(s.page.word(*k), "In" | "in"))?;
    let owner =
        if units[i - 1].is(POSSESSIVE) && !matches!(s.page.word(i - 1), "my" | "our" | "your") {
            i - 1..i
        } else if units[i - 1].kind == Kind::Possessive && i > s.start + 1 {
            s.noun_phrase(i - 2)?
        } else {
            return None;
        };
    let subject = Some(Subject {
        mention: owner.clone(),
        head: owner,
        how: How::Near,
    });
    let cue = open..i + 1;
    if open == s.start && units.get(i + 1).is_some_and(|u| u.kind == Kind::Comma) && i + 2 < s.end {
        let end = s.content_end(i + 2, Shape::Clause, Inflection::Past);
        return Some(Found::new(vec![s.trim(i + 2..end)], cue, subject));
    }
    let left = s.trim(s.from..open);
    if left.is_empty()
        || left.end > open
        || !matches!(units[open - 1].kind, Kind::Comma | Kind::Quote)
    {
        return None;
    }
    let mut found = Found::new(vec![left], cue, subject);
    if units.get(i + 1).is_some_and(|u| u.kind == Kind::Comma) && i + 2 < s.end {
        let end = s.content_end(i + 2, Shape::Clause, Inflection::Past);
        found.content.push(s.trim(i + 2..end));
        found.resume = end;
    }
    Some(found)
}
