//! A model trained here, on statements written here: saved, loaded, changed, explained.

use onrecord::corpus;
use onrecord::model::{Model, View};
use onrecord::statement::StatementView;
use onrecord::train::{Recipe, Trained, train};
use std::path::Path;

const LINES: &str = r#"{"text":"We will buy more tanks","stance":["spend"],"sentiment":"positive","group":"a"}
{"text":"They must buy more shells","stance":["spend"],"sentiment":"neutral","group":"b"}
{"text":"Buy more guns now","stance":["spend"],"sentiment":"neutral","group":"c"}
{"text":"The council bought more tanks and shells","stance":["spend"],"sentiment":"positive","group":"d"}
{"text":"Talks must begin","stance":["talk"],"sentiment":"neutral","group":"e"}
{"text":"It is time for talks, not for more tanks","stance":["talk"],"sentiment":"negative","group":"f"}
{"text":"Let talks begin at once","stance":["talk"],"sentiment":"positive","group":"g"}
{"text":"Talks are the way out","stance":["talk"],"sentiment":"positive","group":"h"}
{"text":"It rained","stance":[],"sentiment":"neutral","group":"i"}
{"text":"Nobody came, sadly","stance":[],"sentiment":"negative","group":"j"}
{"text":"The bridge is closed","stance":[],"sentiment":"negative","group":"k"}
{"text":"School starts on Monday","stance":[],"sentiment":"neutral","group":"l"}
"#;

fn trained(folder: &Path) -> Trained {
    let data = folder.join("data.jsonl");
    std::fs::write(&data, LINES).unwrap();
    let config = folder.join("config.toml");
    std::fs::write(
        &config,
        r#"folds = 2
[features.kinds]
words = { min_document_frequency = 1 }
[[heads]]
name = "stance"
kind = "independent"
costs = [4.0]
context = { sentence = 0.5, before = 0.1, title = 0.2 }
[[heads]]
name = "sentiment"
kind = "exclusive"
costs = [1.0, 4.0]
"#,
    )
    .unwrap();
    let corpus = corpus::read(&[&data], &["stance".into(), "sentiment".into()]).unwrap();
    train(&corpus, Recipe::read(Some(&config)).unwrap(), &|_, _| ()).unwrap()
}

fn saved() -> (tempfile::TempDir, std::path::PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let dir = folder.path().join("small");
    trained(folder.path()).save(&dir).unwrap();
    (folder, dir)
}

fn views() -> Vec<StatementView<'static>> {
    vec![
        StatementView {
            text: "Buy more tanks",
            ..StatementView::default()
        },
        StatementView {
            text: "it should begin",
            cue: Some("urged"),
            sentence: Some("She urged that it should begin"),
            before: Some("Talks were the topic"),
            title: Some("Talks"),
            ..StatementView::default()
        },
        StatementView {
            text: "",
            ..StatementView::default()
        },
    ]
}

#[test]
fn training_twice_gives_the_same_bytes() {
    let ((_one, a), (_two, b)) = (saved(), saved());
    let mut names: Vec<_> = std::fs::read_dir(&a)
        .unwrap()
        .map(|entry| entry.unwrap().file_name())
        .collect();
    names.sort();
    assert_eq!(names.len(), 9, "{names:?}");
    for name in names {
        let read = |dir: &Path| std::fs::read(dir.join(&name)).unwrap();
        assert_eq!(read(&a), read(&b), "{name:?}");
    }
}

#[test]
fn saving_and_loading_changes_nothing() {
    let (_folder, dir) = saved();
    let (first, second) = (Model::load(&dir).unwrap(), Model::load(&dir).unwrap());
    assert_eq!(first.name(), "small");
    assert_eq!(first.heads()[0].labels, ["spend", "talk"]);
    for view in views() {
        assert_eq!(first.classify(&view), second.classify(&view));
    }
}

#[test]
fn contributions_and_intercept_add_up_to_the_score() {
    let (_folder, dir) = saved();
    let model = Model::load(&dir).unwrap();
    for view in views() {
        let results = model.classify(&view);
        let explanation = model.explain(&view);
        for (result, why) in results.iter().zip(&explanation.heads) {
            for (label, score) in why.scores.iter().enumerate() {
                let of_label = why.contributions.iter().filter(|c| c.label == label);
                let sum: f64 = of_label.map(|c| c.weight).sum();
                assert!((why.intercepts[label] + sum - score).abs() < 1e-9);
            }
            for (score, explained) in result.scores.0.iter().zip(&why.scores) {
                // Scores are added up in 32 bits, explanations in 64.
                assert!((score - explained).abs() < 1e-5, "{score} and {explained}");
            }
        }
    }
}

#[test]
fn evidence_points_at_the_words() {
    let (_folder, dir) = saved();
    let model = Model::load(&dir).unwrap();
    let view = views()[0];
    let why = &model.explain(&view).heads[0];
    let strongest = why
        .contributions
        .iter()
        .find(|c| c.label == 0 && c.weight > 0.0)
        .unwrap();
    assert_eq!(strongest.view, View::Text);
    let words = strongest.spans[0].of(view.text).to_lowercase();
    assert!(
        ["more", "buy", "tanks", "buy more", "more tanks"].contains(&words.as_str()),
        "{words}"
    );
}

#[test]
fn one_changed_byte_is_refused_by_name() {
    for name in [
        "coefficients.safetensors",
        "vocabulary.tsv",
        "tokenizer.json",
        "heads.json",
    ] {
        let (_folder, dir) = saved();
        let mut bytes = std::fs::read(dir.join(name)).unwrap();
        let middle = bytes.len() / 2;
        bytes[middle] ^= 1;
        std::fs::write(dir.join(name), bytes).unwrap();
        let error = Model::load(&dir).unwrap_err();
        assert!(
            error.is_model() && error.to_string().contains(name),
            "{error}"
        );
    }
}

#[test]
fn what_is_no_model_directory_is_said_so() {
    let folder = tempfile::tempdir().unwrap();
    let error = Model::load(folder.path()).unwrap_err();
    assert!(error.to_string().contains("manifest.json"), "{error}");
    std::fs::write(
        folder.path().join("manifest.json"),
        "{\"format\":\"onrecord/model/99\"}",
    )
    .unwrap();
    let error = Model::load(folder.path()).unwrap_err();
    assert!(error.to_string().contains("onrecord/model/99"), "{error}");
    // And a folder that is something else is never replaced by a model.
    let error = trained(folder.path()).save(folder.path()).err();
    assert!(error.is_none(), "a model directory may be replaced");
    let other = tempfile::tempdir().unwrap();
    std::fs::write(other.path().join("thesis.txt"), "years of work").unwrap();
    let error = trained(folder.path()).save(other.path()).unwrap_err();
    assert!(error.is_output(), "{error}");
    assert!(other.path().join("thesis.txt").is_file());
}

#[test]
fn the_carried_model_is_the_one_in_models_default() {
    let carried = Model::embedded().unwrap();
    let dir = Path::new(env!("CARGO_MANIFEST_DIR")).join("models/default");
    let read = Model::load(&dir).unwrap();
    assert_eq!(carried.sha256(), read.sha256());
    for view in views() {
        assert_eq!(carried.classify(&view), read.classify(&view));
    }
}

#[test]
fn threads_share_a_model_and_agree() {
    let (_folder, dir) = saved();
    let model = Model::load(&dir).unwrap();
    let alone: Vec<_> = views().iter().map(|view| model.classify(view)).collect();
    std::thread::scope(|scope| {
        for _ in 0..8 {
            scope.spawn(|| {
                for (view, expected) in views().iter().zip(&alone) {
                    assert_eq!(&model.classify(view), expected);
                }
            });
        }
    });
}
