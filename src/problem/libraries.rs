//! The libraries of problems: their files, and making their startup snapshots before anything is judged.

use std::{
    path::{Component, Path, PathBuf},
    sync::Arc,
};

use super::{
    Diagnostics, Problem,
    diagnostics::Diagnostic,
    file::{FileError, read_text_inside},
};
use crate::{
    code_store::CodeStore,
    libraries::{
        Libraries, Library,
        build::{self, BuildError},
    },
};

/// The longest library that is read, in bytes.
const MAX_BYTES: u64 = 16 << 20;

/// Most libraries that a problem may have.
pub(super) const MOST: usize = 64;

/// A file as a problem may name it.
///
/// # Errors
/// What is wrong with it, and what to do.
pub(super) fn checked_name(file: &str) -> Result<&str, (&'static str, &'static str)> {
    const HINT: &str = "name a file beside the problem file, such as \"lib.js\" or \"lib/graph.js\"";
    let mut parts = Path::new(file).components();
    // As it will be shown, and required: one way to write it.
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

/// Reads the libraries of the problem file at `path`; gives with them what is wrong with their files.
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

/// Makes the startup snapshots of the problems' libraries, or finds them in `store`. `program` has to be this program.
///
/// Problems with the same libraries get the same ones.
///
/// # Errors
/// Everything that is wrong with the libraries, one thing a problem; or, as `Ok(Err(..))`, that no worker process can
/// be started.
pub fn prepare_libraries(
    problems: &mut [Problem],
    program: &Path,
    store: Option<&CodeStore>,
) -> Result<Result<(), std::io::Error>, Diagnostics> {
    let mut known: Vec<Arc<Libraries>> = Vec::new();
    let mut errors = Vec::new();
    for problem in problems.iter_mut().filter(|problem| !problem.libraries.is_empty()) {
        match known.iter().find(|known| known.are_those_of(&problem.libraries)) {
            Some(known) => problem.libraries = Arc::clone(known),
            None => known.push(Arc::clone(&problem.libraries)),
        }
        match build::prepare(&problem.libraries, program, store) {
            Ok(()) => {}
            Err(BuildError::Start(error)) => return Ok(Err(error)),
            Err(BuildError::Library { index, at, message, hint }) => {
                let library = &problem.libraries.scripts()[index];
                let place: PathBuf = problem.path.parent().unwrap_or(Path::new("")).join(&library.file);
                errors.push(Diagnostic::of_script(
                    &place,
                    &library.source,
                    at,
                    message,
                    hint.map(str::to_owned),
                ));
            }
        }
    }
    if errors.is_empty() { Ok(Ok(())) } else { Err(Diagnostics::new(errors)) }
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
