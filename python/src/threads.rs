//! All cores for whatever is many, in processes that may fork.
//!
//! A pool's threads do not live on in a forked child, where work given to it would wait
//! for ever: Python's `multiprocessing` and PySpark's daemon fork. So each process, known
//! by its number, makes its own.

use crate::errors::{PyRes, fault};
use pyo3::prelude::*;
use rayon::ThreadPool;
use std::collections::HashMap;
use std::sync::{Arc, Mutex};

/// Pools by process and number of threads (0 for all cores).
type Pools = HashMap<(u32, usize), Arc<ThreadPool>>;

static POOLS: Mutex<Option<Pools>> = Mutex::new(None);

/// Does `work` on `threads` threads, all cores where 0, with the interpreter's lock released.
pub fn run<T: Send>(py: Python<'_>, threads: usize, work: impl FnOnce() -> T + Send) -> PyRes<T> {
    let pool = py.detach(|| pool(threads))?;
    Ok(py.detach(|| pool.install(work)))
}

fn pool(threads: usize) -> PyRes<Arc<ThreadPool>> {
    let key = (std::process::id(), threads);
    let mut pools = POOLS.lock().unwrap_or_else(|broken| broken.into_inner());
    let pools = pools.get_or_insert_default();
    if let Some(pool) = pools.get(&key) {
        return Ok(Arc::clone(pool));
    }
    // Pools of the parent process are only forgotten: their threads are not here to be ended.
    for (_, parents) in pools.extract_if(|(process, _), _| *process != key.0) {
        std::mem::forget(parents);
    }
    let pool = rayon::ThreadPoolBuilder::new()
        .num_threads(threads)
        .thread_name(|number| format!("onrecord-{number}"))
        .build()
        .map_err(fault)?;
    let pool = Arc::new(pool);
    pools.insert(key, Arc::clone(&pool));
    Ok(pool)
}
