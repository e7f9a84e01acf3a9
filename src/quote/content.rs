//! Where a reported content ends.

use super::Sentence;
use crate::text::lexicon::*;
use crate::text::tokens::{Case, Kind};
use std::ops::Range;

/// How a content ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shape {
    /// A clause: to the end of its sentence, unless another cue takes over.
    Clause,
    /// A noun phrase or an infinitive: before the first time, place or new clause.
    Phrase,
}

impl Sentence<'_> {
    /// Where a content that begins at `from` ends: one past its last unit.
    pub fn content_end(&self, from: usize, shape: Shape, inflection: Inflection) -> usize {
        let units = &self.page.units;
        let mut k = from + 1;
        while k < self.end {
            let unit = &units[k];
            if shape == Shape::Phrase
                && matches!(unit.kind, Kind::Comma | Kind::Dash)
                && let Some(close) = self.bracketed(k)
            {
                k = close + 1;
                continue;
            }
            let over = match unit.kind {
                // “We pay,” which …: a comma inside the marks closes what is said.
                _ if k > from
                    && self.page.quote(k - 1).is_some_and(|q| q.comma)
                    && self.outside(k, shape)
                    && !(shape == Shape::Clause && self.led_in(from, k)) =>
                {
                    true
                }
                // “We pay,” who then left; “We pay” after the vote: the quotation is all.
                Kind::Word
                    if k == from + 1
                        && shape == Shape::Clause
                        && self.page.quote(from).is_some_and(|q| q.words >= 2)
                        && (unit.is(PREPOSITION)
                            && (self.page.quote(from).is_some_and(|q| q.stop || q.asks)
                                || self.time_from(k).is_some())
                            || unit.is(RELATIVE) && !unit.is(THAT)
                            || unit.is(CONJUNCTION)
                                && self
                                    .page
                                    .quote(from)
                                    .is_some_and(|q| q.comma || q.asks || q.stop)
                                && self.page.quote(k + 1).is_none()
                            || matches!(
                                self.page.word(k),
                                "after" | "when" | "as" | "while" | "before"
                            )) =>
                {
                    true
                }
                // “We pay” — the rest is the reporter's; “We pay,” he said that …
                Kind::Comma | Kind::Dash
                    if k == from + 1
                        && units[from].kind == Kind::Quote
                        && units.get(k + 1).is_some_and(|u| u.kind != Kind::Quote) =>
                {
                    true
                }
                Kind::Word
                    if units[k - 1].kind == Kind::Quote
                        && self.page.quote(k - 1).is_some_and(|q| q.comma || q.stop)
                        && (self.attribution(k) || self.cue_soon(k)) =>
                {
                    true
                }
                _ if self
                    .page
                    .quote(k - 1)
                    .is_some_and(|q| q.comma || q.stop || q.words >= 4)
                    && k > from
                    && unit.word()
                    && unit.case == Case::Lower
                    && self.page.word(k).ends_with("ing") =>
                {
                    true
                }
                Kind::Word
                    if unit.is(SUBORDINATOR)
                        && self.page.word(k) != "than"
                        && (self.saying(k + 1)
                            || self.page.word(k) == "while"
                                && k + 1 < self.end
                                && units[k + 1].is(DETERMINER)
                                && self.cue_soon(k + 1)) =>
                {
                    true
                }
                // “praised “the crew” as he left the pier”
                Kind::Word
                    if shape == Shape::Phrase
                        && unit.is(AS)
                        && k + 2 < self.end
                        && units[k + 1].is(HE_SHE_THEY)
                        && self.finite(k + 2) =>
                {
                    true
                }
                Kind::Comma if shape == Shape::Clause && self.afterthought(from, k) => true,
                Kind::Comma | Kind::Dash => {
                    self.comma_ends(k, shape, inflection)
                        || shape == Shape::Phrase && unit.kind == Kind::Dash
                }
                Kind::Colon | Kind::Semicolon => shape == Shape::Phrase || self.cue_soon(k + 1),
                Kind::Word if self.page.word(k) == "according" && self.is_to(k + 1) => true,
                Kind::Word if unit.is(CONJUNCTION) => {
                    self.cue_follows(k + 1, inflection)
                        || shape == Shape::Phrase
                            && (self.verb_follows(k + 1)
                                || inflection == Inflection::Base
                                    && k + 1 < self.end
                                    && units[k - 1].kind == Kind::Quote
                                    && units[k + 1].entry.inflection == Inflection::Base
                                    && units[k + 1].entry.frames != 0
                                || k + 1 < self.end
                                    && units[k + 1].is(HE_SHE_THEY)
                                    && self.verb_follows(k + 2))
                }
                Kind::Word if shape == Shape::Phrase => self.phrase_ends(from, k),
                Kind::Open if shape == Shape::Phrase => false,
                _ => false,
            };
            if over {
                return k;
            }
            k += 1;
        }
        self.trim(from..self.end).end
    }

    /// `range` without stops, commas and dashes at its end.
    pub fn trim(&self, mut range: Range<usize>) -> Range<usize> {
        let units = &self.page.units;
        while range.end > range.start + 1
            && matches!(
                units[range.end - 1].kind,
                Kind::Stop | Kind::Comma | Kind::Dash | Kind::Semicolon | Kind::Colon
            )
        {
            range.end -= 1;
        }
        range
    }

    /// True where unit `i` is “to”.
    pub fn is_to(&self, i: usize) -> bool {
        i < self.end && self.page.units[i].is(TO)
    }

    /// True where what follows the comma or dash at `k` is no part of the content.
    fn comma_ends(&self, k: usize, shape: Shape, inflection: Inflection) -> bool {
        let units = &self.page.units;
        let n = k + 1;
        if n >= self.end {
            return true;
        }
        let next = &units[n];
        // “Roe says ferries fail, calls for tugs”; “mocked the plan, praised the rest”
        let another = next.entry.inflection == inflection
            && matches!(inflection, Inflection::Past | Inflection::Third)
            && (next.entry.frames != 0 || next.entry.prepositions != 0);
        if another
            && (self.headline || shape == Shape::Phrase)
            && !next.is(DOCUMENT | GROUP | CUE_NOUN)
        {
            return true;
        }
        if !next.word() {
            return shape == Shape::Phrase && next.kind != Kind::Number && next.kind != Kind::Quote;
        }
        let mut m = n;
        while m + 1 < self.end && self.adverb(m) {
            m += 1;
        }
        if matches!(self.page.word(n), "compared" | "double" | "according") || self.even_as(n) {
            return true;
        }
        if units[m].entry.inflection == Inflection::Ing
            && (units[m].entry.prepositions != 0 || self.phrasal(m).is_some())
            && units[m].entry.frames & F_BELIEF == 0
        {
            return true;
        }
        if units[k].kind == Kind::Dash && self.cue_soon(n) {
            return true;
        }
        if units[m].entry.inflection == Inflection::Ing
            && units[m].entry.frames & (F_THAT | F_QUOTE | F_ZERO | F_NOUN) != 0
            && units[m].entry.frames & F_BELIEF == 0
        {
            return true;
        }
        if next.is(CONJUNCTION) && self.cue_follows(n + 1, inflection) {
            return true;
        }
        let another = matches!(self.page.word(n), "another" | "others" | "some");
        if (next.is(HE_SHE_THEY) || another) && self.cue_soon(n) {
            return true;
        }
        if next.is(SUBORDINATOR) && self.cue_soon(n + 1) {
            return true;
        }
        let with = self.page.word(n) == "with"
            && (n + 1..self.end.min(n + 9)).any(|m| {
                self.saying(m)
                    || units[m].entry.inflection == Inflection::Ing
                        && units[m].entry.frames & F_NOUN != 0
            });
        if with {
            return true;
        }
        // “…, Roe added.”: another speaker takes what stands before.
        if self.attribution(n) {
            return true;
        }
        // “accused the chief, Ada Doe, of neglect”
        shape == Shape::Phrase
            && !matches!(self.page.word(n), "of" | "including")
            && (next.is(RELATIVE | SUBORDINATOR | PREPOSITION | HE_SHE_THEY | SUBJECT | ADVERB)
                || next.is(CONJUNCTION)
                    && (self.verb_follows(n + 1)
                        || self.page.word(n) == "and" && self.main_clause_at(n + 1))
                || matches!(self.page.word(n + 2), "whom" | "which")
                    && self.page.word(n + 1) == "of"
                || next.entry.inflection == Inflection::Ing
                || next.is(CONJUNCTION) && self.page.word(n) == "but"
                || self.page.word(n).ends_with("ing"))
    }

    /// “praised the pilot, who retired in May, as “a man of the port””: where the clause
    /// behind the comma at `k` closes before “as” or “of”.
    fn bracketed(&self, k: usize) -> Option<usize> {
        let units = &self.page.units;
        let led = units[k].kind == Kind::Dash
            || units.get(k + 1).is_some_and(|u| u.is(RELATIVE))
            || self.page.word(k + 1) == "whose";
        if k + 3 >= self.end || !led {
            return None;
        }
        (k + 2..self.end.min(k + 19))
            .find(|c| units[*c].kind == units[k].kind)
            .filter(|c| {
                c + 2 < self.end && matches!(self.page.word(c + 1), "as" | "of" | "for" | "to")
            })
    }

    /// Words at `k` behind a comma in marks that do not belong to the content any more.
    fn outside(&self, k: usize, shape: Shape) -> bool {
        let unit = &self.page.units[k];
        let units = &self.page.units;
        let goes_on = unit.kind == Kind::Quote
            || unit.is(CONJUNCTION)
                && (self.page.quote(k + 1).is_some()
                    || self.is_to(k + 1) && self.page.quote(k + 2).is_some())
            || unit.is(DETERMINER) && self.page.quote(k + 1).is_some();
        match shape {
            _ if goes_on || !unit.word() => false,
            Shape::Phrase => true,
            // “The pier is “late,” but he gave it a day.”
            Shape::Clause
                if unit.is(CONJUNCTION)
                    && k + 2 < self.end
                    && units[k + 1].is(HE_SHE_THEY)
                    && (units[k + 2].entry.inflection == Inflection::Past
                        || units[k + 2].is(FINITE)) =>
            {
                true
            }
            Shape::Clause => {
                !unit.is(CONJUNCTION | PREPOSITION | THAT)
                    && !matches!(
                        self.page.word(k),
                        "because" | "where" | "who" | "such" | "compared"
                    )
                    && !self.finite(k)
            }
        }
    }

    /// “by closing “the old pier,” the port …”: no clause is complete before `k`.
    fn led_in(&self, from: usize, k: usize) -> bool {
        let units = &self.page.units;
        let opener = units[from].is(PREPOSITION | SUBORDINATOR)
            || units[from].kind == Kind::Comma && units[from + 1].is(SUBORDINATOR);
        opener
            && (!(from..k).any(|i| self.finite(i)) || !units[from].is(PREPOSITION))
            && self.main_clause_at(k)
    }

    /// “…, a sign that …”: the reporter's remark on a clause that is complete.
    fn afterthought(&self, from: usize, k: usize) -> bool {
        matches!(self.page.word(k + 1), "a" | "an")
            && (from..k).any(|i| self.finite(i) || self.page.quote(i).is_some_and(|q| q.words >= 3))
            && !(k + 2..self.end.min(k + 12)).any(|i| matches!(self.page.word(i), "and" | "or"))
    }
}
