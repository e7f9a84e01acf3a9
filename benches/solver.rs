//! How fast the estimator fits: `cargo bench --bench solver`.
//!
//! With a folder and a tolerance as arguments it fits the problem kept there and prints
//! seconds and objective, for `benches/peers/solver.py` to set beside other solvers.

use divan::counter::ItemsCount;
use onrecord::features::SparseRows;
use onrecord::model::estimator::LogisticParams;
use onrecord::random::SplitMix;
use std::path::Path;
use std::time::Instant;

fn main() {
    let mut arguments = std::env::args().skip(1);
    match arguments.next() {
        Some(folder) if Path::new(&folder).is_dir() => {
            let tolerance = arguments.next().expect("a tolerance after the folder");
            fit_kept(
                Path::new(&folder),
                tolerance.parse().expect("a tolerance such as 0.001"),
            );
        }
        _ => divan::main(),
    }
}

/// Fits the problem in `folder`: `offsets` (64 bits), `columns` (32 bits), `values` (32-bit
/// floats), `answers` (bytes), all little-endian, and `problem.json`.
fn fit_kept(folder: &Path, tolerance: f64) {
    let read = |name: &str| std::fs::read(folder.join(name)).expect("a file of the problem");
    let offsets: Vec<usize> = words(&read("offsets"), u64::from_le_bytes)
        .map(|offset| offset as usize)
        .collect();
    let columns: Vec<u32> = words(&read("columns"), u32::from_le_bytes).collect();
    let values: Vec<f32> = words(&read("values"), f32::from_le_bytes).collect();
    let answers: Vec<bool> = read("answers").iter().map(|&answer| answer == 1).collect();
    let problem: serde_json::Value =
        serde_json::from_slice(&read("problem.json")).expect("a JSON object");
    let mut rows = SparseRows::new(problem["n_terms"].as_u64().expect("n_terms") as usize);
    let mut row = Vec::new();
    for bounds in offsets.windows(2) {
        row.clear();
        let places = bounds[0]..bounds[1];
        row.extend(places.map(|place| (columns[place], values[place])));
        rows.push(&mut row);
    }
    let params = LogisticParams {
        cost: problem["cost"].as_f64().expect("cost"),
        tolerance,
        ..LogisticParams::default()
    };
    let start = Instant::now();
    let fitted = params.fit_rows(&rows, &answers, None, None).expect("a fit");
    let seconds = start.elapsed().as_secs_f64();
    println!(
        "{{\"seconds\": {seconds}, \"objective\": {}, \"n_steps\": {}}}",
        fitted.fitting.objective, fitted.fitting.n_steps
    );
}

fn words<const N: usize, T: 'static>(
    bytes: &[u8],
    read: fn([u8; N]) -> T,
) -> impl Iterator<Item = T> + '_ {
    bytes.as_chunks().0.iter().map(move |word| read(*word))
}

/// Rows of 80 weights over terms of which a few are frequent and most are rare.
fn synthetic(n_rows: usize, n_terms: usize) -> (SparseRows, Vec<bool>) {
    let mut random = SplitMix(1);
    let mut rows = SparseRows::new(n_terms);
    let mut answers = Vec::with_capacity(n_rows);
    for _ in 0..n_rows {
        let mut columns: Vec<u32> = (0..80)
            .map(|_| {
                // Log-uniform: the shares of Zipf's law.
                let share = random.below(1_000_000) as f64 / 1e6;
                ((n_terms as f64).powf(share) - 1.0) as u32
            })
            .collect();
        columns.sort_unstable();
        columns.dedup();
        let weight = 1.0 / (columns.len() as f32).sqrt();
        let sum: i64 = columns.iter().map(|c| i64::from(c % 7) - 3).sum();
        answers.push(sum + random.below(9) as i64 > 8);
        let mut row: Vec<(u32, f32)> = columns.into_iter().map(|c| (c, weight)).collect();
        rows.push(&mut row);
    }
    (rows, answers)
}

#[divan::bench(args = [2_000, 17_000], sample_count = 5)]
fn fit(bencher: divan::Bencher, n_rows: usize) {
    let (rows, answers) = synthetic(n_rows, 60_000);
    bencher
        .counter(ItemsCount::new(n_rows))
        .bench_local(|| LogisticParams::default().fit_rows(&rows, &answers, None, None));
}
