//! Locks that keep runs of xtask from writing the same files at once.

use std::fs::File;
use std::path::Path;

use anyhow::{Context, Result};

/// Waits for the lock on `path`, a file of its own, and holds it until the returned file is dropped. The system
/// releases it when the process ends, in whatever way.
///
/// # Errors
/// If the file cannot be created or locked.
pub fn exclusive(path: &Path) -> Result<File> {
    let lock = File::create(path).with_context(|| format!("cannot create {}", path.display()))?;
    if lock.try_lock().is_err() {
        eprintln!("Waiting for another run of `cargo xtask v8`.");
        lock.lock().with_context(|| format!("cannot lock {}", path.display()))?;
    }
    Ok(lock)
}
