//! A file that the command line names for output.

use std::{
    fs::{File, OpenOptions},
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
    /// Opens the file, before the work whose results it will hold: a folder that does not exist has to be reported at
    /// once. Its content stays until there is something to replace it.
    ///
    /// # Errors
    /// If it cannot be written to.
    pub(super) fn open(path: &Path) -> anyhow::Result<Self> {
        let file = OpenOptions::new().write(true).create(true).truncate(false).open(path);
        let file = file.with_context(|| format!("cannot write {}", path.display()))?;
        Ok(Self { path: path.to_owned(), file })
    }

    /// Writes the whole content.
    ///
    /// # Errors
    /// If writing fails, as on a full disk.
    pub(super) fn write(
        self,
        write: impl FnOnce(&mut dyn io::Write) -> io::Result<()>,
    ) -> anyhow::Result<()> {
        let emptied = match self.file.set_len(0) {
            // A pipe or a terminal has no length to set.
            Err(error) if error.kind() == io::ErrorKind::InvalidInput => Ok(()),
            result => result,
        };
        let mut out = BufWriter::new(&self.file);
        emptied
            .and_then(|()| write(&mut out))
            .and_then(|()| out.flush())
            .with_context(|| format!("cannot write {}", self.path.display()))
    }
}
