//! From files to articles.
//!
//! [`Reader`] walks its inputs and gives one [`Raw`] an article: bytes that are cheap to
//! get. [`Raw::article`] understands them; that is the dear part, and may run on any
//! thread. What cannot be read is a [`Skip`] that says where and why, never the end.

mod array;
mod charset;
mod compress;
mod csv;
#[cfg(feature = "parquet")]
mod ending;
mod fields;
mod format;
mod guard;
mod html;
mod http;
mod jsonl;
mod limits;
mod lines;
mod markdown;
mod members;
#[cfg(feature = "parquet")]
mod parquet;
mod paths;
mod place;
mod plain;
mod statement;
mod warc;

pub use compress::ByteCount;
pub use fields::{Fields, Part};
pub use format::Format;
pub use guard::hush;
pub use limits::Limits;
#[cfg(feature = "parquet")]
pub(crate) use parquet::words as cell;
pub use paths::{Paths, list};
pub use place::{Piece, Place};
pub use statement::{StatementFields, StatementInput, Whole};

use crate::document::Article;
use crate::error::{Error, Result};
use array::Elements;
use compress::Bytes;
use fields::Parts;
use guard::Guarded;
use lines::Lines;
use std::io::Read;
use std::sync::Arc;

/// How inputs are read.
#[derive(Debug, Clone, Default)]
pub struct ReadOptions {
    /// Which fields hold which parts.
    pub fields: Fields,
    /// What is too much.
    pub limits: Limits,
    /// The format of every input; by name and content where none is given.
    pub format: Option<Format>,
    /// True where each line of plain text is one item, as for statements.
    pub by_line: bool,
    /// Which fields hold the parts of statements.
    pub statements: StatementFields,
    /// What reads statements that stand neither in JSON lines nor one on a line.
    pub whole: Option<Arc<dyn Whole>>,
}

/// A piece of input that holds one article, not yet understood.
#[derive(Debug)]
pub struct Raw {
    /// Where it stands.
    pub place: Place,
    body: Body,
}

#[derive(Debug)]
enum Body {
    /// A JSON object.
    Json(Vec<u8>),
    /// Words in an unknown character set.
    Plain(Vec<u8>),
    /// Words with Markdown in them.
    Markdown(Vec<u8>),
    /// A page.
    Html(Vec<u8>),
    /// The cells of a row.
    Cells(Parts),
    /// A record of an archive.
    Archived(warc::Record),
    /// A statement that is understood already.
    Statement(Box<StatementInput>),
}

/// A piece of input that was passed over.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Skip {
    /// Where it stands.
    pub place: Place,
    /// Why.
    pub reason: String,
}

impl Skip {
    pub(crate) fn new(place: Place, reason: impl std::fmt::Display) -> Self {
        Self {
            place,
            reason: reason.to_string(),
        }
    }
}

/// What a [`Reader`] gives.
pub type Item = std::result::Result<Raw, Skip>;

impl Raw {
    /// How many bytes it holds.
    pub fn size(&self) -> usize {
        let mut size = 0;
        self.each_bytes(|bytes| size += bytes.len());
        size
    }

    /// Gives all of its bytes to `take`, in one or several pieces.
    pub fn each_bytes(&self, mut take: impl FnMut(&[u8])) {
        match &self.body {
            Body::Json(bytes) | Body::Plain(bytes) | Body::Markdown(bytes) | Body::Html(bytes) => {
                take(bytes);
            }
            Body::Cells(parts) => parts.each(|words| take(words.as_bytes())),
            Body::Archived(record) => take(&record.block),
            Body::Statement(statement) => statement.each_bytes(take),
        }
    }

    /// The article that it holds.
    ///
    /// # Errors
    /// An input error that says what is wrong with it; the place is [`Raw::place`].
    pub fn article(self, options: &ReadOptions) -> Result<Article> {
        options.limits.check_article(self.size())?;
        match self.body {
            Body::Json(line) => jsonl::article(&line, &self.place, &options.fields),
            Body::Plain(bytes) => plain::article(bytes, &self.place),
            Body::Markdown(bytes) => markdown::article(bytes, &self.place),
            Body::Html(bytes) => {
                html::article(bytes, &html::Known::default(), &self.place, &options.limits)
            }
            Body::Cells(parts) => parts.article(&self.place, &options.fields),
            Body::Archived(record) => warc::article(record, &self.place, &options.limits),
            Body::Statement(_) => Err(Error::input("is a statement; expected an article")),
        }
    }

    /// The statement that it holds, where inputs are statements.
    ///
    /// # Errors
    /// An input error that says what is wrong with it; the place is [`Raw::place`].
    pub fn statement(self, options: &ReadOptions) -> Result<StatementInput> {
        match self.body {
            Body::Json(line) => statement::from_json(&line, &self.place, &options.statements),
            Body::Statement(statement) => {
                options.limits.check_article(statement.text.len())?;
                Ok(*statement)
            }
            Body::Plain(bytes) => statement::from_line(bytes, &self.place),
            _ => Err(Error::input(
                "is of a kind that holds articles; expected statements: JSON lines, a table, a tool's export, or one a line",
            )),
        }
    }
}

/// One article after another, from all inputs.
pub struct Reader {
    paths: Paths,
    options: Arc<ReadOptions>,
    count: ByteCount,
    current: Option<Guarded>,
}

/// The articles of one input.
type Stream = Box<dyn Iterator<Item = Item> + Send>;

impl Reader {
    /// Reads `paths` as `options` say.
    pub fn new(paths: Paths, options: Arc<ReadOptions>) -> Self {
        Self {
            paths,
            options,
            count: ByteCount::default(),
            current: None,
        }
    }

    /// Bytes read so far, as they lie on disk; goes on counting while the reader reads.
    pub fn bytes_read(&self) -> ByteCount {
        Arc::clone(&self.count)
    }

    fn open(&self, path: &str) -> Guarded {
        let source: Arc<str> = path.into();
        Guarded::open(Arc::clone(&source), || {
            let file = compress::file(path)?;
            stream(file, path, path != "-", &source, &self.options, &self.count)
        })
    }
}

impl Iterator for Reader {
    type Item = Item;

    fn next(&mut self) -> Option<Item> {
        loop {
            if let Some(item) = self.current.as_mut().and_then(Iterator::next) {
                return Some(item);
            }
            match self.paths.next()? {
                Ok(path) => self.current = Some(self.open(&path)),
                Err((path, error)) => {
                    let place = Place::whole(&path.into());
                    return Some(Err(Skip::new(place, format!("cannot be listed: {error}"))));
                }
            }
        }
    }
}

/// The articles in `bytes`, read as a file called `name` would be.
pub fn in_memory(
    name: &str,
    bytes: Vec<u8>,
    options: &Arc<ReadOptions>,
) -> impl Iterator<Item = Item> + use<> {
    let source: Arc<str> = name.into();
    let file = Box::new(std::io::Cursor::new(bytes));
    Guarded::open(Arc::clone(&source), || {
        stream(file, name, false, &source, options, &ByteCount::default())
    })
}

/// `bytes` as they are meant: decompressed where they begin as gzip or zstd do.
pub(crate) fn unpacked(bytes: Vec<u8>) -> std::io::Result<Vec<u8>> {
    if !bytes.starts_with(&[0x1F, 0x8B]) && !bytes.starts_with(&[0x28, 0xB5, 0x2F, 0xFD]) {
        return Ok(bytes);
    }
    let file = Box::new(std::io::Cursor::new(bytes));
    let mut opened = compress::open(file, &ByteCount::default(), &Limits::default())?;
    let mut all = Vec::new();
    opened.read_to_end(&mut all)?;
    Ok(all)
}

/// The article that `parts` make, held to the same rules as one that was read at `place`:
/// for callers that have the words already.
///
/// # Errors
/// An input error where there is no text, or too much of it.
pub fn of_parts(
    parts: impl IntoIterator<Item = (Part, String)>,
    place: &Place,
    options: &ReadOptions,
) -> Result<Article> {
    let mut known = Parts::default();
    let mut size = 0;
    for (part, words) in parts {
        size += words.len();
        known.set(part, words);
    }
    options.limits.check_article(size)?;
    known.article(place, &options.fields)
}

/// The articles of one input; `is_file` where `path` can be opened again.
fn stream(
    file: Box<dyn Read + Send>,
    path: &str,
    is_file: bool,
    source: &Arc<str>,
    options: &Arc<ReadOptions>,
    count: &ByteCount,
) -> std::io::Result<Stream> {
    let named = options.format.or_else(|| Format::of_name(path));
    if named == Some(Format::Warc) {
        return warc::open(file, source, options, count);
    }
    let mut bytes = compress::open(file, count, &options.limits)?;
    if let Some(reader) = &options.whole
        && reader.takes(path, compress::fill(&mut bytes)?)
    {
        return statements(bytes, path, reader.as_ref());
    }
    let format = match named {
        Some(format) => format,
        None => Format::of_content(compress::fill(&mut bytes)?),
    };
    Ok(match format {
        Format::Jsonl if array::begins(compress::fill(&mut bytes)?) => {
            Box::new(Elements::new(bytes, source, options))
        }
        Format::Jsonl => Box::new(Lines::new(bytes, source, options, Body::Json)),
        Format::Text if options.by_line => {
            Box::new(Lines::new(bytes, source, options, Body::Plain))
        }
        Format::Text => whole(bytes, source, options, Body::Plain),
        Format::Markdown => whole(bytes, source, options, Body::Markdown),
        Format::Html => whole(bytes, source, options, Body::Html),
        Format::Csv => csv::open(bytes, b',', source, options),
        Format::Tsv => csv::open(bytes, b'\t', source, options),
        Format::Warc => warc::stream(bytes, source, options),
        #[cfg(feature = "parquet")]
        Format::Parquet => parquet::open(is_file.then_some(path), bytes, source, options)?,
        #[cfg(not(feature = "parquet"))]
        Format::Parquet => {
            return Err(std::io::Error::other(
                "this program was built without the feature parquet",
            ));
        }
    })
}

/// The statements of an input that is understood as a whole.
fn statements(mut bytes: Bytes, path: &str, reader: &dyn Whole) -> std::io::Result<Stream> {
    let mut all = Vec::new();
    bytes.read_to_end(&mut all)?;
    let items = reader.read(path, &all).into_iter();
    Ok(Box::new(items.map(|item| {
        item.map(|(place, statement)| {
            let body = Body::Statement(Box::new(statement));
            Raw { place, body }
        })
    })))
}

/// An input that is one article.
fn whole(
    mut bytes: Bytes,
    source: &Arc<str>,
    options: &ReadOptions,
    body: fn(Vec<u8>) -> Body,
) -> Stream {
    let place = Place::whole(source);
    let mut all = Vec::new();
    let limit = options.limits.article;
    let item = match bytes.by_ref().take(limit as u64 + 1).read_to_end(&mut all) {
        Err(error) => Err(Skip::new(place, format!("cannot be read: {error}"))),
        Ok(_) if all.len() > limit => {
            let error = options
                .limits
                .too_large(&format!("holds more than {limit} bytes"));
            Err(Skip::new(place, error))
        }
        Ok(_) => Ok(Raw {
            place,
            body: body(all),
        }),
    };
    Box::new(std::iter::once(item))
}
