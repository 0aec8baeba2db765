//! The files of a package: a folder, or an archive that is unpacked into one.

use std::{
    fs::{self, File},
    io::{self, Read as _},
    path::{Component, Path, PathBuf},
};

use tempfile::TempDir;
use zip::ZipArchive;

use super::error::{ImportError, Place};
use crate::problem::file::read_text;

/// Most files of a package, and most entries of an archive.
const MAX_FILES: usize = 100_000;

/// Most bytes that an archive may unpack to.
const MAX_UNPACKED_BYTES: u64 = 4 << 30;

/// Extensions of archives.
const ARCHIVES: [&str; 2] = ["zip", "kpp"];

/// A folder with a package in it.
pub(super) struct Source {
    root: PathBuf,
    /// Name of the folder or archive, without extension.
    name: String,
    /// Where an archive was unpacked to; goes away with this.
    _unpacked: Option<TempDir>,
}

impl Source {
    /// The files of a folder, or of an archive; `None` if the path is that of another file.
    pub(super) fn open(path: &Path) -> Result<Option<Self>, ImportError> {
        let shown = path.display().to_string();
        let unreadable = |error: io::Error| ImportError::of_file(&*shown, format!("cannot be read: {error}"));
        let metadata = fs::metadata(path).map_err(unreadable)?;
        let whole = fs::canonicalize(path).map_err(unreadable)?;
        let stem = |path: &Path| path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
        if metadata.is_dir() {
            let name = whole.file_name().unwrap_or_default().to_string_lossy().into_owned();
            return Ok(Some(Self { root: whole, name, _unpacked: None }));
        }
        let extension = whole.extension().and_then(|extension| extension.to_str()).unwrap_or_default();
        if !metadata.is_file() || !ARCHIVES.contains(&&*extension.to_ascii_lowercase()) {
            return Ok(None);
        }
        let mut source = Self::unpack(&whole, &shown)?;
        source.name = stem(&whole);
        // A package in an archive may lie in a folder of the package's name.
        let entries: Vec<PathBuf> = fs::read_dir(&source.root)
            .and_then(|entries| entries.map(|entry| entry.map(|entry| entry.path())).collect())
            .map_err(unreadable)?;
        let visible = |path: &&PathBuf| !is_hidden(path.file_name().unwrap_or_default().as_encoded_bytes());
        if let [only] = &entries.iter().filter(visible).collect::<Vec<_>>()[..]
            && only.is_dir()
        {
            source.root = (*only).clone();
        }
        Ok(Some(source))
    }

    /// The files of an archive that lies in this package.
    pub(super) fn archive(&self, path: &str) -> Result<Self, ImportError> {
        self.check(path)?;
        Self::unpack(&self.root.join(path), path)
    }

    fn unpack(path: &Path, shown: &str) -> Result<Self, ImportError> {
        let ours = |error: io::Error| ImportError::general(format!("cannot unpack {shown}: {error}"));
        let damaged = |error: &dyn std::fmt::Display| {
            ImportError::of_file(shown, format!("this is no archive that can be read: {error}"))
        };
        let folder = tempfile::tempdir().map_err(ours)?;
        let file = File::open(path)
            .map_err(|error| ImportError::of_file(shown, format!("cannot be read: {error}")))?;
        let mut archive = ZipArchive::new(io::BufReader::new(file)).map_err(|error| damaged(&error))?;
        if archive.len() > MAX_FILES {
            return Err(ImportError::of_file(
                shown,
                format!("this archive has more than {MAX_FILES} entries"),
            ));
        }
        let mut left = MAX_UNPACKED_BYTES;
        for index in 0..archive.len() {
            let mut entry = archive.by_index(index).map_err(|error| damaged(&error))?;
            let name = entry.name().map_err(|error| damaged(&error))?.into_owned();
            let wrong = |what: &str| {
                ImportError::of_file(shown, format!("the entry {name:?} of this archive {what}"))
            };
            if entry.is_symlink() {
                return Err(wrong("is a symbolic link").hint("unpack it and import the folder"));
            }
            // Where it would lie outside, as `../x` and `/x` do, there is none.
            let inside = entry
                .enclosed_name()
                .filter(|path| path.components().all(|component| matches!(component, Component::Normal(_))));
            let Some(inside) = inside else { return Err(wrong("would lie outside of it")) };
            let target = folder.path().join(inside);
            if entry.is_dir() {
                fs::create_dir_all(&target).map_err(ours)?;
                continue;
            }
            if let Some(parent) = target.parent() {
                fs::create_dir_all(parent).map_err(ours)?;
            }
            let mut out = File::create_new(&target).map_err(|error| match error.kind() {
                io::ErrorKind::AlreadyExists => wrong("is there twice"),
                _ => ours(error),
            })?;
            // What an entry says of its own length may be a lie.
            let written = io::copy(&mut (&mut entry).take(left.saturating_add(1)), &mut out)
                .map_err(|error| damaged(&error))?;
            left = left.checked_sub(written).ok_or_else(|| {
                let most = MAX_UNPACKED_BYTES >> 30;
                ImportError::of_file(shown, format!("this archive unpacks to more than {most} GiB"))
            })?;
        }
        let root = fs::canonicalize(folder.path()).map_err(ours)?;
        Ok(Self { root, name: String::new(), _unpacked: Some(folder) })
    }

    /// The package's name: that of its folder or archive.
    pub(super) fn name(&self) -> &str {
        &self.name
    }

    /// Where a file of the package lies on disk.
    pub(super) fn path(&self, path: &str) -> PathBuf {
        self.root.join(path)
    }

    pub(super) fn has_file(&self, path: &str) -> bool {
        self.check(path).is_ok() && self.path(path).is_file()
    }

    pub(super) fn has_folder(&self, path: &str) -> bool {
        self.path(path).is_dir()
    }

    /// A file's text; `None` if there is no such file.
    pub(super) fn text(&self, path: &str, max_bytes: u64) -> Result<Option<String>, ImportError> {
        if fs::symlink_metadata(self.path(path)).is_err() {
            return Ok(None);
        }
        self.check(path)?;
        let text = read_text(&self.path(path), max_bytes)
            .map_err(|error| ImportError::of_file(path, format!("this file {error}")))?;
        Ok(Some(text))
    }

    /// What is in a file.
    pub(super) fn bytes(&self, path: &str, max_bytes: u64) -> Result<Vec<u8>, ImportError> {
        self.check(path)?;
        let unreadable = |error| ImportError::of_file(path, format!("cannot be read: {error}"));
        let file = File::open(self.path(path)).map_err(unreadable)?;
        let mut bytes = Vec::new();
        file.take(max_bytes + 1).read_to_end(&mut bytes).map_err(unreadable)?;
        if bytes.len() as u64 > max_bytes {
            return Err(ImportError::of_file(path, format!("is longer than {max_bytes} bytes")));
        }
        Ok(bytes)
    }

    /// The names in a folder, in byte order, without hidden ones; empty if there is no such folder.
    pub(super) fn list(&self, folder: &str) -> Result<Vec<String>, ImportError> {
        if !self.has_folder(folder) {
            return Ok(Vec::new());
        }
        let wrong = |what: String| ImportError::of_file(folder, what);
        let mut names = Vec::new();
        let unreadable = |error| wrong(format!("cannot be listed: {error}"));
        for entry in fs::read_dir(self.path(folder)).map_err(unreadable)? {
            let name = entry.map_err(unreadable)?.file_name();
            if is_hidden(name.as_encoded_bytes()) {
                continue;
            }
            let name =
                name.into_string().map_err(|name| wrong(format!("the name {name:?} in it is not UTF-8")))?;
            names.push(name);
            if names.len() > MAX_FILES {
                return Err(wrong(format!("has more than {MAX_FILES} files")));
            }
        }
        names.sort();
        Ok(names)
    }

    /// The regular files below a folder, as paths in the package, in byte order, without hidden ones.
    pub(super) fn files(&self, folder: &str) -> Result<Vec<String>, ImportError> {
        let mut files = Vec::new();
        let mut folders = vec![folder.to_owned()];
        while let Some(folder) = folders.pop() {
            for name in self.list(&folder)? {
                let path = if folder.is_empty() { name } else { format!("{folder}/{name}") };
                let on_disk = self.path(&path);
                // A link to a folder could lead round in a circle.
                let is_link = fs::symlink_metadata(&on_disk).is_ok_and(|metadata| metadata.is_symlink());
                if is_link && on_disk.is_dir() {
                    return Err(ImportError::of_file(path, "is a symbolic link to a folder")
                        .hint("put the folder itself in its place"));
                }
                if on_disk.is_dir() {
                    folders.push(path);
                } else {
                    self.check(&path)?;
                    files.push(path);
                }
                if files.len() > MAX_FILES {
                    return Err(ImportError::general(format!("the package has more than {MAX_FILES} files")));
                }
            }
        }
        files.sort();
        Ok(files)
    }

    /// Whether a path is that of a regular file of the package, wherever links on the way lead.
    fn check(&self, path: &str) -> Result<(), ImportError> {
        let wrong = |what: &str| Err(ImportError::new(Place::file(path), what));
        let inside = |component| matches!(component, Component::Normal(_) | Component::CurDir);
        if !Path::new(path).components().all(inside) {
            return wrong("leads out of the package");
        }
        match fs::canonicalize(self.root.join(path)) {
            Err(error) => wrong(&format!("cannot be read: {error}")),
            Ok(target) if !target.starts_with(&self.root) => {
                wrong("is a symbolic link that leads out of the package")
            }
            Ok(target) if !target.is_file() => wrong("is no regular file"),
            Ok(_) => Ok(()),
        }
    }
}

fn is_hidden(name: &[u8]) -> bool {
    name.starts_with(b".") || name == b"__MACOSX"
}

/// A path's last part.
pub(super) fn base_name(path: &str) -> &str {
    path.rsplit('/').next().unwrap_or(path)
}

#[cfg(test)]
mod tests {
    use std::io::Write as _;

    use zip::write::{SimpleFileOptions, ZipWriter};

    use super::*;

    fn archive(entries: &[(&str, &[u8])]) -> (TempDir, PathBuf) {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("two.zip");
        let mut zip = ZipWriter::new(File::create(&path).unwrap());
        for (name, bytes) in entries {
            zip.start_file(*name, SimpleFileOptions::default()).unwrap();
            zip.write_all(bytes).unwrap();
        }
        zip.finish().unwrap();
        (folder, path)
    }

    fn error(path: &Path) -> String {
        Source::open(path).err().expect("an error").to_string()
    }

    #[test]
    fn an_archive_is_its_folder() {
        let (_folder, path) =
            archive(&[("two/problem.yaml", b"name: x"), ("two/data/secret/1.in", b"1"), ("__MACOSX/x", b"")]);
        let source = Source::open(&path).unwrap().unwrap();
        assert_eq!(source.name(), "two");
        assert_eq!(source.text("problem.yaml", 99).unwrap().as_deref(), Some("name: x"));
        assert_eq!(source.files("").unwrap(), ["data/secret/1.in", "problem.yaml"]);
        assert_eq!(source.text("none", 99).unwrap(), None);
        assert!(source.text("problem.yaml", 3).unwrap_err().to_string().contains("longer than 3 bytes"));
    }

    #[test]
    fn nothing_is_unpacked_outside() {
        for name in ["../x", "/etc/x", "a/../../x", "..", "a\\..\\..\\x"] {
            let (folder, path) = archive(&[(name, b"x")]);
            // What is not refused lies inside, under whatever name.
            if let Ok(Some(source)) = Source::open(&path) {
                assert_eq!(source.files("").unwrap().len(), 1, "{name}");
            }
            assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1, "{name}");
        }
        assert!(error(&archive(&[("../x", b"x")]).1).contains("would lie outside"));
    }

    #[test]
    fn damaged_and_lying_archives_are_errors() {
        let (_folder, path) = archive(&[("a", &[7; 5000]), ("b", b"x")]);
        let bytes = fs::read(&path).unwrap();
        fs::write(&path, b"no archive").unwrap();
        assert!(error(&path).contains("no archive that can be read"));
        for end in [bytes.len() / 2, bytes.len() - 4] {
            fs::write(&path, &bytes[..end]).unwrap();
            assert!(error(&path).contains("two.zip: "), "{}", error(&path));
        }
        for at in 0..bytes.len() {
            let mut changed = bytes.clone();
            changed[at] ^= 0xff;
            fs::write(&path, &changed).unwrap();
            // Whatever it is now, it ends, and without a panic.
            let _ = Source::open(&path);
        }
    }

    #[cfg(unix)]
    #[test]
    fn links_do_not_lead_out() {
        use std::os::unix::fs::symlink;
        let folder = tempfile::tempdir().unwrap();
        let root = folder.path().join("p");
        fs::create_dir_all(root.join("sub")).unwrap();
        fs::write(root.join("a"), "a").unwrap();
        symlink("a", root.join("b")).unwrap();
        let source = Source::open(&root).unwrap().unwrap();
        assert_eq!(source.files("").unwrap(), ["a", "b"]);
        symlink("/etc/passwd", root.join("c")).unwrap();
        assert!(source.files("").unwrap_err().to_string().contains("c: is a symbolic link that leads out"));
        assert!(source.text("c", 9999).is_err() && !source.has_file("c") && !source.has_file("../p/a"));
        fs::remove_file(root.join("c")).unwrap();
        symlink("..", root.join("sub/up")).unwrap();
        assert!(source.files("").unwrap_err().to_string().contains("symbolic link to a folder"));
    }
}
