//! Tasks and annotations for Label Studio.

use crate::corpus::formats::codes::{self, Labels};
use crate::corpus::formats::{Guesses, cannot, record};
use crate::corpus::import::Asked;
use crate::corpus::{Corpus, LabelledStatement};
use crate::error::Result;
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
