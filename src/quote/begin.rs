//! Where the content of a cue begins behind it, and of what shape it is there: a clause,
//! an infinitive, an object with its infinitive, a noun phrase.

use super::Sentence;
use super::content::Shape;
use crate::text::lexicon::*;
use crate::text::tokens::{Case, Kind};

/// “made (it) clear”: where it ends.
pub fn made_clear(s: &Sentence, i: usize) -> Option<usize> {
    if verb(s.page.units[i].entry.lemma) != Some("make") {
        return None;
    }
    (i + 1..s.end.min(i + 4))
        .find(|k| s.page.word(*k) == "clear")
        .map(|k| k + 1)
}

/// Where the content begins behind the cue that ends at `end`, and its shape.
pub fn begin(
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
    // “called up recruits”, “called off the vote”: another verb.
    if matches!(
        s.page.word(first),
        "up" | "off" | "away" | "together" | "back" | "down"
    ) && end == i + 1
    {
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
            return Some((after, Shape::Phrase));
        }
    }
    if has(F_TO)
        && units[first].is(TO)
        && units.get(first + 1).is_some_and(|u| {
            u.kind == Kind::Quote
                || u.word() && u.case == Case::Lower && !u.is(DETERMINER | POSSESSIVE)
        })
    {
        return Some((first, Shape::Phrase));
    }
    let j = s.behind(first, has(F_ADDRESSEE));
    // “promised lower fares for the port”: nobody is addressed.
    let amount =
        !units[first].is(OBJECT | DETERMINER | POSSESSIVE | GROUP | ROLE | BODY | HE_SHE_THEY)
            && !units[first].capital()
            || matches!(
                s.page.word(first),
                "more" | "another" | "additional" | "further" | "extra" | "new" | "fresh"
            );
    if j > first
        && has(F_ADDRESSEE)
        && has(F_NOUN)
        && amount
        && !(j < s.end && units[j].is(THAT | TO))
    {
        return Some((first, Shape::Phrase));
    }
    // “promised a new pier”: what looks like an addressee is promised.
    if j > first
        && has(F_ADDRESSEE)
        && has(F_NOUN)
        && (j >= s.end || !units[j].word() && units[j].kind != Kind::Quote)
    {
        return Some((first, Shape::Phrase));
    }
    if j >= s.end {
        return None;
    }
    // “said, however, that”; “In the end, Roe said, the plan …”
    if units[j].kind == Kind::Comma && has(F_THAT) {
        let close = (j + 2..s.end.min(j + 9))
            .find(|k| !units[*k].word() || s.finite(*k))
            .filter(|k| units[*k].kind == Kind::Comma);
        if let Some(k) = close.filter(|k| {
            units
                .get(k + 1)
                .is_some_and(|u| u.is(THAT) || u.kind == Kind::Quote)
                && k + 1 < s.end
        }) {
            return Some((
                if units[k + 1].is(THAT) { k + 2 } else { k + 1 },
                Shape::Clause,
            ))
            .filter(|(k, _)| *k < s.end);
        }
    }
    // “promises the port will open”: what looks like an addressee does what is said.
    if j > first
        && has(F_ADDRESSEE)
        && has(F_ZERO)
        && verb(units[i].entry.lemma) != Some("tell")
        && (units[j].is(MODAL | BE | HAVE | FINITE) && units[j].case == Case::Lower
            // “Council Warns Port Fees May Rise”
            || s.headline && !units[j].is(THAT | TO | PREPOSITION) && units[j].word() && s.clause(j))
        && (!units[j - 1].is(OBJECT) || units[j - 1].case == Case::Upper)
    {
        return Some((first, Shape::Clause));
    }
    // “told Doe, a pilot, that …” is read above; “told Doe of the Herald, that …” here.
    if j > first
        && has(F_ADDRESSEE)
        && has(F_THAT)
        && units[j].kind == Kind::Comma
        && j + 2 < s.end
        && units[j + 1].is(THAT)
    {
        return Some((j + 2, Shape::Clause));
    }
    // “warned the port against delays”
    let lead = LEADING.iter().position(|p| *p == s.page.word(j));
    if j > first
        && has(F_ADDRESSEE)
        && j + 1 < s.end
        && lead.is_some_and(|p| prepositions & 1 << p != 0)
        && s.time_from(j).is_none()
    {
        return Some((j + 1, Shape::Phrase));
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
        // “In both cases, Roe said, the harbour …”
        Kind::Comma
            if has(F_ZERO)
                && has(F_QUOTE)
                && j == first
                && q < s.end
                && (s.clause(q) || verb(units[i].entry.lemma) == Some("say") && !s.finite(q))
                && !units[q].is(PREPOSITION)
                && !s.page.word(q).ends_with("ing") =>
        {
            return Some((q, Shape::Clause));
        }
        Kind::Word if unit.is(THAT) && has(F_THAT) => {
            // “say that won't be true”: “that” is the subject.
            if units.get(j + 1).is_some_and(|u| u.is(MODAL | BE)) {
                return Some((j, Shape::Clause));
            }
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
        if object_to(s, object).is_some() {
            return Some((object, Shape::Phrase));
        }
    }
    if j > first && has(F_ADDRESSEE) && units[j].is(QUESTION) && !units[j].is(RELATIVE) {
        return Some((j, Shape::Clause));
    }
    if has(F_ING) && unit.word() && s.page.word(j).ends_with("ing") {
        return Some((j, Shape::Phrase));
    }
    let about = matches!(
        s.page.word(j),
        "about"
            | "around"
            | "over"
            | "under"
            | "in"
            | "at"
            | "on"
            | "by"
            | "with"
            | "for"
            | "from"
            | "among"
            | "after"
            | "before"
            | "as"
    );
    if about
        && has(F_ZERO)
        && j == first
        && (verb(units[i].entry.lemma) == Some("say")
            || s.page.word(j + 1) == "least"
            || amounts(s, j))
        && s.clause(j + 1)
        && !units[j + 1].is(OBJECT)
    {
        return Some((j, Shape::Clause));
    }
    // “sees the plan as a mistake”: a view, where “as” says which.
    if matches!(verb(units[i].entry.lemma), Some("see" | "regard" | "paint"))
        && j == first
        && sees_as(s, j)
    {
        return Some((j, Shape::Phrase));
    }
    // “dismissed that plan”
    if has(F_NOUN)
        && !has(F_THAT)
        && j == first
        && s.page.word(j) == "that"
        && j + 1 < s.end
        && s.nominal(j + 1)
    {
        return Some((j, Shape::Phrase));
    }
    if unit.word()
        && (unit.is(PREPOSITION | CONJUNCTION | BY | THAT)
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
        // “what he said was a mistake”
        let gap = units[j].word()
            && j == first
            && units[j].case == Case::Lower
            && units[j].is(BE | MODAL | HAVE | FINITE)
            && has(F_QUOTE);
        if gap
            || s.clause(j) && !(has(F_NOUN) && j == first && object_then(s, j))
            || say && j + 2 <= s.end && j == first
        {
            return Some((j, Shape::Clause));
        }
    }
    if has(F_NOUN) && j == first && !unit.is(SUBORDINATOR) && !s.adverb(j) {
        return Some((j, Shape::Phrase));
    }
    // “promised four more batteries”, “promised the city a new pier”
    if has(F_NOUN) && has(F_ADDRESSEE) && has(F_TO) && j > first && units[j].is(DETERMINER) {
        let given = units[first].is(OBJECT | DETERMINER | POSSESSIVE) || units[first].capital();
        return Some((if given { j } else { first }, Shape::Phrase));
    }
    None
}

/// “about one third”, “over 40 percent”: a number at `j`, not what is spoken about.
fn amounts(s: &Sentence, j: usize) -> bool {
    let number = |k: usize| {
        k < s.end && s.page.units[k].kind == Kind::Number
            || matches!(
                s.page.word(k),
                "half" | "one-third" | "two-thirds" | "three-quarters"
            )
    };
    matches!(s.page.word(j), "about" | "around" | "over" | "under") && number(j + 1)
}

/// “the plan as a mistake” at `from`: an object, then “as” before any other verb.
fn sees_as(s: &Sentence, from: usize) -> bool {
    let units = &s.page.units;
    for k in from..s.end.min(from + 12) {
        if units[k].is(AS) {
            return k > from
                && !units
                    .get(k + 1)
                    .is_some_and(|u| u.is(HE_SHE_THEY | SUBJECT));
        }
        if s.finite(k) || !matches!(units[k].kind, Kind::Word | Kind::Possessive | Kind::Quote) {
            return false;
        }
    }
    false
}

/// “announced a truce, leading to talks that failed”, “claimed a win, which was denied”:
/// no verb stands before the comma, and none of the object's own behind it.
fn object_then(s: &Sentence, j: usize) -> bool {
    let units = &s.page.units;
    let Some(comma) = (j..s.end).find(|k| {
        !matches!(
            units[*k].kind,
            Kind::Word | Kind::Number | Kind::Possessive | Kind::Quote
        )
    }) else {
        return false;
    };
    let verb = |k: usize| {
        s.finite(k)
            || units[k].is(BASE)
            || units[k].entry.inflection == Inflection::Base
            || s.contracted(k)
    };
    units[comma].kind == Kind::Comma
        && comma + 2 < s.end
        && (units[comma + 1].is(RELATIVE) || s.page.word(comma + 1).ends_with("ing"))
        && !(j..comma).any(verb)
}

/// “allies to pay”: where the “to” stands behind the object at `object`.
fn object_to(s: &Sentence, object: usize) -> Option<usize> {
    let units = &s.page.units;
    for k in object..s.end.min(object + 14) {
        let unit = &units[k];
        if unit.is(TO) && k > object {
            let verb = units.get(k + 1).filter(|_| k + 1 < s.end)?;
            if verb.kind == Kind::Quote {
                return Some(k);
            }
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
