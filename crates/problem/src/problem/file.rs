//! Reading of untrusted text files.

use std::{
    fs::{self, File},
    io::{self, Read},
    path::Path,
};

use crate::containment;

/// The reason why a file's text cannot be read.
#[derive(Debug, thiserror::Error)]
pub enum FileError {
    /// An error of the system.
    #[error("cannot be read: {0}")]
    Io(#[from] io::Error),
    /// A device, FIFO or folder. Opening one may block forever.
    #[error("is {0}, not a regular file")]
    NotRegular(&'static str),
    /// A file longer than this many bytes.
    #[error("is longer than {0} bytes")]
    TooLong(u64),
    /// A file outside the folder that it has to lie in.
    #[error(transparent)]
    Outside(containment::ContainmentError),
    /// A file that is not UTF-8 text.
    #[error("is not UTF-8: line {line} has the byte 0x{byte:02x}")]
    NotUtf8 {
        /// Line of the first invalid byte, from 1.
        line: usize,
        /// The first invalid byte.
        byte: u8,
    },
}

/// Reads the text of a file as [`read_text`] does. The file has to lie in `root`, such as a problem's folder.
pub fn read_text_inside(root: &Path, path: &Path, max_bytes: u64) -> Result<String, FileError> {
    match containment::inside(root, path, containment::PROBLEM) {
        // Opening a link to nothing gives the error of the system.
        Ok(_) | Err(containment::ContainmentError::Nowhere) => read_text(path, max_bytes),
        Err(containment::ContainmentError::Io(error)) => Err(FileError::Io(error)),
        Err(fault) => Err(FileError::Outside(fault)),
    }
}

/// Reads the text of a regular file of at most `max_bytes`.
pub fn read_text(path: &Path, max_bytes: u64) -> Result<String, FileError> {
    // Before the file is opened: opening a FIFO without a writer blocks.
    let metadata = fs::metadata(path)?;
    if !metadata.is_file() {
        return Err(FileError::NotRegular(if metadata.is_dir() { "a folder" } else { "a device or FIFO" }));
    }
    if metadata.len() > max_bytes {
        return Err(FileError::TooLong(max_bytes));
    }
    let mut bytes = Vec::with_capacity(metadata.len() as usize + 1);
    // A file may grow, and some files report no true length.
    File::open(path)?.take(max_bytes.saturating_add(1)).read_to_end(&mut bytes)?;
    if bytes.len() as u64 > max_bytes {
        return Err(FileError::TooLong(max_bytes));
    }
    String::from_utf8(bytes).map_err(|error| {
        let valid = error.utf8_error().valid_up_to();
        let bytes = error.as_bytes();
        FileError::NotUtf8 {
            line: bytes.iter().take(valid).filter(|byte| **byte == b'\n').count() + 1,
            byte: bytes.get(valid).copied().unwrap_or_default(),
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_regular_utf8_files_of_bounded_length_are_read() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("x");
        fs::write(&path, "aé").unwrap();
        assert_eq!(read_text(&path, 3).unwrap(), "aé");
        assert_eq!(read_text(&path, 2).unwrap_err().to_string(), "is longer than 2 bytes");
        fs::write(&path, b"a\nb\xff").unwrap();
        assert_eq!(read_text(&path, 9).unwrap_err().to_string(), "is not UTF-8: line 2 has the byte 0xff");
        assert_eq!(read_text(folder.path(), 9).unwrap_err().to_string(), "is a folder, not a regular file");
        assert!(matches!(read_text(&folder.path().join("y"), 9), Err(FileError::Io(_))));
    }

    #[cfg(unix)]
    #[test]
    fn a_fifo_or_device_does_not_hang() {
        let folder = tempfile::tempdir().unwrap();
        let fifo = folder.path().join("fifo");
        rustix::fs::mkfifoat(rustix::fs::CWD, &fifo, rustix::fs::Mode::RWXU).unwrap();
        for path in [&*fifo, Path::new("/dev/zero")] {
            let error = read_text(path, 9).unwrap_err();
            assert_eq!(error.to_string(), "is a device or FIFO, not a regular file");
        }
    }
}
