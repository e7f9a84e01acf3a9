//! A page for reading: the article with its statements marked in place.
//!
//! Speaker and labels stand in the margin, below the paragraph on a phone; the words that
//! decided show on hover and, for readers without a mouse, behind “why”. The page holds no
//! script and forbids any; everything from the input is escaped.

use super::{Encode, Encoded, Layout, Plain};
use crate::annotation::{Annotation, Answer, StatementRecord};
use crate::document::Article;
use crate::error::Result;
use crate::label::{Head, HeadKind};
use crate::text::columns::Columns as Counter;
use std::fmt::Write;

/// Writes each article as a part of the page.
#[derive(Debug, Clone)]
pub struct Html {
    heads: Vec<Head>,
}

const STYLE: &str = include_str!("page.css");
/// Colours that the style sheet knows.
const N_COLOURS: usize = 6;

impl Html {
    /// A page whose colours stand for the labels of `heads`, in order.
    pub fn new(heads: &[Head]) -> Self {
        Self {
            heads: heads.to_vec(),
        }
    }

    /// The layout: head and legend, then the articles.
    pub fn layout(&self) -> HtmlLayout {
        let mut out = String::new();
        let _ = write!(
            out,
            "<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">\
             <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\
             <meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">\
             <title>Statements on record</title><style>{STYLE}</style></head>\n<body><header><h1>Statements on record</h1>"
        );
        let independent = self
            .heads
            .iter()
            .filter(|head| head.kind == HeadKind::Independent);
        for head in independent {
            let _ = write!(
                out,
                "<ul class=\"legend\" aria-label=\"Legend: {}\">",
                escaped(&head.name)
            );
            for label in &head.labels {
                let _ = write!(
                    out,
                    "<li><span class=\"chip {}\">{}</span></li>",
                    self.class(head, label),
                    escaped(label)
                );
            }
            let _ = write!(
                out,
                "<li><mark>a statement with no {}</mark></li></ul>",
                escaped(&head.name)
            );
        }
        out.push_str("</header><main>\n");
        HtmlLayout(out)
    }

    fn class(&self, head: &Head, label: &str) -> String {
        let before = self
            .heads
            .iter()
            .take_while(|known| known.name != head.name)
            .filter(|known| known.kind == HeadKind::Independent)
            .map(Head::n_labels)
            .sum::<usize>();
        format!(
            "l{}",
            (before + head.index(label).unwrap_or_default()) % N_COLOURS
        )
    }

    /// The class of a mark: that of the first label that holds under an independent head.
    fn mark_class(&self, statement: &StatementRecord) -> String {
        self.heads
            .iter()
            .filter(|head| head.kind == HeadKind::Independent)
            .find_map(|head| match statement.heads.get(&head.name)? {
                Answer::Independent {
                    labels, primary, ..
                } => {
                    let label = primary.as_ref().or(labels.first())?;
                    Some(self.class(head, label))
                }
                Answer::Exclusive { .. } => None,
            })
            .unwrap_or_default()
    }

    fn note(&self, out: &mut String, id: &str, number: usize, statement: &StatementRecord) {
        let _ = write!(
            out,
            "<div class=\"note\" id=\"{id}n{number}\"><a href=\"#{id}s{number}\" aria-label=\"to statement {number}\">{number}</a> "
        );
        match &statement.speaker {
            Some(speaker) => {
                let _ = write!(out, "<b>{}</b>", escaped(&speaker.name));
            }
            None => {
                let why = statement.speaker_unknown.as_deref().unwrap_or("not named");
                let _ = write!(
                    out,
                    "<span class=\"soft\">unknown speaker: {}</span>",
                    escaped(why)
                );
            }
        }
        let _ = write!(
            out,
            " <span class=\"soft\">{}</span>",
            escaped(&statement.form)
        );
        let mut answers = String::new();
        for head in &self.heads {
            let Some(answer) = statement.heads.get(&head.name) else {
                continue;
            };
            for label in answer.labels() {
                let percent = 100.0
                    * answer
                        .probabilities()
                        .get(label)
                        .copied()
                        .unwrap_or_default();
                let class = match head.kind {
                    HeadKind::Independent => format!("chip {}", self.class(head, label)),
                    HeadKind::Exclusive => "soft".to_owned(),
                };
                let _ = write!(
                    answers,
                    " <span class=\"{class}\">{} {percent:.0} %</span>",
                    escaped(label)
                );
            }
        }
        if !answers.is_empty() {
            let _ = write!(out, "<br>{}", answers.trim_start());
        }
        let evidence = statement.evidence.iter().flatten();
        let items: Vec<String> = evidence
            .map(|e| {
                format!(
                    "<li>{:+.2} {} ← “{}”</li>",
                    e.weight,
                    escaped(&e.label),
                    escaped(&e.text)
                )
            })
            .collect();
        if !items.is_empty() {
            let _ = write!(
                out,
                "<details><summary>why</summary><ul>{}</ul></details>",
                items.concat()
            );
        }
        out.push_str("</div>");
    }
}

/// A span of the text, in bytes, that belongs to a statement.
struct Marked {
    start: usize,
    end: usize,
    statement: usize,
    is_first: bool,
}

impl Encode for Html {
    fn encode(&self, article: &Article, record: Annotation) -> Result<Encoded> {
        let text = &article.text;
        let counter = Counter::new(text);
        let mut marks: Vec<Marked> = Vec::new();
        for (index, statement) in record.statements.iter().enumerate() {
            marks.extend(
                statement
                    .spans
                    .iter()
                    .enumerate()
                    .map(|(place, [start, end])| Marked {
                        start: counter.byte(*start),
                        end: counter.byte(*end),
                        statement: index,
                        is_first: place == 0,
                    }),
            );
        }
        marks.sort_by_key(|mark| (mark.start, mark.end));
        // The same text twice on a page would give the same names twice; that hurts nobody.
        let id = format!(
            "a{}",
            &record.text_sha256[..12.min(record.text_sha256.len())]
        );
        let mut out = String::with_capacity(2 * text.len() + 600 * record.statements.len());
        let title = record.title.as_ref().unwrap_or(&record.id);
        let _ = write!(out, "<article><h2 dir=\"auto\">{}</h2>", escaped(title));
        self.about(&mut out, &record);
        let mut at = 0;
        let mut next = 0;
        for paragraph in text.split_inclusive('\n') {
            let end = at + paragraph.len();
            if paragraph.trim().is_empty() {
                at = end;
                continue;
            }
            out.push_str("<div class=\"row\"><p dir=\"auto\">");
            let mut noted = Vec::new();
            while let Some(mark) = marks.get_mut(next).filter(|mark| mark.start < end) {
                let start = mark.start.max(at);
                out.push_str(&escaped(&text[at..start]));
                // A mark that goes on into the next paragraph is opened again there.
                let stop = mark.end.min(end).max(start);
                let number = mark.statement + 1;
                let statement = &record.statements[mark.statement];
                self.open(&mut out, &id, number, statement, mark.is_first);
                out.push_str(&escaped(&text[start..stop]));
                out.push_str("</mark>");
                if mark.is_first {
                    noted.push(mark.statement);
                }
                at = stop;
                if mark.end > end {
                    (mark.start, mark.is_first) = (end, false);
                    break;
                }
                next += 1;
            }
            out.push_str(&escaped(text[at..end].trim_end()));
            out.push_str("</p><div class=\"notes\">");
            for statement in noted {
                self.note(&mut out, &id, statement + 1, &record.statements[statement]);
            }
            out.push_str("</div></div>\n");
            at = end;
        }
        out.push_str("</article>\n");
        Ok(Encoded::Bytes(out.into_bytes()))
    }
}

impl Html {
    fn about(&self, out: &mut String, record: &Annotation) {
        let mut parts: Vec<String> = [&record.outlet, &record.date, &record.author]
            .into_iter()
            .flatten()
            .map(|part| escaped(part))
            .collect();
        match record.url.as_deref() {
            // Only what a browser opens as a page; anything else stays words.
            Some(url) if url.starts_with("https://") || url.starts_with("http://") => {
                parts.push(format!(
                    "<a href=\"{0}\" rel=\"noopener noreferrer\">{0}</a>",
                    escaped(url)
                ));
            }
            Some(url) => parts.push(escaped(url)),
            None => parts.push(escaped(&record.source)),
        }
        let n = record.statements.len();
        parts.push(format!("{n} statement{}", if n == 1 { "" } else { "s" }));
        let _ = write!(out, "<p class=\"about\">{}</p>\n", parts.join(" · "));
    }

    fn open(
        &self,
        out: &mut String,
        id: &str,
        number: usize,
        statement: &StatementRecord,
        is_first: bool,
    ) {
        let class = self.mark_class(statement);
        let _ = write!(out, "<mark class=\"{class}\"");
        let evidence = statement.evidence.iter().flatten();
        let why: Vec<String> = evidence
            .map(|e| format!("{:+.2} {} ← “{}”", e.weight, e.label, e.text))
            .collect();
        if !why.is_empty() {
            let _ = write!(out, " title=\"{}\"", escaped(&why.join("\n")));
        }
        if is_first {
            let _ = write!(
                out,
                " id=\"{id}s{number}\"><sup><a href=\"#{id}n{number}\" aria-label=\"note {number}\">{number}</a></sup>"
            );
        } else {
            out.push('>');
        }
    }
}

/// Head and legend, the articles, the end of the page.
#[derive(Debug, Clone)]
pub struct HtmlLayout(String);

impl Layout for HtmlLayout {
    fn begin(&mut self, out: &mut Vec<u8>) {
        out.extend_from_slice(self.0.as_bytes());
    }

    fn add(&mut self, piece: Encoded, out: &mut Vec<u8>) -> Result<bool> {
        Plain.add(piece, out)
    }

    fn end(&mut self, out: &mut Vec<u8>) -> Result<()> {
        out.extend_from_slice(b"</main></body></html>\n");
        Ok(())
    }
}

/// `text` as it may stand in a page, in an attribute too; characters that no page may
/// hold become U+FFFD, marks that turn the direction of what follows are taken out.
fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + text.len() / 16);
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            '\n' | '\t' | '\r' => out.push(c),
            '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}' => {}
            c if c.is_control() => out.push('\u{FFFD}'),
            c => out.push(c),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::annotate::Annotator;

    fn page(text: &str, title: &str) -> String {
        let article = Article {
            id: "<script>id</script>".into(),
            title: Some(title.into()),
            text: text.into(),
            ..Article::default()
        };
        let html = Html::new(&[]);
        let record = Annotator::without_model().annotate(&article);
        let mut out = Vec::new();
        let mut layout = html.layout();
        layout.begin(&mut out);
        let piece = html.encode(&article, record).unwrap();
        layout.add(piece, &mut out).unwrap();
        layout.end(&mut out).unwrap();
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn nothing_from_the_input_is_executed() {
        let evil = "\"<script>alert(1)</script> we must,\" said <img onerror=x>.\nMs \"><script>b</script> Vane said: \"<b>no\u{0}\u{202E}\".";
        let page = page(evil, "<script>title</script>");
        assert!(
            !page.contains("<script") && !page.contains("<img") && !page.contains("<b>no"),
            "{page}"
        );
        assert!(!page.contains(['\0', '\u{202E}']));
    }

    #[test]
    fn marks_keep_every_word_of_the_text() {
        let text = "Allies met.\n\n“We must,” the envoy said, “pay\nmore.”\n\nThe minister urged allies to spend more.";
        let page = page(text, "T");
        assert!(page.contains("<mark"), "{page}");
        let body = &page[page.find("class=\"row\"").unwrap()..];
        let mut words = String::new();
        let mut hidden = false;
        // Notes and numbers are not of the text.
        let body: String = body
            .split("<div class=\"notes\">")
            .flat_map(|part| part.split_once("<p dir=\"auto\">").map(|(_, words)| words))
            .collect::<Vec<_>>()
            .join(" ");
        let mut rest = &body[..];
        while let Some(sup) = rest.find("<sup>") {
            words.push_str(&rest[..sup]);
            rest = &rest[rest.find("</sup>").unwrap() + 6..];
        }
        words.push_str(rest);
        let words: String = words
            .chars()
            .filter(|c| {
                hidden = (hidden || *c == '<') && *c != '>';
                !hidden && *c != '>'
            })
            .collect();
        let plain = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
        assert_eq!(plain(&words), plain(text));
    }
}
