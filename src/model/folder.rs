//! A model directory put in its place whole: written beside it and renamed, so that nobody
//! ever sees half of one, and so that nothing but a model is ever replaced.

use super::artifact::MANIFEST;
use super::targets::INDEX;
use crate::error::{Error, Result};
use std::path::Path;

/// Lets `fill` write an empty folder and puts that at `dir`, replacing a model that stands
/// there.
///
/// # Errors
/// The error of `fill`; an output error where the folder cannot be written, or where `dir`
/// holds something else than a model.
pub(super) fn replace(dir: &Path, fill: impl FnOnce(&Path) -> Result<()>) -> Result<()> {
    let failed = |error: std::io::Error| {
        Error::output("the model cannot be written")
            .in_file(dir)
            .because(error)
    };
    if dir.exists() && !is_model(dir) && !is_empty(dir) {
        return Err(
            Error::output("is there and is no model directory; choose another --output")
                .in_file(dir),
        );
    }
    let parent = match dir.parent() {
        Some(parent) if !parent.as_os_str().is_empty() => parent,
        _ => Path::new("."),
    };
    std::fs::create_dir_all(parent).map_err(failed)?;
    let beside = tempfile::Builder::new()
        .prefix(".model-")
        .tempdir_in(parent)
        .map_err(failed)?;
    fill(beside.path())?;
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let readable = std::fs::Permissions::from_mode(0o755);
        std::fs::set_permissions(beside.path(), readable).map_err(failed)?;
    }
    let old = tempfile::Builder::new()
        .prefix(".old-model-")
        .tempdir_in(parent)
        .map_err(failed)?;
    if dir.exists() {
        std::fs::rename(dir, old.path().join("model")).map_err(failed)?;
    }
    let written = beside.keep();
    if let Err(error) = std::fs::rename(&written, dir) {
        // Put the old model back before saying so: nothing is lost.
        let _ = std::fs::rename(old.path().join("model"), dir);
        let _ = std::fs::remove_dir_all(&written);
        return Err(failed(error));
    }
    Ok(())
}

/// True where `dir` holds a model, or one a target.
fn is_model(dir: &Path) -> bool {
    [MANIFEST, INDEX]
        .iter()
        .any(|name| dir.join(name).is_file())
}

fn is_empty(dir: &Path) -> bool {
    std::fs::read_dir(dir).is_ok_and(|mut entries| entries.next().is_none())
}
