//! Headlines with a colon or a dash: “X: the plan will fail”, “The plan will fail: X”.

use super::phrase::REACH;
use super::subject::{How, Subject};
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
        || !matches!(units[i].kind, Kind::Colon | Kind::Dash)
        || i == s.start
        || i + 1 >= s.end
    {
        return None;
    }
    let (left, right) = (s.start..i, s.trim(i + 1..s.end));
    let speaker = |r: &std::ops::Range<usize>| {
        let words = r.clone().filter(|k| units[*k].word()).count();
        words > 0
            && words <= SPEAKER
            && somebody(s, r)
            && r.clone()
                .all(|k| !s.finite(k) && units[k].kind != Kind::Quote)
    };
    // “X: what we know”, “X: List of key events” report nothing that X says.
    let topic = units[i + 1].is(QUESTION) || right.clone().all(|k| units[k].kind == Kind::Number);
    let subject = |r: std::ops::Range<usize>| {
        Some(Subject {
            mention: r.clone(),
            head: r,
            how: How::Near,
        })
    };
    let dash = units[i].kind == Kind::Dash;
    if speaker(&right) && left.len() > right.len() && left.len() >= 4 {
        return Some(Found::new(vec![left], i..i + 1, subject(right)));
    }
    if !dash && !topic && speaker(&left) && right.len() >= 4 && right.len() > left.len() {
        return Some(Found::new(vec![right], i..i + 1, subject(left)));
    }
    None
}

/// “Roe: The Plan Is Dead”, “Port Backs Plan — Roe”: a headline that a speaker opens or
/// closes, asked before any cue in it.
pub fn led(s: &Sentence) -> Option<Found> {
    (s.start + 1..s.end)
        .take(REACH)
        .find(|i| matches!(s.page.units[*i].kind, Kind::Colon | Kind::Dash))
        .and_then(|i| find(s, i, &[]))
}

/// Labels of newsrooms that name no speaker, lower case.
const LABELS: &[&str] = &[
    "photo",
    "photos",
    "photograph",
    "picture",
    "pictures",
    "image",
    "video",
    "watch",
    "listen",
    "source",
    "sources",
    "author",
    "authors",
    "name",
    "chapter",
    "update",
    "updates",
    "latest",
    "analysis",
    "opinion",
    "editorial",
    "explainer",
    "explained",
    "exclusive",
    "breaking",
    "live",
    "timeline",
    "factbox",
    "fact",
    "facts",
    "transcript",
    "letter",
    "letters",
    "profile",
    "review",
    "interview",
    "commentary",
    "comment",
    "podcast",
    "recap",
    "preview",
    "gallery",
    "look",
    "wow",
    "bombshell",
    "news",
    "topic",
    "topics",
    "tags",
    "note",
    "question",
    "answer",
    "age",
    "date",
    "time",
    "place",
    "map",
    "graphic",
    "story",
    "stories",
    "read",
    "more",
    "warning",
    "alert",
    "boom",
    "result",
    "guide",
    "fact-check",
];

/// True where `range` can name who speaks: a person, a role, a body, a group, a country;
/// not “Border war”, “The latest”, “France and Spain”, “Photograph”.
fn somebody(s: &Sentence, range: &std::ops::Range<usize>) -> bool {
    let units = &s.page.units;
    let known = TITLE | ROLE | GROUP | BODY | DOCUMENT | MAN | WOMAN | NATIONALITY;
    let last = &units[range.end - 1];
    let label = range.clone().any(|k| {
        let lower = s.page.word(k).to_ascii_lowercase();
        LABELS.contains(&lower.as_str()) || matches!(lower.as_str(), "v" | "vs" | "versus" | "war")
    });
    let several = range
        .clone()
        .any(|k| units[k].is(CONJUNCTION) && units.get(k + 1).is_some_and(|u| u.is(PLACE)));
    if label
        || several
        || !last.word()
        || !last.capital() && !last.is(ROLE | GROUP | BODY | DOCUMENT)
    {
        return false;
    }
    let first = &units[range.start];
    // “Russia's attack on Ukraine” is no speaker, “the head of the port” is one.
    let linked = range.clone().any(|k| units[k].is(PREPOSITION));
    if linked
        && !range
            .clone()
            .any(|k| units[k].is(ROLE | TITLE | GROUP | BODY))
    {
        return false;
    }
    range.clone().any(|k| units[k].is(known))
        || range.len() == 1
        || range.len() == 2
            && !first.is(DETERMINER | PREPOSITION)
            && range.clone().all(|k| units[k].capital())
        || last.is(PLACE)
}
