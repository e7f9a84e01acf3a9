//! One model a target, in one directory: `targets.json` names the targets, and each has an
//! ordinary model directory beneath.
//!
//! The same words may be for one thing and against another, so whoever asks about several
//! trains one model each. The index holds the checksum of every model's manifest; a model
//! that is not the one it was written with is refused.

use super::{Model, artifact, folder};
use crate::error::{Error, Result};
use crate::text::hex;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use std::collections::BTreeSet;
use std::path::Path;

/// The version of the format that this program reads and writes.
pub const FORMAT: &str = "onrecord/targets/1";

/// The file that makes a directory one of targets.
pub const INDEX: &str = "targets.json";

/// What `targets.json` holds.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Index {
    /// Always [`FORMAT`].
    pub format: String,
    /// The version of the program that wrote it.
    pub program: String,
    /// The field of the data that says what a statement is asked about.
    pub field: String,
    /// Every target, by name.
    pub targets: Vec<Entry>,
}

/// One target of an index.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Entry {
    /// The target, as the data calls it.
    pub name: String,
    /// The folder of its model, inside the directory.
    pub folder: String,
    /// SHA-256 of that model's manifest, in hexadecimal.
    pub manifest: String,
    /// The number of statements it was trained on.
    pub n_statements: usize,
}

/// A target whose model is to be written.
pub struct Unwritten<'a> {
    /// The target, as the data calls it.
    pub name: &'a str,
    /// The number of statements its model was trained on.
    pub n_statements: usize,
    /// Writes the model directory.
    pub save: &'a dyn Fn(&Path) -> Result<()>,
}

/// Writes the models of `targets`, which `field` of the data names, into the one directory
/// `dir`; whole or not at all.
///
/// # Errors
/// An output error where it cannot be written.
pub fn save(dir: &Path, field: &str, targets: &[Unwritten<'_>]) -> Result<()> {
    folder::replace(dir, |beside| {
        let mut entries = Vec::new();
        for (target, folder) in targets.iter().zip(folders(targets)) {
            let place = beside.join(&folder);
            (target.save)(&place)?;
            let manifest = std::fs::read(place.join(artifact::MANIFEST)).map_err(|error| {
                Error::output("cannot be read again")
                    .in_file(dir)
                    .because(error)
            })?;
            entries.push(Entry {
                name: target.name.to_owned(),
                folder,
                manifest: hex(&Sha256::digest(&manifest)),
                n_statements: target.n_statements,
            });
        }
        let index = artifact::json(&Index {
            format: FORMAT.into(),
            program: env!("CARGO_PKG_VERSION").into(),
            field: field.to_owned(),
            targets: entries,
        })?;
        std::fs::write(beside.join(INDEX), index).map_err(|error| {
            Error::output("the models cannot be written")
                .in_file(dir)
                .because(error)
        })
    })
}

/// Names that every file system takes and tells apart, one a target.
fn folders(targets: &[Unwritten<'_>]) -> Vec<String> {
    let mut taken = BTreeSet::new();
    let free = |target: &Unwritten<'_>| {
        let mut name = String::new();
        for c in target.name.chars().flat_map(char::to_lowercase) {
            match c.is_alphanumeric() {
                true => name.push(c),
                false if name.ends_with('-') || name.is_empty() => {}
                false => name.push('-'),
            }
        }
        let name: String = name.chars().take(60).collect();
        let name = match name.trim_end_matches('-') {
            "" => "target",
            name => name,
        };
        let mut free = name.to_owned();
        let mut number = 1;
        while !taken.insert(free.clone()) {
            number += 1;
            free = format!("{name}-{number}");
        }
        free
    };
    targets.iter().map(free).collect()
}

/// One model a target, ready to label statements.
#[derive(Debug, Clone)]
pub struct TargetModels {
    name: String,
    sha256: String,
    field: String,
    targets: Vec<(Entry, Model)>,
}

impl TargetModels {
    /// True where `dir` holds one model a target.
    pub fn is_at(dir: &Path) -> bool {
        dir.join(INDEX).is_file()
    }

    /// Reads the index at `dir` and every model that it names.
    ///
    /// # Errors
    /// A model error that names the file: damaged, of another format version, or not the
    /// model that the index was written with.
    pub fn load(dir: &Path) -> Result<Self> {
        let place = dir.join(INDEX);
        let wrong = |what: String| Error::model(what).in_file(&place);
        let bytes =
            std::fs::read(&place).map_err(|error| wrong("cannot be read".into()).because(error))?;
        let damaged =
            |error| wrong("is no index of targets; train them anew".into()).because(error);
        let parsed: serde_json::Value = serde_json::from_slice(&bytes).map_err(damaged)?;
        if parsed["format"] != FORMAT {
            return Err(wrong(format!(
                "has format {}, this program reads \"{FORMAT}\"; train the targets anew",
                parsed["format"]
            )));
        }
        let index: Index = serde_json::from_value(parsed).map_err(damaged)?;
        if index.targets.is_empty() {
            return Err(wrong("names no target; train them anew".into()));
        }
        let targets = index.targets.into_iter().map(|entry| {
            // Names come from a file: they must stay inside the directory.
            if entry.folder.contains(['/', '\\']) || entry.folder.starts_with('.') {
                return Err(wrong(format!("names a folder outside of it: {}", entry.folder)));
            }
            let model = Model::load(&dir.join(&entry.folder))?;
            if model.sha256() != entry.manifest {
                return Err(wrong(format!(
                    "the model in {} has checksum {}, the index says {}; fetch the directory again or train it anew",
                    entry.folder,
                    model.sha256(),
                    entry.manifest
                )));
            }
            Ok((entry, model))
        });
        Ok(Self {
            name: artifact::name_of(dir),
            sha256: hex(&Sha256::digest(&bytes)),
            field: index.field,
            targets: targets.collect::<Result<_>>()?,
        })
    }

    /// The name of its directory.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// SHA-256 of its index, in hexadecimal; the index holds those of the models.
    pub fn sha256(&self) -> &str {
        &self.sha256
    }

    /// The field of data that says what a statement is asked about.
    pub fn field(&self) -> &str {
        &self.field
    }

    /// Every target with its model, by name.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = (&Entry, &Model)> {
        self.targets.iter().map(|(entry, model)| (entry, model))
    }

    /// The position of `target`.
    ///
    /// # Errors
    /// An input error that names the targets there are.
    pub fn index(&self, target: &str) -> Result<usize> {
        let found = self.iter().position(|(entry, _)| entry.name == target);
        found.ok_or_else(|| {
            let names: Vec<&str> = self.iter().map(|(entry, _)| entry.name.as_str()).collect();
            Error::input(format!(
                "target \"{target}\" is not one of {}; train a model for it, or leave the target out to ask about all",
                names.join(", ")
            ))
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn folders_are_plain_and_differ() {
        let save = |_: &Path| Ok(());
        let names = [
            "Climate Change",
            "climate  change!",
            "../..",
            "Équité",
            "…",
            &"x".repeat(99),
        ];
        let targets = names.map(|name| Unwritten {
            name,
            n_statements: 0,
            save: &save,
        });
        let long = "x".repeat(60);
        assert_eq!(
            folders(&targets),
            [
                "climate-change",
                "climate-change-2",
                "target",
                "équité",
                "target-2",
                &long
            ]
        );
    }
}
