//! The model directory: what is in it, how it is written and checked.
//!
//! `manifest.json` names every other file with its SHA-256; a directory that does not match
//! it is refused. The same model gives the same bytes.

use super::Model;
use super::folder;
use super::head::{FittedHead, HeadSettings};
use super::targets::TargetModels;
use crate::error::{Error, Result};
use crate::features::{Lexicon, Tfidf, TfidfParams, Tokenizer, Vocabulary};
use crate::label::Head;
use crate::text::hex;
use ndarray::Array2;
use safetensors::SafeTensors;
use safetensors::tensor::{Dtype, TensorView};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;
use std::path::Path;

/// The version of the format that this program reads and writes.
pub const FORMAT: &str = "onrecord/model/1";

/// The file that makes a directory a model.
pub(super) const MANIFEST: &str = "manifest.json";
/// Files that a model must have beside its manifest.
const NEEDED: [&str; 6] = [
    "coefficients.safetensors",
    "concepts.toml",
    "heads.json",
    "polarity.tsv",
    "tokenizer.json",
    "vocabulary.tsv",
];

/// What a model is: everything but the large files, and their checksums.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Manifest {
    /// Always [`FORMAT`].
    pub format: String,
    /// The version of the program that wrote it.
    pub program: String,
    /// The questions it answers.
    pub heads: Vec<Head>,
    /// How rows are made.
    pub features: TfidfParams,
    /// Everything else that was chosen, as the training configuration had it.
    pub training: serde_json::Value,
    /// What it was trained on.
    pub data: DataSummary,
    /// Numbers of terms and tokens.
    pub sizes: Sizes,
    /// SHA-256 of each other file, in hexadecimal.
    pub files: BTreeMap<String, String>,
}

/// What a model was trained on.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct DataSummary {
    /// SHA-256 of the files read, in order.
    pub sha256: String,
    /// The number of statements.
    pub n_statements: usize,
    /// The number of groups.
    pub n_groups: usize,
    /// How many statements carry each label, by head.
    pub labels: BTreeMap<String, BTreeMap<String, usize>>,
}

/// How large a model is.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sizes {
    /// Terms in the vocabulary.
    pub n_terms: usize,
    /// Tokens in the tokenizer's vocabulary.
    pub n_tokens: usize,
}

/// A model with the texts it was made from, ready to be written.
#[derive(Debug)]
pub struct Artifact<'a> {
    /// What turns text into rows.
    pub tfidf: &'a Tfidf,
    /// The fitted heads.
    pub heads: &'a [FittedHead],
    /// The concept file, as it was read.
    pub concepts: &'a str,
    /// The polarity file, as it was read.
    pub polarity: &'a str,
    /// See [`Manifest::training`].
    pub training: serde_json::Value,
    /// See [`Manifest::data`].
    pub data: DataSummary,
    /// Further files: the model card, cross-validated figures.
    pub extra: Vec<(&'static str, String)>,
}

impl Artifact<'_> {
    /// Writes the directory at `dir`, replacing a model that stands there.
    ///
    /// # Errors
    /// An output error where it cannot be written, or where `dir` holds something else than
    /// a model.
    pub fn save(&self, dir: &Path) -> Result<()> {
        let files = self.files()?;
        folder::replace(dir, |beside| {
            for (name, bytes) in files {
                std::fs::write(beside.join(name), bytes).map_err(|error| {
                    Error::output("the model cannot be written")
                        .in_file(dir)
                        .because(error)
                })?;
            }
            Ok(())
        })
    }

    fn files(&self) -> Result<BTreeMap<&'static str, Vec<u8>>> {
        let settings: BTreeMap<&str, &HeadSettings> = self
            .heads
            .iter()
            .map(|head| (head.head.name.as_str(), &head.settings))
            .collect();
        let mut files: BTreeMap<&'static str, Vec<u8>> = BTreeMap::new();
        files.insert("coefficients.safetensors", tensors(self.heads)?);
        files.insert("concepts.toml", self.concepts.into());
        files.insert("polarity.tsv", self.polarity.into());
        files.insert("heads.json", json(&settings)?);
        files.insert(
            "tokenizer.json",
            self.tfidf.tokenizer().to_json()?.into_bytes(),
        );
        files.insert(
            "vocabulary.tsv",
            self.tfidf.vocabulary().to_tsv().into_bytes(),
        );
        for (name, text) in &self.extra {
            files.insert(name, text.clone().into_bytes());
        }
        let manifest = Manifest {
            format: FORMAT.into(),
            program: env!("CARGO_PKG_VERSION").into(),
            heads: self.heads.iter().map(|head| head.head.clone()).collect(),
            features: self.tfidf.params().clone(),
            training: self.training.clone(),
            data: self.data.clone(),
            sizes: Sizes {
                n_terms: self.tfidf.vocabulary().n_terms(),
                n_tokens: self.tfidf.tokenizer().n_tokens(),
            },
            files: files
                .iter()
                .map(|(name, bytes)| ((*name).to_owned(), hex(&Sha256::digest(bytes))))
                .collect(),
        };
        files.insert(MANIFEST, json(&manifest)?);
        Ok(files)
    }
}

pub(super) fn json(value: &impl Serialize) -> Result<Vec<u8>> {
    let mut bytes = serde_json::to_vec_pretty(value)
        .map_err(|error| Error::output("cannot be written as JSON").because(error))?;
    bytes.push(b'\n');
    Ok(bytes)
}

/// Coefficients (`NAME.coefficients`, n_labels × n_terms, 32 bits) and intercepts
/// (`NAME.intercepts`, n_labels, 64 bits) of every head.
fn tensors(heads: &[FittedHead]) -> Result<Vec<u8>> {
    let mut blobs: BTreeMap<String, (Dtype, Vec<usize>, Vec<u8>)> = BTreeMap::new();
    for head in heads {
        let name = &head.head.name;
        let coefficients = head
            .coefficients
            .iter()
            .flat_map(|c| c.to_le_bytes())
            .collect();
        let shape = head.coefficients.shape().to_vec();
        blobs.insert(
            format!("{name}.coefficients"),
            (Dtype::F32, shape, coefficients),
        );
        let intercepts = head
            .intercepts
            .iter()
            .flat_map(|b| b.to_le_bytes())
            .collect();
        let shape = vec![head.intercepts.len()];
        blobs.insert(
            format!("{name}.intercepts"),
            (Dtype::F64, shape, intercepts),
        );
    }
    let failed = |error| Error::output("coefficients cannot be written").because(error);
    let views: Vec<(&String, TensorView<'_>)> = blobs
        .iter()
        .map(|(name, (dtype, shape, bytes))| {
            TensorView::new(*dtype, shape.clone(), bytes).map(|view| (name, view))
        })
        .collect::<std::result::Result<_, _>>()
        .map_err(failed)?;
    safetensors::serialize(views, None).map_err(failed)
}

/// Reads the model directory at `dir`.
///
/// # Errors
/// A model error that names the file: missing, changed, or of another format version.
pub fn load(dir: &Path) -> Result<Model> {
    if TargetModels::is_at(dir) && !dir.join(MANIFEST).is_file() {
        return Err(Error::model(
            "holds one model a target, and one model is expected; name a folder inside it",
        )
        .in_file(dir));
    }
    let read = |name: &str| {
        std::fs::read(dir.join(name)).map_err(|error| {
            Error::model(
                "cannot be read; name a model directory, or train one with `onrecord train`",
            )
            .in_file(&dir.join(name))
            .because(error)
        })
    };
    let manifest = read(MANIFEST)?;
    let parsed = parse_manifest(&manifest).map_err(|error| error.in_file(&dir.join(MANIFEST)))?;
    let mut files = BTreeMap::new();
    for (name, expected) in &parsed.files {
        // Names come from a file: they must stay inside the directory.
        if name.contains(['/', '\\']) {
            return Err(Error::model(format!("names a file outside of it: {name}"))
                .in_file(&dir.join(MANIFEST)));
        }
        let bytes = read(name)?;
        let found = hex(&Sha256::digest(&bytes));
        if found != *expected {
            return Err(Error::model(format!(
                "{name} has checksum {found}, {MANIFEST} says {expected}; fetch the model again or train it anew"
            ))
            .in_file(dir));
        }
        files.insert(name.as_str(), bytes);
    }
    let file = |name: &str| files.get(name).map(Vec::as_slice);
    assemble(&name_of(dir), &manifest, &parsed, file).map_err(|error| error.in_file(dir))
}

/// What a model in `dir` is called.
pub(super) fn name_of(dir: &Path) -> String {
    let path = dir.canonicalize().ok();
    let name = path.as_deref().and_then(Path::file_name);
    name.map_or_else(
        || "model".into(),
        |name| name.to_string_lossy().into_owned(),
    )
}

/// Reads a model from files in memory: name and bytes, the manifest among them. Checksums are
/// not computed again: whoever holds the files vouches for them.
///
/// # Errors
/// As [`load`], without the checksums.
pub fn from_files(name: &str, files: &[(&str, &[u8])]) -> Result<Model> {
    let file = |wanted: &str| {
        files
            .iter()
            .find(|(name, _)| *name == wanted)
            .map(|(_, bytes)| *bytes)
    };
    let manifest = file(MANIFEST).ok_or_else(|| missing(MANIFEST))?;
    let parsed = parse_manifest(manifest).map_err(|error| error.at(MANIFEST))?;
    assemble(name, manifest, &parsed, file)
}

fn parse_manifest(bytes: &[u8]) -> Result<Manifest> {
    let parsed: serde_json::Value = serde_json::from_slice(bytes)
        .map_err(|error| Error::model("is not a manifest").because(error))?;
    match parsed.get("format").and_then(|format| format.as_str()) {
        Some(FORMAT) => {}
        found => {
            return Err(Error::model(format!(
                "has format {}, this program reads {FORMAT}; train the model anew",
                found.unwrap_or("none")
            )));
        }
    }
    let manifest: Manifest = serde_json::from_value(parsed)
        .map_err(|error| Error::model("is not a manifest").because(error))?;
    match NEEDED
        .iter()
        .find(|name| !manifest.files.contains_key(**name))
    {
        Some(name) => Err(missing(name)),
        None => Ok(manifest),
    }
}

fn missing(name: &str) -> Error {
    Error::model(format!(
        "{name} is missing; fetch the model again or train it anew"
    ))
}

fn assemble<'a>(
    name: &str,
    manifest_bytes: &[u8],
    manifest: &Manifest,
    file: impl Fn(&str) -> Option<&'a [u8]>,
) -> Result<Model> {
    let bytes = |name: &'static str| file(name).ok_or_else(|| missing(name));
    let text = |name: &'static str| {
        std::str::from_utf8(bytes(name)?)
            .map_err(|error| Error::model("is not UTF-8").at(name).because(error))
    };
    let (concepts, polarity) = (text("concepts.toml")?, text("polarity.tsv")?);
    let (tokens, terms) = (bytes("tokenizer.json")?, text("vocabulary.tsv")?);
    // The vocabulary takes as long as everything else.
    let (lexicon, tokenizer, vocabulary) = std::thread::scope(|scope| {
        let vocabulary = scope.spawn(|| Vocabulary::from_tsv(terms));
        let lexicon = Lexicon::parse(concepts, polarity);
        let tokenizer = Tokenizer::from_json(tokens);
        let vocabulary = vocabulary.join();
        (
            lexicon,
            tokenizer,
            vocabulary.unwrap_or_else(|panic| std::panic::resume_unwind(panic)),
        )
    });
    let lexicon = lexicon?;
    let tokenizer = tokenizer.map_err(|error| error.at("tokenizer.json"))?;
    let vocabulary = vocabulary.map_err(|error| error.at("vocabulary.tsv"))?;
    let mut settings: BTreeMap<String, HeadSettings> = serde_json::from_slice(bytes("heads.json")?)
        .map_err(|error| Error::model("is damaged").at("heads.json").because(error))?;
    let tensors =
        SafeTensors::deserialize(bytes("coefficients.safetensors")?).map_err(|error| {
            Error::model("is damaged")
                .at("coefficients.safetensors")
                .because(error)
        })?;
    let heads = manifest
        .heads
        .iter()
        .map(|head| {
            let settings = settings.remove(&head.name).ok_or_else(|| {
                Error::model(format!("head \"{}\" is missing", head.name)).at("heads.json")
            })?;
            fitted(head, settings, &tensors, vocabulary.n_terms())
        })
        .collect::<Result<Vec<_>>>()?;
    let tfidf = Tfidf::assemble(manifest.features.clone(), tokenizer, lexicon, vocabulary);
    let sha256 = hex(&Sha256::digest(manifest_bytes));
    Ok(Model::assemble(name.to_owned(), sha256, tfidf, heads))
}

fn fitted(
    head: &Head,
    settings: HeadSettings,
    tensors: &SafeTensors<'_>,
    n_terms: usize,
) -> Result<FittedHead> {
    let damaged = |what: String| Error::model(what).at("coefficients.safetensors");
    let tensor = |part: &str, dtype: Dtype, shape: &[usize]| {
        let name = format!("{}.{part}", head.name);
        let view = tensors
            .tensor(&name)
            .map_err(|error| damaged(format!("{name} is missing")).because(error))?;
        if view.dtype() != dtype || view.shape() != shape {
            return Err(damaged(format!(
                "{name} has shape {:?}, expected {shape:?}",
                view.shape()
            )));
        }
        Ok(view.data().to_vec())
    };
    let n_labels = head.n_labels();
    let coefficients = tensor("coefficients", Dtype::F32, &[n_labels, n_terms])?
        .chunks_exact(4)
        .map(|bytes| f32::from_le_bytes(bytes.try_into().expect("four bytes")))
        .collect();
    let intercepts = tensor("intercepts", Dtype::F64, &[n_labels])?
        .chunks_exact(8)
        .map(|bytes| f64::from_le_bytes(bytes.try_into().expect("eight bytes")))
        .collect();
    let lengths = [
        settings.centres.len(),
        settings.thresholds.labels.len(),
        settings.calibrator.n_labels(),
    ];
    if lengths.iter().any(|&length| length != n_labels) {
        return Err(Error::model(format!(
            "head \"{}\" has {n_labels} labels and settings for {lengths:?}",
            head.name
        ))
        .at("heads.json"));
    }
    Ok(FittedHead {
        head: head.clone(),
        coefficients: Array2::from_shape_vec((n_labels, n_terms), coefficients)
            .expect("the shape was checked"),
        intercepts,
        settings,
    })
}
