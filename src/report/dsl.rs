//! Rows for design-based supervised learning: what a regression on predicted labels needs
//! to be unbiased.
//!
//! One row a statement and label: what the model says, what people say where they looked,
//! and how likely people were to look. The R package `dsl` and its kin take it as it is.
//!
//! Source: Egami, Hinck, Stewart and Wei (2023), *Using Imperfect Surrogates for
//! Downstream Inference*, NeurIPS.

use crate::evaluate::Table;
use std::fmt::Write;

/// The rows of the labelled statements, then of a batch that nobody labelled.
///
/// `sampled_at` is the probability with which a statement was chosen to be labelled, in
/// `(0, 1]`, where known; the correction is only as good as that number, so it is left
/// empty rather than guessed.
pub fn write(labelled: &Table, batch: Option<&Table>, sampled_at: Option<f64>) -> String {
    let fields: Vec<&String> = labelled.slices.keys().collect();
    let mut text =
        String::from("id,group,head,label,predicted,probability,gold,sampling_probability");
    for field in &fields {
        let _ = write!(text, ",{}", quoted(field));
    }
    text.push('\n');
    let sampled = sampled_at.map_or(String::new(), |p| p.to_string());
    for (table, is_gold) in [(Some(labelled), true), (batch, false)] {
        let Some(table) = table else { continue };
        for head in &table.heads {
            for (k, label) in head.head.labels.iter().enumerate() {
                let (truth, said) = (head.truth(k), head.said(k));
                for (i, &row) in head.rows.iter().enumerate() {
                    let gold = if is_gold { flag(truth[i]) } else { "" };
                    let _ = write!(
                        text,
                        "{},{}{},{},{},{},{},{},{}",
                        quoted(&table.ids[row]),
                        if is_gold { "g" } else { "b" },
                        table.groups[row],
                        quoted(&head.head.name),
                        quoted(label),
                        flag(said[i]),
                        head.probabilities[i][k],
                        gold,
                        sampled
                    );
                    for field in &fields {
                        let value = table
                            .slices
                            .get(*field)
                            .and_then(|values| values[row].as_ref());
                        let _ = write!(text, ",{}", value.map_or(String::new(), |v| quoted(v)));
                    }
                    text.push('\n');
                }
            }
        }
    }
    text
}

fn flag(flag: bool) -> &'static str {
    if flag { "1" } else { "0" }
}

/// A field as RFC 4180 wants it.
fn quoted(field: &str) -> String {
    if field.contains([',', '"', '\n', '\r']) {
        format!("\"{}\"", field.replace('"', "\"\""))
    } else {
        field.to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn commas_and_marks_are_quoted() {
        assert_eq!(quoted("a, \"b\""), "\"a, \"\"b\"\"\"");
        assert_eq!(quoted("plain"), "plain");
    }

    #[test]
    fn a_table_of_nothing_is_a_header() {
        let text = write(&Table::default(), None, None);
        assert_eq!(text.lines().count(), 1);
    }
}
