//! The main table for a paper: labels, figures with intervals, baselines, agreement.
//!
//! One `tabular` a head, in `booktabs` style, without float and caption, so that the
//! paper decides where it stands: `\input{report.tex}`.

use super::format::{ABSENT, interval, number, short};
use crate::evaluate::result::HeadEvaluation;
use crate::evaluate::{Estimate, Evaluation};
use std::fmt::Write;

/// The tables of an evaluation, in the order of heads.
pub fn write(evaluation: &Evaluation) -> String {
    let provenance = &evaluation.provenance;
    let mut text = format!(
        "% {}; model {} ({}); {} statements in {} groups; {} bootstrap draws, seed {}\n",
        provenance.program,
        provenance.model.path,
        short(&provenance.model.sha256, 12),
        provenance.n_statements,
        provenance.n_groups,
        provenance.n_draws,
        provenance.seed
    );
    if !provenance.command.is_empty() {
        let _ = writeln!(text, "% {}", provenance.command);
    }
    text.push_str("% needs \\usepackage{booktabs}\n");
    for head in &evaluation.heads {
        text.push_str(&table(head));
    }
    text
}

fn table(head: &HeadEvaluation) -> String {
    let mut text = format!(
        "% {}\n\\begin{{tabular}}{{lrrrrrr}}\n\\toprule\n",
        head.name
    );
    text.push_str("Label & $n$ & Precision & Recall & F1 [95\\,\\% CI] & Avg.\\ prec. & $\\alpha$ \\\\\n\\midrule\n");
    for label in &head.labels {
        let figure = |name: &str| label.figures.get(name);
        let agreement = label.agreement.map(|agreement| agreement.alpha);
        row(
            &mut text,
            &label.label,
            &label.n_true.to_string(),
            [
                figure("precision"),
                figure("recall"),
                figure("f1"),
                figure("average_precision"),
            ],
            agreement,
        );
    }
    text.push_str("\\midrule\n");
    let overall = |name: &str| head.overall.get(name);
    for (name, prefix) in [("Macro", "macro"), ("Micro", "micro")] {
        row(
            &mut text,
            name,
            &head.n.to_string(),
            [
                overall(&format!("{prefix}_precision")),
                overall(&format!("{prefix}_recall")),
                overall(&format!("{prefix}_f1")),
                overall(&format!("{prefix}_average_precision")),
            ],
            head.agreement
                .map(|agreement| agreement.alpha)
                .filter(|_| prefix == "macro"),
        );
    }
    for baseline in &head.baselines {
        let figure = |name: &str| baseline.overall.get(name);
        row(
            &mut text,
            &format!("Macro, {} baseline", baseline.name),
            &head.n.to_string(),
            [
                figure("macro_precision"),
                figure("macro_recall"),
                figure("macro_f1"),
                None,
            ],
            None,
        );
    }
    text.push_str("\\bottomrule\n\\end{tabular}\n");
    text
}

/// One line of the table; only the third figure, F1, is given with its interval.
fn row(
    text: &mut String,
    name: &str,
    n: &str,
    figures: [Option<&Estimate>; 4],
    alpha: Option<f64>,
) {
    let shown = figures.map(|found| {
        let value = found.and_then(|found| found.value);
        math(&number(value))
    });
    let ends = figures[2].map_or(String::new(), |found| interval(found.interval));
    let _ = writeln!(
        text,
        "{} & {n} & {} & {} & {} {{\\small {}}} & {} & {} \\\\",
        escape(name),
        shown[0],
        shown[1],
        shown[2],
        math(&ends),
        shown[3],
        math(&number(alpha))
    );
}

fn math(number: &str) -> String {
    number.replace('−', "$-$").replace(ABSENT, "--")
}

/// Text with TeX's special signs made harmless.
pub fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '\\' => escaped.push_str("\\textbackslash{}"),
            '~' => escaped.push_str("\\textasciitilde{}"),
            '^' => escaped.push_str("\\textasciicircum{}"),
            '_' | '%' | '&' | '#' | '$' | '{' | '}' => {
                escaped.push('\\');
                escaped.push(c);
            }
            c => escaped.push(c),
        }
    }
    escaped
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn special_signs_are_harmless() {
        assert_eq!(escape("pro_peace & 5%"), "pro\\_peace \\& 5\\%");
        assert_eq!(escape("a\\b"), "a\\textbackslash{}b");
    }
}
