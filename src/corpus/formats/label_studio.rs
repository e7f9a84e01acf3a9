//! Label Studio: JSON with tasks and annotations, or JSON_MIN, one object an annotation.
//!
//! Choices and taxonomies of a whole text are labels of the head that `from_name` names; a
//! labelled stretch becomes a statement with its sentence. Each annotation is a rating of
//! whoever completed it. Label Studio's pages count UTF-16 units in some versions and code
//! points in others; the words it stores beside a span say which.

use super::codes::{self, Labels};
use super::{Guesses, objects, record};
use crate::corpus::import::{Asked, ImportOptions, Notes, Record, Sink, note};
use crate::corpus::spans::{cut, locate};
use crate::corpus::{Corpus, LabelledStatement};
use crate::error::Result;
use serde_json::{Map, Value, json};
use std::collections::{BTreeMap, BTreeSet};

type Object = Map<String, Value>;

/// What one annotation says.
struct Said {
    rater: Option<String>,
    /// Question, labels, and where they stand; nowhere for the whole text.
    answers: Vec<(String, Vec<String>, Option<Place>)>,
}

struct Place {
    offsets: [usize; 2],
    stored: Option<String>,
}

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
            let Some(head) = head(&question, options, questions) else {
                note(notes, "answers to questions that no head asks");
                continue;
            };
            if labels.is_empty() {
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
        note(notes, "tasks without an annotation");
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
        let mut words = data
            .iter()
            .filter(|(name, value)| value.is_string() && !record::PARTS.contains(&name.as_str()));
        if let (Some((name, value)), None) = (words.next(), words.next()) {
            let (name, value) = (name.clone(), value.clone());
            data.remove(&name);
            data.insert(text.to_owned(), value);
        }
    }
    data
}

/// Fields of JSON_MIN that are neither data nor answers.
const SHORT: [&str; 5] = [
    "annotation_id",
    "annotator",
    "created_at",
    "updated_at",
    "lead_time",
];

fn said(task: &Object, options: &ImportOptions) -> Vec<Said> {
    if task.contains_key("data") {
        let annotations = task
            .get("annotations")
            .or_else(|| task.get("completions"))
            .and_then(Value::as_array);
        return annotations
            .into_iter()
            .flatten()
            .filter(|one| one.get("was_cancelled") != Some(&Value::Bool(true)))
            .map(annotation)
            .collect();
    }
    if !task.contains_key("annotation_id") {
        return Vec::new();
    }
    // A field of words is an answer only where a head is called like it: it may be data.
    let is_head = |name: &str| {
        let mut heads = options.heads.iter();
        heads.any(|asked| options.field(&asked.name) == name)
    };
    let answers = task
        .iter()
        .filter(|(name, _)| !SHORT.contains(&name.as_str()))
        .flat_map(|(name, value)| short(name, value, is_head(name)))
        .collect();
    vec![Said {
        rater: task.get("annotator").and_then(rater),
        answers,
    }]
}

fn annotation(annotation: &Value) -> Said {
    let results = annotation.get("result").and_then(Value::as_array);
    let answers = results
        .into_iter()
        .flatten()
        .filter_map(|result| {
            let question = result.get("from_name")?.as_str()?;
            let value = result.get("value")?;
            let kind = result.get("type").and_then(Value::as_str).unwrap_or("");
            let labels = value.get(kind).map(labels).unwrap_or_default();
            Some((question.to_owned(), labels, span(value)))
        })
        .collect();
    Said {
        rater: annotation.get("completed_by").and_then(rater),
        answers,
    }
}

/// The answers in one field of JSON_MIN.
fn short(name: &str, value: &Value, is_head: bool) -> Vec<(String, Vec<String>, Option<Place>)> {
    let one = |labels| vec![(name.to_owned(), labels, None)];
    match value {
        Value::Object(object) => match object.get("choices").or_else(|| object.get("taxonomy")) {
            Some(value) => one(labels(value)),
            None => Vec::new(),
        },
        Value::Array(items) if items.iter().any(|item| span(item).is_some()) => items
            .iter()
            .map(|item| {
                let kinds = ["labels", "choices", "taxonomy"];
                let value = kinds.iter().find_map(|kind| item.get(kind));
                let labels = value.map(labels).unwrap_or_default();
                (name.to_owned(), labels, span(item))
            })
            .collect(),
        Value::Array(_) | Value::String(_) if is_head => one(labels(value)),
        _ => Vec::new(),
    }
}

/// Names; the steps of a taxonomy joined by `/`.
fn labels(value: &Value) -> Vec<String> {
    match value {
        Value::String(label) => vec![label.clone()],
        Value::Array(items) => items
            .iter()
            .filter_map(|item| match item {
                Value::Array(steps) => {
                    let steps: Option<Vec<&str>> = steps.iter().map(Value::as_str).collect();
                    Some(steps?.join("/"))
                }
                other => other.as_str().map(str::to_owned),
            })
            .collect(),
        _ => Vec::new(),
    }
}

fn span(value: &Value) -> Option<Place> {
    let offset = |name: &str| value.get(name)?.as_u64().map(|n| n as usize);
    Some(Place {
        offsets: [offset("start")?, offset("end")?],
        stored: value.get("text").and_then(record::plain),
    })
}

/// A number, a name, or an account with one of several names.
fn rater(value: &Value) -> Option<String> {
    let names = ["email", "username", "id"];
    match value {
        Value::Object(account) => names
            .iter()
            .find_map(|name| record::plain(account.get(*name)?)),
        other => record::plain(other),
    }
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

pub(super) fn write(
    corpus: &Corpus,
    heads: &[Asked],
    guesses: Option<&Guesses>,
) -> Result<Vec<u8>> {
    let tasks: Vec<Value> = corpus
        .statements
        .iter()
        .enumerate()
        .map(|(i, statement)| task(statement, i, heads, guesses))
        .collect();
    let mut bytes = serde_json::to_vec_pretty(&tasks).map_err(super::cannot)?;
    bytes.push(b'\n');
    Ok(bytes)
}

fn task(
    statement: &LabelledStatement,
    index: usize,
    heads: &[Asked],
    guesses: Option<&Guesses>,
) -> Value {
    let mut data = record::context(statement);
    data.insert("text".into(), json!(statement.text));
    let raters: BTreeSet<&String> = statement
        .ratings
        .values()
        .flat_map(|raters| raters.keys())
        .collect();
    let mut annotations = Vec::new();
    let mut answered = statement.labels.clone();
    if !statement.labels.is_empty() {
        annotations.push(json!({
            "result": results(&statement.labels, heads),
            "was_cancelled": false,
            "ground_truth": !raters.is_empty(),
        }));
    }
    for rater in raters {
        let labels: Labels = statement
            .ratings
            .iter()
            .filter_map(|(head, raters)| Some((head.clone(), raters.get(rater)?.clone())))
            .collect();
        answered.extend(labels.clone());
        let by = match rater.parse::<u64>() {
            Ok(number) if number.to_string() == **rater => json!(number),
            _ => json!({ "email": rater }),
        };
        annotations.push(json!({
            "completed_by": by,
            "result": results(&labels, heads),
            "was_cancelled": false,
        }));
    }
    if !annotations.is_empty() {
        // One head with no label stays an answer only where something says so.
        let given: Vec<&str> = answered.keys().map(String::as_str).collect();
        data.insert(codes::MARKS[1].into(), json!(given.join(",")));
    }
    let mut task = json!({ "data": data, "annotations": annotations });
    if let Some((guesses, row)) = guesses.and_then(|g| Some((g, g.rows.get(index)?))) {
        let labels: Labels = row
            .iter()
            .map(|(head, guess)| (head.clone(), guess.labels.clone()))
            .collect();
        let least = row.values().map(|guess| guess.probability);
        task["predictions"] = json!([{
            "model_version": format!("onrecord {}", guesses.model),
            "score": least.fold(1.0, f64::min),
            "result": results(&labels, heads),
        }]);
    }
    task
}

fn results(labels: &Labels, heads: &[Asked]) -> Vec<Value> {
    heads
        .iter()
        .filter_map(|asked| {
            let labels = labels.get(&asked.name)?;
            (!labels.is_empty()).then(|| {
                json!({
                    "from_name": asked.name,
                    "to_name": "text",
                    "type": "choices",
                    "value": { "choices": labels },
                })
            })
        })
        .collect()
}
