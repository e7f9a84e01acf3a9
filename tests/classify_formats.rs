//! `classify` over every format that `train` reads: given this file, these statements are
//! labelled, whatever anybody said of them.

mod batch_common;
use batch_common::{Desk, desk, field, records};

/// Statements with all that a model may see of them.
const LINES: &str = "{\"id\":\"a\",\"text\":\"We must pay, and \\\"soon\\\".\",\"form\":\"mixed\",\"cue\":\"urged\",\"sentence\":\"She urged that we must pay, and \\\"soon\\\".\",\"before\":\"Allies met.\",\"title\":\"Defence\"}\n{\"id\":\"b\",\"text\":\"Rain fell all day.\"}\n{\"id\":\"7\",\"text\":\"Talks must end the war.\",\"group\":\"g\"}\n";

/// The ids that `line` labels, in order.
fn ids(desk: &Desk, line: &str) -> Vec<String> {
    field(&desk.run(line).ends(0).records(), "id")
}

#[test]
fn the_same_statements_get_the_same_bytes_from_every_format() {
    let desk = desk();
    desk.file("s.jsonl", LINES);
    let expected = desk.run("classify s.jsonl").ends(0).out.clone();
    assert_eq!(field(&records(&expected), "id"), ["a", "b", "7"]);
    for (format, name) in [
        ("csv", "s.csv"),
        ("tsv", "s.tsv"),
        #[cfg(feature = "parquet")]
        ("parquet", "s.parquet"),
        ("label-studio", "ls.json"),
        ("label-studio-min", "min.json"),
        ("doccano", "d.jsonl"),
        ("prodigy", "p.jsonl"),
    ] {
        let convert = format!("corpus convert --data s.jsonl --to {format} --output {name}");
        desk.run(&convert).ends(0);
        for flags in ["-j 1", "-j 8", &format!("--data-format {format}")] {
            let ran = desk.run(&format!("classify {name} {flags}"));
            assert_eq!(ran.ends(0).says_nothing().out, expected, "{name} {flags}");
        }
        let bytes = desk.bytes(name);
        let ran = desk.feed(&format!("classify - --data-format {format}"), &bytes);
        assert_eq!(ran.ends(0).out, expected, "{name} from standard input");
        let packed = zstd::encode_all(bytes.as_slice(), 1).unwrap();
        desk.file(&format!("{name}.zst"), packed);
        let ran = desk.run(&format!("classify {name}.zst"));
        assert_eq!(ran.ends(0).out, expected, "{name}.zst");
    }
}

#[test]
fn labels_need_not_be_there_nor_make_sense() {
    let cases: &[(&str, &str, &[&str])] = &[
        // One row a rater is one statement; a label may be anything.
        (
            "long.csv",
            "id;text;stance;rater\n1;We pay.;for;anna\n1;We pay.;?;ben\n2;Rain.;;anna\n",
            &["1", "2"],
        ),
        (
            "array.json",
            "[{\"text\":\"We pay.\",\"stance\":3,\"id\":1},\n {\"text\":\"Rain.\",\"label\":4}]",
            &["1", "array.json:2"],
        ),
        // What raters ignored or rejected is still a statement.
        (
            "p.jsonl",
            "{\"text\":\"We pay.\",\"_input_hash\":1,\"answer\":\"ignore\"}\n{\"text\":\"Rain.\",\"_input_hash\":2,\"accept\":[\"x\"],\"answer\":\"reject\"}\n{\"text\":\"Rain.\",\"_input_hash\":2,\"label\":\"x\",\"answer\":\"accept\"}\n",
            &["input 1", "input 2"],
        ),
        (
            "ls.json",
            r#"[{"id":1,"data":{"quote":"We pay."},"annotations":[{"was_cancelled":true,"result":[]}]},
{"id":2,"data":{"quote":"Rain."},"annotations":[{"completed_by":1,"result":[{"from_name":"other","type":"choices","value":{"choices":["x"]}}]},{"completed_by":2,"result":[]}]}]"#,
            &["1", "2"],
        ),
        // Spans are the statements, whichever question they answer.
        (
            "spans.jsonl",
            "{\"id\":9,\"text\":\"It rained. The town will pay, she said.\",\"label\":[[11,28,\"who knows\"]]}\n{\"id\":10,\"text\":\"No.\",\"label\":[]}\n",
            &["9#11-28", "10"],
        ),
        (
            "spans.json",
            r#"[{"id":3,"data":{"text":"It rained. The town will pay."},"annotations":[{"result":[{"from_name":"other","type":"labels","value":{"start":11,"end":28,"text":"The town will pay","labels":["x"]}}]}]}]"#,
            &["3#11-28"],
        ),
    ];
    for (name, content, expected) in cases {
        let desk = desk();
        desk.file(name, content);
        assert_eq!(ids(&desk, &format!("classify {name}")), *expected, "{name}");
    }
}

#[test]
fn bad_records_are_passed_over_counted_and_listed() {
    let desk = desk();
    desk.file(
        "t.csv",
        "id,text,form\n1,We pay.,\n2\n3,,\n4,Rain.,sung\n5,No.,direct\n",
    );
    let ran = desk.run("classify t.csv --output out.jsonl");
    ran.ends(1)
        .says("t.csv:3: has 1 cells, the first row has 3")
        .says("t.csv:4: field \"text\" is missing or empty")
        .says("t.csv:5: form \"sung\" is not one of direct")
        .says("3 skipped");
    assert_eq!(field(&records(&desk.read("out.jsonl")), "id"), ["1", "5"]);
    let skipped = records(&desk.read("out.jsonl.skipped.jsonl"));
    assert_eq!(skipped.len(), 3);
    for (name, content, said) in [
        (
            "no.csv",
            "id,body\n1,We pay.\n",
            "no.csv: has no column \"text\", its columns are id, body",
        ),
        ("no.json", "[{]", "no.json"),
        (
            "no.zip",
            "PK\u{3}\u{4} and no more",
            "no.zip: the archive has no central directory",
        ),
        ("empty.csv", "id,text\n", "empty.csv: holds no statement"),
    ] {
        desk.file(name, content);
        desk.run(&format!("classify {name}")).ends(1).says(said);
    }
    // The next input is read all the same.
    let ran = desk.run("classify no.csv t.csv");
    assert_eq!(field(&ran.ends(1).records(), "id"), ["1", "5"]);
}

#[test]
fn fields_are_named_in_lines_and_in_tables() {
    let desk = desk();
    desk.file(
        "s.jsonl",
        "{\"key\":\"k\",\"body\":\"We pay.\",\"text\":\"\"}\n",
    )
    .file("s.csv", "key,body\nk,We pay.\n")
    .file("plain.jsonl", "{\"id\":\"k\",\"text\":\"We pay.\"}\n");
    let expected = desk.run("classify plain.jsonl").ends(0).out.clone();
    for line in [
        "classify s.jsonl --column text=body --column id=key",
        "classify s.jsonl --field text=body --field id=key",
        "classify s.csv --column text=body --column id=key",
        "classify s.csv --field text=body --field id=key --input-format csv",
    ] {
        assert_eq!(desk.run(line).ends(0).out, expected, "{line}");
    }
    desk.run("classify s.csv --column text")
        .ends(2)
        .says("column setting \"text\" is not PART=NAME");
    desk.run("classify plain.jsonl --column text=body")
        .ends(1)
        .says("plain.jsonl:1: field \"body\" is missing or empty");
}

#[test]
fn lines_are_read_as_they_always_were() {
    let desk = desk();
    // A label of the user's own makes no tool's export of JSON lines.
    desk.file(
        "l.jsonl",
        "{\"id\":true,\"text\":\"We pay.\",\"label\":1}\n{\"text\":\"Rain.\",\"label\":\"x\"}\n",
    );
    assert_eq!(ids(&desk, "classify l.jsonl"), ["true", "l.jsonl:2"]);
    let lines = "[Laughs] We will pay.\n[{not json\n";
    desk.file("l.txt", lines);
    assert_eq!(ids(&desk, "classify l.txt"), ["l.txt:1", "l.txt:2"]);
    let ran = desk.feed("classify", "[Laughs] We will pay.\n");
    assert_eq!(field(&ran.ends(0).records(), "id"), ["-:1"]);
    // A name says less than a flag.
    desk.file("odd.csv", "{\"id\":\"a\",\"text\":\"We pay.\"}\n");
    assert_eq!(ids(&desk, "classify odd.csv --data-format jsonl"), ["a"]);
    // An array from standard input is known by how it begins.
    let ran = desk.feed("classify", "[\n{\"id\":\"a\",\"text\":\"We pay.\"}]");
    assert_eq!(field(&ran.ends(0).records(), "id"), ["a"]);
}
