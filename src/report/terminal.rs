//! The evaluation as text for a terminal: what one wants to see first, at most 100 wide.

use super::format::{estimate, interval, number, percent, short, words};
use crate::evaluate::Evaluation;
use crate::evaluate::result::{Behaviour, Comparison, Drift, HeadEvaluation, Pipeline};
use std::fmt::Write;

/// The whole text, with a line end.
pub fn write(evaluation: &Evaluation) -> String {
    let provenance = &evaluation.provenance;
    let mut text = format!(
        "model {} ({}) on {} statements in {} groups; intervals of 95 % from {} draws\n",
        provenance.model.path,
        short(&provenance.model.sha256, 12),
        provenance.n_statements,
        provenance.n_groups,
        provenance.n_draws
    );
    for head in &evaluation.heads {
        text.push_str(&head_text(head));
    }
    if let Some(pipeline) = &evaluation.pipeline {
        text.push_str(&pipeline_text(pipeline));
    }
    if let Some(behaviour) = &evaluation.behaviour {
        text.push_str(&behaviour_text(behaviour));
    }
    if let Some(comparison) = &evaluation.comparison {
        text.push_str(&comparison_text(comparison));
    }
    if let Some(drift) = &evaluation.drift {
        text.push_str(&drift_text(drift));
    }
    if !evaluation.requirements.is_empty() {
        let rows = evaluation
            .requirements
            .iter()
            .map(|r| {
                let bound = format!("{} {}", if r.at_most { "≤" } else { "≥" }, r.bound);
                let verdict = if r.reached { "reached" } else { "not reached" };
                vec![r.name.clone(), bound, number(r.found), verdict.to_owned()]
            })
            .collect();
        text.push_str("\nrequired\n");
        text.push_str(&table(&["figure", "bound", "found", ""], rows));
    }
    text
}

fn head_text(head: &HeadEvaluation) -> String {
    let mut text = format!(
        "\n{} · {} statements in {} groups\n",
        head.name, head.n, head.n_groups
    );
    let mut rows: Vec<Vec<String>> = head
        .labels
        .iter()
        .map(|label| {
            let figure = |name: &str| label.figures.get(name).and_then(|found| found.value);
            vec![
                label.label.clone(),
                label.n_true.to_string(),
                number(figure("precision")),
                number(figure("recall")),
                label.figures.get("f1").map(estimate).unwrap_or_default(),
                number(figure("average_precision")),
                number(figure("brier")),
                number(figure("calibration_error")),
            ]
        })
        .collect();
    let overall = |name: &str| head.overall.get(name);
    let value = |name: &str| number(overall(name).and_then(|found| found.value));
    for kind in ["macro", "micro"] {
        rows.push(vec![
            format!("({kind})"),
            head.n.to_string(),
            value(&format!("{kind}_precision")),
            value(&format!("{kind}_recall")),
            overall(&format!("{kind}_f1"))
                .map(estimate)
                .unwrap_or_default(),
            value(&format!("{kind}_average_precision")),
            String::new(),
            String::new(),
        ]);
    }
    for baseline in &head.baselines {
        let figure = |name: &str| baseline.overall.get(name);
        rows.push(vec![
            format!("({} baseline, macro)", baseline.name),
            head.n.to_string(),
            number(figure("macro_precision").and_then(|found| found.value)),
            number(figure("macro_recall").and_then(|found| found.value)),
            figure("macro_f1").map(estimate).unwrap_or_default(),
            String::new(),
            String::new(),
            String::new(),
        ]);
    }
    let columns = [
        "label",
        "n",
        "precision",
        "recall",
        "F1",
        "avg prec",
        "Brier",
        "calib err",
    ];
    text.push_str(&table(&columns, rows));
    let _ = writeln!(
        text,
        "wholly right {}; Matthews correlation {}",
        overall("accuracy").map(estimate).unwrap_or_default(),
        overall("mcc").map(estimate).unwrap_or_default()
    );
    text.push_str("\ntruth by row, answer by column\n");
    let mut columns = vec![""];
    columns.extend(head.confusion.columns.iter().map(String::as_str));
    let rows = head
        .confusion
        .rows
        .iter()
        .zip(&head.confusion.counts)
        .map(|(name, counts)| {
            let counts = counts.iter().map(usize::to_string);
            std::iter::once(name.clone()).chain(counts).collect()
        })
        .collect();
    text.push_str(&table(&columns, rows));
    text
}

fn pipeline_text(pipeline: &Pipeline) -> String {
    let mut text = format!(
        "\npipeline · {} articles, {} gold statements, {} found\n",
        pipeline.n_articles, pipeline.n_gold, pipeline.n_found
    );
    let names = [
        "precision",
        "recall",
        "f1",
        "recall_quoted",
        "recall_indirect",
        "speaker",
    ];
    let rows =
        pipeline
            .extraction
            .iter()
            .map(|extraction| {
                let mut row = vec![format!("overlap ≥ {}", extraction.least_overlap)];
                row.extend(names.iter().map(|name| {
                    number(extraction.figures.get(*name).and_then(|found| found.value))
                }));
                row
            })
            .collect();
    let columns = [
        "",
        "precision",
        "recall",
        "F1",
        "quoted",
        "indirect",
        "speaker",
    ];
    text.push_str(&table(&columns, rows));
    if let Some(f1) = pipeline.characters.get("f1") {
        let _ = writeln!(text, "characters F1 {}", estimate(f1));
    }
    for head in &pipeline.heads {
        let _ = writeln!(
            text,
            "{} macro F1: given gold statements {}, end to end {}",
            head.name,
            estimate(&head.given_gold.macro_f1),
            estimate(&head.end_to_end.macro_f1)
        );
    }
    text
}

fn behaviour_text(behaviour: &Behaviour) -> String {
    let mut text = format!("\nbehaviour · passed {}\n", estimate(&behaviour.passed));
    let rows = behaviour
        .groups
        .iter()
        .map(|group| {
            vec![
                group.kind.clone(),
                group.capability.clone(),
                group.n.to_string(),
                percent(group.failed.value),
                interval(group.failed.interval),
            ]
        })
        .collect();
    text.push_str(&table(&["kind", "capability", "cases", "failed", ""], rows));
    text
}

fn comparison_text(comparison: &Comparison) -> String {
    let mut text = format!("\nagainst {} · this minus other\n", comparison.other.path);
    let mut rows = Vec::new();
    for head in &comparison.heads {
        for (name, compared) in &head.figures {
            if !name.ends_with("f1") && !name.ends_with("average_precision") {
                continue;
            }
            rows.push(vec![
                format!("{}.{name}", head.name),
                number(Some(compared.this)),
                number(Some(compared.other)),
                number(Some(compared.paired.difference)),
                interval(compared.paired.interval),
            ]);
        }
    }
    text.push_str(&table(&["figure", "this", "other", "difference", ""], rows));
    text
}

fn drift_text(drift: &Drift) -> String {
    let mut text = format!(
        "\ndrift · {} statements against {} ({}); unknown words {}\n",
        drift.n_batch,
        drift.n_reference,
        drift.reference,
        percent(Some(drift.unknown_words))
    );
    let rows = drift
        .measures
        .iter()
        .map(|m| {
            let verdict = if m.value > m.usual { "moved" } else { "" };
            vec![
                m.what.clone(),
                words(&m.measure),
                number(Some(m.value)),
                number(Some(m.usual)),
                verdict.to_owned(),
            ]
        })
        .collect();
    text.push_str(&table(&["what", "measure", "distance", "usual", ""], rows));
    text
}

/// Columns padded to their widest cell, the first to the left, the rest to the right.
fn table(columns: &[&str], rows: Vec<Vec<String>>) -> String {
    let header: Vec<String> = columns.iter().map(|column| (*column).to_owned()).collect();
    let lines: Vec<&Vec<String>> = std::iter::once(&header).chain(&rows).collect();
    let widths: Vec<usize> = (0..columns.len())
        .map(|c| {
            lines
                .iter()
                .map(|line| line[c].chars().count())
                .max()
                .unwrap_or(0)
        })
        .collect();
    let mut text = String::new();
    for line in lines {
        let mut shown = String::from(" ");
        for (c, (cell, &width)) in line.iter().zip(&widths).enumerate() {
            if c == 0 {
                let _ = write!(shown, " {cell:<width$}");
            } else {
                let _ = write!(shown, "  {cell:>width$}");
            }
        }
        text.push_str(shown.trim_end());
        text.push('\n');
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_line_up_by_what_is_seen() {
        let rows = vec![
            vec!["zählen".to_owned(), "1".to_owned()],
            vec!["a".to_owned(), "−0.25".to_owned()],
        ];
        assert_eq!(
            table(&["", "n"], rows),
            "              n\n  zählen      1\n  a       −0.25\n"
        );
    }
}
