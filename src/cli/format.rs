//! The forms in which results are written, by the name of the flag or of the file.

use crate::annotate::Annotator;
use crate::write::{self, Encode, Layout, Plain};
use std::io::IsTerminal;
use std::path::Path;

/// A form in which results are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub(super) enum Format {
    /// For reading: statements with speaker, stance and sentiment
    Text,
    /// One record a line; loses nothing
    Jsonl,
    /// One statement a row, for spreadsheets
    Csv,
    /// As csv, with tabs
    Tsv,
    /// One statement a row, in columns
    #[cfg(feature = "parquet")]
    Parquet,
    /// A page: the article with its statements marked in place
    Html,
    /// Tables: who said what how often, by speaker, outlet and month
    Summary,
    /// A folder of standoff files, one pair an article
    Brat,
    /// W3C Web Annotation, one page of annotations a line
    WebAnnotation,
    /// Citron's JSON, one document a line
    Citron,
}

/// When colours are used.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub(super) enum Colour {
    /// On a terminal, unless NO_COLOR is set
    Auto,
    /// Always
    Always,
    /// Never
    Never,
}

/// Flags about the form of results.
#[derive(Debug, Clone, clap::Args)]
pub(super) struct FormatArgs {
    /// Form of the results; by the name of the output, text on a terminal, else jsonl
    #[arg(short, long, value_name = "FORM", value_enum)]
    format: Option<Format>,

    /// Colours in text
    #[arg(long, value_name = "WHEN", value_enum, default_value = "auto")]
    color: Colour,
}

impl FormatArgs {
    /// The form to write in, to `output`.
    pub fn choose(&self, output: Option<&Path>) -> Format {
        let output = output.filter(|path| path.as_os_str() != "-");
        if let Some(format) = self.format {
            return format;
        }
        let Some(output) = output else {
            return if std::io::stdout().is_terminal() {
                Format::Text
            } else {
                Format::Jsonl
            };
        };
        let ending = output
            .extension()
            .map(|ending| ending.to_string_lossy().to_lowercase());
        match ending.as_deref() {
            Some("csv") => Format::Csv,
            Some("tsv") => Format::Tsv,
            Some("html" | "htm") => Format::Html,
            Some("md") => Format::Summary,
            Some("txt") => Format::Text,
            #[cfg(feature = "parquet")]
            Some("parquet") => Format::Parquet,
            _ => Format::Jsonl,
        }
    }

    /// Both halves of the form, for what `annotator` answers.
    pub fn halves(
        &self,
        format: Format,
        annotator: &Annotator,
    ) -> (Box<dyn Encode>, Box<dyn Layout>) {
        let heads = annotator.heads();
        match format {
            Format::Text => {
                let terminal = write::Terminal {
                    colour: self.is_coloured(),
                    width: terminal_size::terminal_size()
                        .map_or(100, |(width, _)| usize::from(width.0).min(120)),
                    heads: heads.to_vec(),
                };
                (Box::new(terminal), Box::new(Plain))
            }
            Format::Jsonl => (Box::new(write::Jsonl), Box::new(Plain)),
            Format::Csv | Format::Tsv => {
                let separator = if format == Format::Csv { ',' } else { '\t' };
                let csv = write::Csv::new(separator, heads);
                let layout = csv.layout();
                (Box::new(csv), Box::new(layout))
            }
            Format::Html => {
                let html = write::Html::new(heads);
                let layout = html.layout();
                (Box::new(html), Box::new(layout))
            }
            Format::Summary => (
                Box::new(write::Summary),
                Box::new(write::SummaryLayout::new(heads)),
            ),
            Format::Brat => (Box::new(write::Brat), Box::new(write::BratLayout)),
            Format::WebAnnotation => (Box::new(write::WebAnnotation), Box::new(Plain)),
            Format::Citron => (Box::new(write::Citron), Box::new(Plain)),
            #[cfg(feature = "parquet")]
            Format::Parquet => (
                Box::new(write::Parquet),
                Box::new(write::ParquetLayout::new(heads)),
            ),
        }
    }

    fn is_coloured(&self) -> bool {
        match self.color {
            Colour::Always => true,
            Colour::Never => false,
            Colour::Auto => {
                std::env::var_os("NO_COLOR").is_none_or(|value| value.is_empty())
                    && std::env::var_os("TERM").is_none_or(|term| term != "dumb")
                    && std::io::stdout().is_terminal()
            }
        }
    }
}
