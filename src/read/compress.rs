//! Files as they lie on disk to bytes as they are meant: gzip and zstd undone, counted,
//! and stopped where they expand without end.

use super::limits::Limits;
use std::fs::File;
use std::io::{self, BufRead, BufReader, Read};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

/// Bytes read from disk or from standard input so far; shared with whoever shows progress.
pub type ByteCount = Arc<AtomicU64>;

const BUFFER: usize = 64 << 10;

/// A stream of decompressed bytes.
pub(crate) type Bytes = Box<dyn BufRead + Send>;

/// Opens `input` for reading, decompressed where its first bytes say that it is compressed.
pub(crate) fn open(
    input: Box<dyn Read + Send>,
    count: &ByteCount,
    limits: &Limits,
) -> io::Result<Bytes> {
    let own = ByteCount::default();
    let mut raw = BufReader::with_capacity(
        BUFFER,
        Counted {
            inner: input,
            all: Arc::clone(count),
            own: Arc::clone(&own),
        },
    );
    let first = fill(&mut raw)?;
    let expanding = |inner: Box<dyn Read + Send>| Expanding {
        inner,
        packed: own,
        unpacked: 0,
        times: limits.expansion,
    };
    Ok(match () {
        () if first.starts_with(&[0x1F, 0x8B]) => {
            let gzip = flate2::bufread::MultiGzDecoder::new(raw);
            Box::new(BufReader::with_capacity(BUFFER, expanding(Box::new(gzip))))
        }
        () if first.starts_with(&[0x28, 0xB5, 0x2F, 0xFD]) => {
            let mut zstd = zstd::stream::read::Decoder::with_buffer(raw)?;
            // 128 MiB: what `zstd --long=27` makes; larger windows would break our memory bound.
            zstd.window_log_max(27)?;
            Box::new(BufReader::with_capacity(BUFFER, expanding(Box::new(zstd))))
        }
        () => Box::new(raw),
    })
}

/// `input` with its bytes counted.
pub(crate) fn counted(
    input: Box<dyn Read + Send>,
    count: &ByteCount,
) -> impl BufRead + Send + 'static {
    let counted = Counted {
        inner: input,
        all: Arc::clone(count),
        own: ByteCount::default(),
    };
    BufReader::with_capacity(BUFFER, counted)
}

/// The bytes at hand without consuming them; empty at the end.
pub(crate) fn fill(input: &mut dyn BufRead) -> io::Result<&[u8]> {
    loop {
        match input.fill_buf() {
            Ok(_) => break,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
    input.fill_buf()
}

/// A file on disk, or standard input for `-`.
pub(crate) fn file(path: &str) -> io::Result<Box<dyn Read + Send>> {
    if path == "-" {
        return Ok(Box::new(io::stdin()));
    }
    let file = File::open(path)?;
    if file.metadata()?.is_dir() {
        return Err(io::Error::new(io::ErrorKind::IsADirectory, "is a folder"));
    }
    Ok(Box::new(file))
}

struct Counted<R> {
    inner: R,
    all: ByteCount,
    own: ByteCount,
}

impl<R: Read> Read for Counted<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let n = self.inner.read(buffer)?;
        self.all.fetch_add(n as u64, Ordering::Relaxed);
        self.own.fetch_add(n as u64, Ordering::Relaxed);
        Ok(n)
    }
}

/// Stops a stream that grows far beyond what it was packed from.
struct Expanding {
    inner: Box<dyn Read + Send>,
    packed: ByteCount,
    unpacked: u64,
    times: u64,
}

impl Read for Expanding {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let n = self.inner.read(buffer)?;
        self.unpacked += n as u64;
        let packed = self.packed.load(Ordering::Relaxed);
        if self.unpacked > Limits::EXPANSION_FREE
            && self.unpacked > packed.saturating_mul(self.times)
        {
            return Err(io::Error::other(format!(
                "{packed} compressed bytes hold more than {} bytes, over {} times as many; it looks like a decompression bomb, raise --max-expansion if it is none",
                self.unpacked, self.times
            )));
        }
        Ok(n)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Write;

    fn read(bytes: Vec<u8>) -> io::Result<u64> {
        let count = ByteCount::default();
        let input = Box::new(io::Cursor::new(bytes));
        let mut opened = open(input, &count, &Limits::default())?;
        io::copy(&mut opened, &mut io::sink())
    }

    #[test]
    fn gzip_members_and_zstd_frames_are_read_to_the_end() {
        let mut gzip = Vec::new();
        for part in ["one ", "two"] {
            let mut encoder =
                flate2::write::GzEncoder::new(&mut gzip, flate2::Compression::default());
            encoder.write_all(part.as_bytes()).unwrap();
            encoder.finish().unwrap();
        }
        let zstd = zstd::encode_all(&b"one two"[..], 3).unwrap();
        let twice = [zstd.clone(), zstd.clone()].concat();
        for (bytes, length) in [(gzip, 7), (zstd, 7), (twice, 14), (b"plain".to_vec(), 5)] {
            assert_eq!(read(bytes).unwrap(), length);
        }
    }

    #[test]
    fn a_bomb_is_stopped_and_named() {
        let zeros = io::repeat(0).take(256 << 20);
        let bomb = zstd::encode_all(zeros, 1).unwrap();
        let error = read(bomb).unwrap_err().to_string();
        assert!(error.contains("decompression bomb"), "{error}");
    }
}
