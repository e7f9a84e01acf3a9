//! From a labelled stretch of a text to a statement with its context.
//!
//! Python tools count code points, web pages count UTF-16 units; both call it an offset. The
//! words that a tool stores beside them say which it was. Where nothing can tell, the span is
//! refused: a statement cut one emoji too late would be learned from as it is.

use super::LabelledStatement;
use crate::error::{Error, Result};
use crate::segment::segments;
use crate::text::Span;
use serde::{Deserialize, Serialize};

/// What offsets count.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Units {
    /// Unicode code points, as in Python.
    CodePoints,
    /// UTF-16 units, as in JavaScript.
    Utf16,
}

/// Where a span lies in `text`, and whether its offsets had to be repaired.
///
/// `stored` holds the words that the tool kept beside it; `expected` what its offsets count
/// where that is known.
///
/// # Errors
/// An input error where the offsets fit no reading, or two readings that differ.
pub fn locate(
    text: &str,
    [start, end]: [usize; 2],
    stored: Option<&str>,
    expected: Option<Units>,
) -> Result<(Span, bool)> {
    let points = of_units(text, [start, end], Units::CodePoints);
    let utf16 = of_units(text, [start, end], Units::Utf16);
    if let Some(stored) = stored.map(plain).filter(|stored| !stored.is_empty()) {
        let fits = |span: &Option<Span>| span.is_some_and(|span| plain(span.of(text)) == stored);
        return match (points, utf16) {
            (Some(span), _) if fits(&points) => Ok((span, false)),
            (_, Some(span)) if fits(&utf16) => Ok((span, true)),
            _ => Err(Error::input(format!(
                "span {start}–{end} does not hold \"{stored}\", counted in code points or in UTF-16 units; export the text and its spans again"
            ))),
        };
    }
    let outside = || {
        Error::input(format!(
            "span {start}–{end} lies outside of the text, which has {} code points",
            text.chars().count()
        ))
    };
    match expected {
        Some(Units::CodePoints) => points.map(|span| (span, false)).ok_or_else(outside),
        Some(Units::Utf16) => utf16.map(|span| (span, true)).ok_or_else(outside),
        None if points == utf16 => points.map(|span| (span, false)).ok_or_else(outside),
        None => Err(Error::input(format!(
            "span {start}–{end} follows characters that code points and UTF-16 units count differently, and its words are not stored; say --offsets code-points or --offsets utf16"
        ))),
    }
}

/// As tools store it: line breaks spelled out by some, ends trimmed by others.
fn plain(text: &str) -> String {
    text.replace("\\n", "\n").trim().to_owned()
}

fn of_units(text: &str, [start, end]: [usize; 2], units: Units) -> Option<Span> {
    let mut seen = 0;
    let (mut from, mut to) = (None, None);
    for (byte, c) in text.char_indices() {
        if seen == start {
            from = from.or(Some(byte));
        }
        if seen == end {
            to = to.or(Some(byte));
        }
        seen += match units {
            Units::CodePoints => 1,
            Units::Utf16 => c.len_utf16(),
        };
    }
    if seen == start {
        from = from.or(Some(text.len()));
    }
    if seen == end {
        to = to.or(Some(text.len()));
    }
    match (from, to) {
        (Some(from), Some(to)) if from < to => Some(Span::new(from, to)),
        _ => None,
    }
}

/// Makes `statement` the words of `span`, with the sentences that hold it and the one before.
pub fn cut(statement: &mut LabelledStatement, text: &str, span: Span) {
    let sentences: Vec<Span> = segments(text)
        .into_iter()
        .flat_map(|segment| segment.sentences)
        .collect();
    let first = sentences.iter().position(|s| s.overlaps(span));
    let last = sentences.iter().rposition(|s| s.overlaps(span));
    if let (Some(first), Some(last)) = (first, last) {
        let whole = Span::new(
            sentences[first].start.min(span.start),
            sentences[last].end.max(span.end),
        );
        statement.sentence = Some(whole.of(text).to_owned());
        if first > 0 {
            statement.before = Some(sentences[first - 1].of(text).to_owned());
        }
    }
    statement.text = span.of(text).trim().to_owned();
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = "😀 Rain fell. “We will pay,” the mayor said.";

    #[test]
    fn stored_words_say_what_offsets_count() {
        // “We will pay” begins at code point 14, which is UTF-16 unit 15.
        for (offsets, repaired) in [([14, 26], false), ([15, 27], true)] {
            let (span, is_repaired) = locate(TEXT, offsets, Some("We will pay,"), None).unwrap();
            assert_eq!((span.of(TEXT), is_repaired), ("We will pay,", repaired));
        }
        let error = locate(TEXT, [3, 8], Some("We will pay,"), None).unwrap_err();
        assert!(error.to_string().contains("does not hold"), "{error}");
    }

    #[test]
    fn without_stored_words_only_what_is_certain_is_taken() {
        let error = locate(TEXT, [14, 26], None, None).unwrap_err();
        assert!(error.to_string().contains("--offsets"), "{error}");
        let (span, _) = locate(TEXT, [15, 27], None, Some(Units::Utf16)).unwrap();
        assert_eq!(span.of(TEXT), "We will pay,");
        assert!(locate("Rain fell.", [0, 4], None, None).is_ok());
        assert!(locate("Rain fell.", [4, 40], None, None).is_err());
        assert!(locate("Rain fell.", [4, 2], None, None).is_err());
    }

    #[test]
    fn a_span_brings_its_sentence_and_the_one_before() {
        let mut statement = LabelledStatement::default();
        let text = "Rain fell all day. The mayor said the town will pay. Nobody asked.";
        let span = Span::new(
            text.find("the town").unwrap(),
            text.find(". Nobody").unwrap(),
        );
        cut(&mut statement, text, span);
        assert_eq!(statement.text, "the town will pay");
        assert_eq!(
            statement.sentence.as_deref(),
            Some("The mayor said the town will pay.")
        );
        assert_eq!(statement.before.as_deref(), Some("Rain fell all day."));
    }
}
