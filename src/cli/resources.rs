//! Checks of the system's limits for this process before V8 starts: V8 ends a process that lacks something, with a
//! stack trace that does not help the user.

use std::num::NonZeroUsize;

use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};

use super::args::Command;

/// Address space that V8 needs, in bytes: it reserves 32 GiB for its C++ objects, and twice that where the address does
/// not suit it. Nearly all of it is never used.
const ADDRESS_SPACE: u64 = 68 << 30;

/// Greatest number of threads that V8 starts for itself.
const V8_THREADS: usize = 16;

/// Number of other threads of a run: a watchdog, one that precompiles, one that starts workers, one that draws.
const OTHER_THREADS: usize = 6;

/// Number of files that every run has open, and for each worker thread: three pipes to a worker and to a checker, and
/// their other ends while one starts.
const FILES: u64 = 24;
const FILES_OF_A_WORKER: u64 = 12;

/// Stack of an idle thread, in bytes.
const STACK: usize = 64 << 10;

/// Checks that the system allows this process the resources for this many worker threads.
///
/// # Errors
/// The missing resource, with advice to the user.
pub(super) fn check(workers: NonZeroUsize) -> Result<(), String> {
    // Raises the limit of open files as far as the system allows without further rights.
    let files = getrlimit(Resource::Nofile);
    let _ = setrlimit(Resource::Nofile, Rlimit { current: files.maximum, maximum: files.maximum });

    if let Some(limit) = getrlimit(Resource::As).current.filter(|limit| *limit < ADDRESS_SPACE) {
        return Err(format!(
            "the system allows this process {} MiB of address space, and V8 reserves {} MiB, most of which it never uses; \
             `ulimit -v unlimited` lifts that",
            limit >> 20,
            ADDRESS_SPACE >> 20
        ));
    }
    let cores = std::thread::available_parallelism().map_or(1, NonZeroUsize::get);
    let threads = cores.min(V8_THREADS) + workers.get() + OTHER_THREADS;
    if let Err(error) = can_start(threads) {
        return Err(format!(
            "the system does not allow the {threads} threads that the judge needs: {error}; `ulimit -u` says how many a \
             user may have, and fewer workers (`-j`) need less"
        ));
    }
    Ok(())
}

/// Returns the greatest number of worker threads for which the system allows enough open files, at least one.
pub(super) fn most_workers() -> NonZeroUsize {
    let Some(files) = getrlimit(Resource::Nofile).current else { return NonZeroUsize::MAX };
    let workers = files.saturating_sub(FILES) / FILES_OF_A_WORKER;
    usize::try_from(workers).ok().and_then(NonZeroUsize::new).unwrap_or(NonZeroUsize::MIN)
}

/// Returns a message with the limit of open files, if it is too low for this many worker threads.
pub(super) fn too_few_files(workers: NonZeroUsize) -> Option<String> {
    let most = most_workers();
    let files = getrlimit(Resource::Nofile).current.filter(|_| most < workers)?;
    Some(format!(
        "the system allows {files} open files (`ulimit -n`), which is enough for {most} of {workers} workers"
    ))
}

/// Returns the number of worker threads in a command's arguments; `None` if it runs nothing.
pub(super) fn jobs(command: &Command) -> Option<Option<u16>> {
    Some(match command {
        Command::Grade(args) => args.jobs,
        Command::Verify(args) => args.jobs,
        Command::Compare(args) => args.jobs,
        Command::Generate(args) => args.jobs,
        Command::Stress(args) => args.jobs,
        Command::Watch(args) => args.jobs,
        Command::Check(_) | Command::Doctor => Some(1),
        Command::List(_)
        | Command::New(_)
        | Command::Import(_)
        | Command::Export(_)
        | Command::Completions { .. } => return None,
    })
}

/// Starts this many threads at a time, and ends them.
fn can_start(threads: usize) -> std::io::Result<()> {
    let mut started = Vec::with_capacity(threads);
    let mut result = Ok(());
    for _ in 0..threads {
        match std::thread::Builder::new().stack_size(STACK).spawn(std::thread::park) {
            Ok(thread) => started.push(thread),
            Err(error) => {
                result = Err(error);
                break;
            }
        }
    }
    for thread in started {
        thread.thread().unpark();
        // The thread has only waited.
        let _ = thread.join();
    }
    result
}
