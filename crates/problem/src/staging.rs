//! Staging folders: files are prepared beside their destination, so that moving them there is one step.
//!
//! A staging folder is removed when the program that made it ends. The folder of a program that was killed is removed
//! when the next one is made there: its lock is free.

use std::{
    fs::{self, File},
    io,
    path::Path,
};

use tempfile::TempDir;

/// A temporary folder that other programs do not use.
pub struct Staging {
    folder: TempDir,
    /// Lock held as long as the folder is in use.
    _lock: Option<File>,
}

impl Staging {
    /// Makes a staging folder in `around`, with a name that begins with `prefix`, and removes those left behind.
    ///
    /// # Errors
    /// If the system refuses to make it.
    pub fn new_in(around: &Path, prefix: &str) -> io::Result<Self> {
        // Another program must not take the folder for one left behind before it is locked. Where there are no locks,
        // nothing is removed.
        let turn = File::open(around).and_then(|folder| folder.lock().map(|()| folder)).ok();
        if turn.is_some() {
            sweep(around, prefix);
        }
        let folder = tempfile::Builder::new().prefix(prefix).tempdir_in(around)?;
        let lock = File::open(folder.path()).and_then(|folder| folder.lock().map(|()| folder)).ok();
        Ok(Self { folder, _lock: lock })
    }

    /// Returns the path of the folder.
    pub fn path(&self) -> &Path {
        self.folder.path()
    }
}

/// Removes the folders of programs that have ended. A folder that cannot be removed stays.
fn sweep(around: &Path, prefix: &str) {
    for entry in fs::read_dir(around).into_iter().flatten().flatten() {
        let is_folder = entry.file_type().is_ok_and(|kind| kind.is_dir());
        if !is_folder || !entry.file_name().to_string_lossy().starts_with(prefix) {
            continue;
        }
        let path = entry.path();
        if File::open(&path).is_ok_and(|folder| folder.try_lock().is_ok()) {
            let _ = fs::remove_dir_all(&path);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_killed_program_left_behind_goes_and_what_is_in_use_stays() {
        let around = tempfile::tempdir().unwrap();
        for left in [".stage-dead/deep", ".other-dead", "stage"] {
            fs::create_dir_all(around.path().join(left)).unwrap();
        }
        fs::write(around.path().join(".stage-file"), "").unwrap();
        let names = || {
            let mut names: Vec<String> = fs::read_dir(around.path())
                .unwrap()
                .map(|entry| entry.unwrap().file_name().to_string_lossy().into_owned())
                .collect();
            names.sort();
            names
        };
        let first = Staging::new_in(around.path(), ".stage-").unwrap();
        let second = Staging::new_in(around.path(), ".stage-").unwrap();
        assert!(first.path().is_dir() && second.path().is_dir());
        assert_eq!(names().len(), 5, "{:?}", names());
        assert!(!names().contains(&".stage-dead".to_owned()));
        drop((first, second));
        assert_eq!(names(), [".other-dead", ".stage-file", "stage"]);
    }
}
