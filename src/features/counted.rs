//! Texts counted once and weighed many times.
//!
//! Cross-validation weighs the same texts again in every fold: what changes is which terms
//! are frequent enough inside the fold, and their inverse document frequencies. Both follow
//! from the counts, so nothing is read or cut twice, and a fold's rows are the same as those
//! of a featurizer fitted inside it.

use super::rows::SparseRows;
use super::terms::Kind;
use super::tfidf::{Scratch, Tfidf, TfidfParams, frequency_weight};
use super::vocabulary::inverse_frequency;
use rayon::prelude::*;
use std::ops::Range;

/// What texts hold, before document frequencies are known.
#[derive(Debug, Clone)]
pub struct CountedTexts {
    /// `1 + ln tf` of every term of the vocabulary, one row a text.
    counts: SparseRows,
    /// By text.
    beyond: Vec<Beyond>,
    /// The columns of each kind, ascending.
    kinds: Vec<(Kind, Range<u32>)>,
}

/// What some terms add to the squared length of a row beyond the square of their weight.
type Beyond = Vec<(u32, f32)>;

/// The inverse document frequencies of terms inside some of the texts.
#[derive(Debug, Clone)]
pub struct Frequencies {
    /// One a term; 0 where it is too rare to be one.
    idf: Vec<f32>,
    n_terms: usize,
}

impl CountedTexts {
    /// Counts the terms of `tfidf` in `texts`.
    pub fn new<T: AsRef<str> + Sync>(tfidf: &Tfidf, texts: &[T]) -> Self {
        let n_threads = rayon::current_num_threads();
        let parts: Vec<(SparseRows, Vec<Beyond>)> = texts
            .par_chunks(texts.len().div_ceil(n_threads).max(1))
            .map(|texts| {
                let mut scratch = Scratch::default();
                let mut work = Work::default();
                let mut counts = SparseRows::new(tfidf.vocabulary().n_terms());
                let mut beyond = Vec::with_capacity(texts.len());
                for text in texts {
                    work.count(tfidf, text.as_ref(), &mut scratch);
                    counts.push(&mut work.row);
                    beyond.push(std::mem::take(&mut work.beyond));
                }
                counts.shrink();
                (counts, beyond)
            })
            .collect();
        let (parts, beyond): (Vec<SparseRows>, Vec<Vec<Beyond>>) = parts.into_iter().unzip();
        let counts = SparseRows::joined(tfidf.vocabulary().n_terms(), parts);
        let beyond = beyond.into_iter().flatten().collect();
        let kinds = kinds(tfidf);
        Self {
            counts,
            beyond,
            kinds,
        }
    }

    /// The document frequencies inside the texts at `inside`, for terms that are frequent
    /// enough for `params`.
    pub fn frequencies(&self, inside: &[usize], params: &TfidfParams) -> Frequencies {
        let mut documents = vec![0_u32; self.counts.n_terms()];
        for &text in inside {
            for &term in self.counts.row(text).0 {
                documents[term as usize] += 1;
            }
        }
        let mut idf = vec![0.0; documents.len()];
        for (kind, columns) in &self.kinds {
            let least = params.kinds[kind].min_document_frequency.max(1);
            for term in columns.start as usize..columns.end as usize {
                if documents[term] >= least {
                    idf[term] = inverse_frequency(documents[term], inside.len());
                }
            }
        }
        Frequencies {
            n_terms: idf.iter().filter(|&&idf| idf > 0.0).count(),
            idf,
        }
    }

    /// The rows of the texts at `indices` as [`Tfidf::row`] weighs them, each kind multiplied
    /// by `factor` on top.
    pub fn rows(
        &self,
        frequencies: &Frequencies,
        params: &TfidfParams,
        factor: impl Fn(Kind) -> f32,
        indices: &[usize],
    ) -> SparseRows {
        let factors = self.factors(params, factor);
        SparseRows::joined(
            self.counts.n_terms(),
            indices
                .par_chunks(indices.len().div_ceil(rayon::current_num_threads()).max(1))
                .map(|indices| {
                    let n_stored = indices.iter().map(|&i| self.counts.row(i).0.len()).sum();
                    let mut rows = SparseRows::new(self.counts.n_terms());
                    rows.make_room(indices.len(), n_stored);
                    let mut row = Vec::new();
                    for &text in indices {
                        self.weigh(text, frequencies, &factors, &mut row);
                        rows.push_sorted(&row);
                    }
                    rows
                })
                .collect(),
        )
    }

    /// The length of each kind's part of a row, and what it is multiplied by after that.
    fn factors(&self, params: &TfidfParams, factor: impl Fn(Kind) -> f32) -> Vec<(f32, f32)> {
        let kinds = self.kinds.iter();
        kinds
            .map(|(kind, _)| (params.kinds[kind].weight, factor(*kind)))
            .collect()
    }

    fn weigh(
        &self,
        text: usize,
        frequencies: &Frequencies,
        factors: &[(f32, f32)],
        row: &mut Vec<(u32, f32)>,
    ) {
        row.clear();
        let idf = &frequencies.idf;
        let (columns, values) = self.counts.row(text);
        let mut beyond = self.beyond[text].iter().peekable();
        let mut at = 0;
        for ((_, range), &(length, factor)) in self.kinds.iter().zip(factors) {
            let first = row.len();
            let mut square = 0.0;
            while let Some(&column) = columns.get(at).filter(|&&column| column < range.end) {
                let weight = values[at] * idf[column as usize];
                at += 1;
                if weight > 0.0 && factor != 0.0 {
                    square += weight * weight;
                    row.push((column, weight));
                }
            }
            while let Some((column, more)) = beyond.next_if(|(column, _)| *column < range.end) {
                square += more * idf[*column as usize].powi(2);
            }
            let scale = length / square.sqrt();
            for (_, weight) in &mut row[first..] {
                *weight *= scale;
                *weight *= factor;
            }
        }
    }
}

impl Frequencies {
    /// How many terms are frequent enough.
    pub fn n_terms(&self) -> usize {
        self.n_terms
    }
}

/// The columns of each kind: terms are numbered by name, and a name begins with its kind.
fn kinds(tfidf: &Tfidf) -> Vec<(Kind, Range<u32>)> {
    let vocabulary = tfidf.vocabulary();
    let mut kinds: Vec<(Kind, Range<u32>)> = Vec::new();
    for term in 0..vocabulary.n_terms() as u32 {
        let kind = vocabulary.kind(term);
        match kinds.last_mut() {
            Some((last, columns)) if *last == kind => columns.end = term + 1,
            _ => kinds.push((kind, term..term + 1)),
        }
    }
    kinds
}

/// What one text's counts are made with.
#[derive(Debug, Default)]
struct Work {
    row: Vec<(u32, f32)>,
    beyond: Beyond,
    /// By term: its weight before document frequencies, and the squares that make it up.
    sums: Vec<(f32, f32)>,
}

impl Work {
    fn count(&mut self, tfidf: &Tfidf, text: &str, scratch: &mut Scratch) {
        self.row.clear();
        self.beyond.clear();
        tfidf.begin(scratch);
        tfidf.lex(text, scratch);
        tfidf.gather(scratch);
        let (known, gathered) = scratch.gathered();
        for &kind in tfidf.params().kinds.keys() {
            if kind != Kind::Characters {
                gathered.drain(kind, |term, count| {
                    self.row.push((term, frequency_weight(count)));
                });
                continue;
            }
            self.sums.resize(tfidf.vocabulary().n_terms(), (0.0, 0.0));
            let first = self.row.len();
            gathered.drain(kind, |lexeme, count| {
                let frequency = frequency_weight(count);
                for &(term, times) in known.characters(lexeme) {
                    let weight = frequency * times;
                    let (sum, squares) = &mut self.sums[term as usize];
                    if *sum == 0.0 {
                        self.row.push((term, 0.0));
                    }
                    *sum += weight;
                    *squares += weight * weight;
                }
            });
            for (term, weight) in &mut self.row[first..] {
                let (sum, squares) = std::mem::take(&mut self.sums[*term as usize]);
                *weight = sum;
                if squares != sum * sum {
                    self.beyond.push((*term, squares - sum * sum));
                }
            }
        }
        self.beyond.sort_unstable_by_key(|(term, _)| *term);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::features::Lexicon;

    const TEXTS: [&str; 7] = [
        "They asked for more aid, and for more aid they paid.",
        "No aid now; no more aid is not an aim.",
        "Paid aid aids the aided.",
        "More is asked than paid",
        "",
        "An aim, asked of them, is no aim at all.",
        "They paid more than was asked now",
    ];

    fn params() -> TfidfParams {
        toml::from_str(
            "[kinds]\nwords = {}\ncharacters = { weight = 0.7, min_document_frequency = 3 }\nconcepts = { min_document_frequency = 1 }\nconcept_pairs = {}\nnegated_words = { weight = 0.5, min_document_frequency = 1 }",
        )
        .unwrap()
    }

    fn lexicon() -> Lexicon {
        Lexicon::parse("[A]\nwords = \"aid paid\"\n[B]\nwords = \"asked more\"", "").unwrap()
    }

    #[test]
    fn a_folds_rows_are_those_of_a_featurizer_fitted_inside_it() {
        let params = params();
        let all = params.fit(&TEXTS, lexicon()).unwrap();
        let counted = CountedTexts::new(&all, &TEXTS);
        for inside in [
            vec![0, 1, 2, 3, 4, 5, 6],
            vec![0, 2, 3, 5, 6],
            vec![1, 5, 6],
        ] {
            let texts: Vec<&str> = inside.iter().map(|&i| TEXTS[i]).collect();
            let fitted = params.fit(&texts, lexicon()).unwrap();
            let frequencies = counted.frequencies(&inside, &params);
            assert_eq!(frequencies.n_terms(), fitted.vocabulary().n_terms());
            let places: Vec<usize> = (0..TEXTS.len()).collect();
            let rows = counted.rows(&frequencies, &params, |_| 1.0, &places);
            let mut scratch = Scratch::default();
            for (i, text) in TEXTS.iter().enumerate() {
                let expected = fitted.row(text, &mut scratch);
                expected.sort_unstable_by_key(|entry| entry.0);
                let (columns, values) = rows.row(i);
                assert_eq!(columns.len(), expected.len(), "{text}");
                for ((&column, value), (term, weight)) in
                    columns.iter().zip(values).zip(expected.iter())
                {
                    let name = all.vocabulary().name(column);
                    assert_eq!(name, fitted.vocabulary().name(*term));
                    assert!(
                        (value - weight).abs() < 1e-6,
                        "{text}: {name} {value} {weight}"
                    );
                }
            }
        }
    }

    #[test]
    fn a_kind_whose_factor_is_zero_is_left_out() {
        let params = params();
        let all = params.fit(&TEXTS, lexicon()).unwrap();
        let counted = CountedTexts::new(&all, &TEXTS);
        let frequencies = counted.frequencies(&[0, 1, 2, 3], &params);
        let factor = |kind| if kind == Kind::Words { 2.0 } else { 0.0 };
        let rows = counted.rows(&frequencies, &params, factor, &[0, 1]);
        let (columns, values) = rows.row(1);
        let length: f32 = values.iter().map(|value| value * value).sum();
        assert!((length.sqrt() - 2.0).abs() < 1e-5);
        for &column in columns {
            assert_eq!(all.vocabulary().kind(column), Kind::Words);
        }
    }
}
