//! Lines, joined where a paragraph was wrapped, and what each is: a headline, running
//! text, or what scraping left behind.
//!
//! The first line is a headline where more text follows; later lines are where they are
//! short and end without a stop. Boilerplate is known by how it begins or ends.

use super::glue::unglue;
use super::leftovers::{boilerplate, repeats_caption};
use crate::document::SegmentKind;
use crate::text::Span;

/// A line or several joined ones, without white space at its ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Line {
    /// Where it stands.
    pub span: Span,
    /// What it is.
    pub kind: SegmentKind,
}

/// Longest headline, in bytes.
pub const HEADLINE_BYTES: usize = 220;
/// Longest headline, in words.
pub const HEADLINE_WORDS: usize = 32;
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
    if first { !stopped || one() } else { words >= 4 }
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
