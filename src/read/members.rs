//! Gzip members one by one, so that a broken one does not take the rest of an archive.
//!
//! The bytes of the member at hand are kept as they were read; where it turns out broken,
//! the next member is looked for right behind its first bytes, so that a member that
//! swallowed others gives them back.

use super::limits::Limits;
use flate2::bufread::GzDecoder;
use std::io::{self, BufRead, Read};

/// A stream of the members' contents. Where a member is broken it gives one error of kind
/// `InvalidData`, and then goes on with the next.
pub(super) struct Members<R> {
    state: State<R>,
    limits: Limits,
    /// Decompressed bytes of the member at hand.
    unpacked: u64,
}

enum State<R> {
    Between(Window<R>),
    Inside(Box<GzDecoder<Window<R>>>),
    Over,
}

impl<R: BufRead> Members<R> {
    pub fn new(input: R, limits: Limits) -> Self {
        let window = Window {
            input,
            bytes: Vec::new(),
            at: 0,
            is_whole: true,
        };
        Self {
            state: State::Between(window),
            limits,
            unpacked: 0,
        }
    }

    /// Leaves the broken member and looks for the next.
    fn leave(&mut self, mut window: Window<R>) -> io::Result<()> {
        window.find()?;
        self.state = State::Between(window);
        Ok(())
    }
}

impl<R: BufRead> Read for Members<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        loop {
            match std::mem::replace(&mut self.state, State::Over) {
                State::Over => return Ok(0),
                State::Between(mut window) => {
                    window.begin();
                    match window.head()? {
                        Head::Nothing => return Ok(0),
                        Head::Member => {
                            self.unpacked = 0;
                            self.state = State::Inside(Box::new(GzDecoder::new(window)));
                        }
                        Head::Other => {
                            self.leave(window)?;
                            return Err(broken("bytes between two gzip members"));
                        }
                    }
                }
                State::Inside(mut decoder) => match decoder.read(buffer) {
                    Ok(0) if !buffer.is_empty() => {
                        self.state = State::Between(decoder.into_inner());
                    }
                    Ok(n) => {
                        self.unpacked += n as u64;
                        let packed = decoder.get_ref().at as u64;
                        if self.unpacked > Limits::EXPANSION_FREE
                            && self.unpacked > packed.saturating_mul(self.limits.expansion)
                        {
                            self.leave(decoder.into_inner())?;
                            return Err(broken(
                                "a gzip member that looks like a decompression bomb",
                            ));
                        }
                        self.state = State::Inside(decoder);
                        return Ok(n);
                    }
                    Err(error) => {
                        self.leave(decoder.into_inner())?;
                        return Err(broken(&format!(
                            "a gzip member that cannot be unpacked ({error})"
                        )));
                    }
                },
            }
        }
    }
}

fn broken(what: &str) -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, what)
}

enum Head {
    Member,
    Other,
    Nothing,
}

/// How many bytes of one member are kept to go back to; a larger one is given up as a whole.
const KEPT: usize = 8 << 20;
/// How a gzip member begins: magic and the one method there is.
const MAGIC: [u8; 3] = [0x1F, 0x8B, 8];

/// Input that remembers the member at hand.
struct Window<R> {
    input: R,
    bytes: Vec<u8>,
    at: usize,
    /// False where the beginning of the member was let go.
    is_whole: bool,
}

impl<R: BufRead> Window<R> {
    /// A new member begins where reading is.
    fn begin(&mut self) {
        self.bytes.drain(..self.at);
        self.at = 0;
        self.is_whole = true;
    }

    fn more(&mut self) -> io::Result<bool> {
        let block = super::compress::fill(&mut self.input)?;
        let n = block.len();
        self.bytes.extend_from_slice(block);
        self.input.consume(n);
        Ok(n > 0)
    }

    fn head(&mut self) -> io::Result<Head> {
        while self.bytes.len() < MAGIC.len() && self.more()? {}
        // Some writers pad archives with zeros.
        Ok(match () {
            () if self.bytes.starts_with(&MAGIC) => Head::Member,
            () if self.bytes.is_empty() => Head::Nothing,
            () => Head::Other,
        })
    }

    /// Goes to the next bytes that look like the begin of a member, behind those at hand.
    fn find(&mut self) -> io::Result<()> {
        let mut from = if self.is_whole { 1 } else { self.at };
        loop {
            if let Some(found) =
                memchr::memmem::find(&self.bytes[from.min(self.bytes.len())..], &MAGIC)
            {
                self.at = from + found;
                return Ok(());
            }
            let keep = self
                .bytes
                .len()
                .saturating_sub(MAGIC.len() - 1)
                .max(from.min(self.bytes.len()));
            self.bytes.drain(..keep);
            from = 0;
            if !self.more()? {
                self.at = self.bytes.len();
                return Ok(());
            }
        }
    }
}

impl<R: BufRead> Read for Window<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let block = self.fill_buf()?;
        let n = block.len().min(buffer.len());
        buffer[..n].copy_from_slice(&block[..n]);
        self.consume(n);
        Ok(n)
    }
}

impl<R: BufRead> BufRead for Window<R> {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        if self.at == self.bytes.len() {
            if self.at > KEPT {
                self.bytes.clear();
                self.at = 0;
                self.is_whole = false;
            }
            self.more()?;
        }
        Ok(&self.bytes[self.at..])
    }
    fn consume(&mut self, n: usize) {
        self.at += n;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Write;

    fn member(content: &str) -> Vec<u8> {
        let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
        encoder.write_all(content.as_bytes()).unwrap();
        encoder.finish().unwrap()
    }

    /// What is read: contents of whole members, and a `!` for each error.
    fn read(bytes: Vec<u8>) -> String {
        let mut members = Members::new(
            io::BufReader::with_capacity(7, &bytes[..]),
            Limits::default(),
        );
        let mut read = String::new();
        let mut buffer = [0; 64];
        loop {
            match members.read(&mut buffer) {
                Ok(0) => return read,
                Ok(n) => read.push_str(&String::from_utf8_lossy(&buffer[..n])),
                Err(_) => read.push('!'),
            }
        }
    }

    #[test]
    fn a_broken_member_costs_itself_only() {
        let [a, b, c] = ["alpha ", "beta ", "gamma"].map(member);
        assert_eq!(read([&a[..], &b, &c].concat()), "alpha beta gamma");
        let mut wrong = b.clone();
        let last = wrong.len() - 1;
        wrong[last - 5] ^= 0xFF; // its check sum
        assert_eq!(read([&a[..], &wrong, &c].concat()), "alpha beta !gamma");
        let cut = &b[..b.len() - 9];
        let read_cut = read([&a[..], cut, &c].concat());
        assert!(read_cut.ends_with("!gamma"), "{read_cut}");
        assert_eq!(read([&a[..], b"garbage", &c].concat()), "alpha !gamma");
        assert!(read([&a[..], &c[..8]].concat()).ends_with('!'));
    }
}
