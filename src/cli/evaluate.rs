//! `evaluate`: a model and labelled statements in, a report out.

use super::data::{DataArgs, ask_target, tell};
use super::model::load;
use super::{Outcome, writeln_stderr};
use crate::corpus::import;
use crate::error::{Error, Result};
use crate::evaluate::gate::Wish;
use crate::evaluate::{Evaluation, Judged, Options, Trial, gate};
use crate::model::targets::Entry;
use crate::model::{Model, TargetModels};
use crate::report;
use std::collections::BTreeMap;
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
    /// Model directory, or one with a model a target, each of which is judged on the statements
    /// of its own; the model inside the program where not given
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
    let is_reached = match args.model.as_deref() {
        Some(dir) if TargetModels::is_at(dir) => each_target(&args, dir, &wishes)?,
        _ => {
            let outputs = Outputs::open(&args, args.report.as_deref())?;
            let model = load(args.model.as_deref())?;
            let judged = trial(&args)?.judge(&model)?;
            // Nobody may be listening.
            let _ = tell(&judged.notes);
            show(&args, judged, outputs, &wishes)?
        }
    };
    Ok(match is_reached {
        true => Outcome::Done,
        false => Outcome::DoneWithSkips,
    })
}

/// Shows and writes what was found; true where everything required was reached.
fn show(
    args: &Args,
    judged: Judged,
    mut outputs: Outputs,
    wishes: &[Wish],
) -> anyhow::Result<bool> {
    let to_stdout = args.json.as_deref() == Some(Path::new("-"));
    let (mut evaluation, table, batch) = (judged.evaluation, judged.table, judged.batch);
    evaluation.provenance.command = command();
    let is_reached = gate::require(&mut evaluation, wishes)?;
    outputs.write(&evaluation, || {
        report::dsl::write(&table, batch.as_ref(), args.sampled_at)
    })?;
    let shown = match to_stdout {
        true => report::json::write(&evaluation),
        false => report::terminal::write(&evaluation),
    };
    std::io::stdout().write_all(shown.as_bytes())?;
    Ok(is_reached)
}

/// Judges each model in `dir` on the statements of its target: one table a target, one folder
/// each in --report.
fn each_target(args: &Args, dir: &Path, wishes: &[Wish]) -> anyhow::Result<bool> {
    for (flag, is_given) in [
        ("--articles", args.articles.is_some()),
        ("--behaviour", args.behaviour.is_some()),
        ("--against", args.against.is_some()),
        ("--json", args.json.is_some()),
        ("--dsl", args.dsl.is_some()),
    ] {
        if is_given {
            return Err(Error::config(format!(
                "holds one model a target, and {flag} is for one model; name a folder inside it, or leave {flag} out"
            ))
            .in_file(dir)
            .into());
        }
    }
    let models = TargetModels::load(dir)?;
    let mut trial = trial(args)?;
    ask_target(&mut trial.reading, models.field());
    let judged = targets(&trial, &models)?;
    let mut prepared = Vec::new();
    for (entry, model) in judged {
        let folder = args
            .report
            .as_ref()
            .map(|report| report.join(&entry.folder));
        let outputs = Outputs::open(args, folder.as_deref())?;
        prepared.push((entry, model, outputs));
    }
    let mut is_reached = true;
    for (number, (entry, model, outputs)) in prepared.into_iter().enumerate() {
        let judged = trial
            .judge_target(model, &entry.name)
            .map_err(|error| error.at(format!("target \"{}\"", entry.name)))?;
        if number == 0 {
            let _ = tell(&judged.notes);
        }
        anstream::println!(
            "{}target \"{}\"\n",
            if number == 0 { "" } else { "\n" },
            entry.name
        );
        is_reached &= show(args, judged, outputs, wishes)?;
    }
    Ok(is_reached)
}

/// The targets that the data asks about; what it holds beside them is told.
fn targets<'m>(
    trial: &Trial,
    models: &'m TargetModels,
) -> anyhow::Result<Vec<(&'m Entry, &'m Model)>> {
    let corpus = import(&trial.data, &trial.reading)?;
    let mut found: BTreeMap<Option<&str>, usize> = BTreeMap::new();
    for statement in &corpus.statements {
        *found.entry(statement.target.as_deref()).or_default() += 1;
    }
    let (known, unknown): (Vec<_>, Vec<_>) = models
        .iter()
        .partition(|(entry, _)| found.remove(&Some(entry.name.as_str())).is_some());
    for (target, n) in found {
        let whose = match target {
            Some(target) => format!("of the target \"{target}\", for which there is no model"),
            None => "without a target".into(),
        };
        writeln_stderr(&format!("onrecord: {n} statements {whose}, passed over"))?;
    }
    for (entry, _) in unknown {
        let name = &entry.name;
        writeln_stderr(&format!(
            "onrecord: target \"{name}\" has no statement, passed over"
        ))?;
    }
    if known.is_empty() {
        return Err(Error::input(format!(
            "no statement has a target that there is a model for in field \"{}\"; name the field with --column target=NAME",
            trial.reading.target.as_deref().unwrap_or_default()
        ))
        .into());
    }
    Ok(known)
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
    fn open(args: &Args, report: Option<&Path>) -> Result<Self> {
        let mut wanted = Vec::new();
        if let Some(folder) = report {
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
