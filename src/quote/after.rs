//! The content stands behind its cue: “X said (that) …”, “X urged Y to …”, “X rejected …”.

use super::content::Shape;
use super::subject::{How, Subject};
use super::verb::Group;
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
    let (from, shape) = match begin(s, i, end, frames, prepositions) {
        Some(begun) => begun,
        // “As Roe underlined, the harbour …”
        None if after_as
            && frames & F_BEFORE != 0
            && end + 1 < s.end
            && units[end].kind == Kind::Comma
            && (s.clause(end + 1) || units[end + 1].is(THAT)) =>
        {
            (end + 1, Shape::Clause)
        }
        None => return None,
    };
    let content_end = s.content_end(from, shape, unit.entry.inflection);
    let owner_start = owner.as_ref().map_or(s.start, |o| o.mention.start);
    let relative = owner
        .as_ref()
        .filter(|o| o.how == How::Relative)
        .map(|o| units[o.mention.end - 2].kind)
        .filter(|kind| matches!(kind, Kind::Comma | Kind::Dash));
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
    let opening = group.participle
        && (s.start..group.start).all(|k| units[k].is(CONJUNCTION | PREPOSITION | SUBORDINATOR));
    let resumes = |k: &usize| {
        relative == Some(units[*k].kind) && s.finite(k + 1)
            || units[*k].kind == Kind::Comma && (fronted && s.main_clause(*k) || opening)
    };
    // A comma inside closing marks parts clauses too: “Although he “loves” it,” he …
    let quoted = |k: &usize| {
        (fronted || opening) && s.page.quote(*k).is_some_and(|q| q.comma) && s.main_clause_at(k + 1)
    };
    let content_end = if relative.is_some() || fronted || opening {
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
    if first_person(s, &subject) {
        return None;
    }
    Some(Found::new(
        vec![content],
        group.start..end.max(i + 1),
        Some(subject),
    ))
}

/// “This move signals …”, “The storm shows …”: things prove nothing by their own voice;
/// “Nobody expects …” voices no belief, “One guest is viewing …” no view.
fn voiceless(s: &Sentence, i: usize, owner: &Subject) -> bool {
    let units = &s.page.units;
    let entry = &units[i].entry;
    let any = |classes: Classes| {
        owner
            .head
            .clone()
            .any(|k| units[k].is(classes) || units[k].kind == Kind::Number)
    };
    let first = s.page.word(owner.head.start);
    match verb(entry.lemma) {
        Some("show") => !any(DOCUMENT | CUE_NOUN | VENUE | GROUP | BODY),
        Some(
            "signal" | "suggest" | "indicate" | "prove" | "illustrate" | "demonstrate"
            | "underscore" | "underline" | "highlight" | "reveal",
        ) => {
            let person = HE_SHE_THEY | SUBJECT | GROUP | ROLE | TITLE | PLACE | NATIONALITY;
            let capital = owner.head.clone().any(|k| {
                units[k].capital() && (k > s.start || !units[k].is(DETERMINER | POSSESSIVE))
            });
            matches!(
                first,
                "This" | "this" | "That" | "that" | "The" | "the" | "It" | "it"
            ) && !capital
                && !any(person | BODY | DOCUMENT | CUE_NOUN | VENUE)
                || owner.head.len() == 1 && matches!(first, "This" | "this" | "That" | "that")
        }
        Some("view") if entry.inflection == Inflection::Ing => true,
        _ => {
            entry.frames & F_BELIEF != 0
                && (matches!(
                    first,
                    "Nobody" | "nobody" | "None" | "none" | "Nothing" | "nothing"
                ) || owner.head.len() == 2
                    && first.eq_ignore_ascii_case("no")
                    && s.page.word(owner.head.start + 1) == "one")
        }
    }
}

/// “made bold claims”, “other European states”: what looks like a verb behind its subject
/// is a noun behind its adjective.
fn noun_after(s: &Sentence, i: usize, owner: &Subject) -> bool {
    let units = &s.page.units;
    let inflection = units[i].entry.inflection;
    let noun = units[i].is(CUE_NOUN | DOCUMENT | GROUP)
        || matches!(
            s.page.word(i),
            "states" | "plans" | "notes" | "rules" | "talks" | "talk"
        );
    if !noun
        || !matches!(inflection, Inflection::Third | Inflection::Base)
        || owner.how != How::Near
    {
        return false;
    }
    let last = owner.head.end - 1;
    if units[last].is(NATIONALITY)
        && inflection == Inflection::Third
        && !units[last].is(GROUP | PLACE)
    {
        return true;
    }
    let somebody =
        HE_SHE_THEY | SUBJECT | GROUP | ROLE | BODY | DOCUMENT | PLACE | TITLE | DETERMINER;
    let voiced = owner
        .head
        .clone()
        .any(|k| units[k].capital() || units[k].is(somebody) || units[k].kind == Kind::Possessive);
    let before = owner.head.start.checked_sub(1).filter(|b| *b >= s.start);
    !voiced
        && before.is_some_and(|b| {
            s.finite(b)
                || units[b].entry.inflection == Inflection::Ing
                || units[b].word() && s.page.word(b).ends_with("ing")
        })
}

/// “may warn”, “is expected to announce”, “could call for”, “to defend the pier”: speech
/// that nobody has heard yet. “Would” and “would not say” stay: a stand is taken.
fn hypothetical(s: &Sentence, i: usize, group: &Group, frames: Frames) -> bool {
    let units = &s.page.units;
    let word = |k: usize| s.page.word(k);
    let find = verb(units[i].entry.lemma) == Some("find");
    if units[i].entry.inflection != Inflection::Base || s.headline || group.negated {
        return find && units[i].entry.inflection == Inflection::Base;
    }
    if group.infinitive {
        let waited = units[group.start].is(BE)
            || group.start > s.start && units[group.start - 1].is(BE)
            || matches!(
                word(group.start),
                "tried" | "began" | "tries" | "try" | "trying"
            );
        return find || waited || units[group.start].is(TO) && frames & F_QUOTE == 0;
    }
    find || (group.start..i).any(|k| {
        matches!(
            word(k),
            "may" | "might" | "could" | "can" | "should" | "must" | "will"
        )
    }) && (frames & F_BELIEF == 0 || frames & F_TO != 0)
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
    // “promised more money for the pier”: nobody is addressed.
    let amount = units[first].kind == Kind::Number
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
        && units[j].is(MODAL | BE | HAVE | FINITE)
        && units[j].case == Case::Lower
        && !units[j - 1].is(OBJECT)
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
                && s.clause(q)
                && !units[q].is(PREPOSITION)
                && !s.page.word(q).ends_with("ing") =>
        {
            return Some((q, Shape::Clause));
        }
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
        && (verb(units[i].entry.lemma) == Some("say") || s.page.word(j + 1) == "least")
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
        if gap || s.clause(j) || say && j + 2 <= s.end && j == first {
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
            return chained().or_else(opens);
        }
        let near = s.subject(last)?;
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
        return (said || end.is(DOCUMENT | GROUP | ROLE | VENUE | CUE_NOUN | BODY)).then_some(near);
    }
    match s.subject(last) {
        Some(subject) => Some(subject),
        None if unit.kind == Kind::Comma => chained(),
        None => None,
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

/// “I think”, “we argued”: the writer's own prose.
pub fn first_person(s: &Sentence, subject: &Subject) -> bool {
    subject.head.len() == 1
        && s.page.units[subject.head.start].is(SUBJECT)
        && matches!(
            s.page.word(subject.head.start),
            "I" | "i" | "We" | "we" | "You" | "you" | "WE" | "YOU"
        )
}

/// “Asked whether …, Roe said”, “was asked about …”: nobody is named who asks.
fn asked(s: &Sentence, i: usize) -> Option<Found> {
    let units = &s.page.units;
    let word = |k: usize| s.page.word(k);
    // “Doe was asked, “Is it late?””
    if i + 2 < s.end && units[i + 1].kind == Kind::Comma && units[i + 2].kind == Kind::Quote {
        return Some(Found::new(
            std::iter::once(i + 2..i + 3).collect(),
            i..i + 1,
            None,
        ));
    }
    let from = (i + 1..s.end.min(i + 14)).find(|k| {
        matches!(
            word(*k),
            "about"
                | "whether"
                | "if"
                | "why"
                | "how"
                | "what"
                | "who"
                | "whom"
                | "which"
                | "when"
                | "where"
        )
    })?;
    if (i + 1..from).any(|k| s.finite(k) || units[k].kind == Kind::Comma) {
        return None;
    }
    // “Asked about the delay”: a subject, and nothing that anybody says of it.
    if word(from) == "about" {
        return None;
    }
    let answer = |k: &usize| {
        units[*k].kind == Kind::Comma
            && (k + 1..s.end.min(k + 12))
                .find(|m| s.finite(*m))
                .is_some_and(|m| s.noun_phrase(m - 1).is_some_and(|n| n.start == k + 1))
    };
    let end = (from + 1..s.end)
        .find(answer)
        .unwrap_or_else(|| s.content_end(from, Shape::Clause, Inflection::Past));
    let content = s.trim(from..end.min(s.end));
    (!content.is_empty()).then(|| Found::new(vec![content], i..i + 1, None))
}

/// “It was confirmed (by the harbour) that …”: the speaker behind “by”, or nobody.
fn reported(s: &Sentence, i: usize, group: &Group) -> Option<Found> {
    let units = &s.page.units;
    let it = group.start > s.start && matches!(s.page.word(group.start - 1), "It" | "it");
    let by = units
        .get(i + 1)
        .filter(|u| u.is(BY) && i + 2 < s.end)
        .and_then(|_| s.phrase_from(i + 2));
    let next = by.as_ref().map_or(s.behind(i + 1, false), |p| p.end);
    // “They were told (that) the pier was closed”: nobody says by whom.
    let told = units[i].entry.frames & F_ADDRESSEE != 0;
    if !it && !told && by.is_none() || next + 1 >= s.end {
        return None;
    }
    let from = match units[next].is(THAT) {
        true => next + 1,
        false if told && s.clause(next) && !units[next].is(PREPOSITION | SUBORDINATOR | TO) => next,
        false => return None,
    };
    let end = s.content_end(from, Shape::Clause, Inflection::Past);
    let subject = by.map(|p| Subject {
        mention: p.clone(),
        head: p,
        how: How::Preposition,
    });
    Some(Found::new(
        vec![s.trim(from..end)],
        group.start..i + 1,
        subject,
    ))
}
