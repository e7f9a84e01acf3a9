//! How fast statements are labelled: `cargo bench --bench classify`.
//!
//! With a file of texts, one a line, and a model directory (or `default`) as arguments it
//! labels them on one thread and prints seconds, for `benches/peers/predict.py`.

use divan::counter::BytesCount;
use onrecord::model::Model;
use onrecord::statement::StatementView;
use std::path::Path;
use std::time::Instant;

fn main() {
    let mut arguments = std::env::args().skip(1);
    match arguments.next() {
        Some(file) if Path::new(&file).is_file() => {
            let model = arguments.next().expect("a model after the file of texts");
            label_kept(Path::new(&file), &model);
        }
        _ => divan::main(),
    }
}

fn label_kept(file: &Path, model: &str) {
    let texts = std::fs::read_to_string(file).expect("a file of texts");
    let model = match model {
        "default" => Model::embedded().expect("the model inside the program"),
        dir => Model::load(Path::new(dir)).expect("a model directory"),
    };
    let seconds = (0..3)
        .map(|_| {
            let start = Instant::now();
            for text in texts.lines() {
                divan::black_box(model.classify(&StatementView {
                    text,
                    ..StatementView::default()
                }));
            }
            start.elapsed().as_secs_f64()
        })
        .fold(f64::INFINITY, f64::min);
    println!("{{\"seconds\": {seconds}}}");
}

const ARTICLE: &str = include_str!("../tests/fixtures/summit.txt");

#[divan::bench]
fn classify(bencher: divan::Bencher) {
    let model = Model::embedded().expect("the model inside the program");
    bencher
        .counter(BytesCount::of_str(ARTICLE))
        .bench_local(|| {
            for text in ARTICLE.lines() {
                divan::black_box(model.classify(&StatementView {
                    text,
                    ..StatementView::default()
                }));
            }
        });
}
