//! Lines, joined where a paragraph was wrapped, and what each is: a headline, running
//! text, or what scraping left behind.
//!
//! The first line is a headline where more text follows; later lines are where they are
//! short and end without a stop. Boilerplate is known by how it begins or ends.

use crate::document::SegmentKind;
use crate::text::Span;
use std::sync::OnceLock;

/// A line or several joined ones, without white space at its ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Line {
    /// Where it stands.
    pub span: Span,
    /// What it is.
    pub kind: SegmentKind,
}

/// Beginnings of boilerplate lines, lower case. Source: written for this project from
/// pages of English-language news sites.
const BEGINNINGS: &[&str] = &[
    "click to play video",
    "click here",
    "read more",
    "read also",
    "read next",
    "read the full",
    "read:",
    "also read",
    "see also",
    "related:",
    "related articles",
    "related stories",
    "related content",
    "related topics",
    "recommended",
    "story continues",
    "article continues",
    "continue reading",
    "sponsored",
    "advertisement",
    "advertising",
    "promoted",
    "share this",
    "share on",
    "share via",
    "share article",
    "follow us",
    "follow @",
    "sign up",
    "subscribe",
    "newsletter",
    "photo:",
    "photo by",
    "photos:",
    "photograph:",
    "image:",
    "image source",
    "image credit",
    "image caption",
    "picture:",
    "video:",
    "watch:",
    "watch live",
    "listen:",
    "gallery:",
    "file photo",
    "(file photo",
    "getty images",
    "credit:",
    "copyright",
    "©",
    "all rights reserved",
    "tags:",
    "topics:",
    "categories:",
    "filed under",
    "posted in",
    "published",
    "updated:",
    "last updated",
    "last modified",
    "cookie",
    "we use cookies",
    "by clicking",
    "by signing",
    "terms of",
    "privacy policy",
    "download the",
    "get the app",
    "skip to",
    "most read",
    "most popular",
    "trending",
    "more from",
    "you might also",
    "you may also",
    "you can also read",
    "similar news",
    "join the conversation",
    "comments are closed",
    "view comments",
    "leave a comment",
    "loading",
    "please enable",
    "print this",
    "email this",
    "back to top",
    "your email",
    "contact us",
    "about the author",
    "this article was",
    "this story was",
    "this report was",
    "reporting by",
    "editing by",
    "writing by",
    "additional reporting",
    "for more",
    "(with inputs",
    "with inputs from",
    "join us on",
    "like us on",
    "support our",
    "donate",
    "log in",
    "sign in",
    "register",
    "breaking:",
    "live updates",
    "live blog",
    "html5",
    "[embed",
];

/// Ends of boilerplate lines, lower case.
const ENDINGS: &[&str] = &[
    "»",
    "read more",
    "getty images",
    "/getty images)",
    "/ap)",
    "/reuters)",
    "/afp)",
    "all rights reserved.",
    "min read",
    "(ap photo)",
    "viewing this topic",
    "viewing this topic.",
];

/// Longest headline, in bytes and in words.
const HEADLINE_BYTES: usize = 220;
const HEADLINE_WORDS: usize = 32;

/// The lines of `text` with their kinds; lines that are blank are left out.
pub fn lines(text: &str) -> Vec<Line> {
    let mut lines: Vec<Line> = Vec::new();
    let mut start = 0;
    let mut joinable = false;
    for end in memchr::memchr_iter(b'\n', text.as_bytes()).chain([text.len()]) {
        let span = Span { start, end }.trim(text);
        start = (end + 1).min(text.len());
        if span.is_empty() {
            joinable = false;
            continue;
        }
        match lines.last_mut() {
            Some(last) if joinable && continues(last.span.of(text), span.of(text)) => {
                last.span.end = span.end
            }
            _ => lines.push(Line {
                span,
                kind: SegmentKind::Paragraph,
            }),
        }
        joinable = true;
    }
    unglue(text, &mut lines);
    classify(text, &mut lines);
    lines
}

/// Parts “Council Backs New CranesThe harbour chief …”: a title that scraping glued to
/// the line below it.
fn unglue(text: &str, lines: &mut Vec<Line>) {
    let mut at = 0;
    while at < lines.len() {
        let span = lines[at].span;
        at += 1;
        if let Some(cut) = glue(span.of(text)) {
            let (title, rest) = (span.start..span.start + cut, span.start + cut..span.end);
            lines[at - 1].span = Span::new(title.start, title.end);
            lines.insert(
                at,
                Line {
                    span: Span::new(rest.start, rest.end),
                    kind: SegmentKind::Paragraph,
                },
            );
            at += 1;
        }
    }
}

/// Where a title ends in `line` and running text is glued to it: a small letter before a
/// capital inside a word, behind words that are written as in a title.
fn glue(line: &str) -> Option<usize> {
    if line.len() < 2 * TITLE_WORDS {
        return None;
    }
    let mut words = 0;
    for word in line.split_ascii_whitespace().take(HEADLINE_WORDS) {
        let start = word.as_ptr() as usize - line.as_ptr() as usize;
        if start > HEADLINE_BYTES
            || word.ends_with(['.', '!', '?', '”', '"']) && !word.contains("U.S.")
        {
            return None;
        }
        if words >= TITLE_WORDS
            && let Some(cut) = camel(word)
        {
            let rest = &line[start + cut..];
            let runs_on = rest.split_ascii_whitespace().take(TITLE_REST).count() == TITLE_REST;
            return runs_on.then_some(start + cut);
        }
        // Small words of a title are short: “of”, “with”.
        if word.len() > 4 || word.starts_with(char::is_uppercase) {
            if word.starts_with(char::is_lowercase) {
                return None;
            }
            words += 1;
        }
    }
    None
}

/// Words of a title before the glued one, and of the text behind it.
const TITLE_WORDS: usize = 3;
const TITLE_REST: usize = 6;

/// Where a second word begins inside `word`: “Cranes|The”, “NATO|U.S.”.
fn camel(word: &str) -> Option<usize> {
    if let Some(at) = word.find("U.S.").filter(|at| *at >= 3) {
        return word[..at]
            .bytes()
            .all(|b| b.is_ascii_alphabetic())
            .then_some(at);
    }
    let bytes = word.as_bytes();
    let cut = (3..bytes.len()).find(|i| bytes[*i].is_ascii_uppercase())?;
    let small = bytes[1..cut].iter().all(u8::is_ascii_lowercase);
    // “McDonald”, “MacArthur”, “DeSantis”: one name.
    let name = cut <= 3 && matches!(&word[..cut], "Mac" | "Van" | "Fitz");
    let next = bytes.get(cut + 1).is_some_and(u8::is_ascii_lowercase);
    (small && next && !name && word.is_char_boundary(cut)).then_some(cut)
}

/// True where `line` goes on what `last` began: a wrapped paragraph.
fn continues(last: &str, line: &str) -> bool {
    last.len() > 40
        && last.ends_with(|c: char| c.is_alphanumeric() || c == ',' || c == '-')
        && line.starts_with(char::is_lowercase)
}

fn classify(text: &str, lines: &mut [Line]) {
    let count = lines.len();
    for i in 0..count {
        let line = lines[i].span.of(text);
        lines[i].kind =
            if boilerplate(line) || i > 0 && repeats_caption(lines[i - 1].span.of(text), line) {
                SegmentKind::Boilerplate
            } else if count > 1 && headline(line, i == 0) {
                SegmentKind::Headline
            } else {
                SegmentKind::Paragraph
            };
    }
}

/// The line under “Click to play video: 'X'” says X again.
fn repeats_caption(above: &str, line: &str) -> bool {
    starts(above, "click to play") && above.len() < 400 && above.contains(line)
}

fn boilerplate(line: &str) -> bool {
    if line.len() > 600 {
        return false;
    }
    let begins = beginnings(line.as_bytes()[0])
        .iter()
        .find(|b| starts(line, b));
    let ends = ENDINGS.iter().any(|e| ends(line, e));
    if begins.is_some() || ends {
        let words = line.split_ascii_whitespace().count();
        if ends && words <= 40 {
            return true;
        }
        if begins.is_some_and(|b| {
            words <= 14 || words <= 40 && b.ends_with(':') || b.starts_with("click to play")
        }) {
            return true;
        }
    }
    byline(line) || dated_caption(line) || !line.contains(char::is_alphabetic)
}

/// The beginnings that begin with `byte`, sorted out on first use.
fn beginnings(byte: u8) -> &'static [&'static str] {
    static SORTED: OnceLock<Vec<Vec<&'static str>>> = OnceLock::new();
    let sorted = SORTED.get_or_init(|| {
        let mut sorted = vec![Vec::new(); 256];
        for beginning in BEGINNINGS {
            sorted[beginning.as_bytes()[0] as usize].push(*beginning);
        }
        sorted
    });
    &sorted[byte.to_ascii_lowercase() as usize]
}

/// True where `line` begins with `start`, the case of ASCII letters aside.
fn starts(line: &str, start: &str) -> bool {
    let (line, start) = (line.as_bytes(), start.as_bytes());
    line.len() >= start.len()
        && line[0].to_ascii_lowercase() == start[0]
        && line[..start.len()].eq_ignore_ascii_case(start)
}

/// True where `line` ends with `end`, the case of ASCII letters aside.
fn ends(line: &str, end: &str) -> bool {
    let (line, end) = (line.as_bytes(), end.as_bytes());
    line.len() >= end.len() && line[line.len() - end.len()..].eq_ignore_ascii_case(end)
}

/// “By Ada Doe”, “By Ada Doe and Bo Roe, Metro Writer”: few words, all but small ones capital.
fn byline(line: &str) -> bool {
    let rest = match line.get(..3) {
        Some(by) if by.eq_ignore_ascii_case("by ") => &line[3..],
        _ => return false,
    };
    line.split_ascii_whitespace().count() <= 9
        && !line.ends_with(['.', '!', '?', '"', '”'])
        && rest.split_ascii_whitespace().all(|w| {
            w.starts_with(|c: char| !c.is_lowercase())
                || matches!(w, "and" | "for" | "of" | "in" | "the")
        })
}

/// A video's caption ends with its date: “… – Feb 6, 2024”.
fn dated_caption(line: &str) -> bool {
    if !line.ends_with(|c: char| c.is_ascii_digit()) {
        return false;
    }
    const MONTHS: &[&str] = &[
        "jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec",
    ];
    let Some((_, date)) = line.rsplit_once(['–', '—']) else {
        return false;
    };
    let date = date.trim();
    date.len() <= 18
        && MONTHS.iter().any(|m| starts(date, m))
        && date.contains(|c: char| c.is_ascii_digit())
}

fn headline(line: &str, first: bool) -> bool {
    if line.len() > HEADLINE_BYTES {
        return false;
    }
    let end = line.trim_end_matches(['"', '”', '\'', '’', ')']);
    let stopped = end.ends_with(['.', '!', '?', '…', ':', ',', ';']);
    if stopped && !first {
        return false;
    }
    let words = line.split_ascii_whitespace().count();
    if words > HEADLINE_WORDS {
        return false;
    }
    // A title may be followed by a stop that the scraper added; it has one sentence.
    let one = || !line.contains(". ") && !line.contains("? ") && !line.contains("\" ");
    if first {
        !stopped || one()
    } else {
        words >= 4
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use SegmentKind::*;

    /// Each line of `text` is of the kind that stands before it.
    fn check(cases: &[(SegmentKind, &str)]) {
        let text = cases.iter().map(|c| c.1).collect::<Vec<_>>().join("\n\n");
        let found: Vec<_> = lines(&text)
            .iter()
            .map(|l| (l.kind, l.span.of(&text)))
            .collect();
        assert_eq!(found, cases);
    }

    #[test]
    fn lines_are_told_apart() {
        check(&[
            (Headline, "Harbour chief asks council for more tugs"),
            (Boilerplate, "By Ada Doe and Bo Roe"),
            (
                Paragraph,
                "The harbour chief asked the council for more tugs on Monday.",
            ),
            (Boilerplate, "Click to play video: 'Tugs in the harbour'"),
            (Boilerplate, "Tugs in the harbour"),
            (
                Boilerplate,
                "A tug leaves the harbour at dawn on its way to the river mouth. – Feb 6, 2024",
            ),
            (Boilerplate, "Story continues below advertisement"),
            (Paragraph, "“We are short of tugs,” she said."),
            (Headline, "Council weighs a levy on ferries"),
            (Boilerplate, "Read more »"),
            (Boilerplate, "* * *"),
        ]);
    }

    #[test]
    fn a_caption_that_opens_with_curly_marks_is_repeated_too() {
        check(&[
            (Headline, "Harbour chief asks council for more tugs"),
            (
                Boilerplate,
                "Click to play video: '‘We need more’: harbour urges council to buy tugs'",
            ),
            (
                Boilerplate,
                "‘We need more’: harbour urges council to buy tugs",
            ),
        ]);
    }

    #[test]
    fn wrapped_lines_are_one_paragraph() {
        let text =
            "The harbour chief asked the council for more tugs and\na crane on Monday.\nShe left.";
        assert_eq!(lines(text).len(), 2);
    }
}
