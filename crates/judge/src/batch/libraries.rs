//! The startup snapshots of problems' libraries, built before anything is judged.

use std::{
    path::{Path, PathBuf},
    sync::Arc,
};

use tribunal_core::libraries::Libraries;

use tribunal_exec::{
    code_store::CodeStore,
    library_snapshot::{self, BuildError},
};
use tribunal_problem::problem::{Diagnostic, Diagnostics, Problem};

/// An error in preparing the libraries of problems.
#[derive(Debug, thiserror::Error)]
pub enum LibrariesError {
    /// Libraries are at fault.
    #[error(transparent)]
    Faulty(Diagnostics),
    /// No worker process can be started.
    #[error("the libraries of a problem need a worker process, and none can be started")]
    Start(#[source] std::io::Error),
}

/// Builds the startup snapshots of the problems' libraries, or loads them from `store`. `program` has to be this
/// program.
///
/// Problems with the same libraries share a snapshot.
///
/// # Errors
/// The faults of the libraries, one for each problem; or that no worker process can be started.
pub fn prepare_libraries(
    problems: &mut [Problem],
    program: &Path,
    store: Option<&CodeStore>,
) -> Result<(), LibrariesError> {
    let mut known: Vec<Arc<Libraries>> = Vec::new();
    let mut errors = Vec::new();
    for problem in problems.iter_mut().filter(|problem| !problem.libraries.is_empty()) {
        match known.iter().find(|known| known.has_same_scripts(&problem.libraries)) {
            Some(known) => problem.libraries = Arc::clone(known),
            None => known.push(Arc::clone(&problem.libraries)),
        }
        match library_snapshot::prepare(&problem.libraries, program, store) {
            Ok(()) => {}
            Err(BuildError::Start(error)) => return Err(LibrariesError::Start(error)),
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
    if errors.is_empty() { Ok(()) } else { Err(LibrariesError::Faulty(Diagnostics::new(errors))) }
}
