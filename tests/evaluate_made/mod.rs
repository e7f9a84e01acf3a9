//! Hand-made predictions that several tests judge.
#![allow(dead_code)]

use onrecord::evaluate::{HeadTable, Options, Table};
use onrecord::label::{Head, HeadKind, LabelSet};
use onrecord::random::SplitMix;
use onrecord::score::Decision;
use std::collections::BTreeMap;

pub fn head(name: &str, kind: HeadKind, labels: &[&str]) -> Head {
    Head::new(name, kind, labels.iter().map(|label| (*label).to_owned())).unwrap()
}

pub fn set(labels: &[usize]) -> LabelSet {
    labels.iter().copied().collect()
}

pub fn said(labels: &[usize]) -> Decision {
    Decision::Labels {
        labels: set(labels),
        primary: labels.first().copied(),
    }
}

pub fn options() -> Options {
    Options {
        n_draws: 200,
        ..Options::default()
    }
}

/// Statements over two heads; a model that is right about `skill` of the time.
pub fn table(n: usize, skill: f64, seed: u64) -> Table {
    let mut random = SplitMix(99);
    let mut luck = SplitMix(seed);
    let uniform = |random: &mut SplitMix| (random.next() >> 11) as f64 / (1_u64 << 53) as f64;
    let heads = [
        head("view", HeadKind::Independent, &["against", "for"]),
        head("tone", HeadKind::Exclusive, &["cold", "mild", "warm"]),
    ];
    let groups: Vec<usize> = (0..n).map(|i| i / 3).collect();
    let mut tables: Vec<HeadTable> = heads
        .iter()
        .map(|head| HeadTable {
            head: head.clone(),
            rows: (0..n).collect(),
            gold: Vec::new(),
            scores: Vec::new(),
            probabilities: Vec::new(),
            decisions: Vec::new(),
            groups: groups.clone(),
            ratings: Vec::new(),
        })
        .collect();
    let words = ["peace", "tanks", "budget", "weather", "talks", "roads"];
    let mut texts = Vec::new();
    for _ in 0..n {
        let word = random.below(words.len());
        texts.push(format!(
            "we speak of {} and of {}",
            words[word],
            words[random.below(6)]
        ));
        let gold: Vec<usize> = (0..2).filter(|k| word == *k).collect();
        let p: Vec<f64> = (0..2)
            .map(|k| {
                let right = uniform(&mut luck) < skill;
                let p = 0.6 + 0.4 * uniform(&mut luck);
                if gold.contains(&k) == right {
                    p
                } else {
                    1.0 - p
                }
            })
            .collect();
        let labels: Vec<usize> = (0..2).filter(|&k| p[k] >= 0.5).collect();
        tables[0].gold.push(set(&gold));
        tables[0]
            .scores
            .push(p.iter().map(|p| (p / (1.0 - p)).ln()).collect());
        tables[0].decisions.push(said(&labels));
        tables[0].probabilities.push(p);
        let tone = word % 3;
        let best = if uniform(&mut luck) < skill {
            tone
        } else {
            (tone + 1) % 3
        };
        tables[1].gold.push(set(&[tone]));
        tables[1].scores.push(vec![0.0; 3]);
        tables[1]
            .probabilities
            .push((0..3).map(|k| if k == best { 0.8 } else { 0.1 }).collect());
        tables[1].decisions.push(said(&[best]));
    }
    Table {
        model: "made-by-hand".into(),
        model_sha256: "0".into(),
        ids: (0..n).map(|i| format!("s{i}")).collect(),
        slices: BTreeMap::from([(
            "outlet".to_owned(),
            (0..n)
                .map(|i| Some(if i % 2 == 0 { "Daily" } else { "Weekly" }.to_owned()))
                .collect(),
        )]),
        texts,
        groups,
        heads: tables,
    }
}
