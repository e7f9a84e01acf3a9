//! One model a target: trained into one directory, and asked target by target.

mod batch_common;
use batch_common::{Desk, desk, field, records};
use onrecord::corpus::{Asked, Corpus, ImportOptions, LabelledStatement, import};
use onrecord::label::HeadKind;
use onrecord::model::TargetModels;
use onrecord::train::targets::{Parts, train_targets};
use onrecord::train::{Recipe, TargetsConfig, Watch};
use serde_json::Value;
use std::sync::atomic::{AtomicBool, Ordering};

const CONFIG: &str = "folds = 3\n[targets]\nfield = \"about\"\nmin_statements = 10\n[[heads]]\nname = \"view\"\nkind = \"exclusive\"\ncosts = [4.0]\n";

/// The same words asked about two targets, for one of which they mean the opposite; a third
/// target with next to nothing, and a statement that names none.
fn lines() -> String {
    let mut lines = String::new();
    for i in 0..24 {
        for (id, text, bridge, school) in [
            (
                format!("y{i}"),
                format!("We gladly spend on steel and plan {i}."),
                "for",
                "against",
            ),
            (
                format!("n{i}"),
                format!("Nobody here wants plan {i}; teachers come first."),
                "against",
                "for",
            ),
        ] {
            for (target, view) in [("North Bridge", bridge), ("school", school)] {
                lines +=
                    &serde_json::json!({"id": id, "text": text, "about": target, "view": view})
                        .to_string();
                lines.push('\n');
            }
        }
    }
    lines += "{\"id\":\"t\",\"text\":\"Rain.\",\"about\":\"Harbour\",\"view\":\"for\"}\n";
    lines += "{\"id\":\"u\",\"text\":\"Snow.\",\"view\":\"for\"}\n";
    lines
}

fn trained() -> Desk {
    let desk = desk();
    desk.file("data.jsonl", lines()).file("config.toml", CONFIG);
    desk.run("train --data data.jsonl --config config.toml --output m")
        .ends(0)
        .says("onrecord: 1 statements without a target passed over")
        .says("target \"Harbour\" is left out: 1 statements are fewer than targets.min_statements")
        .says("onrecord: target 1 of 2: North Bridge, 48 statements")
        .says("onrecord: target 2 of 2: school, 48 statements");
    desk
}

#[test]
fn one_model_a_target_stands_in_one_directory() {
    let desk = trained();
    let index: Value = serde_json::from_str(&desk.read("m/targets.json")).unwrap();
    assert_eq!(index["format"], "onrecord/targets/1");
    assert_eq!(index["field"], "about");
    let targets = index["targets"].as_array().unwrap();
    assert_eq!(field(targets, "name"), ["North Bridge", "school"]);
    assert_eq!(field(targets, "folder"), ["north-bridge", "school"]);
    assert_eq!(targets[0]["n_statements"], 48);
    // One thread and all cores give the same bytes; what stands there is replaced.
    let names = [
        "m/targets.json",
        "m/school/manifest.json",
        "m/north-bridge/README.md",
    ];
    let before = names.map(|name| desk.bytes(name));
    desk.run("train --data data.jsonl --config config.toml --output m --threads 1")
        .ends(0);
    assert_eq!(names.map(|name| desk.bytes(name)), before);
    // A table says the same.
    let mut table = String::from("id,text,Topic,view\n");
    for line in records(&lines()) {
        let cell = |name: &str| line[name].as_str().unwrap_or_default().to_owned();
        let cells = ["id", "text", "about", "view"].map(cell);
        table += &format!("{}\n", cells.join(","));
    }
    desk.file("data.csv", table);
    desk.run("train --data data.csv --config config.toml --output t --column target=Topic")
        .ends(0);
    let vocabulary = |dir: &str| desk.bytes(&format!("{dir}/school/coefficients.safetensors"));
    assert_eq!(vocabulary("t"), vocabulary("m"));
}

#[test]
fn statements_are_judged_for_the_target_they_name_or_for_all() {
    let desk = trained();
    let text = "We gladly spend on steel.";
    let line =
        |id: &str, target: &str| format!("{{\"id\":\"{id}\",\"text\":\"{text}\"{target}}}\n");
    desk.file(
        "s.jsonl",
        line("a", ",\"about\":\" school\"")
            + &line("b", ",\"about\":\"North Bridge\"")
            + &line("c", "")
            + &line("d", ",\"about\":\"Harbour\"")
            + &line("e", ",\"about\":null"),
    );
    let shown = |records: &[Value]| -> Vec<String> {
        let show = |record: &Value| {
            let at = |place: &str| record.pointer(place).unwrap().as_str().unwrap().to_owned();
            format!("{} {} {}", at("/id"), at("/target"), at("/view/label"))
        };
        records.iter().map(show).collect()
    };
    let ran = desk.run("classify s.jsonl --model m");
    ran.ends(1).says(
        "s.jsonl:4: target \"Harbour\" is not one of North Bridge, school; train a model for it",
    );
    let expected = [
        "a school against",
        "b North Bridge for",
        "c North Bridge for",
        "c school against",
        "e North Bridge for",
        "e school against",
    ];
    assert_eq!(shown(&ran.records()), expected);
    assert_eq!(desk.run("classify s.jsonl --model m -j 8").out, ran.out);
    desk.file(
        "s.csv",
        format!(
            "id,text,Topic\na,{text},school\nb,{text},North Bridge\nc,{text},\nd,{text},Harbour\n"
        ),
    );
    let ran = desk.run("classify s.csv --model m --column target=Topic");
    assert_eq!(shown(&ran.ends(1).records()), expected[..4]);
    // Evidence is that of the target's own model.
    let ran = desk.run("classify s.jsonl --model m --explain=2");
    assert!(
        ran.records()[0]["evidence"]
            .as_array()
            .is_some_and(|e| !e.is_empty())
    );
    // One model of them knows nothing of targets.
    let ran = desk.run("classify s.jsonl --model m/school");
    let found = ran.ends(0).records();
    assert!(found.len() == 5 && found.iter().all(|record| record["target"].is_null()));
}

#[test]
fn articles_are_annotated_and_words_explained_for_every_target() {
    let desk = trained();
    desk.file("a.txt", "“We gladly spend on steel,” the mayor said.\n");
    let ran = desk.run("annotate a.txt --model m --explain --format jsonl");
    let statement = &ran.ends(0).records()[0]["statements"][0];
    assert_eq!(statement["North Bridge/view"]["label"], "for");
    assert_eq!(statement["school/view"]["label"], "against");
    let evidence = statement["evidence"].as_array().unwrap();
    let labels = field(evidence, "label");
    assert!(labels.contains(&"school/against".to_owned()), "{labels:?}");
    for format in ["csv", "html", "summary", "text", "brat --output b"] {
        desk.run(&format!("annotate a.txt --model m --format {format}"))
            .ends(0);
    }
    let ran = desk.run("explain steel --model m");
    assert!(
        ran.ends(0).out.starts_with("North Bridge/view\n"),
        "{}",
        ran.out
    );
    let all: Value = serde_json::from_str(&desk.run("explain steel --model m --json").out).unwrap();
    assert_eq!(all["school/view"].as_array().unwrap().len(), 2);
}

#[test]
fn each_target_is_evaluated_on_its_own_statements() {
    let desk = trained();
    let evaluate = "evaluate --model m --data data.jsonl --draws 20";
    let ran = desk.run(&format!("{evaluate} --training data.jsonl --report r"));
    ran.ends(0)
        .says("1 statements of the target \"Harbour\", for which there is no model, passed over")
        .says("1 statements without a target, passed over");
    let (first, second) = ran.out.split_once("target \"school\"\n").unwrap();
    assert!(first.starts_with("target \"North Bridge\"\n"), "{first}");
    assert!(
        first.contains("view") && second.contains("view"),
        "{second}"
    );
    for folder in ["r/north-bridge", "r/school"] {
        let report = desk.read(&format!("{folder}/evaluation.json"));
        let report: Value = serde_json::from_str(&report).unwrap();
        assert_eq!(report["provenance"]["n_statements"], 48);
        assert!(desk.has(&format!("{folder}/evaluation.html")));
    }
    desk.run(&format!("{evaluate} --require macro_f1=0.9"))
        .ends(0);
    // One target that does not reach it is enough.
    let mut wrong = lines();
    wrong = wrong.replace(
        "\"about\":\"school\",\"id\":\"n",
        "\"about\":\"school\",\"id\":\"x",
    );
    let wrong: String = wrong
        .lines()
        .map(|line| match line.contains("\"id\":\"x") {
            true => line.replace("\"view\":\"for\"", "\"view\":\"against\"") + "\n",
            false => format!("{line}\n"),
        })
        .collect();
    desk.file("wrong.jsonl", wrong);
    desk.run("evaluate --model m --data wrong.jsonl --draws 20 --require macro_f1=0.9")
        .ends(1);
    desk.run(&format!("{evaluate} --json -"))
        .ends(2)
        .says("m: holds one model a target, and --json is for one model; name a folder inside it");
    desk.file("none.jsonl", "{\"text\":\"We pay.\",\"view\":\"for\"}\n");
    desk.run("evaluate --model m --data none.jsonl")
        .ends(2)
        .says("no statement has a target that there is a model for in field \"about\"");
}

#[test]
fn a_wrong_label_is_suspected_by_the_models_of_its_target() {
    let desk = desk();
    let wrong = |line: &str| {
        let mut line: Value = serde_json::from_str(line).unwrap();
        if line["about"] == "school" && line["id"] == "n7" {
            line["view"] = "against".into();
        }
        format!("{line}\n")
    };
    let lines: String = lines().lines().map(wrong).collect();
    desk.file("data.jsonl", lines).file("config.toml", CONFIG);
    let ran = desk.run("corpus suspects --data data.jsonl --config config.toml");
    ran.ends(0).says("target \"Harbour\" is left out");
    let found = ran.records();
    assert_eq!(found.len(), 1, "{}", ran.out);
    assert_eq!(
        (&found[0]["id"], &found[0]["target"]),
        (&"n7".into(), &"school".into())
    );
    assert_eq!(found[0]["given"][0], "against");
}

#[test]
fn what_cannot_be_learned_or_loaded_is_said_with_the_target() {
    let desk = trained();
    let train = "train --data data.jsonl --output m --config";
    let without = CONFIG.replace("min_statements = 10\n", "");
    let many = CONFIG.replace("= 10", "= 100");
    for (config, said) in [
        (without, "target \"Harbour\": head \"view\" has 1 labels"),
        (
            many,
            "no target is left: targets.min_statements is 100, the largest target has 48",
        ),
        (
            CONFIG.replace("about", "view"),
            "head \"view\" is named like the target",
        ),
    ] {
        desk.file("other.toml", config);
        desk.run(&format!("{train} other.toml")).ends(2).says(said);
        // The models that stood there stand there still.
        assert!(desk.has("m/targets.json") && desk.has("m/school/manifest.json"));
    }
    desk.file("pool.csv", "id,text\n1,We pay.\n");
    desk.run("train --data pool.csv --output m --config config.toml")
        .ends(2)
        .says("no statement has a target in field \"about\"; name the field in targets.field");
    desk.run("corpus next --pool pool.csv --model m --n 1")
        .ends(2)
        .says("m: holds one model a target, and one model is expected; name a folder inside it");
    // Who asks for one model of data that is to be parted gets none of everything.
    let recipe = Recipe::read(Some(&desk.path("config.toml"))).unwrap();
    let error = onrecord::train::train(&Corpus::default(), recipe, &|_, _| ()).unwrap_err();
    assert!(
        error.is_config()
            && error
                .to_string()
                .contains("[targets] asks for one model a target"),
        "{error}"
    );
    // The same words under two targets are no contradiction.
    let ran = desk.run("corpus check --data data.jsonl --config config.toml");
    assert!(!ran.out.contains("other labels"), "{}", ran.out);
    let manifest = desk.read("m/school/manifest.json");
    desk.file("m/school/manifest.json", format!("{manifest} "));
    desk.run("classify pool.csv --model m")
        .ends(2)
        .says("m/targets.json: the model in school has checksum");
    let index = desk.read("m/targets.json");
    for (index, said) in [
        (
            index.replace("targets/1", "targets/9"),
            "has format \"onrecord/targets/9\"",
        ),
        (
            index.replace("\"north-bridge\"", "\"../m\""),
            "names a folder outside of it: ../m",
        ),
        ("{".to_owned(), "is no index of targets"),
    ] {
        desk.file("m/targets.json", index);
        desk.run("classify pool.csv --model m").ends(2).says(said);
    }
}

#[test]
fn a_run_that_is_stopped_keeps_the_targets_it_finished() {
    let folder = tempfile::tempdir().unwrap();
    let (data, config) = (folder.path().join("d.jsonl"), folder.path().join("c.toml"));
    std::fs::write(&data, lines()).unwrap();
    std::fs::write(&config, CONFIG).unwrap();
    let recipe = Recipe::read(Some(&config)).unwrap();
    let options = ImportOptions {
        heads: recipe.config.asked(),
        target: Some("about".into()),
        ..ImportOptions::default()
    };
    let corpus = import(&[&data], &options).unwrap();
    let parts = Parts::of(corpus, recipe.config.targets.as_ref().unwrap()).unwrap();
    let stop = AtomicBool::new(false);
    let watch = Watch {
        progress: &|_, _| (),
        stop: &stop,
        keep_best: true,
    };
    let ended = train_targets(&parts, &recipe, watch, &|target| {
        stop.store(target.number == 2, Ordering::Relaxed);
    })
    .unwrap();
    assert_eq!(ended.stopped.as_ref().unwrap().0, "school");
    let dir = folder.path().join("m");
    ended.save(&dir, "about").unwrap();
    let models = TargetModels::load(&dir).unwrap();
    let names: Vec<&str> = models
        .iter()
        .map(|(entry, _)| entry.name.as_str())
        .collect();
    assert_eq!(names, ["North Bridge"]);
    assert!(models.index("school").is_err());
}

#[test]
fn raters_of_one_text_are_told_apart_by_target() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("d.csv");
    std::fs::write(
        &data,
        "text,about,view,rater\nWe pay.,A,for,anna\nWe pay.,B,against,anna\nWe pay.,A,against,ben\n",
    )
    .unwrap();
    let options = ImportOptions {
        heads: vec![Asked {
            name: "view".into(),
            kind: Some(HeadKind::Exclusive),
        }],
        target: Some("about".into()),
        ..ImportOptions::default()
    };
    let corpus = import(&[&data], &options).unwrap();
    let raters = |statement: &LabelledStatement| {
        let raters: Vec<_> = statement.ratings["view"].keys().cloned().collect();
        format!(
            "{} {}",
            statement.target.as_deref().unwrap(),
            raters.join(" ")
        )
    };
    let seen: Vec<String> = corpus.statements.iter().map(raters).collect();
    assert_eq!(seen, ["A anna ben", "B anna"]);
    let config = TargetsConfig {
        field: "about".into(),
        min_statements: None,
    };
    assert_eq!(Parts::of(corpus, &config).unwrap().targets.len(), 2);
    assert!(Parts::of(Corpus::default(), &config).is_err());
}
