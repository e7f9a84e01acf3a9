//! Shell completions and man pages, from the same definitions as the help.

use super::{Cli, Outcome};
use clap::CommandFactory;
use std::path::PathBuf;

/// Print the completions of a shell
#[derive(Debug, clap::Args)]
#[command(
    after_long_help = "Examples:\n  onrecord completions bash > ~/.local/share/bash-completion/completions/onrecord\n  onrecord completions fish > ~/.config/fish/completions/onrecord.fish"
)]
pub struct CompletionsArgs {
    /// Which shell
    shell: clap_complete::Shell,
}

/// Write the man pages into a folder
#[derive(Debug, clap::Args)]
#[command(after_long_help = "Examples:\n  onrecord man .\n  onrecord man ~/.local/share/man/man1")]
pub struct ManArgs {
    /// The folder, which must exist
    folder: PathBuf,
}

pub(super) fn completions(args: &CompletionsArgs) -> anyhow::Result<Outcome> {
    let mut script = Vec::new();
    clap_complete::generate(args.shell, &mut Cli::command(), "onrecord", &mut script);
    std::io::Write::write_all(&mut std::io::stdout(), &script)?;
    Ok(Outcome::Done)
}

pub(super) fn man(args: &ManArgs) -> anyhow::Result<Outcome> {
    clap_mangen::generate_to(Cli::command(), &args.folder).map_err(|error| {
        anyhow::anyhow!("{}: cannot be written: {error}", args.folder.display())
    })?;
    Ok(Outcome::Done)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_definitions_agree_with_themselves() {
        Cli::command().debug_assert();
    }

    #[test]
    fn every_command_has_two_examples_in_its_long_help() {
        for command in Cli::command().get_subcommands_mut() {
            let help = command.render_long_help().to_string();
            let (_, examples) = help.rsplit_once("Examples:").unwrap_or_default();
            let examples = examples
                .matches(&format!("onrecord {}", command.get_name()))
                .count();
            assert!(
                examples >= 2,
                "{} shows {examples} examples",
                command.get_name()
            );
        }
    }
}
