//! The process runner: submissions in worker processes, for untrusted code.
//!
//! Each session leases one worker. A worker that dies, hangs or breaks the protocol is replaced, and the case that it
//! was running gets the outcome that follows from this; no other case of the job is affected.

use std::{
    ops::ControlFlow,
    path::{Path, PathBuf},
    sync::{
        Arc, Mutex, PoisonError,
        mpsc::{Sender, channel},
    },
    time::{Duration, Instant},
};

use rustix::io::Errno;

use super::{
    Job, Runner, RunnerError, Session,
    compiler::{Compiler, PrecompilePolicy},
    load,
};
use tribunal_core::{
    entry_point::EntryPoint,
    execution::{BUSY_WALL_FACTOR, Execution, IsolateLimits, Limit, Limits, Outcome, wall_left},
    libraries::{Libraries, LibrarySnapshot},
    realm::Realm,
};

use crate::{
    library_snapshot::{self, BuildError},
    prepared::Prepared,
    worker::{
        process::{WorkerExit, WorkerProcess},
        protocol::{FrameLimit, ProtocolError, Reply, Request, WorkerMode},
        sandbox::Layer,
        vitals::Vitals,
    },
};
use tribunal_core::engine_info::EngineInfo;

/// Interval at which a silent worker is checked.
const LOOK_EVERY: Duration = Duration::from_millis(50);

/// Time that a worker may take beyond a case's limits before it is killed: by then its own watchdog has failed, because
/// the program is in a loop of V8's that no termination reaches.
const GRACE: Duration = Duration::from_millis(500);

/// Number of retries of a case whose worker another process has killed or stopped, as long as there is time for them.
const MAX_KILL_RETRIES: u32 = 10;

/// Memory that a worker may take for a case beyond the case's limit, in bytes: garbage, compiled code and the memory of
/// the compilers. The engine limits the heap and array buffers; this is for memory that it cannot see, such as that of
/// WebAssembly.
const UNSEEN_MEMORY: u64 = 128 << 20;

/// Number of copies of a case's input that a worker may hold besides those that the program makes: that of the case,
/// and the unused rest of the last one.
const COPIES_OF_INPUT: u64 = 2;

/// Cases that took less time cannot have filled that much memory, and are not checked.
const TIME_TO_FILL_MEMORY: Duration = Duration::from_millis(5);

/// Greatest time that a report can hold. A greater one is no honest reply.
const MAX_REPORTED_TIME: Duration = Duration::from_secs(10_000_000);

/// Work that is sent ahead, by its expected time: long enough to hide the way there and back, short enough that there
/// is no noticeable wait for cases whose results are no longer needed.
const PIPELINED_TIME: Duration = Duration::from_millis(2);

/// Greatest number of cases that are sent ahead, and of their bytes.
const MAX_PIPELINED_CASES: usize = 64;
const MAX_PIPELINED_BYTES: usize = 1 << 20;

/// Returns the path of this program, to start it again as a worker.
///
/// # Errors
/// If the system does not tell where it is.
pub fn this_program() -> std::io::Result<PathBuf> {
    // On Linux, this name stays right when the file is replaced or removed while the judge runs.
    let link = PathBuf::from("/proc/self/exe");
    if link.exists() { Ok(link) } else { std::env::current_exe() }
}

/// A runner of each worker thread's cases in a worker process of its own.
pub struct ProcessRunner {
    program: PathBuf,
    /// Whether every submission gets a new worker.
    one_per_submission: bool,
    /// The worker that was started to try out the sandbox, until a session takes it.
    spare: Mutex<Option<Spare>>,
    compiler: Compiler,
    /// Workers between sessions, if they are kept.
    kept: Option<Kept>,
}

/// An unused worker, and its setup.
struct Spare {
    worker: WorkerProcess,
    isolate_limits: IsolateLimits,
    libraries: Option<[u8; 32]>,
}

/// Workers that outlive the sessions that they were started for.
struct Kept {
    idle: Mutex<Vec<Lease>>,
    starter: Mutex<Sender<Start>>,
}

/// A request to the thread that starts kept workers: a worker ends with the thread that has started it.
type Start = (Option<Vec<u8>>, IsolateLimits, Sender<Result<WorkerProcess, RunnerError>>);

impl ProcessRunner {
    /// Returns a runner whose workers are `program`, which has to be this program.
    pub fn new(program: PathBuf) -> Self {
        let compiler = Compiler::new(program.clone());
        Self { program, one_per_submission: false, spare: Mutex::new(None), compiler, kept: None }
    }

    /// Returns the same runner, which starts a new worker for each submission if `one_per_submission`.
    #[must_use]
    pub fn with_one_worker_per_submission(self, one_per_submission: bool) -> Self {
        Self { one_per_submission, ..self }
    }

    /// Returns the same runner, which keeps its workers between one batch and the next, for as long as it lives.
    pub fn keeping_workers(self) -> Self {
        let (starter, requests) = channel::<Start>();
        let program = self.program.clone();
        std::thread::spawn(move || {
            for (snapshot, isolate_limits, reply) in requests {
                // The receiver is gone only at the very end.
                let _ = reply.send(start(&program, snapshot.as_deref(), isolate_limits, WorkerMode::Usual));
            }
        });
        let kept = Kept { idle: Mutex::default(), starter: Mutex::new(starter) };
        Self { kept: Some(kept), ..self }
    }

    /// Returns the same runner with another policy for precompiling; `None` for no precompiling.
    pub fn with_precompile(mut self, policy: Option<PrecompilePolicy>) -> Self {
        self.compiler.policy = policy;
        self
    }

    /// Starts a first worker and returns the layers of its sandbox. The first session with these limits and these
    /// libraries gets it.
    ///
    /// # Errors
    /// If the worker cannot be started.
    pub fn try_out(
        &self,
        isolate_limits: impl Into<IsolateLimits>,
        libraries: &Libraries,
    ) -> Result<Vec<Layer>, RunnerError> {
        let isolate_limits = isolate_limits.into();
        let worker = self.start(isolate_limits, libraries)?;
        let layers = worker.layers().to_vec();
        let libraries = libraries.snapshot().map(LibrarySnapshot::digest);
        *self.spare.lock().unwrap_or_else(PoisonError::into_inner) =
            Some(Spare { worker, isolate_limits, libraries });
        Ok(layers)
    }

    /// Returns the result of a case after its first run, and after a second one where the first is not conclusive.
    ///
    /// # Errors
    /// If no worker can be started for it.
    fn settle(&self, job: &Job<'_>, index: usize, run: Execution) -> Result<Execution, RunnerError> {
        if !job.has_second_runs() || !run.needs_second_run(&job.limits) {
            return Ok(run);
        }
        let second = self.second_run(job, index, &run)?;
        Ok(match second {
            // The second run was for its memory, but its calls overflow the stack, which by luck those of the first did
            // not.
            Some(second) if second.overflowed && !run.overflowed => {
                let deep = self.second_run(job, index, &second)?;
                run.settled_by(Some(second.settled_by(deep)))
            }
            second => run.settled_by(second),
        })
    }

    /// Runs a case once more after this run: alone, in a new worker in which V8 does the same each time. `None` if
    /// there is no time for it.
    ///
    /// # Errors
    /// If no such worker can be started.
    fn second_run(
        &self,
        job: &Job<'_>,
        index: usize,
        first: &Execution,
    ) -> Result<Option<Execution>, RunnerError> {
        let spent = first.spent;
        if !job.limits.may_run_again(spent) {
            return Ok(None);
        }
        let (none, limits) = (Prepared::default(), job.limits.for_second_run(first));
        let job = Job { limits, spent, inputs: &job.inputs[index..=index], prepared: &none, ..*job };
        let manner = if first.overflowed { WorkerMode::Repeatable } else { WorkerMode::RepeatableHeap };
        let mut second = None;
        let mut session = ProcessSession { runner: self, manner, lease: None };
        session.run_all(&job, &mut |_, run| {
            second = Some(run);
            ControlFlow::Break(())
        })?;
        Ok(second)
    }

    /// Starts a worker in whose contexts these libraries have run.
    ///
    /// # Errors
    /// If it cannot be started, or the libraries are not prepared and cannot be.
    pub fn start(
        &self,
        isolate_limits: impl Into<IsolateLimits>,
        libraries: &Libraries,
    ) -> Result<WorkerProcess, RunnerError> {
        let isolate_limits = isolate_limits.into();
        self.prepare(libraries)?;
        let snapshot = libraries.snapshot();
        let spare = self.spare.lock().unwrap_or_else(PoisonError::into_inner).take();
        if let Some(spare) = spare
            && spare.isolate_limits == isolate_limits
            && spare.libraries == snapshot.map(LibrarySnapshot::digest)
        {
            return Ok(spare.worker);
        }
        let snapshot = snapshot.map(LibrarySnapshot::bytes);
        let Some(kept) = &self.kept else {
            return start(&self.program, snapshot, isolate_limits, WorkerMode::Usual);
        };
        let (sender, receiver) = channel();
        let request = (snapshot.map(<[u8]>::to_vec), isolate_limits, sender);
        let asked = kept.starter.lock().unwrap_or_else(PoisonError::into_inner).send(request).is_ok();
        let started = asked.then(|| receiver.recv().ok()).flatten();
        started.unwrap_or_else(|| Err(RunnerError::NoStarter))
    }

    /// Starts such a worker in another manner; it is not kept.
    fn start_new(
        &self,
        isolate_limits: IsolateLimits,
        libraries: &Libraries,
        manner: WorkerMode,
    ) -> Result<WorkerProcess, RunnerError> {
        self.prepare(libraries)?;
        start(&self.program, libraries.snapshot().map(LibrarySnapshot::bytes), isolate_limits, manner)
    }

    fn prepare(&self, libraries: &Libraries) -> Result<(), RunnerError> {
        library_snapshot::prepare(libraries, &self.program, None).map_err(|error| match error {
            BuildError::Start(source) => unstarted(&self.program, source),
            error => RunnerError::Libraries(error.into()),
        })
    }

    /// Returns a kept, unused worker with this setup.
    fn take_idle(&self, isolate_limits: IsolateLimits, libraries: Option<[u8; 32]>) -> Option<Lease> {
        let mut idle = self.kept.as_ref()?.idle.lock().unwrap_or_else(PoisonError::into_inner);
        let is_right = |lease: &Lease| lease.isolate_limits == isolate_limits && lease.libraries == libraries;
        let index = idle.iter().position(is_right)?;
        Some(idle.swap_remove(index))
    }
}

/// Starts a worker whose contexts come from a snapshot with libraries, or from the one without.
fn start(
    program: &Path,
    snapshot: Option<&[u8]>,
    isolate_limits: IsolateLimits,
    manner: WorkerMode,
) -> Result<WorkerProcess, RunnerError> {
    let snapshot = snapshot.unwrap_or_else(|| tribunal_engine::snapshot());
    WorkerProcess::start(program, snapshot, isolate_limits, manner)
        .map_err(|source| unstarted(program, source))
}

/// Returns the error for a worker that did not start, with advice to the user.
fn unstarted(program: &Path, source: std::io::Error) -> RunnerError {
    // Files, processes or threads, memory: the limits of this process, or of the system.
    let is_want = [Errno::MFILE, Errno::NFILE, Errno::AGAIN, Errno::NOMEM]
        .iter()
        .any(|errno| source.raw_os_error() == Some(errno.raw_os_error()))
        // V8's last words where it gets no thread, or no memory.
        || ["Start()", "out of memory"].iter().any(|words| source.to_string().contains(words));
    let hint = if is_want {
        "fewer at a time need less (`-j`), and `ulimit -n`, `-u` and `-v` say what the system allows"
    } else {
        "--isolation thread runs trusted submissions without one"
    };
    RunnerError::Start {
        program: format!("a worker process ({})", program.display()),
        source,
        hint: hint.into(),
    }
}

impl Runner for ProcessRunner {
    fn info(&self) -> EngineInfo {
        EngineInfo { name: "isolate", v8: tribunal_engine::v8_version().to_owned() }
    }

    fn precompile_from(&self) -> Option<usize> {
        self.compiler.policy.map(|policy| policy.from)
    }

    fn compile(&self, job: &Job<'_>) -> Option<Vec<u8>> {
        self.compiler.compile(job)
    }

    fn session(&self) -> Result<Box<dyn Session + '_>, RunnerError> {
        Ok(Box::new(ProcessSession { runner: self, manner: WorkerMode::Usual, lease: None }))
    }
}

struct ProcessSession<'a> {
    runner: &'a ProcessRunner,
    /// The manner in which its workers run.
    manner: WorkerMode,
    lease: Option<Lease>,
}

/// The tries of one case.
#[derive(Clone, Copy, Debug)]
struct Tries {
    /// Number of tries before the present one.
    count: u32,
    /// Wall-clock limit of a try.
    wall: Duration,
    /// Wall-clock time of all tries.
    spent: Duration,
    /// Whether a try has reached the wall-clock limit.
    is_slow: bool,
}

impl Tries {
    /// Returns the tries of a case with this wall-clock limit that has taken `spent` already.
    fn new(wall: Duration, spent: Duration) -> Self {
        Self { count: 0, wall, spent, is_slow: false }
    }

    /// Returns the wall-clock time left for all further tries. The overhead does not depend on the case: a worker is
    /// started for each try, and one that has to be killed is killed [`GRACE`] after its limit.
    fn left(&self) -> Duration {
        wall_left(self.wall, self.spent)
    }

    /// Returns the wall-clock limit of the next try.
    fn limit(&self) -> Duration {
        if self.is_slow { self.left() } else { self.wall.min(self.left()) }
    }

    /// Adds the time of a try.
    fn spend(&mut self, taken: Duration) {
        // Time beyond the limit is the supervisor's own, until it has ended the worker.
        let limit = self.limit();
        self.is_slow |= taken >= limit;
        self.spent += taken.min(limit);
    }

    /// Whether there is no time left for another try.
    fn are_over(&self) -> bool {
        self.left() < self.wall
    }
}

/// The state that one request has loaded into a worker for all cases of a job.
struct LoadedJob {
    source: Arc<str>,
    entry: EntryPoint,
    realm: Realm,
    coverage: bool,
    seed: u64,
}

/// A worker and its setup.
struct Lease {
    worker: WorkerProcess,
    isolate_limits: IsolateLimits,
    libraries: Option<[u8; 32]>,
    loaded: Option<LoadedJob>,
    /// The longest input that it was sent, in bytes.
    longest_input: u64,
}

/// The end of a worker's part of a job.
enum LeaseEnd {
    /// All cases have their results, or the caller wants no more.
    Done,
    /// The next case has run, and the worker is not to be used any more.
    Spent(Execution),
    /// The next case has run, but the machine may be the cause of its result.
    Doubtful {
        run: Execution,
        /// Time since the worker began the case, by the supervisor's clock.
        taken: Duration,
    },
    /// The worker is gone.
    Lost {
        death: WorkerExit,
        /// Number of cases sent to it without a reply.
        unanswered: usize,
        /// The limit for which the supervisor killed it, if it did.
        killed: Option<Limit>,
        /// CPU time and wall-clock time since it began the case.
        cpu: Duration,
        wall: Duration,
        /// Growth of its memory, in bytes, as far as it was seen.
        memory_bytes: u64,
    },
}

impl Session for ProcessSession<'_> {
    fn run(
        &mut self,
        job: &Job<'_>,
        each: &mut dyn FnMut(usize, Execution) -> ControlFlow<()>,
    ) -> Result<(), RunnerError> {
        let runner = self.runner;
        let mut failure = None;
        self.run_all(job, &mut |index, run| match runner.settle(job, index, run) {
            Ok(run) => each(index, run),
            Err(error) => {
                failure = Some(error);
                ControlFlow::Break(())
            }
        })?;
        failure.map_or(Ok(()), Err)
    }
}

impl ProcessSession<'_> {
    /// Runs the cases of a job once each.
    fn run_all(
        &mut self,
        job: &Job<'_>,
        each: &mut dyn FnMut(usize, Execution) -> ControlFlow<()>,
    ) -> Result<(), RunnerError> {
        let mut next = 0;
        let wall = job.limits.wall;
        let mut tries = Tries::new(wall, job.spent);
        // The worker was lost when it had several cases: each of those before this one is run with nothing queued
        // behind it.
        let mut one_by_one_until = 0;
        while next < job.inputs.len() {
            let lease = self.lease_for(job)?;
            let ended = lease.run(job, next, tries, one_by_one_until, &mut |run| {
                tries.spend(run.spent);
                let run = Execution { spent: tries.spent, ..run };
                tries = Tries::new(wall, Duration::ZERO);
                next += 1;
                each(next - 1, run)
            })?;
            let run = match ended {
                LeaseEnd::Done => return Ok(()),
                // The case that it was running does not matter: the next one gets no answer, which is not conclusive.
                _ if job.realm == Realm::Hardened => {
                    if let LeaseEnd::Doubtful { taken, .. } | LeaseEnd::Lost { wall: taken, .. } = ended {
                        tries.spend(taken);
                    }
                    // A caller that runs many cases needs the time of each.
                    let wall = tries.spent;
                    Some(Execution {
                        wall,
                        ..Execution::ended(Outcome::NoAnswer("the worker was lost".into()))
                    })
                }
                LeaseEnd::Spent(run) => {
                    tries.spend(run.spent);
                    Some(run)
                }
                LeaseEnd::Doubtful { run, taken } => {
                    // The worker's clock may have started before the supervisor's.
                    let is_slow = matches!(run.outcome, Outcome::Stopped { limit: Limit::WallTime, .. });
                    tries.spend(if is_slow { taken.max(tries.limit()) } else { taken });
                    tries.are_over().then_some(run)
                }
                LeaseEnd::Lost { unanswered, wall, .. } if unanswered > 1 => {
                    // It may have been running any of them.
                    tries.spend(wall);
                    one_by_one_until = next + unanswered;
                    self.lease = None;
                    continue;
                }
                LeaseEnd::Lost { death, killed, cpu, wall, memory_bytes, .. } => {
                    tries.spend(wall);
                    let is_full = memory_bytes >= nearly(job.limits.memory_bytes);
                    outcome_of(&death, killed, &tries, is_full).map(|outcome| {
                        let mut run = Execution { cpu, wall, ..Execution::ended(outcome) };
                        if run.is_out_of_memory() {
                            // At least as much: the growth that was seen may be another case's.
                            run.memory_bytes = job.limits.memory_bytes;
                        }
                        run
                    })
                }
            };
            self.lease = None;
            let Some(run) = run else {
                tries.count += 1;
                continue;
            };
            let run = Execution { spent: tries.spent, ..run };
            tries = Tries::new(wall, Duration::ZERO);
            next += 1;
            if each(next - 1, run).is_break() {
                break;
            }
        }
        Ok(())
    }
}

impl ProcessSession<'_> {
    /// Returns a worker for the job: the present one, if its setup is right.
    fn lease_for(&mut self, job: &Job<'_>) -> Result<&mut Lease, RunnerError> {
        let isolate_limits = IsolateLimits::from(&job.limits);
        let strict = self.runner.one_per_submission;
        let libraries = job.libraries.snapshot().map(LibrarySnapshot::digest);
        self.lease.take_if(|lease| {
            lease.isolate_limits != isolate_limits
                || lease.libraries != libraries
                || !lease.worker.is_idle()
                || (strict && lease.loaded.is_some() && !lease.has_loaded_text(job))
        });
        if self.lease.is_none() && self.manner == WorkerMode::Usual {
            self.lease = self.runner.take_idle(isolate_limits, libraries);
            // It may have ended meanwhile.
            self.lease.take_if(|lease| !lease.worker.is_idle());
        }
        Ok(match &mut self.lease {
            Some(lease) => lease,
            empty => {
                let worker = match self.manner {
                    WorkerMode::Usual => self.runner.start(isolate_limits, job.libraries)?,
                    manner => self.runner.start_new(isolate_limits, job.libraries, manner)?,
                };
                let libraries = job.libraries.snapshot().map(LibrarySnapshot::digest);
                empty.insert(Lease { worker, isolate_limits, libraries, loaded: None, longest_input: 0 })
            }
        })
    }
}

impl Drop for ProcessSession<'_> {
    fn drop(&mut self) {
        if let (Some(kept), Some(lease)) = (&self.runner.kept, self.lease.take())
            && !self.runner.one_per_submission
            && self.manner == WorkerMode::Usual
        {
            kept.idle.lock().unwrap_or_else(PoisonError::into_inner).push(lease);
        }
    }
}

impl Lease {
    fn has_loaded(&self, job: &Job<'_>) -> bool {
        self.has_loaded_text(job)
            && self.loaded.as_ref().is_some_and(|loaded| {
                (loaded.realm, loaded.coverage, loaded.seed) == (job.realm, job.coverage, job.seed)
            })
    }

    /// Whether the worker has loaded the job's text and entry point, for any realm.
    fn has_loaded_text(&self, job: &Job<'_>) -> bool {
        self.loaded
            .as_ref()
            .is_some_and(|loaded| Arc::ptr_eq(&loaded.source, job.source.text) && loaded.entry == *job.entry)
    }

    /// Runs the job's cases from `first` on and passes on their results. `tries` are those of the first case so far; if
    /// there were any, all are run one at a time, as are those before `one_by_one_until`.
    fn run(
        &mut self,
        job: &Job<'_>,
        first: usize,
        tries: Tries,
        one_by_one_until: usize,
        each: &mut dyn FnMut(Execution) -> ControlFlow<()>,
    ) -> Result<LeaseEnd, RunnerError> {
        let mut compiles = false;
        if !self.has_loaded(job) {
            self.worker.queue(&Request::Load {
                source: job.source.text.to_string(),
                is_module: job.source.is_module,
                entry: job.entry.clone(),
                realm: job.realm,
                coverage: job.coverage,
                seed: job.seed,
                cache: job.prepared.code.bytes().map(<[u8]>::to_vec),
            });
            self.loaded = Some(LoadedJob {
                source: Arc::clone(job.source.text),
                entry: job.entry.clone(),
                realm: job.realm,
                coverage: job.coverage,
                seed: job.seed,
            });
            compiles = true;
        }
        self.worker.set_reply_limit(reply_limit(job));
        let limits = |case: usize| {
            if case == first { Limits { wall: tries.limit(), ..job.limits } } else { job.limits }
        };

        let mut to_send = first;
        let mut in_flight = 0;
        let mut unreadable = None;
        let mut window = 1;
        let mut watch = Watch::start(compiles, limits(first));
        loop {
            let one_by_one = tries.count > 0 || to_send - in_flight < one_by_one_until;
            let most = if one_by_one { 1 } else { window };
            while unreadable.is_none()
                && in_flight < most
                && to_send < job.inputs.len()
                // At least one case has to follow a text that is longer than that.
                && (in_flight == 0 || self.worker.unsent() < MAX_PIPELINED_BYTES)
            {
                match load(job.inputs[to_send]) {
                    Ok(input) => {
                        self.longest_input = self.longest_input.max(input.len());
                        self.worker.queue_case(input, limits(to_send));
                        to_send += 1;
                        in_flight += 1;
                    }
                    // Reported after the replies to the cases before it.
                    Err(error) => unreadable = Some(error),
                }
            }
            if in_flight == 0 {
                return unreadable.map_or(Ok(LeaseEnd::Done), Err);
            }
            match self.worker.reply() {
                Ok(Some(Reply::Ran { run, cache })) if is_sane(&run) => {
                    in_flight -= 1;
                    let taken = watch.taken();
                    let run = Execution { spent: taken, ..run };
                    // By its own clock: replies arrive several at a time.
                    if run.wall + run.compile > TIME_TO_FILL_MEMORY && self.uses_too_much() {
                        let outcome = Outcome::Stopped { limit: Limit::Memory, at: None };
                        let run = Execution { outcome, memory_bytes: self.worker.memory_growth(), ..run };
                        return Ok(LeaseEnd::Spent(run));
                    }
                    if matches!(run.outcome, Outcome::Stopped { limit: Limit::WallTime, .. }) {
                        return Ok(LeaseEnd::Doubtful { run, taken });
                    }
                    if let Some(cache) = cache {
                        job.prepared.code.fill(cache);
                    }
                    window = cases_ahead(watch.since.elapsed());
                    if each(run).is_break() {
                        self.drain(in_flight);
                        return Ok(LeaseEnd::Done);
                    }
                    // Only now: judging the result may have taken longer than the next case may.
                    watch = Watch::start(false, job.limits);
                }
                Ok(Some(_)) => {
                    return Ok(self.lost(Some(ProtocolError::Unexpected), in_flight, None, &watch));
                }
                Err(protocol_error) => return Ok(self.lost(Some(protocol_error), in_flight, None, &watch)),
                Ok(None) => {
                    if self.worker.exchange(LOOK_EVERY).is_err() {
                        return Ok(self.lost(None, in_flight, None, &watch));
                    }
                    if let Some(reason) = watch.look(self) {
                        return Ok(self.lost(None, in_flight, reason, &watch));
                    }
                }
            }
        }
    }

    /// Waits for the replies to cases whose results are no longer needed, or ends the worker if they do not come soon.
    fn drain(&mut self, mut in_flight: usize) {
        let patience = Instant::now() + LOOK_EVERY;
        while in_flight > 0 {
            let left = patience.saturating_duration_since(Instant::now());
            let is_lost = match self.worker.reply() {
                Ok(Some(Reply::Ran { .. })) => {
                    in_flight -= 1;
                    false
                }
                Ok(None) => left.is_zero() || self.worker.exchange(left).is_err(),
                Ok(Some(_)) | Err(_) => true,
            };
            if is_lost {
                // The next job finds it gone and gets another one.
                self.worker.end(None);
                return;
            }
        }
    }

    /// Whether the worker's peak memory is greater than a case explains.
    fn uses_too_much(&self) -> bool {
        self.worker.memory_growth() > self.explained_memory()
    }

    /// Returns the greatest memory that a case explains, in bytes.
    fn explained_memory(&self) -> u64 {
        let input = self.longest_input.saturating_mul(COPIES_OF_INPUT);
        let IsolateLimits { memory_bytes, stack_bytes } = self.isolate_limits;
        let explained = memory_bytes.saturating_add(stack_bytes).saturating_add(UNSEEN_MEMORY);
        explained.saturating_add(input)
    }

    fn lost(
        &mut self,
        protocol_error: Option<ProtocolError>,
        unanswered: usize,
        killed: Option<Limit>,
        watch: &Watch,
    ) -> LeaseEnd {
        let (cpu, wall) = (watch.cpu, watch.taken());
        LeaseEnd::Lost {
            death: self.worker.end(protocol_error),
            unanswered,
            killed,
            cpu,
            wall,
            memory_bytes: watch.memory_bytes,
        }
    }
}

/// The supervisor's clock and readings for one case of a worker.
struct Watch {
    since: Instant,
    /// Time of the next check.
    next_look: Instant,
    /// The first reading of the worker's vitals.
    first: Option<Vitals>,
    /// CPU time that it has used since that reading.
    cpu: Duration,
    /// Time that it has waited for a processor since that reading.
    waited: Duration,
    /// Growth of its memory at the last check, in bytes.
    memory_bytes: u64,
    /// The limits of the try.
    limits: Limits,
    /// Whether the worker compiles before it runs the case.
    compiles: bool,
}

impl Watch {
    fn start(compiles: bool, limits: Limits) -> Self {
        let now = Instant::now();
        Self {
            since: now,
            next_look: now + LOOK_EVERY,
            first: None,
            cpu: Duration::ZERO,
            waited: Duration::ZERO,
            memory_bytes: 0,
            limits,
            compiles,
        }
    }

    /// Returns the wall-clock time of the try without the time that it waited for a processor. A part of the elapsed
    /// time counts whatever the system tells.
    fn taken(&self) -> Duration {
        let elapsed = self.since.elapsed();
        elapsed.saturating_sub(self.waited).max(elapsed / BUSY_WALL_FACTOR)
    }

    /// Returns `Some` if the worker has to be killed: with the limit of the case that it has reached, or with `None` if
    /// another process has stopped it.
    fn look(&mut self, lease: &Lease) -> Option<Option<Limit>> {
        let limits = self.limits;
        let now = Instant::now();
        if now < self.next_look {
            return None;
        }
        self.next_look = now + LOOK_EVERY;
        // Compiling, running and reading the result may have the CPU time limit each; by the clock, they have one
        // together.
        let phases = if self.compiles { 3 } else { 2 };
        if let Some(vitals) = lease.worker.vitals() {
            if vitals.is_stopped {
                return Some(None);
            }
            let first = self.first.get_or_insert(vitals);
            self.cpu = vitals.cpu.saturating_sub(first.cpu);
            self.waited = vitals.waited.saturating_sub(first.waited);
            if self.cpu > limits.cpu * phases + GRACE {
                return Some(Some(Limit::CpuTime));
            }
        }
        self.memory_bytes = lease.worker.memory_growth();
        if self.memory_bytes > lease.explained_memory() {
            return Some(Some(Limit::Memory));
        }
        (self.taken() > limits.wall + GRACE).then_some(Some(Limit::WallTime))
    }
}

/// Whether the times that a worker claims are within the range that arithmetic can handle.
fn is_sane(run: &Execution) -> bool {
    [run.cpu, run.wall, run.compile].iter().all(|time| *time < MAX_REPORTED_TIME)
}

/// Returns the number of cases to have in flight, from the time of the last one.
fn cases_ahead(case: Duration) -> usize {
    let cases = PIPELINED_TIME.as_nanos() / case.as_nanos().max(1);
    usize::try_from(cases).unwrap_or(MAX_PIPELINED_CASES).clamp(2, MAX_PIPELINED_CASES)
}

/// Returns the greatest size of an honest reply to a case of the job.
///
/// The output limit bounds the result and each of the two outputs. Outputs take as much on the wire and in memory as
/// the limit counts. A result takes up to three times as much on the wire, where it is one text of three bytes a
/// character; in memory up to sixteen times, where it is an array in an array in an array, for each of which the limit
/// counts 8 bytes.
fn reply_limit(job: &Job<'_>) -> FrameLimit {
    let output = usize::try_from(job.limits.output_bytes).unwrap_or(usize::MAX);
    // The code cache is sent once in a reply, as are the parts of the source that were not reached.
    let code = job.source.text.len().saturating_mul(64);
    let most = |times: usize| output.saturating_mul(times).saturating_add(code).saturating_add(1 << 20);
    FrameLimit { wire: most(6), memory: most(20) }
}

/// Returns the growth, in bytes, from which on a worker's memory counts as full: it is read only now and then, and may
/// have grown since.
fn nearly(memory_bytes: u64) -> u64 {
    memory_bytes / 4 * 3
}

/// Returns the outcome that the end of a worker gives the case that it was running, or `None` to run the case again,
/// alone. `tries` are those of the case; the present one is in `tries.spent` only. `is_full` tells whether the worker
/// had about as much memory as a case may use: then it was the system that killed it, for lack of memory. The same
/// holds if the system has killed a process for lack of memory meanwhile, and this happens twice.
fn outcome_of(death: &WorkerExit, killed: Option<Limit>, tries: &Tries, is_full: bool) -> Option<Outcome> {
    let is_killed_for_memory =
        (is_full && death.is_kill) || (death.is_kill_for_memory && (tries.count >= 1 || tries.are_over()));
    let is_out_of_memory = death.is_out_of_memory() || is_killed_for_memory;
    let limit = killed.or_else(|| is_out_of_memory.then_some(Limit::Memory));
    let is_certain = match limit {
        // It has used the time itself: no load of the machine explains that.
        Some(Limit::CpuTime | Limit::Output) => true,
        // A second run tells whether other cases had left something behind.
        Some(Limit::Memory) => true,
        Some(Limit::WallTime) => false,
        None if death.is_by_outside_signal() => tries.count >= MAX_KILL_RETRIES,
        // An abort has to happen twice.
        None => tries.count >= 1,
    };
    (is_certain || tries.are_over()).then(|| match limit {
        Some(limit) => Outcome::Stopped { limit, at: None },
        None => Outcome::Crashed(format!("engine abort: {}", death.describe())),
    })
}

#[cfg(test)]
mod tests {
    use std::{os::unix::process::ExitStatusExt, process::ExitStatus};

    use super::*;

    fn by_signal(signal: i32, stderr_tail: &str) -> WorkerExit {
        WorkerExit {
            status: Some(ExitStatus::from_raw(signal)),
            stderr_tail: stderr_tail.into(),
            protocol_error: None,
            is_kill: signal == 9,
            is_kill_for_memory: false,
        }
    }

    #[test]
    fn what_a_death_means() {
        let (kill, abort) = (by_signal(9, ""), by_signal(6, "# Fatal error"));
        let oom = by_signal(5, "# Fatal process out of memory: Zone");
        let stopped = |limit| Some(Outcome::Stopped { limit, at: None });
        let wall = Duration::from_secs(4);
        let tried = |count| Tries { count, ..Tries::new(wall, Duration::ZERO) };
        let over = Tries { spent: wall * 5 / 2, ..tried(1) };
        let of = |death, killed, tries| outcome_of(death, killed, &tries, false);
        assert_eq!(of(&kill, None, tried(0)), None, "someone else's kill says nothing of the case");
        assert_eq!(of(&kill, None, tried(9)), None);
        assert!(matches!(of(&kill, None, tried(10)), Some(Outcome::Crashed(_))));
        assert!(matches!(of(&kill, None, over), Some(Outcome::Crashed(_))));
        assert_eq!(of(&abort, None, tried(0)), None, "an abort has to repeat itself");
        let twice = of(&abort, None, tried(1));
        assert!(matches!(twice, Some(Outcome::Crashed(text)) if text.contains("Fatal error")));
        assert_eq!(
            of(&oom, None, tried(0)),
            stopped(Limit::Memory),
            "a second run tells whether it was the case"
        );
        assert_eq!(of(&kill, Some(Limit::Memory), tried(0)), stopped(Limit::Memory));
        assert_eq!(of(&kill, Some(Limit::CpuTime), tried(0)), stopped(Limit::CpuTime));
        assert_eq!(of(&kill, Some(Limit::WallTime), tried(0)), None, "the machine may be to blame");
        assert_eq!(of(&kill, Some(Limit::WallTime), over), stopped(Limit::WallTime));
        // The system kills the process with the most memory when there is none left.
        assert_eq!(outcome_of(&kill, None, &tried(0), true), stopped(Limit::Memory));
        let for_memory = WorkerExit { is_kill_for_memory: true, ..by_signal(9, "") };
        assert_eq!(of(&for_memory, None, tried(0)), None, "it may have been any process's memory");
        assert_eq!(of(&for_memory, None, tried(1)), stopped(Limit::Memory));
        // A worker that another process has stopped is killed by the supervisor.
        let by_us = WorkerExit { is_kill: false, ..by_signal(9, "") };
        assert_eq!(outcome_of(&by_us, None, &tried(0), true), None);
        let term = by_signal(15, "");
        assert_eq!(outcome_of(&term, None, &tried(0), true), None, "the system sends no other signal");
    }

    #[test]
    fn all_tries_of_a_case_take_three_times_its_wall_limit_at_most() {
        let wall = Duration::from_secs(4);
        // Fractions of its limit that each try takes: up to it, a little less, half of it, and in turn.
        for shares in [vec![1.0], vec![0.99], vec![0.5], vec![0.0, 1.0], vec![0.9, 1.0], vec![0.4, 0.7, 1.0]]
        {
            let (mut tries, mut taken) = (Tries::new(wall, Duration::ZERO), Duration::ZERO);
            for share in shares.iter().cycle() {
                let limit = tries.limit();
                assert!(limit >= wall, "{shares:?}: every try has at least the limit");
                taken += limit.mul_f64(*share);
                tries.spend(limit.mul_f64(*share));
                tries.count += 1;
                if tries.are_over() || tries.count > MAX_KILL_RETRIES {
                    break;
                }
            }
            assert!(taken <= wall * 3, "{shares:?}: {taken:?}");
            assert!(
                tries.count >= 2,
                "{shares:?}: one try is not enough to say that the machine was not to blame"
            );
        }
        // The time that a killed worker takes beyond its limit does not count against the case.
        let mut tries = Tries::new(wall, Duration::ZERO);
        tries.spend(wall + GRACE);
        assert_eq!((tries.limit(), tries.are_over()), (wall * 2, false));
    }

    #[test]
    fn little_is_sent_ahead_of_long_cases() {
        assert_eq!(cases_ahead(Duration::from_secs(1)), 2);
        assert_eq!(cases_ahead(Duration::from_micros(200)), 10);
        assert_eq!(cases_ahead(Duration::ZERO), MAX_PIPELINED_CASES);
    }
}
