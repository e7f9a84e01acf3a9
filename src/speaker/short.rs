//! Short names of bodies: “the WFP” is the “World Food Programme (WFP)” of the same article.

use super::people;
use crate::segment::Page;
use crate::text::tokens::{Case, Kind};
use std::collections::HashMap;
use std::ops::Range;

/// Words looked back over for the full name before a bracket.
const BACK: usize = 12;

/// The short names of a page, each with its full one.
#[derive(Debug, Default)]
pub struct Shorts<'a> {
    full: HashMap<&'a str, String>,
}

impl<'a> Shorts<'a> {
    /// Reads the bracketed short names of `page`: “Harbour Safety Board (HSB)”.
    pub fn read(page: &'a Page) -> Self {
        let mut shorts = Shorts::default();
        for i in 1..page.units.len().saturating_sub(2) {
            let short = &page.units[i + 1];
            let bracket = page.units[i].kind == Kind::Open && page.units[i + 2].kind == Kind::Close;
            if !bracket || !short.word() || short.case != Case::Upper {
                continue;
            }
            let word = page.word(i + 1);
            if let Some(start) = begin(page, i, word) {
                let name = people::words(page.span(start..i).of(page.text));
                shorts.full.entry(word).or_insert(name);
            }
        }
        shorts
    }

    /// The full name of the body that `head` names by its short or its full one.
    pub fn name(&self, page: &Page, head: &Range<usize>) -> Option<&str> {
        if self.full.is_empty() {
            return None;
        }
        let article = matches!(page.word(head.start), "the" | "The") as usize;
        let bare = head.start + article..head.end;
        if bare.len() == 1 {
            return self.full.get(page.word(bare.start)).map(String::as_str);
        }
        // The full name itself, so that both have one name.
        let initials: String = capitals(page, &bare);
        let full = self.full.get(initials.as_str())?;
        let own = people::words(page.span(bare).of(page.text));
        (own == *full).then_some(full)
    }
}

/// The first letters of the words of `range` that a capital begins.
fn capitals(page: &Page, range: &Range<usize>) -> String {
    range
        .clone()
        .filter(|k| page.units[*k].capital())
        .filter_map(|k| page.word(k).chars().next())
        .collect()
}

/// Where the words before the bracket at `open` begin whose first letters make `short`.
fn begin(page: &Page, open: usize, short: &str) -> Option<usize> {
    if short.len() < 2 {
        return None;
    }
    let mut letters = short.chars().rev();
    let mut wanted = letters.next()?;
    for k in (open.saturating_sub(BACK)..open).rev() {
        let unit = &page.units[k];
        if !unit.word() {
            return None;
        }
        if !unit.capital() {
            continue;
        }
        if page.word(k).chars().next()? != wanted {
            return None;
        }
        match letters.next() {
            Some(letter) => wanted = letter,
            None => return Some(k),
        }
    }
    None
}
