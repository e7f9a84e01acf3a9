//! What is wrong with a corpus before anything is learned from it.
//!
//! Faults are told apart from remarks: a statement that stands in two groups, or in training
//! and in held-out data, makes every figure too good; a rare label is only worth a look.

use super::raters::agreement;
use super::{Corpus, import::Asked, near};
use crate::metrics::agreement::Agreement;
use std::collections::{BTreeMap, BTreeSet};

/// Everything that was found.
#[derive(Debug, Clone, Default)]
pub struct Check {
    /// What must be put right, each with the statements it concerns.
    pub faults: Vec<Finding>,
    /// What is worth a look.
    pub remarks: Vec<Finding>,
    /// One a head.
    pub heads: Vec<HeadShares>,
}

/// One thing that was found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// Its kind: `duplicate`, `near-duplicate`, `conflict`, `leakage`, `label`, `group`.
    pub kind: &'static str,
    /// What it is, with the statements it concerns.
    pub what: String,
}

/// How often each label of a head is given.
#[derive(Debug, Clone, PartialEq)]
pub struct HeadShares {
    /// The head.
    pub head: String,
    /// Statements labelled under it.
    pub n_labelled: usize,
    /// Statements that carry none of its labels.
    pub n_none: usize,
    /// By label: statements that carry it, and how far raters agree on it.
    pub labels: BTreeMap<String, (usize, Option<Agreement>)>,
}

/// Looks at `corpus`; `known` holds the labels there may be, by head, where that is known, and
/// `against` another corpus that must share nothing with it.
pub fn check(
    corpus: &Corpus,
    heads: &[Asked],
    known: &BTreeMap<String, Vec<String>>,
    against: Option<&Corpus>,
) -> Check {
    let mut found = Check::default();
    copies(corpus, heads, &mut found);
    if let Some(other) = against {
        leakage(corpus, other, &mut found);
    }
    for asked in heads {
        let shares = shares(corpus, &asked.name);
        labels(&shares, known.get(&asked.name), &mut found);
        found.heads.push(shares);
    }
    let n_groups = corpus.groups().iter().max().map_or(0, |&last| last + 1);
    if n_groups == corpus.len() && corpus.len() > 1 {
        found.remarks.push(Finding {
            kind: "group",
            what: "every statement is a group of its own; name a field that statements of one article share, or cross-validation flatters".into(),
        });
    }
    found
}

fn copies(corpus: &Corpus, heads: &[Asked], found: &mut Check) {
    let texts: Vec<&str> = corpus.statements.iter().map(|s| s.text.as_str()).collect();
    for (a, b, share) in near::pairs(&texts) {
        let (first, second) = (&corpus.statements[a], &corpus.statements[b]);
        // Asked about another target, the same words may well have another answer.
        if first.target != second.target {
            continue;
        }
        let is_same = share == 1.0;
        let differ = heads.iter().find(|asked| {
            let labels = |s: &super::LabelledStatement| -> Option<BTreeSet<String>> {
                Some(s.labels.get(&asked.name)?.iter().cloned().collect())
            };
            let both = (labels(first), labels(second));
            matches!(both, (Some(a), Some(b)) if a != b)
        });
        if let (true, Some(asked)) = (is_same, differ) {
            found.faults.push(Finding {
                kind: "conflict",
                what: format!(
                    "{} and {} have the same words and other labels under {}",
                    first.id, second.id, asked.name
                ),
            });
        }
        if first.group != second.group {
            found.faults.push(Finding {
                kind: if is_same { "duplicate" } else { "near-duplicate" },
                what: format!(
                    "{} and {} share {:.0} % of their runs of five words and stand in two groups, {} and {}",
                    first.id,
                    second.id,
                    share * 100.0,
                    first.group,
                    second.group
                ),
            });
        } else if is_same {
            found.remarks.push(Finding {
                kind: "duplicate",
                what: format!("{} and {} have the same words", first.id, second.id),
            });
        }
    }
}

fn leakage(corpus: &Corpus, other: &Corpus, found: &mut Check) {
    let groups = |corpus: &Corpus| -> BTreeSet<String> {
        corpus.statements.iter().map(|s| s.group.clone()).collect()
    };
    for group in groups(corpus).intersection(&groups(other)) {
        found.faults.push(Finding {
            kind: "leakage",
            what: format!("group {group} stands on both sides"),
        });
    }
    let statements: Vec<_> = corpus.statements.iter().chain(&other.statements).collect();
    let texts: Vec<&str> = statements.iter().map(|s| s.text.as_str()).collect();
    for (a, b, share) in near::pairs(&texts) {
        let is_across = a < corpus.len() && b >= corpus.len();
        if is_across && statements[a].target == statements[b].target {
            found.faults.push(Finding {
                kind: "leakage",
                what: format!(
                    "{} here and {} there share {:.0} % of their runs of five words",
                    statements[a].id,
                    statements[b].id,
                    share * 100.0
                ),
            });
        }
    }
}

fn shares(corpus: &Corpus, head: &str) -> HeadShares {
    let (mut n_labelled, mut n_none) = (0, 0);
    let mut counts: BTreeMap<String, usize> = BTreeMap::new();
    for labels in corpus.statements.iter().filter_map(|s| s.labels.get(head)) {
        n_labelled += 1;
        n_none += usize::from(labels.is_empty());
        let labels: BTreeSet<&String> = labels.iter().collect();
        for label in labels {
            *counts.entry(label.clone()).or_default() += 1;
        }
    }
    for label in corpus
        .statements
        .iter()
        .filter_map(|s| s.ratings.get(head))
        .flat_map(|raters| raters.values().flatten())
    {
        counts.entry(label.clone()).or_default();
    }
    let names: Vec<String> = counts.keys().cloned().collect();
    let mut alphas = agreement(corpus, head, &names, 400);
    HeadShares {
        head: head.to_owned(),
        n_labelled,
        n_none,
        labels: counts
            .into_iter()
            .map(|(label, n)| {
                let alpha = alphas.remove(&label);
                (label, (n, alpha))
            })
            .collect(),
    }
}

/// Statements below which no fold of five is sure to hold a label twice.
const RARE: usize = 10;

fn labels(shares: &HeadShares, known: Option<&Vec<String>>, found: &mut Check) {
    for (label, &(n, _)) in &shares.labels {
        if let Some(known) = known
            && !known.contains(label)
        {
            found.faults.push(Finding {
                kind: "label",
                what: format!(
                    "\"{label}\" under {} is not one of {}; {n} statements carry it",
                    shares.head,
                    known.join(", ")
                ),
            });
            continue;
        }
        if n >= RARE {
            continue;
        }
        let alike = shares
            .labels
            .iter()
            .find(|(other, (m, _))| *m > 4 * n && distance(label, other) <= 2);
        let perhaps = alike.map_or(String::new(), |(other, _)| {
            format!("; perhaps \"{other}\" was meant")
        });
        found.remarks.push(Finding {
            kind: "label",
            what: format!(
                "\"{label}\" under {} stands on {n} statements{perhaps}",
                shares.head
            ),
        });
    }
    if shares.n_labelled == 0 {
        found.remarks.push(Finding {
            kind: "label",
            what: format!("no statement is labelled under {}", shares.head),
        });
    }
}

/// Letters to add, drop or change between two words.
///
/// Source: Levenshtein (1966), by Wagner and Fischer (1974), one row at a time.
fn distance(a: &str, b: &str) -> usize {
    let b: Vec<char> = b.chars().collect();
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, x) in a.chars().enumerate() {
        let mut corner = row[0];
        row[0] = i + 1;
        for (j, y) in b.iter().enumerate() {
            let changed = corner + usize::from(x != *y);
            corner = row[j + 1];
            row[j + 1] = changed.min(corner + 1).min(row[j] + 1);
        }
    }
    row[b.len()]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::corpus::LabelledStatement;

    fn corpus(lines: &[(&str, &str, &str, &[&str])]) -> Corpus {
        let statement = |&(id, text, group, labels): &(&str, &str, &str, &[&str])| {
            let labels = labels.iter().map(|label| (*label).to_owned()).collect();
            LabelledStatement {
                id: id.into(),
                text: text.into(),
                group: group.into(),
                labels: BTreeMap::from([("h".to_owned(), labels)]),
                ..LabelledStatement::default()
            }
        };
        Corpus {
            statements: lines.iter().map(statement).collect(),
            ..Corpus::default()
        }
    }

    fn kinds(findings: &[Finding]) -> Vec<&str> {
        findings.iter().map(|finding| finding.kind).collect()
    }

    #[test]
    fn each_fault_has_its_name() {
        let asked = [Asked {
            name: "h".into(),
            kind: None,
        }];
        let ours = corpus(&[
            ("1", "The town will pay for the new bridge.", "a", &["x"]),
            ("2", "The town will pay for the new bridge!", "b", &["y"]),
            ("3", "Rain is expected in the hills tonight.", "c", &["x"]),
            ("4", "Rain is expected in the hills tonight", "c", &["x"]),
        ]);
        let theirs = corpus(&[
            (
                "5",
                "Rain is expected in the hills tonight again.",
                "d",
                &[],
            ),
            ("6", "Nothing else happened here today at all.", "c", &[]),
        ]);
        let found = check(&ours, &asked, &BTreeMap::new(), Some(&theirs));
        assert_eq!(
            kinds(&found.faults),
            ["conflict", "duplicate", "leakage", "leakage", "leakage"]
        );
        assert_eq!(kinds(&found.remarks), ["duplicate", "label", "label"]);
        let known = BTreeMap::from([("h".to_owned(), vec!["x".to_owned()])]);
        let found = check(&theirs, &asked, &known, None);
        assert!(found.faults.is_empty(), "{:?}", found.faults);
        let found = check(&ours, &asked, &known, None);
        assert!(kinds(&found.faults).contains(&"label"));
    }

    #[test]
    fn a_misspelt_label_is_near_its_word() {
        assert_eq!(distance("spendng", "spending"), 1);
        assert_eq!(distance("a", "talks"), 4);
    }
}
