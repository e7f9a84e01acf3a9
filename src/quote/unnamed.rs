//! Cues in the passive: “Asked whether …”, “It was confirmed that …”, where the speaker
//! stands behind “by” or is not named.

use super::content::Shape;
use super::subject::{How, Subject};
use super::verb::Group;
use super::{Found, Sentence};
use crate::text::lexicon::*;
use crate::text::tokens::Kind;

/// “Asked whether …, Roe said”, “was asked about …”: nobody is named who asks.
pub fn asked(s: &Sentence, i: usize) -> Option<Found> {
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
    // “…, Roe said”, “… “too late,” Ada Doe, who runs the pier, said”
    let answers = |k: usize| {
        (k..s.end.min(k + 24))
            .filter(|m| *m > k && s.finite(*m))
            .take(3)
            .any(|m| {
                let speech = units[m].entry.frames & (F_QUOTE | F_THAT) != 0;
                s.subject(m - 1).is_some_and(|n| {
                    n.head.start == k && (n.how == How::Near || n.how == How::Apposition && speech)
                })
            })
    };
    let end = (from + 1..s.end)
        .find_map(|k| {
            if units[k].kind == Kind::Comma && answers(k + 1) {
                Some(k)
            } else {
                let marked = s.page.quote(k).is_some_and(|q| q.comma) && answers(k + 1);
                marked.then_some(k + 1)
            }
        })
        .unwrap_or_else(|| s.content_end(from, Shape::Clause, Inflection::Past));
    let content = s.trim(from..end.min(s.end));
    (!content.is_empty()).then(|| Found::new(vec![content], i..i + 1, None))
}

/// “It was confirmed (by the harbour) that …”: the speaker behind “by”, or nobody.
pub fn reported(s: &Sentence, i: usize, group: &Group) -> Option<Found> {
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
