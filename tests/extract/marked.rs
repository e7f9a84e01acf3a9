//! Text with its answer marked: `[[content]]`, `{speaker}`, `¶` for a new paragraph.
//!
//! Where a text holds several statements, `[[b:…]]` and `{b:…}` belong to the second,
//! and so on; without a letter they belong to the first. A statement whose speaker is
//! not marked has none in its sentence. A text with no mark holds no statement.

use onrecord::document::Article;
use onrecord::extract::statements;

/// One statement as marked or as found: its contents, and who is marked.
#[derive(Debug, PartialEq, Eq, Default, Clone)]
pub struct Answer {
    pub contents: Vec<String>,
    pub speaker: Option<String>,
}

/// Takes the marks out of `marked`: the bare text and the answers.
pub fn read(marked: &str) -> (String, Vec<Answer>) {
    let marked = marked.replace('¶', "\n\n");
    let mut text = String::new();
    let mut answers: Vec<Answer> = Vec::new();
    let mut rest = marked.as_str();
    while let Some(at) = rest.find(['[', '{']) {
        let (open, close) = if rest[at..].starts_with("[[") {
            ("[[", "]]")
        } else {
            ("{", "}")
        };
        if !rest[at..].starts_with(open) {
            text.push_str(&rest[..at + 1]);
            rest = &rest[at + 1..];
            continue;
        }
        text.push_str(&rest[..at]);
        let inside = &rest[at + open.len()..];
        let end = inside.find(close).expect("every mark is closed");
        let (number, words) = match inside.as_bytes() {
            [letter @ b'a'..=b'z', b':', ..] => ((letter - b'a') as usize, &inside[2..end]),
            _ => (0, &inside[..end]),
        };
        answers.resize(answers.len().max(number + 1), Answer::default());
        match open {
            "[[" => answers[number].contents.push(words.to_string()),
            _ => answers[number].speaker = Some(words.to_string()),
        }
        text.push_str(words);
        rest = &inside[end + close.len()..];
    }
    text.push_str(rest);
    (text, answers)
}

/// The statements found in `text` are the ones marked; returns them for closer looks.
pub fn check(marked: &str) -> Vec<onrecord::statement::Statement> {
    let (text, wanted) = read(marked);
    let found = statements(&Article {
        text: text.clone(),
        ..Article::default()
    });
    let answers: Vec<Answer> = found
        .iter()
        .map(|s| Answer {
            contents: s
                .quotation
                .spans
                .iter()
                .map(|span| span.of(&text).to_string())
                .collect(),
            speaker: s
                .speaker
                .as_ref()
                .ok()
                .map(|p| p.mention.span.of(&text).to_string()),
        })
        .collect();
    let wanted: Vec<Answer> = wanted
        .into_iter()
        .zip(answers.iter().map(Some).chain(std::iter::repeat(None)))
        .map(|(w, f)| {
            // An unmarked speaker leaves it open where the rules look elsewhere for one.
            let speaker = w
                .speaker
                .clone()
                .or_else(|| f.and_then(|f| f.speaker.clone()));
            Answer { speaker, ..w }
        })
        .collect();
    assert_eq!(answers, wanted, "\nin: {marked}");
    found
}

/// The contents of every statement of `text`, in order.
pub fn contents(text: &str) -> Vec<Vec<String>> {
    let article = Article {
        text: text.into(),
        ..Default::default()
    };
    let span = |p: &onrecord::text::Span| p.of(text).to_string();
    statements(&article)
        .iter()
        .map(|s| s.quotation.spans.iter().map(span).collect())
        .collect()
}
