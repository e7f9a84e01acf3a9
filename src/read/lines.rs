//! Lines of any length in bounded memory.
//!
//! A line longer than the limit is not kept: its length is counted and it is passed over,
//! so that a gigabyte on one line costs time but no memory.

use std::io::{self, BufRead};

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
