//! How long a full evaluation takes: 100,000 statements, 1,000 draws, two heads.
//!
//! `cargo bench --bench evaluate`. The goal is 5 s on two cores for one head's intervals.

use onrecord::evaluate::{HeadTable, Options, Table, evaluate};
use onrecord::label::{Head, HeadKind};
use onrecord::random::SplitMix;
use onrecord::score::Decision;

fn main() {
    divan::main();
}

fn table(n: usize, group_size: usize) -> Table {
    let mut random = SplitMix(1);
    let names = ["a", "b", "c"].map(str::to_owned);
    let head = Head::new("view", HeadKind::Independent, names).expect("three labels");
    let groups: Vec<usize> = (0..n).map(|i| i / group_size).collect();
    let mut table = HeadTable {
        rows: (0..n).collect(),
        gold: Vec::with_capacity(n),
        scores: vec![Vec::new(); n],
        probabilities: Vec::with_capacity(n),
        decisions: Vec::with_capacity(n),
        groups: groups.clone(),
        ratings: Vec::new(),
        head,
    };
    for _ in 0..n {
        let p: Vec<f64> = (0..3)
            .map(|_| random.below(1_000_000) as f64 / 1e6)
            .collect();
        let gold = (0..3).filter(|&k| p[k] * p[k] * 1e6 > random.below(1_000_000) as f64);
        table.gold.push(gold.collect());
        table.decisions.push(Decision::Labels {
            labels: (0..3).filter(|&k| p[k] > 0.7).collect(),
            primary: None,
        });
        table.probabilities.push(p);
    }
    Table {
        ids: (0..n).map(|i| i.to_string()).collect(),
        texts: vec!["words of a statement".to_owned(); n],
        groups,
        heads: vec![table],
        ..Table::default()
    }
}

#[divan::bench(args = [1, 5], sample_count = 3, sample_size = 1)]
fn figures_of_100_000_statements(bencher: divan::Bencher, group_size: usize) {
    let table = table(100_000, group_size);
    bencher.bench_local(|| onrecord::evaluate::intervals(&table.heads[0], &Options::default()));
}

#[divan::bench(args = [5], sample_count = 1, sample_size = 1)]
fn a_whole_evaluation_of_100_000_statements(bencher: divan::Bencher, group_size: usize) {
    let table = table(100_000, group_size);
    bencher.bench_local(|| evaluate(&table, None, &Options::default()));
}
