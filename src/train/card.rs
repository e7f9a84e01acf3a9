//! The model card: README.md of a model directory.
//!
//! Sections after Mitchell and others (2019): what it answers, its data, its figures, and
//! whatever the configuration's own card text says of use and limits.

use super::Trained;
use std::fmt::Write;

pub(super) fn write(trained: &Trained) -> String {
    let data = trained.data();
    let (n_terms, n_tokens) = trained.sizes();
    let mut card = String::from("# Model card\n\n");
    if !trained.recipe.card.trim().is_empty() {
        let _ = writeln!(card, "{}\n", trained.recipe.card.trim());
    }
    let _ = writeln!(
        card,
        "## Data\n\n{} statements in {} groups; SHA-256 of the files `{}`.\n\n| head | label | statements |\n| --- | --- | --- |",
        data.n_statements, data.n_groups, data.sha256
    );
    for (head, labels) in &data.labels {
        for (label, n) in labels {
            let _ = writeln!(card, "| {head} | {label} | {n} |");
        }
    }
    let _ = writeln!(
        card,
        "\n## Figures\n\nBy {}-fold cross-validation on that data, groups kept together, the vocabulary learned inside\neach fold; at the thresholds shipped, with labels as frequent as in the data. `cross-validation.json`\nhas all of them.\n\n| head | label | base rate | threshold | precision | recall | F1 | average precision |\n| --- | --- | --- | --- | --- | --- | --- | --- |",
        trained.recipe.config.folds
    );
    for head in &trained.figures.heads {
        for label in &head.labels {
            let rate = label
                .base_rate
                .map_or("the data's".into(), |rate| format!("{rate:.3}"));
            let _ = writeln!(
                card,
                "| {} | {} | {rate} | {:.3} | {:.3} | {:.3} | {:.3} | {:.3} |",
                head.head,
                label.label,
                label.threshold,
                label.precision,
                label.recall,
                label.f1,
                label.average_precision
            );
        }
        let _ = writeln!(
            card,
            "| {} | macro | | | | | {:.3} | |",
            head.head, head.macro_f1
        );
    }
    let _ = writeln!(
        card,
        "\n## Sizes\n\n{n_terms} terms, {n_tokens} tokens. Everything chosen stands in `manifest.json` under `features` and `training`."
    );
    card
}
