//! Statements for other tools: brat standoff, W3C Web Annotation, Citron's JSON.
//!
//! Offsets count Unicode code points in all three, as in our own records. What each can
//! say, it says: brat discontinuous spans, relations and notes; Web Annotation a position
//! and a quotation selector for every span; Citron cue, sources and contents.

use super::{Encode, Encoded, Layout, Plain};
use crate::annotation::{Annotation, Columns, Piece, StatementRecord};
use crate::document::Article;
use crate::error::{Error, Result};
use crate::text::columns::Columns as Counter;
use serde_json::{Value, json};
use std::collections::HashSet;
use std::fmt::Write;
use std::fs::File;
use std::io::{BufRead, BufReader};
use std::path::Path;

/// brat: the store's line for one article, the words and the marks of its two files.
#[derive(Debug, Clone, Copy, Default)]
pub struct Brat;

impl Encode for Brat {
    fn encode(&self, article: &Article, record: Annotation) -> Result<Encoded> {
        line(&json!([
            record.id,
            article.text,
            brat(&article.text, &record)
        ]))
    }
}

/// Two files an article: its words, and its marks.
#[derive(Debug, Clone, Copy, Default)]
pub struct BratLayout;

impl Layout for BratLayout {
    fn add(&mut self, piece: Encoded, out: &mut Vec<u8>) -> Result<bool> {
        Plain.add(piece, out)
    }

    fn is_store(&self) -> bool {
        true
    }

    fn is_folder(&self) -> bool {
        true
    }

    fn publish_folder(&self, stream: File, to: &Path) -> Result<()> {
        let mut taken = HashSet::new();
        for line in BufReader::new(stream).split(b'\n') {
            let unread = || Error::output("the store of articles cannot be read again");
            let line = line.map_err(|error| unread().because(error))?;
            let [id, text, marks]: [String; 3] =
                serde_json::from_slice(&line).map_err(|error| unread().because(error))?;
            let name = file_name(&id, &mut taken);
            for (ending, content) in [("txt", text), ("ann", marks)] {
                let path = to.join(format!("{name}.{ending}"));
                std::fs::write(&path, content).map_err(|error| {
                    Error::output("cannot be written")
                        .in_file(&path)
                        .because(error)
                })?;
            }
        }
        Ok(())
    }
}

/// A name that every file system takes, different from all `taken`.
fn file_name(id: &str, taken: &mut HashSet<String>) -> String {
    let safe = |c: char| {
        if c.is_alphanumeric() || "-_.".contains(c) {
            c
        } else {
            '_'
        }
    };
    let name: String = id.chars().map(safe).take(60).collect();
    let name = name.trim_start_matches('.').to_owned();
    let mut free = name.clone();
    let mut number = 1;
    while free.is_empty() || !taken.insert(free.to_lowercase()) {
        number += 1;
        free = format!("{name}-{number}");
    }
    free
}

fn brat(text: &str, record: &Annotation) -> String {
    let counter = Counter::new(text);
    let mut out = String::new();
    let mut entity = 0;
    let (mut relation, mut attribute, mut note) = (0, 0, 0);
    let mut mark = |out: &mut String, kind: &str, spans: &[Columns]| {
        entity += 1;
        let pieces = lines(text, &counter, spans);
        let places: Vec<String> = pieces
            .iter()
            .map(|([start, end], _)| format!("{start} {end}"))
            .collect();
        let words: Vec<&str> = pieces.iter().map(|(_, words)| *words).collect();
        // Writing to a string cannot fail.
        let _ = writeln!(
            out,
            "T{entity}\t{kind} {}\t{}",
            places.join(";"),
            words.join(" ")
        );
        entity
    };
    for statement in &record.statements {
        let content = mark(&mut out, "Statement", &statement.spans);
        attribute += 1;
        let _ = writeln!(out, "A{attribute}\tForm T{content} {}", statement.form);
        for (head, answer) in statement.heads.iter() {
            for label in answer.labels() {
                attribute += 1;
                let _ = writeln!(out, "A{attribute}\t{head} T{content} {label}");
            }
        }
        if let Some(cue) = &statement.cue {
            let cue = mark(&mut out, "Cue", &[cue.span]);
            relation += 1;
            let _ = writeln!(out, "R{relation}\tIntroducedBy Arg1:T{content} Arg2:T{cue}");
        }
        if let Some(speaker) = &statement.speaker {
            let mention = mark(&mut out, "Speaker", &[speaker.mention.span]);
            relation += 1;
            let _ = writeln!(out, "R{relation}\tSaidBy Arg1:T{content} Arg2:T{mention}");
            note += 1;
            let name = speaker.name.replace(['\n', '\r', '\t'], " ");
            let _ = writeln!(out, "#{note}\tAnnotatorNotes T{mention}\t{name}");
        }
    }
    out
}

/// Spans cut at line breaks, which brat does not allow inside one.
fn lines<'a>(text: &'a str, counter: &Counter<'_>, spans: &[Columns]) -> Vec<(Columns, &'a str)> {
    let mut pieces = Vec::new();
    for &[start, end] in spans {
        let (from, to) = (counter.byte(start), counter.byte(end));
        let mut at = from;
        for line in text[from..to].split(['\n', '\r']) {
            if !line.trim().is_empty() {
                let column = counter.column(at);
                pieces.push(([column, column + line.chars().count()], line));
            }
            at += line.len() + 1;
        }
    }
    pieces
}

/// W3C Web Annotation: one page of annotations a line.
#[derive(Debug, Clone, Copy, Default)]
pub struct WebAnnotation;

impl Encode for WebAnnotation {
    fn encode(&self, article: &Article, record: Annotation) -> Result<Encoded> {
        let counter = Counter::new(&article.text);
        let source = record.url.as_ref().unwrap_or(&record.id);
        let target = |spans: &[Columns]| -> Vec<Value> {
            let targets = spans.iter().map(|span| {
                json!({"source": source, "selector": selectors(&article.text, &counter, *span)})
            });
            targets.collect()
        };
        let items: Vec<Value> = record
            .statements
            .iter()
            .enumerate()
            .map(|(index, statement)| {
                json!({
                    "type": "Annotation",
                    "id": format!("urn:sha256:{}#statement-{}", record.text_sha256, index + 1),
                    "motivation": ["identifying", "tagging"],
                    "body": bodies(statement, &target),
                    "target": target(&statement.spans),
                })
            })
            .collect();
        let mut page = json!({
            "@context": "http://www.w3.org/ns/anno.jsonld",
            "type": "AnnotationPage",
            "id": format!("urn:sha256:{}", record.text_sha256),
            "items": items,
        });
        if article.metadata.derived {
            page["text"] = article.text.clone().into();
        }
        line(&page)
    }
}

fn selectors(text: &str, counter: &Counter<'_>, [start, end]: Columns) -> Value {
    const AROUND: usize = 32;
    let words = |from: usize, to: usize| &text[counter.byte(from)..counter.byte(to)];
    json!([
        {"type": "TextPositionSelector", "start": start, "end": end},
        {
            "type": "TextQuoteSelector",
            "exact": words(start, end),
            "prefix": words(start.saturating_sub(AROUND), start),
            "suffix": words(end, end + AROUND),
        },
    ])
}

fn bodies(statement: &StatementRecord, target: &impl Fn(&[Columns]) -> Vec<Value>) -> Vec<Value> {
    let tag = |value: &str| json!({"type": "TextualBody", "purpose": "tagging", "value": value});
    let mut bodies = vec![tag(&statement.form)];
    for (_, answer) in statement.heads.iter() {
        bodies.extend(answer.labels().iter().map(|label| tag(label)));
    }
    if let Some(speaker) = &statement.speaker {
        bodies
            .push(json!({"type": "TextualBody", "purpose": "identifying", "value": speaker.name}));
        bodies.extend(specific("identifying", &speaker.mention, target));
    }
    if let Some(cue) = &statement.cue {
        bodies.extend(specific("describing", cue, target));
    }
    bodies
}

fn specific(
    purpose: &str,
    piece: &Piece,
    target: &impl Fn(&[Columns]) -> Vec<Value>,
) -> Vec<Value> {
    let mut bodies = target(&[piece.span]);
    for body in &mut bodies {
        body["type"] = "SpecificResource".into();
        body["purpose"] = purpose.into();
    }
    bodies
}

/// Citron: one document a line, with its text and its quotes.
#[derive(Debug, Clone, Copy, Default)]
pub struct Citron;

impl Encode for Citron {
    fn encode(&self, article: &Article, record: Annotation) -> Result<Encoded> {
        let counter = Counter::new(&article.text);
        let span = |&[start, end]: &Columns| json!({"start": start, "end": end, "text": article.text[counter.byte(start)..counter.byte(end)]});
        let piece = |piece: &Piece| span(&piece.span);
        let quotes: Vec<Value> = record
            .statements
            .iter()
            .enumerate()
            .map(|(index, statement)| {
                let speaker = statement.speaker.as_ref();
                let mut quote = json!({
                    "id": index + 1,
                    "cue": statement.cue.as_ref().map(piece),
                    "sources": speaker.iter().map(|speaker| piece(&speaker.mention)).collect::<Vec<_>>(),
                    "contents": statement.spans.iter().map(span).collect::<Vec<_>>(),
                });
                if let Some(speaker) = speaker {
                    quote["confidence"] = speaker.confidence.into();
                    quote["speaker"] = speaker.name.clone().into();
                }
                quote
            })
            .collect();
        line(&json!({"id": record.id, "text": article.text, "quotes": quotes}))
    }
}

fn line(value: &Value) -> Result<Encoded> {
    let mut bytes = serde_json::to_vec(value)
        .map_err(|error| Error::output("cannot be written as JSON").because(error))?;
    bytes.push(b'\n');
    Ok(Encoded::Bytes(bytes))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::annotate::Annotator;

    const TEXT: &str = "Größe matters.\n\n“We must,” the envoy said, “pay more.”\n\nThe minister urged allies to spend more.";

    fn encoded(encoder: &dyn Encode) -> (Annotation, String) {
        let article = Article {
            id: "a".into(),
            text: TEXT.into(),
            ..Article::default()
        };
        let record = Annotator::without_model().annotate(&article);
        assert!(record.statements.len() > 1, "{record:?}");
        match encoder.encode(&article, record.clone()).unwrap() {
            Encoded::Bytes(bytes) => (record, String::from_utf8(bytes).unwrap()),
            Encoded::Record(_) => panic!("expected bytes"),
        }
    }

    /// The words that code points `start..end` of the text cover.
    fn words(start: usize, end: usize) -> String {
        TEXT.chars().skip(start).take(end - start).collect()
    }

    fn spans(record: &Annotation) -> Vec<Vec<Columns>> {
        record
            .statements
            .iter()
            .map(|statement| statement.spans.clone())
            .collect()
    }

    #[test]
    fn brat_comes_back() {
        let (record, line) = encoded(&Brat);
        let [_, text, marks]: [String; 3] = serde_json::from_str(&line).unwrap();
        assert_eq!(text, TEXT);
        let mut back = Vec::new();
        for mark in marks.lines().filter(|mark| mark.starts_with('T')) {
            let [_, places, covered] = mark.split('\t').collect::<Vec<_>>().try_into().unwrap();
            let (kind, places) = places.split_once(' ').unwrap();
            let places: Vec<Columns> = places
                .split(';')
                .map(|place| {
                    let (start, end) = place.split_once(' ').unwrap();
                    [start.parse().unwrap(), end.parse().unwrap()]
                })
                .collect();
            let all: Vec<String> = places
                .iter()
                .map(|[start, end]| words(*start, *end))
                .collect();
            assert_eq!(all.join(" "), covered);
            if kind == "Statement" {
                back.push(places);
            }
        }
        assert_eq!(back, spans(&record));
    }

    #[test]
    fn web_annotations_come_back_by_position_and_by_quotation() {
        let (record, line) = encoded(&WebAnnotation);
        let page: Value = serde_json::from_str(&line).unwrap();
        let mut back = Vec::new();
        for item in page["items"].as_array().unwrap() {
            let mut places = Vec::new();
            for target in item["target"].as_array().unwrap() {
                let [position, quotation] = [&target["selector"][0], &target["selector"][1]];
                let number = |name: &str| position[name].as_u64().unwrap() as usize;
                let (start, end) = (number("start"), number("end"));
                let said = |name: &str| quotation[name].as_str().unwrap();
                assert_eq!(words(start, end), said("exact"));
                let around = [said("prefix"), said("exact"), said("suffix")].concat();
                let found = TEXT.find(&around).unwrap() + said("prefix").len();
                assert_eq!(TEXT[..found].chars().count(), start);
                places.push([start, end]);
            }
            back.push(places);
        }
        assert_eq!(back, spans(&record));
    }

    #[test]
    fn citron_comes_back() {
        let (record, line) = encoded(&Citron);
        let document: Value = serde_json::from_str(&line).unwrap();
        assert_eq!(document["text"], TEXT);
        let quotes = document["quotes"].as_array().unwrap();
        let back: Vec<Vec<Columns>> = quotes
            .iter()
            .map(|quote| {
                let contents = quote["contents"].as_array().unwrap().iter();
                let contents = contents.chain(quote["sources"].as_array().unwrap());
                let mut spans = Vec::new();
                for span in contents {
                    let number = |name: &str| span[name].as_u64().unwrap() as usize;
                    assert_eq!(words(number("start"), number("end")), span["text"]);
                    spans.push([number("start"), number("end")]);
                }
                spans.truncate(quote["contents"].as_array().unwrap().len());
                spans
            })
            .collect();
        assert_eq!(back, spans(&record));
    }
}
