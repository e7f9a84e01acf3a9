//! `onrecord corpus` and a searching, stopped `onrecord train`, as a user calls them.

use assert_cmd::Command;
use serde_json::Value;
use std::fs;
use std::path::Path;
use tempfile::TempDir;

fn run(folder: &Path, args: &[&str]) -> (i32, String, String) {
    let output = Command::cargo_bin("onrecord")
        .unwrap()
        .current_dir(folder)
        .args(args)
        .output()
        .unwrap();
    (
        output.status.code().unwrap(),
        String::from_utf8(output.stdout).unwrap(),
        String::from_utf8(output.stderr).unwrap(),
    )
}

const ABOUT: [&str; 6] = ["bridge", "school", "harbour", "museum", "road", "library"];

/// Sixty statements in thirty groups; one of them carries the wrong label.
fn data(folder: &Path) {
    let mut lines = String::new();
    for i in 0..30 {
        let what = ABOUT[i % 6];
        let wrong = if i == 7 { "against" } else { "for" };
        lines += &format!(
            "{{\"id\":\"y{i}\",\"group\":\"g{i}\",\"text\":\"We gladly support the {what} plan number {i}, and will pay for it.\",\"view\":\"{wrong}\"}}\n"
        );
        lines += &format!(
            "{{\"id\":\"n{i}\",\"group\":\"g{i}\",\"text\":\"Nobody here wants that {what}; we reject proposal {i} entirely.\",\"view\":\"against\"}}\n"
        );
    }
    fs::write(folder.join("data.jsonl"), lines).unwrap();
    fs::write(
        folder.join("config.toml"),
        "folds = 3\n[search]\nkind = \"random\"\ndraws = 3\nweights = { words = [0.5, 2.0] }\n[[heads]]\nname = \"view\"\nkind = \"exclusive\"\ncosts = [1.0, 4.0]\n",
    )
    .unwrap();
}

fn records(lines: &str) -> Vec<Value> {
    lines
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect()
}

#[test]
fn what_is_wrong_is_told_and_the_status_says_so() {
    let folder = TempDir::new().unwrap();
    fs::write(
        folder.path().join("a.csv"),
        "id,group,text,view,rater\n1,a,We will pay for the new bridge.,for,anna\n1,a,We will pay for the new bridge.,against,ben\n2,b,We will pay for the new bridge!,for,\n3,c,\n",
    )
    .unwrap();
    let (status, told, notes) = run(
        folder.path(),
        &[
            "corpus",
            "check",
            "--data",
            "a.csv",
            "--head",
            "view=exclusive",
        ],
    );
    assert_eq!(status, 1, "{notes}");
    assert!(told.contains("line: a.csv:5: has 3 cells"), "{told}");
    assert!(told.contains("duplicate: 1 and 2 share 100 %"), "{told}");
    assert!(
        notes.contains("1 statements on which raters disagree (view)"),
        "{notes}"
    );
    fs::write(
        folder.path().join("b.csv"),
        "id,group,text,view\n1,a,We will pay.,for\n2,a,Rain.,against\n",
    )
    .unwrap();
    let check = [
        "corpus",
        "check",
        "--data",
        "b.csv",
        "--head",
        "view=exclusive",
    ];
    let (status, told, _) = run(folder.path(), &check);
    assert!(status == 0 && told.contains("nothing is wrong"), "{told}");
}

#[test]
fn the_wrong_label_is_suspected_first() {
    let folder = TempDir::new().unwrap();
    data(folder.path());
    let suspects = [
        "corpus",
        "suspects",
        "--data",
        "data.jsonl",
        "--config",
        "config.toml",
    ];
    let (status, told, notes) = run(folder.path(), &suspects);
    assert_eq!(status, 0, "{notes}");
    let records = records(&told);
    assert_eq!(records[0]["id"], "y7", "{told}");
    assert!(records[0]["probability"].is_number());
}

#[test]
fn a_model_is_searched_for_and_then_chooses_and_annotates() {
    let folder = TempDir::new().unwrap();
    data(folder.path());
    let train = [
        "train",
        "--data",
        "data.jsonl",
        "--config",
        "config.toml",
        "--output",
        "m",
    ];
    let (status, told, notes) = run(folder.path(), &train);
    assert_eq!(status, 0, "{notes}");
    assert!(told.contains("3 configurations"), "{told}");
    let figures = fs::read_to_string(folder.path().join("m/cross-validation.json")).unwrap();
    let figures: Value = serde_json::from_str(&figures).unwrap();
    assert_eq!(figures["search"].as_array().unwrap().len(), 3);

    fs::write(
        folder.path().join("pool.csv"),
        "id,text\n1,We gladly support it.\n2,Perhaps so.\n3,We reject it entirely.\n4,The plan.\n5,Perhaps not.\n",
    )
    .unwrap();
    let next = [
        "corpus", "next", "--pool", "pool.csv", "--model", "m", "--n", "3", "--random", "0.34",
    ];
    let (status, chosen, notes) = run(folder.path(), &next);
    assert_eq!(status, 0, "{notes}");
    let chosen_records = records(&chosen);
    let drawn: Vec<&Value> = chosen_records
        .iter()
        .filter(|record| record["why"] == "random")
        .collect();
    assert_eq!((chosen_records.len(), drawn.len()), (3, 1), "{chosen}");
    assert_eq!(drawn[0]["sampling_probability"], 0.2);
    assert_eq!(run(folder.path(), &next).1, chosen);

    let convert = |to: &str| {
        let args = [
            "corpus", "convert", "--data", "pool.csv", "--model", "m", "--to", to,
        ];
        let (status, written, notes) = run(folder.path(), &args);
        assert_eq!(status, 0, "{notes}");
        written
    };
    let tasks: Value = serde_json::from_str(&convert("label-studio")).unwrap();
    let result = &tasks[0]["predictions"][0]["result"][0];
    assert_eq!(result["value"]["choices"][0], "for");
    assert_eq!(tasks[0]["annotations"], Value::Array(Vec::new()));
    let line = &records(&convert("prodigy"))[0];
    assert_eq!(line["accept"][0], "for");
    assert!(line["answer"].is_null());
    assert_eq!(records(&convert("doccano"))[2]["label"][0], "against");
    assert!(convert("csv").starts_with("id,text,view\n1,We gladly support it.,for\n"));
}

#[cfg(unix)]
#[test]
fn a_run_that_is_stopped_says_what_it_had() {
    use std::process::{Command, Stdio};
    use std::time::Duration;
    let folder = TempDir::new().unwrap();
    data(folder.path());
    let config = fs::read_to_string(folder.path().join("config.toml")).unwrap();
    let long = config.replace("draws = 3", "draws = 100000");
    fs::write(folder.path().join("config.toml"), long).unwrap();
    // A busy machine may need longer for its first configuration.
    for seconds in [3, 10, 40] {
        let child = Command::new(env!("CARGO_BIN_EXE_onrecord"))
            .current_dir(folder.path())
            .args(["train", "--data", "data.jsonl", "--config", "config.toml"])
            .args(["--output", "m", "--keep-best"])
            .stdout(Stdio::null())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        std::thread::sleep(Duration::from_secs(seconds));
        let pid = child.id().to_string();
        let killed = Command::new("kill").args(["-INT", &pid]).status().unwrap();
        assert!(killed.success());
        let output = child.wait_with_output().unwrap();
        let notes = String::from_utf8(output.stderr).unwrap();
        if notes.contains("best so far: ") {
            assert_eq!(output.status.code(), Some(130), "{notes}");
            assert!(notes.starts_with("onrecord: stopped; "), "{notes}");
            assert!(folder.path().join("m/manifest.json").is_file());
            return;
        }
    }
    panic!("no configuration was finished in forty seconds");
}
