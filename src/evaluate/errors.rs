//! The worst errors, and statements whose gold label may be the error.

use super::result::{Evaluation, Suspect, Term, WorstError};
use super::table::{HeadTable, Table, names};
use crate::metrics::calibration::log_loss_of_one;
use crate::metrics::doubt::doubts;

/// Wrong decisions, the ones that the probabilities were surest of first.
pub(super) fn worst(table: &Table, head: &HeadTable, n_listed: usize) -> Vec<WorstError> {
    let mut wrong: Vec<(f64, usize, usize)> = Vec::new();
    for k in 0..head.head.n_labels() {
        let (truth, said) = (head.truth(k), head.said(k));
        for i in (0..head.len()).filter(|&i| truth[i] != said[i]) {
            let y = f64::from(u8::from(truth[i]));
            wrong.push((log_loss_of_one(y, head.probabilities[i][k]), i, k));
        }
    }
    wrong.sort_by(|a, b| b.0.total_cmp(&a.0).then((a.1, a.2).cmp(&(b.1, b.2))));
    // An exclusive head errs on two labels at once; a statement is shown once.
    let mut seen = vec![false; head.len()];
    wrong.retain(|&(_, i, _)| !std::mem::replace(&mut seen[i], true));
    wrong
        .into_iter()
        .take(n_listed)
        .map(|(_, i, k)| {
            let row = head.rows[i];
            WorstError {
                id: table.ids[row].clone(),
                row,
                text: table.texts[row].clone(),
                label: head.head.labels[k].clone(),
                missed: head.gold[i].contains(k),
                probability: head.probabilities[i][k],
                gold: names(&head.head, &head.gold[i]),
                said: names(&head.head, &head.decisions[i].labels()),
                evidence: Vec::new(),
            }
        })
        .collect()
}

/// Statements whose gold label the model doubts ([`doubts`]), the widest margin first. The
/// model must not have seen the statements.
pub(super) fn suspects(table: &Table, head: &HeadTable, n_listed: usize) -> Vec<Suspect> {
    let mut found: Vec<(f64, usize, usize)> = Vec::new();
    for k in 0..head.head.n_labels() {
        let doubted = doubts(&head.truth(k), &head.probability(k));
        found.extend(doubted.iter().map(|doubt| (doubt.margin, doubt.index, k)));
    }
    found.sort_by(|a, b| b.0.total_cmp(&a.0).then((a.1, a.2).cmp(&(b.1, b.2))));
    found
        .into_iter()
        .take(n_listed)
        .map(|(margin, i, k)| Suspect {
            id: table.ids[head.rows[i]].clone(),
            text: table.texts[head.rows[i]].clone(),
            label: head.head.labels[k].clone(),
            in_gold: head.gold[i].contains(k),
            probability: head.probabilities[i][k],
            margin,
        })
        .collect()
}

/// Adds the evidence to every listed error: `explain` is given the statement's position
/// in the table, the head and the label, and returns the terms that weighed most.
pub fn add_evidence(evaluation: &mut Evaluation, explain: impl Fn(usize, &str, &str) -> Vec<Term>) {
    for head in &mut evaluation.heads {
        for error in &mut head.worst {
            error.evidence = explain(error.row, &head.name, &error.label);
        }
    }
}
