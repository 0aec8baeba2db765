//! Code caches on disk, which save compiling a submission again in a later run, and the startup snapshot that they were
//! compiled upon.
//!
//! V8 trusts their content: a process that can write one decides what runs in its place. So the folder has to be the
//! user's own, an entry is found by a hash of what it was made from, and each is checked from its first to its last
//! byte before V8 sees it. An entry that is damaged, cut short or from another program is removed.
//!
//! Entries lie in a folder of the store's own. The store removes only files with a name and a beginning that only a
//! store gives: a user who names a folder that holds something else loses nothing.

use std::{
    fs::{self, DirBuilder, File, OpenOptions},
    io::{self, Read as _, Write as _},
    os::unix::fs::{DirBuilderExt as _, MetadataExt as _, OpenOptionsExt as _},
    path::{Path, PathBuf},
    sync::OnceLock,
    time::{Duration, SystemTime},
};

use rustix::fs::OFlags;
use sha2::{Digest as _, Sha256};

use tribunal_core::{
    entry_point::Form,
    libraries::{Library, LibrarySnapshot},
};

/// The magic bytes at the start of a file; the number is the version of the format.
const MAGIC: &[u8; 8] = b"tribcc\x00\x01";

/// The folder of entries, inside the one that the user names; the number is the version of the format.
const FOLDER: &str = "tribunal-code-v1";

/// Prefix and suffix of the name of an entry that is being written.
const UNFINISHED: (&str, &str) = (".tribunal-", ".unfinished");

/// Age from which on an unfinished entry counts as abandoned.
const ABANDONED: Duration = Duration::from_secs(60 * 60);

/// Length of a hash, in bytes.
const HASH: usize = 32;

/// Length of the header before the code, in bytes: the magic, the entry's key, the length of the code, and the hash of
/// the code.
const HEADER: usize = MAGIC.len() + HASH + 8 + HASH;

/// Greatest length of the code of one entry, in bytes.
pub const MAX_CODE_BYTES: u64 = 64 << 20;

/// Greatest size of all entries together on disk, in bytes.
const CAPACITY: u64 = 256 << 20;

/// A folder of code caches.
#[derive(Debug)]
pub struct CodeStore {
    folder: PathBuf,
    /// The key of everything that code depends on besides its source, computed when it is first needed.
    code_identity: OnceLock<Key>,
    capacity: u64,
}

/// The key of an entry: a hash of what it was made from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Key([u8; HASH]);

/// An error in opening a folder as a store of code caches.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// The folder cannot be made or looked at.
    #[error("{folder}: {source}")]
    Io {
        /// The folder.
        folder: PathBuf,
        /// The error of the system.
        source: io::Error,
    },
    /// It is no folder that only this user can write to.
    #[error("{0} is no folder that only you can write to")]
    NotOurs(PathBuf),
}

impl CodeStore {
    /// Opens the store in this folder, which is made if it is not there; entries lie in a folder of the store's own
    /// inside it.
    ///
    /// # Errors
    /// If the folder cannot be made, or another user could write to it.
    pub fn open(folder: &Path) -> Result<Self, StoreError> {
        if let Some(parent) = folder.parent() {
            fs::create_dir_all(parent)
                .map_err(|source| StoreError::Io { folder: folder.to_owned(), source })?;
        }
        own_folder(folder)?;
        let folder = folder.join(FOLDER);
        own_folder(&folder)?;
        Ok(Self { folder, code_identity: OnceLock::new(), capacity: CAPACITY })
    }

    /// Returns the default place of a user's store: `tribunal/code` in the folder that the system has for caches.
    pub fn default_folder() -> Option<PathBuf> {
        Some(dirs::cache_dir()?.join("tribunal").join("code"))
    }

    /// Lets this process start from the snapshot that an earlier one has left, or stores its own for later ones.
    ///
    /// It saves making a snapshot, and without it no code cache here would be of use: V8 writes other bytes each time
    /// that it makes a snapshot, and rejects code that was compiled upon another one.
    ///
    /// # Errors
    /// If the snapshot cannot be written, or the identity of this program is not known.
    pub fn share_snapshot(&self) -> io::Result<()> {
        let identity = format!("{} {}", tribunal_engine::code_cache_identity(), program_identity()?);
        let key = key("snapshot", identity.as_bytes());
        match self.load(key) {
            Some(snapshot) => {
                tribunal_engine::offer_snapshot(snapshot);
                Ok(())
            }
            None => self.save(key, tribunal_engine::snapshot()),
        }
    }

    /// Returns the key of the startup snapshot with these libraries, made upon the one of this process.
    ///
    /// # Errors
    /// If the identity of this program is not known.
    pub fn library_key(&self, libraries: &[Library]) -> io::Result<Key> {
        let mut content =
            Sha256::new().chain_update(program_identity()?).chain_update(self.code_identity().0);
        for Library { file, source } in libraries {
            for part in [file, source] {
                content.update((part.len() as u64).to_le_bytes());
                content.update(part);
            }
        }
        Ok(key("libraries", &content.finalize()))
    }

    /// Returns the key of the code of this source in this form, compiled with the V8 of this process upon its startup
    /// snapshot, or upon the one with these libraries.
    pub fn key(&self, source: &str, form: Form, libraries: Option<&LibrarySnapshot>) -> Key {
        let identity = self.code_identity();
        let digest = libraries.map_or([0; HASH], LibrarySnapshot::digest);
        let kind = match form {
            Form::Script => "source",
            Form::Program => "program",
        };
        key(kind, &[&identity.0, &digest, source.as_bytes()].concat())
    }

    /// Returns the key of everything that code depends on besides its source and the libraries before it.
    fn code_identity(&self) -> &Key {
        self.code_identity.get_or_init(|| {
            let snapshot = Sha256::digest(tribunal_engine::snapshot());
            key("code", &[tribunal_engine::code_cache_identity().as_bytes(), &snapshot].concat())
        })
    }

    /// Returns the code of this key, if it is there and whole. A damaged entry is removed.
    pub fn load(&self, key: Key) -> Option<Vec<u8>> {
        let path = self.path(key);
        let file = open(&path).ok()?;
        let code = read(&file, key);
        match code {
            // Eviction removes first what was used longest ago.
            Some(_) => drop(file.set_modified(SystemTime::now())),
            None => drop(fs::remove_file(&path)),
        }
        code
    }

    /// Stores the code of this key, and evicts other entries where there is no room.
    ///
    /// # Errors
    /// If it cannot be written. Then there is no entry.
    pub fn save(&self, key: Key, code: &[u8]) -> io::Result<()> {
        if code.len() as u64 > MAX_CODE_BYTES.min(self.capacity) {
            return Ok(());
        }
        let (begin, end) = UNFINISHED;
        let mut file = tempfile::Builder::new().prefix(begin).suffix(end).tempfile_in(&self.folder)?;
        file.write_all(MAGIC)?;
        file.write_all(&key.0)?;
        file.write_all(&(code.len() as u64).to_le_bytes())?;
        file.write_all(&Sha256::digest(code))?;
        file.write_all(code)?;
        // A reader meanwhile sees the former entry, or all of the new one.
        file.persist(self.path(key)).map_err(|error| error.error)?;
        self.make_room()
    }

    /// Removes the entry of this key.
    pub fn remove(&self, key: Key) {
        // A missing entry is no error.
        let _ = fs::remove_file(self.path(key));
    }

    /// Returns the number of entries, and the bytes that they take.
    pub fn usage(&self) -> (usize, u64) {
        let files = self.files().unwrap_or_default();
        (files.len(), files.iter().map(|(_, bytes, _)| bytes).sum())
    }

    fn path(&self, key: Key) -> PathBuf {
        let name: String = key.0.iter().map(|byte| format!("{byte:02x}")).collect();
        self.folder.join(name)
    }

    /// Returns the time of last use, the size and the path of each file of the store.
    fn files(&self) -> io::Result<Vec<(SystemTime, u64, PathBuf)>> {
        let mut files = Vec::new();
        for entry in fs::read_dir(&self.folder)? {
            let entry = entry?;
            // Another process may have removed it.
            let Ok(metadata) = entry.metadata() else { continue };
            let name = entry.file_name();
            if metadata.is_file() && name.to_str().is_some_and(is_name_of_ours) {
                files.push((metadata.modified()?, metadata.len(), entry.path()));
            }
        }
        Ok(files)
    }

    /// Removes the entries that were used longest ago, until the rest fits with room to spare.
    fn make_room(&self) -> io::Result<()> {
        let mut files = self.files()?;
        let mut bytes: u64 = files.iter().map(|(_, bytes, _)| bytes).sum();
        if bytes <= self.capacity {
            return Ok(());
        }
        files.sort();
        for (used, size, path) in files {
            if bytes <= self.capacity / 4 * 3 {
                break;
            }
            let is_unfinished = path.extension() == Some(UNFINISHED.1.trim_start_matches('.').as_ref());
            let is_new = used.elapsed().is_ok_and(|age| age < ABANDONED);
            if (is_unfinished && is_new) || !begins_as_ours(&path, is_unfinished) {
                continue;
            }
            // Another process may have removed it.
            let _ = fs::remove_file(path);
            bytes -= size;
        }
        Ok(())
    }
}

/// Makes a folder that no other user can write to, if it is not there.
fn own_folder(folder: &Path) -> Result<(), StoreError> {
    let failed = |source| StoreError::Io { folder: folder.to_owned(), source };
    match DirBuilder::new().mode(0o700).create(folder) {
        Err(error) if error.kind() != io::ErrorKind::AlreadyExists => return Err(failed(error)),
        _ => {}
    }
    // Of the folder itself, not of the target of a link.
    let metadata = fs::symlink_metadata(folder).map_err(failed)?;
    if metadata.is_dir() && is_ours_alone(&metadata) {
        Ok(())
    } else {
        Err(StoreError::NotOurs(folder.to_owned()))
    }
}

/// Whether a store gives files this name.
fn is_name_of_ours(name: &str) -> bool {
    let (begin, end) = UNFINISHED;
    let is_key = |name: &str| name.len() == 2 * HASH && name.bytes().all(|byte| byte.is_ascii_hexdigit());
    is_key(name) || (name.starts_with(begin) && name.ends_with(end))
}

/// Whether a file begins as those of a store do; an unfinished one may hold only a part of the magic.
fn begins_as_ours(path: &Path, is_unfinished: bool) -> bool {
    let mut begin = Vec::new();
    let file = open(path).and_then(|file| file.take(MAGIC.len() as u64).read_to_end(&mut begin));
    file.is_ok() && if is_unfinished { MAGIC.starts_with(&begin) } else { begin == MAGIC }
}

/// Opens a file to read it, without following a link.
fn open(path: &Path) -> io::Result<File> {
    OpenOptions::new().read(true).custom_flags(OFlags::NOFOLLOW.bits() as i32).open(path)
}

/// Returns the identity of this program, different for every other build of it: a snapshot refers to its native
/// functions and to V8's by their order, and nothing in it names the build.
fn program_identity() -> io::Result<String> {
    // On Linux, the file that runs, also if another file has replaced it.
    let link = Path::new("/proc/self/exe");
    let metadata = if link.exists() { fs::metadata(link)? } else { fs::metadata(std::env::current_exe()?)? };
    let (seconds, nanoseconds) = (metadata.mtime(), metadata.mtime_nsec());
    Ok(format!("{} {} {} {seconds}.{nanoseconds:09}", metadata.dev(), metadata.ino(), metadata.len()))
}

/// Returns the key of content of this kind.
fn key(kind: &str, content: &[u8]) -> Key {
    Key(Sha256::new().chain_update(kind).chain_update([0]).chain_update(content).finalize().into())
}

/// Returns the code in a file, if a store has written it under this key.
fn read(file: &File, key: Key) -> Option<Vec<u8>> {
    let metadata = file.metadata().ok()?;
    if !metadata.is_file() || !is_ours_alone(&metadata) || metadata.len() > MAX_CODE_BYTES + HEADER as u64 {
        return None;
    }
    let mut bytes = Vec::with_capacity(usize::try_from(metadata.len()).ok()?);
    // One byte more than there should be, in case the file grows meanwhile.
    file.take(metadata.len() + 1).read_to_end(&mut bytes).ok()?;
    let rest = bytes.strip_prefix(MAGIC)?.strip_prefix(&key.0)?;
    let (length, rest) = rest.split_first_chunk::<8>()?;
    let (hash, code) = rest.split_first_chunk::<HASH>()?;
    let is_whole = u64::from_le_bytes(*length) == code.len() as u64 && Sha256::digest(code)[..] == hash[..];
    is_whole.then(|| bytes.split_off(HEADER))
}

/// Whether only this user can change the file.
fn is_ours_alone(metadata: &fs::Metadata) -> bool {
    metadata.uid() == rustix::process::geteuid().as_raw() && metadata.mode() & 0o022 == 0
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::PermissionsExt as _;

    use super::*;

    fn store() -> (tempfile::TempDir, CodeStore) {
        let folder = tempfile::tempdir().unwrap();
        let store = CodeStore::open(&folder.path().join("a/b")).unwrap();
        (folder, store)
    }

    #[test]
    fn what_was_saved_is_found_by_its_source_alone() {
        let (_folder, store) = store();
        let (key, other) = (store.key("1", Form::Script, None), store.key("2", Form::Script, None));
        assert_eq!(store.load(key), None);
        store.save(key, b"code").unwrap();
        assert_eq!(store.load(key).as_deref(), Some(&b"code"[..]));
        assert_eq!(store.load(other), None);
        assert_eq!(store.usage(), (1, (HEADER + 4) as u64));
        let foreign =
            CodeStore { code_identity: super::key("code", b"another V8").into(), ..self::store().1 };
        assert_ne!(foreign.key("1", Form::Script, None), key);
        assert_ne!(store.key("1", Form::Program, None), key);
        store.remove(key);
        assert_eq!(store.load(key), None);
    }

    #[test]
    fn what_is_damaged_cut_short_or_foreign_is_thrown_away() {
        let (_folder, store) = store();
        let (key, other) = (store.key("1", Form::Script, None), store.key("2", Form::Script, None));
        let code: Vec<u8> = (0..=255).collect();
        store.save(key, &code).unwrap();
        let whole = fs::read(store.path(key)).unwrap();
        let rejects = |bytes: &[u8], what: &str| {
            fs::write(store.path(key), bytes).unwrap();
            assert_eq!(store.load(key), None, "{what}");
            assert!(!store.path(key).exists(), "{what}");
        };
        for at in 0..whole.len() {
            let mut damaged = whole.clone();
            damaged[at] ^= 1;
            rejects(&damaged, &format!("byte {at}"));
            rejects(&whole[..at], &format!("cut at {at}"));
        }
        rejects(&[whole.as_slice(), b"x"].concat(), "too long");
        // Another entry's file under this name.
        store.save(other, &code).unwrap();
        rejects(&fs::read(store.path(other)).unwrap(), "foreign");
        // The test can fail: the whole entry is accepted.
        store.save(key, &code).unwrap();
        assert_eq!(store.load(key), Some(code));
    }

    #[test]
    fn what_others_could_have_written_is_not_believed() {
        let (folder, store) = store();
        let key = store.key("1", Form::Script, None);
        store.save(key, b"code").unwrap();
        fs::set_permissions(store.path(key), fs::Permissions::from_mode(0o666)).unwrap();
        assert_eq!(store.load(key), None);
        // A link is not followed either.
        store.save(key, b"code").unwrap();
        let elsewhere = folder.path().join("elsewhere");
        fs::rename(store.path(key), &elsewhere).unwrap();
        std::os::unix::fs::symlink(&elsewhere, store.path(key)).unwrap();
        assert_eq!(store.load(key), None);

        let open = folder.path().join("open");
        fs::create_dir(&open).unwrap();
        fs::set_permissions(&open, fs::Permissions::from_mode(0o777)).unwrap();
        assert!(matches!(CodeStore::open(&open), Err(StoreError::NotOurs(_))));
        let link = folder.path().join("link");
        std::os::unix::fs::symlink(folder.path().join("a/b"), &link).unwrap();
        assert!(matches!(CodeStore::open(&link), Err(StoreError::NotOurs(_))));
        assert!(matches!(CodeStore::open(&elsewhere), Err(StoreError::NotOurs(_))));
    }

    #[test]
    fn nothing_is_removed_that_is_not_the_stores() {
        let (folder, store) = store();
        let store = CodeStore { capacity: 10_000, ..store };
        let (outer, own) = (folder.path().join("a/b"), store.folder.clone());
        let hash = "0123456789abcdef".repeat(4);
        let elsewhere = folder.path().join("elsewhere");
        fs::write(&elsewhere, [MAGIC.as_slice(), &[0; 9000]].concat()).unwrap();
        let link = own.join("f".repeat(64));
        std::os::unix::fs::symlink(&elsewhere, &link).unwrap();
        let others = [
            outer.join("my_thesis.doc"),
            // Like a file of a store without a folder of its own.
            outer.join(&hash),
            own.join("my_thesis.doc"),
            // One of the two is not enough.
            own.join(&hash),
            own.join("magic"),
            own.join(".tribunal-notes.unfinished"),
        ];
        for path in &others {
            let magic: &[u8] = if path.ends_with("magic") { MAGIC } else { b"My thesis" };
            fs::write(path, [magic, &[0; 9000]].concat()).unwrap();
        }
        let (old, new) = (own.join(".tribunal-old.unfinished"), own.join(".tribunal-new.unfinished"));
        for path in [&old, &new] {
            fs::write(path, &MAGIC[..5]).unwrap();
        }
        let long_ago = |path: &Path| {
            let time = SystemTime::UNIX_EPOCH + Duration::from_secs(1);
            File::options().write(true).open(path).unwrap().set_modified(time).unwrap();
        };
        others.iter().chain([&old]).for_each(|path| long_ago(path));
        for index in 0..9 {
            store.save(store.key(&index.to_string(), Form::Script, None), &[0; 2000]).unwrap();
        }
        for path in others.iter().chain([&link, &new, &elsewhere]) {
            assert!(fs::symlink_metadata(path).is_ok(), "{} is gone", path.display());
        }
        assert!(!old.exists(), "what nobody will finish goes");
        // The test can fail: a file of the store's own is removed.
        assert!((0..9).any(|index| store.load(store.key(&index.to_string(), Form::Script, None)).is_none()));
    }

    #[test]
    fn the_store_keeps_what_was_of_use_last() {
        let (_folder, store) = store();
        let store = CodeStore { capacity: 10_000, ..store };
        let keys: Vec<Key> = (0..9).map(|index| store.key(&index.to_string(), Form::Script, None)).collect();
        for (index, key) in keys.iter().enumerate() {
            store.save(*key, &[0; 1000]).unwrap();
            let time = SystemTime::UNIX_EPOCH + Duration::from_secs(index as u64);
            File::options().write(true).open(store.path(*key)).unwrap().set_modified(time).unwrap();
        }
        assert!(store.load(keys[0]).is_some(), "used now");
        store.save(store.key("more", Form::Script, None), &[0; 1000]).unwrap();
        assert!(store.usage().1 <= 7500, "{:?}", store.usage());
        assert!(store.load(keys[0]).is_some());
        assert!(store.load(keys[1]).is_none());
        assert!(store.load(keys[8]).is_some());
        store.save(store.key("huge", Form::Script, None), &[0; 20_000]).unwrap();
        assert!(store.load(store.key("huge", Form::Script, None)).is_none());
    }
}
