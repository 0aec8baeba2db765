//! Building the startup snapshot of a problem's libraries, in a worker process that does nothing else.
//!
//! The judging process never runs a library, and with worker processes never opens a snapshot of one either.

use std::{path::Path, time::Duration};

use tribunal_core::{
    execution::{Limit, Limits, Outcome},
    libraries::{Built, Libraries, LibraryError, LibrarySnapshot},
};

use crate::{
    code_store::{CodeStore, MAX_CODE_BYTES},
    worker::{
        process::{BuildFailure, WorkerExit, WorkerProcess},
        protocol::WorkerMode,
    },
};

/// Limits of each library while it is loaded: a time that a user waits for once, and memory for large tables.
pub const LIBRARY_LIMITS: Limits = Limits {
    cpu: Duration::from_secs(5),
    wall: Duration::from_secs(30),
    memory_bytes: 512 << 20,
    output_bytes: 8 << 20,
    stack_bytes: 1 << 20,
    first_stack_bytes: 1 << 20,
};

/// Greatest length of a snapshot, in bytes: that of an entry on disk.
const MAX_SNAPSHOT: usize = MAX_CODE_BYTES as usize;

/// An error in building the snapshot.
#[derive(Debug, thiserror::Error)]
pub enum BuildError {
    /// A library is at fault.
    #[error("{message}")]
    Library {
        /// The index of the library.
        index: usize,
        /// Line and column, from 1; the column in UTF-16 units.
        at: Option<(u32, u32)>,
        /// The message.
        message: String,
        /// Advice to the user.
        hint: Option<&'static str>,
    },
    /// The worker process cannot be started.
    #[error("no worker process makes a startup snapshot: {0}")]
    Start(#[from] std::io::Error),
}

/// Makes the snapshot of these libraries, unless that was done before or there are none: loads it from the store if it
/// is there and whole, else lets `program`, which has to be this program, build it, and stores it.
///
/// # Errors
/// The first library that cannot be part of a snapshot; or if no worker process can be started.
pub fn prepare(libraries: &Libraries, program: &Path, store: Option<&CodeStore>) -> Result<(), BuildError> {
    if libraries.is_empty() || libraries.snapshot().is_some() {
        return Ok(());
    }
    // A store that does not know the identity of this program keeps none.
    let place = store.and_then(|store| Some((store, store.library_key(libraries.scripts()).ok()?)));
    let kept = place.and_then(|(store, key)| postcard::from_bytes(&store.load(key)?).ok());
    let built = match kept {
        Some(built) => built,
        None => {
            let built = build(libraries, program)?;
            if let Some((store, key)) = place
                && let Ok(bytes) = postcard::to_stdvec(&built)
            {
                // A failure to store it costs the next run some time, and no more.
                let _ = store.save(key, &bytes);
            }
            built
        }
    };
    // Where two threads have built one, either will do.
    libraries.set_snapshot(LibrarySnapshot::new(built));
    Ok(())
}

fn build(libraries: &Libraries, program: &Path) -> Result<Built, BuildError> {
    let scripts = libraries.scripts();
    let last = scripts.len() - 1;
    let failure = match start(program)?.build(scripts, LIBRARY_LIMITS, MAX_SNAPSHOT) {
        Ok(built) => return Ok(built),
        Err(failure) => failure,
    };
    if let BuildFailure::Died(_) = failure {
        // V8 does not name the library at fault: it is the first without which the worker lives.
        for index in 0..last {
            match start(program)?.build(&scripts[..=index], LIBRARY_LIMITS, MAX_SNAPSHOT) {
                Ok(_) | Err(BuildFailure::Library(_)) => {}
                Err(failure) => return Err(BuildError::of(index, failure)),
            }
        }
    }
    Err(BuildError::of(last, failure))
}

/// Starts a worker that builds one snapshot.
fn start(program: &Path) -> std::io::Result<WorkerProcess> {
    WorkerProcess::start(program, tribunal_engine::snapshot(), LIBRARY_LIMITS.memory_bytes, WorkerMode::Usual)
}

const MEMORY_HINT: &str =
    "what it makes is in every context of a submission: make large tables when they are asked for";
const TIME_HINT: &str = "its top level runs once, before any submission, and has to come to an end";
const KEEP_HINT: &str = "objects of Intl are such, for example: make them when they are first asked for, in a function that submissions call";
const WASM_HINT: &str =
    "WebAssembly and shared memory cannot be part of a startup snapshot, so that a library finds none";

impl BuildError {
    /// Returns the error where a worker failed at the library with this index, or at the one that it names.
    fn of(index: usize, failure: BuildFailure) -> Self {
        match failure {
            BuildFailure::Library(fault) => Self::of_fault(fault),
            BuildFailure::TooLate => Self::too_late(index),
            BuildFailure::Died(death) => Self::of_death(index, &death),
        }
    }

    fn of_fault(LibraryError { index, outcome }: LibraryError) -> Self {
        let place =
            |at: &Option<tribunal_core::execution::Location>| at.as_ref().map(|at| (at.line, at.column));
        let (message, at, hint) = match outcome {
            Outcome::CompileError(error) => {
                let is_module = ["import", "export"].iter().any(|word| error.text.contains(word));
                let hint = is_module
                    .then_some("a library is a script: it exports with `module.exports`, or has globals");
                (format!("this library does not compile: {}", error.text), place(&error.location), hint)
            }
            Outcome::Threw(error) | Outcome::ThrewOutsideCall(error) => {
                let is_wasm = ["WebAssembly", "SharedArrayBuffer"]
                    .iter()
                    .any(|name| error.text == format!("ReferenceError: {name} is not defined"));
                let hint = is_wasm.then_some(WASM_HINT);
                (
                    format!("this library throws when it is loaded: {}", error.text),
                    place(&error.location),
                    hint,
                )
            }
            Outcome::Stopped { limit, at } => {
                let (message, hint) = match limit {
                    Limit::CpuTime | Limit::WallTime => (
                        format!("this library takes more than {} s to load", LIBRARY_LIMITS.cpu.as_secs()),
                        TIME_HINT,
                    ),
                    Limit::Memory => (too_much_memory(), MEMORY_HINT),
                    Limit::Output => ("this library writes too much when it is loaded".to_owned(), TIME_HINT),
                };
                (message, place(&at), Some(hint))
            }
            Outcome::NoAnswer(reason) | Outcome::Crashed(reason) => {
                (format!("this library cannot be loaded: {reason}"), None, Some(KEEP_HINT))
            }
            Outcome::Returned(_) | Outcome::Exited(_) => {
                ("this library cannot be loaded".to_owned(), None, None)
            }
        };
        Self::Library { index, at, message, hint }
    }

    fn too_late(index: usize) -> Self {
        let message = format!("this library takes more than {} s to load", LIBRARY_LIMITS.wall.as_secs());
        Self::Library { index, at: None, message, hint: Some(TIME_HINT) }
    }

    fn of_death(index: usize, death: &WorkerExit) -> Self {
        let (message, hint) = match death {
            death if death.is_out_of_memory() => (too_much_memory(), MEMORY_HINT),
            death if death.protocol_error.is_some() => {
                let message =
                    format!("this library makes a snapshot of more than {} MiB", MAX_SNAPSHOT >> 20);
                (message, MEMORY_HINT)
            }
            death => {
                let message = format!(
                    "V8 cannot keep what this library leaves in a startup snapshot ({})",
                    death.describe()
                );
                (message, KEEP_HINT)
            }
        };
        Self::Library { index, at: None, message, hint: Some(hint) }
    }
}

fn too_much_memory() -> String {
    format!("this library needs more than {} MiB to load", LIBRARY_LIMITS.memory_bytes >> 20)
}
