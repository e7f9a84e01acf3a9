//! Tasks and annotations for Label Studio: JSON, one object a task, or JSON_MIN, one an
//! annotation.
//!
//! JSON_MIN keeps who answered what and the task's own fields. It has no place for
//! predictions, nor for the mark of a settled answer: a model's labels stand where nobody
//! labelled, and what is settled is an annotation of nobody's.

use super::Object;
use super::answers::SHORT;
use crate::corpus::formats::codes::{self, Labels};
use crate::corpus::formats::{Guesses, cannot, record};
use crate::corpus::import::Asked;
use crate::corpus::{Corpus, LabelledStatement};
use crate::error::{Error, Result};
use serde_json::{Value, json};
use std::collections::BTreeSet;

pub(in crate::corpus::formats) fn write(
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
    let mut bytes = serde_json::to_vec_pretty(&tasks).map_err(cannot)?;
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
    let given = given(statement);
    let is_rated = given.iter().any(|(rater, _)| rater.is_some());
    let mut annotations = Vec::new();
    let mut answered = Labels::new();
    for (rater, labels) in given {
        let mut annotation = json!({
            "result": results(&labels, heads),
            "was_cancelled": false,
        });
        match rater {
            None => annotation["ground_truth"] = json!(is_rated),
            Some(rater) => {
                annotation["completed_by"] = match number(rater) {
                    Some(number) => json!(number),
                    None => json!({ "email": rater }),
                };
            }
        }
        annotations.push(annotation);
        answered.extend(labels);
    }
    if !annotations.is_empty() {
        // One head with no label stays an answer only where something says so.
        data.insert(codes::MARKS[1].into(), names(&answered));
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

/// As JSON_MIN; what nobody labelled is an object without an annotation.
pub(in crate::corpus::formats) fn write_min(
    statements: &[LabelledStatement],
    heads: &[Asked],
) -> Result<Vec<u8>> {
    let mut objects = Vec::new();
    let mut number = 0;
    for statement in statements {
        let data = data_min(statement, heads)?;
        let given = given(statement);
        if given.is_empty() {
            let mut object = data.clone();
            object.insert("annotation_id".into(), Value::Null);
            object.insert("annotator".into(), Value::Null);
            objects.push(object);
        }
        for (rater, labels) in given {
            number += 1;
            objects.push(object_min(data.clone(), rater, &labels, heads, number));
        }
    }
    let mut bytes = serde_json::to_vec_pretty(&objects).map_err(cannot)?;
    bytes.push(b'\n');
    Ok(bytes)
}

/// The task's own fields, which stand beside the answers.
fn data_min(statement: &LabelledStatement, heads: &[Asked]) -> Result<Object> {
    let mut data = record::context(statement);
    data.insert("text".into(), json!(statement.text));
    let is_taken = |name: &&String| {
        let mut heads = heads.iter();
        name.as_str() == "data"
            || SHORT.contains(&name.as_str())
            || heads.any(|asked| asked.name == **name)
    };
    match data.keys().find(is_taken) {
        Some(name) => Err(Error::output(format!(
            "statement {} has a field \"{name}\", which JSON_MIN has for itself; rename the field, or write label-studio",
            statement.id
        ))),
        None => Ok(data),
    }
}

/// One annotation: one choice is its name, several are a list of choices, as Label Studio
/// writes them.
fn object_min(
    mut object: Object,
    rater: Option<&String>,
    labels: &Labels,
    heads: &[Asked],
    number_of_it: usize,
) -> Object {
    for asked in heads {
        let value = match labels.get(&asked.name).map(Vec::as_slice) {
            None | Some([]) => continue,
            Some([label]) => json!(label),
            Some(labels) => json!({ "choices": labels }),
        };
        object.insert(asked.name.clone(), value);
    }
    object.insert(codes::MARKS[1].into(), names(labels));
    object.insert("annotation_id".into(), json!(number_of_it));
    let annotator = rater.map(|rater| number(rater).map_or(json!(rater), |number| json!(number)));
    object.insert("annotator".into(), annotator.unwrap_or(Value::Null));
    object
}

/// What each rater said; first what is settled, which is nobody's.
fn given(statement: &LabelledStatement) -> Vec<(Option<&String>, Labels)> {
    let raters: BTreeSet<&String> = statement
        .ratings
        .values()
        .flat_map(|raters| raters.keys())
        .collect();
    let settled = (!statement.labels.is_empty()).then(|| (None, statement.labels.clone()));
    let of_rater = |rater| {
        let ratings = statement.ratings.iter();
        let labels = ratings
            .filter_map(|(head, raters)| Some((head.clone(), raters.get(rater)?.clone())))
            .collect();
        (Some(rater), labels)
    };
    settled
        .into_iter()
        .chain(raters.into_iter().map(of_rater))
        .collect()
}

/// The number that a rater is called by, where it is one.
fn number(rater: &str) -> Option<u64> {
    let number: u64 = rater.parse().ok()?;
    (number.to_string() == rater).then_some(number)
}

/// The heads that were answered.
fn names(labels: &Labels) -> Value {
    let names: Vec<&str> = labels.keys().map(String::as_str).collect();
    json!(names.join(","))
}
