//! Dual coordinate descent for several yes-or-no questions over the same rows.
//!
//! Yu, Huang and Lin (2011): every example has one dual unknown `α` in `(0, c)`, the
//! coefficients are `w = Σ αᵢ yᵢ xᵢ`, and one example at a time is solved for exactly. Rows of
//! text are short, sparse and of like length, and are near their optimum after a dozen
//! passes, where methods that only see sums over all rows need a hundred.
//!
//! The intercept is not penalised, so it is no coordinate of the dual. It is penalised here
//! for its distance from a centre, and the centre follows it after every pass: the proximal
//! point method (Rockafellar 1976), whose limit has no penalty left.
//!
//! Questions lie side by side, `K` coefficients a term, so that reading a term's number and
//! weight serves all of them. What one comes to is the same whatever lies beside it.

use super::{sigmoid, softplus};
use crate::features::SparseRows;
use crate::random::SplitMix;
use std::sync::atomic::{AtomicBool, Ordering};

/// One yes-or-no question about every example.
#[derive(Debug, Clone)]
pub(super) struct Question {
    /// The cost of each example, negative where its answer is no; 0 where it counts nothing.
    pub(super) signed_costs: Vec<f64>,
    /// Descent stops where the norm of the gradient is at most this times its norm at zero.
    pub(super) tolerance: f64,
}

/// Where descent came to.
#[derive(Debug, Clone, Default)]
pub(super) struct Answer {
    pub(super) coefficients: Vec<f64>,
    pub(super) intercept: f64,
    /// The primal objective.
    pub(super) objective: f64,
    /// The norm of its gradient, over the norm at zero.
    pub(super) relative_gradient: f64,
    /// Passes over the rows.
    pub(super) n_epochs: usize,
}

/// The most questions side by side: more would not fit the processor's registers.
pub(super) const WIDEST: usize = 4;

/// After so many passes Newton steps are the shorter way.
const MOST_EPOCHS: usize = 40;

/// Answers `questions`, at most [`WIDEST`], over the rows at `places` (one an example). None
/// where `stop` is set meanwhile.
pub(super) fn solve(
    rows: &SparseRows,
    places: &[u32],
    questions: &[Question],
    stop: &AtomicBool,
) -> Option<Vec<Answer>> {
    let square = |&place: &u32| {
        let (_, values) = rows.row(place as usize);
        // The intercept is a weight of 1.
        1.0 + values.iter().map(|&x| f64::from(x).powi(2)).sum::<f64>()
    };
    let mut walk = Walk {
        rows,
        places,
        squares: places.iter().map(square).collect(),
        order: (0..places.len() as u32).collect(),
        random: SplitMix(1),
        n_epochs: 0,
    };
    let mut lanes: Vec<Lane<'_>> = (0..).zip(questions).map(Lane::new).collect();
    let mut answers = vec![Answer::default(); questions.len()];
    while !lanes.is_empty() {
        let answered = match lanes.len() {
            1 => walk.answer::<1>(&mut lanes, stop),
            2 => walk.answer::<2>(&mut lanes, stop),
            _ => walk.answer::<WIDEST>(&mut lanes, stop),
        };
        for (number, answer) in answered? {
            answers[number] = answer;
        }
    }
    Some(answers)
}

/// A question that is not answered yet.
struct Lane<'a> {
    number: usize,
    question: &'a Question,
    alphas: Vec<f64>,
    coefficients: Vec<f64>,
    /// What the intercept is drawn towards.
    centre: f64,
    /// `Σ αᵢ yᵢ`: the intercept less its centre.
    sum: f64,
    /// An example that is off by less is left alone.
    close: f64,
    /// The gradient is looked at once no example is off by more.
    enough: f64,
    /// The norm of the gradient at zero; not a number until it is known.
    at_zero: f64,
}

impl<'a> Lane<'a> {
    fn new((number, question): (usize, &'a Question)) -> Self {
        let sum = |sign: f64| -> f64 {
            let costs = question.signed_costs.iter();
            costs.map(|cost| (sign * cost).max(0.0)).sum()
        };
        let costs = question.signed_costs.iter();
        Self {
            number,
            question,
            alphas: costs.map(|cost| 1e-8 * cost.abs()).collect(),
            coefficients: Vec::new(),
            centre: (sum(1.0) / sum(-1.0)).ln().clamp(-30.0, 30.0),
            sum: 0.0,
            close: 1e-2,
            // Near the optimum the gradient falls about as the square of this.
            enough: (40.0 * question.tolerance).sqrt().clamp(1e-6, 1.0),
            at_zero: f64::NAN,
        }
    }
}

/// The rows, and the order in which they are visited.
struct Walk<'a> {
    rows: &'a SparseRows,
    places: &'a [u32],
    /// The squared length of each example's row.
    squares: Vec<f64>,
    order: Vec<u32>,
    random: SplitMix,
    n_epochs: usize,
}

impl Walk<'_> {
    /// Goes on until at least one lane is answered: takes it out and returns its answer.
    fn answer<const K: usize>(
        &mut self,
        lanes: &mut Vec<Lane<'_>>,
        stop: &AtomicBool,
    ) -> Option<Vec<(usize, Answer)>> {
        let mut block = Block::<K>::new(self.rows.n_terms(), lanes);
        if self.n_epochs == 0 {
            block.measure_zero(self, lanes);
        }
        loop {
            if stop.load(Ordering::Relaxed) {
                return None;
            }
            self.n_epochs += 1;
            self.shuffle();
            let worst = block.descend(self, lanes);
            let is_last = self.n_epochs == MOST_EPOCHS;
            let mut asked = [false; K];
            for (k, lane) in lanes.iter_mut().enumerate() {
                asked[k] = worst[k] < lane.enough || is_last;
                lane.close = (0.1 * worst[k]).clamp(1e-10, 1e-2);
            }
            if !asked.contains(&true) {
                continue;
            }
            let found = block.check(self, &asked);
            let mut answered = Vec::new();
            for (k, lane) in lanes.iter_mut().enumerate().filter(|(k, _)| asked[*k]) {
                let relative = found[k].gradient / lane.at_zero.max(f64::MIN_POSITIVE);
                lane.enough *= 0.5;
                if relative <= lane.question.tolerance || is_last {
                    let answer = Answer {
                        coefficients: block.coefficients.column::<K>(k),
                        intercept: block.centres[k],
                        objective: found[k].objective,
                        relative_gradient: relative,
                        n_epochs: self.n_epochs,
                    };
                    answered.push((lane.number, answer));
                }
            }
            if !answered.is_empty() {
                block.put_back(lanes);
                lanes.retain(|lane| !answered.iter().any(|(number, _)| *number == lane.number));
                return Some(answered);
            }
        }
    }

    fn shuffle(&mut self) {
        for i in (1..self.order.len()).rev() {
            self.order.swap(i, self.random.below(i + 1));
        }
    }

    fn row(&self, example: usize) -> (&[u32], &[f32]) {
        self.rows.row(self.places[example] as usize)
    }
}

/// Lanes side by side.
struct Block<const K: usize> {
    costs: Vec<[f64; K]>,
    alphas: Vec<[f64; K]>,
    coefficients: Coefficients,
    centres: [f64; K],
    /// `Σ αᵢ yᵢ`: the intercepts less their centres.
    sums: [f64; K],
}

#[derive(Clone, Copy, Default)]
struct Found {
    objective: f64,
    gradient: f64,
}

impl<const K: usize> Block<K> {
    fn new(n_terms: usize, lanes: &mut [Lane<'_>]) -> Self {
        let n = lanes[0].alphas.len();
        let mut block = Self {
            costs: vec![[0.0; K]; n],
            alphas: vec![[0.0; K]; n],
            coefficients: Coefficients::new(n_terms * K),
            centres: [0.0; K],
            sums: [0.0; K],
        };
        for (k, lane) in lanes.iter_mut().enumerate() {
            for (i, &cost) in lane.question.signed_costs.iter().enumerate() {
                block.costs[i][k] = cost;
                block.alphas[i][k] = lane.alphas[i];
            }
            let columns = block.coefficients.lines_mut::<K>().iter_mut();
            for (to, from) in columns.zip(std::mem::take(&mut lane.coefficients)) {
                to[k] = from;
            }
            block.centres[k] = lane.centre;
            block.sums[k] = lane.sum;
        }
        block
    }

    fn put_back(&self, lanes: &mut [Lane<'_>]) {
        for (k, lane) in lanes.iter_mut().enumerate() {
            for (to, from) in lane.alphas.iter_mut().zip(&self.alphas) {
                *to = from[k];
            }
            lane.coefficients = self.coefficients.column::<K>(k);
            lane.centre = self.centres[k];
            lane.sum = self.sums[k];
        }
    }

    /// Solves for every example in turn, then moves the centres. Returns by how much an
    /// example was off at most, in the unit of scores.
    fn descend(&mut self, walk: &Walk<'_>, lanes: &[Lane<'_>]) -> [f64; K] {
        let mut worst = [0.0_f64; K];
        let coefficients = self.coefficients.lines_mut::<K>();
        for &i in &walk.order {
            let i = i as usize;
            let (columns, values) = walk.row(i);
            let scores = dot(columns, values, coefficients);
            let mut steps = [0.0; K];
            for (k, lane) in lanes.iter().enumerate() {
                let (cost, alpha) = (self.costs[i][k], &mut self.alphas[i][k]);
                if cost == 0.0 {
                    continue;
                }
                let margin = (scores[k] + self.centres[k] + self.sums[k]) * cost.signum();
                let square = walk.squares[i];
                let (moved, off) = minimum(*alpha, cost.abs(), square, margin, lane.close);
                worst[k] = worst[k].max(off);
                steps[k] = (moved - *alpha) * cost.signum();
                self.sums[k] += steps[k];
                *alpha = moved;
            }
            if steps != [0.0; K] {
                add(columns, values, &steps, coefficients);
            }
        }
        // Summed anew, so that roundings do not add up.
        self.sums = [0.0; K];
        for (alphas, costs) in self.alphas.iter().zip(&self.costs) {
            for k in 0..K {
                if costs[k] != 0.0 {
                    self.sums[k] += alphas[k] * costs[k].signum();
                }
            }
        }
        for (centre, sum) in self.centres.iter_mut().zip(&self.sums) {
            *centre += sum;
        }
        worst
    }

    /// Moves the intercepts of the lanes that are `asked` to where they are best for these
    /// coefficients; the primal objective and the norm of its gradient there.
    fn check(&mut self, walk: &Walk<'_>, asked: &[bool; K]) -> [Found; K] {
        let coefficients = self.coefficients.lines::<K>();
        let scores: Vec<[f64; K]> = (0..self.alphas.len())
            .map(|i| {
                let (columns, values) = walk.row(i);
                dot(columns, values, coefficients)
            })
            .collect();
        for _ in 0..4 {
            let (mut slopes, mut bends) = ([0.0; K], [0.0; K]);
            for (scores, costs) in scores.iter().zip(&self.costs) {
                for k in (0..K).filter(|&k| asked[k]) {
                    let share = sigmoid(-(scores[k] + self.centres[k]) * costs[k].signum());
                    slopes[k] += costs[k] * share;
                    bends[k] += costs[k].abs() * share * (1.0 - share);
                }
            }
            for k in (0..K).filter(|&k| bends[k] > 0.0) {
                self.centres[k] += (slopes[k] / bends[k]).clamp(-1.0, 1.0);
            }
        }
        self.measure(walk, &scores, asked)
    }

    /// Tells each lane the norm of its gradient where everything is zero.
    fn measure_zero(&mut self, walk: &Walk<'_>, lanes: &mut [Lane<'_>]) {
        let centres = std::mem::replace(&mut self.centres, [0.0; K]);
        let found = self.measure(walk, &vec![[0.0; K]; self.alphas.len()], &[true; K]);
        self.centres = centres;
        for (lane, found) in lanes.iter_mut().zip(found) {
            lane.at_zero = found.gradient;
        }
    }

    fn measure(&self, walk: &Walk<'_>, scores: &[[f64; K]], asked: &[bool; K]) -> [Found; K] {
        let mut gradients = self.coefficients.clone();
        let lines = gradients.lines_mut::<K>();
        let mut slopes = [0.0; K];
        let mut found = [Found::default(); K];
        for (i, (scores, costs)) in scores.iter().zip(&self.costs).enumerate() {
            let mut pulls = [0.0; K];
            for k in (0..K).filter(|&k| asked[k]) {
                let margin = (scores[k] + self.centres[k]) * costs[k].signum();
                pulls[k] = -costs[k] * sigmoid(-margin);
                slopes[k] += pulls[k];
                found[k].objective += costs[k].abs() * softplus(-margin);
            }
            let (columns, values) = walk.row(i);
            add(columns, values, &pulls, lines);
        }
        let mut squares = slopes.map(|slope| slope * slope);
        for (gradient, coefficients) in lines.iter().zip(self.coefficients.lines::<K>()) {
            for k in 0..K {
                squares[k] += gradient[k] * gradient[k];
                found[k].objective += 0.5 * coefficients[k] * coefficients[k];
            }
        }
        for (found, square) in found.iter_mut().zip(squares) {
            found.gradient = square.sqrt();
        }
        found
    }
}

/// The numbers in a line of cache, 64 bytes.
const LINE: usize = 8;

/// `K` numbers a term, none of whose lines lies in two lines of cache where `K` is a power
/// of two.
struct Coefficients {
    numbers: Vec<f64>,
    skip: usize,
}

impl Coefficients {
    fn new(n: usize) -> Self {
        let numbers = vec![0.0; n + LINE];
        let skip = numbers.as_ptr().align_offset(64).min(LINE);
        Self { numbers, skip }
    }

    fn n(&self) -> usize {
        self.numbers.len() - LINE
    }

    fn lines<const K: usize>(&self) -> &[[f64; K]] {
        self.numbers[self.skip..self.skip + self.n()].as_chunks().0
    }

    fn lines_mut<const K: usize>(&mut self) -> &mut [[f64; K]] {
        let range = self.skip..self.skip + self.n();
        self.numbers[range].as_chunks_mut().0
    }

    fn column<const K: usize>(&self, k: usize) -> Vec<f64> {
        self.lines::<K>().iter().map(|line| line[k]).collect()
    }
}

impl Clone for Coefficients {
    fn clone(&self) -> Self {
        let mut copy = Self::new(self.n());
        copy.lines_mut::<1>().copy_from_slice(self.lines());
        copy
    }
}

/// The minimum over one dual unknown in `(0, cost)`, where a step changes the margin by
/// `square` times itself, and by how much `alpha` was off in the unit of margins. It is left
/// as it is where that is less than `close`.
fn minimum(alpha: f64, cost: f64, square: f64, margin: f64, close: f64) -> (f64, f64) {
    // Measured from the end that the minimum is nearer to: the logarithm bends most there.
    let is_low = 0.5 * square * (cost - 2.0 * alpha) + margin >= 0.0;
    let (old, slope) = match is_low {
        true => (alpha, margin),
        false => (cost - alpha, -margin),
    };
    let slope_at = |z: f64| square * (z - old) + slope + (z / (cost - z)).ln();
    let least = 1e-14 * cost;
    let mut z = old.max(least);
    let mut gradient = slope_at(z);
    let off = gradient.abs();
    if off < close {
        return (alpha, off);
    }
    if 2.0 * z > cost {
        z *= 0.1;
        gradient = slope_at(z);
    }
    for _ in 0..100 {
        if gradient.abs() < close {
            break;
        }
        let next = z - gradient / (square + cost / ((cost - z) * z));
        z = if next <= 0.0 { 0.1 * z } else { next };
        gradient = slope_at(z);
    }
    let z = z.max(least);
    (if is_low { z } else { cost - z }, off)
}

fn dot<const K: usize>(columns: &[u32], values: &[f32], of_terms: &[[f64; K]]) -> [f64; K] {
    // Sums beside one another: one would wait for itself at every weight.
    const N: usize = 4;
    let mut sums = [[0.0; K]; N];
    let (column_runs, columns) = columns.as_chunks::<N>();
    let (value_runs, values) = values.as_chunks::<N>();
    for (columns, values) in column_runs.iter().zip(value_runs) {
        for s in 0..N {
            let value = f64::from(values[s]);
            let of_term = &of_terms[columns[s] as usize];
            for k in 0..K {
                sums[s][k] += value * of_term[k];
            }
        }
    }
    for (&column, &value) in columns.iter().zip(values) {
        for k in 0..K {
            sums[0][k] += f64::from(value) * of_terms[column as usize][k];
        }
    }
    std::array::from_fn(|k| (sums[0][k] + sums[1][k]) + (sums[2][k] + sums[3][k]))
}

fn add<const K: usize>(columns: &[u32], values: &[f32], steps: &[f64; K], to: &mut [[f64; K]]) {
    for (&column, &value) in columns.iter().zip(values) {
        let value = f64::from(value);
        for (to, step) in to[column as usize].iter_mut().zip(steps) {
            *to += value * step;
        }
    }
}
