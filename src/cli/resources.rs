//! What the system allows this process, looked at before V8 starts: V8 ends a process that lacks something, with a trace of
//! its own that helps nobody.

use std::num::NonZeroUsize;

use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};

use super::args::Command;

/// Address space that V8 needs, in bytes: it reserves 32 GiB for its C++ objects, and twice that where they do not come to
/// lie as it wants them. Nearly all of it is never used.
const ADDRESS_SPACE: u64 = 68 << 30;

/// Most threads that V8 starts for itself.
const V8_THREADS: usize = 16;

/// Threads that a run needs besides: a watchdog, one that compiles ahead, one that starts workers, one that draws.
const OTHER_THREADS: usize = 6;

/// Files that a run has open whatever it does, and for each worker thread: three pipes to a worker and to a checker, and
/// their other ends while one starts.
const FILES: u64 = 24;
const FILES_OF_A_WORKER: u64 = 12;

/// Stack of a thread that does nothing, in bytes.
const STACK: usize = 64 << 10;

/// Makes sure that this process may have what it needs for so many worker threads.
///
/// # Errors
/// What it lacks, and what to do, for people.
pub(super) fn check(workers: NonZeroUsize) -> Result<(), String> {
    // As many files as the system lets us have without asking anybody.
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

/// Most worker threads for which the system allows enough open files, one at least.
pub(super) fn most_workers() -> NonZeroUsize {
    let Some(files) = getrlimit(Resource::Nofile).current else { return NonZeroUsize::MAX };
    let workers = files.saturating_sub(FILES) / FILES_OF_A_WORKER;
    usize::try_from(workers).ok().and_then(NonZeroUsize::new).unwrap_or(NonZeroUsize::MIN)
}

/// Says how many files there may be, where these are too few for so many worker threads.
pub(super) fn too_few_files(workers: NonZeroUsize) -> Option<String> {
    let most = most_workers();
    let files = getrlimit(Resource::Nofile).current.filter(|_| most < workers)?;
    Some(format!(
        "the system allows {files} open files (`ulimit -n`), which is enough for {most} of {workers} workers"
    ))
}

/// The worker threads that a command was asked for; `None` if it runs nothing.
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

/// Starts so many threads at a time, and ends them.
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
        // It has only waited.
        let _ = thread.join();
    }
    result
}
