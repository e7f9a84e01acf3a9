//! The few files of a ZIP archive, read and written whole.
//!
//! Stored and deflated members, without encryption and below 4 GiB: what annotation tools
//! make. The central directory says what there is, as unpackers do.
//!
//! Source: APPNOTE.TXT 6.3, sections 4.3 and 4.4.

use crate::error::{Error, Result};
use flate2::{Compression, Crc};
use std::collections::BTreeMap;
use std::io::{Read, Write};

/// An export larger than this is no set of labels but a mistake or a trap.
const MOST: u64 = 4 << 30;

/// Name and bytes of every member.
pub(super) fn read(bytes: &[u8]) -> Result<Vec<(String, Vec<u8>)>> {
    let end = (0..=bytes.len().saturating_sub(22))
        .rev()
        .take(1 << 16)
        .find(|&at| bytes[at..].starts_with(b"PK\x05\x06"))
        .ok_or_else(|| broken("has no central directory"))?;
    let n_files = u16_at(bytes, end + 10)?;
    let mut at = u32_at(bytes, end + 16)? as usize;
    let mut files = Vec::new();
    let mut total = 0;
    for _ in 0..n_files {
        if !bytes
            .get(at..)
            .is_some_and(|rest| rest.starts_with(b"PK\x01\x02"))
        {
            return Err(broken("has a central directory that ends early"));
        }
        let (flags, method) = (u16_at(bytes, at + 8)?, u16_at(bytes, at + 10)?);
        let crc = u32_at(bytes, at + 16)?;
        let packed = u32_at(bytes, at + 20)? as usize;
        let size = u64::from(u32_at(bytes, at + 24)?);
        let lengths = [28, 30, 32].map(|place| u16_at(bytes, at + place));
        let [name_length, extra, comment] = lengths;
        let (name_length, rest) = (name_length? as usize, extra? as usize + comment? as usize);
        let local = u32_at(bytes, at + 42)? as usize;
        let name = slice(bytes, at + 46, name_length)?;
        let name = String::from_utf8_lossy(name).into_owned();
        at += 46 + name_length + rest;
        if name.ends_with('/') {
            continue;
        }
        if flags & 1 != 0 {
            return Err(broken("is encrypted; export it without a password"));
        }
        total += size;
        if total > MOST {
            return Err(broken(
                "holds more than 4 GiB; unpack it and name the files",
            ));
        }
        let from =
            local + 30 + u16_at(bytes, local + 26)? as usize + u16_at(bytes, local + 28)? as usize;
        let data = slice(bytes, from, packed)?;
        let content = match method {
            0 => data.to_vec(),
            8 => {
                let mut content = Vec::new();
                let inflate = flate2::read::DeflateDecoder::new(data);
                inflate
                    .take(size + 1)
                    .read_to_end(&mut content)
                    .map_err(|error| broken(&format!("member {name} is damaged: {error}")))?;
                content
            }
            other => {
                return Err(broken(&format!(
                    "packs {name} by method {other}; expected deflate"
                )));
            }
        };
        let mut sum = Crc::new();
        sum.update(&content);
        if content.len() as u64 != size || sum.sum() != crc {
            return Err(broken(&format!(
                "member {name} is damaged; fetch the archive again"
            )));
        }
        files.push((name, content));
    }
    Ok(files)
}

/// An archive of `files`, in order of their names, with no time in it: the same files give the
/// same bytes.
pub(super) fn write(files: &BTreeMap<String, Vec<u8>>) -> Result<Vec<u8>> {
    let cannot = |error: std::io::Error| Error::output("cannot be packed").because(error);
    let (mut out, mut directory) = (Vec::new(), Vec::new());
    for (name, content) in files {
        let mut deflate = flate2::write::DeflateEncoder::new(Vec::new(), Compression::default());
        deflate.write_all(content).map_err(cannot)?;
        let packed = deflate.finish().map_err(cannot)?;
        let mut sum = Crc::new();
        sum.update(content);
        let local = u32::try_from(out.len()).map_err(|_| too_large())?;
        let mut header = Vec::new();
        // Version 2.0, names in UTF-8, deflate, 1 January 1980.
        for number in [20_u16, 1 << 11, 8, 0, 0x21] {
            header.extend(number.to_le_bytes());
        }
        header.extend(sum.sum().to_le_bytes());
        for length in [packed.len(), content.len()] {
            let length = u32::try_from(length).map_err(|_| too_large())?;
            header.extend(length.to_le_bytes());
        }
        header.extend((name.len() as u16).to_le_bytes());
        header.extend(0_u16.to_le_bytes());
        out.extend(b"PK\x03\x04");
        out.extend(&header);
        out.extend(name.as_bytes());
        out.extend(packed);
        directory.extend(b"PK\x01\x02");
        directory.extend(20_u16.to_le_bytes());
        directory.extend(&header);
        // No comment, first disk, no attributes.
        directory.extend([0; 10]);
        directory.extend(local.to_le_bytes());
        directory.extend(name.as_bytes());
    }
    let at = u32::try_from(out.len()).map_err(|_| too_large())?;
    let n_files = (files.len() as u16).to_le_bytes();
    out.extend(&directory);
    out.extend(b"PK\x05\x06\0\0\0\0");
    out.extend(n_files);
    out.extend(n_files);
    out.extend((directory.len() as u32).to_le_bytes());
    out.extend(at.to_le_bytes());
    out.extend([0; 2]);
    Ok(out)
}

fn too_large() -> Error {
    Error::output("is larger than an archive can be; write JSON lines")
}

fn broken(what: &str) -> Error {
    Error::input(format!("the archive {what}"))
}

fn slice(bytes: &[u8], at: usize, length: usize) -> Result<&[u8]> {
    let end = at.checked_add(length);
    end.and_then(|end| bytes.get(at..end))
        .ok_or_else(|| broken("ends early; fetch it again"))
}

fn u16_at(bytes: &[u8], at: usize) -> Result<u16> {
    let two = slice(bytes, at, 2)?;
    Ok(u16::from_le_bytes([two[0], two[1]]))
}

fn u32_at(bytes: &[u8], at: usize) -> Result<u32> {
    let four = slice(bytes, at, 4)?;
    Ok(u32::from_le_bytes([four[0], four[1], four[2], four[3]]))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_packed_comes_out() {
        let files = BTreeMap::from([
            ("a.jsonl".to_owned(), b"{}\n".repeat(400)),
            ("é.jsonl".to_owned(), Vec::new()),
        ]);
        let packed = write(&files).unwrap();
        let found: BTreeMap<String, Vec<u8>> = read(&packed).unwrap().into_iter().collect();
        assert_eq!(found, files);
    }

    #[test]
    fn damage_is_told_and_never_breaks_the_program() {
        let files = BTreeMap::from([("a.jsonl".to_owned(), b"{\"text\":\"a\"}\n".repeat(40))]);
        let packed = write(&files).unwrap();
        for at in 0..packed.len() {
            let _ = read(&packed[..at]);
            let mut changed = packed.clone();
            changed[at] ^= 0x55;
            if let Ok(found) = read(&changed) {
                // Only names, versions and times may change without being noticed.
                assert!(
                    found.is_empty() || found[0].1 == files["a.jsonl"],
                    "byte {at}"
                );
            }
        }
    }
}
