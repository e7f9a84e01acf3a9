//! What a person sees: the statements in reading order, who said them, where they stand.
//!
//! Colours are asked for, never assumed. Control characters and marks that turn the
//! direction of text are shown as `·`, so that an article cannot command a terminal.

use super::{Encode, Encoded};
use crate::annotation::{Annotation, Answer, Named, StatementRecord};
use crate::document::Article;
use crate::error::Result;
use crate::label::Head;
use owo_colors::{AnsiColors, OwoColorize, Style};
use std::fmt::Write;

/// Shows records as text for a person.
#[derive(Debug, Clone)]
pub struct Terminal {
    /// Whether colours are used.
    pub colour: bool,
    /// Characters on a line, at least 40.
    pub width: usize,
    /// The questions that the records answer; their labels are given colours in order.
    pub heads: Vec<Head>,
}

/// Told apart on light and on dark ground, by most people; the words say it anyway.
const COLOURS: [AnsiColors; 6] = [
    AnsiColors::Blue,
    AnsiColors::Green,
    AnsiColors::Magenta,
    AnsiColors::Cyan,
    AnsiColors::Yellow,
    AnsiColors::Red,
];

const INDENT: &str = "     ";

impl Encode for Terminal {
    fn encode(&self, article: &Article, record: Annotation) -> Result<Encoded> {
        let _ = article;
        let mut out = String::new();
        let name = record.title.as_ref().map_or_else(
            || plain(&record.id),
            |title| format!("{} ({})", plain(title), plain(&record.id)),
        );
        let count = match record.statements.len() {
            0 => "no statement".to_owned(),
            1 => "1 statement".to_owned(),
            n => format!("{n} statements"),
        };
        // Writing to a string cannot fail.
        let _ = writeln!(
            out,
            "{} · {count}\n",
            self.paint(&name, Style::new().bold())
        );
        for (index, statement) in record.statements.iter().enumerate() {
            self.statement(&mut out, index + 1, statement);
        }
        Ok(Encoded::Bytes(out.into_bytes()))
    }
}

impl Terminal {
    fn statement(&self, out: &mut String, number: usize, statement: &StatementRecord) {
        let speaker = match (&statement.speaker, &statement.speaker_unknown) {
            (Some(speaker), _) => self.paint(&plain(&speaker.name), Style::new().bold()),
            (None, Some(why)) => self.paint(
                &format!("unknown speaker: {}", plain(why)),
                Style::new().dimmed(),
            ),
            (None, None) => self.paint("unknown speaker", Style::new().dimmed()),
        };
        let mention = statement.speaker.as_ref().and_then(|speaker| {
            (speaker.mention.text != speaker.name)
                .then(|| format!(" (“{}”)", plain(&speaker.mention.text)))
        });
        let cue = statement
            .cue
            .as_ref()
            .map_or(String::new(), |cue| format!(" · {}", plain(&cue.text)));
        let details = format!("{}{cue} · {}", mention.unwrap_or_default(), statement.form);
        let _ = writeln!(
            out,
            "{number:>3}  {speaker}{}",
            self.paint(&details, Style::new().dimmed())
        );
        let (open, close) = match statement.form.as_str() {
            "direct" => ("“", "”"),
            _ => ("", ""),
        };
        let words = format!("{open}{}{close}", plain(&statement.text));
        for line in wrap(&words, self.width.max(40) - INDENT.len()) {
            let _ = writeln!(out, "{INDENT}{line}");
        }
        if !statement.heads.is_empty() {
            let _ = writeln!(out, "{INDENT}{}", self.answers(&statement.heads));
        }
        for evidence in statement.evidence.iter().flatten() {
            let line = format!(
                "{INDENT}  {:+.2} {} ← “{}”",
                evidence.weight,
                evidence.label,
                plain(&evidence.text)
            );
            let _ = writeln!(out, "{}", self.paint(&line, Style::new().dimmed()));
        }
        out.push('\n');
    }

    /// `▪ pro_spending 91 %   ▪ negative 71 %`, a dash where nothing holds.
    fn answers(&self, heads: &Named<Answer>) -> String {
        let mut parts = Vec::new();
        for (head, answer) in heads.iter() {
            let labels = answer.labels();
            if labels.is_empty() {
                let what = match answer {
                    Answer::Independent {
                        abstained: true, ..
                    }
                    | Answer::Exclusive { .. } => "undecided",
                    Answer::Independent { .. } => "–",
                };
                parts.push(self.paint(&format!("{head} {what}"), Style::new().dimmed()));
            }
            for label in labels {
                let probability = answer
                    .probabilities()
                    .get(label)
                    .copied()
                    .unwrap_or_default();
                let words = format!("{label} {:.0} %", 100.0 * probability);
                parts.push(self.paint(&words, self.style(head, label)));
            }
        }
        parts.join("   ")
    }

    fn style(&self, head: &str, label: &str) -> Style {
        let mut place = 0;
        for known in &self.heads {
            if known.name == head {
                let index = place + known.index(label).unwrap_or_default();
                return Style::new().color(COLOURS[index % COLOURS.len()]);
            }
            place += known.n_labels();
        }
        Style::new()
    }

    fn paint(&self, words: &str, style: Style) -> String {
        if self.colour {
            words.style(style).to_string()
        } else {
            words.to_owned()
        }
    }
}

/// `text` on one line, without anything that a terminal would obey.
fn plain(text: &str) -> String {
    text.chars()
        .map(|c| match c {
            '\n' | '\r' | '\t' => ' ',
            c if c.is_control() => '·',
            '\u{200E}' | '\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}' => '·',
            c => c,
        })
        .collect()
}

/// `text` in lines of at most `width` characters, broken at spaces where there are some.
fn wrap(text: &str, width: usize) -> Vec<String> {
    let mut lines = Vec::new();
    let mut line = String::new();
    let mut length = 0;
    for word in text.split_whitespace() {
        let n = word.chars().count();
        if length > 0 && length + 1 + n > width {
            lines.push(std::mem::take(&mut line));
            length = 0;
        }
        if length > 0 {
            line.push(' ');
            length += 1;
        }
        line.push_str(word);
        length += n;
    }
    if length > 0 {
        lines.push(line);
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_broken_at_spaces() {
        assert_eq!(wrap("one two three", 8), ["one two", "three"]);
        assert_eq!(wrap("immeasurable", 4), ["immeasurable"]);
        assert!(wrap("  ", 4).is_empty());
    }

    #[test]
    fn an_article_cannot_command_a_terminal() {
        assert_eq!(plain("a\u{1B}[2Jb\u{202E}c\nd"), "a·[2Jb·c d");
    }
}
