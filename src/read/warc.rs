//! WARC: archives of HTTP responses, as Common Crawl publishes news.
//!
//! Pages become articles, text conversions too; requests and other records are passed
//! over. A broken record is listed, and reading goes on with the next: at the next
//! `WARC/` line, and in `.warc.gz` at the next gzip member.

use super::compress::{self, ByteCount, Bytes};
use super::limits::Limits;
use super::members::Members;
use super::place::{Piece, Place};
use super::{Body, Item, Raw, ReadOptions, Skip, Stream, html, http, plain};
use crate::document::Article;
use crate::error::Result;
use std::io::{self, BufRead, BufReader, Read};
use std::sync::Arc;

/// A record that may hold an article.
#[derive(Debug)]
pub(super) struct Record {
    /// The bytes that it holds: an HTTP response, or the words themselves.
    pub block: Vec<u8>,
    url: Option<String>,
    date: Option<String>,
    is_response: bool,
}

/// The article in a record.
///
/// # Errors
/// An input error where the response is broken, is no page, or holds no article.
pub(super) fn article(record: Record, place: &Place, limits: &Limits) -> Result<Article> {
    let known = |charset| html::Known {
        charset,
        url: record.url.clone(),
    };
    let mut article = if record.is_response {
        let response = http::response(&record.block, limits)?;
        html::article(response.body, &known(response.charset), place, limits)?
    } else {
        let mut article = plain::article(record.block, place)?;
        article.metadata.derived = true;
        article.metadata.url = record.url.clone();
        if let Some(url) = record.url {
            article.id = url;
        }
        article
    };
    // When it was fetched is the next best to when it was published.
    article.metadata.date = article.metadata.date.or(record.date);
    Ok(article)
}

/// The records of the archive `file`, which may be packed.
pub(super) fn open(
    file: Box<dyn Read + Send>,
    source: &Arc<str>,
    options: &ReadOptions,
    count: &ByteCount,
) -> io::Result<Stream> {
    let mut raw = compress::counted(file, count);
    if compress::fill(&mut raw)?.starts_with(&[0x1F, 0x8B]) {
        let members = Members::new(raw, options.limits.clone());
        let bytes: Bytes = Box::new(BufReader::new(members));
        return Ok(stream(bytes, source, options));
    }
    let bytes = compress::open(Box::new(raw), &ByteCount::default(), &options.limits)?;
    Ok(stream(bytes, source, options))
}

/// The records in `bytes`.
pub(super) fn stream(bytes: Bytes, source: &Arc<str>, options: &ReadOptions) -> Stream {
    Box::new(Records {
        input: Rest {
            pushed: io::Cursor::default(),
            bytes,
        },
        source: Arc::clone(source),
        limits: options.limits.clone(),
        number: 0,
        is_over: false,
        is_lost: false,
    })
}

struct Records {
    input: Rest,
    source: Arc<str>,
    limits: Limits,
    number: u64,
    is_over: bool,
    /// True where the place of the next record must be looked for.
    is_lost: bool,
}

/// Why there is no record here.
enum Trouble {
    /// This record is broken; others may follow.
    Broken(String),
    /// Nothing more can be read.
    Over(Option<String>),
}

impl From<io::Error> for Trouble {
    fn from(error: io::Error) -> Self {
        if error.kind() == io::ErrorKind::InvalidData {
            Trouble::Broken(format!("is broken: {error}"))
        } else {
            Trouble::Over(Some(format!(
                "cannot be read from here on, the rest is passed over: {error}"
            )))
        }
    }
}

impl Iterator for Records {
    type Item = Item;

    fn next(&mut self) -> Option<Item> {
        while !self.is_over {
            self.number += 1;
            let place = Place::at(&self.source, Piece::Record(self.number));
            match self.record() {
                Ok(Some(record)) => {
                    let body = Body::Archived(record);
                    return Some(Ok(Raw { place, body }));
                }
                Ok(None) => {}
                Err(Trouble::Broken(reason)) => {
                    self.is_lost = true;
                    return Some(Err(Skip::new(place, reason)));
                }
                Err(Trouble::Over(reason)) => {
                    self.is_over = true;
                    let reason = reason.or_else(|| {
                        (self.number == 1)
                            .then(|| "is empty; expected records that begin with WARC/".into())
                    })?;
                    return Some(Err(Skip::new(place, reason)));
                }
            }
        }
        None
    }
}

/// Header lines longer than this, or more of them, are no header.
const HEADER: usize = 64 << 10;

impl Records {
    /// The next record; `None` where it is of a kind that holds no article.
    fn record(&mut self) -> std::result::Result<Option<Record>, Trouble> {
        if self.is_lost {
            self.find()?;
            self.is_lost = false;
        }
        let mut version = self.line()?;
        while version.is_empty() {
            version = self.line()?;
        }
        if !version.starts_with("WARC/") {
            let found: String = version.chars().take(20).collect();
            return Err(Trouble::Broken(format!(
                "is broken: begins with {found:?}; expected WARC/1.0"
            )));
        }
        let (mut length, mut kind, mut media) = (None, String::new(), String::new());
        let (mut url, mut date, mut size) = (None, None, 0);
        loop {
            let line = match self.line() {
                Ok(line) if line.is_empty() => break,
                Ok(line) => line,
                Err(Trouble::Over(None)) => {
                    return Err(Trouble::Over(Some(
                        "is broken: ends within its header".into(),
                    )));
                }
                Err(trouble) => return Err(trouble),
            };
            size += line.len();
            let Some((name, value)) = line.split_once(':').filter(|_| size < HEADER) else {
                return Err(Trouble::Broken(
                    "is broken: its header holds no name and value".into(),
                ));
            };
            let value = value.trim();
            match name.trim().to_ascii_lowercase().as_str() {
                "content-length" => length = value.parse::<u64>().ok(),
                "warc-type" => kind = value.to_ascii_lowercase(),
                "content-type" => media = value.to_ascii_lowercase(),
                "warc-target-uri" => url = given(value.trim_matches(['<', '>'])),
                "warc-date" => date = given(value),
                _ => {}
            }
        }
        let Some(length) = length else {
            return Err(Trouble::Broken(
                "is broken: its header holds no Content-Length".into(),
            ));
        };
        let is_response = kind == "response" && (media.contains("http") || media.is_empty());
        let is_text =
            (kind == "conversion" || kind == "resource") && media.starts_with("text/plain");
        let block = self.block(length)?;
        let is_page = is_response && http::may_be_page(&block);
        Ok((is_page || is_text).then_some(Record {
            block,
            url,
            date,
            is_response,
        }))
    }

    /// The `length` bytes of a block and the empty lines after it.
    fn block(&mut self, length: u64) -> std::result::Result<Vec<u8>, Trouble> {
        let limit = self.limits.article as u64;
        let mut block = Vec::new();
        let kept = self
            .input
            .by_ref()
            .take(length.min(limit))
            .read_to_end(&mut block);
        if let Err(error) = kept {
            return Err(error.into());
        }
        if (block.len() as u64) < length.min(limit) {
            let reason = format!("is broken: holds {} of {length} bytes", block.len());
            return Err(self
                .swallowed(&block)
                .map_or(Trouble::Over(Some(reason.clone())), |()| {
                    Trouble::Broken(reason)
                }));
        }
        if length > limit {
            let rest = io::copy(
                &mut self.input.by_ref().take(length - limit),
                &mut io::sink(),
            )?;
            let reason = self
                .limits
                .too_large(&format!("the record holds {length} bytes"));
            return Err(if rest < length - limit {
                Trouble::Over(Some(format!(
                    "is broken: ends after {} of {length} bytes",
                    limit + rest
                )))
            } else {
                Trouble::Broken(reason.to_string())
            });
        }
        let mut end = [0; 4];
        let mut n = 0;
        while n < 4 {
            match self.input.read(&mut end[n..])? {
                0 => break,
                more => n += more,
            }
        }
        if n == 0 || end[..n] == *b"\r\n\r\n" || end[..n].starts_with(b"\n\n") {
            self.input.push(if end.starts_with(b"\n\n") {
                &end[2..n]
            } else {
                b""
            });
            return Ok(block);
        }
        block.extend_from_slice(&end[..n]);
        let reason = format!(
            "is broken: no empty lines follow its {length} bytes, its Content-Length is wrong"
        );
        let _ = self.swallowed(&block);
        Err(Trouble::Broken(reason))
    }

    /// Gives back what a record swallowed of the next; `None` where it swallowed nothing.
    fn swallowed(&mut self, block: &[u8]) -> Option<()> {
        let mut beginnings = memchr::memmem::find_iter(block, b"WARC/1.");
        let next = beginnings.find(|at| {
            let version = &block[at + b"WARC/1.".len()..];
            version.first().is_some_and(u8::is_ascii_digit)
                && version.get(1).is_some_and(|end| b"\r\n".contains(end))
        })?;
        self.input.push(&block[next..]);
        Some(())
    }

    /// Goes on to the next line that begins a record.
    fn find(&mut self) -> std::result::Result<(), Trouble> {
        loop {
            let block = match compress::fill(&mut self.input) {
                Ok(block) => block,
                Err(error) if error.kind() == io::ErrorKind::InvalidData => continue,
                Err(error) => return Err(error.into()),
            };
            if block.is_empty() {
                return Err(Trouble::Over(None));
            }
            if block.starts_with(b"WARC/1.") {
                return Ok(());
            }
            let used = memchr::memchr(b'\n', block).map_or(block.len(), |end| end + 1);
            self.input.consume(used);
        }
    }

    fn line(&mut self) -> std::result::Result<String, Trouble> {
        let mut line = Vec::new();
        let n = self
            .input
            .by_ref()
            .take(HEADER as u64)
            .read_until(b'\n', &mut line)?;
        if n == 0 {
            return Err(Trouble::Over(None));
        }
        if line.last() != Some(&b'\n') {
            return Err(Trouble::Broken(
                "is broken: a line of its header has no end".into(),
            ));
        }
        Ok(String::from_utf8_lossy(line.trim_ascii_end()).into_owned())
    }
}

/// The value of a field that may be empty.
fn given(value: &str) -> Option<String> {
    Some(value.to_owned()).filter(|value| !value.is_empty())
}

/// Input, with room in front for what was read too far.
struct Rest {
    pushed: io::Cursor<Vec<u8>>,
    bytes: Bytes,
}

impl Rest {
    fn push(&mut self, bytes: &[u8]) {
        let at = self.pushed.position() as usize;
        let rest = [bytes, &self.pushed.get_ref()[at..]].concat();
        self.pushed = io::Cursor::new(rest);
    }
}

impl Read for Rest {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        match self.pushed.read(buffer)? {
            0 => self.bytes.read(buffer),
            n => Ok(n),
        }
    }
}

impl BufRead for Rest {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        let at = self.pushed.position() as usize;
        if at < self.pushed.get_ref().len() {
            return self.pushed.fill_buf();
        }
        self.bytes.fill_buf()
    }
    fn consume(&mut self, n: usize) {
        let at = self.pushed.position() as usize;
        if at < self.pushed.get_ref().len() {
            self.pushed.consume(n);
        } else {
            self.bytes.consume(n);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::{ReadOptions, in_memory};
    use std::sync::Arc;

    #[test]
    fn a_record_without_an_address_is_known_by_its_place() {
        let body = "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n<p>“No,” the envoy said.</p>";
        let archive = format!(
            "WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: <>\r\nWARC-Date:\r\nContent-Length: {}\r\n\r\n{body}\r\n\r\n",
            body.len()
        );
        let options = Arc::new(ReadOptions::default());
        let mut items = in_memory("a.warc", archive.into_bytes(), &options);
        let article = items.next().unwrap().unwrap().article(&options).unwrap();
        assert_eq!(article.id, "a.warc: record 1");
        assert_eq!(article.metadata.date, None);
    }
}
