//! Headlines with a colon or a dash: “X: the plan will fail”, “The plan will fail: X”.

use super::phrase::{How, Subject};
use super::{Found, Sentence};
use crate::text::lexicon::*;
use crate::text::tokens::Kind;

/// Words a speaker may have in a headline.
const SPEAKER: usize = 6;

/// See [`super::WITHOUT_CUE`].
pub fn find(s: &Sentence, i: usize, before: &[Found]) -> Option<Found> {
    let units = &s.page.units;
    if !s.headline
        || !before.is_empty()
        || units[i].kind != Kind::Colon
        || i == s.start
        || i + 1 >= s.end
    {
        return None;
    }
    let (left, right) = (s.start..i, s.trim(i + 1..s.end));
    let speaker = |r: &std::ops::Range<usize>| {
        let words = r.clone().filter(|k| units[*k].word()).count();
        let person = r.clone().any(|k| {
            units[k].is(TITLE | ROLE | GROUP | BODY | DOCUMENT | PLACE | MAN | WOMAN | NATIONALITY)
        }) || words <= 2;
        words > 0
            && words <= SPEAKER
            && person
            && r.clone()
                .all(|k| !s.finite(k) && units[k].kind != Kind::Quote)
    };
    let subject = |r: std::ops::Range<usize>| {
        Some(Subject {
            mention: r.clone(),
            head: r,
            how: How::Near,
        })
    };
    if speaker(&right) && left.len() > right.len() && left.len() >= 4 {
        return Some(Found::new(vec![left], i..i + 1, subject(right)));
    }
    if speaker(&left) && right.len() >= 4 && right.len() > left.len() {
        return Some(Found::new(vec![right], i..i + 1, subject(left)));
    }
    None
}
