//! Input that means harm, and outputs that fail: no panic, no hang, no script in any page,
//! everything reported.

mod batch_common;
use batch_common::{desk, gzip, gzip_best, jsonl, program, records, story};
use std::io::{BufRead, BufReader, Write};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

fn record(text: &str) -> String {
    format!(
        "{}\n",
        serde_json::json!({"id": "<script>id</script>", "title": "=<script>t</script>", "outlet": "<script>o</script>", "url": "javascript:alert(1)", "author": "</style><script>", "text": text})
    )
}

#[test]
fn texts_that_mean_harm_are_annotated_in_every_form() {
    let direction = "The envoy\u{202E} said “no\u{200F}\u{2067}”.".repeat(50);
    let evil: [(&str, String); 8] = [
        ("one word of 10 MB", "a".repeat(10 << 20)),
        ("100,000 quotation marks", "\"".repeat(100_000)),
        ("100,000 opening marks", "“".repeat(100_000)),
        ("NULs", "The envoy said\0 \"no\0\".\0".repeat(50)),
        ("right-to-left marks", direction),
        (
            "scripts",
            "The envoy said: \"<script>alert(1)</script><img src=x onerror=alert(2)>\".".repeat(9),
        ),
        (
            "formulas",
            "=cmd|' /C calc'!A0 said: \"=1+1\". @SUM said \"-2\".".into(),
        ),
        ("20,000 cues", "said ".repeat(20_000)),
    ];
    for (name, text) in evil {
        let desk = desk();
        desk.file("a.jsonl", record(&text));
        for form in [
            "jsonl",
            "csv",
            "html",
            "text",
            "summary",
            "citron",
            "web-annotation",
        ] {
            let begun = Instant::now();
            let ran = desk.run(&format!("annotate a.jsonl --explain --format {form}"));
            ran.ends(0);
            assert!(
                begun.elapsed() < Duration::from_secs(60),
                "{name} as {form} took {:?}",
                begun.elapsed()
            );
            if form == "html" {
                let page = ran.out.to_lowercase();
                for tag in ["<script", "<img", "href=\"javascript", "\0", "\u{202E}"] {
                    assert!(!page.contains(tag), "{name}: {tag} in the page");
                }
            }
            if form == "text" {
                assert!(!ran.out.contains(['\0', '\u{1B}', '\u{202E}']), "{name}");
            }
            if form == "csv" {
                let mut rows = csv_rows(&ran.out);
                assert!(
                    rows.all(|cell| !cell.starts_with(['=', '+', '-', '@'])),
                    "{name}"
                );
            }
        }
    }
}

fn csv_rows(table: &str) -> impl Iterator<Item = String> {
    let mut reader = csv::Reader::from_reader(table.as_bytes());
    let rows: Vec<_> = reader.records().map(|row| row.expect("a row")).collect();
    rows.into_iter()
        .flat_map(|row| row.iter().map(str::to_owned).collect::<Vec<_>>())
}

/// Seconds of the best of three runs.
fn seconds(desk: &batch_common::Desk, line: &str) -> f64 {
    let best = (0..3).map(|_| {
        let begun = Instant::now();
        desk.run(line);
        begun.elapsed()
    });
    best.min().unwrap().as_secs_f64()
}

#[test]
fn time_is_linear_in_length() {
    for (name, piece) in [
        ("quotation marks", "\""),
        ("one word", "a"),
        (
            "statements",
            "The envoy said \"we must pay more\", and left. ",
        ),
        ("one sentence", "the envoy said that "),
        ("empty lines", "x\n\n"),
    ] {
        let desk = desk();
        for (file, times) in [("small.txt", 1), ("large.txt", 8)] {
            desk.file(file, piece.repeat(times * (256 << 10) / piece.len()));
        }
        let start = seconds(&desk, "completions bash");
        let small = (seconds(&desk, "extract small.txt") - start).max(0.02);
        let large = seconds(&desk, "extract large.txt") - start;
        // Eight times the length; quadratic time would be 64.
        assert!(
            large / small < 24.0,
            "{name}: {small:.3} s, eight times as long {large:.3} s"
        );
    }
}

#[test]
fn pages_that_nest_without_end_and_bombs_are_named() {
    let desk = desk();
    desk.file("deep.html", format!("{}<p>x", "<div>".repeat(100_000)));
    desk.run("extract deep.html")
        .ends(1)
        .says("deep.html: elements nest 100000 deep, the limit is 512");
    desk.file(
        "flat.html",
        format!(
            "<html><body>{}</body>",
            "<p>The envoy said it was enough for today, and left.".repeat(20_000)
        ),
    );
    desk.run("extract flat.html").ends(0);
    let zeros = vec![b' '; 200 << 20];
    desk.file("bomb.jsonl.gz", gzip_best(&zeros));
    desk.run("extract bomb.jsonl.gz")
        .ends(1)
        .says("decompression bomb");
    desk.file("bomb.html.gz", gzip_best(&zeros));
    desk.run("extract bomb.html.gz")
        .ends(1)
        .says("holds more than 16777216 bytes");
    desk.file(
        "nested.jsonl",
        format!(
            "{{\"text\":\"x\",\"a\":{}\n{{\"text\":\"The end.\"}}\n",
            "[".repeat(1_000_000)
        ),
    );
    desk.run("extract nested.jsonl")
        .ends(1)
        .says("nested.jsonl:1: is not valid JSON");
    desk.file("cut.jsonl.gz", &gzip(jsonl(2000).as_bytes())[..4000]);
    let ran = desk.run("extract cut.jsonl.gz");
    ran.ends(1)
        .says("cannot be read from here on, the rest is passed over");
    assert!(!ran.records().is_empty());
}

#[test]
fn files_that_are_not_what_they_are_called_are_skips() {
    let desk = desk();
    let noise: Vec<u8> = (0..40_000_u32)
        .map(|n| (n.wrapping_mul(2_654_435_761) >> 13) as u8)
        .collect();
    for name in [
        "a.txt",
        "a.html",
        "a.md",
        "a.jsonl",
        "a.csv",
        "a.parquet",
        "a.warc",
        "a.warc.gz",
        "a.txt.gz",
        "a.jsonl.zst",
    ] {
        desk.file(name, &noise);
        let ran = desk.run(&format!("extract {name}"));
        assert!(
            [0, 1].contains(&ran.status),
            "{name}: {} {}",
            ran.status,
            ran.err
        );
        assert!(
            !ran.err.contains("fault of the program"),
            "{name}: {}",
            ran.err
        );
    }
}

/// A page header in it counts two billion elements, of which the file holds none.
#[cfg(feature = "parquet")]
#[test]
fn a_parquet_file_whose_header_never_ends_is_a_skip_and_the_next_file_is_read() {
    let desk = desk();
    desk.file(
        "endless.parquet",
        include_bytes!("fixtures/endless.parquet"),
    )
    .file("z.txt", story(1));
    let ran = desk.run("extract endless.parquet z.txt");
    ran.ends(1).says("the file ends within a page");
    assert!(ran.out.contains("\"id\":\"z.txt\""));
}

#[cfg(feature = "parquet")]
#[test]
fn a_parquet_file_whose_lengths_lie_is_a_skip_and_the_next_file_is_read() {
    let desk = desk();
    desk.file(
        "lengths.parquet",
        include_bytes!("fixtures/lengths.parquet"),
    )
    .file("z.txt", story(1));
    let ran = desk.run("extract lengths.parquet z.txt");
    ran.ends(1).says("lengths.parquet: is broken");
    assert!(!ran.err.contains("panicked"), "{}", ran.err);
    assert!(ran.out.contains("\"id\":\"z.txt\""));
}

#[test]
fn a_reader_that_has_heard_enough_ends_the_run_quietly() {
    let desk = desk();
    desk.file("a.jsonl", jsonl(20_000));
    for form in ["jsonl", "csv", "html"] {
        let mut child = desk
            .command(&format!("extract a.jsonl --format {form}"))
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let mut first = String::new();
        BufReader::new(child.stdout.take().unwrap())
            .read_line(&mut first)
            .unwrap();
        // The pipe is closed here.
        let ended = child.wait_with_output().unwrap();
        assert_eq!(
            (
                ended.status.code(),
                String::from_utf8_lossy(&ended.stderr).as_ref()
            ),
            (Some(0), ""),
            "{form}"
        );
    }
}

#[test]
fn the_first_record_does_not_wait_for_the_last_article() {
    let desk = desk();
    let mut child = desk
        .command("extract -")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut input = child.stdin.take().unwrap();
    let mut output = BufReader::new(child.stdout.take().unwrap());
    for _ in 0..2 {
        input.write_all(jsonl(1).as_bytes()).unwrap();
        // The input stays open; the first article needs no second.
        let mut line = String::new();
        output.read_line(&mut line).unwrap();
        assert!(line.contains("\"id\":\"n0\""));
    }
    drop(input);
    assert!(child.wait().unwrap().success());
}

/// A small file system of its own, where the user may make one.
struct Tmpfs<'a>(&'a std::path::Path);

impl<'a> Tmpfs<'a> {
    fn new(at: &'a std::path::Path) -> Option<Self> {
        std::fs::create_dir(at).unwrap();
        let mounted = Command::new("mount")
            .args(["-t", "tmpfs", "-o", "size=1m", "tmpfs"])
            .arg(at)
            .stderr(Stdio::null())
            .status();
        mounted
            .is_ok_and(|status| status.success())
            .then_some(Self(at))
    }

    fn grow(&self) {
        let grown = Command::new("mount")
            .args(["-o", "remount,size=64m"])
            .arg(self.0)
            .status();
        assert!(grown.unwrap().success());
    }
}

impl Drop for Tmpfs<'_> {
    fn drop(&mut self) {
        let _ = Command::new("umount").arg(self.0).status();
    }
}

#[test]
fn a_full_disk_is_told_and_the_run_goes_on_once_there_is_room() {
    let desk = desk();
    let folder = desk.path("disk");
    let Some(disk) = Tmpfs::new(&folder) else {
        println!("no tmpfs can be mounted here; not tested");
        return;
    };
    desk.file("a.jsonl", jsonl(3_000));
    for name in ["o.jsonl", "o.csv"] {
        desk.run(&format!("extract a.jsonl --output whole-{name}"))
            .ends(0);
    }
    desk.run("extract a.jsonl --output disk/o.jsonl --checkpoint 0.01")
        .ends(2)
        .says("disk/o.jsonl.partial: cannot be written; free some space and add --resume to go on: No space left");
    assert!(!desk.has("disk/o.jsonl"));
    disk.grow();
    desk.run("extract a.jsonl --output disk/o.jsonl --resume")
        .ends(0);
    assert!(desk.read("disk/o.jsonl") == desk.read("whole-o.jsonl"));
    drop(disk);
}

#[test]
fn an_archive_with_broken_records_gives_every_readable_article_and_lists_the_rest() {
    let desk = desk();
    for is_packed in [false, true] {
        let mut archive = Vec::new();
        let mut expected = Vec::new();
        let mut broken = 0;
        for number in 0..200 {
            let harm = (number % 10 == 3).then_some(number / 10 % 5);
            if harm.is_none() {
                expected.push(format!("https://ledger.example/{number}"));
            } else {
                broken += 1;
            }
            archive.extend(archived(number, harm, is_packed));
        }
        let name = if is_packed {
            "news.warc.gz"
        } else {
            "news.warc"
        };
        desk.file(name, &archive);
        let ran = desk.run(&format!("extract {name} --output {name}.jsonl"));
        ran.ends(1);
        let found = records(&desk.read(&format!("{name}.jsonl")));
        let ids: Vec<&str> = found
            .iter()
            .map(|record| record["id"].as_str().unwrap())
            .collect();
        assert_eq!(ids, expected, "{name}");
        assert!(found.iter().all(|record| record["outlet"] == "The Ledger"));
        let skipped = desk.read(&format!("{name}.jsonl.skipped.jsonl"));
        assert!(
            skipped.lines().count() >= broken,
            "{name}: {broken} were broken, listed are: {skipped}"
        );
    }
}

/// A record of an archive: a request, a response, now and then a picture; `harm` breaks it.
fn archived(number: usize, harm: Option<usize>, is_packed: bool) -> Vec<u8> {
    let page = batch_common::page(number).into_bytes();
    let (coding, body) = match number % 4 {
        1 => ("Content-Encoding: gzip\r\n", gzip(&page)),
        2 => ("Transfer-Encoding: chunked\r\n", chunked(&page)),
        _ => ("", page),
    };
    let mut response = format!("HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\n{coding}Content-Length: {}\r\n\r\n", body.len()).into_bytes();
    response.extend(body);
    let url = format!("https://ledger.example/{number}");
    let picture = b"HTTP/1.1 200 OK\r\nContent-Type: image/png\r\n\r\n\x89PNG".to_vec();
    let request = format!("GET /{number} HTTP/1.1\r\nHost: ledger.example\r\n\r\n").into_bytes();
    let mut records = vec![
        warc("request", &url, &request, request.len()),
        warc("response", &format!("{url}.png"), &picture, picture.len()),
    ];
    let mut main = match harm {
        // Cut in the middle.
        Some(0) => {
            let whole = warc("response", &url, &response, response.len());
            whole[..whole.len() / 2].to_vec()
        }
        // A length that reaches into the next record.
        Some(1) => warc("response", &url, &response, response.len() + 700),
        // No length.
        Some(2) => {
            let whole = String::from_utf8_lossy(&warc("response", &url, b"x", 1)).into_owned();
            whole.replace("Content-Length: 1\r\n", "").into_bytes()
        }
        // A response that is none.
        Some(3) => warc("response", &url, b"HTTP/1.1 200", 12),
        _ => warc("response", &url, &response, response.len()),
    };
    if harm == Some(4) {
        if is_packed {
            main = gzip(&main);
            let middle = main.len() / 2;
            main[middle..middle + 40].fill(0xA5);
            let mut all: Vec<u8> = records.iter().flat_map(|record| gzip(record)).collect();
            all.extend(main);
            return all;
        }
        main[..4].copy_from_slice(b"XXXX");
    }
    records.push(main);
    if is_packed {
        return records.iter().flat_map(|record| gzip(record)).collect();
    }
    records.concat()
}

fn warc(kind: &str, url: &str, block: &[u8], length: usize) -> Vec<u8> {
    let mut record = format!(
        "WARC/1.0\r\nWARC-Type: {kind}\r\nWARC-Target-URI: {url}\r\nWARC-Date: 2031-05-02T08:00:00Z\r\nContent-Type: application/http; msgtype={kind}\r\nContent-Length: {length}\r\n\r\n"
    )
    .into_bytes();
    record.extend(block);
    record.extend(b"\r\n\r\n");
    record
}

fn chunked(body: &[u8]) -> Vec<u8> {
    let mut out = Vec::new();
    for part in body.chunks(700) {
        out.extend(format!("{:x}\r\n", part.len()).bytes());
        out.extend(part);
        out.extend(b"\r\n");
    }
    out.extend(b"0\r\n\r\n");
    out
}

#[test]
fn the_output_is_the_same_for_any_number_of_threads() {
    let desk = desk();
    desk.file("a.jsonl", jsonl(300))
        .file("b.txt", story(9))
        .file("c.html", batch_common::page(2))
        .file("d.jsonl", "broken\n");
    let line = |threads: usize| {
        format!("annotate a.jsonl b.txt c.html d.jsonl --explain --threads {threads}")
    };
    let one = desk.run(&line(1));
    one.ends(1);
    for threads in [2, 8] {
        let many = desk.run(&line(threads));
        assert!(many.out == one.out, "{threads} threads gave other bytes");
    }
    assert!(program().contains("onrecord"));
}
