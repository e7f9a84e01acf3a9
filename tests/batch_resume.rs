//! A run that is killed at any moment goes on, and the bytes are those of an undisturbed one.
//!
//! Six moments a form by default; `ONRECORD_KILLS=50` tries fifty.

mod batch_common;
use batch_common::{Desk, beside, desk, jsonl, program};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

fn kills() -> usize {
    std::env::var("ONRECORD_KILLS").map_or(6, |n| n.parse().expect("a number of kills"))
}

/// Moments spread over a run, without chance: multiples of the golden ratio.
fn moment(kill: usize, run: Duration) -> Duration {
    run.mul_f64((0.13 + 0.618_033_988_75 * kill as f64).fract())
}

fn start(desk: &Desk, output: &str, resume: bool) -> std::process::Child {
    let mut command = Command::new(program());
    command.args([
        "annotate",
        "news.jsonl",
        "--checkpoint",
        "0.01",
        "--output",
        output,
    ]);
    if resume {
        command.arg("--resume");
    }
    command
        .current_dir(desk.path(""))
        .stdin(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .unwrap()
}

fn killed_and_resumed(ending: &str, n_articles: usize) {
    let desk = desk();
    // A broken line now and then, so that the list of skips is tested too.
    let lines: String = jsonl(n_articles)
        .lines()
        .enumerate()
        .map(|(n, line)| {
            if n % 500 == 7 {
                "broken\n".to_owned()
            } else {
                format!("{line}\n")
            }
        })
        .collect();
    desk.file("news.jsonl", lines);
    let whole = format!("whole.{ending}");
    let begun = Instant::now();
    assert_eq!(start(&desk, &whole, false).wait().unwrap().code(), Some(1));
    let run = begun.elapsed();
    let (expected, skips) = (
        desk.bytes(&whole),
        desk.bytes(&format!("{whole}.skipped.jsonl")),
    );
    assert!(!expected.is_empty());
    let mut went_on = 0;
    for kill in 0..kills() {
        let output = format!("killed{kill}.{ending}");
        let mut child = start(&desk, &output, false);
        std::thread::sleep(moment(kill, run));
        // `kill` sends SIGKILL, which nothing can catch.
        child.kill().unwrap();
        child.wait().unwrap();
        went_on += usize::from(desk.has(&format!("{output}.run.json")));
        let ended = start(&desk, &output, true).wait().unwrap();
        assert_eq!(ended.code(), Some(1), "kill {kill}");
        assert!(
            desk.bytes(&output) == expected,
            "kill {kill} of {output} changed the bytes"
        );
        assert!(
            desk.bytes(&format!("{output}.skipped.jsonl")) == skips,
            "kill {kill} changed the skips"
        );
        assert_eq!(
            beside(&desk.path(&output)),
            [
                output.clone(),
                format!("{output}.run.json"),
                format!("{output}.skipped.jsonl")
            ]
        );
        for name in beside(&desk.path(&output)) {
            std::fs::remove_file(desk.path(&name)).unwrap();
        }
    }
    println!(
        "{ending}: {} kills, {went_on} went on from a checkpoint",
        kills()
    );
}

#[test]
fn jsonl_is_the_same_after_a_kill() {
    killed_and_resumed("jsonl", 6_000);
}

#[test]
fn csv_is_the_same_after_a_kill() {
    killed_and_resumed("csv", 6_000);
}

#[cfg(feature = "parquet")]
#[test]
fn parquet_is_the_same_after_a_kill() {
    // Some row groups of 8 MiB; a run can go on after each.
    killed_and_resumed("parquet", 20_000);
}

/// A run that was stopped by Ctrl-C after some articles.
fn interrupted(desk: &Desk) {
    desk.file("news.jsonl", jsonl(40_000));
    let mut child = start(desk, "o.jsonl", false);
    while !desk.has("o.jsonl.run.json") {
        std::thread::sleep(Duration::from_millis(2));
        assert_eq!(
            child.try_wait().unwrap(),
            None,
            "it was done before it could be stopped"
        );
    }
    let pid = child.id().to_string();
    assert!(
        Command::new("kill")
            .args(["-INT", &pid])
            .status()
            .unwrap()
            .success()
    );
    assert_eq!(child.wait().unwrap().code(), Some(130));
    assert!(!desk.has("o.jsonl"));
}

#[test]
fn ctrl_c_ends_cleanly_and_what_differs_is_refused() {
    let desk = desk();
    interrupted(&desk);
    desk.run("annotate news.jsonl --output o.jsonl")
        .ends(2)
        .says("add --resume to go on");
    desk.run("extract news.jsonl --output o.jsonl --resume")
        .ends(2)
        .says("differs in its command: it was annotate, now it is extract");
    desk.run("annotate news.jsonl --output o.jsonl --resume --explain")
        .ends(2)
        .says("differs in its explain: it was 0, now it is 5");
    desk.file("other.jsonl", jsonl(9));
    desk.run("annotate other.jsonl --output o.jsonl --resume")
        .ends(2)
        .says("differs in its inputs");
    let changed = desk.read("news.jsonl").replacen("Norland", "Nirland", 1);
    let same = desk.read("news.jsonl");
    desk.file("news.jsonl", changed);
    desk.run("annotate news.jsonl --output o.jsonl --resume")
        .ends(2)
        .says("the inputs differ from those of the interrupted run");
    desk.file("news.jsonl", same);
    desk.run("annotate news.jsonl --output o.jsonl --resume")
        .ends(0)
        .says("40000 records");
    assert_eq!(desk.read("o.jsonl").lines().count(), 40_000);
    desk.run("annotate news.jsonl --output o.jsonl --resume")
        .ends(0)
        .says("the run is done already");
}

#[test]
fn two_runs_do_not_write_one_file() {
    let desk = desk();
    let mut feeding = desk
        .command("extract - --output o.jsonl")
        .stdin(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    while !desk.has("o.jsonl.partial") {
        std::thread::sleep(Duration::from_millis(2));
    }
    desk.file("a.jsonl", jsonl(1));
    // The first holds its lock from the moment the file is there, or a little later.
    std::thread::sleep(Duration::from_millis(50));
    desk.run("extract a.jsonl --output o.jsonl")
        .ends(2)
        .says("is being written by another run");
    drop(feeding.stdin.take());
    feeding.wait().unwrap();
}
