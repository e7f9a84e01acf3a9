//! `onrecord corpus`: labelled statements checked, doubted, chosen and converted.

mod check;
mod convert;
mod next;
mod suspects;

use super::Outcome;
use crate::error::{Error, Result};
use clap::Subcommand;
use std::io::Write;
use std::path::Path;

/// Check, review, choose and convert labelled statements
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  onrecord corpus check --data training/statements.jsonl --against training/held_out.jsonl
  onrecord corpus convert --data training/held_out.jsonl --to csv --output labels.csv")]
pub struct Args {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    Check(check::Args),
    Suspects(suspects::Args),
    Next(next::Args),
    Convert(convert::Args),
}

/// Runs the command.
pub(super) fn run(args: Args) -> anyhow::Result<Outcome> {
    match args.command {
        Command::Check(args) => check::run(&args),
        Command::Suspects(args) => suspects::run(&args),
        Command::Next(args) => next::run(&args),
        Command::Convert(args) => convert::run(&args),
    }
}

/// Writes `bytes` to `output`, whole or not at all; to standard output where there is none.
fn put(output: Option<&Path>, bytes: &[u8]) -> anyhow::Result<()> {
    let Some(path) = output.filter(|path| path.as_os_str() != "-") else {
        std::io::stdout().write_all(bytes)?;
        return Ok(());
    };
    let failed = |error: std::io::Error| {
        Error::output("cannot be written")
            .in_file(path)
            .because(error)
    };
    let folder = path.parent().filter(|f| !f.as_os_str().is_empty());
    let mut file =
        tempfile::NamedTempFile::new_in(folder.unwrap_or(Path::new("."))).map_err(failed)?;
    file.write_all(bytes)
        .and_then(|()| super::evaluate::readable(&file))
        .map_err(failed)?;
    file.persist(path).map_err(|error| failed(error.error))?;
    Ok(())
}

/// One JSON object a line.
fn lines(records: &[serde_json::Value]) -> Result<Vec<u8>> {
    let mut bytes = Vec::new();
    for record in records {
        serde_json::to_writer(&mut bytes, record)
            .map_err(|error| Error::output("cannot be written as JSON").because(error))?;
        bytes.push(b'\n');
    }
    Ok(bytes)
}
