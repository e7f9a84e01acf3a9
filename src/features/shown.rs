//! What a model is shown of a statement: its text, led by a cue that says something.
//!
//! “Urged”, “refused”, “welcomed” belong to what was said as much as the words do; “said”
//! and its like only tell that something was.

use crate::statement::{Form, StatementView};
use std::borrow::Cow;

/// Cues that add nothing: the statement stands for itself.
const PLAIN_CUES: &[&str] = &[
    "said",
    "says",
    "say",
    "saying",
    "told",
    "tells",
    "tell",
    "telling",
    "according",
    "added",
    "adds",
    "adding",
    "noted",
    "stated",
    "wrote",
    "writes",
    "reported",
];

/// The cue that is shown before the text, where it says something.
pub fn shown_cue<'a>(statement: &StatementView<'a>) -> Option<&'a str> {
    statement.cue.map(str::trim).filter(|cue| {
        !cue.is_empty()
            && statement.form != Some(Form::Headline)
            && !cue.split_whitespace().any(|word| {
                let word = word.trim_end_matches([',', ':']);
                PLAIN_CUES
                    .iter()
                    .any(|plain| plain.eq_ignore_ascii_case(word))
            })
    })
}

/// The text whose terms describe `statement`, and how many bytes of it are cue.
pub fn shown<'a>(statement: &StatementView<'a>) -> (Cow<'a, str>, usize) {
    match shown_cue(statement) {
        Some(cue) => (
            Cow::Owned(format!("{cue} {}", statement.text)),
            cue.len() + 1,
        ),
        None => (Cow::Borrowed(statement.text), 0),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_cue_that_says_something_is_shown() {
        let view = |cue, form| StatementView {
            text: "more arms",
            cue,
            form,
            ..Default::default()
        };
        for (cue, form, expected) in [
            (Some("urged"), None, "urged more arms"),
            (Some("said"), None, "more arms"),
            (Some("Told reporters"), None, "more arms"),
            (Some("urges"), Some(Form::Headline), "more arms"),
            (None, None, "more arms"),
        ] {
            let (text, skip) = shown(&view(cue, form));
            assert_eq!(text, expected);
            assert_eq!(&text[skip..], "more arms");
        }
    }
}
