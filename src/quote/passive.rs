//! The content is what somebody's judgement falls on: “The plan was rejected by Roe”.

use super::subject::{How, Subject};
use super::{Found, Sentence};
use crate::text::lexicon::*;
use crate::text::tokens::Kind;
use std::ops::Range;

/// Verbs by which a judgement is voiced; what was “backed”, “named” or “viewed by” somebody
/// was not said to be so.
const JUDGING: &[&str] = &[
    "criticize",
    "criticise",
    "condemn",
    "denounce",
    "decry",
    "deplore",
    "reject",
    "dismiss",
    "praise",
    "hail",
    "laud",
    "applaud",
    "welcome",
    "describe",
    "call",
    "portray",
    "label",
    "brand",
    "dub",
    "propose",
    "oppose",
    "support",
    "endorse",
    "deride",
    "mock",
    "echo",
    "champion",
    "dispute",
    "deny",
    "confirm",
    "announce",
    "question",
    "slam",
    "blast",
    "demand",
];

/// See [`super::FINDERS`].
pub fn find(s: &Sentence, i: usize, _before: &[Found]) -> Option<Found> {
    let units = &s.page.units;
    let entry = &units[i].entry;
    if !matches!(entry.inflection, Inflection::Past | Inflection::Participle)
        || entry.frames & F_NOUN == 0
        || i < s.from + 1
    {
        return None;
    }
    let by = (i + 1..s.end.min(i + 9)).find(|k| units[*k].is(BY))?;
    if (i + 1..by).any(|k| s.finite(k) || matches!(units[k].kind, Kind::Comma | Kind::Quote))
        || by + 1 >= s.end
    {
        return None;
    }
    let head = s.phrase_from(by + 1).filter(|h| speaks(s, h))?;
    let group = s.group(i)?;
    let last = group.start.checked_sub(1).filter(|l| *l >= s.from)?;
    let reduced = !group.passive;
    if !verb(entry.lemma).is_some_and(|v| JUDGING.contains(&v)) {
        return None;
    }
    // “a plan rejected by Roe”: nothing stands between the noun and the participle.
    if reduced && !s.nominal(last) && units[last].kind != Kind::Comma {
        return None;
    }
    let last = if units[last].kind == Kind::Comma && reduced {
        last.checked_sub(1).filter(|l| *l >= s.from)?
    } else {
        last
    };
    let content = s.subject(last)?.head;
    if content.start < s.from {
        return None;
    }
    let subject = Subject {
        mention: head.clone(),
        head: head.clone(),
        how: How::Preposition,
    };
    let mut contents = vec![content];
    // “was described by Roe as a mistake”
    if by > i + 1 && s.page.word(i + 1) == "as" {
        contents.push(i + 1..by);
    } else if head.end + 1 < s.end && s.page.word(head.end) == "as" {
        let end = s.content_end(head.end, super::content::Shape::Phrase, Inflection::Past);
        contents.push(s.trim(head.end..end));
    }
    let mut found = Found::new(contents, group.start..i + 1, Some(subject));
    found.resume = found.resume.max(head.end);
    Some(found)
}

/// Somebody, not a thing or a time: “by Roe”, “by libertarians”, not “by Monday”.
fn speaks(s: &Sentence, head: &Range<usize>) -> bool {
    let units = &s.page.units;
    head.clone().any(|k| {
        units[k].capital() && !units[k].is(TIME | MONTH)
            || units[k].is(GROUP | ROLE | BODY | DOCUMENT | OBJECT)
    })
}
