//! Near-duplicates among statements: those that share most of their five-word runs.
//!
//! Case and punctuation do not count; statements shorter than a run are the same or not.

use std::collections::{BTreeMap, HashMap};

/// Words of a run.
const RUN: usize = 5;
/// Runs held by more statements than this are a formula, and say nothing of a copy.
const COMMON: usize = 60;

/// Words in small letters, as [`pairs`] compares them.
pub(super) fn words(text: &str) -> Vec<String> {
    text.split(|c: char| !c.is_alphanumeric() && c != '\'' && c != '’')
        .filter(|word| !word.is_empty())
        .map(|word| word.to_lowercase().replace('’', "'"))
        .collect()
}

/// Pairs of texts, the earlier first, that share more than half of their runs, with the share
/// they have in common (Jaccard); 1 where all words are the same.
pub(super) fn pairs(texts: &[&str]) -> Vec<(usize, usize, f64)> {
    let all: Vec<Vec<String>> = texts.iter().map(|text| words(text)).collect();
    let runs: Vec<Vec<&[String]>> = all
        .iter()
        .map(|words| {
            let mut runs: Vec<&[String]> = if words.len() < RUN {
                vec![words.as_slice()]
            } else {
                words.windows(RUN).collect()
            };
            runs.sort_unstable();
            runs.dedup();
            runs
        })
        .collect();
    let mut holders: HashMap<&[String], Vec<usize>> = HashMap::new();
    let mut found = Vec::new();
    for (i, own) in runs.iter().enumerate() {
        if all[i].is_empty() {
            continue;
        }
        let mut shared: BTreeMap<usize, usize> = BTreeMap::new();
        for run in own {
            for &other in holders.get(run).into_iter().flatten() {
                *shared.entry(other).or_default() += 1;
            }
        }
        for (other, n) in shared {
            let union = own.len() + runs[other].len() - n;
            let share = n as f64 / union as f64;
            if share > 0.5 {
                let share = if all[i] == all[other] { 1.0 } else { share };
                found.push((other, i, share));
            }
        }
        for run in own {
            let holders = holders.entry(run).or_default();
            if holders.len() < COMMON {
                holders.push(i);
            }
        }
    }
    found.sort_by_key(|&(a, b, _)| (a, b));
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn copies_are_found_whatever_their_marks() {
        let texts = [
            "The town will pay for the bridge next year.",
            "the town will pay for the bridge next year",
            "The town will pay for the bridge next spring, he said.",
            "Nobody will pay for anything next year.",
            "Yes.",
            "yes",
            "…",
            "!",
        ];
        let found: Vec<(usize, usize)> = pairs(&texts).iter().map(|p| (p.0, p.1)).collect();
        assert_eq!(found, [(0, 1), (4, 5)]);
    }
}
