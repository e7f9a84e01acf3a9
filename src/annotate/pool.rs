//! Many hands, one order: a bounded pool that maps items and gives them back in input order.
//!
//! One thread reads, `threads` threads work, the caller's thread takes the results. The
//! weight of all items that were read and not yet taken is bounded, so memory does not
//! grow with the input, and what is taken does not depend on the number of threads.

use crate::error::{Error, Result};
use std::collections::VecDeque;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Condvar, Mutex, MutexGuard};
use std::time::Duration;

/// How much the pool may hold, and with how many hands it works.
#[derive(Debug, Clone, Copy)]
pub struct PoolParams {
    /// Threads that work, at least 1.
    pub threads: usize,
    /// The weight of items in flight above which no more is read; one item may exceed it.
    pub weight: usize,
}

impl Default for PoolParams {
    /// All cores.
    fn default() -> Self {
        Self::with_threads(std::thread::available_parallelism().map_or(1, usize::from))
    }
}

impl PoolParams {
    /// `threads` threads and 1 MiB for each, some 250 articles of usual length.
    pub fn with_threads(threads: usize) -> Self {
        Self {
            threads,
            weight: threads << 20,
        }
    }
}

/// Takes results in input order.
pub trait Sink<O> {
    /// Takes the next result.
    ///
    /// # Errors
    /// Whatever stops the run; nothing is taken afterwards.
    fn take(&mut self, result: O) -> Result<()>;

    /// Called when no result is ready, so that what is buffered can be passed on.
    ///
    /// # Errors
    /// Whatever stops the run.
    fn idle(&mut self) -> Result<()> {
        Ok(())
    }
}

/// Something that can be weighed: about how many bytes it keeps.
pub trait Weight {
    /// About how many bytes it keeps.
    fn weight(&self) -> usize;
}

/// Most items a worker takes at once: enough to make locking cheap, few enough to share.
const HANDFUL: usize = 16;
/// How often a waiting sink looks whether it was told to stop.
const GLANCE: Duration = Duration::from_millis(50);

/// Maps `items` with `work` and gives the results to `sink` in input order.
///
/// Once `stop` is set no more is read; what was read is finished. The reading thread is
/// left behind where it waits for input that never comes.
///
/// # Errors
/// The sink's error, or an input error where the reader itself broke.
pub fn ordered<I, T, O, W, S>(
    items: I,
    params: PoolParams,
    stop: &AtomicBool,
    work: W,
    sink: &mut S,
) -> Result<()>
where
    I: Iterator<Item = T> + Send + 'static,
    T: Weight + Send + 'static,
    O: Send + 'static,
    W: Fn(T) -> O + Sync,
    S: Sink<O>,
{
    let shared = Arc::new(Shared {
        state: Mutex::new(State::default()),
        room: Condvar::new(),
        work: Condvar::new(),
        ready: Condvar::new(),
    });
    let reading = Arc::clone(&shared);
    std::thread::spawn(move || reading.read(items, params.weight.max(1)));
    let threads = params.threads.max(1);
    std::thread::scope(|scope| {
        for _ in 0..threads {
            scope.spawn(|| shared.labour(&work, threads));
        }
        let taken = shared.give(stop, sink);
        shared.close();
        taken
    })
}

/// Does one piece of work; where it breaks, that piece has an error and the run goes on.
///
/// # Errors
/// The work's own error, or an input error where the program broke on it.
pub fn fenced<T>(work: impl FnOnce() -> Result<T>) -> Result<T> {
    catch_unwind(AssertUnwindSafe(work)).unwrap_or_else(|_| {
        Err(Error::input(
            "the program broke on it; this is a fault of the program, please report the input",
        ))
    })
}

struct Shared<T, O> {
    state: Mutex<State<T, O>>,
    /// There is room for more to be read.
    room: Condvar,
    /// There is work, or there will be none.
    work: Condvar,
    /// The next result may be ready.
    ready: Condvar,
}

struct State<T, O> {
    queue: VecDeque<(T, usize)>,
    /// Results from the first that was not taken on; `None` while it is worked on.
    results: VecDeque<Option<(O, usize)>>,
    /// Items whose work has begun, counted from the first that was not taken.
    begun: usize,
    /// Results taken so far; places in `results` count from here.
    taken: u64,
    weight: usize,
    reading: Reading,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Reading {
    On,
    Over,
    Broken,
}

impl<T, O> Default for State<T, O> {
    fn default() -> Self {
        Self {
            queue: VecDeque::new(),
            results: VecDeque::new(),
            begun: 0,
            taken: 0,
            weight: 0,
            reading: Reading::On,
        }
    }
}

impl<T: Weight, O> Shared<T, O> {
    fn lock(&self) -> MutexGuard<'_, State<T, O>> {
        // Nothing that can panic runs under the lock.
        self.state
            .lock()
            .unwrap_or_else(|broken| broken.into_inner())
    }

    fn read(&self, items: impl Iterator<Item = T>, limit: usize) {
        /// Says that reading broke, unless it is told that it ended well.
        struct Watch<'a, T: Weight, O>(&'a Shared<T, O>, Reading);
        impl<T: Weight, O> Drop for Watch<'_, T, O> {
            fn drop(&mut self) {
                let mut state = self.0.lock();
                if state.reading == Reading::On {
                    state.reading = self.1;
                }
                drop(state);
                self.0.work.notify_all();
                self.0.ready.notify_all();
            }
        }
        let mut watch = Watch(self, Reading::Broken);
        for item in items {
            let weight = item.weight();
            let mut state = self.lock();
            while state.reading == Reading::On
                && !state.results.is_empty()
                && state.weight + weight > limit
            {
                state = self.room.wait(state).unwrap_or_else(|e| e.into_inner());
            }
            if state.reading != Reading::On {
                break;
            }
            state.weight += weight;
            state.queue.push_back((item, weight));
            state.results.push_back(None);
            drop(state);
            self.work.notify_one();
        }
        watch.1 = Reading::Over;
    }

    fn labour<W: Fn(T) -> O>(&self, work: &W, threads: usize) {
        let mut handful = Vec::with_capacity(HANDFUL);
        let mut results = Vec::with_capacity(HANDFUL);
        loop {
            let first = {
                let mut state = self.lock();
                while state.queue.is_empty() && state.reading == Reading::On {
                    state = self.work.wait(state).unwrap_or_else(|e| e.into_inner());
                }
                let n = (state.queue.len() / (2 * threads)).clamp(1, HANDFUL);
                let n = n.min(state.queue.len());
                if n == 0 {
                    return;
                }
                handful.extend(state.queue.drain(..n));
                let first = state.taken + state.begun as u64;
                state.begun += n;
                first
            };
            for (item, weight) in handful.drain(..) {
                results.push((work(item), weight));
            }
            let mut state = self.lock();
            for (i, result) in results.drain(..).enumerate() {
                let place = (first - state.taken) as usize + i;
                if let Some(slot) = state.results.get_mut(place) {
                    *slot = Some(result);
                }
            }
            let next_is_ready = matches!(state.results.front(), Some(Some(_)));
            drop(state);
            if next_is_ready {
                self.ready.notify_one();
            }
        }
    }

    fn give<S: Sink<O>>(&self, stop: &AtomicBool, sink: &mut S) -> Result<()> {
        let mut batch = Vec::new();
        let mut is_idle = false;
        loop {
            {
                let mut state = self.lock();
                if stop.load(Ordering::Relaxed) && state.reading == Reading::On {
                    state.reading = Reading::Over;
                    self.work.notify_all();
                    self.room.notify_all();
                }
                while let Some(Some(_)) = state.results.front() {
                    let result = state.results.pop_front().flatten();
                    batch.extend(result);
                    state.taken += 1;
                    state.begun -= 1;
                    if batch.len() == HANDFUL {
                        break;
                    }
                }
                if batch.is_empty() {
                    if state.results.is_empty() && state.reading != Reading::On {
                        if state.reading == Reading::Broken {
                            return Err(Error::input(
                                "the reader broke; this is a fault of the program, please report the input",
                            ));
                        }
                        return Ok(());
                    }
                    if is_idle {
                        let wait = self.ready.wait_timeout(state, GLANCE);
                        drop(wait.map(|(state, _)| state));
                        continue;
                    }
                } else {
                    state.weight -= batch.iter().map(|(_, weight)| weight).sum::<usize>();
                    self.room.notify_one();
                }
            }
            if batch.is_empty() {
                sink.idle()?;
                is_idle = true;
            }
            for (result, _) in batch.drain(..) {
                is_idle = false;
                sink.take(result)?;
            }
        }
    }

    /// Sends everybody home; unread input stays unread.
    fn close(&self) {
        let mut state = self.lock();
        if state.reading == Reading::On {
            state.reading = Reading::Over;
        }
        state.queue.clear();
        drop(state);
        self.work.notify_all();
        self.room.notify_all();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    struct Item(u64);
    impl Weight for Item {
        fn weight(&self) -> usize {
            100
        }
    }

    #[derive(Default)]
    struct Kept(Vec<u64>, Option<usize>);
    impl Sink<u64> for Kept {
        fn take(&mut self, result: u64) -> Result<()> {
            self.0.push(result);
            match self.1 {
                Some(n) if self.0.len() == n => Err(Error::output("full")),
                _ => Ok(()),
            }
        }
    }

    fn slow(item: Item) -> u64 {
        // Every seventh item takes its time, so that later ones overtake it.
        if item.0.is_multiple_of(7) {
            std::thread::sleep(Duration::from_micros(300));
        }
        item.0
    }

    #[test]
    fn results_come_in_input_order_whatever_the_number_of_threads() {
        for threads in [1, 2, 8] {
            for weight in [1, 250, 1 << 20] {
                let params = PoolParams { threads, weight };
                let mut kept = Kept::default();
                let stop = AtomicBool::new(false);
                ordered((0..500).map(Item), params, &stop, slow, &mut kept).unwrap();
                assert_eq!(kept.0, (0..500).collect::<Vec<_>>());
            }
        }
    }

    #[test]
    fn a_sink_that_fails_ends_the_run_though_the_input_has_no_end() {
        let mut kept = Kept(Vec::new(), Some(40));
        let stop = AtomicBool::new(false);
        let endless = (0..).map(Item);
        let error = ordered(endless, PoolParams::default(), &stop, slow, &mut kept).unwrap_err();
        assert!(error.is_output());
        assert_eq!(kept.0.len(), 40);
    }

    #[test]
    fn told_to_stop_it_finishes_what_was_read() {
        let stop = AtomicBool::new(true);
        let mut kept = Kept::default();
        ordered(
            (0..).map(Item),
            PoolParams::default(),
            &stop,
            slow,
            &mut kept,
        )
        .unwrap();
        assert_eq!(kept.0, (0..kept.0.len() as u64).collect::<Vec<_>>());
    }

    #[test]
    fn a_reader_that_panics_is_an_error_not_a_hang() {
        let broken = (0..10).map(|n| {
            assert!(n < 5, "on purpose");
            Item(n)
        });
        let stop = AtomicBool::new(false);
        let mut kept = Kept::default();
        let error = ordered(broken, PoolParams::default(), &stop, slow, &mut kept).unwrap_err();
        assert!(error.to_string().contains("reader broke"), "{error}");
        assert_eq!(kept.0, [0, 1, 2, 3, 4]);
    }
}
