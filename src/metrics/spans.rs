//! Whether found statements are the ones in the gold: overlap, matching, characters, speakers.
//!
//! Two spans are compared by the letters and digits they hold, so that a comma or a
//! quotation mark inside or outside never counts. Positions are Unicode code points.

use super::ratio;
use crate::annotation::Columns;
use serde::{Deserialize, Serialize};

/// Code points of a text, marked where they are letters or digits.
#[derive(Debug, Clone)]
pub struct Letters(Vec<bool>);

impl Letters {
    /// Marks the letters and digits of `text`.
    pub fn of(text: &str) -> Self {
        Self(text.chars().map(char::is_alphanumeric).collect())
    }

    /// The positions of letters and digits inside `spans`, ascending and distinct.
    /// Whatever lies beyond the text is left out.
    pub fn inside(&self, spans: &[Columns]) -> Vec<usize> {
        let mut positions: Vec<usize> = spans
            .iter()
            .flat_map(|&[start, end]| start..end.min(self.0.len()))
            .filter(|&i| self.0[i])
            .collect();
        positions.sort_unstable();
        positions.dedup();
        positions
    }
}

/// How much two ascending lists of positions share: intersection over union, in `[0, 1]`.
pub fn overlap(a: &[usize], b: &[usize]) -> f64 {
    let shared = shared(a, b) as f64;
    ratio(shared, a.len() as f64 + b.len() as f64 - shared)
}

/// The number of positions that two ascending lists share.
pub fn shared(a: &[usize], b: &[usize]) -> usize {
    let (mut i, mut j, mut n) = (0, 0, 0);
    while i < a.len() && j < b.len() {
        match a[i].cmp(&b[j]) {
            std::cmp::Ordering::Less => i += 1,
            std::cmp::Ordering::Greater => j += 1,
            std::cmp::Ordering::Equal => {
                n += 1;
                i += 1;
                j += 1;
            }
        }
    }
    n
}

/// Pairs gold statements with found ones, greedily, best overlap first; a pair needs an
/// overlap of at least `least`, and nobody is paired twice. The result holds, for each
/// gold statement, the found one. Ties go to the earlier gold, then the earlier found.
pub fn pair(gold: &[Vec<usize>], found: &[Vec<usize>], least: f64) -> Vec<Option<usize>> {
    let mut pairs: Vec<(f64, usize, usize)> = Vec::new();
    for (i, g) in gold.iter().enumerate() {
        for (j, f) in found.iter().enumerate() {
            let (Some(g0), Some(f0)) = (g.first(), f.first()) else {
                continue;
            };
            if g.last() < Some(f0) || f.last() < Some(g0) {
                continue;
            }
            let overlap = overlap(g, f);
            if overlap > 0.0 && overlap >= least {
                pairs.push((overlap, i, j));
            }
        }
    }
    pairs.sort_by(|a, b| b.0.total_cmp(&a.0).then((a.1, a.2).cmp(&(b.1, b.2))));
    let mut partner = vec![None; gold.len()];
    let mut taken = vec![false; found.len()];
    for (_, i, j) in pairs {
        if partner[i].is_none() && !taken[j] {
            partner[i] = Some(j);
            taken[j] = true;
        }
    }
    partner
}

/// True where a mention shares a code point with one of the gold source's spans.
pub fn names_source(mention: Columns, source: &[Columns]) -> bool {
    source
        .iter()
        .any(|&[start, end]| mention[0] < end && start < mention[1])
}

/// Precision, recall and F1 of things found, from three sums that add up over articles.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize, Deserialize)]
pub struct Found {
    /// Those found that are in the gold.
    pub right: f64,
    /// All found.
    pub found: f64,
    /// All in the gold.
    pub gold: f64,
}

impl Found {
    /// The share of those found that are in the gold, in `[0, 1]`.
    pub fn precision(&self) -> f64 {
        ratio(self.right, self.found)
    }

    /// The share of the gold that was found, in `[0, 1]`.
    pub fn recall(&self) -> f64 {
        ratio(self.right, self.gold)
    }

    /// Their harmonic mean, in `[0, 1]`.
    pub fn f1(&self) -> f64 {
        ratio(2.0 * self.right, self.found + self.gold)
    }

    /// Adds the sums of an article that a draw holds `weight` times.
    pub fn add(&mut self, other: &Found, weight: f64) {
        self.right += weight * other.right;
        self.found += weight * other.found;
        self.gold += weight * other.gold;
    }
}

/// Which characters were found: positions that any gold and any found statement cover.
pub fn characters(gold: &[Vec<usize>], found: &[Vec<usize>]) -> Found {
    let union = |lists: &[Vec<usize>]| {
        let mut all: Vec<usize> = lists.iter().flatten().copied().collect();
        all.sort_unstable();
        all.dedup();
        all
    };
    let (gold, found) = (union(gold), union(found));
    Found {
        right: shared(&gold, &found) as f64,
        found: found.len() as f64,
        gold: gold.len() as f64,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn punctuation_does_not_count() {
        let letters = Letters::of("“Ja, wir zählen!” sagte sie");
        assert_eq!(letters.inside(&[[0, 17]]), letters.inside(&[[1, 15]]));
        assert_eq!(letters.inside(&[[18, 99]]).len(), 8);
    }

    #[test]
    fn the_best_pair_is_made_first() {
        let list = |range: std::ops::Range<usize>| range.collect::<Vec<usize>>();
        let gold = [list(0..10), list(8..20)];
        let found = [list(8..19), list(0..8)];
        assert_eq!(pair(&gold, &found, 0.5), [Some(1), Some(0)]);
        assert_eq!(pair(&gold, &found, 0.9), [None, Some(0)]);
        let characters = characters(&gold, &found);
        assert_eq!((characters.right, characters.gold), (19.0, 20.0));
    }

    #[test]
    fn nothing_pairs_with_nothing() {
        assert_eq!(pair(&[vec![]], &[vec![]], 0.0), [None]);
        assert_eq!(overlap(&[], &[]), 0.0);
    }
}
