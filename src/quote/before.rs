//! The content stands before its cue: “…, X said.”, “…,” said X, “The plan, X said, …”.

use super::subject::{How, Subject};
use super::{Found, Sentence};
use crate::text::lexicon::*;
use crate::text::tokens::{Case, Kind};

/// Units of a phrase like “in contrast” or “on Monday” that is no content.
const OPENER: usize = 3;

/// See [`super::FINDERS`].
pub fn find(s: &Sentence, i: usize, before: &[Found]) -> Option<Found> {
    let units = &s.page.units;
    let entry = &units[i].entry;
    let (frames, end) = match s.phrasal(i) {
        Some((frames, _)) => (frames, i + 2),
        None => (entry.frames, i + 1),
    };
    if frames & F_BEFORE == 0 || i <= s.from {
        return None;
    }
    // “…, say some pilots, who …”
    if entry.inflection == Inflection::Base
        && verb(entry.lemma) == Some("say")
        && closes(s, i - 1)
        && units[i].case == Case::Lower
    {
        return super::inverted::inverted(s, i, end);
    }
    let group = s.group(i)?;
    // “…” - it was confirmed.
    if group.passive && group.start > s.from + 1 {
        let it = matches!(s.page.word(group.start - 1), "it" | "It") as usize;
        let gap = group.start - 1 - it;
        let marked = (s.from..gap + 1).any(|k| units[k].kind == Kind::Quote)
            && matches!(units[gap].kind, Kind::Dash | Kind::Comma | Kind::Quote);
        let over =
            end >= s.end || matches!(units[end].kind, Kind::Stop) || units[end].is(PREPOSITION);
        if marked && over && gap > s.from {
            let content = left(
                s,
                if units[gap].kind == Kind::Quote {
                    gap + 1
                } else {
                    gap
                },
                false,
            )?;
            return Some(Found::one(content, group.start..end, None));
        }
    }
    if group.passive || group.participle || group.infinitive && group.start + 1 >= i {
        return None;
    }
    if closes(s, i - 1)
        && matches!(entry.inflection, Inflection::Past | Inflection::Third)
        && let Some(found) = super::inverted::inverted(s, i, end)
    {
        return Some(found);
    }
    let last = group
        .start
        .checked_sub(1)
        .filter(|l| *l > s.from || *l >= s.start && *l >= s.from)?;
    let subject = s.subject(last)?;
    if subject.head.start <= s.from {
        return None;
    }
    let mut gap = subject.head.start - 1;
    // “…, but Roe said.” has no content before the comma; “…, as Roe said” has.
    if units[gap].is(AS) && gap > s.from && units[gap - 1].kind == Kind::Comma {
        gap -= 1;
    }
    let mut subject = subject;
    if !closes(s, gap) {
        // “…,” Ada Doe, a pilot at the harbour told the paper: all behind the quotation.
        let q = (s.from..gap)
            .rev()
            .take(24)
            .find(|k| units[*k].kind == Kind::Quote)?;
        let pure = s.page.quote(q).is_some_and(|x| x.comma || x.asks)
            && !(q + 1..gap + 1).any(|k| {
                units[k].is(BE | MODAL | HAVE | FINITE | THAT | SUBORDINATOR | CONJUNCTION)
            });
        let head = s
            .phrase_from(q + 1)
            .filter(|h| pure && h.end <= group.start)
            .filter(|h| units[h.start].entry.frames & F_BEFORE == 0)?;
        subject = Subject {
            mention: head.clone(),
            head,
            how: How::Apposition,
        };
        gap = q;
    }
    if super::voice::first_person(s, &subject) {
        return None;
    }
    let quoted = units[gap].kind == Kind::Quote;
    let j = s.behind(end, frames & F_ADDRESSEE != 0 && frames & F_NOUN == 0);
    // “After the talks, Roe warned of delays”: the preposition is the cue's own.
    let own = end < s.end
        && (LEADING
            .iter()
            .position(|p| *p == s.page.word(end))
            .is_some_and(|p| entry.prepositions & 1 << p != 0)
            || frames & F_TO != 0 && units[end].is(TO));
    // “Asked whether it was late, Roe said, “Probably.””
    let answers = matches!(s.page.word(s.from), "Asked" | "When")
        && j + 1 < s.end
        && units[j].kind == Kind::Comma
        && s.page.quote(j + 1).is_some();
    if !quoted && (own || answers || says_more(s, end, j)) {
        return None;
    }
    let opener = units[s.from].is(PREPOSITION | SUBORDINATOR)
        || s.page.word(s.from) == "Asked"
        || units[s.from].word() && s.page.word(s.from).ends_with("ing");
    if quoted && opener && says_more(s, end, j) {
        return None;
    }
    if quoted && j < s.end && (units[j].is(THAT) || units[j].kind == Kind::Colon) {
        return None;
    }
    let inserted = end + 1 < s.end && units[end].kind == Kind::Comma && s.finite(end + 1);
    let content = left(s, if quoted { gap + 1 } else { gap }, inserted)?;
    let mut contents = vec![content.clone()];
    let mut resume = j.max(end);
    // “The plan, he said, would fail.” — “We must,” he said, “pay more.”
    let mut k = j;
    while k < s.end
        && k < end + 24
        && !matches!(
            units[k].kind,
            Kind::Comma | Kind::Quote | Kind::Stop | Kind::Dash | Kind::Colon | Kind::Semicolon
        )
    {
        k += 1;
    }
    if k + 1 < s.end && matches!(units[k].kind, Kind::Comma | Kind::Dash | Kind::Colon) {
        let n = k + 1;
        let dangling = !quoted
            && k == j
            && units[content.start].is(SUBORDINATOR)
            && !content.clone().any(|c| s.main_clause(c));
        let inserted = dangling
            || units[gap].kind != Kind::Quote
                && k == end
                && !s.finite_in(&content)
                && units[n].kind != Kind::Quote;
        if units[n].kind == Kind::Quote && (quoted || inserted || k == end)
            || inserted
            || !quoted && k == j && goes_on(s, n)
        {
            let stop = s.content_end(n, super::content::Shape::Clause, entry.inflection);
            let more = s.trim(n..stop);
            resume = stop;
            contents.push(more);
        }
    } else if quoted && k < s.end && units[k].kind == Kind::Quote && k == end {
        contents.push(k..k + 1);
        resume = k + 1;
    }
    let _ = before;
    let mut found = Found::new(contents, group.start..end, Some(subject));
    found.resume = if quoted {
        resume.max(next_cue(s, resume))
    } else {
        resume
    };
    Some(found)
}

/// True where `found` takes its whole clause: no speaker and speech verb of its own begin
/// the content, as in “Roe said he was glad, and “it helps,” he added”.
pub fn outer(s: &Sentence, found: &Found) -> bool {
    let content = &found.content[0];
    // “The vote signals “an end”, said Roe”: who speaks stands behind the cue.
    let behind = |x: &Subject| x.how == How::Near && x.head.start >= found.cue.end;
    if found.subject.as_ref().is_some_and(behind) {
        return true;
    }
    let speech = F_QUOTE | F_ZERO | F_BEFORE;
    let units = &s.page.units;
    // “Asked about the pier, Doe said “…””: the clause in front belongs to no one.
    let opener = matches!(
        s.page.word(content.start),
        "Asked" | "When" | "While" | "After"
    );
    let begins = |at: usize| {
        at <= content.start + 1 || opener && at > content.start && units[at - 1].kind == Kind::Comma
    };
    !content.clone().skip(1).any(|k| {
        let entry = &s.page.units[k].entry;
        entry.frames & speech == speech
            && entry.frames & F_TO == 0
            && matches!(entry.inflection, Inflection::Past | Inflection::Third)
            && s.group(k).is_some_and(|g| {
                !g.passive
                    && g.start > content.start
                    && s.subject(g.start - 1).is_some_and(|x| begins(x.head.start))
            })
    })
}

/// True where a content can close at unit `gap`: a comma, a dash, or a quotation.
fn closes(s: &Sentence, gap: usize) -> bool {
    let unit = &s.page.units[gap];
    match unit.kind {
        Kind::Comma | Kind::Dash => true,
        Kind::Quote => s
            .page
            .quote(gap)
            .is_some_and(|q| q.comma || q.stop || q.words > 3 || gap == s.start || !q.closed),
        _ => false,
    }
}

/// True where words behind the cue are what is said, so that what stands before is not.
fn says_more(s: &Sentence, end: usize, j: usize) -> bool {
    let units = &s.page.units;
    if j >= s.end {
        return false;
    }
    let unit = &units[j];
    // “As boos erupt, Roe says, “Quiet.”” against “The plan, Roe says, “will fail.””
    if unit.kind == Kind::Comma
        && j + 1 < s.end
        && s.page
            .quote(j + 1)
            .is_some_and(|q| q.capital && q.words > 1)
    {
        return true;
    }
    match unit.kind {
        Kind::Stop | Kind::Comma | Kind::Dash | Kind::Close | Kind::Semicolon => false,
        Kind::Quote | Kind::Colon => true,
        Kind::Word => {
            if unit.is(THAT | QUESTION | HE_SHE_THEY) {
                return true;
            }
            let adjunct =
                unit.is(PREPOSITION | SUBORDINATOR | CONJUNCTION | RELATIVE) || s.adverb(j);
            !adjunct && (j == end || s.clause(j))
        }
        _ => true,
    }
}

/// The content that ends before unit `gap`, where it is one.
pub fn left(s: &Sentence, gap: usize, inserted: bool) -> Option<std::ops::Range<usize>> {
    let units = &s.page.units;
    let mut from = s.from;
    while from < gap
        && matches!(
            units[from].kind,
            Kind::Comma | Kind::Dash | Kind::Semicolon | Kind::Stop | Kind::Close | Kind::Colon
        )
    {
        from += 1;
    }
    if from > s.start && units[from].is(CONJUNCTION) && units[from].case == Case::Lower {
        from += 1;
    }
    // “Roe lamented the delay: “We wait,” he said.”
    if gap >= from + 3
        && units[gap - 2].kind == Kind::Colon
        && s.page.quote(gap - 1).is_some_and(|q| q.capital)
    {
        from = gap - 1;
    }
    // “Roe replied with, “We wait,” he said.”
    if gap >= from + 4
        && units[gap - 2].kind == Kind::Comma
        && s.page
            .quote(gap - 1)
            .is_some_and(|q| q.capital && q.words >= 3)
        && (from + 1..gap - 2).rev().take(9).any(|k| {
            units[k].entry.frames & F_QUOTE != 0
                && units[k].entry.frames & (F_BEFORE | F_ADDRESSEE) != 0
                && units[k].entry.inflection != Inflection::Base
        })
    {
        from = gap - 1;
    }
    let content = s.trim(from..gap);
    if content.is_empty() {
        return None;
    }
    let quoted = content.clone().any(|k| units[k].kind == Kind::Quote);
    let first = &units[content.start];
    // “On Monday, Roe said …”, “Meanwhile, Roe said …”, “In a speech, Roe said …”.
    let opener = (first.is(PREPOSITION | SUBORDINATOR | ADVERB | TIME | CONJUNCTION)
        || s.adverb(content.start)
        || s.page.word(content.start).ends_with("ing"))
        && !s.finite_in(&content);
    if !quoted
        && (opener && (content.len() <= OPENER || s.time_from(content.start) == Some(content.end))
            || content.len() < 2 && !inserted)
    {
        return None;
    }
    Some(content)
}

/// Behind an attribution stand its circumstances: the next cue is “adding” or “and said”.
pub fn next_cue(s: &Sentence, from: usize) -> usize {
    let units = &s.page.units;
    let cue = |k: &usize| {
        let entry = &units[*k].entry;
        let speech = entry.frames & (F_QUOTE | F_THAT | F_NOUN) != 0 || entry.prepositions != 0;
        let joined = units[k - 1].kind == Kind::Comma
            || units[k - 1].is(CONJUNCTION | SUBORDINATOR | RELATIVE)
            || s.adverb(k - 1);
        // “…,” Doe said on Monday, though he added: “…”
        let joined = joined
            || units[k - 1].is(HE_SHE_THEY)
                && *k >= s.start + 2
                && units[k - 2].is(CONJUNCTION | SUBORDINATOR)
                && !units[k - 2].is(AS)
                && entry.frames & F_QUOTE != 0;
        // “…, Doe says, but she cautions that …”
        let that = entry.inflection == Inflection::Third
            && *k >= s.start + 2
            && units[k - 2].is(CONJUNCTION)
            && k + 1 < s.end
            && units[k + 1].is(THAT);
        speech
            && joined
            && (entry.inflection == Inflection::Ing || entry.inflection == Inflection::Past)
            || that
            || units[*k].kind == Kind::Semicolon
    };
    (from.max(s.start + 1)..s.end).find(cue).unwrap_or(s.end)
}

/// True where the words behind “, he said,” go on with the content.
fn goes_on(s: &Sentence, n: usize) -> bool {
    let unit = &s.page.units[n];
    if s.page.word(n + 1).ends_with("ing") {
        return false;
    }
    unit.word()
        && (unit.is(SUBORDINATOR | HE_SHE_THEY) && !unit.is(AS)
            || unit.is(CONJUNCTION)
            || unit.is(RELATIVE)
            || unit.is(MODAL | BE | HAVE))
}

impl Sentence<'_> {
    /// True where a finite verb stands in `range`.
    pub fn finite_in(&self, range: &std::ops::Range<usize>) -> bool {
        range.clone().any(|k| self.finite(k))
    }
}
