//! One rule for the files of a problem or a package: each lies in its folder, wherever `..` and links on the way lead.
//!
//! Paths are looked at once, before the file is opened. Who can change links while the judge runs can read as the judge
//! does; a folder that strangers write to while it is graded is not what this is for.

use std::{
    fs, io,
    path::{Path, PathBuf},
};

/// Why a path is none of a file in a folder.
#[derive(Debug, thiserror::Error)]
pub enum Fault {
    /// A link in the folder to what is not in it.
    #[error("is a symbolic link that leads out of {0}")]
    LinkOut(&'static str),
    /// A path of what is not in the folder.
    #[error("leads out of {0}")]
    Outside(&'static str),
    /// A link to what does not exist.
    #[error("is a symbolic link that leads nowhere")]
    Nowhere,
    /// The system refuses.
    #[error("cannot be read: {0}")]
    Io(#[from] io::Error),
}

/// What a problem's files lie in, for messages.
pub const PROBLEM: &str = "the problem's folder";
/// What a package's files lie in, for messages.
pub const PACKAGE: &str = "the package";

/// Where a path leads, links followed; it has to lie in `root`, which messages call `what`.
///
/// # Errors
/// If it leads elsewhere or nowhere, or the system refuses.
pub fn inside(root: &Path, path: &Path, what: &'static str) -> Result<PathBuf, Fault> {
    let root = fs::canonicalize(if root.as_os_str().is_empty() { Path::new(".") } else { root })?;
    let target = match fs::canonicalize(path) {
        Ok(target) => target,
        Err(error) if is_nowhere(&error) && is_link(path) => return Err(Fault::Nowhere),
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
    Err(if is_plain && starts_inside { Fault::LinkOut(what) } else { Fault::Outside(what) })
}

/// The same of a path that may not be there yet: as much of it as is there has to lie in `root`.
///
/// # Errors
/// As of [`inside`].
pub fn inside_or_new(root: &Path, path: &Path, what: &'static str) -> Result<(), Fault> {
    let there = path.ancestors().find(|around| fs::symlink_metadata(around).is_ok());
    there.map_or(Ok(()), |there| inside(root, there, what).map(|_| ()))
}

/// Whether there is nothing at the end of a path, or none.
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
