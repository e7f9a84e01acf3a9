//! doccano: JSON lines with `label`, or the archive of them with one file a rater.
//!
//! `label` (or `labels`, or `entities`) holds names for the whole text or spans of it; a span
//! becomes a statement with its sentence. Of the files of an archive `all` holds settled
//! labels, `unknown` none, and every other is named after its rater. doccano stores no words
//! with its spans, so offsets that could be read in two ways are refused.

use super::codes::{self, Labels};
use super::{each_object, record, zip};
use crate::corpus::LabelledStatement;
use crate::corpus::import::{Asked, ImportOptions, Notes, Record, Sink, note};
use crate::corpus::spans::{cut, locate};
use crate::error::{Error, Result};
use serde_json::{Map, Value, json};
use std::collections::{BTreeMap, BTreeSet};

type Object = Map<String, Value>;

/// Fields that are doccano's own.
const OWN: [&str; 12] = [
    "label",
    "labels",
    "entities",
    "relations",
    "annotations",
    "Comments",
    "comments",
    "cats",
    "meta",
    "metadata",
    "annotation_approver",
    "statement_id",
];

pub(super) fn read(
    name: &str,
    bytes: &[u8],
    options: &ImportOptions,
    notes: &mut Notes,
    sink: Sink<'_>,
) -> Result<()> {
    if !bytes.starts_with(b"PK\x03\x04") {
        return file(name, bytes, options, Whose::Nobody, notes, sink);
    }
    for (entry, bytes) in zip::read(bytes).map_err(|error| error.at(name))? {
        let stem = entry.rsplit('/').next().unwrap_or(&entry);
        let Some((stem, "jsonl" | "json")) = stem.rsplit_once('.') else {
            note(notes, "files of an archive that are no JSON lines");
            continue;
        };
        let whose = match stem {
            "all" => Whose::Settled,
            "unknown" => Whose::Unlabelled,
            rater => Whose::Rater(rater),
        };
        let place = format!("{name}/{entry}");
        file(&place, &bytes, options, whose, notes, sink)?;
    }
    Ok(())
}

/// Whose labels a file holds.
#[derive(Clone, Copy, PartialEq)]
enum Whose<'a> {
    /// A file of its own.
    Nobody,
    /// The settled labels of an archive.
    Settled,
    /// Texts that nobody has labelled yet.
    Unlabelled,
    Rater(&'a str),
}

fn file(
    name: &str,
    bytes: &[u8],
    options: &ImportOptions,
    whose: Whose<'_>,
    notes: &mut Notes,
    sink: Sink<'_>,
) -> Result<()> {
    each_object(name, bytes, sink, |place, object| {
        records(place, object, options, whose, notes)
    })
}

fn records(
    place: &str,
    object: &Object,
    options: &ImportOptions,
    whose: Whose<'_>,
    notes: &mut Notes,
) -> Result<Vec<Record>> {
    let base = record::statement(&context(object, options), options, place)?;
    let made = |mut statement: LabelledStatement, labels: Labels| {
        statement.labels = labels;
        Record {
            place: place.to_owned(),
            key: (whose != Whose::Nobody).then(|| format!("id {}", statement.id)),
            statement,
            rater: match whose {
                Whose::Rater(rater) => Some(rater.to_owned()),
                _ => None,
            },
            adds: false,
        }
    };
    let names = ["label", "labels", "entities"];
    let given = names.iter().find_map(|name| object.get(*name));
    let given = match given {
        _ if whose == Whose::Unlabelled => None,
        None | Some(Value::Null) => None,
        Some(Value::Array(items)) => Some(items.clone()),
        Some(Value::String(label)) => Some(vec![json!(label)]),
        Some(_) if options.texts_only => None,
        Some(other) => {
            return Err(Error::input(format!(
                "field \"label\" holds {other}; expected labels, or spans as [start, end, label]"
            )));
        }
    };
    let Some(items) = given else {
        if !options.texts_only {
            note(notes, "texts without labels");
        }
        return Ok(vec![made(base, Labels::new())]);
    };
    let mut codes = Vec::new();
    let mut spans: BTreeMap<(usize, usize), Vec<String>> = BTreeMap::new();
    for item in &items {
        if let Value::String(label) = item {
            codes.push(label.clone());
            continue;
        }
        let (offsets, label) = match span(item) {
            Some(span) => span,
            None if options.texts_only => continue,
            None => {
                return Err(Error::input(format!(
                    "field \"label\" holds {item}; expected a label, or a span as [start, end, label]"
                )));
            }
        };
        let (span, is_repaired) = locate(&base.text, offsets, None, options.units)?;
        if is_repaired {
            note(notes, "offsets that counted UTF-16 units, repaired");
        }
        spans.entry((span.start, span.end)).or_default().push(label);
    }
    if spans.is_empty() {
        let labels = codes::decode(&codes, options, object, notes);
        return Ok(vec![made(base, labels)]);
    }
    let made = spans.into_iter().map(|((start, end), codes)| {
        let mut statement = base.clone();
        statement.id = format!("{}#{start}-{end}", base.id);
        cut(
            &mut statement,
            &base.text,
            crate::text::Span::new(start, end),
        );
        let labels = codes::decode(&codes, options, object, notes);
        made(statement, labels)
    });
    Ok(made.collect())
}

/// True where `object` holds what JSON lines of statements do not: spans, or the identifier
/// that [`write`] gives.
pub(super) fn is_unlike_lines(object: &Object) -> bool {
    let fields = ["label", "labels", "entities"];
    let mut lists = fields
        .iter()
        .filter_map(|name| object.get(*name)?.as_array());
    object.contains_key("statement_id")
        || lists.any(|items| items.iter().any(|i| span(i).is_some()))
}

fn span(item: &Value) -> Option<([usize; 2], String)> {
    let number = |value: &Value| value.as_u64().map(|n| n as usize);
    match item {
        Value::Array(parts) => match parts.as_slice() {
            [start, end, label] => Some(([number(start)?, number(end)?], record::plain(label)?)),
            _ => None,
        },
        Value::Object(parts) => Some((
            [
                number(parts.get("start_offset")?)?,
                number(parts.get("end_offset")?)?,
            ],
            record::plain(parts.get("label")?)?,
        )),
        _ => None,
    }
}

/// The statement's own fields: beside the labels, or under `meta`.
fn context(object: &Object, options: &ImportOptions) -> Object {
    let mut context = Object::new();
    for nested in ["meta", "metadata"] {
        if let Some(Value::Object(fields)) = object.get(nested) {
            context.extend(fields.clone());
        }
    }
    for (name, value) in object {
        if !OWN.contains(&name.as_str()) {
            context.insert(name.clone(), value.clone());
        }
    }
    // doccano numbers its texts anew; the identifier that it was given is the statement's.
    let id = object
        .get("statement_id")
        .or_else(|| context.get("statement_id"));
    if let Some(id) = id.cloned() {
        context.insert(options.field("id").to_owned(), id);
        context.remove("statement_id");
    }
    context
}

pub(super) fn write(statements: &[LabelledStatement], heads: &[Asked]) -> Result<Vec<u8>> {
    let raters: BTreeSet<&String> = statements
        .iter()
        .flat_map(|statement| statement.ratings.values())
        .flat_map(|raters| raters.keys())
        .collect();
    if raters.is_empty() {
        let object = |s: &LabelledStatement| object(s, Some(&s.labels), heads);
        return super::lines(statements.iter().map(object));
    }
    let mut files: BTreeMap<String, Vec<u8>> = BTreeMap::new();
    let is_labelled = |s: &&LabelledStatement| !s.labels.is_empty();
    let all = statements.iter().filter(is_labelled);
    files.insert(
        "all.jsonl".into(),
        super::lines(all.map(|s| object(s, Some(&s.labels), heads)))?,
    );
    let is_bare = |s: &&LabelledStatement| s.labels.is_empty() && s.ratings.is_empty();
    let unknown = statements.iter().filter(is_bare);
    files.insert(
        "unknown.jsonl".into(),
        super::lines(unknown.map(|s| object(s, None, heads)))?,
    );
    for rater in raters {
        if matches!(rater.as_str(), "all" | "unknown") || rater.contains(['/', '\\']) {
            return Err(Error::output(format!(
                "rater \"{rater}\" cannot name a file of a doccano archive; rename the rater"
            )));
        }
        let rated = statements.iter().filter_map(|statement| {
            let labels: Labels = statement
                .ratings
                .iter()
                .filter_map(|(head, raters)| Some((head.clone(), raters.get(rater)?.clone())))
                .collect();
            (!labels.is_empty()).then(|| object(statement, Some(&labels), heads))
        });
        files.insert(format!("{rater}.jsonl"), super::lines(rated)?);
    }
    zip::write(&files)
}

fn object(statement: &LabelledStatement, labels: Option<&Labels>, heads: &[Asked]) -> Object {
    let mut object = record::context(statement);
    let id = object.remove("id").unwrap_or(Value::Null);
    object.insert("statement_id".into(), id);
    object.insert("text".into(), json!(statement.text));
    if let Some(labels) = labels.filter(|labels| !labels.is_empty()) {
        object.insert("label".into(), json!(codes::encode(labels, heads)));
        codes::marks(labels, heads, &mut object);
    }
    object
}
