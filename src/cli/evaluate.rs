//! `evaluate`: a model and labelled statements in, a report out.

use super::Outcome;
use super::annotate::load;
use super::data::{DataArgs, tell};
use crate::error::{Error, Result};
use crate::evaluate::{Evaluation, Options, Trial, gate};
use crate::report;
use std::io::Write;
use std::path::{Path, PathBuf};
use tempfile::NamedTempFile;

/// Judge a model on statements labelled by hand
///
/// Prints the figures with 95 % intervals. --report writes them as a page, as JSON and as
/// a LaTeX table. The statements must not be those the model was trained on.
#[derive(Debug, clap::Args)]
#[command(
    verbatim_doc_comment,
    after_help = "Examples:
  onrecord evaluate --data held_out.jsonl --report report/
  onrecord evaluate --model models/mine --data held_out.jsonl --require macro_f1=0.70"
)]
pub struct Args {
    /// Model directory; the model inside the program where not given
    #[arg(short, long, value_name = "DIR")]
    model: Option<PathBuf>,

    /// Labelled statements: JSON lines with "text" and a field for each head, a table, or the
    /// export of an annotation tool; where raters differ, most of them decide
    #[arg(short, long, value_name = "FILE", required = true, num_args = 1..)]
    data: Vec<PathBuf>,

    #[command(flatten)]
    reading: DataArgs,

    /// What the model was trained on: for baselines and drift
    #[arg(long, value_name = "FILE", num_args = 1..)]
    training: Vec<PathBuf>,

    /// Articles with gold statements as JSON lines: "id", "text", "attributions"
    #[arg(long, value_name = "FILE")]
    articles: Option<PathBuf>,

    /// Behavioural cases as JSON lines
    #[arg(long, value_name = "FILE")]
    behaviour: Option<PathBuf>,

    /// New statements without labels: their shares, corrected, and how far they drifted
    #[arg(long, value_name = "FILE")]
    batch: Option<PathBuf>,

    /// Another model directory, to compare with on the same statements
    #[arg(long, value_name = "DIR")]
    against: Option<PathBuf>,

    /// Field whose equal values group statements that are drawn together
    #[arg(long, value_name = "FIELD", default_value = "group")]
    group: String,

    /// Field to part the data by, beside form, length, outlet, month and speaker_group
    #[arg(long, value_name = "FIELD")]
    slice: Vec<String>,

    /// Figures that must be reached, such as macro_f1=0.70,behaviour=0.9; exit status 1 where not
    #[arg(long, value_name = "NAME=NUMBER,…")]
    require: Option<String>,

    /// Bootstrap draws behind each interval
    #[arg(long, value_name = "N", default_value_t = 1000)]
    draws: usize,

    /// Seed of the draws
    #[arg(long, value_name = "N", default_value_t = 1)]
    seed: u64,

    /// Worst errors and label suspects to list, each head
    #[arg(long, value_name = "N", default_value_t = 12)]
    worst: usize,

    /// Folder for evaluation.html, evaluation.json and evaluation.tex
    #[arg(short, long, value_name = "DIR")]
    report: Option<PathBuf>,

    /// File for the JSON alone; - prints it instead of the table
    #[arg(long, value_name = "FILE")]
    json: Option<PathBuf>,

    /// File for the rows that design-based supervised learning takes, as CSV
    #[arg(long, value_name = "FILE")]
    dsl: Option<PathBuf>,

    /// Probability with which a statement was chosen for labelling, for --dsl
    #[arg(long, value_name = "P", requires = "dsl", value_parser = probability)]
    sampled_at: Option<f64>,
}

pub(super) fn run(args: Args) -> anyhow::Result<Outcome> {
    let wishes = gate::parse(args.require.as_deref().unwrap_or_default())?;
    let to_stdout = args.json.as_deref() == Some(Path::new("-"));
    let mut outputs = Outputs::open(&args)?;
    let model = load(args.model.as_deref())?;
    let judged = trial(&args)?.judge(&model)?;
    // Nobody may be listening.
    let _ = tell(&judged.notes);
    let (mut evaluation, table, batch) = (judged.evaluation, judged.table, judged.batch);
    evaluation.provenance.command = command();
    let reached = gate::require(&mut evaluation, &wishes)?;
    outputs.write(&evaluation, || {
        report::dsl::write(&table, batch.as_ref(), args.sampled_at)
    })?;
    let shown = match to_stdout {
        true => report::json::write(&evaluation),
        false => report::terminal::write(&evaluation),
    };
    std::io::stdout().write_all(shown.as_bytes())?;
    Ok(match reached {
        true => Outcome::Done,
        false => Outcome::DoneWithSkips,
    })
}

fn trial(args: &Args) -> Result<Trial> {
    Ok(Trial {
        data: args.data.clone(),
        reading: args.reading.options(Vec::new())?,
        training: args.training.clone(),
        articles: args.articles.clone(),
        behaviour: args.behaviour.clone(),
        batch: args.batch.clone(),
        against: args.against.clone(),
        group: args.group.clone(),
        slices: args.slice.clone(),
        options: Options {
            n_draws: args.draws,
            seed: args.seed,
            n_listed: args.worst,
        },
    })
}

/// The files of a report, opened before the work and renamed into place after it.
struct Outputs {
    /// File, what it holds, where it will stand.
    files: Vec<(NamedTempFile, Kind, PathBuf)>,
}

#[derive(Debug, Clone, Copy)]
enum Kind {
    Html,
    Json,
    Latex,
    Dsl,
}

impl Outputs {
    fn open(args: &Args) -> Result<Self> {
        let mut wanted = Vec::new();
        if let Some(folder) = &args.report {
            std::fs::create_dir_all(folder).map_err(|error| cannot_write(folder, error))?;
            wanted.push((folder.join("evaluation.html"), Kind::Html));
            wanted.push((folder.join("evaluation.json"), Kind::Json));
            wanted.push((folder.join("evaluation.tex"), Kind::Latex));
        }
        let json = args.json.iter().filter(|path| path.as_os_str() != "-");
        wanted.extend(json.map(|path| (path.clone(), Kind::Json)));
        wanted.extend(args.dsl.iter().map(|path| (path.clone(), Kind::Dsl)));
        let files = wanted
            .into_iter()
            .map(|(path, kind)| {
                let folder = path
                    .parent()
                    .filter(|folder| !folder.as_os_str().is_empty());
                let file = NamedTempFile::new_in(folder.unwrap_or(Path::new(".")))
                    .map_err(|error| cannot_write(&path, error))?;
                Ok((file, kind, path))
            })
            .collect::<Result<_>>()?;
        Ok(Self { files })
    }

    fn write(&mut self, evaluation: &Evaluation, dsl: impl Fn() -> String) -> Result<()> {
        for (mut file, kind, path) in self.files.drain(..) {
            let text = match kind {
                Kind::Html => report::html::write(evaluation)?,
                Kind::Json => report::json::write(evaluation),
                Kind::Latex => report::latex::write(evaluation),
                Kind::Dsl => dsl(),
            };
            file.write_all(text.as_bytes())
                .and_then(|()| readable(&file))
                .map_err(|error| cannot_write(&path, error))?;
            file.persist(&path)
                .map_err(|error| cannot_write(&path, error.error))?;
        }
        Ok(())
    }
}

/// Temporary files are private; results are for everybody whom the folder lets in.
pub(super) fn readable(file: &NamedTempFile) -> std::io::Result<()> {
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let permissions = std::fs::Permissions::from_mode(0o644);
        file.as_file().set_permissions(permissions)?;
    }
    file.as_file().sync_all()
}

fn cannot_write(path: &Path, error: std::io::Error) -> Error {
    Error::output("cannot be written")
        .in_file(path)
        .because(error)
}

/// The command line as it can be typed again.
fn command() -> String {
    let words = std::env::args().skip(1).map(|word| {
        let plain = |c: char| c.is_ascii_alphanumeric() || "-_./=,:+@%".contains(c);
        match word.chars().all(plain) && !word.is_empty() {
            true => word,
            false => format!("'{}'", word.replace('\'', "'\\''")),
        }
    });
    std::iter::once("onrecord".to_owned())
        .chain(words)
        .collect::<Vec<_>>()
        .join(" ")
}

fn probability(text: &str) -> std::result::Result<f64, String> {
    match text.parse::<f64>() {
        Ok(p) if p > 0.0 && p <= 1.0 => Ok(p),
        _ => Err("expected a number above 0 and at most 1, such as 0.05".into()),
    }
}
