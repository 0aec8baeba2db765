//! A copy of the crate's sources, completed with the files that its package leaves out.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use walkdir::WalkDir;

use crate::workspace::Workspace;

/// Copies the sources, unless a complete copy is there. Cargo's registry is never written to.
///
/// # Errors
/// If a file cannot be copied.
pub fn ensure(workspace: &Workspace, folder: &Path) -> Result<PathBuf> {
    let copy = folder.join(format!("v8-{}", workspace.v8.version));
    if copy.exists() {
        return Ok(copy);
    }
    eprintln!("Copying V8's sources.");
    let partial = folder.join("sources.partial");
    if partial.exists() {
        fs::remove_dir_all(&partial).with_context(|| format!("cannot remove {}", partial.display()))?;
    }
    copy_tree(&workspace.v8.sources, &partial)?;

    // The crate's package has no ICU data; another crate consists of it.
    let icu = partial.join("third_party/icu/common");
    fs::create_dir_all(&icu).with_context(|| format!("cannot create {}", icu.display()))?;
    let data = workspace.icudata.sources.join("src/icudtl.dat");
    fs::copy(&data, icu.join("icudtl.dat")).with_context(|| format!("cannot copy {}", data.display()))?;

    fs::rename(&partial, &copy).with_context(|| format!("cannot create {}", copy.display()))?;
    Ok(copy)
}

fn copy_tree(from: &Path, to: &Path) -> Result<()> {
    for entry in WalkDir::new(from) {
        let entry = entry.context("cannot read V8's sources")?;
        let target = to.join(entry.path().strip_prefix(from)?);
        let copied = if entry.file_type().is_dir() {
            fs::create_dir_all(&target)
        } else {
            fs::copy(entry.path(), &target).map(drop)
        };
        copied.with_context(|| format!("cannot create {}", target.display()))?;
    }
    Ok(())
}
