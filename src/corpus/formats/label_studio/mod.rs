//! Label Studio: JSON with tasks and annotations, or JSON_MIN, one object an annotation.
//!
//! Choices and taxonomies of a whole text are labels of the head that `from_name` names; a
//! labelled stretch becomes a statement with its sentence. Each annotation is a rating of
//! whoever completed it. Label Studio's pages count UTF-16 units in some versions and code
//! points in others; the words it stores beside a span say which.

mod answers;
mod write;

pub(super) use write::{write, write_min};

use super::codes::{self, Labels};
use super::{objects, record};
use crate::corpus::LabelledStatement;
use crate::corpus::import::{Asked, ImportOptions, Notes, Record, Sink, note};
use crate::corpus::spans::{cut, locate};
use crate::error::Result;
use answers::{Place, SHORT, said};
use serde_json::{Map, Value};
use std::collections::{BTreeMap, BTreeSet};

type Object = Map<String, Value>;

pub(super) fn read(
    name: &str,
    bytes: &[u8],
    options: &ImportOptions,
    notes: &mut Notes,
    sink: Sink<'_>,
) -> Result<()> {
    let mut tasks: Vec<(String, Object)> = Vec::new();
    objects(name, bytes, &mut |place, object| match object {
        Ok(object) => {
            tasks.push((place.to_owned(), object));
            Ok(())
        }
        Err(error) => sink(Err(error)),
    })?;
    let questions: BTreeSet<String> = tasks
        .iter()
        .flat_map(|(_, task)| said(task, options))
        .flat_map(|said| said.answers)
        .map(|(question, _, _)| question)
        .collect();
    for (place, task) in tasks {
        let made = records(&place, &task, options, &questions, notes);
        match made {
            Ok(records) => {
                for record in records {
                    sink(Ok(record))?;
                }
            }
            Err(error) => sink(Err(error.at(&place)))?,
        }
    }
    Ok(())
}

fn records(
    place: &str,
    task: &Object,
    options: &ImportOptions,
    questions: &BTreeSet<String>,
    notes: &mut Notes,
) -> Result<Vec<Record>> {
    let data = data(task, options, questions);
    let base = record::statement(&data, options, place)?;
    let mut records = Vec::new();
    for said in said(task, options) {
        let has_spans = said.answers.iter().any(|(_, _, span)| span.is_some());
        let mut whole = Labels::new();
        let mut spans: BTreeMap<(usize, usize), Labels> = BTreeMap::new();
        for (question, labels, span) in said.answers {
            let asked = head(&question, options, questions);
            let Some(head) = asked.or(options.texts_only.then_some(question.as_str())) else {
                note(notes, "answers to questions that no head asks");
                continue;
            };
            if labels.is_empty() && !options.texts_only {
                note(notes, "answers of a kind that holds no label");
                continue;
            }
            let of_head = match span {
                None => &mut whole,
                Some(Place { offsets, stored }) => {
                    let units = options.units;
                    let (span, is_repaired) =
                        locate(&base.text, offsets, stored.as_deref(), units)?;
                    if is_repaired {
                        note(notes, "offsets that counted UTF-16 units, repaired");
                    }
                    spans.entry((span.start, span.end)).or_default()
                }
            };
            of_head.entry(head.to_owned()).or_default().extend(labels);
        }
        if !has_spans || !whole.is_empty() {
            fill(&mut whole, options, questions, &data);
            records.push(of_statement(base.clone(), whole, &said.rater, place));
        }
        for ((start, end), labels) in spans {
            let mut statement = base.clone();
            statement.id = format!("{}#{start}-{end}", base.id);
            cut(
                &mut statement,
                &base.text,
                crate::text::Span::new(start, end),
            );
            records.push(of_statement(statement, labels, &said.rater, place));
        }
    }
    if records.is_empty() {
        if !options.texts_only {
            note(notes, "tasks without an annotation");
        }
        records.push(of_statement(base, Labels::new(), &None, place));
    }
    Ok(records)
}

fn of_statement(
    mut statement: LabelledStatement,
    labels: Labels,
    rater: &Option<String>,
    place: &str,
) -> Record {
    statement.labels = labels;
    Record {
        place: place.to_owned(),
        key: Some(format!("id {}", statement.id)),
        statement,
        rater: rater.clone(),
        adds: false,
    }
}

/// The fields of a task's text: `data` of JSON, the object itself of JSON_MIN.
fn data(task: &Object, options: &ImportOptions, questions: &BTreeSet<String>) -> Object {
    let mut data = match task.get("data") {
        Some(Value::Object(data)) => data.clone(),
        _ => task
            .iter()
            .filter(|(name, _)| !questions.contains(*name) && !SHORT.contains(&name.as_str()))
            .map(|(name, value)| (name.clone(), value.clone()))
            .collect(),
    };
    if !data.contains_key(options.field("id"))
        && let Some(id) = task.get("id")
    {
        data.insert(options.field("id").to_owned(), id.clone());
    }
    // The text may be called anything; where nothing is called text, one field of words is it.
    let text = options.field("text");
    if !data.contains_key(text) {
        let is_other = |name: &String| {
            record::PARTS.contains(&name.as_str()) || options.target.as_ref() == Some(name)
        };
        let mut words = data
            .iter()
            .filter(|(name, value)| value.is_string() && !is_other(name));
        if let (Some((name, value)), None) = (words.next(), words.next()) {
            let (name, value) = (name.clone(), value.clone());
            data.remove(&name);
            data.insert(text.to_owned(), value);
        }
    }
    data
}

/// The head that a question is: by name, or the only head where there is one question.
fn head<'a>(
    question: &str,
    options: &'a ImportOptions,
    questions: &BTreeSet<String>,
) -> Option<&'a str> {
    let named = options
        .heads
        .iter()
        .find(|asked| options.field(&asked.name) == question);
    match (named, options.heads.as_slice()) {
        (Some(asked), _) => Some(&asked.name),
        (None, [only]) if questions.len() == 1 => Some(&only.name),
        _ => None,
    }
}

/// Independent heads that the file asks, and that this annotation leaves empty, hold nothing.
fn fill(labels: &mut Labels, options: &ImportOptions, questions: &BTreeSet<String>, data: &Object) {
    let asked: Vec<Asked> = options
        .heads
        .iter()
        .filter(|asked| {
            let is_marked = data.get(codes::MARKS[1]).is_some_and(Value::is_string);
            is_marked
                || questions.is_empty()
                || questions
                    .iter()
                    .any(|question| head(question, options, questions) == Some(&asked.name))
        })
        .cloned()
        .collect();
    codes::fill(labels, &asked, data);
}
