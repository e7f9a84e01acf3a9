//! How fast a record is made and written: `cargo bench --bench annotate`.
//!
//! `rim` is everything but extraction and labels: JSON in, hashing, JSON out.

use divan::counter::BytesCount;
use onrecord::annotate::Annotator;
use onrecord::document::Article;
use onrecord::model::Model;
use onrecord::read::{ReadOptions, in_memory};
use onrecord::write::{Csv, Encode, Html, Jsonl};
use std::sync::Arc;

fn main() {
    divan::main();
}

const ARTICLE: &str = include_str!("../tests/fixtures/summit.txt");

fn article() -> Article {
    Article {
        id: "summit".into(),
        text: ARTICLE.into(),
        ..Article::default()
    }
}

fn annotator() -> Annotator {
    Annotator::new(Model::embedded().expect("the model inside the program"), 0)
}

#[divan::bench]
fn extract(bencher: divan::Bencher) {
    let (annotator, article) = (Annotator::without_model(), article());
    bencher
        .counter(BytesCount::of_str(ARTICLE))
        .bench_local(|| annotator.annotate(&article));
}

#[divan::bench]
fn annotate(bencher: divan::Bencher) {
    let (annotator, article) = (annotator(), article());
    bencher
        .counter(BytesCount::of_str(ARTICLE))
        .bench_local(|| annotator.annotate(&article));
}

#[divan::bench(args = ["jsonl", "csv", "html"])]
fn write(bencher: divan::Bencher, form: &str) {
    let (annotator, article) = (annotator(), article());
    let heads = annotator.heads();
    let encoder: Box<dyn Encode> = match form {
        "csv" => Box::new(Csv::new(',', heads)),
        "html" => Box::new(Html::new(heads)),
        _ => Box::new(Jsonl),
    };
    let record = annotator.annotate(&article);
    bencher
        .counter(BytesCount::of_str(ARTICLE))
        .with_inputs(|| record.clone())
        .bench_local_values(|record| encoder.encode(&article, record));
}

#[divan::bench]
fn read_jsonl(bencher: divan::Bencher) {
    let line = serde_json::json!({"id": "summit", "text": ARTICLE}).to_string() + "\n";
    let lines = line.repeat(100).into_bytes();
    let options = Arc::new(ReadOptions::default());
    bencher
        .counter(BytesCount::new(100 * ARTICLE.len()))
        .with_inputs(|| lines.clone())
        .bench_local_values(|lines| {
            in_memory("a.jsonl", lines, &options)
                .filter_map(|item| item.ok()?.article(&options).ok())
                .count()
        });
}
