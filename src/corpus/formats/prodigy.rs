//! Prodigy: JSON lines, one answer each: `accept`, `reject` or `ignore`.
//!
//! Choices (`accept` holds names), one label a question (`label`), and spans, which become
//! statements with their sentences. Answers to one text come together, by the input's hash.
//! Prodigy counts code points.

use super::codes::{self, Labels};
use super::{Guesses, each_object, record};
use crate::corpus::import::{Asked, ImportOptions, Notes, Record, Sink, note};
use crate::corpus::spans::{Units, cut, locate};
use crate::corpus::{Corpus, LabelledStatement};
use crate::error::{Error, Result};
use crate::label::HeadKind;
use serde_json::{Map, Value, json};
use std::collections::{BTreeMap, BTreeSet};

type Object = Map<String, Value>;

pub(super) fn read(
    name: &str,
    bytes: &[u8],
    options: &ImportOptions,
    notes: &mut Notes,
    sink: Sink<'_>,
) -> Result<()> {
    each_object(name, bytes, sink, |place, object| {
        records(place, object, options, notes)
    })
}

fn records(
    place: &str,
    object: &Object,
    options: &ImportOptions,
    notes: &mut Notes,
) -> Result<Vec<Record>> {
    let answer = object.get("answer").and_then(Value::as_str);
    if answer == Some("ignore") && !options.texts_only {
        note(notes, "answers that a rater ignored");
        return Ok(Vec::new());
    }
    let context = context(object, options);
    let mut base = record::statement(&context, options, place)?;
    let hash = object.get("_input_hash").and_then(record::plain);
    let key = match (context.contains_key(options.field("id")), &hash) {
        (true, _) => format!("id {}", base.id),
        (false, Some(hash)) => {
            // Several lines answer questions about one text: it needs one name and one group.
            base.id = format!("input {hash}");
            base.group.clone_from(&base.id);
            format!("id {}", base.id)
        }
        (false, None) => format!("text {}", base.text),
    };
    let rater = ["_annotator_id", "_session_id"]
        .iter()
        .find_map(|name| record::plain(object.get(*name)?));
    let made = |mut statement: LabelledStatement, labels: Labels, key: String| {
        statement.labels = labels;
        Record {
            place: place.to_owned(),
            statement,
            rater: rater.clone(),
            key: Some(key),
            adds: true,
        }
    };
    let spans = object.get("spans").and_then(Value::as_array);
    let has_spans = spans.is_some_and(|spans| !spans.is_empty());
    let Some(answer) = answer.filter(|_| has_spans || !options.texts_only) else {
        if !options.texts_only {
            note(notes, "texts without an answer");
        }
        return Ok(vec![made(base, Labels::new(), key)]);
    };
    if let Some(Value::Array(spans)) = object.get("spans") {
        if answer == "reject" {
            note(notes, "spans that a rater rejected");
            return Ok(Vec::new());
        }
        let mut labels: BTreeMap<(usize, usize), Vec<String>> = BTreeMap::new();
        for span in spans {
            let (offsets, stored, label) = parts(span).ok_or_else(|| {
                Error::input(format!(
                    "field \"spans\" holds {span}; expected start, end and label"
                ))
            })?;
            let units = options.units.or(Some(Units::CodePoints));
            let (found, is_repaired) = locate(&base.text, offsets, stored, units)?;
            if is_repaired {
                note(notes, "offsets that counted UTF-16 units, repaired");
            }
            let of_span = labels.entry((found.start, found.end)).or_default();
            of_span.push(label);
        }
        let made = labels.into_iter().map(|((start, end), codes)| {
            let mut statement = base.clone();
            statement.id = format!("{}#{start}-{end}", base.id);
            cut(
                &mut statement,
                &base.text,
                crate::text::Span::new(start, end),
            );
            let labels = codes::decode(&codes, options, object, notes);
            let key = format!("id {}", statement.id);
            made(statement, labels, key)
        });
        return Ok(made.collect());
    }
    let codes = match (object.get("accept"), object.get("label")) {
        (Some(accepted), _) if answer == "accept" => record::names(accepted).ok_or_else(|| {
            Error::input(format!(
                "field \"accept\" holds {accepted}; expected a list of labels"
            ))
        })?,
        (None, Some(Value::String(label))) if answer == "accept" => vec![label.clone()],
        (None, Some(Value::String(_))) => {
            // “Not this one” says nothing of which exclusive label holds.
            if options
                .heads
                .iter()
                .all(|asked| asked.kind == Some(HeadKind::Exclusive))
            {
                note(notes, "rejected labels of an exclusive head");
                return Ok(Vec::new());
            }
            Vec::new()
        }
        (Some(_), _) => {
            note(notes, "choices that a rater rejected");
            return Ok(Vec::new());
        }
        _ => {
            return Err(Error::input(
                "has an answer and neither \"accept\", \"label\" nor \"spans\"; expected one of them",
            ));
        }
    };
    let labels = codes::decode(&codes, options, object, notes);
    Ok(vec![made(base, labels, key)])
}

fn parts(span: &Value) -> Option<([usize; 2], Option<&str>, String)> {
    let offset = |name: &str| span.get(name)?.as_u64().map(|n| n as usize);
    Some((
        [offset("start")?, offset("end")?],
        span.get("text").and_then(Value::as_str),
        record::plain(span.get("label")?)?,
    ))
}

/// The statement's own fields: under `meta`, and those at the top that it knows by name.
fn context(object: &Object, options: &ImportOptions) -> Object {
    let mut context = match object.get("meta") {
        Some(Value::Object(meta)) => meta.clone(),
        _ => Object::new(),
    };
    for part in record::PARTS {
        let name = options.field(part);
        if let Some(value) = object.get(name) {
            context.insert(name.to_owned(), value.clone());
        }
    }
    if let Some(target) = &options.target
        && let Some(value) = object.get(target)
    {
        context.insert(target.clone(), value.clone());
    }
    context
}

pub(super) fn write(
    corpus: &Corpus,
    heads: &[Asked],
    guesses: Option<&Guesses>,
) -> Result<Vec<u8>> {
    let mut found: BTreeMap<&str, BTreeSet<&String>> = BTreeMap::new();
    let guessed = guesses.iter().flat_map(|guesses| &guesses.rows).flatten();
    for (head, labels) in guessed.map(|(head, guess)| (head, &guess.labels)) {
        found.entry(head).or_default().extend(labels);
    }
    for statement in &corpus.statements {
        for (head, labels) in &statement.labels {
            found.entry(head).or_default().extend(labels);
        }
        for (head, raters) in &statement.ratings {
            let labels = raters.values().flatten();
            found.entry(head).or_default().extend(labels);
        }
    }
    let all: Labels = found
        .into_iter()
        .map(|(head, labels)| (head.to_owned(), labels.into_iter().cloned().collect()))
        .collect();
    let options: Vec<Value> = codes::encode(&all, heads)
        .into_iter()
        .map(|code| json!({ "id": code, "text": code }))
        .collect();
    let mut lines = Vec::new();
    for (index, statement) in corpus.statements.iter().enumerate() {
        let guess: Option<Labels> = guesses.and_then(|guesses| {
            let row = guesses.rows.get(index)?.iter();
            Some(
                row.map(|(h, guess)| (h.clone(), guess.labels.clone()))
                    .collect(),
            )
        });
        let raters: BTreeSet<&String> = statement
            .ratings
            .values()
            .flat_map(|raters| raters.keys())
            .collect();
        let line = |labels: Option<&Labels>, rater: Option<&String>| {
            line(statement, labels, rater, guess.as_ref(), heads, &options)
        };
        if !statement.labels.is_empty() {
            lines.push(line(Some(&statement.labels), None));
        } else if raters.is_empty() {
            lines.push(line(None, None));
        }
        for rater in raters {
            let labels: Labels = statement
                .ratings
                .iter()
                .filter_map(|(head, raters)| Some((head.clone(), raters.get(rater)?.clone())))
                .collect();
            lines.push(line(Some(&labels), Some(rater)));
        }
    }
    super::lines(lines.into_iter())
}

fn line(
    statement: &LabelledStatement,
    labels: Option<&Labels>,
    rater: Option<&String>,
    guess: Option<&Labels>,
    heads: &[Asked],
    options: &[Value],
) -> Object {
    let mut object = Object::new();
    object.insert("text".into(), json!(statement.text));
    object.insert("meta".into(), json!(record::context(statement)));
    object.insert("options".into(), json!(options));
    match labels {
        Some(labels) => {
            object.insert("accept".into(), json!(codes::encode(labels, heads)));
            object.insert("answer".into(), json!("accept"));
            codes::marks(labels, heads, &mut object);
        }
        // Filled in beforehand, and not yet an answer.
        None => {
            let accept = guess.map(|labels| codes::encode(labels, heads));
            object.insert("accept".into(), json!(accept.unwrap_or_default()));
        }
    }
    if let Some(rater) = rater {
        object.insert("_annotator_id".into(), json!(rater));
    }
    object
}
