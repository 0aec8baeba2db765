//! A file that the command line names for something to be written to.

use std::{
    fs::File,
    io::{self, BufWriter, Write as _},
    path::{Path, PathBuf},
};

use anyhow::Context as _;

/// A file that can be written to, with its name for error messages.
pub(super) struct NamedFile {
    path: PathBuf,
    file: File,
}

impl NamedFile {
    /// Creates the file, before anything is done that could be lost.
    ///
    /// # Errors
    /// If it cannot be written to.
    pub(super) fn create(path: &Path) -> anyhow::Result<Self> {
        let file = File::create(path).with_context(|| format!("cannot write {}", path.display()))?;
        Ok(Self { path: path.to_owned(), file })
    }

    /// Writes all of it.
    ///
    /// # Errors
    /// If that fails, as on a full disk.
    pub(super) fn write(
        self,
        write: impl FnOnce(&mut dyn io::Write) -> io::Result<()>,
    ) -> anyhow::Result<()> {
        let mut out = BufWriter::new(self.file);
        write(&mut out)
            .and_then(|()| out.flush())
            .with_context(|| format!("cannot write {}", self.path.display()))
    }
}
