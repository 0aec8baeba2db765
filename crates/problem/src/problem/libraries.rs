//! The files of a problem's libraries.

use std::path::{Component, Path};

use super::{
    diagnostics::Diagnostic,
    file::{FileError, read_text_inside},
};
use tribunal_core::libraries::{Libraries, Library};

/// Greatest length of a library, in bytes.
const MAX_BYTES: u64 = 16 << 20;

/// Greatest number of libraries of a problem.
pub(super) const MOST: usize = 64;

/// Checks the file name of a library.
///
/// # Errors
/// A description of the error, and a hint for the fix.
pub(super) fn checked_name(file: &str) -> Result<&str, (&'static str, &'static str)> {
    const HINT: &str = "name a file beside the problem file, such as \"lib.js\" or \"lib/graph.js\"";
    let mut parts = Path::new(file).components();
    // The name is shown and required as written, so there is one way to write it.
    let is_plain = !file.ends_with('/') && !file.contains("//") && !file.contains("/./");
    if file.is_empty() || file.contains(char::is_control) || !is_plain {
        Err(("this is no name of a file", HINT))
    } else if !parts.all(|part| matches!(part, Component::Normal(_))) {
        Err(("a library has to be in the problem's folder", HINT))
    } else if ![".js", ".cjs"].iter().any(|ending| file.ends_with(ending)) {
        Err(("a library is a script, in a file that ends with .js or .cjs", HINT))
    } else {
        Ok(file)
    }
}

/// Reads the libraries of the problem file at `path`; returns them with the errors in their files.
pub(super) fn read(path: &Path, files: Vec<String>) -> (Libraries, Vec<Diagnostic>) {
    let mut errors = Vec::new();
    let mut scripts = Vec::new();
    let folder = path.parent().unwrap_or(Path::new(""));
    for file in files {
        let place = folder.join(&file);
        match read_text_inside(folder, &place, MAX_BYTES) {
            Ok(source) => scripts.push(Library { file, source }),
            Err(error) => {
                let is_outside = matches!(error, FileError::Outside(_));
                let hint = is_outside.then(|| "copy the file into the problem's folder".to_owned());
                errors.push(Diagnostic::of_file(&place, format!("this library {error}"), hint));
            }
        }
    }
    (Libraries::new(scripts), errors)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_library_is_a_script_in_the_problems_folder() {
        for file in ["lib.js", "lib/graph.js", "a.min.js", "b.cjs", ".hidden.js"] {
            assert_eq!(checked_name(file), Ok(file));
        }
        for file in [
            "",
            "/lib.js",
            "../lib.js",
            "a/../b.js",
            "./a.js",
            "a//b.js",
            "lib",
            "lib.mjs",
            "lib.json",
            "a/",
            "a\n.js",
        ] {
            assert!(checked_name(file).is_err(), "{file:?}");
        }
    }
}
