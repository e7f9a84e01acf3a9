//! Items in their order: numbered, parted into shards, and found again by a run that goes on.

use crate::annotate::pool::Weight;
use crate::error::{Error, Result};
use crate::read::{Item, Reader};
use std::str::FromStr;

/// Numbers items, leaves out those of other shards, and passes over those that an
/// interrupted run has done, if they are still the same.
pub(super) struct Numbered {
    pub reader: Reader,
    pub shard: Shard,
    pub items: u64,
    pub checksum: flate2::Crc,
    pub resume: Option<(u64, u32)>,
}

pub(super) struct Numbered1 {
    pub position: (u64, u32),
    pub result: Result<Item>,
}

impl Weight for Numbered1 {
    fn weight(&self) -> usize {
        match &self.result {
            Ok(Ok(raw)) => 200 + raw.size(),
            _ => 200,
        }
    }
}

impl Numbered {
    fn step(&mut self) -> Option<Item> {
        let item = self.reader.next()?;
        self.items += 1;
        match &item {
            Ok(raw) => raw.each_bytes(|bytes| self.checksum.update(bytes)),
            Err(skip) => self.checksum.update(skip.reason.as_bytes()),
        }
        self.checksum.update(&self.items.to_le_bytes());
        Some(item)
    }
}

impl Iterator for Numbered {
    type Item = Numbered1;

    fn next(&mut self) -> Option<Numbered1> {
        if let Some((items, checksum)) = self.resume.take() {
            while self.items < items && self.step().is_some() {}
            if self.items < items || self.checksum.sum() != checksum {
                return Some(Numbered1 {
                    position: (0, 0),
                    result: Err(Error::config(format!(
                        "the inputs differ from those of the interrupted run within its first {items} articles; resume with the same inputs, or start over without --resume"
                    ))),
                });
            }
        }
        loop {
            let item = self.step()?;
            if (self.items - 1) % self.shard.of == self.shard.index - 1 {
                return Some(Numbered1 {
                    position: (self.items, self.checksum.sum()),
                    result: Ok(item),
                });
            }
        }
    }
}

/// Some of the items: those whose number leaves `index` when divided by `of`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Shard {
    pub index: u64,
    pub of: u64,
}

impl FromStr for Shard {
    type Err = String;
    fn from_str(text: &str) -> std::result::Result<Self, String> {
        let (index, of) = text.split_once('/').unwrap_or_default();
        match (index.parse(), of.parse()) {
            (Ok(index), Ok(of)) if 1 <= index && index <= of => Ok(Self { index, of }),
            _ => Err("expected I/N with I from 1 to N, such as 1/4".into()),
        }
    }
}
