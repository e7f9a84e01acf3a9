//! Quotations: every stretch of reported speech, and the words that introduce it.
//!
//! In goes a [`Page`]; out come [`Found`] quotations in reading order that do not overlap.
//! A sentence is read from left to right; at each word that may be a cue the finders of
//! [`FINDERS`] are asked in order, and the first that answers takes its units. Then
//! [`WITHOUT_CUE`] sees what marks and colons are left. Overlaps are settled here only:
//! what an earlier cue took, a later one cannot.

mod according;
mod after;
mod bare;
mod before;
mod begin;
mod behind;
pub mod content;
mod headline;
mod inverted;
mod named;
mod nouns;
mod over;
mod passive;
pub mod phrase;
mod predicate;
pub mod subject;
mod takeover;
mod transcript;
mod unnamed;
pub mod verb;
mod voice;

use crate::document::SegmentKind;
use crate::segment::Page;
use crate::statement::{Cue, Form, Quotation};
use crate::text::Span;
use crate::text::lexicon::{ACCORDING, CUE_ADJECTIVE, CUE_NOUN, CUE_VIEW, F_BEFORE, Inflection};
use crate::text::tokens::{Kind, Token};
use std::ops::Range;
use subject::Subject;

/// A sentence of a page, as the finders see it.
#[derive(Clone, Copy)]
pub struct Sentence<'a> {
    /// The page.
    pub page: &'a Page<'a>,
    /// Its first unit.
    pub start: usize,
    /// One past its last unit.
    pub end: usize,
    /// True in a headline, where capitals and tenses mean less.
    pub headline: bool,
    /// The first unit that no earlier content has taken.
    pub from: usize,
}

/// A quotation in units, as a finder returns it.
#[derive(Debug, Clone)]
pub struct Found {
    /// The content, as ranges of units in order.
    pub content: Vec<Range<usize>>,
    /// The cue; empty where there is none.
    pub cue: Range<usize>,
    /// Who stands by the cue.
    pub subject: Option<Subject>,
    /// The finder that found it.
    pub finder: &'static str,
    /// The first unit from which another cue may be read.
    pub resume: usize,
    /// The number of its paragraph.
    pub paragraph: usize,
    /// The units of its sentence, grown where later ones join.
    pub sentence: Range<usize>,
    /// How it is reported.
    pub form: Form,
}

/// A finder looks at the unit `i` of a sentence; `before` are the sentence's finds so far.
pub type Finder = fn(&Sentence, usize, &[Found]) -> Option<Found>;

/// The finders that start from a cue, in order of precedence.
pub const FINDERS: &[(&str, Finder)] = &[
    ("according to", according::find),
    ("content before cue", before::find),
    ("content after cue", after::find),
    ("judged by", passive::find),
    ("cue noun", nouns::find),
    ("adjective or view", predicate::find),
];

/// The finders that see a whole sentence when its cues are done.
pub const WITHOUT_CUE: &[(&str, Finder)] = &[
    ("headline colon", headline::find),
    ("quotation alone", bare::find),
];

/// The quotations of `page` in reading order.
pub fn find(page: &Page) -> Vec<Found> {
    let mut all: Vec<Found> = Vec::new();
    for (number, paragraph) in page.paragraphs.iter().enumerate() {
        let headline = paragraph.kind == SegmentKind::Headline;
        if let Some(found) = transcript::line(page, paragraph, number) {
            all.push(found);
            continue;
        }
        let beginning = all.len();
        for range in &paragraph.sentences {
            let first = all.len();
            read(page, range.clone(), headline, &mut all);
            for found in &mut all[first..] {
                found.paragraph = number;
            }
            all[first..].sort_by_key(|f| f.content[0].start);
            bare::join(page, &mut all, first, number, range);
        }
        bare::announced(page, &mut all, beginning, number);
    }
    for found in &mut all {
        found.form = form(page, found);
    }
    all
}

/// Reads one sentence and appends what it holds.
fn read(page: &Page, range: Range<usize>, headline: bool, all: &mut Vec<Found>) {
    let first = all.len();
    let mut sentence = Sentence {
        page,
        start: range.start,
        end: range.end,
        headline,
        from: range.start,
    };
    // “Roe: The Plan Is Dead” is Roe's, whatever cues the plan holds.
    if headline && let Some(found) = headline::led(&sentence) {
        all.push(Found {
            finder: "headline colon",
            sentence: range,
            ..found
        });
        return;
    }
    let (mut cues, mut marks) = (false, false);
    // An attribution that closes the sentence holds whatever cues stand before it.
    for (i, unit) in range.clone().zip(&page.units[range.clone()]) {
        cues |= cue(unit);
        marks |= mark(unit);
        let according = unit.is(ACCORDING) && !unit.capital();
        if unit.entry.frames & F_BEFORE == 0 && !according || i < sentence.from {
            continue;
        }
        let finder: Finder = if according {
            according::find
        } else {
            before::find
        };
        let found = finder(&sentence, i, &all[first..])
            .filter(|f| before::outer(&sentence, f) && sound(f, &range, &all[first..]));
        if let Some(found) = found {
            sentence.from = found.resume;
            all.push(Found {
                finder: if according {
                    "according to"
                } else {
                    "content before cue"
                },
                sentence: range.clone(),
                ..found
            });
        }
    }
    let outer = all.len();
    sentence.from = range.start;
    let mut i = if cues { range.start } else { range.end };
    while i < range.end {
        let within = |f: &&Found| f.content[0].start <= i && i < f.resume;
        if let Some(resume) = all[first..outer].iter().find(within).map(|f| f.resume) {
            i = resume;
            sentence.from = sentence.from.max(i);
            continue;
        }
        let unit = &page.units[i];
        let mut next = i + 1;
        if cue(unit) {
            let found = FINDERS.iter().find_map(|(name, finder)| {
                finder(&sentence, i, &all[first..]).map(|f| Found { finder: name, ..f })
            });
            if let Some(found) = found.filter(|f| sound(f, &range, &all[first..])) {
                next = found.resume.max(i + 1);
                let taken = found.content.iter().map(|c| c.end).max().unwrap_or(0);
                sentence.from = sentence.from.max(taken).max(found.cue.end);
                all.push(Found {
                    sentence: range.clone(),
                    ..found
                });
            }
        }
        i = next;
    }
    for (name, finder) in WITHOUT_CUE.iter().filter(|_| marks) {
        for i in range.clone() {
            if !mark(&page.units[i]) {
                continue;
            }
            let found = finder(&sentence, i, &all[first..]).map(|f| Found { finder: name, ..f });
            if let Some(found) = found.filter(|f| sound(f, &range, &all[first..])) {
                all.push(Found {
                    sentence: range.clone(),
                    ..found
                });
            }
        }
    }
}

/// True for a word that may be a cue.
fn cue(unit: &Token) -> bool {
    unit.kind == Kind::Word
        && (unit.entry.inflection != Inflection::None
            || unit.is(CUE_NOUN | CUE_ADJECTIVE | CUE_VIEW | ACCORDING))
}

/// True for what the finders without a cue look at.
fn mark(unit: &Token) -> bool {
    matches!(unit.kind, Kind::Quote | Kind::Colon | Kind::Dash)
}

/// A content lies in its sentence, is not empty and takes nothing that is taken.
fn sound(found: &Found, sentence: &Range<usize>, before: &[Found]) -> bool {
    let inside =
        |c: &Range<usize>| c.start < c.end && c.start >= sentence.start && c.end <= sentence.end;
    let free = |c: &Range<usize>| {
        before
            .iter()
            .flat_map(|f| &f.content)
            .all(|t| t.end <= c.start || c.end <= t.start)
    };
    !found.content.is_empty()
        && found.content.iter().all(|c| inside(c) && free(c))
        && found.content.windows(2).all(|w| w[0].end <= w[1].start)
}

fn form(page: &Page, found: &Found) -> Form {
    if page.paragraphs[found.paragraph].kind == SegmentKind::Headline {
        return Form::Headline;
    }
    let mut units = found.content.iter().flat_map(|c| c.clone());
    let quoted = units.clone().any(|i| page.units[i].kind == Kind::Quote);
    let all = units.all(|i| !matches!(page.units[i].kind, Kind::Word | Kind::Number));
    match (quoted, all) {
        (true, true) => Form::Direct,
        (true, false) => Form::Mixed,
        _ => Form::Indirect,
    }
}

impl Found {
    /// The quotation in bytes: spans without outer marks, ordered, not overlapping.
    pub fn quotation(&self, page: &Page) -> Quotation {
        let mut spans: Vec<Span> = Vec::new();
        for range in &self.content {
            let alone = range.clone().all(|i| page.units[i].kind == Kind::Quote);
            if alone {
                spans.extend(range.clone().filter_map(|i| page.quote(i)).map(|q| q.inner));
            } else {
                spans.push(page.span(range.clone()).trim(page.text));
            }
        }
        spans.retain(|s| !s.is_empty());
        let cue = (!self.cue.is_empty()).then(|| Cue {
            span: page.span(self.whole_cue(page)),
        });
        let source = self.subject.as_ref().map(|s| page.span(s.mention.clone()));
        Quotation {
            form: self.form,
            spans,
            cue,
            source,
        }
    }

    /// The cue with the “against” of “argued against a deal” or “warned the port against
    /// delays”: without it the cue would say the opposite.
    fn whole_cue(&self, page: &Page) -> Range<usize> {
        let cue = self.cue.clone();
        let first = self.content.iter().map(|c| c.start).find(|c| *c > cue.end);
        let last = first.map_or(0, |first| first - 1);
        let near = cue.end <= last && last < cue.end + 6 && last < self.sentence.end;
        match near && page.word(last) == "against" {
            true => cue.start..last + 1,
            false => cue,
        }
    }

    /// A find of one range of units.
    pub fn one(content: Range<usize>, cue: Range<usize>, subject: Option<Subject>) -> Self {
        Self::new(std::iter::once(content).collect(), cue, subject)
    }

    /// A find of `content` by the cue `cue`.
    pub fn new(content: Vec<Range<usize>>, cue: Range<usize>, subject: Option<Subject>) -> Self {
        let resume = content
            .iter()
            .map(|c| c.end)
            .max()
            .unwrap_or(0)
            .max(cue.end);
        Found {
            content,
            cue,
            subject,
            finder: "",
            resume,
            paragraph: 0,
            sentence: 0..0,
            form: Form::Indirect,
        }
    }
}

/// The quotations of `page` with their finders' knowledge left out.
pub fn quotations(page: &Page) -> Vec<Quotation> {
    find(page).iter().map(|f| f.quotation(page)).collect()
}
