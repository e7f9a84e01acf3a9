//! The rules of [`super::RULES`], each a question to the words by the cue.

use super::{Answer, Case, people};
use crate::quote::Sentence;
use crate::quote::subject::{How, Subject};
use crate::text::lexicon::*;
use crate::text::tokens::Kind;
use std::ops::Range;

/// “the minister said”: the last person with that role.
pub fn role(case: &Case) -> Option<Answer> {
    let subject = case.found.subject.as_ref()?;
    let head = &subject.head;
    let units = &case.page.units;
    let definite = matches!(case.page.word(head.start), "The" | "the")
        || head.len() > 2 && units[head.start + 1].kind == Kind::Possessive;
    // “the harbour chief, Ada Doe, said” has a name of its own.
    let apposed = apposed(case, subject);
    // “the president of Moldova”: the noun stands before the preposition.
    let noun = (head.start..head.end)
        .find(|k| units[*k].is(PREPOSITION))
        .unwrap_or(head.end)
        .checked_sub(1)
        .filter(|k| *k > head.start)?;
    let is_role = units[noun].word() && units[noun].is(ROLE | TITLE);
    if apposed || !definite || head.len() > 6 || !is_role || named_inside(case, head) {
        return None;
    }
    let asked = people::role(case.page, noun, head.start);
    let bearer = |held: &people::Role| asked.fits(held) || leads_nation(&asked, held);
    let known = case
        .people
        .last_before(head.start, |p| {
            p.roles
                .iter()
                .any(|r| bearer(r) && r.nation.is_some() == asked.nation.is_some())
        })
        .or_else(|| {
            case.people
                .last_before(head.start, |p| p.roles.iter().any(bearer))
        });
    // “the official added”: whoever spoke last near by, where nothing says otherwise.
    let person = known.or_else(|| {
        let last = case.before.last()?;
        let near = case.found.paragraph <= last.paragraph + 1;
        let answer = case.answers.last()?.as_ref().filter(|_| near)?;
        let clash = |p: usize| {
            let roles = &case.people.all[p].roles;
            asked.nation.is_some()
                || GENERAL.iter().all(|g| !g.eq_ignore_ascii_case(asked.noun)) && !roles.is_empty()
        };
        answer.person.filter(|p| !clash(*p))
    });
    let name = person.map_or_else(|| own_words(case, head), |p| case.people.name(case.page, p));
    Some(Answer {
        mention: subject.mention.clone(),
        name,
        person,
    })
}

/// Roles by which newspapers call again whomever they have just named.
const GENERAL: &[&str] = &[
    "official",
    "politician",
    "diplomat",
    "leader",
    "expert",
    "analyst",
];

/// “the Russian leader” for a president, a prime minister, a chancellor.
fn leads_nation(asked: &people::Role, held: &people::Role) -> bool {
    const HEADS: &[&str] = &["president", "premier", "chancellor", "pm", "king", "queen"];
    let first = HEADS.iter().any(|h| h.eq_ignore_ascii_case(held.noun))
        || held.kind.is_some_and(|k| k.eq_ignore_ascii_case("prime"));
    asked.noun.eq_ignore_ascii_case("leader")
        && first
        && asked
            .nation
            .zip(held.nation)
            .is_some_and(|(a, b)| super::nation::same(a, b))
}

/// “the spokesman Ada Doe”: a name stands behind the role.
fn named_inside(case: &Case, head: &Range<usize>) -> bool {
    case.page.units[head.clone()]
        .iter()
        .any(|u| u.is(MAN | WOMAN) && u.capital())
}

/// “according to Roe”.
pub fn preposition(case: &Case) -> Option<Answer> {
    by(case, How::Preposition)
}

/// “Roe, who said”.
pub fn relative(case: &Case) -> Option<Answer> {
    by(case, How::Relative)
}

/// “Roe, a pilot, said”.
pub fn apposition(case: &Case) -> Option<Answer> {
    by(case, How::Apposition)
}

/// “Roe left and said”, “…, saying”.
pub fn chain(case: &Case) -> Option<Answer> {
    by(case, How::Chain)
}

/// “Roe said”.
pub fn near(case: &Case) -> Option<Answer> {
    by(case, How::Near)
}

fn by(case: &Case, how: How) -> Option<Answer> {
    let subject = case.found.subject.as_ref().filter(|s| s.how == how)?;
    let head = &subject.head;
    // A pronoun that a chain goes on was resolved where it stood.
    let pronoun = head.len() == 1 && case.page.units[head.start].is(HE_SHE_THEY | POSSESSIVE);
    if pronoun && let Some(last) = case.answers.last().and_then(Option::as_ref) {
        return Some(Answer {
            mention: subject.mention.clone(),
            name: last.name.clone(),
            person: last.person,
        });
    }
    // “The port's top pilot, Ada Doe, said”
    let apposed = apposed(case, subject);
    let name_at = head.end + 1..subject.mention.end;
    let person = match apposed {
        true => case.people.named(case.page, &name_at),
        false => case.people.named(case.page, head),
    };
    // “Roe and Doe”, “the council and Roe” are more than the one named last.
    let several = !apposed && head.clone().any(|k| case.page.word(k) == "and");
    let person = person.filter(|_| !several);
    let name = match person {
        Some(p) if apposed || !possessed(case, head) => case.people.name(case.page, p),
        _ if apposed => own_words(case, &name_at),
        _ => match case.shorts.name(case.page, head) {
            Some(full) => full.to_string(),
            None => own_words(case, head),
        },
    };
    Some(Answer {
        mention: subject.mention.clone(),
        name,
        person,
    })
}

/// “The port's top pilot, Ada Doe,”: the mention goes on to the name behind the comma.
fn apposed(case: &Case, subject: &Subject) -> bool {
    subject.mention.end > subject.head.end + 1
        && subject.mention.start == subject.head.start
        && matches!(
            case.page.units[subject.head.end].kind,
            Kind::Comma | Kind::Dash
        )
        && case.page.units[subject.mention.end - 1].capital()
}

/// “Roe's spokesman” is not Roe, “a spokesman for Roe” neither.
fn possessed(case: &Case, head: &Range<usize>) -> bool {
    let last = &case.page.units[head.end - 1];
    let first = &case.page.units[head.start];
    !last.capital()
        || first.is(DETERMINER) && head.clone().any(|k| case.page.units[k].is(PREPOSITION))
}

/// The words of a mention, without the article and with white space made single.
pub fn own_words(case: &Case, head: &Range<usize>) -> String {
    people::words(case.page.span(head.clone()).of(case.page.text))
}

/// A quotation without a cue: the speaker of the statement before goes on.
pub fn goes_on(case: &Case) -> Option<Answer> {
    let last = case.before.last()?;
    let answer = case.answers.last()?.as_ref()?;
    let between = case.found.sentence.start.saturating_sub(last.sentence.end);
    let cue = !case.found.cue.is_empty();
    if cue
        || case.found.subject.is_some()
        || case.found.paragraph > last.paragraph + 1
        || between > 0
    {
        return None;
    }
    Some(Answer {
        mention: answer.mention.clone(),
        name: answer.name.clone(),
        person: answer.person,
    })
}

/// A quotation without a cue: the person named last in the two paragraphs before.
pub fn sentence_before(case: &Case) -> Option<Answer> {
    if case.found.subject.is_some() || !case.found.cue.is_empty() {
        return None;
    }
    let at = case.found.content.first()?.start;
    let paragraph = case.found.paragraph.checked_sub(1)?;
    let end = case.people.namings.partition_point(|n| n.units.end <= at);
    let last = |p: &crate::segment::Paragraph| {
        p.sentences
            .partition_point(|s| s.end <= at)
            .checked_sub(1)
            .map(|n| p.sentences[n].clone())
    };
    let sentence = case.page.paragraphs[paragraph..=case.found.paragraph]
        .iter()
        .rev()
        .find_map(last)?;
    let view = Sentence {
        page: case.page,
        start: sentence.start,
        end: sentence.end,
        headline: false,
        from: sentence.start,
    };
    if let Some(subject) = view.chain(sentence.end) {
        let person = case.people.named(case.page, &subject.head);
        let name = person.map_or_else(
            || own_words(case, &subject.head),
            |p| case.people.name(case.page, p),
        );
        return Some(Answer {
            mention: subject.mention,
            name,
            person,
        });
    }
    let naming = case.people.namings[..end].last()?;
    let near =
        case.page.paragraphs[paragraph].span.start <= case.page.span(naming.units.clone()).start;
    near.then(|| Answer {
        mention: naming.units.clone(),
        name: case.people.name(case.page, naming.person),
        person: Some(naming.person),
    })
}
