//! Lines of any length in bounded memory, and the inputs that hold one item on each.
//!
//! A line longer than the limit is not kept: its length is counted and it is passed over,
//! so that a gigabyte on one line costs time but no memory.

use super::compress::Bytes;
use super::limits::Limits;
use super::place::{Piece, Place};
use super::{Body, Item, Raw, ReadOptions, Skip};
use crate::error::Error;
use std::io::{self, BufRead};
use std::sync::Arc;

/// What was found at the place of the next line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Line {
    /// A line, without its end.
    Whole(Vec<u8>),
    /// A line of so many bytes, more than the limit.
    TooLong(u64),
    /// No more lines.
    End,
}

/// Reads the next line of `input`, of at most `limit` bytes.
pub(crate) fn next_line(input: &mut dyn BufRead, limit: usize) -> io::Result<Line> {
    let mut line = Vec::new();
    let mut length = 0_u64;
    let mut any = false;
    loop {
        let block = match input.fill_buf() {
            Ok(block) => block,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
            Err(error) => return Err(error),
        };
        if block.is_empty() {
            break;
        }
        any = true;
        let end = memchr::memchr(b'\n', block);
        let part = &block[..end.unwrap_or(block.len())];
        length += part.len() as u64;
        if length <= limit as u64 {
            line.extend_from_slice(part);
        } else {
            line = Vec::new();
        }
        let used = part.len() + usize::from(end.is_some());
        input.consume(used);
        if end.is_some() {
            break;
        }
    }
    if !any {
        return Ok(Line::End);
    }
    if length > limit as u64 {
        return Ok(Line::TooLong(length));
    }
    if line.last() == Some(&b'\r') {
        line.pop();
    }
    Ok(Line::Whole(line))
}

/// An input that holds one item a line; empty lines are no items.
pub(super) struct Lines {
    bytes: Bytes,
    source: Arc<str>,
    limits: Limits,
    body: fn(Vec<u8>) -> Body,
    number: u64,
    items: u64,
    is_over: bool,
}

impl Lines {
    pub fn new(
        bytes: Bytes,
        source: &Arc<str>,
        options: &ReadOptions,
        body: fn(Vec<u8>) -> Body,
    ) -> Self {
        Self {
            bytes,
            source: Arc::clone(source),
            limits: options.limits.clone(),
            body,
            number: 0,
            items: 0,
            is_over: false,
        }
    }
}

impl Iterator for Lines {
    type Item = Item;

    fn next(&mut self) -> Option<Item> {
        while !self.is_over {
            let line = next_line(&mut self.bytes, self.limits.article);
            self.number += 1;
            let place = Place::at(&self.source, Piece::Line(self.number));
            match line {
                Ok(Line::Whole(line)) if line.trim_ascii().is_empty() => {}
                Ok(Line::Whole(line)) => {
                    self.items += 1;
                    let body = (self.body)(line);
                    return Some(Ok(Raw { place, body }));
                }
                Ok(Line::TooLong(length)) => {
                    self.items += 1;
                    let error = self
                        .limits
                        .too_large(&format!("the line holds {length} bytes"));
                    return Some(Err(Skip::new(place, error)));
                }
                Ok(Line::End) => {
                    self.is_over = true;
                    if self.items == 0 {
                        let error = Error::input("is empty; expected one article a line");
                        return Some(Err(Skip::new(Place::whole(&self.source), error)));
                    }
                }
                Err(error) => {
                    self.is_over = true;
                    let reason =
                        format!("cannot be read from here on, the rest is passed over: {error}");
                    return Some(Err(Skip::new(place, reason)));
                }
            }
        }
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_come_one_by_one_and_long_ones_are_counted_not_kept() {
        let mut input = io::BufReader::with_capacity(3, &b"one\r\n\nfour and more\nend"[..]);
        let mut next = || next_line(&mut input, 6).unwrap();
        assert_eq!(next(), Line::Whole(b"one".to_vec()));
        assert_eq!(next(), Line::Whole(Vec::new()));
        assert_eq!(next(), Line::TooLong(13));
        assert_eq!(next(), Line::Whole(b"end".to_vec()));
        assert_eq!(next(), Line::End);
    }
}
