//! Any text gives ordered spans on character boundaries that do not overlap.
//!
//! `RUSTC_BOOTSTRAP=1 cargo fuzz run statements -- -max_total_time=1200 -dict=fuzz/words.dict`

#![no_main]

use libfuzzer_sys::fuzz_target;
use onrecord::document::Article;
use onrecord::extract::statements;

fuzz_target!(|text: &str| {
    let article = Article { text: text.to_string(), ..Article::default() };
    let mut end = 0;
    let mut starts = Vec::new();
    for statement in statements(&article) {
        for span in &statement.quotation.spans {
            assert!(span.start < span.end && span.end <= text.len());
            let _ = span.of(text);
            starts.push((span.start, span.end));
        }
        let _ = (statement.sentence.of(text), statement.before.map(|b| b.of(text)));
        if let Ok(speaker) = &statement.speaker {
            let _ = speaker.mention.span.of(text);
            assert!(!speaker.name.is_empty());
        }
    }
    starts.sort_unstable();
    for (start, stop) in starts {
        assert!(start >= end, "spans overlap");
        end = stop;
    }
});
