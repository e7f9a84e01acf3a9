//! Statements that somebody has already found: what `classify` reads.
//!
//! A JSON object with `text` and, where known, `id`, `form`, `cue`, `sentence`, `before`
//! and `title`; or the words of one statement on a line. Other forms have readers of their
//! own ([`Whole`]).

use super::jsonl::{self, Key, Words};
use super::place::Place;
use super::{Skip, charset, plain};
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
    /// What it is asked about, where that was asked for and the source says.
    pub target: Option<String>,
}

/// Which fields hold the parts of a statement.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StatementFields {
    /// One a part, in the order of [`StatementInput::PARTS`].
    pub parts: [String; 7],
    /// The field that holds the target, where targets are asked for.
    pub target: Option<String>,
}

impl Default for StatementFields {
    fn default() -> Self {
        Self {
            parts: StatementInput::PARTS.map(str::to_owned),
            target: None,
        }
    }
}

/// Reads whole inputs that hold statements in a form of their own.
pub trait Whole: fmt::Debug + Send + Sync {
    /// True where the input `name`, which begins with `first`, is for it to read.
    fn takes(&self, name: &str, first: &[u8]) -> bool;

    /// The statements in `bytes`, each with its place, or what was passed over.
    fn read(
        &self,
        name: &str,
        bytes: &[u8],
    ) -> Vec<std::result::Result<(Place, StatementInput), Skip>>;
}

impl StatementInput {
    /// The statement that these parts make, in the order of [`StatementInput::PARTS`]; one
    /// without an identifier is called by its place.
    ///
    /// # Errors
    /// An input error where there are no words or the form is unknown.
    pub fn of_parts(parts: [Option<String>; 7], place: &Place) -> Result<Self> {
        Self::of_fields(parts, "text", place)
    }

    /// As [`StatementInput::of_parts`], of a source that calls the text `name`.
    fn of_fields(parts: [Option<String>; 7], name: &str, place: &Place) -> Result<Self> {
        let [id, text, form, cue, sentence, before, title] = parts;
        let text = text.filter(|text| !text.trim().is_empty()).ok_or_else(|| {
            Error::input(format!(
                "field \"{name}\" is missing or empty; expected the statement's words"
            ))
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
            target: None,
        })
    }

    /// Gives all of its bytes to `take`, in pieces.
    pub(super) fn each_bytes(&self, mut take: impl FnMut(&[u8])) {
        take(self.id.as_bytes());
        take(self.text.as_bytes());
        let rest = [
            &self.cue,
            &self.sentence,
            &self.before,
            &self.title,
            &self.target,
        ];
        let form = self.form.map(Form::name);
        let rest = rest.into_iter().map(Option::as_deref);
        for words in std::iter::once(form).chain(rest).flatten() {
            take(words.as_bytes());
        }
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

pub(super) fn from_json(
    line: &[u8],
    place: &Place,
    fields: &StatementFields,
) -> Result<StatementInput> {
    let (parts, target) = jsonl::object(line, Seed(fields))?;
    let statement = StatementInput::of_fields(parts, &fields.parts[TEXT], place)?;
    Ok(StatementInput {
        target: target
            .map(|target| target.trim().to_owned())
            .filter(|target| !target.is_empty()),
        ..statement
    })
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

/// Where the text stands in [`StatementInput::PARTS`].
const TEXT: usize = 1;

/// The parts of a statement, and its target.
type Found = ([Option<String>; 7], Option<String>);

struct Seed<'f>(&'f StatementFields);

impl<'de> DeserializeSeed<'de> for Seed<'_> {
    type Value = Found;
    fn deserialize<D: Deserializer<'de>>(
        self,
        reader: D,
    ) -> std::result::Result<Self::Value, D::Error> {
        reader.deserialize_map(self)
    }
}

impl<'de> Visitor<'de> for Seed<'_> {
    type Value = Found;
    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a JSON object")
    }
    fn visit_map<M: MapAccess<'de>>(
        self,
        mut map: M,
    ) -> std::result::Result<Self::Value, M::Error> {
        let (mut values, mut target) = Found::default();
        while let Some(key) = map.next_key::<Key<'de>>()? {
            match self.0.parts.iter().position(|name| *name == key.0) {
                Some(place) => {
                    values[place] = map.next_value_seed(Words(&key.0, place == TEXT))?;
                }
                None if self.0.target.as_deref() == Some(&*key.0) => {
                    target = map.next_value_seed(Words(&key.0, false))?;
                }
                None => drop(map.next_value::<IgnoredAny>()?),
            }
        }
        Ok((values, target))
    }
}
