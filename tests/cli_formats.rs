//! Every kind of file in, every form out: given these files, run this, expect that.

mod batch_common;
use batch_common::{desk, field, gzip, jsonl, page, records, story};

#[test]
fn each_kind_of_file_is_read_packed_or_not_by_name_or_by_content() {
    let csv = format!("id,text\na,\"{}\"\n", story(1));
    let tsv = format!("id\ttext\na\t\"{}\"\n", story(1));
    for (name, content) in [
        ("a.txt", story(1)),
        ("a.md", format!("---\ntitle: T\n---\n{}", story(1))),
        ("a.html", page(1)),
        ("a.jsonl", jsonl(1)),
        ("a.csv", csv),
        ("a.tsv", tsv),
        ("page", page(1)),
        ("lines", jsonl(1)),
    ] {
        let zstd = zstd::encode_all(content.as_bytes(), 1).unwrap();
        let packed = [
            (name.to_owned(), content.clone().into_bytes()),
            (format!("{name}.gz"), gzip(content.as_bytes())),
            (format!("{name}.zst"), zstd),
        ];
        for (name, bytes) in packed {
            let desk = desk();
            desk.file(&name, &bytes);
            let ran = desk.run(&format!("extract {name}"));
            let statements = ran.ends(0).records()[0]["statements"]
                .as_array()
                .unwrap()
                .len();
            assert!(statements >= 2, "{name} gave {statements} statements");
            let ran = desk.feed("extract -", &bytes);
            if !name.contains(".md") && !name.contains("sv") {
                assert!(
                    ran.ends(0).out.contains("ceasefire"),
                    "{name} from standard input"
                );
            }
        }
    }
}

#[test]
fn a_page_becomes_an_article_with_its_metadata_and_without_its_frame() {
    let desk = desk();
    desk.file("a.html", page(3));
    let ran = desk.run("extract a.html");
    let record = &ran.ends(0).records()[0];
    assert_eq!(record["title"], "Meeting number 3");
    assert_eq!(record["outlet"], "The Ledger");
    assert_eq!(record["author"], "M. Quill");
    assert_eq!(record["date"], "2031-05-02T08:00:00Z");
    let text: Vec<char> = record["text"].as_str().unwrap().chars().collect();
    let all: String = text.iter().collect();
    for frame in ["World", "caption", "Fire chief", "newsletter"] {
        assert!(!all.contains(frame), "{frame} is left in {all}");
    }
    for statement in record["statements"].as_array().unwrap() {
        let pieces: Vec<String> = statement["spans"]
            .as_array()
            .unwrap()
            .iter()
            .map(|span| {
                let at = |place: usize| span[place].as_u64().unwrap() as usize;
                text[at(0)..at(1)].iter().collect()
            })
            .collect();
        assert_eq!(pieces.join(" "), statement["text"].as_str().unwrap());
    }
}

#[test]
fn folders_patterns_and_lists() {
    let desk = desk();
    for (number, name) in ["news/b.txt", "news/a/c.txt", "news/a/d.md", "news/x.bin"]
        .iter()
        .enumerate()
    {
        desk.file(name, story(number));
    }
    desk.file("list", "# ours\nnews/b.txt\n\nnews/a/d.md\n");
    for (inputs, expected) in [
        ("news", "news/a/c.txt news/a/d.md news/b.txt"),
        ("news/*.txt", "news/b.txt"),
        ("news/**/*.txt", "news/a/c.txt news/b.txt"),
        ("--files-from list", "news/b.txt news/a/d.md"),
        ("news/b.txt news/a", "news/b.txt news/a/c.txt news/a/d.md"),
    ] {
        let ran = desk.run(&format!("extract {inputs}"));
        assert_eq!(field(&ran.ends(0).records(), "id").join(" "), expected);
        if inputs == "news" {
            ran.says("1 files of unknown kind passed over");
        }
    }
}

#[test]
fn fields_can_have_any_name() {
    let desk = desk();
    desk.file(
        "a.jsonl",
        "{\"key\":5,\"body\":\"The envoy said no.\",\"paper\":\"The Ledger\"}",
    );
    let ran = desk.run("extract a.jsonl --field text=body --field id=key --field outlet=paper");
    let record = &ran.ends(0).records()[0];
    assert_eq!(
        (&record["id"], &record["outlet"]),
        (&"5".into(), &"The Ledger".into())
    );
}

#[test]
fn the_form_follows_the_name_of_the_output() {
    let desk = desk();
    desk.file("a.jsonl", jsonl(3));
    for (name, begins) in [
        (
            "o.jsonl",
            "{\"schema\":\"onrecord/annotation/1\",\"id\":\"n0\"",
        ),
        ("o.csv", "id,source,title,date"),
        ("o.tsv", "id\tsource\ttitle\tdate"),
        ("o.html", "<!doctype html>"),
        ("o.md", "# Statements on record\n\n3 articles"),
        ("o.txt", "Meeting number 0 (n0) · "),
    ] {
        desk.run(&format!("annotate a.jsonl --output {name}"))
            .ends(0);
        let written = desk.read(name);
        assert!(
            written.starts_with(begins),
            "{name} begins {:?}",
            &written[..80]
        );
        desk.run(&format!("annotate a.jsonl --output {name} --threads 1"))
            .ends(0);
        assert_eq!(desk.read(name), written, "{name} with one thread");
    }
}

#[test]
fn brat_fills_a_new_folder() {
    let desk = desk();
    desk.file("a.jsonl", jsonl(3));
    desk.run("extract a.jsonl --format brat --output marked")
        .ends(0);
    assert_eq!(desk.read("marked/n1.txt"), story(1));
    assert!(desk.read("marked/n1.ann").starts_with("T1\tStatement "));
    desk.run("extract a.jsonl --format brat --output marked")
        .ends(2)
        .says("holds files already");
    desk.run("extract a.jsonl --format brat")
        .ends(2)
        .says("name it with --output");
}

#[test]
fn colour_and_bars_appear_only_where_they_are_wanted() {
    let desk = desk();
    desk.file("a.txt", story(1));
    let plain = desk.run("annotate a.txt --format text");
    assert!(!plain.ends(0).out.contains('\u{1B}') && plain.err.is_empty());
    let painted = desk.run("annotate a.txt --format text --color always");
    assert!(painted.out.contains('\u{1B}'));
}

#[test]
fn evidence_stands_where_it_says() {
    let desk = desk();
    desk.file("a.txt", story(1));
    let ran = desk.run("annotate a.txt --explain=2");
    let text: Vec<char> = story(1).chars().collect();
    let mut seen = 0;
    for statement in ran.ends(0).records()[0]["statements"].as_array().unwrap() {
        for evidence in statement["evidence"].as_array().unwrap() {
            if let Some(span) = evidence["span"].as_array() {
                let at = |place: usize| span[place].as_u64().unwrap() as usize;
                let words: String = text[at(0)..at(1)].iter().collect();
                assert_eq!(evidence["text"], words);
                seen += 1;
            }
        }
    }
    assert!(seen > 0, "no evidence in {}", ran.out);
}

#[test]
fn shards_together_are_the_whole() {
    let desk = desk();
    desk.file("a.jsonl", jsonl(10));
    let whole = field(&desk.run("extract a.jsonl").ends(0).records(), "id");
    let mut parts = Vec::new();
    for shard in ["1/3", "2/3", "3/3"] {
        let ran = desk.run(&format!(
            "extract a.jsonl --shard {shard} --output part.jsonl"
        ));
        ran.ends(0);
        parts.extend(field(&records(&desk.read("part.jsonl")), "id"));
    }
    parts.sort_by_key(|id| id[1..].parse::<usize>().unwrap());
    assert_eq!(parts, whole);
}

#[test]
fn completions_and_man_pages_come_from_the_same_definitions() {
    let desk = desk();
    assert!(
        desk.run("completions bash")
            .ends(0)
            .out
            .contains("--max-article")
    );
    desk.run("man .").ends(0);
    assert!(desk.read("onrecord-annotate.1").contains("max"));
}
