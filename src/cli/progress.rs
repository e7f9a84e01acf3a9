//! What a waiting person sees: a bar with rates and time left, and a last word.
//!
//! The bar appears only where standard error is a terminal.

use crate::annotate::checkpoint::Progress;
use crate::read::ByteCount;
use indicatif::{HumanDuration, ProgressBar, ProgressStyle};
use std::io::IsTerminal;
use std::sync::atomic::Ordering;
use std::time::{Duration, Instant};

/// Shows how a run gets on.
pub(super) struct Meter {
    bar: ProgressBar,
    bytes: ByteCount,
    begun: Instant,
    last: Instant,
    before: Progress,
}

const REFRESH: Duration = Duration::from_millis(100);

impl Meter {
    /// A meter over `total` bytes on disk, of which `bytes` counts those that were read.
    pub fn new(bytes: ByteCount, total: Option<u64>, is_quiet: bool, before: Progress) -> Self {
        let bar = if is_quiet || !std::io::stderr().is_terminal() {
            ProgressBar::hidden()
        } else {
            let bar = total.map_or_else(ProgressBar::new_spinner, ProgressBar::new);
            let template = if total.is_some() {
                "{bar:24} {percent:>3} %  {msg}  {eta} left"
            } else {
                "{spinner} {msg}"
            };
            // The template is a constant, so it either always parses or a test fails.
            bar.set_style(
                ProgressStyle::with_template(template).unwrap_or(ProgressStyle::default_bar()),
            );
            bar
        };
        Self {
            bar,
            bytes,
            begun: Instant::now(),
            last: Instant::now(),
            before,
        }
    }

    /// Shows `now`, unless that was just done.
    pub fn show(&mut self, now: &Progress) {
        if self.bar.is_hidden() || self.last.elapsed() < REFRESH {
            return;
        }
        self.last = Instant::now();
        self.bar.set_position(self.bytes.load(Ordering::Relaxed));
        self.bar.set_message(self.rates(now));
    }

    fn rates(&self, now: &Progress) -> String {
        let seconds = self.begun.elapsed().as_secs_f64().max(1e-3);
        let articles = (now.written - self.before.written) as f64 / seconds;
        let megabytes = self.bytes.load(Ordering::Relaxed) as f64 / 1e6 / seconds;
        format!(
            "{} articles, {articles:.0}/s, {megabytes:.1} MB/s, {} skipped",
            now.written, now.skipped
        )
    }

    /// A line above the bar.
    pub fn say(&self, line: &str) {
        self.bar.suspend(|| {
            // Nobody may be listening; the list of skips and the exit status remain.
            let _ = super::writeln_stderr(line);
        });
    }

    /// Takes the bar away.
    pub fn end(&self) {
        self.bar.finish_and_clear();
    }

    /// How long the run took, in words.
    pub fn took(&self) -> String {
        let took = self.begun.elapsed();
        if took < Duration::from_secs(60) {
            format!("{:.1} s", took.as_secs_f64())
        } else {
            HumanDuration(took).to_string()
        }
    }
}
