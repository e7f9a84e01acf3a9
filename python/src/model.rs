//! A model in Python's hands, and the runs over many texts.

use crate::errors::{PyRes, exception, fault};
use crate::input::Columns;
use crate::records::{Entry, Inner, Records};
use crate::{tables, threads};
use onrecord::annotate::{Annotator, explanation, pool};
use onrecord::document::Article;
use onrecord::label::HeadKind;
use onrecord::read::{self, Part, Piece, Place, ReadOptions, StatementInput};
use onrecord::statement::StatementView;
use onrecord::{Error, Result};
use pyo3::prelude::*;
use pyo3::types::{PyBytes, PyDict};
use rayon::prelude::*;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// How many texts are annotated between two looks at Ctrl-C.
const STRETCH: usize = 8_192;
/// How many articles make a batch of a table; the same for any number of threads.
const BATCH: usize = 256;

/// A fitted model.
#[pyclass(frozen, module = "onrecord._onrecord")]
pub struct Model {
    model: onrecord::model::Model,
    origin: Origin,
}

/// Where a model came from, so that it can be sent elsewhere.
enum Origin {
    Program,
    Directory(PathBuf),
    Memory(BTreeMap<String, Vec<u8>>),
}

/// What kind of texts a run is over.
#[derive(Clone, Copy)]
enum Work<'a> {
    Articles(&'a Annotator),
    Statements(&'a Annotator),
}

#[pymethods]
impl Model {
    /// The model inside the package.
    #[staticmethod]
    fn embedded(py: Python<'_>) -> PyRes<Self> {
        let model = py.detach(onrecord::model::Model::embedded);
        Ok(Self {
            model: model.map_err(|error| exception(py, &error))?,
            origin: Origin::Program,
        })
    }

    /// The model in a directory, every file checked against the manifest.
    #[staticmethod]
    fn load(py: Python<'_>, path: PathBuf) -> PyRes<Self> {
        let model = py.detach(|| onrecord::model::Model::load(&path));
        Ok(Self {
            model: model.map_err(|error| exception(py, &error))?,
            origin: Origin::Directory(path),
        })
    }

    /// The model that these files are; they are checked as those of a directory.
    #[staticmethod]
    fn from_files(py: Python<'_>, name: &str, files: BTreeMap<String, Vec<u8>>) -> PyRes<Self> {
        let model = py.detach(|| in_memory(name, &files));
        Ok(Self {
            model: model.map_err(|error| exception(py, &error))?,
            origin: Origin::Memory(files),
        })
    }

    /// The files that the model consists of; empty where it is the one inside the package.
    fn files<'py>(&self, py: Python<'py>) -> PyRes<Bound<'py, PyDict>> {
        let read = match &self.origin {
            Origin::Program => BTreeMap::new(),
            Origin::Memory(files) => files.clone(),
            Origin::Directory(path) => {
                files_in(path, self.model.sha256()).map_err(|error| exception(py, &error))?
            }
        };
        let files = PyDict::new(py);
        for (name, bytes) in &read {
            files.set_item(name, PyBytes::new(py, bytes))?;
        }
        Ok(files)
    }

    /// The name of its directory.
    #[getter]
    fn name(&self) -> &str {
        self.model.name()
    }

    /// SHA-256 of its manifest.
    #[getter]
    fn sha256(&self) -> &str {
        self.model.sha256()
    }

    /// Its questions: name, whether several labels may hold, labels.
    fn heads(&self) -> Vec<(String, bool, Vec<String>)> {
        let heads = self.model.heads().iter();
        heads
            .map(|head| {
                let several = head.kind == HeadKind::Independent;
                (head.name.clone(), several, head.labels.clone())
            })
            .collect()
    }

    /// The record of every article in `parts`, a dictionary of columns.
    fn annotate(
        &self,
        py: Python<'_>,
        parts: &Bound<'_, PyDict>,
        source: &str,
        explain: usize,
        threads: usize,
    ) -> PyRes<Records> {
        let annotator = Annotator::new(self.model.clone(), explain);
        records(py, parts, source, Work::Articles(&annotator), threads)
    }

    /// The labels of every statement in `parts`.
    fn classify(
        &self,
        py: Python<'_>,
        parts: &Bound<'_, PyDict>,
        source: &str,
        explain: usize,
        threads: usize,
    ) -> PyRes<Records> {
        let annotator = Annotator::new(self.model.clone(), explain);
        records(py, parts, source, Work::Statements(&annotator), threads)
    }

    /// As `annotate`, straight into a table; only the rows stay in memory.
    fn annotate_table<'py>(
        &self,
        py: Python<'py>,
        parts: &Bound<'py, PyDict>,
        source: &str,
        form: &str,
        threads: usize,
    ) -> PyRes<Bound<'py, PyAny>> {
        let annotator = Annotator::new(self.model.clone(), 0);
        table(py, parts, source, Work::Articles(&annotator), form, threads)
    }

    /// As `classify`, straight into a table.
    fn classify_table<'py>(
        &self,
        py: Python<'py>,
        parts: &Bound<'py, PyDict>,
        source: &str,
        threads: usize,
    ) -> PyRes<Bound<'py, PyAny>> {
        let annotator = Annotator::new(self.model.clone(), 0);
        let work = Work::Statements(&annotator);
        table(py, parts, source, work, "labels", threads)
    }

    /// The probabilities of every label of head `head`, unrounded, and whether it holds.
    fn probabilities(
        &self,
        py: Python<'_>,
        parts: &Bound<'_, PyDict>,
        head: usize,
        threads: usize,
    ) -> PyRes<Vec<(Vec<f64>, Vec<usize>)>> {
        let columns = Columns::of(parts)?;
        let answer = |row: usize| {
            let view = StatementView {
                text: columns.get("text", row).unwrap_or_default(),
                ..StatementView::default()
            };
            let mut results = self.model.classify(&view);
            let result = results.swap_remove(head);
            let labels = result.decision.labels().iter().collect();
            (result.probabilities.0, labels)
        };
        threads::run(py, threads, || {
            (0..columns.len()).into_par_iter().map(answer).collect()
        })
    }

    /// Every term's share of every label's score, as JSON by head.
    fn explain(&self, py: Python<'_>, parts: BTreeMap<String, String>) -> PyRes<String> {
        let mut parts = parts;
        let given = StatementInput::PARTS.map(|name| parts.remove(name));
        let place = Place::whole(&"-".into());
        let statement =
            StatementInput::of_parts(given, &place).map_err(|error| exception(py, &error))?;
        let heads = py.detach(|| explanation::explain(&self.model, &statement.view()));
        serde_json::to_string(&heads).map_err(fault)
    }
}

impl Model {
    /// The model inside, for evaluation.
    pub fn inner(&self) -> &onrecord::model::Model {
        &self.model
    }
}

/// Statements and speakers of every article in `parts`, without a model.
#[pyfunction]
pub fn extract(
    py: Python<'_>,
    parts: &Bound<'_, PyDict>,
    source: &str,
    threads: usize,
) -> PyRes<Records> {
    let annotator = Annotator::without_model();
    records(py, parts, source, Work::Articles(&annotator), threads)
}

/// Checks files in memory as those of a directory: by writing one and reading it.
fn in_memory(name: &str, files: &BTreeMap<String, Vec<u8>>) -> Result<onrecord::model::Model> {
    let failed = |error: std::io::Error| Error::model("cannot be unpacked").because(error);
    let folder = tempfile::tempdir().map_err(failed)?;
    let model = folder.path().join(base(name));
    std::fs::create_dir(&model).map_err(failed)?;
    for (name, bytes) in files {
        std::fs::write(model.join(base(name)), bytes).map_err(failed)?;
    }
    onrecord::model::Model::load(&model)
}

/// A name that stays inside its folder.
fn base(name: &str) -> &str {
    let name = Path::new(name).file_name().and_then(|name| name.to_str());
    name.unwrap_or("model")
}

fn files_in(path: &Path, sha256: &str) -> Result<BTreeMap<String, Vec<u8>>> {
    let unread =
        |error: std::io::Error| Error::model("cannot be read").in_file(path).because(error);
    if onrecord::model::Model::load(path)?.sha256() != sha256 {
        return Err(
            Error::model("is no longer the model that was loaded; load it again").in_file(path),
        );
    }
    let mut files = BTreeMap::new();
    for entry in std::fs::read_dir(path).map_err(unread)? {
        let file = entry.map_err(unread)?.path();
        if let (true, Some(name)) = (file.is_file(), file.file_name()) {
            let bytes = std::fs::read(&file).map_err(unread)?;
            files.insert(name.to_string_lossy().into_owned(), bytes);
        }
    }
    Ok(files)
}

fn records(
    py: Python<'_>,
    parts: &Bound<'_, PyDict>,
    source: &str,
    work: Work<'_>,
    threads: usize,
) -> PyRes<Records> {
    let run = Run::new(parts, source)?;
    let mut entries = Vec::with_capacity(run.columns.len());
    for stretch in stretches(run.columns.len()) {
        py.check_signals()?;
        let done: Vec<Entry> = threads::run(py, threads, || {
            stretch
                .into_par_iter()
                .map(|row| run.entry(row, work))
                .collect()
        })?;
        entries.extend(done);
    }
    Ok(Records::new(Inner {
        entries,
        columns: run.columns,
        heads: work.annotator().heads().to_vec(),
    }))
}

fn table<'py>(
    py: Python<'py>,
    parts: &Bound<'py, PyDict>,
    source: &str,
    work: Work<'_>,
    form: &str,
    threads: usize,
) -> PyRes<Bound<'py, PyAny>> {
    let failed = |error: Error| exception(py, &error);
    let run = Run::new(parts, source)?;
    let heads = work.annotator().heads();
    let schema = tables::schema(heads, form).map_err(failed)?;
    let mut batches = Vec::new();
    for stretch in stretches(run.columns.len()) {
        py.check_signals()?;
        let batch = |first: usize| {
            let rows = first..(first + BATCH).min(stretch.end);
            tables::batch(rows.map(|row| run.entry(row, work)), heads, form)
        };
        let firsts: Vec<usize> = stretch.clone().step_by(BATCH).collect();
        let done = threads::run(py, threads, || {
            firsts
                .into_par_iter()
                .map(batch)
                .collect::<Result<Vec<_>>>()
        })?;
        batches.extend(done.map_err(failed)?);
    }
    tables::to_python(py, tables::of_batches(batches, schema))
}

fn stretches(n: usize) -> impl Iterator<Item = std::ops::Range<usize>> {
    (0..n)
        .step_by(STRETCH)
        .map(move |first| first..(first + STRETCH).min(n))
}

impl Work<'_> {
    fn annotator(&self) -> &Annotator {
        match self {
            Work::Articles(annotator) | Work::Statements(annotator) => annotator,
        }
    }
}

/// Texts with what they are called.
struct Run {
    columns: Columns,
    source: Arc<str>,
    options: ReadOptions,
}

impl Run {
    fn new(parts: &Bound<'_, PyDict>, source: &str) -> PyRes<Self> {
        Ok(Self {
            columns: Columns::of(parts)?,
            source: source.into(),
            options: ReadOptions::default(),
        })
    }

    /// What becomes of `row`; nothing that happens inside takes the others down.
    fn entry(&self, row: usize, work: Work<'_>) -> Entry {
        // Rows are called as lines of a file are.
        let place = Place::at(&self.source, Piece::Line(row as u64 + 1));
        let made = pool::fenced(|| match work {
            Work::Articles(annotator) => {
                let article = self.article(row, &place)?;
                Ok(Entry::Article(Box::new(annotator.annotate(&article))))
            }
            Work::Statements(annotator) => {
                let statement = self.statement(row, &place)?;
                let record = annotator.classify(&statement.id, &statement.view());
                Ok(Entry::Statement(record))
            }
        });
        made.unwrap_or_else(|error| Entry::Skipped {
            id: match self.columns.get("id", row) {
                Some(id) if !id.trim().is_empty() => id.to_owned(),
                _ => place.to_string(),
            },
            source: place.source.to_string(),
            error: error.to_string(),
        })
    }

    fn article(&self, row: usize, place: &Place) -> Result<Article> {
        let parts = Part::ALL.into_iter().filter_map(|part| {
            let words = self.columns.get(part.name(), row)?;
            Some((part, words.to_owned()))
        });
        read::of_parts(parts, place, &self.options)
    }

    fn statement(&self, row: usize, place: &Place) -> Result<StatementInput> {
        let part = |name| self.columns.get(name, row).map(str::to_owned);
        StatementInput::of_parts(StatementInput::PARTS.map(part), place)
    }
}
