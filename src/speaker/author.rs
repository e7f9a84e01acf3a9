//! Who speaks through what was written or said: “a report by the harbour board”, “Roe's
//! remarks”. A document whose author the text does not name speaks for itself.

use super::{Answer, Case, rules};
use crate::quote::Sentence;
use crate::quote::subject::How;
use crate::text::lexicon::*;
use crate::text::tokens::Kind;
use std::ops::Range;

/// What somebody utters, singular and plural, so that its owner is the speaker.
const UTTERED: &str = "statement statements remark remarks comment comments speech speeches letter \
    letters tweet tweets post posts message messages memo memos email emails announcement reply \
    response answer words appeal appeals testimony op-ed essay declaration communique communiqué \
    note notes readout";

/// What somebody makes and has printed: its maker is named by “by”.
const PRINTED: &str = "report reports survey surveys study studies poll polls analysis research \
    review article paper column book document documents";

/// Words that may stand between a document and the “by” of its author.
const MADE: &str = "published released issued written signed produced conducted posted compiled \
    prepared authored made given delivered shared";

fn among(list: &str, word: &str) -> bool {
    list.split_ascii_whitespace()
        .any(|w| w.eq_ignore_ascii_case(word))
}

/// “according to a report by Roe”, “Roe's remarks suggest”: the author of the words.
pub fn find(case: &Case) -> Option<Answer> {
    let subject = case.found.subject.as_ref()?;
    let units = &case.page.units;
    let head = subject.head.clone();
    let linked = |k: &usize| units[*k].is(PREPOSITION | BY) || among(MADE, case.page.word(*k));
    let end = head.clone().find(linked).unwrap_or(head.end);
    let noun = end.checked_sub(1).filter(|k| *k >= head.start)?;
    let uttered = among(UTTERED, case.page.word(noun));
    if units[noun].capital() || !uttered && !among(PRINTED, case.page.word(noun)) {
        return None;
    }
    let author = behind(case, noun + 1, uttered).or_else(|| {
        // “Roe's latest remarks”
        let mark = (head.start + 1..noun).find(|k| units[*k].kind == Kind::Possessive);
        mark.filter(|_| uttered && subject.how != How::Relative)
            .map(|k| head.start..k)
    })?;
    // “a statement by a spokesman for Roe” is not Roe's.
    let alone = units[author.end - 1].capital()
        && !author
            .clone()
            .any(|k| units[k].is(PREPOSITION | CONJUNCTION));
    let person = case.people.named(case.page, &author).filter(|_| alone);
    let name = person.map_or_else(
        || rules::own_words(case, &author),
        |p| case.people.name(case.page, p),
    );
    Some(Answer {
        mention: author,
        name,
        person,
    })
}

/// “… published by Roe”, “… from Roe” at unit `k` behind a document.
fn behind(case: &Case, k: usize, uttered: bool) -> Option<Range<usize>> {
    let sentence = &case.found.sentence;
    let made = k < sentence.end && among(MADE, case.page.word(k));
    let by = k + made as usize;
    if by + 1 >= sentence.end {
        return None;
    }
    let from = case.page.word(by) == "from" && uttered && !made;
    if !case.page.units[by].is(BY) && !from {
        return None;
    }
    let view = Sentence {
        page: case.page,
        start: sentence.start,
        end: sentence.end,
        headline: false,
        from: sentence.start,
    };
    view.phrase_from(by + 1).filter(|a| {
        case.page.units[a.start].is(DETERMINER | POSSESSIVE) || case.page.units[a.start].capital()
    })
}
