//! The content stands behind its cue: “X said (that) …”, “X urged Y to …”, “X rejected …”.

use super::begin::{begin, made_clear};
use super::content::Shape;
use super::subject::{How, Subject};
use super::unnamed::{asked, reported};
use super::verb::Group;
use super::voice::{deed, first_person, hypothetical, noun_after, voiceless};
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
    let when = i > s.start && matches!(s.page.word(i - 1), "when" | "When" | "if" | "If");
    if verb(unit.entry.lemma) == Some("ask")
        && unit.entry.inflection == Inflection::Past
        && (group.passive || when || group.start == s.start)
    {
        return asked(s, i);
    }
    if group.passive && frames & F_THAT != 0 && frames & (F_QUOTE | F_DOCUMENT) != 0 {
        return reported(s, i, &group);
    }
    let unheard = hypothetical(s, i, &group, frames);
    // “Roe was at pains to remind …”, “an effort to persuade …”: no verb governs the cue.
    let bare = group.infinitive && group.start + 1 >= i && !s.headline;
    if group.passive || bare && group.start <= s.start + 1 {
        return None;
    }
    let owner = if group.start > s.start {
        s.subject(group.start - 1)
    } else {
        None
    };
    if frames & F_DOCUMENT != 0
        && owner
            .as_ref()
            .is_some_and(|o| o.head.clone().any(|k| units[k].is(DOCUMENT)))
    {
        frames |= F_NOUN;
    }
    if owner.as_ref().is_some_and(|o| voiceless(s, i, o)) {
        return None;
    }
    if !group.infinitive && owner.as_ref().is_some_and(|o| noun_after(s, i, o)) {
        return None;
    }
    let after_as = owner
        .as_ref()
        .is_some_and(|o| o.head.start > s.start && units[o.head.start - 1].is(AS));
    let behind = s.behind(end, false);
    let (from, shape) = match begin(s, i, end, frames, prepositions) {
        Some(begun) => begun,
        // “As Roe underlined, the harbour …”
        None if after_as
            && frames & F_BEFORE != 0
            && behind + 1 < s.end
            && units[behind].kind == Kind::Comma
            && (s.clause(behind + 1) || units[behind + 1].is(THAT)) =>
        {
            (behind + 1, Shape::Clause)
        }
        None => return None,
    };
    let content_end = s.content_end(from, shape, unit.entry.inflection);
    let owner_start = owner.as_ref().map_or(s.start, |o| o.mention.start);
    // “Roe, who backed the plan, said”, “Roe, citing the plan, said”
    let bracket = match &owner {
        Some(o) if o.how == How::Relative => Some(units[o.mention.end - 2].kind),
        _ if group.participle
            && group.start > s.start
            && !(s.start..group.start - 1).any(|k| s.finite(k)) =>
        {
            Some(units[group.start - 1].kind)
        }
        _ => None,
    };
    let relative = bracket.filter(|kind| matches!(kind, Kind::Comma | Kind::Dash));
    // “The pilot who wants to leave is asking for a truce”: his verb closes what he wants.
    let restrictive = owner.as_ref().is_some_and(|o| {
        let who = o.how == How::Relative && o.head.end + 1 == o.mention.end;
        // “Groups supporting the pilot paid for it”
        let reduced = group.participle && o.how == How::Near;
        let comma = o.head.start > s.start && units[o.head.start - 1].kind == Kind::Comma;
        let begins =
            comma || o.head.start == s.start || units[o.head.start - 1].is(CONJUNCTION | ADVERB);
        (who || reduced)
            && begins
            && (comma && who || !(s.start..o.head.start).any(|k| s.finite(k)))
    }) && shape == Shape::Phrase;
    let fronted = owner_start > s.start && units[owner_start - 1].is(SUBORDINATOR)
        || owner_start > s.start + 1
            && units[owner_start - 1].is(DETERMINER | ADVERB)
            && units[owner_start - 2].is(SUBORDINATOR);
    // “Although candidates like Roe have praised it, …”: a clause that a comma will close.
    let clause = (s.start..i)
        .rev()
        .find(|k| units[*k].kind == Kind::Comma)
        .map_or(s.start, |k| k + 1);
    let fronted = fronted
        || clause < i
            && (units[clause].is(SUBORDINATOR)
                || clause + 1 < i
                    && units[clause + 1].is(SUBORDINATOR)
                    && units[clause].is(ADVERB | CONJUNCTION));
    // “By calling the plan a mistake, Roe …”, “With his vow to leave, Roe …”
    let fronted = fronted || group.start > s.start && s.fronted(group.start);
    let opening = group.participle
        && (s.start..group.start).all(|k| units[k].is(CONJUNCTION | PREPOSITION | SUBORDINATOR));
    let resumes = |k: &usize| {
        restrictive && !units[k - 1].is(RELATIVE | TO) && (s.finite(*k) || plainly(s, *k))
            || relative == Some(units[*k].kind)
                && k + 1 < s.end
                && (s.finite(k + 1) || joins_who(s, k + 1))
                && !(group.participle && (from..*k).any(|c| units[c].kind == units[*k].kind))
            || units[*k].kind == Kind::Comma && (fronted && s.main_clause(*k) || opening)
    };
    // A comma inside closing marks parts clauses too: “Although he “loves” it,” he …
    let quoted = |k: &usize| {
        (fronted || opening) && s.page.quote(*k).is_some_and(|q| q.comma) && s.main_clause_at(k + 1)
    };
    let content_end = if relative.is_some() || restrictive || fronted || opening {
        (from + 1..content_end)
            .find_map(|k| {
                if resumes(&k) {
                    Some(k)
                } else {
                    quoted(&k).then_some(k + 1)
                }
            })
            .unwrap_or(content_end)
    } else {
        content_end
    };
    let content = s.trim(from..content_end);
    if content.is_empty()
        || content.len() == 1
            && units[content.start].kind != Kind::Quote
            && frames & F_NOUN == 0
            && prepositions == 0
    {
        return None;
    }
    if unheard && !content.clone().any(|k| units[k].kind == Kind::Quote) {
        return None;
    }
    let subject = subject(s, &group, i, content_end, before)?;
    if first_person(s, &subject) || subject.how == How::Chain && deed(s, &subject) {
        return None;
    }
    Some(Found::new(
        vec![content],
        group.start..end.max(i + 1),
        Some(subject),
    ))
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
    let later = || {
        // “After praising the plan, Roe …”
        main_subject(s, content_end).map(|head| Subject {
            mention: head.clone(),
            head,
            how: How::Chain,
        })
    };
    let chained = || {
        let subject = before.last().and_then(|f| f.subject.clone());
        subject
            .or_else(|| group.start.checked_sub(1).and_then(|l| s.chain(l)))
            .map(|x| Subject {
                how: How::Chain,
                ..x
            })
            .or_else(later)
    };
    if group.start == s.start {
        // “Calling the plan a mistake, Roe …”
        if group.participle {
            let head = main_subject(s, content_end)?;
            return Some(Subject {
                mention: head.clone(),
                head,
                how: How::Chain,
            });
        }
        return None;
    }
    let last = group.start - 1;
    if group.infinitive && units[group.start].is(TO) {
        if let Some(caused) = caused(s, last) {
            return Some(caused);
        }
        return s
            .chain(group.start)
            .filter(|x| {
                !matches!(
                    s.page.word(x.head.start),
                    "it" | "It" | "there" | "There" | "this" | "This" | "that" | "That"
                )
            })
            .map(|x| Subject {
                how: How::Chain,
                ..x
            });
    }
    let unit = &units[last];
    if unit.is(CONJUNCTION)
        || unit.word() && unit.case == Case::Lower && matches!(s.page.word(last), "then")
    {
        return chained();
    }
    if group.participle {
        // “…, with the harbour's chief, Ada Doe, saying”
        if unit.kind == Kind::Comma
            && let Some(named) = s.before_apposition(last)
            && named.head.start > s.start
            && s.page.word(named.head.start - 1) == "with"
        {
            return Some(named);
        }
        if matches!(unit.kind, Kind::Comma | Kind::Quote | Kind::Dash)
            || unit.is(PREPOSITION | SUBORDINATOR)
        {
            // “Roe, telling reporters that …, left the hall.”
            let opens = || {
                let head = s.noun_phrase(last.checked_sub(1)?)?;
                (unit.kind == Kind::Comma && head.start == s.start).then_some(Subject {
                    mention: head.clone(),
                    head,
                    how: How::Chain,
                })
            };
            return match before.is_empty() {
                true => opens().or_else(chained),
                false => chained(),
            };
        }
        let near = headline_subject(s, s.subject(last)?);
        let with = near.head.start > s.start && s.page.word(near.head.start - 1) == "with";
        let dash = near.head.start > s.start && units[near.head.start - 1].kind == Kind::Dash;
        if (with || dash) && units[last].capital() {
            return Some(near);
        }
        let end = &units[near.head.end - 1];
        let marked = |k: usize| k < s.end && units[k].kind == Kind::Quote;
        let said = units
            .get(i + 1)
            .is_some_and(|u| u.is(THAT) || marked(i + 1) || u.kind == Kind::Comma && marked(i + 2));
        // “Doe is among those calling for”
        if near.head.len() == 1 && s.page.word(near.head.start) == "those" {
            return chained();
        }
        let letter = matches!(s.page.word(near.head.start), "a" | "an")
            && near.head.clone().any(|k| units[k].is(DOCUMENT));
        if (letter || end.is(VENUE | CUE_NOUN | DOCUMENT))
            && near.head.start > s.start
            && (s.finite(near.head.start - 1)
                || units[near.head.start - 1].entry.inflection == Inflection::Ing)
        {
            // “Roe issued a statement saying”
            return chained();
        }
        let entry = &units[i].entry;
        let known = said || end.is(DOCUMENT | GROUP | ROLE | VENUE | CUE_NOUN | BODY);
        // “was heard on a microphone telling the crew …”: it is not the microphone.
        if entry.frames & F_ADDRESSEE != 0 && !known {
            return chained();
        }
        // “Hackers praising the plan”, “flyers urging calm”; not “all ports reporting”.
        let many = near.how == How::Near
            && end.case == Case::Lower
            && s.plural(near.head.end - 1)
            && entry.frames & F_BELIEF == 0
            && entry.frames & (F_NOUN | F_OBJECT_TO) != 0;
        return (known || many).then_some(near);
    }
    match s.subject(last) {
        Some(subject) => Some(s.listed(subject)),
        None if unit.kind == Kind::Comma => chained(),
        None => None,
    }
}

/// “Roe Signs Order Threatening …”: in a headline, a word in -s behind the first ones of
/// what looks like one phrase is its verb.
fn headline_subject(s: &Sentence, near: Subject) -> Subject {
    let units = &s.page.units;
    let head = near.head.clone();
    let verb = (head.start + 1..head.end.saturating_sub(1)).find(|k| {
        let word = s.page.word(*k);
        s.headline
            && units[*k].word()
            && units[*k].entry.classes & !DOCUMENT == 0
            && word.ends_with('s')
            && !word.ends_with("ss")
            && units[k - 1].word()
    });
    match verb {
        Some(verb) => Subject {
            mention: head.start..verb,
            head: head.start..verb,
            how: How::Chain,
        },
        None => near,
    }
}

/// “The storm prompted the ministry to say …”: the ministry speaks.
fn caused(s: &Sentence, last: usize) -> Option<Subject> {
    const CAUSES: &[&str] = &[
        "prompted",
        "prompts",
        "prompting",
        "forced",
        "forcing",
        "forces",
        "led",
        "leading",
        "leads",
        "caused",
        "causing",
        "causes",
        "compelled",
        "pushed",
        "drove",
        "allowed",
        "inspired",
        "provoked",
        "spurred",
        "moved",
        "got",
    ];
    let head = s.noun_phrase(last)?;
    let verb = head.start.checked_sub(1).filter(|v| *v > s.start)?;
    CAUSES.contains(&s.page.word(verb)).then(|| Subject {
        mention: head.clone(),
        head,
        how: How::Chain,
    })
}

/// “pilots who back the plan say that”: a cue in its base form behind a plural.
fn plainly(s: &Sentence, k: usize) -> bool {
    let entry = &s.page.units[k].entry;
    entry.inflection == Inflection::Base
        && entry.frames & F_THAT != 0
        && s.group(k).is_some_and(|g| !g.infinitive && g.start == k)
}

/// “…, and who has been”: the relative clause before is over.
fn joins_who(s: &Sentence, n: usize) -> bool {
    n + 1 < s.end && s.page.units[n].is(CONJUNCTION) && s.page.word(n + 1) == "who"
}

/// The phrase that begins the main clause behind a content that ends at `end`: behind a
/// comma, or behind marks that hold one.
fn main_subject(s: &Sentence, end: usize) -> Option<std::ops::Range<usize>> {
    if end + 1 >= s.end {
        return None;
    }
    if s.page.units[end].kind == Kind::Comma {
        return s.phrase_from(end + 1);
    }
    let marked = s.page.quote(end.checked_sub(1)?).is_some_and(|q| q.comma);
    marked.then(|| s.phrase_from(end)).flatten()
}
