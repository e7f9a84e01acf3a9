//! What the targets of all readers share.

use onrecord::read::{Limits, ReadOptions, in_memory};
use std::sync::{Arc, LazyLock};

static OPTIONS: LazyLock<Arc<ReadOptions>> = LazyLock::new(|| {
    Arc::new(ReadOptions {
        // Small, so that the fuzzer meets the limits.
        limits: Limits {
            article: 1 << 20,
            ..Limits::default()
        },
        ..ReadOptions::default()
    })
});

/// Readers fence the panics of a library in; libFuzzer would stop at them before they are
/// caught. What is not caught still ends the run.
static FENCED: LazyLock<()> = LazyLock::new(|| drop(std::panic::take_hook()));

pub fn check(name: &str, bytes: &[u8]) {
    LazyLock::force(&FENCED);
    for item in in_memory(name, bytes.to_vec(), &OPTIONS) {
        match item {
            Ok(raw) => {
                if let Ok(article) = raw.article(&OPTIONS) {
                    assert!(!article.text.trim().is_empty());
                    assert!(!article.id.is_empty());
                }
            }
            Err(skip) => assert!(!skip.reason.is_empty()),
        }
    }
}
