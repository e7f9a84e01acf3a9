//! A noun holds the content: “his call for a truce”, “her warning that …”.

use super::content::Shape;
use super::subject::{How, Subject};
use super::{Found, Sentence};
use crate::text::lexicon::*;
use crate::text::tokens::Kind;

/// Nouns that hold a content only where somebody owns them.
const OWNED: &[&str] = &[
    "support",
    "appeal",
    "request",
    "opposition",
    "demand",
    "praise",
    "anger",
    "outrage",
    "confidence",
    "refusal",
    "decision",
    "desire",
    "rejection",
    "offer",
    "commitment",
    "news",
    "word",
    "fear",
    "point",
    "case",
    "question",
];

/// See [`super::FINDERS`].
pub fn find(s: &Sentence, i: usize, before: &[Found]) -> Option<Found> {
    let units = &s.page.units;
    let unit = &units[i];
    if !unit.is(CUE_NOUN) || i < s.from || i + 2 >= s.end {
        return None;
    }
    let frames = noun(s.page.word(i));
    let next = &units[i + 1];
    let word = s.page.word(i + 1);
    // “claims by Roe that the crane broke”
    let by = matches!(word, "by" | "from" | "of") && frames & F_THAT != 0;
    let giver = if by {
        s.phrase_from(i + 2)
            .filter(|h| h.end + 1 < s.end && units[h.end].is(THAT))
    } else {
        None
    };
    if let Some(head) = giver {
        let from = head.end + 1;
        let end = s.content_end(from, Shape::Clause, Inflection::Past);
        let subject = Subject {
            mention: head.clone(),
            head,
            how: How::Preposition,
        };
        return Some(Found::new(vec![s.trim(from..end)], i..i + 1, Some(subject)));
    }
    let verb = &units[i + 2];
    let infinitive =
        next.is(TO) && verb.word() && !verb.is(DETERMINER | POSSESSIVE) && !verb.capital();
    let quoted = s.page.quote(i + 1).is_some_and(|q| q.words >= 5);
    let (from, shape) = if frames & F_THAT != 0 && next.is(THAT) {
        (i + 2, Shape::Clause)
    } else if frames & F_POSITION != 0
        && matches!(word, "for" | "of" | "against" | "to" | "about" | "on")
    {
        (i + 2, Shape::Phrase)
    } else if frames & F_TO != 0 && infinitive || frames & (F_QUOTE | F_THAT) != 0 && quoted {
        (i + 1, Shape::Phrase)
    } else if frames & (F_QUOTE | F_THAT) != 0 && next.kind == Kind::Colon && i + 2 < s.end {
        (i + 2, Shape::Clause)
    } else {
        return None;
    };
    let subject = owner(s, i).or_else(|| holder(s, i, before));
    // “support for the plan” is voiced by nobody; “concerns about the plan” by some.
    let lower = s.page.word(i).to_ascii_lowercase();
    if subject.is_none() && OWNED.iter().any(|o| lower.starts_with(o)) {
        return None;
    }
    if subject
        .as_ref()
        .is_some_and(|x| super::after::first_person(s, x))
    {
        return None;
    }
    let mut end = s.content_end(from, shape, Inflection::Past);
    // “His call for a crane went unheard”: the noun is the subject of what follows.
    if shape == Shape::Phrase && !(s.start..i).any(|k| s.finite(k)) {
        end = (from + 1..end)
            .find(|k| s.finite(*k) && !units[k - 1].is(RELATIVE))
            .unwrap_or(end);
    }
    Some(Found::new(vec![s.trim(from..end)], i..i + 1, subject))
}

/// “Roe's call”, “his call”, “the minister's repeated calls”.
fn owner(s: &Sentence, i: usize) -> Option<Subject> {
    let units = &s.page.units;
    let lowest = s.start.max(i.saturating_sub(4));
    for k in (lowest..i).rev() {
        let unit = &units[k];
        if unit.is(POSSESSIVE)
            && !matches!(
                s.page.word(k).to_ascii_lowercase().as_str(),
                "my" | "our" | "your" | "whose"
            )
        {
            return Some(Subject {
                mention: k..k + 1,
                head: k..k + 1,
                how: How::Near,
            });
        }
        if unit.kind == Kind::Possessive && k > s.start {
            let head = s.noun_phrase(k - 1)?;
            return Some(Subject {
                mention: head.clone(),
                head,
                how: How::Near,
            });
        }
        // “a Danish proposal to”
        if unit.is(NATIONALITY) {
            return Some(Subject {
                mention: k..k + 1,
                head: k..k + 1,
                how: How::Near,
            });
        }
        // “their repeated arguments”: a participle behind an owner is no verb.
        let owned = k > s.start
            && (units[k - 1].is(POSSESSIVE) || units[k - 1].kind == Kind::Possessive);
        if !unit.word()
            || unit.is(PREPOSITION | CONJUNCTION | DETERMINER)
            || s.finite(k) && !owned
        {
            return None;
        }
    }
    None
}

/// “Roe issued a warning that …”: the subject of the verb before the noun.
fn holder(s: &Sentence, i: usize, _before: &[Found]) -> Option<Subject> {
    let lowest = s.start.max(i.saturating_sub(6));
    let verb = (lowest..i)
        .rev()
        .find(|k| s.finite(*k) || s.page.units[*k].entry.inflection == Inflection::Ing)?;
    let mut k = verb;
    while k > s.start && (s.finite(k - 1) || s.adverb(k - 1)) {
        k -= 1;
    }
    let last = k.checked_sub(1).filter(|l| *l >= s.start)?;
    // “There are fears of a strike” names nobody.
    if matches!(s.page.word(last), "there" | "There") {
        return None;
    }
    if s.page.units[last].is(CONJUNCTION) {
        return s.chain(last);
    }
    s.subject(last)
}
