//! The people of an article: full names, the short ones that follow, he or she.
//!
//! A run of capitals names a person where a first name or a title begins it, where a
//! role or an age stands beside it, or where its last word comes back alone. A later
//! short name belongs to the person who bears it; “he” to a man, “she” to a woman.

use super::nation;
use crate::segment::Page;
use crate::text::Span;
use crate::text::lexicon::*;
use crate::text::tokens::{Kind, Token};
use std::collections::HashMap;
use std::ops::Range;

/// What is known of a person's gender.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Gender {
    /// “he”.
    Man,
    /// “she”.
    Woman,
    /// Not known.
    Open,
}

/// A role as the words of a text give it: “foreign minister” of “Ukraine”.
#[derive(Debug, Clone, Copy)]
pub struct Role<'a> {
    /// The noun: “minister”.
    pub noun: &'a str,
    /// The word before it that tells two such roles apart: “foreign”.
    pub kind: Option<&'a str>,
    /// The country it belongs to: “Ukraine”, “Ukrainian”.
    pub nation: Option<&'a str>,
}

impl Role<'_> {
    /// True where `self`, with all it says, can mean the holder of `held`.
    pub fn fits(&self, held: &Role) -> bool {
        let agree = |a: Option<&str>, b: Option<&str>, same: fn(&str, &str) -> bool| {
            a.zip(b).is_none_or(|(a, b)| same(a, b))
        };
        self.noun.eq_ignore_ascii_case(held.noun)
            && agree(self.kind, held.kind, str::eq_ignore_ascii_case)
            && agree(self.nation, held.nation, nation::same)
    }
}

/// One person.
#[derive(Debug, Clone)]
pub struct Person<'a> {
    /// Where the fullest name in the article stands, titles left out.
    pub name: Span,
    /// He, she or not known.
    pub gender: Gender,
    /// The roles that stand by the name.
    pub roles: Vec<Role<'a>>,
}

/// A place where a person is mentioned by name.
#[derive(Debug, Clone)]
pub struct Naming {
    /// The units of the name.
    pub units: Range<usize>,
    /// The number of the person.
    pub person: usize,
}

/// Everybody named on a page.
#[derive(Debug, Default)]
pub struct People<'a> {
    /// The people.
    pub all: Vec<Person<'a>>,
    /// Where they are named, in order.
    pub namings: Vec<Naming>,
    by_last: HashMap<&'a str, usize>,
}

/// Roles kept of one person.
const ROLES_KEPT: usize = 6;

impl<'a> People<'a> {
    /// Reads the names of `page`.
    pub fn read(page: &'a Page) -> Self {
        let mut runs: Vec<(Range<usize>, usize)> = Vec::new();
        for paragraph in &page.paragraphs {
            for sentence in &paragraph.sentences {
                let mut i = sentence.start;
                while i < sentence.end {
                    match name_from(page, i, sentence.end) {
                        Some(units) => {
                            i = units.end;
                            runs.push((units, sentence.start));
                        }
                        None => i += 1,
                    }
                }
            }
        }
        let mut alone: HashMap<&str, ()> = HashMap::with_capacity(runs.len());
        alone.extend(
            (runs.iter())
                .filter(|(run, start)| run.len() == 1 && run.start > *start || owns(page, run))
                .map(|(run, _)| (page.word(run.end - 1), ())),
        );
        let mut people = People::default();
        for (run, start) in runs {
            people.add(page, run, start, &alone);
        }
        people
    }

    fn add(
        &mut self,
        page: &'a Page,
        units: Range<usize>,
        start: usize,
        alone: &HashMap<&str, ()>,
    ) {
        let bare = bare(page, &units, start);
        let titled = bare.start > units.start;
        let first = page.units[bare.start];
        let last = &page.units[bare.end - 1];
        let thing = BODY | GROUP | PLACE | DOCUMENT | VENUE | ROLE | TITLE | TIME_NOUN;
        let forename = bare.len() >= 2 && first.is(MAN | WOMAN);
        if last.is(thing) && !forename && !last.is(MAN | WOMAN) {
            return;
        }
        let key = page.word(bare.end - 1);
        let known = self.by_last.get(key).copied();
        let person = match known {
            Some(person) => person,
            None => {
                let plain = || !page.units[bare.clone()].iter().any(|u| u.is(thing));
                let full = forename
                    || titled
                    || bare.len() >= 2
                        && plain()
                        && (beside_role(page, &bare, start) || alone.contains_key(key));
                if !full {
                    return;
                }
                self.all.push(Person {
                    name: page.span(bare.clone()),
                    gender: Gender::Open,
                    roles: Vec::new(),
                });
                self.by_last.insert(key, self.all.len() - 1);
                self.all.len() - 1
            }
        };
        let entry = &mut self.all[person];
        let name = page.span(bare.clone());
        if name.len() > entry.name.len() && name.of(page.text).ends_with(entry.name.of(page.text)) {
            entry.name = name;
        }
        if entry.gender == Gender::Open {
            entry.gender = gender(page, &units, forename.then_some(first));
        }
        self.roles(page, &bare, start, person);
        self.namings.push(Naming { units, person });
    }

    /// Roles before a name (“the pilot Ada Doe”) and behind it (“Ada Doe, a pilot,”).
    fn roles(&mut self, page: &'a Page, bare: &Range<usize>, start: usize, person: usize) {
        let comma = (bare.end)..(bare.end + 1).min(page.units.len());
        let behind = match page.units.get(comma.start) {
            Some(u) if u.kind == Kind::Comma => bare.end..(bare.end + 9).min(page.units.len()),
            _ => bare.end..bare.end,
        };
        let before = bare.start.saturating_sub(5).max(start)..bare.start;
        for k in before.chain(behind) {
            let unit = &page.units[k];
            if matches!(unit.kind, Kind::Stop | Kind::Quote | Kind::Semicolon) && k >= bare.end {
                break;
            }
            if unit.is(ROLE | TITLE) && !unit.is(MAN | WOMAN) {
                let role = role(page, k, start);
                let held = &mut self.all[person].roles;
                if held.len() < ROLES_KEPT {
                    held.push(role);
                }
                if self.all[person].gender == Gender::Open {
                    self.all[person].gender = gendered(role.noun);
                }
            }
        }
    }

    /// The person whom the last word of `head` names.
    pub fn named(&self, page: &Page, head: &Range<usize>) -> Option<usize> {
        head.clone().rev().take(12).find_map(|k| {
            let unit = &page.units[k];
            if unit.capital() {
                self.by_last.get(page.word(k)).copied()
            } else {
                None
            }
        })
    }

    /// The namings that end before unit `before`, the last first, within a bounded look back.
    pub fn before(&self, before: usize) -> impl Iterator<Item = &Naming> {
        let end = self.namings.partition_point(|n| n.units.end <= before);
        self.namings[end.saturating_sub(24)..end].iter().rev()
    }

    /// The last person named before unit `before` who `fits`.
    pub fn last_before(&self, before: usize, fits: impl Fn(&Person) -> bool) -> Option<usize> {
        self.before(before)
            .map(|n| n.person)
            .find(|p| fits(&self.all[*p]))
    }

    /// The words of person `number`'s fullest name.
    pub fn name(&self, page: &Page, number: usize) -> String {
        words(self.all[number].name.of(page.text))
    }
}

/// `text` with its white space made single.
pub fn words(text: &str) -> String {
    let mut joined = String::with_capacity(text.len());
    for word in text.split_whitespace() {
        if !joined.is_empty() {
            joined.push(' ');
        }
        joined.push_str(word);
    }
    joined
}

/// The role whose noun stands at `k`, with the words before it.
pub fn role<'a>(page: &'a Page, k: usize, start: usize) -> Role<'a> {
    let units = &page.units;
    let mut role = Role {
        noun: page.word(k),
        kind: None,
        nation: None,
    };
    let mut b = k;
    while b > start && k - b < 4 {
        b -= 1;
        let unit = &units[b];
        if unit.is(NATIONALITY | PLACE) && unit.word() {
            role.nation = Some(page.word(b));
            break;
        }
        if unit.kind == Kind::Possessive {
            continue;
        }
        if !unit.word() || unit.is(DETERMINER | PREPOSITION | CONJUNCTION | POSSESSIVE) {
            break;
        }
        if role.kind.is_none() && b + 1 == k {
            role.kind = Some(page.word(b));
        }
    }
    // “the president of Moldova”
    if role.nation.is_none()
        && units.get(k + 1).is_some_and(|u| u.is(PREPOSITION))
        && units.get(k + 2).is_some_and(|u| u.is(PLACE))
    {
        role.nation = Some(page.word(k + 2));
    }
    role
}

/// “Roe's plan”: a name alone that owns something.
fn owns(page: &Page, run: &Range<usize>) -> bool {
    run.len() == 1
        && page
            .units
            .get(run.end)
            .is_some_and(|u| u.kind == Kind::Possessive)
}

/// The name in `run` without the roles and titles that begin it.
fn bare(page: &Page, run: &Range<usize>, start: usize) -> Range<usize> {
    let units = &page.units;
    let last = run.end - 1;
    let mut from = run.start;
    for k in run.start..last {
        let first_name = units[k].is(MAN | WOMAN) && !units[k + 1].is(MAN | WOMAN | ROLE | TITLE);
        if units[k].is(ROLE | TITLE) && !first_name {
            from = k + 1;
        }
    }
    // “Secretary of State Ada Doe”, “the Harbour Commission's Ada Doe”
    let led = run.start > start && units[run.start - 1].is(PREPOSITION);
    let body = BODY | PLACE | NATIONALITY | GROUP;
    if from == run.start && (led || units[run.start..last].iter().any(|u| u.is(body))) {
        from = (run.start + 1..last)
            .find(|k| units[*k].is(MAN | WOMAN))
            .unwrap_or(from);
    }
    from..run.end
}

fn gender(page: &Page, run: &Range<usize>, first: Option<Token>) -> Gender {
    for k in run.clone() {
        match page.word(k) {
            "Mr." | "Mr" | "Sir" | "Lord" => return Gender::Man,
            "Mrs." | "Ms." | "Mrs" | "Ms" | "Miss" | "Lady" | "Dame" => return Gender::Woman,
            _ => {}
        }
    }
    match first.map_or(0, |t| t.entry.classes & (MAN | WOMAN)) {
        MAN => Gender::Man,
        WOMAN => Gender::Woman,
        _ => Gender::Open,
    }
}

/// “spokeswoman”, “chairman”: the gender that a role shows.
fn gendered(role: &str) -> Gender {
    let ends = |end: &str| {
        role.len() > end.len()
            && role
                .get(role.len() - end.len()..)
                .is_some_and(|tail| tail.eq_ignore_ascii_case(end))
    };
    match () {
        _ if ends("woman") => Gender::Woman,
        _ if ends("man") => Gender::Man,
        _ => Gender::Open,
    }
}

/// True where a role or an age stands right beside the name: “spokeswoman Ada Doe”,
/// “the mayor, Ada Doe,”, “Ada Doe, 43,”, “Ada Doe, a pilot”.
fn beside_role(page: &Page, name: &Range<usize>, start: usize) -> bool {
    let units = &page.units;
    let at = |k: usize| units.get(k);
    let before = (name.start.checked_sub(1))
        .filter(|k| *k >= start)
        .is_some_and(|k| {
            units[k].is(ROLE) && units[k].word()
                || units[k].kind == Kind::Comma && k > start && units[k - 1].is(ROLE)
        });
    // “the head of the harbour commission, Ada Doe,”
    let between = name.len() <= 3
        && name.start > start + 1
        && units[name.start - 1].kind == Kind::Comma
        && at(name.end).is_some_and(|u| u.kind == Kind::Comma)
        && (start.max(name.start.saturating_sub(10))..name.start - 1)
            .any(|k| units[k].is(ROLE) && units[k].word());
    let apposed = at(name.end).is_some_and(|u| u.kind == Kind::Comma)
        && (at(name.end + 1).is_some_and(|u| u.kind == Kind::Number)
            || (name.end + 1..name.end + 7)
                .map_while(|k| at(k).filter(|u| u.word() || u.kind == Kind::Possessive))
                .any(|u| u.is(ROLE) && u.word()));
    before || between || apposed
}

/// A run of capitals at `i` that looks like a person's name, titles included.
fn name_from(page: &Page, i: usize, end: usize) -> Option<Range<usize>> {
    let units = &page.units;
    if !units[i].capital() {
        return None;
    }
    let mut k = i;
    while k < end && k < i + 7 {
        let unit = &units[k];
        let capital = unit.capital()
            && !unit.is(TIME
                | MONTH
                | DETERMINER
                | PREPOSITION
                | CONJUNCTION
                | SUBORDINATOR
                | HE_SHE_THEY
                | SUBJECT
                | NATIONALITY
                | POSSESSIVE)
            || k > i && unit.is(MONTH) && unit.is(MAN | WOMAN);
        let particle = k > i
            && unit.word()
            && unit.is(PARTICLE)
            && (k + 1..k + 3).any(|n| {
                units.get(n).is_some_and(Token::capital)
                    && (n == k + 1 || units[k + 1].is(PARTICLE))
            });
        if !capital && !particle {
            break;
        }
        k += 1;
    }
    if k == i {
        return None;
    }
    Some(i..k)
}
