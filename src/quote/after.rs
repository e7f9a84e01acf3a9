//! The content stands behind its cue: “X said (that) …”, “X urged Y to …”, “X rejected …”.

use super::content::Shape;
use super::phrase::{Group, How, Subject};
use super::{Found, Sentence};
use crate::text::lexicon::*;
use crate::text::tokens::{Case, Kind};

/// See [`super::FINDERS`].
pub fn find(s: &Sentence, i: usize, before: &[Found]) -> Option<Found> {
    let units = &s.page.units;
    let unit = &units[i];
    if i < s.from && i > s.start {
        return None;
    }
    let mut frames = unit.entry.frames;
    let mut prepositions = unit.entry.prepositions;
    let mut end = i + 1;
    if let Some((f, p)) = s.phrasal(i) {
        (frames, prepositions, end) = (f, p, i + 2);
    } else if let Some(clear) = made_clear(s, i) {
        (frames, end) = (F_THAT | F_ZERO | F_QUOTE, clear);
    }
    if frames == 0 && prepositions == 0 {
        return None;
    }
    let group = s.group(i)?;
    if group.passive || group.infinitive && group.start + 1 >= i && !s.headline {
        return None;
    }
    let (from, shape) = begin(s, i, end, frames, prepositions)?;
    let content_end = s.content_end(from, shape, unit.entry.inflection);
    let content = s.trim(from..content_end);
    if content.is_empty()
        || content.len() == 1
            && units[content.start].kind != Kind::Quote
            && frames & F_NOUN == 0
            && prepositions == 0
    {
        return None;
    }
    let subject = subject(s, &group, i, content_end, before)?;
    if first_person(s, &subject) {
        return None;
    }
    Some(Found::new(
        vec![content],
        group.start..end.max(i + 1),
        Some(subject),
    ))
}

/// “made (it) clear”: where it ends.
fn made_clear(s: &Sentence, i: usize) -> Option<usize> {
    if verb(s.page.units[i].entry.lemma) != Some("make") {
        return None;
    }
    (i + 1..s.end.min(i + 4))
        .find(|k| s.page.word(*k) == "clear")
        .map(|k| k + 1)
}

/// Where the content begins behind the cue that ends at `end`, and its shape.
fn begin(
    s: &Sentence,
    i: usize,
    end: usize,
    frames: Frames,
    prepositions: u16,
) -> Option<(usize, Shape)> {
    let units = &s.page.units;
    let has = |f: Frames| frames & f != 0;
    let first = end;
    if first >= s.end {
        return None;
    }
    // A preposition that belongs to the cue comes right behind it.
    let lead = LEADING.iter().position(|p| *p == s.page.word(first));
    if let Some(p) = lead.filter(|p| prepositions & 1 << p != 0) {
        let after = first + 1;
        if after < s.end && !(LEADING[p] == "to" && units[after].is(BASE)) {
            if matches!(LEADING[p], "on" | "upon" | "to" | "with") && s.time_from(first).is_some() {
                return None;
            }
            let ing = s.page.word(after).ends_with("ing");
            if LEADING[p] == "of" && has(F_ADDRESSEE) || LEADING[p] != "of" || has(F_QUOTE) {
                return Some((after, if ing { Shape::Phrase } else { Shape::Phrase }));
            }
        }
    }
    if has(F_TO)
        && units[first].is(TO)
        && units
            .get(first + 1)
            .is_some_and(|u| u.word() && u.case == Case::Lower && !u.is(DETERMINER | POSSESSIVE))
    {
        return Some((first, Shape::Phrase));
    }
    let j = s.behind(first, has(F_ADDRESSEE));
    if j >= s.end {
        return None;
    }
    let unit = &units[j];
    let mut q = j;
    while q < s.end && matches!(units[q].kind, Kind::Comma | Kind::Colon | Kind::Dash) && q < j + 2
    {
        q += 1;
    }
    if q < s.end && units[q].kind == Kind::Quote && has(F_QUOTE | F_THAT | F_ZERO) {
        return Some((q, Shape::Clause));
    }
    match unit.kind {
        Kind::Colon if has(F_QUOTE | F_THAT) && q < s.end => return Some((q, Shape::Clause)),
        Kind::Word if unit.is(THAT) && has(F_THAT) => {
            let mut k = j + 1;
            if units.get(k).is_some_and(|u| u.kind == Kind::Comma) {
                k += 1;
            }
            return (k < s.end).then_some((k, Shape::Clause));
        }
        Kind::Word
            if unit.is(QUESTION)
                && (has(F_QUESTION)
                    || has(F_ZERO)
                        && !matches!(s.page.word(j), "which" | "who" | "when" | "where")) =>
        {
            return Some((j, Shape::Clause));
        }
        _ => {}
    }
    if unit.is(TO)
        && has(F_TO)
        && units
            .get(j + 1)
            .is_some_and(|u| u.word() && u.case == Case::Lower)
    {
        return Some((j, Shape::Phrase));
    }
    if has(F_OBJECT_TO) {
        let object = if j > first && has(F_ADDRESSEE) {
            first
        } else {
            j
        };
        if let Some(to) = object_to(s, object) {
            if to > object {
                return Some((object, Shape::Phrase));
            }
        }
    }
    if j > first && has(F_ADDRESSEE) && units[j].is(QUESTION) && !units[j].is(RELATIVE) {
        return Some((j, Shape::Clause));
    }
    if has(F_ING) && unit.word() && s.page.word(j).ends_with("ing") {
        return Some((j, Shape::Phrase));
    }
    if unit.word()
        && (unit.is(PREPOSITION | CONJUNCTION | BY | BE | THAT)
            || unit.is(SUBORDINATOR)
                && !matches!(
                    s.page.word(j),
                    "if" | "when"
                        | "while"
                        | "although"
                        | "because"
                        | "once"
                        | "since"
                        | "unless"
                        | "until"
                )
            || unit.is(RELATIVE))
    {
        return None;
    }
    if !matches!(
        unit.kind,
        Kind::Word | Kind::Number | Kind::Quote | Kind::Other
    ) {
        return None;
    }
    if has(F_ZERO) {
        let say = matches!(verb(s.page.units[i].entry.lemma), Some("say" | "tell"));
        if s.clause(j) || say && j + 2 < s.end && j == first {
            return Some((j, Shape::Clause));
        }
    }
    if has(F_NOUN) && j == first && !unit.is(SUBORDINATOR) && !s.adverb(j) {
        return Some((j, Shape::Phrase));
    }
    None
}

/// “allies to pay”: where the “to” stands behind the object at `object`.
fn object_to(s: &Sentence, object: usize) -> Option<usize> {
    let units = &s.page.units;
    for k in object..s.end.min(object + 14) {
        let unit = &units[k];
        if unit.is(TO) && k > object {
            let verb = units.get(k + 1).filter(|_| k + 1 < s.end)?;
            if verb.word() && verb.case == Case::Lower && !verb.is(DETERMINER | POSSESSIVE | OBJECT)
            {
                return Some(k);
            }
        }
        if s.finite(k)
            || matches!(unit.kind, Kind::Stop | Kind::Colon | Kind::Semicolon)
            || unit.is(THAT)
        {
            return None;
        }
    }
    None
}

/// Who speaks: before the verb group, or what a participle or a conjunction goes on.
fn subject(
    s: &Sentence,
    group: &Group,
    i: usize,
    content_end: usize,
    before: &[Found],
) -> Option<Subject> {
    let units = &s.page.units;
    let chained = || {
        let subject = before.last().and_then(|f| f.subject.clone());
        subject
            .or_else(|| group.start.checked_sub(1).and_then(|l| s.chain(l)))
            .map(|x| Subject {
                how: How::Chain,
                ..x
            })
    };
    if group.start == s.start {
        // “Calling the plan a mistake, Roe …”
        if group.participle && content_end + 1 < s.end && units[content_end].kind == Kind::Comma {
            let head = s.phrase_from(content_end + 1)?;
            return Some(Subject {
                mention: head.clone(),
                head,
                how: How::Chain,
            });
        }
        return None;
    }
    let last = group.start - 1;
    let unit = &units[last];
    if unit.is(CONJUNCTION)
        || unit.word() && unit.case == Case::Lower && matches!(s.page.word(last), "then")
    {
        return chained();
    }
    if group.participle {
        if unit.kind == Kind::Comma
            || unit.is(PREPOSITION | SUBORDINATOR)
            || unit.kind == Kind::Dash
        {
            return chained();
        }
        let near = s.subject(last)?;
        let noun = units[near.head.end - 1].is(DOCUMENT | GROUP | ROLE | VENUE | CUE_NOUN | BODY);
        return if noun { Some(near) } else { chained() };
    }
    let _ = i;
    match s.subject(last) {
        Some(subject) => Some(subject),
        None if unit.kind == Kind::Comma => chained(),
        None => None,
    }
}

/// “I think”, “we argued”: the writer's own prose.
pub fn first_person(s: &Sentence, subject: &Subject) -> bool {
    subject.head.len() == 1
        && s.page.units[subject.head.start].is(SUBJECT)
        && !matches!(
            s.page.word(subject.head.start),
            "it" | "It" | "everyone" | "Everyone" | "someone" | "one" | "One" | "nobody"
        )
}
