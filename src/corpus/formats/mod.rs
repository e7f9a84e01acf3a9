//! The formats of labelled statements: one file each reads and writes it.
//!
//! A format is known by its name, then by its content: JSON lines of doccano and Prodigy and
//! the arrays of Label Studio say by their fields what they are.

mod codes;
mod doccano;
mod label_studio;
#[cfg(feature = "parquet")]
mod parquet;
mod prodigy;
mod record;
mod table;
mod zip;

use super::import::{Asked, ImportOptions, Notes, Record, Sink};
use super::{Corpus, LabelledStatement};
use crate::error::{Error, Result};
use serde_json::value::RawValue;
use serde_json::{Map, Value};
use std::collections::BTreeMap;
use std::path::Path;

/// A format of labelled statements.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// One JSON object a line, or an array of them.
    Jsonl,
    /// Comma-separated values, or semicolons where the first row has those.
    Csv,
    /// Tab-separated values.
    Tsv,
    /// Columns.
    Parquet,
    /// JSON of Label Studio, one object a task; read as JSON_MIN too.
    LabelStudio,
    /// JSON_MIN of Label Studio, one object an annotation; read as JSON too.
    LabelStudioMin,
    /// JSON lines of doccano, or its archive of them, one file a rater.
    Doccano,
    /// JSON lines of Prodigy.
    Prodigy,
}

impl Format {
    /// Every format with its name in options.
    pub const NAMES: [(&'static str, Format); 8] = [
        ("jsonl", Format::Jsonl),
        ("csv", Format::Csv),
        ("tsv", Format::Tsv),
        ("parquet", Format::Parquet),
        ("label-studio", Format::LabelStudio),
        ("label-studio-min", Format::LabelStudioMin),
        ("doccano", Format::Doccano),
        ("prodigy", Format::Prodigy),
    ];

    /// The format of that name.
    pub fn from_name(name: &str) -> Option<Format> {
        Self::NAMES
            .into_iter()
            .find(|(known, _)| *known == name)
            .map(|(_, format)| format)
    }

    /// What the ending of `path` says, compression endings aside.
    fn of_name(path: &Path) -> Option<Format> {
        let mut path = path;
        let ending = |path: &Path| {
            path.extension()
                .map(|ending| ending.to_string_lossy().to_ascii_lowercase())
        };
        if matches!(ending(path).as_deref(), Some("gz" | "zst" | "zstd")) {
            path = Path::new(path.file_stem().unwrap_or_default());
        }
        match ending(path).as_deref() {
            Some("csv") => Some(Format::Csv),
            Some("tsv" | "tab") => Some(Format::Tsv),
            Some("parquet" | "pq") => Some(Format::Parquet),
            Some("zip") => Some(Format::Doccano),
            _ => None,
        }
    }

    /// What the first bytes say that no text begins with.
    fn of_mark(first: &[u8]) -> Option<Format> {
        match first {
            [b'P', b'A', b'R', b'1', ..] => Some(Format::Parquet),
            [b'P', b'K', 3, 4, ..] => Some(Format::Doccano),
            _ => None,
        }
    }

    /// What the file `path` with `bytes` is.
    fn of(path: &Path, bytes: &[u8], options: &ImportOptions) -> Format {
        if let Some(format) = Self::of_name(path).or_else(|| Self::of_mark(bytes)) {
            return format;
        }
        match first_object(bytes) {
            Some((object, is_array)) => of_object(&object, is_array, options),
            None => Format::Jsonl,
        }
    }
}

/// True where `first` begins an array of objects.
pub(super) fn is_array(first: &[u8]) -> bool {
    let start = without_mark(first).trim_ascii_start();
    let inside = start.strip_prefix(b"[").map(<[u8]>::trim_ascii_start);
    inside.is_some_and(|inside| inside.starts_with(b"{"))
}

/// True where the input `path`, which begins with `first`, holds statements in another form
/// than JSON lines or plain lines: by its name, then by its content.
///
/// JSON lines are told from a tool's by marks that only the tool leaves; a field `label`
/// alone is none. Standard input is never waited for until an object is whole.
pub(super) fn is_whole(path: &Path, first: &[u8], options: &ImportOptions) -> bool {
    if Format::of_name(path).is_some() {
        return true;
    }
    let named = crate::read::Format::of_name(&path.to_string_lossy());
    if named.is_some_and(|named| named != crate::read::Format::Jsonl) {
        return false;
    }
    if Format::of_mark(first).is_some() || is_array(first) {
        return true;
    }
    let Some((object, false)) = first_object(first).filter(|_| path.as_os_str() != "-") else {
        return false;
    };
    match of_object(&object, false, options) {
        Format::Doccano => doccano::is_unlike_lines(&object),
        format => format != Format::Jsonl,
    }
}

/// The first object of JSON lines or of an array, and whether it was an array.
fn first_object(bytes: &[u8]) -> Option<(Map<String, Value>, bool)> {
    let start = without_mark(bytes).trim_ascii_start();
    let is_array = start.first() == Some(&b'[');
    let inside = if is_array { &start[1..] } else { start };
    let mut objects = serde_json::Deserializer::from_slice(inside).into_iter::<Value>();
    match objects.next() {
        Some(Ok(Value::Object(object))) => Some((object, is_array)),
        _ => None,
    }
}

fn of_object(object: &Map<String, Value>, is_array: bool, options: &ImportOptions) -> Format {
    let has = |name: &str| object.contains_key(name);
    let is_head = |name: &str| {
        let mut heads = options.heads.iter();
        heads.any(|asked| options.field(&asked.name) == name)
    };
    let is_task = object.get("data").is_some_and(Value::is_object);
    let is_short = is_array && has("annotation_id") && (has("annotator") || has("lead_time"));
    if is_task {
        return Format::LabelStudio;
    }
    if is_short {
        return Format::LabelStudioMin;
    }
    let answers = object.get("answer").and_then(Value::as_str);
    if has("_task_hash")
        || has("_input_hash")
        || matches!(answers, Some("accept" | "reject" | "ignore"))
        || (has("options") && (has("accept") || has("text")))
    {
        return Format::Prodigy;
    }
    if ["label", "labels", "entities", "statement_id"]
        .iter()
        .any(|name| has(name) && !is_head(name))
    {
        return Format::Doccano;
    }
    Format::Jsonl
}

/// Gives every record of a file to `sink`.
pub(super) fn read(
    path: &Path,
    bytes: &[u8],
    options: &ImportOptions,
    notes: &mut Notes,
    sink: Sink<'_>,
) -> Result<()> {
    let format = match options.format {
        Some(format) => format,
        None => Format::of(path, bytes, options),
    };
    let name = path.display().to_string();
    match format {
        Format::Jsonl => objects(&name, bytes, &mut |place, object| {
            sink(object.and_then(|object| {
                record::record(&object, options, place).map_err(|error| error.at(place))
            }))
        }),
        Format::Csv => table::read(&name, bytes, table::separator(bytes), options, notes, sink),
        Format::Tsv => table::read(&name, bytes, b'\t', options, notes, sink),
        #[cfg(feature = "parquet")]
        Format::Parquet => parquet::read(&name, bytes, options, notes, sink),
        #[cfg(not(feature = "parquet"))]
        Format::Parquet => {
            Err(Error::input("this program was built without the feature parquet").at(name))
        }
        Format::LabelStudio | Format::LabelStudioMin => {
            label_studio::read(&name, bytes, options, notes, sink)
        }
        Format::Doccano => doccano::read(&name, bytes, options, notes, sink),
        Format::Prodigy => prodigy::read(&name, bytes, options, notes, sink),
    }
}

/// What a model says of one statement under one head.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Guess {
    /// The labels it decides for.
    pub labels: Vec<String>,
    /// The probability of the least certain of them; of the likeliest where it says none.
    pub probability: f64,
}

/// What a model says of every statement.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Guesses {
    /// The model's name.
    pub model: String,
    /// One a statement: by head.
    pub rows: Vec<BTreeMap<String, Guess>>,
}

/// `corpus` as a file of `format`, with the labels of `heads`; what a model says goes along as
/// pre-annotations, or into the label fields of tables where nothing stands.
///
/// # Errors
/// An output error where the format cannot hold it.
pub fn write(
    corpus: &Corpus,
    heads: &[Asked],
    format: Format,
    guesses: Option<&Guesses>,
) -> Result<Vec<u8>> {
    match format {
        Format::LabelStudio => return label_studio::write(corpus, heads, guesses),
        Format::LabelStudioMin => return label_studio::write_min(&guessed(corpus, guesses), heads),
        Format::Doccano => return doccano::write(&guessed(corpus, guesses), heads),
        Format::Prodigy => return prodigy::write(corpus, heads, guesses),
        _ => {}
    }
    let corpus = guessed(corpus, guesses);
    match format {
        Format::Csv => table::write(&corpus, heads, b','),
        Format::Tsv => table::write(&corpus, heads, b'\t'),
        #[cfg(feature = "parquet")]
        Format::Parquet => parquet::write(&corpus, heads),
        #[cfg(not(feature = "parquet"))]
        Format::Parquet => Err(Error::output(
            "this program was built without the feature parquet",
        )),
        _ => lines(
            corpus
                .iter()
                .map(|statement| record::object(statement, heads)),
        ),
    }
}

/// `statement` as one object of JSON lines.
pub fn object(statement: &LabelledStatement, heads: &[Asked]) -> Map<String, Value> {
    record::object(statement, heads)
}

/// The statements, with the model's labels where nobody gave one.
fn guessed(corpus: &Corpus, guesses: Option<&Guesses>) -> Vec<LabelledStatement> {
    let mut statements = corpus.statements.clone();
    for (statement, row) in statements
        .iter_mut()
        .zip(guesses.iter().flat_map(|guesses| &guesses.rows))
    {
        for (head, guess) in row {
            if !statement.labels.contains_key(head) && !statement.ratings.contains_key(head) {
                statement.labels.insert(head.clone(), guess.labels.clone());
            }
        }
    }
    statements
}

/// One object a line.
fn lines(objects: impl Iterator<Item = Map<String, Value>>) -> Result<Vec<u8>> {
    let mut bytes = Vec::new();
    for object in objects {
        serde_json::to_writer(&mut bytes, &object).map_err(cannot)?;
        bytes.push(b'\n');
    }
    Ok(bytes)
}

fn cannot(error: serde_json::Error) -> Error {
    Error::output("cannot be written as JSON").because(error)
}

/// What takes a place, and the object that stands there or why there is none.
type Objects<'a> = &'a mut dyn FnMut(&str, Result<Map<String, Value>>) -> Result<()>;

/// Gives the records that `make` makes of every object of JSON lines, or of one array, to
/// `sink`; an object that none can be made of is an error at its place.
fn each_object(
    name: &str,
    bytes: &[u8],
    sink: Sink<'_>,
    mut make: impl FnMut(&str, &Map<String, Value>) -> Result<Vec<Record>>,
) -> Result<()> {
    objects(name, bytes, &mut |place, object| {
        let made = object.and_then(|object| make(place, &object).map_err(|error| error.at(place)));
        match made {
            Ok(records) => records.into_iter().try_for_each(|record| sink(Ok(record))),
            Err(error) => sink(Err(error)),
        }
    })
}

/// Gives every object of JSON lines, or of one array, to `take`.
fn objects(name: &str, bytes: &[u8], take: Objects<'_>) -> Result<()> {
    let bytes = without_mark(bytes);
    if bytes.trim_ascii_start().first() == Some(&b'[') {
        return array(name, bytes, take);
    }
    for (index, line) in bytes.split(|&byte| byte == b'\n').enumerate() {
        if line.iter().all(u8::is_ascii_whitespace) {
            continue;
        }
        let place = format!("{name}:{}", index + 1);
        let object = record::line(line).map_err(|error| error.at(&place));
        take(&place, object)?;
    }
    Ok(())
}

fn array(name: &str, bytes: &[u8], take: Objects<'_>) -> Result<()> {
    let text = std::str::from_utf8(bytes).map_err(|error| {
        let line = 1 + newlines(&bytes[..error.valid_up_to()]);
        Error::input("is not UTF-8; save the file as UTF-8").at(format!("{name}:{line}"))
    })?;
    let items: Vec<&RawValue> = serde_json::from_str(text).map_err(|error| {
        Error::input("is not a JSON array")
            .at(format!("{name}:{}", error.line()))
            .because(error)
    })?;
    let (mut line, mut seen) = (1, 0);
    for item in items {
        let at = item.get().as_ptr() as usize - text.as_ptr() as usize;
        line += newlines(&bytes[seen..at]);
        seen = at;
        let place = format!("{name}:{line}");
        let object = serde_json::from_str(item.get()).map_err(|error| {
            Error::input("is not a JSON object")
                .at(&place)
                .because(error)
        });
        take(&place, object)?;
    }
    Ok(())
}

fn newlines(bytes: &[u8]) -> usize {
    bytes.iter().filter(|&&byte| byte == b'\n').count()
}

fn without_mark(bytes: &[u8]) -> &[u8] {
    bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes)
}
