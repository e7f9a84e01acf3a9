//! A noun holds the content: “his call for a truce”, “her warning that …”.

use super::content::Shape;
use super::subject::{How, Subject};
use super::{Found, Sentence};
use crate::text::lexicon::*;
use crate::text::tokens::{Case, Kind};

/// Nouns that hold a content only where somebody owns them, or a verb of
/// [`VOICING`] stands before them.
const OWNED: &[&str] = &[
    "support",
    "opposition",
    "praise",
    "anger",
    "outrage",
    "confidence",
    "refusal",
    "decision",
    "desire",
    "rejection",
    "offer",
    "commitment",
    "news",
    "word",
    "point",
    "case",
    "question",
    "threat",
    "gratitude",
    "hope",
    "fear",
    "order",
];

/// Verbs whose subject voices the noun behind them: “voiced support for the plan”.
const VOICING: &[&str] = &[
    "voice",
    "issue",
    "make",
    "express",
    "announce",
    "repeat",
    "renew",
    "raise",
    "declare",
    "reiterate",
    "reaffirm",
    "add",
    "offer",
    "send",
    "give",
    "deliver",
    "publish",
    "release",
    "pose",
    "post",
    "tweet",
    "pledge",
    "outline",
    "unveil",
    "launch",
    "file",
    "submit",
    "signal",
    "state",
    "share",
    "withdraw",
    "drop",
    "join",
    "echo",
    "back",
    "lead",
    "reject",
    "dismiss",
    "include",
    "put",
    "present",
    "press",
    "push",
    "sound",
    "show",
    "hold",
    "defend",
    "restate",
];

/// Verbs whose subject is whom the noun falls on: “faced criticism for the delay”.
const TARGETS: &[&str] = &[
    "face", "draw", "attract", "endure", "receive", "earn", "win", "spark", "prompt", "provoke",
    "trigger", "fuel", "deflect", "suffer", "get", "gain", "lose", "stoke", "ignore", "have",
];

/// See [`super::FINDERS`].
pub fn find(s: &Sentence, i: usize, _before: &[Found]) -> Option<Found> {
    let units = &s.page.units;
    let unit = &units[i];
    if !unit.is(CUE_NOUN) || i < s.from || i + 2 >= s.end {
        return None;
    }
    let (frames, prepositions) = unit.entry.noun_frames();
    let next = &units[i + 1];
    let word = s.page.word(i + 1);
    // “claims by Roe that the crane broke”
    let by = matches!(word, "by" | "from" | "of") && frames & F_THAT != 0;
    let giver = if by {
        s.phrase_from(i + 2)
            .filter(|h| h.end + 1 < s.end && units[h.end].is(THAT))
    } else {
        None
    };
    if let Some(head) = giver {
        let from = head.end + 1;
        let end = s.content_end(from, Shape::Clause, Inflection::Past);
        let subject = Subject {
            mention: head.clone(),
            head,
            how: How::Preposition,
        };
        return Some(Found::new(vec![s.trim(from..end)], i..i + 1, Some(subject)));
    }
    let verb = &units[i + 2];
    let infinitive = next.is(TO) && verb.word() && !verb.is(DETERMINER | POSSESSIVE) && !verb.capital()
        // “the commitment to enhancing”
        && (verb.is(BASE) || !s.page.word(i + 2).ends_with("ing"));
    let quoted = s.page.quote(i + 1).is_some_and(|q| q.words >= 5);
    let leads = LEADING
        .iter()
        .position(|p| *p == word)
        .is_some_and(|p| prepositions & 1 << p != 0);
    let (from, shape) = if frames & F_THAT != 0 && next.is(THAT) {
        // “a tweet that seemed to insult the crew”: “that” is the subject.
        if s.finite(i + 2) {
            return None;
        }
        (i + 2, Shape::Clause)
    } else if leads {
        // “a request for comment” is the reporter's own.
        if matches!(
            s.page.word(i + 2),
            "comment" | "comments" | "interview" | "interviews" | "information" | "help"
        ) {
            return None;
        }
        (i + 2, Shape::Phrase)
    } else if frames & F_TO != 0 && infinitive || frames & (F_QUOTE | F_THAT) != 0 && quoted {
        (i + 1, Shape::Phrase)
    } else if frames & (F_QUOTE | F_THAT) != 0 && next.kind == Kind::Colon && i + 2 < s.end {
        (i + 2, Shape::Clause)
    } else {
        return None;
    };
    // “support for the plan” is voiced by nobody; “concerns about the plan” by some.
    let lower = s.page.word(i).to_ascii_lowercase();
    let owned = OWNED.iter().any(|o| lower.starts_with(o));
    let subject = match owner(s, i) {
        Some(owner) => Some(owner),
        None => match holder(s, i) {
            Some((verb, _)) if owned && !voices(s, verb, VOICING) => None,
            Some((verb, _)) if voices(s, verb, TARGETS) => None,
            Some((_, subject)) => Some(subject),
            None => None,
        },
    };
    if subject.is_none() && owned {
        return None;
    }
    // “his support of the plan” is his; “has the support of the crew” is the crew's.
    if word == "of" && lower == "support" && subject.as_ref().is_none_or(|x| x.head.end + 3 < i) {
        return None;
    }
    if subject
        .as_ref()
        .is_some_and(|x| super::voice::first_person(s, x))
    {
        return None;
    }
    let mut end = s.content_end(from, shape, Inflection::Past);
    // “His call for a crane went unheard”: the noun is the subject of what follows.
    if shape == Shape::Phrase && !(s.start..i).any(|k| s.finite(k)) {
        end = (from + 1..end)
            .find(|k| s.finite(*k) && !units[k - 1].is(RELATIVE))
            .unwrap_or(end);
    }
    if s.fronted(i) {
        end = (from + 1..end).find(|k| s.main_clause(*k)).unwrap_or(end);
    }
    Some(Found::new(vec![s.trim(from..end)], i..i + 1, subject))
}

/// “Roe's call”, “his call”, “the minister's repeated calls”.
fn owner(s: &Sentence, i: usize) -> Option<Subject> {
    let units = &s.page.units;
    let lowest = s.start.max(i.saturating_sub(4));
    for k in (lowest..i).rev() {
        let unit = &units[k];
        if unit.is(POSSESSIVE)
            && !matches!(
                s.page.word(k).to_ascii_lowercase().as_str(),
                "my" | "our" | "your" | "whose"
            )
        {
            return Some(Subject {
                mention: k..k + 1,
                head: k..k + 1,
                how: How::Near,
            });
        }
        if unit.kind == Kind::Possessive && k > s.start {
            let head = s.noun_phrase(k - 1)?;
            return Some(Subject {
                mention: head.clone(),
                head,
                how: How::Near,
            });
        }
        // “a Danish proposal to”
        if unit.is(NATIONALITY) || unit.is(PLACE) && unit.case == Case::Upper {
            return Some(Subject {
                mention: k..k + 1,
                head: k..k + 1,
                how: How::Near,
            });
        }
        // “their repeated arguments”: a participle behind an owner is no verb.
        let owned =
            k > s.start && (units[k - 1].is(POSSESSIVE) || units[k - 1].kind == Kind::Possessive);
        if !unit.word() || unit.is(PREPOSITION | CONJUNCTION | DETERMINER) || s.finite(k) && !owned
        {
            return None;
        }
    }
    None
}

/// True where the verb at `i` is an inflected form of one of `verbs`.
fn voices(s: &Sentence, i: usize, verbs: &[&str]) -> bool {
    let word = s.page.word(i);
    let stem = |v: &str| {
        let v = v.strip_suffix('e').unwrap_or(v);
        word.get(..v.len())
            .is_some_and(|w| w.eq_ignore_ascii_case(v))
            && matches!(
                &word[v.len()..],
                "" | "e" | "s" | "es" | "ed" | "ing" | "ped" | "ping" | "ted" | "ting" | "ning"
            )
    };
    let irregular = match word {
        "made" => "make",
        "gave" | "given" => "give",
        "drew" | "drawn" => "draw",
        "won" => "win",
        "got" => "get",
        "lost" => "lose",
        "sent" => "send",
        "has" | "had" => "have",
        "held" => "hold",
        "led" => "lead",
        _ => "",
    };
    verbs.iter().any(|v| *v == irregular || stem(v))
}

/// “Roe issued a warning that …”: the verb before the noun and its subject.
fn holder(s: &Sentence, i: usize) -> Option<(usize, Subject)> {
    let lowest = s.start.max(i.saturating_sub(6));
    let verb = (lowest..i).rev().find(|k| {
        s.finite(*k)
            || s.page.units[*k].entry.inflection == Inflection::Ing
            || s.page.units[*k].word() && s.page.word(*k).ends_with("ing")
    })?;
    // “Roe left, with concerns about the pier”: nobody says whose.
    if (verb..i).any(|k| s.page.units[k].kind == Kind::Comma && s.page.word(k + 1) == "with") {
        return None;
    }
    let mut k = verb;
    while k > s.start && (s.finite(k - 1) || s.adverb(k - 1)) {
        k -= 1;
    }
    let last = k.checked_sub(1).filter(|l| *l >= s.start)?;
    // “There are fears of a strike” names nobody.
    if matches!(s.page.word(last), "there" | "There") {
        return None;
    }
    let subject = if s.page.units[last].is(CONJUNCTION) {
        s.chain(last)
    } else {
        s.subject(last)
    };
    subject.map(|x| (verb, x))
}
