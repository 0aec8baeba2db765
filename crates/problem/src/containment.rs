//! Containment: each file of a problem or a package lies in its folder, wherever `..` and links in its path lead.
//!
//! A path is checked once, before the file is opened. A user who can change links while the judge runs can read what
//! the judge can read; folders that others write to during grading are out of scope.

use std::{
    fs, io,
    path::{Path, PathBuf},
};

/// The reason why a path does not name a file in a folder.
#[derive(Debug, thiserror::Error)]
pub enum ContainmentError {
    /// A link in the folder to a target outside it.
    #[error("is a symbolic link that leads out of {0}")]
    LinkOut(&'static str),
    /// A path that leads outside the folder.
    #[error("leads out of {0}")]
    Outside(&'static str),
    /// A link whose target does not exist.
    #[error("is a symbolic link that leads nowhere")]
    Nowhere,
    /// An error of the system.
    #[error("cannot be read: {0}")]
    Io(#[from] io::Error),
}

/// Name of a problem's root folder in messages.
pub const PROBLEM: &str = "the problem's folder";
/// Name of a package's root folder in messages.
pub const PACKAGE: &str = "the package";

/// Returns the canonical path, links followed. It has to lie in `root`, which messages call `what`.
///
/// # Errors
/// If it leads outside the folder or nowhere, or the system refuses.
pub fn inside(root: &Path, path: &Path, what: &'static str) -> Result<PathBuf, ContainmentError> {
    let root = fs::canonicalize(if root.as_os_str().is_empty() { Path::new(".") } else { root })?;
    let target = match fs::canonicalize(path) {
        Ok(target) => target,
        Err(error) if is_nowhere(&error) && is_link(path) => return Err(ContainmentError::Nowhere),
        Err(error) => return Err(error.into()),
    };
    if target.starts_with(&root) {
        return Ok(target);
    }
    let is_plain = path.components().all(|part| part != std::path::Component::ParentDir);
    let starts_inside = std::path::absolute(path).is_ok_and(|path| {
        // The folder may be named through links that lead to it.
        path.ancestors().any(|around| fs::canonicalize(around).is_ok_and(|around| around == root))
    });
    Err(if is_plain && starts_inside {
        ContainmentError::LinkOut(what)
    } else {
        ContainmentError::Outside(what)
    })
}

/// Checks a path that may not exist yet: the part of it that exists has to lie in `root`.
///
/// # Errors
/// Those of [`inside`].
pub fn inside_or_new(root: &Path, path: &Path, what: &'static str) -> Result<(), ContainmentError> {
    let there = path.ancestors().find(|around| fs::symlink_metadata(around).is_ok());
    there.map_or(Ok(()), |there| inside(root, there, what).map(|_| ()))
}

/// Whether the error means that the path leads nowhere: no such file, or a loop of links.
fn is_nowhere(error: &io::Error) -> bool {
    error.kind() == io::ErrorKind::NotFound
        || error.raw_os_error() == Some(rustix::io::Errno::LOOP.raw_os_error())
}

fn is_link(path: &Path) -> bool {
    fs::symlink_metadata(path).is_ok_and(|metadata| metadata.is_symlink())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[cfg(unix)]
    #[test]
    fn a_file_lies_inside_wherever_links_lead() {
        use std::os::unix::fs::symlink;
        let folder = tempfile::tempdir().unwrap();
        let root = folder.path().join("p");
        fs::create_dir_all(root.join("data")).unwrap();
        fs::create_dir_all(folder.path().join("p-more")).unwrap();
        for file in ["p/a", "p/data/b", "p-more/c"] {
            fs::write(folder.path().join(file), "").unwrap();
        }
        symlink("../a", root.join("data/up")).unwrap();
        symlink("../p-more/c", root.join("neighbour")).unwrap();
        symlink("../p-more", root.join("folder")).unwrap();
        symlink("nowhere", root.join("broken")).unwrap();
        symlink("loop", root.join("loop")).unwrap();
        symlink(&root, folder.path().join("alias")).unwrap();
        let fault = |path: &str| {
            let fault = inside(&root, &root.join(path), PACKAGE).err();
            fault.map(|fault| fault.to_string()).unwrap_or_default()
        };
        for path in ["a", "data/b", "data/up", "data/../a", "."] {
            assert_eq!(fault(path), "", "{path}");
        }
        for path in ["neighbour", "folder/c", "folder"] {
            assert_eq!(fault(path), "is a symbolic link that leads out of the package", "{path}");
        }
        for path in ["../p-more/c", "/etc/passwd", "data/../../p-more/c", ".."] {
            assert_eq!(fault(path), "leads out of the package", "{path}");
        }
        for path in ["broken", "loop"] {
            assert_eq!(fault(path), "is a symbolic link that leads nowhere", "{path}");
        }
        assert!(fault("none").starts_with("cannot be read: "));
        let new = |path: &str| inside_or_new(&root, &root.join(path), PACKAGE).is_ok();
        assert!(new("none") && new("data/none/deep") && new("a"));
        assert!(!new("folder/none") && !new("neighbour") && !new("broken"));
        let alias = folder.path().join("alias");
        inside(&alias, &alias.join("a"), PACKAGE).unwrap();
        inside(&alias, &root.join("a"), PACKAGE).unwrap();
        let out = inside(&alias, &alias.join("neighbour"), PACKAGE).unwrap_err().to_string();
        assert!(out.contains("symbolic link"), "{out}");
    }
}
