//! Records as the objects of `onrecord._types`: frozen dataclasses, built field by field.

use crate::errors::PyRes;
use crate::records::{Entry, Records};
use onrecord::annotation::{
    Annotation, Answer, Classification, Columns, Evidence, Named, Piece, StatementRecord,
};
use pyo3::prelude::*;
use pyo3::sync::PyOnceLock;
use pyo3::types::{PyDict, PyTuple};

/// The object for `entry`; `record` is kept in it, for its JSON and its page.
pub fn of<'py>(py: Python<'py>, entry: &Entry, record: Records) -> PyRes<Bound<'py, PyAny>> {
    match entry {
        Entry::Article(article) => annotation(py, article, record),
        Entry::Statement(statement) => classification(py, statement, record),
        Entry::Skipped { id, source, error } => {
            class(py, "Skipped")?.call1((id.as_str(), source.as_str(), error.as_str()))
        }
    }
}

/// The class `name` of `onrecord._types`.
fn class<'py>(py: Python<'py>, name: &str) -> PyRes<Bound<'py, PyAny>> {
    static MODULE: PyOnceLock<Py<PyModule>> = PyOnceLock::new();
    let module = MODULE.get_or_try_init(py, || py.import("onrecord._types").map(Bound::unbind))?;
    module.bind(py).getattr(name)
}

fn annotation<'py>(
    py: Python<'py>,
    record: &Annotation,
    kept: Records,
) -> PyRes<Bound<'py, PyAny>> {
    let model = record.model.as_ref().map(|model| {
        let name = (model.name.as_str(), model.sha256.as_str());
        class(py, "ModelName")?.call1(name)
    });
    let statements = record.statements.iter().map(|each| statement(py, each));
    let fields = PyDict::new(py);
    fields.set_item("schema", &record.schema)?;
    fields.set_item("id", &record.id)?;
    fields.set_item("source", &record.source)?;
    fields.set_item("title", &record.title)?;
    fields.set_item("date", &record.date)?;
    fields.set_item("author", &record.author)?;
    fields.set_item("outlet", &record.outlet)?;
    fields.set_item("url", &record.url)?;
    fields.set_item("text_sha256", &record.text_sha256)?;
    fields.set_item("model", model.transpose()?)?;
    fields.set_item("statements", tuple(py, statements)?)?;
    fields.set_item("_record", Bound::new(py, kept)?)?;
    class(py, "Annotation")?.call((), Some(&fields))
}

fn classification<'py>(
    py: Python<'py>,
    record: &Classification,
    kept: Records,
) -> PyRes<Bound<'py, PyAny>> {
    class(py, "Classification")?.call1((
        &record.id,
        answers(py, &record.heads)?,
        evidence(py, record.evidence.as_deref())?,
        Bound::new(py, kept)?,
    ))
}

fn statement<'py>(py: Python<'py>, record: &StatementRecord) -> PyRes<Bound<'py, PyAny>> {
    let speaker = record.speaker.as_ref().map(|speaker| {
        class(py, "Speaker")?.call1((
            speaker.name.as_str(),
            piece(py, &speaker.mention)?,
            speaker.confidence,
            speaker.rule.as_str(),
        ))
    });
    let spans = record.spans.iter().map(|each| span(py, *each));
    class(py, "Statement")?.call1((
        tuple(py, spans)?,
        &record.text,
        &record.form,
        record.cue.as_ref().map(|cue| piece(py, cue)).transpose()?,
        speaker.transpose()?,
        record.speaker_unknown.as_deref(),
        answers(py, &record.heads)?,
        evidence(py, record.evidence.as_deref())?,
    ))
}

fn piece<'py>(py: Python<'py>, piece: &Piece) -> PyRes<Bound<'py, PyAny>> {
    class(py, "Piece")?.call1((span(py, piece.span)?, piece.text.as_str()))
}

fn span(py: Python<'_>, [start, end]: Columns) -> PyRes<Bound<'_, PyAny>> {
    Ok((start, end).into_pyobject(py)?.into_any())
}

fn answers<'py>(py: Python<'py>, heads: &Named<Answer>) -> PyRes<Bound<'py, PyDict>> {
    let answers = PyDict::new(py);
    for (name, answer) in heads.iter() {
        let probabilities = PyDict::new(py);
        for (label, probability) in answer.probabilities().iter() {
            probabilities.set_item(label, *probability)?;
        }
        let (primary, abstained) = match answer {
            Answer::Independent {
                primary, abstained, ..
            } => (primary.as_deref(), *abstained),
            Answer::Exclusive { label, .. } => (label.as_deref(), label.is_none()),
        };
        let labels = PyTuple::new(py, answer.labels())?;
        let answer = class(py, "Answer")?.call1((labels, primary, abstained, probabilities))?;
        answers.set_item(name, answer)?;
    }
    Ok(answers)
}

fn evidence<'py>(
    py: Python<'py>,
    evidence: Option<&[Evidence]>,
) -> PyRes<Option<Bound<'py, PyTuple>>> {
    let object = |each: &Evidence| {
        class(py, "Evidence")?.call1((
            each.label.as_str(),
            each.text.as_str(),
            each.span.map(|place| span(py, place)).transpose()?,
            each.weight,
        ))
    };
    evidence
        .map(|all| tuple(py, all.iter().map(object)))
        .transpose()
}

fn tuple<'py>(
    py: Python<'py>,
    items: impl Iterator<Item = PyRes<Bound<'py, PyAny>>>,
) -> PyRes<Bound<'py, PyTuple>> {
    PyTuple::new(py, items.collect::<PyRes<Vec<_>>>()?)
}
