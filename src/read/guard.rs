//! A fence around readers of foreign formats: where a library breaks on a file that nobody
//! thought of, the file is a skip and the run goes on.
//!
//! Found by changed Parquet files, on whose lengths `arrow-buffer` 60.1 panics.

use super::place::Place;
use super::{Item, Skip, Stream};
use std::cell::Cell;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;

/// Why a file is passed over on which its reader broke.
const REASON: &str = "is broken in a way that its reader cannot follow, the rest is passed over";

thread_local! {
    static INSIDE: Cell<bool> = const { Cell::new(false) };
}

/// Keeps panics inside the fence off standard error; others are told as before.
pub fn hush() {
    let tell = std::panic::take_hook();
    std::panic::set_hook(Box::new(move |panic| {
        if !INSIDE.get() {
            tell(panic);
        }
    }));
}

fn caught<T>(read: impl FnOnce() -> T) -> Option<T> {
    INSIDE.set(true);
    let result = catch_unwind(AssertUnwindSafe(read));
    INSIDE.set(false);
    result.ok()
}

/// A stream that ends with a skip where it breaks.
pub(super) struct Guarded {
    source: Arc<str>,
    stream: Option<Stream>,
}

impl Guarded {
    /// Opens a stream; one that cannot be opened is one skip.
    pub fn open(source: Arc<str>, open: impl FnOnce() -> std::io::Result<Stream>) -> Self {
        let skip = |reason: String| -> Stream {
            let place = Place::whole(&source);
            Box::new(std::iter::once(Err(Skip::new(place, reason))))
        };
        let stream = match caught(open) {
            Some(Ok(stream)) => stream,
            Some(Err(error)) => skip(format!("cannot be read: {error}")),
            None => skip(REASON.to_owned()),
        };
        Self {
            source,
            stream: Some(stream),
        }
    }
}

impl Iterator for Guarded {
    type Item = Item;

    fn next(&mut self) -> Option<Item> {
        let stream = self.stream.as_mut()?;
        match caught(|| stream.next()) {
            Some(Some(item)) => Some(item),
            Some(None) => {
                self.stream = None;
                None
            }
            None => {
                self.stream = None;
                Some(Err(Skip::new(Place::whole(&self.source), REASON)))
            }
        }
    }
}
