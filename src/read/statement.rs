//! Statements that somebody has already found: what `classify` reads.
//!
//! A JSON object with `text` and, where known, `id`, `form`, `cue`, `sentence`, `before`
//! and `title`; or the words of one statement on a line.

use super::jsonl::{self, Key, Words};
use super::place::Place;
use super::{charset, plain};
use crate::error::{Error, Result};
use crate::statement::{Form, StatementView};
use serde::de::{DeserializeSeed, Deserializer, IgnoredAny, MapAccess, Visitor};
use std::fmt;

/// A statement with the context that its source knows.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct StatementInput {
    /// Its identifier; its place where the source gives none.
    pub id: String,
    /// The content.
    pub text: String,
    /// How it is reported.
    pub form: Option<Form>,
    /// The words that introduce it.
    pub cue: Option<String>,
    /// The sentence that holds it.
    pub sentence: Option<String>,
    /// The sentence before.
    pub before: Option<String>,
    /// The title of its article.
    pub title: Option<String>,
}

impl StatementInput {
    /// The statement that these parts make, in the order of [`StatementInput::PARTS`]; one
    /// without an identifier is called by its place.
    ///
    /// # Errors
    /// An input error where there are no words or the form is unknown.
    pub fn of_parts(parts: [Option<String>; 7], place: &Place) -> Result<Self> {
        let [id, text, form, cue, sentence, before, title] = parts;
        let text = text.filter(|text| !text.trim().is_empty()).ok_or_else(|| {
            Error::input("field \"text\" is missing or empty; expected the statement's words")
        })?;
        let form = match form {
            Some(name) => Some(Form::from_name(&name).ok_or_else(|| {
                Error::input(format!(
                    "form \"{name}\" is not one of {}",
                    Form::ALL.map(Form::name).join(", ")
                ))
            })?),
            None => None,
        };
        let filled = |value: Option<String>| value.filter(|value| !value.trim().is_empty());
        Ok(Self {
            id: filled(id).unwrap_or_else(|| place.to_string()),
            text,
            form,
            cue: filled(cue),
            sentence: filled(sentence),
            before: filled(before),
            title: filled(title),
        })
    }

    /// The names of the parts.
    pub const PARTS: [&str; 7] = ["id", "text", "form", "cue", "sentence", "before", "title"];

    /// The statement as a model sees it.
    pub fn view(&self) -> StatementView<'_> {
        StatementView {
            text: &self.text,
            form: self.form,
            cue: self.cue.as_deref(),
            sentence: self.sentence.as_deref(),
            before: self.before.as_deref(),
            title: self.title.as_deref(),
        }
    }
}

pub(super) fn from_json(line: &[u8], place: &Place) -> Result<StatementInput> {
    StatementInput::of_parts(jsonl::object(line, Seed)?, place)
}

pub(super) fn from_line(line: Vec<u8>, place: &Place) -> Result<StatementInput> {
    let decoded = charset::decode(line, None, charset::Kind::Plain);
    let article = plain::not_empty(decoded.text)?;
    Ok(StatementInput {
        id: place.to_string(),
        text: article,
        ..StatementInput::default()
    })
}

const NAMES: [&str; 7] = StatementInput::PARTS;

struct Seed;

impl<'de> DeserializeSeed<'de> for Seed {
    type Value = [Option<String>; 7];
    fn deserialize<D: Deserializer<'de>>(
        self,
        reader: D,
    ) -> std::result::Result<Self::Value, D::Error> {
        reader.deserialize_map(self)
    }
}

impl<'de> Visitor<'de> for Seed {
    type Value = [Option<String>; 7];
    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a JSON object")
    }
    fn visit_map<M: MapAccess<'de>>(
        self,
        mut map: M,
    ) -> std::result::Result<Self::Value, M::Error> {
        let mut values = Self::Value::default();
        while let Some(key) = map.next_key::<Key<'de>>()? {
            match NAMES.iter().position(|name| *name == key.0) {
                Some(place) => {
                    values[place] = map.next_value_seed(Words(&key.0, NAMES[place] == "text"))?;
                }
                None => drop(map.next_value::<IgnoredAny>()?),
            }
        }
        Ok(values)
    }
}
