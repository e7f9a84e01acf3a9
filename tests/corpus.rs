//! Holds `training/statements.jsonl` to its form and its rules, and prints its shares.
//!
//! The checks against real copy run where the folders named by `ONRECORD_REAL_COPY` (paths
//! parted by `:`, holding JSON lines with a `text`) are present.

use onrecord::corpus::{self, Corpus};
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::path::Path;

const STANCES: [&str; 3] = [
    "pro_spending",
    "pro_ukraine_inclusion",
    "settlement_leaning",
];
const SENTIMENTS: [&str; 3] = ["negative", "neutral", "positive"];

fn path() -> std::path::PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("training/statements.jsonl")
}

fn read() -> Corpus {
    read_from(&["training/statements.jsonl"])
}

/// The statements a model learns from, and those kept back to judge it.
fn read_all() -> Corpus {
    read_from(&["training/statements.jsonl", "training/held_out.jsonl"])
}

fn read_from(names: &[&str]) -> Corpus {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let paths: Vec<_> = names.iter().map(|name| root.join(name)).collect();
    corpus::read(&paths, &["stance".into(), "sentiment".into()]).unwrap()
}

#[test]
fn no_group_is_both_learned_from_and_held_out() {
    let groups = |corpus: &Corpus| -> BTreeSet<String> {
        corpus.statements.iter().map(|s| s.group.clone()).collect()
    };
    let held_out = read_from(&["training/held_out.jsonl"]);
    assert!(held_out.len() >= 800, "{} statements are held out", held_out.len());
    assert_eq!(groups(&read()).intersection(&groups(&held_out)).count(), 0);
}

fn words(text: &str) -> Vec<String> {
    text.split(|c: char| !c.is_alphanumeric() && c != '\'' && c != '’')
        .filter(|word| !word.is_empty())
        .map(|word| word.to_lowercase().replace('’', "'"))
        .collect()
}

fn runs(words: &[String], n: usize) -> BTreeSet<&[String]> {
    words.windows(n).collect()
}

#[test]
fn every_line_has_the_documented_form() {
    let text = std::fs::read_to_string(path()).unwrap();
    let mut n = 0;
    for (number, line) in (1..).zip(text.lines()) {
        let record: Value = serde_json::from_str(line).unwrap();
        let field = |name: &str| record[name].as_str().unwrap_or("");
        let stance: Vec<&str> = record["stance"]
            .as_array()
            .unwrap()
            .iter()
            .map(|s| s.as_str().unwrap())
            .collect();
        let at = format!("line {number}: {line}");
        assert!(stance.iter().all(|label| STANCES.contains(label)), "{at}");
        assert!(SENTIMENTS.contains(&field("sentiment")), "{at}");
        assert_eq!(record["primary"].as_str(), stance.first().copied(), "{at}");
        assert!(["composed", "rewritten"].contains(&field("origin")), "{at}");
        assert!(
            ["direct", "mixed", "indirect", "headline"].contains(&field("form")),
            "{at}"
        );
        assert!(
            !field("id").is_empty() && !field("group").is_empty(),
            "{at}"
        );
        assert!(!field("text").trim().is_empty(), "{at}");
        n += 1;
    }
    assert!(n >= 8_000, "the corpus holds {n} statements");
}

#[test]
fn no_two_groups_share_a_statement() {
    let corpus = read_all();
    let all: Vec<Vec<String>> = corpus.statements.iter().map(|s| words(&s.text)).collect();
    let mut holders: HashMap<&[String], Vec<usize>> = HashMap::new();
    for (i, words) in all.iter().enumerate() {
        let mut shared: BTreeMap<usize, usize> = BTreeMap::new();
        let own = runs(words, 5);
        for run in &own {
            for &other in holders.get(*run).into_iter().flatten() {
                *shared.entry(other).or_default() += 1;
            }
        }
        for (other, n) in shared {
            let union = own.len() + runs(&all[other], 5).len() - n;
            let near = n as f64 / union as f64 > 0.5;
            let (a, b) = (&corpus.statements[i], &corpus.statements[other]);
            assert!(
                !near || a.group == b.group,
                "{} and {} are near-duplicates",
                a.id,
                b.id
            );
        }
        for run in own {
            holders.entry(run).or_default().push(i);
        }
    }
}

#[test]
fn contrast_sets_flip_a_label_inside_their_group() {
    let corpus = read_all();
    let mut groups: BTreeMap<&str, BTreeSet<Vec<String>>> = BTreeMap::new();
    for statement in corpus
        .statements
        .iter()
        .filter(|s| s.group.starts_with("v3-p"))
    {
        groups
            .entry(&statement.group)
            .or_default()
            .insert(statement.labels["stance"].clone());
    }
    let flipped = groups.values().filter(|labels| labels.len() > 1).count();
    assert!(flipped >= 300, "{flipped} contrast sets");
}

#[test]
fn shares_are_lifelike() {
    let corpus = read();
    let mut shares: BTreeMap<String, usize> = BTreeMap::new();
    let (mut seen, mut all) = ([(); 3].map(|()| BTreeSet::new()), [0_usize; 3]);
    for statement in &corpus.statements {
        let stance = &statement.labels["stance"];
        let unlabelled = if stance.is_empty() {
            Some("none".to_owned())
        } else {
            None
        };
        let form = statement.form.map(|form| form.name().to_owned());
        for name in stance
            .iter()
            .chain(&statement.labels["sentiment"])
            .chain(&unlabelled)
            .chain(&form)
        {
            *shares.entry(name.clone()).or_default() += 1;
        }
        let words = words(&statement.text);
        for n in 1..=3 {
            for run in words.windows(n) {
                seen[n - 1].insert(run.join(" "));
                all[n - 1] += 1;
            }
        }
    }
    for (name, n) in &shares {
        println!(
            "{name:<24} {n:>6} {:>6.1} %",
            100.0 * *n as f64 / corpus.len() as f64
        );
    }
    let distinct: Vec<f64> = (0..3)
        .map(|n| seen[n].len() as f64 / all[n] as f64)
        .collect();
    println!("distinct 1-, 2-, 3-grams {distinct:.3?}");
    let none = shares["none"] as f64 / corpus.len() as f64;
    assert!((0.5..0.9).contains(&none), "{none} carry no label");
    // Templates would show as few distinct trigrams.
    assert!(distinct[2] > 0.6, "{distinct:?}");
}

#[test]
fn no_long_run_of_words_is_that_of_real_copy() {
    let Ok(folders) = std::env::var("ONRECORD_REAL_COPY") else {
        eprintln!("not checked: ONRECORD_REAL_COPY names no folder of real copy");
        return;
    };
    let corpus = read_all();
    let own: Vec<Vec<String>> = corpus.statements.iter().map(|s| words(&s.text)).collect();
    let mut ours: HashMap<&[String], usize> = HashMap::new();
    for (i, words) in own.iter().enumerate() {
        ours.extend(words.windows(8).map(|run| (run, i)));
    }
    let mut n_texts = 0;
    for folder in folders.split(':') {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.extension().is_none_or(|ending| ending != "jsonl") {
                continue;
            }
            for line in std::fs::read_to_string(&path).unwrap().lines() {
                let record: Value = serde_json::from_str(line).unwrap();
                let theirs = words(record["text"].as_str().unwrap_or(""));
                n_texts += 1;
                for run in theirs.windows(8) {
                    if let Some(&i) = ours.get(run) {
                        panic!("{} shares “{}”", corpus.statements[i].id, run.join(" "));
                    }
                }
            }
        }
    }
    assert!(n_texts > 0, "the folders hold no text");
}
