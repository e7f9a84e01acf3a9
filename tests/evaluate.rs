//! An evaluation of hand-made predictions: every part, from counts to gate.

mod evaluate_made;

use evaluate_made::{head, options, said, set, table};
use onrecord::evaluate::behaviour::{self, Case};
use onrecord::evaluate::drift::{self, Reference};
use onrecord::evaluate::pipeline::{self, Answers, FoundStatement, GoldArticle};
use onrecord::evaluate::{Table, compare, evaluate, gate};
use onrecord::label::HeadKind;
use onrecord::model::HeadResult;
use onrecord::score::{Decision, Probabilities, Scores};

#[test]
fn every_part_of_a_head_is_there() {
    let evaluation = evaluate(&table(300, 0.85, 1), None, &options());
    assert_eq!(evaluation.schema, "onrecord/evaluation/1");
    let view = &evaluation.heads[0];
    assert_eq!((view.n, view.n_groups), (300, 100));
    for label in &view.labels {
        for name in [
            "precision",
            "recall",
            "f1",
            "mcc",
            "average_precision",
            "brier",
            "calibration_error",
        ] {
            let found = label.figures[name];
            let value = found.value.unwrap();
            let interval = found.interval.unwrap();
            assert!(
                interval.holds(value) && interval.width() > 0.0,
                "{name} {found:?}"
            );
        }
        assert!(!label.curve.is_empty() && !label.reliability.is_empty());
        let shares = label.shares.unwrap();
        let gap = |value: Option<f64>| (value.unwrap() - label.share.value.unwrap()).abs();
        assert!(
            gap(shares.adjusted.value) < gap(shares.raw.value),
            "{shares:?}"
        );
    }
    assert_eq!(view.baselines.len(), 2);
    let f1 = |name: &str| {
        let baseline = view.baselines.iter().find(|b| b.name == name).unwrap();
        baseline.overall["macro_f1"].value.unwrap()
    };
    assert_eq!(f1("majority"), 0.0);
    assert!(
        f1("keyword") > 0.6,
        "one word tells the label: {}",
        f1("keyword")
    );
    assert_eq!(view.slices.len(), 2);
    assert_eq!(view.slices.iter().map(|slice| slice.n).sum::<usize>(), 300);
    assert_eq!(view.worst.len(), 12);
    assert!(view.worst.windows(2).all(|w| {
        let surety = |e: &onrecord::evaluate::result::WorstError| {
            if e.missed {
                1.0 - e.probability
            } else {
                e.probability
            }
        };
        surety(&w[0]) >= surety(&w[1])
    }));
    assert!(view.suspects.iter().all(|s| s.margin >= 0.0));
    let tone = &evaluation.heads[1];
    let accuracy = tone.overall["accuracy"].value.unwrap();
    assert!((tone.overall["micro_f1"].value.unwrap() - accuracy).abs() < 1e-12);
}

#[test]
fn the_same_seed_gives_the_same_bytes_on_any_threads() {
    let json = |threads| {
        let pool = rayon::ThreadPoolBuilder::new()
            .num_threads(threads)
            .build()
            .unwrap();
        pool.install(|| {
            serde_json::to_string(&evaluate(&table(90, 0.8, 1), None, &options())).unwrap()
        })
    };
    assert_eq!(json(1), json(3));
}

#[test]
fn an_evaluation_is_read_back_as_it_was_written() {
    let evaluation = evaluate(&table(60, 0.8, 1), None, &options());
    let text = serde_json::to_string(&evaluation).unwrap();
    let back: onrecord::evaluate::Evaluation = serde_json::from_str(&text).unwrap();
    assert_eq!(evaluation, back);
}

#[test]
fn confusion_has_rows_for_none_and_columns_for_abstention() {
    let mut table = table(9, 1.0, 1);
    table.heads.truncate(1);
    let head = &mut table.heads[0];
    head.gold = [
        vec![0],
        vec![0],
        vec![1],
        vec![],
        vec![],
        vec![0, 1],
        vec![1],
        vec![],
        vec![0],
    ]
    .iter()
    .map(|labels| set(labels))
    .collect();
    head.decisions = vec![
        said(&[0]),
        said(&[1]),
        said(&[]),
        said(&[1]),
        said(&[]),
        said(&[0, 1]),
        Decision::Abstained,
        Decision::Abstained,
        said(&[0, 1]),
    ];
    let confusion = evaluate(&table, None, &options()).heads.remove(0).confusion;
    assert_eq!(confusion.rows, ["against", "for", "none"]);
    assert_eq!(confusion.columns, ["against", "for", "none", "abstained"]);
    assert_eq!(confusion.counts, [[3, 1, 0, 0], [0, 1, 1, 1], [0, 2, 1, 1]]);
}

#[test]
fn a_better_model_is_ahead_and_a_copy_is_level() {
    let (good, poor) = (table(240, 0.95, 1), table(240, 0.7, 2));
    let compared = compare::compare(&good, &poor, &options()).unwrap();
    let ahead = compared.heads[0].figures["macro_f1"].paired;
    assert!(ahead.difference > 0.0 && ahead.interval.unwrap().low > 0.0 && ahead.not_ahead < 0.05);
    let level = compare::compare(&good, &good, &options()).unwrap();
    assert_eq!(level.heads[0].figures["for.f1"].paired.difference, 0.0);
    let error = compare::compare(&good, &table(30, 0.7, 2), &options()).unwrap_err();
    assert!(error.to_string().contains("different statements"));
}

#[test]
fn a_gate_says_what_was_not_reached() {
    let mut evaluation = evaluate(&table(90, 0.9, 1), None, &options());
    let wishes = gate::parse("macro_f1=0.5,tone.accuracy=0.5,for.f1=0.99,brier<=1").unwrap();
    let error = gate::require(&mut evaluation, &wishes).unwrap_err();
    assert!(
        error.to_string().contains("figure \"brier\" is not known"),
        "{error}"
    );
    let reached = gate::require(&mut evaluation, &wishes[..3]).unwrap();
    assert!(!reached);
    let flags: Vec<bool> = evaluation.requirements.iter().map(|r| r.reached).collect();
    assert_eq!(flags, [true, true, false]);
}

#[test]
fn a_batch_like_the_reference_has_not_drifted_and_another_has() {
    let held_out = table(300, 0.9, 1);
    let reference = Reference {
        name: "held-out",
        texts: &held_out.texts,
        heads: &held_out.heads,
    };
    let moved = |batch: &Table| {
        let found = drift::drift(reference, batch, &options());
        let terms = &found.measures[0];
        assert_eq!((terms.what.as_str(), found.n_batch), ("terms", batch.len()));
        (terms.value > 2.0 * terms.usual, found.unknown_words)
    };
    assert_eq!(moved(&table(200, 0.9, 5)), (false, 0.0));
    let mut other = table(200, 0.9, 5);
    for text in &mut other.texts {
        *text = "harvest prices fell again".into();
    }
    assert_eq!(moved(&other), (true, 1.0));
}

#[test]
fn behaviour_names_what_failed() {
    let heads = [head("view", HeadKind::Independent, &["against", "for"])];
    let classify = |view: &onrecord::statement::StatementView<'_>| {
        let p = match (view.text.contains("yes"), view.text.contains("not")) {
            (true, false) => 0.9,
            (true, true) => 0.6,
            _ => 0.1,
        };
        let labels: Vec<usize> = if p > 0.5 { vec![1] } else { vec![] };
        vec![HeadResult {
            scores: Scores(vec![0.0, 0.0]),
            probabilities: Probabilities(vec![0.1, p]),
            decision: said(&labels),
        }]
    };
    let cases: Vec<Case> = [
        r#"{"id":"a","kind":"minimum","capability":"words","head":"view","text":"yes please","labels":["for"]}"#,
        r#"{"id":"b","kind":"minimum","capability":"words","head":"view","text":"maybe","labels":["for"]}"#,
        r#"{"id":"c","kind":"invariance","capability":"names","head":"view","text":"yes, Ann","variants":["yes, Bo","not so"]}"#,
        r#"{"id":"d","kind":"direction","capability":"negation","head":"view","text":"yes","variants":["not yes"],"falls":"for"}"#,
        r#"{"id":"e","kind":"direction","capability":"hedge","head":"view","text":"yes","variants":[{"text":"yes","cue":"asked"}],"falls":"for"}"#,
    ]
    .iter()
    .map(|line| serde_json::from_str(line).unwrap())
    .collect();
    let found = behaviour::run_with(&heads, classify, &cases).unwrap();
    let failed: Vec<&str> = found.failures.iter().map(|f| f.id.as_str()).collect();
    assert_eq!(failed, ["b", "c", "e"]);
    assert_eq!(found.passed.value, Some(0.4));
    assert_eq!((found.groups.len(), found.groups[0].n), (4, 2));
    assert_eq!(
        (
            found.failures[0].expected.as_str(),
            found.failures[0].found.as_str()
        ),
        ("for", "no label")
    );
    let bad = Case {
        head: "tone".into(),
        ..cases[0].clone()
    };
    let error = behaviour::run_with(&heads, classify, &[bad]).unwrap_err();
    assert!(
        error
            .to_string()
            .contains("asks head \"tone\"; the model has view")
    );
}

#[test]
fn the_pipeline_is_scored_from_text_to_label() {
    let heads = [head("view", HeadKind::Independent, &["against", "for"])];
    let article: GoldArticle = serde_json::from_str(
        r#"{"id":"x","text":"“Yes to it,” Ann said. Bo said no one cares. It rained.",
            "attributions":[{"content":[[1,10]],"source":[[13,16]],"view":["for"]},
                            {"content":[[31,43]],"source":[[23,25]],"view":["against"]}]}"#,
    )
    .unwrap();
    let found = |spans, mention, labels: &[usize]| FoundStatement {
        spans: vec![spans],
        mention,
        labels: vec![set(labels)],
    };
    let answers = Answers {
        found: vec![
            found([0, 12], Some([13, 16]), &[1]),
            found([45, 54], None, &[0]),
        ],
        given_gold: vec![vec![set(&[1])], vec![set(&[0])]],
    };
    let pipeline = pipeline::score(&[article], &[answers], &heads, &options()).unwrap();
    let value = |figures: &onrecord::evaluate::result::Figures, name: &str| figures[name].value;
    let extraction = &pipeline.extraction[0];
    assert_eq!(extraction.least_overlap, 0.5);
    assert_eq!(value(&extraction.figures, "precision"), Some(0.5));
    assert_eq!(value(&extraction.figures, "recall_quoted"), Some(1.0));
    assert_eq!(value(&extraction.figures, "recall_indirect"), Some(0.0));
    assert_eq!(value(&extraction.figures, "speaker"), Some(1.0));
    let view = &pipeline.heads[0];
    assert_eq!(view.given_gold.macro_f1.value, Some(1.0));
    assert_eq!(value(&view.end_to_end.labels["for"], "f1"), Some(1.0));
    assert_eq!(value(&view.end_to_end.labels["against"], "f1"), Some(0.0));
}
