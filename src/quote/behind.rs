//! Where a content begins behind its cue: times, addressees and venues come first.

use super::Sentence;
use crate::text::lexicon::*;
use crate::text::tokens::{Case, Kind};

impl Sentence<'_> {
    /// The first unit behind a cue, with adverbs, times, addressees and venues passed over.
    pub fn behind(&self, cue_end: usize, addressee: bool) -> usize {
        let mut j = cue_end;
        let mut addressed = !addressee;
        for _ in 0..8 {
            if j >= self.end {
                return self.end;
            }
            let unit = &self.page.units[j];
            if let Some(next) = self.time_from(j) {
                j = next;
            } else if !addressed
                && !unit.is(THAT)
                && self.page.word(j) != "there"
                && unit.word()
                && !unit.is(PREPOSITION | QUESTION | RELATIVE)
            {
                match self.addressee(j) {
                    Some(next) => j = next,
                    None => return j,
                }
                addressed = true;
            } else if self.adverb(j) && !unit.is(TIME) && unit.case == Case::Lower {
                j += 1;
            } else if let Some(next) = self.venue_from(j) {
                j = next;
            } else {
                break;
            }
        }
        // “said of the plan that”, “said after the talks that”: no verb stands between.
        let named = addressed
            && addressee
            && j < self.end
            && self.page.units[j].word()
            && (self.page.units[j].case == Case::Lower || j > cue_end + 1)
            && !self.page.units[j].is(DETERMINER
                | POSSESSIVE
                | HE_SHE_THEY
                | SUBJECT
                | THAT
                | QUESTION);
        if j < self.end
            && (named || self.page.units[j].is(PREPOSITION | SUBORDINATOR))
            && !self.page.units[j].is(QUESTION)
            && !self.page.units.get(j + 1).is_some_and(|u| u.is(BASE))
        {
            for k in j + 1..self.end.min(j + 14) {
                let unit = &self.page.units[k];
                if unit.is(THAT) && !unit.capital() || matches!(unit.kind, Kind::Colon) {
                    return k;
                }
                let place = unit.kind == Kind::Comma
                    && addressee
                    && self.page.units.get(k + 1).is_some_and(|u| u.capital());
                let name = self
                    .page
                    .quote(k)
                    .is_some_and(|q| q.words <= 7 && !q.stop && q.capital);
                if !matches!(unit.kind, Kind::Word | Kind::Number | Kind::Possessive)
                    && !place
                    && !name
                    || self.finite(k) && unit.entry.inflection != Inflection::Third
                {
                    break;
                }
            }
        }
        j
    }

    /// “in an interview on Monday”, “at a rally in Ohio”: where such a phrase ends that
    /// begins with a preposition at `from` and has a venue among its first nouns.
    pub fn venue_from(&self, from: usize) -> Option<usize> {
        let units = &self.page.units;
        if from >= self.end || !units[from].is(PREPOSITION) {
            return None;
        }
        let mut venue = false;
        for k in from + 1..self.end.min(from + 12) {
            let unit = &units[k];
            let over = match unit.kind {
                Kind::Word => {
                    venue |= unit.is(VENUE | TIME | MONTH) && !self.is_to(k - 1);
                    unit.is(HE_SHE_THEY
                        | SUBJECT
                        | SUBORDINATOR
                        | RELATIVE
                        | MODAL
                        | BE
                        | HAVE
                        | DO
                        | OBJECT)
                        && !unit.is(MONTH)
                        || unit.is(DETERMINER | POSSESSIVE)
                            && venue
                            && !units[k - 1].is(PREPOSITION | CONJUNCTION)
                        || self.finite(k)
                        || unit.is(THAT)
                }
                Kind::Number | Kind::Possessive | Kind::Other => false,
                _ => true,
            };
            if over {
                return venue.then_some(k);
            }
        }
        venue.then_some(self.end.min(from + 12))
    }

    /// “on Monday night”, “earlier this week”, “in March”: where it ends.
    pub fn time_from(&self, from: usize) -> Option<usize> {
        let units = &self.page.units;
        if from >= self.end {
            return None;
        }
        let mut k = from;
        while k < self.end
            && matches!(
                self.page.word(k),
                "on" | "in"
                    | "late"
                    | "early"
                    | "earlier"
                    | "later"
                    | "last"
                    | "this"
                    | "next"
                    | "since"
                    | "during"
                    | "by"
                    | "the"
            )
            && k < from + 3
        {
            k += 1;
        }
        let mut times = 0;
        // “a year ago”, “two days later”
        let ago = |n: usize| {
            n + 2 < self.end
                && units[n + 1].is(TIME_NOUN)
                && matches!(
                    self.page.word(n + 2),
                    "ago" | "earlier" | "later" | "before"
                )
        };
        if k == from
            && (units[k].is(DETERMINER) || units[k].kind == Kind::Number || units[k].word())
            && ago(k)
        {
            return Some(k + 3);
        }
        while k < self.end {
            let unit = &units[k];
            let time = unit.is(TIME)
                || unit.is(MONTH) && unit.capital()
                || unit.is(TIME_NOUN) && (k > from);
            let number = times > 0 && (unit.kind == Kind::Number) && units[k - 1].is(MONTH);
            if !(time || number) {
                break;
            }
            times += 1;
            k += 1;
        }
        let owns = k < self.end && units[k].kind == Kind::Possessive;
        (times > 0 && !owns).then_some(k)
    }

    /// “reporters”, “the newspaper”, “CNN”, “him”: where the addressee at `from` ends.
    pub fn addressee(&self, from: usize) -> Option<usize> {
        let units = &self.page.units;
        let first = &units[from];
        if first.is(OBJECT) {
            return Some(from + 1);
        }
        if first.is(HE_SHE_THEY)
            || first.word()
                && first.is(SUBJECT)
                && !matches!(self.page.word(from), "you" | "it" | "everyone" | "someone")
        {
            return None;
        }
        let mut k = from;
        if first.is(DETERMINER | POSSESSIVE) || first.kind == Kind::Quote {
            k += 1;
        }
        while k < self.end && k < from + 12 {
            let unit = &units[k];
            let last = k > from && !units[k - 1].is(DETERMINER | POSSESSIVE);
            match unit.kind {
                Kind::Word
                    if unit.is(THAT
                        | HE_SHE_THEY
                        | SUBJECT
                        | MODAL
                        | BE
                        | HAVE
                        | SUBORDINATOR
                        | QUESTION)
                        && !(unit.is(SUBJECT) && k == from) =>
                {
                    break;
                }
                Kind::Word if unit.is(PREPOSITION) => {
                    let of = matches!(self.page.word(k), "of" | "for" | "at" | "from")
                        && self.venue_from(k).is_none();
                    if !of {
                        break;
                    }
                }
                Kind::Word
                    if unit.is(DETERMINER | POSSESSIVE)
                        && k > from
                        && !units[k - 1].is(PREPOSITION | CONJUNCTION) =>
                {
                    break;
                }
                Kind::Word
                    if unit.is(CONJUNCTION)
                        && !units.get(k + 1).is_some_and(|u| u.capital() || u.is(GROUP)) =>
                {
                    break;
                }
                // A group of people is the whole addressee: “told reporters NATO would …”.
                Kind::Word
                    if last && units[k - 1].is(GROUP) && !unit.is(PREPOSITION | CONJUNCTION) =>
                {
                    break;
                }
                Kind::Word
                    if last
                        && units[k - 1].capital() != unit.capital()
                        && !units[k - 1].is(PREPOSITION | CONJUNCTION | NATIONALITY)
                        && !unit.is(PREPOSITION
                            | CONJUNCTION
                            | BODY
                            | ROLE
                            | GROUP
                            | DOCUMENT
                            | VENUE) =>
                {
                    break;
                }
                Kind::Word if unit.is(TIME) => break,
                Kind::Word | Kind::Possessive | Kind::Number => {}
                Kind::Quote if k > from && units[k - 1].kind == Kind::Possessive => {}
                _ => break,
            }
            k += 1;
        }
        (k > from).then_some(k)
    }

    /// True where a clause can begin at `j`: a subject stands there and a verb follows.
    pub fn clause(&self, j: usize) -> bool {
        let units = &self.page.units;
        let Some(unit) = units.get(j).filter(|_| j < self.end) else {
            return false;
        };
        let starts = match unit.kind {
            Kind::Word => {
                !unit.is(CONJUNCTION | RELATIVE | BE | HAVE | MODAL | DO) || unit.is(DETERMINER)
            }
            Kind::Number | Kind::Quote => true,
            _ => false,
        };
        starts
            && (j + 1..self.end.min(j + 30)).any(|k| {
                self.finite(k)
                    || units[k].kind == Kind::Possessive && units[k - 1].is(HE_SHE_THEY | SUBJECT)
                    || units[k].is(BASE) && units[k].case == Case::Lower
                    || units[k].entry.inflection == Inflection::Base
                        && self.page.word(k - 1).ends_with('s')
                    || self.contracted(k - 1)
            })
    }

    /// “they're”, “he'd”, “we've”.
    pub fn contracted(&self, i: usize) -> bool {
        let word = self.page.word(i);
        word.len() < 10
            && [
                "'re", "’re", "'d", "’d", "'ll", "’ll", "'ve", "’ve", "'m", "’m",
            ]
            .iter()
            .any(|c| word.ends_with(c))
    }

    /// True where the cue at `i` stands in a phrase before the main clause: “Despite
    /// complaints that …, Roe …”, “To renew his call for …, Roe …”.
    pub fn fronted(&self, i: usize) -> bool {
        let units = &self.page.units;
        let opens = (self.start..i)
            .rev()
            .find(|k| {
                matches!(units[*k].kind, Kind::Comma | Kind::Colon | Kind::Semicolon)
                    || self.page.quote(*k).is_some_and(|q| q.comma)
            })
            .map_or(self.start, |k| k + 1);
        opens < i
            && (units[opens].is(PREPOSITION | TO) && !(opens..i).any(|k| self.finite(k))
                || units[opens].is(SUBORDINATOR))
    }

    /// True where the main clause of a sentence begins behind the comma at `k`.
    pub fn main_clause(&self, k: usize) -> bool {
        let units = &self.page.units;
        units[k].kind == Kind::Comma && self.main_clause_at(k + 1)
    }

    /// True where a subject and its verb stand at `n`.
    pub fn main_clause_at(&self, n: usize) -> bool {
        let Some(k) = n.checked_sub(1) else {
            return false;
        };
        let verb = (k + 1..self.end.min(k + 14)).find(|m| {
            let unit = &self.page.units[*m];
            self.finite(*m) && !unit.is(SUBORDINATOR)
                || unit.kind == Kind::Possessive && *m > k + 1 && self.pronoun_is(*m)
                || *m > k + 1 && self.contracted(*m - 1)
                || *m > k + 1
                    && unit.entry.inflection == Inflection::Base
                    && unit.case == Case::Lower
                    && self.plural(*m - 1)
                    && !self.page.units[*m - 1].is(CONJUNCTION)
                    && self.page.units[*m - 1].word()
        });
        verb.is_some_and(|m| {
            let mut last = m - 1;
            while last > k + 1 && self.adverb(last) {
                last -= 1;
            }
            // “Roe (R) asked”
            if self.page.units[last].kind == Kind::Close {
                last = self.open_before(last).map_or(last, |open| open.max(1) - 1);
            }
            last > k && self.noun_phrase(last).is_some_and(|n| n.start <= k + 2)
        })
    }
}
