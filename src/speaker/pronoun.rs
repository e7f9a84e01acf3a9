//! Whom “he”, “she”, “it” and “they” mean.
//!
//! Every person named or speaking before the pronoun is a candidate. Who speaks in a
//! sentence, or is its subject, is likelier than who is only mentioned in it; a sentence
//! nearer by is likelier than one further off; a known man is a likelier “he” than
//! somebody whose gender the text has not shown. The lowest sum of these costs wins.

use super::people::{Gender, Naming};
use super::rules::own_words;
use super::{Answer, Case};
use crate::segment::Page;
use crate::text::lexicon::*;
use crate::text::tokens::{Case as Written, Kind};
use std::ops::Range;

/// What a sentence between costs.
const SENTENCE: usize = 10;
/// What it costs to be mentioned and not to be the subject.
const MENTIONED: usize = 13;
/// What it costs to be named at the start of a sentence and not to be a speaker.
const SUBJECT_ONLY: usize = 3;
/// What it costs where the gender is not known.
const UNSURE: usize = 7;
/// Sentences that are looked back over.
const BACK: usize = 12;

/// “he said”: see the head of this file.
pub fn find(case: &Case) -> Option<Answer> {
    let subject = case.found.subject.as_ref()?;
    if subject.head.len() > 1 {
        return None;
    }
    let k = subject.head.start;
    let word = case.page.word(k).to_ascii_lowercase();
    let (name, person) = match (gender(case.page, &subject.head), word.as_str()) {
        (Gender::Open, "it" | "its") => body(case, k, false),
        (Gender::Open, "they" | "their" | "them" | "one") => body(case, k, true),
        (Gender::Open, _) => return None,
        (gender, _) => somebody(case, k, gender),
    };
    Some(Answer {
        mention: subject.mention.clone(),
        name: name.unwrap_or_else(|| case.page.word(k).to_string()),
        person,
    })
}

/// The number of the sentence that holds unit `k`, counted over the page.
fn sentence(case: &Case, k: usize) -> usize {
    case.sentences.partition_point(|s| *s <= k)
}

/// The person of `gender` meant by the pronoun at `k`: name and number.
fn somebody(case: &Case, k: usize, gender: Gender) -> (Option<String>, Option<usize>) {
    let here = sentence(case, k);
    let mut best: Option<(usize, Option<usize>, Range<usize>)> = None;
    let mut offer = |cost: usize, person: Option<usize>, words: Range<usize>| {
        if best.as_ref().is_none_or(|b| cost < b.0) {
            best = Some((cost, person, words));
        }
    };
    let unsure = |person: Option<usize>| match person.map(|p| case.people.all[p].gender) {
        Some(g) if g == gender => Some(0),
        Some(Gender::Open) | None => Some(UNSURE),
        Some(_) => None,
    };
    for (found, answer) in case.before.iter().zip(case.answers).rev().take(8) {
        let Some(answer) = answer else { continue };
        let at = found
            .subject
            .as_ref()
            .map_or(found.sentence.start, |s| s.head.start);
        let far = here.saturating_sub(sentence(case, at));
        let someone = answer.person.is_some()
            || personal(case, &answer.mention)
            || official(case, &answer.mention);
        if far > BACK || !someone {
            continue;
        }
        if let Some(cost) = unsure(answer.person) {
            offer(cost + far * SENTENCE, answer.person, answer.mention.clone());
        }
    }
    for naming in case.people.before(k) {
        let far = here.saturating_sub(sentence(case, naming.units.start));
        if far > BACK {
            break;
        }
        let Some(cost) = unsure(Some(naming.person)) else {
            continue;
        };
        let place = if leads(case, naming) {
            SUBJECT_ONLY
        } else {
            MENTIONED
        };
        offer(
            cost + place + far * SENTENCE,
            Some(naming.person),
            naming.units.clone(),
        );
    }
    match best {
        Some((_, Some(person), _)) => (Some(case.people.name(case.page, person)), Some(person)),
        Some((_, None, words)) => (Some(own_words(case, &words)), None),
        None => (None, None),
    }
}

/// True where `naming` can be the subject of its sentence: no preposition before it, no
/// possessive mark behind, and no other name before it in the sentence.
fn leads(case: &Case, naming: &Naming) -> bool {
    let units = &case.page.units;
    let (first, end) = (naming.units.start, naming.units.end);
    let start = case
        .sentences
        .get(sentence(case, first).wrapping_sub(1))
        .copied()
        .unwrap_or(first);
    let mut b = first;
    while b > start
        && (units[b - 1].is(DETERMINER | ROLE | TITLE | NATIONALITY) || units[b - 1].capital())
    {
        b -= 1;
    }
    let led = b > start && (units[b - 1].is(PREPOSITION | BY) || units[b - 1].is(CONJUNCTION));
    let verb = |k: usize| {
        units[k].is(FINITE | BE | HAVE | MODAL)
            || matches!(
                units[k].entry.inflection,
                Inflection::Past | Inflection::Third
            )
            || units[k].case == Written::Lower && case.page.word(k).ends_with("ed")
    };
    let verb_before = (start..b).any(verb) && !(start..b).any(|k| units[k].kind == Kind::Comma);
    let owns = units.get(end).is_some_and(|u| u.kind == Kind::Possessive);
    !led && !owns && !verb_before
}

/// True where `words` look like a person's name: capitals, and none that names a thing.
fn personal(case: &Case, words: &Range<usize>) -> bool {
    let thing = BODY | GROUP | PLACE | NATIONALITY | DOCUMENT | VENUE | DETERMINER | POSSESSIVE;
    !words.is_empty()
        && words.len() <= 4
        && (words.len() > 1 || case.page.units[words.start].case != Written::Upper)
        && case.page.units[words.clone()]
            .iter()
            .all(|u| (u.capital() || u.is(PARTICLE)) && !u.is(thing | HE_SHE_THEY | SUBJECT))
}

/// “a spokeswoman for the ministry”, “a senior official”: one person by a role.
fn official(case: &Case, words: &Range<usize>) -> bool {
    let units = &case.page.units;
    let one = matches!(
        case.page.word(words.start),
        "A" | "a" | "An" | "an" | "One" | "one" | "Another" | "another"
    );
    let noun = words
        .clone()
        .find(|k| units[*k].is(PREPOSITION))
        .unwrap_or(words.end)
        .checked_sub(1);
    one && noun.is_some_and(|k| units[k].is(ROLE) && !units[k].is(GROUP | BODY))
}

/// The body or the group meant by “it” or “they” at `k`: the last speaker near by that
/// is no person.
fn body(case: &Case, k: usize, plural: bool) -> (Option<String>, Option<usize>) {
    let here = sentence(case, k);
    for (found, answer) in case.before.iter().zip(case.answers).rev().take(4) {
        let Some(answer) = answer else { continue };
        if here.saturating_sub(sentence(case, found.sentence.start)) > 3 {
            break;
        }
        let single = answer.mention.len() == 1;
        let pronoun = single
            && case.page.units[answer.mention.start].is(HE_SHE_THEY)
            && answer.name.len() < 5;
        let group = case.page.units[answer.mention.clone()]
            .iter()
            .any(|u| u.is(GROUP | CONJUNCTION));
        // “Pilots said …”: a capital at the start of a sentence makes no name.
        let several = single && case.page.word(answer.mention.start).ends_with('s');
        let somebody = personal(case, &answer.mention) && !(plural && several);
        if answer.person.is_some() || pronoun || somebody || group && !plural {
            continue;
        }
        return (Some(answer.name.clone()), None);
    }
    (None, None)
}

/// The gender that a pronoun shows; not known for any other mention.
pub fn gender(page: &Page, mention: &Range<usize>) -> Gender {
    if mention.len() != 1 {
        return Gender::Open;
    }
    match page.word(mention.start).to_ascii_lowercase().as_str() {
        "he" | "his" | "him" | "himself" => Gender::Man,
        "she" | "her" | "hers" | "herself" => Gender::Woman,
        _ => Gender::Open,
    }
}
