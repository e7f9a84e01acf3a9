//! Any text at all: valid, ordered spans, and nothing that depends on what is far away.

use onrecord::document::Article;
use onrecord::extract::statements;
use proptest::prelude::*;

/// Spans lie on character boundaries, are not empty and share no byte.
fn sound(text: &str) {
    let article = Article {
        text: text.to_string(),
        ..Article::default()
    };
    let found = statements(&article);
    let starts: Vec<usize> = found.iter().map(|s| s.quotation.spans[0].start).collect();
    assert!(starts.is_sorted(), "statements out of order in {text:?}");
    let mut spans: Vec<_> = found
        .iter()
        .flat_map(|s| s.quotation.spans.clone())
        .collect();
    for statement in &found {
        assert!(
            statement
                .quotation
                .spans
                .windows(2)
                .all(|w| w[0].end <= w[1].start)
        );
        let _ = (
            statement.sentence.of(text),
            statement.before.map(|b| b.of(text)),
            statement.content(text),
        );
        if let Ok(speaker) = &statement.speaker {
            assert!(!speaker.mention.span.of(text).is_empty() && !speaker.name.is_empty());
        }
    }
    spans.sort_unstable();
    assert!(spans.iter().all(|s| !s.is_empty() && s.end <= text.len()));
    assert!(
        spans.windows(2).all(|w| w[0].end <= w[1].start),
        "spans overlap in {text:?}"
    );
    for span in spans {
        let _ = span.of(text);
    }
}

const PIECES: &[&str] = &[
    "\"",
    "“",
    "”",
    "„",
    "«",
    "»",
    "''",
    "'",
    "’",
    "‘",
    "``",
    "(",
    ")",
    ",",
    ".",
    "?",
    "!",
    "…",
    ":",
    ";",
    " — ",
    " - ",
    "%",
    "\n",
    "\n\n",
    " said",
    " said that",
    " told reporters",
    " according to ",
    "According to ",
    " asked",
    "Asked whether ",
    " when asked ",
    " called",
    " for ",
    " of ",
    " the minister",
    "The minister",
    " Ada Doe",
    "He ",
    " who ",
    ", who ",
    " and ",
    " but ",
    " while ",
    "As ",
    " by ",
    " was ",
    " criticized ",
    " adding ",
    " is confident that ",
    " in his opinion",
    " a warning that ",
    " on Monday",
    " in an interview",
    " to ",
    " pay",
    " more",
    "é",
    "ß",
    "日本",
    "\u{200b}",
    "Sen. ",
    "U.S.",
    " J. ",
    "3.5",
    "KYIV, May 2 (X) — ",
    "Q: ",
    "MR. ROE: ",
    "Read more »",
    " it",
    " 's",
    "’s",
    "—",
    "Ä",
];

proptest! {
    #[test]
    fn any_text_is_sound(text in "\\PC{0,300}") {
        sound(&text);
    }

    #[test]
    fn any_bytes_made_text_are_sound(bytes in prop::collection::vec(any::<u8>(), 0..400)) {
        sound(&String::from_utf8_lossy(&bytes));
    }

    #[test]
    fn any_mixture_of_marks_and_cues_is_sound(pieces in prop::collection::vec(prop::sample::select(PIECES), 0..80)) {
        sound(&pieces.concat());
    }
}

#[test]
fn white_space_behind_according_to_names_nobody() {
    // Found by the fuzz target: a vertical tab was taken for the speaker's name.
    sound("V according to \u{b}-");
}

#[test]
fn a_headline_may_end_with_and() {
    // Found by the fuzz target: a speaker that ends with “and” at the end of the text.
    sound("V:Ms)ss\nV\t-\t-\u{b}- @-\u{b}- \u{b}-   »   and");
    sound("The council must buy a crane - Doe and");
}

#[test]
fn a_block_behind_a_colon_is_taken_once() {
    // Found by the fuzz target: a paragraph joined to the statement before it was also
    // given to the speaker whom the colon announced.
    sound("Roe said:\n\n''The pier J@J:\nUUd,\n\n''The pier is shut and so is\n\nit was critic");
    sound(
        ":!UuS sa:\n\0iSSdd \"y b,b,\"d\0z said \u{10}\u{10}\0E:\n\n''\"J@J:\u{5}UUUUTUUd,\n\n''\u{10}\u{10}\u{10}S'S was critic\0\0\nS\0\0E:\nS\0\0eb ",
    );
}

/// Paragraphs that hold no speech and no marks, more of them than any rule looks over.
const QUIET: &str = "\n\nThe tide turned in the bay.\n\nIt rained on the pier.\n\nThe boats lay in the old basin.\n\n\
The tide turned in the bay.\n\nIt rained on the pier.\n\nThe boats lay in the old basin.\n\n\
The tide turned in the bay.\n\nIt rained on the pier.\n\nThe boats lay in the old basin.\n\n";

/// Contents and cues of `text` that begin before `end`.
fn quotations(text: &str, end: usize) -> Vec<onrecord::statement::Quotation> {
    let article = Article {
        text: text.to_string(),
        ..Article::default()
    };
    statements(&article)
        .into_iter()
        .map(|s| s.quotation)
        .filter(|q| q.spans[0].start < end)
        .collect()
}

proptest! {
    /// Nothing is looked for beyond the paragraphs near by: that, with sentences of a
    /// bounded length, is why time grows with the length of a text and no faster.
    #[test]
    fn what_is_found_depends_on_what_stands_near(
        before in prop::collection::vec(prop::sample::select(PIECES), 0..60),
        behind in prop::collection::vec(prop::sample::select(PIECES), 0..60),
    ) {
        let (before, behind) = (before.concat(), behind.concat());
        let alone = format!("{before}{QUIET}");
        let both = format!("{alone}{behind}");
        prop_assert_eq!(quotations(&alone, before.len()), quotations(&both, before.len()));
    }

    /// A text many times over holds its statements as many times, whatever it is.
    #[test]
    fn a_text_twice_over_holds_its_statements_twice(
        pieces in prop::collection::vec(prop::sample::select(PIECES), 0..60),
    ) {
        let once = format!("Quiet day in the bay{QUIET}{}{QUIET}", pieces.concat());
        let twice = format!("{once}{}{QUIET}", pieces.concat());
        let of = |text: &str, from: usize| -> Vec<String> {
            quotations(text, text.len())
                .iter()
                .filter(|q| q.spans[0].start >= from)
                .flat_map(|q| q.spans.iter().map(|s| s.of(text).to_string()))
                .collect()
        };
        prop_assert_eq!(of(&once, 0), of(&twice, once.len()));
    }
}
