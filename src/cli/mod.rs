//! The command line: flags become one options value a command, which the library takes.
//!
//! Results go to standard output or `--output`, everything else to standard error. The
//! exit status is 0 when all was done, 1 when it was done but for some inputs, 2 when it
//! could not run.

mod annotate;
mod batch;
mod classify;
mod completions;
mod corpus;
mod data;
mod evaluate;
mod explain;
mod extract;
mod format;
mod model;
mod numbered;
mod progress;
mod taker;
mod train;

use clap::{Parser, Subcommand};
use std::process::ExitCode;

/// Reads news and says who said what, and where they stand
#[derive(Debug, Parser)]
#[command(
    name = "onrecord",
    version,
    propagate_version = true,
    max_term_width = 100
)]
pub struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    Annotate(annotate::Args),
    Classify(classify::Args),
    Explain(explain::Args),
    Extract(extract::Args),
    Train(train::Args),
    Evaluate(evaluate::Args),
    Corpus(corpus::Args),
    #[command(hide = true)]
    Completions(completions::CompletionsArgs),
    #[command(hide = true)]
    Man(completions::ManArgs),
}

/// How a command that could run ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// All was done.
    Done,
    /// It was done but for some inputs, or a required score was not reached.
    DoneWithSkips,
    /// The user stopped it.
    Stopped,
}

/// Runs the command that the program was called with.
pub fn main() -> ExitCode {
    let outcome = match Cli::parse().command {
        Command::Annotate(args) => annotate::run(args),
        Command::Classify(args) => classify::run(args),
        Command::Explain(args) => explain::run(args),
        Command::Extract(args) => extract::run(args),
        Command::Train(args) => train::run(args),
        Command::Evaluate(args) => evaluate::run(args),
        Command::Corpus(args) => corpus::run(args),
        Command::Completions(args) => completions::completions(&args),
        Command::Man(args) => completions::man(&args),
    };
    match outcome {
        Ok(Outcome::Done) => ExitCode::SUCCESS,
        Ok(Outcome::DoneWithSkips) => ExitCode::from(1),
        // As a shell reports a program that Ctrl-C ended.
        Ok(Outcome::Stopped) => ExitCode::from(130),
        Err(error) if is_closed_pipe(&error) => ExitCode::SUCCESS,
        Err(error) => {
            // Nobody may be listening there either.
            let _ = writeln_stderr(&format!("onrecord: {error:#}"));
            ExitCode::from(2)
        }
    }
}

/// True where whoever read our output has heard enough.
fn is_closed_pipe(error: &anyhow::Error) -> bool {
    let mut causes = error.chain();
    causes.any(|cause| {
        cause
            .downcast_ref::<std::io::Error>()
            .is_some_and(|error| error.kind() == std::io::ErrorKind::BrokenPipe)
    })
}

fn writeln_stderr(line: &str) -> std::io::Result<()> {
    use std::io::Write;
    writeln!(std::io::stderr(), "{line}")
}
