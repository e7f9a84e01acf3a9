//! Which fields or columns of a record hold the parts of an article.
//!
//! Newsrooms name them as they like; `--field text=body` says so. Records of every kind
//! (JSON lines, CSV rows, Parquet rows) become articles here and nowhere else.

use super::place::Place;
use crate::document::{Article, Metadata};
use crate::error::{Error, Result};

/// A part of an article that a record may hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Part {
    /// Its identifier.
    Id,
    /// Its title.
    Title,
    /// Its words; the only part that must be there.
    Text,
    /// When it was published.
    Date,
    /// Who wrote it.
    Author,
    /// Who published it.
    Outlet,
    /// Where it stands on the web.
    Url,
}

impl Part {
    /// Every part, in the order of [`Fields`].
    pub const ALL: [Part; 7] = [
        Part::Id,
        Part::Title,
        Part::Text,
        Part::Date,
        Part::Author,
        Part::Outlet,
        Part::Url,
    ];

    /// Its name in options, and the field that holds it unless another is named.
    pub fn name(self) -> &'static str {
        match self {
            Part::Id => "id",
            Part::Title => "title",
            Part::Text => "text",
            Part::Date => "date",
            Part::Author => "author",
            Part::Outlet => "outlet",
            Part::Url => "url",
        }
    }
}

/// The field name of each part.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fields([String; 7]);

impl Default for Fields {
    fn default() -> Self {
        Self(Part::ALL.map(|part| part.name().to_owned()))
    }
}

impl Fields {
    /// Takes settings such as `text=body`; parts that are not named keep their own name.
    ///
    /// # Errors
    /// A configuration error that names the setting and the parts there are.
    pub fn with<S: AsRef<str>>(settings: &[S]) -> Result<Self> {
        let mut fields = Self::default();
        for setting in settings {
            let setting = setting.as_ref();
            let known = setting.split_once('=').and_then(|(part, field)| {
                let place = Part::ALL.iter().position(|p| p.name() == part)?;
                (!field.is_empty()).then_some((place, field))
            });
            let Some((place, field)) = known else {
                return Err(Error::config(format!(
                    "field setting \"{setting}\" is not PART=NAME; the parts are {}",
                    Part::ALL.map(Part::name).join(", ")
                )));
            };
            field.clone_into(&mut fields.0[place]);
        }
        Ok(fields)
    }

    /// The field that holds `part`.
    pub fn name(&self, part: Part) -> &str {
        &self.0[part as usize]
    }

    /// The part that the field `name` holds.
    pub fn part(&self, name: &str) -> Option<Part> {
        self.0
            .iter()
            .position(|field| field == name)
            .map(|place| Part::ALL[place])
    }
}

/// The parts of one record, as they are found.
#[derive(Debug, Default)]
pub(crate) struct Parts([Option<String>; 7]);

impl Parts {
    /// Keeps `value` as `part`.
    pub(crate) fn set(&mut self, part: Part, value: String) {
        self.0[part as usize] = Some(value);
    }

    /// Gives every part to `look`.
    pub(crate) fn each(&self, mut look: impl FnMut(&str)) {
        self.0.iter().flatten().for_each(|words| look(words));
    }

    fn take(&mut self, part: Part) -> Option<String> {
        self.0[part as usize].take()
    }

    fn take_filled(&mut self, part: Part) -> Option<String> {
        self.take(part).filter(|value| !value.trim().is_empty())
    }

    /// The article they make; one without an identifier is called by its place.
    ///
    /// # Errors
    /// An input error where there is no text.
    pub(crate) fn article(mut self, place: &Place, fields: &Fields) -> Result<Article> {
        let name = fields.name(Part::Text);
        let text = self.take(Part::Text).ok_or_else(|| {
            Error::input(format!(
                "field \"{name}\" is missing; expected the article's words, name another with --field text=NAME"
            ))
        })?;
        if text.trim().is_empty() {
            return Err(Error::input(format!(
                "field \"{name}\" is empty; expected the article's words"
            )));
        }
        Ok(Article {
            id: self
                .take_filled(Part::Id)
                .unwrap_or_else(|| place.to_string()),
            source: place.source.to_string(),
            title: self.take_filled(Part::Title),
            text,
            metadata: Metadata {
                date: self.take_filled(Part::Date),
                author: self.take_filled(Part::Author),
                outlet: self.take_filled(Part::Outlet),
                url: self.take_filled(Part::Url),
                ..Metadata::default()
            },
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_field_can_be_named_and_a_wrong_setting_is_explained() {
        let fields = Fields::with(&["text=body"]).unwrap();
        assert_eq!(fields.part("body"), Some(Part::Text));
        assert_eq!(fields.part("text"), None);
        assert_eq!(fields.name(Part::Id), "id");
        for wrong in ["body", "txt=body", "text="] {
            let error = Fields::with(&[wrong]).unwrap_err().to_string();
            assert!(error.contains(wrong) && error.contains("outlet"), "{error}");
        }
    }
}
