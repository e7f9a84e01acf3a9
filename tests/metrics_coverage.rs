//! Intervals hold the truth as often as they say: at least 93 of 100 at a claim of 95.
//!
//! Each simulation draws many samples from a process whose true figure is known, makes
//! the interval of each, and counts how many hold it. Statements come in groups that
//! share a difficulty, so that an interval that resampled statements would fall short.

use onrecord::metrics::bootstrap::Bootstrap;
use onrecord::metrics::classification::Counts;
use onrecord::metrics::interval::wilson;
use onrecord::metrics::prevalence::{self, Said};
use onrecord::metrics::ranking::Ranking;
use onrecord::metrics::{agreement, calibration};
use onrecord::random::SplitMix;

const LEAST: f64 = 0.93;

fn uniform(random: &mut SplitMix) -> f64 {
    (random.next() >> 11) as f64 / (1_u64 << 53) as f64
}

/// One label over statements in groups.
struct Sample {
    truth: Vec<bool>,
    probabilities: Vec<f64>,
    groups: Vec<usize>,
}

impl Sample {
    /// One to five statements a group; a group is hard or easy, rich or poor in the label.
    fn draw(n_groups: usize, rate: f64, random: &mut SplitMix) -> Self {
        let (mut truth, mut probabilities, mut groups) = (Vec::new(), Vec::new(), Vec::new());
        for group in 0..n_groups {
            let noise = if random.below(2) == 0 { 0.25 } else { 0.75 };
            let rate = if random.below(2) == 0 {
                0.5 * rate
            } else {
                1.5 * rate
            };
            for _ in 0..=random.below(5) {
                let is_true = uniform(random) < rate;
                let middle = if is_true { 0.62 } else { 0.32 };
                let p = middle + noise * (uniform(random) - 0.5);
                truth.push(is_true);
                probabilities.push(p.clamp(0.0, 1.0));
                groups.push(group);
            }
        }
        Self {
            truth,
            probabilities,
            groups,
        }
    }

    fn said(&self) -> Vec<bool> {
        self.probabilities.iter().map(|&p| p >= 0.5).collect()
    }

    /// F1, average precision, precision, Brier score.
    fn figures(&self) -> impl Fn(&[u32]) -> Vec<f64> + Sync + '_ {
        let ranking = Ranking::new(&self.truth, &self.probabilities, &self.groups);
        let said = self.said();
        move |weights| {
            let (mut counts, mut brier, mut n) = (Counts::default(), 0.0, 0.0);
            for (i, &said) in said.iter().enumerate() {
                let weight = f64::from(weights[self.groups[i]]);
                let y = f64::from(u8::from(self.truth[i]));
                counts.add(self.truth[i], said, weight);
                brier += weight * (self.probabilities[i] - y).powi(2);
                n += weight;
            }
            vec![
                counts.f1(),
                ranking.average_precision(weights),
                counts.precision(),
                brier / n,
            ]
        }
    }
}

#[test]
fn group_bootstrap_intervals_hold_the_truth() {
    const N_GROUPS: usize = 250;
    let mut random = SplitMix(11);
    let large = Sample::draw(60_000, 0.3, &mut random);
    let truth = large.figures()(&vec![1; 60_000]);
    assert!(calibration::brier(&large.truth, &large.probabilities) - truth[3] < 1e-9);
    let mut held = [0; 4];
    let n = 600;
    for trial in 0..n {
        let sample = Sample::draw(N_GROUPS, 0.3, &mut random);
        let bootstrap = Bootstrap {
            n_groups: N_GROUPS,
            n_draws: 400,
            seed: trial,
        };
        let draws = bootstrap.run(sample.figures());
        for (k, held) in held.iter_mut().enumerate() {
            *held += usize::from(draws.interval(k).unwrap().holds(truth[k]));
        }
    }
    for (name, held) in ["f1", "average precision", "precision", "brier"]
        .iter()
        .zip(held)
    {
        let share = held as f64 / n as f64;
        println!(
            "{name}: {:.1} % of {n} intervals hold the truth",
            100.0 * share
        );
        assert!(share >= LEAST, "{name}: {share}");
    }
}

#[test]
fn wilson_intervals_hold_the_truth() {
    let mut random = SplitMix(5);
    for (n, rate) in [(30, 0.2), (100, 0.05), (200, 0.9), (500, 0.5)] {
        let held = (0..4000)
            .filter(|_| {
                let hits = (0..n).filter(|_| uniform(&mut random) < rate).count();
                wilson(hits as f64, n as f64).holds(rate)
            })
            .count();
        let share = held as f64 / 4000.0;
        println!("wilson n = {n}, rate {rate}: {:.1} %", 100.0 * share);
        assert!(share >= LEAST, "{n} {rate}: {share}");
    }
}

#[test]
fn corrected_shares_hold_the_truth_where_raw_counts_do_not() {
    let mut random = SplitMix(23);
    let rate = 0.55;
    let mut held = [0; 3];
    let n = 400;
    for trial in 0..n {
        let reference = Sample::draw(200, 0.3, &mut random);
        let batch = Sample::draw(200, rate, &mut random);
        let (said, batch_said) = (reference.said(), batch.said());
        let shares = prevalence::shares(
            &reference.truth,
            Said {
                said: &said,
                probabilities: &reference.probabilities,
                groups: &reference.groups,
            },
            Said {
                said: &batch_said,
                probabilities: &batch.probabilities,
                groups: &batch.groups,
            },
            0.3,
            300,
            trial,
        );
        for (share, held) in [shares.raw, shares.adjusted, shares.probabilistic]
            .iter()
            .zip(&mut held)
        {
            *held += usize::from(share.interval.unwrap().holds(rate));
        }
    }
    for (name, held) in ["raw", "adjusted", "probabilistic"].iter().zip(held) {
        println!("{name}: {:.1} %", 100.0 * held as f64 / n as f64);
    }
    assert!(
        (held[0] as f64) < 0.75 * n as f64,
        "the raw count is biased here"
    );
    assert!(held[1] as f64 >= LEAST * n as f64 && held[2] as f64 >= LEAST * n as f64);
}

#[test]
fn agreement_intervals_hold_the_truth() {
    let mut random = SplitMix(31);
    let mut rate_units = |n_groups: usize| -> (Vec<Vec<usize>>, Vec<usize>) {
        let (mut ratings, mut groups) = (Vec::new(), Vec::new());
        for group in 0..n_groups {
            let noise = if random.below(2) == 0 { 0.05 } else { 0.3 };
            for _ in 0..=random.below(3) {
                let truth = usize::from(uniform(&mut random) < 0.3);
                let rater = |random: &mut SplitMix| {
                    if uniform(random) < noise {
                        1 - truth
                    } else {
                        truth
                    }
                };
                ratings.push(vec![rater(&mut random), rater(&mut random)]);
                groups.push(group);
            }
        }
        (ratings, groups)
    };
    let bootstrap = |n_groups, n_draws, seed| Bootstrap {
        n_groups,
        n_draws,
        seed,
    };
    let (ratings, groups) = rate_units(60_000);
    let truth = agreement::alpha(&ratings, &groups, &bootstrap(60_000, 2, 0))
        .unwrap()
        .alpha;
    let n = 500;
    let held = (0..n)
        .filter(|&trial| {
            let (ratings, groups) = rate_units(250);
            let found = agreement::alpha(&ratings, &groups, &bootstrap(250, 400, trial)).unwrap();
            found.interval.unwrap().holds(truth)
        })
        .count();
    let share = held as f64 / n as f64;
    println!(
        "alpha: {:.1} % of {n} intervals hold {truth:.3}",
        100.0 * share
    );
    assert!(share >= LEAST, "{share}");
}
