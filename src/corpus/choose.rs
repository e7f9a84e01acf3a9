//! What to label next: a random share, then what a model is least sure of, spread out.
//!
//! The random share is drawn first and from the whole pool, so that each statement in it was
//! chosen with a known probability, and estimates of shares made from it alone are unbiased.
//! What uncertainty chooses teaches a model more and says nothing of shares: it has none.

use crate::random::SplitMix;

/// How many are chosen, and how.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct ChooseParams {
    /// Statements to choose.
    pub n: usize,
    /// The share of them that is drawn at random, in `[0, 1]`.
    pub random_share: f64,
    /// Seed of the draws.
    pub seed: u64,
    /// How much likeness to what was chosen already counts against a statement; 0 not at all.
    pub diversity: f64,
}

/// One chosen statement.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Choice {
    /// Its position in the pool.
    pub index: usize,
    /// The probability with which a random draw chose it; none where uncertainty did.
    pub probability: Option<f64>,
}

/// Statements looked at for each that uncertainty chooses: those it is least sure of.
const PER_CHOICE: usize = 20;

/// Chooses from a pool of statements with these uncertainties, in `[0, 1]`; `likeness` gives
/// the cosine of two of them.
///
/// Uncertain ones are taken one by one, each time the one whose uncertainty, less `diversity`
/// times its likeness to the nearest one taken, is greatest.
///
/// Source: Carbonell and Goldstein (1998), maximal marginal relevance.
pub fn choose(
    uncertainty: &[f64],
    params: &ChooseParams,
    likeness: impl Fn(usize, usize) -> f64,
) -> Vec<Choice> {
    let n_pool = uncertainty.len();
    let n = params.n.min(n_pool);
    let n_random = ((n as f64 * params.random_share).round() as usize).min(n);
    let mut random = SplitMix(params.seed);
    // The first places of a shuffle (Fisher and Yates) are a simple random sample.
    let mut order: Vec<usize> = (0..n_pool).collect();
    for place in 0..n_random {
        order.swap(place, place + random.below(n_pool - place));
    }
    let mut chosen: Vec<Choice> = order[..n_random]
        .iter()
        .map(|&index| Choice {
            index,
            probability: Some(n_random as f64 / n_pool as f64),
        })
        .collect();
    let mut rest: Vec<usize> = order[n_random..].to_vec();
    rest.sort_by(|&a, &b| uncertainty[b].total_cmp(&uncertainty[a]).then(a.cmp(&b)));
    rest.truncate((n - n_random) * PER_CHOICE);
    let mut nearest: Vec<f64> = rest
        .iter()
        .map(|&index| {
            let taken = chosen.iter().map(|choice| likeness(index, choice.index));
            taken.fold(0.0, f64::max)
        })
        .collect();
    let mut is_taken = vec![false; rest.len()];
    while chosen.len() < n {
        let merit = |k: usize| uncertainty[rest[k]] - params.diversity * nearest[k];
        let best = (0..rest.len())
            .filter(|&k| !is_taken[k])
            .max_by(|&a, &b| merit(a).total_cmp(&merit(b)).then(b.cmp(&a)));
        let Some(best) = best else { break };
        is_taken[best] = true;
        chosen.push(Choice {
            index: rest[best],
            probability: None,
        });
        for k in (0..rest.len()).filter(|&k| !is_taken[k]) {
            nearest[k] = nearest[k].max(likeness(rest[k], rest[best]));
        }
    }
    chosen
}

#[cfg(test)]
mod tests {
    use super::*;

    fn params(n: usize, random_share: f64, diversity: f64) -> ChooseParams {
        ChooseParams {
            n,
            random_share,
            seed: 3,
            diversity,
        }
    }

    #[test]
    fn the_unsure_come_first_and_copies_later() {
        let uncertainty = [0.1, 0.9, 0.89, 0.5, 0.2];
        let alike = |a: usize, b: usize| f64::from(u8::from(a.min(b) == 1 && a.max(b) == 2));
        let indices = |diversity| -> Vec<usize> {
            let chosen = choose(&uncertainty, &params(2, 0.0, diversity), alike);
            chosen.iter().map(|choice| choice.index).collect()
        };
        assert_eq!(indices(0.0), [1, 2]);
        assert_eq!(indices(0.5), [1, 3]);
    }

    #[test]
    fn every_statement_is_drawn_as_often_as_its_probability_says() {
        let uncertainty = [0.9, 0.1, 0.5, 0.3, 0.2, 0.7, 0.6, 0.4];
        let mut drawn = [0; 8];
        for seed in 0..4000 {
            let params = ChooseParams {
                seed,
                ..params(4, 0.5, 0.3)
            };
            let chosen = choose(&uncertainty, &params, |_, _| 0.0);
            assert_eq!(chosen.len(), 4);
            for choice in chosen.iter().filter(|choice| choice.probability.is_some()) {
                assert_eq!(choice.probability, Some(0.25));
                drawn[choice.index] += 1;
            }
        }
        // A quarter of 4,000; five standard deviations are 137.
        assert!(
            drawn.iter().all(|&n: &i32| (n - 1000).abs() < 137),
            "{drawn:?}"
        );
    }

    #[test]
    fn a_small_pool_is_taken_whole() {
        let mut chosen = choose(&[0.5, 0.4], &params(9, 0.3, 0.5), |_, _| 0.0);
        chosen.sort_by_key(|choice| choice.index);
        assert_eq!(chosen.len(), 2);
        assert!(choose(&[], &params(3, 0.5, 0.5), |_, _| 0.0).is_empty());
    }
}
