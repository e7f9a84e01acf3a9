//! Verb groups: whether a word is a cue verb where it stands, and what belongs to it.
//!
//! Suffixes, auxiliaries and the word before decide: “the claims” are a noun, “Roe
//! claims” is a verb; “went on to say” is one group with “say” at its end.

use super::Sentence;
use crate::text::lexicon::*;
use crate::text::tokens::{Case, Kind};

/// Numbers in words that stand for people: “one in five say”.
const NUMERALS: &[&str] = &[
    "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten",
];

/// What stands around a cue verb.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Group {
    /// The first unit of the verb group: auxiliaries, adverbs, “went on to”.
    pub start: usize,
    /// “was accused”.
    pub passive: bool,
    /// “saying”, without a form of “be”.
    pub participle: bool,
    /// “did not say”.
    pub negated: bool,
    /// “to say”.
    pub infinitive: bool,
}

impl Sentence<'_> {
    /// True for a word in small letters that ends like an adverb.
    pub fn adverb(&self, i: usize) -> bool {
        let unit = &self.page.units[i];
        unit.word()
            && (unit.is(ADVERB)
                || unit.case == Case::Lower
                    && unit.entry.frames == 0
                    && !unit.is(ROLE | TIME_NOUN)
                    && self.page.word(i).ends_with("ly")
                    && !matches!(
                        self.page.word(i),
                        "family"
                            | "ally"
                            | "assembly"
                            | "supply"
                            | "resupply"
                            | "rally"
                            | "monopoly"
                            | "anomaly"
                            | "folly"
                            | "bully"
                            | "weekly"
                            | "daily"
                            | "monthly"
                    ))
    }

    /// True for a word that looks like a finite verb.
    pub fn finite(&self, i: usize) -> bool {
        let unit = &self.page.units[i];
        if !unit.word() || unit.case != Case::Lower && !self.headline {
            return false;
        }
        if unit.is(BE | HAVE | DO | MODAL | FINITE) {
            return true;
        }
        match unit.entry.inflection {
            Inflection::Past => true,
            Inflection::Third => !unit.is(CUE_NOUN | DOCUMENT | GROUP | ROLE | VENUE),
            Inflection::None => {
                unit.entry.classes == 0 && (self.page.word(i).ends_with("ed") || self.third(i))
            }
            _ => false,
        }
    }

    /// “Roe undermines the plan”: a word in -s between a name or pronoun and an object.
    pub fn third(&self, i: usize) -> bool {
        let units = &self.page.units;
        let word = self.page.word(i);
        word.ends_with('s')
            && !word.ends_with("ss")
            && i > self.start
            && (units[i - 1].is(HE_SHE_THEY | RELATIVE) || units[i - 1].capital())
            && units
                .get(i + 1)
                .is_some_and(|u| u.is(DETERMINER | POSSESSIVE | OBJECT))
    }

    /// The verb group of the cue at `i`, or `None` where the word is no verb there.
    pub fn group(&self, i: usize) -> Option<Group> {
        let units = &self.page.units;
        let unit = &units[i];
        let mut group = Group {
            start: i,
            passive: false,
            participle: false,
            negated: false,
            infinitive: false,
        };
        if unit.case != Case::Lower && !self.headline && i != self.start {
            return None;
        }
        let before = i.checked_sub(1).filter(|b| *b >= self.start);
        let inflection = unit.entry.inflection;
        if let Some(b) = before {
            let prior = &units[b];
            let nominal = prior.is(DETERMINER | POSSESSIVE) && !prior.is(THAT | GROUP)
                || prior.kind == Kind::Possessive && !self.pronoun_is(b);
            let after_preposition = prior.is(PREPOSITION) && !prior.is(TO);
            match inflection {
                _ if nominal => return None,
                Inflection::Ing => {}
                Inflection::Past
                    if prior.kind == Kind::Number
                        && !self.page.word(b).contains('-')
                        && unit.entry.frames & F_NOUN != 0 =>
                {
                    return None;
                }
                _ if after_preposition => return None,
                _ => {}
            }
        }
        let (mut be, mut have, mut modal) = (false, false, false);
        let mut j = i;
        for _ in 0..12 {
            let Some(b) = j.checked_sub(1).filter(|b| *b >= self.start) else {
                break;
            };
            let prior = &units[b];
            if prior.is(NEGATION) {
                group.negated = true;
            }
            if prior.is(BE) {
                be |= !have && !modal || inflection != Inflection::Base;
            } else if prior.is(HAVE) {
                have = true;
            } else if prior.is(MODAL | DO) {
                modal = true;
            } else if prior.kind == Kind::Possessive && self.pronoun_is(b) {
                be = true;
            } else if prior.is(TO) && matches!(inflection, Inflection::Base) && !modal {
                group.infinitive = true;
                modal = true;
                j = self.governor(b).unwrap_or(b);
                group.start = j;
                continue;
            } else if self.adverb(b) || prior.is(NEGATION) {
                // passed over
            } else if let Some(t) = self.time_before(b) {
                j = t;
                group.start = j;
                continue;
            } else {
                break;
            }
            j = b;
            group.start = j;
        }
        match inflection {
            Inflection::Past => group.passive = be && (!have || units[i - 1].is(BE)),
            Inflection::Participle => {
                group.passive = be;
                if !be && !have {
                    return None;
                }
            }
            Inflection::Ing => {
                if before.is_some_and(|b| units[b].is(AS))
                    && i >= self.start + 2
                    && matches!(
                        self.page.word(i - 2),
                        "quoted" | "cited" | "reported" | "described" | "heard"
                    )
                {
                    // “was quoted as saying”
                    let mut k = i - 2;
                    while k > self.start && (units[k - 1].is(BE | HAVE) || self.adverb(k - 1)) {
                        k -= 1;
                    }
                    group.start = k;
                } else if !be && !self.keeps(i, &mut group) {
                    group.participle = true;
                }
            }
            Inflection::Base => {
                let plural = group.start > self.start
                    && (self.plural(group.start - 1) || self.plural_phrase(group.start - 1));
                if !modal && !plural && !self.headline {
                    return None;
                }
            }
            Inflection::Third => {
                if be || have || modal {
                    return None;
                }
            }
            Inflection::None => return None,
        }
        Some(group)
    }

    /// “kept saying”, “could not resist pointing out”: the verb before is part of the group.
    fn keeps(&self, i: usize, group: &mut Group) -> bool {
        let verb = i.checked_sub(1).filter(|v| *v > self.start);
        let Some(verb) = verb.filter(|v| {
            matches!(
                self.page.word(*v),
                "keep"
                    | "keeps"
                    | "kept"
                    | "began"
                    | "begins"
                    | "begin"
                    | "started"
                    | "starts"
                    | "resist"
                    | "resisted"
                    | "stopped"
                    | "stops"
            )
        }) else {
            return false;
        };
        let units = &self.page.units;
        let mut start = verb;
        while start > self.start
            && (units[start - 1].is(BE | HAVE | MODAL | DO | NEGATION) || self.adverb(start - 1))
        {
            start -= 1;
        }
        group.start = start;
        start > self.start
    }

    /// “he's”, “who's”: the possessive mark is a verb.
    pub fn pronoun_is(&self, i: usize) -> bool {
        i > self.start && self.page.units[i - 1].is(HE_SHE_THEY | SUBJECT | RELATIVE)
    }

    /// “went on to say”, “continued to insist”, “is expected to say”: where it begins.
    pub fn governor(&self, to: usize) -> Option<usize> {
        let units = &self.page.units;
        let mut k = to.checked_sub(1).filter(|k| *k >= self.start)?;
        if self.page.word(k) == "on" {
            k = k.checked_sub(1).filter(|k| *k >= self.start)?;
        }
        let unit = &units[k];
        let verb = unit.word()
            && (unit.is(FINITE | BASE)
                || unit.entry.inflection != Inflection::None
                || self.page.word(k).ends_with("ed"));
        verb.then_some(k)
    }

    /// “on Monday”, “last week”, “Tuesday” that ends at `b`: where it begins.
    pub fn time_before(&self, b: usize) -> Option<usize> {
        let units = &self.page.units;
        let at = |n: usize| b.checked_sub(n).filter(|k| *k >= self.start);
        let mut t = b;
        if units[t].is(TIME_NOUN) && at(1).is_some_and(|k| units[k].is(TIME)) {
            t -= 1;
        }
        if units[t].is(TIME) && units[t].word() {
            while t > self.start
                && matches!(
                    self.page.word(t - 1),
                    "on" | "late" | "early" | "last" | "this"
                )
            {
                t -= 1;
            }
            return Some(t);
        }
        if units[b].is(TIME_NOUN) {
            let k = at(1)?;
            // “over the weekend”
            if self.page.word(k) == "the" && k > self.start {
                return matches!(self.page.word(k - 1), "over" | "during" | "earlier")
                    .then(|| k - 1);
            }
            return matches!(self.page.word(k), "last" | "this" | "that" | "same").then_some(k);
        }
        None
    }

    /// True where the phrase that ends at `i` can be the subject of “say”.
    pub fn plural(&self, i: usize) -> bool {
        let unit = &self.page.units[i];
        if !unit.word() {
            return matches!(
                unit.kind,
                Kind::Comma | Kind::Close | Kind::Number | Kind::Dash | Kind::Other
            );
        }
        let word = self.page.word(i);
        unit.is(HE_SHE_THEY) && word.eq_ignore_ascii_case("they")
            || NUMERALS.contains(&word)
            || unit.is(SUBJECT) && !word.eq_ignore_ascii_case("it")
            || unit.is(GROUP | CONJUNCTION)
            || word.eq_ignore_ascii_case("who")
            || word.ends_with('s')
                && !word.ends_with("ss")
                && !unit.is(PREPOSITION | ADVERB | SUBORDINATOR | TIME)
            || unit.capital()
    }

    /// “half of voters in each state”: some noun of the phrase is plural.
    pub fn plural_phrase(&self, last: usize) -> bool {
        if self.page.word(last).ends_with("ed") {
            return true;
        }
        let Some(phrase) = self.noun_phrase(last) else {
            return false;
        };
        // “Pilots who have heard from the harbour say”
        let outer = self.restricted(phrase.clone());
        let antecedent = outer.end != phrase.end && self.plural(outer.end - 1);
        antecedent
            || phrase
                .into_iter()
                .any(|k| self.page.units[k].is(GROUP) || self.page.units[k].kind == Kind::Number)
    }
}
