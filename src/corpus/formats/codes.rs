//! Labels of several heads in tools that know one list of labels: `HEAD=LABEL`.
//!
//! With one head a label stands as it is. Where the labels alone would not say which heads
//! were answered, two fields beside them do.

use crate::corpus::import::{Asked, ImportOptions, Notes, note};
use crate::label::HeadKind;
use serde_json::{Map, Value, json};
use std::collections::BTreeMap;

/// Labels by head.
pub(super) type Labels = BTreeMap<String, Vec<String>>;

/// The heads that labels are spelled with, where there are several.
const HEADS: &str = "onrecord_heads";
/// The heads that were answered.
const LABELLED: &str = "onrecord_labelled";

/// Fields that are no words of the user's.
pub(super) const MARKS: [&str; 2] = [HEADS, LABELLED];

/// One list of labels for all heads.
pub(super) fn encode(labels: &Labels, heads: &[Asked]) -> Vec<String> {
    let mut codes = Vec::new();
    for asked in heads {
        for label in labels.get(&asked.name).into_iter().flatten() {
            codes.push(match heads.len() {
                1 => label.clone(),
                _ => format!("{}={label}", asked.name),
            });
        }
    }
    codes
}

/// The fields that say what `encode` left out.
pub(super) fn marks(labels: &Labels, heads: &[Asked], object: &mut Map<String, Value>) {
    let names = |heads: &mut dyn Iterator<Item = &Asked>| {
        let names: Vec<&str> = heads.map(|asked| asked.name.as_str()).collect();
        json!(names.join(","))
    };
    if heads.len() > 1 {
        object.insert(HEADS.into(), names(&mut heads.iter()));
    }
    let mut filled: Labels = labels
        .iter()
        .filter(|(_, labels)| !labels.is_empty())
        .map(|(head, labels)| (head.clone(), labels.clone()))
        .collect();
    fill(&mut filled, heads, &Map::new());
    if filled != *labels {
        let mut given = heads
            .iter()
            .filter(|asked| labels.contains_key(&asked.name));
        object.insert(LABELLED.into(), names(&mut given));
    }
}

/// The labels by head that a list spells.
pub(super) fn decode(
    codes: &[String],
    options: &ImportOptions,
    object: &Map<String, Value>,
    notes: &mut Notes,
) -> Labels {
    let mut labels = Labels::new();
    if options.texts_only {
        return labels;
    }
    let heads = options.heads.as_slice();
    let is_spelled = heads.len() > 1 || object.contains_key(HEADS);
    for code in codes {
        let spelled = heads.iter().find_map(|asked| {
            let label = code.strip_prefix(asked.name.as_str())?.strip_prefix('=')?;
            Some((asked, label))
        });
        match (spelled, heads) {
            (Some((asked, label)), _) if is_spelled => {
                let of_head = labels.entry(asked.name.clone()).or_default();
                of_head.push(label.to_owned());
            }
            (_, [asked]) if !is_spelled => {
                let of_head = labels.entry(asked.name.clone()).or_default();
                of_head.push(code.clone());
            }
            _ => note(notes, "labels of no head that was asked for"),
        }
    }
    fill(&mut labels, heads, object);
    labels
}

/// Says that no label holds under the independent heads that were answered with none.
pub(super) fn fill(labels: &mut Labels, heads: &[Asked], object: &Map<String, Value>) {
    let answered = object.get(LABELLED).and_then(Value::as_str);
    for asked in heads {
        let is_answered = match answered {
            Some(names) => names.split(',').any(|name| name == asked.name),
            None => true,
        };
        if is_answered && asked.kind != Some(HeadKind::Exclusive) {
            labels.entry(asked.name.clone()).or_default();
        }
    }
}
