//! Labelled statements from JSON lines.
//!
//! Each line is an object with `text` and the label fields; `id`, `form`, `cue`,
//! `sentence`, `before`, `title`, `group`, `origin` are optional. A label field holds a
//! list of names (independent labels) or one name (exclusive labels).

use super::{Corpus, LabelledStatement};
use crate::error::{Error, Result};
use crate::label::{Head, HeadKind};
use crate::statement::Form;
use crate::text::hex;
use serde_json::{Map, Value};
use sha2::{Digest, Sha256};
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

/// Reads the labelled statements of `paths`, in order, with the label fields in `heads`.
///
/// # Errors
/// An input error that names file and line: not UTF-8, not a JSON object, no `text`, a
/// label field of the wrong type, an identifier given twice.
pub fn read<P: AsRef<Path>>(paths: &[P], heads: &[String]) -> Result<Corpus> {
    let mut corpus = Corpus::default();
    let mut seen: BTreeMap<String, String> = BTreeMap::new();
    let mut digest = Sha256::new();
    for path in paths {
        let path = path.as_ref();
        let bytes = std::fs::read(path)
            .map_err(|error| Error::input("cannot be read").in_file(path).because(error))?;
        digest.update(&bytes);
        for (index, line) in bytes.split(|&byte| byte == b'\n').enumerate() {
            if line.iter().all(u8::is_ascii_whitespace) {
                continue;
            }
            let place = format!("{}:{}", path.display(), index + 1);
            let statement = statement(line, heads, &place).map_err(|error| error.at(&place))?;
            if let Some(first) = seen.insert(statement.id.clone(), place.clone()) {
                return Err(Error::input(format!(
                    "id \"{}\" stands already at {first}; ids must differ",
                    statement.id
                ))
                .at(place));
            }
            corpus.statements.push(statement);
        }
    }
    corpus.sha256 = hex(&digest.finalize());
    let names: Vec<String> = paths
        .iter()
        .map(|path| path.as_ref().display().to_string())
        .collect();
    corpus.not_empty(&names.join(", "))
}

/// The head that the field `name` of `corpus` answers, with every label it uses.
///
/// # Errors
/// A configuration error where there are too few labels.
pub fn head(corpus: &Corpus, name: &str, kind: HeadKind) -> Result<Head> {
    let labels: BTreeSet<String> = corpus
        .statements
        .iter()
        .filter_map(|statement| statement.labels.get(name))
        .flatten()
        .cloned()
        .collect();
    Head::new(name, kind, labels)
}

fn statement(line: &[u8], heads: &[String], place: &str) -> Result<LabelledStatement> {
    let line = std::str::from_utf8(line).map_err(|error| {
        Error::input(format!(
            "byte {} is not UTF-8; save the file as UTF-8",
            error.valid_up_to() + 1
        ))
    })?;
    let object: Map<String, Value> = serde_json::from_str(line)
        .map_err(|error| Error::input("is not a JSON object").because(error))?;
    let text = string(&object, "text")?
        .filter(|text| !text.trim().is_empty())
        .ok_or_else(|| {
            Error::input("field \"text\" is missing or empty; expected the statement's words")
        })?;
    let id = string(&object, "id")?.unwrap_or_else(|| place.to_owned());
    let form = match string(&object, "form")? {
        Some(name) => Some(Form::from_name(&name).ok_or_else(|| {
            Error::input(format!(
                "form \"{name}\" is not one of direct, mixed, indirect, headline"
            ))
        })?),
        None => None,
    };
    let mut labels = BTreeMap::new();
    for head in heads {
        if let Some(names) = label_names(&object, head)? {
            labels.insert(head.clone(), names);
        }
    }
    Ok(LabelledStatement {
        text,
        form,
        cue: string(&object, "cue")?.filter(|cue| !cue.is_empty()),
        sentence: string(&object, "sentence")?.filter(|text| !text.is_empty()),
        before: string(&object, "before")?.filter(|text| !text.is_empty()),
        title: string(&object, "title")?.filter(|text| !text.is_empty()),
        group: string(&object, "group")?.unwrap_or_else(|| id.clone()),
        origin: string(&object, "origin")?,
        labels,
        id,
    })
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

fn label_names(object: &Map<String, Value>, head: &str) -> Result<Option<Vec<String>>> {
    let wrong = |found: &Value| {
        Error::input(format!(
            "field \"{head}\" holds {found}; expected a label or a list of labels"
        ))
    };
    match object.get(head) {
        None | Some(Value::Null) => Ok(None),
        Some(Value::String(label)) => Ok(Some(vec![label.clone()])),
        Some(Value::Array(items)) => items
            .iter()
            .map(|item| item.as_str().map(str::to_owned).ok_or_else(|| wrong(item)))
            .collect::<Result<Vec<_>>>()
            .map(Some),
        Some(other) => Err(wrong(other)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
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
