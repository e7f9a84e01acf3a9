//! The command as a user calls it: what it prints, what it writes, how it ends.

use assert_cmd::Command;
use std::fs;
use std::path::Path;
use tempfile::TempDir;

/// Thirty statements in ten groups, by the names of the model's own heads.
fn data(folder: &TempDir) -> std::path::PathBuf {
    let mut lines = String::new();
    for i in 0..10 {
        for (text, stance, sentiment) in [
            (
                "We must spend more on defence.",
                "[\"pro_spending\"]",
                "negative",
            ),
            (
                "A ceasefire should be agreed now.",
                "[\"settlement_leaning\"]",
                "neutral",
            ),
            ("The museum opens on Friday.", "[]", "neutral"),
        ] {
            lines.push_str(&format!(
                "{{\"id\":\"{i}-{}\",\"text\":\"{text} {i}\",\"group\":\"g{i}\",\"outlet\":\"paper {}\",\"stance\":{stance},\"sentiment\":\"{sentiment}\"}}\n",
                &text[..3],
                i % 2
            ));
        }
    }
    write(folder, "held_out.jsonl", &lines)
}

fn write(folder: &TempDir, name: &str, text: &str) -> std::path::PathBuf {
    let path = folder.path().join(name);
    fs::write(&path, text).unwrap();
    path
}

/// Runs `evaluate` in `folder`; gives status, standard output and standard error.
fn evaluate(folder: &TempDir, flags: &[&str]) -> (i32, String, String) {
    let output = Command::cargo_bin("onrecord")
        .unwrap()
        .current_dir(folder.path())
        .args(["evaluate", "--draws", "50"])
        .args(flags)
        .output()
        .unwrap();
    (
        output.status.code().unwrap(),
        String::from_utf8(output.stdout).unwrap(),
        String::from_utf8(output.stderr).unwrap(),
    )
}

fn read(path: &Path) -> String {
    fs::read_to_string(path).unwrap()
}

#[test]
fn a_report_is_made_by_one_command() {
    let folder = TempDir::new().unwrap();
    data(&folder);
    write(
        &folder,
        "cases.jsonl",
        "{\"id\":\"a\",\"kind\":\"minimum\",\"capability\":\"other\",\"head\":\"stance\",\"text\":\"It rained.\",\"labels\":[]}\n",
    );
    write(
        &folder,
        "articles.jsonl",
        "{\"id\":\"x\",\"text\":\"\\\"We must spend more on defence,\\\" the minister said.\",\"attributions\":[{\"content\":[[1,31]],\"source\":[[33,45]],\"stance\":[\"pro_spending\"],\"sentiment\":\"neutral\"}]}\n",
    );
    write(
        &folder,
        "batch.jsonl",
        "{\"text\":\"We need more tanks.\"}\n{\"text\":\"It rained.\"}\n",
    );
    let flags = [
        "--data",
        "held_out.jsonl",
        "--behaviour",
        "cases.jsonl",
        "--articles",
        "articles.jsonl",
        "--batch",
        "batch.jsonl",
        "--report",
        "report",
        "--dsl",
        "rows.csv",
        "--sampled-at",
        "0.1",
    ];
    let (status, stdout, stderr) = evaluate(&folder, &flags);
    assert_eq!((status, stderr.as_str()), (0, ""));
    for part in [
        "stance · 30 statements in 10 groups",
        "truth by row",
        "pipeline · 1 articles",
        "behaviour · passed",
        "drift · 2 statements",
    ] {
        assert!(stdout.contains(part), "{part} is missing in {stdout}");
    }
    let report = folder.path().join("report");
    let json: serde_json::Value =
        serde_json::from_str(&read(&report.join("evaluation.json"))).unwrap();
    assert_eq!(json["schema"], "onrecord/evaluation/1");
    assert_eq!(json["provenance"]["data"].as_array().unwrap().len(), 4);
    let command = json["provenance"]["command"].as_str().unwrap();
    assert!(
        command.starts_with("onrecord evaluate --draws 50 --data held_out.jsonl"),
        "{command}"
    );
    assert!(read(&report.join("evaluation.html")).contains("Shares in the new batch"));
    assert!(read(&report.join("evaluation.tex")).contains("\\begin{tabular}"));
    // 30 + 2 statements, each with every label of both heads.
    assert_eq!(
        read(&folder.path().join("rows.csv")).lines().count(),
        1 + 32 * 6
    );
    let first = read(&report.join("evaluation.html"));
    evaluate(&folder, &flags);
    assert_eq!(
        first,
        read(&report.join("evaluation.html")),
        "the same command, the same bytes"
    );
}

#[test]
fn a_required_figure_that_is_not_reached_ends_with_1() {
    let folder = TempDir::new().unwrap();
    data(&folder);
    let (status, stdout, _) = evaluate(
        &folder,
        &["--data", "held_out.jsonl", "--require", "macro_f1=1.1"],
    );
    assert_eq!(status, 1);
    assert!(stdout.contains("not reached"));
    let (status, stdout, _) = evaluate(
        &folder,
        &[
            "--data",
            "held_out.jsonl",
            "--require",
            "macro_f1>=0",
            "--json",
            "-",
        ],
    );
    assert_eq!(status, 0);
    let json: serde_json::Value = serde_json::from_str(&stdout).unwrap();
    assert_eq!(json["requirements"][0]["reached"], true);
}

#[test]
fn what_cannot_run_says_why_and_ends_with_2() {
    let folder = TempDir::new().unwrap();
    data(&folder);
    write(&folder, "unlabelled.jsonl", "{\"text\":\"a\"}\n");
    write(
        &folder,
        "unknown.jsonl",
        "{\"text\":\"a\",\"stance\":[\"pro_spendng\"]}\n",
    );
    write(
        &folder,
        "case.jsonl",
        "{\"id\":\"a\",\"kind\":\"direction\",\"capability\":\"c\",\"head\":\"stance\",\"text\":\"x\",\"variants\":[\"y\"]}\n",
    );
    for (flags, message) in [
        (
            vec!["--data", "nowhere.jsonl"],
            "nowhere.jsonl: cannot be read",
        ),
        (
            vec!["--data", "unlabelled.jsonl"],
            "evaluation needs gold labels",
        ),
        (
            vec!["--data", "unknown.jsonl"],
            "label \"pro_spendng\" is not one of pro_spending",
        ),
        (
            vec!["--data", "held_out.jsonl", "--require", "f1"],
            "\"f1\" is not NAME=NUMBER",
        ),
        (
            vec!["--data", "held_out.jsonl", "--require", "f2=1"],
            "figure \"f2\" is not known",
        ),
        (
            vec!["--data", "held_out.jsonl", "--json", "no/such/folder.json"],
            "cannot be written",
        ),
        (
            vec!["--data", "held_out.jsonl", "--behaviour", "case.jsonl"],
            "case.jsonl: line 1: case \"a\" has no one of \"falls\" and \"rises\"",
        ),
        (
            vec!["--data", "held_out.jsonl", "--articles", "held_out.jsonl"],
            "held_out.jsonl:1: is not an article",
        ),
    ] {
        let (status, _, stderr) = evaluate(&folder, &flags);
        assert_eq!(status, 2, "{flags:?}: {stderr}");
        assert!(
            stderr.contains(message),
            "{stderr} should contain {message}"
        );
    }
}

#[test]
fn the_shipped_cases_are_all_cases() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("training/behaviour.jsonl");
    let cases = onrecord::evaluate::behaviour::read(&path).unwrap();
    assert!(cases.len() >= 200, "{} cases", cases.len());
    let mut ids: Vec<&str> = cases.iter().map(|case| case.id.as_str()).collect();
    ids.sort_unstable();
    ids.dedup();
    assert_eq!(ids.len(), cases.len(), "identifiers are distinct");
}
