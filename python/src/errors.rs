//! The library's errors as Python exceptions, with the same words.

use onrecord::Error;
use pyo3::exceptions::PyRuntimeError;
use pyo3::prelude::*;
use pyo3::sync::PyOnceLock;
use pyo3::types::PyType;

/// Results of calls from Python.
pub type PyRes<T> = PyResult<T>;

/// The exception for `error`: its class by kind, its message unchanged.
pub fn exception(py: Python<'_>, error: &Error) -> PyErr {
    let name = if error.is_input() {
        "InputError"
    } else if error.is_model() {
        "ModelError"
    } else if error.is_config() {
        "ConfigError"
    } else if error.is_output() {
        "OutputError"
    } else {
        "OnrecordError"
    };
    named(py, name, &error.to_string())
}

/// An input error about what Python gave.
pub fn input(py: Python<'_>, message: &str) -> PyErr {
    named(py, "InputError", message)
}

/// A fault of this package itself, as where Arrow refuses its own columns.
pub fn fault(error: impl std::fmt::Display) -> PyErr {
    PyRuntimeError::new_err(error.to_string())
}

fn named(py: Python<'_>, name: &str, message: &str) -> PyErr {
    let made = class(py, name).and_then(|class| class.call1((message,)));
    made.map_or_else(|error| error, PyErr::from_value)
}

fn class<'py>(py: Python<'py>, name: &str) -> PyResult<Bound<'py, PyType>> {
    static MODULE: PyOnceLock<Py<PyModule>> = PyOnceLock::new();
    let module = MODULE.get_or_try_init(py, || py.import("onrecord._errors").map(Bound::unbind))?;
    Ok(module.bind(py).getattr(name)?.cast_into::<PyType>()?)
}
