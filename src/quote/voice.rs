//! Whether anybody voices what follows a cue: things show nothing by themselves, what
//! “may” be said has not been heard, and “I” is the writer.

use super::Sentence;
use super::subject::{How, Subject};
use super::verb::Group;
use crate::text::lexicon::*;
use crate::text::tokens::{Case, Kind};
use std::ops::Range;

/// What happens or is done, and says nothing: heads of subjects that no verb gives a voice.
const DEEDS: &str = "move step meeting summit visit trip rally ceremony collaboration cooperation \
    discussion conversation gathering talks negotiations death storm crisis war conflict invasion \
    shift change development situation timing relationship partnership gesture";

/// “This move signals …”, “The meeting underscored …”: things prove nothing by their own
/// voice; “Nobody expects …” voices no belief, “One guest is viewing …” no view.
pub fn voiceless(s: &Sentence, i: usize, owner: &Subject) -> bool {
    let units = &s.page.units;
    let entry = &units[i].entry;
    let core = core(s, &owner.head);
    let any = |classes: Classes| {
        core.clone()
            .any(|k| units[k].is(classes) || units[k].kind == Kind::Number)
    };
    let first = s.page.word(owner.head.start);
    let pointed = matches!(first, "This" | "this" | "That" | "that" | "These" | "these");
    // “The talks matter, as it shows …”
    let it = owner.head.len() == 1 && first == "it";
    let deed = deed(s, owner) || it && led_by_deed(s);
    if deed && (pointed || owner.how != How::Near) {
        return true;
    }
    match verb(entry.lemma) {
        // “An average of polls shows …”
        Some("show") => {
            let shows = DOCUMENT | CUE_NOUN | VENUE | GROUP | BODY;
            let mut head = owner.head.clone();
            deed || !head.any(|k| units[k].is(shows) || units[k].kind == Kind::Number)
        }
        Some(
            "signal" | "suggest" | "indicate" | "prove" | "illustrate" | "demonstrate"
            | "underscore" | "underline" | "highlight" | "reveal",
        ) => {
            let person = HE_SHE_THEY | SUBJECT | GROUP | ROLE | TITLE | PLACE | NATIONALITY;
            let capital = core.clone().any(|k| {
                units[k].capital() && (k > s.start || !units[k].is(DETERMINER | POSSESSIVE))
            });
            deed || (pointed || matches!(first, "The" | "the" | "It" | "it"))
                && !capital
                && !any(person | BODY | DOCUMENT | CUE_NOUN | VENUE)
                || owner.head.len() == 1 && pointed
        }
        Some("seek" | "aim" | "want" | "intend" | "plan" | "hope") if deed => true,
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

/// The words of `head` before its first preposition: “the talks with the minister” are talks.
fn core(s: &Sentence, head: &Range<usize>) -> Range<usize> {
    let end = head
        .clone()
        .skip(1)
        .find(|k| s.page.units[*k].is(PREPOSITION));
    head.start..end.unwrap_or(head.end)
}

/// True where `owner` is one of [`DEEDS`]: “this move is wise, calling for …”.
pub fn deed(s: &Sentence, owner: &Subject) -> bool {
    let last = core(s, &owner.head).end - 1;
    let unit = &s.page.units[last];
    unit.word()
        && (unit.case == Case::Lower || s.headline)
        && DEEDS
            .split_ascii_whitespace()
            .any(|d| s.page.word(last).eq_ignore_ascii_case(d))
}

/// True where the sentence begins with a deed: what “it” then means.
fn led_by_deed(s: &Sentence) -> bool {
    s.phrase_from(s.start).is_some_and(|head| {
        let (mention, how) = (head.clone(), How::Near);
        deed(s, &Subject { mention, head, how })
    })
}

/// “made bold claims”, “other European states”: what looks like a verb behind its subject
/// is a noun behind its adjective.
pub fn noun_after(s: &Sentence, i: usize, owner: &Subject) -> bool {
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
    // “Roe's Budget Claims Clash With …”: in a headline, Roe owns the claims.
    let owned = owner
        .head
        .clone()
        .any(|k| units[k].kind == Kind::Possessive);
    let speaks = ROLE | GROUP | BODY | DOCUMENT | TITLE | MAN | WOMAN | PLACE;
    if s.headline && owned && inflection == Inflection::Third && !units[last].is(speaks) {
        return true;
    }
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
pub fn hypothetical(s: &Sentence, i: usize, group: &Group, frames: Frames) -> bool {
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

/// “I think”, “we argued”: the writer's own prose.
pub fn first_person(s: &Sentence, subject: &Subject) -> bool {
    subject.head.len() == 1
        && s.page.units[subject.head.start].is(SUBJECT)
        && matches!(
            s.page.word(subject.head.start),
            "I" | "i" | "We" | "we" | "You" | "you" | "WE" | "YOU"
        )
}
