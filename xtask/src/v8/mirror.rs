//! The project's mirror folder, `.rusty_v8` in the checkout, in the layout that the crate reads.

use std::fs::{self, File};
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, ensure};
use flate2::read::GzDecoder;

use super::release::Release;
use crate::lock;

/// Name of the folder; `.cargo/config.toml` points `RUSTY_V8_MIRROR` at it.
pub const FOLDER: &str = ".rusty_v8";

/// The folder of one release in the mirror.
pub struct Mirror {
    root: PathBuf,
    folder: PathBuf,
    archive: PathBuf,
    binding: PathBuf,
}

/// State of a release in the mirror.
pub enum Content {
    Whole,
    Missing,
    /// There are files that cannot be used, for this reason.
    Damaged(anyhow::Error),
}

impl Mirror {
    /// Creates the mirror below the checkout's root.
    pub fn new(checkout: &Path, release: &Release) -> Self {
        let root = checkout.join(FOLDER);
        let folder = root.join(&release.tag);
        Self {
            archive: folder.join(release.archive()),
            binding: folder.join(release.binding()),
            folder,
            root,
        }
    }

    /// Returns the folder that `RUSTY_V8_MIRROR` names.
    pub fn root(&self) -> &Path {
        &self.root
    }

    /// Locks out other runs until the returned file is dropped.
    pub fn lock(&self) -> Result<File> {
        create_folder(&self.folder)?;
        lock::exclusive(&self.root.join(".lock"))
    }

    /// Whether the bindings are here.
    pub fn has_binding(&self) -> bool {
        self.binding.is_file()
    }

    /// Checks the files, the archive to its last byte.
    pub fn content(&self) -> Content {
        if !self.archive.exists() || !self.binding.exists() {
            return Content::Missing;
        }
        match check_archive(&self.archive).and_then(|()| check_binding(&self.binding)) {
            Ok(()) => Content::Whole,
            Err(error) => Content::Damaged(error),
        }
    }

    /// Stores the library: completely, or not at all.
    pub fn put_archive(&self, write: impl FnOnce(&mut File) -> Result<()>) -> Result<()> {
        self.put(&self.archive, write, check_archive)
    }

    /// Stores the bindings: completely, or not at all.
    pub fn put_binding(&self, write: impl FnOnce(&mut File) -> Result<()>) -> Result<()> {
        self.put(&self.binding, write, check_binding)
    }

    fn put(
        &self,
        path: &Path,
        write: impl FnOnce(&mut File) -> Result<()>,
        check: fn(&Path) -> Result<()>,
    ) -> Result<()> {
        create_folder(&self.folder)?;
        // Always the same name, so that runs that were killed leave only one file.
        let partial = path.with_extension("partial");
        let mut file =
            File::create(&partial).with_context(|| format!("cannot create {}", partial.display()))?;
        let written = write(&mut file).and_then(|()| check(&partial));
        if written.is_err() {
            let _ = fs::remove_file(&partial);
        }
        written?;
        fs::rename(&partial, path).with_context(|| format!("cannot write {}", path.display()))
    }
}

fn create_folder(folder: &Path) -> Result<()> {
    fs::create_dir_all(folder).with_context(|| format!("cannot create {}", folder.display()))
}

/// Copies a file's bytes, and not its mode, because the source may be read-only.
pub fn copy(from: &Path) -> impl FnOnce(&mut File) -> Result<()> {
    move |to| {
        let mut from_file = File::open(from).with_context(|| format!("cannot open {}", from.display()))?;
        io::copy(&mut from_file, to).with_context(|| format!("cannot copy {}", from.display()))?;
        Ok(())
    }
}

/// Checks an archive by unpacking all of it: a file that was cut off has no valid checksum at its end.
pub fn check_archive(path: &Path) -> Result<()> {
    /// The first bytes of every static library.
    const MAGIC: &[u8; 8] = b"!<arch>\n";
    let unpack = || {
        let mut decoder = GzDecoder::new(File::open(path)?);
        let mut start = [0; MAGIC.len()];
        decoder.read_exact(&mut start)?;
        ensure!(&start == MAGIC, "it holds no static library");
        io::copy(&mut decoder, &mut io::sink())?;
        anyhow::Ok(())
    };
    unpack().with_context(|| format!("{} is damaged", path.display()))
}

/// Checks that a binding is Rust source with functions of V8 in it, and not an empty or cut-off file or an error page.
fn check_binding(path: &Path) -> Result<()> {
    let text = fs::read_to_string(path).with_context(|| format!("cannot read {}", path.display()))?;
    let whole = text.contains("v8__") && text.trim_end().ends_with(['}', ';']);
    ensure!(whole, "{} is damaged: it does not look like bindings of V8", path.display());
    Ok(())
}

#[cfg(test)]
pub mod tests {
    use std::io::Write;

    use flate2::{Compression, write::GzEncoder};
    use tempfile::TempDir;

    use super::super::release::tests::release;
    use super::*;

    /// Writes the smallest library and bindings that pass the checks.
    pub fn write_release(folder: &Path, release: &Release) {
        let mut encoder = GzEncoder::new(Vec::new(), Compression::fast());
        encoder.write_all(b"!<arch>\n").expect("in memory");
        encoder.write_all(&[7; 4096]).expect("in memory");
        fs::create_dir_all(folder).expect("temporary folder");
        fs::write(folder.join(release.archive()), encoder.finish().expect("in memory"))
            .expect("temporary folder");
        fs::write(folder.join(release.binding()), "pub fn v8__x() {}").expect("temporary folder");
    }

    #[test]
    fn a_whole_release_is_whole_and_a_missing_one_is_missing() {
        let checkout = TempDir::new().expect("temporary folder");
        let mirror = Mirror::new(checkout.path(), &release());
        assert!(matches!(mirror.content(), Content::Missing));
        write_release(&mirror.folder, &release());
        assert!(matches!(mirror.content(), Content::Whole));
    }

    #[test]
    fn a_truncated_archive_is_damaged() {
        let checkout = TempDir::new().expect("temporary folder");
        let mirror = Mirror::new(checkout.path(), &release());
        write_release(&mirror.folder, &release());
        let bytes = fs::read(&mirror.archive).expect("just written");
        for length in [0, 1, 10, bytes.len() / 2, bytes.len() - 1] {
            fs::write(&mirror.archive, &bytes[..length]).expect("temporary folder");
            assert!(matches!(mirror.content(), Content::Damaged(_)), "cut to {length} bytes");
        }
    }

    #[test]
    fn a_page_of_html_is_no_archive() {
        let folder = TempDir::new().expect("temporary folder");
        let path = folder.path().join("x.a.gz");
        fs::write(&path, "<html>").expect("temporary folder");
        assert!(check_archive(&path).is_err());
    }

    #[test]
    fn what_fails_the_check_replaces_nothing() {
        let checkout = TempDir::new().expect("temporary folder");
        let mirror = Mirror::new(checkout.path(), &release());
        write_release(&mirror.folder, &release());
        assert!(mirror.put_archive(|file| Ok(file.write_all(b"half a download")?)).is_err());
        assert!(matches!(mirror.content(), Content::Whole));
        assert_eq!(fs::read_dir(&mirror.folder).expect("there").count(), 2, "no temporary file is left");
    }
}
