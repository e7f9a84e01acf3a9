//! The rules of [`super::RULES`], each a question to the words by the cue.

use super::people::Gender;
use super::{Answer, Case};
use crate::quote::Sentence;
use crate::quote::subject::How;
use crate::text::lexicon::*;
use std::ops::Range;

/// “he said”: the last speaker whom the pronoun fits, else the last such person named.
pub fn pronoun(case: &Case) -> Option<Answer> {
    let subject = case.found.subject.as_ref()?;
    let k = subject.head.start;
    let word = case.page.word(k).to_ascii_lowercase();
    let wanted = match word.as_str() {
        "he" | "his" | "him" | "himself" => Some(Gender::Man),
        "she" | "her" | "herself" => Some(Gender::Woman),
        "they" | "their" | "it" | "its" | "them" | "one" => None,
        _ => return None,
    };
    if subject.head.len() > 1 {
        return None;
    }
    let own = || case.page.word(k).to_string();
    let last = case.answers.iter().rev().take(6).flatten();
    let Some(gender) = wanted else {
        let group = last
            .map(|a| &a.name)
            .find(|n| !n.is_empty() && word != "it");
        return Some(Answer {
            mention: subject.mention.clone(),
            name: group.cloned().unwrap_or_else(own),
            person: None,
        });
    };
    let fits = |g: Gender| g == gender || g == Gender::Open;
    let mut person = None;
    for answer in last {
        match answer.person {
            Some(p) if fits(case.people.all[p].gender) => {
                person = Some(p);
                break;
            }
            _ => {}
        }
    }
    // Someone named since, at the start of a sentence nearer by, is meant instead.
    let named = case
        .people
        .last_before(k, |p| p.gender == gender)
        .or_else(|| case.people.last_before(k, |p| fits(p.gender)));
    let person = person.or(named);
    let name = person.map_or_else(own, |p| case.people.all[p].name.clone());
    Some(Answer {
        mention: subject.mention.clone(),
        name,
        person,
    })
}

/// “the minister said”: the last person with that role.
pub fn role(case: &Case) -> Option<Answer> {
    let subject = case.found.subject.as_ref()?;
    let head = &subject.head;
    let definite = matches!(case.page.word(head.start), "The" | "the");
    let noun = &case.page.units[head.end - 1];
    // “the harbour chief, Ada Doe, said” has a name of its own.
    let apposed = subject.how == How::Apposition && subject.mention.end > head.end + 1;
    if apposed || !definite || head.len() > 3 || !noun.is(ROLE | TITLE) || noun.capital() {
        return None;
    }
    let word = case.page.word(head.end - 1).to_lowercase();
    let person = case
        .people
        .last_before(head.start, |p| p.roles.contains(&word));
    let name = person.map_or_else(
        || own_words(case, head),
        |p| case.people.all[p].name.clone(),
    );
    Some(Answer {
        mention: subject.mention.clone(),
        name,
        person,
    })
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
    let apposed = how == How::Apposition && subject.mention.end > head.end + 1;
    let person = match apposed {
        true => case.people.named(case.page, &subject.mention),
        false => case.people.named(case.page, head),
    };
    let name = match person {
        Some(p) if apposed && case.page.units[subject.mention.end - 1].capital() => {
            case.people.all[p].name.clone()
        }
        Some(p) if !possessed(case, head) => case.people.all[p].name.clone(),
        _ => own_words(case, head),
    };
    Some(Answer {
        mention: subject.mention.clone(),
        name,
        person,
    })
}

/// “Roe's spokesman” is not Roe, “a spokesman for Roe” neither.
fn possessed(case: &Case, head: &Range<usize>) -> bool {
    let last = &case.page.units[head.end - 1];
    let first = &case.page.units[head.start];
    !last.capital()
        || first.is(DETERMINER) && head.clone().any(|k| case.page.units[k].is(PREPOSITION))
}

/// The words of a mention, without the article and with white space made single.
fn own_words(case: &Case, head: &Range<usize>) -> String {
    let text = case.page.span(head.clone()).of(case.page.text);
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// A quotation without a cue: the speaker of the statement before goes on.
pub fn goes_on(case: &Case) -> Option<Answer> {
    let last = case.before.last()?;
    let answer = case.answers.last()?.as_ref()?;
    let between = case.found.sentence.start.saturating_sub(last.sentence.end);
    if case.found.subject.is_some() || case.found.paragraph > last.paragraph + 1 || between > 0 {
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
    if case.found.subject.is_some() {
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
            |p| case.people.all[p].name.clone(),
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
        name: case.people.all[naming.person].name.clone(),
        person: Some(naming.person),
    })
}
