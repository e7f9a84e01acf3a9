//! Noun phrases and verb groups, well enough to find who stands before a cue.
//!
//! There is no parser: closed word classes, capitals and suffixes tell where a noun
//! phrase may begin. Everything looks a bounded number of units to either side.

use super::Sentence;
use crate::text::lexicon::*;
use crate::text::tokens::{Case, Kind, Token};
use std::ops::Range;

/// Units a noun phrase, an apposition or a relative clause may hold.
const REACH: usize = 45;
/// Words of a quotation that may stand inside a noun phrase.
const NICKNAME: usize = 3;

/// Who stands before a cue.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Subject {
    /// The units that name the speaker, “who” behind them included.
    pub mention: Range<usize>,
    /// The phrase alone.
    pub head: Range<usize>,
    /// How it was found.
    pub how: How,
}

/// How a subject was found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum How {
    /// Right before or behind the cue.
    Near,
    /// Before an apposition, a relative clause or a bracket.
    Apposition,
    /// The antecedent of “who”.
    Relative,
    /// The subject of an earlier verb, “and said”, “, saying”.
    Chain,
    /// Named by a preposition: “according to”, “by”.
    Preposition,
}

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
                    && self.page.word(i).ends_with("ly"))
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
    fn third(&self, i: usize) -> bool {
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
                Inflection::Ing => {
                    if nominal {
                        return None;
                    }
                }
                _ if nominal => return None,
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
            Inflection::Past => group.passive = be && !have || be && units[i - 1].is(BE),
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
                } else if !be {
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

    /// “he's”, “who's”: the possessive mark is a verb.
    fn pronoun_is(&self, i: usize) -> bool {
        i > self.start && self.page.units[i - 1].is(HE_SHE_THEY | SUBJECT | RELATIVE)
    }

    /// “went on to say”, “continued to insist”, “is expected to say”: where it begins.
    fn governor(&self, to: usize) -> Option<usize> {
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
    fn time_before(&self, b: usize) -> Option<usize> {
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
            return matches!(self.page.word(k), "last" | "this" | "that" | "same").then_some(k);
        }
        None
    }

    /// True where the phrase that ends at `i` can be the subject of “say”.
    fn plural(&self, i: usize) -> bool {
        let unit = &self.page.units[i];
        if !unit.word() {
            return matches!(
                unit.kind,
                Kind::Comma | Kind::Close | Kind::Number | Kind::Dash | Kind::Other
            );
        }
        let word = self.page.word(i);
        unit.is(HE_SHE_THEY) && word.eq_ignore_ascii_case("they")
            || unit.is(SUBJECT) && !word.eq_ignore_ascii_case("it")
            || unit.is(GROUP | CONJUNCTION)
            || word.eq_ignore_ascii_case("who")
            || word.ends_with('s')
                && !word.ends_with("ss")
                && !unit.is(PREPOSITION | ADVERB | SUBORDINATOR | TIME)
            || unit.capital()
    }

    /// “half of voters in each state”: some noun of the phrase is plural.
    fn plural_phrase(&self, last: usize) -> bool {
        if self.page.word(last).ends_with("ed") {
            return true;
        }
        self.noun_phrase(last).is_some_and(|p| {
            p.into_iter()
                .any(|k| self.page.units[k].is(GROUP) || self.page.units[k].kind == Kind::Number)
        })
    }

    /// The noun phrase whose last unit is `last`.
    pub fn noun_phrase(&self, last: usize) -> Option<Range<usize>> {
        let units = &self.page.units;
        let end = &units[last];
        match end.kind {
            Kind::Word => {
                if end.is(HE_SHE_THEY | SUBJECT) {
                    return Some(last..last + 1);
                }
                let never = OBJECT
                    | CONJUNCTION
                    | SUBORDINATOR
                    | MODAL
                    | BE
                    | HAVE
                    | DO
                    | NEGATION
                    | FINITE
                    | TO;
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
                                | "against"
                                | "who"
                        );
                    if !links || !noun_before || units[b - 1].is(FINITE) {
                        break;
                    }
                    first = b - 1;
                    closed = units[first].is(DETERMINER | POSSESSIVE);
                    continue;
                }
                Kind::Word if closed && !unit.is(DETERMINER) => break,
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
        Some(first..last + 1)
    }

    /// True where unit `i` can stand inside a noun phrase that goes on to the right.
    fn inside(&self, i: usize) -> bool {
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
                (!unit.is(never) || unit.is(GROUP))
                    && !(unit.case == Case::Lower && self.finite(i))
                    && !self.adverb(i)
            }
            Kind::Number | Kind::Possessive | Kind::Close => true,
            Kind::Quote => self.page.quote(i).is_some_and(|q| q.words <= NICKNAME),
            _ => false,
        }
    }

    /// The unit that opens the bracket which `close` closes.
    fn open_before(&self, close: usize) -> Option<usize> {
        let lowest = self.start.max(close.saturating_sub(16));
        (lowest..close)
            .rev()
            .find(|i| self.page.units[*i].kind == Kind::Open)
    }

    /// Who stands before a verb group whose subject would end at `last`.
    pub fn subject(&self, last: usize) -> Option<Subject> {
        if last < self.start {
            return None;
        }
        let units = &self.page.units;
        let unit = &units[last];
        match unit.kind {
            Kind::Comma | Kind::Dash => self.before_apposition(last),
            Kind::Close => {
                let open = self.open_before(last)?;
                let mut subject = self.subject(open.checked_sub(1)?)?;
                subject.how = How::Apposition;
                Some(subject)
            }
            Kind::Word if unit.is(RELATIVE) && !matches!(self.page.word(last), "That" | "whom") => {
                let mut head = last.checked_sub(1).filter(|k| *k >= self.start)?;
                if matches!(units[head].kind, Kind::Comma | Kind::Dash) {
                    head = head.checked_sub(1).filter(|k| *k >= self.start)?;
                }
                if units[head].kind == Kind::Close {
                    head = self.open_before(head)?.checked_sub(1)?;
                }
                let head = self.noun_phrase(head)?;
                Some(Subject {
                    mention: head.start..last + 1,
                    head,
                    how: How::Relative,
                })
            }
            // “Roe himself said”
            Kind::Word
                if unit.is(OBJECT)
                    && last > self.start
                    && self.page.word(last).ends_with("self") =>
            {
                self.subject(last - 1)
            }
            Kind::Other if self.page.word(last) == "%" && last > self.start => {
                self.subject(last - 1)
            }
            _ => {
                let head = self.restricted(self.reduced(self.noun_phrase(last)?));
                Some(Subject {
                    mention: head.clone(),
                    head,
                    how: How::Near,
                })
            }
        }
    }

    /// “A letter obtained by the paper warned”: the phrase before “obtained by”.
    fn reduced(&self, head: Range<usize>) -> Range<usize> {
        let units = &self.page.units;
        let by = head
            .start
            .checked_sub(1)
            .filter(|b| *b > self.start + 1 && units[*b].is(BY));
        let Some(verb) = by.map(|b| b - 1) else {
            return head;
        };
        let participle = units[verb].case == Case::Lower
            && (self.page.word(verb).ends_with("ed")
                || matches!(
                    self.page.word(verb),
                    "seen" | "held" | "written" | "led" | "taken" | "made" | "run"
                ));
        if !participle || units[verb - 1].is(BE) {
            return head;
        }
        match self.noun_phrase(verb - 1) {
            Some(outer) => outer.start..head.end,
            None => head,
        }
    }

    /// “Pilots who have heard from the harbour say”: the phrase before “who”.
    fn restricted(&self, head: Range<usize>) -> Range<usize> {
        let units = &self.page.units;
        let lowest = self.start.max(head.start.saturating_sub(16));
        let mut verb = false;
        for k in (lowest + 1..head.start).rev() {
            let unit = &units[k];
            if unit.is(RELATIVE) && !unit.capital() {
                let antecedent = if verb && self.nominal(k - 1) {
                    self.noun_phrase(k - 1)
                } else {
                    None
                };
                return match antecedent {
                    Some(outer)
                        if outer.start == self.start
                            || !units[outer.start - 1].is(PREPOSITION)
                                && !self.finite(outer.start - 1) =>
                    {
                        outer
                    }
                    _ => head,
                };
            }
            let clause = unit.entry.frames & (F_ZERO | F_THAT) != 0
                && unit.entry.inflection != Inflection::None
                && unit.entry.frames & F_QUOTE != 0;
            if !matches!(
                unit.kind,
                Kind::Word | Kind::Number | Kind::Possessive | Kind::Quote
            ) || clause
                || unit.is(SUBORDINATOR | HE_SHE_THEY)
                || unit.is(SUBJECT)
            {
                return head;
            }
            verb |= self.finite(k) || unit.is(BASE) || unit.entry.inflection == Inflection::Base;
        }
        head
    }

    /// “Ada Doe, a harbour pilot, said”: the phrase before the first of the commas.
    fn before_apposition(&self, last: usize) -> Option<Subject> {
        let units = &self.page.units;
        let same = units[last].kind;
        let lowest = self.start.max(last.saturating_sub(REACH));
        let mut found: Option<Range<usize>> = None;
        let mut k = last;
        while k > lowest {
            k -= 1;
            let unit = &units[k];
            if matches!(unit.kind, Kind::Quote if self.page.quote(k).is_some_and(|q| q.words > NICKNAME))
                || matches!(unit.kind, Kind::Semicolon | Kind::Colon)
            {
                break;
            }
            if unit.kind != same || k == self.start || !self.apposition(k + 1, last) {
                continue;
            }
            let mut end = k - 1;
            if units[end].kind == Kind::Close {
                match self.open_before(end).and_then(|o| o.checked_sub(1)) {
                    Some(open) if open >= self.start => end = open,
                    _ => break,
                }
            }
            match self.noun_phrase(end) {
                Some(head) => {
                    if found.is_some()
                        && (!self.named(&head)
                            || head.start > self.start && units[head.start - 1].is(PREPOSITION))
                    {
                        break;
                    }
                    let opens_more = head.start > self.start + 1
                        && units[head.start - 1].kind == Kind::Comma
                        && !self.named(&head);
                    found = Some(head);
                    if !opens_more {
                        break;
                    }
                }
                None => continue,
            }
        }
        // “Roe (D-Ohio), said”: one comma too many.
        if found.is_none() && last > self.start && units[last - 1].kind == Kind::Close {
            return self.subject(last - 1);
        }
        let head = found?;
        Some(Subject {
            mention: head.clone(),
            head,
            how: How::Apposition,
        })
    }

    /// True where a capital begins some word of `range` that is no title of a role alone.
    fn named(&self, range: &Range<usize>) -> bool {
        let first = &self.page.units[range.start];
        !first.is(DETERMINER | POSSESSIVE)
            && first.kind != Kind::Number
            && self.page.units[range.clone()].iter().any(Token::capital)
    }

    /// True where the units from `from` to the closing comma can be an apposition.
    fn apposition(&self, from: usize, to: usize) -> bool {
        let units = &self.page.units;
        if from >= to {
            return false;
        }
        let unit = &units[from];
        if unit.kind == Kind::Number {
            return true;
        }
        if !unit.word() || unit.is(HE_SHE_THEY | SUBJECT | MODAL | HAVE) {
            return false;
        }
        if unit.is(RELATIVE
            | DETERMINER
            | POSSESSIVE
            | ROLE
            | TITLE
            | NATIONALITY
            | PREPOSITION
            | PLACE
            | BODY)
            || self.adverb(from)
        {
            return true;
        }
        let word = self.page.word(from);
        unit.capital() && to - from <= 12
            || word.ends_with("ing")
            || word.ends_with("ed")
            || matches!(
                word,
                "former"
                    | "then"
                    | "himself"
                    | "herself"
                    | "chief"
                    | "senior"
                    | "co-founder"
                    | "when"
                    | "while"
                    | "as"
                    | "after"
                    | "now"
                    | "like"
                    | "one"
                    | "aged"
            )
            || to - from <= 8 && unit.entry.frames == 0 && !unit.is(CONJUNCTION | SUBORDINATOR)
    }

    /// The subject of the clause that a conjunction before `last` goes on.
    pub fn chain(&self, last: usize) -> Option<Subject> {
        let lowest = self.start.max(last.saturating_sub(2 * REACH));
        let mut found: Option<Subject> = None;
        let units = &self.page.units;
        for k in lowest + 1..last.max(lowest + 1) {
            if !self.finite(k) || self.finite(k - 1) {
                continue;
            }
            let mut b = k - 1;
            while b > lowest && self.adverb(b) {
                b -= 1;
            }
            let Some(mut subject) = self.subject(b).filter(|s| s.how != How::Relative) else {
                continue;
            };
            let at = subject.head.start;
            let new_clause = at > self.start
                && (units[at - 1].is(CONJUNCTION) || units[at - 1].kind == Kind::Semicolon);
            if found.is_none() || new_clause {
                subject.how = How::Chain;
                found = Some(subject);
            }
        }
        found
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
                    if unit.is(TIME)
                        && nouns > 0
                        && units.get(k + 1).is_none_or(|u| u.kind != Kind::Possessive)
                    {
                        break;
                    }
                    if unit.is(PREPOSITION)
                        && k > first
                        && (!matches!(
                            self.page.word(k),
                            "of" | "for" | "to" | "at" | "with" | "from"
                        ) && !(self.page.word(k) == "in"
                            && units.get(k + 1).is_some_and(Token::capital))
                            || self.venue_from(k).is_some())
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
    fn adjective(&self, k: usize) -> bool {
        let units = &self.page.units;
        let unknown = units[k].entry.inflection == Inflection::None && units[k].entry.classes == 0;
        unknown
            && !units[k - 1].capital()
            && !units[k - 1].is(ROLE | GROUP | BODY | DOCUMENT)
            && k + 1 < self.end
            && units[k + 1].word()
            && self.nominal(k + 1)
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
                    venue |= unit.is(VENUE | TIME | MONTH);
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
}
