//! From what the user names to the files that are read: paths, folders, patterns, lists.
//!
//! Folders are walked in the order of their names, one folder in memory at a time; hidden
//! files and files of unknown kind in them are passed over, the latter counted.

use super::format::Format;
use crate::error::{Error, Result};
use std::collections::VecDeque;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

/// The files that a run reads, in order.
#[derive(Debug)]
pub struct Paths {
    named: VecDeque<String>,
    /// Entries of the folders that are open, the innermost last; each from last to first.
    folders: Vec<Vec<String>>,
    any_kind: bool,
    passed: Arc<AtomicU64>,
}

impl Paths {
    /// The files that `named` stand for, `-` being standard input; nothing named is `-`.
    ///
    /// With `any_kind` files in folders are read whatever their ending.
    ///
    /// # Errors
    /// An input error where something named does not exist or a pattern matches nothing.
    pub fn new(named: &[String], any_kind: bool) -> Result<Self> {
        let mut files = VecDeque::new();
        for name in named {
            if name == "-" || Path::new(name).exists() {
                files.push_back(name.clone());
            } else if name.contains(['*', '?', '[']) {
                files.extend(matches(name)?);
            } else {
                return Err(
                    Error::input("does not exist; expected a file, a folder or a pattern").at(name),
                );
            }
        }
        if named.is_empty() {
            files.push_back("-".to_owned());
        }
        Ok(Self {
            named: files,
            folders: Vec::new(),
            any_kind,
            passed: Arc::default(),
        })
    }

    /// How many files in folders were passed over because their kind is unknown, so far.
    pub fn passed_over(&self) -> Arc<AtomicU64> {
        Arc::clone(&self.passed)
    }

    /// The bytes on disk of everything named; none where standard input is among it.
    pub fn total_bytes(&self) -> Option<u64> {
        fn size(path: &Path) -> u64 {
            if path.is_dir() {
                let Ok(entries) = std::fs::read_dir(path) else {
                    return 0;
                };
                return entries.flatten().map(|entry| size(&entry.path())).sum();
            }
            path.metadata().map_or(0, |metadata| metadata.len())
        }
        if self.named.iter().any(|name| name == "-") {
            return None;
        }
        Some(self.named.iter().map(|name| size(Path::new(name))).sum())
    }
}

impl Iterator for Paths {
    type Item = std::result::Result<String, (String, std::io::Error)>;

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            let (path, is_named) = match self.folders.last_mut() {
                Some(entries) => match entries.pop() {
                    Some(path) => (path, false),
                    None => {
                        self.folders.pop();
                        continue;
                    }
                },
                None => (self.named.pop_front()?, true),
            };
            if path != "-" && Path::new(&path).is_dir() {
                match entries(&path) {
                    Ok(entries) => self.folders.push(entries),
                    Err(error) => return Some(Err((path, error))),
                }
                continue;
            }
            if !is_named && !self.any_kind && Format::of_name(&path).is_none() {
                self.passed.fetch_add(1, Ordering::Relaxed);
                continue;
            }
            return Some(Ok(path));
        }
    }
}

/// What is not hidden in a folder, from last to first. Links to folders are not followed,
/// so that a link to a parent does not make the walk endless.
fn entries(folder: &str) -> std::io::Result<Vec<String>> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder)? {
        let entry = entry?;
        let path = entry.path();
        if entry.file_name().as_encoded_bytes().starts_with(b".")
            || (entry.file_type()?.is_symlink() && path.is_dir())
        {
            continue;
        }
        found.push(path.to_string_lossy().into_owned());
    }
    found.sort_unstable_by(|a, b| b.cmp(a));
    Ok(found)
}

fn matches(pattern: &str) -> Result<Vec<String>> {
    let hidden = glob::MatchOptions {
        require_literal_leading_dot: true,
        ..glob::MatchOptions::default()
    };
    let paths = glob::glob_with(pattern, hidden).map_err(|error| {
        Error::input("is not a pattern that can be used; expected *, ?, [a-z] or **")
            .at(pattern)
            .because(error)
    })?;
    let found: Vec<String> = paths
        .flatten()
        .map(|path| path.to_string_lossy().into_owned())
        .collect();
    if found.is_empty() {
        return Err(Error::input("matches no file").at(pattern));
    }
    Ok(found)
}

/// The paths that a list names, one a line; empty lines and lines that begin with `#` are
/// passed over. `-` reads the list from standard input.
///
/// # Errors
/// An input error where the list cannot be read.
pub fn list(path: &str) -> Result<Vec<String>> {
    let text = if path == "-" {
        std::io::read_to_string(std::io::stdin())
    } else {
        std::fs::read_to_string(path)
    };
    let text = text.map_err(|error| {
        Error::input("the list of files cannot be read; expected one path a line")
            .at(path)
            .because(error)
    })?;
    Ok(text
        .lines()
        .map(str::trim)
        .filter(|line| !line.is_empty() && !line.starts_with('#'))
        .map(str::to_owned)
        .collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn folders_are_walked_in_order_of_names() {
        let folder = tempfile::tempdir().unwrap();
        for name in ["b.txt", "a/2.txt", "a/1.html", "c.png", ".hidden.txt"] {
            let path = folder.path().join(name);
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            std::fs::write(path, "x").unwrap();
        }
        let root = folder.path().to_string_lossy().into_owned();
        let strip = |paths: Paths| -> Vec<String> {
            paths
                .map(|path| path.unwrap()[root.len() + 1..].to_owned())
                .collect()
        };
        let paths = Paths::new(std::slice::from_ref(&root), false).unwrap();
        let passed = paths.passed_over();
        assert_eq!(paths.total_bytes(), Some(5));
        assert_eq!(strip(paths), ["a/1.html", "a/2.txt", "b.txt"]);
        assert_eq!(passed.load(Ordering::Relaxed), 1);
        let pattern = Paths::new(&[format!("{root}/*.txt")], false).unwrap();
        assert_eq!(strip(pattern), ["b.txt"]);
        for wrong in ["none.txt", "none/*.txt"] {
            assert!(Paths::new(&[wrong.into()], false).is_err());
        }
    }
}
