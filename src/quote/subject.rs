//! Who stands before a cue: past appositions, relative clauses, brackets and “and”.

use super::Sentence;
use super::phrase::{NICKNAME, REACH};
use crate::text::lexicon::*;
use crate::text::tokens::{Case, Kind, Token};
use std::ops::Range;

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

impl Sentence<'_> {
    /// Who stands before a verb group whose subject would end at `last`.
    pub fn subject(&self, last: usize) -> Option<Subject> {
        if last < self.start {
            return None;
        }
        let units = &self.page.units;
        let unit = &units[last];
        match unit.kind {
            Kind::Comma | Kind::Dash => self.before_apposition(last),
            // “Ada Doe, captain of the “Heron,” said”: the marks hold the comma.
            Kind::Quote if self.page.quote(last).is_some_and(|q| q.comma) => {
                self.before_apposition(last)
            }
            Kind::Close => {
                let open = self.open_before(last)?;
                let mut subject = self.subject(open.checked_sub(1)?)?;
                subject.mention.end = last + 1;
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
                // “Doe, who stayed but who warned”
                if units[head].is(CONJUNCTION) {
                    let first = (self.start + 1..head)
                        .rev()
                        .take(REACH)
                        .find(|k| matches!(self.page.word(*k), "who" | "whose"))?;
                    return match self.page.word(first) {
                        "who" => self.subject(first),
                        _ => self.before_apposition(head).or_else(|| self.chain(head)),
                    };
                }
                let mut head = self.noun_phrase(head)?;
                // “criticism from the council, which called”: who criticizes calls.
                if let Some(from) = head
                    .clone()
                    .find(|k| matches!(self.page.word(*k), "from" | "by"))
                    && from + 1 < head.end
                    && (units[head.start..from].iter().any(|u| u.is(CUE_NOUN))
                        // “alarm from the crew, who feared”: alarm is not somebody.
                        || self.page.word(last) == "who"
                            && from == head.start + 1
                            && units[head.start].case == Case::Lower
                            && !units[head.start].is(ROLE | GROUP | BODY | TITLE | DETERMINER))
                {
                    head.start = from + 1;
                }
                Some(Subject {
                    mention: head.start..last + 1,
                    head,
                    how: How::Relative,
                })
            }
            // “Roe and Doe, who both said”
            Kind::Word
                if matches!(self.page.word(last), "both" | "all")
                    && last > self.start
                    && units[last - 1].is(RELATIVE) =>
            {
                self.subject(last - 1)
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
    pub fn reduced(&self, head: Range<usize>) -> Range<usize> {
        let units = &self.page.units;
        // “The inquest investigating the delay found”: the phrase before “investigating”.
        let doing = head.start.checked_sub(1).filter(|v| {
            *v > self.start + 1
                && units[*v].case == Case::Lower
                && units[*v].entry.classes == 0
                && units[*v].entry.inflection == Inflection::None
                && self.page.word(*v).ends_with("ing")
                && self.nominal(*v - 1)
        });
        if let Some(verb) = doing {
            let outer = self
                .noun_phrase(verb - 1)
                .filter(|o| o.start == self.start || units[o.start - 1].kind == Kind::Comma);
            return outer.unwrap_or(head);
        }
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
        // “A statement by the two warned”
        let document = units[verb].is(DOCUMENT) && units[verb].entry.inflection != Inflection::Past;
        if !(participle || document) || units[verb - 1].is(BE) {
            return head;
        }
        let verb = if document { verb + 1 } else { verb };
        match self.noun_phrase(verb - 1) {
            Some(outer) => outer.start..head.end,
            None => head,
        }
    }

    /// “Pilots who have heard from the harbour say”: the phrase before “who”.
    pub fn restricted(&self, head: Range<usize>) -> Range<usize> {
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
            if self.page.quote(k).is_some_and(|q| q.comma || q.stop) {
                return head;
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
    pub fn before_apposition(&self, last: usize) -> Option<Subject> {
        let units = &self.page.units;
        let same = match units[last].kind {
            Kind::Quote => Kind::Comma,
            kind => kind,
        };
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
            // “Elsewhere, the pilot, Ada Doe, said”
            // “Roe, D-Ohio, said”: a party and a state speak for nobody.
            let adverb = |h: &Range<usize>| {
                h.len() == 1 && (self.page.units[h.start].is(ADVERB) || self.seat(h.start))
            };
            match self.noun_phrase(end).filter(|h| !adverb(h)) {
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
        let named = self.name_behind(&head).filter(|n| *n <= last);
        // The comma that closes the name is the one that opened it.
        let named = named.filter(|n| units[head.end].kind == same && units[*n].kind == same);
        Some(Subject {
            mention: head.start..named.unwrap_or(head.end),
            head,
            how: How::Apposition,
        })
    }

    /// “R-Ariz.”, “D-Ohio”: a party and a state.
    fn seat(&self, i: usize) -> bool {
        let word = self.page.word(i).as_bytes();
        word.len() > 3
            && matches!(word[0], b'R' | b'D' | b'I')
            && word[1] == b'-'
            && word[2].is_ascii_uppercase()
    }

    /// True where a capital begins some word of `range` that is no title of a role alone.
    pub fn named(&self, range: &Range<usize>) -> bool {
        let first = &self.page.units[range.start];
        !first.is(DETERMINER | POSSESSIVE)
            && first.kind != Kind::Number
            && self.page.units[range.clone()].iter().any(Token::capital)
    }

    /// True where the units from `from` to the closing comma can be an apposition.
    pub fn apposition(&self, from: usize, to: usize) -> bool {
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
        // “Roe, though, said”; “many pilots — and two thirds of the crew — said”
        let inserted = self.page.word(from) == "though" && to == from + 1
            || unit.is(CONJUNCTION) && units[to].kind == Kind::Dash && to - from <= 14;
        if inserted {
            return true;
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
            // “dean of the …”, “counsel for the …”
            || to - from <= 14
                && unit.entry.frames == 0
                && unit.entry.classes == 0
                && matches!(self.page.word(from + 1), "of" | "for" | "at" | "in" | "with")
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
            let empty = subject.head.len() == 1
                && matches!(
                    self.page.word(at).to_ascii_lowercase().as_str(),
                    "there" | "this" | "that" | "what"
                );
            if empty {
                continue;
            }
            // “As the port closed, he gave a speech declaring …”
            let fronted = at > self.start + 2
                && units[at - 1].kind == Kind::Comma
                && units[self.start].is(SUBORDINATOR);
            let new_clause = at > self.start
                && (units[at - 1].is(CONJUNCTION)
                    || units[at - 1].kind == Kind::Semicolon
                    || fronted);
            if found.is_none() || new_clause {
                subject.how = How::Chain;
                found = Some(subject);
            }
        }
        found
    }
}
