//! Flags of every command that reads labelled statements, and what is told of reading them.

use crate::corpus::{Asked, Corpus, Format, ImportOptions, Units, import};
use crate::error::{Error, Result};
use crate::label::HeadKind;
use crate::train::Recipe;
use std::collections::BTreeMap;
use std::path::PathBuf;

/// How statements are read, labelled or not.
#[derive(Debug, Clone, clap::Args)]
pub(super) struct StatementArgs {
    /// Format of statements: jsonl, csv, tsv, parquet, label-studio, label-studio-min,
    /// doccano or prodigy; by name, then by content, where not given
    #[arg(long, value_name = "FORMAT", value_parser = format)]
    data_format: Option<Format>,

    /// Which field or column holds a part or a head, such as text=body or stance=label
    #[arg(long = "column", value_name = "PART=NAME")]
    columns: Vec<String>,

    /// What offsets of spans count, where the file cannot tell: code-points or utf16
    #[arg(long, value_name = "UNITS", value_parser = units)]
    offsets: Option<Units>,
}

/// How labelled statements are read.
#[derive(Debug, Clone, clap::Args)]
pub(super) struct DataArgs {
    #[command(flatten)]
    statements: StatementArgs,

    /// An empty cell of an independent head says that no label holds, not that nobody answered
    #[arg(long)]
    empty_is_none: bool,
}

impl StatementArgs {
    /// How statements are read.
    ///
    /// # Errors
    /// A configuration error where a column setting is wrong.
    pub fn options(&self) -> Result<ImportOptions> {
        let mut columns = BTreeMap::new();
        for setting in &self.columns {
            match setting.split_once('=') {
                Some((part, name)) if !part.is_empty() && !name.is_empty() => {
                    columns.insert(part.to_owned(), name.to_owned());
                }
                _ => {
                    return Err(Error::config(format!(
                        "column setting \"{setting}\" is not PART=NAME, such as text=body"
                    )));
                }
            }
        }
        Ok(ImportOptions {
            format: self.data_format,
            columns,
            units: self.offsets,
            ..ImportOptions::default()
        })
    }

    /// As they were given, for the record of a run.
    pub fn shown(&self) -> String {
        format!(
            "{:?} {:?} {:?}",
            self.data_format, self.columns, self.offsets
        )
    }
}

impl DataArgs {
    /// How the labels of `heads` are read.
    ///
    /// # Errors
    /// A configuration error where a column setting is wrong.
    pub fn options(&self, heads: Vec<Asked>) -> Result<ImportOptions> {
        Ok(ImportOptions {
            heads,
            empty_is_none: self.empty_is_none,
            ..self.statements.options()?
        })
    }

    /// How the statements are read that `recipe` asks about.
    ///
    /// # Errors
    /// A configuration error where a column setting is wrong.
    pub fn asked_by(&self, recipe: &Recipe) -> Result<ImportOptions> {
        let mut options = ImportOptions {
            raters: Some(recipe.config.raters),
            ..self.options(recipe.config.asked())?
        };
        if let Some(targets) = &recipe.config.targets {
            ask_target(&mut options, &targets.field);
        }
        Ok(options)
    }

    /// Reads the statements in `data` that `recipe` asks about, and says what was passed over.
    ///
    /// # Errors
    /// An input or configuration error that names file and line.
    pub fn corpus(&self, data: &[PathBuf], recipe: &Recipe) -> anyhow::Result<Corpus> {
        let corpus = import(data, &self.asked_by(recipe)?)?;
        tell(&corpus.notes)?;
        Ok(corpus)
    }
}

/// Reads targets too, from `field` unless the command line says another.
pub(super) fn ask_target(options: &mut ImportOptions, field: &str) {
    let named = options.columns.get("target").cloned();
    options.target = Some(named.unwrap_or_else(|| field.to_owned()));
}

/// Which heads the statements answer.
#[derive(Debug, Clone, clap::Args)]
pub(super) struct HeadArgs {
    /// Training configuration whose heads and raters are taken [default: stance and sentiment]
    #[arg(long, value_name = "FILE")]
    pub config: Option<PathBuf>,

    /// A head in place of those: its field, or FIELD=exclusive where exactly one label holds
    #[arg(long = "head", value_name = "NAME", conflicts_with = "config")]
    heads: Vec<String>,
}

impl HeadArgs {
    /// The recipe that the heads come from, with its heads replaced by those named.
    ///
    /// # Errors
    /// A configuration error that names file and field.
    pub fn recipe(&self) -> Result<Recipe> {
        let mut recipe = Recipe::read(self.config.as_deref())?;
        if !self.heads.is_empty() {
            let heads = self.heads.iter().map(|name| match name.split_once('=') {
                None => Ok((name.as_str(), HeadKind::Independent)),
                Some((name, "independent")) => Ok((name, HeadKind::Independent)),
                Some((name, "exclusive")) => Ok((name, HeadKind::Exclusive)),
                Some((_, other)) => Err(Error::config(format!(
                    "head kind \"{other}\" is not independent or exclusive"
                ))),
            });
            let heads: Vec<(&str, HeadKind)> = heads.collect::<Result<_>>()?;
            recipe.ask(&heads)?;
        }
        Ok(recipe)
    }

    /// True where heads were named on the command line.
    pub fn is_given(&self) -> bool {
        self.config.is_some() || !self.heads.is_empty()
    }
}

/// Says what was passed over or repaired.
pub(super) fn tell(notes: &BTreeMap<String, usize>) -> std::io::Result<()> {
    for (what, n) in notes {
        super::writeln_stderr(&format!("onrecord: {n} {what}"))?;
    }
    Ok(())
}

pub(super) fn format(text: &str) -> std::result::Result<Format, String> {
    Format::from_name(text).ok_or_else(|| {
        let names = Format::NAMES.map(|(name, _)| name);
        format!("expected one of {}", names.join(", "))
    })
}

fn units(text: &str) -> std::result::Result<Units, String> {
    match text {
        "code-points" => Ok(Units::CodePoints),
        "utf16" => Ok(Units::Utf16),
        _ => Err("expected code-points or utf16".into()),
    }
}
