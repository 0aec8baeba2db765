//! Compilation of submissions apart from running them, in a worker process that never runs any.
//!
//! Its code may go where a submission must not reach: into a store that outlives the run, and to workers before a
//! submission's turn. It runs in the background: workers that run submissions come first.

use std::{
    borrow::Cow,
    num::NonZeroUsize,
    path::PathBuf,
    sync::{Mutex, PoisonError},
    time::{Duration, Instant},
};

use super::Job;
use tribunal_core::libraries::LibrarySnapshot;

use crate::{
    library_snapshot,
    worker::{
        process::WorkerProcess,
        protocol::{FrameLimit, Reply, Request, WorkerMode},
    },
};

/// Time that the worker may take beyond the limits that it enforces itself.
const GRACE: Duration = Duration::from_millis(500);

/// Interval at which a silent worker is checked.
const LOOK_EVERY: Duration = Duration::from_millis(50);

/// The policy for precompiling submissions.
#[derive(Clone, Copy, Debug)]
pub struct PrecompilePolicy {
    /// Least length of a source to precompile, in bytes.
    pub from: usize,
    /// Whether to compile all functions, not only those that V8 expects to run at once.
    pub eager: bool,
}

/// Least length of a source for which precompiling pays, in bytes: the smallest that was measured (BENCHMARKS.md).
const PAYS_AHEAD: usize = 5 << 10;

impl PrecompilePolicy {
    /// Returns the policy that pays with this many workers. Where a core is left for it, a batch takes a third less
    /// time; where all cores run submissions it takes longer, because the code comes too late. Compiling all functions
    /// takes so long that its code comes too late, too.
    pub fn for_workers(workers: NonZeroUsize) -> Option<Self> {
        let cores = std::thread::available_parallelism().unwrap_or(NonZeroUsize::MIN);
        (workers < cores).then_some(Self { from: PAYS_AHEAD, eager: false })
    }
}

/// A worker process that compiles, started when it is first needed.
pub(super) struct Compiler {
    program: PathBuf,
    pub(super) policy: Option<PrecompilePolicy>,
    worker: Mutex<Option<CompilerWorker>>,
}

/// The compiler's worker, and its setup.
struct CompilerWorker {
    worker: WorkerProcess,
    memory_bytes: u64,
    libraries: Option<[u8; 32]>,
}

impl Compiler {
    /// Returns a compiler whose worker is `program`, which has to be this program.
    pub(super) fn new(program: PathBuf) -> Self {
        Self { program, policy: None, worker: Mutex::new(None) }
    }

    /// Returns the code cache of a job's submission; `None` if it has none, or the worker fails.
    pub(super) fn compile(&self, job: &Job<'_>) -> Option<Vec<u8>> {
        // A module is bound to its context, and its isolate keeps its code.
        if job.source.is_module {
            return None;
        }
        let mut kept = self.worker.lock().unwrap_or_else(PoisonError::into_inner);
        let memory_bytes = job.limits.memory_bytes;
        library_snapshot::prepare(job.libraries, &self.program, None).ok()?;
        let snapshot = job.libraries.snapshot();
        let libraries = snapshot.map(LibrarySnapshot::digest);
        let mut next = match kept.take() {
            Some(kept) if kept.memory_bytes == memory_bytes && kept.libraries == libraries => kept,
            _ => {
                let snapshot = snapshot.map_or_else(tribunal_engine::snapshot, LibrarySnapshot::bytes);
                let worker =
                    WorkerProcess::start(&self.program, snapshot, memory_bytes, WorkerMode::InBackground)
                        .ok()?;
                CompilerWorker { worker, memory_bytes, libraries }
            }
        };
        let eager = self.policy.is_some_and(|policy| policy.eager);
        let code = compile(&mut next.worker, job, eager)?;
        // A worker that fails is not used again.
        *kept = Some(next);
        code
    }
}

/// Returns the code cache of a job's submission, if it has one; `None` if the worker is not to be used any more.
fn compile(worker: &mut WorkerProcess, job: &Job<'_>, eager: bool) -> Option<Option<Vec<u8>>> {
    let (source, limits) = (job.source.text, job.limits);
    worker.set_reply_limit(FrameLimit::of_bytes(source.len().saturating_mul(64).saturating_add(1 << 20)));
    worker.queue(&Request::Compile { source: Cow::Borrowed(source), form: job.entry.form(), eager, limits });
    let deadline = Instant::now() + limits.wall + GRACE;
    loop {
        match worker.reply() {
            Ok(Some(Reply::Compiled(code))) => return Some(code),
            Ok(None) if Instant::now() < deadline => {
                worker.exchange(LOOK_EVERY).ok()?;
            }
            _ => {
                worker.end(None);
                return None;
            }
        }
    }
}
