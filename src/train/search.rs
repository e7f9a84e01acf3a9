//! What is compared beside costs: weights and document frequencies of kinds of terms, on a
//! declared grid or by seeded random draws.
//!
//! Every configuration is cross-validated on the same folds. Of those whose merit is within
//! one standard error of the best, the one with the fewest terms is taken.
//!
//! Source: Bergstra and Bengio (2012), random search; Breiman and others (1984), the rule of
//! one standard error.

use super::TrainConfig;
use super::folds::{Crossed, merit};
use super::question::Question;
use crate::error::{Error, Result};
use crate::features::{Kind, TfidfParams};
use crate::random::SplitMix;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// What is compared.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Search {
    /// Whether values are tried all with all, or drawn.
    pub kind: SearchKind,
    /// Configurations of a random search, the one that the file declares first; 1 or more.
    #[serde(default = "twenty")]
    pub draws: usize,
    /// Seed of the draws.
    #[serde(default = "one")]
    pub seed: u64,
    /// Costs of every head, in place of its own: a list, or the ends of a range.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub costs: Vec<f64>,
    /// Weights of kinds of terms: a list each, or the ends of a range.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub weights: BTreeMap<Kind, Vec<f64>>,
    /// Document frequencies below which terms are left out: a list each, or the ends of a range.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub min_document_frequency: BTreeMap<Kind, Vec<u32>>,
}

/// How configurations are made.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SearchKind {
    /// Every value with every other.
    Grid,
    /// Drawn between the ends: costs and weights evenly by their logarithm.
    Random,
}

fn twenty() -> usize {
    20
}

fn one() -> u64 {
    1
}

/// The largest grid: more would not end.
const MOST: usize = 10_000;

impl Search {
    pub(super) fn check(&self, features: &TfidfParams) -> Result<()> {
        let wrong = |field: &str, found: String, expected: &str| {
            Err(Error::config(format!(
                "search.{field} is {found}; expected {expected}"
            )))
        };
        if self.draws == 0 {
            return wrong("draws", "0".into(), "1 or more");
        }
        let is_random = self.kind == SearchKind::Random;
        let shape = if is_random {
            "the two ends of a range, both above 0, the lower first"
        } else {
            "numbers above 0"
        };
        let fits = |values: &[f64]| {
            let is_range = values.len() == 2 && values[0] <= values[1];
            values.iter().all(|v| v.is_finite() && *v > 0.0) && (is_range || !is_random)
        };
        if !self.costs.is_empty() && !fits(&self.costs) {
            return wrong("costs", format!("{:?}", self.costs), shape);
        }
        let frequencies = self.min_document_frequency.iter().map(|(kind, values)| {
            let values: Vec<f64> = values.iter().map(|&v| f64::from(v)).collect();
            ("min_document_frequency", *kind, values)
        });
        let weights = self.weights.iter();
        let weights = weights.map(|(kind, values)| ("weights", *kind, values.clone()));
        let mut n = 1_usize;
        for (field, kind, values) in weights.chain(frequencies) {
            let field = format!("{field}.{}", kind.name());
            if values.is_empty() || !fits(&values) {
                return wrong(&field, format!("{values:?}"), shape);
            }
            if !features.kinds.contains_key(&kind) {
                return wrong(&field, "set".into(), "a kind that features.kinds takes");
            }
            n = n.saturating_mul(values.len());
        }
        if !is_random && n > MOST {
            return wrong(
                "kind",
                format!("a grid of {n}"),
                "at most 10000; draw at random",
            );
        }
        Ok(())
    }
}

/// One configuration.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Candidate {
    pub(super) features: TfidfParams,
    /// One list of costs a head.
    pub(super) costs: Vec<Vec<f64>>,
}

/// Every configuration, in the order in which they are tried.
pub(super) fn candidates(config: &TrainConfig) -> Vec<Candidate> {
    let declared = Candidate {
        features: config.features.clone(),
        costs: config.heads.iter().map(|head| head.costs.clone()).collect(),
    };
    match &config.search {
        None => vec![declared],
        Some(search) if search.kind == SearchKind::Grid => grid(search, declared),
        Some(search) => {
            let mut random = SplitMix(search.seed);
            let mut candidates = vec![declared.clone()];
            while candidates.len() < search.draws {
                candidates.push(draw(search, &declared, &mut random));
            }
            candidates
        }
    }
}

fn grid(search: &Search, mut declared: Candidate) -> Vec<Candidate> {
    if !search.costs.is_empty() {
        declared.costs.fill(search.costs.clone());
    }
    let mut candidates = vec![declared];
    for (kind, values) in &search.weights {
        candidates = spread(&candidates, values, |candidate, &value| {
            set(candidate, *kind, |params| params.weight = value as f32);
        });
    }
    for (kind, values) in &search.min_document_frequency {
        candidates = spread(&candidates, values, |candidate, &value| {
            set(candidate, *kind, |params| {
                params.min_document_frequency = value;
            });
        });
    }
    candidates
}

fn spread<V>(
    candidates: &[Candidate],
    values: &[V],
    put: impl Fn(&mut Candidate, &V),
) -> Vec<Candidate> {
    let each = candidates.iter().flat_map(|candidate| {
        values.iter().map(|value| {
            let mut candidate = candidate.clone();
            put(&mut candidate, value);
            candidate
        })
    });
    each.collect()
}

fn set(candidate: &mut Candidate, kind: Kind, put: impl Fn(&mut crate::features::KindParams)) {
    if let Some(params) = candidate.features.kinds.get_mut(&kind) {
        put(params);
    }
}

fn draw(search: &Search, declared: &Candidate, random: &mut SplitMix) -> Candidate {
    let mut candidate = declared.clone();
    if let [low, high] = search.costs[..] {
        for costs in &mut candidate.costs {
            *costs = vec![between(low, high, random)];
        }
    }
    for (kind, range) in &search.weights {
        let value = between(range[0], range[1], random) as f32;
        set(&mut candidate, *kind, |params| params.weight = value);
    }
    for (kind, range) in &search.min_document_frequency {
        let value = range[0] + random.below((range[1] - range[0] + 1) as usize) as u32;
        set(&mut candidate, *kind, |params| {
            params.min_document_frequency = value;
        });
    }
    candidate
}

/// A number between two ends, evenly by its logarithm.
fn between(low: f64, high: f64, random: &mut SplitMix) -> f64 {
    let share = (random.next() >> 11) as f64 / (1_u64 << 53) as f64;
    let value = low * (high / low).powf(share);
    // Three digits say enough, and can be typed again.
    let short: f64 = format!("{value:.2e}").parse().unwrap_or(value);
    short.clamp(low, high)
}

/// One configuration with what it came to.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Tried {
    /// How rows were made.
    pub features: TfidfParams,
    /// By head: each cost with mean average precision over folds and its standard error.
    pub costs: BTreeMap<String, Vec<(f64, f64, f64)>>,
    /// Mean average precision over heads, each at its chosen cost.
    pub merit: f64,
    /// Its standard error over folds; not a number where fewer than two are finished.
    pub standard_error: f64,
    /// Folds that were finished.
    pub n_folds: usize,
    /// Terms, the mean over folds.
    pub n_terms: f64,
    /// True where every fold was finished.
    pub is_finished: bool,
}

pub(super) fn tried(candidate: &Candidate, questions: &[Question<'_>], crossed: &Crossed) -> Tried {
    let n_folds = crossed.n_done;
    let mut costs = BTreeMap::new();
    let mut means = vec![0.0; n_folds];
    for (question, held_out) in questions.iter().zip(&crossed.heads) {
        let of_costs = question.costs.iter().zip(&held_out.merits);
        let of_costs = of_costs.map(|(&cost, &(mean, error))| (cost, mean, error));
        costs.insert(question.head.name.clone(), of_costs.collect());
        let by_fold = &held_out.by_fold[held_out.chosen(question)];
        for (mean, value) in means.iter_mut().zip(by_fold) {
            *mean += value / questions.len() as f64;
        }
    }
    let (merit, standard_error) = merit(&means);
    Tried {
        features: candidate.features.clone(),
        costs,
        merit,
        standard_error,
        n_folds,
        n_terms: crossed.n_terms,
        is_finished: n_folds == crossed.n_folds,
    }
}

/// What a run has so far.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Standing {
    /// Every configuration, in order; the last may be unfinished.
    pub tried: Vec<Tried>,
}

impl Standing {
    pub(super) fn add(&mut self, tried: Tried) {
        self.tried.push(tried);
    }

    /// The configuration that would be taken now; none where none is finished.
    pub fn chosen(&self) -> Option<usize> {
        let finished: Vec<usize> = (0..self.tried.len())
            .filter(|&i| self.tried[i].is_finished)
            .collect();
        let best = finished.iter().copied().max_by(|&a, &b| {
            self.tried[a]
                .merit
                .total_cmp(&self.tried[b].merit)
                .then(b.cmp(&a))
        })?;
        let floor = self.tried[best].merit - self.tried[best].standard_error;
        finished
            .into_iter()
            .filter(|&i| self.tried[i].merit >= floor)
            .min_by(|&a, &b| self.tried[a].n_terms.total_cmp(&self.tried[b].n_terms))
            .or(Some(best))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn config(text: &str) -> TrainConfig {
        toml::from_str(text).unwrap()
    }

    #[test]
    fn a_grid_has_every_value_with_every_other() {
        let config = config(
            "[search]\nkind = \"grid\"\ncosts = [3.0]\nweights = { words = [0.5, 1.0] }\nmin_document_frequency = { words = [1, 2, 3] }",
        );
        let all = candidates(&config);
        assert_eq!(all.len(), 6);
        assert_eq!(all[0].costs, [[3.0], [3.0]]);
        let words = &all[5].features.kinds[&Kind::Words];
        assert_eq!((words.weight, words.min_document_frequency), (1.0, 3));
    }

    #[test]
    fn draws_are_seeded_begin_with_the_declared_and_stay_in_range() {
        let text = "[search]\nkind = \"random\"\ndraws = 30\nseed = 7\ncosts = [0.5, 8.0]\nweights = { characters = [0.2, 2.0] }\nmin_document_frequency = { words = [1, 4] }";
        let all = candidates(&config(text));
        assert_eq!(all, candidates(&config(text)));
        assert_ne!(
            all,
            candidates(&config(&text.replace("seed = 7", "seed = 8")))
        );
        assert_eq!(all.len(), 30);
        assert_eq!(all[0].features, config("").features);
        for candidate in &all[1..] {
            let kinds = &candidate.features.kinds;
            assert!(candidate.costs.iter().all(|c| (0.5..=8.0).contains(&c[0])));
            assert!((0.2..=2.0).contains(&kinds[&Kind::Characters].weight));
            assert!((1..=4).contains(&kinds[&Kind::Words].min_document_frequency));
        }
    }

    #[test]
    fn the_smallest_of_those_that_cannot_be_told_apart_is_taken() {
        let tried = |merit: f64, n_terms: f64, is_finished: bool| Tried {
            features: config("").features,
            costs: BTreeMap::new(),
            merit,
            standard_error: 0.02,
            n_folds: 5,
            n_terms,
            is_finished,
        };
        let standing = Standing {
            tried: vec![
                tried(0.70, 900.0, true),
                tried(0.71, 500.0, true),
                tried(0.60, 100.0, true),
                tried(0.90, 100.0, false),
            ],
        };
        assert_eq!(standing.chosen(), Some(1));
        assert_eq!(Standing::default().chosen(), None);
    }
}
