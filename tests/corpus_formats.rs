//! Labelled statements out of and into every format: what is written is read back the same,
//! and what tools export is understood.

use onrecord::corpus::{
    self, Asked, Corpus, Format, Guess, Guesses, ImportOptions, LabelledStatement, Raters, import,
};
use onrecord::label::HeadKind;
use onrecord::statement::Form;
use std::collections::BTreeMap;
use std::io::Write;

fn asked(name: &str, kind: HeadKind) -> Asked {
    Asked {
        name: name.into(),
        kind: Some(kind),
    }
}

fn one_head() -> Vec<Asked> {
    vec![asked("stance", HeadKind::Independent)]
}

fn two_heads() -> Vec<Asked> {
    vec![
        asked("stance", HeadKind::Independent),
        asked("tone", HeadKind::Exclusive),
    ]
}

fn names(labels: &[&str]) -> Vec<String> {
    labels.iter().map(|label| (*label).to_owned()).collect()
}

fn statement(id: &str, text: &str, labels: &[(&str, &[&str])]) -> LabelledStatement {
    LabelledStatement {
        id: id.into(),
        text: text.into(),
        group: id.into(),
        labels: labels
            .iter()
            .map(|(head, labels)| ((*head).to_owned(), names(labels)))
            .collect(),
        ..LabelledStatement::default()
    }
}

/// Odd words, odd labels, every part, and what nobody labelled.
fn plain(is_two: bool) -> Vec<LabelledStatement> {
    let mut statements = vec![
        statement(
            "a",
            "“We will pay,” 😀\nhe said; \"yes\", 1|2",
            &[("stance", &["for", "odd|one"])],
        ),
        statement("b", "Rain fell\tall day.", &[("stance", &[])]),
        statement("c", "Nobody labelled this.", &[]),
        statement("d", "[bracket", &[("stance", &["[x"])]),
    ];
    statements[0].form = Some(Form::Mixed);
    statements[0].cue = Some("said".into());
    statements[0].sentence = Some("“We will pay,” he said.".into());
    statements[0].before = Some("It rained.".into());
    statements[0].title = Some("A title".into());
    statements[0].origin = Some("composed".into());
    statements[1].group = "article 7".into();
    statements[1]
        .extra
        .insert("outlet".into(), "The Daily, North".into());
    if is_two {
        statements[0].labels.insert("tone".into(), names(&["warm"]));
        statements.push(statement("e", "Only tone.", &[("tone", &["cold"])]));
        statements.push(statement(
            "f",
            "None, and cold.",
            &[("stance", &[]), ("tone", &["cold"])],
        ));
    }
    statements
}

/// Two raters who differ, a settled label beside them, and one rater alone.
fn rated() -> Vec<LabelledStatement> {
    let rate = |statement: &mut LabelledStatement, ratings: &[(&str, &[&str])]| {
        let ratings = ratings
            .iter()
            .map(|(rater, labels)| ((*rater).to_owned(), names(labels)))
            .collect();
        statement.ratings.insert("stance".into(), ratings);
    };
    let mut statements = vec![
        statement("a", "We will pay.", &[]),
        statement("b", "We will not.", &[("stance", &["against"])]),
        statement("c", "Perhaps.", &[]),
        statement("d", "Nobody looked.", &[]),
    ];
    rate(&mut statements[0], &[("7", &["for"]), ("ben", &[])]);
    rate(
        &mut statements[1],
        &[("7", &["against"]), ("ben", &["for", "against"])],
    );
    rate(&mut statements[2], &[("ben", &["for"])]);
    statements
}

fn sorted(mut statements: Vec<LabelledStatement>) -> Vec<LabelledStatement> {
    statements.sort_by(|a, b| a.id.cmp(&b.id));
    statements
}

fn read(name: &str, bytes: &[u8], options: &ImportOptions) -> onrecord::Result<Corpus> {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join(name);
    std::fs::File::create(&path)
        .unwrap()
        .write_all(bytes)
        .unwrap();
    import(&[path], options)
}

fn file_names() -> Vec<(Format, &'static str)> {
    vec![
        (Format::Jsonl, "x.jsonl"),
        (Format::Csv, "x.csv"),
        (Format::Tsv, "x.tsv"),
        #[cfg(feature = "parquet")]
        (Format::Parquet, "x.parquet"),
        (Format::LabelStudio, "x.json"),
        (Format::LabelStudioMin, "x.json"),
        (Format::Doccano, "x.jsonl"),
        (Format::Prodigy, "x.jsonl"),
    ]
}

#[test]
fn what_is_written_is_read_back_the_same_and_known_by_its_content() {
    for (heads, statements) in [
        (one_head(), plain(false)),
        (two_heads(), plain(true)),
        (one_head(), rated()),
    ] {
        let corpus = Corpus {
            statements: statements.clone(),
            ..Corpus::default()
        };
        for (format, name) in file_names() {
            let bytes = corpus::write(&corpus, &heads, format, None).unwrap();
            let options = ImportOptions {
                heads: heads.clone(),
                keep_extra: true,
                ..ImportOptions::default()
            };
            let found =
                read(name, &bytes, &options).unwrap_or_else(|error| panic!("{format:?}: {error}"));
            assert_eq!(sorted(found.statements), statements, "{format:?}");
            // Writing is repeatable.
            assert_eq!(corpus::write(&corpus, &heads, format, None).unwrap(), bytes);
        }
    }
}

#[test]
fn json_min_holds_one_annotation_an_object_as_label_studio_writes_it() {
    let mut statements = rated();
    statements.push(statement("e", "Both.", &[("stance", &["for", "against"])]));
    let corpus = Corpus {
        statements,
        ..Corpus::default()
    };
    let bytes = corpus::write(&corpus, &one_head(), Format::LabelStudioMin, None).unwrap();
    let objects: serde_json::Value = serde_json::from_slice(&bytes).unwrap();
    let seen: Vec<String> = objects
        .as_array()
        .unwrap()
        .iter()
        .map(|object| {
            let field = |name: &str| object[name].to_string();
            ["id", "annotation_id", "annotator", "stance"]
                .map(field)
                .join(" ")
        })
        .collect();
    assert_eq!(
        seen,
        [
            r#""a" 1 7 "for""#,
            r#""a" 2 "ben" null"#,
            r#""b" 3 null "against""#,
            r#""b" 4 7 "against""#,
            r#""b" 5 "ben" {"choices":["for","against"]}"#,
            r#""c" 6 "ben" "for""#,
            r#""d" null null null"#,
            r#""e" 7 null {"choices":["for","against"]}"#,
        ]
    );
}

#[test]
fn what_json_min_cannot_hold_is_said_or_stands_where_nobody_labelled() {
    let mut statements = rated();
    let guess = Guess {
        labels: names(&["for"]),
        probability: 0.9,
    };
    let row = BTreeMap::from([("stance".to_owned(), guess)]);
    let guesses = Guesses {
        model: "m".into(),
        rows: vec![row; statements.len()],
    };
    let write = |statements: &[LabelledStatement]| {
        let corpus = Corpus {
            statements: statements.to_vec(),
            ..Corpus::default()
        };
        corpus::write(&corpus, &one_head(), Format::LabelStudioMin, Some(&guesses))
    };
    let options = ImportOptions {
        heads: one_head(),
        ..ImportOptions::default()
    };
    let found = read("x.json", &write(&statements).unwrap(), &options).unwrap();
    // Nobody had labelled the last one; what raters said of the others stays theirs alone.
    assert_eq!(
        shown(&found, "stance"),
        [
            "We will pay. [7: for; ben: ]",
            "We will not. (against) [7: against; ben: for against]",
            "Perhaps. [ben: for]",
            "Nobody looked. (for)",
        ]
    );
    let extra = &mut statements[1].extra;
    extra.insert("lead_time".into(), "3".into());
    let error = write(&statements).unwrap_err();
    assert!(error.is_output());
    assert!(
        error
            .to_string()
            .contains("statement b has a field \"lead_time\", which JSON_MIN has for itself"),
        "{error}"
    );
}

/// `TEXT (labels) [rater: labels; …]`, one a statement.
fn shown(corpus: &Corpus, head: &str) -> Vec<String> {
    corpus
        .statements
        .iter()
        .map(|statement| {
            let mut line = statement.text.clone();
            if let Some(labels) = statement.labels.get(head) {
                line += &format!(" ({})", labels.join(" "));
            }
            if let Some(raters) = statement.ratings.get(head) {
                let raters: Vec<String> = raters
                    .iter()
                    .map(|(rater, labels)| format!("{rater}: {}", labels.join(" ")))
                    .collect();
                line += &format!(" [{}]", raters.join("; "));
            }
            line
        })
        .collect()
}

fn exported(name: &str, text: &str, heads: Vec<Asked>) -> onrecord::Result<Corpus> {
    let options = ImportOptions {
        heads,
        raters: Some(Raters::default()),
        ..ImportOptions::default()
    };
    read(name, text.as_bytes(), &options)
}

#[test]
fn exports_of_tools_are_understood() {
    let cases: &[(&str, &str, &[&str])] = &[
        // Label Studio, JSON: two annotators, one cancelled; a taxonomy; offsets in UTF-16.
        (
            "ls.json",
            r#"[{"id":1,"data":{"text":"We will pay."},"annotations":[
  {"completed_by":3,"result":[{"from_name":"stance","to_name":"text","type":"choices","value":{"choices":["for"]}}]},
  {"completed_by":{"email":"ben"},"result":[{"from_name":"stance","type":"choices","value":{"choices":["for"]}}]},
  {"completed_by":5,"was_cancelled":true,"result":[]}]},
 {"id":2,"data":{"text":"Rain."},"annotations":[{"completed_by":3,"result":[{"from_name":"stance","type":"taxonomy","value":{"taxonomy":[["a","b"]]}}]}]},
 {"id":3,"data":{"text":"😀 It rained. The town will pay, she said."},"annotations":[{"completed_by":3,"result":[{"from_name":"stance","type":"labels","value":{"start":14,"end":31,"text":"The town will pay","labels":["for"]}}]}]}]"#,
            &[
                "We will pay. (for) [3: for; ben: for]",
                "Rain. (a/b) [3: a/b]",
                "The town will pay (for) [3: for]",
            ],
        ),
        // Label Studio, JSON_MIN: one object an annotation.
        (
            "min.json",
            r#"[{"id":1,"text":"We will pay.","stance":"for","annotator":1,"annotation_id":4,"lead_time":1.5},
{"id":1,"text":"We will pay.","stance":{"choices":["for","loud"]},"annotator":2,"annotation_id":5,"lead_time":1.5},
{"id":2,"text":"It rained. We pay.","stance":[{"start":11,"end":17,"text":"We pay","labels":["for"]}],"annotator":1,"annotation_id":6,"lead_time":2}]"#,
            &[
                "We will pay. [1: for; 2: for loud]",
                "We pay (for) [1: for]",
            ],
        ),
        // doccano: classes, spans, relations.
        (
            "d.jsonl",
            "{\"id\":1,\"text\":\"We will pay.\",\"label\":[\"for\"],\"Comments\":[]}\n{\"id\":2,\"text\":\"It rained. We pay.\",\"label\":[[11,17,\"for\"]]}\n{\"id\":3,\"text\":\"They pay.\",\"entities\":[{\"id\":1,\"label\":\"for\",\"start_offset\":0,\"end_offset\":8}],\"relations\":[]}\n",
            &["We will pay. (for)", "We pay (for)", "They pay (for)"],
        ),
        // Prodigy: a choice, two yes-or-no questions about one text, what was ignored, a span.
        (
            "p.jsonl",
            "{\"text\":\"We will pay.\",\"_input_hash\":1,\"accept\":[\"for\"],\"answer\":\"accept\",\"_annotator_id\":\"db-ann\"}\n{\"text\":\"Rain.\",\"_input_hash\":2,\"label\":\"for\",\"answer\":\"reject\",\"_annotator_id\":\"db-ann\"}\n{\"text\":\"Rain.\",\"_input_hash\":2,\"label\":\"wet\",\"answer\":\"accept\",\"_annotator_id\":\"db-ann\"}\n{\"text\":\"Hm.\",\"_input_hash\":3,\"answer\":\"ignore\"}\n{\"text\":\"It rained. We pay.\",\"_input_hash\":4,\"spans\":[{\"start\":11,\"end\":17,\"label\":\"for\"}],\"answer\":\"accept\"}\n",
            &[
                "We will pay. (for) [db-ann: for]",
                "Rain. (wet) [db-ann: wet]",
                "We pay (for)",
            ],
        ),
        // One row a rater; semicolons, as spreadsheets write them.
        (
            "long.csv",
            "id;text;stance;rater\n1;We will pay.;for;anna\n1;We will pay.;for|loud;ben\n1;We will pay.;for;cem\n2;Rain.;[];anna\n",
            &[
                "We will pay. (for) [anna: for; ben: for loud; cem: for]",
                "Rain. () [anna: ]",
            ],
        ),
        // An array of plain objects; ratings of raters without names.
        (
            "array.json",
            "[{\"text\":\"We will pay.\",\"ratings\":{\"stance\":[[\"for\"],[\"for\"],null]}}]",
            &["We will pay. (for) [1: for; 2: for]"],
        ),
    ];
    for (name, text, expected) in cases {
        let corpus = exported(name, text, one_head()).unwrap_or_else(|error| panic!("{error}"));
        assert_eq!(shown(&corpus, "stance"), *expected, "{name}");
    }
}

#[test]
fn a_span_brings_its_context_and_its_group() {
    let text = "{\"id\":9,\"text\":\"It rained. The town will pay, she said.\",\"label\":[[11,28,\"for\"]]}\n";
    let corpus = exported("d.jsonl", text, one_head()).unwrap();
    let statement = &corpus.statements[0];
    assert_eq!(statement.group, "9");
    assert_eq!(statement.before.as_deref(), Some("It rained."));
    assert_eq!(
        statement.sentence.as_deref(),
        Some("The town will pay, she said.")
    );
}

#[test]
fn what_is_passed_over_is_counted() {
    let text = "{\"text\":\"a b\",\"answer\":\"ignore\"}\n{\"text\":\"c d\",\"options\":[],\"accept\":[\"x\"],\"answer\":\"accept\"}\n";
    let corpus = exported("p.jsonl", text, one_head()).unwrap();
    let expected = BTreeMap::from([("answers that a rater ignored".to_owned(), 1)]);
    assert_eq!(corpus.notes, expected);
}

#[test]
fn errors_name_file_and_line() {
    for (name, text, expected) in [
        (
            "t.csv",
            "id,body\n1,a\n",
            "t.csv: has no column \"text\", its columns are id, body",
        ),
        (
            "t.csv",
            "id,text\n1,a\n2\n",
            "t.csv:3: has 1 cells, the first row has 2",
        ),
        (
            "t.csv",
            "text,rater,stance\nx,anna,a\nx,anna,b\n",
            "t.csv:3: \"anna\" has labelled the statement",
        ),
        (
            "d.jsonl",
            "{\"id\":1,\"text\":\"a\",\"label\":[]}\n{\"id\":2,\"text\":\"b\",\"label\":[[0,9,\"x\"]]}\n",
            "d.jsonl:2: span 0–9 lies outside",
        ),
        (
            "d.jsonl",
            "{\"id\":1,\"text\":\"😀 we pay\",\"label\":[[2,8,\"x\"]]}\n",
            "d.jsonl:1: span 2–8 follows characters",
        ),
        (
            "l.json",
            "[\n{\"id\":1,\"data\":{\"text\":\"a\"},\"annotations\":[]},\n{\"id\":2,\"data\":{\"text\":\"we pay\"},\"annotations\":[{\"result\":[{\"from_name\":\"stance\",\"type\":\"labels\",\"value\":{\"start\":0,\"end\":2,\"text\":\"pay\",\"labels\":[\"x\"]}}]}]}]",
            "l.json:3: span 0–2 does not hold \"pay\"",
        ),
        (
            "p.jsonl",
            "{\"text\":\"a\",\"answer\":\"accept\"}\n",
            "p.jsonl:1: has an answer and neither",
        ),
        (
            "x.zip",
            "PK\u{3}\u{4} and no more",
            "x.zip: the archive has no central directory",
        ),
    ] {
        let error = exported(name, text, one_head()).unwrap_err();
        assert!(error.is_input());
        assert!(
            error.to_string().contains(expected),
            "{error} should contain {expected}"
        );
    }
}

#[test]
fn columns_can_be_named() {
    let options = ImportOptions {
        heads: one_head(),
        columns: BTreeMap::from([
            ("text".to_owned(), "Aussage".to_owned()),
            ("stance".to_owned(), "Haltung".to_owned()),
        ]),
        empty_is_none: true,
        ..ImportOptions::default()
    };
    let corpus = read(
        "t.tsv",
        b"Aussage\tHaltung\nWir zahlen.\tfor\nRegen.\t\n",
        &options,
    )
    .unwrap();
    assert_eq!(shown(&corpus, "stance"), ["Wir zahlen. (for)", "Regen. ()"]);
}
