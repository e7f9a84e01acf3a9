//! What `annotate`, `extract` and `classify` share: flags, and a run over many inputs.

use super::Outcome;
use super::numbered::{Numbered, Numbered1, Shard};
use super::progress::Meter;
use super::taker::{Done, Taker, outcome, tell_pipe};
use crate::annotate::checkpoint::RunRecord;
use crate::annotate::pool::{self, PoolParams};
use crate::corpus;
use crate::error::{Error, Result};
use crate::read::{
    self, Fields, Item, Limits, Part, Paths, Raw, ReadOptions, Reader, StatementFields, Whole,
};
use crate::write::{Encoded, Layout, Opened, Output, OutputParams};
use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

/// Flags of every command that runs over many inputs.
#[derive(Debug, Clone, clap::Args)]
pub(super) struct BatchArgs {
    /// Files, folders, patterns such as 'news/*.html', or - for standard input (the default)
    #[arg(value_name = "INPUT")]
    inputs: Vec<String>,

    /// File with one input path a line; - reads it from standard input
    #[arg(long, value_name = "FILE")]
    files_from: Option<String>,

    /// Kind of the inputs; by name, then by content, where not given
    #[arg(long, value_name = "KIND", value_enum)]
    input_format: Option<InputFormat>,

    /// Which field or column holds a part, such as text=body; parts: id, title, text, date, author, outlet, url
    #[arg(long = "field", value_name = "PART=NAME")]
    fields: Vec<String>,

    /// Where results go; - is standard output (the default)
    #[arg(short, long, value_name = "FILE")]
    pub output: Option<PathBuf>,

    /// Go on with an interrupted run; needs --output
    #[arg(long)]
    resume: bool,

    /// Seconds between checkpoints
    #[arg(long, value_name = "SECONDS", default_value_t = 2.0)]
    checkpoint: f64,

    /// List of inputs passed over; OUTPUT.skipped.jsonl where not given
    #[arg(long, value_name = "FILE")]
    skipped: Option<PathBuf>,

    /// Threads; all cores where not given
    #[arg(short = 'j', long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=1024))]
    threads: Option<u16>,

    /// Only every N-th item, beginning with the I-th of 1 to N
    #[arg(long, value_name = "I/N")]
    shard: Option<Shard>,

    /// Largest article, in bytes
    #[arg(long, value_name = "BYTES", default_value_t = Limits::default().article)]
    max_article: usize,

    /// How many times its size a compressed input may expand, past 64 MiB
    #[arg(long, value_name = "TIMES", default_value_t = Limits::default().expansion)]
    max_expansion: u64,

    /// How deep the elements of a page may nest
    #[arg(long, value_name = "DEPTH", default_value_t = Limits::default().nesting)]
    max_nesting: usize,

    /// No progress bar, no last word
    #[arg(short, long)]
    pub quiet: bool,
}

/// A kind of input, as a flag names it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum InputFormat {
    Text,
    Markdown,
    Html,
    Jsonl,
    Csv,
    Tsv,
    #[cfg(feature = "parquet")]
    Parquet,
    Warc,
}

impl From<InputFormat> for read::Format {
    fn from(format: InputFormat) -> Self {
        match format {
            InputFormat::Text => read::Format::Text,
            InputFormat::Markdown => read::Format::Markdown,
            InputFormat::Html => read::Format::Html,
            InputFormat::Jsonl => read::Format::Jsonl,
            InputFormat::Csv => read::Format::Csv,
            InputFormat::Tsv => read::Format::Tsv,
            #[cfg(feature = "parquet")]
            InputFormat::Parquet => read::Format::Parquet,
            InputFormat::Warc => read::Format::Warc,
        }
    }
}

/// What a command makes of one item.
pub(super) struct Made {
    pub piece: Encoded,
    pub n_statements: usize,
    pub replaced: usize,
}

/// How inputs that are statements are read.
pub(super) struct Statements {
    /// Which fields of JSON lines hold their parts.
    pub fields: StatementFields,
    /// What reads those that stand in another form.
    pub whole: Option<Arc<dyn Whole>>,
    /// True where they stand in JSON lines whatever their names are.
    pub is_jsonl: bool,
}

/// What a command brings to a run.
pub(super) struct Job<W> {
    /// What the results depend on beside the inputs, by name.
    pub settings: BTreeMap<String, String>,
    /// How statements are read, where inputs are statements.
    pub statements: Option<Statements>,
    /// Where it stands.
    pub layout: Box<dyn Layout>,
    /// Makes a result of an item.
    pub work: W,
}

impl BatchArgs {
    /// How inputs are read.
    ///
    /// # Errors
    /// A configuration error where a field setting is wrong.
    pub fn read_options(&self) -> Result<ReadOptions> {
        Ok(ReadOptions {
            fields: Fields::with(&self.fields)?,
            limits: Limits {
                article: self.max_article,
                expansion: self.max_expansion,
                nesting: self.max_nesting,
            },
            format: self.input_format.map(Into::into),
            ..ReadOptions::default()
        })
    }

    /// True where the inputs are said to hold one item a line.
    pub fn is_lines(&self) -> bool {
        let lines = [InputFormat::Text, InputFormat::Jsonl];
        self.input_format
            .is_some_and(|format| lines.contains(&format))
    }

    /// The kind of table that the inputs are said to be.
    pub fn table(&self) -> Option<corpus::Format> {
        match self.input_format? {
            InputFormat::Csv => Some(corpus::Format::Csv),
            InputFormat::Tsv => Some(corpus::Format::Tsv),
            #[cfg(feature = "parquet")]
            InputFormat::Parquet => Some(corpus::Format::Parquet),
            _ => None,
        }
    }

    fn paths(&self) -> Result<Paths> {
        let mut named = self.inputs.clone();
        if let Some(list) = &self.files_from {
            named.extend(read::list(list)?);
            // Otherwise nothing named would mean standard input.
            if named.is_empty() {
                return Err(Error::input("names no file; expected one path a line").at(list));
            }
        }
        Paths::new(&named, self.input_format.is_some())
    }

    /// Runs `job` over the inputs.
    ///
    /// # Errors
    /// What kept it from running: an input that does not exist, an output that cannot be
    /// written, a run that cannot go on.
    pub fn run<W>(&self, job: Job<W>) -> anyhow::Result<Outcome>
    where
        W: Fn(Raw, &ReadOptions) -> Result<Made> + Sync,
    {
        read::hush();
        let mut options = self.read_options()?;
        if let Some(statements) = job.statements {
            options.by_line = true;
            options.statements = statements.fields;
            options.whole = statements.whole;
            let jsonl = statements.is_jsonl.then_some(read::Format::Jsonl);
            options.format = options.format.or(jsonl);
        }
        let options = Arc::new(options);
        let paths = self.paths()?;
        let passed = paths.passed_over();
        let total = if self.quiet {
            None
        } else {
            paths.total_bytes()
        };
        let run = RunRecord::new(self.settings(job.settings, &options));
        let params = OutputParams {
            path: self.output.clone(),
            skipped: self.skipped.clone(),
            run,
            resume: self.resume,
            checkpoint: Duration::from_secs_f64(self.checkpoint.clamp(0.0, 1e6)),
        };
        let output = match Output::open(params, job.layout)? {
            Opened::Open(output) => output,
            Opened::Done(run) => {
                if !self.quiet {
                    super::writeln_stderr("onrecord: the run is done already; nothing to resume")?;
                }
                return Ok(outcome(run.progress.skipped));
            }
        };
        let reader = Reader::new(paths, Arc::clone(&options));
        let before = *output.progress();
        let meter = Meter::new(reader.bytes_read(), total, self.quiet, before);
        let items = Numbered {
            reader,
            shard: self.shard.unwrap_or(Shard { index: 1, of: 1 }),
            items: 0,
            checksum: flate2::Crc::new(),
            resume: (before.items > 0).then_some((before.items, before.checksum)),
        };
        let stop = stop_flag()?;
        let mut taker = Taker {
            output: *output,
            meter,
            told: 0,
            is_quiet: self.quiet,
        };
        let pool = self.threads.map_or_else(PoolParams::default, |threads| {
            PoolParams::with_threads(usize::from(threads))
        });
        let work = |numbered: Numbered1| Done {
            position: numbered.position,
            result: numbered.result.map(|item| make(item, &options, &job.work)),
        };
        let ran = pool::ordered(items, pool, &stop, work, &mut taker);
        taker.meter.end();
        if let Err(error) = ran {
            // What was done is kept as far as it can be; the first error is the one to tell.
            let _ = taker.output.checkpoint();
            return Err(tell_pipe(error));
        }
        let is_stopped = stop.load(Ordering::Relaxed);
        taker.close(is_stopped, passed.load(Ordering::Relaxed))
    }

    /// Everything that the result depends on.
    fn settings(
        &self,
        mut settings: BTreeMap<String, String>,
        options: &ReadOptions,
    ) -> BTreeMap<String, String> {
        let mut put = |name: &str, value: String| settings.insert(name.to_owned(), value);
        put("inputs", self.inputs.join(" "));
        if let Some(list) = &self.files_from {
            put("files_from", list.clone());
        }
        if let Some(format) = self.input_format {
            put("input_format", format!("{format:?}").to_lowercase());
        }
        let fields = Part::ALL.map(|part| format!("{}={}", part.name(), options.fields.name(part)));
        put("fields", fields.join(" "));
        let limits = &options.limits;
        put(
            "limits",
            format!("{} {} {}", limits.article, limits.expansion, limits.nesting),
        );
        if let Some(shard) = self.shard {
            put("shard", format!("{}/{}", shard.index, shard.of));
        }
        settings
    }
}

/// One result, or why there is none; nothing that happens inside takes the run down.
fn make<W>(
    item: Item,
    options: &ReadOptions,
    work: &W,
) -> std::result::Result<Made, (String, String)>
where
    W: Fn(Raw, &ReadOptions) -> Result<Made>,
{
    let raw = item.map_err(|skip| (skip.place.to_string(), skip.reason))?;
    let place = raw.place.clone();
    pool::fenced(|| work(raw, options)).map_err(|error| (place.to_string(), error.to_string()))
}

/// A flag that Ctrl-C sets; a second Ctrl-C ends the program at once.
pub(super) fn stop_flag() -> Result<Arc<AtomicBool>> {
    let stop = Arc::new(AtomicBool::new(false));
    for signal in [signal_hook::consts::SIGINT, signal_hook::consts::SIGTERM] {
        signal_hook::flag::register_conditional_shutdown(signal, 130, Arc::clone(&stop))
            .and_then(|_| signal_hook::flag::register(signal, Arc::clone(&stop)))
            .map_err(|error| Error::config("signals cannot be caught").because(error))?;
    }
    Ok(stop)
}
