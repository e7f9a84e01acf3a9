//! Any text at all, all the way to every written form.
#![no_main]

use onrecord::annotate::Annotator;
use onrecord::document::Article;
use onrecord::model::Model;
use onrecord::write::{Brat, Citron, Csv, Encode, Html, Jsonl, Summary, Terminal, WebAnnotation};
use std::sync::LazyLock;

static ANNOTATOR: LazyLock<Annotator> = LazyLock::new(|| match Model::embedded() {
    Ok(model) => Annotator::new(model, 3),
    Err(_) => Annotator::without_model(),
});

libfuzzer_sys::fuzz_target!(|text: &str| {
    let (title, text) = text.split_once('\u{1}').unwrap_or(("", text));
    let article = Article {
        id: title.to_owned(),
        title: Some(title.to_owned()),
        text: text.to_owned(),
        ..Article::default()
    };
    let record = ANNOTATOR.annotate(&article);
    let heads = ANNOTATOR.heads();
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
    for form in forms {
        form.encode(&article, record.clone()).expect("every record can be written");
    }
});
