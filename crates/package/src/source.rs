//! The files of a package: a folder, or an archive that is read without unpacking.
//!
//! A package is an inventory. Code that reads a file, or makes a note on it, removes it from the inventory. Files that
//! are left at the end get a note, so that none is ignored in silence.

use std::{
    cell::{Cell, RefCell},
    collections::{BTreeMap, BTreeSet},
    fmt,
    fs::{self, File},
    io::{self, Read, Seek},
    path::{Component, Path, PathBuf},
    rc::Rc,
};

use zip::ZipArchive;

use super::{draft::Notes, error::ImportError};
use tribunal_problem::containment::{self, PACKAGE};

/// Greatest number of files and folders of a package, and of entries of an archive with their folders.
const MAX_FILES: usize = 100_000;

/// Greatest depth of folders around a file of a package.
const MAX_DEPTH: usize = 32;

/// Greatest length of an archive, in bytes.
const MAX_ARCHIVE_BYTES: u64 = 2 << 30;

/// Greatest length of an archive in an archive, which is read into memory, in bytes.
const MAX_NESTED_BYTES: u64 = 256 << 20;

/// Greatest number of bytes that are read of a package, unpacked.
const MAX_BYTES: u64 = 4 << 30;

/// Number of bytes that any archive may unpack to, however short it is.
const ALWAYS_BYTES: u64 = 256 << 20;

/// Greatest ratio of unpacked to packed length beyond that: no test data compress so well.
const MAX_RATIO: u64 = 200;

/// Extensions of archives.
const ARCHIVES: [&str; 2] = ["zip", "kpp"];

/// Greatest number of files of one kind in one folder that get a note each; more get one note with their number.
const MAX_TOLD: usize = 3;

/// A folder or archive with a package in it.
pub(super) struct Source {
    /// Name of the folder or archive, without extension.
    name: String,
    /// Entries by path, with `/` between the parts.
    entries: BTreeMap<String, Entry>,
    origin: Rc<Origin>,
    /// Files that have neither been read nor got a note.
    left: RefCell<BTreeSet<String>>,
    /// Reasons why files below some folders are not carried over.
    reasons: Cell<&'static [(&'static str, &'static str)]>,
    /// Opened archives in the package.
    inner: RefCell<Vec<Rc<Source>>>,
}

#[derive(Clone, Debug)]
enum Entry {
    File(At),
    Folder,
    /// An entry that cannot be read, and the reason.
    Wrong(String),
    /// A link to a folder, which could lead round in a circle, and the reason why it is not followed.
    FolderLink(String),
}

/// The place of a file's content.
#[derive(Clone, Debug)]
enum At {
    Disk(PathBuf),
    /// Number of the entry in the archive.
    Archive(usize),
}

/// The origin of a package's files.
struct Origin {
    archive: Option<RefCell<ZipArchive<Box<dyn ReadSeek>>>>,
    /// Number of bytes that may still be read.
    left: Cell<u64>,
}

trait ReadSeek: Read + Seek {}
impl<T: Read + Seek> ReadSeek for T {}

/// A file of a package, to be copied once the problem is written.
#[derive(Clone)]
pub(super) struct PackageFile {
    path: String,
    at: At,
    origin: Rc<Origin>,
}

impl fmt::Debug for PackageFile {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.path)
    }
}

impl PackageFile {
    /// Copies the content to a file, with its permissions where there are any.
    ///
    /// # Errors
    /// If it cannot be read or written, or the package exceeds its number of bytes.
    pub(super) fn copy_to(&self, target: &Path) -> Result<(), ImportError> {
        let failed = |error: io::Error| {
            ImportError::of_file(&*self.path, format!("cannot be copied to {}: {error}", target.display()))
        };
        let mut out = File::create_new(target).map_err(failed)?;
        self.origin.read(&self.path, &self.at, MAX_BYTES, &mut out)?;
        if let At::Disk(path) = &self.at {
            let permissions = fs::metadata(path).map_err(failed)?.permissions();
            out.set_permissions(permissions).map_err(failed)?;
        }
        Ok(())
    }
}

impl Origin {
    /// Reads a file of at most `max_bytes`.
    fn read(&self, path: &str, at: &At, max_bytes: u64, out: &mut impl io::Write) -> Result<(), ImportError> {
        let unreadable = |error: io::Error| ImportError::of_file(path, format!("cannot be read: {error}"));
        let most = max_bytes.min(self.left.get());
        let length = match (at, &self.archive) {
            (At::Disk(on_disk), _) => {
                // Before the file is opened: opening a FIFO without a writer blocks.
                if !fs::metadata(on_disk).map_err(unreadable)?.is_file() {
                    return Err(ImportError::of_file(path, "is no regular file"));
                }
                let file = File::open(on_disk).map_err(unreadable)?;
                io::copy(&mut file.take(most.saturating_add(1)), out)
            }
            (At::Archive(index), Some(archive)) => {
                let mut archive = archive.borrow_mut();
                let entry = archive.by_index(*index).map_err(|error| unreadable(io::Error::other(error)))?;
                // The length that an entry states may be wrong.
                io::copy(&mut entry.take(most.saturating_add(1)), out)
            }
            (At::Archive(_), None) => return Err(ImportError::of_file(path, "is in no archive")),
        };
        let length = length.map_err(unreadable)?;
        if length > max_bytes {
            return Err(ImportError::of_file(path, format!("is longer than {max_bytes} bytes")));
        }
        let left = self.left.get().checked_sub(length);
        let too_much =
            || ImportError::of_file(path, "the package has more bytes than it may, with this file");
        self.left.set(left.ok_or_else(too_much)?);
        Ok(())
    }
}

impl Source {
    /// Opens a folder or an archive; returns `None` if the path is that of another file.
    pub(super) fn open(path: &Path) -> Result<Option<Self>, ImportError> {
        let shown = path.display().to_string();
        let unreadable = |error: io::Error| ImportError::of_file(&*shown, format!("cannot be read: {error}"));
        let metadata = fs::metadata(path).map_err(unreadable)?;
        let whole = fs::canonicalize(path).map_err(unreadable)?;
        if metadata.is_dir() {
            let name = whole.file_name().unwrap_or_default().to_string_lossy().into_owned();
            let origin = Origin { archive: None, left: Cell::new(MAX_BYTES) };
            return Ok(Some(Self::new(name, walk(&whole)?, origin)));
        }
        let extension = whole.extension().and_then(|extension| extension.to_str()).unwrap_or_default();
        if !metadata.is_file() || !ARCHIVES.contains(&&*extension.to_ascii_lowercase()) {
            return Ok(None);
        }
        let name = whole.file_stem().unwrap_or_default().to_string_lossy().into_owned();
        let file = File::open(&whole).map_err(unreadable)?;
        Self::read_archive(name, &shown, Box::new(io::BufReader::new(file)), metadata.len()).map(Some)
    }

    /// Opens an archive inside this package.
    pub(super) fn archive(&self, path: &str) -> Result<Rc<Self>, ImportError> {
        let missing = || ImportError::of_file(path, "this archive is missing");
        let file = self.copy(path)?.ok_or_else(missing)?;
        let (reader, length): (Box<dyn ReadSeek>, u64) = match &file.at {
            At::Disk(on_disk) => {
                let failed =
                    |error: io::Error| ImportError::of_file(path, format!("cannot be read: {error}"));
                let file = File::open(on_disk).map_err(failed)?;
                let length = file.metadata().map_err(failed)?.len();
                (Box::new(io::BufReader::new(file)), length)
            }
            at => {
                let mut bytes = Vec::new();
                self.origin.read(path, at, MAX_NESTED_BYTES, &mut bytes)?;
                let length = bytes.len() as u64;
                (Box::new(io::Cursor::new(bytes)), length)
            }
        };
        let inner = Rc::new(Self::read_archive(String::new(), path, reader, length)?);
        self.inner.borrow_mut().push(Rc::clone(&inner));
        Ok(inner)
    }

    fn new(name: String, entries: BTreeMap<String, Entry>, origin: Origin) -> Self {
        let is_file = |(_, entry): &(&String, &Entry)| !matches!(entry, Entry::Folder);
        // Hidden files are for tools, and are read by name only.
        let is_seen = |(path, _): &(&String, &Entry)| !path.split('/').any(|part| is_hidden(part.as_bytes()));
        let left = entries.iter().filter(is_file).filter(is_seen).map(|(path, _)| path.clone()).collect();
        Self {
            name,
            entries,
            origin: Rc::new(origin),
            left: RefCell::new(left),
            reasons: Cell::new(&[]),
            inner: RefCell::default(),
        }
    }

    fn read_archive(
        name: String,
        shown: &str,
        reader: Box<dyn ReadSeek>,
        length: u64,
    ) -> Result<Self, ImportError> {
        let damaged = |error: &dyn fmt::Display| {
            ImportError::of_file(shown, format!("this is no archive that can be read: {error}"))
        };
        let too_much = |what: String| ImportError::of_file(shown, format!("this archive {what}"));
        if length > MAX_ARCHIVE_BYTES {
            return Err(too_much(format!("is longer than {} GiB", MAX_ARCHIVE_BYTES >> 30)));
        }
        let mut archive = ZipArchive::new(reader).map_err(|error| damaged(&error))?;
        let too_many = || too_much(format!("has more than {MAX_FILES} files and folders"));
        if archive.len() > MAX_FILES {
            return Err(too_many());
        }
        let most = MAX_BYTES.min(ALWAYS_BYTES.max(length.saturating_mul(MAX_RATIO)));
        let mut unpacked = 0_u64;
        let mut entries = BTreeMap::new();
        for index in 0..archive.len() {
            let entry = archive.by_index(index).map_err(|error| damaged(&error))?;
            let name = entry.name().map_err(|error| damaged(&error))?.into_owned();
            let wrong = |what: &str| {
                ImportError::of_file(shown, format!("the entry {name:?} of this archive {what}"))
            };
            // An entry that would lie outside, such as `../x` or `/x`, has no enclosed name.
            let inside = entry.enclosed_name().as_deref().and_then(plain_path);
            let Some(path) = inside else { return Err(wrong("would lie outside of it")) };
            if path.split('/').count() > MAX_DEPTH {
                return Err(wrong(&format!("lies in more than {MAX_DEPTH} folders")));
            }
            unpacked = unpacked.saturating_add(entry.size());
            if unpacked > most {
                return Err(too_much(format!("unpacks to more than {} MiB", most >> 20)));
            }
            for (end, _) in path.match_indices('/') {
                let folder = path.get(..end).unwrap_or_default();
                match entries.get(folder) {
                    Some(Entry::Folder) => {}
                    Some(_) => return Err(wrong("lies in a file")),
                    None => drop(entries.insert(folder.to_owned(), Entry::Folder)),
                }
            }
            let found = if entry.is_dir() {
                Entry::Folder
            } else if entry.is_symlink() {
                Entry::Wrong("is a symbolic link in an archive".to_owned())
            } else {
                Entry::File(At::Archive(index))
            };
            match (entries.get(&path), &found) {
                (None, _) => drop(entries.insert(path, found)),
                (Some(Entry::Folder), Entry::Folder) => {}
                _ => return Err(wrong("is there twice")),
            }
            if entries.len() > MAX_FILES {
                return Err(too_many());
            }
        }
        // A package in an archive may lie in a folder of the package's name.
        let mut top: BTreeSet<&str> = entries.keys().filter_map(|path| path.split('/').next()).collect();
        top.retain(|name| !is_hidden(name.as_bytes()));
        if let [only] = top.into_iter().collect::<Vec<_>>()[..]
            && matches!(entries.get(only), Some(Entry::Folder))
        {
            let below = format!("{only}/");
            entries = entries
                .iter()
                .filter_map(|(path, entry)| Some((path.strip_prefix(&below)?.to_owned(), entry.clone())))
                .collect();
        }
        let origin = Origin { archive: Some(RefCell::new(archive)), left: Cell::new(most) };
        Ok(Self::new(name, entries, origin))
    }

    /// Returns the package's name: that of its folder or archive.
    pub(super) fn name(&self) -> &str {
        &self.name
    }

    /// Returns the file at a path, and removes it from the inventory.
    fn take(&self, path: &str) -> Result<Option<PackageFile>, ImportError> {
        let Some(plain) = plain_path(Path::new(path)) else {
            return Err(ImportError::of_file(path, format!("leads out of {PACKAGE}")));
        };
        match self.entries.get(&plain) {
            None => Ok(None),
            Some(Entry::File(at)) => {
                self.left.borrow_mut().remove(&plain);
                Ok(Some(PackageFile { path: plain, at: at.clone(), origin: Rc::clone(&self.origin) }))
            }
            Some(Entry::Folder) => Err(ImportError::of_file(path, "is a folder, not a regular file")),
            Some(Entry::Wrong(fault) | Entry::FolderLink(fault)) => {
                Err(ImportError::of_file(path, fault.clone()))
            }
        }
    }

    /// Whether there is such a file, readable or not.
    ///
    /// # Errors
    /// If the path leads out of the package.
    pub(super) fn find(&self, path: &str) -> Result<bool, ImportError> {
        match plain_path(Path::new(path)) {
            Some(plain) => Ok(self.entries.get(&plain).is_some_and(|entry| !matches!(entry, Entry::Folder))),
            None => Err(ImportError::of_file(path, format!("leads out of {PACKAGE}"))),
        }
    }

    /// Whether there is such a file.
    pub(super) fn has_file(&self, path: &str) -> bool {
        matches!(self.entries.get(path), Some(Entry::File(_)))
    }

    pub(super) fn has_folder(&self, path: &str) -> bool {
        matches!(self.entries.get(path), Some(Entry::Folder))
    }

    /// Returns a file's text; `None` if there is no such file.
    pub(super) fn text(&self, path: &str, max_bytes: u64) -> Result<Option<String>, ImportError> {
        if !self.find(path)? {
            return Ok(None);
        }
        let text = String::from_utf8(self.bytes(path, max_bytes)?).map_err(|error| {
            let valid = error.utf8_error().valid_up_to();
            let bytes = error.as_bytes();
            let line = bytes.iter().take(valid).filter(|byte| **byte == b'\n').count() + 1;
            let byte = bytes.get(valid).copied().unwrap_or_default();
            ImportError::of_file(
                path,
                format!("this file is not UTF-8: line {line} has the byte 0x{byte:02x}"),
            )
        });
        text.map(Some)
    }

    /// Returns a file's content.
    pub(super) fn bytes(&self, path: &str, max_bytes: u64) -> Result<Vec<u8>, ImportError> {
        let missing = || ImportError::of_file(path, "is missing");
        let file = self.take(path)?.ok_or_else(missing)?;
        let mut bytes = Vec::new();
        self.origin.read(path, &file.at, max_bytes, &mut bytes)?;
        Ok(bytes)
    }

    /// Returns a file to be copied; `None` if there is no such file.
    pub(super) fn copy(&self, path: &str) -> Result<Option<PackageFile>, ImportError> {
        self.take(path)
    }

    /// Removes a file that gets a note elsewhere from the inventory.
    pub(super) fn is_told(&self, path: &str) {
        self.left.borrow_mut().remove(path);
    }

    /// Returns the names in a folder, in byte order, without hidden ones; empty if there is no such folder.
    pub(super) fn list(&self, folder: &str) -> Vec<String> {
        let prefix = if folder.is_empty() { String::new() } else { format!("{folder}/") };
        let below = self.entries.range(prefix.clone()..).take_while(|(path, _)| path.starts_with(&prefix));
        let names = below.filter_map(|(path, _)| path.strip_prefix(&prefix));
        let is_listed = |name: &&str| !name.is_empty() && !name.contains('/') && !is_hidden(name.as_bytes());
        names.filter(is_listed).map(str::to_owned).collect()
    }

    /// Returns the files below a folder, as paths in the package, in byte order. Hidden files are left out, unless
    /// `folder` itself is hidden.
    ///
    /// # Errors
    /// If there is a link to a folder among them, because its contents are unknown.
    pub(super) fn files(&self, folder: &str) -> Result<Vec<String>, ImportError> {
        let prefix = if folder.is_empty() { String::new() } else { format!("{folder}/") };
        let mut files = Vec::new();
        for (path, entry) in self.entries.range(prefix.clone()..) {
            let Some(below) = path.strip_prefix(&prefix) else { break };
            if below.split('/').any(|part| is_hidden(part.as_bytes())) {
                continue;
            }
            match entry {
                Entry::Folder => {}
                Entry::FolderLink(fault) => {
                    return Err(
                        ImportError::of_file(path, fault.clone()).hint("put the folder itself in its place")
                    );
                }
                _ => files.push(path.clone()),
            }
        }
        Ok(files)
    }

    /// Sets the reasons why the files left below some folders are not carried over.
    pub(super) fn explain(&self, reasons: &'static [(&'static str, &'static str)]) {
        self.reasons.set(reasons);
    }

    /// Makes notes on all files that have neither been read nor got a note.
    pub(super) fn tell_rest(&self, notes: &Notes) {
        let left = self.left.take();
        let is_whole = |folder: &str| {
            let prefix = format!("{folder}/");
            let below =
                self.entries.range(prefix.clone()..).take_while(|(path, _)| path.starts_with(&prefix));
            let mut files = below.filter(|(_, entry)| !matches!(entry, Entry::Folder));
            files.all(|(path, _)| left.contains(path))
        };
        // One note covers a whole folder, or the files of one kind in one folder.
        let mut told: BTreeMap<(String, String), Vec<&String>> = BTreeMap::new();
        for path in &left {
            if let Some(Entry::Wrong(fault) | Entry::FolderLink(fault)) = self.entries.get(path) {
                notes.file(path, format!("is not carried over: it {fault}"));
                continue;
            }
            let mut around = path.match_indices('/').filter_map(|(end, _)| path.get(..end));
            let key = match around.find(|folder| is_whole(folder)) {
                Some(folder) => (folder.to_owned(), String::new()),
                None => {
                    let folder = path.rsplit_once('/').map_or("", |(folder, _)| folder);
                    let extension = base_name(path).rsplit_once('.').map_or("", |(_, extension)| extension);
                    (folder.to_owned(), format!(".{extension}"))
                }
            };
            told.entry(key).or_default().push(path);
        }
        for ((folder, extension), paths) in told {
            let known = self.reasons.get().iter().find(|(known, _)| {
                folder == *known || folder.strip_prefix(known).is_some_and(|rest| rest.starts_with('/'))
            });
            let reason = known.map_or("nobody here has use for it", |(_, reason)| *reason);
            let count = paths.len();
            if extension.is_empty() {
                let files = if count == 1 { "its file is".into() } else { format!("its {count} files are") };
                notes.file(&folder, format!("{files} not carried over: {reason}"));
            } else if count > MAX_TOLD {
                let kind = if extension == "." { "without extension".into() } else { extension };
                let place = if folder.is_empty() { &self.name } else { &folder };
                notes.file(place, format!("{count} files {kind} are not carried over: {reason}"));
            } else {
                for path in paths {
                    notes.file(path, format!("is not carried over: {reason}"));
                }
            }
        }
        for inner in self.inner.take() {
            inner.tell_rest(notes);
        }
    }
}

/// Returns all entries below a folder.
fn walk(root: &Path) -> Result<BTreeMap<String, Entry>, ImportError> {
    let mut entries = BTreeMap::new();
    let mut folders = vec![String::new()];
    while let Some(folder) = folders.pop() {
        let shown = if folder.is_empty() { root.display().to_string() } else { folder.clone() };
        let unreadable =
            |error: io::Error| ImportError::of_file(&*shown, format!("cannot be listed: {error}"));
        for entry in fs::read_dir(root.join(&folder)).map_err(unreadable)? {
            let entry = entry.map_err(unreadable)?;
            let name = entry.file_name();
            let is_text = name.to_str().is_some();
            let name = name.to_string_lossy();
            let path = if folder.is_empty() { name.into_owned() } else { format!("{folder}/{name}") };
            let kind = entry.file_type().map_err(unreadable)?;
            let on_disk = entry.path();
            let found = if !is_text {
                Entry::Wrong("has a name that is not UTF-8".to_owned())
            } else if kind.is_dir() {
                // Hidden folders may hold whole histories. The hidden folder of `tribunal export` is read.
                if !is_hidden(base_name(&path).as_bytes()) || path == super::kattis_files::KEPT_FILES {
                    folders.push(path.clone());
                }
                Entry::Folder
            } else if kind.is_file() {
                Entry::File(At::Disk(on_disk))
            } else if kind.is_symlink() {
                match containment::inside(root, &on_disk, PACKAGE) {
                    Err(fault) if on_disk.is_dir() => Entry::FolderLink(fault.to_string()),
                    Err(fault) => Entry::Wrong(fault.to_string()),
                    Ok(target) if target.is_dir() => {
                        Entry::FolderLink("is a symbolic link to a folder".to_owned())
                    }
                    Ok(target) if target.is_file() => Entry::File(At::Disk(target)),
                    Ok(_) => Entry::Wrong("is no regular file".to_owned()),
                }
            } else {
                Entry::Wrong("is no regular file".to_owned())
            };
            if path.split('/').count() > MAX_DEPTH {
                let message = format!("lies in more than {MAX_DEPTH} folders");
                return Err(ImportError::of_file(path, message));
            }
            entries.insert(path, found);
            if entries.len() > MAX_FILES {
                let message = format!("the package has more than {MAX_FILES} files and folders");
                return Err(ImportError::general(message));
            }
        }
    }
    Ok(entries)
}

/// Returns a path below a package with `/` between its parts; `None` if it leads out of the package.
fn plain_path(path: &Path) -> Option<String> {
    let mut parts = Vec::new();
    for component in path.components() {
        match component {
            Component::Normal(part) => parts.push(part.to_str()?),
            Component::CurDir => {}
            _ => return None,
        }
    }
    Some(parts.join("/")).filter(|path| !path.is_empty())
}

fn is_hidden(name: &[u8]) -> bool {
    name.starts_with(b".") || name == b"__MACOSX"
}

/// Returns a path's last part.
pub(super) fn base_name(path: &str) -> &str {
    path.rsplit('/').next().unwrap_or(path)
}

#[cfg(test)]
mod tests {
    use std::io::Write as _;

    use tempfile::TempDir;
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
            // An archive that is not refused lies inside, under any name.
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
            // Any damaged archive ends the reader, without a panic.
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
        let open = || Source::open(&root).unwrap().unwrap();
        assert_eq!(open().files("").unwrap(), ["a", "b"]);
        symlink("/etc/passwd", root.join("c")).unwrap();
        let source = open();
        let out = "c: is a symbolic link that leads out";
        assert!(source.text("c", 9999).unwrap_err().to_string().contains(out));
        assert!(source.copy("c").unwrap_err().to_string().contains(out));
        assert!(!source.has_file("c") && !source.has_file("../p/a"));
        assert!(source.text("../p/a", 9).unwrap_err().to_string().contains("leads out of the package"));
        // A file that is not read gets a note.
        let notes = Notes::default();
        source.is_told("a");
        source.copy("b").unwrap();
        source.tell_rest(&notes);
        let notes: Vec<String> = notes.into_list().iter().map(ToString::to_string).collect();
        assert_eq!(notes, [format!("c: is not carried over: it {} of the package", &out[3..])]);
        fs::remove_file(root.join("c")).unwrap();
        symlink("..", root.join("sub/up")).unwrap();
        let source = open();
        assert!(source.files("").unwrap_err().to_string().contains("symbolic link to a folder"));
    }
}
