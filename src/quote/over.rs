//! Where a reported noun phrase or infinitive is over: before a time, a place or a clause
//! of the reporter's.

use super::Sentence;
use super::phrase::REACH;
use crate::text::lexicon::*;
use crate::text::tokens::Kind;

impl Sentence<'_> {
    /// True where a “to” stands in what began at `from`, near before `k`.
    fn infinitive(&self, from: usize, k: usize) -> bool {
        (from.max(k.saturating_sub(REACH))..k).any(|i| self.is_to(i))
    }

    /// “urged him not to back down until …”, “plans to keep the pier after two storms”: the
    /// infinitive holds what the subordinator at `k` leads.
    fn held(&self, from: usize, k: usize) -> bool {
        let whole = matches!(self.page.word(k), "until" | "unless" | "because" | "if");
        self.infinitive(from, k) && (whole || !self.clause(k + 1))
    }

    /// True where a finite verb stands in what began at `from`, near before `k`.
    fn verb_within(&self, from: usize, k: usize) -> bool {
        (from.max(k.saturating_sub(REACH))..k).any(|i| self.finite(i))
    }

    /// “even as he left”, “even as the talks went on”: a clause of the reporter's.
    pub fn even_as(&self, k: usize) -> bool {
        self.page.word(k) == "even"
            && k + 2 < self.end
            && self.page.units[k + 1].is(AS)
            && !matches!(self.page.word(k + 2), "a" | "an")
            && self.clause(k + 2)
    }

    /// True where a noun phrase or an infinitive that began at `from` is over at `k`.
    pub fn phrase_ends(&self, from: usize, k: usize) -> bool {
        let unit = &self.page.units[k];
        // “praised the crew now that the storm is over”
        let now_that = self.page.word(k) == "now" && self.page.word(k + 1) == "that";
        if self.even_as(k) || now_that {
            return true;
        }
        let word = self.page.word(k);
        let once = word == "once" && self.page.units[k - 1].is(PREPOSITION);
        // “vowed to go after anyone who …”
        let pursues = k == from + 2 && self.page.units[from].is(TO) && word == "after";
        let leads = unit.is(SUBORDINATOR) && !unit.is(AS | QUESTION) && !once && !pursues;
        if leads && k > from + 1 && !matches!(word, "than" | "so") && !self.held(from, k) {
            return true;
        }
        // “backed the bill when it came to a vote”
        if self.page.word(k) == "when"
            && k > from + 1
            && !self.page.units[k - 1].is(AS | TIME_NOUN)
            && !matches!(self.page.word(k - 1), "moment" | "time" | "times")
            && self.clause(k + 1)
            && !self.infinitive(from, k)
            && !self.verb_within(from, k)
        {
            return true;
        }
        let first = &self.page.units[from];
        // “endorsed Roe in May”, “endorsed the plan last week”: only a time closes it.
        let closed = |t: usize| {
            t >= self.end
                || !matches!(
                    self.page.units[t].kind,
                    Kind::Word | Kind::Quote | Kind::Possessive
                )
                || self.page.units[t].is(CONJUNCTION)
        };
        let object = (first.word() && (first.capital() || first.is(OBJECT)))
            && (self.time_from(k).or_else(|| self.venue_from(k))).is_some_and(closed);
        if unit.is(PREPOSITION) && !unit.is(TO) && (k > from + 1 || k > from && object) {
            let word = self.page.word(k);
            // “plans to run ads during the debates”: the infinitive holds it.
            let held = || self.venue_from(k).is_none() && self.infinitive(from, k);
            if matches!(word, "during" | "following") && !held() {
                // “described the pier during a visit as “a wreck””
                return !(k + 1..self.end.min(k + 8))
                    .any(|v| self.page.word(v) == "as" && self.page.quote(v + 1).is_some());
            }
            // “called the remarks on Monday “a start””: the quotation is the object's.
            let quoted = |t: usize| t < self.end && self.page.quote(t).is_some();
            let goes_on = |t: usize| {
                t < self.end
                    && !self.page.units[t - 1].is(TIME)
                    && self.page.units[t].is(THAT | RELATIVE)
                    || quoted(t)
            };
            if matches!(word, "on" | "in") && self.time_from(k).is_some_and(|t| !goes_on(t)) {
                return true;
            }
            if matches!(word, "in" | "at" | "on" | "through")
                && (k + 1..self.end.min(k + 5))
                    .any(|v| self.page.units[v].is(VENUE) && !self.is_to(v - 1))
            {
                return self.venue_from(k).is_some();
            }
        }
        // “endorsed Roe last week”
        if k > from
            && matches!(self.page.word(k), "last" | "earlier" | "late" | "early")
            && !self.page.units[k - 1].is(DETERMINER | POSSESSIVE | PREPOSITION)
            && self.time_from(k).is_some_and(closed)
            && !self.verb_within(from, k)
        {
            return true;
        }
        unit.is(TIME)
            && k > from
            && self.page.quote(k + 1).is_none_or(|_| k + 1 >= self.end)
            && !self
                .page
                .units
                .get(k + 1)
                .is_some_and(|u| u.kind == Kind::Possessive)
    }
}
