//! What kind of file it is: by its name, and where that says nothing by its first bytes.

use std::path::Path;

/// A kind of file that can be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// One article in plain words.
    Text,
    /// One article in Markdown.
    Markdown,
    /// One page.
    Html,
    /// One article a line, as a JSON object.
    Jsonl,
    /// One article a row, fields between commas.
    Csv,
    /// One article a row, fields between tabs.
    Tsv,
    /// One article a row, in columns.
    Parquet,
    /// An archive of HTTP responses.
    Warc,
}

impl Format {
    /// Every format with the endings that name it; the first is its own name.
    pub const ENDINGS: [(Format, &'static [&'static str]); 8] = [
        (Format::Text, &["txt", "text"]),
        (Format::Markdown, &["md", "markdown"]),
        (Format::Html, &["html", "htm", "xhtml"]),
        (Format::Jsonl, &["jsonl", "ndjson", "json"]),
        (Format::Csv, &["csv"]),
        (Format::Tsv, &["tsv", "tab"]),
        (Format::Parquet, &["parquet", "pq"]),
        (Format::Warc, &["warc"]),
    ];

    /// The format that the ending of `path` names, compression endings aside.
    pub fn of_name(path: &str) -> Option<Format> {
        let mut path = Path::new(path);
        let ending = |path: &Path| {
            path.extension()
                .map(|ending| ending.to_string_lossy().to_ascii_lowercase())
        };
        if matches!(ending(path).as_deref(), Some("gz" | "zst" | "zstd")) {
            path = Path::new(path.file_stem()?);
        }
        let ending = ending(path)?;
        Self::ENDINGS
            .into_iter()
            .find(|(_, endings)| endings.contains(&ending.as_str()))
            .map(|(format, _)| format)
    }

    /// The format that the first bytes of a file look like; plain text where nothing else.
    pub fn of_content(first: &[u8]) -> Format {
        let first = first.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(first);
        if first.starts_with(b"WARC/") {
            return Format::Warc;
        }
        if first.starts_with(b"PAR1") {
            return Format::Parquet;
        }
        let start = first.trim_ascii_start();
        let inner = start.strip_prefix(b"[").map(<[u8]>::trim_ascii_start);
        if inner.unwrap_or(start).starts_with(b"{") {
            return Format::Jsonl;
        }
        let head = start[..start.len().min(256)].to_ascii_lowercase();
        let pages: [&[u8]; 6] = [
            b"<!doctype html",
            b"<html",
            b"<head",
            b"<body",
            b"<!--",
            b"<?xml",
        ];
        if pages.iter().any(|page| head.starts_with(page)) {
            return Format::Html;
        }
        Format::Text
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_first_then_content() {
        for (name, format) in [
            ("a.txt", Some(Format::Text)),
            ("a.jsonl.gz", Some(Format::Jsonl)),
            ("A.HTML", Some(Format::Html)),
            ("crawl-0001.warc.gz", Some(Format::Warc)),
            ("table.tsv.zst", Some(Format::Tsv)),
            ("notes", None),
            ("picture.png", None),
            ("-", None),
        ] {
            assert_eq!(Format::of_name(name), format, "{name}");
        }
        for (first, format) in [
            ("WARC/1.0\r\n", Format::Warc),
            ("PAR1\u{15}", Format::Parquet),
            ("\n {\"id\"", Format::Jsonl),
            ("<!DOCTYPE HTML><p>", Format::Html),
            ("The <b>minister</b>", Format::Text),
            ("", Format::Text),
        ] {
            assert_eq!(Format::of_content(first.as_bytes()), format, "{first}");
        }
    }
}
