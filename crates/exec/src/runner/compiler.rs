//! Compiling submissions apart from running them, in a worker process that never runs any.
//!
//! What it makes may go where a submission must not reach: into a store that outlives the run, and to workers ahead of
//! a submission's turn. It keeps itself in the background: whatever runs submissions comes first.

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
        protocol::{Manner, Most, Reply, Request},
    },
};

/// How long the worker may take beyond the limits that it keeps itself.
const GRACE: Duration = Duration::from_millis(500);

/// How often a silent worker is looked at.
const LOOK_EVERY: Duration = Duration::from_millis(50);

/// How submissions are compiled before their turn.
#[derive(Clone, Copy, Debug)]
pub struct PrecompilePolicy {
    /// From which length of a source on, in bytes.
    pub from: usize,
    /// All functions, not only those that V8 thinks will run at once.
    pub eager: bool,
}

/// From which length of a source on it pays to compile it before its turn, in bytes: the smallest that was measured
/// (BENCHMARKS.md).
const PAYS_AHEAD: usize = 5 << 10;

impl PrecompilePolicy {
    /// What is worth while with this many workers. Where a core is left for it, a batch takes a third less time; on cores
    /// that all run submissions it takes longer, because what is compiled elsewhere comes too late. Compiling all functions
    /// takes so long that it comes too late, too.
    pub fn for_workers(workers: NonZeroUsize) -> Option<Self> {
        let cores = std::thread::available_parallelism().unwrap_or(NonZeroUsize::MIN);
        (workers < cores).then_some(Self { from: PAYS_AHEAD, eager: false })
    }
}

/// A worker process that compiles, started when there is something to compile.
pub(super) struct Compiler {
    program: PathBuf,
    pub(super) policy: Option<PrecompilePolicy>,
    worker: Mutex<Option<CompilerWorker>>,
}

/// The compiler's worker, and what it is set up for.
struct CompilerWorker {
    worker: WorkerProcess,
    memory_bytes: u64,
    libraries: Option<[u8; 32]>,
}

impl Compiler {
    /// A compiler whose worker is `program`, which has to be this program.
    pub(super) fn new(program: PathBuf) -> Self {
        Self { program, policy: None, worker: Mutex::new(None) }
    }

    /// The code cache of a job's submission; `None` if it has none, or the worker fails at it.
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
                    WorkerProcess::start(&self.program, snapshot, memory_bytes, Manner::InBackground).ok()?;
                CompilerWorker { worker, memory_bytes, libraries }
            }
        };
        let eager = self.policy.is_some_and(|policy| policy.eager);
        let code = compile(&mut next.worker, job, eager)?;
        // One that fails is not used again.
        *kept = Some(next);
        code
    }
}

/// The code cache of a job's submission, if it has one; `None` if the worker is not to be used any more.
fn compile(worker: &mut WorkerProcess, job: &Job<'_>, eager: bool) -> Option<Option<Vec<u8>>> {
    let (source, limits) = (job.source.text, job.limits);
    worker.set_reply_limit(Most::of_bytes(source.len().saturating_mul(64).saturating_add(1 << 20)));
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
