//! Another cue behind a content: “and said”, “, Roe added”, where what is reported first
//! is over.

use super::Sentence;
use crate::text::lexicon::*;
use crate::text::tokens::{Case, Kind};

impl Sentence<'_> {
    /// “saying”, “adding” at `n`.
    pub fn saying(&self, n: usize) -> bool {
        let Some(unit) = self.page.units.get(n).filter(|_| n < self.end) else {
            return false;
        };
        unit.entry.inflection == Inflection::Ing
            && unit.entry.frames & F_QUOTE != 0
            && unit.entry.frames & (F_ZERO | F_THAT) != 0
    }

    /// “and said”, “but later added”, “and called for”, “and he said”: another cue.
    pub fn cue_follows(&self, n: usize, inflection: Inflection) -> bool {
        let units = &self.page.units;
        let mut m = n;
        while m < self.end
            && m < n + 4
            && (self.adverb(m) || units[m].is(HAVE | HE_SHE_THEY) && !units[m].capital())
        {
            m += 1;
        }
        if m >= self.end {
            return false;
        }
        if let Some(t) = self.time_from(m) {
            m = t.min(self.end - 1);
        }
        if units[m].is(BE)
            && m + 1 < self.end
            && units[m + 1].entry.inflection == Inflection::Ing
            && units[m + 1].entry.frames & (F_THAT | F_NOUN | F_OBJECT_TO) != 0
        {
            return true;
        }
        // “…, but did not say when”
        if m + 2 < self.end
            && units[m].is(DO | MODAL)
            && (units[m + 1].is(NEGATION) || units[m].is(NEGATION))
        {
            let verb = m + 1 + units[m + 1].is(NEGATION) as usize;
            let entry = &units[verb].entry;
            if entry.inflection == Inflection::Base
                && entry.frames & F_BELIEF == 0
                && entry.frames & (F_THAT | F_QUOTE) != 0
            {
                return true;
            }
        }
        let entry = &units[m].entry;
        // “said he was tired and wanted a rest”: he says both.
        if entry.frames & F_BELIEF != 0 && m == n && self.page.quote(n.wrapping_sub(2)).is_none() {
            return false;
        }
        let same = entry.inflection == inflection
            || inflection == Inflection::Base && entry.inflection == Inflection::Past
            || inflection == Inflection::Ing
                && matches!(entry.inflection, Inflection::Past | Inflection::Third)
            || m > n && matches!(entry.inflection, Inflection::Past);
        let verb = entry.frames & (F_THAT | F_QUOTE | F_NOUN | F_TO | F_OBJECT_TO) != 0
            || entry.prepositions != 0
            || self.phrasal(m).is_some();
        same && verb
            && matches!(
                entry.inflection,
                Inflection::Past | Inflection::Third | Inflection::Ing
            )
            || self.cue_soon(n)
    }

    /// A short subject and a cue that takes a clause: “and the ministry said that”.
    pub fn cue_soon(&self, n: usize) -> bool {
        let units = &self.page.units;
        for (m, unit) in units.iter().enumerate().take(self.end.min(n + 12)).skip(n) {
            if m > n
                && unit.entry.inflection != Inflection::Ing
                && unit.entry.frames & F_ZERO != 0
                && unit.entry.frames & (F_QUOTE | F_ADDRESSEE) != 0
                && unit.case == Case::Lower
            {
                return self.group(m).is_some_and(|g| !g.passive && g.start > n);
            }
            if !unit.word()
                && !matches!(
                    unit.kind,
                    Kind::Possessive | Kind::Number | Kind::Open | Kind::Close
                )
                || self.finite(m) && !unit.is(HAVE)
                || unit.is(THAT)
            {
                return false;
            }
        }
        false
    }

    /// “Roe added.”, “he said,” right at `n`: a speaker, a cue and nothing that is said.
    pub fn attribution(&self, n: usize) -> bool {
        let units = &self.page.units;
        for m in n + 1..self.end.min(n + 8) {
            let unit = &units[m];
            if unit.entry.frames & F_BEFORE != 0
                && unit.case == Case::Lower
                && matches!(unit.entry.inflection, Inflection::Past | Inflection::Third)
            {
                let next = self
                    .time_from(m + 1)
                    .filter(|_| m + 1 < self.end)
                    .unwrap_or(m + 1);
                let over = next >= self.end || matches!(units[next].kind, Kind::Stop | Kind::Comma);
                return over
                    && self.group(m).is_some_and(|g| !g.passive)
                    && self.noun_phrase(m - 1).is_some();
            }
            if !unit.word() || self.finite(m) {
                return false;
            }
        }
        false
    }

    /// A finite verb begins at `n`, past adverbs.
    pub fn verb_follows(&self, n: usize) -> bool {
        let mut m = n;
        while m < self.end && self.adverb(m) {
            m += 1;
        }
        m < self.end && self.finite(m)
    }

    /// The frames of the phrasal cue that the verb at `i` makes with its neighbour.
    pub fn phrasal(&self, i: usize) -> Option<(Frames, u16)> {
        let next = self
            .page
            .units
            .get(i + 1)
            .filter(|u| i + 1 < self.end && u.is(PHRASAL))?;
        phrase(self.page.units[i].entry.lemma, next.span.of(self.page.text))
    }
}
