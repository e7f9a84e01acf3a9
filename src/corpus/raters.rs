//! From what several raters said to one label, or to shares of it; and how far they agree.
//!
//! A label that stands beside the ratings is taken as settled and stays.

use super::import::Asked;
use super::{Corpus, LabelledStatement};
use crate::label::HeadKind;
use crate::metrics::agreement::{Agreement, alpha};
use crate::metrics::bootstrap::Bootstrap;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// How raters become one label.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Raters {
    /// The rule.
    pub combine: Combine,
    /// What it does where as many say one thing as another.
    pub tie: Tie,
}

/// The rule by which raters become one label.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Combine {
    /// An independent label holds where more than half give it; the exclusive label that
    /// most give holds.
    #[default]
    Majority,
    /// An independent label holds where anybody gives it; exclusive labels as `majority`.
    Any,
    /// An independent label holds where everybody gives it; an exclusive label where all
    /// agree on it, and the statement is left out under that head where they do not.
    All,
    /// As `majority`, but the estimator learns from each statement as often as it was rated
    /// so: a label given by two of three holds for two thirds of it.
    Soft,
}

/// What happens where exactly half give an independent label, or where several exclusive
/// labels are given most often.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Tie {
    /// The statement is left out under that head.
    #[default]
    LeaveOut,
    /// The independent label holds; of exclusive labels, the one that is commoner in all
    /// ratings, then the one whose name comes first.
    Keep,
}

/// Fills the labels that `corpus` does not give from its ratings, and notes what happened.
pub fn settle(corpus: &mut Corpus, heads: &[Asked], raters: Raters) {
    for asked in heads {
        let Some(kind) = kind(corpus, asked) else {
            continue;
        };
        let common = counts(corpus, &asked.name);
        let (mut disagree, mut out) = (0, 0);
        for statement in &mut corpus.statements {
            let Some(ratings) = statement.ratings.get(&asked.name) else {
                continue;
            };
            let sets: BTreeSet<BTreeSet<&String>> = ratings
                .values()
                .map(|labels| labels.iter().collect())
                .collect();
            disagree += usize::from(sets.len() > 1);
            if statement.labels.contains_key(&asked.name) {
                continue;
            }
            let ratings: Vec<&Vec<String>> = ratings.values().collect();
            let combined = match kind {
                HeadKind::Independent => independent(&ratings, raters),
                HeadKind::Exclusive => exclusive(&ratings, raters, &common),
            };
            match combined {
                Some(labels) => {
                    statement.labels.insert(asked.name.clone(), labels);
                }
                None => out += 1,
            }
        }
        for (n, what) in [
            (disagree, "statements on which raters disagree"),
            (out, "statements left out because raters are tied"),
        ] {
            if n > 0 {
                corpus.notes.insert(format!("{what} ({})", asked.name), n);
            }
        }
    }
}

/// How the labels of a head relate: as the user says, or as its ratings look. None where
/// nobody rated it.
fn kind(corpus: &Corpus, asked: &Asked) -> Option<HeadKind> {
    let mut ratings = corpus
        .statements
        .iter()
        .filter_map(|statement| statement.ratings.get(&asked.name))
        .flat_map(|raters| raters.values())
        .peekable();
    ratings.peek()?;
    Some(asked.kind.unwrap_or_else(|| {
        if ratings.all(|labels| labels.len() == 1) {
            HeadKind::Exclusive
        } else {
            HeadKind::Independent
        }
    }))
}

fn counts(corpus: &Corpus, head: &str) -> BTreeMap<String, usize> {
    let mut counts = BTreeMap::new();
    for statement in &corpus.statements {
        for label in statement.ratings.get(head).into_iter().flatten() {
            for label in label.1 {
                *counts.entry(label.clone()).or_default() += 1;
            }
        }
    }
    counts
}

/// The share of `ratings` that gives each label; every label that anybody gives is there.
pub fn shares(ratings: &BTreeMap<String, Vec<String>>) -> BTreeMap<&str, f64> {
    let mut shares: BTreeMap<&str, f64> = BTreeMap::new();
    for labels in ratings.values() {
        let labels: BTreeSet<&str> = labels.iter().map(String::as_str).collect();
        for label in labels {
            *shares.entry(label).or_default() += 1.0 / ratings.len() as f64;
        }
    }
    shares
}

fn tally(ratings: &[&Vec<String>]) -> BTreeMap<String, usize> {
    let mut votes: BTreeMap<String, usize> = BTreeMap::new();
    for labels in ratings {
        let labels: BTreeSet<&String> = labels.iter().collect();
        for label in labels {
            *votes.entry(label.clone()).or_default() += 1;
        }
    }
    votes
}

fn independent(ratings: &[&Vec<String>], raters: Raters) -> Option<Vec<String>> {
    let n = ratings.len();
    let mut labels = Vec::new();
    for (label, votes) in tally(ratings) {
        let holds = match raters.combine {
            Combine::Any => true,
            Combine::All => votes == n,
            Combine::Majority | Combine::Soft if 2 * votes == n => match raters.tie {
                Tie::LeaveOut => return None,
                Tie::Keep => true,
            },
            Combine::Majority | Combine::Soft => 2 * votes > n,
        };
        if holds {
            labels.push(label);
        }
    }
    Some(labels)
}

fn exclusive(
    ratings: &[&Vec<String>],
    raters: Raters,
    common: &BTreeMap<String, usize>,
) -> Option<Vec<String>> {
    let votes = tally(ratings);
    let most = *votes.values().max()?;
    let mut tied: Vec<&String> = votes
        .iter()
        .filter(|(_, n)| **n == most)
        .map(|(label, _)| label)
        .collect();
    if raters.combine == Combine::All && most < ratings.len() {
        return None;
    }
    if tied.len() > 1 {
        if raters.tie == Tie::LeaveOut {
            return None;
        }
        tied.sort_by_key(|label| (std::cmp::Reverse(common.get(*label)), *label));
    }
    Some(vec![tied[0].clone()])
}

/// Krippendorff's α of every label under `head`, each taken as a yes-or-no question, with an
/// interval from `n_draws` draws of groups; empty where no statement has two raters.
pub fn agreement(
    corpus: &Corpus,
    head: &str,
    labels: &[String],
    n_draws: usize,
) -> BTreeMap<String, Agreement> {
    let rated: Vec<&LabelledStatement> = corpus
        .statements
        .iter()
        .filter(|statement| {
            let ratings = statement.ratings.get(head);
            ratings.is_some_and(|raters| raters.len() > 1)
        })
        .collect();
    let mut known: BTreeMap<&str, usize> = BTreeMap::new();
    let groups: Vec<usize> = rated
        .iter()
        .map(|statement| {
            let next = known.len();
            *known.entry(statement.group.as_str()).or_insert(next)
        })
        .collect();
    let bootstrap = Bootstrap {
        n_groups: known.len(),
        n_draws,
        seed: 1,
    };
    labels
        .iter()
        .filter_map(|label| {
            let units: Vec<Vec<usize>> = rated
                .iter()
                .map(|statement| {
                    let raters = statement.ratings[head].values();
                    raters
                        .map(|labels| usize::from(labels.contains(label)))
                        .collect()
                })
                .collect();
            Some((label.clone(), alpha(&units, &groups, &bootstrap)?))
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rated(kind: HeadKind, raters: Raters, ratings: &[&[&str]]) -> Option<Vec<String>> {
        let ratings = ratings
            .iter()
            .enumerate()
            .map(|(i, labels)| {
                let labels = labels.iter().map(|label| (*label).to_owned()).collect();
                (format!("r{i}"), labels)
            })
            .collect();
        let statement = LabelledStatement {
            ratings: BTreeMap::from([("h".to_owned(), ratings)]),
            ..LabelledStatement::default()
        };
        let mut corpus = Corpus {
            statements: vec![statement],
            ..Corpus::default()
        };
        let asked = Asked {
            name: "h".into(),
            kind: Some(kind),
        };
        settle(&mut corpus, &[asked], raters);
        corpus.statements[0].labels.get("h").cloned()
    }

    #[test]
    fn each_rule_settles_as_it_says() {
        use Combine::{All, Any, Majority, Soft};
        use HeadKind::{Exclusive, Independent};
        use Tie::{Keep, LeaveOut};
        type Labels<'a> = &'a [&'a str];
        type Case<'a> = (HeadKind, Combine, Tie, &'a [Labels<'a>], Option<Labels<'a>>);
        let cases: &[Case<'_>] = &[
            (
                Independent,
                Majority,
                LeaveOut,
                &[&["a"], &["a", "b"], &[]],
                Some(&["a"]),
            ),
            (Independent, Majority, LeaveOut, &[&["a"], &[]], None),
            (Independent, Majority, Keep, &[&["a"], &[]], Some(&["a"])),
            (
                Independent,
                Any,
                LeaveOut,
                &[&["a"], &["b"]],
                Some(&["a", "b"]),
            ),
            (
                Independent,
                All,
                LeaveOut,
                &[&["a", "b"], &["b"]],
                Some(&["b"]),
            ),
            (Independent, Majority, LeaveOut, &[&[], &[]], Some(&[])),
            (
                Exclusive,
                Majority,
                LeaveOut,
                &[&["a"], &["b"], &["b"]],
                Some(&["b"]),
            ),
            (
                Exclusive,
                Soft,
                LeaveOut,
                &[&["a"], &["b"], &["b"]],
                Some(&["b"]),
            ),
            (Exclusive, Majority, LeaveOut, &[&["a"], &["b"]], None),
            (Exclusive, Majority, Keep, &[&["b"], &["a"]], Some(&["a"])),
            (Exclusive, All, Keep, &[&["a"], &["b"], &["b"]], None),
        ];
        for &(kind, combine, tie, ratings, expected) in cases {
            let found = rated(kind, Raters { combine, tie }, ratings);
            let expected = expected.map(|labels| labels.to_vec());
            let found: Option<Vec<&str>> = found
                .as_ref()
                .map(|labels| labels.iter().map(String::as_str).collect());
            assert_eq!(found, expected, "{kind:?} {combine:?} {tie:?} {ratings:?}");
        }
    }

    #[test]
    fn shares_are_of_raters() {
        let ratings = BTreeMap::from([
            ("x".to_owned(), vec!["a".to_owned()]),
            ("y".to_owned(), vec!["a".to_owned(), "b".to_owned()]),
        ]);
        assert_eq!(shares(&ratings), BTreeMap::from([("a", 1.0), ("b", 0.5)]));
    }
}
