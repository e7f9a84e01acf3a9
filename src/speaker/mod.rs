//! Speakers: whose words each quotation is, by which rule, and how surely.
//!
//! In go the finds of `quote` and the page; out comes one [`Speaker`] a find, or the
//! reason why nobody can be named. The first rule of [`RULES`] that answers decides.
//! The mention is the one that stands by the statement (“he”); the name is the fullest
//! one that the article gives the same person ([`people`]).

mod author;
mod nation;
pub mod people;
mod pronoun;
mod rules;
mod short;

use crate::quote::Found;
use crate::segment::Page;
use crate::statement::{Mention, Speaker};
use people::{Gender, People};
use std::ops::Range;

/// What a rule answers: the mention, the name, its confidence.
pub struct Answer {
    /// The units that mention the speaker.
    pub mention: Range<usize>,
    /// The fullest name.
    pub name: String,
    /// The person the name belongs to, where one is known.
    pub person: Option<usize>,
}

/// What a rule may look at.
pub struct Case<'a> {
    /// The page.
    pub page: &'a Page<'a>,
    /// The people of the article.
    pub people: &'a People<'a>,
    /// The short names of the article's bodies.
    pub shorts: &'a short::Shorts<'a>,
    /// The first units of its sentences, in order.
    pub sentences: &'a [usize],
    /// The find whose speaker is asked for.
    pub found: &'a Found,
    /// The finds before, with their answers.
    pub before: &'a [Found],
    /// Their mention, person and name.
    pub answers: &'a [Option<Answer>],
}

/// A rule names a speaker or passes.
pub type Rule = fn(&Case) -> Option<Answer>;

/// The rules in order, each with its confidence: the share of matched statements of
/// annotated news (PolNeAR, training part) whose speaker the rule had right, rounded.
pub const RULES: &[(&str, f64, Rule)] = &[
    ("pronoun", 0.94, pronoun::find),
    ("author of the words", 0.86, author::find),
    ("role", 0.95, rules::role),
    ("named by preposition", 0.97, rules::preposition),
    ("antecedent of who", 0.89, rules::relative),
    ("before apposition", 0.96, rules::apposition),
    ("subject carried on", 0.86, rules::chain),
    ("named at the cue", 0.96, rules::near),
    ("speaker goes on", 0.59, rules::goes_on),
    ("sentence before", 0.34, rules::sentence_before),
];

/// The speaker of each of `finds`, or why there is none.
pub fn speakers(page: &Page, finds: &[Found]) -> Vec<Result<Speaker, &'static str>> {
    let mut people = People::read(page);
    let shorts = short::Shorts::read(page);
    let sentences: Vec<usize> = page
        .paragraphs
        .iter()
        .flat_map(|p| p.sentences.iter().map(|s| s.start))
        .collect();
    let mut answers: Vec<Option<Answer>> = Vec::with_capacity(finds.len());
    let mut speakers = Vec::with_capacity(finds.len());
    for (i, found) in finds.iter().enumerate() {
        let case = Case {
            page,
            people: &people,
            shorts: &shorts,
            sentences: &sentences,
            found,
            before: &finds[..i],
            answers: &answers,
        };
        let answer = RULES
            .iter()
            .find_map(|(name, confidence, rule)| rule(&case).map(|a| (*name, *confidence, a)))
            // Words that are all white space name nobody.
            .filter(|(_, _, a)| {
                !a.name.trim().is_empty()
                    && !page.span(a.mention.clone()).trim(page.text).is_empty()
            });
        match answer {
            Some((rule, confidence, answer)) => {
                // Whom the text once calls “she” is a woman from there on.
                if let Some(person) = answer.person
                    && people.all[person].gender == Gender::Open
                {
                    people.all[person].gender = pronoun::gender(page, &answer.mention);
                }
                let mention = Mention {
                    span: page.span(answer.mention.clone()).trim(page.text),
                };
                speakers.push(Ok(Speaker {
                    name: answer.name.clone(),
                    mention,
                    confidence,
                    rule,
                }));
                answers.push(Some(answer));
            }
            None => {
                let reason = if found.cue.is_empty() {
                    "no cue and no speaker before it"
                } else {
                    "the cue has no subject"
                };
                speakers.push(Err(reason));
                answers.push(None);
            }
        }
    }
    speakers
}
