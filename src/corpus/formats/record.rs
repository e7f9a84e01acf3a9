//! A JSON object to a labelled statement, and back: what JSON lines hold, and what tables
//! and tools keep of a statement beside its labels.
//!
//! `text` and the label fields; `id`, `form`, `cue`, `sentence`, `before`, `title`, `group`,
//! `origin` are optional, and so are `rater`, who gave these labels, and `ratings`, what
//! several raters said: `{"HEAD": {"RATER": [labels]}}`, or a list where nobody is named. A
//! label field holds a list of names (independent labels) or one name (exclusive labels).

use super::codes;
use crate::corpus::import::{Asked, ImportOptions, Record};
use crate::corpus::{LabelledStatement, Ratings};
use crate::error::{Error, Result};
use crate::label::HeadKind;
use crate::statement::Form;
use serde_json::{Map, Value, json};
use std::collections::BTreeMap;

/// The fields of a statement that are no labels.
pub(super) const PARTS: [&str; 10] = [
    "id", "text", "form", "cue", "sentence", "before", "title", "group", "origin", "rater",
];

/// Reads one line of JSON.
pub(super) fn line(line: &[u8]) -> Result<Map<String, Value>> {
    let line = std::str::from_utf8(line).map_err(|error| {
        Error::input(format!(
            "byte {} is not UTF-8; save the file as UTF-8",
            error.valid_up_to() + 1
        ))
    })?;
    serde_json::from_str(line).map_err(|error| Error::input("is not a JSON object").because(error))
}

/// The statement that `object` holds, with its labels.
pub(super) fn record(
    object: &Map<String, Value>,
    options: &ImportOptions,
    place: &str,
) -> Result<Record> {
    let mut statement = statement(object, options, place)?;
    if !options.texts_only {
        for asked in &options.heads {
            let head = &asked.name;
            if let Some(names) = label_names(object, options.field(head))? {
                statement.labels.insert(head.clone(), names);
            }
        }
        statement.ratings = ratings(object, &options.heads)?;
    }
    let rater = words(object, options.field("rater"))?.filter(|rater| !rater.is_empty());
    let has_rater = object.contains_key(options.field("rater"));
    Ok(Record {
        // Lines with raters tell of one statement where its id, or else its text, is the same.
        key: has_rater.then(|| match statement.id == place {
            true => format!("text {}", statement.text),
            false => format!("id {}", statement.id),
        }),
        place: place.to_owned(),
        statement,
        rater,
        adds: false,
    })
}

/// The statement that `object` holds, without its labels.
pub(super) fn statement(
    object: &Map<String, Value>,
    options: &ImportOptions,
    place: &str,
) -> Result<LabelledStatement> {
    let string = |part: &str| string(object, options.field(part));
    let name = options.field("text");
    let text = string("text")?
        .filter(|text| !text.trim().is_empty())
        .ok_or_else(|| {
            Error::input(format!(
                "field \"{name}\" is missing or empty; expected the statement's words"
            ))
        })?;
    let id = words(object, options.field("id"))?.unwrap_or_else(|| place.to_owned());
    let form = match string("form")? {
        Some(name) => Some(Form::from_name(&name).ok_or_else(|| {
            Error::input(format!(
                "form \"{name}\" is not one of direct, mixed, indirect, headline"
            ))
        })?),
        None => None,
    };
    let filled = |part: &str| Ok::<_, Error>(string(part)?.filter(|text| !text.is_empty()));
    Ok(LabelledStatement {
        text,
        form,
        cue: filled("cue")?,
        sentence: filled("sentence")?,
        before: filled("before")?,
        title: filled("title")?,
        group: words(object, options.field("group"))?.unwrap_or_else(|| id.clone()),
        origin: string("origin")?,
        labels: BTreeMap::new(),
        ratings: Ratings::new(),
        target: match &options.target {
            Some(field) => words(object, field)?
                .map(|target| target.trim().to_owned())
                .filter(|target| !target.is_empty()),
            None => None,
        },
        extra: match options.keep_extra {
            true => extra(object, options),
            false => BTreeMap::new(),
        },
        id,
    })
}

/// Every other field that holds words or a number.
fn extra(object: &Map<String, Value>, options: &ImportOptions) -> BTreeMap<String, String> {
    let is_known = |name: &str| {
        codes::MARKS.contains(&name)
            || PARTS.iter().any(|part| options.field(part) == name)
            || options
                .heads
                .iter()
                .any(|asked| options.field(&asked.name) == name)
    };
    object
        .iter()
        .filter(|(name, _)| !is_known(name))
        .filter_map(|(name, value)| Some((name.clone(), plain(value)?)))
        .collect()
}

/// A value that is words, a number or a truth, in words.
pub(super) fn plain(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        Value::Bool(truth) => Some(truth.to_string()),
        _ => None,
    }
}

fn string(object: &Map<String, Value>, field: &str) -> Result<Option<String>> {
    match object.get(field) {
        None | Some(Value::Null) => Ok(None),
        Some(Value::String(text)) => Ok(Some(text.clone())),
        Some(other) => Err(Error::input(format!(
            "field \"{field}\" is {other}; expected a string"
        ))),
    }
}

/// As [`string`], where a number is a name too.
fn words(object: &Map<String, Value>, field: &str) -> Result<Option<String>> {
    match object.get(field) {
        Some(Value::Number(number)) => Ok(Some(number.to_string())),
        _ => string(object, field),
    }
}

fn label_names(object: &Map<String, Value>, field: &str) -> Result<Option<Vec<String>>> {
    match object.get(field) {
        None | Some(Value::Null) => Ok(None),
        Some(value) => names(value).map(Some).ok_or_else(|| wrong(field, value)),
    }
}

fn wrong(field: &str, found: &Value) -> Error {
    let found = match found {
        // The one that is wrong says more than the list that holds it.
        Value::Array(items) => items.iter().find(|item| !item.is_string()).unwrap_or(found),
        other => other,
    };
    Error::input(format!(
        "field \"{field}\" holds {found}; expected a label or a list of labels"
    ))
}

/// One name, or a list of them.
pub(super) fn names(value: &Value) -> Option<Vec<String>> {
    match value {
        Value::String(label) => Some(vec![label.clone()]),
        Value::Array(items) => items
            .iter()
            .map(|item| item.as_str().map(str::to_owned))
            .collect(),
        _ => None,
    }
}

fn ratings(object: &Map<String, Value>, heads: &[Asked]) -> Result<Ratings> {
    let mut found = Ratings::new();
    let given = match object.get("ratings") {
        None | Some(Value::Null) => return Ok(found),
        Some(Value::Object(given)) => given,
        Some(other) => {
            return Err(Error::input(format!(
                "field \"ratings\" is {other}; expected {{\"HEAD\": {{\"RATER\": [labels]}}}}"
            )));
        }
    };
    for Asked { name, .. } in heads {
        let raters: Vec<(String, &Value)> = match given.get(name) {
            None | Some(Value::Null) => continue,
            Some(Value::Object(raters)) => raters.iter().map(|(r, v)| (r.clone(), v)).collect(),
            Some(Value::Array(raters)) => raters
                .iter()
                .enumerate()
                .map(|(i, value)| (format!("{}", i + 1), value))
                .collect(),
            Some(other) => return Err(wrong(&format!("ratings.{name}"), other)),
        };
        let mut of_head = BTreeMap::new();
        for (rater, value) in raters {
            if !value.is_null() {
                let labels = names(value).ok_or_else(|| wrong("ratings", value))?;
                of_head.insert(rater, labels);
            }
        }
        found.insert(name.clone(), of_head);
    }
    Ok(found)
}

/// What `statement` is beside its text and labels; `group` only where it is not its id.
pub(super) fn context(statement: &LabelledStatement) -> Map<String, Value> {
    let mut object = Map::new();
    for (name, value) in &statement.extra {
        object.insert(name.clone(), json!(value));
    }
    object.insert("id".into(), json!(statement.id));
    let parts = [
        ("form", statement.form.map(|form| form.name().to_owned())),
        ("cue", statement.cue.clone()),
        ("sentence", statement.sentence.clone()),
        ("before", statement.before.clone()),
        ("title", statement.title.clone()),
        ("origin", statement.origin.clone()),
    ];
    for (name, value) in parts {
        if let Some(value) = value {
            object.insert(name.into(), json!(value));
        }
    }
    if statement.group != statement.id {
        object.insert("group".into(), json!(statement.group));
    }
    object
}

/// The labels as a field holds them.
pub(super) fn labels_value(kind: Option<HeadKind>, labels: &[String]) -> Value {
    match (kind, labels) {
        (Some(HeadKind::Exclusive), [label]) => json!(label),
        _ => json!(labels),
    }
}

/// `statement` as one object, ratings and all.
pub(super) fn object(statement: &LabelledStatement, heads: &[Asked]) -> Map<String, Value> {
    let mut object = context(statement);
    object.insert("text".into(), json!(statement.text));
    for asked in heads {
        if let Some(labels) = statement.labels.get(&asked.name) {
            let value = labels_value(asked.kind, labels);
            object.insert(asked.name.clone(), value);
        }
    }
    if !statement.ratings.is_empty() {
        object.insert("ratings".into(), json!(statement.ratings));
    }
    object
}

#[cfg(test)]
mod tests {
    use crate::corpus::{Corpus, read};
    use crate::error::Result;
    use std::io::Write;

    fn read_lines(lines: &str) -> Result<Corpus> {
        let mut file = tempfile::NamedTempFile::new().unwrap();
        file.write_all(lines.as_bytes()).unwrap();
        read(&[file.path()], &["stance".into(), "tone".into()])
    }

    #[test]
    fn labels_are_lists_or_names() {
        let corpus = read_lines(
            "{\"text\":\"a\",\"stance\":[],\"tone\":\"warm\",\"group\":\"g\"}\n\n{\"text\":\"b\",\"stance\":[\"for\"]}\n",
        )
        .unwrap();
        assert_eq!(corpus.len(), 2);
        assert_eq!(corpus.statements[0].labels["tone"], ["warm"]);
        assert!(corpus.statements[0].labels["stance"].is_empty());
        assert!(!corpus.statements[1].labels.contains_key("tone"));
        assert_eq!(corpus.groups(), [0, 1]);
    }

    #[test]
    fn bad_lines_say_where_and_what() {
        for (lines, expected) in [
            (
                "{\"text\":\"a\"}\n{\"stance\":[]}",
                ":2: field \"text\" is missing or empty",
            ),
            ("{\"text\":\"a\"", ":1: is not a JSON object"),
            ("{\"text\":7}", ":1: field \"text\" is 7; expected a string"),
            (
                "{\"text\":\"a\",\"stance\":[3]}",
                ":1: field \"stance\" holds 3; expected a label",
            ),
            (
                "{\"text\":\"a\",\"form\":\"shouted\"}",
                "form \"shouted\" is not one of direct",
            ),
            (
                "{\"id\":\"x\",\"text\":\"a\"}\n{\"id\":\"x\",\"text\":\"b\"}",
                ":2: id \"x\" stands already at",
            ),
            ("\n", "holds no statement"),
        ] {
            let error = read_lines(lines).unwrap_err();
            assert!(error.is_input());
            assert!(
                error.to_string().contains(expected),
                "{error} should contain {expected}"
            );
        }
    }
}
