//! From files to a corpus: which formats, which fields, which raters.
//!
//! Every format gives records to one gatherer, so that ids, raters and groups mean the same
//! wherever a statement comes from. What is passed over is counted in [`Corpus::notes`];
//! what is wrong names file and line.

use super::formats::{self, Format};
use super::gather::Gather;
use super::raters::{self, Raters};
use super::spans::Units;
use super::{Corpus, LabelledStatement};
use crate::error::{Error, Result};
use crate::label::{Head, HeadKind};
use crate::text::hex;
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;
use std::path::Path;

/// A head whose labels are looked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Asked {
    /// The field that holds its labels.
    pub name: String,
    /// How its labels relate, where that is known.
    pub kind: Option<HeadKind>,
}

impl Asked {
    /// What is asked of statements that a model with these heads answers too.
    pub fn of(heads: &[Head]) -> Vec<Self> {
        let asked = |head: &Head| Self {
            name: head.name.clone(),
            kind: Some(head.kind),
        };
        heads.iter().map(asked).collect()
    }
}

/// How files are read.
#[derive(Debug, Clone, Default)]
pub struct ImportOptions {
    /// The heads whose labels are looked for.
    pub heads: Vec<Asked>,
    /// The format of every file; by name, then by content, where not given.
    pub format: Option<Format>,
    /// The field or column that holds a part, where it is not called like the part.
    pub columns: BTreeMap<String, String>,
    /// What offsets count, where the file's own words cannot tell.
    pub units: Option<Units>,
    /// True where an empty cell of an independent head says that no label holds.
    pub empty_is_none: bool,
    /// True where further fields are kept, as conversion and slices need them.
    pub keep_extra: bool,
    /// How raters become one label; ratings stay as they are where not given.
    pub raters: Option<Raters>,
    /// The field that says what a statement is asked about; none where nobody asks that.
    pub target: Option<String>,
    /// True where only the statements are wanted, whatever anybody said of them.
    pub texts_only: bool,
}

impl ImportOptions {
    /// The field that holds `part`.
    pub fn field<'a>(&'a self, part: &'a str) -> &'a str {
        self.columns.get(part).map_or(part, String::as_str)
    }
}

/// Reads JSON lines with the label fields in `heads`, and every other format by its name.
///
/// # Errors
/// As [`import`].
pub fn read<P: AsRef<Path>>(paths: &[P], heads: &[String]) -> Result<Corpus> {
    let asked = |name: &String| Asked {
        name: name.clone(),
        kind: None,
    };
    let options = ImportOptions {
        heads: heads.iter().map(asked).collect(),
        raters: Some(Raters::default()),
        ..ImportOptions::default()
    };
    import(paths, &options)
}

/// Reads the labelled statements of `paths`, in order.
///
/// # Errors
/// An input error that names file and line: not UTF-8, no record of its format, no text, a
/// label field of the wrong type, an offset that fits nothing, an identifier given twice.
pub fn import<P: AsRef<Path>>(paths: &[P], options: &ImportOptions) -> Result<Corpus> {
    let (corpus, mut errors) = collect(paths, options, 1)?;
    match errors.pop() {
        Some(error) => Err(error),
        None => {
            let names: Vec<String> = paths
                .iter()
                .map(|path| path.as_ref().display().to_string())
                .collect();
            corpus.not_empty(&names.join(", "))
        }
    }
}

/// As [`import`], but goes on behind wrong records until there are `n_errors` of them.
///
/// # Errors
/// Where a file cannot be read at all.
pub fn collect<P: AsRef<Path>>(
    paths: &[P],
    options: &ImportOptions,
    n_errors: usize,
) -> Result<(Corpus, Vec<Error>)> {
    let mut gather = Gather::default();
    let mut digest = Sha256::new();
    let mut errors = Vec::new();
    for path in paths {
        let path = path.as_ref();
        let bytes = raw(path)?;
        digest.update(&bytes);
        let bytes = crate::read::unpacked(bytes)
            .map_err(|error| Error::input("cannot be read").in_file(path).because(error))?;
        let mut notes = BTreeMap::new();
        let read = formats::read(path, &bytes, options, &mut notes, &mut |record| {
            let added = record.and_then(|record| gather.add(record));
            match added {
                Err(error) if errors.len() + 1 < n_errors => {
                    errors.push(error);
                    Ok(())
                }
                other => other,
            }
        });
        errors.extend(read.err());
        for (note, n) in notes {
            *gather.notes.entry(note).or_default() += n;
        }
        if errors.len() >= n_errors {
            break;
        }
    }
    let mut corpus = gather.corpus();
    corpus.sha256 = hex(&digest.finalize());
    if let Some(raters) = options.raters {
        raters::settle(&mut corpus, &options.heads, raters);
    }
    Ok((corpus, errors))
}

/// The bytes of a file as they lie on disk; `-` is standard input.
fn raw(path: &Path) -> Result<Vec<u8>> {
    let read = if path.as_os_str() == "-" {
        let mut bytes = Vec::new();
        std::io::Read::read_to_end(&mut std::io::stdin().lock(), &mut bytes).map(|_| bytes)
    } else {
        std::fs::read(path)
    };
    read.map_err(|error| Error::input("cannot be read").in_file(path).because(error))
}

/// A statement as one record of a file tells it.
#[derive(Debug, Clone, Default)]
pub(super) struct Record {
    /// File and line.
    pub place: String,
    /// The statement; its labels are those of `rater`, or settled ones.
    pub statement: LabelledStatement,
    /// Who labelled it.
    pub rater: Option<String>,
    /// Records of one key are one statement.
    pub key: Option<String>,
    /// True where several records of one rater are answers to several questions.
    pub adds: bool,
}

/// What takes records, or what is wrong with them.
pub(super) type Sink<'a> = &'a mut dyn FnMut(Result<Record>) -> Result<()>;

/// Counts by what happened.
pub(super) type Notes = BTreeMap<String, usize>;

pub(super) fn note(notes: &mut Notes, what: &str) {
    *notes.entry(what.to_owned()).or_default() += 1;
}
