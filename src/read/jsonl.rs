//! JSON lines: one article a line.
//!
//! A line becomes an article in one pass that borrows what it can and builds nothing for
//! fields that nobody asked for, however deep they nest.

use super::fields::{Fields, Part, Parts};
use super::place::Place;
use crate::document::Article;
use crate::error::{Error, Result};
use serde::de::{self, DeserializeSeed, Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};
use std::borrow::Cow;
use std::fmt;

/// The article on one line.
///
/// # Errors
/// An input error: not UTF-8, not a JSON object, no text.
pub(crate) fn article(line: &[u8], place: &Place, fields: &Fields) -> Result<Article> {
    object(line, FieldsSeed(fields))?.article(place, fields)
}

/// What `seed` makes of the object on one line.
///
/// # Errors
/// An input error with the column at which the line stops being a JSON object.
pub(crate) fn object<'de, S: DeserializeSeed<'de>>(line: &'de [u8], seed: S) -> Result<S::Value> {
    let line = line.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(line);
    let text = std::str::from_utf8(line).map_err(|error| {
        Error::input(format!(
            "byte {} is not UTF-8; JSON is written in UTF-8, save the file so",
            error.valid_up_to() + 1
        ))
    })?;
    if !text.trim_start().starts_with('{') {
        let found: String = text.trim().chars().take(20).collect();
        return Err(Error::input(format!(
            "starts with {found:?}; expected a JSON object on each line, such as {{\"id\":…,\"text\":…}}"
        )));
    }
    let mut reader = serde_json::Deserializer::from_str(text);
    let value = seed
        .deserialize(&mut reader)
        .map_err(|error| explain(&error))?;
    reader.end().map_err(|error| explain(&error))?;
    Ok(value)
}

fn explain(error: &serde_json::Error) -> Error {
    let message = error.to_string();
    // The line is known better by the caller; only the column helps here.
    let message = message
        .rsplit_once(" at line ")
        .map_or(message.as_str(), |(what, _)| what);
    if error.is_data() {
        return Error::input(message);
    }
    Error::input(format!(
        "is not valid JSON at column {}: {message}",
        error.column()
    ))
}

struct FieldsSeed<'f>(&'f Fields);

impl<'de> DeserializeSeed<'de> for FieldsSeed<'_> {
    type Value = Parts;
    fn deserialize<D: Deserializer<'de>>(self, reader: D) -> std::result::Result<Parts, D::Error> {
        reader.deserialize_map(self)
    }
}

impl<'de> Visitor<'de> for FieldsSeed<'_> {
    type Value = Parts;
    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a JSON object")
    }
    fn visit_map<M: MapAccess<'de>>(self, mut map: M) -> std::result::Result<Parts, M::Error> {
        let mut parts = Parts::default();
        while let Some(key) = map.next_key::<Key<'de>>()? {
            match self.0.part(&key.0) {
                Some(part) => {
                    if let Some(value) = map.next_value_seed(Words(&key.0, part == Part::Text))? {
                        parts.set(part, value);
                    }
                }
                None => drop(map.next_value::<IgnoredAny>()?),
            }
        }
        Ok(parts)
    }
}

/// A key that borrows from the line where it has no escapes.
pub(crate) struct Key<'de>(pub Cow<'de, str>);

impl<'de> de::Deserialize<'de> for Key<'de> {
    fn deserialize<D: Deserializer<'de>>(reader: D) -> std::result::Result<Self, D::Error> {
        struct Any;
        impl<'de> Visitor<'de> for Any {
            type Value = Key<'de>;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a field name")
            }
            fn visit_borrowed_str<E>(self, key: &'de str) -> std::result::Result<Key<'de>, E> {
                Ok(Key(Cow::Borrowed(key)))
            }
            fn visit_str<E>(self, key: &str) -> std::result::Result<Key<'de>, E> {
                Ok(Key(Cow::Owned(key.to_owned())))
            }
        }
        reader.deserialize_str(Any)
    }
}

/// A value as words: a string as it stands, a number in digits, a list of strings joined;
/// null, and for parts that are not needed any other shape, is no value.
pub(crate) struct Words<'k>(pub &'k str, pub bool);

impl<'de> DeserializeSeed<'de> for Words<'_> {
    type Value = Option<String>;
    fn deserialize<D: Deserializer<'de>>(
        self,
        reader: D,
    ) -> std::result::Result<Self::Value, D::Error> {
        reader.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Words<'_> {
    type Value = Option<String>;
    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "a string in field \"{}\"", self.0)
    }
    fn visit_str<E>(self, value: &str) -> std::result::Result<Self::Value, E> {
        Ok(Some(value.to_owned()))
    }
    fn visit_string<E>(self, value: String) -> std::result::Result<Self::Value, E> {
        Ok(Some(value))
    }
    fn visit_u64<E>(self, value: u64) -> std::result::Result<Self::Value, E> {
        Ok(Some(value.to_string()))
    }
    fn visit_i64<E>(self, value: i64) -> std::result::Result<Self::Value, E> {
        Ok(Some(value.to_string()))
    }
    fn visit_f64<E>(self, value: f64) -> std::result::Result<Self::Value, E> {
        Ok(Some(value.to_string()))
    }
    fn visit_bool<E>(self, value: bool) -> std::result::Result<Self::Value, E> {
        Ok(Some(value.to_string()))
    }
    fn visit_unit<E>(self) -> std::result::Result<Self::Value, E> {
        Ok(None)
    }
    fn visit_seq<S: SeqAccess<'de>>(
        self,
        mut list: S,
    ) -> std::result::Result<Self::Value, S::Error> {
        if self.1 {
            return Err(de::Error::invalid_type(de::Unexpected::Seq, &self));
        }
        let mut words: Vec<String> = Vec::new();
        while let Some(word) = list.next_element_seed(Words(self.0, false))? {
            words.extend(word);
        }
        Ok((!words.is_empty()).then(|| words.join(", ")))
    }
    fn visit_map<M: MapAccess<'de>>(
        self,
        mut map: M,
    ) -> std::result::Result<Self::Value, M::Error> {
        if self.1 {
            return Err(de::Error::invalid_type(de::Unexpected::Map, &self));
        }
        // An author as {"name": …}, as JSON-LD has it.
        let mut name = None;
        while let Some(key) = map.next_key::<Key<'de>>()? {
            if key.0 == "name" {
                name = map.next_value_seed(Words(self.0, false))?;
            } else {
                map.next_value::<IgnoredAny>()?;
            }
        }
        Ok(name)
    }
}

#[cfg(test)]
mod tests {
    use super::super::place::Piece;
    use super::*;

    fn read(line: &str) -> Result<Article> {
        let place = Place::at(&"news.jsonl".into(), Piece::Line(3));
        article(line.as_bytes(), &place, &Fields::default())
    }

    #[test]
    fn a_line_is_an_article() {
        let line = r#"{"id":7,"deep":[[{"x":1}]],"text":"He said \"no\".","author":[{"name":"A"},"B"],"title":null}"#;
        let article = read(line).unwrap();
        assert_eq!(article.id, "7");
        assert_eq!(article.text, "He said \"no\".");
        assert_eq!(article.title, None);
        assert_eq!(article.metadata.author.as_deref(), Some("A, B"));
        assert_eq!(read(r#"{"text":"x"}"#).unwrap().id, "news.jsonl:3");
    }

    #[test]
    fn what_is_wrong_is_said() {
        for (line, said) in [
            (r#"{"id":"a"}"#, "field \"text\" is missing"),
            (r#"{"text":" "}"#, "field \"text\" is empty"),
            (
                r#"{"text":["a"]}"#,
                "invalid type: sequence, expected a string in field \"text\"",
            ),
            (r#"{"text":"a""#, "not valid JSON at column 11: EOF"),
            (r#"{"text":"a"} x"#, "not valid JSON at column 14: trailing"),
            (r#"["a"]"#, "expected a JSON object on each line"),
            (r#"{"text":"\ud800"}"#, "not valid JSON"),
        ] {
            let error = read(line).unwrap_err().to_string();
            assert!(error.contains(said), "{line} → {error}");
        }
    }

    #[test]
    fn nesting_without_end_is_no_danger() {
        let deep = format!("{{\"x\":{}", "[".repeat(200_000));
        assert!(read(&deep).is_err());
        let deep = format!("{{\"author\":{}", "[".repeat(200_000));
        assert!(
            read(&deep)
                .unwrap_err()
                .to_string()
                .contains("recursion limit")
        );
    }
}
