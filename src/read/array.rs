//! A JSON array of articles, cut into its elements without holding it whole.
//!
//! Many exports are one array and no JSON lines. Only strings and brackets matter for where
//! an element ends; what it says is read as a line of JSON lines would be.

use super::compress::Bytes;
use super::limits::Limits;
use super::place::{Piece, Place};
use super::{Body, Item, Raw, ReadOptions, Skip};
use std::io::{self, BufRead};
use std::sync::Arc;

/// True where text that begins with `block` is an array.
pub(super) fn begins(block: &[u8]) -> bool {
    let block = block.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(block);
    block.trim_ascii_start().first() == Some(&b'[')
}

/// The elements of the array in some bytes.
pub(super) struct Elements {
    bytes: Bytes,
    source: Arc<str>,
    limits: Limits,
    number: u64,
    /// True behind the bracket that opens the array.
    is_open: bool,
    /// True behind the bracket that closes it.
    is_over: bool,
    /// True where nothing more is to be told.
    is_done: bool,
}

/// What was found at the place of the next element.
enum Element {
    Whole(Vec<u8>),
    /// An element of so many bytes, more than the limit.
    TooLong(u64),
    /// The array ends here.
    End,
    /// The bytes end, and the array does not.
    Cut,
}

impl Elements {
    pub fn new(bytes: Bytes, source: &Arc<str>, options: &ReadOptions) -> Self {
        Self {
            bytes,
            source: Arc::clone(source),
            limits: options.limits.clone(),
            number: 0,
            is_open: false,
            is_over: false,
            is_done: false,
        }
    }

    /// Reads up to the comma or bracket behind the next element.
    fn element(&mut self) -> io::Result<Element> {
        let limit = self.limits.article as u64;
        let (mut element, mut length) = (Vec::new(), 0_u64);
        let (mut depth, mut in_string, mut is_escaped) = (0_u64, false, false);
        loop {
            let block = match self.bytes.fill_buf() {
                Ok(block) => block,
                Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
                Err(error) => return Err(error),
            };
            if block.is_empty() {
                return Ok(Element::Cut);
            }
            let mut used = 0;
            let mut end = None;
            for &byte in block {
                used += 1;
                if !self.is_open {
                    self.is_open = byte == b'[';
                    continue;
                }
                if in_string {
                    in_string = is_escaped || byte != b'"';
                    is_escaped = byte == b'\\' && !is_escaped;
                } else {
                    match byte {
                        b',' | b']' if depth == 0 => {
                            end = Some(byte);
                            break;
                        }
                        b'"' => in_string = true,
                        b'[' | b'{' => depth += 1,
                        b']' | b'}' => depth = depth.saturating_sub(1),
                        _ if length == 0 && byte.is_ascii_whitespace() => continue,
                        _ => {}
                    }
                }
                length += 1;
                if length <= limit {
                    element.push(byte);
                }
            }
            self.bytes.consume(used);
            if let Some(end) = end {
                self.is_over = end == b']';
                return Ok(match length {
                    // Nothing stands before the bracket of an empty array.
                    0 if self.is_over => Element::End,
                    length if length > limit => Element::TooLong(length),
                    _ => Element::Whole(element),
                });
            }
        }
    }

    /// What stands behind the array, if that is more than white space.
    fn rest(&mut self) -> Option<Skip> {
        self.is_done = true;
        let mut is_blank = true;
        let found = loop {
            match self.bytes.fill_buf() {
                Ok([]) => break None,
                Ok(block) => {
                    is_blank &= block.trim_ascii().is_empty();
                    let n = block.len();
                    self.bytes.consume(n);
                }
                Err(error) => break Some(cannot(&error)),
            }
            if !is_blank {
                break Some("more stands behind the array, it is passed over".to_owned());
            }
        };
        found.map(|reason| Skip::new(Place::whole(&self.source), reason))
    }
}

fn cannot(error: &io::Error) -> String {
    format!("cannot be read from here on, the rest is passed over: {error}")
}

impl Iterator for Elements {
    type Item = Item;

    fn next(&mut self) -> Option<Item> {
        if self.is_done {
            return None;
        }
        if self.is_over {
            return self.rest().map(Err);
        }
        self.number += 1;
        let place = Place::at(&self.source, Piece::Element(self.number));
        match self.element() {
            Ok(Element::Whole(element)) => {
                let body = Body::Json(element);
                Some(Ok(Raw { place, body }))
            }
            Ok(Element::TooLong(length)) => {
                let error = self
                    .limits
                    .too_large(&format!("the element holds {length} bytes"));
                Some(Err(Skip::new(place, error)))
            }
            Ok(Element::End) if self.number == 1 => {
                let reason = "is an empty array; expected articles, such as [{\"text\":…}]";
                Some(Err(Skip::new(Place::whole(&self.source), reason)))
            }
            Ok(Element::End) => self.rest().map(Err),
            Ok(Element::Cut) => {
                self.is_done = true;
                let reason = "is broken: the input ends within the array, expected a ]";
                Some(Err(Skip::new(place, reason)))
            }
            Err(error) => {
                self.is_done = true;
                Some(Err(Skip::new(place, cannot(&error))))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::{ReadOptions, in_memory};
    use crate::read::Limits;
    use std::sync::Arc;

    /// The texts and the reasons for what was passed over, in order.
    fn read(json: &str) -> Vec<String> {
        let options = Arc::new(ReadOptions {
            limits: Limits {
                article: 60,
                ..Limits::default()
            },
            ..ReadOptions::default()
        });
        let items = in_memory("a.json", json.as_bytes().to_vec(), &options);
        items
            .map(|item| match item {
                Err(skip) => format!("{}: {}", skip.place, skip.reason),
                Ok(raw) => match raw.article(&options) {
                    Ok(article) => article.text,
                    Err(error) => error.to_string(),
                },
            })
            .collect()
    }

    #[test]
    fn elements_are_articles_wherever_brackets_stand() {
        let json = "\u{FEFF} [ {\"text\": \"a ], } \\\" b\"},\n{\"tags\": [{}, [1]],\n \"text\": \"c\"} ]\n";
        assert_eq!(read(json), ["a ], } \" b", "c"]);
        assert_eq!(read("[\n{\"text\": \"d\"}]"), ["d"]);
    }

    #[test]
    fn what_is_wrong_is_told_with_its_place() {
        let long = format!(
            "[{{\"text\": \"{}\"}}, {{\"text\": \"e\"}}] x",
            "a".repeat(80)
        );
        let found = read(&long);
        assert!(found[0].starts_with("a.json: element 1: "), "{found:?}");
        assert_eq!(found[1], "e");
        assert!(found[2].contains("behind the array"), "{found:?}");
        let found = read("[{\"text\": \"f\"}, 7, {\"text\": \"g");
        assert_eq!(found[0], "f");
        assert!(found[1].contains("expected a JSON object"), "{found:?}");
        assert!(found[2].contains("ends within the array"), "{found:?}");
        assert!(read("[]")[0].contains("empty array"));
        assert!(read("[,]")[0].contains("expected a JSON object"));
    }
}
