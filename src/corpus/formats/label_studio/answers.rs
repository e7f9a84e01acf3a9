//! What the annotations of a task say: which question, which labels, and where they stand.

use super::Object;
use crate::corpus::formats::record;
use crate::corpus::import::ImportOptions;
use serde_json::Value;

/// What one annotation says.
pub(super) struct Said {
    pub rater: Option<String>,
    /// Question, labels, and where they stand; nowhere for the whole text.
    pub answers: Vec<(String, Vec<String>, Option<Place>)>,
}

pub(super) struct Place {
    pub offsets: [usize; 2],
    pub stored: Option<String>,
}

/// Fields of JSON_MIN that are neither data nor answers.
pub(super) const SHORT: [&str; 5] = [
    "annotation_id",
    "annotator",
    "created_at",
    "updated_at",
    "lead_time",
];

pub(super) fn said(task: &Object, options: &ImportOptions) -> Vec<Said> {
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
    if task.get("annotation_id").is_none_or(Value::is_null) {
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
