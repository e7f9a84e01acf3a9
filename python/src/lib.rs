//! The Python package's inner half: the library's front doors, with Python's values.
//!
//! Nothing is decided here. Texts come in from lists or Arrow columns ([`input`]), the
//! library works on all cores with the interpreter's lock released ([`threads`]), and
//! results go out as objects ([`objects`]), JSON lines or Arrow tables ([`tables`]). The
//! outer half, `onrecord/`, is what users see.

mod errors;
mod input;
mod learning;
mod model;
mod objects;
mod records;
mod tables;
mod threads;

use pyo3::prelude::*;

#[pymodule]
mod _onrecord {
    #[pymodule_export]
    use crate::learning::{Evaluation, train};
    #[pymodule_export]
    use crate::model::{Model, extract};
    #[pymodule_export]
    use crate::records::{Records, restore};

    use super::*;

    /// The version is the program's.
    #[pymodule_init]
    fn init(module: &Bound<'_, PyModule>) -> PyResult<()> {
        module.add("__version__", env!("CARGO_PKG_VERSION"))
    }
}
