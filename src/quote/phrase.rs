//! Noun phrases, well enough to find who stands before or behind a cue.
//!
//! There is no parser: closed word classes, capitals and suffixes tell where a noun
//! phrase may begin. Everything looks a bounded number of units to either side.

use super::Sentence;
use crate::text::lexicon::*;
use crate::text::tokens::{Case, Kind, Token};
use std::ops::Range;

/// Units a noun phrase, an apposition or a relative clause may hold.
pub const REACH: usize = 45;
/// Words of a quotation that may stand inside a noun phrase.
pub const NICKNAME: usize = 3;

impl Sentence<'_> {
    /// The noun phrase whose last unit is `last`.
    pub fn noun_phrase(&self, last: usize) -> Option<Range<usize>> {
        let units = &self.page.units;
        let end = &units[last];
        match end.kind {
            Kind::Word => {
                if end.is(HE_SHE_THEY | SUBJECT) {
                    return Some(last..last + 1);
                }
                // “most of them”, “a source close to him”
                let led = last > self.start + 1
                    && matches!(self.page.word(last - 1), "of" | "to")
                    && self.nominal(last - 2);
                if end.is(OBJECT) && end.case == Case::Lower && !led && !end.is(GROUP | BODY) {
                    return None;
                }
                let never =
                    CONJUNCTION | SUBORDINATOR | MODAL | BE | HAVE | DO | NEGATION | FINITE | TO;
                if end.is(never)
                    && !end.is(GROUP | BODY)
                    && !(end.is(MONTH) || end.case == Case::Upper)
                    || end.is(PREPOSITION)
                {
                    return None;
                }
                if end.is(DETERMINER | POSSESSIVE)
                    && !end.is(GROUP)
                    && !matches!(
                        self.page.word(last),
                        "another" | "Another" | "This" | "this" | "That" | "these" | "These"
                    )
                {
                    return None;
                }
                if end.is(RELATIVE) && !end.is(DETERMINER)
                    || self.adverb(last) && end.case == Case::Lower
                {
                    return None;
                }
            }
            Kind::Quote
                if self
                    .page
                    .quote(last)
                    .is_some_and(|q| q.words <= NICKNAME && !q.comma && !q.stop) => {}
            Kind::Number => {}
            Kind::Other if self.page.word(last) == "%" => {}
            _ => return None,
        }
        let lowest = self.start.max(last.saturating_sub(REACH));
        let mut first = last;
        let mut closed = end.is(DETERMINER | POSSESSIVE) && last == first;
        while first > lowest {
            let b = first - 1;
            let unit = &units[b];
            let noun_before = b > lowest && self.nominal(b - 1);
            match unit.kind {
                // “an inside source”
                Kind::Word
                    if unit.is(PREPOSITION)
                        && b > lowest
                        && units[b - 1].is(DETERMINER)
                        && matches!(self.page.word(b), "inside" | "outside" | "near" | "above") => {
                }
                Kind::Word if unit.is(PREPOSITION) && !unit.is(BY) => {
                    let word = self.page.word(b);
                    let links = unit.is(TO)
                        || matches!(
                            word,
                            "of" | "for"
                                | "in"
                                | "at"
                                | "from"
                                | "with"
                                | "on"
                                | "behind"
                                | "near"
                                | "within"
                                | "against"
                                | "who"
                        );
                    // “met Roe to counter a threat”: “to” belongs to a verb.
                    let verb = unit.is(TO)
                        && units[b + 1].case == Case::Lower
                        && (units[b + 1].entry.inflection == Inflection::Base
                            || units[b + 1].is(BASE))
                        && !units[b + 1].is(GROUP | BODY | DOCUMENT | ROLE);
                    if !links || !noun_before || verb || units[b - 1].is(FINITE) {
                        break;
                    }
                    first = b - 1;
                    // “the Harbour Coordination Centre (HCC) in the old town”
                    if units[first].kind == Kind::Close {
                        match self.open_before(first) {
                            Some(open) if open > lowest => first = open,
                            _ => break,
                        }
                    }
                    closed = units[first].is(DETERMINER | POSSESSIVE);
                    continue;
                }
                // “NATO and the United States will …”, at the beginning of a sentence
                Kind::Word
                    if closed
                        && self.page.word(b) == "and"
                        && b == lowest + 1
                        && lowest == self.start
                        && units[lowest].is(PLACE | BODY)
                        && units[first].case == Case::Lower =>
                {
                    first = lowest;
                    continue;
                }
                Kind::Word if closed && !unit.is(DETERMINER) => break,
                // “… 22.17 The minister said”: figures before an article are a time's.
                Kind::Number if closed => break,
                Kind::Word if unit.is(CONJUNCTION) => {
                    let both = noun_before
                        && !matches!(self.page.word(b), "but" | "But" | "nor" | "yet")
                        && (units[b - 1].capital() && units[first].capital()
                            || units[b - 1].is(GROUP | ROLE | BODY | NATIONALITY)
                            || units[first].is(NATIONALITY));
                    if !both {
                        break;
                    }
                    first = b - 1;
                    continue;
                }
                Kind::Word if unit.is(DETERMINER | POSSESSIVE) && !unit.is(RELATIVE) => {
                    closed = true
                }
                Kind::Word if unit.is(THAT) => break,
                Kind::Word if !self.inside(b) => break,
                Kind::Word | Kind::Number | Kind::Possessive => {}
                Kind::Quote
                    if self
                        .page
                        .quote(b)
                        .is_some_and(|q| q.words <= NICKNAME && !q.comma && !q.stop) => {}
                Kind::Close => match self.open_before(b) {
                    Some(open) if open > lowest => {
                        first = open;
                        continue;
                    }
                    _ => break,
                },
                Kind::Other
                    if matches!(
                        self.page.word(b),
                        "@" | "&" | "/" | "$" | "%" | "#" | "+" | "’"
                    ) => {}
                _ => break,
            }
            first = b;
        }
        while first < last
            && (units[first].is(CONJUNCTION | PREPOSITION | TIME)
                || self.adverb(first) && units[first].case != Case::Lower)
        {
            first += 1;
        }
        // “to counter Roe's threat”: the verb behind “to” is no part of the name.
        let verb = first < last
            && first > self.start
            && units[first - 1].is(TO)
            && units[first].case == Case::Lower
            && units[first].entry.inflection == Inflection::Base
            && !units[first].is(CUE_NOUN | GROUP | BODY | DOCUMENT | ROLE);
        Some(first + verb as usize..last + 1)
    }

    /// True where unit `i` can stand inside a noun phrase that goes on to the right.
    pub fn inside(&self, i: usize) -> bool {
        let units = &self.page.units;
        let unit = &units[i];
        let free = unit.case == Case::Lower;
        let never = HE_SHE_THEY
            | SUBJECT
            | OBJECT
            | RELATIVE
            | SUBORDINATOR
            | MODAL
            | BE
            | HAVE
            | DO
            | NEGATION
            | BY;
        if unit.is(never)
            && (free || i == self.start || unit.is(HE_SHE_THEY | SUBORDINATOR))
            && unit.case != Case::Upper
        {
            return false;
        }
        if free && i > self.start && units[i - 1].is(MODAL) && units[i - 1].case == Case::Lower {
            return false;
        }
        if unit.is(TIME) || free && unit.is(FINITE | BASE) && !unit.is(ROLE | GROUP | DOCUMENT) {
            return false;
        }
        let led = i > self.start
            && (units[i - 1].is(DETERMINER | POSSESSIVE) || units[i - 1].kind == Kind::Possessive);
        let leads = led
            || i == self.start
            || units[i - 1].is(PREPOSITION)
            || units[i - 1].kind == Kind::Comma;
        if free && self.adverb(i) {
            return led;
        }
        if !free {
            return !(i == self.start && unit.is(ADVERB));
        }
        let word = self.page.word(i);
        match unit.entry.inflection {
            Inflection::Past | Inflection::Participle => return led,
            Inflection::Third => return unit.entry.classes != 0,
            Inflection::Ing => return leads,
            _ => {}
        }
        // “This prompted alarm”: what begins a sentence alone is its subject.
        let this = i == self.start + 1 && matches!(self.page.word(self.start), "This" | "That");
        if this && unit.entry.classes == 0 && word.ends_with("ed") {
            return false;
        }
        if unit.entry.classes == 0 && (word.ends_with("ed") || word.ends_with("ing")) {
            return leads || i > self.start && units[i - 1].word() && self.adverb(i - 1);
        }
        true
    }

    /// True where unit `i` can end a noun phrase.
    pub fn nominal(&self, i: usize) -> bool {
        let unit = &self.page.units[i];
        match unit.kind {
            Kind::Word => {
                let never = PREPOSITION
                    | CONJUNCTION
                    | SUBORDINATOR
                    | RELATIVE
                    | MODAL
                    | BE
                    | HAVE
                    | DO
                    | NEGATION
                    | OBJECT;
                let verb = unit.case == Case::Lower && self.finite(i);
                (!unit.is(never) || unit.is(GROUP)) && !verb && !self.adverb(i)
            }
            Kind::Number | Kind::Possessive | Kind::Close => true,
            Kind::Quote => self.page.quote(i).is_some_and(|q| q.words <= NICKNAME),
            _ => false,
        }
    }

    /// The unit that opens the bracket which `close` closes.
    pub fn open_before(&self, close: usize) -> Option<usize> {
        let lowest = self.start.max(close.saturating_sub(16));
        (lowest..close)
            .rev()
            .find(|i| self.page.units[*i].kind == Kind::Open)
    }

    /// The noun phrase that begins at `first`: the speaker behind “said” or “according to”.
    pub fn phrase_from(&self, first: usize) -> Option<Range<usize>> {
        let units = &self.page.units;
        let mut k = first;
        let mut nouns = 0;
        while k < self.end && k < first + REACH {
            let unit = &units[k];
            match unit.kind {
                Kind::Word => {
                    if unit.is(HE_SHE_THEY | SUBJECT | OBJECT) && k == first {
                        return Some(first..k + 1);
                    }
                    let never = HE_SHE_THEY
                        | SUBJECT
                        | SUBORDINATOR
                        | RELATIVE
                        | MODAL
                        | BE
                        | HAVE
                        | DO
                        | BY;
                    if unit.is(never) && !(unit.is(DETERMINER) && k == first)
                        || unit.case == Case::Lower
                            && k > first
                            && self.finite(k)
                            && !self.adjective(k)
                    {
                        break;
                    }
                    // “The Sunday Herald” is a name, “Sunday's edition” a time.
                    let name = unit.capital()
                        && k > first
                        && units[k - 1].capital()
                        && units.get(k + 1).is_some_and(Token::capital);
                    if unit.is(TIME)
                        && nouns > 0
                        && !name
                        && units.get(k + 1).is_none_or(|u| u.kind != Kind::Possessive)
                    {
                        break;
                    }
                    let links = match self.page.word(k) {
                        "of" | "for" | "to" | "at" | "with" | "from" => true,
                        "in" => units.get(k + 1).is_some_and(Token::capital),
                        _ => false,
                    };
                    if unit.is(PREPOSITION) && k > first && (!links || self.venue_from(k).is_some())
                    {
                        break;
                    }
                    if unit.is(PREPOSITION) && k == first
                        || unit.is(CONJUNCTION)
                            && !units
                                .get(k + 1)
                                .is_some_and(|u| u.capital() || u.is(GROUP | ROLE | DETERMINER))
                    {
                        break;
                    }
                    if unit.is(TO) && k > first && !units[k - 1].is(ROLE | TITLE | GROUP) {
                        break;
                    }
                    if k > first && self.adverb(k) && unit.case == Case::Lower && nouns > 0 {
                        break;
                    }
                    nouns += 1;
                }
                Kind::Number | Kind::Possessive => nouns += 1,
                Kind::Quote
                    if self
                        .page
                        .quote(k)
                        .is_some_and(|q| q.words <= NICKNAME && !q.stop) =>
                {
                    nouns += 1
                }
                Kind::Other => {}
                _ => break,
            }
            k += 1;
        }
        while k > first && units[k - 1].is(PREPOSITION | CONJUNCTION) {
            k -= 1;
        }
        (nouns > 0 && k > first).then_some(first..k)
    }

    /// “one unaligned strategist”: a participle no lexicon lists, before a noun.
    pub fn adjective(&self, k: usize) -> bool {
        let units = &self.page.units;
        let unknown = units[k].entry.inflection == Inflection::None && units[k].entry.classes == 0;
        unknown
            && !units[k - 1].capital()
            && !units[k - 1].is(ROLE | GROUP | BODY | DOCUMENT)
            && k + 1 < self.end
            && units[k + 1].word()
            && self.nominal(k + 1)
    }
}
