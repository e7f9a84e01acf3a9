//! What the tests of the program share: running it, and articles to run it on.
#![allow(dead_code)]

use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

/// A folder with the files of one test; commands run inside it.
pub struct Desk {
    folder: tempfile::TempDir,
}

/// How a command ended.
pub struct Ran {
    pub status: i32,
    pub out: String,
    pub err: String,
}

pub fn desk() -> Desk {
    Desk {
        folder: tempfile::tempdir().expect("a folder for temporary files"),
    }
}

pub fn program() -> &'static str {
    env!("CARGO_BIN_EXE_onrecord")
}

impl Desk {
    pub fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// Given a file called `name` that holds `content`.
    pub fn file(&self, name: &str, content: impl AsRef<[u8]>) -> &Self {
        let path = self.path(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, content).unwrap();
        self
    }

    pub fn read(&self, name: &str) -> String {
        std::fs::read_to_string(self.path(name)).unwrap_or_else(|error| panic!("{name}: {error}"))
    }

    pub fn bytes(&self, name: &str) -> Vec<u8> {
        std::fs::read(self.path(name)).unwrap_or_else(|error| panic!("{name}: {error}"))
    }

    pub fn has(&self, name: &str) -> bool {
        self.path(name).exists()
    }

    pub fn command(&self, line: &str) -> Command {
        let mut command = Command::new(program());
        command
            .args(line.split_whitespace())
            .current_dir(self.folder.path())
            .stdin(Stdio::null())
            .env_remove("NO_COLOR");
        command
    }

    /// Runs `onrecord` with the words of `line`.
    pub fn run(&self, line: &str) -> Ran {
        ended(self.command(line).output().unwrap())
    }

    /// Runs `onrecord` with the words of `line`, `input` on its standard input.
    pub fn feed(&self, line: &str, input: impl AsRef<[u8]>) -> Ran {
        let mut child = self
            .command(line)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let mut pipe = child.stdin.take().unwrap();
        let input = input.as_ref().to_vec();
        let writer = std::thread::spawn(move || drop(pipe.write_all(&input)));
        let ran = ended(child.wait_with_output().unwrap());
        writer.join().unwrap();
        ran
    }
}

fn ended(output: Output) -> Ran {
    Ran {
        status: output.status.code().unwrap_or(-1),
        out: String::from_utf8(output.stdout).expect("output is UTF-8"),
        err: String::from_utf8(output.stderr).expect("messages are UTF-8"),
    }
}

impl Ran {
    /// Expects an exit status.
    #[track_caller]
    pub fn ends(&self, status: i32) -> &Self {
        assert_eq!(self.status, status, "out: {}\nerr: {}", self.out, self.err);
        self
    }

    /// Expects words on standard error.
    #[track_caller]
    pub fn says(&self, words: &str) -> &Self {
        assert!(
            self.err.contains(words),
            "expected {words:?} in: {}",
            self.err
        );
        self
    }

    /// Expects nothing on standard error.
    #[track_caller]
    pub fn says_nothing(&self) -> &Self {
        assert_eq!(self.err, "");
        self
    }

    /// The records on standard output.
    #[track_caller]
    pub fn records(&self) -> Vec<serde_json::Value> {
        records(&self.out)
    }
}

#[track_caller]
pub fn records(lines: &str) -> Vec<serde_json::Value> {
    let record =
        |line: &str| serde_json::from_str(line).unwrap_or_else(|error| panic!("{line}: {error}"));
    lines.lines().map(record).collect()
}

/// The names, in order, that records carry in `field`.
pub fn field(records: &[serde_json::Value], field: &str) -> Vec<String> {
    records
        .iter()
        .map(|record| record[field].as_str().unwrap_or("null").to_owned())
        .collect()
}

/// An article of our own, different for each number, with statements of several forms.
pub fn story(number: usize) -> String {
    let who = [
        "Marit Sandvik",
        "Owen Hartley",
        "Oksana Levchenko",
        "Daniel Reyes",
    ][number % 4];
    let place = ["Harbourg", "Norland", "Western Moravia"][number % 3];
    format!(
        "Meeting number {number} in {place}\n\nMinister {who} came to {place} on day {number}. “We must spend {number} million more,” \
         {who} said. “And we must do it now.”\n\nThe envoy urged both sides to accept a ceasefire along line {number}.\n\n\
         According to the secretary, nothing may be agreed over the heads of those concerned, as case {number} shows.\n"
    )
}

/// Articles as JSON lines.
pub fn jsonl(n: usize) -> String {
    (0..n)
        .map(|number| {
            let record = serde_json::json!({
                "id": format!("n{number}"),
                "title": format!("Meeting number {number}"),
                "text": story(number),
                "outlet": "The Ledger",
                "date": format!("2031-{:02}-01", number % 12 + 1),
            });
            format!("{record}\n")
        })
        .collect()
}

/// A page around a story, as sites publish them.
pub fn page(number: usize) -> String {
    let paragraphs: String = story(number)
        .split("\n\n")
        .skip(1)
        .chain(["The talks began in the morning and lasted until the evening, with a short break for the delegations to consult with their capitals."])
        .map(|paragraph| format!("<p>{}</p>", paragraph.trim()))
        .collect();
    format!(
        "<!DOCTYPE html><html><head><title>Meeting number {number} | The Ledger</title>\
         <meta charset=\"utf-8\"><meta property=\"og:title\" content=\"Meeting number {number}\">\
         <meta property=\"og:site_name\" content=\"The Ledger\"><meta name=\"author\" content=\"M. Quill\">\
         <meta property=\"article:published_time\" content=\"2031-05-02T08:00:00Z\"></head>\
         <body><nav><a href=\"/\">Home</a> <a href=\"/world\">World</a></nav><article><h1>Meeting number {number}</h1>{paragraphs}\
         <figure><img src=\"a.jpg\"><figcaption>A caption that nobody said.</figcaption></figure></article>\
         <aside><h3>Related</h3><ul><li><a href=\"/b\">Fire chief urges more funding</a></li></ul></aside>\
         <footer>Subscribe to our newsletter</footer></body></html>"
    )
}

/// Packs bytes as gzip.
pub fn gzip(bytes: &[u8]) -> Vec<u8> {
    packed(bytes, flate2::Compression::fast())
}

/// Packs bytes as gzip, as small as it gets.
pub fn gzip_best(bytes: &[u8]) -> Vec<u8> {
    packed(bytes, flate2::Compression::best())
}

fn packed(bytes: &[u8], level: flate2::Compression) -> Vec<u8> {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), level);
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

/// Counts the files whose names begin with that of `path`.
pub fn beside(path: &Path) -> Vec<String> {
    let name = path.file_name().unwrap().to_string_lossy().into_owned();
    let mut names: Vec<String> = std::fs::read_dir(path.parent().unwrap())
        .unwrap()
        .map(|entry| entry.unwrap().file_name().to_string_lossy().into_owned())
        .filter(|found| found.starts_with(&name))
        .collect();
    names.sort();
    names
}
