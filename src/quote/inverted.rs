//! The cue stands between its content and the speaker: “…,” said Ada Doe, “…”.

use super::before::{left, next_cue};
use super::content::Shape;
use super::subject::How;
use super::{Found, Sentence};
use crate::text::lexicon::*;
use crate::text::tokens::{Case, Kind};

/// “…,” said Ada Doe, a harbour pilot.
pub fn inverted(s: &Sentence, i: usize, end: usize) -> Option<Found> {
    let units = &s.page.units;
    if end >= s.end || units[end].is(PREPOSITION | THAT | CONJUNCTION | TIME) {
        return None;
    }
    let quoted = units[i - 1].kind == Kind::Quote;
    if matches!(
        verb(units[i].entry.lemma),
        Some("tell" | "inform" | "remind" | "assure" | "notify")
    ) {
        return None;
    }
    let head = s.phrase_from(end)?;
    let next = units.get(head.end).filter(|_| head.end < s.end);
    let first = &units[head.start];
    let named = head
        .clone()
        .any(|k| units[k].capital() || units[k].kind == Kind::Quote)
        || units[head.end - 1].is(GROUP | ROLE | BODY | DOCUMENT)
        || first.capital()
        || s.page.word(head.start) == "one"
        || first.is(DETERMINER
            | POSSESSIVE
            | HE_SHE_THEY
            | GROUP
            | ROLE
            | NATIONALITY
            | BODY
            | DOCUMENT)
        || first.kind == Kind::Number;
    if !named
        || next.is_some_and(|u| {
            u.word()
                && (u.is(BE | MODAL | HAVE | DO | THAT)
                    || u.case == Case::Lower && s.finite(head.end) && !quoted)
        })
    {
        return None;
    }
    // “Roe, who runs the pier, said the answer to the storm was a wall.”
    let clause = || {
        (head.end..s.end.min(head.end + 12))
            .take_while(|k| {
                units[*k].word() && !units[*k].is(RELATIVE | SUBORDINATOR | CONJUNCTION)
            })
            .any(|k| s.finite(k))
    };
    // “Roe, host of “The Pier,” said the storm was over.”: the marks hold a title.
    let title = i > s.from + 1 && s.page.quote(i - 1).is_some_and(|q| q.words <= 3);
    if (!quoted || title) && clause() {
        return None;
    }
    // “Roe, a pilot, said the harbour …” is no inversion: something follows.
    let leads = || {
        s.subject(i - 1).is_some_and(|x| {
            x.head.start <= s.from + 1 && !(x.head.start > s.from && units[s.from].is(PREPOSITION))
        })
    };
    if !quoted && (first.is(HE_SHE_THEY | SUBJECT) || leads()) {
        return None;
    }
    let over = next.is_none_or(|u| {
        !matches!(
            u.kind,
            Kind::Word | Kind::Quote | Kind::Number | Kind::Colon | Kind::Possessive
        ) || u.is(PREPOSITION | TIME | AS | RELATIVE | SUBORDINATOR)
    });
    if !quoted && !over {
        return None;
    }
    let content = left(s, if quoted { i } else { i - 1 }, false)?;
    let subject = s.somebody_behind(head.clone(), How::Near);
    let mut contents = vec![content];
    let mut resume = subject.mention.end;
    // “We must,” said Roe, “pay more.” — “Because of the tide, said Roe, “we wait.””
    {
        let speech = |k: usize| {
            let entry = &units[k].entry;
            entry.inflection == Inflection::Ing && entry.frames & F_QUOTE != 0
        };
        let second = (head.end..s.end.min(head.end + 40))
            .find(|k| units[*k].kind == Kind::Quote || speech(*k))
            .filter(|k| units[*k].kind == Kind::Quote && units[k - 1].kind == Kind::Comma);
        if let Some(k) = second {
            let stop = s.content_end(k, Shape::Clause, units[i].entry.inflection);
            contents.push(s.trim(k..stop));
            resume = stop;
        }
    }
    let mut found = Found::new(contents, i..end, Some(subject));
    found.resume = if quoted {
        resume.max(next_cue(s, resume))
    } else {
        resume
    };
    Some(found)
}
