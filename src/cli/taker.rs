//! What becomes of results: into the output, told of, counted, and summed up at the end.

use super::Outcome;
use super::batch::Made;
use super::progress::Meter;
use crate::annotate::pool::Sink;
use crate::error::{Error, Result};
use crate::write::Output;

/// An item that is done: how far the input was read, and what became of it.
pub(super) struct Done {
    pub position: (u64, u32),
    pub result: Result<std::result::Result<Made, (String, String)>>,
}

/// Takes results into the output and tells of skips.
pub(super) struct Taker {
    pub output: Output,
    pub meter: Meter,
    pub told: u64,
    pub is_quiet: bool,
}

/// Skips that are told one by one; the list has them all.
const TOLD: u64 = 20;

impl Sink<Done> for Taker {
    fn take(&mut self, done: Done) -> Result<()> {
        match done.result? {
            Ok(made) => {
                self.output
                    .add(made.piece, made.n_statements, made.replaced, done.position)?;
            }
            Err((place, reason)) => {
                if self.told < TOLD {
                    self.meter.say(&format!("onrecord: {place}: {reason}"));
                }
                self.told += 1;
                self.output.skip(&place, &reason, done.position)?;
            }
        }
        self.meter.show(self.output.progress());
        Ok(())
    }

    fn idle(&mut self) -> Result<()> {
        self.output.flush()
    }
}

/// `1 record`, `2 records`.
fn counted(n: u64, what: &str) -> String {
    format!("{n} {what}{}", if n == 1 { "" } else { "s" })
}

impl Taker {
    pub fn close(mut self, is_stopped: bool, passed: u64) -> anyhow::Result<Outcome> {
        let to_file = self.output.is_file();
        if is_stopped && to_file {
            self.output.checkpoint()?;
            let progress = self.output.progress();
            self.meter.say(&format!(
                "onrecord: stopped after {} articles; add --resume to go on",
                progress.written
            ));
            return Ok(Outcome::Stopped);
        }
        let Self {
            output,
            meter,
            told,
            is_quiet,
        } = self;
        let progress = output.finish().map_err(tell_pipe)?.progress;
        if told > TOLD {
            meter.say(&format!("onrecord: … and {} more", told - TOLD));
        }
        if !is_quiet && (to_file || progress.skipped > 0 || passed > 0) {
            let mut line = format!(
                "onrecord: {}, {} in {}",
                counted(progress.written, "record"),
                counted(progress.statements, "statement"),
                meter.took()
            );
            for (count, what) in [
                (progress.skipped, "skipped"),
                (passed, "files of unknown kind passed over"),
                (
                    progress.replaced,
                    "characters replaced that could not be decoded",
                ),
            ] {
                if count > 0 {
                    line.push_str(&format!(", {count} {what}"));
                }
            }
            meter.say(&line);
        }
        if is_stopped {
            return Ok(Outcome::Stopped);
        }
        Ok(outcome(progress.skipped))
    }
}

pub(super) fn outcome(skipped: u64) -> Outcome {
    if skipped == 0 {
        Outcome::Done
    } else {
        Outcome::DoneWithSkips
    }
}

/// Keeps the cause in reach where the pipe was closed, which is no error to tell.
pub(super) fn tell_pipe(error: Error) -> anyhow::Error {
    if error.is_closed_pipe() {
        anyhow::Error::from(std::io::Error::from(std::io::ErrorKind::BrokenPipe))
    } else {
        error.into()
    }
}
