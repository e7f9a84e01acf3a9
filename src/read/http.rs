//! HTTP responses as archives keep them: status, headers, chunks, packed bodies.

use super::limits::Limits;
use crate::error::{Error, Result};
use std::io::{self, Read};

/// What a response brings.
#[derive(Debug)]
pub(super) struct Response {
    pub body: Vec<u8>,
    /// The character set that its headers name.
    pub charset: Option<String>,
}

/// The names and values of a header, and what follows it.
struct Head<'a> {
    status: u16,
    fields: Vec<(String, String)>,
    body: &'a [u8],
}

impl Head<'_> {
    fn get(&self, name: &str) -> Option<&str> {
        let found = self.fields.iter().rfind(|(known, _)| known == name);
        found.map(|(_, value)| value.as_str())
    }
}

/// Headers beyond this are none.
const HEADER: usize = 256 << 10;

fn head(block: &[u8]) -> Option<Head<'_>> {
    if !block.starts_with(b"HTTP/") {
        return None;
    }
    let mut lines = Vec::new();
    let mut at = 0;
    loop {
        let end = at + memchr::memchr(b'\n', &block[at..block.len().min(HEADER)])?;
        let line = block[at..end].trim_ascii();
        at = end + 1;
        if line.is_empty() {
            break;
        }
        lines.push(String::from_utf8_lossy(line));
        if at >= block.len().min(HEADER) {
            return None;
        }
    }
    let status = lines
        .first()?
        .split_ascii_whitespace()
        .nth(1)?
        .parse()
        .ok()?;
    let field = |line: &std::borrow::Cow<'_, str>| {
        let (name, value) = line.split_once(':')?;
        Some((name.trim().to_ascii_lowercase(), value.trim().to_owned()))
    };
    Some(Head {
        status,
        fields: lines[1..].iter().filter_map(field).collect(),
        body: &block[at..],
    })
}

/// False where a response surely is no page: an error, a picture, a redirection. A broken
/// one may be, and is told of later.
pub(super) fn may_be_page(block: &[u8]) -> bool {
    head(block).is_none_or(|head| {
        let media = head
            .get("content-type")
            .unwrap_or("text/html")
            .to_ascii_lowercase();
        (200..300).contains(&head.status) && (media.contains("html") || media.is_empty())
    })
}

/// Reads the response in `block`.
///
/// # Errors
/// An input error where its header, its chunks or its packing are broken.
pub(super) fn response(block: &[u8], limits: &Limits) -> Result<Response> {
    let head = head(block).ok_or_else(|| {
        Error::input(
            "the record holds no HTTP response; expected HTTP/1.1, headers and an empty line",
        )
    })?;
    let is_chunked = head
        .get("transfer-encoding")
        .is_some_and(|coding| coding.to_ascii_lowercase().contains("chunked"));
    // Some crawlers keep the header and take the chunks apart.
    let mut body = match unchunked(head.body) {
        Some(body) if is_chunked => body,
        None if is_chunked && looks_chunked(head.body) => {
            return Err(Error::input(
                "the response ends within a chunk; it was cut short",
            ));
        }
        _ => head.body.to_vec(),
    };
    for coding in head
        .get("content-encoding")
        .unwrap_or_default()
        .split(',')
        .rev()
    {
        body = unpacked(body, &coding.trim().to_ascii_lowercase(), limits)?;
    }
    let charset = head.get("content-type").and_then(|media| {
        let (_, rest) = media.split_once("charset=")?;
        Some(rest.trim_matches(['"', '\'', ' ', ';']).to_owned())
    });
    Ok(Response { body, charset })
}

fn looks_chunked(body: &[u8]) -> bool {
    chunk(body).is_some()
}

/// The size of the chunk that begins here, and how long its line is.
fn chunk(body: &[u8]) -> Option<(usize, usize)> {
    let end = memchr::memchr(b'\n', &body[..body.len().min(1024)])?;
    let line = std::str::from_utf8(body[..end].trim_ascii()).ok()?;
    let size = line.split(';').next()?.trim();
    Some((usize::from_str_radix(size, 16).ok()?, end + 1))
}

/// The chunks of `body` put together; `None` where they do not fit.
fn unchunked(mut body: &[u8]) -> Option<Vec<u8>> {
    let mut whole = Vec::with_capacity(body.len());
    loop {
        let (size, line) = chunk(body)?;
        body = &body[line..];
        if size == 0 {
            return Some(whole);
        }
        whole.extend_from_slice(body.get(..size)?);
        body = &body[size..];
        body = body
            .strip_prefix(b"\r\n")
            .or_else(|| body.strip_prefix(b"\n"))?;
    }
}

fn unpacked(body: Vec<u8>, coding: &str, limits: &Limits) -> Result<Vec<u8>> {
    let input = &body[..];
    let reader: Box<dyn Read + '_> = match coding {
        "" | "identity" => return Ok(body),
        // Some crawlers keep the header and unpack the body.
        "gzip" | "x-gzip" if !body.starts_with(&[0x1F, 0x8B]) => return Ok(body),
        "gzip" | "x-gzip" => Box::new(flate2::read::MultiGzDecoder::new(input)),
        "deflate" => Box::new(flate2::read::ZlibDecoder::new(input)),
        "zstd" => Box::new(
            zstd::stream::read::Decoder::new(input).map_err(|error| broken(coding, error))?,
        ),
        other => {
            return Err(Error::input(format!(
                "the response is packed as {other}; expected gzip, deflate or zstd"
            )));
        }
    };
    let mut whole = Vec::new();
    reader
        .take(limits.article as u64 + 1)
        .read_to_end(&mut whole)
        .map_err(|error| broken(coding, error))?;
    if whole.len() > limits.article {
        return Err(limits.too_large("the response unpacks to more than the limit"));
    }
    Ok(whole)
}

fn broken(coding: &str, error: io::Error) -> Error {
    Error::input(format!(
        "the response cannot be unpacked as {coding}; it is broken or cut short"
    ))
    .because(error)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn responses_as_archives_keep_them() {
        for (block, body) in [
            ("HTTP/1.1 200 OK\r\nA: b\r\n\r\n<p>x", Ok("<p>x")),
            (
                "HTTP/1.1 200\nTransfer-Encoding: chunked\n\n3\r\nabc\r\n2;x=1\r\nde\r\n0\r\n\r\n",
                Ok("abcde"),
            ),
            (
                "HTTP/1.1 200\nTransfer-Encoding: chunked\n\n<p>taken apart",
                Ok("<p>taken apart"),
            ),
            (
                "HTTP/1.1 200\nTransfer-Encoding: chunked\n\n9\r\nabc",
                Err("within a chunk"),
            ),
            (
                "HTTP/1.1 200\nContent-Encoding: gzip\n\n<p>unpacked",
                Ok("<p>unpacked"),
            ),
            (
                "HTTP/1.1 200\nContent-Encoding: br\n\nxx",
                Err("packed as br"),
            ),
            ("HTTP/1.1 200\nno end", Err("no HTTP response")),
            ("<p>x", Err("no HTTP response")),
        ] {
            match (response(block.as_bytes(), &Limits::default()), body) {
                (Ok(response), Ok(body)) => assert_eq!(response.body, body.as_bytes()),
                (Err(error), Err(said)) => assert!(error.to_string().contains(said), "{error}"),
                (response, _) => panic!("{block:?} → {response:?}"),
            }
        }
    }

    #[test]
    fn pictures_and_errors_are_no_pages() {
        assert!(may_be_page(
            b"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=x\r\n\r\n"
        ));
        assert!(!may_be_page(b"HTTP/1.1 404 Not Found\r\n\r\n"));
        assert!(!may_be_page(
            b"HTTP/1.1 200 OK\r\nContent-Type: image/png\r\n\r\n"
        ));
        assert!(may_be_page(b"broken"));
    }
}
