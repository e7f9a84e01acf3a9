//! Bad input gets a clear word and a counted skip, or keeps the program from running:
//! given these files, run this, expect that status and those words.

mod batch_common;
use batch_common::{desk, field, jsonl, records};

#[test]
fn a_broken_line_is_passed_over_and_the_next_is_read() {
    for (line, said) in [
        ("{\"id\":\"x\"}", "news.jsonl:2: field \"text\" is missing"),
        (
            "{\"text\":\"a\"",
            "news.jsonl:2: is not valid JSON at column 11",
        ),
        (
            "no json",
            "news.jsonl:2: starts with \"no json\"; expected a JSON object",
        ),
        ("{\"text\":\"\\ud800\"}", "news.jsonl:2: is not valid JSON"),
        ("{\"text\":7.5,\"title\":[[[]]]}", ""),
    ] {
        let desk = desk();
        let [first, last] = [
            "{\"id\":\"a\",\"text\":\"One.\"}",
            "{\"id\":\"z\",\"text\":\"Two.\"}",
        ];
        desk.file("news.jsonl", format!("{first}\n{line}\n{last}\n"));
        let ran = desk.run("extract news.jsonl");
        let ids = field(&ran.records(), "id");
        if said.is_empty() {
            ran.ends(0);
            assert_eq!(ids, ["a", "news.jsonl:2", "z"]);
        } else {
            ran.ends(1).says(said).says("1 skipped");
            assert_eq!(ids, ["a", "z"]);
        }
    }
}

#[test]
fn a_line_that_is_not_utf_8_is_named_with_its_byte() {
    let desk = desk();
    desk.file("news.jsonl", b"{\"text\":\"caf\xE9\"}\n");
    desk.run("extract news.jsonl")
        .ends(1)
        .says("news.jsonl:1: byte 13 is not UTF-8");
}

#[test]
fn plain_text_that_is_not_utf_8_is_decoded_and_says_so() {
    let desk = desk();
    desk.file("news.txt", b"\x93We must pay,\x94 the envoy said.");
    let ran = desk.run("extract news.txt");
    let record = &ran.ends(0).records()[0];
    assert_eq!(record["charset"], "windows-1252");
    assert_eq!(record["statements"][0]["text"], "We must pay");
}

#[test]
fn empty_files_and_missing_ones() {
    let desk = desk();
    desk.file("empty.txt", "")
        .file("empty.jsonl", "")
        .file("blank.html", " \n");
    for name in ["empty.txt", "empty.jsonl", "blank.html"] {
        desk.run(&format!("extract {name}"))
            .ends(1)
            .says(&format!("{name}: is empty"));
    }
    desk.file("list", "# nothing\n");
    desk.run("extract --files-from list")
        .ends(2)
        .says("list: names no file");
    desk.run("extract none.txt")
        .ends(2)
        .says("none.txt: does not exist");
    desk.run("extract none/*.txt")
        .ends(2)
        .says("none/*.txt: matches no file");
}

#[test]
fn a_line_of_20_megabytes_is_too_large_unless_it_is_allowed() {
    let desk = desk();
    let long = format!(
        "{{\"id\":\"long\",\"text\":\"{}\"}}\n{{\"id\":\"b\",\"text\":\"x\"}}\n",
        "word ".repeat(4 << 20)
    );
    desk.file("news.jsonl", long);
    let ran = desk.run("extract news.jsonl");
    ran.ends(1)
        .says("news.jsonl:1: the line holds 20971")
        .says("--max-article");
    assert_eq!(field(&ran.records(), "id"), ["b"]);
    let two = format!(
        "{{\"id\":\"long\",\"text\":\"{}\"}}\n",
        "word ".repeat(1000)
    );
    desk.file("two.jsonl", two);
    desk.run("extract two.jsonl --max-article 2000")
        .ends(1)
        .says("the limit is 2000");
    desk.run("extract two.jsonl --max-article 6000").ends(0);
}

#[test]
fn an_output_that_cannot_be_written_is_known_before_the_work_begins() {
    let desk = desk();
    desk.file("news.jsonl", jsonl(3)).file("file", "");
    desk.run("extract news.jsonl --output none/out.jsonl")
        .ends(2)
        .says("none/out.jsonl.partial: cannot be written: No such file");
    desk.run("extract news.jsonl --output file/out.jsonl")
        .ends(2)
        .says("cannot be written");
    desk.run("extract news.jsonl --output .")
        .ends(2)
        .says(".: is a folder");
    desk.run("extract news.jsonl --resume")
        .ends(2)
        .says("--resume needs a file");
}

#[test]
fn a_model_directory_that_is_none_is_refused() {
    let desk = desk();
    desk.file("news.jsonl", jsonl(1))
        .file("model/manifest.json", "{}");
    desk.run("annotate news.jsonl --model none")
        .ends(2)
        .says("none");
    desk.run("annotate news.jsonl --model model")
        .ends(2)
        .says("manifest.json");
}

#[test]
fn wrong_flags_are_explained() {
    let desk = desk();
    desk.file("news.jsonl", jsonl(1));
    for (flags, said) in [
        ("--field body", "field setting \"body\" is not PART=NAME"),
        ("--shard 3/2", "expected I/N"),
        ("--format pdf", "possible values"),
        ("--threads 0", "0 is not in 1.."),
    ] {
        desk.run(&format!("extract news.jsonl {flags}"))
            .ends(2)
            .says(said);
    }
}

#[test]
fn statements_to_classify_are_checked_too() {
    let desk = desk();
    desk.file("s.jsonl", "{\"id\":\"a\",\"text\":\"We must pay.\"}\n{\"id\":\"b\",\"text\":\"\"}\n{\"text\":\"x\",\"form\":\"sung\"}\n");
    let ran = desk.run("classify s.jsonl --output out.jsonl");
    ran.ends(1)
        .says("s.jsonl:2: field \"text\" is missing or empty")
        .says("s.jsonl:3: form \"sung\" is not one of direct, mixed, indirect, headline");
    let out = records(&desk.read("out.jsonl"));
    assert_eq!(field(&out, "id"), ["a"]);
    assert!(out[0]["stance"]["labels"].is_array() && out[0]["sentiment"]["label"].is_string());
    assert_eq!(desk.read("out.jsonl.skipped.jsonl").lines().count(), 2);
}
