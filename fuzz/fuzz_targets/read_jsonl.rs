//! Any bytes at all, read as `a.jsonl`: articles or skips, never a panic.
#![no_main]

#[path = "../reading.rs"]
mod reading;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| reading::check("a.jsonl", bytes));
