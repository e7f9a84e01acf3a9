//! The people of an article: full names, the short ones that follow, he or she.
//!
//! A full name is a run of capitals that a first name or a title begins. A later short
//! name belongs to the last person who bears it; “he” to a man, “she” to a woman.

use crate::segment::Page;
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

/// One person.
#[derive(Debug, Clone)]
pub struct Person {
    /// The fullest name in the article, titles left out.
    pub name: String,
    /// He, she or not known.
    pub gender: Gender,
    /// The roles that stand by the name, lower case: “minister”.
    pub roles: Vec<String>,
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
pub struct People {
    /// The people.
    pub all: Vec<Person>,
    /// Where they are named, in order.
    pub namings: Vec<Naming>,
    by_last: HashMap<String, usize>,
}

impl People {
    /// Reads the names of `page`.
    pub fn read(page: &Page) -> Self {
        let mut people = People::default();
        for paragraph in &page.paragraphs {
            for sentence in &paragraph.sentences {
                let mut i = sentence.start;
                while i < sentence.end {
                    match name_from(page, i, sentence.end) {
                        Some(units) => {
                            i = units.end;
                            people.add(page, units, sentence.start);
                        }
                        None => i += 1,
                    }
                }
            }
        }
        people
    }

    fn add(&mut self, page: &Page, units: Range<usize>, start: usize) {
        let words: Vec<&Token> = page.units[units.clone()].iter().collect();
        let title = words
            .iter()
            .take_while(|t| t.is(TITLE) && !t.is(MAN | WOMAN))
            .count();
        let bare = units.start + title..units.end;
        if bare.is_empty() {
            return;
        }
        let last = page.word(bare.end - 1).to_string();
        let full = bare.len() >= 2 && words.iter().skip(title).any(|t| t.is(MAN | WOMAN))
            || title > 0 && bare.len() >= 2;
        let mut gender = Gender::Open;
        for word in &words {
            match page.text.get(word.span.start..word.span.end) {
                Some("Mr." | "Mr" | "Sir" | "Lord") => gender = Gender::Man,
                Some("Mrs." | "Ms." | "Mrs" | "Ms" | "Miss" | "Lady" | "Dame") => {
                    gender = Gender::Woman
                }
                _ => {}
            }
        }
        if gender == Gender::Open && full {
            gender = match page.units[bare.start].entry.classes & (MAN | WOMAN) {
                MAN => Gender::Man,
                WOMAN => Gender::Woman,
                _ => Gender::Open,
            };
        }
        let known = self.by_last.get(&last).copied();
        let person = match known {
            Some(person) => {
                let entry = &mut self.all[person];
                let text = page.span(bare.clone()).of(page.text);
                if text.len() > entry.name.len() && text.ends_with(&entry.name) {
                    entry.name = text.to_string();
                }
                if entry.gender == Gender::Open {
                    entry.gender = gender;
                }
                person
            }
            None if full || title > 0 => {
                self.all.push(Person {
                    name: page.span(bare.clone()).of(page.text).to_string(),
                    gender,
                    roles: Vec::new(),
                });
                self.by_last.insert(last, self.all.len() - 1);
                self.all.len() - 1
            }
            None => return,
        };
        self.roles(page, &units, start, person);
        self.namings.push(Naming { units, person });
    }

    /// Roles before a name (“the pilot Ada Doe”) and behind it (“Ada Doe, a pilot,”).
    fn roles(&mut self, page: &Page, units: &Range<usize>, start: usize, person: usize) {
        let near_before = units.start.saturating_sub(3).max(start)..units.start;
        let comma = page
            .units
            .get(units.end)
            .is_some_and(|u| u.kind == Kind::Comma);
        let near_after = units.end..if comma {
            (units.end + 8).min(page.units.len())
        } else {
            units.end
        };
        for k in near_before
            .chain(units.start..units.start + 2)
            .chain(near_after)
        {
            let Some(unit) = page.units.get(k) else { break };
            if unit.is(ROLE | TITLE) && self.all[person].roles.len() < 8 {
                let role = page.word(k).to_lowercase();
                if !self.all[person].roles.contains(&role) {
                    self.all[person].roles.push(role);
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

    /// The last naming before unit `before` that `fits`, within a bounded look back.
    pub fn last_before(&self, before: usize, fits: impl Fn(&Person) -> bool) -> Option<usize> {
        let end = self.namings.partition_point(|n| n.units.end <= before);
        self.namings[end.saturating_sub(24)..end]
            .iter()
            .rev()
            .map(|n| n.person)
            .find(|p| fits(&self.all[*p]))
    }
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
            && units.get(k + 1).is_some_and(Token::capital);
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
