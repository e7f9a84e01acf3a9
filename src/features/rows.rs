//! Sparse rows: what statements become, what estimators see.
//!
//! Compressed sparse rows of `n_rows × n_terms` weights. Columns ascend within a row.

use linfa::dataset::Records;

/// A matrix of `n_rows × n_terms` weights of which most are zero.
#[derive(Debug, Clone, PartialEq)]
pub struct SparseRows {
    offsets: Vec<usize>,
    columns: Vec<u32>,
    values: Vec<f32>,
    n_terms: usize,
}

impl SparseRows {
    /// No rows yet, `n_terms` columns wide.
    ///
    /// # Panics
    /// Where `n_terms` does not fit in 32 bits.
    pub fn new(n_terms: usize) -> Self {
        assert!(u32::try_from(n_terms).is_ok(), "columns fit in 32 bits");
        Self {
            offsets: vec![0],
            columns: Vec::new(),
            values: Vec::new(),
            n_terms,
        }
    }

    /// The rows of all `parts`, in order. The first part grows, so that little is copied.
    ///
    /// # Panics
    /// Where a part is not `n_terms` wide.
    pub fn joined(n_terms: usize, parts: Vec<Self>) -> Self {
        let (n_rows, n_stored) = parts.iter().skip(1).fold((0, 0), |(rows, stored), part| {
            (rows + part.n_rows(), stored + part.n_stored())
        });
        let mut parts = parts.into_iter();
        let mut rows = parts.next().unwrap_or_else(|| Self::new(n_terms));
        rows.make_room(n_rows, n_stored);
        parts.for_each(|part| rows.append(part));
        assert_eq!(rows.n_terms, n_terms, "rows of one width");
        rows
    }

    /// Makes room for `n_rows` more rows of `n_stored` weights together, and no more.
    pub fn make_room(&mut self, n_rows: usize, n_stored: usize) {
        self.offsets.reserve_exact(n_rows);
        self.columns.reserve_exact(n_stored);
        self.values.reserve_exact(n_stored);
    }

    /// Gives back the room that no row takes.
    pub fn shrink(&mut self) {
        self.columns.shrink_to_fit();
        self.values.shrink_to_fit();
    }

    /// Adds a row of `(column, weight)`, which need not be sorted but must be distinct.
    ///
    /// # Panics
    /// Where a column is not below `n_terms` or is given twice.
    pub fn push(&mut self, row: &mut [(u32, f32)]) {
        row.sort_unstable_by_key(|entry| entry.0);
        self.push_sorted(row);
    }

    /// As [`SparseRows::push`], of a row whose columns ascend.
    ///
    /// # Panics
    /// Where they do not, or one is not below `n_terms`.
    pub fn push_sorted(&mut self, row: &[(u32, f32)]) {
        for pair in row.windows(2) {
            assert!(pair[0].0 < pair[1].0, "columns of a row ascend");
        }
        if let Some(last) = row.last() {
            assert!((last.0 as usize) < self.n_terms, "column within the width");
        }
        self.columns.extend(row.iter().map(|entry| entry.0));
        self.values.extend(row.iter().map(|entry| entry.1));
        self.offsets.push(self.columns.len());
    }

    /// Adds the rows of another matrix of the same width.
    ///
    /// # Panics
    /// Where the widths differ.
    fn append(&mut self, mut other: Self) {
        assert_eq!(self.n_terms, other.n_terms, "rows of one width");
        let before = self.columns.len();
        let ends = other.offsets[1..].iter().map(|end| before + end);
        self.offsets.extend(ends);
        self.columns.append(&mut other.columns);
        self.values.append(&mut other.values);
    }

    /// The columns and weights of row `index`.
    pub fn row(&self, index: usize) -> (&[u32], &[f32]) {
        let range = self.offsets[index]..self.offsets[index + 1];
        (&self.columns[range.clone()], &self.values[range])
    }

    /// The number of rows.
    pub fn n_rows(&self) -> usize {
        self.offsets.len() - 1
    }

    /// The number of columns.
    pub fn n_terms(&self) -> usize {
        self.n_terms
    }

    /// The number of stored weights.
    pub fn n_stored(&self) -> usize {
        self.values.len()
    }

    /// The rows at `indices`, in that order.
    pub fn select(&self, indices: &[usize]) -> Self {
        let mut part = Self::new(self.n_terms);
        for &index in indices {
            let (columns, values) = self.row(index);
            part.columns.extend_from_slice(columns);
            part.values.extend_from_slice(values);
            part.offsets.push(part.columns.len());
        }
        part
    }

    /// The inner product of row `index` with `weights` (length `n_terms`).
    pub fn dot(&self, index: usize, weights: &[f64]) -> f64 {
        let (columns, values) = self.row(index);
        let product = |column: u32, value: f32| weights[column as usize] * f64::from(value);
        // Four sums side by side: one would wait for itself at every weight.
        let (columns, columns_left) = columns.as_chunks::<4>();
        let (values, values_left) = values.as_chunks::<4>();
        let mut sums = [0.0; 4];
        for (columns, values) in columns.iter().zip(values) {
            for k in 0..4 {
                sums[k] += product(columns[k], values[k]);
            }
        }
        let left = columns_left.iter().zip(values_left);
        let left: f64 = left.map(|(&column, &value)| product(column, value)).sum();
        (sums[0] + sums[1]) + (sums[2] + sums[3]) + left
    }

    /// The same weights by column: rows of the result are columns of this one.
    pub fn transposed(&self) -> Self {
        let mut offsets = vec![0_usize; self.n_terms + 1];
        for &column in &self.columns {
            offsets[column as usize + 1] += 1;
        }
        for index in 0..self.n_terms {
            offsets[index + 1] += offsets[index];
        }
        let mut next = offsets.clone();
        let mut columns = vec![0_u32; self.columns.len()];
        let mut values = vec![0.0_f32; self.values.len()];
        for row in 0..self.n_rows() {
            let (row_columns, row_values) = self.row(row);
            for (&column, &value) in row_columns.iter().zip(row_values) {
                let place = &mut next[column as usize];
                columns[*place] = row as u32;
                values[*place] = value;
                *place += 1;
            }
        }
        Self {
            offsets,
            columns,
            values,
            n_terms: self.n_rows(),
        }
    }
}

impl Records for SparseRows {
    type Elem = f32;

    fn nsamples(&self) -> usize {
        self.n_rows()
    }

    fn nfeatures(&self) -> usize {
        self.n_terms
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rows() -> SparseRows {
        let mut rows = SparseRows::new(3);
        rows.push(&mut [(2, 2.0), (0, 1.0)]);
        rows.push(&mut []);
        rows.push(&mut [(1, 3.0), (2, 4.0)]);
        rows
    }

    #[test]
    fn rows_are_kept_sorted() {
        let rows = rows();
        assert_eq!(rows.row(0), (&[0, 2][..], &[1.0, 2.0][..]));
        assert_eq!((rows.n_rows(), rows.n_terms(), rows.n_stored()), (3, 3, 4));
        assert_eq!(rows.dot(2, &[1.0, 10.0, 100.0]), 430.0);
    }

    #[test]
    fn parts_join_in_order() {
        let joined = SparseRows::joined(3, vec![rows(), SparseRows::new(3), rows()]);
        assert_eq!(joined, rows().select(&[0, 1, 2, 0, 1, 2]));
        assert_eq!(SparseRows::joined(3, Vec::new()).n_rows(), 0);
    }

    #[test]
    fn transposing_twice_gives_the_same_rows() {
        let rows = rows();
        assert_eq!(
            rows.transposed().row(2),
            (&[0_u32, 2][..], &[2.0_f32, 4.0][..])
        );
        assert_eq!(rows.transposed().transposed(), rows);
    }

    #[test]
    fn selecting_keeps_order_and_width() {
        let part = rows().select(&[2, 0]);
        assert_eq!(part.row(1), rows().row(0));
        assert_eq!(part.n_terms(), 3);
    }
}
