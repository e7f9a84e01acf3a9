//! Files with a few bytes changed, through every reader and every form: no panic, no hang.
//!
//! A fuzzer without a fuzzer's build: the same every time, two seconds by default;
//! `ONRECORD_MUTATE=600` goes on for ten minutes, with other changes each second.

mod batch_common;
use batch_common::{gzip, jsonl, page, story};
use onrecord::annotate::Annotator;
use onrecord::document::Article;
use onrecord::model::Model;
use onrecord::read::{Limits, ReadOptions, in_memory};
use onrecord::write::{Brat, Citron, Csv, Encode, Html, Jsonl, Summary, Terminal, WebAnnotation};
use std::sync::Arc;
use std::time::{Duration, Instant};

/// Pseudo-random numbers, the same on every machine (xorshift64*, Vigna 2016).
struct Dice(u64);

impl Dice {
    fn roll(&mut self, below: usize) -> usize {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        (self.0.wrapping_mul(0x2545_F491_4F6C_DD1D) >> 33) as usize % below.max(1)
    }
}

/// Words that formats give a meaning.
const WORDS: [&[u8]; 24] = [
    b"<div>",
    b"</p>",
    b"<!--",
    b"<script>",
    b"&#x",
    b"\"",
    b"\xE2\x80\x9C",
    b"\xE2\x80\x9D",
    b"'",
    b"\\u",
    b"{",
    b"}",
    b"[",
    b",",
    b"\r\n",
    b"\r\n\r\n",
    b"\0",
    b"\xFF",
    b"\xE2\x80\xAE",
    b"WARC/1.0\r\n",
    b"Content-Length: 9999999999999\r\n",
    b"\x1F\x8B\x08",
    b" said ",
    b"---\n",
];

fn mutated(seed: &[u8], others: &[u8], dice: &mut Dice) -> Vec<u8> {
    let mut bytes = seed.to_vec();
    for _ in 0..=dice.roll(6) {
        let at = dice.roll(bytes.len());
        let end = (at + dice.roll(40)).min(bytes.len());
        match dice.roll(7) {
            0 if !bytes.is_empty() => bytes[at] = dice.roll(256) as u8,
            1 => drop(bytes.drain(at..end)),
            2 => {
                let piece = bytes[at..end].repeat(1 + dice.roll(30));
                bytes.splice(at..at, piece);
            }
            3 => bytes.truncate(at),
            4 if !others.is_empty() => {
                let from = dice.roll(others.len());
                let piece = &others[from..(from + dice.roll(400)).min(others.len())];
                bytes.splice(at..at, piece.iter().copied());
            }
            _ => {
                let word = WORDS[dice.roll(WORDS.len())];
                let times = if dice.roll(8) == 0 { 200 } else { 1 };
                bytes.splice(at..at, word.repeat(times));
            }
        }
    }
    bytes
}

fn duration() -> Duration {
    Duration::from_secs(std::env::var("ONRECORD_MUTATE").map_or(2, |n| n.parse().expect("seconds")))
}

fn warc() -> Vec<u8> {
    (0..3)
        .flat_map(|number| {
            let block = format!("HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n{}", page(number));
            format!("WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: https://ledger.example/{number}\r\nContent-Type: application/http\r\nContent-Length: {}\r\n\r\n{block}\r\n\r\n", block.len()).into_bytes()
        })
        .collect()
}

#[test]
fn readers_take_any_bytes() {
    let csv = format!("id,text\na,\"{}\"\nb,two\n", story(1));
    let seeds: Vec<(&str, Vec<u8>)> = vec![
        ("a.txt", story(1).into_bytes()),
        (
            "a.md",
            format!(
                "---\ntitle: T\n---\n# H\n\n> {}\n\n| a | b |\n|---|---|\n| c | d |\n",
                story(1)
            )
            .into_bytes(),
        ),
        ("a.html", page(1).into_bytes()),
        ("a.jsonl", jsonl(3).into_bytes()),
        (
            "a.json",
            format!("[{}]", jsonl(3).trim_end().replace('\n', ",")).into_bytes(),
        ),
        ("a.csv", csv.clone().into_bytes()),
        ("a.tsv", csv.replace(',', "\t").into_bytes()),
        ("a.warc", warc()),
        ("a.warc.gz", [gzip(&warc()), gzip(&warc())].concat()),
        ("a.jsonl.gz", gzip(jsonl(3).as_bytes())),
        (
            "a.jsonl.zst",
            zstd::encode_all(jsonl(3).as_bytes(), 1).unwrap(),
        ),
        #[cfg(feature = "parquet")]
        ("a.parquet", parquet()),
    ];
    let options = Arc::new(ReadOptions {
        limits: Limits {
            article: 1 << 20,
            ..Limits::default()
        },
        ..ReadOptions::default()
    });
    let begun = Instant::now();
    let mut dice = Dice(0x9E37_79B9_7F4A_7C15);
    let mut runs = 0;
    while begun.elapsed() < duration() {
        for (name, seed) in &seeds {
            let other = &seeds[dice.roll(seeds.len())].1;
            let bytes = mutated(seed, other, &mut dice);
            let one = Instant::now();
            let keep = bytes.clone();
            let read = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| {
                for raw in in_memory(name, bytes, &options).flatten() {
                    let _ = raw.article(&options);
                }
            }));
            if read.is_err() || one.elapsed() > Duration::from_secs(10) {
                let path = std::env::temp_dir().join(format!("onrecord-found-{runs}-{name}"));
                std::fs::write(&path, &keep).unwrap();
                panic!(
                    "{name}: {:?} in {:?}, kept as {}",
                    read.is_err(),
                    one.elapsed(),
                    path.display()
                );
            }
            runs += 1;
        }
    }
    println!("{runs} changed files read");
}

#[cfg(feature = "parquet")]
fn parquet() -> Vec<u8> {
    let desk = batch_common::desk();
    desk.file("a.jsonl", jsonl(20));
    desk.run("extract a.jsonl --output a.parquet").ends(0);
    desk.bytes("a.parquet")
}

#[test]
fn every_form_takes_any_text() {
    let annotator = Annotator::new(Model::embedded().unwrap(), 3);
    let heads = annotator.heads();
    let forms: [&dyn Encode; 8] = [
        &Jsonl,
        &Csv::new(',', heads),
        &Html::new(heads),
        &Terminal {
            colour: true,
            width: 80,
            heads: heads.to_vec(),
        },
        &Brat,
        &WebAnnotation,
        &Citron,
        &Summary,
    ];
    let begun = Instant::now();
    let mut dice = Dice(0xD1B5_4A32_D192_ED03);
    let mut runs = 0;
    while begun.elapsed() < duration() {
        let seed = [
            story(dice.roll(99)),
            "“Größe — ‘we’ must,”\u{A0}said «она». ".into(),
        ]
        .concat();
        let bytes = mutated(
            seed.as_bytes(),
            include_bytes!("fixtures/summit.txt"),
            &mut dice,
        );
        let article = Article {
            id: "a".into(),
            title: Some("T".into()),
            text: String::from_utf8_lossy(&bytes).into_owned(),
            ..Article::default()
        };
        let made = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| {
            let record = annotator.annotate(&article);
            for form in forms {
                form.encode(&article, record.clone()).unwrap();
            }
        }));
        assert!(made.is_ok(), "broke on {:?}", article.text);
        runs += 1;
    }
    println!("{runs} changed texts annotated");
}
