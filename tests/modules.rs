//! Holds the modules to their order: each uses only what the table allows.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// Each room with the rooms it may use, in the order an article travels.
const ROOMS: &[(&str, &str)] = &[
    ("error", ""),
    ("random", ""),
    ("text", ""),
    ("document", "text"),
    ("statement", "text document"),
    ("label", "error"),
    ("score", "label"),
    ("annotation", "text document statement label score"),
    ("read", "error text document statement"),
    ("segment", "text document"),
    ("quote", "text document statement segment"),
    ("speaker", "text document statement segment quote"),
    ("extract", "text document statement segment quote speaker"),
    ("features", "error text statement"),
    ("metrics", "random text label score annotation"),
    (
        "corpus",
        "error random text document statement label read segment metrics",
    ),
    (
        "model",
        "error random text statement label score features metrics corpus",
    ),
    (
        "annotate",
        "error text document statement label score annotation extract model read",
    ),
    ("write", "error text document annotation label annotate"),
    (
        "train",
        "error random text statement label score features metrics corpus model",
    ),
    (
        "evaluate",
        "error random text document statement label score annotation segment extract features metrics corpus model annotate read",
    ),
    (
        "report",
        "error text label score metrics evaluate annotation",
    ),
];

fn sources(dir: &Path, found: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(dir).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            sources(&path, found);
        } else if path.extension().is_some_and(|ending| ending == "rs") {
            found.push(path);
        }
    }
}

#[test]
fn every_module_uses_only_what_comes_before_it() {
    let src = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let allowed: BTreeMap<&str, Vec<&str>> = ROOMS
        .iter()
        .map(|(room, uses)| (*room, uses.split_whitespace().collect()))
        .collect();
    let mut files = Vec::new();
    sources(&src, &mut files);
    assert!(files.len() > 40, "the sources were not found");
    let mut wrong = Vec::new();
    for file in files {
        let inside = file.strip_prefix(&src).unwrap();
        let room = inside.iter().next().unwrap().to_string_lossy();
        let room = room.trim_end_matches(".rs");
        if matches!(room, "cli" | "main" | "lib") {
            continue;
        }
        let uses = allowed
            .get(room)
            .unwrap_or_else(|| panic!("src/{} stands in no row of the table", inside.display()));
        let text = std::fs::read_to_string(&file).unwrap();
        // Tests may look everywhere.
        let text = text.split("#[cfg(test)]").next().unwrap();
        for (number, line) in text.lines().enumerate() {
            let Some(rest) = line.split("crate::").nth(1) else {
                continue;
            };
            if line.trim_start().starts_with("//") {
                continue;
            }
            let used: String = rest
                .chars()
                .take_while(|c| c.is_alphanumeric() || *c == '_')
                .collect();
            if !used.is_empty() && used != room && !uses.contains(&used.as_str()) {
                wrong.push(format!(
                    "src/{}:{}: uses {used}",
                    inside.display(),
                    number + 1
                ));
            }
        }
    }
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}

#[test]
fn training_and_evaluation_never_import_each_other() {
    let uses = |room: &str| ROOMS.iter().find(|(name, _)| *name == room).unwrap().1;
    assert!(!uses("train").contains("evaluate") && !uses("evaluate").contains("train"));
}
