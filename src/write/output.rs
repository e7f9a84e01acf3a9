//! Where results go, safe at every moment.
//!
//! A file is written beside its name as `NAME.partial` and renamed once it is whole, so
//! that `NAME` is never half a result. `NAME.run.json` says how far the run came; with it
//! a run that was killed goes on, and the bytes are those of an undisturbed run. Standard
//! output is written as it comes.

use super::skips::{SkipList, cannot_write, reopen};
use super::{Encoded, Layout};
use crate::annotate::checkpoint::{Progress, RunRecord};
use crate::error::{Error, Result};
use std::fs::{File, OpenOptions};
use std::io::{self, Seek, Write};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

/// Where results go, and how.
#[derive(Debug, Clone)]
pub struct OutputParams {
    /// The file; standard output where none.
    pub path: Option<PathBuf>,
    /// The list of skips; beside the file where none is named, nowhere for standard output.
    pub skipped: Option<PathBuf>,
    /// What the results depend on.
    pub run: RunRecord,
    /// Whether an interrupted run goes on.
    pub resume: bool,
    /// Time between checkpoints.
    pub checkpoint: Duration,
}

/// What opening an output finds.
pub enum Opened {
    /// There is work to do.
    Open(Box<Output>),
    /// The run that should go on is done already; this is its account.
    Done(Box<RunRecord>),
}

/// An open output.
pub struct Output {
    layout: Box<dyn Layout>,
    target: Target,
    skips: SkipList,
    buffer: Vec<u8>,
    run: RunRecord,
    /// How far the run came; beyond the last checkpoint.
    now: Progress,
    every: Duration,
    last: Instant,
}

enum Target {
    Stream(Box<dyn Write + Send>),
    /// A stream whose format is made from a store.
    Stored(File, Box<dyn Write + Send>),
    File {
        path: PathBuf,
        partial: File,
    },
}

/// Bytes that are held before they are passed on.
const BUFFER: usize = 256 << 10;

impl Output {
    /// Opens the output.
    ///
    /// # Errors
    /// An output error where it cannot be written; a configuration error where an
    /// interrupted run is in the way or cannot go on.
    pub fn open(params: OutputParams, layout: Box<dyn Layout>) -> Result<Opened> {
        let path = params.path.filter(|path| path.as_os_str() != "-");
        let is_stream = path
            .as_ref()
            .is_none_or(|path| path.exists() && !path.is_file() && !path.is_dir());
        let mut output = Self {
            layout,
            target: Target::Stream(Box::new(io::sink())),
            skips: SkipList::open(None, 0)?,
            buffer: Vec::new(),
            run: params.run,
            now: Progress::default(),
            every: params.checkpoint,
            last: Instant::now(),
        };
        if output.layout.is_folder() {
            let full = |path: &PathBuf| {
                std::fs::read_dir(path).is_ok_and(|mut files| files.next().is_some())
            };
            match &path {
                None => {
                    return Err(Error::config(
                        "this form is a folder of files; name it with --output",
                    ));
                }
                Some(path) if !params.resume && full(path) => {
                    return Err(Error::config(
                        "is a folder that holds files already; name a new one",
                    )
                    .in_file(path));
                }
                Some(_) => {}
            }
        } else if let Some(path) = path.as_ref().filter(|path| path.is_dir()) {
            return Err(Error::config("is a folder; expected the name of a file").in_file(path));
        }
        if is_stream {
            if params.resume {
                return Err(Error::config(
                    "--resume needs a file to go on with; name it with --output",
                ));
            }
            let stream: Box<dyn Write + Send> = match &path {
                None => Box::new(io::stdout()),
                Some(path) => Box::new(
                    OpenOptions::new()
                        .write(true)
                        .open(path)
                        .map_err(|error| cannot_write(path, error))?,
                ),
            };
            output.skips = SkipList::open(params.skipped.as_deref(), 0)?;
            output.target = if output.layout.is_store() {
                let store = tempfile::tempfile().map_err(|error| {
                    Error::output("no temporary file can be made").because(error)
                })?;
                Target::Stored(store, stream)
            } else {
                Target::Stream(stream)
            };
        } else if let Some(path) = path {
            let skipped = params
                .skipped
                .unwrap_or_else(|| beside(&path, "skipped.jsonl"));
            if !output.open_file(path, &skipped, params.resume)? {
                return Ok(Opened::Done(Box::new(output.run)));
            }
        }
        if output.now.output_bytes == 0 {
            output.layout.begin(&mut output.buffer);
        }
        Ok(Opened::Open(Box::new(output)))
    }

    fn open_file(&mut self, path: PathBuf, skipped: &Path, resume: bool) -> Result<bool> {
        let partial_path = beside(&path, "partial");
        let run_path = beside(&path, "run.json");
        let earlier = read_run(&run_path);
        let earlier = match (earlier, resume) {
            (Ok(Some(run)), false) if !run.done => {
                return Err(Error::config(format!(
                    "is of an interrupted run, {} articles done; add --resume to go on, or delete it to start over",
                    run.progress.written
                ))
                .in_file(&run_path));
            }
            (_, false) => None,
            (run, true) => run?,
        };
        if let Some(run) = &earlier {
            self.run
                .check_continues(run)
                .map_err(|error| error.in_file(&run_path))?;
            self.now = run.progress;
            self.run.progress = run.progress;
            if run.done && (partial_path.exists() || path.exists()) {
                if partial_path.exists() {
                    // It was killed while the whole stream was given its name.
                    publish(&*self.layout, &path)?;
                }
                self.run = run.clone();
                return Ok(false);
            }
        }
        let partial = match &earlier {
            Some(run) if partial_path.exists() => reopen(&partial_path, run.progress.output_bytes)?,
            Some(_) => {
                return Err(Error::config(format!(
                    "is gone, though {} says that a run was interrupted; delete that file to start over",
                    run_path.display()
                ))
                .in_file(&partial_path));
            }
            None => OpenOptions::new()
                .read(true)
                .append(true)
                .create(true)
                .open(&partial_path)
                .map_err(|error| cannot_write(&partial_path, error))?,
        };
        if partial.try_lock().is_err() {
            return Err(Error::config("is being written by another run").in_file(&partial_path));
        }
        if earlier.is_none() {
            partial
                .set_len(0)
                .map_err(|error| cannot_write(&partial_path, error))?;
            if run_path.exists() {
                std::fs::remove_file(&run_path).map_err(|error| cannot_write(&run_path, error))?;
            }
        }
        self.skips = SkipList::open(Some(skipped), self.now.skipped_bytes)?;
        self.target = Target::File { path, partial };
        Ok(true)
    }

    /// How far the run came.
    pub fn progress(&self) -> &Progress {
        &self.now
    }

    /// True where results go to a file, which a later run can go on with.
    pub fn is_file(&self) -> bool {
        matches!(self.target, Target::File { .. })
    }

    /// Adds a record; `position` is the number of items up to it and their check sum.
    ///
    /// # Errors
    /// An output error where it cannot be written.
    pub fn add(
        &mut self,
        piece: Encoded,
        n_statements: usize,
        replaced: usize,
        position: (u64, u32),
    ) -> Result<()> {
        let settled = self.layout.add(piece, &mut self.buffer)?;
        self.now.written += 1;
        self.now.statements += n_statements as u64;
        self.now.replaced += replaced as u64;
        self.step(position, settled)
    }

    /// Adds a skip.
    ///
    /// # Errors
    /// An output error where it cannot be written.
    pub fn skip(&mut self, place: &str, reason: &str, position: (u64, u32)) -> Result<()> {
        self.skips.add(place, reason)?;
        self.now.skipped += 1;
        // A skip never settles what a layout holds; it is in the list, though, and counts
        // once the layout settles.
        let settled = self.now.items == self.settled_items();
        self.step(position, settled)
    }

    fn settled_items(&self) -> u64 {
        self.run.progress.items
    }

    fn step(&mut self, (items, checksum): (u64, u32), settled: bool) -> Result<()> {
        (self.now.items, self.now.checksum) = (items, checksum);
        if settled {
            self.now.skipped_bytes = self.skips.length;
            let held = self.buffer.len() as u64;
            self.run.progress = Progress {
                output_bytes: self.now.output_bytes + held,
                ..self.now
            };
            if self.last.elapsed() >= self.every {
                self.checkpoint()?;
            }
        }
        if self.buffer.len() >= BUFFER {
            self.flush()?;
        }
        Ok(())
    }

    /// Passes on what is held.
    ///
    /// # Errors
    /// An output error where it cannot be written.
    pub fn flush(&mut self) -> Result<()> {
        if self.buffer.is_empty() {
            return Ok(());
        }
        let written = match &mut self.target {
            Target::Stream(stream) => stream.write_all(&self.buffer).and_then(|()| stream.flush()),
            Target::Stored(store, _) => store.write_all(&self.buffer),
            Target::File { partial, .. } => partial.write_all(&self.buffer),
        };
        written.map_err(|error| self.failed(error))?;
        self.now.output_bytes += self.buffer.len() as u64;
        self.buffer.clear();
        Ok(())
    }

    /// Keeps how far the run came, where results go to a file.
    ///
    /// # Errors
    /// An output error where it cannot be written.
    pub fn checkpoint(&mut self) -> Result<()> {
        self.last = Instant::now();
        if self.run.progress.items == 0 {
            return Ok(());
        }
        self.flush()?;
        self.skips.sync()?;
        if let Target::File { path, partial } = &self.target {
            partial.sync_data().map_err(|error| self.failed(error))?;
            write_run(&beside(path, "run.json"), &self.run)?;
        }
        Ok(())
    }

    /// Ends the output: the file gets its name.
    ///
    /// # Errors
    /// An output error where it cannot be written.
    pub fn finish(mut self) -> Result<RunRecord> {
        self.layout.end(&mut self.buffer)?;
        self.flush()?;
        self.skips.sync()?;
        self.now.skipped_bytes = self.skips.length;
        self.run.progress = self.now;
        self.run.done = true;
        match &mut self.target {
            Target::Stream(stream) => stream.flush(),
            Target::Stored(store, stream) => {
                store
                    .rewind()
                    .map_err(|error| Error::output("cannot be read again").because(error))?;
                let store = store
                    .try_clone()
                    .map_err(|error| Error::output("cannot be read again").because(error))?;
                self.layout.publish(store, stream)?;
                stream.flush()
            }
            Target::File { path, partial } => {
                let path = path.clone();
                partial
                    .sync_data()
                    .map_err(|error| cannot_write(&path, error))?;
                // From here on the stream is whole; a run that dies now is finished by the
                // steps below.
                write_run(&beside(&path, "run.json"), &self.run)?;
                publish(&*self.layout, &path)?;
                Ok(())
            }
        }
        .map_err(|error| self.failed(error))?;
        Ok(self.run)
    }

    fn failed(&self, error: io::Error) -> Error {
        match &self.target {
            Target::File { path, .. } => {
                let what = if error.kind() == io::ErrorKind::StorageFull {
                    "cannot be written; free some space and add --resume to go on"
                } else {
                    "cannot be written"
                };
                Error::output(what)
                    .in_file(&beside(path, "partial"))
                    .because(error)
            }
            _ => Error::output("cannot be written")
                .at("standard output")
                .because(error),
        }
    }
}

/// Gives the whole stream beside `path` its name.
fn publish(layout: &dyn Layout, path: &Path) -> Result<()> {
    let partial = beside(path, "partial");
    let failed = |error| cannot_write(path, error);
    if !layout.is_store() {
        std::fs::rename(&partial, path).map_err(failed)?;
        return sync_folder(path);
    }
    let new = beside(path, "new");
    if layout.is_folder() {
        if new.exists() {
            std::fs::remove_dir_all(&new).map_err(failed)?;
        }
        std::fs::create_dir_all(&new).map_err(failed)?;
        layout.publish_folder(File::open(&partial).map_err(failed)?, &new)?;
        std::fs::rename(&new, path).map_err(failed)?;
        sync_folder(path)?;
        return std::fs::remove_file(&partial).map_err(failed);
    }
    let mut file = File::create(&new).map_err(failed)?;
    layout.publish(File::open(&partial).map_err(failed)?, &mut file)?;
    file.sync_data().map_err(failed)?;
    std::fs::rename(&new, path).map_err(failed)?;
    sync_folder(path)?;
    std::fs::remove_file(&partial).map_err(failed)
}

/// A rename is safe only once its folder is.
fn sync_folder(path: &Path) -> Result<()> {
    let folder = path
        .parent()
        .filter(|folder| !folder.as_os_str().is_empty());
    // Some systems cannot open folders; there is nothing better to do there.
    match File::open(folder.unwrap_or(Path::new("."))) {
        Ok(folder) => folder.sync_all().or(Ok(())),
        Err(_) => Ok(()),
    }
}

fn beside(path: &Path, ending: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(".");
    name.push(ending);
    PathBuf::from(name)
}

fn read_run(path: &Path) -> Result<Option<RunRecord>> {
    let bytes = match std::fs::read(path) {
        Ok(bytes) => bytes,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(Error::config("cannot be read").in_file(path).because(error)),
    };
    serde_json::from_slice(&bytes).map(Some).map_err(|error| {
        Error::config("is not the record of a run; delete it to start over")
            .in_file(path)
            .because(error)
    })
}

fn write_run(path: &Path, run: &RunRecord) -> Result<()> {
    let failed = |error: io::Error| cannot_write(path, error);
    let mut json = serde_json::to_vec_pretty(run)
        .map_err(|error| Error::output("cannot be written as JSON").because(error))?;
    json.push(b'\n');
    let new = beside(path, "new");
    let mut file = File::create(&new).map_err(failed)?;
    file.write_all(&json).map_err(failed)?;
    file.sync_data().map_err(failed)?;
    std::fs::rename(&new, path).map_err(failed)
}
