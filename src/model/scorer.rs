//! Statements to scores without making rows: sums of coefficients, ready to be added up.
//!
//! A score is an intercept and, for each kind of terms, a sum of `coefficient × weight`
//! divided by the length of that kind's part of the row. Every term has its products with all
//! coefficients side by side, every word the sum of its character terms: one addition a term
//! for all labels, one a word for its dozen of character terms. The scores are those of
//! [`Tfidf::row`] times the coefficients, up to the rounding of 32-bit sums.

use super::head::FittedHead;
use crate::features::{Gathered, Kind, Known, Scratch, Tfidf, frequency_weight};

/// So many numbers are added at once.
const LANES: usize = 8;

/// The coefficients of all heads, by term.
#[derive(Debug)]
pub struct Scorer {
    n_outputs: usize,
    /// The length of a record: the outputs, one more, and room up to whole [`LANES`].
    stride: usize,
    /// For each term `idf × coefficient` of every output, then `idf²`.
    records: Vec<f32>,
    intercepts: Vec<f64>,
    /// The weight of each kind in a row.
    weights: [f32; Kind::ALL.len()],
}

/// Sums over the character terms of every word that a thread has met; its records look like
/// those of terms.
#[derive(Debug, Default)]
pub struct WordSums {
    generation: u32,
    records: Vec<f32>,
}

impl Scorer {
    /// What scores statements as `heads` do over the rows of `tfidf`.
    pub fn new(tfidf: &Tfidf, heads: &[FittedHead]) -> Self {
        let n_outputs = heads.iter().map(|head| head.head.n_labels()).sum::<usize>();
        let stride = (n_outputs + 1).next_multiple_of(LANES);
        let idf = tfidf.idf();
        let mut records = vec![0.0; idf.len() * stride];
        let mut output = 0;
        for head in heads {
            for coefficients in head.coefficients.rows() {
                for ((record, &coefficient), idf) in
                    records.chunks_mut(stride).zip(coefficients).zip(idf)
                {
                    record[output] = idf * coefficient;
                }
                output += 1;
            }
        }
        for (record, idf) in records.chunks_mut(stride).zip(idf) {
            record[n_outputs] = idf * idf;
        }
        let mut weights = [0.0; Kind::ALL.len()];
        for (kind, params) in &tfidf.params().kinds {
            weights[kind.index()] = params.weight;
        }
        Self {
            n_outputs,
            stride,
            records,
            intercepts: heads
                .iter()
                .flat_map(|head| head.intercepts.iter().copied())
                .collect(),
            weights,
        }
    }

    /// The score of every label of every head, side by side, for the lexemes that `scratch`
    /// holds.
    pub fn scores(&self, tfidf: &Tfidf, scratch: &mut Scratch, words: &mut WordSums) -> Vec<f64> {
        tfidf.gather(scratch);
        let (known, gathered) = scratch.gathered();
        words.learn(self, known);
        let mut scores = self.intercepts.clone();
        let mut sums = vec![0.0; self.stride];
        for kind in Kind::ALL {
            let weight = self.weights[kind.index()];
            if weight == 0.0 {
                continue;
            }
            let records = match kind {
                Kind::Characters => &words.records,
                _ => &self.records,
            };
            self.sum(kind, records, gathered, &mut sums);
            let square = sums[self.n_outputs];
            if square > 0.0 {
                let scale = weight / square.sqrt();
                for (score, sum) in scores.iter_mut().zip(&sums) {
                    *score += f64::from(scale * sum);
                }
            }
        }
        scores
    }

    /// Adds up what the terms of one kind say, and their squared lengths.
    fn sum(&self, kind: Kind, records: &[f32], gathered: &mut Gathered, sums: &mut [f32]) {
        sums.fill(0.0);
        gathered.drain(kind, |number, count| {
            let from = number as usize * self.stride;
            let record = &records[from..from + self.stride];
            if count == 1 {
                for (sums, record) in lanes_mut(sums).iter_mut().zip(lanes(record)) {
                    for (sum, value) in sums.iter_mut().zip(record) {
                        *sum += value;
                    }
                }
                return;
            }
            let weight = frequency_weight(count);
            let square = record[self.n_outputs];
            for (sum, value) in sums.iter_mut().zip(record) {
                *sum += weight * value;
            }
            sums[self.n_outputs] += weight * weight * square - weight * square;
        });
    }
}

fn lanes(values: &[f32]) -> &[[f32; LANES]] {
    values.as_chunks().0
}

fn lanes_mut(values: &mut [f32]) -> &mut [[f32; LANES]] {
    values.as_chunks_mut().0
}

impl WordSums {
    /// Catches up with what `known` knows.
    fn learn(&mut self, scorer: &Scorer, known: &Known) {
        if self.generation != known.generation() {
            self.generation = known.generation();
            self.records.clear();
        }
        let stride = scorer.stride;
        for lexeme in self.records.len() / stride..known.n_lexemes() {
            let first = self.records.len();
            self.records.resize(first + stride, 0.0);
            let sums = &mut self.records[first..];
            for &(term, times) in known.characters(lexeme as u32) {
                let record = &scorer.records[term as usize * stride..][..stride];
                for (sum, value) in sums.iter_mut().zip(&record[..scorer.n_outputs]) {
                    *sum += times * value;
                }
                sums[scorer.n_outputs] += times * times * record[scorer.n_outputs];
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::Model;
    use super::*;

    #[test]
    fn scores_are_rows_times_coefficients() {
        let model = Model::embedded().unwrap();
        let (mut scratch, mut words) = (Scratch::default(), WordSums::default());
        for text in [
            "We must not refuse more air defence for Ukraine, and more of it, now.",
            "talks, talks and talks about talks",
            "“No,” the envoy said: no truce, no talks, no deal before the last soldier has left",
            "",
            "§§",
        ] {
            let row = model.tfidf().row(text, &mut scratch).to_vec();
            let by_rows = model.fitted_heads().iter().flat_map(|head| {
                let row = &row;
                (0..head.head.n_labels()).map(move |label| {
                    let products = row.iter().map(|&(term, weight)| {
                        f64::from(weight) * f64::from(head.coefficients[(label, term as usize)])
                    });
                    head.intercepts[label] + products.sum::<f64>()
                })
            });
            model.tfidf().begin(&mut scratch);
            model.tfidf().lex(text, &mut scratch);
            let scorer = &model.shared.scorer;
            let scores = scorer.scores(model.tfidf(), &mut scratch, &mut words);
            for (by_row, score) in by_rows.zip(scores) {
                assert!(
                    (by_row - score).abs() < 1e-5,
                    "{text}: {by_row} and {score}"
                );
            }
        }
    }
}
